//! Real files: every file of the folder in `INTERLIGNE_TMX_CORPUS` is read, and the table in its README.md says with how
//! many units and variants, or why it is refused.

#[path = "../../tests/support/skip.rs"]
mod skip;

use std::collections::BTreeMap;
use std::process::Command;

use tmx::{Error, Header, Policy, Reader, Unit, Writer, WriterOptions};

/// A row of the table: the file, its units, its variants per language tag.
struct Row {
    file: String,
    units: usize,
    variants: Vec<(String, usize)>,
    more_languages: bool,
    refused: Option<String>,
}

fn table(folder: &std::path::Path) -> Vec<Row> {
    let text = std::fs::read_to_string(folder.join("README.md")).expect("the folder has a README.md");
    let rows: Vec<Row> = text.lines().filter_map(row).collect();
    assert!(!rows.is_empty(), "the README.md has a table");
    rows
}

/// Columns: file, producer, version, encoding, bytes, units, variants per language, oddities, origin, licence.
fn row(line: &str) -> Option<Row> {
    let cells: Vec<&str> = line.strip_prefix('|')?.split('|').map(str::trim).collect();
    let file = cells.first().filter(|name| name.ends_with(".tmx"))?;
    let oddities = cells[7];
    let variants = cells[6]
        .split(", ")
        .filter(|entry| !entry.is_empty())
        .map(|entry| {
            let (lang, count) = entry.rsplit_once(':').expect("language:count");
            (lang.to_owned(), count.parse().expect("a count"))
        })
        .collect::<Vec<_>>();
    let languages = oddities
        .split("; ")
        .find_map(|o| o.strip_suffix(" language codes")?.parse::<usize>().ok());
    Some(Row {
        file: (*file).to_owned(),
        units: cells[5].parse().expect("a number of units"),
        more_languages: languages.is_some_and(|n| n > variants.len()),
        variants,
        refused: oddities.contains("not well-formed").then(|| oddities.to_owned()),
    })
}

fn read(bytes: &[u8], policy: Policy) -> Result<(Header, Vec<Unit>), Error> {
    let mut reader = Reader::new(bytes, policy)?;
    let units = reader.by_ref().collect::<Result<Vec<_>, _>>()?;
    Ok((reader.header().clone(), units))
}

#[test]
fn every_real_file_has_the_units_of_the_table() {
    let Some(folder) = skip::folder("INTERLIGNE_TMX_CORPUS") else {
        return;
    };
    for row in table(&folder) {
        let bytes = std::fs::read(folder.join(&row.file)).expect("the file of the table");
        for policy in [Policy::Default, Policy::Salvage] {
            let result = read(&bytes, policy);
            if let Some(reason) = &row.refused {
                let error = result.expect_err("a file that is not well-formed");
                assert!(
                    reason.contains("no element found") && matches!(error, Error::Empty),
                    "{}: {error}",
                    row.file
                );
                continue;
            }
            let (_, units) = result.unwrap_or_else(|error| panic!("{}: {error}", row.file));
            assert_eq!(units.len(), row.units, "{}", row.file);
            let mut found: BTreeMap<&str, usize> = BTreeMap::new();
            for variant in units.iter().flat_map(|unit| &unit.variants) {
                *found.entry(&variant.lang).or_default() += 1;
            }
            for (lang, count) in &row.variants {
                assert_eq!(found.get(lang.as_str()), Some(count), "{} {lang}", row.file);
            }
            assert!(
                row.more_languages || found.len() == row.variants.len(),
                "{}: {found:?}",
                row.file
            );
        }
    }
}

#[test]
fn every_real_file_is_the_same_after_writing_and_reading_again() {
    let Some(folder) = skip::folder("INTERLIGNE_TMX_CORPUS") else {
        return;
    };
    for row in table(&folder).iter().filter(|row| row.refused.is_none()) {
        let bytes = std::fs::read(folder.join(&row.file)).expect("the file of the table");
        let (header, units) = read(&bytes, Policy::Default).expect("read before");
        let written = write(&header, &units);
        let (header_again, units_again) = read(&written, Policy::Default).expect("what we wrote");
        assert_eq!(header, header_again, "{}", row.file);
        assert_eq!(units, units_again, "{}", row.file);
        assert_eq!(
            written,
            write(&header_again, &units_again),
            "{}: the same bytes",
            row.file
        );
    }
}

fn write(header: &Header, units: &[Unit]) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), header, WriterOptions::default()).expect("a header");
    for unit in units {
        writer.write(unit).expect("a unit");
    }
    writer.finish().expect("the end")
}

/// Prints the number of segments, then two lines a segment: its plain text and all its text, as JSON strings.
const LXML: &str = r#"
import json, sys
from lxml import etree
CODE = {"bpt", "ept", "it", "ph", "ut", "sub"}
def plain(e):
    out = [e.text or ""]
    for child in e:
        if isinstance(child.tag, str) and child.tag not in CODE:
            out.append(plain(child))
        out.append(child.tail or "")
    return "".join(out)
parser = etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False, huge_tree=True)
for path in sys.argv[1:]:
    segs = list(etree.parse(path, parser).iter("seg"))
    print(json.dumps([len(segs)], ensure_ascii=True))
    for seg in segs:
        print(json.dumps([plain(seg), "".join(seg.itertext(tag=etree.Element))]))
"#;

#[test]
fn the_text_of_every_segment_is_what_lxml_extracts() {
    let Some(folder) = skip::folder("INTERLIGNE_TMX_CORPUS") else {
        return;
    };
    let rows: Vec<Row> = table(&folder).into_iter().filter(|row| row.refused.is_none()).collect();
    if !skip::runs("python3", &["-c", "import lxml"]) {
        return;
    }
    let paths = rows.iter().map(|row| folder.join(&row.file));
    let output = Command::new("python3")
        .args(["-c", LXML])
        .args(paths)
        .output()
        .expect("python3 runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("JSON is ASCII here");
    let mut lines = text.lines().map(json_strings);
    let mut compared = 0;
    for row in &rows {
        let bytes = std::fs::read(folder.join(&row.file)).expect("the file of the table");
        let (_, units) = read(&bytes, Policy::Default).expect("read before");
        let segs: Vec<_> = units
            .iter()
            .flat_map(|unit| &unit.variants)
            .map(|variant| &variant.seg)
            .collect();
        let count = lines.next().expect("a count for each file");
        assert_eq!(count, [segs.len().to_string()], "{}", row.file);
        for seg in segs {
            let expected = lines.next().expect("a line for each segment");
            assert_eq!(
                [seg.plain_text(), seg.all_text()],
                [&expected[0][..], &expected[1][..]],
                "{}",
                row.file
            );
            compared += 1;
        }
    }
    assert!(lines.next().is_none());
    eprintln!("{compared} segments of {} files compared with lxml", rows.len());
}

/// Reads a line such as `["a", "b"]` or `[3]`, as Python's `json.dumps` writes it: ASCII with `\u` escapes.
fn json_strings(line: &str) -> Vec<String> {
    let mut strings = Vec::new();
    let mut chars = line.chars().peekable();
    let mut units: Vec<u16> = Vec::new();
    while let Some(c) = chars.next() {
        match c {
            '0'..='9' => {
                let mut number = c.to_string();
                while let Some(digit) = chars.next_if(char::is_ascii_digit) {
                    number.push(digit);
                }
                strings.push(number);
            }
            '"' => {
                units.clear();
                loop {
                    match chars.next().expect("the string ends") {
                        '"' => break,
                        '\\' => match chars.next().expect("an escape") {
                            'u' => {
                                let hex: String = chars.by_ref().take(4).collect();
                                units.push(u16::from_str_radix(&hex, 16).expect("hexadecimal"));
                            }
                            'n' => units.push(10),
                            't' => units.push(9),
                            'r' => units.push(13),
                            'b' => units.push(8),
                            'f' => units.push(12),
                            other => units.push(u16::try_from(u32::from(other)).expect("ASCII")),
                        },
                        other => units.push(u16::try_from(u32::from(other)).expect("ASCII")),
                    }
                }
                strings.push(String::from_utf16(&units).expect("whole characters"));
            }
            _ => {}
        }
    }
    strings
}
