//! The configuration of OmegaT's External Finder (`finder.xml`) with which it opens our page of search.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::Path;

use super::TokenError;
use crate::web::token;

/// The file for OmegaT; where a file of tokens is named, its first token is in the address.
///
/// # Errors
/// When the tokens cannot be read.
pub fn omegat_finder(address: SocketAddr, token_file: Option<&Path>) -> Result<String, TokenError> {
    let key = match token_file {
        Some(path) => token::read_or_make(path)?.first().map(token::Token::in_path),
        None => None,
    };
    let key = key.unwrap_or_default();
    let host = if address.ip().is_unspecified() {
        format!("localhost:{}", address.port())
    } else {
        address.to_string()
    };
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<items>\n");
    for (name, side, key_stroke) in [
        ("interligne", "", "ctrl alt I"),
        ("interligne (translations)", "&amp;in=target", "ctrl alt shift I"),
    ] {
        // OmegaT puts the selected text, encoded for an address, in the place of `{target}`.
        let _ = write!(
            out,
            "  <item>\n    <name>{name}</name>\n    <url>http://{host}{key}/search?q={{target}}{side}</url>\n    \
             <keystroke>{key_stroke}</keystroke>\n  </item>\n"
        );
    }
    out.push_str("</items>\n");
    Ok(out)
}
