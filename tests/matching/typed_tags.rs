//! Tags and placeholders typed into the text carry no word weight, and cost a point each where they differ.

use serde_json::Value;

use crate::support::Place;

const MEMORY: &str = "fr\ten
<h1>Page introuvable.</h1> <p>Le fichier a été déplacé.</p> <ul> <li>Vérifiez l’adresse.</li> <li>Revenez à l’accueil.</li> </ul>\t<h1>Page not found.</h1> <p>The file was moved.</p> <ul> <li>Check the address.</li> <li>Go back home.</li> </ul>
<b>Enregistrer</b>\t<b>Save</b>
Enregistrer {0} fichiers dans {1}\tSave {0} files in {1}
Bonjour %1$s, vous avez %2$d messages.\tHello %1$s, you have %2$d messages.
Page <a href=\"p12\">12</a> sur {0}\tPage <a href=\"p12\">12</a> of {0}
{0}\t{0}
Appuyez sur <Entrée> pour finir.\tPress <Enter> to finish.
";

/// The first match of each query: its score and its translation, and the adapted one.
fn first(place: &Place, query: &str, least: &str, more: &[&str]) -> Option<(f64, String, Option<String>)> {
    let mut arguments = vec!["suggest", "--json", "--min-score", least, "--limit", "1"];
    arguments.extend(more);
    arguments.push(query);
    let answer: Value = serde_json::from_str(place.ok(&arguments).trim()).expect("one object");
    let found = answer["matches"].get(0)?;
    let text = |name: &str| found[name].as_str().map(str::to_owned);
    Some((found["score"].as_f64()?, text("target")?, text("adapted")))
}

#[test]
fn the_words_alone_decide_and_differing_tags_cost_a_point() {
    let place = Place::new();
    place.write("m.tsv", MEMORY);
    place.ok(&["import", "m.tsv"]);
    for more in [&[] as &[&str], &["--exhaustive"]] {
        let best = |query, least| first(&place, query, least, more);
        let page = "<h1>Bienvenue.</h1> <p>Nos bureaux ferment demain.</p> <ul> <li>Appelez le siège.</li> <li>Écrivez une lettre.</li> </ul>";
        assert_eq!(best(page, "50"), None, "every word differs");
        assert_eq!(best("<b>Supprimer</b>", "50"), None);
        assert_eq!(best("Enregistrer", "50"), Some((98.0, "<b>Save</b>".into(), None)));
        assert_eq!(
            best("<b>Enregistrer</b>", "50"),
            Some((100.0, "<b>Save</b>".into(), None))
        );
        let files = "Save {0} files in {1}";
        assert_eq!(
            best("Enregistrer {n} fichiers dans {1}", "50"),
            Some((99.0, files.into(), None))
        );
        assert_eq!(
            best("Enregistrer {1} fichiers dans {0}", "50"),
            Some((99.0, files.into(), None))
        );
        assert_eq!(
            best("{0}", "50"),
            Some((100.0, "{0}".into(), None)),
            "a text of tags alone"
        );
        // A key is a word.
        let key = best("Appuyez sur <Échap> pour finir.", "50").expect("a match");
        assert_eq!(key.0, 87.5);
        // A number in a tag is none that is carried.
        let page = best("Page <a href=\"p12\">13</a> sur {0}", "50").expect("a match");
        assert_eq!(page.2.as_deref(), Some("Page <a href=\"p12\">13</a> of {0}"));
    }
    // The tag that differs is marked.
    let shown = place.ok(&["suggest", "Enregistrer {n} fichiers dans {1}"]);
    assert!(shown.contains("Enregistrer [{0}] fichiers"), "{shown}");
    assert!(shown.contains("100 - 1 tags"), "{shown}");
}
