//! Raised and lowered text → one line of plain characters that still says the same.
//!
//! `10<sup>6</sup>` written as `106` is another number. So what is raised or lowered and counts (digits, signs, the letters of
//! variables) becomes Unicode's superscripts and subscripts, or stands after `^`; letters of an abbreviation or of an ordinal
//! (`XIXe`, `Mme`, `1er`) are as readable on the line, and stay plain, as do the digits of a chemical formula (`CO2`).

/// Where a piece of text stands relative to its line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Script {
    /// On the line.
    #[default]
    Plain,
    /// Above it: `<sup>`, an exponent, the mark of a note.
    Raised,
    /// Below it: `<sub>`, an index.
    Lowered,
}

impl Script {
    /// Where text stands that a word processor moves by so many half points: upwards, or downwards below zero. What is moved by less
    /// than two points is brought into line with what is beside it.
    pub(crate) fn of_half_points(half_points: i32) -> Script {
        match half_points {
            4.. => Script::Raised,
            ..=-4 => Script::Lowered,
            _ => Script::Plain,
        }
    }
}

/// The letters that name a variable where they are raised. Those that end ordinals and abbreviations are not among them.
const VARIABLES: [char; 8] = ['i', 'j', 'k', 'n', 'q', 'x', 'y', 'z'];

/// Adds `text` to a line, in the script that it stands in.
pub(crate) fn push(line: &mut String, script: Script, text: &str) {
    let inside = text.trim();
    if script == Script::Plain || inside.is_empty() {
        line.push_str(text);
        return;
    }
    // White space around belongs to the line.
    let lead = text.len() - text.trim_start().len();
    line.push_str(&text[..lead]);
    if script == Script::Raised {
        raise(line, inside);
    } else {
        lower(line, inside);
    }
    line.push_str(&text[lead + inside.len()..]);
}

/// Rewrites what stands in `line` from the byte `from` on as text of a script; nothing is done where the line was begun anew
/// meanwhile.
pub(crate) fn rewrite(line: &mut String, from: usize, script: Script) {
    if let Some(tail) = line.get(from..).map(str::to_owned) {
        line.truncate(from);
        push(line, script, &tail);
    }
}

fn raise(line: &mut String, text: &str) {
    if raise_cents(line, text) {
        return;
    }
    let after_word = line.ends_with(char::is_alphanumeric);
    // Many write the minus of an exponent as a dash or as a hyphen that does not break.
    let minus = text
        .strip_prefix(['–', '‐', '\u{2011}', '‒'])
        .filter(|rest| after_word && rest.starts_with(|c: char| c.is_ascii_digit() || VARIABLES.contains(&c)))
        .map(|rest| format!("−{rest}"));
    let text = minus.as_deref().unwrap_or(text);
    // `10<sup>6 a</sup>`: a number, and the letter of a note.
    if let Some((number, rest)) = text.split_once([' ', '\u{a0}'])
        && line.ends_with(|c: char| c.is_ascii_digit())
        && !number.is_empty()
        && number.chars().all(|c| superscript(c).is_some())
        && rest.chars().all(|c| !c.is_ascii_digit())
        && rest.contains(char::is_alphabetic)
    {
        raise(line, number);
        line.push(' ');
        line.push_str(rest);
        return;
    }
    let counts = |c: char| c.is_ascii_digit() || VARIABLES.contains(&c);
    let belongs =
        |c: char| counts(c) || superscript(c).is_some() || matches!(c, ',' | '.' | '/' | '–' | ' ' | '\u{a0}');
    let after = line.chars().next_back().filter(|c| !c.is_whitespace());
    let after_digit = after.is_some_and(|c| c.is_ascii_digit());
    let digits = text.contains(|c: char| c.is_ascii_digit());
    let one_letter = last_letters(line).chars().count() == 1;
    let signs = text.chars().all(|c| matches!(c, '+' | '-' | '−'));
    let formula = text.chars().all(belongs)
        && (digits || (text.contains(counts) && (after_digit || one_letter)) || (signs && after.is_some()));
    if !formula {
        // Never glued to a number so that it becomes another: `10<sup>6a</sup>`.
        if after_digit && text.starts_with(|c: char| c.is_ascii_digit()) {
            line.push('^');
            bracketed(line, text);
        } else {
            line.push_str(text);
        }
    } else if let Some(raised) = text.chars().map(superscript).collect::<Option<String>>() {
        line.push_str(&raised);
    } else if !after_digit
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ',' | '–' | ' ' | '\u{a0}'))
    {
        // The marks of several notes: `3, 4`.
        line.extend(text.chars().map(|c| superscript(c).unwrap_or(c)));
    } else if after.is_some_and(|c| c.is_alphanumeric() || matches!(c, ')' | ']')) {
        line.push('^');
        bracketed(line, text);
    } else {
        line.push_str(text);
    }
}

/// The raised cents of a price: `12,<sup>50</sup> €`, `12 €<sup>50</sup>`, `$12<sup>99</sup>`. Says whether it was one. Notes have two figures
/// too, but stand after a year or a word and not after a comma within a number.
fn raise_cents(line: &mut String, text: &str) -> bool {
    const CURRENCIES: [char; 4] = ['€', '$', '£', '¥'];
    let two_digits = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    // `7<sup>,50</sup> €`
    let marked = text.strip_prefix([',', '.']).is_some_and(two_digits);
    if marked && line.ends_with(|c: char| c.is_ascii_digit()) {
        line.push_str(text);
        return true;
    }
    if !two_digits(text) {
        return false;
    }
    if line.ends_with(CURRENCIES) {
        line.push_str(text);
        return true;
    }
    let whole = line.strip_suffix([',', '.']);
    let number = whole.unwrap_or(line);
    let before = number.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = number.len() - before.len();
    let price = before.ends_with(CURRENCIES);
    if !(1..=4).contains(&digits) || !price && (whole.is_none() || digits > 3 || !line.ends_with(',')) {
        return false;
    }
    if whole.is_none() {
        line.push('.');
    }
    line.push_str(text);
    true
}

/// A text whose raised cents before a euro sign are cents again: `12⁹⁹ €` → `12,99 €`. What is raised is known before what stands after it. A
/// power of ten stays one.
pub(crate) fn with_cents(text: String) -> String {
    let mut from = 0;
    let mut out = String::new();
    for (at, _) in text.match_indices('€') {
        let before = text[from..at].trim_end_matches([' ', '\u{a0}', '\u{202f}']);
        let whole = before.trim_end_matches(|c| digit_of(c).is_some());
        let cents = &before[whole.len()..];
        let digits = whole.len() - whole.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let power = digits == 2 && whole.ends_with("10");
        if cents.chars().count() == 2 && (1..=4).contains(&digits) && !power {
            out.push_str(whole);
            out.push(',');
            out.extend(cents.chars().filter_map(digit_of));
            from += before.len();
        }
        out.push_str(&text[from..at]);
        from = at;
    }
    if out.is_empty() {
        return text;
    }
    out.push_str(&text[from..]);
    out
}

fn lower(line: &mut String, text: &str) {
    if text.bytes().all(|b| b.is_ascii_digit()) && end_fraction(line, text) {
        return;
    }
    let number = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '−'));
    let word = last_letters(line);
    // `CO2`, `CaCl2`, `B12`: an element, or a name in capitals.
    let formula = {
        let mut end = word.chars().rev();
        let last = end.next();
        last.is_some_and(char::is_uppercase)
            || (last.is_some_and(char::is_lowercase) && end.next().is_some_and(char::is_uppercase))
    };
    let after = line.chars().next_back();
    let apart = after.is_some_and(|c| c.is_ascii_digit() || (!word.is_empty() && !formula));
    if number && apart {
        line.extend(text.chars().map(|c| subscript(c).unwrap_or(c)));
    } else if !number && text.contains(['+', '-', '−', '=', ',']) && line.ends_with(char::is_alphanumeric) {
        // `a<sub>n+1</sub>` is not a·n + 1.
        line.push('_');
        bracketed(line, text);
    } else {
        line.push_str(text);
    }
}

/// The letters that a line ends with.
fn last_letters(line: &str) -> &str {
    let end = line.trim_end_matches(char::is_alphabetic).len();
    &line[end..]
}

/// A raised number, a stroke and this lowered number are a fraction: `¹⁄` and `2` → `1/2`. Says whether it was one.
fn end_fraction(line: &mut String, below: &str) -> bool {
    let Some(upper) = line.trim_end().strip_suffix(['/', '⁄', '∕']) else {
        return false;
    };
    let start = upper.trim_end_matches(|c| digit_of(c).is_some()).len();
    let above: String = upper[start..].chars().filter_map(digit_of).collect();
    if above.is_empty() {
        return false;
    }
    line.truncate(start);
    push_fraction(line, &above, below);
    true
}

/// Adds a fraction to a line, `1/2`; after a digit it is the rest of a mixed number and stands apart: `3 1/2`.
pub(crate) fn push_fraction(line: &mut String, above: &str, below: &str) {
    if line.ends_with(|c: char| c.is_ascii_digit()) {
        line.push(' ');
    }
    bracketed(line, above.trim());
    line.push('/');
    bracketed(line, below.trim());
}

/// Adds the part of a formula, in parentheses where it is more than one number or name.
pub(crate) fn bracketed(line: &mut String, part: &str) {
    let single = part
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, ',' | '.' | '^'))
        || (part.starts_with('(') && part.find(')') == Some(part.len() - 1));
    if single {
        line.push_str(part);
    } else {
        line.push('(');
        line.push_str(part);
        line.push(')');
    }
}

fn superscript(c: char) -> Option<char> {
    Some(match c {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4'..='9' => char::from_u32(u32::from('⁴') + (u32::from(c) - u32::from('4')))?,
        '+' => '⁺',
        '-' | '−' => '⁻',
        '=' => '⁼',
        '(' => '⁽',
        ')' => '⁾',
        'i' => 'ⁱ',
        'n' => 'ⁿ',
        _ => return None,
    })
}

fn subscript(c: char) -> Option<char> {
    Some(match c {
        '0'..='9' => char::from_u32(u32::from('₀') + (u32::from(c) - u32::from('0')))?,
        '+' => '₊',
        '-' | '−' => '₋',
        _ => return None,
    })
}

/// The digit that a superscript digit is of.
fn digit_of(c: char) -> Option<char> {
    ('0'..='9').find(|digit| superscript(*digit) == Some(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `^…^` is raised and `_…_` lowered.
    fn line(marked: &str) -> String {
        let mut line = String::new();
        let mut script = Script::Plain;
        let mut piece = String::new();
        for c in marked.chars() {
            let other = match c {
                '^' => Script::Raised,
                '_' => Script::Lowered,
                _ => {
                    piece.push(c);
                    continue;
                }
            };
            push(&mut line, script, &std::mem::take(&mut piece));
            script = if script == Script::Plain { other } else { Script::Plain };
        }
        push(&mut line, script, &piece);
        line
    }

    #[test]
    fn cents_before_a_euro_are_cents() {
        for (text, wanted) in [
            (
                "Prix\u{a0}: 12⁹⁹\u{a0}€, 7⁵⁰€ ou 8 €.",
                "Prix\u{a0}: 12,99\u{a0}€, 7,50€ ou 8 €.",
            ),
            ("10¹² €, 5 m² € et 3² €", "10¹² €, 5 m² € et 3² €"),
            ("12⁹⁹ lits", "12⁹⁹ lits"),
        ] {
            assert_eq!(with_cents(text.to_owned()), wanted);
        }
    }

    #[test]
    fn numbers_keep_what_they_are() {
        for (marked, wanted) in [
            ("10^6^ m^3^", "10⁶ m³"),
            ("2^10^ litres", "2¹⁰ litres"),
            ("5·10^-3^ g et 5·10^−3^ g", "5·10⁻³ g et 5·10⁻³ g"),
            ("10^n^ et x^n+1^", "10ⁿ et xⁿ⁺¹"),
            ("e^-x^", "e^(-x)"),
            ("10^0,5^", "10^0,5"),
            ("2^1/2^", "2^(1/2)"),
            ("x^2^ + y^2^", "x² + y²"),
            ("un mot^3, 4^.", "un mot³, ⁴."),
            ("un mot^[4]^.", "un mot[4]."),
            (
                "XIX^e^ siècle, le 1^er^, M^me^ Roche, n^o^ 5, D^r^ Blanc",
                "XIXe siècle, le 1er, Mme Roche, no 5, Dr Blanc",
            ),
            ("the 3^rd^ of May, 5^th^, 20^th^", "the 3rd of May, 5th, 20th"),
            (
                "CO_2_, H_2_O, CaCl_2_, Ca(OH)_2_, vitamine B_12_",
                "CO2, H2O, CaCl2, Ca(OH)2, vitamine B12",
            ),
            ("Ca^2+^ et Na^+^", "Ca²⁺ et Na⁺"),
            ("101_2_, x_1_, log_2_8", "101₂, x₁, log₂8"),
            ("^1^/_2_ heure, 3^1^⁄_2_ tasses", "1/2 heure, 3 1/2 tasses"),
            (
                "10^–6^ m, 10^\u{2011}3^ g, les pages^3–5^",
                "10⁻⁶ m, 10⁻³ g, les pages³–⁵",
            ),
            ("10^6 a^ et 12^3a^", "10⁶ a et 12^3a"),
            ("a_n+1_, u_i,j_ et v_max_", "a_(n+1), u_i,j et vmax"),
            (
                "7^,50^ €, 12,^50^ €, 7 €^90^, $12^99^, £3.^20^, en 1720,^12^ puis 12,^3^",
                "7,50 €, 12,50 €, 7 €90, $12.99, £3.20, en 1720,¹² puis 12,³",
            ),
        ] {
            assert_eq!(line(marked), wanted, "{marked}");
        }
    }
}
