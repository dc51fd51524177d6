//! The text of a subtitle file (SubRip, WebVTT) → its cues as pieces.
//!
//! Numbers, times, positions and mark-up are left out. A sentence often runs over several cues: cues are joined into one
//! block as long as the sentence goes on, so that segments are sentences and not lines of a screen. WebVTT is read by the
//! W3C's "WebVTT: The Web Video Text Tracks Format" (4 and 6); SubRip has no standard and is read as players do.

use crate::article::block::BlockKind;
use crate::article::draft::{Metadata, Piece};
use crate::article::formats::paragraphs::Blocks;
use crate::text::abbreviations::Lists;
use crate::text::function_words::{is_function_word, language_of_words};
use crate::text::sentence_end::{bare_end, ends_sentence, never_last};

/// The longest pause, in milliseconds, in the middle of a sentence.
const LONGEST_PAUSE: u64 = 4_000;
/// The most cues of one sentence.
const MOST_CUES: usize = 12;

/// Whether a text is a subtitle file: WebVTT by its first word, SubRip by a first cue with its times.
pub(crate) fn is_subtitles(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let Some(first) = lines.next() else { return false };
    let vtt = first
        .strip_prefix("WEBVTT")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
    let number = first.bytes().all(|b| b.is_ascii_digit());
    vtt || times(first).is_some() || (number && lines.next().is_some_and(|line| times(line).is_some()))
}

/// Reads a subtitle file.
pub(crate) fn read(text: &str) -> (Vec<Piece>, Metadata) {
    let vtt = text.trim_start().starts_with("WEBVTT");
    let cues = cues(text, vtt);
    let metadata = Metadata {
        lang: vtt.then(|| header_language(text)).flatten(),
        ..Metadata::default()
    };
    (blocks(&cues), metadata)
}

/// What is shown at one time.
struct Cue {
    /// Milliseconds from the beginning.
    start: u64,
    end: u64,
    lines: Vec<String>,
}

/// The first and last moment of a cue, in milliseconds, from its line of times.
fn times(line: &str) -> Option<(u64, u64)> {
    let (start, rest) = line.split_once("-->")?;
    let end = rest.split_whitespace().next()?;
    Some((moment(start.trim())?, moment(end)?))
}

/// `01:02:03,456`, `02:03.456` or `1:02:03` in milliseconds.
fn moment(text: &str) -> Option<u64> {
    let (clock, fraction) = text.split_once([',', '.']).unwrap_or((text, "0"));
    let fields: Vec<u64> = clock
        .split(':')
        .map(|field| field.trim().parse().ok())
        .collect::<Option<_>>()?;
    if !(2..=3).contains(&fields.len()) || fields.iter().any(|field| *field > 1_000_000) {
        return None;
    }
    let seconds = fields.iter().fold(0, |sum, field| sum * 60 + field);
    let thousandths: u64 = format!("{:0<3}", fraction.trim()).get(..3)?.parse().ok()?;
    Some(seconds * 1000 + thousandths)
}

/// The language that the head of a WebVTT file names, as some programs write it (`Language: fr`).
fn header_language(text: &str) -> Option<String> {
    let head = text.lines().skip(1).take_while(|line| !line.trim().is_empty());
    let mut values = head.filter_map(|line| line.split_once(':'));
    let found = values.find(|(key, _)| key.trim().eq_ignore_ascii_case("language"));
    found.map(|(_, value)| value.trim().to_owned())
}

fn cues(text: &str, vtt: bool) -> Vec<Cue> {
    let lines: Vec<&str> = text.lines().collect();
    let starts: Vec<(usize, (u64, u64))> = lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| Some((at, times(line)?)))
        .collect();
    let mut cues = Vec::with_capacity(starts.len());
    for (index, (at, (start, end))) in starts.iter().enumerate() {
        let next = starts.get(index + 1).map_or(lines.len(), |(next, _)| *next);
        let mut body = &lines[at + 1..next];
        if vtt {
            // A blank line ends a cue; notes and style sheets may follow it.
            let blank = body.iter().position(|line| line.trim().is_empty());
            body = &body[..blank.unwrap_or(body.len())];
        } else if next < lines.len() && body.last().is_some_and(|line| is_number(line)) {
            // SubRip cues may have blank lines in them: only the next cue's number is not theirs.
            body = &body[..body.len() - 1];
        }
        let lines = body
            .iter()
            .map(|line| plain(line, vtt))
            .filter(|line| !line.is_empty())
            .collect();
        cues.push(Cue {
            start: *start,
            end: *end,
            lines,
        });
    }
    if text.contains("</c>") {
        drop_rolled_lines(&mut cues);
    }
    cues
}

fn is_number(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit())
}

/// Captions that roll show each line twice, first below and then above the next one; the first time is enough.
fn drop_rolled_lines(cues: &mut [Cue]) {
    let mut last: Option<String> = None;
    for cue in cues {
        if last.is_some() && cue.lines.first() == last.as_ref() {
            cue.lines.remove(0);
        }
        if let Some(line) = cue.lines.last() {
            last = Some(line.clone());
        }
    }
}

/// A line without its mark-up: tags, times, positions in braces; in WebVTT also references to characters.
fn plain(line: &str, vtt: bool) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['<', '{', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = match rest.as_bytes().first() {
            Some(b'<') => tag_length(rest, vtt),
            // `{\an8}` and `{y:i}`: positions and styles.
            Some(b'{') => {
                let style = rest[1..].starts_with('\\') || rest[1..].get(1..2) == Some(":");
                find_near(rest, b'}').filter(|_| style).map(|end| end + 1)
            }
            _ => None,
        };
        if let Some(length) = taken {
            rest = &rest[length..];
            continue;
        }
        // SubRip has no standard; players show the character.
        if rest.starts_with('&')
            && let Some(end) = find_near(rest, b';')
            && let Some(text) = character(&rest[1..end])
        {
            out.push_str(&text);
            rest = &rest[end + 1..];
            continue;
        }
        out.push_str(&rest[..1]);
        rest = &rest[1..];
    }
    out.push_str(rest);
    crate::text::space::fold(&out)
}

/// Where an ASCII character stands, unless it is further off than any tag is long.
fn find_near(text: &str, wanted: u8) -> Option<usize> {
    const LONGEST: usize = 256;
    text.bytes().take(LONGEST).position(|b| b == wanted)
}

/// The length in bytes of the tag that a text begins with.
fn tag_length(text: &str, vtt: bool) -> Option<usize> {
    let end = find_near(text, b'>')? + 1;
    let name = text[1..end - 1].trim_start_matches('/');
    let name = name.split([' ', '.', '\t', '=']).next().unwrap_or("");
    let known = [
        "i", "b", "u", "s", "em", "strong", "font", "span", "c", "v", "ruby", "rt", "lang",
    ];
    let time = name.contains(':') && name.starts_with(|c: char| c.is_ascii_digit());
    let is_tag = known.iter().any(|tag| tag.eq_ignore_ascii_case(name)) || time || (vtt && name.is_empty());
    is_tag.then_some(end)
}

fn character(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return code.ok().and_then(char::from_u32).map(String::from);
    }
    // Marks of direction are no text.
    if matches!(name, "lrm" | "rlm") {
        return Some(String::new());
    }
    quick_xml::escape::resolve_html5_entity(name).map(str::to_owned)
}

/// The cues as blocks, those of one sentence joined.
fn blocks(cues: &[Cue]) -> Vec<Piece> {
    // Captions made by a machine have no marks: nothing says where a sentence ends, and a cue stays a block.
    let lines = cues.iter().filter_map(|cue| cue.lines.last());
    let (ended, all) = lines.fold((0_usize, 0_usize), |(ended, all), line| {
        (ended + usize::from(ends_cue(line)), all + 1)
    });
    let marked = ended * 5 >= all;
    let sure = marks_every_end(cues);
    let mut blocks = Blocks::default();
    let mut last: Option<(String, u64)> = None;
    let mut joined = 0;
    for cue in cues {
        for (index, line) in cue.lines.iter().enumerate() {
            let goes_on = last.as_ref().is_some_and(|(before, end)| {
                let same_cue = index > 0;
                let soon =
                    same_cue || (marked && cue.start.saturating_sub(*end) <= LONGEST_PAUSE && joined < MOST_CUES);
                soon && !changes_speaker(line)
                    && (continues(before, line, sure) || (same_cue && !changes_speaker(before)))
            });
            if goes_on {
                blocks.text(" ");
            } else {
                blocks.close();
                blocks.open(BlockKind::Cue);
                joined = 0;
            }
            joined += usize::from(index == 0);
            blocks.text(line);
            last = Some((line.clone(), cue.end));
        }
    }
    blocks.into_pieces()
}

/// A line that begins with a dash is another speaker's; one in brackets is a sound, one with a note is sung.
fn changes_speaker(line: &str) -> bool {
    line.starts_with(['-', '–', '—', '‐', '[', '(', '♪', '#', '>'])
}

/// Whether the writer marks the ends of sentences without fail: then a capital after a line without a mark is a name's. Of the lines
/// whose first word opens sentences and seldom has a capital elsewhere, nearly all must follow a mark, and be enough to say so.
fn marks_every_end(cues: &[Cue]) -> bool {
    const ENOUGH: usize = 12;
    let lines: Vec<&str> = cues.iter().flat_map(|cue| &cue.lines).map(String::as_str).collect();
    // In a language that is not known every noun may have a capital, as in German.
    if language_of_words(&lines.join("\n")).is_none() {
        return true;
    }
    let (mut openers, mut unmarked) = (0_usize, 0_usize);
    for pair in lines.windows(2) {
        if opens_sentence(pair[1]) && !is_open(pair[0]) {
            openers += 1;
            unmarked += usize::from(!ends_cue(pair[0]));
        }
    }
    openers >= ENOUGH && unmarked * 25 <= openers
}

/// Whether the sentence of a line goes on with the next line, in another cue; `sure` is whether every end of a sentence has its mark.
fn continues(before: &str, line: &str, sure: bool) -> bool {
    let omission = before.ends_with('…') || before.ends_with("...");
    let resumes = line.starts_with(char::is_lowercase) || line.starts_with('…') || line.starts_with("...");
    if omission {
        resumes
    } else if begins_sentence(before, line, sure) {
        false
    } else {
        !ends_cue(before) && !before.ends_with([']', ')', '♪'])
    }
}

/// Whether a line begins a sentence though the one before has no mark at its end: with a capital, after a word that can end one. In
/// captions all in capitals that says nothing, nor does the English *I*; and where every end has its mark, only a word that has no
/// capital within a sentence does.
fn begins_sentence(before: &str, line: &str, sure: bool) -> bool {
    let capitals = !line.contains(char::is_lowercase) || !before.contains(char::is_lowercase);
    let opens = if sure {
        opens_sentence(line)
    } else {
        is_capitalised(first_word(line))
    };
    opens && !capitals && !is_open(before)
}

/// Whether a line begins with a word that has a capital at the beginning of a sentence only.
fn opens_sentence(line: &str) -> bool {
    let first = first_word(line);
    is_capitalised(first) && is_function_word(&first.to_lowercase())
}

/// A word with a capital and no more of them: `Paul`, `À`. The English *I* is none.
fn is_capitalised(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next().is_none_or(char::is_lowercase) && word != "I"
}

fn first_word(line: &str) -> &str {
    let line = line.trim_start_matches(['«', '“', '"', '‘', ' ', '\u{a0}', '\u{202f}']);
    let end = line.find(|c: char| !c.is_alphabetic()).unwrap_or(line.len());
    &line[..end]
}

/// Whether a line cannot end there: with a comma, an article, a title before a name.
fn is_open(line: &str) -> bool {
    let last = line
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '’' | '\''))
        .next()
        .unwrap_or("");
    let title = || {
        let word = last.trim_end_matches('.');
        let known = |lists: &Lists| lists.abbreviation(word).is_some_and(|kind| kind.never);
        word.starts_with(char::is_uppercase) && Lists::all().any(|(_, lists)| known(lists))
    };
    line.ends_with([',', ';', ':', '-', '’']) || never_last(last) || title()
}

/// Whether a line ends a sentence or a line of a song.
fn ends_cue(line: &str) -> bool {
    ends_sentence(line) || bare_end(line).ends_with('♪')
}
