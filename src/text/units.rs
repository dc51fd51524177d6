//! The signs of units and currencies that are letters, which most languages share.

/// Signs that are units behind a number, whatever the sentence. `Go` and `Mo` are French bytes.
const CERTAIN: [&str; 36] = [
    "km", "m", "cm", "mm", "kg", "g", "mg", "t", "l", "L", "cl", "ml", "ha", "h", "min", "s", "ms", "V", "W", "kW",
    "MW", "GW", "kWh", "MWh", "GWh", "Hz", "MHz", "GHz", "Go", "Mo", "GB", "MB", "EUR", "USD", "GBP", "dB",
];

/// Signs with vowels that may be units, and may be words or names as well.
const WITH_VOWELS: [&str; 18] = [
    "To", "Ko", "AUD", "CAD", "NOK", "SEK", "INR", "IDR", "ILS", "MAD", "AED", "SAR", "ZAR", "EGP", "XOF", "oz", "in",
    "mi",
];

/// Whether a word behind a number is certainly the sign of a unit or of a currency.
pub(crate) fn is_unit_sign(word: &str) -> bool {
    CERTAIN.contains(&word)
}

/// Whether a word may be such a sign: it is one, or has one to three letters without a vowel among them.
pub(crate) fn may_be_unit_sign(word: &str) -> bool {
    let consonant = |c: char| c.is_ascii_alphabetic() && !"aeiouyAEIOUY".contains(c);
    is_unit_sign(word)
        || WITH_VOWELS.contains(&word)
        || (1..=3).contains(&word.chars().count()) && word.chars().all(consonant)
}
