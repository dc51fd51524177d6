//! An element of a page → what it means for the text in it: a line of its own, a kind of block, furniture.

use std::collections::HashMap;

use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::node::Element;
use scraper::{Html, Node};

use crate::article::block::BlockKind;

use crate::article::formats::html::links::Anchors;
use crate::article::formats::html::shares;
use crate::article::formats::style_sheet::{Look, StyleSheet};
use crate::article::formats::symbols::SymbolFont;
use crate::article::furniture::reason::Furniture;
use crate::text::scripts::Script;

/// How much text each element holds, in characters that are not white space.
pub(crate) struct Sizes {
    sizes: HashMap<NodeId, Size>,
    /// The page's whole text.
    pub(crate) whole: usize,
    /// The places of the page that links may lead to.
    pub(crate) anchors: Anchors,
}

/// How much text one element holds.
#[derive(Clone, Copy, Default)]
pub(crate) struct Size {
    pub(crate) text: usize,
    /// The part of it that is in links.
    pub(crate) linked: usize,
    /// Whether the page's first heading is in it.
    pub(crate) title: bool,
}

impl Sizes {
    pub(crate) fn of(html: &Html) -> Sizes {
        let mut sizes = HashMap::new();
        let mut anchors = Anchors::new();
        let mut open: Vec<Size> = vec![Size::default()];
        let (mut hidden, mut links) = (0_usize, 0_usize);
        for edge in html.tree.root().traverse() {
            match edge {
                Edge::Open(node) => match node.value() {
                    Node::Element(element) => {
                        hidden += usize::from(is_hidden(element));
                        for place in [element.attr("id"), element.attr("name")].into_iter().flatten() {
                            anchors.entry(place.to_owned()).or_insert(node.id());
                        }
                        links += usize::from(element.name() == "a");
                        open.push(Size {
                            title: element.name() == "h1",
                            ..Size::default()
                        });
                    }
                    Node::Text(text) if hidden == 0 => {
                        let count = text.chars().filter(|c| !c.is_whitespace()).count();
                        if let Some(size) = open.last_mut() {
                            size.text += count;
                            size.linked += if links > 0 { count } else { 0 };
                        }
                    }
                    _ => {}
                },
                Edge::Close(node) => {
                    if let Node::Element(element) = node.value() {
                        hidden -= usize::from(is_hidden(element));
                        links -= usize::from(element.name() == "a");
                        let size = open.pop().unwrap_or_default();
                        sizes.insert(node.id(), size);
                        if let Some(parent) = open.last_mut() {
                            parent.text += size.text;
                            parent.linked += size.linked;
                            parent.title |= size.title;
                        }
                    }
                }
            }
        }
        Sizes {
            sizes,
            whole: open.first().map_or(0, |size| size.text),
            anchors,
        }
    }

    pub(crate) fn of_node(&self, node: NodeId) -> Size {
        self.sizes.get(&node).copied().unwrap_or_default()
    }
}

pub(crate) fn is_hidden(element: &Element) -> bool {
    let name = element.name();
    let hidden_name = matches!(
        name,
        "head"
            | "script"
            | "style"
            | "template"
            | "noscript"
            | "svg"
            | "math"
            | "iframe"
            | "object"
            | "canvas"
            | "audio"
            | "video"
            | "select"
            | "textarea"
            | "datalist"
    );
    let style = element.attr("style").unwrap_or("");
    let unseen = style.split(';').any(|rule| {
        let rule: String = rule.chars().filter(|c| !c.is_whitespace()).collect();
        rule.eq_ignore_ascii_case("display:none") || rule.eq_ignore_ascii_case("visibility:hidden")
    });
    hidden_name || element.attr("hidden").is_some() || unseen
}

/// How the text of an inline element looks, by its name, its style and the style sheets of its page.
pub(crate) fn look_of(element: &Element, sheet: &StyleSheet) -> Look {
    let named = match element.name() {
        "sup" => Some(Script::Raised),
        "sub" => Some(Script::Lowered),
        name if is_line(name) => return Look::default(),
        _ => None,
    };
    let font = element.attr("face").filter(|_| element.name() == "font");
    let named = Look {
        script: named,
        font: font.map(|name| SymbolFont::of_name(name.split(',').next().unwrap_or(""))),
    };
    named.or(sheet.look(
        element.name(),
        element.attr("class").unwrap_or(""),
        element.attr("style").unwrap_or(""),
    ))
}

/// Whether the style of an inline element makes a block of it. What floats stands beside the text: a large first letter, a number.
pub(crate) fn is_block(element: &Element) -> bool {
    let style = element.attr("style").unwrap_or("");
    let says = |wanted: &str, values: &[&str]| {
        style
            .split(';')
            .filter_map(|rule| rule.split_once(':'))
            .any(|(name, value)| {
                name.trim().eq_ignore_ascii_case(wanted) && values.contains(&value.trim().to_ascii_lowercase().as_str())
            })
    };
    says("display", &["block", "flex", "grid", "list-item", "table"]) && !says("float", &["left", "right"])
}

/// Whether an element begins and ends a line of its own.
pub(crate) fn is_line(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "button"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "option"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// Whether an element sets its content apart from what stands around it.
pub(crate) fn is_box(name: &str) -> bool {
    matches!(
        name,
        "article"
            | "aside"
            | "body"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "fieldset"
            | "footer"
            | "form"
            | "header"
            | "main"
            | "nav"
            | "section"
            | "table"
    )
}

pub(crate) fn kind_of(name: &str, outer: BlockKind) -> BlockKind {
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => BlockKind::Heading,
        "figcaption" | "caption" => BlockKind::Caption,
        "li" | "dd" | "dt" => BlockKind::ListItem,
        "blockquote" => BlockKind::Quotation,
        "td" | "th" => BlockKind::TableCell,
        // Layout tables hold whole pages: what stands in them as a paragraph is one.
        "p" if outer == BlockKind::TableCell => BlockKind::Paragraph,
        "table" => BlockKind::Paragraph,
        _ => outer,
    }
}

/// The reason why an element is furniture, as its name, role and class say; `share` is its part of the page's text.
pub(crate) fn furniture_of(element: &Element, size: Size, share: f32, in_article: bool) -> Option<Furniture> {
    let name = element.name();
    let linked = size.linked as f32 / size.text.max(1) as f32;
    let role = element.attr("role").unwrap_or("");
    match (name, role) {
        ("button" | "dialog", _)
        | (_, "dialog" | "alertdialog" | "search" | "menu" | "menubar" | "toolbar" | "button") => {
            return Some(Furniture::Interface);
        }
        ("form", _) if share < shares::BESIDE => return Some(Furniture::Interface),
        ("nav", _) | (_, "navigation") => return Some(Furniture::Outside),
        (_, "banner" | "contentinfo" | "complementary") if share < shares::BESIDE && !size.title => {
            return Some(Furniture::Outside);
        }
        ("footer" | "header", _) if !in_article && share < shares::BESIDE && !size.title => {
            return Some(Furniture::Outside);
        }
        ("aside", _)
            if share < shares::ASIDE && (linked > shares::ASIDE_LINKED || !in_article && !is_note(element)) =>
        {
            return Some(Furniture::Outside);
        }
        _ => {}
    }
    if matches!(name, "html" | "body" | "main" | "article" | "h1") || size.title {
        return None;
    }
    let classes = element.attr("class").unwrap_or("").split_whitespace();
    let names = classes
        .chain(element.attr("id"))
        .map(|class| tokens(class).collect::<Vec<_>>());
    let names: Vec<String> = names.filter(|words| !is_state(words)).flatten().collect();
    let told = names.iter().find_map(|token| reason_of(token));
    let reason = told.or_else(|| is_spip_forum(&names).then_some(Furniture::Comments))?;
    let largest = match reason {
        Furniture::Comments => shares::COMMENTS,
        Furniture::Byline | Furniture::Copyright => shares::CREDIT,
        _ => shares::OTHER,
    };
    (share < largest).then_some(reason)
}

/// Whether a class says in which state a page is, and not what stands in the element: `comments-open`, `ad-free`, `has-sidebar`, `no-ads`.
fn is_state(words: &[String]) -> bool {
    let says = |word: Option<&String>, states: &[&str]| word.is_some_and(|word| states.contains(&word.as_str()));
    words.len() > 1
        && (says(words.first(), &["has", "no", "with", "without", "sans", "avec"])
            || says(
                words.last(),
                &["open", "opened", "closed", "free", "enabled", "disabled", "on", "off"],
            )
            || words.windows(2).any(|pair| pair[1] == "free"))
}

/// Whether an element beside the text is a note to it, by its role (Digital Publishing WAI-ARIA) or its class.
fn is_note(element: &Element) -> bool {
    matches!(element.attr("role"), Some("note" | "doc-footnote" | "doc-endnote"))
        || names_of(element).iter().any(|name| {
            matches!(
                name.as_str(),
                "note" | "footnote" | "sidenote" | "marginnote" | "marginalia"
            )
        })
}

/// The fewest words of a sentence in a box that is named for its credit or its author: neither says that much.
const SENTENCE: usize = 12;

/// Whether a text in a box that was marked for its class is the article's all the same: a caption beside its credit, a lead beside its byline.
pub(crate) fn outgrows(reason: Furniture, text: &str) -> bool {
    matches!(reason, Furniture::Byline | Furniture::Copyright)
        && crate::text::sentence_end::has_final_mark(text)
        && !text.contains('©')
        && text.split_whitespace().count() >= SENTENCE
}

/// Whether an element is named for the standfirst that it holds: the sentences between a title and its article, wherever the page sets them.
pub(crate) fn names_standfirst(element: &Element) -> bool {
    let classes = element.attr("class").unwrap_or("").split_whitespace();
    classes.flat_map(tokens).any(|name| {
        matches!(
            name.as_str(),
            "chapo" | "chapô" | "chapeau" | "standfirst" | "dek" | "lede"
        )
    })
}

/// Whether a text is one: a sentence, and no label.
pub(crate) fn is_standfirst(text: &str) -> bool {
    crate::text::sentence_end::has_final_mark(text) && text.split_whitespace().count() >= SENTENCE
}

/// Whether these are names of a reader's comment in SPIP, which many French papers use: `forum-fil`, `forum-message`, `forum-texte`
/// (SPIP's template `inc-forum.html`). Other forums are articles of their own.
fn is_spip_forum(names: &[String]) -> bool {
    let pair =
        |pair: &[String]| pair[0] == "forum" && matches!(pair[1].as_str(), "fil" | "message" | "chapo" | "texte");
    names.windows(2).any(pair)
}

/// The words of a class name: `articleShareBar`, `article-share_bar`.
fn tokens(class: &str) -> impl Iterator<Item = String> {
    crate::text::words::words(class).into_iter()
}

/// The words of an element's classes and identifier, without figures; its role after `@`, its property after `~`.
pub(crate) fn names_of(element: &Element) -> Vec<String> {
    let classes = element.attr("class").unwrap_or("").split_whitespace();
    let mut names: Vec<String> = classes
        .chain(element.attr("id"))
        .flat_map(tokens)
        .map(|name| name.trim_matches(|c: char| c.is_ascii_digit()).to_owned())
        .filter(|name| name.len() > 1 && name.len() <= LONGEST_NAME)
        .collect();
    let said = |attribute: &str, sign: &str| {
        let value = element
            .attr(attribute)
            .filter(|value| !value.contains(char::is_whitespace))?;
        Some(format!("{sign}{}", value.to_ascii_lowercase()))
    };
    names.extend(said("role", "@"));
    names.extend(said("itemprop", "~"));
    names
}

/// The longest word of a class, in bytes: longer ones are made by programs.
const LONGEST_NAME: usize = 24;

fn reason_of(token: &str) -> Option<Furniture> {
    Some(match token {
        "share" | "sharing" | "social" | "socials" | "partage" | "partager" | "toolbar" | "cookie" | "cookies"
        | "consent" | "consentement" | "gdpr" | "rgpd" | "newsletter" | "newsletters" | "infolettre" | "subscribe"
        | "subscription" | "abonnement" | "paywall" | "popup" | "modal" | "login" | "evitement" | "skip" | "print"
        | "rating" | "bandeau" => Furniture::Interface,
        "ad" | "ads" | "advert" | "adverts" | "advertisement" | "advertising" | "pub" | "pubs" | "publicite"
        | "sponsor" | "sponsored" | "sponsorise" | "promo" | "promos" | "taboola" | "outbrain" => {
            Furniture::Advertising
        }
        "related" | "recommended" | "recommendations" | "recommandations" | "reco" | "similar" | "similaires"
        | "trending" | "popular" | "mostread" | "teaser" | "teasers" => Furniture::Related,
        "comments" | "commentlist" | "commentaires" | "disqus" => Furniture::Comments,
        "byline" | "author" | "authors" | "auteur" | "auteurs" | "signature" | "pubdate" | "timestamp" | "tags"
        | "tag" | "etiquettes" => Furniture::Byline,
        "credit" | "credits" | "copyright" => Furniture::Copyright,
        "nav" | "navbar" | "menu" | "breadcrumb" | "breadcrumbs" | "ariane" | "sidebar" | "footer" | "pager"
        | "pagination" | "toc" | "sommaire" | "navigation" | "widget" | "topbar" | "ticker" | "masthead" => {
            Furniture::Outside
        }
        _ => return None,
    })
}
