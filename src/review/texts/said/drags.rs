//! Texts of what is dragged in the rows of an article: what a handle is for, and what letting go would do.

use serde::Serialize;

/// These texts of a language; scripts get them beside the others.
#[derive(Debug, Serialize)]
pub(super) struct Drags {
    drag_grip: &'static str,
    drag_seam: &'static str,
    drag_edge: &'static str,
    drag_row: &'static str,
    drag_nothing: &'static str,
    drag_given_up: &'static str,
    drop_send: &'static str,
    drop_cut: &'static str,
    drop_cut_up: &'static str,
    drop_cut_down: &'static str,
    drop_join: &'static str,
    drop_link: &'static str,
    drop_merge: &'static str,
    drop_unsaved: &'static str,
}

pub(super) const ENGLISH: Drags = Drags {
    drag_grip: "Drag to another row, onto its translation to link, onto the text beside it to join, into its own text to cut, onto the line below its row for a new row",
    drag_seam: "Drag to the row above or below: what stands on this side of the line goes there",
    drag_edge: "Drag into the texts above or below: what lies between goes to the other row",
    drag_row: "Drag to another row to merge them",
    drag_nothing: "Here nothing changes; Esc gives up",
    drag_given_up: "Given up: nothing was changed.",
    drop_send: "To row {row}: {text}",
    drop_cut: "Cut before “{word}”",
    drop_cut_up: "Cut before “{word}”; what stands before it goes to row {row}",
    drop_cut_down: "Cut before “{word}”; from there on to row {row}",
    drop_join: "Join: {text}",
    drop_link: "Link with: {text}",
    drop_merge: "Merge rows {from} to {to}",
    drop_unsaved: "What is typed here is not saved: it cannot be dragged",
};

pub(super) const FRENCH: Drags = Drags {
    drag_grip: "Glissez vers une autre ligne, sur sa traduction pour relier, sur le texte voisin pour joindre, dans son propre texte pour couper, sur le trait sous sa ligne pour une nouvelle ligne",
    drag_seam: "Glissez vers la ligne du dessus ou du dessous : ce qui est de ce côté du trait y va",
    drag_edge: "Glissez dans les textes du dessus ou du dessous : ce qui est entre les deux change de ligne",
    drag_row: "Glissez vers une autre ligne pour les fusionner",
    drag_nothing: "Ici rien ne change ; Échap pour renoncer",
    drag_given_up: "Abandonné : rien n’a été modifié.",
    drop_send: "À la ligne {row} : {text}",
    drop_cut: "Couper avant « {word} »",
    drop_cut_up: "Couper avant « {word} » ; ce qui précède va à la ligne {row}",
    drop_cut_down: "Couper avant « {word} » ; à partir de là, à la ligne {row}",
    drop_join: "Joindre : {text}",
    drop_link: "Relier à : {text}",
    drop_merge: "Fusionner les lignes {from} à {to}",
    drop_unsaved: "Ce qui est saisi ici n’est pas enregistré : on ne peut pas le glisser",
};
