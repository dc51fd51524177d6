//! A Markdown file → an [`Article`]: front matter read, code blocks left out, the rest as typed blocks.
//!
//! The text is read as CommonMark with tables, footnotes, strikethrough and task lists. Front matter is the block of `key: value`
//! lines (YAML) between `---` lines, or of `key = value` lines (TOML) between `+++` lines, at the top of the file.

use crate::article::draft::Draft;
use crate::article::draft::Origin;
use crate::article::draft::join_blocks;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::article::block::BlockKind;
use crate::article::formats::html;
use crate::article::formats::notes;
use crate::article::formats::templates::without_templates;
use crate::article::furniture::reason::Furniture;
use crate::text::lang::Lang;
use crate::text::scripts;
use crate::text::scripts::Script;
use crate::text::sentence_end::lines_that_go_on;
use crate::text::space::nfc;
use crate::text::words::key;

/// How many blocks below the title its copy is looked for.
const NEAR: usize = 3;

/// Reads Markdown; an article without any block is `None`.
pub(crate) fn read(text: &str) -> Option<Draft> {
    let (front, body) = split_front_matter(text);
    let front = front.map(FrontMatter::read).unwrap_or_default();
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let body = without_templates(body);
    let mut walk = Walk::default();
    if let Some(title) = &front.title {
        walk.push(title, BlockKind::Heading);
    }
    for event in Parser::new_ext(&body, options) {
        walk.event(event);
    }
    walk.flush();
    let again = title_again(&walk.pieces);
    let pieces = walk.pieces.iter().enumerate();
    let (text, blocks) = join_blocks(pieces.map(|(at, (text, kind))| {
        (
            text.as_str(),
            *kind,
            (Some(at) == again).then_some(Furniture::Repetition),
        )
    }));
    let heading = blocks.iter().find(|block| block.kind == BlockKind::Heading);
    let title = heading.map(|block| text[block.range.clone()].to_owned());
    (!blocks.is_empty()).then_some(Draft {
        origin: Origin::Document,
        text,
        blocks,
        title,
        lang: front.lang,
        date: front.date,
    })
}

/// The heading that says the title again, among the first blocks below it: front matter and body both have it.
fn title_again(pieces: &[(String, BlockKind)]) -> Option<usize> {
    let ((title, BlockKind::Heading), below) = pieces.split_first()? else {
        return None;
    };
    let same = |(text, kind): &(String, BlockKind)| *kind == BlockKind::Heading && key(text) == key(title);
    below.iter().take(NEAR).position(same).map(|at| at + 1)
}

/// Whether a text whose name does not say so is Markdown: it has front matter, or headings and links as Markdown writes them.
pub(crate) fn looks_like_markdown(text: &str) -> bool {
    if split_front_matter(text)
        .0
        .is_some_and(|front| front.lines().filter(|line| line.contains([':', '='])).count() >= 2)
    {
        return true;
    }
    let heading = |line: &&str| {
        let marks = line.len() - line.trim_start_matches('#').len();
        (1..=6).contains(&marks) && line[marks..].starts_with(' ')
    };
    text.lines().filter(heading).take(2).count() == 2 && (text.contains("](") || text.contains("**"))
}

/// What front matter says of the article.
#[derive(Default)]
struct FrontMatter {
    title: Option<String>,
    lang: Option<Lang>,
    date: Option<String>,
}

impl FrontMatter {
    fn read(front: &str) -> FrontMatter {
        let mut found = FrontMatter::default();
        // The `=` of TOML, which a whole reader knows; what it refuses is read line by line.
        if let Ok(table) = front.parse::<toml_edit::DocumentMut>() {
            for (key, value) in table.iter() {
                let value = match value.as_value() {
                    Some(toml_edit::Value::String(text)) => {
                        text.value().split_whitespace().collect::<Vec<_>>().join(" ")
                    }
                    Some(toml_edit::Value::Datetime(date)) => date.value().to_string(),
                    _ => continue,
                };
                found.set(key, decoded(value));
            }
            return found;
        }
        let lines: Vec<&str> = front.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let Some((key, value)) = line.split_once(':').or_else(|| line.split_once('=')) else {
                continue;
            };
            let value = scalar(value.trim(), &lines[at + 1..]);
            found.set(unquote(key.trim_end()).as_str(), value);
        }
        found
    }

    fn set(&mut self, key: &str, value: String) {
        match key {
            "title" if !value.is_empty() => self.title = Some(value),
            "lang" | "language" | "locale" => self.lang = Lang::parse(&value).ok(),
            "date" => self.date = html::iso_date(&value),
            _ => {}
        }
    }
}

/// The value of a key, which may go on in the lines below that are indented: a block (`>-`, `|`; YAML 1.2, 8.1), or a scalar of
/// several lines (7.3). A comment after it is none of it, and the characters that HTML names are what they name.
fn scalar(first: &str, below: &[&str]) -> String {
    let header = first.split(" #").next().unwrap_or(first).trim_end();
    let block = header.starts_with(['>', '|'])
        && header[1..]
            .chars()
            .all(|c| matches!(c, '+' | '-') || c.is_ascii_digit());
    let indented = below
        .iter()
        .take_while(|line| line.trim().is_empty() || line.starts_with([' ', '\t']));
    let more = indented.map(|line| line.trim()).filter(|line| !line.is_empty());
    let mut parts: Vec<&str> = if block || first.is_empty() {
        Vec::new()
    } else {
        vec![first]
    };
    // A key without a value has a list or a map below it.
    if block || !first.is_empty() {
        parts.extend(more);
    }
    let text = parts.join(" ");
    if block {
        return decoded(text);
    }
    if text.starts_with(['"', '\'']) {
        return decoded(unquote(&text));
    }
    let bare = text
        .find(" #")
        .map_or(text.as_str(), |comment| text[..comment].trim_end());
    decoded(bare.to_owned())
}

/// A value with the characters that HTML names in their place.
fn decoded(value: String) -> String {
    match value
        .contains('&')
        .then(|| quick_xml::escape::unescape_with(&value, quick_xml::escape::resolve_html5_entity))
    {
        Some(Ok(decoded)) => decoded.into_owned(),
        _ => value,
    }
}

/// A scalar of YAML (1.2, 7.3.1 and 7.3.2) without its quotation marks and what stands after them: a single quote that is kept is doubled, a
/// double one is escaped.
fn unquote(value: &str) -> String {
    let mut chars = value.chars();
    let Some(mark) = chars.next().filter(|c| matches!(c, '"' | '\'')) else {
        return value.to_owned();
    };
    let mut text = String::new();
    while let Some(c) = chars.next() {
        let next = chars.clone().next();
        match c {
            '\'' if mark == c && next == Some(c) => {
                chars.next();
                text.push(c);
            }
            _ if c == mark => return text,
            '\\' if mark == '"' => match chars.next() {
                Some('n' | 't' | 'N' | 'L' | 'P' | ' ') => text.push(' '),
                Some('_') => text.push('\u{a0}'),
                Some(kind @ ('x' | 'u' | 'U')) => {
                    let digits = match kind {
                        'x' => 2,
                        'u' => 4,
                        _ => 8,
                    };
                    let hex: String = chars.by_ref().take(digits).collect();
                    let code = u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32);
                    text.push(code.unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                Some(escaped) => text.push(escaped),
                None => {}
            },
            _ => text.push(c),
        }
    }
    // Without its closing mark it is no quoted scalar.
    value.to_owned()
}

fn split_front_matter(text: &str) -> (Option<&str>, &str) {
    let first = text.lines().next().unwrap_or("");
    let fence = first.trim_end();
    if !matches!(fence, "---" | "+++") {
        return (None, text);
    }
    let mut at = first.len() + text[first.len()..].chars().next().map_or(0, char::len_utf8);
    if text[first.len()..].starts_with("\r\n") {
        at += 1;
    }
    let start = at;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == fence || (fence == "---" && line.trim_end() == "...") {
            return (Some(&text[start..at]), &text[at + line.len()..]);
        }
        at += line.len();
    }
    (None, text)
}

#[derive(Default)]
struct Walk {
    pieces: Vec<(String, BlockKind)>,
    line: String,
    html: String,
    /// The kinds of the open blocks, the innermost last.
    kinds: Vec<BlockKind>,
    code: usize,
    image: usize,
    /// The open spans of the line, and where the line was when they began.
    spans: Vec<(Span, usize)>,
}

/// What a span of a line does to its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Span {
    /// Raises or lowers it.
    In(Script),
    /// Leads to another place of the page; whether that is a note's, right after a word.
    Link { noted: bool },
}

impl Span {
    fn is_link(self) -> bool {
        matches!(self, Span::Link { .. })
    }
}

impl Walk {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.open(&tag),
            Event::End(tag) => self.close(tag),
            Event::Text(text) | Event::Code(text) if self.code == 0 && self.image == 0 => self.line.push_str(&text),
            Event::Html(markup) => self.html.push_str(&markup),
            // A line break of the markup is a space; the tags inside of a line have no text.
            Event::InlineHtml(tag) if is_break(&tag) => self.line.push('\n'),
            Event::InlineHtml(tag) => self.inline(&tag),
            Event::SoftBreak => self.line.push(' '),
            Event::HardBreak => self.line.push('\n'),
            _ => {}
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        let kind = match tag {
            Tag::Heading { .. } => Some(BlockKind::Heading),
            Tag::Item => Some(BlockKind::ListItem),
            Tag::BlockQuote(_) => Some(BlockKind::Quotation),
            Tag::TableCell => Some(BlockKind::TableCell),
            Tag::FootnoteDefinition(_) => Some(BlockKind::Footnote),
            Tag::CodeBlock(_) => {
                self.flush();
                self.code += 1;
                None
            }
            Tag::Image { .. } => {
                self.image += 1;
                None
            }
            Tag::Link { dest_url, .. } if dest_url.starts_with('#') => {
                let noted = notes::is_place_of_note(&dest_url[1..]) && notes::follows_word(&self.line);
                self.spans.push((Span::Link { noted }, self.line.len()));
                None
            }
            Tag::Paragraph | Tag::HtmlBlock | Tag::List(_) => {
                self.flush();
                None
            }
            _ => None,
        };
        if let Some(kind) = kind {
            self.flush();
            self.kinds.push(kind);
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_)
            | TagEnd::Item
            | TagEnd::BlockQuote(_)
            | TagEnd::TableCell
            | TagEnd::FootnoteDefinition => {
                self.flush();
                self.kinds.pop();
            }
            TagEnd::Paragraph => self.flush(),
            TagEnd::CodeBlock => self.code = self.code.saturating_sub(1),
            TagEnd::Image => self.image = self.image.saturating_sub(1),
            TagEnd::Link => self.end_span(Span::Link { noted: false }),
            TagEnd::HtmlBlock => self.flush_html(),
            _ => {}
        }
    }

    /// A tag inside of a line: those that raise or lower what stands between them count, and links within the page.
    fn inline(&mut self, tag: &str) {
        let bare = tag.trim_start_matches('<').trim_end_matches('>');
        if let Some(name) = bare.strip_prefix('/') {
            match name.trim().to_ascii_lowercase().as_str() {
                "sup" => self.end_span(Span::In(Script::Raised)),
                "sub" => self.end_span(Span::In(Script::Lowered)),
                "a" => self.end_span(Span::Link { noted: false }),
                _ => {}
            }
            return;
        }
        let begun = match bare
            .split_whitespace()
            .next()
            .unwrap_or("")
            .to_ascii_lowercase()
            .as_str()
        {
            "sup" => Span::In(Script::Raised),
            "sub" => Span::In(Script::Lowered),
            "a" => {
                let Some(place) = attribute(bare, "href").and_then(|href| href.strip_prefix('#')) else {
                    return;
                };
                let named =
                    attribute(bare, "class").is_some_and(|class| class.split_whitespace().any(notes::names_mark));
                let noted = (named || notes::is_place_of_note(place)) && notes::follows_word(&self.line);
                Span::Link { noted }
            }
            _ => return,
        };
        self.spans.push((begun, self.line.len()));
    }

    /// What ends is raised or lowered; a link within the page that marks a note is left out, and a sign alone (`↩`).
    fn end_span(&mut self, ended: Span) {
        let same = |begun: Span| begun == ended || (begun.is_link() && ended.is_link());
        let Some((begun, from)) = self.spans.pop_if(|(begun, _)| same(*begun)) else {
            return;
        };
        let around = self.spans.last().map(|(span, _)| *span);
        let text = self.line.get(from..).unwrap_or("");
        let link = begun.is_link() || around.is_some_and(Span::is_link);
        let raised = link && [Some(begun), around].contains(&Some(Span::In(Script::Raised)));
        let noted = begun == Span::Link { noted: true };
        if ((raised || noted) && notes::is_note_mark(text)) || (begun.is_link() && notes::is_sign(text)) {
            self.line.truncate(from);
        } else if let Span::In(script) = begun {
            scripts::rewrite(&mut self.line, from, script);
        }
    }

    fn flush(&mut self) {
        self.spans.clear();
        let kind = self.kinds.last().copied().unwrap_or(BlockKind::Paragraph);
        let line = std::mem::take(&mut self.line);
        self.push(&line, kind);
    }

    fn push(&mut self, text: &str, kind: BlockKind) {
        let lines: Vec<&str> = text.split('\n').map(str::trim).collect();
        let mut block = String::new();
        for (line, goes_on) in lines.iter().zip(lines_that_go_on(&lines)) {
            if !goes_on && !block.is_empty() {
                self.pieces
                    .push((scripts::with_cents(nfc(std::mem::take(&mut block))), kind));
            } else if goes_on {
                block.push('\n');
            }
            block.push_str(line);
        }
        if !block.is_empty() {
            self.pieces.push((scripts::with_cents(nfc(block)), kind));
        }
    }

    /// The text of a block of HTML inside of the Markdown.
    fn flush_html(&mut self) {
        let markup = std::mem::take(&mut self.html);
        for (text, kind) in html::fragment(&markup) {
            self.push(&text, kind);
        }
    }
}

/// The value of an attribute in a tag, in quotation marks of either kind.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    loop {
        let at = rest.find(name)?;
        let after = rest[at + name.len()..].trim_start();
        let apart = rest[..at].ends_with(char::is_whitespace);
        rest = &rest[at + name.len()..];
        let value = after.strip_prefix('=').map(str::trim_start);
        if let Some(quoted) = value.filter(|_| apart)
            && let Some(quote) = quoted.chars().next().filter(|c| matches!(c, '"' | '\''))
        {
            return quoted[1..].split(quote).next();
        }
    }
}

fn is_break(tag: &str) -> bool {
    tag.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("<br"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_gives_typed_blocks_and_leaves_code_out() {
        let text = "---\ntitle: 'L''atelier'\ndate: 2023-04-05\nlang: fr\n---\n\nUn *atelier* de\nreliure &amp; de dorure.\n\n## Les outils\n\n\
            - la presse\n- le couteau[^1]\n\n> Plier, coudre, coller.\n\n```sh\nls\n```\n\n| Papier | Poids |\n|---|---|\n| vergé | 90 g |\n\n\
            [^1]: Bien affûté.\n\n<div><p>Un encadré</p></div>\n";
        let article = read(text).expect("blocks");
        let blocks: Vec<(&str, &str)> = article
            .blocks
            .iter()
            .map(|block| (block.kind.as_str(), &article.text[block.range.clone()]))
            .collect();
        assert_eq!(
            blocks,
            [
                ("heading", "L'atelier"),
                ("paragraph", "Un atelier de reliure & de dorure."),
                ("heading", "Les outils"),
                ("list-item", "la presse"),
                ("list-item", "le couteau"),
                ("quotation", "Plier, coudre, coller."),
                ("table-cell", "Papier"),
                ("table-cell", "Poids"),
                ("table-cell", "vergé"),
                ("table-cell", "90 g"),
                ("footnote", "Bien affûté."),
                ("paragraph", "Un encadré"),
            ]
        );
        assert_eq!(article.title.as_deref(), Some("L'atelier"));
        assert_eq!(article.date.as_deref(), Some("2023-04-05"));
        assert!(article.lang.is_some_and(|lang| lang.is("fr")));
    }

    #[test]
    fn a_title_in_front_matter_and_body_counts_once() {
        let article =
            read("---\ntitle: L'atelier\n---\n# L’atelier\n\nUn atelier de reliure.\n\n## L'atelier\n\nEncore.\n")
                .expect("blocks");
        let marks: Vec<bool> = article.blocks.iter().map(|block| block.furniture.is_some()).collect();
        assert_eq!(marks, [false, true, false, false, false]);
        // A later section of the same name is the article's own, and so are two headings without front matter.
        let article = read("# Notes\n\nOne.\n\nTwo.\n\nThree.\n\n# Notes\n\nFour.\n").expect("blocks");
        assert!(article.blocks.iter().all(|block| block.furniture.is_none()));
    }

    #[test]
    fn markdown_is_told_from_plain_text() {
        assert!(looks_like_markdown("# One\n\ntext\n\n## Two\n\nSee [this](x).\n"));
        assert!(looks_like_markdown("---\ntitle: a\nlang: fr\n---\nText\n"));
        assert!(!looks_like_markdown(
            "#1 in the charts\n\nA list of songs, with **stars**.\n"
        ));
        assert!(!looks_like_markdown("---\nA rule, then text.\n"));
    }
}
