//! Office mathematics in RTF (specification 1.9.1, "Math"): each control word is an element's name after an `m`.

/// The elements that say something of how a formula is built.
const ELEMENTS: [&str; 38] = [
    "oMath",
    "r",
    "f",
    "num",
    "den",
    "sSup",
    "sSub",
    "sSubSup",
    "sPre",
    "e",
    "sup",
    "sub",
    "rad",
    "deg",
    "nary",
    "naryPr",
    "chr",
    "d",
    "dPr",
    "begChr",
    "endChr",
    "sepChr",
    "func",
    "fName",
    "bar",
    "acc",
    "accPr",
    "box",
    "borderBox",
    "groupChr",
    "groupChrPr",
    "limLow",
    "limUpp",
    "lim",
    "m",
    "mr",
    "eqArr",
    "phant",
];

/// The element that a control word begins.
pub(crate) fn element(word: &str) -> Option<&'static str> {
    let name = word.strip_prefix('m')?;
    ELEMENTS.iter().find(|element| **element == name).copied()
}
