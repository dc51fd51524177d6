//! The hand-set shares and weights of the passes, in one table.
//!
//! They were set by eye on the pages of `tests/pages` while the passes were written, before there was a model. What a line comes to is
//! decided by the fitted model (`model/`), for which the passes are features among others. What changes on these pages with each of them
//! is in docs/benchmarks/NOTEBOOK.md ("The hand-set weights of the passes").

/// A line is a link when more than this share of its characters is linked.
pub(crate) const LINKED: f32 = 0.6;

/// Running text has a function word among so many words, in a language whose function words are known.
pub(crate) const PROSE_PER_FUNCTION_WORD: f64 = 6.0;
/// A line that runs, between title and body, has one among so many.
pub(crate) const RUNNING_PER_FUNCTION_WORD: f64 = 4.0;
/// The name of a site after a title has at most one among so many.
pub(crate) const NAME_PER_FUNCTION_WORD: f64 = 3.0;
/// The fewest words of a line that is running text, when it ends as a sentence does.
pub(crate) const SENTENCE: f64 = 7.0;
/// The same when it ends as a question or an exclamation does, as headlines and buttons end too.
pub(crate) const QUESTION: f64 = 16.0;
/// The same without any mark at its end.
pub(crate) const UNMARKED: f64 = 25.0;

/// A button has at most one other word for so many that name its action or are known from other controls.
pub(crate) const BUTTON_PER_UNKNOWN: f64 = 6.0;
/// A trail (`Home > News > Culture`) has a step for so many words.
pub(crate) const TRAIL_PER_STEP: f64 = 6.0;
/// A text is said to somebody (`you`) or by somebody (`we`) when more than one paragraph among so many says so.
pub(crate) const ADDRESSED_PER_PARAGRAPH: f64 = 3.0;

/// A line between title and body tells of the article when this share of its content words is the body's.
pub(crate) const TELLS_BELOW_TITLE: f64 = 0.3;
/// The same of a short line among furniture, and of a paragraph above the body.
pub(crate) const TELLS_AMONG_FURNITURE: f64 = 0.4;
/// The same of a title right above such a paragraph.
pub(crate) const TELLS_ABOVE_LEAD: f64 = 0.2;

/// How the line of the article's title is found: what speaks for a line, and what against it.
pub(crate) mod title {
    /// For the share of its content words that are the body's.
    pub(crate) const OVERLAP: f64 = 2.0;
    /// For each of its words, up to six.
    pub(crate) const WORD: f64 = 0.2;
    /// Against it, for each line between it and the body.
    pub(crate) const DISTANCE: f64 = 0.06;
    /// Against the first short line, which is the site's name.
    pub(crate) const SITE: f64 = 0.7;
    /// Against what stands below a name: its bearer's function.
    pub(crate) const BELOW_NAME: f64 = 0.5;
    /// For what stands above a byline.
    pub(crate) const ABOVE_BYLINE: f64 = 0.5;
    /// What a heading counts, in votes.
    pub(crate) const HEADING: f64 = 1.0;
    /// Against a link.
    pub(crate) const LINK: f64 = 1.0;
    /// For the share of the title that the page declares.
    pub(crate) const DECLARED: f64 = 5.0;
    /// Against a caption.
    pub(crate) const CAPTION: f64 = 1.0;
    /// For what the path of the page ends with.
    pub(crate) const PATH: f64 = 1.0;
    /// For what another line says again.
    pub(crate) const AGAIN: f64 = 0.7;
    /// What a title must come to, more than this.
    pub(crate) const LEAST: f64 = 1.0;
    /// The first line that comes to this share of the best is the title.
    pub(crate) const OF_BEST: f64 = 0.8;
}
