//! Bodies of JSON → what they say, or the place where they say something else.

use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer as _, MapAccess, SeqAccess, Visitor};

use super::reply::ApiError;

/// Reads a body.
///
/// # Errors
/// When it is no JSON or not of this shape, with the line and the column, or when a text in it holds the character NUL.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let value = serde_json::from_slice(bytes).map_err(|error| ApiError::json(&error))?;
    match nul(bytes) {
        None => Ok(value),
        Some(place) => Err(ApiError::bad_request("nul", "no text holds the character NUL").at(place)),
    }
}

/// The place of the character NUL in a text of sound JSON, where it can stand as `\u0000` alone: its line, and its column in bytes.
pub(crate) fn nul(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut at = 0;
    while let Some(found) = bytes.get(at..)?.iter().position(|byte| *byte == b'\\') {
        let escape = at + found;
        if bytes[escape + 1..].starts_with(b"u0000") {
            let before = &bytes[..escape];
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            let begin = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
            return Some((line, escape - begin + 1));
        }
        // The backslash and what it escapes.
        at = escape + 2;
    }
    None
}

/// What a body is made of, as refusals name it.
pub(crate) trait Item {
    /// As in `unit 2`.
    const NAME: &'static str;
    /// As in `expected a unit or an array of units`.
    const EXPECTED: &'static str;
}

/// One thing, or several in an array.
#[derive(Debug)]
pub(crate) struct OneOrMany<T> {
    pub(crate) items: Vec<T>,
    pub(crate) in_array: bool,
}

impl<'de, T: Deserialize<'de> + Item> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<OneOrMany<T>, D::Error> {
        deserializer.deserialize_any(Items(PhantomData))
    }
}

struct Items<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de> + Item> Visitor<'de> for Items<T> {
    type Value = OneOrMany<T>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<OneOrMany<T>, A::Error> {
        let mut read = Vec::new();
        loop {
            // The message of an error has its place, which stays.
            let next = items.next_element();
            match next.map_err(|error| A::Error::custom(format!("{} {}: {error}", T::NAME, read.len() + 1)))? {
                Some(item) => read.push(item),
                None => break,
            }
        }
        Ok(OneOrMany {
            items: read,
            in_array: true,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<OneOrMany<T>, A::Error> {
        Ok(one(T::deserialize(MapAccessDeserializer::new(map))?))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<OneOrMany<T>, E> {
        Ok(one(T::deserialize(text.into_deserializer())?))
    }
}

fn one<T>(item: T) -> OneOrMany<T> {
    OneOrMany {
        items: vec![item],
        in_array: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nul_is_found_where_it_is_one() {
        assert_eq!(nul(br#"["a\u0000b"]"#), Some((1, 4)));
        assert_eq!(nul(b"[\"a\",\n \"\\n\\u0000\"]"), Some((2, 5)));
        // A backslash and five letters.
        assert_eq!(nul(br#"["a\\u0000b\"\\"]"#), None);
    }
}
