//! Languages as clients write them → those that are served.
//!
//! Clients write `pt_BR`, `pt-BR` or `pt_br`, and Weblate looks for its own spelling in the list that it is given, so that list has
//! `pt_br`, and `pt` beside it. A region that the memory has no texts of counts as the language alone: otherwise every region in the world
//! would get an index of its own, of the same texts.

use super::reply::ApiError;
use crate::memory::{Memory, MemoryError};
use crate::text::lang::Lang;

/// Which languages are served.
#[derive(Debug)]
pub(crate) struct Served {
    pub(crate) from: Lang,
    pub(crate) to: Lang,
    only: Vec<Lang>,
}

/// Two languages that a memory has.
pub(crate) type LangPair = (Lang, Lang);

/// Two languages in which units are taken in, by [`Served::taken`] alone.
#[derive(Clone, Debug)]
pub(crate) struct Taken(LangPair);

impl Taken {
    pub(crate) fn pair(self) -> LangPair {
        self.0
    }
}

impl Served {
    pub(crate) fn new(from: &Lang, to: &Lang, only: &[Lang]) -> Served {
        Served {
            from: from.clone(),
            to: to.clone(),
            only: only.to_vec(),
        }
    }

    /// The languages, in the order of their tags: those that the memory has texts in, and each also without its region.
    pub(crate) fn list(&self, memory: &Memory) -> Result<Vec<Lang>, MemoryError> {
        let mut list = self.present(memory)?;
        let bare: Vec<Lang> = list.iter().map(without_region).collect();
        list.extend(bare);
        list.sort();
        list.dedup();
        Ok(list)
    }

    /// Two languages of a request, as they are looked for; `None` where one of them is not served, or both are one.
    pub(crate) fn pair(&self, memory: &Memory, from: &Lang, to: &Lang) -> Result<Option<LangPair>, MemoryError> {
        let present = self.present(memory)?;
        let pair = looked_for(&present, from).zip(looked_for(&present, to));
        Ok(pair.filter(|(from, to)| from != to))
    }

    /// Whether texts in that language are served.
    pub(crate) fn serves(&self, lang: &Lang) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only.accepts(lang))
    }

    /// The languages that texts are served in; none means all that the memory has.
    pub(crate) fn only(&self) -> &[Lang] {
        &self.only
    }

    /// Two languages of what is handed in.
    ///
    /// # Errors
    /// When one of them is not served, or both are one: a text is no translation of another in its own language.
    pub(crate) fn taken(&self, (from, to): LangPair) -> Result<Taken, ApiError> {
        if let Some(other) = [&from, &to].into_iter().find(|lang| !self.serves(lang)) {
            let own: Vec<&str> = self.only.iter().map(Lang::as_str).collect();
            let message = format!(
                "nothing is taken in here in {other}: the server was started for the languages {}",
                own.join(", ")
            );
            return Err(ApiError::unusable("language-not-served", message));
        }
        if from.is_one_with(&to) {
            let message =
                format!("{from} and {to} are one language: expected the languages of a text and of its translation");
            return Err(ApiError::unusable("one-language", message));
        }
        Ok(Taken((from, to)))
    }

    fn present(&self, memory: &Memory) -> Result<Vec<Lang>, MemoryError> {
        let mut present = memory.languages()?;
        if !self.only.is_empty() {
            present.retain(|lang| self.serves(lang));
        }
        Ok(present)
    }
}

fn looked_for(present: &[Lang], asked: &Lang) -> Option<Lang> {
    let bare = without_region(asked);
    if present.contains(asked) {
        return Some(asked.clone());
    }
    present.iter().any(|lang| asked.accepts(lang)).then_some(bare)
}

/// The language with its script, if it names one: `pt` of `pt-BR`, `zh-Hant` of `zh-Hant-HK` and of `zh-TW`.
fn without_region(lang: &Lang) -> Lang {
    let bare = match lang.script().filter(|_| lang.as_str().contains('-')) {
        Some(script) => format!("{}-{script}", lang.primary()),
        None => lang.primary().to_owned(),
    };
    // Of a tag that stands, what is left is one.
    Lang::parse(&bare).unwrap_or_else(|_| lang.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(tag: &str) -> Lang {
        Lang::parse(tag).expect("a tag")
    }

    #[test]
    fn a_region_that_the_memory_lacks_is_the_language_alone() {
        let present = ["fr", "pt-BR", "zh-TW"].map(lang);
        let found = |tag: &str| looked_for(&present, &lang(tag)).map(|lang| lang.to_string());
        assert_eq!(found("fr").as_deref(), Some("fr"));
        assert_eq!(found("fra_CA").as_deref(), Some("fr"));
        assert_eq!(found("pt_br").as_deref(), Some("pt-BR"));
        assert_eq!(found("pt-PT").as_deref(), Some("pt"));
        assert_eq!(found("zh_hant").as_deref(), Some("zh-Hant"));
        assert_eq!(found("zh_hans"), None);
        assert_eq!(found("de"), None);
    }
}
