//! The bytes of a PDF file with a text layer → its paragraphs as pieces, in reading order.
//!
//! A PDF says where glyphs stand and nothing of paragraphs. Poppler's `pdftotext -bbox-layout` gives the words of each page as
//! lines and blocks, columns in reading order (ISO 32000-1, 9.10 is what it builds on); here running heads and page
//! numbers are told by their place and repetition, lines are joined to paragraphs over columns and pages, and
//! hyphenation is undone ([`crate::article::formats::pdf::layout`]).

mod capitals;
mod columns;
pub(crate) mod layout;
pub(crate) mod page;

use std::io::{ErrorKind, Read, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::article::draft::{Metadata, Piece};
use crate::article::formats::error::{DocumentError, DocumentFormat};
use crate::article::formats::pdf::page::{Line, Page};
use crate::article::formats::xml::{Node, Part};
use crate::text::scripts;
use crate::text::scripts::Script;
use crate::text::space::without_ligatures;

const FORMAT: DocumentFormat = DocumentFormat::Pdf;
/// The program that finds the text.
const TOOL: &str = "pdftotext";
/// The longest that it may take; a page takes some milliseconds.
const LONGEST: Duration = Duration::from_secs(90);
/// The most that it may write, in bytes: some 3000 full pages.
const LARGEST_OUTPUT: u64 = 192 * 1024 * 1024;

/// Reads a document.
pub(crate) fn read(bytes: &[u8]) -> Result<(Vec<Piece>, Metadata), DocumentError> {
    from_layout(&run(bytes)?)
}

/// Reads what the program writes.
pub(crate) fn from_layout(output: &str) -> Result<(Vec<Piece>, Metadata), DocumentError> {
    let (pages, metadata) = parse(output)?;
    let characters: usize = pages
        .iter()
        .flat_map(|page| &page.lines)
        .map(|line| line.text.chars().count())
        .sum();
    if characters == 0 {
        return Err(DocumentError::NoTextLayer);
    }
    // Fonts that do not say which characters their glyphs are.
    let unreadable =
        |c: &char| *c == char::REPLACEMENT_CHARACTER || c.is_control() || ('\u{e000}'..='\u{f8ff}').contains(c);
    let lines = pages.iter().flat_map(|page| &page.lines);
    let lost: usize = lines.map(|line| line.text.chars().filter(unreadable).count()).sum();
    if lost * 4 > characters {
        return Err(DocumentError::NoTextLayer);
    }
    Ok((layout::pieces(pages), metadata))
}

/// Runs the program on the file and gives what it writes.
fn run(bytes: &[u8]) -> Result<String, DocumentError> {
    let failed = |problem: String| DocumentError::PdfTool { problem };
    let mut file = tempfile::Builder::new()
        .suffix(".pdf")
        .tempfile()
        .map_err(|error| failed(error.to_string()))?;
    file.write_all(bytes)
        .and_then(|()| file.flush())
        .map_err(|error| failed(error.to_string()))?;
    let mut child = Command::new(TOOL)
        .args(["-bbox-layout", "-enc", "UTF-8"])
        .arg(file.path())
        .arg("-")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| match error.kind() {
            ErrorKind::NotFound => DocumentError::NoPdfTool,
            _ => failed(error.to_string()),
        })?;
    let output = child.stdout.take().map(|stream| drain(stream, LARGEST_OUTPUT));
    let messages = child.stderr.take().map(|stream| drain(stream, 64 * 1024));
    let deadline = Instant::now() + LONGEST;
    let status: ExitStatus = loop {
        match child.try_wait().map_err(|error| failed(error.to_string()))? {
            Some(status) => break status,
            None if Instant::now() > deadline => {
                // It may have ended in between: then there is nothing to kill.
                let _ = child.kill();
                let _ = child.wait();
                return Err(failed(format!("it took more than {} seconds", LONGEST.as_secs())));
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    let collect = |thread: Option<std::thread::JoinHandle<Vec<u8>>>| {
        thread.and_then(|thread| thread.join().ok()).unwrap_or_default()
    };
    let (output, messages) = (collect(output), collect(messages));
    if output.len() as u64 > LARGEST_OUTPUT {
        return Err(DocumentError::TooMuch {
            format: FORMAT,
            part: String::new(),
            what: "bytes of text",
            limit: LARGEST_OUTPUT,
        });
    }
    if !status.success() {
        return Err(refusal(status, &String::from_utf8_lossy(&messages)));
    }
    Ok(String::from_utf8_lossy(&output).into_owned())
}

/// Reads a stream to its end, or to a little more than `limit` bytes, beside the rest of the program.
fn drain(stream: impl Read + Send + 'static, limit: u64) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // What came before an error is kept: the program's exit status says what went wrong.
        let _ = stream.take(limit + 1).read_to_end(&mut bytes);
        bytes
    })
}

/// Why the program gave no text: its exit codes are 1 for a file it cannot open and 3 for one that forbids copying.
fn refusal(status: ExitStatus, messages: &str) -> DocumentError {
    if status.code() == Some(3) || messages.contains("Incorrect password") || messages.contains("Copying of text") {
        return DocumentError::Encrypted { format: FORMAT };
    }
    let first = messages.lines().find(|line| !line.trim().is_empty());
    DocumentError::Damaged {
        format: FORMAT,
        part: String::new(),
        problem: first.unwrap_or("it cannot be opened").trim().to_owned(),
    }
}

/// A word and where it stands.
struct Word {
    left: f32,
    right: f32,
    bottom: f32,
    size: f32,
    text: String,
}

impl Word {
    /// Adds the word to a line whose last word ends at `end`.
    fn add_to(&self, line: &mut Line, end: f32) {
        let gap = self.left - end;
        // The program cuts a word where the size or the height of its letters changes: `XIX` and `e` have no space between.
        let glued = gap.abs() < self.size.max(line.size) * 0.06;
        // A hyphen set a little apart still belongs to the word that it cuts.
        let hyphen = matches!(self.text.as_str(), "-" | "\u{2010}" | "\u{ad}") && gap < self.size * 0.3;
        // A large first letter that the program puts in the line: `L` and `e village`.
        let mut letters = line.text.chars();
        let capital = letters.next().is_some_and(char::is_uppercase)
            && letters.next().is_none()
            && line.size > self.size * 1.8
            && gap < self.size
            && self.text.starts_with(char::is_lowercase);
        if capital {
            line.size = self.size;
        } else if !line.text.is_empty() && !hyphen && !glued {
            line.text.push(' ');
        }
        let start = line.text.len();
        let text = without_ligatures(&self.text);
        let small = self.size < line.size * 0.8;
        let raised = small && self.bottom < line.bottom - line.size * 0.1;
        let script = match (raised, small && glued) {
            (true, _) => Script::Raised,
            (false, true) => Script::Lowered,
            _ => Script::Plain,
        };
        if raised && text.bytes().all(|b| b.is_ascii_digit()) {
            // Whether it marks a note is known when the notes are.
            line.text.push_str(&text);
            line.raised.push(start..line.text.len());
        } else {
            scripts::push(&mut line.text, script, &text);
        }
        line.size = line.size.max(self.size);
    }
}

/// The lines of each page, in the program's reading order.
fn parse(output: &str) -> Result<(Vec<Page>, Metadata), DocumentError> {
    let mut part = Part::new(output, FORMAT, "");
    let mut metadata = Metadata::default();
    let mut pages: Vec<Page> = Vec::new();
    let mut block = 0;
    let mut end = 0.0; // of the word before
    while let Some(node) = part.next()? {
        let Node::Start(element) = node else { continue };
        let number = |name: &str| {
            let value = element.attribute(name).and_then(|value| value.parse::<f32>().ok());
            value.filter(|value| value.is_finite()).unwrap_or(0.0)
        };
        match element.name() {
            "title" => metadata.title = Some(part.text()?),
            "meta" if element.attribute("name").as_deref() == Some("CreationDate") => {
                metadata.date = element.attribute("content");
            }
            "page" => pages.push(Page {
                height: number("height"),
                lines: Vec::new(),
            }),
            "block" => block += 1,
            "line" => {
                if let Some(page) = pages.last_mut() {
                    page.lines.push(Line {
                        left: number("xMin"),
                        right: number("xMax"),
                        top: number("yMin"),
                        bottom: number("yMax"),
                        size: 0.0,
                        block,
                        text: String::new(),
                        raised: Vec::new(),
                    });
                }
            }
            "word" => {
                let word = Word {
                    left: number("xMin"),
                    right: number("xMax"),
                    bottom: number("yMax"),
                    size: number("yMax") - number("yMin"),
                    text: part.text()?,
                };
                if let Some(line) = pages.last_mut().and_then(|page| page.lines.last_mut()) {
                    word.add_to(line, end);
                    end = word.right;
                }
            }
            _ => {}
        }
    }
    for page in &mut pages {
        page.lines.retain(|line| !line.text.trim().is_empty());
    }
    Ok((pages, metadata))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A word: its left and right edge, its top and bottom, its text.
    type Placed = (f32, f32, f32, f32, &'static str);

    /// What is read of one page, given as the words of its lines.
    fn texts(lines: &[&[Placed]]) -> Vec<String> {
        use std::fmt::Write;
        let mut out = "<doc><page width=\"600\" height=\"800\"><flow><block>".to_owned();
        for words in lines {
            let edge =
                |of: fn(&Placed) -> f32, pick: fn(f32, f32) -> f32| words.iter().map(of).reduce(pick).unwrap_or(0.0);
            let (left, right) = (edge(|word| word.0, f32::min), edge(|word| word.1, f32::max));
            let (top, bottom) = (edge(|word| word.2, f32::min), edge(|word| word.3, f32::max));
            let _ = write!(
                out,
                "<line xMin=\"{left}\" xMax=\"{right}\" yMin=\"{top}\" yMax=\"{bottom}\">"
            );
            for (left, right, top, bottom, text) in *words {
                let _ = write!(
                    out,
                    "<word xMin=\"{left}\" xMax=\"{right}\" yMin=\"{top}\" yMax=\"{bottom}\">{text}</word>"
                );
            }
            out.push_str("</line>");
        }
        out.push_str("</block></flow></page></doc>");
        let (pieces, _) = from_layout(&out).expect("a page with text");
        pieces.into_iter().map(|piece| piece.text).collect()
    }

    #[test]
    fn raised_letters_belong_to_their_word_and_raised_numbers_stay_apart() {
        let line: &[Placed] = &[
            (70.0, 83.0, 200.0, 212.0, "Au"),
            (87.0, 105.0, 200.0, 212.0, "XIX"),
            (105.0, 108.0, 200.1, 207.6, "e"),
            (112.0, 139.0, 200.0, 212.0, "siècle,"),
            (142.0, 152.0, 200.0, 212.0, "10"),
            (152.0, 155.0, 200.1, 207.6, "6"),
            (158.0, 166.0, 200.0, 212.0, "m"),
            (166.0, 169.0, 200.1, 207.6, "3"),
            (172.0, 180.0, 200.0, 212.0, "de"),
            (184.0, 198.0, 200.0, 212.0, "CO"),
            (198.0, 201.0, 204.8, 212.3, "2"),
            (201.0, 203.0, 200.0, 212.0, ","),
            (207.0, 220.0, 200.0, 212.0, "en"),
            (224.0, 240.0, 200.0, 212.0, "1931"),
            (240.0, 243.0, 200.1, 207.6, "1"),
            (243.0, 245.0, 200.0, 212.0, "."),
        ];
        assert_eq!(texts(&[line]), ["Au XIXe siècle, 10⁶ m³ de CO2, en 1931¹."]);
    }

    #[test]
    fn a_large_first_letter_goes_to_its_line() {
        let lines: [&[Placed]; 4] = [
            &[(
                92.0,
                520.0,
                150.0,
                162.0,
                "e conseil municipal a voté lundi soir la réouverture",
            )],
            &[(92.0, 300.0, 164.0, 176.0, "du vieux moulin de la rue haute.")],
            &[(60.0, 89.0, 152.0, 190.0, "L")],
            &[(60.0, 520.0, 220.0, 232.0, "Les travaux dureront deux ans.")],
        ];
        assert_eq!(
            texts(&lines),
            [
                "Le conseil municipal a voté lundi soir la réouverture du vieux moulin de la rue haute.",
                "Les travaux dureront deux ans.",
            ]
        );
    }

    /// The corpus of the fuzz target `pdf_layout`; those of the other readers are read by tests/reliability.
    #[test]
    fn layouts_of_the_stored_corpus_and_halves_of_them_are_read_or_refused() {
        let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/pdf_layout");
        let Ok(files) = std::fs::read_dir(corpus) else {
            crate::skip::skip("the package has no fuzz/corpus");
            return;
        };
        let mut read = 0;
        for file in files {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            for part in [&bytes[..], &bytes[..bytes.len() / 2], &bytes[bytes.len() / 3..]] {
                let layout = String::from_utf8_lossy(part);
                read += usize::from(from_layout(&layout).is_ok_and(|(pieces, _)| !pieces.is_empty()));
            }
        }
        assert!(read > 0, "some of them are layouts");
    }
}
