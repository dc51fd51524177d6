//! A table of text → its records, cell by cell, each with the line that it begins on.
//!
//! Two dialects. **CSV** is RFC 4180: a cell that begins with `"` goes on to the next single `"`, over separators and line
//! ends. **TSV** has no quotes of its own, but Excel and LibreOffice put some around cells with a `"` or a line end in
//! them: a cell that begins and ends with `"` and has only doubled ones between is read as they wrote it. Any other `"` is
//! a `"`.

use std::collections::VecDeque;
use std::io::{self, BufRead};

use memchr::memchr2;

/// How cells are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Tabs between cells.
    Tsv,
    /// This character between cells, and quotes.
    Csv(char),
}

/// What is wrong, and on which line.
#[derive(Debug)]
pub(super) struct RecordError {
    pub(super) line: u64,
    pub(super) problem: String,
}

/// A line without its end, which stands beside it.
struct Line {
    number: u64,
    text: String,
    end: &'static str,
}

/// The records of a table.
pub(super) struct Records<R> {
    reader: R,
    pub(super) dialect: Dialect,
    /// How many cells a record has at least: tells whether a line of a TSV file is whole.
    pub(super) least_cells: usize,
    /// Whether something stood behind the quotation mark at the end of a cell of CSV.
    pub(super) is_malformed: bool,
    /// Lines read so far.
    number: u64,
    /// Lines that were looked at and not used.
    ahead: VecDeque<Line>,
}

impl<R: BufRead> Records<R> {
    pub(super) fn new(reader: R, dialect: Dialect) -> Records<R> {
        Records {
            reader,
            dialect,
            least_cells: 2,
            is_malformed: false,
            number: 0,
            ahead: VecDeque::new(),
        }
    }

    /// The next record, with the number of its first line.
    pub(super) fn next(&mut self) -> Result<Option<(u64, Vec<String>)>, RecordError> {
        let Some(line) = self.line()? else { return Ok(None) };
        let number = line.number;
        let cells = match self.dialect {
            Dialect::Tsv => self.tsv(line)?,
            Dialect::Csv(separator) => self.csv(line, separator)?,
        };
        Ok(Some((number, cells)))
    }

    fn line(&mut self) -> Result<Option<Line>, RecordError> {
        if let Some(line) = self.ahead.pop_front() {
            return Ok(Some(line));
        }
        let number = self.number + 1;
        let wrong = |problem: String| RecordError { line: number, problem };
        let mut bytes = Vec::new();
        let end = self
            .bytes_of_line(&mut bytes)
            .map_err(|error| wrong(error.to_string()))?;
        let Some(end) = end else { return Ok(None) };
        self.number = number;
        let text = String::from_utf8(bytes)
            .map_err(|_| wrong("bytes that are not UTF-8 as the rest of the file".to_owned()))?;
        Ok(Some(Line { number, text, end }))
    }

    /// Appends the bytes of the next line, and tells its end: `\n`, `\r\n`, `\r`, or nothing at the end of the file.
    fn bytes_of_line(&mut self, bytes: &mut Vec<u8>) -> io::Result<Option<&'static str>> {
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok((!bytes.is_empty()).then_some(""));
            }
            let Some(at) = memchr2(b'\n', b'\r', buffer) else {
                let length = buffer.len();
                bytes.extend_from_slice(buffer);
                self.reader.consume(length);
                continue;
            };
            let newline = buffer[at] == b'\n';
            bytes.extend_from_slice(&buffer[..at]);
            self.reader.consume(at + 1);
            if newline {
                return Ok(Some("\n"));
            }
            if self.reader.fill_buf()?.first() == Some(&b'\n') {
                self.reader.consume(1);
                return Ok(Some("\r\n"));
            }
            return Ok(Some("\r"));
        }
    }

    fn csv(&mut self, mut line: Line, separator: char) -> Result<Vec<String>, RecordError> {
        let (mut cells, mut cell) = (Vec::new(), String::new());
        let (mut quoted, mut begins, mut closed) = (false, true, false);
        let mut opened = line.number;
        loop {
            let mut characters = line.text.chars().peekable();
            while let Some(c) = characters.next() {
                if quoted {
                    match c {
                        '"' if characters.next_if_eq(&'"').is_some() => cell.push('"'),
                        '"' => (quoted, closed) = (false, true),
                        c => cell.push(c),
                    }
                } else if c == separator {
                    cells.push(std::mem::take(&mut cell));
                    (begins, closed) = (true, false);
                    continue;
                } else if c == '"' && begins {
                    (quoted, opened) = (true, line.number);
                } else {
                    self.is_malformed |= closed;
                    cell.push(c);
                }
                begins = false;
            }
            if !quoted {
                cells.push(cell);
                return Ok(cells);
            }
            cell.push_str(line.end);
            line = self.line()?.ok_or_else(|| RecordError {
                line: opened,
                problem: "a cell that begins with a quotation mark and has none at its end".to_owned(),
            })?;
        }
    }

    fn tsv(&mut self, mut line: Line) -> Result<Vec<String>, RecordError> {
        let mut cells = Vec::new();
        let mut at = 0;
        loop {
            let rest = &line.text[at..];
            match quoted(rest) {
                Quoted::Whole(cell, length) => {
                    cells.push(cell);
                    at += length;
                }
                Quoted::Open => match self.over_lines(&line, at)? {
                    Some((cell, last, length)) => {
                        cells.push(cell);
                        line = last;
                        at = length;
                    }
                    None => at = plain(&line.text, at, &mut cells),
                },
                Quoted::No => at = plain(&line.text, at, &mut cells),
            }
            if at >= line.text.len() {
                return Ok(cells);
            }
            // The tab.
            at += 1;
            if at == line.text.len() {
                cells.push(String::new());
                return Ok(cells);
            }
        }
    }

    /// The quoted cell that begins at a place of a line and goes on over the next ones, the line where it ends, and the place behind
    /// it there; `None` where that is a stray quotation mark, and then the lines are given back.
    ///
    /// Two stray marks on lines of their own look the same as a cell. One of the two lines of a cell is no whole record.
    fn over_lines(&mut self, first: &Line, at: usize) -> Result<Option<(String, Line, usize)>, RecordError> {
        let least = self.least_cells;
        let whole = |line: &Line| line.text.matches('\t').count() + 1 >= least;
        let first_is_whole = whole(first);
        let mut text = format!("{}{}", &first.text[at..], first.end);
        let mut taken: VecDeque<Line> = VecDeque::new();
        while let Some(line) = self.line()? {
            let before = text.len();
            text.push_str(&line.text);
            match quoted(&text) {
                Quoted::Whole(cell, length) if !(first_is_whole && whole(&line)) => {
                    return Ok(Some((cell, line, length - before)));
                }
                Quoted::Open => {
                    text.push_str(line.end);
                    taken.push_back(line);
                }
                Quoted::Whole(..) | Quoted::No => {
                    taken.push_back(line);
                    break;
                }
            }
        }
        taken.append(&mut self.ahead);
        self.ahead = taken;
        Ok(None)
    }
}

/// Takes the cell at a place as it stands, and gives the place behind it.
fn plain(line: &str, at: usize, cells: &mut Vec<String>) -> usize {
    let rest = &line[at..];
    let length = rest.find('\t').unwrap_or(rest.len());
    cells.push(rest[..length].to_owned());
    at + length
}

/// What the beginning of a text of a TSV file is.
enum Quoted {
    /// A quoted cell, and its length with the quotation marks.
    Whole(String, usize),
    /// One that does not end here.
    Open,
    /// None.
    No,
}

fn quoted(text: &str) -> Quoted {
    let Some(inside) = text.strip_prefix('"') else {
        return Quoted::No;
    };
    let mut cell = String::new();
    let mut characters = inside.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' if characters.next_if(|(_, next)| *next == '"').is_some() => cell.push('"'),
            '"' => {
                return match characters.peek() {
                    None | Some((_, '\t')) => Quoted::Whole(cell, at + 2),
                    Some(_) => Quoted::No,
                };
            }
            // Excel would quote a cell with a tab, but two stray marks in two cells are far more frequent.
            '\t' => return Quoted::No,
            c => cell.push(c),
        }
    }
    Quoted::Open
}

/// The cell as it is written in TSV: as it stands, but in quotation marks where it would be read as if it were in some.
pub(super) fn tsv_cell(cell: String) -> String {
    let closed = cell.len() > 1 && cell.starts_with('"') && cell.ends_with('"');
    if closed {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str, dialect: Dialect) -> Vec<(u64, Vec<String>)> {
        let mut records = Records::new(text.as_bytes(), dialect);
        std::iter::from_fn(|| records.next().unwrap()).collect()
    }

    fn cells(text: &str, dialect: Dialect) -> Vec<Vec<String>> {
        records(text, dialect).into_iter().map(|(_, cells)| cells).collect()
    }

    #[test]
    fn tabs_with_the_quotes_of_spreadsheets() {
        for (text, expected) in [
            ("a\tb\n\tc", vec![vec!["a", "b"], vec!["", "c"]]),
            ("\"a \"\"b\"\"\"\t\"c\"", vec![vec!["a \"b\"", "c"]]),
            ("\"a\"\t\"b\" c", vec![vec!["a", "\"b\" c"]]),
            ("a \"b\"\t\"c", vec![vec!["a \"b\"", "\"c"]]),
            ("\"a\nb\"\t\"c\nd\"\ne\tf", vec![vec!["a\nb", "c\nd"], vec!["e", "f"]]),
            ("a\t\"b\r\nc\"\r\nd\te\r\n", vec![vec!["a", "b\r\nc"], vec!["d", "e"]]),
            // Stray marks on two lines that are both whole.
            ("a\t\"b\nc\"\td", vec![vec!["a", "\"b"], vec!["c\"", "d"]]),
            ("\"a\tb\nc\td\"", vec![vec!["\"a", "b"], vec!["c", "d\""]]),
            ("a\t", vec![vec!["a", ""]]),
            ("\"\"\tb", vec![vec!["", "b"]]),
        ] {
            assert_eq!(cells(text, Dialect::Tsv), expected, "{text:?}");
        }
    }

    #[test]
    fn separators_and_quotes_of_csv() {
        for (text, expected) in [
            ("a;\"b;c\"\n", vec![vec!["a", "b;c"]]),
            ("\"a\"\"b\";c\"d", vec![vec!["a\"b", "c\"d"]]),
            ("\"a\r\nb\";c\r\nd;e", vec![vec!["a\r\nb", "c"], vec!["d", "e"]]),
            (";\n", vec![vec!["", ""]]),
        ] {
            assert_eq!(cells(text, Dialect::Csv(';')), expected, "{text:?}");
        }
        let mut endless = Records::new("a;b\n\"c;d\ne".as_bytes(), Dialect::Csv(';'));
        assert!(endless.next().is_ok());
        assert!(matches!(endless.next(), Err(RecordError { line: 2, .. })));
    }

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a\tb", "c\td", "", "e\tf"].join(end);
            let lines: Vec<u64> = records(&text, Dialect::Tsv).iter().map(|(line, _)| *line).collect();
            assert_eq!(lines, [1, 2, 3, 4], "{end:?}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for text in ["a", "\"a\"", "\"a \"b\" c\"", "\"a", "a\"", "\"", "\"\"", "\"\"\"\""] {
            let written = format!("{}\t{}", tsv_cell(text.to_owned()), tsv_cell(text.to_owned()));
            assert_eq!(cells(&written, Dialect::Tsv), [[text, text]], "{text:?}");
        }
    }
}
