//! Pages and pieces of them, as HTML in which every text is escaped.

pub(super) mod article;
pub(super) mod articles;
pub(super) mod row;
mod shell;

pub(super) use shell::{Page, entrance, refusal};
