//! The folder `tmx/`: one file per article, always in step with the last commit.

/// The longest file stem that we make, in bytes: with an extension and a temporary suffix it stays below the 255 bytes
/// that file systems allow.
const LONGEST_STEM: usize = 120;

/// A file stem that every platform accepts: letters and digits of any script, `-`, `_` and `.` are kept, anything else
/// becomes `-`; no dot or dash at the ends, no name that Windows reserves.
pub(crate) fn safe_stem(name: &str) -> String {
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
    fn stems_are_safe_everywhere() {
        for (name, stem) in [
            ("Le budget 2026 : l’été ?", "Le-budget-2026-l-été"),
            ("../../etc/passwd", "etc-passwd"),
            ("con.fr", "_con.fr"),
            ("...", "article"),
            ("新聞", "新聞"),
        ] {
            assert_eq!(safe_stem(name), stem);
        }
        assert!(safe_stem(&"é".repeat(500)).len() <= LONGEST_STEM);
    }
}
