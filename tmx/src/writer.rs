//! The writer: header and units in, a TMX document out.

use std::io::{self, Write};

use crate::decode::is_forbidden;
use crate::text::is_name;
use crate::{Attributes, Element, Header, Node, Note, Prop, Seg, Tag, Unit, Variant, Version};

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriterOptions {
    /// The version of TMX; below 1.4 the language is in `lang`.
    pub version: Version,
    /// Plain text or inline elements.
    pub level: Level,
    /// What becomes of characters that XML forbids.
    pub forbidden: Forbidden,
    /// Whether a document type declaration names the standard's DTD (`tmx14.dtd`), as most tools do.
    pub doctype: bool,
}

impl Default for WriterOptions {
    /// TMX 1.4, level 2, forbidden characters replaced, with a document type.
    fn default() -> WriterOptions {
        WriterOptions {
            version: Version::V1_4,
            level: Level::Two,
            forbidden: Forbidden::Replace,
            doctype: true,
        }
    }
}

/// The standard's two levels of implementation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Segments are their plain text, with a space where a code that stands alone is all that is between two words.
    One,
    /// Segments have their inline elements.
    Two,
}

/// What becomes of characters that no XML 1.0 document can hold (most control characters, U+FFFE, U+FFFF).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forbidden {
    /// Each becomes U+FFFD, the replacement character.
    Replace,
    /// Each is left out.
    Remove,
    /// The unit is refused with [`WriteError::Character`].
    Refuse,
}

/// Why something cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The output cannot be written.
    #[error("the TMX document cannot be written: {0}")]
    Io(#[from] io::Error),
    /// A name that XML does not allow.
    #[error("`{0}` cannot be the name of an attribute or element: expected letters, digits, `-`, `_`, `.` and `:`")]
    Name(String),
    /// A character that XML forbids, with [`Forbidden::Refuse`].
    #[error("the text holds U+{:04X}, which XML forbids: remove it, or choose to have it replaced", u32::from(*.0))]
    Character(char),
    /// Inline elements too deep for a reader.
    #[error("inline elements are nested {0} deep; at most {max} can be read again", max = crate::events::MAX_DEPTH)]
    Depth(usize),
}

/// A streaming writer. The same input always gives the same bytes: UTF-8, one element a line, line ends U+000A.
///
/// ```
/// use tmx::{Header, Unit, Writer, WriterOptions};
/// let mut writer = Writer::new(Vec::new(), &Header::new("fr", "my-tool", "1.0"), WriterOptions::default())?;
/// writer.write(&Unit::pair(("fr", "Oui & non."), ("en", "Yes & no.")))?;
/// let bytes = writer.finish()?;
/// assert!(String::from_utf8_lossy(&bytes).contains("<tuv xml:lang=\"fr\">\n        <seg>Oui &amp; non.</seg>"));
/// # Ok::<(), tmx::WriteError>(())
/// ```
pub struct Writer<W: Write> {
    output: W,
    buffer: String,
    options: WriterOptions,
}

/// Bytes gathered before they are written.
const BUFFER: usize = 64 * 1024;

/// Units as they stand in a document, kept in memory until [`Writer::append`] puts them there: so that several threads can make a document.
///
/// ```
/// use tmx::{Header, Unit, Units, Writer, WriterOptions};
/// let options = WriterOptions::default();
/// let made = std::thread::spawn(move || {
///     let mut units = Units::new(options);
///     units.write(&Unit::pair(("fr", "Oui."), ("en", "Yes."))).map(|()| units)
/// });
/// let mut writer = Writer::new(Vec::new(), &Header::new("fr", "my-tool", "1.0"), options)?;
/// writer.append(&made.join().expect("it does not panic")?)?;
/// assert!(String::from_utf8_lossy(&writer.finish()?).contains("<seg>Oui.</seg>"));
/// # Ok::<(), tmx::WriteError>(())
/// ```
pub struct Units(Writer<io::Sink>);

impl Units {
    /// None yet.
    #[must_use]
    pub fn new(options: WriterOptions) -> Units {
        Units(Writer {
            output: io::sink(),
            buffer: String::with_capacity(BUFFER * 2),
            options,
        })
    }

    /// Adds a unit.
    ///
    /// # Errors
    /// See [`WriteError`]; nothing of a refused unit is added, and the next one can be.
    pub fn write(&mut self, unit: &Unit) -> Result<(), WriteError> {
        self.0.write_whole(unit)
    }
}

impl<W: Write> Writer<W> {
    /// Begins a document. The output needs no buffering of its own.
    ///
    /// # Errors
    /// When the header cannot be written, see [`WriteError`].
    pub fn new(output: W, header: &Header, options: WriterOptions) -> Result<Writer<W>, WriteError> {
        let mut writer = Writer {
            output,
            buffer: String::with_capacity(BUFFER * 2),
            options,
        };
        writer.begin(header)?;
        Ok(writer)
    }

    /// Writes a unit.
    ///
    /// # Errors
    /// See [`WriteError`]; nothing of a refused unit is written, and the next one can be.
    pub fn write(&mut self, unit: &Unit) -> Result<(), WriteError> {
        self.write_whole(unit)?;
        if self.buffer.len() >= BUFFER {
            self.output.write_all(self.buffer.as_bytes())?;
            self.buffer.clear();
        }
        Ok(())
    }

    /// Puts a unit into the buffer, or nothing of it.
    fn write_whole(&mut self, unit: &Unit) -> Result<(), WriteError> {
        let before = self.buffer.len();
        let written = self.unit(unit);
        if written.is_err() {
            self.buffer.truncate(before);
        }
        written
    }

    /// Ends the document and gives the output back, flushed. Without it the document is cut off.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn finish(mut self) -> Result<W, WriteError> {
        self.buffer.push_str("  </body>\n</tmx>\n");
        self.output.write_all(self.buffer.as_bytes())?;
        self.output.flush()?;
        Ok(self.output)
    }

    /// Writes units that were made apart from the document, with the same options.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn append(&mut self, units: &Units) -> Result<(), WriteError> {
        self.output.write_all(self.buffer.as_bytes())?;
        self.buffer.clear();
        self.output.write_all(units.0.buffer.as_bytes())?;
        Ok(())
    }

    fn begin(&mut self, header: &Header) -> Result<(), WriteError> {
        let version = self.options.version.as_str();
        self.buffer.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        if self.options.doctype {
            let name = version.replace('.', "");
            self.buffer
                .push_str(&format!("<!DOCTYPE tmx SYSTEM \"tmx{name}.dtd\">\n"));
        }
        self.buffer.push_str("<tmx version=\"");
        self.buffer.push_str(version);
        self.buffer.push('"');
        self.attributes_but(&header.root, &["version"])?;
        self.buffer.push_str(">\n  <header");
        self.attributes(&header.attributes)?;
        let empty =
            header.notes.is_empty() && header.props.is_empty() && header.udes.is_empty() && header.others.is_empty();
        if empty {
            self.buffer.push_str("/>\n  <body>\n");
            return Ok(());
        }
        self.buffer.push_str(">\n");
        self.notes_and_props(&header.notes, &header.props, "    ")?;
        for ude in &header.udes {
            self.buffer.push_str("    <ude");
            self.attributes(&ude.attributes)?;
            self.buffer.push_str(">\n");
            for map in &ude.maps {
                self.buffer.push_str("      <map");
                self.attributes(map)?;
                self.buffer.push_str("/>\n");
            }
            self.buffer.push_str("    </ude>\n");
        }
        self.others(&header.others, "    ")?;
        self.buffer.push_str("  </header>\n  <body>\n");
        Ok(())
    }

    fn unit(&mut self, unit: &Unit) -> Result<(), WriteError> {
        self.buffer.push_str("    <tu");
        self.attributes(&unit.attributes)?;
        self.buffer.push_str(">\n");
        self.notes_and_props(&unit.notes, &unit.props, "      ")?;
        for variant in &unit.variants {
            self.variant(variant)?;
        }
        self.others(&unit.others, "      ")?;
        self.buffer.push_str("    </tu>\n");
        Ok(())
    }

    fn variant(&mut self, variant: &Variant) -> Result<(), WriteError> {
        self.buffer.push_str("      <tuv");
        let lang = self.lang(&variant.lang)?;
        self.attributes_but(&variant.attributes, &[lang])?;
        self.buffer.push_str(">\n");
        self.notes_and_props(&variant.notes, &variant.props, "        ")?;
        self.buffer.push_str("        <seg>");
        self.seg(&variant.seg)?;
        self.buffer.push_str("</seg>\n");
        self.others(&variant.others, "        ")?;
        self.buffer.push_str("      </tuv>\n");
        Ok(())
    }

    fn seg(&mut self, seg: &Seg) -> Result<(), WriteError> {
        if self.options.level == Level::One {
            return self.text(&seg.text_on_one_line());
        }
        match seg.depth() {
            depth if depth > crate::events::MAX_DEPTH => Err(WriteError::Depth(depth)),
            _ => self.content(seg),
        }
    }

    fn content(&mut self, seg: &Seg) -> Result<(), WriteError> {
        for node in seg.nodes() {
            match node {
                Node::Text(text) => self.text(text)?,
                Node::Element(element) => self.element(element)?,
            }
        }
        Ok(())
    }

    fn element(&mut self, element: &Element) -> Result<(), WriteError> {
        // TMX 1.1 has no `hi`: its content is text all the same.
        if element.tag == Tag::Hi && self.options.version == Version::V1_1 {
            return self.content(&element.content);
        }
        let name = element.tag.name();
        if !is_name(name) {
            return Err(WriteError::Name(name.to_owned()));
        }
        self.buffer.push('<');
        self.buffer.push_str(name);
        self.attributes(&element.attributes)?;
        if element.content.is_empty() {
            self.buffer.push_str("/>");
            return Ok(());
        }
        self.buffer.push('>');
        self.content(&element.content)?;
        self.buffer.push_str("</");
        self.buffer.push_str(name);
        self.buffer.push('>');
        Ok(())
    }

    fn others(&mut self, others: &[Element], indent: &str) -> Result<(), WriteError> {
        for element in others {
            match element.content.depth() + 1 {
                depth if depth > crate::events::MAX_DEPTH => return Err(WriteError::Depth(depth)),
                _ => {}
            }
            self.buffer.push_str(indent);
            self.element(element)?;
            self.buffer.push('\n');
        }
        Ok(())
    }

    fn notes_and_props(&mut self, notes: &[Note], props: &[Prop], indent: &str) -> Result<(), WriteError> {
        for note in notes {
            self.buffer.push_str(indent);
            self.buffer.push_str("<note");
            let lang = self.optional_lang(note.lang.as_deref())?;
            self.attributes_but(&note.attributes, &[lang])?;
            self.buffer.push('>');
            self.text(&note.text)?;
            self.buffer.push_str("</note>\n");
        }
        for prop in props {
            self.buffer.push_str(indent);
            self.buffer.push_str("<prop");
            if !prop.kind.is_empty() {
                self.attribute("type", &prop.kind)?;
            }
            let lang = self.optional_lang(prop.lang.as_deref())?;
            self.attributes_but(&prop.attributes, &["type", lang])?;
            self.buffer.push('>');
            self.text(&prop.text)?;
            self.buffer.push_str("</prop>\n");
        }
        Ok(())
    }

    /// Writes the language and returns the name of its attribute in this version.
    fn lang(&mut self, lang: &str) -> Result<&'static str, WriteError> {
        self.optional_lang(Some(lang))
    }

    fn optional_lang(&mut self, lang: Option<&str>) -> Result<&'static str, WriteError> {
        let name = if self.options.version < Version::V1_4 {
            "lang"
        } else {
            "xml:lang"
        };
        if let Some(lang) = lang {
            self.attribute(name, lang)?;
        }
        Ok(name)
    }

    fn attributes(&mut self, attributes: &Attributes) -> Result<(), WriteError> {
        self.attributes_but(attributes, &[])
    }

    /// Attributes, without those that have been written from a field of their own.
    fn attributes_but(&mut self, attributes: &Attributes, written: &[&str]) -> Result<(), WriteError> {
        for (name, value) in attributes.iter().filter(|(name, _)| !written.contains(name)) {
            if !is_name(name) {
                return Err(WriteError::Name(name.to_owned()));
            }
            self.attribute(name, value)?;
        }
        Ok(())
    }

    fn attribute(&mut self, name: &str, value: &str) -> Result<(), WriteError> {
        self.buffer.push(' ');
        self.buffer.push_str(name);
        self.buffer.push_str("=\"");
        self.escape(value, |b| {
            matches!(b, b'&' | b'<' | b'>' | b'"' | b'\t' | b'\n' | b'\r')
        })?;
        self.buffer.push('"');
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), WriteError> {
        self.escape(text, |b| matches!(b, b'&' | b'<' | b'>' | b'\r'))
    }

    /// Appends text with the special bytes as references and forbidden characters by the policy.
    fn escape(&mut self, text: &str, special: impl Fn(u8) -> bool) -> Result<(), WriteError> {
        let mut rest = text;
        // 0xEF begins U+FFFE and U+FFFF; what else begins with it goes on as it is.
        let stop = |b: u8| special(b) || (b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r')) || b == 0xEF;
        while let Some(at) = rest.bytes().position(stop) {
            self.buffer.push_str(&rest[..at]);
            rest = &rest[at..];
            let Some(c) = rest.chars().next() else { break };
            rest = &rest[c.len_utf8()..];
            match c {
                '&' => self.buffer.push_str("&amp;"),
                '<' => self.buffer.push_str("&lt;"),
                '>' => self.buffer.push_str("&gt;"),
                '"' => self.buffer.push_str("&quot;"),
                '\t' => self.buffer.push_str("&#9;"),
                '\n' => self.buffer.push_str("&#10;"),
                '\r' => self.buffer.push_str("&#13;"),
                c if is_forbidden(c) => match self.options.forbidden {
                    Forbidden::Replace => self.buffer.push('\u{FFFD}'),
                    Forbidden::Remove => {}
                    Forbidden::Refuse => return Err(WriteError::Character(c)),
                },
                c => self.buffer.push(c),
            }
        }
        self.buffer.push_str(rest);
        Ok(())
    }
}
