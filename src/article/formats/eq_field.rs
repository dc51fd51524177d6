//! The instructions of a field `EQ \f(1;2)` → what it shows, on one line.
//!
//! Such a field has no result in the file: the word processor draws its instructions (ECMA-376 part 1, 17.16.5.17; Word's "Field codes: Eq
//! field"). Its switches are those of fractions, roots, raised and lowered text, brackets, sums and integrals, lists and overstruck signs.

use crate::text::scripts::{self, Script};

/// The deepest nesting that is read; real formulas have some five levels.
const DEEPEST: usize = 40;

/// What a field shows; `None` for another one than `EQ`.
pub(crate) fn linear(instructions: &str) -> Option<String> {
    let inside = instructions.trim_start();
    let (name, rest) = inside.split_at_checked(2)?;
    if !name.eq_ignore_ascii_case("EQ") || !rest.starts_with(|c: char| c.is_whitespace() || c == '\\') {
        return None;
    }
    let mut reader = Reader { rest };
    let mut line = String::new();
    while !reader.rest.is_empty() {
        reader.sequence(&mut line, 0);
        // A parenthesis or separator outside of any switch is text.
        if let Some(c) = reader.take() {
            line.push(c);
        }
    }
    Some(line.split_whitespace().collect::<Vec<_>>().join(" "))
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn take(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    /// Text and switches, up to what ends an argument.
    fn sequence(&mut self, line: &mut String, depth: usize) {
        // Parentheses that belong to the text.
        let mut open = 0_usize;
        while let Some(c) = self.rest.chars().next() {
            match c {
                '\\' => {
                    self.take();
                    if self.rest.starts_with(char::is_alphabetic) && depth < DEEPEST {
                        self.switch(line, depth);
                    } else if let Some(escaped) = self.take() {
                        line.push(escaped);
                    }
                    continue;
                }
                '(' => open += 1,
                ')' if open > 0 => open -= 1,
                ')' => return,
                ';' | ',' if open == 0 && depth > 0 && self.separates(c) => return,
                _ => {}
            }
            line.push(c);
            self.take();
        }
    }

    /// Whether a mark ends an argument. The list separator is the computer's: where there is a semicolon before the end of the
    /// arguments, commas are those of decimals.
    fn separates(&self, mark: char) -> bool {
        if mark == ';' {
            return true;
        }
        /// How far ahead it is looked for, in characters.
        const AHEAD: usize = 400;
        let mut open = 0_usize;
        for c in self.rest.chars().take(AHEAD) {
            match c {
                '(' => open += 1,
                ')' if open == 0 => return true,
                ')' => open -= 1,
                ';' if open == 0 => return false,
                _ => {}
            }
        }
        true
    }

    /// The letters of a switch, and the number after them: `\up8` is `up`.
    fn name(&mut self) -> String {
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(self.rest.len());
        let name = self.rest[..end].to_ascii_lowercase();
        let after = self.rest[end..].trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
        self.rest = after.trim_start();
        name
    }

    /// A switch with its options and arguments.
    fn switch(&mut self, line: &mut String, depth: usize) {
        let name = self.name();
        let (mut options, mut brackets) = (Vec::new(), None);
        while let Some(after) = self.rest.strip_prefix('\\') {
            if !after.starts_with(|c: char| c.is_ascii_alphabetic()) {
                break;
            }
            self.rest = after;
            let option = self.name();
            // `\lc\[`, `\rc\]`, `\bc\{`: the mark of a bracket, `\fc\∑` that of an operator.
            if matches!(option.as_str(), "lc" | "rc" | "bc" | "fc" | "vc") {
                if let Some(after) = self.rest.strip_prefix('\\') {
                    self.rest = after;
                }
                brackets = self.take().or(brackets);
                self.rest = self.rest.trim_start();
            }
            options.push(option);
        }
        if !self.rest.starts_with('(') {
            return;
        }
        let arguments = self.arguments(depth + 1);
        let at = |index: usize| arguments.get(index).map_or("", |argument| argument.trim());
        let has = |option: &str| options.iter().any(|found| found == option);
        match name.as_str() {
            "f" => scripts::push_fraction(line, at(0), at(1)),
            "r" if arguments.len() > 1 => root(line, at(0), at(1)),
            "r" => root(line, "", at(0)),
            "s" => {
                let low = has("do");
                let script = if low { Script::Lowered } else { Script::Raised };
                scripts::push(line, script, at(0));
                if arguments.len() > 1 {
                    scripts::push(line, Script::Lowered, at(1));
                }
            }
            "b" => {
                let open = brackets.unwrap_or('(');
                line.push(open);
                line.push_str(at(0));
                line.push(match open {
                    '(' => ')',
                    '[' => ']',
                    '{' => '}',
                    '<' => '>',
                    other => other,
                });
            }
            "i" => {
                let sign = if has("su") {
                    '∑'
                } else if has("pr") {
                    '∏'
                } else {
                    brackets.unwrap_or('∫')
                };
                line.push(sign);
                for (mark, limit) in [('_', at(0)), ('^', at(1))] {
                    if !limit.is_empty() {
                        line.push(mark);
                        scripts::bracketed(line, limit);
                    }
                }
                line.push(' ');
                line.push_str(at(2));
            }
            "a" => line.push_str(&arguments.join(" ")),
            "l" => line.push_str(&arguments.join(", ")),
            _ => line.push_str(&arguments.concat()),
        }
    }

    /// The arguments in parentheses, and what ends them.
    fn arguments(&mut self, depth: usize) -> Vec<String> {
        let mut arguments = Vec::new();
        self.take();
        loop {
            let mut argument = String::new();
            self.sequence(&mut argument, depth);
            arguments.push(argument);
            if !matches!(self.take(), Some(';' | ',')) {
                return arguments;
            }
        }
    }
}

fn root(line: &mut String, degree: &str, inside: &str) {
    scripts::push(line, Script::Raised, degree);
    line.push('√');
    scripts::bracketed(line, inside);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_one_line() {
        for (instructions, wanted) in [
            (r" EQ \f(1;2) ", "1/2"),
            (r"EQ \f(3,4)", "3/4"),
            (r"EQ \f(1,5;2)", "1,5/2"),
            (r"eq 3\f(1;2)", "3 1/2"),
            (r"EQ \r(3;x+1)", "³√(x+1)"),
            (r"EQ \r(2)", "√2"),
            (r"EQ x\s\up8(2) + y\s\do4(1)", "x² + y₁"),
            (r"EQ 10\s\up6(–3)", "10⁻³"),
            (r"EQ \b\bc\[(\f(a;b))", "[a/b]"),
            (r"EQ \i\su(i=1;n;i)", "∑_(i=1)^n i"),
            (r"EQ \f(\r(2);f(x))", "(√2)/(f(x))"),
            (r"EQ \l(1;2;3)", "1, 2, 3"),
            (r"EQ \f(1", "1/"),
            (r"EQ a \(b\)", "a (b)"),
        ] {
            assert_eq!(linear(instructions).as_deref(), Some(wanted), "{instructions}");
        }
        assert_eq!(linear("EQUATION 3"), None);
        assert_eq!(linear("PAGE"), None);
        let deep = format!("EQ {}", r"\f(".repeat(10_000));
        assert!(linear(&deep).is_some());
    }
}
