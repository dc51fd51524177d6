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
