//! A text and its placeables → its tokens, in which placeables of a kind are equal whatever their values.

use super::placeables::Placeable;
use crate::text::tokens::{self, Token};

/// A text's tokens, each placeable being one.
pub(super) struct Items {
    pub(super) tokens: Vec<Token>,
    /// For each token the number of the placeable that it is.
    pub(super) placeables: Vec<Option<usize>>,
}

/// The tokens of a text in which these placeables were found.
pub(super) fn items(text: &str, found: &[Placeable]) -> Items {
    let mut items = Items {
        tokens: Vec::new(),
        placeables: Vec::new(),
    };
    let mut next = 0;
    for token in tokens::tokenize(text) {
        while found.get(next).is_some_and(|p| p.range.end <= token.range.start) {
            next += 1;
        }
        match found.get(next) {
            Some(placeable) if token.range.start >= placeable.range.start => {
                if items.placeables.last() != Some(&Some(next)) {
                    // No token has a control character, so this equals other placeables of its kind only.
                    let text = format!("\u{1}{}", placeable.value.kind());
                    items.tokens.push(Token {
                        text,
                        range: placeable.range.clone(),
                    });
                    items.placeables.push(Some(next));
                }
            }
            _ => {
                items.tokens.push(token);
                items.placeables.push(None);
            }
        }
    }
    items
}
