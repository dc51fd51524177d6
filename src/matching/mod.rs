//! Matches: units of the memory that help with a new segment.
