//! What a unit may be worth once it is adapted, told from its tokens alone, so that only the most promising are read and adapted.
//!
//! The query's figures agree with any figures, and its names and addresses with any token. The promise is the word similarity of the texts
//! so masked. It is an estimate, and decides only which units are tried first.

use super::adapt::{Carried, carried};
use super::masked::{Class, Masked, mask};
use super::score;
use crate::matching::index::vocabulary;
use crate::text::function_words::is_function_word;
use crate::text::lang::Lang;
use crate::text::tokens;

/// A token of the query: its hash, and whether it agrees with any other.
type Symbol = (u64, bool);

/// What stands for figures.
const FIGURES: Symbol = (0, false);

/// A query that has something that adapting can carry.
#[derive(Clone, Debug)]
pub(crate) struct Promise {
    symbols: Vec<Symbol>,
    /// The number of the query's tokens.
    length: usize,
    /// How many of these belong to figures.
    figures: usize,
    /// How many are a name's or an address's.
    names: usize,
}

impl Promise {
    /// Looks for what can be carried in a query; `None` where there is nothing: no unit is worth more than it is as it stands.
    pub(crate) fn new(text: &str, from: &Lang) -> Option<Promise> {
        let found = carried(text, from);
        let tokens = tokens::tokenize(text);
        let mut any = !found.is_empty();
        let (mut figures, mut names) = (0, 0);
        let symbol = |(at, token): (usize, &tokens::Token)| {
            let inside = |(range, _): &&(std::ops::Range<usize>, Carried)| {
                range.start <= token.range.start && token.range.end <= range.end
            };
            let kind = found.iter().find(inside).map(|(_, kind)| *kind);
            let written = &text[token.range.clone()];
            let is_name = kind.is_none()
                && written.starts_with(char::is_uppercase)
                && written.chars().nth(1).is_some()
                && (at > 0 || !is_function_word(&token.text));
            any |= is_name;
            figures += usize::from(kind == Some(Carried::Figures));
            let is_wild = is_name || kind == Some(Carried::Address);
            names += usize::from(is_wild);
            let class = if is_wild { Class::Word } else { Class::of(&token.text) };
            (class, (vocabulary::hash(&token.text), is_wild))
        };
        let classed: Vec<(Class, Symbol)> = tokens.iter().enumerate().map(symbol).collect();
        let mut symbols = Vec::with_capacity(classed.len());
        mask(classed.into_iter(), FIGURES, |symbol| symbols.push(symbol));
        any.then_some(Promise {
            symbols,
            length: tokens.len(),
            figures,
            names,
        })
    }

    /// Whether figures are among what can be carried.
    pub(crate) fn has_figures(&self) -> bool {
        self.figures > 0
    }

    /// By how much adapting may raise a score that its figures raise, from 0 to 100: the share of the query's tokens that are figures, and
    /// names and addresses beside them; 0 without figures.
    fn share(&self) -> f64 {
        let carried = if self.has_figures() {
            self.figures + self.names
        } else {
            0
        };
        100.0 - score::similarity(carried, self.length)
    }

    /// What a text, given as its tokens, may be worth, from 0 to 100.
    pub(crate) fn of<'t>(&self, tokens: impl Iterator<Item = &'t str>) -> f64 {
        let mut count = 0;
        let classed = tokens.map(|token| {
            count += 1;
            (Class::of(token), vocabulary::hash(token))
        });
        let mut other: Vec<u64> = Vec::with_capacity(self.symbols.len());
        mask(classed, FIGURES.0, |symbol| other.push(symbol));
        score::similarity(self.distance(&other), self.length.max(count))
    }

    /// The Levenshtein distance to another masked text.
    fn distance(&self, other: &[u64]) -> usize {
        let mut row: Vec<usize> = (0..=other.len()).collect();
        for (i, (hash, is_wild)) in self.symbols.iter().enumerate() {
            let mut diagonal = row[0];
            row[0] = i + 1;
            for (j, symbol) in other.iter().enumerate() {
                let differs = usize::from(!is_wild && hash != symbol);
                let next = (diagonal + differs).min(row[j] + 1).min(row[j + 1] + 1);
                diagonal = std::mem::replace(&mut row[j + 1], next);
            }
        }
        row[other.len()]
    }
}

/// The least word similarity of a unit that is looked at for its figures, where a higher score is asked for.
const SHARED: f64 = 50.0;

/// The least score from which on all thresholds look at the same units, so that a higher one gives what this one gives, and less of it.
const USUAL: f64 = 70.0;

/// A query that has something that adapting can carry.
#[derive(Debug)]
pub(crate) struct Further {
    masked: Option<Masked>,
    promise: Promise,
}

impl Further {
    /// Looks for what can be carried in a query; `None` where there is nothing.
    pub(crate) fn new(text: &str, from: &Lang) -> Option<Further> {
        let promise = Promise::new(text, from)?;
        Some(Further {
            masked: promise.has_figures().then(|| Masked::new(text)).flatten(),
            promise,
        })
    }

    pub(crate) fn masked(&self) -> Option<&Masked> {
        self.masked.as_ref()
    }

    pub(crate) fn promise(&self) -> &Promise {
        &self.promise
    }

    /// Whether a text differs from the query in figures alone.
    pub(crate) fn is_alike(&self, text: &str) -> bool {
        self.masked.as_ref().is_some_and(|masked| masked.is_of(text))
    }

    /// The least word similarity that is looked at where `least` is asked for: what a query's figures, and names beside them, may lift over it.
    pub(crate) fn floor(&self, least: f64) -> f64 {
        (Further::usual_floor(least) - self.promise.share())
            .max(SHARED)
            .min(least)
    }

    /// The least word similarity that is looked at where nothing can be lifted before the matches that there are.
    pub(crate) fn usual_floor(least: f64) -> f64 {
        least.min(USUAL)
    }

    /// The best score that a unit with a word similarity under [`Further::usual_floor`] may have once it is adapted.
    pub(crate) fn best_lifted(&self, least: f64) -> f64 {
        (Further::usual_floor(least) + self.promise.share()).min(score::ADAPTED_CAP)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn promise(query: &str, source: &str) -> Option<f64> {
        let promise = Promise::new(query, &Lang::parse("fr").unwrap())?;
        let tokens = tokens::tokenize(source);
        Some(promise.of(tokens.iter().map(|token| token.text.as_str())).round())
    }

    #[test]
    fn what_can_be_carried_costs_nothing() {
        let all = Some(100.0);
        assert_eq!(promise("Il a vu 1 200 chats.", "Il a vu 7 chats."), all);
        assert_eq!(promise("Le maire de Brignac parle.", "Le maire de Valmeux parle."), all);
        assert_eq!(promise("Voir https://a.b/c ici.", "Voir www.x.y ici."), Some(67.0));
        assert_eq!(promise("Le roi Louis XIV dort.", "Le roi Louis XV dort."), all);
        assert_eq!(
            promise("Le lundi 9 mars, il pleut.", "Le 12 avril 2021, il pleut."),
            all
        );
    }

    #[test]
    fn other_words_cost_what_they_cost() {
        assert_eq!(promise("Il a vu 12 chats.", "Il a vu 7 chiens."), Some(83.0));
        assert_eq!(promise("il a vu un chat.", "il a vu un chien."), None);
        assert_eq!(promise("Le chat dort.", "Le chien dort."), None);
    }
}
