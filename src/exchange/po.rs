//! GNU gettext's PO files ⇄ rows (GNU gettext manual, "The Format of PO Files").

use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use encoding_rs::{Encoding, WINDOWS_1252};

use crate::exchange::error::ExchangeError;
use crate::exchange::input::{Allowance, Input};
use crate::exchange::plural_forms::PluralForms;
use crate::exchange::row::Row;
use crate::exchange::sink::{RowSink, WriteOptions};
use crate::exchange::source::{FileLanguages, Rows, until_end};
use crate::memory::Status;
use crate::text::lang::Lang;

/// What the file should hold, for messages.
const EXPECTED: &str = "a PO file: entries of `msgid \"…\"` and `msgstr \"…\"`";

/// Reads the entries. The header says the language of the translations (`Language`) and may say that of the sources
/// (`X-Source-Language`); where it does not, they are in the source language asked for if the translations are in the other one, else
/// in English, as gettext has it.
pub(super) fn read(path: &Path, options: &FileLanguages) -> Result<Rows, ExchangeError> {
    let input = Input::open_in(path, EXPECTED, charset)?;
    let allowance = input.allowance();
    let mut entries = Entries {
        path: path.to_owned(),
        allowance,
        reader: BufReader::new(input),
        line: 0,
        ahead: None,
        options: options.clone(),
        langs: None,
        plural: None,
        ready: Vec::new(),
    };
    Ok(until_end(move || entries.next_row()))
}

/// One entry as it stands in the file.
#[derive(Default)]
struct Entry {
    comments: Vec<String>,
    fuzzy: bool,
    context: Option<String>,
    id: Option<String>,
    plural: Option<String>,
    /// The translations by their number; one without plural has number 0.
    strings: Vec<(usize, String)>,
}

/// The string that a line of quoted text goes on with.
#[derive(Clone, Copy)]
enum Part {
    Context,
    Id,
    Plural,
    String,
}

struct Entries {
    path: PathBuf,
    allowance: Allowance,
    reader: BufReader<Input>,
    line: u64,
    /// A line that belongs to the next entry.
    ahead: Option<String>,
    options: FileLanguages,
    /// The languages of source and translation, where the header says them.
    langs: Option<[Lang; 2]>,
    /// Which form the translations have for one and for many, where the header says it.
    plural: Option<PluralForms>,
    ready: Vec<Row>,
}

impl Entries {
    fn wrong(&self, problem: impl Into<String>) -> ExchangeError {
        ExchangeError::content(&self.path, self.line, problem, EXPECTED)
    }

    fn next_line(&mut self) -> Result<Option<String>, ExchangeError> {
        if let Some(line) = self.ahead.take() {
            return Ok(Some(line));
        }
        let mut line = String::new();
        self.line += 1;
        match self.reader.read_line(&mut line) {
            Ok(0) => Ok(None),
            Ok(_) => Ok(Some(line.trim().to_owned())),
            Err(error) => Err(self.wrong(error.to_string())),
        }
    }

    /// The next entry; entries out of use (`#~`) are passed over.
    fn next_entry(&mut self) -> Result<Option<Entry>, ExchangeError> {
        self.allowance.renew();
        let mut entry = Entry::default();
        let mut part = None;
        while let Some(line) = self.next_line()? {
            let complete = !entry.strings.is_empty();
            let begins = line.starts_with('#') || line.starts_with("msgctxt") || is_keyword(&line, "msgid");
            if complete && begins {
                self.ahead = Some(line);
                return Ok(Some(entry));
            }
            if line.is_empty() || line.starts_with("#~") || line.starts_with("#|") {
                continue;
            }
            if let Some(comment) = line.strip_prefix('#') {
                match comment.chars().next() {
                    Some(',') => entry.fuzzy |= comment[1..].split(',').any(|flag| flag.trim() == "fuzzy"),
                    Some(':') => {}
                    Some('.') => entry.comments.push(comment[1..].trim().to_owned()),
                    _ => entry.comments.push(comment.trim().to_owned()),
                }
                continue;
            }
            part = Some(self.keyword_line(&line, part, &mut entry)?);
        }
        if entry.strings.is_empty() && entry.id.is_some() {
            return Err(self.wrong("the file ends in the middle of an entry"));
        }
        Ok((!entry.strings.is_empty()).then_some(entry))
    }

    /// A line with a keyword and a string, or with more of the last string.
    fn keyword_line(&self, line: &str, part: Option<Part>, entry: &mut Entry) -> Result<Part, ExchangeError> {
        let quote = line
            .find('"')
            .ok_or_else(|| self.wrong(format!("the line `{}`", shortened(line))))?;
        let text = unquoted(&line[quote..]).ok_or_else(|| self.wrong("a string that does not end"))?;
        let twice = |known: bool, what: &str| {
            if known {
                Err(self.wrong(format!("a second `{what}` in one entry")))
            } else {
                Ok(())
            }
        };
        match line[..quote].trim() {
            "" => {
                let last = match part {
                    Some(Part::Context) => entry.context.as_mut(),
                    Some(Part::Id) => entry.id.as_mut(),
                    Some(Part::Plural) => entry.plural.as_mut(),
                    Some(Part::String) => entry.strings.last_mut().map(|(_, string)| string),
                    None => None,
                };
                last.ok_or_else(|| self.wrong("a string without a keyword before it"))?
                    .push_str(&text);
                part.ok_or_else(|| self.wrong("a string without a keyword before it"))
            }
            "msgctxt" => {
                twice(entry.context.is_some(), "msgctxt")?;
                entry.context = Some(text);
                Ok(Part::Context)
            }
            "msgid" => {
                twice(entry.id.is_some(), "msgid")?;
                entry.id = Some(text);
                Ok(Part::Id)
            }
            "msgid_plural" => {
                twice(entry.plural.is_some(), "msgid_plural")?;
                entry.plural = Some(text);
                Ok(Part::Plural)
            }
            keyword => {
                let number = match keyword.strip_prefix("msgstr") {
                    Some("") => Some(0),
                    Some(index) => index
                        .strip_prefix('[')
                        .and_then(|i| i.strip_suffix(']'))
                        .and_then(|i| i.parse().ok()),
                    None => None,
                };
                let number = number.ok_or_else(|| self.wrong(format!("the keyword `{}`", shortened(keyword))))?;
                if entry.id.is_none() {
                    return Err(self.wrong("a `msgstr` without a `msgid` before it"));
                }
                entry.strings.push((number, text));
                Ok(Part::String)
            }
        }
    }

    fn next_row(&mut self) -> Result<Option<Row>, ExchangeError> {
        loop {
            if let Some(row) = self.ready.pop() {
                return Ok(Some(row));
            }
            let Some(entry) = self.next_entry()? else {
                return Ok(None);
            };
            let id = entry.id.clone().unwrap_or_default();
            if id.is_empty() && entry.context.is_none() {
                self.header(&entry)?;
                continue;
            }
            // Last first, since they are taken from the end.
            self.ready = entry.rows(&id, self.langs.as_ref(), self.plural.as_ref());
            self.ready.reverse();
        }
    }

    /// The entry of the empty `msgid` has fields, one a line.
    fn header(&mut self, entry: &Entry) -> Result<(), ExchangeError> {
        let fields = entry.strings.first().map_or("", |(_, text)| text.as_str());
        let lang = |name: &str| {
            let tag = fields
                .lines()
                .find_map(|field| field.strip_prefix(name)?.strip_prefix(':'))?;
            // gettext writes `fr_FR@euro` and `fr_FR.UTF-8` too, and a script as `sr@latin`.
            let (tag, variant) = tag.trim().split_once('@').unwrap_or((tag.trim(), ""));
            let tag = tag.split('.').next()?;
            let script = match variant.to_ascii_lowercase().as_str() {
                "latin" => "-Latn",
                "cyrillic" => "-Cyrl",
                _ => "",
            };
            Lang::parse(&format!("{tag}{script}"))
                .or_else(|_| Lang::parse(tag))
                .ok()
        };
        let plural = fields.lines().find_map(|field| field.strip_prefix("Plural-Forms:"));
        self.plural = plural.and_then(PluralForms::parse);
        let Some(target) = lang("Language") else { return Ok(()) };
        let source = lang("X-Source-Language").map_or_else(|| self.convention(&target), Ok)?;
        if source == target {
            let problem = format!(
                "the header says that source and translation are both in {}",
                target.name()
            );
            let expected = "two languages in `X-Source-Language` and `Language`";
            return Err(ExchangeError::content(&self.path, self.line, problem, expected));
        }
        self.langs = Some([source, target]);
        Ok(())
    }

    /// The language of the sources of a file that does not say it.
    fn convention(&self, target: &Lang) -> Result<Lang, ExchangeError> {
        let (from, to) = (&self.options.from, &self.options.to);
        if to.accepts(target) && !from.accepts(target) {
            return Ok(from.clone());
        }
        Lang::parse("en").map_err(|error| self.wrong(error.to_string()))
    }
}

impl Entry {
    /// The singular and, where there is one, the plural: gettext's English has these two. The singular's translation is the form for one, the
    /// plural's that for many, as the header's rule has it; without a rule the first and the last. Other forms are kept in the plural's note.
    fn rows(self, id: &str, langs: Option<&[Lang; 2]>, plural: Option<&PluralForms>) -> Vec<Row> {
        let string = |number: Option<usize>| {
            let found = self.strings.iter().find(|(n, _)| Some(*n) == number);
            found.map(|(_, text)| text.clone()).filter(|text| !text.is_empty())
        };
        let last = self.strings.iter().map(|(number, _)| *number).max();
        let form = |count: u64| {
            plural
                .and_then(|plural| plural.form(count))
                .filter(|form| Some(*form) <= last)
        };
        let (one, many) = match &self.plural {
            Some(_) => (form(1).or(Some(0)), form(MANY).or(last)),
            None => (Some(0), None),
        };
        let row = |source: &str, target: Option<String>| Row {
            source: source.to_owned(),
            status: target.as_ref().map(|_| {
                if self.fuzzy {
                    Status::ToReview
                } else {
                    Status::Confirmed
                }
            }),
            target,
            source_lang: langs.map(|[source, _]| source.clone()),
            target_lang: langs.map(|[_, target]| target.clone()),
            context: self.context.clone(),
            note: (!self.comments.is_empty()).then(|| self.comments.join("\n")),
            ..Row::default()
        };
        let mut rows = vec![row(id, string(one))];
        if let Some(plural) = &self.plural {
            let mut row = row(plural, string(many));
            let others = self
                .strings
                .iter()
                .filter(|(number, text)| ![one, many].contains(&Some(*number)) && !text.is_empty());
            let others: Vec<String> = others
                .map(|(number, text)| format!("msgstr[{number}]: {text}"))
                .collect();
            if !others.is_empty() {
                row.note = Some(row.note.into_iter().chain(others).collect::<Vec<_>>().join("\n"));
            }
            rows.push(row);
        }
        rows
    }
}

/// A number that every language counts as many.
const MANY: u64 = 100;

/// The encoding that the header's `Content-Type` names; `None` where it names none, or ASCII, of which all common ones are more.
fn charset(head: &[u8]) -> Result<Option<&'static Encoding>, String> {
    let name = b"charset=";
    let Some(at) = head
        .windows(name.len())
        .position(|window| window.eq_ignore_ascii_case(name))
    else {
        return Ok(None);
    };
    // Of the first entry's header alone.
    let is_text = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':');
    let label: Vec<u8> = head[at + name.len()..].iter().copied().take_while(is_text).collect();
    let before = String::from_utf8_lossy(&head[..at]);
    let in_header = before.matches("msgid").count() == 1 && before.to_ascii_lowercase().contains("content-type");
    let ascii = ["charset", "ascii", "us-ascii", ""]
        .iter()
        .any(|known| label.eq_ignore_ascii_case(known.as_bytes()));
    if !in_header || ascii {
        return Ok(None);
    }
    let name = String::from_utf8_lossy(&label).into_owned();
    Encoding::for_label(&label)
        .map(Some)
        .ok_or_else(|| format!("the header names the encoding `{name}`, which is not known"))
}

/// Whether the line begins with that keyword and not with a longer one.
fn is_keyword(line: &str, keyword: &str) -> bool {
    line.strip_prefix(keyword)
        .is_some_and(|rest| rest.starts_with([' ', '\t', '"']))
}

/// The content of a quoted string, its escapes resolved, which are those of C; `None` when it does not end.
fn unquoted(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.strip_prefix('"')?.chars();
    // Bytes that stand as numbers: several may be one character.
    let mut bytes: Vec<u8> = Vec::new();
    loop {
        let next = chars.next()?;
        if next == '\\'
            && let Some((byte, length)) = numbered(chars.as_str())
        {
            bytes.push(byte);
            chars = chars.as_str()[length..].chars();
            continue;
        }
        if !bytes.is_empty() {
            match std::str::from_utf8(&bytes) {
                Ok(text) => out.push_str(text),
                Err(_) => out.push_str(&WINDOWS_1252.decode_without_bom_handling(&bytes).0),
            }
            bytes.clear();
        }
        match next {
            '"' => return chars.as_str().trim().is_empty().then_some(out),
            '\\' => match chars.next()? {
                'n' => out.push('\n'),
                't' => out.push('\t'),
                'r' => out.push('\r'),
                'a' => out.push('\u{7}'),
                'b' => out.push('\u{8}'),
                'f' => out.push('\u{C}'),
                'v' => out.push('\u{B}'),
                other => out.push(other),
            },
            c => out.push(c),
        }
    }
}

/// The byte that `x` and two hexadecimal digits, or up to three octal ones, stand for at the beginning of a text, and their length.
fn numbered(text: &str) -> Option<(u8, usize)> {
    let (start, radix, most) = if text.starts_with('x') { (1, 16, 2) } else { (0, 8, 3) };
    let digits = text[start..]
        .chars()
        .take(most)
        .take_while(|c| c.is_digit(radix))
        .count();
    let byte = u8::from_str_radix(&text[start..start + digits], radix).ok()?;
    Some((byte, start + digits))
}

fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Writes one entry a row. gettext allows a source once in a context, so of rows with the same source and context the
/// first is written and the next ones are kept beside it as comments.
pub(super) struct PoSink<W: Write> {
    output: W,
    seen: std::collections::HashSet<(Option<String>, String)>,
}

impl<W: Write> PoSink<W> {
    pub(super) fn begin(mut output: W, options: &WriteOptions) -> io::Result<PoSink<W>> {
        let lang = options.to.as_str().replace('-', "_");
        write!(
            output,
            "msgid \"\"\nmsgstr \"\"\n\"MIME-Version: 1.0\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\
             \"Content-Transfer-Encoding: 8bit\\n\"\n\"Language: {lang}\\n\"\n\"X-Source-Language: {}\\n\"\n",
            options.from
        )?;
        Ok(PoSink {
            output,
            seen: std::collections::HashSet::new(),
        })
    }
}

impl<W: Write> RowSink for PoSink<W> {
    fn take(&mut self, row: &Row) -> io::Result<()> {
        if row.source.is_empty() {
            return Ok(()); // The empty source is the header's.
        }
        self.output.write_all(b"\n")?;
        for line in row.note.iter().flat_map(|note| note.lines()) {
            writeln!(self.output, "# {line}")?;
        }
        for line in row.origin.iter().flat_map(|origin| origin.lines()) {
            writeln!(self.output, "#. {line}")?;
        }
        // gettext knows a source once in a context.
        let mut context = row.context.clone();
        let mut number = 2;
        while !self.seen.insert((context.clone(), row.source.clone())) {
            let own = row.context.as_deref().map_or_else(String::new, |own| format!("{own} "));
            context = Some(format!("{own}({number})"));
            number += 1;
        }
        if row.target.is_some() && matches!(row.status, Some(Status::ToReview | Status::Rejected)) {
            self.output.write_all(b"#, fuzzy\n")?;
        }
        if let Some(context) = &context {
            writeln!(self.output, "msgctxt {}", quoted(context))?;
        }
        writeln!(self.output, "msgid {}", quoted(&row.source))?;
        writeln!(
            self.output,
            "msgstr {}",
            quoted(row.target.as_deref().unwrap_or_default())
        )
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.output.flush()
    }
}

/// The text as a quoted string on one line.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_go_both_ways() {
        for text in ["", "a \"b\" \\ c\n\td\r", "été"] {
            assert_eq!(unquoted(&quoted(text)).as_deref(), Some(text));
        }
        assert_eq!(unquoted("\"a\" b"), None);
        assert_eq!(unquoted("\"a"), None);
        assert_eq!(unquoted("\"a\\"), None);
        for (written, read) in [
            (r#""Smile \x41 \101""#, "Smile A A"),
            (r#""caf\303\251 \xc3\xA9""#, "café é"),
            (r#""caf\xe9.""#, "café."),
            (r#""\x41BC\0""#, "ABC\0"),
            (r#""\xyz""#, "xyz"),
            (r#""\?""#, "?"),
        ] {
            assert_eq!(unquoted(written).as_deref(), Some(read), "{written}");
        }
    }

    #[test]
    fn the_headers_encoding_is_found() {
        let header = |kind: &str| format!("msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset={kind}\\n\"\n");
        let named = |kind: &str| charset(header(kind).as_bytes()).map(|found| found.map(Encoding::name));
        assert_eq!(named("ISO-8859-2"), Ok(Some("ISO-8859-2")));
        assert_eq!(named("utf-8"), Ok(Some("UTF-8")));
        assert_eq!(named("CHARSET"), Ok(None));
        assert_eq!(named("ASCII"), Ok(None));
        assert!(named("EBCDIC-1").is_err());
        assert_eq!(charset(b"msgid \"charset=koi8-r\"\nmsgstr \"\"\n"), Ok(None));
    }
}
