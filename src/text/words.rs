//! A line → its words, or its letters and digits alone, for comparing what lines say.

/// The words of a line in lower case. Marks separate words, and so does a small letter before a capital
/// (`articleDiscussion`), since pages glue their labels together when they are copied.
pub(crate) fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in line.chars() {
        let glued = before.is_lowercase() && c.is_uppercase();
        if (!c.is_alphanumeric() || glued) && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The runs of letters of a text, in order.
#[inline]
pub(crate) fn letters(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let end = run_of_letters(rest);
            let (run, after) = rest.split_at(end);
            let next = after.chars().next();
            rest = &after[next.map_or(0, char::len_utf8)..];
            if !run.is_empty() {
                return Some(run);
            }
            next?;
        }
    })
}

/// The lower case of an ASCII letter; 0 for any other byte of ASCII, and 1 for one beyond it.
static LOWER: [u8; 256] = {
    let mut lower = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        lower[byte] = match byte as u8 {
            byte @ (b'a'..=b'z' | b'A'..=b'Z') => byte.to_ascii_lowercase(),
            128..=255 => 1,
            _ => 0,
        };
        byte += 1;
    }
    lower
};

/// A word of at most eight ASCII letters as a number, its bytes in lower case, the first the highest that is not zero: words are told apart and looked up
/// by it. 0 for any other word.
pub(crate) fn packed(word: &str) -> u64 {
    let mut packed = 0;
    for byte in word.bytes() {
        match LOWER[usize::from(byte)] {
            lower @ b'a'.. if packed >> 56 == 0 => packed = packed << 8 | u64::from(lower),
            _ => return 0,
        }
    }
    packed
}

/// Calls `each` with every run of letters of a text, in order, and with the number that [`packed`] gives it.
pub(crate) fn each_word(text: &str, mut each: impl FnMut(&str, u64)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let (start, mut packed) = (at, 0_u64);
        let mut lower = LOWER[usize::from(bytes[at])];
        while lower > 1 {
            packed = packed << 8 | u64::from(lower);
            at += 1;
            lower = bytes.get(at).map_or(0, |byte| LOWER[usize::from(*byte)]);
        }
        if lower == 0 {
            if at > start {
                each(&text[start..at], if at - start > 8 { 0 } else { packed });
            }
            at += 1;
            continue;
        }
        let plain = at;
        at += run_of_letters(&text[at..]);
        if at > start {
            let is_short = at == plain && at - start <= 8;
            each(&text[start..at], if is_short { packed } else { 0 });
        }
        if at == plain {
            // A sign beyond ASCII that is no letter.
            at += text[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
}

/// How many bytes the letters take that a text begins with.
fn run_of_letters(text: &str) -> usize {
    let mut at = 0;
    loop {
        let plain = text.as_bytes()[at..]
            .iter()
            .take_while(|byte| byte.is_ascii_alphabetic());
        at += plain.count();
        match text[at..].chars().next() {
            Some(c) if !c.is_ascii() && is_letter(c) => at += c.len_utf8(),
            _ => return at,
        }
    }
}

/// As [`char::is_alphabetic`], for whose table most letters beyond ASCII need not be asked.
fn is_letter(c: char) -> bool {
    match c {
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ɏ' => true,
        '\u{2010}'..='\u{2027}' => false,
        c => c.is_alphabetic(),
    }
}

/// The letters and digits of a line in lower case: two lines with the same key say the same.
pub(crate) fn key(line: &str) -> String {
    line.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// What `use_it` makes of a word in lower case: without memory of its own where it is short and plain, for what is
/// asked of every word.
pub(crate) fn in_lower_case<T>(word: &str, use_it: impl FnOnce(&str) -> T) -> T {
    let mut short = [0; 32];
    if let Some(bytes) = short.get_mut(..word.len()).filter(|_| word.is_ascii()) {
        bytes.copy_from_slice(word.as_bytes());
        bytes.make_ascii_lowercase();
        if let Ok(lower) = str::from_utf8(bytes) {
            return use_it(lower);
        }
    }
    if word.chars().all(char::is_lowercase) {
        return use_it(word);
    }
    use_it(&word.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_letters_are_what_stands_between_other_characters() {
        for c in '\0'..='\u{ffff}' {
            assert_eq!(
                is_letter(c) && !c.is_ascii(),
                c.is_alphabetic() && !c.is_ascii(),
                "{c:?}"
            );
        }
        let long = "Abc".repeat(11);
        for text in [
            "",
            &long,
            "—",
            "L’été, à İzmir : ²x 3y ǅ straße",
            "abcdefgh abcdefghi Abcdefgé é’abc’",
            "a",
            "é",
            " é\u{301}a1b",
        ] {
            let expected: Vec<&str> = text
                .split(|c: char| !c.is_alphabetic())
                .filter(|run| !run.is_empty())
                .collect();
            assert_eq!(letters(text).collect::<Vec<_>>(), expected, "{text}");
            let mut each = Vec::new();
            each_word(text, |word, number| each.push((word.to_owned(), number)));
            let expected = expected.iter().map(|run| ((*run).to_owned(), packed(run)));
            assert_eq!(each, expected.collect::<Vec<_>>(), "{text}");
        }
    }

    #[test]
    fn words_of_at_most_eight_plain_letters_are_numbers() {
        assert_eq!(packed("Le"), u64::from(b'l') << 8 | u64::from(b'e'));
        assert_eq!(packed("aBcDeFgH").to_be_bytes(), *b"abcdefgh");
        for word in ["", "abcdefghi", "été", "a1", "l’", "\u{212a}"] {
            assert_eq!(packed(word), 0, "{word}");
        }
    }

    #[test]
    fn a_word_is_lower_cased_as_the_standard_library_does() {
        for word in ["", "ÉTÉ", "été", "Noël", "ΟΔΟΣ", "ǅ", "ﬁN", "ª", "İ"] {
            assert_eq!(in_lower_case(word, str::to_owned), word.to_lowercase(), "{word}");
        }
    }
}
