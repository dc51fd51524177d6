//! The styles of a DOCX file (17.7): what a paragraph of one is, and how its text looks.

use std::collections::HashMap;

use crate::article::block::BlockKind;
use crate::article::formats::error::{DocumentError, DocumentFormat};
use crate::article::formats::roles::Role;
use crate::article::formats::symbols::SymbolFont;
use crate::article::formats::xml::{Element, Node, Part, Space};
use crate::text::scripts::Script;

/// What a style of paragraphs or of characters says.
#[derive(Clone, Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    list: Option<bool>,
    run: Run,
}

/// What the properties of a run (17.3.2) say that matters to its text; `None` where they say nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Run {
    /// The language tag.
    pub(crate) lang: Option<String>,
    /// Whether the text is hidden (17.3.2.41).
    pub(crate) hidden: Option<bool>,
    /// Whether it is raised or lowered (17.3.2.42).
    pub(crate) script: Option<Script>,
    /// Whether its position raises or lowers it (17.3.2.24).
    pub(crate) position: Option<Script>,
    /// The font, where it is one of symbols; `Some(None)` says that it is not.
    pub(crate) font: Option<Option<SymbolFont>>,
}

impl Run {
    /// Takes in a property.
    pub(crate) fn property(&mut self, element: &Element<'_>) {
        match element.name() {
            "lang" => self.lang = element.short_attribute("val").or(self.lang.take()),
            "vanish" => self.hidden = Some(element.is_on()),
            "vertAlign" => {
                self.script = Some(match element.short_attribute("val").as_deref() {
                    Some("superscript") => Script::Raised,
                    Some("subscript") => Script::Lowered,
                    _ => Script::Plain,
                });
            }
            "position" => {
                let half_points = element.short_attribute("val").and_then(|value| value.parse().ok());
                self.position = half_points.map(Script::of_half_points).or(self.position);
            }
            "rFonts" => {
                let font = element.short_attribute("ascii");
                self.font = font.map(|name| SymbolFont::of_name(&name)).or(self.font);
            }
            _ => {}
        }
    }

    /// What these properties say, and the others where these say nothing.
    pub(crate) fn or(self, others: &Run) -> Run {
        Run {
            lang: self.lang.or_else(|| others.lang.clone()),
            hidden: self.hidden.or(others.hidden),
            script: self.script.or(others.script),
            position: self.position.or(others.position),
            font: self.font.or(others.font),
        }
    }
}

/// The styles of a document (17.7) by their identifier.
#[derive(Default)]
pub(crate) struct Styles {
    styles: HashMap<String, Style>,
    default: Style,
}

impl Styles {
    /// Reads the part called `name`.
    pub(crate) fn read(text: &str, name: &str) -> Result<Styles, DocumentError> {
        let mut part = Part::new(text, DocumentFormat::Docx, name);
        let mut styles = Styles::default();
        let mut id: Option<String> = None;
        let mut style = Style::default();
        while let Some(node) = part.next()? {
            let Node::Start(element) = node else { continue };
            if element.space != Space::Word {
                continue;
            }
            match element.name() {
                "style" => {
                    if let Some(id) = id.take() {
                        styles.styles.insert(id, std::mem::take(&mut style));
                    } else {
                        styles.default = std::mem::take(&mut style);
                    }
                    id = element.attribute("styleId");
                }
                "name" if id.is_some() => style.name = element.short_attribute("val").unwrap_or_default(),
                "basedOn" => style.based_on = element.short_attribute("val"),
                "outlineLvl" => style.outline = outline(&element),
                "numId" => style.list = Some(is_list(&element)),
                _ => style.run.property(&element),
            }
        }
        match id {
            Some(id) => drop(styles.styles.insert(id, style)),
            None => styles.default = style,
        }
        Ok(styles)
    }

    /// A style and those it is based on, nearest first.
    fn chain<'a>(&'a self, id: &str) -> impl Iterator<Item = &'a Style> {
        /// Word itself allows no longer chain, and one that comes back to itself must end.
        const LONGEST: usize = 12;
        let next = |style: &&'a Style| style.based_on.as_deref().and_then(|id| self.styles.get(id));
        std::iter::successors(self.styles.get(id), next).take(LONGEST)
    }

    /// What a paragraph of this style is.
    pub(crate) fn role(&self, id: &str) -> Role {
        let mut list = None;
        for style in self.chain(id) {
            if let Some(role) = Role::of_name(&style.name) {
                return role;
            }
            if let Some(level) = style.outline {
                return if level < 9 {
                    Role::Kind(BlockKind::Heading)
                } else {
                    Role::Kind(BlockKind::Paragraph)
                };
            }
            list = list.or(style.list);
        }
        if list == Some(true) {
            return Role::Kind(BlockKind::ListItem);
        }
        Role::Kind(BlockKind::Paragraph)
    }

    /// What a style says of its runs, and what those say that it is based on.
    pub(crate) fn run(&self, id: &str) -> Run {
        self.chain(id).fold(Run::default(), |run, style| run.or(&style.run))
    }

    /// What the document says of runs that nothing else says more of (17.7.5).
    pub(crate) fn default_run(&self) -> &Run {
        &self.default.run
    }
}

/// The level of an outline, from 0; 9 is running text (17.3.1.20).
pub(crate) fn outline(element: &Element<'_>) -> Option<u8> {
    element.attribute("val")?.parse().ok()
}

/// Whether a paragraph is numbered or has a bullet: number 0 takes it away (17.9.18).
pub(crate) fn is_list(element: &Element<'_>) -> bool {
    element.attribute("val").is_some_and(|id| id != "0")
}
