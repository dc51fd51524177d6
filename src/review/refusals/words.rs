//! Why words cannot be searched for.

use crate::matching::concordance::QueryError;
use crate::review::told::Told;

/// What is said of words that nothing can be searched by.
pub(in crate::review) fn words(error: &QueryError) -> Told {
    let french = match error {
        QueryError::NoWord(words) => {
            format!("« {words} » n’a pas de mot à chercher : il faut des lettres ou des chiffres")
        }
        QueryError::Star(words) => {
            format!("« {words} » : `*` tient lieu de la fin d’un mot et se met donc à la fin, comme dans `chant*`")
        }
        QueryError::TooMany(count) => format!("{count} mots à chercher, c’est trop"),
    };
    Told::new(error.to_string(), french)
}
