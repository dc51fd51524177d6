//! A file of tokens → who may ask. A token is a password that a program gives: in a header, or in the path of the address.
//!
//! The file has a token a line, with a name before it or not; the name is the person whom what is written is credited to. Empty lines
//! and lines that begin with `#` do not count.
//!
//! ```text
//! # who asks, and with what
//! anne   4f0c9a1be36d4f5c8f1d2e3a4b5c6d7e
//! ```

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The fewest characters of a token: what nobody guesses in the time that a server runs.
const LEAST_LENGTH: usize = 16;
/// The random bytes of a token that is made here.
const RANDOM_BYTES: usize = 16;

/// A token, and whose it is.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token {
    secret: String,
    person: Option<String>,
}

/// Without the secret, so that no log shows it.
impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Token")
            .field("person", &self.person)
            .finish_non_exhaustive()
    }
}

impl Token {
    /// Who has it, where the file says so.
    pub(crate) fn person(&self) -> Option<&str> {
        self.person.as_deref()
    }

    /// The beginning of the path of an address that gives it.
    pub(crate) fn in_path(&self) -> String {
        format!("/k/{}", self.secret)
    }

    /// Whether a text is this token.
    pub(crate) fn is(&self, given: &str) -> bool {
        is_secret(&self.secret, given)
    }
}

/// Whether a text is the secret. The time does not tell how much of it is right.
pub(crate) fn is_secret(secret: &str, given: &str) -> bool {
    let (own, given) = (secret.as_bytes(), given.as_bytes());
    let differences = own.iter().zip(given).fold(0, |all, (a, b)| all | (a ^ b));
    own.len() == given.len() && differences == 0
}

/// A secret that nobody guesses, in hexadecimal digits.
///
/// # Errors
/// When the system gives no random bytes.
pub(crate) fn new_secret() -> io::Result<String> {
    let mut random = [0; RANDOM_BYTES];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Why there are no tokens.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The file cannot be read, or not be made.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's answer.
        #[source]
        error: io::Error,
    },
    /// A line is none that gives a token.
    #[error(
        "{}:{line}: expected a token of {LEAST_LENGTH} or more letters, digits, `-`, `_`, `.` or `~`, and before it a name or nothing",
        path.display()
    )]
    Line {
        /// The file.
        path: PathBuf,
        /// Where in the token file, counted from 1.
        line: usize,
    },
    /// There is no line with a token.
    #[error("{}: there is no token in the file: write one, or delete the file to have one made", .0.display())]
    Empty(PathBuf),
}

/// Reads the tokens of a file; one is made, with a token that nobody knows, where there is none.
///
/// # Errors
/// See [`TokenError`].
pub(crate) fn read_or_make(path: &Path) -> Result<Vec<Token>, TokenError> {
    let failed = |error| TokenError::Io {
        path: path.to_owned(),
        error,
    };
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(path).map_err(failed)?,
        Err(error) => return Err(failed(error)),
    };
    let mut tokens = Vec::new();
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (person, secret) = match line.rsplit_once(char::is_whitespace) {
            Some((person, secret)) => (Some(person.trim().to_owned()), secret),
            None => (None, line),
        };
        if secret.len() < LEAST_LENGTH || !secret.bytes().all(is_allowed) {
            return Err(TokenError::Line {
                path: path.to_owned(),
                line: number,
            });
        }
        tokens.push(Token {
            secret: secret.to_owned(),
            person,
        });
    }
    if tokens.is_empty() {
        return Err(TokenError::Empty(path.to_owned()));
    }
    Ok(tokens)
}

/// What stands in a path as it is (RFC 3986, unreserved).
fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte)
}

/// Writes a file with a new token that its owner alone can read.
fn make(path: &Path) -> io::Result<String> {
    let text = format!("{}\n", new_secret()?);
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_a_name_or_none() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens");
        fs::write(&path, "# two\n\nAnne Le Goff  0123456789abcdef\nfedcba9876543210\r\n").unwrap();
        let tokens = read_or_make(&path).unwrap();
        let persons: Vec<_> = tokens.iter().map(Token::person).collect();
        assert_eq!(persons, [Some("Anne Le Goff"), None]);
        assert!(tokens[0].is("0123456789abcdef") && tokens[1].is("fedcba9876543210"));
        assert!(!tokens[0].is("0123456789abcdeF") && !tokens[0].is("0123456789abcde") && !tokens[0].is(""));
        assert!(!format!("{tokens:?}").contains("0123"));
    }

    #[test]
    fn a_file_is_made_once_and_read_after_that() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("token");
        let made = read_or_make(&path).unwrap();
        assert_eq!(read_or_make(&path).unwrap(), made);
        assert_eq!(fs::read_to_string(&path).unwrap().trim().len(), 32);
    }

    #[test]
    fn what_is_no_token_is_refused_with_its_line() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("token");
        for (text, message) in [
            ("# first\nshort\n", ":2: expected a token of 16"),
            ("anne with/slash/0123456789\n", ":1: expected"),
            ("\n# none\n", "there is no token"),
        ] {
            fs::write(&path, text).unwrap();
            let error = read_or_make(&path).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }
}
