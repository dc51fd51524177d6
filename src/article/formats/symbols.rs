//! Fonts whose characters are symbols → Unicode.
//!
//! A word processor keeps the code in the font, often in Unicode's private area (F020 to F0FF stand for 20 to FF). In Adobe's
//! Symbol `m` is µ: read as Latin, a dose of 5 µg is one of 5 mg. The encoding of Symbol is Adobe's (PostScript Language
//! Reference, appendix E.11), mapped as Unicode's `MAPPINGS/VENDORS/ADOBE/symbol.txt` does; of Wingdings the signs that
//! stand in running text are read: bullets, ticks and arrows.

/// Adobe's Symbol from 20 to 7E.
const SYMBOL_LOW: &str =
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_\u{203e}αβχδεφγηιϕκλµνοπθρστυϖωξψζ{|}∼";

/// Adobe's Symbol from A0 to FE; F0 is empty there, and what Unicode has no sign for as well.
const SYMBOL_HIGH: &str = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…\0\0↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑\0\0\0\0\0\0\0\0\0\0\0〉∫⌠\0⌡\0\0\0\0\0\0\0\0\0";

/// The signs of Wingdings that stand in text.
const WINGDINGS: [(u8, char); 27] = [
    (0x22, '✂'),
    (0x28, '☎'),
    (0x2A, '✉'),
    (0x4A, '☺'),
    (0x4C, '☹'),
    (0x6C, '●'),
    (0x6E, '■'),
    (0x6F, '□'),
    (0x71, '❑'),
    (0x74, '⧫'),
    (0x75, '◆'),
    (0x76, '❖'),
    (0x9F, '•'),
    (0xA1, '○'),
    (0xA7, '▪'),
    (0xA8, '◻'),
    (0xD8, '➢'),
    (0xDF, '←'),
    (0xE0, '→'),
    (0xE1, '↑'),
    (0xE2, '↓'),
    (0xE8, '➔'),
    (0xF0, '⇨'),
    (0xFB, '✗'),
    (0xFC, '✓'),
    (0xFD, '☒'),
    (0xFE, '☑'),
];

/// A font that has symbols in the place of letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SymbolFont {
    /// Adobe's and Microsoft's Symbol, whose letters are Greek.
    Symbol,
    /// Wingdings.
    Wingdings,
}

impl SymbolFont {
    /// The font of this name, if it is one.
    pub(crate) fn of_name(name: &str) -> Option<SymbolFont> {
        let name = name.trim_matches(['"', '\'', ' ', ';']).to_ascii_lowercase();
        match name.as_str() {
            "symbol" | "symbol mt" | "symbolmt" | "standard symbols ps" | "standard symbols l" => {
                Some(SymbolFont::Symbol)
            }
            "wingdings" => Some(SymbolFont::Wingdings),
            _ => None,
        }
    }

    /// The character of a code in the font; `None` for a picture that Unicode has no sign for, or that is none of text.
    pub(crate) fn character(self, code: u8) -> Option<char> {
        match self {
            SymbolFont::Symbol => {
                let (table, first) = if code < 0x80 {
                    (SYMBOL_LOW, 0x20)
                } else {
                    (SYMBOL_HIGH, 0xA0)
                };
                let at = usize::from(code.checked_sub(first)?);
                table.chars().nth(at).filter(|c| *c != '\0')
            }
            SymbolFont::Wingdings => WINGDINGS.iter().find(|(found, _)| *found == code).map(|(_, c)| *c),
        }
    }
}

/// Text that a run in this font has: its letters and the private characters of its font replaced, others kept.
///
/// Without such a font private characters are those of a font that is not known, and left out.
pub(crate) fn text(font: Option<SymbolFont>, text: &str) -> String {
    let read = |c: char| {
        let code = u32::from(c);
        let private = u8::try_from(code.wrapping_sub(0xF000)).ok();
        match (font, private) {
            (Some(font), Some(code)) => font.character(code),
            (Some(font), None) if c.is_ascii_graphic() => font.character(u8::try_from(code).ok()?),
            (None, _) if ('\u{e000}'..='\u{f8ff}').contains(&c) => None,
            _ => Some(c),
        }
    };
    text.chars().filter_map(read).collect()
}

/// The character that a field `SYMBOL 109 \f "Symbol"` shows (ECMA-376 part 1, 17.16.5.62): `None` for another field, and
/// a picture for `Some(None)`.
pub(crate) fn field(instructions: &str) -> Option<Option<char>> {
    let mut words = instructions.split_whitespace();
    if !words.next()?.eq_ignore_ascii_case("SYMBOL") {
        return None;
    }
    let code = words.next()?.trim_matches('"');
    let code = match code.strip_prefix("0x").or_else(|| code.strip_prefix("0X")) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => code
            .parse()
            .or_else(|_| code.chars().next().map(u32::from).ok_or(()))
            .ok()?,
    };
    let after = |switch: &str| {
        let (_, rest) = instructions.split_once(switch)?;
        let rest = rest.trim_start();
        Some(match rest.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next().unwrap_or(quoted),
            None => rest.split_whitespace().next().unwrap_or(""),
        })
    };
    let font = after("\\f").and_then(SymbolFont::of_name);
    let unicode = instructions
        .split_whitespace()
        .any(|word| word.eq_ignore_ascii_case("\\u"));
    let private = if (0xF000..=0xF0FF).contains(&code) {
        code - 0xF000
    } else {
        code
    };
    Some(match (font, u8::try_from(private)) {
        (Some(font), Ok(code)) => font.character(code),
        (None, Ok(code)) if !unicode => encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(&[code])
            .0
            .chars()
            .next(),
        _ => char::from_u32(code).filter(|c| !('\u{e000}'..='\u{f8ff}').contains(c)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_have_their_places() {
        let symbol = |code| SymbolFont::Symbol.character(code);
        for (code, wanted) in [
            (0x6D, 'µ'),
            (0x61, 'α'),
            (0x7A, 'ζ'),
            (0x57, 'Ω'),
            (0xA3, '≤'),
            (0xB0, '°'),
            (0xB1, '±'),
            (0xB3, '≥'),
            (0xB4, '×'),
            (0xB7, '•'),
            (0xB8, '÷'),
            (0xB9, '≠'),
            (0xD6, '√'),
            (0xE5, '∑'),
            (0xF2, '∫'),
            (0x7E, '∼'),
            (0x20, ' '),
            (0x39, '9'),
            (0xA5, '∞'),
            (0xAE, '→'),
            (0xD0, '∠'),
            (0xE0, '◊'),
            (0xF1, '〉'),
        ] {
            assert_eq!(symbol(code), Some(wanted), "{code:x}");
        }
        for code in [0x00, 0x1F, 0x7F, 0x9F, 0xF0, 0xFF] {
            assert_eq!(symbol(code), None, "{code:x}");
        }
        assert_eq!(text(Some(SymbolFont::Symbol), "\u{f06d} m é"), "µ µ é");
        assert_eq!(text(None, "a\u{f06d}b"), "ab");
        assert_eq!(field(r#" SYMBOL 109 \f "Symbol" \s 12 "#), Some(Some('µ')));
        assert_eq!(field(r"SYMBOL 0xB7 \f Symbol"), Some(Some('•')));
        assert_eq!(field(r"SYMBOL 8364 \u"), Some(Some('€')));
        assert_eq!(field(r"REF x \h"), None);
    }
}
