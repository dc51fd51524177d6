//! UTF-8 that a program took for windows-1252 and wrote again: `Ã©` for `é`. What shows it, and the word as it was.

use encoding_rs::WINDOWS_1252;

use crate::article::block::Garbled;

/// The fewest such words that show it: one alone may be a quotation.
const FEWEST: usize = 3;

/// The first word of a text whose words are so written: most words beyond ASCII become well-formed UTF-8 when they are written in
/// windows-1252. That hardly ever happens to a word of a language: `é` alone is no UTF-8.
pub(crate) fn first(text: &str) -> Option<Garbled> {
    // Each such letter begins with one of these: the first bytes of UTF-8 of two and three bytes, read as windows-1252.
    if !text.contains(['Ã', 'Â', 'â', 'Å']) {
        return None;
    }
    let (mut wrong, mut other) = (0_usize, 0_usize);
    let mut seen = None;
    for (number, line) in text.lines().enumerate() {
        for word in line.split([' ', '\t']).filter(|word| !word.is_ascii()) {
            match mended(word) {
                Some(mended) => {
                    wrong += 1;
                    seen.get_or_insert_with(|| (number + 1, word.to_owned(), mended));
                }
                None => other += 1,
            }
        }
    }
    let (line, found, mended) = seen.filter(|_| wrong >= FEWEST && wrong > other * 3)?;
    Some(Garbled { line, found, mended })
}

/// A word as it was, where it is UTF-8 that was read as windows-1252 or as Latin-1, which have other signs from 80 to 9F.
fn mended(word: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(word.len());
    for c in word.chars() {
        match u8::try_from(u32::from(c)) {
            Ok(byte) => bytes.push(byte),
            Err(_) => {
                let mut buffer = [0; 4];
                let (encoded, _, lost) = WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
                if lost {
                    return None;
                }
                bytes.extend_from_slice(&encoded);
            }
        }
    }
    String::from_utf8(bytes).ok().filter(|mended| mended != word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_8_read_as_windows_1252_is_noticed_and_french_is_not() {
        let text = "« L’élue a décidé à Noël », raconte-t-elle.\nC’était l’été, très tôt : forêt, hôtel.\n";
        assert_eq!(first(text), None);
        let (wrong, _, _) = WINDOWS_1252.decode(text.as_bytes());
        match first(&wrong) {
            Some(garbled) => {
                assert_eq!(
                    (garbled.line, garbled.found.as_str(), garbled.mended.as_str()),
                    (1, "Â«", "«")
                );
            }
            other => panic!("{other:?}"),
        }
        let latin: String = text.bytes().map(char::from).collect();
        assert!(first(&latin).is_some());
        // A text about it quotes it.
        assert_eq!(
            first("Un « é » lu de travers donne « Ã© », et « è » donne « Ã¨ ». C’était là, déjà, à Noël."),
            None
        );
    }
}
