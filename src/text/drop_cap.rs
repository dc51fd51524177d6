//! The large first letter of a paragraph (a drop cap), which copying or printing sets apart → how the paragraph goes on after it.
//!
//! `L` and `e village` are one word, `À` and `l’aube` two. What tells: the words of the document, function words, and how French and
//! English words begin.

use std::collections::HashMap;

use crate::text::function_words::is_function_word;
use crate::text::quotation::opens_speech;

/// How words begin that French and English have with an A before a consonant with which a word could begin itself (`A | bove` is one
/// word, `A | man` two); after `=` nothing follows.
const AFTER_A: &str = "abaiss aban abat about above agai aber abid abil abol abomin abond abord abort abra abré abric abrit abro abru abus acad \
    acacia acajou acér acét achar achat achem achet achev achiev aches acid acier acous across acre acro acteur acut acui \
    adam adap adag adep adequ adieu adol adop ador adul affect afraid afric afriq ages agenc agend agent agil agis agit \
    agon ago= agra agréa agree agric ahead ajou alain alarm alas= alask aler alex alice= alicia aligh alik= alimen alive= \
    aloft= alone= along= aloud= alors= alum amas amat amaz amélior amend amér americ amer= amid amiab amical amis= amie= \
    among amort amoun amour amus anal anar anat anim anom anon anoth apart= apartm apath aperç apog apollo apolog apost= \
    apostr apostol apostl april aquar= aquari aquat arab arachn arai aram area= areas= aren arid= arist arith arizon arom \
    aroun arous arouse asia aside= asile ascen ascét ashamed ashes ashore asleep aspect asper asperg aspir asked asking \
    astéri astro astuc atel athé athei athen athl atom atroc avai avalan avanc avan= avaric avec= avenir avent avenu \
    averag averti aviat avion avis= aviron avoc avoid avoir avou avril await awake award aware away axe axi azu aéri aéro";

/// English verbs and adverbs that stand right after *I*, besides function words.
const AFTER_I: [&str; 76] = [
    "am", "had", "think", "thought", "know", "knew", "saw", "see", "went", "go", "came", "come", "said", "say", "told",
    "met", "took", "take", "made", "make", "got", "get", "found", "find", "felt", "feel", "left", "leave", "grew",
    "lived", "live", "love", "loved", "like", "liked", "want", "wanted", "need", "needed", "remember", "never",
    "always", "often", "used", "began", "started", "spent", "wrote", "write", "work", "worked", "walk", "walked",
    "woke", "ate", "sat", "stood", "heard", "hear", "looked", "look", "asked", "ask", "read", "ran", "bought",
    "called", "moved", "arrived", "believe", "hope", "wish", "tried", "kept", "must", "don’t",
];

/// What follows French *Y*, the pronoun.
const AFTER_Y: [&str; 8] = ["a", "avait", "aura", "aurait", "eut", "est", "compris", "sont"];

/// The letter of a line that is a large first letter and nothing else: `L`, `À`, with what may open speech before it (`« E`) and the
/// apostrophe of an elision after it (`L’`).
pub(crate) fn letter(line: &str) -> Option<char> {
    let bare = line.trim_start_matches(|c: char| opens_speech(c) || c.is_whitespace());
    let bare = bare.trim_end().trim_end_matches(['’', '\'']);
    let mut chars = bare.chars();
    let first = chars.next().filter(|c| c.is_uppercase())?;
    chars.next().is_none().then_some(first)
}

/// Whether a line may go on after a large first letter: with a small letter, or with the apostrophe of an elision.
pub(crate) fn may_follow(next: &str) -> bool {
    let rest = next.strip_prefix(['’', '\'']).unwrap_or(next);
    rest.starts_with(char::is_lowercase)
}

/// What stands between a large first letter and the line that goes on after it: nothing, or a space where the letter is a word of its
/// own. `words` are those of the document, in lower case with how often it has each.
pub(crate) fn between(capital: &str, next: &str, words: &HashMap<String, usize>) -> &'static str {
    if is_word(capital, next, words) { " " } else { "" }
}

fn is_word(capital: &str, next: &str, words: &HashMap<String, usize>) -> bool {
    let Some(letter) = letter(capital) else { return false };
    if !matches!(letter, 'A' | 'À' | 'I' | 'O' | 'Ô' | 'Y') || capital.ends_with(['’', '\'']) {
        return false;
    }
    let first = next.split_whitespace().next().unwrap_or("");
    let first = first
        .trim_end_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase()
        .replace('\'', "’");
    // `’est`, `’m`: an elision or a contraction.
    if first.starts_with('’') {
        return false;
    }
    let lower: String = letter.to_lowercase().collect();
    let joined = format!("{lower}{first}");
    let count = |word: &str| words.get(word).copied().unwrap_or(0);
    if count(&joined) == 0 && count(&first) > 1 && first.chars().nth(1).is_some() {
        return true;
    }
    let head = first.split(['-', '’']).next().unwrap_or("");
    if count(&joined) > 0 || is_function_word(&joined) || is_function_word(&format!("{lower}{head}")) {
        return false;
    }
    // `l’aube`, `qu’on`: nothing ends so that begins with the letter.
    if first.len() > head.len() + '’'.len_utf8() && first[head.len()..].starts_with('’') && head.len() <= 2 {
        return true;
    }
    match letter {
        'À' | 'Ô' => true,
        'Y' => AFTER_Y.contains(&head),
        'I' => AFTER_I.contains(&first.as_str()) || is_longer_function_word(head),
        'A' => is_longer_function_word(head) || (begins_word(head) && !begins_with_a(&joined)),
        _ => false,
    }
}

/// Whether a word in lower case is one of those that begin with an A.
fn begins_with_a(word: &str) -> bool {
    AFTER_A.split(' ').any(|start| match start.strip_suffix('=') {
        Some(whole) => word == whole,
        None => word.starts_with(start),
    })
}

/// Whether a word is a function word of more than one letter.
fn is_longer_function_word(word: &str) -> bool {
    word.chars().nth(1).is_some() && is_function_word(word)
}

/// Whether a word begins as words do: with one consonant and a vowel, or with consonants that French or English words begin with.
fn begins_word(word: &str) -> bool {
    const CLUSTERS: [&str; 31] = [
        "bl", "br", "ch", "cl", "cr", "dr", "fl", "fr", "gl", "gr", "kn", "ph", "pl", "pr", "qu", "sc", "sh", "sk",
        "sl", "sm", "sn", "sp", "st", "sw", "th", "tr", "tw", "vr", "wh", "wr", "sq",
    ];
    let vowel = |c: char| {
        matches!(
            c,
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'é' | 'è' | 'ê' | 'â' | 'î' | 'ô' | 'û'
        )
    };
    let mut chars = word.chars();
    let (Some(first), Some(second)) = (chars.next(), chars.next()) else {
        return false;
    };
    let long = chars.next().is_some();
    let consonant = !vowel(first) || (first == 'y' && vowel(second));
    long && consonant && (vowel(second) || CLUSTERS.iter().any(|cluster| word.starts_with(cluster)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_told_from_words() {
        // `|` where the letter is part of the word after it, ` |` where it is one itself.
        for marked in [
            "L|e village",
            "T|he warden",
            "A|t noon",
            "I|n winter",
            "A |man waits",
            "I |was born",
            "À |l’aube",
            "À |midi",
            "A|u col",
            "I|l neige",
            "Y |a-t-il quelqu’un",
            "C|’est l’heure",
            "« E|lle vient",
            "L’|aube",
            "I|’m here",
            "I|t’s late",
            "A|près la pluie",
            "A|lors, il vint",
            "A|vec",
            "A|bout noon",
            "A|fter the war",
            "A|nother day",
            "A |young girl",
            "A |friend of mine",
            "A|nne dort",
            "A|ujourd’hui",
            "Y|esterday",
            "Y|ves dort",
            "I|taly",
            "I |never saw",
            "O|nce upon",
            "O|n dit",
            "Ô |temps",
            "A|lthough",
            "A|gain",
            "A |bridge was built",
            "A |voice said",
            "A |new day",
            "A |lot of rain",
            "A |real pity",
            "A|bove all",
            "A|mong them",
            "A|vril revient",
            "A |l’heure dite",
            "I |don’t know",
            "A|frica",
            "A|rrivé hier",
            "É|tait-ce lui",
            "“A |long time ago",
        ] {
            let (capital, next) = marked.split_once('|').expect("a mark");
            let wanted = if capital.ends_with(' ') { " " } else { "" };
            let mut words = HashMap::new();
            if next.starts_with("long") {
                words.insert("long".to_owned(), 2);
            }
            assert_eq!(between(capital.trim_end(), next, &words), wanted, "{marked}");
        }
    }

    #[test]
    fn a_letter_stands_alone_but_for_its_marks() {
        for line in ["L", "À", "« E", "“T", "L’", "– J"] {
            assert!(letter(line).is_some(), "{line}");
        }
        for line in ["Le", "l", "5", "A.", "", "«", "A B"] {
            assert!(letter(line).is_none(), "{line}");
        }
        assert!(
            may_follow("e village") && may_follow("’est") && !may_follow("Le") && !may_follow("’") && !may_follow("5")
        );
    }
}
