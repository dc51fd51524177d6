//! An SRX file → the segmentation rules that it holds for a language, and segments cut by them.
//!
//! SRX 2.0 is the exchange format of CAT tools for segmentation rules (GALA, Segmentation Rules eXchange 2.0, 2008); files of 1.0 are
//! read too. A rule says whether to break where one pattern ends and another begins; of the rules that apply at a place, the
//! first decides (section 4.2).

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fancy_regex::Regex;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::pattern::to_ours;
use crate::text::lang::Lang;

/// What is wrong with an SRX file, where, and in which rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}, line {line}: {what}")]
pub struct SrxError {
    /// What the caller calls the rules: their path.
    pub name: String,
    /// Where in the SRX file, counted from 1.
    pub line: usize,
    /// What is wrong, and in which rule.
    pub what: String,
}

/// How often a rule may backtrack without end before it is no longer asked.
const MOST_RUNAWAYS: usize = 3;

/// The rules of an SRX file.
#[derive(Clone, Debug)]
pub struct Srx {
    name: String,
    /// Whether the rules of all matching language maps are used, in order, or the first one's only.
    cascade: bool,
    groups: Vec<Group>,
    maps: Vec<Map>,
}

/// The rules under one name.
#[derive(Clone, Debug)]
struct Group {
    name: String,
    rules: Vec<Draft>,
}

/// Which languages use a group of rules.
#[derive(Clone, Debug)]
struct Map {
    pattern: Regex,
    group: usize,
}

/// Whether to break where `pattern` ends.
#[derive(Debug)]
struct Rule {
    breaks: bool,
    /// What stands before the place, then what stands after it as a look-ahead.
    pattern: Regex,
    /// What to say when it backtracks without end, and how often it did.
    runaway: SrxError,
    runaways: AtomicUsize,
}

/// The rules that apply to one language, in the order in which they decide.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules(Vec<Arc<Rule>>);

impl Srx {
    /// Reads an SRX file; `name` is used in messages.
    ///
    /// # Errors
    /// When the file is no well-formed XML or no SRX, or when a language map names rules that are not there.
    pub fn parse(name: &str, xml: &str) -> Result<Srx, SrxError> {
        Reading { name, xml, line: 1 }.read()
    }

    /// The rules for a language: those of the language maps whose pattern matches the whole tag, whatever its case. The
    /// patterns of other languages are not looked at.
    pub(super) fn rules(&self, lang: &Lang) -> Result<Rules, SrxError> {
        let mut rules = Vec::new();
        for map in &self.maps {
            if map.pattern.is_match(lang.as_str()).unwrap_or(false) {
                for (at, draft) in self.groups[map.group].rules.iter().enumerate() {
                    rules.push(Arc::new(self.rule(draft, &self.groups[map.group].name, at + 1)?));
                }
                if !self.cascade {
                    break;
                }
            }
        }
        Ok(Rules(rules))
    }

    fn rule(&self, draft: &Draft, group: &str, number: usize) -> Result<Rule, SrxError> {
        let place = format!("rule {number} of `{group}`");
        let error = |what: String| SrxError {
            name: self.name.clone(),
            line: draft.line,
            what: format!("{place}: {what}"),
        };
        for (part, pattern) in [("beforebreak", &draft.before), ("afterbreak", &draft.after)] {
            let wrong = |problem| error(format!("`{part}` is no regular expression: {}", one_line(&problem)));
            Regex::new(&to_ours(pattern)).map_err(wrong)?;
        }
        let whole = format!("(?:{})(?=(?:{}))", to_ours(&draft.before), to_ours(&draft.after));
        Ok(Rule {
            breaks: draft.breaks,
            pattern: Regex::new(&whole).map_err(|problem| error(one_line(&problem)))?,
            runaway: error("it backtracks without end, and was left out where it did".to_owned()),
            runaways: AtomicUsize::new(0),
        })
    }
}

/// What is wrong with a pattern, without the picture that the engine draws of it.
fn one_line(error: &fancy_regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().rfind(|line| !line.trim().is_empty()).unwrap_or(&text);
    last.trim().trim_start_matches("error: ").to_owned()
}

impl Rules {
    /// The rules that have backtracked without end in what was cut so far.
    pub(super) fn runaways(&self) -> Vec<SrxError> {
        let ran_away = self.0.iter().filter(|rule| rule.runaways.load(Ordering::Relaxed) > 0);
        ran_away.map(|rule| rule.runaway.clone()).collect()
    }

    /// Cuts `text`; the ranges are in order, do not overlap, and begin and end with something else than white space.
    pub(super) fn split(&self, text: &str) -> Vec<Range<usize>> {
        // Of the rules that match at a place the first decides; a place that no rule names is no break.
        let mut places: Vec<(usize, usize, bool)> = Vec::new();
        for (order, rule) in self.0.iter().enumerate() {
            let mut from = 0;
            while rule.runaways.load(Ordering::Relaxed) < MOST_RUNAWAYS {
                let found = match rule.pattern.find_from_pos(text, from) {
                    Ok(Some(found)) => found,
                    Ok(None) => break,
                    Err(_) => {
                        // It would take as long at the next place: the rest of the text goes without this rule.
                        rule.runaways.fetch_add(1, Ordering::Relaxed);
                        break;
                    }
                };
                places.push((found.end(), order, rule.breaks));
                from = if found.end() > from {
                    found.end()
                } else {
                    next_char(text, from)
                };
                if from >= text.len() {
                    break;
                }
            }
        }
        places.sort_unstable();
        places.dedup_by_key(|place| place.0);
        let mut out = Vec::new();
        let mut start = 0;
        for end in places
            .iter()
            .filter(|place| place.2)
            .map(|place| place.0)
            .chain([text.len()])
        {
            super::scanner::push_trimmed(text, start..end, &mut out);
            start = end;
        }
        out
    }
}

/// The place after the character at `at`.
fn next_char(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}

/// An SRX file as it is read.
struct Reading<'a> {
    name: &'a str,
    xml: &'a str,
    line: usize,
}

/// A rule as it is read.
#[derive(Clone, Debug, Default)]
struct Draft {
    breaks: bool,
    before: String,
    after: String,
    line: usize,
}

impl Reading<'_> {
    fn error(&self, what: impl Into<String>) -> SrxError {
        SrxError {
            name: self.name.to_owned(),
            line: self.line,
            what: what.into(),
        }
    }

    fn read(mut self) -> Result<Srx, SrxError> {
        let mut reader = Reader::from_str(self.xml);
        let mut srx = Srx {
            name: self.name.to_owned(),
            cascade: true,
            groups: Vec::new(),
            maps: Vec::new(),
        };
        let (mut root, mut counted) = (false, 0);
        let mut draft = Draft::default();
        let mut text = String::new();
        loop {
            let event = reader.read_event();
            let position = usize::try_from(reader.buffer_position())
                .unwrap_or(usize::MAX)
                .min(self.xml.len());
            self.line += self.xml.as_bytes()[counted..position]
                .iter()
                .filter(|b| **b == b'\n')
                .count();
            counted = position;
            match event.map_err(|error| self.error(format!("the XML is not well formed: {error}")))? {
                Event::Start(element) | Event::Empty(element) => {
                    root |= element.local_name().as_ref() == "srx";
                    if !root {
                        return Err(self.error("this is no SRX file: its root element is not `srx`"));
                    }
                    text.clear();
                    self.open(&element, &mut srx, &mut draft)?;
                }
                Event::Text(piece) => text.push_str(&piece.xml10_content()),
                Event::CData(piece) => text.push_str(&piece.xml10_content()),
                Event::GeneralRef(reference) => {
                    let numbered = reference
                        .resolve_char_ref()
                        .map_err(|error| self.error(error.to_string()))?;
                    match numbered {
                        Some(character) => text.push(character),
                        None => text.push(self.named(&reference)?),
                    }
                }
                Event::End(element) => match element.local_name().as_ref() {
                    "beforebreak" => draft.before = std::mem::take(&mut text),
                    "afterbreak" => draft.after = std::mem::take(&mut text),
                    "rule" => {
                        let Some(group) = srx.groups.last_mut() else {
                            return Err(self.error("a `rule` stands outside of a `languagerule`"));
                        };
                        group.rules.push(std::mem::take(&mut draft));
                    }
                    _ => {}
                },
                Event::Eof if root => return Ok(srx),
                Event::Eof => return Err(self.error("this is no SRX file: it has no `srx` element")),
                _ => {}
            }
        }
    }

    fn open(&self, element: &BytesStart<'_>, srx: &mut Srx, draft: &mut Draft) -> Result<(), SrxError> {
        let attribute = |name: &str| -> Result<Option<String>, SrxError> {
            let Some(found) = element
                .try_get_attribute(name)
                .map_err(|error| self.error(error.to_string()))?
            else {
                return Ok(None);
            };
            let value = found
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| self.error(error.to_string()))?;
            Ok(Some(value.into_owned()))
        };
        match element.local_name().as_ref() {
            "header" => srx.cascade = attribute("cascade")?.is_none_or(|value| value != "no"),
            "languagerule" => {
                let name = attribute("languagerulename")?;
                let name = name.ok_or_else(|| self.error("`languagerule` has no `languagerulename`"))?;
                srx.groups.push(Group {
                    name,
                    rules: Vec::new(),
                });
            }
            "rule" => {
                let breaks = attribute("break")?.is_none_or(|value| value != "no");
                *draft = Draft {
                    breaks,
                    line: self.line,
                    ..Draft::default()
                };
            }
            "languagemap" => {
                let pattern = attribute("languagepattern")?.unwrap_or_default();
                let name = attribute("languagerulename")?.unwrap_or_default();
                let group = srx.groups.iter().position(|group| group.name == name);
                let group = group.ok_or_else(|| {
                    self.error(format!(
                        "`languagemap` names the rules `{name}`, which the file does not have"
                    ))
                })?;
                let regex = Regex::new(&format!("(?i)^(?:{})$", to_ours(&pattern)));
                let pattern = regex.map_err(|error| {
                    self.error(format!(
                        "the language pattern `{pattern}` is no regular expression: {error}"
                    ))
                })?;
                srx.maps.push(Map { pattern, group });
            }
            _ => {}
        }
        Ok(())
    }

    /// The character that a reference names; SRX has those of XML only.
    fn named(&self, name: &str) -> Result<char, SrxError> {
        Ok(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => return Err(self.error(format!("`&{name};` is not a character that XML knows"))),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(srx: &str, lang: &str, text: &str) -> Vec<String> {
        let rules = Srx::parse("test.srx", srx)
            .expect("an SRX file")
            .rules(&Lang::parse(lang).expect("a tag"))
            .expect("patterns");
        rules
            .split(text)
            .into_iter()
            .map(|range| text[range].to_owned())
            .collect()
    }

    fn file(cascade: &str) -> String {
        format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<srx xmlns="http://www.lisa.org/srx20" version="2.0">
<header segmentsubflows="yes" cascade="{cascade}"><formathandle type="start" include="no"/></header>
<body><languagerules>
<languagerule languagerulename="French">
<rule break="no"><beforebreak>\bM\.</beforebreak><afterbreak>\s</afterbreak></rule>
<rule break="no"><beforebreak>(?&lt;!\d)\b[Pp]\.</beforebreak><afterbreak>\s\d</afterbreak></rule>
</languagerule>
<languagerule languagerulename="Default">
<rule break="yes"><beforebreak>[.?!]+</beforebreak><afterbreak>\s+\p{{Upper}}</afterbreak></rule>
<rule><beforebreak>;</beforebreak><afterbreak/></rule>
</languagerule>
</languagerules><maprules>
<languagemap languagepattern="FR.*" languagerulename="French"/>
<languagemap languagepattern=".*" languagerulename="Default"/>
</maprules></body></srx>"#
        )
    }

    #[test]
    fn the_first_rule_that_applies_decides() {
        let text = "M. Roux lit. Il lit p. 4; bien. Ah";
        assert_eq!(
            cut(&file("yes"), "fr-CA", text),
            ["M. Roux lit.", "Il lit p. 4;", "bien.", "Ah"]
        );
        assert_eq!(
            cut(&file("yes"), "en", text),
            ["M.", "Roux lit.", "Il lit p. 4;", "bien.", "Ah"]
        );
        // Without cascade French has its exceptions only, and no break.
        assert_eq!(cut(&file("no"), "fr", text), [text]);
    }

    #[test]
    fn errors_name_the_line_and_the_rule() {
        let wrong = file("yes").replace(r"\bM\.", r"\bM\.(");
        let srx = Srx::parse("mine.srx", &wrong).expect("an SRX file");
        let error = srx
            .rules(&Lang::parse("fr").expect("a tag"))
            .expect_err("an open parenthesis");
        assert_eq!(error.line, 6);
        assert!(
            error
                .to_string()
                .starts_with("mine.srx, line 6: rule 1 of `French`: `beforebreak`"),
            "{error}"
        );
        // Other languages do without that rule.
        assert!(srx.rules(&Lang::parse("en").expect("a tag")).is_ok());
        let error =
            Srx::parse("a.srx", &file("yes").replace("\"Default\"/>", "\"Other\"/>")).expect_err("a missing group");
        assert!(error.what.contains("`Other`"), "{error}");
        assert!(Srx::parse("a.srx", "<tmx/>").is_err());
        assert!(Srx::parse("a.srx", "text").is_err());
        assert!(Srx::parse("a.srx", "<srx><body></srx>").is_err());
    }

    /// Files in the shapes that tools write: an empty header and comments (OmegaT), extensions of their own in the header and
    /// rules for line breaks (Okapi), a prefix on every element and quoted patterns (Trados), classes of Java (LanguageTool).
    #[test]
    fn the_shapes_that_tools_write_are_read() {
        let rules = r#"<languagerule languagerulename="Mine">
            <!-- titles -->
            <rule break="no"><beforebreak>\b(?:\QM.\E|Mme\.?)[\h\v]</beforebreak><afterbreak></afterbreak></rule>
            <rule break="no"><beforebreak>\bM\.</beforebreak><afterbreak>[\s\d-–]</afterbreak></rule>
            <rule break="yes"><beforebreak>[\.\?\!]+[\p{Pe}\p{Pf}"]*</beforebreak><afterbreak>\s+[\p{IsUppercase}\"]</afterbreak></rule>
            </languagerule>"#;
        let maps = r#"<languagemap languagepattern="[Ff][Rr].*" languagerulename="Mine"></languagemap>"#;
        let okapi = r#"<header segmentsubflows="yes" cascade="no"><formathandle type="start" include="no"></formathandle>
            <okpsrx:options xmlns:okpsrx="http://okapi.sf.net/srx-extensions" oneSegmentIncludesAll="no"/>
            <okpsrx:sample language="fr" useMappedRules="yes">Un. Deux.</okpsrx:sample></header>"#;
        let text = "M. Roux lit. Mme Blin (assise.) \"Oui.\" Non";
        for header in [
            "<header></header>",
            r#"<header segmentsubflows="no" cascade="yes"/>"#,
            okapi,
        ] {
            let file = format!(
                "<?xml version=\"1.0\"?>\n<!-- mine -->\n<srx xmlns=\"http://www.lisa.org/srx20\" version=\"2.0\">\n{header}\n\
                 <body><languagerules>{rules}</languagerules><maprules>{maps}</maprules></body></srx>"
            );
            let expected = ["M. Roux lit.", "Mme Blin (assise.)", "\"Oui.\"", "Non"];
            assert_eq!(cut(&file, "fr-FR", text), expected, "{header}");
            let mut prefixed = file
                .replace("<okpsrx:", "<o-")
                .replace("</okpsrx:", "</o-")
                .replace("xmlns:okpsrx", "x");
            for name in [
                "srx",
                "header",
                "body",
                "languagerules",
                "languagerule",
                "rule",
                "maprules",
                "languagemap",
                "beforebreak",
                "afterbreak",
            ] {
                for (open, end) in [('<', '>'), ('<', ' '), ('<', '/')] {
                    prefixed = prefixed.replace(&format!("{open}{name}{end}"), &format!("{open}s:{name}{end}"));
                }
                prefixed = prefixed.replace(&format!("</{name}>"), &format!("</s:{name}>"));
            }
            assert_eq!(cut(&prefixed, "fr-FR", text), expected, "{prefixed}");
        }
    }

    #[test]
    fn a_rule_that_runs_away_is_named_and_the_others_go_on() {
        let runs = file("yes")
            .replace(r"\bM\.", r"(?:a|aa)*\1?(?<=(a))b\.")
            .replace(r"(?<=(a))", "(?!c)(a)*+");
        let srx = Srx::parse("mine.srx", &runs).expect("an SRX file");
        let rules = srx.rules(&Lang::parse("fr").expect("a tag")).expect("patterns");
        let text = format!("{} Il lit. Ah", "a".repeat(4000));
        assert_eq!(rules.split(&text).len(), 2);
        let named = rules.runaways();
        assert_eq!(named.len(), 1, "{named:?}");
        assert!(
            named[0].to_string().starts_with("mine.srx, line 6: rule 1 of `French`"),
            "{}",
            named[0]
        );
    }

    #[test]
    fn our_rules_as_srx_cut_as_we_do_where_srx_can() {
        let exported = super::super::export_srx();
        for (lang, text) in [
            (
                "fr",
                "« Le pont est fermé. » M. Roux attend, p. 4. Mme. Blin aussi… ou pas. Des clous, etc. sont là ! Oui.",
            ),
            (
                "en",
                "Mr. Shaw left at 5 p.m. on May 2. \"Close the gate.\" See no. 4. J. R. Shaw wrote it? Yes.",
            ),
        ] {
            let ours = super::super::Segmenter::new(&Lang::parse(lang).expect("a tag"));
            let ours: Vec<&str> = ours.split(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(cut(&exported, lang, text), ours);
        }
    }
}
