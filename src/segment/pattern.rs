//! A regular expression of Java or ICU, as SRX files have them → the same in the notation of our engine.
//!
//! Both are close to ours; what differs is rewritten: quotations (`\Q…\E`), classes of other names (`\h`, `\p{Punct}`,
//! `\p{IsLatin}`), a hyphen after a class (`[\d-–]`), marks that need no backslash, the flag `U`. Sources: the documentation of
//! `java.util.regex.Pattern` and ICU's user guide, "Regular Expressions".

use std::fmt::Write as _;

/// White space along a line, and between lines.
const HORIZONTAL: &str = r"[ \t\u{a0}\u{1680}\u{180e}\u{2000}-\u{200a}\u{202f}\u{205f}\u{3000}]";
const VERTICAL: &str = r"[\n\x0B\f\r\u{85}\u{2028}\u{2029}]";

/// Rewrites a pattern. What is no regular expression stays none.
pub(super) fn to_ours(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    let mut depth = 0_usize; // of character classes
    let mut class_before = false; // whether a class such as `\d` stands right before, inside of a class
    while let Some(c) = rest.chars().next() {
        let after_class = std::mem::take(&mut class_before);
        if c == '\\' {
            let (used, is_class) = escape(rest, &mut out);
            class_before = is_class && depth > 0;
            rest = &rest[used..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            '[' => {
                depth += 1;
                out.push(c);
                // A bracket right after the opening one is itself.
                let negated = rest.strip_prefix('^');
                if let Some(inside) = negated.unwrap_or(rest).strip_prefix(']') {
                    out.push_str(if negated.is_some() { r"^\]" } else { r"\]" });
                    rest = inside;
                }
            }
            ']' if depth > 0 => {
                depth -= 1;
                out.push(c);
            }
            '-' if depth > 0 && after_class && !rest.starts_with(']') => out.push_str(r"\-"),
            '(' if depth == 0 && rest.starts_with('?') => {
                let flags = rest[1..]
                    .chars()
                    .take_while(|c| c.is_ascii_alphabetic() || *c == '-')
                    .count();
                out.push('(');
                if flags > 0 && rest[1 + flags..].starts_with([')', ':']) {
                    let kept: String = rest[1..=flags]
                        .chars()
                        .filter(|flag| !matches!(flag, 'U' | 'd'))
                        .collect();
                    let kept = kept.trim_end_matches('-');
                    let alone = kept.is_empty() && rest[1 + flags..].starts_with(')');
                    let _ = write!(out, "?{kept}{}", if alone { ":" } else { "" });
                    rest = &rest[1 + flags..];
                }
            }
            c => out.push(c),
        }
    }
    out
}

/// Rewrites the escape that `rest` begins with: how many bytes it has, and whether it is a class.
fn escape(rest: &str, out: &mut String) -> (usize, bool) {
    let Some(c) = rest[1..].chars().next() else {
        out.push('\\');
        return (1, false);
    };
    let used = 1 + c.len_utf8();
    match c {
        'Q' => {
            let quoted = &rest[used..];
            let end = quoted.find(r"\E").unwrap_or(quoted.len());
            quoted[..end].chars().for_each(|c| literal(c, out));
            return (used + (end + 2).min(quoted.len()), false);
        }
        'E' => {}
        'h' => out.push_str(HORIZONTAL),
        'v' => out.push_str(VERTICAL),
        'R' => {
            let _ = write!(out, r"(?:\r\n|{VERTICAL})");
        }
        'e' => out.push_str(r"\x1B"),
        'p' | 'P' if rest[used..].starts_with('{') => {
            let Some(end) = rest[used..].find('}') else {
                out.push_str(&rest[..used]);
                return (used, false);
            };
            let name = &rest[used + 1..used + end];
            let _ = write!(out, r"\{c}{{{}}}", property(name));
            return (used + end + 1, true);
        }
        c if c.is_alphanumeric() => out.push_str(&rest[..used]),
        c => literal(c, out),
    }
    (
        used,
        matches!(c, 'h' | 'v' | 'd' | 'D' | 's' | 'S' | 'w' | 'W' | 'p' | 'P'),
    )
}

/// A character that stands for itself.
fn literal(c: char, out: &mut String) {
    if c.is_ascii_punctuation()
        && !matches!(
            c,
            '<' | '>' | '"' | '\'' | '/' | ',' | ';' | ':' | '!' | '=' | '@' | '%' | '`' | '_'
        )
    {
        out.push('\\');
    }
    out.push(c);
}

/// The name of a property in Unicode's terms.
fn property(name: &str) -> &str {
    match name {
        "Punct" | "IsPunctuation" => "P",
        "Upper" | "javaUpperCase" | "IsUppercase" => "Lu",
        "Lower" | "javaLowerCase" | "IsLowercase" => "Ll",
        "Alpha" | "javaLetter" => "L",
        "Digit" | "IsDigit" | "javaDigit" => "Nd",
        "Space" | "javaWhitespace" | "IsWhite_Space" => "White_Space",
        "Alnum" => "Alphabetic",
        name => name.strip_prefix("Is").unwrap_or(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fancy_regex::Regex;

    fn matches(pattern: &str, text: &str) -> bool {
        let regex =
            Regex::new(&to_ours(pattern)).unwrap_or_else(|error| panic!("{pattern} → {}: {error}", to_ours(pattern)));
        regex.is_match(text).expect("a short search")
    }

    #[test]
    fn what_java_and_icu_say_means_the_same() {
        for (pattern, yes, no) in [
            (r"^\Qp.\E\s", "p. 4", "px 4"),
            (r"^[\d-–]+$", "4-5–6", "4_5"),
            (r"^[\s\d-]$", "-", "x"),
            (r"^[\h\v]*$", " \u{a0}\n", "x"),
            (r"^a\Rb$", "a\r\nb", "ab"),
            (r"^\p{IsCyrillic}+$", "Да", "Da"),
            (r"^[\p{Punct}\p{Upper}]+$", "A!", "a"),
            (r"^(?U)\p{Lu}$", "É", "é"),
            (r"^(?iU:é)$", "É", "e"),
            (r"^\«\ \'\-\/\<$", "« '-/<", "«"),
            (r"^[]a]$", "]", "b"),
            (r"^[^]a]$", "b", "]"),
            (r"^\u00e9\x{e9}$", "éé", "ee"),
        ] {
            assert!(matches(pattern, yes), "{pattern} on {yes}");
            assert!(!matches(pattern, no), "{pattern} on {no}");
        }
    }

    #[test]
    fn what_is_no_pattern_stays_none() {
        for pattern in [r"(", r"[a", r"\p{Nothing}", r"\"] {
            assert!(Regex::new(&to_ours(pattern)).is_err(), "{pattern}");
        }
    }
}
