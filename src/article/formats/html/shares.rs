//! The largest parts of a page's text that elements which name themselves furniture may have, in one table.
//!
//! An element that holds more is what the page is about, whatever its class says. All are set by hand, from reading pages while the rules
//! were written; none was fitted, and how the result changes with each has not been measured.

/// A form, and an element whose role says that it stands at the head, the foot or the side of the page.
pub(super) const BESIDE: f32 = 0.3;
/// An `aside`.
pub(super) const ASIDE: f32 = 0.4;
/// An `aside` within the article goes when more than this share of its text is links.
pub(super) const ASIDE_LINKED: f32 = 0.4;
/// Comments may well be longer than the article.
pub(super) const COMMENTS: f32 = 0.6;
/// The author's line and the copyright notice are short.
pub(super) const CREDIT: f32 = 0.1;
/// Any other class of furniture.
pub(super) const OTHER: f32 = 0.3;
