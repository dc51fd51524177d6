//! The bytes of an RTF file → its paragraphs as pieces, in reading order.
//!
//! Read by the Rich Text DocumentFormat specification 1.9.1: groups and control words ("RTF Syntax"), code pages and `\u`
//! ("Unicode RTF"), destinations that may be passed over (`\*`), paragraphs ("Paragraph Text"), styles, tables, footnotes,
//! fields and revisions. The parser is our own: tables, notes and code pages are what an article needs of the format.

// Longer than most files: RTF is one state machine, whose control words all act on the same stack of states; apart they
// would each need all of it.

pub(crate) mod codepages;
mod languages;
mod lexer;
mod maths;

use std::collections::HashMap;

use crate::article::block::BlockKind;
use crate::article::draft::{Metadata, Piece};
use crate::article::formats::eq_field;
use crate::article::formats::error::{DocumentError, DocumentFormat};
use crate::article::formats::formula::Builder;
use crate::article::formats::notes;
use crate::article::formats::paragraphs::Blocks;
use crate::article::formats::roles::Role;
use crate::article::formats::rtf::codepages::CodePage;
use crate::article::formats::rtf::languages::language;
use crate::article::formats::rtf::lexer::{Lexer, Token};
use crate::article::formats::symbols;
use crate::article::formats::symbols::SymbolFont;
use crate::article::furniture::reason::Furniture;
use crate::text::scripts::Script;

const FORMAT: DocumentFormat = DocumentFormat::Rtf;
/// The deepest nesting of groups that is read; documents have some tens.
const DEEPEST: usize = 500;

/// Reads a document.
pub(crate) fn read(bytes: &[u8]) -> Result<(Vec<Piece>, Metadata), DocumentError> {
    let mut reader = Reader::new();
    let mut lexer = Lexer { bytes, at: 0 };
    while let Some(token) = lexer.next() {
        match token {
            Token::Open => {
                if reader.groups.len() >= DEEPEST {
                    return Err(DocumentError::TooMuch {
                        format: FORMAT,
                        part: String::new(),
                        what: "levels of nested groups",
                        limit: DEEPEST as u64,
                    });
                }
                reader.open_group();
            }
            Token::Close => {
                reader.close_group();
                if reader.groups.is_empty() {
                    return Ok(reader.finish());
                }
            }
            Token::Byte(byte) => reader.byte(byte),
            Token::Ignorable => reader.ignorable = true,
            Token::Word("bin", Some(length)) => {
                lexer.at = lexer.at.saturating_add(usize::try_from(length).unwrap_or(0));
            }
            Token::Word(word, value) => reader.word(word, value),
        }
    }
    Err(DocumentError::Damaged {
        format: FORMAT,
        part: String::new(),
        problem: "it ends in the middle".to_owned(),
    })
}

/// Where the text of a group goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Destination {
    Body,
    /// Passed over, groups in it included.
    Skip,
    /// A frame around text: its own is none, but groups in it may be.
    Shape,
    Fonts,
    Styles,
    /// The instructions of a field.
    Instructions,
    Info,
    Title,
    Created,
}

/// What hides text: a word of its own (`\v`, `\v0`) outweighs its styles. A writer ought to repeat what a style says beside
/// each text of it ("Style Sheet"), and not all do.
#[derive(Clone, Copy, Debug, Default)]
struct Hidden {
    word: Option<bool>,
    run_style: bool,
    paragraph_style: bool,
}

impl Hidden {
    fn hides(self) -> bool {
        self.word.unwrap_or(self.run_style || self.paragraph_style)
    }
}

/// What a group's end restores.
#[derive(Clone, Copy, Debug)]
struct State {
    destination: Destination,
    font: i32,
    /// How many characters stand for one `\u` in programs that do not know it.
    fallback: usize,
    lang: i32,
    hidden: Hidden,
    deleted: bool,
    script: Script,
    /// Whether the text is moved up or down (`\up`, `\dn`).
    position: Script,
    /// The text is the result of a field that refers to a note or to another place.
    reference: bool,
    style: i32,
    outline: Option<i32>,
    list: bool,
    in_table: bool,
    /// The paragraph is the large first letter of the next one.
    drop_cap: bool,
    /// This group is a story of its own (a footnote, a text box), inside of a paragraph.
    story: Option<BlockKind>,
    /// The text is a formula's.
    math: bool,
    /// This group is an element of a formula.
    element: bool,
}

#[derive(Clone, Default)]
struct Font {
    charset: Option<i32>,
    page: Option<CodePage>,
    name: String,
}

impl Font {
    /// Symbol, Wingdings and the like, by its name; none for a font of letters.
    fn symbols(&self) -> Option<SymbolFont> {
        SymbolFont::of_name(&self.name)
    }
}

#[derive(Default)]
struct Style {
    name: String,
    based_on: Option<i32>,
    outline: Option<i32>,
    list: bool,
    hidden: Option<bool>,
}

/// A style's number, by what the style is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum StyleNumber {
    Paragraph(i32),
    Character(i32),
}

/// A story: whether a paragraph is open in it, and what its paragraphs are.
struct Story {
    kind: BlockKind,
    open: bool,
    /// The paragraph begins with the mark of a list.
    item: bool,
}

struct Reader {
    state: State,
    groups: Vec<State>,
    stories: Vec<Story>,
    ignorable: bool,
    /// Bytes that are not decoded yet, and the code page they are in.
    bytes: Vec<u8>,
    units: Vec<u16>,
    /// Characters still to pass over after `\u`.
    skip: usize,
    page: CodePage,
    fonts: HashMap<i32, Font>,
    default_font: i32,
    default_lang: i32,
    /// The instructions of the field so far, whether what they name was shown, and whether they refer to another place.
    instructions: String,
    shown: bool,
    refers: bool,
    formula: Builder,
    styles: HashMap<StyleNumber, Style>,
    /// The style whose entry is being read.
    style_entry: StyleNumber,
    /// The number of the font whose entry is being read.
    font_entry: i32,
    blocks: Blocks,
    metadata: Metadata,
    created: [i32; 3],
}

impl Reader {
    fn new() -> Reader {
        Reader {
            state: State {
                destination: Destination::Body,
                font: -1,
                fallback: 1,
                lang: 0,
                hidden: Hidden::default(),
                deleted: false,
                script: Script::Plain,
                position: Script::Plain,
                reference: false,
                style: 0,
                outline: None,
                list: false,
                in_table: false,
                drop_cap: false,
                story: None,
                math: false,
                element: false,
            },
            groups: Vec::new(),
            stories: vec![Story {
                kind: BlockKind::Paragraph,
                open: false,
                item: false,
            }],
            ignorable: false,
            bytes: Vec::new(),
            units: Vec::new(),
            skip: 0,
            page: CodePage::WESTERN,
            fonts: HashMap::new(),
            default_font: 0,
            default_lang: 0,
            instructions: String::new(),
            shown: false,
            refers: false,
            formula: Builder::default(),
            styles: HashMap::new(),
            style_entry: StyleNumber::Paragraph(0),
            font_entry: 0,
            blocks: Blocks::default(),
            metadata: Metadata::default(),
            created: [0; 3],
        }
    }

    fn open_group(&mut self) {
        self.flush();
        self.skip = 0;
        self.ignorable = false;
        self.groups.push(self.state);
        self.state.story = None;
        self.state.element = false;
        if self.state.destination == Destination::Styles {
            self.style_entry = StyleNumber::Paragraph(0);
        }
    }

    fn close_group(&mut self) {
        self.flush();
        self.skip = 0;
        self.ignorable = false;
        if self.state.story.is_some() {
            self.end_paragraph();
            self.stories.pop();
        }
        let inner = self.state.destination;
        let formula = self.state.element.then(|| self.formula.end()).flatten();
        if let Some(state) = self.groups.pop() {
            self.state = state;
        }
        if let Some(formula) = formula {
            self.emit(&formula.linear());
        }
        if inner == Destination::Instructions && self.state.destination != Destination::Instructions {
            let instructions = std::mem::take(&mut self.instructions);
            self.refers = notes::is_reference(&instructions);
            if let Some(character) = symbols::field(&instructions) {
                self.shown = true;
                if let Some(c) = character {
                    self.emit(c.encode_utf8(&mut [0; 4]));
                }
            } else if let Some(formula) = eq_field::linear(&instructions) {
                self.shown = true;
                self.emit(&formula);
            }
        }
    }

    fn finish(mut self) -> (Vec<Piece>, Metadata) {
        self.end_paragraph();
        let [year, month, day] = self.created;
        if year > 0 {
            self.metadata.date = Some(format!("{year:04}-{month:02}-{day:02}"));
        }
        self.metadata.lang = self.blocks.language();
        (self.blocks.into_pieces(), self.metadata)
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        self.ignorable = false;
        if self.state.destination == Destination::Skip {
            return;
        }
        if !self.units.is_empty() {
            self.flush();
        }
        self.bytes.push(byte);
    }

    /// The font of the text that comes now.
    fn font(&self) -> Option<&Font> {
        let number = if self.state.font < 0 {
            self.default_font
        } else {
            self.state.font
        };
        self.fonts.get(&number)
    }

    /// The characters of bytes in the font of the text that comes now.
    fn decoded(&self, bytes: &[u8]) -> String {
        let font = self.font();
        if let Some(symbols) = font.and_then(Font::symbols) {
            return bytes.iter().filter_map(|byte| symbols.character(*byte)).collect();
        }
        let page = font.and_then(|font| font.page.or_else(|| font.charset.and_then(CodePage::of_charset)));
        page.unwrap_or(self.page).decode(bytes)
    }

    /// Sends what was gathered to where it belongs.
    fn flush(&mut self) {
        if !self.bytes.is_empty() {
            let bytes = std::mem::take(&mut self.bytes);
            let text = match self.state.destination {
                Destination::Body | Destination::Title => self.decoded(&bytes),
                _ => self.page.decode(&bytes),
            };
            self.emit(&text);
            self.bytes = bytes;
            self.bytes.clear();
        }
        if !self.units.is_empty() {
            let units = std::mem::take(&mut self.units);
            let text: String = char::decode_utf16(units)
                .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect();
            // The signs of symbol fonts stand in Unicode's private area; others are what they say.
            let font = self.font().and_then(Font::symbols);
            let signs = text.split_inclusive(|_| true).map(|c| {
                let private = c.starts_with(|c| ('\u{e000}'..='\u{f8ff}').contains(&c));
                symbols::text(font.filter(|_| private), c)
            });
            let text: String = signs.collect();
            self.emit(&text);
        }
    }

    fn emit(&mut self, text: &str) {
        match self.state.destination {
            Destination::Body => self.body_text(text),
            Destination::Title => self.metadata.title.get_or_insert_default().push_str(text),
            Destination::Styles => {
                let style = self.styles.entry(self.style_entry).or_default();
                style.name.push_str(text.trim_end_matches(';'));
            }
            Destination::Fonts => {
                let font = self.fonts.entry(self.font_entry).or_default();
                font.name.push_str(text.trim_end_matches(';'));
            }
            Destination::Instructions => self.instructions.push_str(text),
            Destination::Skip | Destination::Shape | Destination::Info | Destination::Created => {}
        }
    }

    fn body_text(&mut self, text: &str) {
        if self.state.hidden.hides() || self.state.deleted {
            return;
        }
        if self.state.math {
            self.formula.text(text);
            return;
        }
        let script = match self.state.script {
            Script::Plain => self.state.position,
            script => script,
        };
        if script == Script::Raised && self.state.reference && notes::is_note_mark(text) {
            return;
        }
        self.begin_paragraph();
        self.blocks.text_in(script, text);
        if let Some(tag) = language(self.state.lang).or_else(|| language(self.default_lang)) {
            self.blocks.count_language(tag, text);
        }
    }

    fn begin_paragraph(&mut self) {
        if let Some(story) = self.stories.last_mut()
            && !story.open
        {
            story.open = true;
            self.blocks.open(story.kind);
        }
    }

    /// Ends the paragraph that is open in the innermost story.
    fn end_paragraph(&mut self) {
        let Some(story) = self.stories.last_mut() else { return };
        let item = std::mem::take(&mut story.item);
        if !std::mem::take(&mut story.open) {
            return;
        }
        let plain = story.kind;
        let role = self.role();
        let heading = self.state.outline.is_some_and(|level| (0..9).contains(&level));
        let kind = match role.map(Role::kind) {
            _ if plain == BlockKind::Footnote => plain,
            _ if heading => BlockKind::Heading,
            Some(kind) if kind != BlockKind::Paragraph && kind != BlockKind::ListItem => kind,
            _ if self.state.in_table => BlockKind::TableCell,
            kind if item || self.state.list || kind == Some(BlockKind::ListItem) => BlockKind::ListItem,
            _ => plain,
        };
        self.blocks.set_kind(kind);
        if role == Some(Role::Contents) {
            self.blocks.set_furniture(Furniture::Repetition);
        }
        if self.state.deleted || self.state.drop_cap {
            self.blocks.close_held();
        } else {
            self.blocks.close();
        }
    }

    /// What the style of the paragraph, or one that it is based on, makes of it.
    fn role(&self) -> Option<Role> {
        self.chain(StyleNumber::Paragraph(self.state.style)).find_map(|style| {
            let by_name = Role::of_name(&style.name);
            let by_level = style.outline.map(|level| match level {
                0..9 => Role::Kind(BlockKind::Heading),
                _ => Role::Kind(BlockKind::Paragraph),
            });
            by_name
                .or(by_level)
                .or(style.list.then_some(Role::Kind(BlockKind::ListItem)))
        })
    }

    /// A style, and those that it is based on.
    fn chain(&self, style: StyleNumber) -> impl Iterator<Item = &Style> {
        /// A chain that comes back to itself must end.
        const LONGEST: usize = 12;
        let number: fn(i32) -> StyleNumber = match style {
            StyleNumber::Paragraph(_) => StyleNumber::Paragraph,
            StyleNumber::Character(_) => StyleNumber::Character,
        };
        let next = move |style: &&Style| style.based_on.and_then(|base| self.styles.get(&number(base)));
        std::iter::successors(self.styles.get(&style), next).take(LONGEST)
    }

    /// Whether a style, or one that it is based on, hides its text.
    fn style_hides(&self, style: StyleNumber) -> bool {
        self.chain(style).find_map(|style| style.hidden).unwrap_or(false)
    }

    fn word(&mut self, word: &str, value: Option<i32>) {
        let ignorable = std::mem::take(&mut self.ignorable);
        if self.skip > 0 {
            self.skip -= 1; // a control word counts as one character
            return;
        }
        if self.state.destination == Destination::Skip {
            return;
        }
        if word == "u" {
            self.unicode(value.unwrap_or(0));
            return;
        }
        self.flush();
        if let Some(element) = maths::element(word).filter(|name| self.state.math || *name == "oMath") {
            self.formula.start(element, None);
            self.state.math = true;
            self.state.element = true;
            return;
        }
        if !self.destination(word, ignorable) && !self.in_table_of(word, value) {
            self.property(word, value);
        }
    }

    fn unicode(&mut self, value: i32) {
        if !self.bytes.is_empty() {
            self.flush();
        }
        // Written as a signed number of 16 bits; some programs write it unsigned, or beyond 16 bits.
        match u16::try_from(value).or_else(|_| i16::try_from(value).map(i16::cast_unsigned)) {
            Ok(unit) => self.units.push(unit),
            Err(_) => {
                let c = u32::try_from(value)
                    .ok()
                    .and_then(char::from_u32)
                    .unwrap_or(char::REPLACEMENT_CHARACTER);
                self.units.extend_from_slice(c.encode_utf16(&mut [0; 2]));
            }
        }
        self.skip = self.state.fallback;
    }

    /// Takes a word that says where the group's text goes; says whether it was one.
    fn destination(&mut self, word: &str, ignorable: bool) -> bool {
        let body = self.state.destination;
        let destination = match word {
            "fonttbl" => Destination::Fonts,
            "stylesheet" => Destination::Styles,
            "info" => Destination::Info,
            "title" if body == Destination::Info => Destination::Title,
            "creatim" => Destination::Created,
            "footnote" => return self.begin_story(BlockKind::Footnote),
            "shptxt" | "dptxbxtext" => return self.begin_story(BlockKind::Paragraph),
            "shpinst" | "shp" | "do" | "upr" | "object" => Destination::Shape,
            "ud" | "result" => Destination::Body,
            "listtext" | "pntext" => {
                if let Some(story) = self.stories.last_mut() {
                    story.item = true;
                }
                Destination::Skip
            }
            // These hold text that stands in no reading order, or that says something again.
            "colortbl" | "pict" | "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr"
            | "footerf" | "ftnsep" | "ftnsepc" | "ftncn" | "aftnsep" | "aftnsepc" | "aftncn" | "falt" | "panose"
            | "nonshppict" | "shprslt" | "sp" | "nonesttables" | "xe" | "tc" | "tcn" | "rxe" | "txe" | "annotation"
            | "atnid" | "atnauthor" | "filetbl" | "listtable" | "revtbl" | "bkmkstart" | "bkmkend" | "objdata"
            | "template" | "private" => Destination::Skip,
            // Members of known lists, marked as ignorable but read.
            "ts" | "ds" if body == Destination::Styles => Destination::Skip,
            "cs" if body == Destination::Styles => return false,
            // In the text they name the style of what follows in their group.
            "cs" | "ts" | "ds" => return false,
            "field" => {
                self.shown = false;
                self.refers = false;
                return false;
            }
            "fldinst" => Destination::Instructions,
            "fldrslt" if self.shown => Destination::Skip,
            "fldrslt" => {
                self.state.reference = self.refers;
                return true;
            }
            "pn" | "moMathPara" => return true,
            _ if ignorable => Destination::Skip,
            _ => return false,
        };
        self.state.destination = destination;
        true
    }

    /// A footnote or text box begins, inside of the paragraph that is open; it says that the word was taken.
    fn begin_story(&mut self, kind: BlockKind) -> bool {
        // Deleted with its reference.
        if self.state.deleted || self.state.hidden.hides() {
            self.state.destination = Destination::Skip;
            return true;
        }
        if kind == BlockKind::Footnote || self.stories.len() > 1 {
            self.begin_paragraph();
        }
        self.state.destination = Destination::Body;
        self.state.story = Some(kind);
        self.set_style(0);
        self.state.outline = None;
        self.state.list = false;
        self.state.in_table = false;
        self.stories.push(Story {
            kind,
            open: false,
            item: false,
        });
        true
    }

    /// Takes a word inside of the font table, the style sheet or the document's properties.
    fn in_table_of(&mut self, word: &str, value: Option<i32>) -> bool {
        let number = value.unwrap_or(0);
        match self.state.destination {
            Destination::Fonts => {
                match word {
                    "f" => self.font_entry = number,
                    "fcharset" => self.fonts.entry(self.font_entry).or_default().charset = value,
                    "cpg" => self.fonts.entry(self.font_entry).or_default().page = CodePage::of_number(number),
                    _ => {}
                }
                true
            }
            Destination::Styles => {
                match word {
                    "s" => self.style_entry = StyleNumber::Paragraph(number),
                    "cs" => self.style_entry = StyleNumber::Character(number),
                    _ => {
                        let style = self.styles.entry(self.style_entry).or_default();
                        match word {
                            "sbasedon" => style.based_on = value,
                            "outlinelevel" => style.outline = value,
                            "ls" => style.list = true,
                            "v" => style.hidden = Some(value != Some(0)),
                            _ => {}
                        }
                    }
                }
                true
            }
            Destination::Created => {
                match word {
                    "yr" => self.created[0] = number,
                    "mo" => self.created[1] = number,
                    "dy" => self.created[2] = number,
                    _ => {}
                }
                true
            }
            _ => false,
        }
    }

    fn set_style(&mut self, style: i32) {
        self.state.style = style;
        self.state.hidden.paragraph_style = self.style_hides(StyleNumber::Paragraph(style));
    }

    fn property(&mut self, word: &str, value: Option<i32>) {
        let on = value != Some(0);
        match word {
            "ansicpg" => self.page = value.and_then(CodePage::of_number).unwrap_or(self.page),
            "mac" => self.page = CodePage::of_number(10_000).unwrap_or(self.page),
            "pc" => self.page = CodePage::of_number(437).unwrap_or(self.page),
            "pca" => self.page = CodePage::of_number(850).unwrap_or(self.page),
            "deff" => self.default_font = value.unwrap_or(0),
            "deflang" => self.default_lang = value.unwrap_or(0),
            "f" => self.state.font = value.unwrap_or(-1),
            "uc" => self.state.fallback = usize::try_from(value.unwrap_or(1)).unwrap_or(0).min(16),
            "lang" => self.state.lang = value.unwrap_or(0),
            "v" => self.state.hidden.word = Some(on),
            "deleted" => self.state.deleted = on,
            "super" if on => self.state.script = Script::Raised,
            "sub" if on => self.state.script = Script::Lowered,
            "super" | "sub" | "nosupersub" => self.state.script = Script::Plain,
            // Half points; 6 where no number stands.
            "up" => self.state.position = Script::of_half_points(value.unwrap_or(6)),
            "dn" => self.state.position = Script::of_half_points(value.unwrap_or(6).saturating_neg()),
            "dropcapli" | "dropcapt" => self.state.drop_cap = on,
            "plain" => {
                self.state.font = -1;
                self.state.lang = 0;
                self.state.hidden.word = None;
                self.state.hidden.run_style = false;
                self.state.deleted = false;
                self.state.script = Script::Plain;
                self.state.position = Script::Plain;
            }
            "pard" => {
                self.set_style(0);
                self.state.outline = None;
                self.state.list = false;
                self.state.in_table = false;
                self.state.drop_cap = false;
            }
            "s" => self.set_style(value.unwrap_or(0)),
            "cs" => self.state.hidden.run_style = self.style_hides(StyleNumber::Character(value.unwrap_or(0))),
            "outlinelevel" => self.state.outline = value,
            "ls" => self.state.list = on,
            "intbl" => self.state.in_table = on,
            "par" | "sect" => self.end_paragraph(),
            "cell" | "nestcell" => {
                self.state.in_table = true;
                self.end_paragraph();
            }
            _ => {
                if let Some(text) = character(word) {
                    self.emit(text);
                }
            }
        }
    }
}

/// The character of a control word or symbol ("Special Characters").
fn character(word: &str) -> Option<&'static str> {
    Some(match word {
        "tab" | "page" | "column" | "emspace" | "enspace" | "qmspace" => " ",
        "line" | "softline" | "lbr" => "\n",
        "emdash" => "—",
        "endash" => "–",
        "bullet" => "•",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "~" => "\u{a0}",
        "_" => "\u{2011}",
        _ => return None,
    })
}
