//! What is written, as the terminal may have it: our styles become escape sequences or nothing, and what else could steer a
//! terminal (escape sequences in a text or a file's name) becomes visible signs. A pipe gets every byte as it is.
//!
//! A memory, an article and a file's name may come from anybody. Which escape sequences are ours is told by a mark with a
//! key that nobody can know beforehand, since it is made anew for each run.

use std::borrow::Cow;
use std::fmt::{Display, Write as _};
use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, Write};
use std::sync::LazyLock;

use anstyle::Style;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// What stands before a style of ours, and what stands after it; both are noncharacters, which no text has.
const END: char = '\u{FDD1}';
static BEGIN: LazyLock<String> = LazyLock::new(|| {
    let hashers = [RandomState::new(), RandomState::new()];
    format!("\u{FDD0}{:016x}{:016x}", hashers[0].hash_one(0), hashers[1].hash_one(1))
});

/// The text in a style, for a [`Screen`]. An empty style is none.
pub(crate) fn paint(style: Style, text: impl Display) -> String {
    if style.is_plain() {
        return text.to_string();
    }
    let begin = BEGIN.as_str();
    format!("{begin}{style}{END}{text}{begin}{style:#}{END}")
}

/// A text with a sign for each character that could steer a terminal or turn the order of what is shown: `␛` for ESC,
/// `⟨U+202E⟩` where there is no such sign. Line ends and tabs stay.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find(steers) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(&text[..first]);
    for c in text[first..].chars() {
        match c {
            _ if !steers(c) => out.push(c),
            '\0'..='\u{1F}' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}')),
            '\u{7F}' => out.push('␡'),
            // Writing to a string cannot fail.
            _ => drop(write!(out, "⟨U+{:04X}⟩", u32::from(c))),
        }
    }
    Cow::Owned(out)
}

/// Control characters of ASCII and of Latin 1 (C1), the marks of direction (Unicode's property Bidi_Control), the line and
/// paragraph separators, and the tag characters, which nobody sees.
fn steers(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\u{B}'..='\u{1F}' | '\u{7F}'..='\u{9F}'
        | '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
        | '\u{E0000}'..='\u{E007F}')
}

/// A text of one or more lines, painted or not, broken at spaces so that no line is wider than `width` columns; the first begins behind
/// `indent` columns, and the others are indented so far. A word that is wider than a line is broken anywhere.
pub(crate) fn wrapped(text: &str, indent: usize, width: usize) -> String {
    let room = width.saturating_sub(indent).max(8);
    let mut out = String::with_capacity(text.len() + 16);
    let mut column = 0;
    // The spaces before the next word, which are left out where a line is broken.
    let mut spaces = 0;
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
            (column, spaces) = (0, 0);
        }
        for word in line.split_inclusive(' ') {
            let bare = word.strip_suffix(' ').unwrap_or(word);
            let wide = columns(bare);
            if wide > 0 && column > 0 && column + spaces + wide > room {
                out.push('\n');
                out.extend(std::iter::repeat_n(' ', indent));
                (column, spaces) = (0, 0);
            }
            out.extend(std::iter::repeat_n(' ', spaces));
            column += spaces;
            spaces = word.len() - bare.len();
            if wide <= room {
                out.push_str(bare);
                column += wide;
            } else {
                for (piece, is_mark) in pieces(bare) {
                    if is_mark {
                        out.push_str(piece);
                        continue;
                    }
                    for c in piece.chars() {
                        let wide = c.width().unwrap_or(0);
                        if column + wide > room {
                            out.push('\n');
                            out.extend(std::iter::repeat_n(' ', indent));
                            column = 0;
                        }
                        out.push(c);
                        column += wide;
                    }
                }
            }
        }
        out.extend(std::iter::repeat_n(' ', spaces));
    }
    out
}

/// How many columns a painted text takes.
fn columns(text: &str) -> usize {
    let shown = pieces(text).filter(|(_, is_mark)| !is_mark);
    shown.map(|(piece, _)| visible(piece).width()).sum()
}

/// The stretches of a painted text that are shown, and our marks between them.
fn pieces(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mark = rest.find(BEGIN.as_str()).unwrap_or(rest.len());
        let length = match rest[mark..].find(END) {
            Some(length) if mark == 0 => length + END.len_utf8(),
            _ if mark == 0 => rest.len(),
            _ => mark,
        };
        let (piece, after) = rest.split_at(length);
        rest = after;
        Some((piece, mark == 0))
    })
}

/// Bytes that are held back until a line is whole.
const HELD: usize = 64 * 1024;

/// A stream that texts in styles are written to.
pub(crate) struct Screen<W: Write> {
    inner: W,
    held: Vec<u8>,
    colored: bool,
    terminal: bool,
}

impl<W: Write> Screen<W> {
    /// A stream with or without colours, which a terminal shows or something else reads.
    pub(crate) fn new(inner: W, colored: bool, terminal: bool) -> Screen<W> {
        Screen {
            inner,
            held: Vec::new(),
            colored,
            terminal,
        }
    }

    /// Hands on the first `len` bytes of what is held; they do not end within a mark.
    fn release(&mut self, len: usize) -> io::Result<()> {
        let (mut rest, begin) = (&self.held[..len], BEGIN.as_bytes());
        while let Some(at) = memchr::memmem::find(rest, begin) {
            hand_on(&mut self.inner, &rest[..at], self.terminal)?;
            rest = &rest[at + begin.len()..];
            let mut end = [0; 4];
            let end = END.encode_utf8(&mut end).as_bytes();
            // A mark without its end is none of ours, though its key is.
            let Some(at) = memchr::memmem::find(rest, end) else {
                break;
            };
            if self.colored {
                self.inner.write_all(&rest[..at])?;
            }
            rest = &rest[at + end.len()..];
        }
        hand_on(&mut self.inner, rest, self.terminal)?;
        self.held.drain(..len);
        Ok(())
    }
}

fn hand_on(out: &mut impl Write, bytes: &[u8], terminal: bool) -> io::Result<()> {
    if terminal {
        // A terminal is sent text only.
        out.write_all(visible(&String::from_utf8_lossy(bytes)).as_bytes())
    } else {
        out.write_all(bytes)
    }
}

impl<W: Write> Write for Screen<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= HELD {
            // Neither a mark nor a character goes across the end of a line. Older bytes than these were looked at before.
            let new = self.held.len() - bytes.len();
            if let Some(end) = memchr::memrchr(b'\n', &self.held[new..]) {
                self.release(new + end + 1)?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.release(self.held.len())?;
        self.inner.flush()
    }
}

impl<W: Write> Drop for Screen<W> {
    fn drop(&mut self) {
        // Whoever wants to know whether it was written has flushed before.
        let _ = self.flush();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anstyle::AnsiColor;

    fn shown(text: &str, colored: bool, terminal: bool) -> String {
        let mut out = Vec::new();
        let mut screen = Screen::new(&mut out, colored, terminal);
        for byte in text.as_bytes() {
            screen.write_all(&[*byte]).unwrap();
        }
        screen.flush().unwrap();
        drop(screen);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_style_of_ours_is_a_colour_and_one_in_a_text_is_signs() {
        let line = paint(AnsiColor::Red.on_default(), "rouge \u{1b}[31mfaux\u{1b}[0m");
        assert_eq!(shown(&line, true, true), "\u{1b}[31mrouge ␛[31mfaux␛[0m\u{1b}[0m");
        assert_eq!(shown(&line, false, true), "rouge ␛[31mfaux␛[0m");
        // What is no terminal reads the bytes.
        assert_eq!(shown(&line, false, false), "rouge \u{1b}[31mfaux\u{1b}[0m");
    }

    #[test]
    fn lines_are_broken_at_words_by_their_width() {
        assert_eq!(wrapped("un deux trois quatre", 2, 12), "un deux\n  trois\n  quatre");
        assert_eq!(wrapped("un deux", 0, 80), "un deux");
        assert_eq!(wrapped("a  b ", 0, 80), "a  b ");
        assert_eq!(wrapped("un\ndeux", 3, 80), "un\ndeux");
        // Two columns a character, and no spaces.
        assert_eq!(wrapped("橋は赤い橋は赤い", 0, 10), "橋は赤い橋\nは赤い");
        assert_eq!(wrapped("un e\u{301}te\u{301} ici", 0, 8), "un e\u{301}te\u{301}\nici");
        let painted = wrapped(
            &format!("un {} quatre", paint(AnsiColor::Red.on_default(), "deux trois")),
            0,
            8,
        );
        assert_eq!(shown(&painted, false, true), "un deux\ntrois\nquatre");
        assert_eq!(shown(&painted, true, true).matches('\u{1b}').count(), 2);
    }

    #[test]
    fn whatever_steers_a_terminal_is_seen() {
        let text = "a\u{1b}]52;c;aGk=\u{7}b\rc\u{8}d\u{9b}31me\u{202e}f\u{2066}g\u{7f}h\u{2028}i";
        assert_eq!(
            visible(text),
            "a␛]52;c;aGk=␇b␍c␈d⟨U+009B⟩31me⟨U+202E⟩f⟨U+2066⟩g␡h⟨U+2028⟩i"
        );
        let plain = "Ligne\tdeux\nœuvre, 👩‍🌾 e\u{301}, soft\u{ad}hyphen, \u{a0}:";
        assert!(matches!(visible(plain), Cow::Borrowed(same) if same == plain));
        assert_eq!(shown(text, false, false), text);
        assert!(!shown(text, true, true).contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}']));
    }

    #[test]
    fn a_mark_that_is_guessed_steers_nothing() {
        let guess = format!("\u{FDD0}0123456789abcdef0123456789abcdef\u{1b}[31m{END}");
        assert!(!shown(&guess, true, true).contains('\u{1b}'));
    }

    #[test]
    fn long_output_comes_out_as_it_goes() {
        let mut screen = Screen::new(Vec::new(), false, false);
        let line = "x".repeat(1_000) + "\n";
        for _ in 0..100 {
            screen.write_all(line.as_bytes()).unwrap();
        }
        assert!(screen.inner.len() > 60_000 && screen.held.len() < 70_000);
    }
}
