//! Tables of cells: TSV, CSV and workbooks.

pub(crate) mod columns;
pub(crate) mod delimited;
pub(crate) mod xlsx;
