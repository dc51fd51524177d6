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
    use_it(&word.to_lowercase())
}
