//! A text → the language that it is most likely in.

use whatlang::Lang as Code;

use crate::text::lang::Lang;

/// How many bytes of running text the guess looks at: more changes nothing.
const SAMPLE: usize = 8 * 1024;
/// The fewest words of a line that counts as running text.
const RUNNING: usize = 6;
/// A text without running text is a list of titles or names, of which nobody can be sure.
const SUREST_OF_LIST: f64 = 0.5;

/// How sure a guess has to be to count against what a file or a person says: what a text is refused for, and what is told of. A text of less than
/// some 100 characters seldom reaches it.
pub(crate) const SURE_OF_LANGUAGE: f64 = 0.9;

/// The language that a text is most likely in, and how sure the guess is, from 0 to 1; `None` for a text too short or
/// without letters.
///
/// Only lines of running text are looked at where there are any, so that the interface words of a page do not count.
/// The confidence is that of the `whatlang` crate (trigrams, after Cavnar and Trenkle 1994): under 0.5 it means little, and
/// texts under some 100 characters, or made of short lines alone, seldom reach it. A refusal should ask for 0.9.
///
/// ```
/// let text = "Le conseil municipal a voté hier soir le budget de la ville, après trois heures de débat et deux \
///             suspensions de séance. Les habitants sont venus nombreux pour écouter le maire.";
/// let (lang, confidence) = interligne::article::guess_lang(text).expect("a text with letters");
/// assert!(lang.is("fr") && confidence > 0.9);
/// ```
#[must_use]
pub fn guess_lang(text: &str) -> Option<(Lang, f64)> {
    let mut sample = String::with_capacity(SAMPLE.min(text.len()) + 256);
    for line in text.lines().filter(|line| line.split_whitespace().count() >= RUNNING) {
        sample.push_str(line);
        sample.push('\n');
        if sample.len() >= SAMPLE {
            break;
        }
    }
    let (sample, surest) = if sample.is_empty() {
        (text, SUREST_OF_LIST)
    } else {
        (sample.as_str(), 1.0)
    };
    let end = (0..=sample.len().min(2 * SAMPLE))
        .rev()
        .find(|at| sample.is_char_boundary(*at));
    let sample = &sample[..end.unwrap_or(0)];
    let info = whatlang::detect(sample)?;
    Some((
        Lang::parse(two_letter(info.lang())).ok()?,
        info.confidence().min(surest),
    ))
}

/// The BCP 47 primary subtag: two letters where ISO 639-1 has them.
fn two_letter(code: Code) -> &'static str {
    match code {
        Code::Fra => "fr",
        Code::Eng => "en",
        Code::Deu => "de",
        Code::Spa => "es",
        Code::Ita => "it",
        Code::Por => "pt",
        Code::Nld => "nl",
        Code::Cat => "ca",
        Code::Ron => "ro",
        Code::Pol => "pl",
        Code::Rus => "ru",
        Code::Ukr => "uk",
        Code::Bel => "be",
        Code::Bul => "bg",
        Code::Ces => "cs",
        Code::Slk => "sk",
        Code::Slv => "sl",
        Code::Hrv => "hr",
        Code::Srp => "sr",
        Code::Mkd => "mk",
        Code::Swe => "sv",
        Code::Dan => "da",
        Code::Nob => "nb",
        Code::Fin => "fi",
        Code::Est => "et",
        Code::Lav => "lv",
        Code::Lit => "lt",
        Code::Hun => "hu",
        Code::Ell => "el",
        Code::Tur => "tr",
        Code::Ara => "ar",
        Code::Heb => "he",
        Code::Pes => "fa",
        Code::Hin => "hi",
        Code::Jpn => "ja",
        Code::Kor => "ko",
        Code::Cmn => "zh",
        Code::Vie => "vi",
        Code::Tha => "th",
        Code::Ind => "id",
        Code::Lat => "la",
        Code::Epo => "eo",
        Code::Afr => "af",
        other => other.code(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_running_text_decides_and_not_the_buttons() {
        let french = "Share this article\nCopy link\nSubscribe now\n\nLes pompiers sont intervenus dans la nuit de mardi à \
            mercredi pour un feu d’entrepôt, près de la gare de marchandises ; aucun blessé n’est à déplorer.\n";
        assert!(guess_lang(french).is_some_and(|(lang, sure)| lang.is("fr") && sure > 0.8));
        let english = "Partager cet article\n\nFirefighters were called out overnight to a warehouse fire near the goods \
            station; nobody was hurt, and the road was open again by the early morning.\n";
        assert!(guess_lang(english).is_some_and(|(lang, sure)| lang.is("en") && sure > 0.8));
        assert_eq!(guess_lang("12 345 — 67"), None);
    }

    #[test]
    fn a_list_of_names_is_no_proof() {
        let names = "Elves\nOrcs\nGoblins\nDwarves\nGryphon Riders\nMerfolk Hunters\n".repeat(10);
        assert!(guess_lang(&names).is_none_or(|(_, sure)| sure <= 0.5));
    }
}
