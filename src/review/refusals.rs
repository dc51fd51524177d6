//! What the library and this room refuse, in French: the messages are in English where they are made.
//!
//! A template's `{}` stand for what the message names; what stands there is translated in its turn where it is a message or a word of the
//! table. What the table does not have is shown as it is.

/// English templates and their French; `{}` in the same order on both sides.
const TABLE: [(&str, &str); 85] = [
    ("cannot {}: {}", "impossible de {} : {}"),
    ("merge", "fusionner"),
    ("split", "diviser"),
    ("cut", "couper"),
    ("join", "joindre"),
    ("move", "déplacer"),
    ("link", "relier"),
    ("pin", "garder"),
    ("part", "séparer"),
    ("confirm", "confirmer"),
    ("reject", "rejeter"),
    ("edit", "modifier"),
    ("leave-out", "laisser de côté"),
    ("take-in", "reprendre"),
    ("note", "annoter"),
    ("realign", "réaligner"),
    ("pinpoint", "relier"),
    ("sequence", "faire tout cela"),
    ("no step is given", "aucune étape n’est donnée"),
    ("undo", "annuler"),
    ("redo", "rétablir"),
    ("source", "source"),
    ("target", "cible"),
    ("a join takes two segments or more", "il faut au moins deux segments"),
    ("a merge takes two rows or more", "il faut au moins deux lignes"),
    (
        "a character would be cut in two: cut before or after it",
        "un caractère serait coupé en deux : coupez avant ou après lui",
    ),
    (
        "a word would be cut in two: cut before or after it",
        "un mot serait coupé en deux : coupez avant ou après lui",
    ),
    ("action {} is not undone", "l’action {} n’est pas annulée"),
    ("action {} is undone already", "l’action {} est déjà annulée"),
    (
        "all of them are confirmed, or settled",
        "toutes sont confirmées ou décidées",
    ),
    ("row {} is confirmed already", "la ligne {} est déjà confirmée"),
    (
        "row {} has no {} segment: link it with one, or take one in, first",
        "la ligne {} n’a pas de segment {} : reliez-la d’abord à un segment",
    ),
    ("row {} has one side only", "la ligne {} n’a qu’un côté"),
    (
        "row {} has {} source and {} target segments, not {} and {}",
        "la ligne {} a {} segments source et {} segments cible, et non {} et {}",
    ),
    ("row {} is rejected already", "la ligne {} est déjà rejetée"),
    ("row {} is settled already", "la ligne {} est déjà décidée"),
    ("it is so already", "c’est déjà le cas"),
    ("no new text is given", "aucun nouveau texte n’est donné"),
    ("no segment is named", "aucun segment n’est choisi"),
    ("no source segment is named", "aucun segment source n’est choisi"),
    ("no {} segment is named", "aucun segment {} n’est choisi"),
    (
        "nothing would change: the rest is aligned so already",
        "rien ne changerait : le reste est déjà aligné ainsi",
    ),
    (
        "one half would be empty: row {} has {} source and {} target segments",
        "une moitié serait vide : la ligne {} a {} segments source et {} segments cible",
    ),
    ("one part would be empty", "une partie serait vide"),
    (
        "segment {} has {} characters: there is no place to cut before number {}",
        "le segment {} a {} caractères : on ne peut pas couper avant le caractère {}",
    ),
    (
        "segment {} is left out: take it in first",
        "le segment {} est laissé de côté : reprenez-le d’abord",
    ),
    (
        "segment {} has a counterpart in row {}: part that row first, or move the segment",
        "le segment {} a un équivalent dans la ligne {} : séparez-la d’abord, ou déplacez le segment",
    ),
    (
        "segment {} is in row {} already",
        "le segment {} est déjà dans la ligne {}",
    ),
    (
        "segment {} is left out already",
        "le segment {} est déjà laissé de côté",
    ),
    ("segment {} is not left out", "le segment {} n’est pas laissé de côté"),
    ("segment {} is not on the {} side", "le segment {} n’est pas du côté {}"),
    ("the article has no action {}", "l’article n’a pas d’action {}"),
    (
        "the new {} text is empty: reject the row, or leave its segments out",
        "le nouveau texte {} est vide : rejetez la ligne, ou laissez ses segments de côté",
    ),
    (
        "the segments are left out: take them in first",
        "les segments sont laissés de côté : reprenez-les d’abord",
    ),
    (
        "the segments are not on one side of one row: merge the rows, or move the segments, first",
        "les segments ne sont pas d’un même côté d’une même ligne : fusionnez d’abord les lignes, ou déplacez les segments",
    ),
    (
        "the segments are on both sides: move those of one side at a time",
        "les segments sont des deux côtés : déplacez un côté à la fois",
    ),
    (
        "the unit of row {} was deleted: nothing is offered for its sake",
        "l’unité de la ligne {} a été supprimée : elle ne propose plus rien",
    ),
    ("there is no action left to undo", "il n’y a plus d’action à annuler"),
    ("there is no action to do again", "il n’y a pas d’action à rétablir"),
    (
        "there is no room among the rows: realign a longer stretch",
        "la place manque entre les lignes : réalignez un passage plus long",
    ),
    (
        "{} has changed since action {} ({}) on it: {}",
        "{} a changé depuis l’action {} ({}) : {}",
    ),
    (
        "undo first the actions that came later, down from action {} ({})",
        "annulez d’abord les actions faites ensuite, à partir de l’action {} ({})",
    ),
    (
        "operation {} ({}) came later; `interligne memory history` shows what `interligne memory undo` takes back",
        "l’opération {} ({}) est venue ensuite ; `interligne memory history` montre ce que `interligne memory undo` annule",
    ),
    (
        "what changed it is no longer in the history",
        "ce qui l’a modifiée n’est plus dans l’historique",
    ),
    ("a row", "une ligne"),
    (
        "{} segment {} stands between the others: segments of a row follow each other",
        "le segment {} {} se trouve entre les autres : les segments d’une ligne se suivent",
    ),
    (
        "{} was changed meanwhile (version {}; the action was meant for version {}): look at it again, and name that version",
        "{} a été modifié entre-temps (version {} ; l’action visait la version {}) : regardez à nouveau",
    ),
    (
        "the row is no longer there: it was changed meanwhile",
        "la ligne n’existe plus : elle a été modifiée entre-temps",
    ),
    (
        "the segment is no longer there: it was changed meanwhile",
        "le segment n’existe plus : il a été modifié entre-temps",
    ),
    (
        "the memory has no article number {}",
        "la mémoire n’a pas d’article numéro {}",
    ),
    (
        "the memory {} is in use by {}: waited {} seconds",
        "la mémoire {} est utilisée par {} : attendu {} secondes",
    ),
    (
        "no space left on the disk that holds {}: nothing was changed; free some space and try again",
        "plus de place sur le disque qui contient {} : rien n’a été modifié ; libérez de la place et réessayez",
    ),
    (
        "the memory can only be read: make its folder writable, or copy it elsewhere, and start the page again",
        "la mémoire est en lecture seule : rendez son dossier modifiable ou copiez-le ailleurs, puis relancez la page",
    ),
    (
        "expected two files, an article and its translation, not {}: nothing was imported",
        "il faut deux fichiers, un article et sa traduction, et non {} : rien n’a été importé",
    ),
    (
        "{} and {} say the same: expected an article and its translation, or {}",
        "{} et {} disent la même chose : il faut un article et sa traduction ; sinon, cochez la case pour importer quand même",
    ),
    (
        "{} looks {} and {} looks {}: source and target seem to be swapped; {}",
        "{} semble être en {} et {} en {} : la source et la traduction semblent interverties",
    ),
    (
        "{} looks {}, expected {}: {}",
        "{} semble être en {} et non en {} : donnez le bon fichier, ou cochez la case pour importer quand même",
    ),
    (
        "{} and {} are hardly translations of each other: {}; give the article and its translation, or {}",
        "{} et {} ne semblent pas être la traduction l’un de l’autre ({}) : donnez l’article et sa traduction, ou cochez la case pour importer quand même",
    ),
    ("{} holds no text to align: {}", "{} ne contient aucun texte à aligner"),
    (
        "open the address that the command printed: it lets this browser in",
        "ouvrez l’adresse que la commande a affichée : elle laisse entrer ce navigateur",
    ),
    (
        "expected the token of the page in a header: reload the page",
        "il manque le jeton de la page : rechargez-la",
    ),
    (
        "the action has no field “{}”: nothing was done",
        "l’action n’a pas de champ « {} » : rien n’a été fait",
    ),
    (
        "this address takes another method: see the header `Allow`",
        "cette adresse attend une autre méthode : voir l’en-tête `Allow`",
    ),
    ("there is nothing at this address", "il n’y a rien à cette adresse"),
    (
        "this could not be done: please report it with what you did",
        "cela n’a pas pu être fait : merci de le signaler avec ce que vous faisiez",
    ),
];

/// A message in French, where the table has it.
pub(super) fn french(message: &str) -> Option<String> {
    TABLE.iter().find_map(|(english, french)| {
        let parts = parts(english, message)?;
        let mut parts = parts.into_iter().map(|part| {
            place(part)
                .or_else(|| self::french(part))
                .unwrap_or_else(|| part.to_owned())
        });
        let mut out = String::with_capacity(french.len());
        for (number, piece) in french.split("{}").enumerate() {
            if number > 0 {
                out.push_str(&parts.next().unwrap_or_default());
            }
            // The space before these marks does not break.
            let piece = piece.replace(" :", "\u{a0}:").replace(" ;", "\u{a0};");
            out.push_str(&piece);
        }
        Some(out)
    })
}

/// A row, or where a segment stands, as a message names it.
fn place(part: &str) -> Option<String> {
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    if let Some(row) = part.strip_prefix("row ").filter(|row| is_number(row)) {
        return Some(format!("la ligne {row}"));
    }
    let (segment, row) = part.split_once(" of row ")?;
    let (named, segment) = match segment.strip_prefix("segment ") {
        Some(segment) => ("le segment ", segment),
        None => ("", segment),
    };
    (is_number(segment) && is_number(row)).then(|| format!("{named}{segment} de la ligne {row}"))
}

/// What stands at the gaps of a template in a text that follows it.
fn parts<'m>(template: &str, message: &'m str) -> Option<Vec<&'m str>> {
    let mut pieces = template.split("{}");
    let mut rest = message.strip_prefix(pieces.next()?)?;
    let mut parts = Vec::new();
    let mut pieces = pieces.peekable();
    while let Some(piece) = pieces.next() {
        let end = if pieces.peek().is_none() {
            // The last gap takes all that is left.
            rest.len()
                .checked_sub(piece.len())
                .filter(|end| rest.is_char_boundary(*end) && &rest[*end..] == piece)?
        } else {
            rest.find(piece)?
        };
        // A gap is never empty.
        parts.push(rest.get(..end).filter(|part| !part.is_empty())?);
        rest = &rest[end + piece.len()..];
    }
    rest.is_empty().then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_told_with_what_it_names() {
        let told = french(
            "cannot merge: target segment 1 of row 3 stands between the others: segments of a row follow each other",
        );
        let told = told.expect("a message of the table");
        assert_eq!(
            told,
            "impossible de fusionner\u{a0}: le segment cible 1 de la ligne 3 se trouve entre les autres\u{a0}: les segments d’une ligne se suivent"
        );
        assert_eq!(
            french("cannot confirm: row 3 is confirmed already").as_deref(),
            Some("impossible de confirmer\u{a0}: la ligne 3 est déjà confirmée")
        );
        assert_eq!(french("something else"), None);
        assert_eq!(french(""), None);
    }

    #[test]
    fn both_sides_of_a_line_have_as_many_gaps_or_fewer() {
        for (english, french) in TABLE {
            let count = |text: &str| text.matches("{}").count();
            assert!(count(french) <= count(english), "{english}");
        }
    }
}
