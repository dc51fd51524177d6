//! A memory that its user may read and not write: the folder of a colleague, a medium that is locked.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt as _;

use crate::support::bound::{behind, bound_by_permissions};
use crate::support::{Done, Place, done, skip};

/// Runs the command in the place, behind other programs.
fn run(place: &Place, before: &[&str], arguments: &[&str]) -> Done {
    done(
        behind(before, place.command(arguments))
            .output()
            .expect("the command runs"),
    )
}

#[test]
fn a_read_only_memory_is_read_and_not_written() {
    let place = Place::new();
    place.write("a.fr.txt", "Le maire a présenté le budget de la commune jeudi soir.\n");
    place.write("a.en.txt", "The mayor presented the town budget on Thursday evening.\n");
    place.write("b.fr.txt", "Le maire a présenté le budget de la commune lundi soir.\n");
    place.write("b.en.txt", "The mayor presented the town budget on Monday evening.\n");
    place.ok(&["import", "a.fr.txt", "a.en.txt"]);
    let memory = place.path("memory");
    let allow = |mode: u32| {
        for path in [memory.join("memory.sqlite"), memory.clone()] {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("our own folder");
        }
    };
    allow(0o555);
    let Some(before) = bound_by_permissions(&memory) else {
        allow(0o755);
        skip::skip("this user writes to read-only folders, and `setpriv` (util-linux) cannot keep it from that");
        return;
    };
    let read = run(
        &place,
        before,
        &["suggest", "Le maire a présenté le budget de la commune jeudi soir."],
    );
    let written = run(&place, before, &["import", "b.fr.txt", "b.en.txt"]);
    allow(0o755);
    assert_eq!(read.code, Some(0), "{}", read.err);
    assert!(read.out.contains("mayor"), "{}", read.out);
    assert_eq!(written.code, Some(1), "{}{}", written.out, written.err);
    assert!(written.err.contains("read-only"), "{}", written.err);
}
