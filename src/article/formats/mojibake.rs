//! UTF-8 that a program took for another encoding and wrote again: `Ã©` for `é`. What shows it, and the text as it was.

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1250, WINDOWS_1252};

use crate::article::block::Garbled;
use crate::article::draft::Draft;

/// The fewest such words that show it: one alone may be a quotation.
const FEWEST: usize = 3;
/// The fewest of them that a program has lost nothing of.
const WHOLE: usize = 2;
/// The most times that a text may have gone through it.
const TIMES: usize = 3;

/// An encoding that UTF-8 is taken for.
struct Taken {
    encoding: &'static Encoding,
    /// What stands in it for the first bytes of the UTF-8 of western letters and marks (C2, C3, C5, E2): a text without any is not so written.
    heads: [char; 4],
}

const TAKEN: [Taken; 3] = [
    Taken {
        encoding: WINDOWS_1252,
        heads: ['Â', 'Ã', 'Å', 'â'],
    },
    Taken {
        encoding: MACINTOSH,
        heads: ['¬', '√', '≈', '‚'],
    },
    Taken {
        encoding: WINDOWS_1250,
        heads: ['Â', 'Ă', 'Ĺ', 'â'],
    },
];

/// The first word of a text whose words are so written: most words beyond ASCII become well-formed UTF-8 when they are written in
/// another encoding. That hardly ever happens to a word of a language: `é` alone is no UTF-8.
pub(crate) fn first(text: &str) -> Option<Garbled> {
    possible(text).find_map(|taken| taken.first(text))
}

/// Those of [`TAKEN`] that can have read the words of a text: most words beyond ASCII begin, at their first character beyond it, as UTF-8
/// read so does. It is much quicker to see than [`Taken::first`], which finds nothing for the others.
fn possible(text: &str) -> impl Iterator<Item = &'static Taken> {
    let bytes = text.as_bytes();
    let (mut words, mut begun) = (0_usize, [0_usize; TAKEN.len()]);
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(|byte| !byte.is_ascii()) {
        at += next;
        words += 1;
        let mut chars = text[at..].chars();
        if let Some(first) = chars.next() {
            let second = chars.next();
            for (taken, begun) in TAKEN.iter().zip(&mut begun) {
                *begun += usize::from(taken.begins(first, second));
            }
        }
        at = memchr::memchr3(b' ', b'\t', b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end);
    }
    let most = move |begun: usize| begun >= FEWEST && begun > (words - begun) * 3;
    TAKEN
        .iter()
        .zip(begun)
        .filter_map(move |(taken, begun)| most(begun).then_some(taken))
}

/// How the text of a file was spoilt, the last time first.
pub(crate) struct Mending(Vec<&'static Taken>);

impl Mending {
    /// How a text was spoilt; `None` where [`first`] finds nothing in it.
    pub(crate) fn of(text: &str) -> Option<Mending> {
        let mut all: Vec<&'static Taken> = Vec::new();
        let mut now = String::new();
        while all.len() < TIMES {
            let seen = if all.is_empty() { text } else { &now };
            let Some(taken) = possible(seen).find(|taken| taken.first(seen).is_some()) else {
                break;
            };
            now = taken.read(seen).0;
            all.push(taken);
        }
        (!all.is_empty()).then_some(Mending(all))
    }

    /// The text, or a part of it, as it was.
    pub(crate) fn mend(&self, text: &str) -> String {
        let Some((last, others)) = self.0.split_last() else {
            return text.to_owned();
        };
        let text = others.iter().fold(text.to_owned(), |text, taken| taken.read(&text).0);
        last.restore(&text).0
    }

    /// Mends a draft in all its blocks.
    pub(crate) fn mend_draft(&self, draft: &mut Draft) {
        let mut whole = String::with_capacity(draft.text.len());
        let mut at = 0;
        for block in &mut draft.blocks {
            whole.push_str(&self.mend(&draft.text[at..block.range.start]));
            let start = whole.len();
            whole.push_str(self.mend(&draft.text[block.range.clone()]).trim());
            at = std::mem::replace(&mut block.range, start..whole.len()).end;
        }
        whole.push_str(&self.mend(&draft.text[at..]));
        draft.title = draft.title.take().map(|title| self.mend(&title));
        draft.text = whole;
    }
}

impl Taken {
    /// The first word that is so written, of a text most of whose words beyond ASCII are.
    fn first(&self, text: &str) -> Option<Garbled> {
        if !text.contains(self.heads) {
            return None;
        }
        let (mut wrong, mut lossy, mut other) = (0_usize, 0_usize, 0_usize);
        let mut seen = None;
        for (number, line) in text.lines().enumerate() {
            for word in line.split([' ', '\t']).filter(|word| !word.is_ascii()) {
                let (mended, rest) = self.read(word);
                if rest == 0 && mended != word {
                    wrong += 1;
                    seen.get_or_insert_with(|| (number + 1, word.to_owned(), mended));
                } else if rest > 0 && self.restore(word).1 == 0 {
                    lossy += 1;
                } else {
                    other += 1;
                }
            }
        }
        let (line, found, mended) =
            seen.filter(|_| wrong >= WHOLE && wrong + lossy >= FEWEST && wrong + lossy > other * 3)?;
        Some(Garbled { line, found, mended })
    }

    /// Whether a character beyond ASCII and the one after it may begin a character of UTF-8 read so, whole or with a loss that
    /// [`Taken::restore`] mends.
    fn begins(&self, first: char, second: Option<char>) -> bool {
        // Most letters with an accent stand before a plain one.
        matches!(first, 'Ã' | 'â')
            || second.is_some_and(|second| {
                !second.is_ascii()
                    && matches!(self.byte(first), Some(0xC2..=0xF4))
                    && matches!(self.byte(second), Some(0x80..=0xBF))
            })
    }

    /// The byte that a character stands for. Latin-1 has controls from 80 to 9F where windows-1252 has signs: either may have been read.
    fn byte(&self, c: char) -> Option<u8> {
        if matches!(c, '\0'..='\u{9F}') {
            return u8::try_from(u32::from(c)).ok();
        }
        let mut buffer = [0; 4];
        match self.encoding.encode(c.encode_utf8(&mut buffer)) {
            (bytes, _, false) => bytes.first().copied().filter(|_| bytes.len() == 1),
            _ => None,
        }
    }

    /// A text with its runs of bytes that are UTF-8 read so, and how many characters beyond ASCII are in none.
    fn read(&self, text: &str) -> (String, usize) {
        let mut mended = String::with_capacity(text.len());
        let mut rest = 0;
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            let length = match self.byte(c) {
                Some(0xC2..=0xDF) => 2,
                Some(0xE0..=0xEF) => 3,
                Some(0xF0..=0xF4) => 4,
                _ => 1,
            };
            let run = std::iter::once(c).chain(chars.clone()).take(length);
            let bytes: Option<Vec<u8>> = run.map(|c| self.byte(c)).collect();
            match bytes.map(String::from_utf8) {
                Some(Ok(read)) if length > 1 && read.chars().count() == 1 => {
                    mended.push_str(&read);
                    chars.nth(length - 2);
                }
                _ => {
                    rest += usize::from(!c.is_ascii());
                    mended.push(c);
                }
            }
        }
        (mended, rest)
    }

    /// As [`Taken::read`], with what a program has lost of such text put in again: the no-break space that ends `à`, made a common one or
    /// dropped, and the control that ends `”`.
    fn restore(&self, text: &str) -> (String, usize) {
        let (mended, rest) = self.read(text);
        if self.encoding != WINDOWS_1252 || rest == 0 {
            return (mended, rest);
        }
        let mut whole = String::with_capacity(mended.len());
        let mut found = 0;
        let mut chars = mended.chars().peekable();
        while let Some(c) = chars.next() {
            let next = chars.peek().copied();
            if c == 'Ã' && next.is_none_or(char::is_whitespace) {
                whole.push('à');
                found += 1;
                let mut after = chars.clone();
                // The space that was there stands beside the one that the sign has become.
                if after.next() == Some(' ') && after.next() == Some(' ') {
                    chars.next();
                }
            } else if c == 'â' && next == Some('€') {
                whole.push('”');
                found += 2;
                chars.next();
            } else {
                whole.push(c);
            }
        }
        // What is found may stand in what was read, which `rest` does not count.
        (whole, rest.saturating_sub(found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRENCH: &str =
        "« L’élue a décidé à Noël », raconte-t-elle.\nC’était l’été, très tôt : forêt, hôtel, cœur, voilà.\n";

    #[test]
    fn utf_8_read_in_another_encoding_is_noticed_and_french_is_not() {
        assert_eq!(first(FRENCH), None);
        for (encoding, word) in [(WINDOWS_1252, "Â«"), (MACINTOSH, "¬´"), (WINDOWS_1250, "Â«")] {
            let (wrong, _, _) = encoding.decode(FRENCH.as_bytes());
            match first(&wrong) {
                Some(garbled) => assert_eq!(
                    (garbled.line, garbled.found.as_str(), garbled.mended.as_str()),
                    (1, word, "«")
                ),
                other => panic!("{other:?}"),
            }
        }
        let latin: String = FRENCH.bytes().map(char::from).collect();
        assert!(first(&latin).is_some());
        // A text about it quotes it.
        assert_eq!(
            first("Un « é » lu de travers donne « Ã© », et « è » donne « Ã¨ ». C’était là, déjà, à Noël."),
            None
        );
    }

    fn mended(text: &str) -> Option<String> {
        Mending::of(text).map(|mending| mending.mend(text))
    }

    #[test]
    fn it_is_mended_however_often_it_was_spoilt() {
        assert_eq!(mended(FRENCH), None);
        for encoding in [WINDOWS_1252, MACINTOSH, WINDOWS_1250] {
            let once = encoding.decode(FRENCH.as_bytes()).0.into_owned();
            assert_eq!(mended(&once).as_deref(), Some(FRENCH), "{}", encoding.name());
        }
        let latin: String = FRENCH.bytes().map(char::from).collect();
        assert_eq!(mended(&latin).as_deref(), Some(FRENCH));
        let once = WINDOWS_1252.decode(FRENCH.as_bytes()).0.into_owned();
        let twice = WINDOWS_1252.decode(once.as_bytes()).0.into_owned();
        assert_eq!(mended(&twice).as_deref(), Some(FRENCH));
    }

    #[test]
    fn what_was_lost_in_turn_is_put_in_again() {
        let text = "Ã  lâ€™Ã©cole, voilÃ \nVoilÃ  deux Ã©lÃ¨ves, Ã midi, â€œdÃ©jÃ â€ là";
        assert_eq!(
            mended(text).as_deref(),
            Some("à l’école, voilà \nVoilà deux élèves, à midi, “déjà ” là")
        );
    }
}
