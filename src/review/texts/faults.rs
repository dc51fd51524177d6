//! What the checks of `memory clean` find, in the language of the page.

use crate::memory::CleanFault;
use crate::review::texts::Texts;
use crate::text::lang::Lang;

impl Texts {
    /// What stands between a name and what is said of it.
    pub(crate) fn colon(&self) -> &'static str {
        self.said.colon
    }

    /// What is said of a number of places that is not counted yet.
    pub(crate) fn counting(&self) -> &'static str {
        self.said.counting
    }

    /// What is wrong with a pair.
    pub(crate) fn fault(&self, fault: &CleanFault) -> String {
        if self.tag == "fr" {
            french(fault)
        } else {
            english(fault)
        }
    }
}

fn english(fault: &CleanFault) -> String {
    let named = Lang::name;
    match fault {
        CleanFault::EmptyText { lang } => format!("the {} text is empty", named(lang)),
        CleanFault::SameText { .. } => "both sides have the same text".to_owned(),
        CleanFault::MissingNumber { number, lang } => format!("{number} is not in the {} text", named(lang)),
        CleanFault::OtherLanguage { lang, seems } => {
            format!("the {} text seems to be in {}", named(lang), named(seems))
        }
        CleanFault::Length { lang, times } => {
            format!("the {} text is {times:.1} times as long as usual", named(lang))
        }
        CleanFault::TagUnpaired { lang } => {
            format!(
                "in the {} text a tag is opened and not closed, or closed and not opened",
                named(lang)
            )
        }
        CleanFault::TagCount {
            tag,
            langs: [source, target],
            counts: [of_source, of_target],
        } => {
            format!(
                "{tag}: {of_source} in {}, {of_target} in {}",
                named(source),
                named(target)
            )
        }
        other => other.to_string(),
    }
}

fn french(fault: &CleanFault) -> String {
    let named = Lang::french_name;
    match fault {
        CleanFault::OneLanguage => "le texte n’existe que dans une langue".to_owned(),
        CleanFault::EmptyText { lang } => format!("le texte {} est vide", named(lang)),
        CleanFault::SameText { .. } => "les deux côtés ont le même texte".to_owned(),
        CleanFault::MissingNumber { number, lang } => format!("{number} n’est pas dans le texte {}", named(lang)),
        CleanFault::OtherLanguage { lang, seems } => {
            format!("le texte {} semble être en {}", named(lang), named(seems))
        }
        CleanFault::Length { lang, times } => {
            let times = format!("{times:.1}").replace('.', ",");
            format!("le texte {} fait {times}\u{a0}fois la longueur habituelle", named(lang))
        }
        CleanFault::TagUnpaired { lang } => {
            format!(
                "dans le texte {}, une balise est ouverte sans être fermée, ou fermée sans être ouverte",
                named(lang)
            )
        }
        CleanFault::TagCount {
            tag,
            langs: [source, target],
            counts: [of_source, of_target],
        } => {
            format!(
                "{tag}\u{a0}: {of_source} en {}, {of_target} en {}",
                named(source),
                named(target)
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::{Variant, pair_findings};
    use crate::review::texts::{ENGLISH, FRENCH};

    #[test]
    fn what_a_check_finds_is_told_in_the_language_of_the_page() {
        let lang = |tag: &str| Lang::parse(tag).expect("a tag");
        let told = |source: &str, target: &str| {
            let source = Variant::plain(lang("fr"), source);
            let found = pair_findings(&source, &Variant::plain(lang("en"), target), 1.0);
            let fault = &found.first().expect("a finding").fault;
            [ENGLISH.fault(fault), FRENCH.fault(fault)]
        };
        let faults = [
            (
                ["Vide.", ""],
                ["the English text is empty", "le texte anglais est vide"],
            ),
            (
                ["Le maire", "Le maire"],
                ["both sides have the same text", "les deux côtés ont le même texte"],
            ),
            (
                ["Il y a 12 moutons.", "There are sheep."],
                ["12 is not in the English text", "12 n’est pas dans le texte anglais"],
            ),
            (
                [
                    "Oui.",
                    "Yes, of course, and I would like to add that this has always been so.",
                ],
                [
                    "the English text is 5.6 times as long as usual",
                    "le texte anglais fait 5,6\u{a0}fois la longueur habituelle",
                ],
            ),
            (
                ["Cliquez sur <b>ici</b>.", "Click <b>here."],
                [
                    "</b>: 1 in French, 0 in English",
                    "</b>\u{a0}: 1 en français, 0 en anglais",
                ],
            ),
            (
                [
                    "The committee met on Tuesday evening to discuss the new budget and the school.",
                    "The committee met on Tuesday night to discuss the new budget and the schools.",
                ],
                [
                    "the French text seems to be in English",
                    "le texte français semble être en anglais",
                ],
            ),
        ];
        for ([source, target], wanted) in faults {
            assert_eq!(told(source, target), wanted);
        }
    }
}
