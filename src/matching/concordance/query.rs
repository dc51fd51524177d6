//! What the user typed → the terms that a concordance looks for: words, beginnings of words, phrases.

use crate::text::quotation::is_double_quote;
use crate::text::tokens::tokenize;

/// The most words that one query can have.
pub const MOST_WORDS: usize = 64;

/// Why a query cannot be searched for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// It has no letter and no digit.
    #[error("`{0}` has no word to search for: expected letters or digits")]
    NoWord(String),
    /// A `*` that is not at the end of a word.
    #[error("`{0}`: `*` stands for the rest of a word, so it comes at the end of one, as in `chant*`")]
    Star(String),
    /// It is too long.
    #[error("{0} words to search for: expected at most {MOST_WORDS}")]
    TooMany(usize),
}

/// A word to look for, and how it may be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryWord {
    /// The word as texts are compared: in lower case, NFC; accents are folded later.
    pub text: String,
    /// Whether it is only the beginning of the words that are meant (`chant*`).
    pub prefix: bool,
}

/// A parsed query: terms that must all occur, each of one word or of several in sequence.
///
/// Words are parted by white space. What stands in double quotation marks or guillemets is a phrase, and so is what is
/// typed as one word but consists of several, such as `l’été` or `peut-être`; punctuation does not count. A word that
/// ends with `*` stands for all words that begin like it. A term that is typed twice counts once.
///
/// ```
/// use interligne::matching::concordance::ConcordanceQuery;
/// let query = ConcordanceQuery::parse("pont* \"eau douce\"")?;
/// assert_eq!(query.terms().len(), 2);
/// assert!(query.terms()[0][0].prefix);
/// # Ok::<(), interligne::matching::concordance::QueryError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConcordanceQuery {
    terms: Vec<Vec<QueryWord>>,
}

impl ConcordanceQuery {
    /// Parses what the user typed.
    ///
    /// # Errors
    /// When there is no word in it, a `*` stands elsewhere than at the end of a word, or it has more than
    /// [`MOST_WORDS`] words.
    pub fn parse(text: &str) -> Result<ConcordanceQuery, QueryError> {
        let mut terms: Vec<Vec<QueryWord>> = Vec::new();
        for piece in pieces(text) {
            let term = words(piece)?;
            if !term.is_empty() && !terms.contains(&term) {
                terms.push(term);
            }
        }
        let count = terms.iter().map(Vec::len).sum();
        if count == 0 {
            return Err(QueryError::NoWord(text.trim().to_owned()));
        }
        if count > MOST_WORDS {
            return Err(QueryError::TooMany(count));
        }
        Ok(ConcordanceQuery { terms })
    }

    /// A query of one phrase; `None` where it has no word, or more than [`MOST_WORDS`].
    #[must_use]
    pub fn phrase(words: Vec<QueryWord>) -> Option<ConcordanceQuery> {
        let sound = (1..=MOST_WORDS).contains(&words.len());
        sound.then(|| ConcordanceQuery { terms: vec![words] })
    }

    /// The terms in the order in which they were typed; none is empty.
    #[must_use]
    pub fn terms(&self) -> &[Vec<QueryWord>] {
        &self.terms
    }
}

/// The phrases in quotation marks, and what white space parts outside of them. A phrase that is not closed goes on to
/// the end.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    for (i, part) in text.split(is_double_quote).enumerate() {
        if i % 2 == 0 {
            pieces.extend(part.split_whitespace());
        } else {
            pieces.push(part);
        }
    }
    pieces
}

fn words(piece: &str) -> Result<Vec<QueryWord>, QueryError> {
    let star = || QueryError::Star(piece.to_owned());
    let mut words: Vec<QueryWord> = Vec::new();
    // Where the last word ended, and whether something may follow it without white space.
    let (mut end, mut closed) = (None, false);
    for token in tokenize(piece) {
        let touches = end == Some(token.range.start);
        if token.text == "*" {
            let last = words
                .last_mut()
                .filter(|word| touches && !word.prefix)
                .ok_or_else(star)?;
            last.prefix = true;
            closed = true;
            end = Some(token.range.end);
        } else if is_word(&token.text) {
            if touches && closed {
                return Err(star());
            }
            end = Some(token.range.end);
            closed = false;
            words.push(QueryWord {
                text: token.text,
                prefix: false,
            });
        }
    }
    Ok(words)
}

/// Whether a token is a word to a concordance: it begins with a letter or a digit.
pub(crate) fn is_word(token: &str) -> bool {
    token.chars().next().is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Vec<String> {
        let show = |word: &QueryWord| format!("{}{}", word.text, if word.prefix { "*" } else { "" });
        let query = ConcordanceQuery::parse(text).expect("a query written in this test");
        let terms = query.terms().iter();
        terms
            .map(|term| term.iter().map(show).collect::<Vec<_>>().join("+"))
            .collect()
    }

    #[test]
    fn words_and_phrases_are_told_apart() {
        assert_eq!(parsed("Le  pont"), ["le", "pont"]);
        assert_eq!(parsed("\"eau douce\" pont"), ["eau+douce", "pont"]);
        assert_eq!(parsed("« eau douce » “le pont”"), ["eau+douce", "le+pont"]);
        assert_eq!(parsed("pont \"sur le"), ["pont", "sur+le"]);
        assert_eq!(parsed("pont pont"), ["pont"]);
    }

    #[test]
    fn what_is_written_together_is_a_phrase() {
        assert_eq!(
            parsed("l’été peut-être !"),
            ["l+ete".replace("ete", "été"), "peut+être".into()]
        );
        assert_eq!(parsed("3,5"), ["3+5"]);
    }

    #[test]
    fn a_star_comes_at_the_end_of_a_word() {
        assert_eq!(parsed("chant* \"au bord* de\""), ["chant*", "au+bord*+de"]);
        for wrong in ["*", "*ant", "ch*nt", "chant**", "chant *"] {
            assert!(
                matches!(ConcordanceQuery::parse(wrong), Err(QueryError::Star(_))),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_query_has_a_word_and_not_too_many() {
        assert_eq!(ConcordanceQuery::parse(" ?! "), Err(QueryError::NoWord("?!".into())));
        let many: Vec<String> = (0..65).map(|i| format!("mot{i}")).collect();
        assert_eq!(ConcordanceQuery::parse(&many.join(" ")), Err(QueryError::TooMany(65)));
        assert!(ConcordanceQuery::parse(&many[..64].join(" ")).is_ok());
    }
}
