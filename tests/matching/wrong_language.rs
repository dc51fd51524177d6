//! A file in another language than was said is translated all the same, with a warning.

use crate::support::Place;

const ENGLISH: &str = "The town council voted last night for the budget of the coming year, after three hours of debate.

The inhabitants came in large numbers to listen to the mayor, who promised that the bridge would be open again before the summer.
";

#[test]
fn every_command_that_reads_a_text_to_be_translated_warns() {
    let place = Place::new();
    place.write("m.tsv", "Le pont est rouge.\tThe bridge is red.\n");
    place.ok(&["import", "m.tsv"]);
    place.write("a.txt", ENGLISH);
    place.write("short.txt", "Paris\n");
    let commands: [&[&str]; 4] = [
        &["suggest", "--input", "a.txt"],
        &["suggest", "--presegmented", "--input", "a.txt"],
        &["analyze", "a.txt"],
        &["pretranslate", "a.txt", "-o", "out.xlf", "--overwrite"],
    ];
    for command in commands {
        let done = place.run(command);
        assert_eq!(done.code, Some(0), "{command:?}");
        let expected =
            "warning: a.txt looks English, expected French: give the right file, or name its language with --from";
        assert!(done.err.contains(expected), "{command:?}: {}", done.err);
        let right = [&["--from", "en", "--to", "fr"], command].concat();
        assert!(!place.run(&right).err.contains("looks English"), "{command:?}");
    }
    assert!(!place.run(&["analyze", "short.txt"]).err.contains("looks"));
}
