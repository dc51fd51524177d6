//! The names of the files in `tmx/`: which ones we make, and which ones are somebody else's.

use crate::memory::model::unit::UnitId;

/// How many units without an article, at most, stand in one file.
///
/// An edit writes its file anew: of 10,000 units that is 3 MB of TMX and takes less time than a person notices.
const UNITS_PER_FILE: i64 = 10_000;

/// The file for those of the units of a range of numbers that have no article: `units+0001.tmx` for units 1 to 10,000.
///
/// No article's file can have such a name, since [`safe_stem`] makes no `+`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct UnitFile(i64);

impl UnitFile {
    /// The file in which a unit stands when it has no article.
    pub(crate) fn of(unit: UnitId) -> UnitFile {
        UnitFile(unit.0.max(1).saturating_sub(1) / UNITS_PER_FILE + 1)
    }

    /// The file of this name, if it is one of these.
    pub(crate) fn parse(name: &str) -> Option<UnitFile> {
        let number = name.strip_prefix("units+")?.strip_suffix(".tmx")?;
        let file = UnitFile(number.parse().ok()?);
        // What no unit can stand in, and other ways to write the number, are not ours.
        ((1..=i64::MAX / UNITS_PER_FILE).contains(&file.0) && file.name() == name).then_some(file)
    }

    /// As it is called in the folder.
    pub(crate) fn name(self) -> String {
        format!("units+{:04}.tmx", self.0)
    }

    /// The first and the last of its units.
    pub(crate) fn units(self) -> (UnitId, UnitId) {
        // Beyond all units of a sound memory.
        let last = self.0.saturating_mul(UNITS_PER_FILE);
        (UnitId(last - UNITS_PER_FILE + 1), UnitId(last))
    }
}

/// Whether we would make a file of this name, for an article or for units without one.
pub(crate) fn is_made_by_us(file: &str) -> bool {
    is_article_file(file) || UnitFile::parse(file).is_some()
}

/// Whether a file's name is one that [`safe_stem`] makes, with `.tmx` after it: no path, no hidden file, nothing that a
/// platform takes for a device.
pub(crate) fn is_article_file(file: &str) -> bool {
    let Some(stem) = file.strip_suffix(".tmx") else {
        return false;
    };
    // A number may stand at the end, beyond the length that a stem has.
    let unnumbered = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    let numbered = match unnumbered.strip_suffix('-') {
        Some(name) if (1..=20).contains(&(stem.len() - unnumbered.len())) => cut_stem(name) == name,
        _ => false,
    };
    numbered || cut_stem(stem) == stem
}

/// The longest file stem that we make, in bytes: with an extension and a temporary suffix it stays below the 255 bytes
/// that file systems allow.
const LONGEST_STEM: usize = 120;

/// A file stem that every platform accepts: letters and digits of any script, `-`, `_` and `.` are kept, anything else
/// becomes `-`; no dot or dash at the ends, no name that Windows reserves. A `number` above 1 ends the stem, however
/// long the name.
pub(crate) fn safe_stem(name: &str, number: u64) -> String {
    let stem = cut_stem(name);
    match number {
        1 => stem,
        _ if stem.ends_with(&format!("-{number}")) => stem,
        _ => format!("{stem}-{number}"),
    }
}

fn cut_stem(name: &str) -> String {
    let mut stem = String::new();
    for c in name.chars() {
        let c = if c.is_alphanumeric() || matches!(c, '_' | '.') {
            c
        } else {
            '-'
        };
        if c == '-' && stem.ends_with('-') {
            continue;
        }
        if stem.len() + c.len_utf8() > LONGEST_STEM {
            break;
        }
        stem.push(c);
    }
    let stem = stem.trim_matches(['-', '.']);
    let device = stem.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let reserved = matches!(device.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || (device.len() == 4 && (device.starts_with("COM") || device.starts_with("LPT")));
    match stem {
        "" => "article".to_owned(),
        stem if reserved => format!("_{stem}"),
        stem => stem.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_that_are_made_are_known_again_and_no_others() {
        let long = "é".repeat(500);
        for name in [
            "Le budget 2026 : l’été ?",
            "con.fr",
            "...",
            "新聞",
            "a-2",
            "a 17",
            "x.tmx",
            "../b",
            &long,
        ] {
            for number in [1, 2, 10, u64::MAX] {
                let file = format!("{}.tmx", safe_stem(name, number));
                assert!(is_article_file(&file), "{file}");
            }
        }
        for file in [
            "",
            ".tmx",
            "..",
            "a",
            "a.TMX",
            "a.txt",
            "../a.tmx",
            "../../victim.txt",
            "/etc/passwd",
            "/tmp/a.tmx",
            "b/a.tmx",
            "b\\a.tmx",
            "C:a.tmx",
            "con.tmx",
            "nul.x.tmx",
            "a\0b.tmx",
            ".hidden.tmx",
            "-a.tmx",
            "a\n.tmx",
            "a .tmx",
            "units+1.tmx",
            "units+00001.tmx",
            "units+0000.tmx",
            "units+-001.tmx",
            "units+.tmx",
            "units+9223372036854775807.tmx",
            "../units+0001.tmx",
        ] {
            assert!(!is_made_by_us(file), "{file:?}");
        }
    }

    #[test]
    fn stems_are_safe_everywhere() {
        for (name, stem) in [
            ("Le budget 2026 : l’été ?", "Le-budget-2026-l-été"),
            ("../../etc/passwd", "etc-passwd"),
            ("con.fr", "_con.fr"),
            ("...", "article"),
            ("新聞", "新聞"),
        ] {
            assert_eq!(safe_stem(name, 1), stem);
        }
        let long = "é".repeat(500);
        assert!(safe_stem(&long, 1).len() <= LONGEST_STEM);
        assert_ne!(safe_stem(&long, 2), safe_stem(&long, 3));
    }

    #[test]
    fn a_file_of_units_is_known_by_its_name_and_has_its_units() {
        for unit in [1, 2, 9_999, 10_000, 10_001, 123_456_789, i64::MAX / 1_024] {
            let file = UnitFile::of(UnitId(unit));
            let (first, last) = file.units();
            assert!(first.0 <= unit && unit <= last.0, "{unit}");
            assert_eq!(UnitFile::parse(&file.name()), Some(file));
            assert!(!is_article_file(&file.name()), "no article can have this name");
        }
        assert_eq!(UnitFile::of(UnitId(10_000)).name(), "units+0001.tmx");
        assert_eq!(UnitFile::of(UnitId(10_001)).name(), "units+0002.tmx");
    }
}
