//! The bytes of an RTF file → groups, control words and bytes of text (specification 1.9.1, "RTF Syntax").

/// What comes next in an RTF file.
pub(crate) enum Token<'a> {
    /// A group begins.
    Open,
    /// A group ends.
    Close,
    /// A byte of text, itself or as `\'hh`.
    Byte(u8),
    /// `\*`: what follows may be passed over.
    Ignorable,
    /// A control word, or a control symbol under the name of its character, and its number.
    Word(&'a str, Option<i32>),
}

/// The bytes of an RTF file, token by token.
pub(crate) struct Lexer<'a> {
    pub(crate) bytes: &'a [u8],
    /// Where the next token begins.
    pub(crate) at: usize,
}

impl<'a> Lexer<'a> {
    /// The next token, or `None` at the end.
    pub(crate) fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            return Some(match byte {
                b'{' => Token::Open,
                b'}' => Token::Close,
                b'\\' => self.control()?,
                b'\r' | b'\n' | 0 => continue,
                byte => Token::Byte(byte),
            });
        }
    }

    fn control(&mut self) -> Option<Token<'a>> {
        let start = self.at;
        let first = *self.bytes.get(start)?;
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            return Some(match first {
                b'\'' => {
                    let digits = self
                        .bytes
                        .get(self.at..self.at + 2)
                        .and_then(|digits| std::str::from_utf8(digits).ok());
                    match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                        Some(byte) => {
                            self.at += 2;
                            Token::Byte(byte)
                        }
                        None => Token::Word("", None),
                    }
                }
                b'*' => Token::Ignorable,
                b'\\' | b'{' | b'}' => Token::Byte(first),
                b'\r' | b'\n' => Token::Word("par", None),
                b'\t' => Token::Word("tab", None),
                _ => Token::Word(std::str::from_utf8(&self.bytes[start..self.at]).unwrap_or(""), None),
            });
        }
        let run = |from: usize, wanted: fn(&u8) -> bool| {
            from + self.bytes[from..]
                .iter()
                .take(32)
                .take_while(|byte| wanted(byte))
                .count()
        };
        let end = run(start, u8::is_ascii_alphabetic);
        let word = std::str::from_utf8(&self.bytes[start..end]).unwrap_or("");
        let sign = usize::from(self.bytes.get(end) == Some(&b'-'));
        let digits_end = run(end + sign.min(self.bytes.len() - end), u8::is_ascii_digit);
        let digits = std::str::from_utf8(&self.bytes[end..digits_end]).unwrap_or("");
        let value = digits.parse().ok();
        self.at = if digits_end > end + sign { digits_end } else { end };
        if self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        Some(Token::Word(word, value))
    }
}
