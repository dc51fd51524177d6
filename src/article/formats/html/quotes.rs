//! The marks that browsers draw around a `<q>` (HTML standard, 4.5.7 and 15.3.6; CLDR's quotation marks).

use ego_tree::NodeRef;
use scraper::Node;

/// The opening and the closing mark of a quotation, by the language that it stands in and whether it stands in another one;
/// none where the writer has set marks already.
pub(crate) fn marks(quotation: NodeRef<'_, Node>) -> Option<(&'static str, &'static str)> {
    let text: String = quotation
        .descendants()
        .filter_map(|inner| inner.value().as_text().map(|text| &**text))
        .collect();
    let is_mark = |c: char| matches!(c, '«' | '“' | '„' | '"' | '‹' | '‘');
    if text.trim_start().starts_with(is_mark) || text.trim().is_empty() {
        return None;
    }
    let outer = || quotation.ancestors().filter_map(|node| node.value().as_element());
    let inner = outer().any(|element| element.name() == "q");
    let lang = outer().find_map(|element| element.attr("lang")).unwrap_or("");
    let french = lang.get(..2).is_some_and(|tag| tag.eq_ignore_ascii_case("fr"));
    Some(match (french, inner) {
        (true, false) => ("«\u{a0}", "\u{a0}»"),
        (true, true) | (false, false) => ("“", "”"),
        (false, true) => ("‘", "’"),
    })
}
