//! Which action is undone, and which is done again.

use super::*;

#[test]
fn what_was_undone_before_a_new_action_is_not_done_again_in_its_place() {
    let mut place = place();
    let bead = |place: &Place, line: usize| place.bead(LINES[line].0).id;
    let (a, b) = (bead(&place, 0), bead(&place, 4));
    let undo = |place: &mut Place, action| {
        let version = place.view().info.version;
        place.memory.undo_action(place.article, version, action).unwrap()
    };
    let first = place.act(&Action::Reject { bead: a });
    undo(&mut place, None);
    let second = place.act(&Action::Reject { bead: b });
    assert_eq!(place.view().redo, None);
    undo(&mut place, None);
    assert_eq!(place.view().redo.map(|redo| redo.id), Some(second.action));
    let version = place.view().info.version;
    place.memory.redo_action(place.article, version, None).unwrap();
    assert_eq!(place.view().redo, None);
    assert_eq!(place.bead(LINES[4].0).state, BeadState::Rejected);
    assert_eq!(place.bead(LINES[0].0).state, BeadState::Auto);
    // One that others followed is done again by its number, and does not stand before these.
    let version = place.view().info.version;
    place
        .memory
        .redo_action(place.article, version, Some(first.action))
        .unwrap();
    undo(&mut place, Some(first.action));
    assert!(
        place
            .memory
            .actions(place.article, 9)
            .unwrap()
            .iter()
            .all(|done| done.undone.is_none_or(|time| time.0 > 0))
    );
    undo(&mut place, None);
    assert_eq!(place.view().redo.map(|redo| redo.id), Some(second.action));
}

#[test]
fn undoing_looks_only_at_what_the_action_touched() {
    let mut place = place();
    let (a, b) = (place.bead(LINES[0].0).id, place.bead(LINES[4].0).id);
    let first = place.act(&Action::Confirm { bead: a, to: None });
    place.act(&Action::Reject { bead: b });
    let version = place.view().info.version;
    place
        .memory
        .undo_action(place.article, version, Some(first.action))
        .unwrap();
    assert_eq!(place.pairs()[0].2, BeadState::Auto);
    assert_eq!(place.bead(LINES[4].0).state, BeadState::Rejected);
    let version = place.view().info.version;
    place
        .memory
        .redo_action(place.article, version, Some(first.action))
        .unwrap();
    place.act(&Action::Note {
        bead: a,
        text: Some("vu".to_owned()),
    });
    let version = place.view().info.version;
    let error = place
        .memory
        .undo_action(place.article, version, Some(first.action))
        .unwrap_err();
    assert!(
        error.to_string().contains(&format!("bead {a} has changed since")),
        "{error}"
    );
}
