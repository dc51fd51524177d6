//! A formula of MathML (Core, and presentation MathML 3) or of Office mathematics (ECMA-376 part 1, 22.1) → one line of text.
//!
//! What stands above, below or in front of something is written so that no number changes: a half is `1/2` and not `12`.
//! The two vocabularies share no names that mean different things, so one pass reads both.

use crate::article::formats::error::DocumentError;
use crate::article::formats::xml::{Node, Part};
use crate::text::scripts::{self, Script};

/// An element of a formula.
#[derive(Debug, Default)]
pub(crate) struct Formula {
    /// Its name, without a prefix.
    pub(crate) name: String,
    /// Its value: what `m:chr` and `m:begChr` name; empty for most.
    pub(crate) value: Option<String>,
    /// Its own text.
    pub(crate) text: String,
    /// The elements in it, in order.
    pub(crate) children: Vec<Formula>,
}

/// The deepest nesting that is kept: what is deeper counts as text of what is around it. Real formulas have some tens.
const DEEPEST: usize = 100;

/// A formula that is being read, element by element.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    open: Vec<Formula>,
    /// How many elements are open beyond the deepest that is kept.
    beyond: usize,
}

impl Builder {
    /// An element begins.
    pub(crate) fn start(&mut self, name: &str, value: Option<String>) {
        if self.open.len() >= DEEPEST {
            self.beyond += 1;
            return;
        }
        self.open.push(Formula {
            name: name.to_owned(),
            value,
            ..Formula::default()
        });
    }

    /// Text stands in the innermost element.
    pub(crate) fn text(&mut self, text: &str) {
        if let Some(last) = self.open.last_mut() {
            last.text.push_str(text);
        }
    }

    /// The innermost element ends; the whole formula when it was the outermost.
    pub(crate) fn end(&mut self) -> Option<Formula> {
        if self.beyond > 0 {
            self.beyond -= 1;
            return None;
        }
        let done = self.open.pop()?;
        match self.open.last_mut() {
            Some(outer) => outer.children.push(done),
            None => return Some(done),
        }
        None
    }
}

impl Formula {
    /// Reads the rest of the element called `name`, which began last.
    ///
    /// # Errors
    /// When the part is damaged.
    pub(crate) fn read(name: &str, part: &mut Part<'_>) -> Result<Formula, DocumentError> {
        let mut builder = Builder::default();
        builder.start(name, None);
        while let Some(node) = part.next()? {
            match node {
                Node::Start(element) => builder.start(element.name(), element.short_attribute("val")),
                Node::Text(text) => builder.text(&text),
                Node::End => {
                    if let Some(whole) = builder.end() {
                        return Ok(whole);
                    }
                }
            }
        }
        Ok(Formula::default())
    }

    /// The formula on one line.
    pub(crate) fn linear(&self) -> String {
        let mut line = String::new();
        self.write(&mut line);
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The formula in an object, which may hold something else.
    pub(crate) fn linear_math(&self) -> Option<String> {
        self.child("math").map(Formula::linear)
    }

    /// The text of the child at a place, which MathML goes by.
    fn at(&self, index: usize) -> String {
        self.children.get(index).map(Formula::linear).unwrap_or_default()
    }

    fn child(&self, name: &str) -> Option<&Formula> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the child of a name, which Office goes by.
    fn of(&self, name: &str) -> String {
        self.child(name).map(Formula::linear).unwrap_or_default()
    }

    /// What the properties of an element say under a name; the value is missing where it is the empty character.
    fn property(&self, properties: &str, name: &str, usual: &str) -> String {
        let found = self.child(properties).and_then(|found| found.child(name));
        // RTF has as text what Office's XML has as a value.
        found.map_or_else(
            || usual.to_owned(),
            |found| found.value.clone().unwrap_or_else(|| found.text.clone()),
        )
    }

    fn write(&self, line: &mut String) {
        match self.name.as_str() {
            "mfrac" => scripts::push_fraction(line, &self.at(0), &self.at(1)),
            "f" => scripts::push_fraction(line, &self.of("num"), &self.of("den")),
            "msup" => scripted(line, &self.at(0), "", &self.at(1)),
            "msub" => scripted(line, &self.at(0), &self.at(1), ""),
            "msubsup" => scripted(line, &self.at(0), &self.at(1), &self.at(2)),
            "sSup" | "sSub" | "sSubSup" | "sPre" => {
                scripted(line, &self.of("e"), &self.of("sub"), &self.of("sup"));
            }
            "msqrt" => root(line, "", &self.inside()),
            "mroot" => root(line, &self.at(1), &self.at(0)),
            "rad" => root(line, &self.of("deg"), &self.of("e")),
            "munder" | "mover" | "munderover" => self.limits(line),
            "nary" => {
                line.push_str(&self.property("naryPr", "chr", "∫"));
                scripted(line, "", &self.of("sub"), &self.of("sup"));
                line.push(' ');
                line.push_str(&self.of("e"));
            }
            "d" => self.delimited(line),
            "mfenced" => {
                let parts: Vec<String> = self.children.iter().map(Formula::linear).collect();
                line.push('(');
                line.push_str(&parts.join(", "));
                line.push(')');
            }
            "func" => {
                line.push_str(&self.of("fName"));
                line.push(' ');
                line.push_str(&self.of("e"));
            }
            "mtr" | "mr" | "mtd" => {
                line.push_str(&self.inside());
                line.push(' ');
            }
            "mspace" => line.push(' '),
            "annotation" | "annotation-xml" | "mphantom" | "none" | "mprescripts" => {}
            // The properties of an element of Office, and what RTF keeps in them.
            name if name.ends_with("Pr") => {}
            "mo" => operator(line, &self.text),
            _ => line.push_str(&self.inside()),
        }
    }

    /// Its own text and that of its children, one after the other.
    fn inside(&self) -> String {
        let mut line = String::new();
        // White space between elements is layout; Office keeps what it means in `m:t`.
        if self.children.is_empty() || !self.text.trim().is_empty() {
            line.push_str(&self.text);
        }
        for child in &self.children {
            child.write(&mut line);
        }
        line
    }

    /// Something with what stands below and above it: limits count, an accent or a bar does not change the value.
    fn limits(&self, line: &mut String) {
        let (base, first, second) = (self.at(0), self.at(1), self.at(2));
        let counts = |text: String| {
            if text.contains(char::is_alphanumeric) {
                text
            } else {
                String::new()
            }
        };
        match self.name.as_str() {
            "munder" => scripted(line, &base, &counts(first), ""),
            "mover" => scripted(line, &base, "", &counts(first)),
            _ => scripted(line, &base, &counts(first), &counts(second)),
        }
    }

    /// Office's brackets around one or more terms.
    fn delimited(&self, line: &mut String) {
        line.push_str(&self.property("dPr", "begChr", "("));
        let terms = self.children.iter().filter(|child| child.name == "e");
        let terms: Vec<String> = terms.map(Formula::linear).collect();
        line.push_str(&terms.join(&self.property("dPr", "sepChr", "|")));
        line.push_str(&self.property("dPr", "endChr", ")"));
    }
}

/// A base with an index and an exponent; either may be empty.
fn scripted(line: &mut String, base: &str, below: &str, above: &str) {
    if !above.is_empty() || !below.is_empty() {
        scripts::bracketed(line, base);
    } else {
        line.push_str(base);
    }
    if !below.is_empty() {
        if below.chars().all(char::is_alphanumeric) && !base.is_empty() {
            scripts::push(line, Script::Lowered, below);
        } else {
            line.push('_');
            scripts::bracketed(line, below);
        }
    }
    if !above.is_empty() {
        let before = line.len();
        scripts::push(line, Script::Raised, above);
        // In a formula a letter above is an exponent, whatever it may end in a word.
        if line[before..] == *above && above.contains(char::is_alphanumeric) {
            line.truncate(before);
            line.push('^');
            scripts::bracketed(line, above);
        }
    }
}

fn root(line: &mut String, degree: &str, inside: &str) {
    scripts::push(line, Script::Raised, degree);
    line.push('√');
    scripts::bracketed(line, inside);
}

/// An operator of MathML, which has no white space around it in the file.
fn operator(line: &mut String, mark: &str) {
    let mark = mark.trim();
    // Signs that are there for a reading program: applied function, times, plus, comma.
    let unseen = mark.chars().all(|c| matches!(c, '\u{2061}'..='\u{2064}'));
    let spaced = matches!(mark, "=" | "≠" | "<" | ">" | "≤" | "≥" | "≈" | "→" | "∈" | "±" | "×");
    let joined = matches!(mark, "+" | "-" | "−" | "·") && line.ends_with(|c: char| c.is_alphanumeric() || c == ')');
    if unseen {
    } else if spaced || joined {
        line.push(' ');
        line.push_str(mark);
        line.push(' ');
    } else {
        line.push_str(mark);
    }
}
