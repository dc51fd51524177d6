//! The tags of a page → how deep they are nested, before the page is parsed.

use std::collections::HashMap;

/// The deepest nesting that the tags of a page can come to, elements that close by themselves left out.
pub(crate) fn nesting(markup: &str) -> usize {
    let bytes = markup.as_bytes();
    let mut open: HashMap<Vec<u8>, usize> = HashMap::new();
    let (mut depth, mut deepest, mut at) = (0_usize, 0, 0);
    while let Some(found) = bytes[at..].iter().position(|b| *b == b'<') {
        at += found + 1;
        let closing = bytes.get(at) == Some(&b'/');
        let start = at + usize::from(closing);
        let end = bytes[start..]
            .iter()
            .position(|b| !b.is_ascii_alphanumeric())
            .map_or(bytes.len(), |n| start + n);
        let name = bytes[start..end.min(start + 16)].to_ascii_lowercase();
        let counted = !name.is_empty()
            && !matches!(
                name.as_slice(),
                b"p" | b"li"
                    | b"dt"
                    | b"dd"
                    | b"option"
                    | b"tr"
                    | b"td"
                    | b"th"
                    | b"tbody"
                    | b"thead"
                    | b"tfoot"
                    | b"br"
                    | b"img"
                    | b"hr"
                    | b"meta"
                    | b"link"
                    | b"input"
                    | b"source"
                    | b"area"
                    | b"base"
                    | b"col"
                    | b"embed"
                    | b"track"
                    | b"wbr"
                    | b"path"
                    | b"use"
            );
        if counted {
            let count = open.entry(name).or_default();
            if closing {
                depth -= usize::from(*count > 0);
                *count = count.saturating_sub(1);
            } else {
                *count += 1;
                depth += 1;
                deepest = deepest.max(depth);
            }
        }
        at = end;
    }
    deepest
}
