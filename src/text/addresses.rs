//! Addresses of the web and of mail within a text.

use crate::text::sentence_end::{is_closing, is_stop};

/// Whether a text begins with an address of the web.
pub(crate) fn is_web_address(text: &str) -> bool {
    ["http://", "https://", "ftp://", "www."]
        .iter()
        .any(|start| text.starts_with(start))
}

/// The length in bytes of what stands at the beginning of a text up to white space, without the marks of the sentence around it: the address,
/// where the text begins with one.
pub(crate) fn address_length(text: &str) -> usize {
    let word = &text[..text.find(char::is_whitespace).unwrap_or(text.len())];
    let of_sentence = |c: char| is_stop(c) || is_closing(c) || matches!(c, ',' | ';' | ':' | '>');
    word.trim_end_matches(of_sentence).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_around_an_address_are_not_its_own() {
        for (text, address) in [
            ("https://a.example/b?c=1.", "https://a.example/b?c=1"),
            ("www.a.example, puis", "www.a.example"),
            ("https://a.example/b», dit-il", "https://a.example/b"),
            ("https://a.example/b’.", "https://a.example/b"),
            ("ftp://a.example/)…", "ftp://a.example/"),
            ("a.b@c.example!", "a.b@c.example"),
        ] {
            assert_eq!(&text[..address_length(text)], address);
        }
        assert!(is_web_address("www.a.example") && !is_web_address("www"));
    }
}
