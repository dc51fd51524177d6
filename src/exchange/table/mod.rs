//! Tables of cells: TSV, CSV and workbooks.

pub(crate) mod columns;
pub(crate) mod delimited;
mod header;
mod layout;
mod number_format;
mod records;
mod separator;
pub(crate) mod xlsx;
