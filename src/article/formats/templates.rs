//! What site generators put into Markdown and no reader sees: tags of templates, attributes, fences of boxes, imports.
//!
//! Liquid and Jinja (`{% … %}`), Hugo (`{{< … >}}`, `{{% … %}}`), ERB and EJS (`<% … %>`), kramdown (`{: … }`), Pandoc (`{#place}`),
//! Docusaurus and VuePress (`:::tip`), MkDocs (`!!! note`, `=== "Tab"`), MyST (a fence of `{note}`), GitHub (`[!NOTE]`), MDX (`import …`,
//! `{' '}`, `<Tabs.Item>`), places of a table of contents (`[TOC]`), and the notes within a line of Pandoc (`^[…]`).
//! The text of boxes stays, and their titles and the captions of pictures become paragraphs. Code is left as it is, and so is a value
//! within a sentence (`{{ site.name }}`); a line of such values alone is none.

use std::fmt::Write;

/// The longest tag that is looked for, in bytes.
const LONGEST: usize = 2_000;

/// Tags: how they begin and how they end.
const TAGS: [(&str, &str); 10] = [
    ("<%", "%>"),
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
    // The fence of a box of MyST, whose text is no code.
    let mut text_fence: Option<&str> = None;
    // How many of MkDocs' boxes are open: their text is indented as code is elsewhere.
    let mut boxes = 0_usize;
    let mut rest = body;
    while !rest.is_empty() {
        let end = rest.find('\n').map_or(rest.len(), |at| at + 1);
        let line = &rest[..end];
        let bare = line.trim();
        let mark = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
        if fence.is_none() && mark.is_some() {
            if let Some(title) = mark.and_then(|mark| directive(bare, mark)) {
                text_fence = mark;
                let _ = write!(out, "\n{title}\n\n");
                rest = &rest[end..];
                continue;
            }
            if text_fence.is_some() && text_fence == mark && bare.trim_start_matches(['`', '~']).is_empty() {
                text_fence = None;
                out.push('\n');
                rest = &rest[end..];
                continue;
            }
        }
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
        let (levels, outside) = indents(line, boxes);
        if !bare.is_empty() {
            boxes = levels;
        }
        rest = &rest[line.len() - outside.len()..];
        let taken = outside.len();
        if let Some(title) = box_line(bare) {
            boxes = levels + usize::from(bare.starts_with(['!', '?', '=']));
            let _ = write!(out, "\n{title}\n\n");
            rest = &rest[taken..];
        } else if let Some(title) = alert_title(bare) {
            let _ = writeln!(out, "> {title}");
            rest = &rest[taken..];
        } else if levels == 0 && is_code_of_a_page(line) {
            out.push('\n');
            rest = &rest[code_length(rest)..];
        } else if is_contents(bare, &rest[taken..]) || is_value(bare) || is_command(bare) {
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

/// By how many levels of four columns a line is indented, at most `most`, and the line without them.
fn indents(line: &str, most: usize) -> (usize, &str) {
    let mut outside = line;
    for level in 0..most {
        match outside.strip_prefix("    ").or_else(|| outside.strip_prefix('\t')) {
            Some(after) => outside = after,
            None => return (level, outside),
        }
    }
    (most, outside)
}

/// The title, perhaps empty, of a box of MyST that a fence begins: ```` ```{note} Title ````. Other directives hold code.
fn directive<'a>(line: &'a str, mark: &str) -> Option<&'a str> {
    let inside = line.trim_start_matches(&mark[..1]).strip_prefix('{')?;
    let (name, title) = inside.split_once('}')?;
    let text = matches!(
        name,
        "note"
            | "tip"
            | "hint"
            | "important"
            | "warning"
            | "caution"
            | "attention"
            | "danger"
            | "error"
            | "seealso"
            | "admonition"
            | "dropdown"
            | "epigraph"
            | "card"
            | "margin"
            | "sidebar"
    );
    text.then(|| title.trim())
}

/// Whether a line stands for the table of contents; `after` is what follows it. kramdown replaces a list with `{:toc}` below it.
fn is_contents(line: &str, after: &str) -> bool {
    let place = line
        .trim_matches(['[', ']', '_', '@', '$', '{', '}'])
        .eq_ignore_ascii_case("toc")
        && line.len() > "toc".len()
        && line.ends_with([']', '}']);
    let list = line.starts_with(['*', '-', '+', '1']) && {
        let next = after.lines().next().unwrap_or("").trim();
        let attributes = next.strip_prefix("{:").and_then(|inside| inside.strip_suffix('}'));
        attributes.is_some_and(|inside| inside.trim().eq_ignore_ascii_case("toc"))
    };
    place || list
}

/// Whether a line, be it a heading or an item, has values of a template alone: `# {{ page.title }}`.
fn is_value(line: &str) -> bool {
    let marks = |c: char| matches!(c, '#' | '>' | '*' | '-' | '+' | '_') || c.is_whitespace();
    let mut rest = line.trim_matches(marks);
    if !rest.starts_with("{{") {
        return false;
    }
    while let Some(inside) = rest.strip_prefix("{{") {
        if inside.starts_with(['<', '%']) {
            return false;
        }
        let Some((_, after)) = inside.split_once("}}") else {
            return false;
        };
        rest = after.trim_start_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation() && c != '{');
    }
    rest.is_empty()
}

/// Whether a line is a command of LaTeX or a comment of Obsidian alone: `\newpage`, `%% … %%`.
fn is_command(line: &str) -> bool {
    let command = line
        .strip_prefix('\\')
        .is_some_and(|name| name.len() > 3 && name.bytes().all(|b| b.is_ascii_lowercase()));
    let comment = line.len() > 4 && line.starts_with("%%") && line.ends_with("%%");
    command || comment
}

/// How long the code is that a text begins with, in bytes: to the blank line after it, and to its last brace.
fn code_length(text: &str) -> usize {
    /// The most lines of it.
    const MOST: usize = 400;
    let (mut length, mut open, mut blank) = (0, 0_i64, None);
    for line in text.split_inclusive('\n').take(MOST) {
        if line.trim().is_empty() {
            if open <= 0 {
                return length;
            }
            blank = blank.or(Some(length));
        }
        for byte in line.bytes() {
            open += i64::from(matches!(byte, b'{' | b'(' | b'[')) - i64::from(matches!(byte, b'}' | b')' | b']'));
        }
        length += line.len();
    }
    // Braces that never close are no code that could be followed.
    if open > 0 { blank.unwrap_or(length) } else { length }
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
            caption = caption.or_else(|| caption_of(&rest[..end]));
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

/// What a tag shows of itself: the caption of a picture, and the label of a component such as a tab. Titles of other tags are a matter of
/// the template, which may show them or not.
fn caption_of(tag: &str) -> Option<String> {
    let label = || attribute(tag, "label").or_else(|| attribute(tag, "title"));
    attribute(tag, "caption").or_else(|| tag.starts_with('<').then(label).flatten())
}

/// Where attributes end that a text begins with: `{#place}`, `{.class key=value}`.
fn attributes_end(text: &str) -> Option<usize> {
    let inside = text.strip_prefix(['{'])?;
    let named = inside
        .strip_prefix(['#', '.'])?
        .starts_with(|c: char| c.is_alphabetic());
    let near = &inside.as_bytes()[..inside.len().min(LONGEST)];
    let end = near.iter().position(|b| matches!(b, b'}' | b'\n'))?;
    if near[end] == b'\n' {
        return None;
    }
    let plain = inside[..end]
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '#' | '.' | '-' | '_' | ':' | '=' | '"' | '\'' | ' ' | '%'));
    (named && plain).then_some(end + 2)
}

/// Where a component's tag ends that a text begins with and whose name has a dot in it, which no HTML has: `<Tabs.Item label="x">`.
fn component_end(text: &str) -> Option<usize> {
    let name = text.strip_prefix('<')?;
    let name = name.strip_prefix('/').unwrap_or(name);
    let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))?;
    let component = name.starts_with(|c: char| c.is_ascii_uppercase()) && name[..end].contains('.');
    let close = text.as_bytes()[..text.len().min(LONGEST)]
        .iter()
        .position(|b| *b == b'>')?;
    component.then_some(close + 1)
}

/// Where the tag ends that a text begins with.
fn tag_end(text: &str) -> Option<usize> {
    if let Some(end) = attributes_end(text).or_else(|| component_end(text)) {
        return Some(end);
    }
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

/// The title of the box that a line begins or ends, perhaps empty: `:::tip Title`, `:::tip[Title]`, `!!! note "Title"`, `=== "Title"`.
fn box_line(line: &str) -> Option<String> {
    let quoted = |rest: &str| rest.split('"').nth(1).map(str::to_owned);
    if let Some(rest) = line.strip_prefix(":::") {
        let rest = rest.trim_start_matches(':').trim();
        // Docusaurus and remark: `:::tip[Title]{.class}`.
        if is_labelled(rest) {
            let (_, label) = rest.split_once('[').unwrap_or(("", ""));
            let end = label.rfind(']').unwrap_or(label.len());
            return Some(label[..end].trim().to_owned());
        }
        return Some(quoted(rest).unwrap_or_else(|| {
            let (_, title) = rest.split_once(char::is_whitespace).unwrap_or(("", ""));
            title.split('{').next().unwrap_or("").trim().to_owned()
        }));
    }
    let mut marks = ["!!! ", "??? ", "???+ "].into_iter();
    if let Some(rest) = marks.find_map(|mark| line.strip_prefix(mark)) {
        return Some(quoted(rest).unwrap_or_default());
    }
    let rest = line.strip_prefix("===")?.trim_start_matches(['!', '+']);
    let title = rest.strip_prefix(' ')?.trim().strip_prefix('"')?.strip_suffix('"')?;
    Some(title.to_owned())
}

/// Whether the name of a box has its title in brackets right after it.
fn is_labelled(rest: &str) -> bool {
    let name = rest
        .trim_start()
        .trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_'));
    name.len() < rest.trim_start().len() && name.starts_with('[') && name.contains(']')
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
            (
                ":::tip[Bon à savoir]\nVenez.\n:::\n",
                "\nBon à savoir\n\nVenez.\n\n\n\n",
            ),
            (":::note[Un \"mot\"]{.x}\n", "\nUn \"mot\"\n\n"),
            ("::: {.note title=\"Avis\"}\n", "\nAvis\n\n"),
            (
                "=== \"Eau\"\n\n    Le lac.\n\n    !!! note\n        Gelé.\n\nSuite.\n",
                "\nEau\n\n\nLe lac.\n\n\n\n\nGelé.\n\nSuite.\n",
            ),
            ("Titre\n===\n=== a\n", "Titre\n===\n=== a\n"),
            (
                "<Tabs.Item label=\"Eau\">\n\nLe lac.\n\n</Tabs.Item>\n",
                "\nEau\n\n\nLe lac.\n\n\n",
            ),
            ("Fin. {#place}\n\nUn {.5} et {#1}.\n", "Fin. \n\nUn {.5} et {#1}.\n"),
            ("<%= titre %>\n<% if a %>Texte.<% end %>\n", "\nTexte.\n"),
            (
                "# {{ page.title }}\n\nLe {{ nom }} ouvre.\n",
                "\n\nLe {{ nom }} ouvre.\n",
            ),
            ("[TOC]\n[[_TOC_]]\n* Table\n{:toc}\nToc, toc.\n", "\n\n\n\nToc, toc.\n"),
            ("\\newpage\n%% à revoir %%\n", "\n\n"),
            (
                "export default function Page() {\n  const a = 1\n\n  return <p>non</p>\n}\n\nTexte.\n",
                "\n\nTexte.\n",
            ),
            (
                "```{note} Avis\nGelé.\n```\n```{code}\nx\n```\n",
                "\nAvis\n\nGelé.\n\n```{code}\nx\n```\n",
            ),
            ("{{< callout title=\"Attention\" >}}\nGelé.\n", "\nGelé.\n"),
            ("{% ouvert sans fin\n", "{% ouvert sans fin\n"),
        ] {
            assert_eq!(without_templates(line), wanted, "{line}");
        }
    }
}
