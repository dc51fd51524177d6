//! The query of an address → its parameters.

use percent_encoding::percent_decode_str;

use super::reply::ApiError;
use crate::text::lang::Lang;

/// The parameters, in their order.
#[derive(Debug, Default)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    /// Reads `a=b&c=d`; a plus sign is a space, as forms have it.
    ///
    /// # Errors
    /// When a name or a value is no UTF-8.
    pub(crate) fn parse(query: Option<&str>) -> Result<Params, ApiError> {
        let decoded = |text: &str| decoded(&text.replace('+', " "));
        let parts = query.unwrap_or_default().split('&').filter(|part| !part.is_empty());
        let pairs = parts.map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            Ok((decoded(name)?, decoded(value)?))
        });
        Ok(Params(pairs.collect::<Result<_, ApiError>>()?))
    }

    /// Refuses parameters of other names, and one that comes twice, which a client else believes to have been heard.
    ///
    /// # Errors
    /// When there is one.
    pub(crate) fn only(&self, names: &[&str]) -> Result<(), ApiError> {
        let is_repeated =
            |(at, (name, _)): &(usize, &(String, String))| self.0[..*at].iter().any(|(own, _)| own == name);
        if let Some((_, (name, _))) = self.0.iter().enumerate().find(is_repeated) {
            return Err(ApiError::bad_parameter(name, "one value, not several"));
        }
        match self.0.iter().find(|(name, _)| !names.contains(&name.as_str())) {
            None => Ok(()),
            Some((name, _)) => Err(ApiError::bad_parameter(
                name,
                &format!("one of the parameters {}", names.join(", ")),
            )),
        }
    }

    /// The first value of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Whether a switch is on: `true`, `1`, or without a value.
    ///
    /// # Errors
    /// When it has another value.
    pub(crate) fn switch(&self, name: &str) -> Result<bool, ApiError> {
        match self.get(name) {
            None | Some("false" | "0") => Ok(false),
            Some("true" | "1" | "") => Ok(true),
            Some(_) => Err(ApiError::bad_parameter(name, "true or false")),
        }
    }

    /// A number within bounds; `None` where there is none of that name.
    ///
    /// # Errors
    /// When it is no number, or one beyond the bounds.
    pub(crate) fn number<T>(&self, name: &str, least: T, most: T) -> Result<Option<T>, ApiError>
    where
        T: Copy + std::str::FromStr + PartialOrd + std::fmt::Display,
    {
        let Some(text) = self.get(name) else { return Ok(None) };
        match text.parse::<T>() {
            Ok(number) if number >= least && number <= most => Ok(Some(number)),
            _ => Err(ApiError::bad_parameter(
                name,
                &format!("a number from {least} to {most}"),
            )),
        }
    }

    /// A language; `None` where there is none of that name.
    ///
    /// # Errors
    /// When it is no language tag.
    pub(crate) fn lang(&self, name: &str) -> Result<Option<Lang>, ApiError> {
        let tag = self.get(name).map(Lang::parse).transpose();
        tag.map_err(|error| ApiError::bad_request("bad-language", format!("{name}: {error}")))
    }
}

/// A part of an address without its percent signs.
///
/// # Errors
/// When it is no UTF-8, or holds the character NUL.
pub(crate) fn decoded(part: &str) -> Result<String, ApiError> {
    let text = percent_decode_str(part)
        .decode_utf8()
        .map_err(|_| ApiError::bad_request("not-utf-8", "the address holds bytes that are no UTF-8"))?;
    if text.contains('\0') {
        return Err(ApiError::bad_request("nul", "no text holds the character NUL"));
    }
    Ok(text.into_owned())
}
