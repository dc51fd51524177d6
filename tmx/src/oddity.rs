//! Oddities: what a file does against the standard or its own declarations, and the policy on them.

use std::fmt;

/// What to do with a file that departs from the standard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Policy {
    /// Any oddity is an error, at its line. For checking what one's own tool writes.
    Strict,
    /// Reads what real tools write and reports each [`Oddity`]; an XML error, or a file that ends in the middle, is an
    /// error.
    #[default]
    Default,
    /// As `Default`, and recovers every whole unit of a file that is broken in places or cut off; what was lost is
    /// reported as [`OddityKind::DamagedUnit`] and [`OddityKind::CutOff`].
    Salvage,
}

/// One kind of oddity of a file: reported once, with how often it occurs and where first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oddity {
    /// Which of those that are read nevertheless.
    pub kind: OddityKind,
    /// What it is about: the name of the attribute or element, the value, the encoding; may be empty.
    pub subject: String,
    /// How often it occurs.
    pub count: u64,
    /// The line of the first occurrence, from 1.
    pub line: u64,
}

impl fmt::Display for Oddity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.kind)?;
        if !self.subject.is_empty() {
            write!(f, ": {}", self.subject)?;
        }
        if self.count > 1 {
            write!(f, " ({} times)", self.count)?;
        }
        Ok(())
    }
}

macro_rules! oddity_kinds {
    ($($kind:ident $text:literal $does:literal;)*) => {
        /// The kinds of oddity, each with what `Default` and `Salvage` do about it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum OddityKind {
            $(#[doc = concat!($text, ". ", $does)] $kind,)*
        }

        impl fmt::Display for OddityKind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(OddityKind::$kind => $text,)* })
            }
        }
    };
}

oddity_kinds! {
    DeclaredEncoding "the encoding is not the declared one" "The encoding that the bytes show is used.";
    UnknownEncoding "the declared encoding is unknown" "The file is read as UTF-8, or windows-1252 where it is not.";
    MalformedBytes "bytes that are wrong in the file's encoding"
        "In UTF-8 they are read as windows-1252, in other encodings as U+FFFD.";
    ControlCharacter "a control character that XML forbids" "It is kept in the text; U+0000 becomes U+FFFD.";
    BareAmpersand "an `&` that begins no reference" "It is kept as text.";
    UnknownEntity "a reference to an entity that nobody declared"
        "The names of HTML are resolved, others are kept as text as they stand.";
    ForbiddenReference "a character reference to what XML forbids"
        "A control character is kept, what is no character becomes U+FFFD.";
    DuplicateAttribute "an attribute given twice" "The first value is kept.";
    MalformedAttribute "an attribute without quotes or value" "It is read as it is meant.";
    MissingRoot "no `tmx` element around the file" "It is read as TMX 1.4.";
    UnknownVersion "a version of TMX that is not 1.1, 1.2, 1.3 or 1.4" "It is read as TMX 1.4.";
    MissingHeader "no header" "The header is empty.";
    MissingBody "no `body` around the units" "The units are read.";
    MissingAttribute "an attribute that the standard requires is missing" "It stays missing.";
    UnknownAttribute "an attribute that the standard does not have" "It is kept.";
    InvalidValue "a value that the standard does not allow" "It is kept as it is.";
    InvalidDate "a date that is not in the form YYYYMMDDTHHMMSSZ"
        "It is kept as it is; typed access reads the usual other forms.";
    LangAttribute "`lang` where TMX 1.4 has `xml:lang`" "It is read as the language.";
    ConflictingLang "`lang` and `xml:lang` disagree" "`xml:lang` is the language, `lang` is kept as an attribute.";
    MissingLang "a variant without a language" "Its language is `und`.";
    MissingSeg "a variant without a segment" "Its segment is empty.";
    SeveralSegs "a variant with more than one segment" "The first is the segment, the others are kept beside it.";
    MissingVariant "a unit without a variant" "It is read with none.";
    MisplacedElement "an element at a place where the standard does not have it" "It is read.";
    UnknownElement "an element that the standard does not have" "It is kept with its content.";
    DroppedElement "an element between the units" "It is left out.";
    MisplacedText "text outside segments, notes and properties" "It is left out.";
    TrailingContent "content after the end of the document" "It is left out.";
    DamagedUnit "a unit that is broken and was left out" "`Salvage` only; the subject is what was wrong.";
    CutOff "the file ends in the middle" "`Salvage` only; the whole units before are read.";
}

/// The oddities met so far, and the limit on how many different ones are told apart.
#[derive(Debug, Default)]
pub(crate) struct Oddities {
    list: Vec<Oddity>,
}

/// Different subjects of one kind that are listed; more are counted with the last.
const SUBJECTS: usize = 20;
/// Characters of a subject that are kept.
const SUBJECT_LENGTH: usize = 120;

impl Oddities {
    pub(crate) fn list(&self) -> &[Oddity] {
        &self.list
    }

    /// Counts an oddity; `line` is asked only for the first of its kind and subject.
    pub(crate) fn add(&mut self, kind: OddityKind, subject: &str, count: u64, line: impl FnOnce() -> u64) {
        let subject = match subject.char_indices().nth(SUBJECT_LENGTH) {
            Some((end, _)) => &subject[..end],
            None => subject,
        };
        let of_kind = self.list.iter().filter(|o| o.kind == kind).count();
        let known = if of_kind >= SUBJECTS {
            let same = self.list.iter().position(|o| o.kind == kind && o.subject == subject);
            same.or_else(|| self.list.iter().rposition(|o| o.kind == kind))
        } else {
            self.list.iter().position(|o| o.kind == kind && o.subject == subject)
        };
        match known {
            Some(i) => self.list[i].count += count,
            None => self.list.push(Oddity {
                kind,
                subject: subject.to_owned(),
                count,
                line: line(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_oddity_is_listed_once_and_the_list_is_bounded() {
        let mut oddities = Oddities::default();
        for i in 0..100 {
            oddities.add(OddityKind::UnknownAttribute, &format!("a{}", i % 50), 1, || i + 1);
        }
        oddities.add(OddityKind::CutOff, "", 1, || 7);
        assert_eq!(oddities.list().len(), SUBJECTS + 1);
        assert_eq!(oddities.list().iter().map(|o| o.count).sum::<u64>(), 101);
        assert_eq!(
            oddities.list()[0].to_string(),
            "line 1: an attribute that the standard does not have: a0 (2 times)"
        );
        assert_eq!(
            oddities.list()[SUBJECTS].to_string(),
            "line 7: the file ends in the middle"
        );
    }
}
