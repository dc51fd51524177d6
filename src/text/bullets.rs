//! The marks that stand before the items of a list.

/// Whether a mark is a bullet wherever a line begins with it. Dashes and asterisks are bullets only where white space
/// follows, which their reader has to look for.
pub(crate) fn is_bullet(c: char) -> bool {
    matches!(
        c,
        '•' | '◦'
            | '‣'
            | '▪'
            | '▫'
            | '●'
            | '○'
            | '■'
            | '□'
            | '►'
            | '▶'
            | '➤'
            | '➢'
            | '→'
            | '✓'
            | '✔'
            | '·'
            | '∙'
    ) || c == SYMBOL_BULLET
}

/// The bullet of the font Symbol, which word processors write in the private area of Unicode.
const SYMBOL_BULLET: char = '\u{f0b7}';
