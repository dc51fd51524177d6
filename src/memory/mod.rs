//! The memory: a folder with an SQLite store of units, and what is derived from it.
