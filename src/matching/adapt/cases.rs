//! What is carried into the target, and what never is: a table for each kind of value.

use super::*;

/// Query, source, target, and what is to come out.
type Case = (&'static str, &'static str, &'static str, Option<&'static str>);

fn check(from: &str, to: &str, cases: &[Case]) {
    let (from, to) = (Lang::parse(from).unwrap(), Lang::parse(to).unwrap());
    let mut wrong = Vec::new();
    for (query, source, target, expected) in cases {
        let found = adapt(query, source, target, &from, &to).map(|adapted| adapted.text);
        if found.as_deref() != *expected {
            wrong.push(format!("{query} | {source}\n  {found:?}\n  not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_scale_word_goes_with_its_number() {
    let port = "Le port coûtera 3,5 millions d'euros en tout.";
    let harbour = "The harbour will cost 3.5 million euros in all.";
    let fund = ("Le fonds a 40 milliards de dollars.", "The fund has $40 billion.");
    check(
        "fr",
        "en",
        &[
            (
                "Le port coûtera 2 milliards d'euros en tout.",
                port,
                harbour,
                Some("The harbour will cost 2 billion euros in all."),
            ),
            (
                "Le fonds a 800 millions de dollars.",
                fund.0,
                fund.1,
                Some("The fund has $800 million."),
            ),
            (
                "Le fonds a 2 billions de dollars.",
                fund.0,
                fund.1,
                Some("The fund has $2 trillion."),
            ),
            (
                "Le fonds a 800 mille dollars.",
                "Le fonds a 40 mille dollars.",
                "The fund has $40 billion.",
                None,
            ),
            (
                "Le fonds a 800 dollars.",
                "Le fonds a 40 milliards.",
                "The fund has $40 billion.",
                None,
            ),
            (
                "Le projet coûte 12 milliards d'euros.",
                "Le projet coûte 40 millions d'euros.",
                "The project costs €40m.",
                Some("The project costs €12bn."),
            ),
            (
                "Budget : 12 Md€.",
                "Budget : 15 M€.",
                "Budget: €15 million.",
                Some("Budget: €12 billion."),
            ),
            (
                "Budget : 12 Md$.",
                "Budget : 15 M$.",
                "Budget: $15M.",
                Some("Budget: $12B."),
            ),
            ("Il gagne 12 M€.", "Il gagne 15 €.", "He earns €15.", None),
        ],
    );
    check(
        "en",
        "fr",
        &[
            (
                "The project costs $12 billion.",
                "The project costs $12 million.",
                "Le projet coûte 12 millions de dollars.",
                Some("Le projet coûte 12 milliards de dollars."),
            ),
            (
                "The project costs $1.5 trillion.",
                "The project costs $12 million.",
                "Le projet coûte 12 millions de dollars.",
                Some("Le projet coûte 1,5 billion de dollars."),
            ),
            (
                "The project costs $12 billion.",
                "The project costs $12 thousand.",
                "Le projet coûte 12 mille dollars.",
                None,
            ),
            ("It has €3bn.", "It has €5m.", "Il a 5 M€.", Some("Il a 3 Md€.")),
        ],
    );
}

#[test]
fn what_looks_like_a_scale_word_of_an_unknown_language_stops_its_number() {
    check(
        "de",
        "es",
        &[
            (
                "Er hat 12 Milliarden.",
                "Er hat 11 Millionen.",
                "Tiene 11 millones.",
                None,
            ),
            (
                "Er hat 12 Hunde.",
                "Er hat 11 Hunde.",
                "Tiene 11 perros.",
                Some("Tiene 12 perros."),
            ),
        ],
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn zeros_are_neither_lost_nor_added() {
    let growth = "La croissance est de 0,5 % cette année.";
    let (file, phone) = ("Le dossier 0042 est clos.", "Téléphonez au 01 44 55 66 77 demain.");
    check(
        "fr",
        "en",
        &[
            (
                "La croissance est de 0,75 % cette année.",
                growth,
                "Growth is 0.5% this year.",
                Some("Growth is 0.75% this year."),
            ),
            (
                "La croissance est de 1,25 % cette année.",
                growth,
                "Growth is 0.5% this year.",
                Some("Growth is 1.25% this year."),
            ),
            (
                "La croissance est de 2 % cette année.",
                growth,
                "Growth is 0.5% this year.",
                Some("Growth is 2% this year."),
            ),
            (
                "La croissance est de 0,50 % cette année.",
                growth,
                "Growth is 0.5% this year.",
                Some("Growth is 0.50% this year."),
            ),
            (
                "La croissance est de 4,250 % cette année.",
                "La croissance est de 3,125 % cette année.",
                "Growth is 3.125% this year.",
                Some("Growth is 4.250% this year."),
            ),
            (
                "Le code postal 06000 est requis.",
                "Le code postal 75011 est requis.",
                "Postcode 75011 is required.",
                Some("Postcode 06000 is required."),
            ),
            (
                "ISBN 978-2-07-054090-7 : poche.",
                "ISBN 978-2-07-036822-8 : poche.",
                "ISBN 978-2-07-036822-8: paperback.",
                Some("ISBN 978-2-07-054090-7: paperback."),
            ),
            (
                "Le compte FR76 3000 7000 0225 est ouvert.",
                "Le compte FR76 3000 6000 0112 est ouvert.",
                "Account FR76 3000 6000 0112 is open.",
                Some("Account FR76 3000 7000 0225 is open."),
            ),
            (
                "Le départ est à 11:20:05 précises.",
                "Le départ est à 12:30:45 précises.",
                "The start is at 12:30:45 sharp.",
                Some("The start is at 11:20:05 sharp."),
            ),
            (
                "Le départ est à 11:20:05 précises.",
                "Le départ est à 12:30:45 précises.",
                "The start is at 12:30:45 pm sharp.",
                None,
            ),
            (
                "Le dossier 0057 est clos.",
                file,
                "File 0042 is closed.",
                Some("File 0057 is closed."),
            ),
            (
                "Le dossier 7 est clos.",
                file,
                "File 0042 is closed.",
                Some("File 7 is closed."),
            ),
            ("Le dossier 0057 est clos.", file, "File 42 is closed.", None),
            (
                "Téléphonez au 02 33 55 66 78 demain.",
                phone,
                "Phone 01 44 55 66 77 tomorrow.",
                Some("Phone 02 33 55 66 78 tomorrow."),
            ),
            (
                "Téléphonez au 02 33 55 66 78 demain.",
                phone,
                "Phone +33 1 44 55 66 77 tomorrow.",
                None,
            ),
        ],
    );
    check(
        "en",
        "fr",
        &[
            (
                "Growth is 0.75% this year.",
                "Growth is 0.5% this year.",
                growth,
                Some("La croissance est de 0,75 % cette année."),
            ),
            (
                "Growth is 2% this year.",
                "Growth is 0.5% this year.",
                growth,
                Some("La croissance est de 2 % cette année."),
            ),
            (
                "File 0057 is closed.",
                "File 0042 is closed.",
                file,
                Some("Le dossier 0057 est clos."),
            ),
            (
                "Call 020 7946 0958.",
                "Call 020 7946 0011.",
                "Appelez le 020 7946 0011.",
                Some("Appelez le 020 7946 0958."),
            ),
            // Under two a French noun is in the singular.
            ("It lasts 2.5 days.", "It lasts 1.5 days.", "Cela dure 1,5 jour.", None),
        ],
    );
}

#[test]
fn sections_versions_and_addresses_are_copied_whole() {
    let standard = (
        "Voir l'article 5.2.1 de la norme.",
        "See Article 5.2.1 of the standard.",
    );
    check(
        "fr",
        "en",
        &[
            (
                "Voir l'article 5.2.4 de la norme.",
                standard.0,
                standard.1,
                Some("See Article 5.2.4 of the standard."),
            ),
            (
                "Voir l'article 5.2.1.3 de la norme.",
                standard.0,
                standard.1,
                Some("See Article 5.2.1.3 of the standard."),
            ),
            (
                "Voir l'article 5.2.1 du contrat.",
                "Voir l'article 5.2 du contrat.",
                "See Article 5.2 of the contract.",
                Some("See Article 5.2.1 of the contract."),
            ),
            (
                "La version 2.1.3 est sortie.",
                "La version 2.1 est sortie.",
                "Version 2.1 is out.",
                Some("Version 2.1.3 is out."),
            ),
            (
                "La version v2.2.0 est sortie.",
                "La version v2.1.3 est sortie.",
                "Version v2.1.3 is out.",
                Some("Version v2.2.0 is out."),
            ),
            (
                "Le serveur répond à 10.0.0.2 chaque jour.",
                "Le serveur répond à 10.0.0.1 chaque jour.",
                "The server answers at 10.0.0.1 every day.",
                Some("The server answers at 10.0.0.2 every day."),
            ),
            (
                "Mise à jour vers iOS 17.4.1 disponible.",
                "Mise à jour vers iOS 17.4 disponible.",
                "Update to iOS 17.4 available.",
                Some("Update to iOS 17.4.1 available."),
            ),
            (
                "Il a 3.400.225 habitants.",
                "Il a 2.200.112 habitants.",
                "It has 2,200,112 inhabitants.",
                Some("It has 3,400,225 inhabitants."),
            ),
            (
                "Le 13.04.2022, il pleut.",
                "Le 12.03.2021, il pleut.",
                "On 12.03.2021 it rains.",
                Some("On 13.04.2022 it rains."),
            ),
        ],
    );
    check(
        "en",
        "fr",
        &[
            (
                "See Article 5.2.4 of the standard.",
                standard.1,
                standard.0,
                Some("Voir l'article 5.2.4 de la norme."),
            ),
            (
                "Version 2.2 is out.",
                "Version 2.1 is out.",
                "La version 2.1 est sortie.",
                Some("La version 2.2 est sortie."),
            ),
            (
                "Version 2.2 is out.",
                "Version 2 is out.",
                "La version 2 est sortie.",
                None,
            ),
            (
                "Version 2 is out.",
                "Version 2.1.7 is out.",
                "La version 2.1.7 est sortie.",
                Some("La version 2 est sortie."),
            ),
        ],
    );
}

#[test]
fn dates_keep_all_their_parts() {
    let (arrives, sitting) = ("Il arrive le 9 mars.", "La séance est fixée au 4 mai.");
    let set = "The sitting is set for May 4th.";
    check(
        "fr",
        "en",
        &[
            (
                "Il arrive le 9 mars 2021.",
                arrives,
                "He arrives on 9 March.",
                Some("He arrives on 9 March 2021."),
            ),
            (
                "Il arrive le mardi 10 mars.",
                arrives,
                "He arrives on 9 March.",
                Some("He arrives on Tuesday 10 March."),
            ),
            (
                "La séance est fixée au lundi 5 mai.",
                sitting,
                set,
                Some("The sitting is set for Monday, May 5th."),
            ),
            (
                "La séance est fixée au 5 mai 2025.",
                sitting,
                set,
                Some("The sitting is set for May 5th, 2025."),
            ),
            (
                "Il arrive le 10 mars.",
                "Il arrive le 9 mars 2021.",
                "He arrives on 9 March 2021.",
                None,
            ),
            (
                "Il arrive le mardi 10 mars.",
                arrives,
                "He arrives on the 9 March.",
                None,
            ),
            (
                "Il arrive le 10 avril.",
                "Il arrive le 9 mars.",
                "He arrives on 9 March 2020.",
                None,
            ),
            (
                "Il arrive en avril 2022.",
                "Il arrive en mars 2021.",
                "He arrives in March 2021.",
                Some("He arrives in April 2022."),
            ),
        ],
    );
    check(
        "en",
        "fr",
        &[
            (
                "He arrives on Tuesday 10 March 2021.",
                "He arrives on 9 March.",
                arrives,
                Some("Il arrive le mardi 10 mars 2021."),
            ),
            (
                "He arrives on 10 March.",
                "He arrives on Monday 9 March.",
                "Il arrive le lundi 9 mars.",
                Some("Il arrive le 10 mars."),
            ),
            (
                "He arrives on 10 March.",
                "He arrives on Monday 9 March.",
                "Il arrive lundi 9 mars.",
                None,
            ),
            ("It is on March 10, 2021.", "It is on March 9.", "C'est le 09/03.", None),
        ],
    );
}

#[test]
fn a_number_of_the_targets_own_is_not_left_beside() {
    check(
        "fr",
        "en",
        &[
            (
                "Il faisait 25 °C à l'ombre.",
                "Il faisait 20 °C à l'ombre.",
                "It was 20 °C (68 °F) in the shade.",
                None,
            ),
            ("Il pèse 90 kg.", "Il pèse 80 kg.", "He weighs 80 kg (176 lb).", None),
            ("Il a 13 ans.", "Il a 12 ans.", "He is 12 (twelve).", None),
            (
                "Il mesure 1,85 m.",
                "Il mesure 1,70 m.",
                "He is 1.70 m tall (five foot seven).",
                None,
            ),
            (
                "Il parcourt 20 km.",
                "Il parcourt 10 km.",
                "He covers 10 km (6.2mi).",
                None,
            ),
            // What the source has in words is no number of the target's own.
            (
                "Les vingt élèves ont 13 ans.",
                "Les vingt élèves ont 12 ans.",
                "The 20 pupils are 12.",
                Some("The 20 pupils are 13."),
            ),
        ],
    );
    check(
        "en",
        "fr",
        &[
            (
                "He weighs 200 lb.",
                "He weighs 176 lb.",
                "Il pèse 176 livres (80 kg).",
                None,
            ),
            ("It is 25 °C.", "It is 20 °C.", "Il fait 20 °C, soit 68 °F.", None),
        ],
    );
}

#[test]
fn signs_and_times_are_part_of_the_value() {
    check(
        "fr",
        "en",
        &[
            ("Il fait 7 °C.", "Il fait -5 °C.", "It is -5 °C.", Some("It is 7 °C.")),
            ("Il fait -7 °C.", "Il fait 5 °C.", "It is 5 °C.", Some("It is -7 °C.")),
            ("Il fait -7 °C.", "Il fait -5 °C.", "It is minus 5 °C.", None),
            (
                "Ouvert à 0h30.",
                "Ouvert à 19h.",
                "Open at 7 pm.",
                Some("Open at 12:30 am."),
            ),
            ("Ouvert 24 h.", "Ouvert 19 h.", "Open 7 pm.", None),
            (
                "Ouvert de 9h30 à 19h00.",
                "Ouvert de 10 h à 18h30.",
                "Open from 10 am to 6.30 pm.",
                Some("Open from 9.30 am to 7.00 pm."),
            ),
            // One of two cannot be carried.
            ("De 7 à 9 ans.", "De 6 à 8 ans.", "From 6 to eight.", None),
            (
                "Au XXIe siècle.",
                "Au XIXe siècle.",
                "In the 19th century.",
                Some("In the 21st century."),
            ),
            (
                "Louis XV règne.",
                "Louis XIV règne.",
                "Louis XIV reigns.",
                Some("Louis XV reigns."),
            ),
        ],
    );
    check(
        "en",
        "fr",
        &[
            (
                "In the 21st century.",
                "In the 19th century.",
                "Au XIXe siècle.",
                Some("Au XXIe siècle."),
            ),
            (
                "Open at 9.15 pm.",
                "Open at 7 pm.",
                "Ouvert à 19h.",
                Some("Ouvert à 21h15."),
            ),
            ("On the 1st floor.", "On the 3rd floor.", "Au 3e étage.", None),
        ],
    );
}

#[test]
fn what_stays_of_the_source_is_marked_as_stale() {
    let (fr, en) = (Lang::parse("fr").unwrap(), Lang::parse("en").unwrap());
    let marks = |query, source, target, from, to| {
        let made = adapt(query, source, target, from, to)?;
        let stale = made.stale.iter().map(|range| made.text[range.clone()].to_owned());
        Some((stale.collect::<Vec<_>>(), made.text.clone()))
    };
    let (source, target) = (
        "Ouvert sauf le lundi, de 10 h à 18 h.",
        "Open except on Mondays, from 10 am to 6 pm.",
    );
    let found = marks("Ouvert sauf le mardi, de 9 h à 19 h.", source, target, &fr, &en).unwrap();
    assert_eq!(
        found,
        (
            vec!["Mondays".to_owned()],
            "Open except on Mondays, from 9 am to 7 pm.".to_owned()
        )
    );
    let found = marks("Open except on Tuesdays, from 9 am to 7 pm.", target, source, &en, &fr).unwrap();
    assert_eq!(found.0, ["lundi"]);
    let found = marks(
        "La lettre de Londres a 13 pages.",
        "La lettre de Brignac a 12 pages.",
        "The letter from Brignac has 12 pages.",
        &fr,
        &en,
    )
    .unwrap();
    assert_eq!(found.0, ["Brignac"]);
}
