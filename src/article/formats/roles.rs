//! The name of a paragraph style → what its paragraphs are.
//!
//! Word and LibreOffice name their own styles in English in every file, whatever language they speak to their user.

use crate::article::block::BlockKind;

/// What a paragraph style is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The document's title.
    Title,
    /// A line of a table of contents.
    Contents,
    /// A block of this kind.
    Kind(BlockKind),
}

impl Role {
    /// What a style of this name is for, where the name says it; case does not count.
    pub(crate) fn of_name(name: &str) -> Option<Role> {
        /// No style of a word processor has a longer name; lower case takes its time.
        const LONGEST: usize = 64;
        if name.len() > LONGEST {
            return None;
        }
        let name = name.trim().to_lowercase();
        let kind = match name.as_str() {
            "title" => return Some(Role::Title),
            "subtitle" | "heading" => BlockKind::Heading,
            "caption" | "image caption" | "table caption" | "illustration" | "figure" | "drawing" => BlockKind::Caption,
            "quote" | "quotations" | "intense quote" | "block text" => BlockKind::Quotation,
            "footnote text" | "endnote text" | "footnote" | "endnote" => BlockKind::Footnote,
            "list paragraph" | "list contents" => return None,
            _ if name.starts_with("heading ") => BlockKind::Heading,
            _ if name.starts_with("list ") => BlockKind::ListItem,
            _ if name.starts_with("toc ") || name.starts_with("table of ") || name.starts_with("contents ") => {
                return Some(Role::Contents);
            }
            _ => return None,
        };
        Some(Role::Kind(kind))
    }

    /// The kind of block that it makes.
    pub(crate) fn kind(self) -> BlockKind {
        match self {
            Role::Title | Role::Contents => BlockKind::Heading,
            Role::Kind(kind) => kind,
        }
    }
}
