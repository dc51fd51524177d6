//! The header field `Plural-Forms` of a PO file → which form of a translation is for which number.
//!
//! The rule is an expression of C over `n` (GNU gettext manual, section 11.2.6 "Additional functions for plural forms").

/// A rule, such as `nplurals=2; plural=(n != 1);`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PluralForms {
    forms: u64,
    rule: Expression,
}

#[derive(Clone, Debug, PartialEq)]
enum Expression {
    Count,
    Number(u64),
    Not(Box<Expression>),
    /// An operator and its two sides.
    Binary(&'static str, Box<[Expression; 2]>),
    /// A condition and what holds with it and without.
    Choice(Box<[Expression; 3]>),
}

/// The operators, those that bind loosest first; longer ones before those that begin as they do.
const LEVELS: [&[&str]; 6] = [
    &["||"],
    &["&&"],
    &["==", "!="],
    &["<=", ">=", "<", ">"],
    &["+", "-"],
    &["*", "/", "%"],
];

/// How deep expressions may stand inside of each other.
const DEEPEST: usize = 100;

impl PluralForms {
    /// Reads what stands behind `Plural-Forms:`; `None` where that is no rule.
    pub(super) fn parse(field: &str) -> Option<PluralForms> {
        let value = |name: &str| {
            let mut parts = field.split(';').map(str::trim);
            parts.find_map(|part| part.strip_prefix(name)?.trim_start().strip_prefix('='))
        };
        let forms = value("nplurals")?.trim().parse().ok()?;
        let mut rest = value("plural")?.trim();
        let rule = choice(&mut rest, 0)?;
        rest.is_empty().then_some(PluralForms { forms, rule })
    }

    /// The form for a number of things; `None` where the rule gives none that there is.
    pub(super) fn form(&self, count: u64) -> Option<usize> {
        let form = self.rule.value(count)?;
        (form < self.forms).then(|| usize::try_from(form).ok())?
    }
}

impl Expression {
    fn value(&self, n: u64) -> Option<u64> {
        Some(match self {
            Expression::Count => n,
            Expression::Number(number) => *number,
            Expression::Not(inner) => u64::from(inner.value(n)? == 0),
            Expression::Choice(parts) => {
                let at = if parts[0].value(n)? == 0 { 2 } else { 1 };
                parts[at].value(n)?
            }
            Expression::Binary(operator, sides) => {
                let left = sides[0].value(n)?;
                // What does not count is not worked out.
                match (*operator, left) {
                    ("||", 1..) => return Some(1),
                    ("&&", 0) => return Some(0),
                    _ => {}
                }
                let right = sides[1].value(n)?;
                match *operator {
                    "||" | "&&" => u64::from(right != 0),
                    "==" => u64::from(left == right),
                    "!=" => u64::from(left != right),
                    "<=" => u64::from(left <= right),
                    ">=" => u64::from(left >= right),
                    "<" => u64::from(left < right),
                    ">" => u64::from(left > right),
                    "+" => left.checked_add(right)?,
                    "-" => left.checked_sub(right)?,
                    "*" => left.checked_mul(right)?,
                    "/" => left.checked_div(right)?,
                    _ => left.checked_rem(right)?,
                }
            }
        })
    }
}

/// Takes a mark from the beginning of the text, and the white space behind it.
fn take(rest: &mut &str, mark: &str) -> bool {
    let after = rest.strip_prefix(mark);
    if let Some(after) = after {
        *rest = after.trim_start();
    }
    after.is_some()
}

fn choice(rest: &mut &str, depth: usize) -> Option<Expression> {
    if depth > DEEPEST {
        return None;
    }
    let condition = binary(rest, 0, depth)?;
    if !take(rest, "?") {
        return Some(condition);
    }
    let with = choice(rest, depth + 1)?;
    if !take(rest, ":") {
        return None;
    }
    let without = choice(rest, depth + 1)?;
    Some(Expression::Choice(Box::new([condition, with, without])))
}

fn binary(rest: &mut &str, level: usize, depth: usize) -> Option<Expression> {
    let Some(operators) = LEVELS.get(level) else {
        return single(rest, depth);
    };
    let mut left = binary(rest, level + 1, depth)?;
    while let Some(operator) = operators.iter().find(|operator| take(rest, operator)) {
        let right = binary(rest, level + 1, depth)?;
        left = Expression::Binary(operator, Box::new([left, right]));
    }
    Some(left)
}

fn single(rest: &mut &str, depth: usize) -> Option<Expression> {
    if depth > DEEPEST {
        return None;
    }
    if take(rest, "(") {
        let inner = choice(rest, depth + 1)?;
        return take(rest, ")").then_some(inner);
    }
    if take(rest, "!") {
        return Some(Expression::Not(Box::new(single(rest, depth + 1)?)));
    }
    if take(rest, "n") {
        return Some(Expression::Count);
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = rest[..digits].parse().ok()?;
    *rest = rest[digits..].trim_start();
    Some(Expression::Number(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_many_languages_are_worked_out() {
        for (rule, forms) in [
            ("nplurals=1; plural=0;", [0, 0, 0, 0, 0]),
            ("nplurals=2; plural=(n != 1);", [1, 0, 1, 1, 1]),
            ("nplurals=2; plural=n>1;", [0, 0, 1, 1, 1]),
            (
                "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
                [2, 0, 1, 2, 2],
            ),
            (
                "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n != 0 ? 1 : 2);",
                [2, 0, 1, 1, 1],
            ),
            (
                "nplurals=4; plural=(n%100==1 ? 1 : n%100==2 ? 2 : n%100==3 || n%100==4 ? 3 : 0);",
                [0, 1, 2, 0, 0],
            ),
            (
                "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
                [0, 1, 2, 3, 5],
            ),
            ("nplurals=2; plural=!(n == 1)", [1, 0, 1, 1, 1]),
        ] {
            let found = PluralForms::parse(rule).unwrap_or_else(|| panic!("{rule}"));
            assert_eq!([0, 1, 2, 5, 100].map(|n| found.form(n)), forms.map(Some), "{rule}");
        }
    }

    #[test]
    fn what_is_no_rule_is_none() {
        for rule in [
            "",
            "nplurals=2",
            "nplurals=x; plural=n",
            "nplurals=2; plural=n !",
            "nplurals=2; plural=(n",
            "nplurals=2; plural=m",
        ] {
            assert_eq!(PluralForms::parse(rule), None, "{rule}");
        }
        let deep = format!("nplurals=2; plural={}n", "(".repeat(100_000));
        assert_eq!(PluralForms::parse(&deep), None);
        let by_zero = PluralForms::parse("nplurals=2; plural=n % 0").unwrap();
        assert_eq!(by_zero.form(1), None);
        assert_eq!(PluralForms::parse("nplurals=2; plural=n").unwrap().form(5), None);
    }
}
