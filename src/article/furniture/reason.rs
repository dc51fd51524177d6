//! Page furniture: what a web page adds around its article, and how it is recognised.

/// Why a block is not part of the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Furniture {
    /// A control of the page: share, copy, embed, close, subscribe.
    Interface,
    /// A label that announces advertising.
    Advertising,
    /// A copyright or credit line.
    Copyright,
    /// A line that says the same as another one, such as a caption printed twice.
    Repetition,
    /// A list of other articles (`see also`, `most read`), or its title.
    Related,
    /// The line that names the author, the agency or the date.
    Byline,
    /// Readers' comments.
    Comments,
    /// What looks like furniture and has no counterpart in the translation.
    Unpaired,
    /// Menus, breadcrumbs, cookie notices and other text outside the span of the article.
    Outside,
    /// What a person left out of an article that the memory has.
    ByPerson,
}

impl Furniture {
    /// The name shown to people and used in machine output, such as `advertising`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Furniture::Interface => "interface",
            Furniture::Advertising => "advertising",
            Furniture::Copyright => "copyright",
            Furniture::Repetition => "repetition",
            Furniture::Related => "related",
            Furniture::Byline => "byline",
            Furniture::Comments => "comments",
            Furniture::Unpaired => "unpaired",
            Furniture::Outside => "outside",
            Furniture::ByPerson => "person",
        }
    }
}
