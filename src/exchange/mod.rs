//! Every exchange format that is not TMX.
