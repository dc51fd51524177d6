//! What the library refuses → what the pages say of it, in both languages. Each error is told by what it is and what it carries: an error
//! that is new is one that the compiler asks for here.

mod acts;
mod memory;
pub(super) mod names;
mod pairs;
mod words;

pub(super) use acts::action;
pub(super) use memory::memory;
pub(super) use pairs::pair;
pub(super) use words::words;
