//! Why a segment is left out, in the language of the page.

use crate::review::texts::Texts;

/// Each reason by its name in the memory, in English and in French.
const REASONS: [(&str, &str, &str); 10] = [
    (
        "interface",
        "part of the page’s interface",
        "élément d’interface de la page",
    ),
    ("advertising", "advertising", "publicité"),
    (
        "copyright",
        "a copyright or credit line",
        "ligne de droits ou de crédit",
    ),
    (
        "repetition",
        "it says the same as another line",
        "même texte qu’une autre ligne",
    ),
    ("related", "it leads to other articles", "renvoi à d’autres articles"),
    ("byline", "a byline or a date", "signature ou date"),
    ("comments", "comments of readers", "commentaires de lecteurs"),
    (
        "unpaired",
        "it has no counterpart and stands beside such lines",
        "sans équivalent, près de telles lignes",
    ),
    ("outside", "it is outside of the article", "hors de l’article"),
    ("person", "by a person", "par une personne"),
];

impl Texts {
    /// A reason, by its name in the memory; one that nobody here knows is told by that.
    pub(crate) fn reason<'r>(&self, name: &'r str) -> &'r str {
        let known = REASONS.iter().find(|(own, ..)| *own == name);
        known.map_or(
            name,
            |(_, english, french)| if self.tag == "fr" { french } else { english },
        )
    }
}

#[cfg(test)]
mod tests {
    use crate::article::Furniture;
    use crate::review::texts::{ENGLISH, FRENCH};

    #[test]
    fn each_reason_is_told_in_both_languages() {
        let all = [
            Furniture::Interface,
            Furniture::Advertising,
            Furniture::Copyright,
            Furniture::Repetition,
            Furniture::Related,
            Furniture::Byline,
            Furniture::Comments,
            Furniture::Unpaired,
            Furniture::Outside,
            Furniture::ByPerson,
        ];
        for name in all.map(Furniture::as_str) {
            let told = [ENGLISH.reason(name), FRENCH.reason(name)];
            assert!(told[0] != told[1], "{name}: {told:?}");
        }
        assert_eq!(FRENCH.reason("weather"), "weather");
    }
}
