//! The style sheets of a page or a book → how the text of an inline element stands on its line, and whether its font is one of symbols.
//!
//! `10<span class="exp">6</span>` is 10⁶ where the page's own style says so. Only that is read of CSS (2.2, 10.8.1 `vertical-align`, 9.4.3
//! `top`, 15.3 `font-family`; Fonts 4, 6.5 `font-variant-position`; SVG 2, 11.10.3 `baseline-shift`), and of a selector its last part: what
//! stands around an element is not asked.

use std::collections::HashMap;

use crate::article::formats::symbols::SymbolFont;
use crate::text::scripts::Script;

/// What style says of an element; `None` where it says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Look {
    /// Whether its text is raised or lowered.
    pub(crate) script: Option<Script>,
    /// Its font, where that is one of symbols; `Some(None)` says that it is not.
    pub(crate) font: Option<Option<SymbolFont>>,
}

impl Look {
    /// What declarations say: `vertical-align: super; font-size: 70%`.
    pub(crate) fn of(declarations: &str) -> Look {
        let mut look = Look::default();
        let (mut smaller, mut relative, mut edge, mut shift) = (false, false, None, None);
        for (name, value) in declarations.split(';').filter_map(|rule| rule.split_once(':')) {
            let value = value.trim().to_ascii_lowercase();
            let value = value.trim_end_matches("!important").trim_end();
            match name.trim().to_ascii_lowercase().as_str() {
                "vertical-align" | "baseline-shift" | "font-variant-position" => match value {
                    "super" => look.script = Some(Script::Raised),
                    "sub" => look.script = Some(Script::Lowered),
                    "top" | "text-top" => edge = Some(Script::Raised),
                    "bottom" | "text-bottom" => edge = Some(Script::Lowered),
                    "baseline" | "normal" => look.script = Some(Script::Plain),
                    length => edge = signed(length).or(edge),
                },
                // What is moved up has a negative distance from the top.
                "top" => shift = signed(value).map(opposite),
                "bottom" => shift = signed(value),
                "position" => relative = value == "relative",
                "font-size" => smaller = is_smaller(value),
                "font-family" => look.font = Some(family(value)),
                // The size and the family end the shorthand; what has neither names a font of the system, or is inherited.
                "font" => {
                    if let Some((_, after)) = value
                        .match_indices(|c: char| c.is_ascii_digit())
                        .next_back()
                        .and_then(|(at, _)| value[at..].split_once(char::is_whitespace))
                    {
                        look.font = Some(family(after));
                    }
                }
                _ => {}
            }
        }
        // Icons and cells of a layout are moved too; what is raised by a length is smaller as well.
        if smaller && !matches!(look.script, Some(Script::Raised | Script::Lowered)) {
            look.script = edge.or(shift.filter(|_| relative)).or(look.script);
        }
        look
    }

    /// What this says, and the other where this says nothing.
    pub(crate) fn or(self, other: Look) -> Look {
        Look {
            script: self.script.or(other.script),
            font: self.font.or(other.font),
        }
    }
}

/// Up or down, by the sign of a length: `.4em`, `-2px`, `30%`.
fn signed(length: &str) -> Option<Script> {
    let number = length.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    match number.parse::<f32>() {
        Ok(length) if length > 0.0 => Some(Script::Raised),
        Ok(length) if length < 0.0 => Some(Script::Lowered),
        _ => None,
    }
}

fn opposite(script: Script) -> Script {
    match script {
        Script::Raised => Script::Lowered,
        Script::Lowered => Script::Raised,
        Script::Plain => Script::Plain,
    }
}

/// Whether a size is smaller than that of the text around, as far as it says so itself.
fn is_smaller(size: &str) -> bool {
    let at = size
        .find(|c: char| c.is_ascii_alphabetic() || c == '%')
        .unwrap_or(size.len());
    let (number, unit) = size.split_at(at);
    match (number.parse::<f32>(), unit) {
        (Ok(number), "em" | "rem") => number < 0.95,
        (Ok(number), "%") => number < 95.0,
        (Ok(number), "px") => number <= 11.0,
        (Ok(number), "pt") => number <= 8.0,
        _ => matches!(size, "smaller" | "small" | "x-small" | "xx-small"),
    }
}

/// The first font of a list.
fn family(list: &str) -> Option<SymbolFont> {
    SymbolFont::of_name(list.split(',').next().unwrap_or(""))
}

/// A rule whose declarations say something that is asked.
#[derive(Debug)]
struct Rule {
    /// The element that it is for; any, where it names none.
    element: Option<String>,
    /// The classes that an element needs besides the one that the rule is found by.
    classes: Vec<String>,
    look: Look,
}

/// Rules by the first class of their selector, in their order.
#[derive(Debug, Default)]
pub(crate) struct StyleSheet {
    rules: HashMap<String, Vec<Rule>>,
}

impl StyleSheet {
    /// Adds the style sheets that stand in the head or the body of a page.
    pub(crate) fn add_of_page(&mut self, markup: &str) {
        let bytes = markup.as_bytes();
        let mut at = 0;
        while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
            at += found + 1;
            let named = bytes
                .get(at..at + 5)
                .is_some_and(|name| name.eq_ignore_ascii_case(b"style"));
            if !named {
                continue;
            }
            let Some(begin) = memchr::memchr(b'>', &bytes[at..]) else {
                return;
            };
            let inside = at + begin + 1;
            let end = memchr::memmem::find(&bytes[inside..], b"</").map_or(bytes.len(), |end| inside + end);
            self.add(&markup[inside..end]);
            at = end;
        }
    }

    /// Adds a style sheet.
    pub(crate) fn add(&mut self, css: &str) {
        // Most say nothing of what is asked.
        let says = |what: &[u8]| memchr::memmem::find(css.as_bytes(), what).is_some();
        let asked: [&[u8]; 5] = [
            b"super",
            b"vertical-align",
            b"ymbol",
            b"font-variant-position",
            b"relative",
        ];
        if !asked.iter().any(|what| says(what)) {
            return;
        }
        let css = without_comments(css);
        let mut selector = 0; // where the selector of the next block begins
        let mut at = 0;
        let bytes = css.as_bytes();
        while let Some(found) = memchr::memchr2(b'{', b'}', &bytes[at..]) {
            let brace = at + found;
            at = brace + 1;
            if bytes[brace] == b'}' {
                selector = at;
                continue;
            }
            let selectors = css[selector..brace].trim();
            selector = at;
            // `@media screen { … }` holds rules.
            if selectors.starts_with('@') {
                continue;
            }
            let end = memchr::memchr2(b'{', b'}', &bytes[at..]).map_or(bytes.len(), |end| at + end);
            let look = Look::of(&css[at..end]);
            if look != Look::default() {
                for selector in selectors.split(',') {
                    self.add_rule(selector, look);
                }
            }
        }
    }

    fn add_rule(&mut self, selector: &str, look: Look) {
        let last = selector
            .trim()
            .rsplit(|c: char| c.is_whitespace() || matches!(c, '>' | '+' | '~'))
            .next()
            .unwrap_or("");
        // States, parts of an element, identifiers and attributes are not followed.
        if last.contains([':', '#', '[', '*', '(']) {
            return;
        }
        let mut parts = last.split('.');
        let element = parts
            .next()
            .filter(|name| !name.is_empty())
            .map(str::to_ascii_lowercase);
        let mut classes = parts.map(str::to_owned);
        let Some(first) = classes.next().filter(|class| !class.is_empty()) else {
            return;
        };
        let rule = Rule {
            element,
            classes: classes.collect(),
            look,
        };
        /// The most rules for one class: each element of it looks at all.
        const MOST: usize = 64;
        let rules = self.rules.entry(first).or_default();
        if rules.len() < MOST {
            rules.push(rule);
        }
    }

    /// What an element's own style says, then the rules for its classes, of which the last counts; `names` are its classes, with white
    /// space between.
    pub(crate) fn look(&self, element: &str, names: &str, style: &str) -> Look {
        let own = if style.is_empty() {
            Look::default()
        } else {
            Look::of(style)
        };
        if names.is_empty() {
            return own;
        }
        let names: Vec<&str> = names.split_ascii_whitespace().collect();
        let rules = names.iter().filter_map(|name| self.rules.get(*name)).flatten();
        let holds = |rule: &&Rule| {
            rule.element.as_deref().is_none_or(|name| name == element)
                && rule.classes.iter().all(|class| names.contains(&class.as_str()))
        };
        let ruled = rules
            .filter(holds)
            .fold(Look::default(), |look, rule| rule.look.or(look));
        // A saved page may have left its style sheets behind.
        let named = names.iter().find_map(|name| match *name {
            "sup" | "superscript" | "exposant" => Some(Script::Raised),
            "subscript" => Some(Script::Lowered),
            _ => None,
        });
        let named = Look {
            script: named,
            font: None,
        };
        own.or(ruled).or(named)
    }
}

fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_say_where_text_stands() {
        for (declarations, script) in [
            ("vertical-align:super", Some(Script::Raised)),
            (
                "font-size: 70%; VERTICAL-ALIGN : Super !important",
                Some(Script::Raised),
            ),
            ("vertical-align: sub", Some(Script::Lowered)),
            ("vertical-align:.4em;font-size:.6em", Some(Script::Raised)),
            ("vertical-align: -20%; font-size: smaller", Some(Script::Lowered)),
            ("vertical-align:text-top;font-size:8pt", Some(Script::Raised)),
            ("position:relative; top:-0.5em; font-size:75%", Some(Script::Raised)),
            ("position:relative;bottom:-3px;font-size:9px", Some(Script::Lowered)),
            ("font-variant-position: super", Some(Script::Raised)),
            ("baseline-shift:sub", Some(Script::Lowered)),
            ("vertical-align: baseline", Some(Script::Plain)),
            // An icon, a cell of a layout, a box.
            ("vertical-align:-2px", None),
            ("vertical-align:top", None),
            ("position:relative;top:-4px", None),
            ("top:-4px;font-size:.7em", None),
        ] {
            assert_eq!(Look::of(declarations).script, script, "{declarations}");
        }
        let symbols = Some(Some(SymbolFont::Symbol));
        assert_eq!(Look::of("font-family:Symbol, serif").font, symbols);
        assert_eq!(Look::of("font:italic 12.0pt Symbol").font, symbols);
        assert_eq!(Look::of("font:7.0pt \"Times New Roman\"").font, Some(None));
        assert_eq!(Look::of("font:inherit;color:red"), Look::default());
    }

    #[test]
    fn rules_are_found_by_their_classes() {
        let mut sheet = StyleSheet::default();
        sheet.add_of_page(
            "<head><style>/* .non{vertical-align:super} */ @media screen { p .exp, b.haut { vertical-align: super } }\n\
             .note.petit{vertical-align:super}.exp:hover{vertical-align:sub}</style><p>.x{vertical-align:sub}</p>\
             <STYLE>.autre{vertical-align:sub}</STYLE><style>.grec{font-family:'Symbol'}.plat{vertical-align:super}.plat{vertical-align:baseline}",
        );
        for (element, names, script) in [
            ("span", "exp", Some(Script::Raised)),
            ("i", "a exp b", Some(Script::Raised)),
            ("b", "haut", Some(Script::Raised)),
            ("i", "haut", None),
            ("span", "note", None),
            ("span", "petit note", Some(Script::Raised)),
            ("span", "plat", Some(Script::Plain)),
            ("span", "non", None),
            ("span", "x", None),
            ("span", "autre", Some(Script::Lowered)),
            ("span", "exposant", Some(Script::Raised)),
        ] {
            assert_eq!(sheet.look(element, names, "").script, script, "{element} {names}");
        }
        assert_eq!(
            sheet.look("span", "exp", "vertical-align:baseline").script,
            Some(Script::Plain)
        );
        assert_eq!(sheet.look("span", "grec", "").font, Some(Some(SymbolFont::Symbol)));
    }
}
