//! The `interligne` command.

fn main() {}
