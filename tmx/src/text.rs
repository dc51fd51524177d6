//! Raw character data of XML → text: references resolved, line ends as XML 1.0 section 2.11 has them.

use crate::OddityKind;
use crate::decode::is_forbidden;

/// The entities that a document declares itself: names and their text.
#[derive(Debug, Default)]
pub(crate) struct Entities(Vec<(String, String)>);

/// Entities that a document may declare.
const MAX_ENTITIES: usize = 64;
/// Bytes of an entity's text.
const MAX_ENTITY: usize = 256;

/// What `text` and `reference` found odd, with its subject.
pub(crate) type Odd<'a> = Option<(OddityKind, &'a str)>;

/// Appends character data without references; each line end becomes one U+000A.
pub(crate) fn push_text<'a>(raw: &'a str, out: &mut String) -> Odd<'a> {
    push_lines(raw, out);
    let odd = memchr::memchr(b'&', raw.as_bytes())?;
    Some((OddityKind::BareAmpersand, first_word(&raw[odd..])))
}

/// Appends text whose line ends become U+000A each (XML 1.0, section 2.11).
pub(crate) fn push_lines(raw: &str, out: &mut String) {
    let mut rest = raw;
    while let Some(cr) = memchr::memchr(b'\r', rest.as_bytes()) {
        out.push_str(&rest[..cr]);
        out.push('\n');
        rest = &rest[cr + 1..];
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    out.push_str(rest);
}

/// Appends what `&name;` stands for.
pub(crate) fn push_reference<'a>(name: &'a str, entities: &Entities, out: &mut String) -> Odd<'a> {
    match name {
        "amp" => out.push('&'),
        "lt" => out.push('<'),
        "gt" => out.push('>'),
        "quot" => out.push('"'),
        "apos" => out.push('\''),
        _ => return push_rare_reference(name, entities, out),
    }
    None
}

fn push_rare_reference<'a>(name: &'a str, entities: &Entities, out: &mut String) -> Odd<'a> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) if hex.bytes().all(|b| b.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16).ok(),
            None if number.bytes().all(|b| b.is_ascii_digit()) => number.parse().ok(),
            _ => None,
        };
        let shaped = number
            .trim_start_matches(['x', 'X'])
            .bytes()
            .all(|b| b.is_ascii_hexdigit())
            && number.len() > 1
            || number.bytes().all(|b| b.is_ascii_digit()) && !number.is_empty();
        return match code.map(char::from_u32) {
            Some(Some(c)) if !is_forbidden(c) => {
                out.push(c);
                number
                    .starts_with('X')
                    .then_some((OddityKind::ForbiddenReference, name))
            }
            Some(Some(c)) if c != '\0' => {
                out.push(c);
                Some((OddityKind::ForbiddenReference, name))
            }
            Some(_) => {
                out.push('\u{FFFD}');
                Some((OddityKind::ForbiddenReference, name))
            }
            None if shaped => {
                out.push('\u{FFFD}');
                Some((OddityKind::ForbiddenReference, name))
            }
            None => {
                push_verbatim(name, out);
                Some((OddityKind::BareAmpersand, name))
            }
        };
    }
    if let Some((_, text)) = entities.0.iter().find(|(known, _)| known == name) {
        out.push_str(text);
        return None;
    }
    match quick_xml::escape::resolve_html5_entity(name) {
        Some(text) => {
            out.push_str(text);
            Some((OddityKind::UnknownEntity, name))
        }
        None => {
            push_verbatim(name, out);
            let kind = if is_name(name) {
                OddityKind::UnknownEntity
            } else {
                OddityKind::BareAmpersand
            };
            Some((kind, first_word(name)))
        }
    }
}

fn push_verbatim(name: &str, out: &mut String) {
    out.push('&');
    push_lines(name, out);
    out.push(';');
}

/// Appends an attribute's value: references resolved, white space made spaces (XML 1.0, section 3.3.3). Returns all that
/// was odd.
pub(crate) fn push_value<'a>(raw: &'a str, entities: &Entities, out: &mut String) -> Vec<(OddityKind, &'a str)> {
    let mut odd = Vec::new();
    let mut rest = raw;
    while let Some(at) = rest.bytes().position(|b| matches!(b, b'&' | b'\t' | b'\n' | b'\r')) {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        if rest.as_bytes()[at] != b'&' {
            out.push(' ');
            let pair = rest.as_bytes()[at] == b'\r' && after.starts_with('\n');
            rest = &after[usize::from(pair)..];
            continue;
        }
        let end = after.bytes().position(|b| matches!(b, b';' | b'&' | b'<' | b' '));
        match end.filter(|end| after.as_bytes()[*end] == b';') {
            Some(end) => {
                odd.extend(push_reference(&after[..end], entities, out));
                rest = &after[end + 1..];
            }
            None => {
                out.push('&');
                odd.push((OddityKind::BareAmpersand, first_word(&rest[at..])));
                rest = after;
            }
        }
    }
    out.push_str(rest);
    odd
}

/// The first word of a text, for a message.
pub(crate) fn first_word(text: &str) -> &str {
    text.split_whitespace()
        .next()
        .map_or("", |word| match word.char_indices().nth(40) {
            Some((end, _)) => &word[..end],
            None => word,
        })
}

/// Whether the text can be the name of an element, attribute or entity (XML 1.0, section 2.3; beyond ASCII any letter).
pub(crate) fn is_name(text: &str) -> bool {
    let start = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | ':') || (!c.is_ascii() && c.is_alphabetic());
    let inside = |c: char| start(c) || c.is_ascii_digit() || matches!(c, '-' | '.' | '\u{B7}');
    text.chars().next().is_some_and(start) && text.chars().all(inside)
}

/// Reads the entities that a document type declaration declares; the reason why it is refused otherwise.
///
/// Declared are general entities of plain text, which is what honest files have (`<!ENTITY nbsp "&#160;">`). Refused are
/// entities outside the file, parameter entities, and entities made of others or of markup: with these a short file can
/// read other files or grow without bound.
pub(crate) fn declared_entities(doctype: &str) -> Result<Entities, String> {
    let mut entities = Entities::default();
    let mut rest = doctype;
    while let Some(at) = rest.find("<!") {
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let Some(declaration) = rest.strip_prefix("<!ENTITY") else {
            rest = &rest[2..];
            continue;
        };
        let declaration = declaration.trim_start();
        let (name, value) = declaration
            .split_once(|c: char| c.is_ascii_whitespace())
            .unwrap_or((declaration, ""));
        let value = value.trim_start();
        if name == "%" || name.starts_with('%') {
            return Err("the document type declares a parameter entity, which no TMX file needs".to_owned());
        }
        let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            return Err(format!("the entity `{name}` lies outside the file"));
        };
        let Some((value, after)) = value[1..].split_once(quote) else {
            return Err(format!("the declaration of the entity `{name}` does not end"));
        };
        let mut text = String::new();
        let odd = push_value_literally(value, &mut text);
        if odd || text.contains(['<', '&']) {
            return Err(format!("the entity `{name}` is made of other entities or of markup"));
        }
        if text.len() > MAX_ENTITY || entities.0.len() >= MAX_ENTITIES {
            return Err(format!(
                "the entity `{name}`: more than {MAX_ENTITIES} entities or {MAX_ENTITY} bytes in one"
            ));
        }
        if !entities.0.iter().any(|(known, _)| known == name) {
            entities.0.push((name.to_owned(), text));
        }
        rest = after;
    }
    Ok(entities)
}

/// Resolves character references alone; true when there is another reference.
fn push_value_literally(value: &str, out: &mut String) -> bool {
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let Some((name, after)) = after.split_once(';').filter(|(name, _)| name.starts_with('#')) else {
            return true;
        };
        if push_reference(name, &Entities::default(), out).is_some() {
            return true;
        }
        rest = after;
    }
    out.push_str(rest);
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(raw: &str) -> (String, Option<OddityKind>) {
        let mut out = String::new();
        let odd = push_value(raw, &Entities::default(), &mut out);
        (out, odd.first().map(|(kind, _)| *kind))
    }

    #[test]
    fn references_are_resolved_and_what_is_none_is_kept() {
        for (raw, text, odd) in [
            ("a&lt;&gt;&amp;&quot;&apos;b", "a<>&\"'b", None),
            ("&#233;&#xE9;&#x1F600;", "éé😀", None),
            ("&nbsp;|&eacute;", "\u{A0}|é", Some(OddityKind::UnknownEntity)),
            ("&nothing;", "&nothing;", Some(OddityKind::UnknownEntity)),
            ("R & D", "R & D", Some(OddityKind::BareAmpersand)),
            ("AT&T", "AT&T", Some(OddityKind::BareAmpersand)),
            ("&#x1F;", "\u{1F}", Some(OddityKind::ForbiddenReference)),
            (
                "&#0;&#xD800;&#x110000;&#99999999999;",
                "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}",
                Some(OddityKind::ForbiddenReference),
            ),
            ("&#;&#x;&#xZ;", "&#;&#x;&#xZ;", Some(OddityKind::BareAmpersand)),
            ("a\r\nb\tc\rd&#10;e", "a b c d\ne", None),
        ] {
            assert_eq!(value(raw), (text.to_owned(), odd), "{raw}");
        }
    }

    #[test]
    fn line_ends_become_one_character() {
        let mut out = String::new();
        assert!(push_text("a\r\nb\rc\nd\r\r\n", &mut out).is_none());
        assert_eq!(out, "a\nb\nc\nd\n\n");
    }

    #[test]
    fn honest_entities_are_read_and_dangerous_ones_refused() {
        let read = |text: &str| declared_entities(text).map(|e| e.0);
        let nbsp = vec![("nbsp".to_owned(), "\u{A0}".to_owned())];
        assert_eq!(read("tmx SYSTEM \"tmx14.dtd\""), Ok(vec![]));
        assert_eq!(
            read("tmx [<!-- <!ENTITY x SYSTEM 'y'> --> <!ENTITY nbsp \"&#160;\"> <!ENTITY nbsp 'x'>]"),
            Ok(nbsp)
        );
        for bad in [
            "tmx [<!ENTITY x SYSTEM \"file:///etc/passwd\">]",
            "tmx [<!ENTITY % p \"x\">]",
            "tmx [<!ENTITY %p \"x\">]",
            "tmx [<!ENTITY a \"&b;&b;\">]",
            "tmx [<!ENTITY a \"<b/>\">]",
            "tmx [<!ENTITY a \"&#60;b/>\">]",
            "tmx [<!ENTITY a \"&#38;b;\">]",
            "tmx [<!ENTITY a \"never",
            "tmx [<!ENTITY a",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
