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
        for text in ["", "—", "L’été, à İzmir : ²x 3y ǅ straße", "a", "é", " é\u{301}a1b"] {
            let expected: Vec<&str> = text
                .split(|c: char| !c.is_alphabetic())
                .filter(|run| !run.is_empty())
                .collect();
            assert_eq!(letters(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn a_word_is_lower_cased_as_the_standard_library_does() {
        for word in ["", "ÉTÉ", "été", "Noël", "ΟΔΟΣ", "ǅ", "ﬁN", "ª", "İ"] {
            assert_eq!(in_lower_case(word, str::to_owned), word.to_lowercase(), "{word}");
        }
    }
}
