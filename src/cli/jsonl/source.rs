//! Where the lines of a stream come from, and what is no line that can be answered.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use crate::cli::error::{Context as _, Kind, Result, fail};

/// The longest line that is read, in bytes: two articles of many thousand pages each.
const LONGEST: usize = 64 * 1024 * 1024;

/// A file or standard input, to be read line by line.
pub(crate) struct LineSource {
    name: String,
    /// Standard input where there is none: its lock cannot go to another thread.
    file: Option<File>,
}

/// Why a line was not even parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLong(u64);

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TooLong(bytes) = self;
        write!(
            f,
            "{bytes} bytes are more than a line can have (the limit is {LONGEST}); split its texts, or name their files in \
             `source_file` and `target_file`"
        )
    }
}

/// What a line holds, without its line end.
pub(super) type Content = std::result::Result<Vec<u8>, TooLong>;

impl LineSource {
    /// Standard input.
    pub(crate) fn standard() -> LineSource {
        LineSource {
            name: "standard input".to_owned(),
            file: None,
        }
    }

    /// A file.
    ///
    /// # Errors
    /// When it cannot be opened, or is a folder.
    pub(crate) fn file(path: &Path) -> Result<LineSource> {
        let name = path.display().to_string();
        let file = File::open(path).context(Kind::Input, || name.clone())?;
        if file.metadata().context(Kind::Input, || name.clone())?.is_dir() {
            fail!(
                Input,
                "{name}: this is a folder, expected a file with one JSON object a line"
            );
        }
        Ok(LineSource { name, file: Some(file) })
    }

    /// What messages call it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Hands each line that is not empty to `take`, with its number from 1, until that says `false`, and tells how many lines there are; `None`
    /// where it was not read to its end.
    pub(super) fn each(self, take: impl FnMut(u64, Content) -> bool) -> io::Result<Option<u64>> {
        match self.file {
            Some(file) => each(BufReader::with_capacity(1 << 16, file), take),
            None => each(io::stdin().lock(), take),
        }
    }
}

fn each(mut input: impl BufRead, mut take: impl FnMut(u64, Content) -> bool) -> io::Result<Option<u64>> {
    let mut number = 0;
    while let Some(mut content) = next_line(&mut input)? {
        number += 1;
        if let Ok(bytes) = &mut content
            && number == 1
            && bytes.starts_with("\u{FEFF}".as_bytes())
        {
            bytes.drain(..3);
        }
        let is_empty = content.as_ref().is_ok_and(|bytes| bytes.trim_ascii().is_empty());
        if !is_empty && !take(number, content) {
            return Ok(None);
        }
    }
    Ok(Some(number))
}

/// The next line without its line end; of one that is too long only the length. `None` at the end.
fn next_line(input: &mut impl BufRead) -> io::Result<Option<Content>> {
    let mut line = Vec::new();
    let mut length = 0;
    loop {
        let buffer = match input.fill_buf() {
            Ok(buffer) => buffer,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if buffer.is_empty() && length == 0 {
            return Ok(None);
        }
        let end = memchr::memchr(b'\n', buffer);
        let taken = end.unwrap_or(buffer.len());
        length += taken as u64;
        if length <= LONGEST as u64 {
            line.extend_from_slice(&buffer[..taken]);
        } else {
            line = Vec::new();
        }
        let is_over = end.is_some() || buffer.is_empty();
        input.consume(taken + usize::from(end.is_some()));
        if is_over {
            let is_whole = length <= LONGEST as u64;
            return Ok(Some(if is_whole { Ok(line) } else { Err(TooLong(length)) }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<(u64, Content)> {
        let mut lines = Vec::new();
        each(BufReader::with_capacity(5, bytes), |number, content| {
            lines.push((number, content));
            true
        })
        .expect("bytes in memory can be read");
        lines
    }

    #[test]
    fn empty_lines_count_and_give_nothing() {
        let found = lines("\u{FEFF}{\"a\":1}\r\n\n  \n{\"b\":2}".as_bytes());
        assert_eq!(
            found,
            [(1, Ok(b"{\"a\":1}\r".to_vec())), (4, Ok(b"{\"b\":2}".to_vec()))]
        );
        assert_eq!(lines(b""), []);
        assert_eq!(lines(b"\n"), []);
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over_and_the_next_is_read() {
        let mut bytes = vec![b'x'; LONGEST + 1];
        bytes.extend_from_slice(b"\n{}\n");
        let mut found = Vec::new();
        each(&bytes[..], |number, content| {
            found.push((number, content));
            true
        })
        .expect("bytes in memory can be read");
        assert_eq!(found, [(1, Err(TooLong(LONGEST as u64 + 1))), (2, Ok(b"{}".to_vec()))]);
    }
}
