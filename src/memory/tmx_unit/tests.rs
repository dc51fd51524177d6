//! Tests of its parts that no caller sees.

use super::*;
use crate::memory::UnitId;

fn read(text: &str) -> (tmx::Header, Vec<tmx::Unit>) {
    let mut reader = tmx::Reader::new(text.as_bytes(), tmx::Policy::Default).unwrap();
    let header = reader.header().clone();
    let units = reader.by_ref().collect::<Result<_, _>>().unwrap();
    (header, units)
}

#[test]
fn a_unit_with_everything_goes_both_ways() {
    let (header, units) = read(
        r#"<tmx version="1.4"><header creationtool="t" creationtoolversion="1" segtype="paragraph" o-tmf="t"
        adminlang="en" srclang="fr" datatype="html"><prop type="domain">press</prop>
        <ude name="e" base="b"><map unicode="x0041" code="x41"/></ude></header><body>
        <tu tuid="7" creationdate="20200102T030405Z" creationid="ANNE" changedate="20210102T030405Z" changeid="BOB"
          usagecount="3" lastusagedate="20220102T030405Z" segtype="sentence" o-encoding="latin1">
        <note xml:lang="en" by="ANNE">check</note>
        <prop type="client" xml:lang="fr" o-encoding="e" since="2019">Dupont</prop>
        <prop type="x-interligne-status">confirmed</prop><prop type="x-interligne-confidence">0.5</prop>
        <prop type="x-interligne-article">budget</prop>
        <prop type="x-interligne-occurrence">4 000000000000000a ffffffffffffffff</prop>
        <tuv xml:lang="FR-fr" changeid="CLARA"><prop type="p">v</prop><seg>Le <bpt i="1">&lt;b&gt;</bpt>prix<ept
        i="1">&lt;/b&gt;</ept></seg></tuv>
        <tuv xml:lang="EN"><seg>The price</seg></tuv></tu></body></tmx>"#,
    );
    let mut from = FromTmx::new(&header);
    let incoming = from.convert(units[0].clone()).unwrap();
    let unit = &incoming.unit;
    assert_eq!(
        (unit.status, unit.confidence, unit.usage_count),
        (Status::Confirmed, Some(0.5), 3)
    );
    assert_eq!(
        (unit.created_by.as_deref(), unit.changed_by.as_deref()),
        (Some("ANNE"), Some("BOB"))
    );
    assert_eq!(
        unit.changed.map(|t| t.to_string()).as_deref(),
        Some("2021-01-02T03:04:05Z")
    );
    assert_eq!(unit.variants[0].lang.as_str(), "fr-FR");
    assert_eq!(unit.variants[0].text, "Le prix");
    assert_eq!(unit.source_lang, None);
    assert_eq!(unit.extras.attributes["datatype"], "html");
    assert_eq!(unit.extras.attributes["segtype"], "sentence");
    let [place] = incoming.places.as_slice() else {
        panic!("one place: {:?}", incoming.places)
    };
    assert_eq!(
        (place.article.as_str(), place.position, place.previous, place.next),
        ("budget", Some(4), 10, -1)
    );

    let occurrence = Occurrence {
        unit: UnitId(1),
        article: crate::memory::ArticleId(1),
        position: 4,
        previous: place.previous,
        next: place.next,
        bead: crate::memory::BeadId::default(),
    };
    let out = to_tmx(&unit.clone().numbered(UnitId(1)), &[("budget", occurrence)], "fr-FR");
    let again = FromTmx::new(&tmx::Header::new("fr-FR", "i", "1"))
        .convert(out.clone())
        .unwrap();
    assert_eq!(again.unit, *unit);
    assert_eq!(again.places, incoming.places);
    assert_eq!(out.variants[0].seg, units[0].variants[0].seg);
    assert_eq!((&out.notes, &out.props[0]), (&units[0].notes, &units[0].props[0]));

    let mut ours = tmx::Header::new("fr", "i", "1");
    let extras = header_extras(&header);
    add_header_extras(&mut ours, &extras);
    add_header_extras(&mut ours, &extras);
    assert_eq!((&ours.props, &ours.udes), (&header.props, &header.udes));
}

#[test]
fn a_count_of_no_use_is_kept_until_the_unit_is_used() {
    let (header, units) = read(
        r#"<tmx version="1.4"><header srclang="fr"/><body><tu lastusagedate="never" usagecount="0">
        <tuv xml:lang="fr" usagecount="0"><seg>Oui</seg></tuv><tuv xml:lang="en"><seg>Yes</seg></tuv></tu></body></tmx>"#,
    );
    let mut unit = FromTmx::new(&header).convert(units[0].clone()).unwrap().unit;
    assert_eq!(to_tmx(&unit.clone().numbered(UnitId(1)), &[], "fr"), units[0]);
    unit.usage_count = 2;
    unit.last_used = Timestamp::parse("20260102T030405Z");
    let out = to_tmx(&unit.clone().numbered(UnitId(1)), &[], "fr");
    assert_eq!(out.usage_count(), Some(2));
    assert_eq!(out.attributes.get("lastusagedate"), Some("20260102T030405Z"));
}

#[test]
fn the_source_language_is_stored_where_it_is_not_the_first() {
    let (header, units) = read(
        r#"<tmx version="1.4"><header srclang="en"/><body>
        <tu><tuv xml:lang="fr"><seg>Oui</seg></tuv><tuv xml:lang="en"><seg>Yes</seg></tuv></tu>
        <tu><tuv xml:lang="en"><seg>No</seg></tuv><tuv xml:lang="fr"><seg>Non</seg></tuv></tu>
        <tu srclang="*all*"><tuv xml:lang="en"><seg>No</seg></tuv><tuv xml:lang="fr"><seg>Non</seg></tuv></tu>
        <tu><tuv xml:lang="en"><seg/></tuv><tuv xml:lang="fr"><seg> </seg></tuv></tu>
        <tu><tuv xml:lang="la langue"><seg>Oui</seg></tuv></tu></body></tmx>"#,
    );
    let mut from = FromTmx::new(&header);
    let found: Vec<_> = units
        .into_iter()
        .map(|u| from.convert(u).map(|i| i.unit.source_lang))
        .collect();
    assert_eq!(
        found,
        [
            Ok(Some("en".to_owned())),
            Ok(None),
            Ok(Some("*all*".to_owned())),
            Err(DropReason::NoText),
            Err(DropReason::LanguageTag)
        ]
    );
}
