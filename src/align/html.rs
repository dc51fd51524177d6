//! An aligned pair → one HTML page that needs nothing else: both texts side by side, the beads coloured by confidence.

use std::io::{self, Write};
use std::ops::Range;

use super::{Alignment, Bead};
use quick_xml::escape::partial_escape;

use crate::segment::Segment;
use crate::text::lang::Lang;

/// One of the two texts, as the page shows it.
#[derive(Clone, Copy, Debug)]
pub struct HtmlSide<'a> {
    /// What the text is called, such as its title or file name.
    pub title: &'a str,
    /// Its language, for hyphenation and screen readers.
    pub lang: &'a Lang,
    /// Its segments, in document order.
    pub segments: &'a [Segment],
}

/// From this confidence on a bead has the colour of the sure ones. It is set by hand: nothing but the colour depends on it.
const SURE: f64 = 0.95;

const STYLE: &str = "\
:root{--paper:#fdfcf9;--ink:#22262b;--faint:#6d747c;--line:#ddd8cc;--sure:#3b7d54;--fair:#b98a1c;--weak:#bf4a32;--none:#9aa0a6}
@media(prefers-color-scheme:dark){:root{--paper:#1b1d20;--ink:#e6e3dc;--faint:#9aa0a8;--line:#383b40;--sure:#6cb98a;--fair:#dbb04a;--weak:#ea7f66;--none:#6d747c}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:78rem;padding:1.5rem;background:var(--paper);color:var(--ink);font:1rem/1.5 Georgia,'Times New Roman',serif}
header,nav{font-family:system-ui,sans-serif;font-size:.9rem;color:var(--faint)}
h1{font-size:1.3rem;margin:0 0 .3rem;color:var(--ink)}
nav ul{padding-left:1.2rem;margin:.3rem 0 1rem}
a{color:inherit}
.bead,.heads{display:grid;grid-template-columns:1fr 4.5rem 1fr}
.heads{font:bold .9rem/1.4 system-ui,sans-serif;border-bottom:2px solid var(--line);padding-bottom:.4rem;position:sticky;top:0;background:var(--paper)}
.heads :last-child{grid-column:3}
.bead{--c:var(--sure);break-inside:avoid}
.bead.fair{--c:var(--fair)}.bead.weak{--c:var(--weak)}.bead.null{--c:var(--none)}
.bead.starts{margin-top:.9rem}
.side{padding:.3rem .7rem;border:0 solid var(--c)}
.source{border-right-width:4px}.target{border-left-width:4px}
.side p{margin:0 0 .25rem}.side p:last-child{margin:0}
.heading{font-weight:bold}
.empty{border-style:dotted}
.link{align-self:stretch;display:flex;align-items:center;justify-content:center;font:.75rem system-ui,sans-serif;color:var(--c);
background:linear-gradient(var(--c),var(--c)) center/100% 2px no-repeat}
.link span{background:var(--paper);padding:.05rem .35rem;border:1px solid var(--c);border-radius:.6rem}
.null .link{background:none}
.bead:target,.bead:hover{background:color-mix(in srgb,var(--c) 12%,transparent)}
footer{margin-top:2rem;font:.8rem system-ui,sans-serif;color:var(--faint)}
@media(max-width:40rem){body{padding:1rem .7rem}.bead,.heads{grid-template-columns:1fr}.heads{position:static}.heads :last-child{grid-column:1}
.bead,.bead.starts{position:relative;margin-top:.9rem;border-left:4px solid var(--c)}.bead.starts{margin-top:1.8rem}.bead.null{border-left-style:dotted}
.side{padding:.1rem .7rem}.source,.target{border:0}.source{padding-right:3.5rem}.empty{display:none}
.link{position:absolute;top:.15rem;right:0;background:none}}
@media print{body{max-width:none;padding:0;font-size:10pt;--paper:#fff;--ink:#000}.heads{position:static}*{print-color-adjust:exact}}
";

fn side(out: &mut impl Write, name: &str, side: &HtmlSide<'_>, range: &Range<usize>) -> io::Result<()> {
    let empty = if range.is_empty() { " empty" } else { "" };
    write!(out, "<div class=\"side {name}{empty}\" lang=\"{}\">", side.lang)?;
    for segment in &side.segments[range.clone()] {
        let heading = if segment.kind == crate::article::BlockKind::Heading {
            " class=\"heading\""
        } else {
            ""
        };
        write!(out, "<p{heading}>{}</p>", partial_escape(&segment.text))?;
    }
    write!(out, "</div>")
}

/// Whether a bead begins a block on either side.
fn starts_block(bead: &Bead, source: &[Segment], target: &[Segment]) -> bool {
    let starts = |range: &Range<usize>, segments: &[Segment]| {
        !range.is_empty() && range.start > 0 && segments[range.start].block != segments[range.start - 1].block
    };
    starts(&bead.source, source) || starts(&bead.target, target)
}

/// Writes the page. `below` is the confidence (0 to 1) under which a bead is a place to look at.
///
/// # Errors
/// When the page cannot be written.
pub fn write_page(
    out: &mut impl Write,
    source: &HtmlSide<'_>,
    target: &HtmlSide<'_>,
    alignment: &Alignment,
    below: f64,
) -> io::Result<()> {
    let title = partial_escape(source.title);
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>"
    )?;
    writeln!(
        out,
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><style>{STYLE}</style></head><body>"
    )?;
    let pairs = alignment.beads.iter().filter(|b| !b.is_null()).count();
    let alone = alignment.beads.len() - pairs;
    let accuracy = alignment.expected_accuracy() * 100.0;
    writeln!(
        out,
        "<header><h1>{title}</h1><p>{pairs} pairs, {accuracy:.1}% of them expected to be exactly right; {alone} segments without \
         a counterpart.</p></header>"
    )?;
    let places = alignment.places_to_check(below);
    if !places.is_empty() || !alignment.crossings.is_empty() {
        writeln!(out, "<nav><b>Places to look at</b><ul>")?;
        for place in &places {
            let (first, last) = (place.beads.start + 1, place.beads.end);
            let which = if first == last {
                format!("pair {first}")
            } else {
                format!("pairs {first} to {last}")
            };
            writeln!(
                out,
                "<li><a href=\"#b{first}\">{which}</a>, {:.0}% sure</li>",
                place.confidence * 100.0
            )?;
        }
        for crossing in &alignment.crossings {
            let at = alignment
                .beads
                .iter()
                .position(|b| b.source.contains(&crossing.source.start))
                .unwrap_or(0)
                + 1;
            let to = alignment
                .beads
                .iter()
                .position(|b| b.target.contains(&crossing.target.start))
                .unwrap_or(0)
                + 1;
            writeln!(
                out,
                "<li>moved: <a href=\"#b{at}\">{} source segments</a> are translated <a href=\"#b{to}\">elsewhere</a></li>",
                crossing.source.len()
            )?;
        }
        writeln!(out, "</ul></nav>")?;
    }
    writeln!(
        out,
        "<main><div class=\"heads\"><div lang=\"{}\">{title}</div><div lang=\"{}\">{}</div></div>",
        source.lang,
        target.lang,
        partial_escape(target.title)
    )?;
    for (number, bead) in alignment.beads.iter().enumerate() {
        let class = match bead.confidence {
            _ if bead.is_null() => "null",
            c if c < below => "weak",
            c if c < SURE => "fair",
            _ => "sure",
        };
        let starts = if starts_block(bead, source.segments, target.segments) {
            " starts"
        } else {
            ""
        };
        write!(out, "<div class=\"bead {class}{starts}\" id=\"b{}\">", number + 1)?;
        self::side(out, "source", source, &bead.source)?;
        let shape = format!("{}-{}", bead.source.len(), bead.target.len());
        write!(
            out,
            "<div class=\"link\" title=\"{shape}\"><span>{:.0}%</span></div>",
            bead.confidence * 100.0
        )?;
        self::side(out, "target", target, &bead.target)?;
        writeln!(out, "</div>")?;
    }
    writeln!(
        out,
        "</main><footer>Percentages say how probable it is that a pair is exactly right. Made with interligne.</footer></body></html>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::presegmented;

    #[test]
    fn every_segment_is_on_the_page_and_marks_are_escaped() {
        let lang = |tag| Lang::parse(tag).expect("a tag written in this test");
        let (source, target) = (presegmented("Un <b>.\n\nDeux & trois.").0, presegmented("One <b>.").0);
        let bead = |source, target, confidence| Bead {
            source,
            target,
            confidence,
        };
        let alignment = Alignment {
            beads: vec![bead(0..1, 0..1, 0.5), bead(1..2, 1..1, 0.9)],
            ..Alignment::default()
        };
        let (fr, en) = (lang("fr"), lang("en"));
        let side = |title, lang, segments| HtmlSide { title, lang, segments };
        let mut page = Vec::new();
        write_page(
            &mut page,
            &side("A", &fr, &source),
            &side("B", &en, &target),
            &alignment,
            0.75,
        )
        .expect("a page in memory");
        let page = String::from_utf8(page).expect("UTF-8");
        for expected in [
            "Un &lt;b&gt;.",
            "One &lt;b&gt;.",
            "Deux &amp; trois.",
            "href=\"#b1\"",
            "class=\"bead null starts\"",
        ] {
            assert!(page.contains(expected), "{expected}");
        }
        assert!(!page.contains("http"), "the page needs nothing else");
    }
}
