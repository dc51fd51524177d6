//! Bytes in a code page that RTF names by number → characters.

use encoding_rs::Encoding;

/// A code page: an encoding of the WHATWG's list, or one of DOS's, whose upper half stands here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodePage {
    /// One of the encodings of the web.
    Web(&'static Encoding),
    /// A code page of DOS.
    Dos(&'static str),
    /// The places of pictures in a symbol font: only what is ASCII is text.
    Symbols,
}

/// Code page 437, from 0x80 (IBM's table, as in the Unicode Consortium's CP437.TXT).
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
/// Code page 850, from 0x80 (as in CP850.TXT).
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

impl CodePage {
    /// The code page of Western Windows, RTF's own when none is named.
    pub(crate) const WESTERN: CodePage = CodePage::Web(encoding_rs::WINDOWS_1252);

    /// The code page of a number (`\ansicpg`, `\cpg`), where it is known.
    pub(crate) fn of_number(number: i32) -> Option<CodePage> {
        let encoding = match number {
            437 => return Some(CodePage::Dos(CP437)),
            850 | 858 => return Some(CodePage::Dos(CP850)),
            932 => encoding_rs::SHIFT_JIS,
            936 => encoding_rs::GBK,
            949 => encoding_rs::EUC_KR,
            950 => encoding_rs::BIG5,
            10_000 => encoding_rs::MACINTOSH,
            10_007 => encoding_rs::X_MAC_CYRILLIC,
            65_001 => encoding_rs::UTF_8,
            866 => encoding_rs::IBM866,
            874 => encoding_rs::WINDOWS_874,
            1250..=1258 => Encoding::for_label(format!("windows-{number}").as_bytes())?,
            _ => return None,
        };
        Some(CodePage::Web(encoding))
    }

    /// The code page of a font's character set (`\fcharset`, RTF 1.9.1, "Font Table"), where it has one of its own.
    pub(crate) fn of_charset(charset: i32) -> Option<CodePage> {
        let number = match charset {
            2 => return Some(CodePage::Symbols),
            0 => 1252,
            77 => 10_000,
            128 => 932,
            129 => 949,
            134 => 936,
            136 => 950,
            161 => 1253,
            162 => 1254,
            163 => 1258,
            177 => 1255,
            178 => 1256,
            186 => 1257,
            204 => 1251,
            222 => 874,
            238 => 1250,
            254 => 437,
            255 => 850,
            _ => return None,
        };
        CodePage::of_number(number)
    }

    /// The characters of these bytes; a byte that is none becomes U+FFFD.
    pub(crate) fn decode(self, bytes: &[u8]) -> String {
        let single = |upper: &str| {
            let character = |b: &u8| match b.checked_sub(0x80) {
                None => Some(char::from(*b)),
                Some(place) => upper.chars().nth(usize::from(place)),
            };
            bytes.iter().filter_map(character).collect()
        };
        match self {
            CodePage::Web(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            CodePage::Dos(upper) => single(upper),
            CodePage::Symbols => single(""),
        }
    }
}
