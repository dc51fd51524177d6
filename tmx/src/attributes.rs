//! The attributes of an element: an ordered list of names and values in, one compact string inside.

use std::fmt;

/// The attributes of one element, in the order of the file.
///
/// Every attribute is kept, known to TMX or not, with its value as written; typed access (`creation_date()`,
/// `usage_count()`, …) is on [`Unit`](crate::Unit), [`Variant`](crate::Variant) and [`Header`](crate::Header). Two lists
/// are equal when names, values and order are.
///
/// A unit of a large memory has half a dozen attributes, so the list is one allocation: names and values in a row, each
/// ended by U+0000, which no XML file can contain. [`set`](Attributes::set) turns U+0000 into U+FFFD.
///
/// ```
/// let mut attributes = tmx::Attributes::new();
/// attributes.set("tuid", "12");
/// attributes.set("usagecount", "3");
/// attributes.set("tuid", "13");
/// assert_eq!(attributes.get("tuid"), Some("13"));
/// assert_eq!(attributes.iter().collect::<Vec<_>>(), [("tuid", "13"), ("usagecount", "3")]);
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Attributes {
    packed: String,
}

impl Attributes {
    /// An empty list.
    #[must_use]
    pub fn new() -> Attributes {
        Attributes::default()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.packed.is_empty()
    }

    /// The number of attributes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// The value of the attribute of that name (`xml:lang` with its prefix).
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(n, _)| *n == name).map(|(_, value)| value)
    }

    /// Gives the attribute that value: in its place if it is there, at the end otherwise.
    ///
    /// A name that is not an XML name is refused when the document is written, see
    /// [`WriteError::Name`](crate::WriteError::Name).
    pub fn set(&mut self, name: &str, value: &str) {
        let found = self.iter().position(|(n, _)| n == name);
        match found {
            None => self.push(name, value),
            Some(place) => {
                let old = std::mem::take(self);
                for (i, (n, v)) in old.iter().enumerate() {
                    self.push(n, if i == place { value } else { v });
                }
            }
        }
    }

    /// Removes the attribute and returns its value.
    pub fn remove(&mut self, name: &str) -> Option<String> {
        let removed = self.get(name)?.to_owned();
        let old = std::mem::take(self);
        for (n, v) in old.iter().filter(|(n, _)| *n != name) {
            self.push(n, v);
        }
        Some(removed)
    }

    /// Names and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> + '_ {
        let mut rest = self.packed.as_str();
        std::iter::from_fn(move || {
            let (name, after) = rest.split_once('\0')?;
            let (value, after) = after.split_once('\0')?;
            rest = after;
            Some((name, value))
        })
    }

    /// Appends an attribute that is known not to be there yet.
    pub(crate) fn push(&mut self, name: &str, value: &str) {
        let clean = |text: &str| text.contains('\0').then(|| text.replace('\0', "\u{FFFD}"));
        let (clean_name, clean_value) = (clean(name), clean(value));
        self.push_checked(
            clean_name.as_deref().unwrap_or(name),
            clean_value.as_deref().unwrap_or(value),
        );
    }

    /// Appends an attribute that is not there yet and holds no U+0000.
    pub(crate) fn push_checked(&mut self, name: &str, value: &str) {
        self.packed.reserve(name.len() + value.len() + 2);
        for text in [name, value] {
            self.packed.push_str(text);
            self.packed.push('\0');
        }
    }
}

impl fmt::Debug for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<N: AsRef<str>, V: AsRef<str>> FromIterator<(N, V)> for Attributes {
    /// Collects names and values; of two with one name the last value is kept, in the first place.
    fn from_iter<I: IntoIterator<Item = (N, V)>>(list: I) -> Attributes {
        let mut attributes = Attributes::new();
        for (name, value) in list {
            attributes.set(name.as_ref(), value.as_ref());
        }
        attributes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_is_replaced_in_its_place_and_removed() {
        let mut list: Attributes = [("a", "1"), ("b", ""), ("c", "3")].into_iter().collect();
        list.set("b", "deux");
        assert_eq!(list.iter().collect::<Vec<_>>(), [("a", "1"), ("b", "deux"), ("c", "3")]);
        assert_eq!(list.remove("a").as_deref(), Some("1"));
        assert_eq!(list.remove("a"), None);
        assert_eq!(list.len(), 2);
        assert_eq!(format!("{list:?}"), r#"{"b": "deux", "c": "3"}"#);
    }

    #[test]
    fn the_character_that_separates_cannot_enter() {
        let mut list = Attributes::new();
        list.set("a\0b", "c\0d");
        assert_eq!(list.iter().collect::<Vec<_>>(), [("a\u{FFFD}b", "c\u{FFFD}d")]);
    }
}
