//! The content of a segment: text and inline elements, and the plain text that a translator sees.

use std::borrow::Cow;

use crate::Attributes;

/// What stands in a `seg`, or in an inline element of one: text and elements in order, white space exactly as in the file.
///
/// Two texts never stand side by side and none is empty, so that equal content is equal data.
///
/// ```
/// use tmx::{Element, Seg, Tag};
/// let mut seg = Seg::from("Cliquez ");
/// let mut code = Element::new(Tag::Ph);
/// code.attributes.set("x", "1");
/// code.content = Seg::from("<img>");
/// seg.push(code);
/// seg.push(" ici");
/// assert_eq!(seg.plain_text(), "Cliquez  ici");
/// assert_eq!(seg.all_text(), "Cliquez <img> ici");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Seg(Nodes);

/// A segment is nearly always one text, which then needs no list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
enum Nodes {
    #[default]
    Empty,
    One(Node),
    /// Two or more.
    Many(Vec<Node>),
}

/// Text or an inline element.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// Text with references resolved.
    Text(String),
    /// An inline element with what it contains.
    Element(Box<Element>),
}

/// An inline element, or an element that TMX does not know.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Element {
    /// Which element it is.
    pub tag: Tag,
    /// Its attributes (`i`, `x`, `type`, `pos`, `assoc`, `datatype`, and any other).
    pub attributes: Attributes,
    /// What it contains.
    pub content: Seg,
}

/// The elements of inline content (TMX 1.4b, section on inline elements).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Tag {
    /// `bpt`: native code that begins a pair.
    Bpt,
    /// `ept`: native code that ends a pair.
    Ept,
    /// `it`: native code that begins or ends a pair whose other half is not in the segment.
    It,
    /// `ph`: native code that stands alone.
    Ph,
    /// `hi`: a stretch of text that something is said about; its content is text of the segment.
    Hi,
    /// `ut`: native code of unknown kind (deprecated by the standard).
    Ut,
    /// `sub`: text inside native code, such as a footnote or an `alt` text; a flow of its own.
    Sub,
    /// An element that TMX does not know, by its name as written.
    Other(String),
}

impl Tag {
    /// The tag of that element name.
    #[must_use]
    pub fn from_name(name: &str) -> Tag {
        match name {
            "bpt" => Tag::Bpt,
            "ept" => Tag::Ept,
            "it" => Tag::It,
            "ph" => Tag::Ph,
            "hi" => Tag::Hi,
            "ut" => Tag::Ut,
            "sub" => Tag::Sub,
            other => Tag::Other(other.to_owned()),
        }
    }

    /// The element's name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Tag::Bpt => "bpt",
            Tag::Ept => "ept",
            Tag::It => "it",
            Tag::Ph => "ph",
            Tag::Hi => "hi",
            Tag::Ut => "ut",
            Tag::Sub => "sub",
            Tag::Other(name) => name,
        }
    }

    /// Whether the content is native code (`bpt`, `ept`, `it`, `ph`, `ut`), which is no text of the segment.
    #[must_use]
    pub fn is_code(&self) -> bool {
        matches!(self, Tag::Bpt | Tag::Ept | Tag::It | Tag::Ph | Tag::Ut)
    }
}

impl Element {
    /// An element without attributes and content.
    #[must_use]
    pub fn new(tag: Tag) -> Element {
        Element {
            tag,
            attributes: Attributes::new(),
            content: Seg::default(),
        }
    }
}

impl Seg {
    /// An empty segment.
    #[must_use]
    pub fn new() -> Seg {
        Seg::default()
    }

    /// Text and elements, in order.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        match &self.0 {
            Nodes::Empty => &[],
            Nodes::One(node) => std::slice::from_ref(node),
            Nodes::Many(nodes) => nodes,
        }
    }

    /// Whether there is nothing in it, neither text nor element.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self.0, Nodes::Empty)
    }

    /// Whether it is text alone (or empty).
    #[must_use]
    pub fn is_plain(&self) -> bool {
        matches!(self.0, Nodes::Empty | Nodes::One(Node::Text(_)))
    }

    /// Appends text or an element; text after text continues it, empty text changes nothing.
    pub fn push(&mut self, node: impl Into<Node>) {
        match node.into() {
            Node::Text(text) if text.is_empty() => {}
            Node::Text(text) => match self.last_text() {
                Some(last) => last.push_str(&text),
                None => self.push_node(Node::Text(text)),
            },
            element @ Node::Element(_) => self.push_node(element),
        }
    }

    /// Appends what `write` appends to a string.
    pub(crate) fn push_with<T>(&mut self, write: impl FnOnce(&mut String) -> T) -> T {
        if let Some(last) = self.last_text() {
            return write(last);
        }
        let mut text = String::new();
        let result = write(&mut text);
        if !text.is_empty() {
            self.push_node(Node::Text(text));
        }
        result
    }

    fn last_text(&mut self) -> Option<&mut String> {
        let last = match &mut self.0 {
            Nodes::Empty => None,
            Nodes::One(node) => Some(node),
            Nodes::Many(nodes) => nodes.last_mut(),
        };
        match last {
            Some(Node::Text(text)) => Some(text),
            _ => None,
        }
    }

    fn push_node(&mut self, node: Node) {
        self.0 = match std::mem::take(&mut self.0) {
            Nodes::Empty => Nodes::One(node),
            Nodes::One(first) => Nodes::Many(vec![first, node]),
            Nodes::Many(mut nodes) => {
                nodes.push(node);
                Nodes::Many(nodes)
            }
        };
    }

    /// The text of the segment, as a CAT tool shows it with its tags hidden.
    ///
    /// It is, in document order, all character data of the segment except what is inside `bpt`, `ept`, `it`, `ph` and
    /// `ut` (native code) and inside `sub` (a flow of its own inside native code, see [`Seg::sub_flows`]). The content of
    /// `hi` and of elements that TMX does not know is text. Nothing is put in the place of an element, and white space is
    /// left as it is.
    #[must_use]
    pub fn plain_text(&self) -> Cow<'_, str> {
        match &self.0 {
            Nodes::Empty => Cow::Borrowed(""),
            Nodes::One(Node::Text(text)) => Cow::Borrowed(text),
            _ => {
                let mut out = String::new();
                self.append_text(&mut out, &|tag| !tag.is_code() && *tag != Tag::Sub);
                Cow::Owned(out)
            }
        }
    }

    /// The [plain text](Seg::plain_text) with words kept apart: where a code that stands alone (`ph`, `it`, `ut`) is all that is between
    /// two words, there is a line break if its type (`lb`, `pb`) or its content (`<br/>`, `\\line`, a newline) says so, else a space.
    ///
    /// Paired codes do not separate, since a part of a word may be in bold; nor does a soft hyphen or a place where a word may be broken.
    ///
    /// ```
    /// let mut line_break = tmx::Element::new(tmx::Tag::Ph);
    /// line_break.attributes.set("type", "lb");
    /// let mut seg = tmx::Seg::from("Opening hours");
    /// seg.push(line_break);
    /// seg.push("of the museum");
    /// assert_eq!(seg.spaced_text(), "Opening hours\nof the museum");
    /// assert_eq!(seg.plain_text(), "Opening hoursof the museum");
    /// ```
    #[must_use]
    pub fn spaced_text(&self) -> Cow<'_, str> {
        self.spaced('\n')
    }

    /// The [spaced text](Seg::spaced_text) with a space for a line break too: what level 1 of TMX has.
    pub(crate) fn text_on_one_line(&self) -> Cow<'_, str> {
        self.spaced(' ')
    }

    fn spaced(&self, line_break: char) -> Cow<'_, str> {
        match &self.0 {
            Nodes::Empty | Nodes::One(Node::Text(_)) => self.plain_text(),
            _ => {
                let mut out = String::new();
                self.append_spaced(&mut out, &mut None, line_break);
                Cow::Owned(out)
            }
        }
    }

    fn append_spaced(&self, out: &mut String, pending: &mut Option<char>, line_break: char) {
        for node in self.nodes() {
            match node {
                Node::Text(text) => {
                    let ends = (out.chars().next_back(), text.chars().next());
                    if let (Some(separator), (Some(before), Some(after))) = (pending.take(), ends)
                        && separates(separator, before, after)
                    {
                        out.push(if separator == '\n' { line_break } else { separator });
                    }
                    out.push_str(text);
                }
                Node::Element(element) => match element.tag {
                    Tag::Ph | Tag::It | Tag::Ut => {
                        let own = separator(element);
                        // A line break counts more than a space.
                        *pending = (*pending).filter(|before| *before == '\n').or(own).or(*pending);
                    }
                    Tag::Bpt | Tag::Ept | Tag::Sub => {}
                    Tag::Hi | Tag::Other(_) => element.content.append_spaced(out, pending, line_break),
                },
            }
        }
    }

    /// All character data of the segment in document order, native code and sub-flows included.
    #[must_use]
    pub fn all_text(&self) -> Cow<'_, str> {
        match &self.0 {
            Nodes::Empty => Cow::Borrowed(""),
            Nodes::One(Node::Text(text)) => Cow::Borrowed(text),
            _ => {
                let mut out = String::new();
                self.append_text(&mut out, &|_| true);
                Cow::Owned(out)
            }
        }
    }

    /// The plain text of each sub-flow (`sub` inside native code), in document order; a sub-flow inside another comes
    /// after it.
    #[must_use]
    pub fn sub_flows(&self) -> Vec<Cow<'_, str>> {
        let mut flows = Vec::new();
        self.collect_flows(&mut flows);
        flows
    }

    fn collect_flows<'a>(&'a self, flows: &mut Vec<Cow<'a, str>>) {
        for node in self.nodes() {
            if let Node::Element(element) = node {
                if element.tag == Tag::Sub {
                    flows.push(element.content.plain_text());
                }
                element.content.collect_flows(flows);
            }
        }
    }

    fn append_text(&self, out: &mut String, enter: &impl Fn(&Tag) -> bool) {
        for node in self.nodes() {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) if enter(&element.tag) => element.content.append_text(out, enter),
                Node::Element(_) => {}
            }
        }
    }

    /// The depth of nesting: 0 for plain text, 1 with an element in it.
    pub(crate) fn depth(&self) -> usize {
        let depth = |node: &Node| match node {
            Node::Text(_) => 0,
            Node::Element(element) => 1 + element.content.depth(),
        };
        self.nodes().iter().map(depth).max().unwrap_or(0)
    }
}

/// What a code that stands alone puts between words.
fn separator(code: &Element) -> Option<char> {
    let content = code.content.all_text();
    let content = content.trim_matches(' ').to_ascii_lowercase();
    let kind = code.attributes.get("type").unwrap_or_default();
    let breaks = [
        "<br",
        "<w:br",
        "<text:line-break",
        "\\line",
        "\\par",
        "\n",
        "\r",
        "&#10;",
        "&#xa;",
        "\u{2028}",
    ];
    if matches!(kind, "lb" | "pb" | "x-lb" | "x-br") || breaks.iter().any(|mark| content.contains(mark)) {
        return Some('\n');
    }
    let inside_a_word = [
        "&shy;", "&#173;", "&#xad;", "\u{ad}", "\\-", "<wbr>", "<wbr/>", "<wbr />", "&zwnj;", "&zwj;", "\u{200b}",
    ];
    (!inside_a_word.contains(&content.as_str())).then_some(' ')
}

/// Whether the separator is wanted between two characters.
fn separates(separator: char, before: char, after: char) -> bool {
    if before.is_whitespace() || after.is_whitespace() {
        return false;
    }
    let ends = before.is_alphanumeric()
        || matches!(
            before,
            ':' | ';' | ',' | '.' | '!' | '?' | ')' | ']' | '»' | '”' | '…' | '%'
        );
    let begins = after.is_alphanumeric() || matches!(after, '(' | '[' | '«' | '“');
    separator == '\n' || (ends && begins)
}

impl FromIterator<Node> for Seg {
    fn from_iter<I: IntoIterator<Item = Node>>(nodes: I) -> Seg {
        let mut seg = Seg::new();
        for node in nodes {
            seg.push(node);
        }
        seg
    }
}

impl From<&str> for Seg {
    fn from(text: &str) -> Seg {
        Seg::from(text.to_owned())
    }
}

impl From<String> for Seg {
    fn from(text: String) -> Seg {
        let mut seg = Seg::new();
        seg.push(text);
        seg
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Node {
        Node::Text(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Node {
        Node::Text(text)
    }
}

impl From<Element> for Node {
    fn from(element: Element) -> Node {
        Node::Element(Box::new(element))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(name: &str, content: Seg) -> Element {
        Element {
            content,
            ..Element::new(Tag::from_name(name))
        }
    }

    #[test]
    fn words_stay_apart_where_a_code_is_all_that_is_between_them() {
        let code = |tag: Tag, kind: &str, content: &str| {
            let mut code = Element::new(tag);
            code.attributes.set("type", kind);
            code.content.push(content);
            Node::from(code)
        };
        let text = |before: &str, code: Node, after: &str| {
            let seg: Seg = [Node::from(before), code, Node::from(after)].into_iter().collect();
            seg.spaced_text().into_owned()
        };
        for (before, node, after, expected) in [
            (
                "ouverture",
                code(Tag::Ph, "", "<br/>"),
                "du musée",
                "ouverture\ndu musée",
            ),
            ("ouverture", code(Tag::Ph, "lb", ""), "du musée", "ouverture\ndu musée"),
            (
                "Ligne un",
                code(Tag::Ut, "", "{\\line }"),
                "ligne deux",
                "Ligne un\nligne deux",
            ),
            ("Nom :", code(Tag::Ut, "", "{\\tab }"), "Dupont", "Nom : Dupont"),
            ("de", code(Tag::Ph, "", "{0}"), "euros", "de euros"),
            ("de ", code(Tag::Ph, "", "{0}"), "euros", "de euros"),
            ("de", code(Tag::Ph, "", "{0}"), ".", "de."),
            ("l’", code(Tag::Ph, "", "{0}"), "eau", "l’eau"),
            ("(", code(Tag::Ph, "", "{0}"), "eau", "(eau"),
            ("pont", code(Tag::Bpt, "", "{\\b }"), "eau", "ponteau"),
            ("pon", code(Tag::Ph, "", "&shy;"), "ton", "ponton"),
        ] {
            assert_eq!(text(before, node, after), expected);
        }
    }

    #[test]
    fn code_is_no_text_and_a_sub_flow_is_apart() {
        let mut image = Seg::from("<img alt='");
        image.push(element("sub", Seg::from("une image")));
        image.push("'>");
        let mut seg = Seg::from("Voir ");
        seg.push(element("ph", image));
        seg.push(element("hi", Seg::from("ici")));
        seg.push(element("x-vendor", Seg::from(".")));
        assert_eq!(seg.plain_text(), "Voir ici.");
        assert_eq!(seg.all_text(), "Voir <img alt='une image'>ici.");
        assert_eq!(seg.sub_flows(), ["une image"]);
        assert_eq!(seg.depth(), 2);
    }

    #[test]
    fn texts_side_by_side_are_one() {
        let mut seg = Seg::new();
        seg.push("");
        assert!(seg.is_empty());
        seg.push("a");
        seg.push("b");
        assert_eq!(seg, Seg::from("ab"));
        assert!(seg.is_plain());
        assert_eq!(seg.nodes().len(), 1);
    }
}
