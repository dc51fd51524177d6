//! The marks that begin speech and quotations. What ends them is in `sentence_end.rs`.

/// Quotation marks that open a quotation and are nothing else, in French, English and German.
pub(crate) const OPENING_DOUBLE_QUOTES: [char; 4] = ['«', '“', '"', '„'];

/// Dashes that stand before what someone says, or around an aside.
pub(crate) const DASHES: [char; 3] = ['–', '—', '―'];

/// Whether a mark opens a quotation where a word follows: a double one, or a single one, which elsewhere may be an apostrophe.
pub(crate) fn is_opening_quote(c: char) -> bool {
    OPENING_DOUBLE_QUOTES.contains(&c) || matches!(c, '‘' | '‹' | '\'' | '‚')
}

/// Whether a mark begins what someone says: an opening quotation mark or a dash.
pub(crate) fn opens_speech(c: char) -> bool {
    is_opening_quote(c) || DASHES.contains(&c) || c == '-'
}

/// Whether a mark is a double quotation mark, be it one that opens or one that closes.
pub(crate) fn is_double_quote(c: char) -> bool {
    OPENING_DOUBLE_QUOTES.contains(&c) || matches!(c, '»' | '”')
}
