//! Why an action cannot be done, by the rows that the page shows.

use crate::memory::{ActRefusal, BeadRefusal, BeadSide, HistoryRefusal, Later, RefusalNames, SegmentRefusal, Touched};
use crate::review::refusals::names::FrenchNames;
use crate::review::told::Told;

/// The refusal of an action, by names of an article's rows.
pub(in crate::review) fn action<N: RefusalNames + FrenchNames>(verb: &str, refusal: &ActRefusal, names: &N) -> Told {
    Told::new(
        format!("cannot {verb}: {}", refusal.english(names)),
        format!("impossible {} : {}", of_verb(verb), french(refusal, names)),
    )
}

/// An action by its name, behind `impossible`.
fn of_verb(verb: &str) -> String {
    let french = match verb {
        "merge" => "fusionner",
        "split" => "diviser",
        "cut" => "couper",
        "join" => "joindre",
        "move" => "déplacer",
        "link" | "pinpoint" => "relier",
        "pin" => "garder",
        "part" => "séparer",
        "confirm" => "confirmer",
        "reject" => "rejeter",
        "edit" => return "de modifier".to_owned(),
        "leave-out" => "laisser de côté",
        "take-in" => "reprendre",
        "note" => return "d’annoter".to_owned(),
        "realign" => "réaligner",
        "sequence" => "faire tout cela",
        "undo" => return "d’annuler".to_owned(),
        "redo" => "rétablir",
        other => other,
    };
    format!("de {french}")
}

fn side(side: BeadSide) -> &'static str {
    match side {
        BeadSide::Source => "source",
        BeadSide::Target => "cible",
    }
}

fn french(refusal: &ActRefusal, named: &dyn FrenchNames) -> String {
    match refusal {
        ActRefusal::Step(verb, reason) => format!("impossible {} : {}", of_verb(verb), french(reason, named)),
        ActRefusal::NoStep => "aucune étape n’est donnée".to_owned(),
        ActRefusal::NothingCut(_) => "aucune étape précédente n’a créé de segment".to_owned(),
        ActRefusal::SoAlready => "c’est déjà le cas".to_owned(),
        ActRefusal::AlignedSo => "rien ne changerait : le reste est déjà aligné ainsi".to_owned(),
        ActRefusal::NoRoom => "la place manque entre les lignes : réalignez un passage plus long".to_owned(),
        ActRefusal::History(refusal) => of_history(refusal, named),
        ActRefusal::Segments(refusal) => of_segments(refusal, named),
        ActRefusal::Beads(refusal) => of_beads(refusal, named),
    }
}

fn of_history(refusal: &HistoryRefusal, named: &dyn FrenchNames) -> String {
    use HistoryRefusal as R;
    match refusal {
        R::NothingToUndo => "il n’y a plus d’action à annuler".to_owned(),
        R::NothingToRedo => "il n’y a pas d’action à rétablir".to_owned(),
        R::NoAction(action) => format!("l’article n’a pas d’action {action}"),
        R::Undone(action) => format!("l’action {action} est déjà annulée"),
        R::NotUndone(action) => format!("l’action {action} n’est pas annulée"),
        R::ChangedSince {
            what,
            action,
            verb,
            later,
        } => {
            let what = match what {
                Touched::Bead(bead) => named.french_bead(*bead),
                Touched::Segment(segment) => format!("le segment {}", named.french_segment(*segment)),
                Touched::Unit(unit) => named.french_unit(*unit),
            };
            let later = match later {
                Later::Operation(operation, kind) => format!(
                    "l’opération {operation} ({kind}) est venue ensuite ; `interligne memory history` montre ce que `interligne memory undo` annule"
                ),
                Later::Action(action, verb) => {
                    format!("annulez d’abord les actions faites ensuite, à partir de l’action {action} ({verb})")
                }
                Later::Unknown => "ce qui a modifié cela n’est plus dans l’historique".to_owned(),
            };
            format!("{what} a changé depuis l’action {action} ({verb}) : {later}")
        }
    }
}

fn of_segments(refusal: &SegmentRefusal, named: &dyn FrenchNames) -> String {
    use SegmentRefusal as R;
    let segment = |own| named.french_segment(own);
    match refusal {
        R::OneSegment => "il faut au moins deux segments".to_owned(),
        R::NoSegment => "aucun segment n’est choisi".to_owned(),
        R::NoSegmentOf(of) => format!("aucun segment {} n’est choisi", side(*of)),
        R::OtherSide(own, of) => format!("le segment {} n’est pas du côté {}", segment(*own), side(*of)),
        R::BothSides => "les segments sont des deux côtés : déplacez un côté à la fois".to_owned(),
        R::Apart => "les segments ne sont pas d’un même côté d’une même ligne : fusionnez d’abord les lignes, ou déplacez les segments"
            .to_owned(),
        R::Between(of, own, _) => format!(
            "le segment {} {} se trouve entre les autres : les segments d’une ligne se suivent",
            side(*of),
            segment(*own)
        ),
        R::LeftOut(own) => format!("le segment {} est laissé de côté : reprenez-le d’abord", segment(*own)),
        R::AllLeftOut => "les segments sont laissés de côté : reprenez-les d’abord".to_owned(),
        R::LeftOutAlready(own) => format!("le segment {} est déjà laissé de côté", segment(*own)),
        R::TakesPart(own) => format!("le segment {} n’est pas laissé de côté", segment(*own)),
        R::InAlready(own, bead) => format!("le segment {} est déjà dans {}", segment(*own), named.french_bead(*bead)),
        R::HasCounterpart(own, bead) => format!(
            "le segment {} a un équivalent dans {} : séparez-la d’abord, ou déplacez le segment",
            segment(*own),
            named.french_bead(*bead)
        ),
        R::NoPlaceToCut {
            segment: own,
            characters,
            at,
        } => format!(
            "le segment {} a {characters} caractères : on ne peut pas couper avant le caractère {at}",
            segment(*own)
        ),
        R::WithinCharacter => "un caractère serait coupé en deux : coupez avant ou après lui".to_owned(),
        R::WithinWord => "un mot serait coupé en deux : coupez avant ou après lui".to_owned(),
        R::EmptyPart => "une partie serait vide".to_owned(),
    }
}

fn of_beads(refusal: &BeadRefusal, named: &dyn FrenchNames) -> String {
    use BeadRefusal as R;
    let row = |bead| named.french_bead(bead);
    match refusal {
        R::OneBead => "il faut au moins deux lignes".to_owned(),
        R::Counts {
            bead,
            has: [source, target],
            wanted,
        } => format!(
            "{} a {source} segments source et {target} segments cible, et non {} et {}",
            row(*bead),
            wanted[0],
            wanted[1]
        ),
        R::EmptyHalf(bead, [source, target]) => format!(
            "une moitié serait vide : {} a {source} segments source et {target} segments cible",
            row(*bead)
        ),
        R::OneSided(bead) => format!("{} n’a qu’un côté", row(*bead)),
        R::Settled(bead) => format!("{} est déjà décidée", row(*bead)),
        R::Confirmed(bead) => format!("{} est déjà confirmée", row(*bead)),
        R::AllSettled => "toutes sont confirmées ou décidées".to_owned(),
        R::Rejected(bead) => format!("{} est déjà rejetée", row(*bead)),
        R::UnitDeleted(bead) => format!("l’unité de {} a été supprimée : elle ne propose plus rien", row(*bead)),
        R::NoText => "aucun nouveau texte n’est donné".to_owned(),
        R::EmptyText(of) => format!(
            "le nouveau texte {} est vide : rejetez la ligne, ou laissez ses segments de côté",
            side(*of)
        ),
        R::NoSide(bead, of) => format!(
            "{} n’a pas de segment {} : reliez-la d’abord à un segment",
            row(*bead),
            side(*of)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::refusals::names::NoRows;

    #[test]
    fn each_action_has_a_name_in_french() {
        let verbs = [
            "merge",
            "split",
            "cut",
            "join",
            "move",
            "link",
            "pin",
            "part",
            "confirm",
            "reject",
            "leave-out",
            "take-in",
            "edit",
            "note",
            "realign",
            "pinpoint",
            "sequence",
            "undo",
            "redo",
        ];
        for verb in verbs {
            let named = of_verb(verb);
            assert!(!named.ends_with(verb), "{verb}: {named}");
        }
    }

    #[test]
    fn a_refusal_is_told_with_what_it_names() {
        let told = action("merge", &SegmentRefusal::NoSegmentOf(BeadSide::Target).into(), &NoRows);
        assert_eq!(told.english, "cannot merge: no target segment is named");
        assert_eq!(
            told.french,
            "impossible de fusionner\u{a0}: aucun segment cible n’est choisi"
        );
        let step = ActRefusal::Step("edit".to_owned(), Box::new(BeadRefusal::NoText.into()));
        assert_eq!(
            action("sequence", &step, &NoRows).french,
            "impossible de faire tout cela\u{a0}: impossible de modifier\u{a0}: aucun nouveau texte n’est donné"
        );
    }
}
