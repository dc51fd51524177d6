//! Tests from outside, in one binary with a module for each room: the library as its callers see it, and the command as a
//! user sees it.

mod support;

mod align {
    mod commands;
    #[cfg(feature = "lab")]
    mod evaluate;
}

mod article {
    mod cleaning;
    mod documents;
    mod notation;
    mod pages;
}

mod cli {
    mod bad_input;
    mod destinations;
    mod human_output;
    mod main_job;
    mod omegat;
    mod read_only;
    mod reference;
    mod terminal;
}

mod exchange {
    mod formats;
    mod languages;
    mod tables;
    mod xliff;
}

mod matching {
    mod commands;
    mod concordance;
    mod context_props;
    #[cfg(feature = "lab")]
    mod index;
    mod suggest;
    mod typed_tags;
}

mod memory {
    mod compat;
    mod crash;
    mod exchange;
    mod mending;
}

mod pair {
    mod translation;
}

mod reliability;

mod segment {
    mod properties;
}

mod tmx {
    mod cat_tools;
}
