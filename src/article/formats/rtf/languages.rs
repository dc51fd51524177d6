//! Microsoft's numbers of languages → tags.

/// The tag of a language number (MS-LCID), for those that are common; `None` for others and for "no proofing".
pub(crate) fn language(number: i32) -> Option<&'static str> {
    Some(match number {
        1036 => "fr-FR",
        2060 => "fr-BE",
        3084 => "fr-CA",
        4108 => "fr-CH",
        1033 => "en-US",
        2057 => "en-GB",
        3081 => "en-AU",
        4105 => "en-CA",
        6153 => "en-IE",
        1046 => "pt-BR",
        // The lower ten bits are the language, whatever its region.
        _ => match number & 0x3ff {
            0x07 => "de",
            0x09 => "en",
            0x0a => "es",
            0x0c => "fr",
            0x10 => "it",
            0x13 => "nl",
            0x15 => "pl",
            0x16 => "pt",
            0x19 => "ru",
            0x1d => "sv",
            _ => return None,
        },
    })
}
