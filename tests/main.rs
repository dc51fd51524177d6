//! Tests from outside, in one binary with a module for each room: the library as its callers see it, and the command as a
//! user sees it.

mod support;

mod align {
    mod commands;
    #[cfg(feature = "lab")]
    mod evaluate;
}

mod article {
    mod boxes;
    mod cleaning;
    mod documents;
    mod mending;
    mod notation;
    mod pages;
    mod short_pastes;
}

mod cli {
    mod bad_input;
    mod config;
    mod destinations;
    mod human_output;
    #[cfg(unix)]
    mod links;
    mod main_job;
    mod omegat;
    mod one_language;
    mod read_only;
    mod reference;
    mod review;
    mod streams;
    mod terminal;
}

mod exchange {
    mod alignment_table;
    mod formats;
    mod languages;
    mod said;
    mod tables;
    mod xliff;
}

mod matching {
    mod adapted;
    mod commands;
    mod concordance;
    mod context_props;
    mod further;
    #[cfg(feature = "lab")]
    mod index;
    mod sentences;
    mod several_texts;
    mod shared;
    mod suggest;
    mod typed_tags;
    mod wrong_language;
}

mod memory {
    mod beads;
    mod by_hand;
    mod compat;
    mod crash;
    mod dry_run;
    mod exchange;
    mod kept;
    mod mending;
    mod merged;
    mod redo;
    mod repeated;
    mod tmx_folder;
    mod versions;
}

mod pair {
    mod translation;
}

mod reliability;

#[cfg(feature = "review")]
mod review {
    mod api;
    mod import;
    mod others;
    mod pages;
    mod refusals;
    mod session;
    mod support;
}

mod segment {
    mod properties;
}

#[cfg(feature = "server")]
mod server {
    mod api;
    mod guard;
    mod heard;
    mod mcp;
    mod refusals;
    mod support;
    mod tmserver;
    mod writer;
}

mod tmx {
    mod cat_tools;
}
