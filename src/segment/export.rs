//! Our French and English rules → SRX 2.0, as far as it can say them, so that a CAT tool cuts as we do.
//!
//! SRX knows only what stands right before and right after a place. What looks further away is left out: asides in parentheses,
//! credits after captions, straight quotation marks that open or close, and writing without capitals.

use std::fmt::Write as _;

use crate::text::abbreviations::{Kind, Lists};

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
    let initial = r"\b(?:\p{Lu}|Ph|Th|Ch|Cl|Chr|Fr)\.";
    push_rule(out, false, initial, &format!("{space}(?!{openers})"));
    // A surname with its particle; that the word before is no common noun is more than SRX can say.
    let particle = format!("{space}(?:(?:Le|La|Du|De|Des|Van){space}|[DL]['’])\\p{{Lu}}");
    push_rule(out, false, r"\b\p{Lu}\.", &particle);
    // Labels at the beginning: `1.1.`, `II.`, `a.`
    push_rule(out, false, r"^\s*(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{2,5}|[a-z])\.", space);
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
