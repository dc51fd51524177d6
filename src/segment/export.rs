//! Our French and English rules → SRX 2.0, as far as it can say them, so that a CAT tool cuts as we do.
//!
//! SRX knows only what stands right before and right after a place. What looks further away is left out: asides in parentheses,
//! credits after captions, straight quotation marks that open or close, and writing without capitals.

use std::fmt::Write as _;

use crate::text::abbreviations::{Kind, Lists};
use crate::text::languages::KNOWN;
use crate::text::languages::entry::Language;

/// Marks that end a sentence, and the closing marks that may follow them.
const STOP: &str = r"[.!?…]+(?:[\s\u00A0\u202F]?[»›]|[”’)\]}]|&quot;|'|\[\d{1,3}\])*";
/// White space, then the marks that may open a sentence.
const SPACE: &str = r"[\s\u00A0\u202F]+";

/// The rules of both languages as an SRX 2.0 file; its language maps match `fr` and `en` with any region.
#[must_use]
pub fn export_srx() -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <srx xmlns=\"http://www.lisa.org/srx20\" version=\"2.0\">\n\
         <header segmentsubflows=\"yes\" cascade=\"yes\">\n\
         <formathandle type=\"start\" include=\"no\"/>\n\
         <formathandle type=\"end\" include=\"yes\"/>\n\
         <formathandle type=\"isolated\" include=\"no\"/>\n\
         </header>\n<body>\n<languagerules>\n",
    );
    for (name, lists) in Lists::all() {
        push_language(&mut out, name, lists);
    }
    out.push_str(
        "</languagerules>\n<maprules>\n\
         <languagemap languagepattern=\"(?:FR|fr).*\" languagerulename=\"French\"/>\n\
         <languagemap languagepattern=\"(?:EN|en).*\" languagerulename=\"English\"/>\n\
         </maprules>\n</body>\n</srx>\n",
    );
    out
}

fn push_language(out: &mut String, name: &str, lists: &Lists) {
    let openers = format!(
        "(?:{})\\b",
        lists
            .openers()
            .iter()
            .map(|word| capitalised(word))
            .collect::<Vec<_>>()
            .join("|")
    );
    let words = |wanted: fn(Kind) -> bool| {
        let words: Vec<String> = lists
            .entries()
            .into_iter()
            .filter(|(_, kind)| wanted(*kind))
            .map(|(word, _)| forms(word))
            .collect();
        format!("\\b(?:{})\\.", words.join("|"))
    };
    let space = SPACE;
    let _ = writeln!(out, "<languagerule languagerulename=\"{name}\">");
    push_rule(out, false, &words(|kind| kind.never), space);
    push_rule(out, false, &words(|kind| kind.number), &format!("{space}[0-9]"));
    push_rule(out, false, &words(|kind| kind.maybe), &format!("{space}(?!{openers})"));
    let every = |list: fn(&Language) -> &'static [&'static str]| {
        let words: Vec<&str> = KNOWN.iter().flat_map(|known| list(known)).copied().collect();
        words.join("|")
    };
    let initial = format!(r"\b(?:\p{{Lu}}|{})\.", every(|known| known.short_first_names));
    push_rule(out, false, &initial, &format!("{space}(?!{openers})"));
    // Articles of French codes, and the minutes of an hour.
    let code = format!(r"{space}(?:[LRDA]|LO|LP)\.?[\s\u00A0\u202F]*[*-]?\d");
    push_rule(out, false, r"\b[Aa]rts?\.", &code);
    push_rule(
        out,
        false,
        r"\d[\s\u00A0\u202F]?h\.",
        &format!(r"{space}[0-5]\d[\s\u00A0\u202F]+(?:à|et|ou|au|du)\b"),
    );
    // A surname with its particle; that the word before is no common noun is more than SRX can say.
    let particle = format!("{space}(?:(?:Le|La|Du|De|Des|Van){space}|[DL]['’])\\p{{Lu}}");
    push_rule(out, false, r"\b\p{Lu}\.", &particle);
    // Labels at the beginning: `1.1.`, `II.`, `a.`, `IV.2.`, `Fig. 1.`
    let named = [every(|known| known.picture_labels), every(|known| known.part_labels)].join("|");
    let labels = r"\d{1,3}(?:\.\d{1,3})*|[IVXLC]{2,5}|[a-z]|(?:[IVXLC]{2,5}|[A-Z])(?:\.\d{1,2})+";
    let label = format!(r"^\s*(?:{labels}|(?i:{named})\.?\s(?:\d{{1,4}}|[IVXLC]{{1,5}}))\.");
    push_rule(out, false, &label, space);
    push_rule(out, false, STOP, &format!("{space}\\p{{Ll}}(?!\\p{{Lu}})"));
    push_rule(
        out,
        true,
        STOP,
        &format!("{space}[«“„&quot;‘’(\\[¿¡–—\\s\\u00A0\\u202F-]*[\\p{{L}}\\p{{N}}]"),
    );
    out.push_str("</languagerule>\n");
}

fn push_rule(out: &mut String, breaks: bool, before: &str, after: &str) {
    let breaks = if breaks { "yes" } else { "no" };
    let _ = writeln!(
        out,
        "<rule break=\"{breaks}\"><beforebreak>{before}</beforebreak><afterbreak>{after}</afterbreak></rule>"
    );
}

/// An abbreviation as a pattern: with its stops kept, and with a capital too where it is in lower case.
fn forms(word: &str) -> String {
    let escaped: String = word
        .chars()
        .flat_map(|c| {
            if matches!(c, '.' | '°' | '§') && c == '.' {
                vec!['\\', c]
            } else {
                vec![c]
            }
        })
        .collect();
    let mut chars = escaped.chars();
    match chars.next() {
        Some(first) if first.is_lowercase() && word.chars().nth(1).is_some() => {
            format!("[{first}{}]{}", first.to_uppercase(), chars.as_str())
        }
        _ => escaped,
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
