//! The versions of the schema.

/// The schema that this version writes.
pub const SCHEMA_VERSION: i64 = 2;

/// The oldest schema that this version opens, by migrating it.
pub const OLDEST_SCHEMA_VERSION: i64 = 1;
