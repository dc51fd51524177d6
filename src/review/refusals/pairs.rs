//! Why two files are no pair, with what the page has in the place of the command's options.

use std::path::Path;

use crate::article::ReadError;
use crate::pair::{PairError, Unrelated};
use crate::review::texts::{ENGLISH, FRENCH};
use crate::review::told::Told;
use crate::text::lang::Lang;

/// What is said of two files that were sent here: by their own names, wherever they were put.
pub(in crate::review) fn pair(error: PairError) -> Told {
    let (tick, cochez) = (
        format!("or tick “{}” if this is right", ENGLISH.import_force),
        format!("sinon, cochez « {} »", FRENCH.import_force),
    );
    let own = |path: &Path| file_name(&path.to_string_lossy());
    match error {
        PairError::Read(error) => unread(error),
        PairError::SameFile { path } => Told::new(
            format!(
                "{} is given twice: expected an article and its translation in two files",
                own(&path)
            ),
            format!(
                "{} est donné deux fois : il faut un article et sa traduction, en deux fichiers",
                own(&path)
            ),
        ),
        PairError::SameText {
            source_path,
            target_path,
        } => {
            let (source, target) = (own(&source_path), own(&target_path));
            Told::new(
                format!("{source} and {target} say the same: expected an article and its translation, {tick}"),
                format!("{source} et {target} disent la même chose : il faut un article et sa traduction ; {cochez}"),
            )
        }
        PairError::Swapped {
            source_path,
            target_path,
            from,
            to,
        } => {
            let (source, target) = (own(&source_path), own(&target_path));
            Told::new(
                format!(
                    "{source} looks {to} and {target} looks {from}: source and target seem to be swapped; give the {from} file first, {tick}",
                    from = from.name(),
                    to = to.name()
                ),
                format!(
                    "{source} semble être en {} et {target} en {} : l’article et la traduction semblent intervertis ; {cochez}",
                    to.french_name(),
                    from.french_name()
                ),
            )
        }
        PairError::PartlyTranslated { path, found } => half_translated(&own(&path), &found),
        PairError::Language {
            path, expected, found, ..
        } => {
            let path = own(&path);
            Told::new(
                format!(
                    "{path} looks {}, expected {}: give the right file, {tick}",
                    found.name(),
                    expected.name()
                ),
                format!(
                    "{path} semble être en {} et non en {} : donnez le bon fichier ; {cochez}",
                    found.french_name(),
                    expected.french_name()
                ),
            )
        }
        PairError::HardlyTranslated {
            source_path,
            target_path,
            why,
        } => {
            let (source, target) = (own(&source_path), own(&target_path));
            Told::new(
                format!(
                    "{source} and {target} are hardly translations of each other: {why}; give the article and its translation, {tick}"
                ),
                format!(
                    "{source} et {target} ne semblent pas être la traduction l’un de l’autre ({}) : donnez l’article et sa traduction ; {cochez}",
                    in_french(why)
                ),
            )
        }
        PairError::NoSegments { path } => {
            let path = own(&path);
            Told::new(
                format!(
                    "{path} holds no text to align: all of it looks like page furniture (menus, buttons, advertising); use \
                     `interligne import --keep-furniture` to align it all the same"
                ),
                format!(
                    "{path} ne contient aucun texte à aligner : tout ressemble à l’habillage d’une page (menus, boutons, publicité) ; \
                     `interligne import --keep-furniture` l’aligne quand même"
                ),
            )
        }
    }
}

fn half_translated(path: &str, found: &Lang) -> Told {
    Told::new(
        format!(
            "{path} is still {} in part: what was not translated is stored to be reviewed, or without counterpart",
            found.name()
        ),
        format!(
            "{path} est encore en partie en {} : ce qui n’est pas traduit est enregistré pour être relu, ou sans vis-à-vis",
            found.french_name()
        ),
    )
}

fn in_french(why: Unrelated) -> String {
    match why {
        Unrelated::Share(share) => format!("seuls {:.0} % du texte ont un équivalent", share * 100.0),
        Unrelated::Words(share) => format!("seuls {:.0} % des mots y ont une traduction", share * 100.0),
    }
}

/// What is said of a file that is not read. What only a technical detail tells stays as it is, between brackets.
fn unread(error: ReadError) -> Told {
    let error = error.renamed(file_name);
    let english = error.to_string();
    let french = match &error {
        ReadError::Io { path, source } => format!("{} n’a pas pu être lu ({source})", path.display()),
        ReadError::Folder { path } => format!("{} est un dossier : donnez un fichier", path.display()),
        ReadError::Empty { name } => format!("{name} est vide : il n’y a pas de texte dedans"),
        ReadError::TooLarge { name, size, limit } => {
            format!("{name} a {size} octets, plus qu’un article (la limite est de {limit}) : partagez le fichier")
        }
        ReadError::Binary { name, kind } => {
            format!("{name} n’est pas lu (fichier de type {kind}) : enregistrez d’abord son texte dans un autre format")
        }
        ReadError::Character { name, character } => format!(
            "{name} : le caractère U+{:04X} ne peut pas être dans un texte",
            u32::from(*character)
        ),
        ReadError::Malformed { name, format, what } => format!("{name} ne peut pas être lu comme {format} ({what})"),
        ReadError::Document { name, problem } => format!("{name} : le document ne peut pas être lu ({problem})"),
        ReadError::Model(error) => {
            format!("les poids qui reconnaissent l’habillage des pages ne peuvent pas être lus ({error})")
        }
        ReadError::Encoding { name, offset, line } => format!(
            "{name}, ligne {line} : l’octet {offset} n’est pas du texte dans l’encodage du fichier : enregistrez-le à nouveau en UTF-8"
        ),
    };
    Told::new(english, french)
}

/// The last part of a path.
fn file_name(path: &str) -> String {
    let name = Path::new(path).file_name();
    name.map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into_owned())
}
