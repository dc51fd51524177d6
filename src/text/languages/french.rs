//! French.

use super::entry::Language;

pub(super) const FRENCH: Language = Language {
    tag: "fr",
    name: "French",
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    weekdays: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    function_words: include_str!("../../../data/function-words.fr.txt"),
    abbreviations: include_str!("../../../data/abbreviations.fr.txt"),
    telling_words: [
        "aux", "avec", "cette", "dans", "des", "du", "est", "et", "les", "ont", "par", "pour", "qui", "sont", "sur",
        "une",
    ],
};
