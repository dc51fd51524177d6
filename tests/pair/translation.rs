//! What is hardly a translation stays out of the memory; what is one comes in, however short, cut or free.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use interligne::Aligner;
use interligne::pair::{LanguageCheck, Pair, PairError, PairOptions};

use crate::support::memory::lang;
use crate::support::{Place, sample, skip};

/// Everything in a memory that a user can see.
fn state(place: &Place) -> String {
    place.ok(&["memory", "list", "--json"]) + &place.ok(&["memory", "list", "--units", "--json"])
}

#[test]
fn a_wrong_file_is_refused_and_changes_nothing() {
    let place = Place::new();
    let (french, english, other) = (
        sample("bac-de-lorme.fr.txt"),
        sample("bac-de-lorme.en.txt"),
        sample("horloges-de-brume.en.txt"),
    );
    let error = place.refused(1, &["import", &french, &other]);
    assert!(
        error.contains("hardly translations") && error.contains('%') && error.contains("--force"),
        "{error}"
    );
    assert!(!place.path("memory").exists(), "a refused import makes no memory");
    place.ok(&["import", &french, &english]);
    let before = state(&place);
    place.refused(1, &["import", &french, &other]);
    assert_eq!(state(&place), before);
    let done = place.run(&["import", "--force", "--name", "forced", &french, &other]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert!(done.err.contains("hardly translations"), "{}", done.err);
}

#[test]
fn a_folder_leaves_the_wrong_pair_out_and_goes_on() {
    let place = Place::new();
    for (name, source, target) in [
        ("bac", "bac-de-lorme.fr.txt", "bac-de-lorme.en.txt"),
        ("wrong", "horloges-de-brume.fr.txt", "bac-de-lorme.en.txt"),
        ("z", "ligne-du-val-serin.fr.txt", "ligne-du-val-serin.en.txt"),
    ] {
        for (file, tag) in [(source, "fr"), (target, "en")] {
            let text = std::fs::read(sample(file)).expect("a sample");
            place.write(&format!("all/{name}.{tag}.txt"), text);
        }
    }
    let done = place.run(&["import", "all"]);
    assert_eq!(done.code, Some(1), "{}", done.out);
    assert!(
        done.err.contains("wrong.fr.txt") && done.err.contains("hardly translations"),
        "{}",
        done.err
    );
    let list = place.ok(&["memory", "list"]);
    assert!(
        list.contains("bac") && list.contains('z') && !list.contains("wrong"),
        "{list}"
    );
}

#[test]
fn an_excerpt_is_a_translation() {
    let place = Place::new();
    let french = std::fs::read_to_string(sample("horloges-de-brume.fr.txt")).expect("a sample");
    let paragraphs: Vec<&str> = french.split("\n\n").collect();
    place.write("part.fr.txt", paragraphs[3..8].join("\n\n"));
    place.ok(&["import", "part.fr.txt", &sample("horloges-de-brume.en.txt")]);
}

#[test]
fn very_short_pairs_are_judged_by_their_words() {
    let place = Place::new();
    let pairs = [
        (
            "Le boulanger ferme sa boutique le lundi.",
            "The baker closes his shop on Mondays.",
            true,
        ),
        ("Oui.", "Yes.", true),
        ("Ça alors !", "Well, I never!", true),
        (
            "Le boulanger ferme sa boutique le lundi.",
            "Heavy snowfall blocked every road across the northern valleys yesterday.",
            false,
        ),
        (
            "Le maire inaugurera la bibliothèque samedi. Elle compte vingt mille livres.",
            "The striker scored twice before half-time. Fans cheered until midnight.",
            false,
        ),
    ];
    for (number, (source, target, sound)) in pairs.into_iter().enumerate() {
        let files = [format!("{number}.fr.txt"), format!("{number}.en.txt")];
        place.write(&files[0], source);
        place.write(&files[1], target);
        let done = place.run(&["import", &files[0], &files[1]]);
        assert_eq!(done.code, Some(i32::from(!sound)), "{source} / {target}: {}", done.err);
    }
}

#[test]
fn without_a_lexicon_a_doubt_is_only_said() {
    let place = Place::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let aligner = Aligner::new(lang("de"), lang("en")).expect("an aligner without a lexicon");
    let options = PairOptions::default().languages(LanguageCheck::Off);
    let target = place.write("x.txt", "1. A\n\n2. B\n\n3. C\n\n4. D\n");
    Pair::read_with(&folder.join("bac-de-lorme.fr.txt"), &target, &options, &aligner)
        .expect("nothing is known of words");
}

/// Article pairs of the gold, by set.
fn gold_pairs(gold: &Path) -> BTreeMap<PathBuf, Vec<[PathBuf; 2]>> {
    let mut sets: BTreeMap<PathBuf, Vec<[PathBuf; 2]>> = BTreeMap::new();
    for set in std::fs::read_dir(gold.join("articles"))
        .expect("a folder of sets")
        .flatten()
    {
        for file in std::fs::read_dir(set.path()).into_iter().flatten().flatten() {
            let source = file.path();
            let Some(stem) = source.to_str().and_then(|path| path.strip_suffix(".fr.txt")) else {
                continue;
            };
            let target = PathBuf::from(format!("{stem}.en.txt"));
            if target.exists() {
                sets.entry(set.path()).or_default().push([source.clone(), target]);
            }
        }
    }
    sets.values_mut().for_each(|pairs| pairs.sort());
    sets
}

#[test]
fn gold_pairs_are_accepted_and_mixed_ones_refused() {
    let Some(gold) = skip::folder("INTERLIGNE_GOLD") else {
        return;
    };
    let aligner = Aligner::new(lang("fr"), lang("en")).expect("the compiled-in lexicon");
    let options = PairOptions::default().languages(LanguageCheck::Off);
    let read = |source: &Path, target: &Path| Pair::read_with(source, target, &options, &aligner);
    for (set, pairs) in gold_pairs(&gold) {
        for [source, target] in &pairs {
            assert!(read(source, target).is_ok(), "{} is a translation", source.display());
        }
        // The releases of one project follow a form: two of them are translations in the greater part.
        if set.ends_with("debian_news") {
            continue;
        }
        for (one, other) in pairs.iter().zip(pairs.iter().skip(1)) {
            let mixed = read(&one[0], &other[1]);
            assert!(
                matches!(mixed, Err(PairError::HardlyTranslated { .. })),
                "{} and {} have nothing in common",
                one[0].display(),
                other[1].display()
            );
        }
    }
}

/// The beads of `align` as JSON, each with its confidence and both texts.
fn beads(place: &Place, source: &str, target: &str) -> Vec<serde_json::Value> {
    place.write("a.fr.txt", source);
    place.write("a.en.txt", target);
    place
        .ok(&["align", "--format", "json", "a.fr.txt", "a.en.txt"])
        .lines()
        .map(|line| serde_json::from_str(line).expect("a bead"))
        .collect()
}

#[test]
fn a_few_sentences_that_have_nothing_in_common_are_refused() {
    let place = Place::new();
    place.write(
        "a.fr.txt",
        "Le pain de seigle\n\nLa farine de seigle boit beaucoup d'eau. Il faut la pétrir peu et la laisser lever longtemps.\n\n\
         Un four à bois donne une croûte épaisse. La mie reste humide pendant une semaine.\n\n\
         On le mange avec du beurre salé et des huîtres.\n",
    );
    place.write(
        "a.en.txt",
        "Learning to sail\n\nThe wind comes from the west most days. Hold the tiller with your back hand and look at the sail.\n\n\
         A small boat turns over easily. Wear a life jacket even when the sea is calm.\n\n\
         Come back before the tide goes out.\n",
    );
    let error = place.refused(1, &["import", "a.fr.txt", "a.en.txt"]);
    assert!(error.contains("hardly translations"), "{error}");
}

#[test]
fn a_sentence_in_a_third_language_waits_for_review() {
    let place = Place::new();
    let found = beads(
        &place,
        "Règlement du port\n\nLe port est ouvert à tous les pêcheurs de la commune, sans distinction.\n\n\
         Si vous voyez quelqu'un abîmer un quai, écrivez au directeur du port.\n\n\
         Les amendes servent à réparer les digues et à payer le gardien.\n",
        "Rules of the port\n\nThe port is open to all fishermen of the town, without distinction.\n\n\
         Se você vir alguém danificar um cais, escreva ao diretor do porto.\n\n\
         Fines are used to repair the dikes and to pay the warden.\n",
    );
    let sure: Vec<bool> = found
        .iter()
        .map(|bead| bead["confidence"].as_f64().expect("a number") >= interligne::memory::REVIEW_BELOW)
        .collect();
    assert_eq!(sure, [true, true, false, true], "{found:?}");
}

#[test]
fn a_picture_s_text_in_the_other_language_is_no_translation() {
    let place = Place::new();
    let alternative = "A woman looks out onto the river with her son inside a boat shed in Lorme, August 14, 2023.";
    let found = beads(
        &place,
        &format!(
            "Skip to main content\nFaire un don\n{alternative}\n\nLe rôle de l'association dans les crues\n\n\
             Une femme et son fils photographiés dans un hangar à bateaux de Lorme, le 14 août 2023.   © 2023 Paul Durand/Agence\n\n\
             Les crues ont touché trois villages depuis le printemps. L'association a logé les familles et réparé les barques.\n\n\
             Nous avons parlé à sa directrice, qui travaille sur la rivière depuis vingt ans.\n"
        ),
        &format!(
            "Skip to main content\nDonate Now\n{alternative}\n\nThe Association's Role in Floods\n\n{alternative}  © 2023 Paul Durand/Agence\n\n\
             Floods have hit three villages since spring. The association has housed the families and repaired the boats.\n\n\
             We talked to its director, who has worked on the river for twenty years.\n"
        ),
    );
    let source = |bead: &serde_json::Value| bead["source_text"].as_str().expect("a text").to_owned();
    let caption = found
        .iter()
        .find(|bead| bead["target_text"] == alternative)
        .expect("the caption");
    assert!(source(caption).starts_with("Une femme et son fils"), "{found:?}");
    assert!(found.iter().all(|bead| source(bead) != alternative), "{found:?}");
}

#[test]
fn a_translation_that_was_begun_comes_in_and_what_is_left_waits() {
    let french = [
        "Le marché de Noël ouvre ses portes samedi sur la grande place.",
        "Quarante artisans de la région y vendent leurs produits pendant un mois.",
        "La mairie a prévu un parc de stationnement gratuit près de la gare.",
        "Les enfants pourront monter sur le vieux manège tous les mercredis.",
        "Un concert de la chorale municipale clôt la fête le vingt-quatre décembre.",
    ];
    let english = [
        "The Christmas market opens on Saturday in the main square.",
        "Forty craftsmen from the region will sell their products there for a month.",
    ];
    let place = Place::new();
    place.write("a.fr.txt", french.join("\n\n"));
    place.write("a.en.txt", [&english[..], &french[2..]].concat().join("\n\n"));
    let done = place.run(&["import", "a.fr.txt", "a.en.txt"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert!(done.err.contains("French in part"), "{}", done.err);
    for unit in crate::support::json_lines(&place.ok(&["memory", "list", "--units", "--json"])) {
        let is_translated = english.iter().any(|text| unit["target"] == *text);
        assert_eq!(unit["status"] == "aligned", is_translated, "{unit}");
    }
    // Another article in French is no translation, begun or not.
    let other = "Le fleuve est sorti de son lit dans la nuit de lundi. Personne n'a été blessé, mais trois maisons sont sous les eaux. \
                 Les secours ont travaillé jusqu'au matin pour mettre les habitants à l'abri.";
    place.write("b.en.txt", other);
    assert!(
        place
            .refused(1, &["import", "a.fr.txt", "b.en.txt"])
            .contains("looks French")
    );
}
