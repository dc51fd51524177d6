//! English.

use super::entry::Language;

pub(super) const ENGLISH: Language = Language {
    tag: "en",
    name: "English",
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    weekdays: [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ],
    function_words: include_str!("../../../data/function-words.en.txt"),
    abbreviations: include_str!("../../../data/abbreviations.en.txt"),
    telling_words: [
        "and", "are", "been", "by", "from", "has", "have", "not", "that", "the", "their", "this", "to", "which",
        "will", "with",
    ],
};
