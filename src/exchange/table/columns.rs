//! Cells ⇄ rows: which column is what, the same for TSV, CSV and XLSX.

use crate::exchange::row::Row;
use crate::exchange::source::FileLanguages;
use crate::exchange::table::header::{Head, Maker, Meaning, head, is_of_texts};
use crate::memory::Status;
use crate::text::lang::Lang;

/// The columns after source and target that are written, in order.
pub(crate) const EXTRA_COLUMNS: [&str; 7] = ["id", "status", "score", "confidence", "origin", "context", "note"];

/// A text and its language, where the table says it.
type Text = (String, Option<Lang>);

/// What each column of a table is.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    meanings: Vec<Meaning>,
    source_lang: Option<Lang>,
    target_lang: Option<Lang>,
    /// Further columns of the source's and of the target's language, in order, each with its language.
    further: [Vec<(usize, Option<Lang>)>; 2],
    /// Columns of translations that are trusted less than the target's, the most trusted first: what stands there counts where the target is
    /// empty, and waits for review.
    fallback: Vec<usize>,
    /// Whether the target itself is what a machine made, or a proposal.
    is_proposal: bool,
}

impl Columns {
    /// Source, target, origin: the columns of a table whose first row does not name them.
    pub(crate) fn unnamed() -> Columns {
        Columns {
            meanings: vec![Meaning::Source, Meaning::Target, Meaning::Origin],
            source_lang: None,
            target_lang: None,
            further: Default::default(),
            fallback: Vec::new(),
            is_proposal: false,
        }
    }

    /// The same columns, but that the one after the target has a confidence and no origin.
    pub(super) fn with_confidence(mut self) -> Columns {
        for meaning in self.meanings.iter_mut().filter(|meaning| **meaning == Meaning::Origin) {
            *meaning = Meaning::Confidence;
        }
        self
    }

    /// Source and target in these columns, an identifier before and the origin behind, where there is a column.
    pub(super) fn unnamed_at(source: usize, target: usize) -> Columns {
        let mut meanings = vec![Meaning::Other; target + 2];
        meanings[0] = Meaning::Id;
        meanings[source] = Meaning::Source;
        meanings[target] = Meaning::Target;
        meanings[target + 1] = Meaning::Origin;
        Columns {
            meanings,
            source_lang: None,
            target_lang: None,
            further: Default::default(),
            fallback: Vec::new(),
            is_proposal: false,
        }
    }

    /// The columns that a first row names; `None` when it names no source and target, and so is a row like the others.
    ///
    /// Of several columns in a language the one counts that a person checked, then the one that serves the language asked for best, and of equal
    /// ones the first; others, of any region, hold further translations. What a machine made counts only where there is nothing else. A language decides which side a column is, also against a `source` or
    /// `target` beside it.
    pub(crate) fn named(row: &[&str], options: &FileLanguages) -> Option<Columns> {
        let mut columns = Columns {
            meanings: Vec::new(),
            source_lang: None,
            target_lang: None,
            further: Default::default(),
            fallback: Vec::new(),
            is_proposal: false,
        };
        // For each side the column, and how far it is trusted and serves.
        let mut sides: [Option<(usize, (Maker, u8))>; 2] = [None; 2];
        let mut serving: [Vec<usize>; 2] = Default::default();
        let heads: Vec<Head> = row.iter().map(|cell| head(cell)).collect();
        for (at, head) in heads.iter().enumerate() {
            let closeness = |asked: &Lang| head.lang.as_ref().map_or(0, |lang| asked.closeness(lang));
            let (from, to) = (closeness(&options.from), closeness(&options.to));
            let side = match head.meaning {
                _ if from > 0 && from >= to => Some((0, from)),
                _ if to > 0 => Some((1, to)),
                // Of another language than was asked for.
                Meaning::Source | Meaning::Target if head.lang.is_some() => None,
                Meaning::Source => Some((0, 1)),
                Meaning::Target => Some((1, 1)),
                _ => None,
            };
            let known = head.meaning != Meaning::Other && columns.meanings.contains(&head.meaning);
            let is_side = matches!(head.meaning, Meaning::Source | Meaning::Target);
            columns
                .meanings
                .push(if known || is_side { Meaning::Other } else { head.meaning });
            if let Some((side, _)) = side {
                serving[side].push(at);
            }
            if let Some((side, closeness)) = side
                && sides[side].is_none_or(|(_, before)| (head.maker, closeness) > before)
            {
                sides[side] = Some((at, (head.maker, closeness)));
            }
        }
        // `Segment` beside `Translation`
        let mut of_texts = (0..row.len()).filter(|at| heads[*at].meaning == Meaning::Other && is_of_texts(row[*at]));
        if let (Some(at), None) = (of_texts.next(), of_texts.next()) {
            match &mut sides {
                [None, Some(_)] => sides[0] = Some((at, Default::default())),
                [Some(_), None] => sides[1] = Some((at, Default::default())),
                _ => {}
            }
        }
        let [Some((source, _)), Some((target, _))] = sides else {
            return None;
        };
        columns.meanings[source] = Meaning::Source;
        columns.meanings[target] = Meaning::Target;
        columns.further = [source, target].map(|best| {
            let of_side = serving.iter().find(|side| side.contains(&best)).into_iter().flatten();
            let alike = |at: &usize| {
                heads[*at].lang.is_some() == heads[best].lang.is_some() && heads[*at].maker == heads[best].maker
            };
            let further = of_side.filter(|at| **at != best && alike(at));
            further.map(|at| (*at, heads[*at].lang.clone())).collect()
        });
        let less = |at: &usize| heads[*at].maker < heads[target].maker;
        let of_target = serving.iter().find(|side| side.contains(&target)).into_iter().flatten();
        columns.fallback = of_target.copied().filter(less).collect();
        columns.fallback.sort_by_key(|at| std::cmp::Reverse(heads[*at].maker));
        columns.is_proposal = heads[target].maker == Maker::Machine;
        columns.source_lang.clone_from(&heads[source].lang);
        columns.target_lang.clone_from(&heads[target].lang);
        Some(columns)
    }

    /// The row of these cells; cells that are not there are empty.
    pub(crate) fn row<'c>(&self, cells: impl Iterator<Item = &'c str>) -> Row {
        let mut row = Row {
            source_lang: self.source_lang.clone(),
            target_lang: self.target_lang.clone(),
            ..Row::default()
        };
        for (cell, meaning) in cells.zip(&self.meanings).filter(|(cell, _)| !cell.is_empty()) {
            let text = || Some(cell.to_owned());
            match meaning {
                Meaning::Source => cell.clone_into(&mut row.source),
                Meaning::Target => row.target = text(),
                Meaning::Id => row.id = text(),
                Meaning::Status => row.status = status(cell),
                Meaning::Score => row.score = number(cell).filter(|n| (0.0..=102.0).contains(n)),
                Meaning::Confidence => row.confidence = confidence(cell),
                Meaning::Origin => row.origin = text(),
                Meaning::Context => row.context = text(),
                Meaning::Note => row.note = text(),
                Meaning::Other => {}
            }
        }
        row
    }

    /// The rows of these cells: that of source and target, and one for each other pair of texts in columns of their languages.
    pub(crate) fn rows<'c>(&self, cells: impl Iterator<Item = &'c str> + Clone) -> Vec<Row> {
        let mut row = self.row(cells.clone());
        if self.is_proposal && row.status.is_none() {
            row.status = Some(Status::ToReview);
        }
        if self.further.iter().all(Vec::is_empty) && self.fallback.is_empty() {
            return vec![row];
        }
        let cells: Vec<&str> = cells.collect();
        let there = |at: &usize| cells.get(*at).copied().filter(|cell| !cell.trim().is_empty());
        if row.target.as_deref().is_none_or(|text| text.trim().is_empty())
            && let Some(text) = self.fallback.iter().find_map(there)
        {
            row.target = Some(text.to_owned());
            row.status = Some(Status::ToReview);
        }
        let texts = |first: &str, lang: &Option<Lang>, side: usize| {
            let mut texts = vec![(first.to_owned(), lang.clone())];
            for (at, lang) in &self.further[side] {
                if let Some(cell) = there(at)
                    && texts.iter().all(|(text, _)| text != cell)
                {
                    texts.push((cell.to_owned(), lang.clone()));
                }
            }
            // What stands in a further column alone is no less a text.
            if texts.len() > 1 && texts[0].0.is_empty() {
                texts.remove(0);
            }
            texts
        };
        let sources = texts(&row.source, &row.source_lang, 0);
        let targets = texts(row.target.as_deref().unwrap_or_default(), &row.target_lang, 1);
        let pairs = sources
            .iter()
            .flat_map(|source| targets.iter().map(move |target| (source, target)));
        let of_pair = |(source, target): (&Text, &Text)| Row {
            source: source.0.clone(),
            source_lang: source.1.clone(),
            target: (!target.0.is_empty()).then(|| target.0.clone()),
            target_lang: target.1.clone(),
            ..row.clone()
        };
        pairs.map(of_pair).collect()
    }

    /// How many columns a row must have to hold a source and a target.
    pub(crate) fn needed(&self) -> usize {
        let place = |meaning| self.meanings.iter().position(|m| *m == meaning).unwrap_or(0);
        1 + place(Meaning::Source).max(place(Meaning::Target))
    }
}

/// The cells of a row after source and target, in the order of [`EXTRA_COLUMNS`].
pub(crate) fn extra_cells(row: &Row) -> [String; 7] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        text(&row.id),
        row.status.map_or_else(String::new, |status| status.as_str().to_owned()),
        row.score.map_or_else(String::new, |score| format!("{score:.1}")),
        row.confidence
            .map_or_else(String::new, |confidence| format!("{confidence:.3}")),
        text(&row.origin),
        text(&row.context),
        text(&row.note),
    ]
}

/// What a cell of a status column says, in the words of people and tools; what is not known waits for review.
fn status(cell: &str) -> Option<Status> {
    const CONFIRMED: [&str; 26] = [
        "approved",
        "approuvé",
        "approuvée",
        "validated",
        "validé",
        "validée",
        "valide",
        "valid",
        "confirmé",
        "confirmée",
        "final",
        "finale",
        "finalised",
        "finalized",
        "signed-off",
        "reviewed",
        "proofread",
        "vérifié",
        "vérifiée",
        "verified",
        "relu",
        "relue",
        "révisé",
        "révisée",
        "accepted",
        "ok",
    ];
    const ALIGNED: [&str; 8] = [
        "translated",
        "traduit",
        "traduite",
        "completed",
        "complete",
        "terminé",
        "terminée",
        "done",
    ];
    const REJECTED: [&str; 8] = [
        "rejeté",
        "rejetée",
        "refused",
        "refusé",
        "refusée",
        "deleted",
        "supprimé",
        "obsolete",
    ];
    let word = cell
        .trim()
        .trim_end_matches(['.', '!'])
        .to_lowercase()
        .replace([' ', '_', '\u{a0}'], "-");
    if word.is_empty() {
        return None;
    }
    let has = |list: &[&str]| list.contains(&word.as_str());
    Status::parse(&word)
        .or(has(&CONFIRMED).then_some(Status::Confirmed))
        .or(has(&ALIGNED).then_some(Status::Aligned))
        .or(has(&REJECTED).then_some(Status::Rejected))
        .or(Some(Status::ToReview))
}

/// A confidence: from 0 to 1, or as a percentage.
pub(super) fn confidence(cell: &str) -> Option<f64> {
    let share = if cell.trim_end().ends_with('%') { 100.0 } else { 1.0 };
    number(cell).map(|n| n / share).filter(|n| (0.0..=1.0).contains(n))
}

/// A number with a point or a decimal comma, also as a percentage.
pub(crate) fn number(cell: &str) -> Option<f64> {
    let cell = cell.trim().trim_end_matches('%').trim_end();
    cell.replace(',', ".").parse().ok().filter(|n: &f64| n.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> FileLanguages {
        FileLanguages {
            from: Lang::parse("fr").unwrap(),
            to: Lang::parse("en").unwrap(),
        }
    }

    #[test]
    fn a_first_row_can_name_the_columns_in_any_order() {
        let columns = Columns::named(&["Note", "en-GB", "x", "FR", "Statut"], &options()).unwrap();
        let row = columns.row(["n", "rain", "y", "pluie", "confirmed"].into_iter());
        assert_eq!((row.source.as_str(), row.target.as_deref()), ("pluie", Some("rain")));
        assert_eq!((row.note.as_deref(), row.status), (Some("n"), Some(Status::Confirmed)));
        assert_eq!(row.target_lang.map(|l| l.to_string()).as_deref(), Some("en-GB"));
        assert_eq!(columns.needed(), 4);
        assert!(Columns::named(&["Source", "Traduction"], &options()).is_some());
        let reversed = Columns::named(&["English source", "French target"], &options()).unwrap();
        assert_eq!(reversed.row(["rain", "pluie"].into_iter()).source, "pluie");
        let several = Columns::named(&["fr-CA", "fr", "en-US", "en"], &options()).unwrap();
        let row = several.row(["a", "b", "c", "d"].into_iter());
        assert_eq!((row.source.as_str(), row.target.as_deref()), ("b", Some("d")));
        let twice = Columns::named(&["fr", "en", "Target 2", "en 3", "fr"], &options()).unwrap();
        let texts = |cells: &[&str]| -> Vec<(String, String)> {
            let rows = twice.rows(cells.iter().copied()).into_iter();
            rows.map(|row| (row.source, row.target.unwrap_or_default())).collect()
        };
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(
            texts(&["a", "x", "no language", "y", "x"]),
            [pair("a", "x"), pair("a", "y"), pair("x", "x"), pair("x", "y")]
        );
        assert_eq!(texts(&["a", "", "", "y"]), [pair("a", "y")]);
        assert_eq!(texts(&["a", "x", "", "x"]), [pair("a", "x")]);
        assert_eq!(texts(&["a", ""]), [pair("a", "")]);
        for data in [&["Il pleut.", "It rains."][..], &["fr", "de"], &["source"], &[]] {
            assert!(Columns::named(data, &options()).is_none(), "{data:?}");
        }
    }

    #[test]
    fn a_row_without_names_is_source_target_origin() {
        let row = Columns::unnamed().row(["a", "", "page"].into_iter());
        assert_eq!((row.target, row.origin.as_deref()), (None, Some("page")));
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        assert_eq!(number(" 93,5 % "), Some(93.5));
        assert_eq!(number("inf"), None);
    }
}
