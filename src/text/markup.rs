//! A text → the tags and placeholders typed into it: `<b>`, `</p>`, `{0}`, `%s`. They say nothing in any language.
//!
//! The rules, in full (`docs/SCORE.md` repeats them for users):
//! - **Elements** as XML 1.0 (sections 3.1, 2.5) and HTML write them: `<name>`, `</name>`, `<name a="b"/>`, `<!-- … -->`. A
//!   name is in lower case, or is HTML's in capitals, or has attributes; so `<Entrée>` and `<Tab>`, which are keys, are words.
//! - **Numbered tags** of CAT tools: `<1>`, `</1>`, `<1/>`, `{1>`, `<1}`.
//! - **Placeholders** in braces: `{0}`, `{name}`, `{0:N2}`, `{{ name }}`, `${name}`, `%{name}`, `#{name}`, unless they stand inside
//!   of other braces, where ICU's message format has text.
//! - **Conversions** of `printf` (ISO C, 7.23.6.1, with `$` of POSIX and `(name)` of Python): `%s`, `%1$d`, `%.2f`, `%(name)s`, `%@`;
//!   not behind a digit (`5 %d`) nor before a letter or digit (`%de`). `%NAME%` is one too.
//!
//! Entities (`&amp;`) are characters.

/// The longest tag, in bytes: what is longer is text. It bounds the work for `<` that nothing closes.
const LONGEST_TAG: usize = 4096;
/// The longest placeholder, in bytes.
const LONGEST_PLACEHOLDER: usize = 80;
/// How far back an open brace is looked for.
const LOOKED_BACK: usize = 400;

/// Elements of HTML that are typed in capitals, too. `INS`, `DEL` and `MENU` are keys.
const CAPITALS: [&str; 32] = [
    "A",
    "ABBR",
    "B",
    "BIG",
    "BLOCKQUOTE",
    "BR",
    "CENTER",
    "CODE",
    "DIV",
    "EM",
    "FONT",
    "H1",
    "H2",
    "H3",
    "H4",
    "HR",
    "I",
    "IMG",
    "LI",
    "OL",
    "P",
    "PRE",
    "S",
    "SMALL",
    "SPAN",
    "STRONG",
    "SUB",
    "SUP",
    "TABLE",
    "TD",
    "TR",
    "UL",
];

/// The length in bytes of the tag or placeholder that begins at a byte of the text; 0 where none does.
pub(crate) fn length_at(text: &str, at: usize) -> usize {
    let Some(rest) = text.get(at..) else { return 0 };
    let length = match rest.as_bytes() {
        [b'<', ..] => tag(rest),
        [b'{', ..] if !in_braces(text, at) => braces(rest),
        [b'$' | b'%' | b'#', b'{', ..] if !in_braces(text, at) => braces(&rest[1..]).map(|length| length + 1),
        [b'%', ..] if !after_digit(&text[..at]) => conversion(rest),
        _ => None,
    };
    length.unwrap_or(0)
}

/// Whether a byte can begin one.
pub(crate) fn may_begin(byte: u8) -> bool {
    matches!(byte, b'<' | b'{' | b'$' | b'%' | b'#')
}

/// A text's tags and placeholders, in order.
pub(crate) fn all(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text.as_bytes()[at..].iter().position(|&byte| may_begin(byte)) {
        at += next;
        let length = length_at(text, at);
        if length > 0 {
            found.push(&text[at..at + length]);
        }
        at += length.max(1);
    }
    found
}

/// An element's tag, a comment or a numbered tag.
fn tag(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let bytes = &bytes[..bytes.len().min(LONGEST_TAG)];
    if bytes.starts_with(b"<!--") {
        return memchr::memmem::find(&bytes[4..], b"-->").map(|at| at + 7);
    }
    let closing = usize::from(bytes.get(1) == Some(&b'/'));
    let name_at = 1 + closing;
    let digits = run(bytes, name_at, |b| b.is_ascii_digit());
    if digits > 0 {
        let mut at = name_at + digits;
        if closing == 0 && bytes.get(at) == Some(&b'}') {
            return Some(at + 1);
        }
        at += usize::from(closing == 0 && bytes.get(at) == Some(&b'/'));
        return (digits <= 4 && bytes.get(at) == Some(&b'>')).then_some(at + 1);
    }
    if !bytes.get(name_at)?.is_ascii_alphabetic() {
        return None;
    }
    let name = run(bytes, name_at, |b| {
        b.is_ascii_alphanumeric() || matches!(b, b':' | b'-' | b'_' | b'.')
    });
    let mut at = name_at + name;
    let name = &rest[name_at..at];
    let mut attributes = false;
    loop {
        let spaces = run(bytes, at, |b| b.is_ascii_whitespace());
        at += spaces;
        match bytes.get(at)? {
            b'>' => break,
            b'/' if closing == 0 && bytes.get(at + 1) == Some(&b'>') => {
                at += 1;
                break;
            }
            _ if closing == 0 && spaces > 0 => {
                at += attribute(&bytes[at..])?;
                attributes = true;
            }
            _ => return None,
        }
    }
    let lower = !name.bytes().any(|b| b.is_ascii_uppercase());
    (lower || attributes || CAPITALS.contains(&name)).then_some(at + 1)
}

/// An attribute with its value.
fn attribute(bytes: &[u8]) -> Option<usize> {
    let name = run(bytes, 0, |b| {
        b.is_ascii_alphanumeric() || matches!(b, b':' | b'-' | b'_' | b'.' | b'@')
    });
    let mut at = name + run(bytes, name, |b| b.is_ascii_whitespace());
    if name == 0 || bytes.get(at) != Some(&b'=') {
        return None;
    }
    at += 1;
    at += run(bytes, at, |b| b.is_ascii_whitespace());
    match bytes.get(at)? {
        quote @ (b'"' | b'\'') => memchr::memchr(*quote, &bytes[at + 1..]).map(|length| at + length + 2),
        _ => {
            let value = run(bytes, at, |b| {
                !b.is_ascii_whitespace() && !matches!(b, b'>' | b'<' | b'"' | b'\'')
            });
            (value > 0).then_some(at + value)
        }
    }
}

/// A placeholder in braces, from its first brace on.
fn braces(rest: &str) -> Option<usize> {
    let bytes = &rest.as_bytes()[..rest.len().min(LONGEST_PLACEHOLDER)];
    let double = usize::from(bytes.get(1) == Some(&b'{'));
    let mut at = 1 + double;
    at += run(bytes, at, |b| b == b' ');
    let name = run(bytes, at, |b| {
        b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-' | b'$' | b'@')
    });
    at += name;
    if double == 0 && name > 0 && bytes[at - name..at].iter().all(u8::is_ascii_digit) && bytes.get(at) == Some(&b'>') {
        return Some(at + 1);
    }
    if name > 0 && matches!(bytes.get(at), Some(b':' | b',')) {
        // A format such as `N2` or `number`; with a space it may be a sentence.
        at += 1;
        at += run(bytes, at, |b| b == b' ');
        at += run(bytes, at, |b| b.is_ascii_graphic() && !matches!(b, b'{' | b'}' | b','));
    }
    at += run(bytes, at, |b| b == b' ');
    let closed = bytes.get(at..=at + double)?.iter().all(|&b| b == b'}');
    (closed && (name > 0 || double == 0 && at == 1)).then_some(at + double + 1)
}

/// A conversion of `printf`, or a name between percent signs.
fn conversion(rest: &str) -> Option<usize> {
    let bytes = &rest.as_bytes()[..rest.len().min(LONGEST_PLACEHOLDER)];
    let name = run(bytes, 1, |b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    if name > 1 && bytes[1].is_ascii_uppercase() && bytes.get(1 + name) == Some(&b'%') {
        return Some(name + 2);
    }
    let mut at = 1;
    if bytes.get(1) == Some(&b'(') {
        let name = run(bytes, 2, |b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'));
        at = 2 + name;
        if name == 0 || bytes.get(at) != Some(&b')') {
            return None;
        }
        at += 1;
    }
    at += run(bytes, at, |b| {
        matches!(b, b'-' | b'+' | b'0'..=b'9' | b'$' | b'.' | b'*')
    });
    at += run(bytes, at, |b| matches!(b, b'h' | b'l' | b'q' | b'z' | b'L'));
    if !matches!(
        bytes.get(at)?,
        b's' | b'd' | b'i' | b'u' | b'f' | b'g' | b'e' | b'x' | b'X' | b'c' | b'p' | b'@'
    ) {
        return None;
    }
    at += 1;
    let goes_on = rest[at..].chars().next().is_some_and(char::is_alphanumeric);
    (!goes_on).then_some(at)
}

/// Whether the text ends with a digit, or with one and a space.
fn after_digit(text: &str) -> bool {
    let mut before = text.chars().rev();
    match before.next() {
        Some(c) if c.is_whitespace() => before.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => c.is_ascii_digit(),
        None => false,
    }
}

/// Whether a brace is open at a place of the text.
fn in_braces(text: &str, at: usize) -> bool {
    let bytes = &text.as_bytes()[..at];
    let mut closed = 0;
    for i in (at.saturating_sub(LOOKED_BACK)..at).rev() {
        // `{1>` and `<1}` are tags themselves.
        let numbered = |end: u8, digits: usize, at: Option<usize>| {
            digits > 0 && at.and_then(|at| bytes.get(at)).is_some_and(|&byte| byte == end)
        };
        match bytes[i] {
            b'}' => {
                let digits = bytes[..i].iter().rev().take_while(|b| b.is_ascii_digit()).count();
                closed += usize::from(!numbered(b'<', digits, i.checked_sub(digits + 1)));
            }
            b'{' => {
                let digits = run(bytes, i + 1, |b| b.is_ascii_digit());
                if numbered(b'>', digits, Some(i + 1 + digits)) {
                    continue;
                }
                if closed == 0 {
                    return true;
                }
                closed -= 1;
            }
            _ => {}
        }
    }
    false
}

/// How many bytes from a place on are of a kind.
fn run(bytes: &[u8], at: usize, kind: impl Fn(u8) -> bool) -> usize {
    bytes
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take_while(|&&byte| kind(byte))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_placeholders_are_found_whole() {
        for one in [
            "<b>",
            "</b>",
            "<br/>",
            "<br />",
            "<BR>",
            "<H1>",
            "<a href=\"x?a>b\" class='c'>",
            "<g id=\"1\">",
            "<x:y-z a=1>",
            "<!-- a > b -->",
            "<Image Source=\"a\"/>",
            "<1>",
            "</12>",
            "<3/>",
            "{1>",
            "<1}",
            "{0}",
            "{}",
            "{name}",
            "{user.name}",
            "{0:N2}",
            "{n, number}",
            "{{name}}",
            "{{ name }}",
            "${name}",
            "%{name}",
            "#{name}",
            "%s",
            "%d",
            "%1$s",
            "%.2f",
            "%(name)s",
            "%05d",
            "%ld",
            "%@",
            "%2$@",
            "%NAME%",
        ] {
            assert_eq!(all(one), [one]);
            assert_eq!(all(&format!("« {one} été {one}, {one}")), [one, one, one], "{one}");
        }
    }

    #[test]
    fn what_is_said_is_text() {
        for text in [
            "a < b et c > d",
            "<Entrée>",
            "<Tab>",
            "<DEL>",
            "<nom du fichier>",
            "<",
            "<>",
            "</>",
            "</b x=\"1\">",
            "<a@b.fr>",
            "< b>",
            "<b",
            "<b <",
            "<a href=\"x",
            "<!-- sans fin",
            "50 %d'eau",
            "50 % de",
            "%de",
            "100%",
            "5%s",
            "% s",
            "{deux mots}",
            "{l’été}",
            "{",
            "}",
            "{{a}",
            "{n, plural, one {jour} other {jours}}",
            "$5",
            "# 1",
            "#1",
            "&amp;",
            "<12345>",
            "<5 kg>",
            "%é",
            "%(x",
            "%",
            "${",
            "<b\u{e9}>",
        ] {
            assert!(all(text).is_empty(), "{text}: {:?}", all(text));
        }
    }
}
