//! What cannot be a pair, or a number of things, is refused before anything is stored.

use crate::support::Place;

const TEXT: &str = "Le pont est fermé.\n\nLa route passe par le bois.";

#[test]
fn a_copy_or_a_hard_link_is_no_translation() {
    let place = Place::new();
    place.write("a.fr.txt", TEXT);
    place.write("copy.en.txt", TEXT);
    std::fs::hard_link(place.path("a.fr.txt"), place.path("link.en.txt")).expect("a link");
    for other in ["copy.en.txt", "link.en.txt"] {
        place.refused(1, &["import", "a.fr.txt", other]);
        assert!(!place.path("memory/memory.sqlite").exists());
    }
}

#[test]
fn two_languages_are_two() {
    let place = Place::new();
    place.write("a.fr.txt", TEXT);
    place.write("b.fr.txt", "Autre chose.");
    place.refused(2, &["--from", "fr", "--to", "fr", "import", "a.fr.txt", "b.fr.txt"]);
    assert!(!place.path("memory/memory.sqlite").exists());
}

#[test]
fn a_limit_is_one_or_more_and_a_path_that_is_missing_is_said_to_be() {
    let place = Place::new();
    for command in [["suggest", "x"], ["search", "x"]] {
        place.refused(2, &[&command[..], &["--limit", "0"]].concat());
    }
    let told = place.refused(1, &["import", "missing.fr.txt"]);
    assert!(told.contains("does not exist"), "{told}");
}
