//! What site generators put into Markdown and no reader sees: tags of templates, attributes, fences of boxes, imports.
//!
//! Liquid and Jinja (`{% … %}`), Hugo (`{{< … >}}`, `{{% … %}}`), kramdown (`{: … }`), Docusaurus and VuePress (`:::tip`), MkDocs
//! (`!!! note`), GitHub (`[!NOTE]`), MDX (`import …`, `{' '}`), and the notes within a line of Pandoc (`^[…]`).
//! The text of boxes stays, and their titles and the captions of pictures become paragraphs. Code is left as it is.

use std::fmt::Write;

/// The longest tag that is looked for, in bytes.
const LONGEST: usize = 2_000;

/// Tags: how they begin and how they end.
const TAGS: [(&str, &str); 9] = [
    ("{%", "%}"),
    ("{{<", ">}}"),
    ("{{%", "%}}"),
    ("{#", "#}"),
    ("{::", "}"),
    ("{:", "}"),
    ("{/*", "*/}"),
    ("{' '", "}"),
    ("{\" \"", "}"),
];

/// Markdown without what only its generator reads.
pub(crate) fn without_templates(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    let mut notes: Vec<String> = Vec::new();
    let mut fence: Option<&str> = None;
    let mut boxed = false;
    let mut rest = body;
    while !rest.is_empty() {
        let end = rest.find('\n').map_or(rest.len(), |at| at + 1);
        let line = &rest[..end];
        let bare = line.trim();
        let mark = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
        if fence.is_some() || mark.is_some() {
            fence = match fence {
                Some(open) if bare.starts_with(open) => None,
                Some(open) => Some(open),
                None => mark,
            };
            out.push_str(line);
            rest = &rest[end..];
            continue;
        }
        // The text of MkDocs' boxes is indented as code is elsewhere.
        let inside = boxed && (bare.is_empty() || line.starts_with("    ") || line.starts_with('\t'));
        boxed = inside;
        let taken = if inside {
            let outside = line
                .strip_prefix("    ")
                .or_else(|| line.strip_prefix('\t'))
                .unwrap_or(line);
            rest = &rest[line.len() - outside.len()..];
            outside.len()
        } else {
            line.len()
        };
        if let Some(title) = box_line(bare) {
            boxed = bare.starts_with(['!', '?']);
            let _ = write!(out, "\n{title}\n\n");
            rest = &rest[taken..];
        } else if let Some(title) = alert_title(bare) {
            let _ = writeln!(out, "> {title}");
            rest = &rest[taken..];
        } else if !inside && is_code_of_a_page(line) {
            out.push('\n');
            rest = &rest[taken..];
        } else {
            rest = copy_line(rest, taken, &mut out, &mut notes);
        }
    }
    for (number, note) in notes.iter().enumerate() {
        let _ = write!(out, "\n\n[^inline-{number}]: {note}\n");
    }
    out
}

/// Copies a line of `length` bytes without its tags; gives what follows it, or follows the last tag that began in it.
fn copy_line<'a>(text: &'a str, length: usize, out: &mut String, notes: &mut Vec<String>) -> &'a str {
    let mut at = 0;
    let begun = out.len();
    let mut caption = None;
    let mut removed = false;
    while at < length {
        let rest = &text[at..];
        if rest.starts_with('`') {
            let ticks = rest.bytes().take_while(|b| *b == b'`').count();
            let run = &rest[..ticks];
            let close = rest[ticks..].find(run).map_or(ticks, |close| ticks + close + ticks);
            out.push_str(&rest[..close]);
            at += close;
        } else if let Some(end) = tag_end(rest) {
            caption = caption.or_else(|| attribute(&rest[..end], "caption"));
            removed = true;
            // A tag between two words is a space.
            if rest.starts_with("{' '") || rest.starts_with("{\" \"") {
                out.push(' ');
            }
            at += end;
        } else if let Some(note) = inline_note(rest) {
            let _ = write!(out, "[^inline-{}]", notes.len());
            notes.push(note.split_whitespace().collect::<Vec<_>>().join(" "));
            at += note.len() + "^[]".len();
        } else if let Some((tag, inside)) = raised(rest, out) {
            let _ = write!(out, "<{tag}>{inside}</{tag}>");
            at += inside.len() + 2;
        } else {
            let c = rest.chars().next().unwrap_or(' ');
            out.push(c);
            at += c.len_utf8();
        }
    }
    // A line of tags alone is no line of the paragraph around it.
    if removed && out.get(begun..).is_some_and(|line| line.trim().is_empty()) {
        out.truncate(begun);
        out.push('\n');
        if let Some(caption) = caption {
            let _ = write!(out, "{caption}\n\n");
        }
    }
    &text[at..]
}

/// Where the tag ends that a text begins with.
fn tag_end(text: &str) -> Option<usize> {
    let (open, close) = TAGS.iter().find(|(open, _)| text.starts_with(open))?;
    let after = &text.as_bytes()[open.len()..text.len().min(LONGEST)];
    let found = after
        .windows(close.len())
        .position(|window| window == close.as_bytes())?;
    // Attributes stand on one line.
    let one_line = open.starts_with("{:") || open.starts_with("{'") || open.starts_with("{\"");
    (!one_line || !after[..found].contains(&b'\n')).then_some(open.len() + found + close.len())
}

/// Pandoc's `10^6^` and `CO~2~`, right after a letter or a digit: the tag that means the same, and what is in it.
fn raised<'a>(text: &'a str, before: &str) -> Option<(&'static str, &'a str)> {
    let (mark, tag) = if text.starts_with('^') {
        ('^', "sup")
    } else {
        ('~', "sub")
    };
    let inside = text.strip_prefix(mark)?.split(mark).next()?;
    let closed = text[mark.len_utf8() + inside.len()..].starts_with(mark);
    let double = text[1..].starts_with(mark) || text[1 + inside.len()..].starts_with("~~");
    let short = !inside.is_empty() && inside.len() <= 16;
    let plain = inside
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '+' | '-' | '−' | ','));
    (closed && !double && short && plain && before.ends_with(char::is_alphanumeric)).then_some((tag, inside))
}

/// The text of a note within a line, `^[…]`.
fn inline_note(text: &str) -> Option<&str> {
    let inside = text.strip_prefix("^[")?;
    let mut depth = 1_usize;
    for (at, c) in inside.char_indices().take(LONGEST) {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(&inside[..at]);
        }
    }
    None
}

/// The title of the box that a line begins or ends, perhaps empty: `:::tip Title`, `!!! note "Title"`.
fn box_line(line: &str) -> Option<String> {
    let rest = line
        .strip_prefix(":::")
        .map(|rest| rest.trim_start_matches(':'))
        .or_else(|| {
            ["!!! ", "??? ", "???+ "]
                .into_iter()
                .find_map(|mark| line.strip_prefix(mark))
        })?;
    let title = match rest.split_once('"') {
        Some((_, quoted)) => quoted.split('"').next().unwrap_or("").to_owned(),
        None if line.starts_with(":::") => {
            let (_, title) = rest.trim().split_once(char::is_whitespace).unwrap_or(("", ""));
            title.split('{').next().unwrap_or("").trim().to_owned()
        }
        None => String::new(),
    };
    Some(title)
}

/// The title of GitHub's and Obsidian's alerts, perhaps empty: `> [!NOTE] Title`.
fn alert_title(line: &str) -> Option<&str> {
    let rest = line.strip_prefix('>')?.trim_start().strip_prefix("[!")?;
    let (word, title) = rest.split_once(']')?;
    let letters = !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphabetic());
    letters.then(|| title.trim_start_matches(['+', '-']).trim())
}

/// Whether a line of MDX is code: `import X from 'x'`, `export const x = …`.
fn is_code_of_a_page(line: &str) -> bool {
    let import = line.starts_with("import ")
        && line.contains(['\'', '"'])
        && (line.contains(" from ") || line.contains("import '") || line.contains("import \""));
    import
        || ["export const ", "export default ", "export function ", "export let "]
            .iter()
            .any(|start| line.starts_with(start))
}

/// The value of an attribute of a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, after) = tag.split_once(&format!("{name}=\""))?;
    after
        .split('"')
        .next()
        .map(str::to_owned)
        .filter(|value| !value.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_the_generator_reads_goes() {
        for (line, wanted) in [
            ("{% include a.html %}\nTexte.\n", "\nTexte.\n"),
            ("{{% notice info %}}\nTexte.\n{{% /notice %}}\n", "\nTexte.\n\n"),
            ("{{< figure src=\"a\" caption=\"La roue\" >}}\n", "\nLa roue\n\n"),
            ("Un terme{:.terme}, puis{' '}\n{: .note }\n", "Un terme, puis \n\n"),
            (":::tip Conseil\nVenez.\n:::\n", "\nConseil\n\nVenez.\n\n\n\n"),
            (
                "!!! warning \"Attention\"\n    Le chemin.\n\nSuite.\n",
                "\nAttention\n\nLe chemin.\n\nSuite.\n",
            ),
            ("> [!NOTE]\n> Le pont.\n", "> \n> Le pont.\n"),
            (
                "import Galerie from '../galerie'\n\nimport est un mot.\n",
                "\n\nimport est un mot.\n",
            ),
            (
                "Le vote^[En mars.] suit.\n",
                "Le vote[^inline-0] suit.\n\n\n[^inline-0]: En mars.\n",
            ),
            (
                "10^6^ et CO~2~, ~~faux~~ a^b\n",
                "10<sup>6</sup> et CO<sub>2</sub>, ~~faux~~ a^b\n",
            ),
            ("`{% raw %}` et {: un texte\n", "`{% raw %}` et {: un texte\n"),
            ("```\n{% a %}\n```\n", "```\n{% a %}\n```\n"),
            ("{% ouvert sans fin\n", "{% ouvert sans fin\n"),
        ] {
            assert_eq!(without_templates(line), wanted, "{line}");
        }
    }
}
