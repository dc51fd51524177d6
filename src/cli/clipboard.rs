//! A text → the terminal's clipboard, by the escape sequence OSC 52 (xterm's control sequences, "Manipulate Selection Data").
//!
//! The terminal itself does it, so it works through ssh; one that does not know the sequence passes over it.

use std::io::{self, Write};

/// The most bytes that are copied: terminals take no longer sequences than some 100 kB, and base64 adds a third.
pub(crate) const MOST: usize = 74_000;

/// Sends the sequence to a terminal.
pub(crate) fn copy(terminal: &mut impl Write, text: &str) -> io::Result<()> {
    write!(terminal, "\x1b]52;c;{}\x07", base64(text.as_bytes()))?;
    terminal.flush()
}

/// The bytes in base64 (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let index = bits >> (18 - 6 * place) & 63;
            let is_padding = place > chunk.len();
            out.push(if is_padding {
                '='
            } else {
                char::from(ALPHABET[index as usize])
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_standard() {
        for (text, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
            ("é ?", "w6kgPw=="),
        ] {
            assert_eq!(base64(text.as_bytes()), encoded, "{text}");
        }
        let mut sent = Vec::new();
        copy(&mut sent, "foo").unwrap();
        assert_eq!(sent, b"\x1b]52;c;Zm9v\x07");
    }
}
