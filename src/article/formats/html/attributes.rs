//! A page → the same page, without attributes beyond any sensible number.

use std::borrow::Cow;

/// The most attributes of a tag that are read: real tags have some tens, and the parser compares each with all before it (HTML standard,
/// section 13.2.5.33: of two attributes with one name the first counts).
const MOST: usize = 256;

/// Elements whose content is text to their end tag, and comments: what looks like a tag in them is none.
const RAW: [&str; 6] = ["script", "style", "textarea", "title", "xmp", "noframes"];

/// Leaves out the attributes of each tag after the first [`MOST`]; gives the page as it is where no tag has more.
pub(super) fn few(markup: &str) -> Cow<'_, str> {
    let bytes = markup.as_bytes();
    let mut kept = String::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        at += found + 1;
        if bytes[at..].starts_with(b"!--") {
            at = end_of(bytes, at, b"-->");
            continue;
        }
        if !bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let name = at..at + bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        let tag = Tag::of(bytes, name.end);
        at = tag.end;
        if let Some(cut) = tag.cut {
            kept.push_str(&markup[copied..cut]);
            copied = tag.end;
        }
        let name = &markup[name];
        if let Some(raw) = RAW.iter().find(|raw| raw.eq_ignore_ascii_case(name)) {
            at = end_of_raw(bytes, at, raw);
        }
    }
    if copied == 0 {
        return Cow::Borrowed(markup);
    }
    kept.push_str(&markup[copied..]);
    Cow::Owned(kept)
}

/// Where a tag ends, and where it is cut if it has too many attributes.
struct Tag {
    /// The place of its `>`, or of the end of the page.
    end: usize,
    cut: Option<usize>,
}

impl Tag {
    /// Reads a tag from after its name (HTML standard, sections 13.2.5.32 to 13.2.5.40).
    fn of(bytes: &[u8], mut at: usize) -> Tag {
        let (mut count, mut cut) = (0, None);
        let blank = |b: &u8| b.is_ascii_whitespace() || *b == b'/';
        loop {
            at += bytes[at..].iter().take_while(|b| blank(b)).count();
            if bytes.get(at).is_none_or(|b| *b == b'>') {
                return Tag { end: at, cut };
            }
            if count == MOST {
                cut = Some(at);
            }
            count += 1;
            // A name may begin with `=`.
            at += 1;
            at += bytes[at..]
                .iter()
                .take_while(|b| !blank(b) && !b"=>".contains(b))
                .count();
            let after = at + bytes[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
            if bytes.get(after) != Some(&b'=') {
                continue;
            }
            at = after + 1;
            at += bytes[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
            match bytes.get(at) {
                Some(quote @ (b'"' | b'\'')) => {
                    at += 1;
                    at += memchr::memchr(*quote, &bytes[at..]).map_or(bytes.len() - at, |found| found + 1);
                }
                _ => {
                    let value = |b: &&u8| !b.is_ascii_whitespace() && **b != b'>';
                    at += bytes[at..].iter().take_while(value).count();
                }
            }
        }
    }
}

fn end_of(bytes: &[u8], at: usize, what: &[u8]) -> usize {
    memchr::memmem::find(&bytes[at..], what).map_or(bytes.len(), |found| at + found + what.len())
}

/// The place of the end tag of an element with text in it, or the end of the page.
fn end_of_raw(bytes: &[u8], mut at: usize, name: &str) -> usize {
    while let Some(found) = memchr::memmem::find(&bytes[at..], b"</") {
        at += found;
        let after = &bytes[at + 2..];
        if after.len() >= name.len() && after[..name.len()].eq_ignore_ascii_case(name.as_bytes()) {
            return at;
        }
        at += 2;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_too_much_goes() {
        let many = |count| (0..count).map(|n| format!(" a{n}=\"<é>\"")).collect::<String>();
        let page = |count| {
            format!(
                "<!-- <p{0}> --><p{0}>Un <b>pont</b>.</p><script>a <b{1} c</script><i class=x>É</i>",
                many(count),
                many(300)
            )
        };
        assert!(matches!(few(&page(MOST)), Cow::Borrowed(_)));
        let page = page(MOST + 40);
        let cut = few(&page);
        let expected = format!("<p{}>Un <b>pont</b>.</p><script>", many(MOST)).replace("\">Un", "\" >Un");
        assert!(cut.contains(&expected), "{cut}");
        assert!(cut.contains(&format!("<!-- <p{}> -->", many(MOST + 40))));
        assert!(cut.ends_with(&format!("<script>a <b{} c</script><i class=x>É</i>", many(300))));
    }

    #[test]
    fn tags_end_where_browsers_end_them() {
        let many = " x".repeat(MOST);
        for (tail, left) in [
            (" y='>' z>A", " >A"),
            (" y = \">\" z>A", " >A"),
            (" y=> A", " > A"),
            (" y=a'b> A", " > A"),
            (" y/>A", " >A"),
            (" y='never closed>A", " "),
            (" y", " "),
        ] {
            assert_eq!(few(&format!("<p{many}{tail}")), format!("<p{many}{left}"), "{tail}");
        }
    }
}
