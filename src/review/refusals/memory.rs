//! Why the memory refuses.

use std::path::Path;

use super::acts::action;
use crate::memory::MemoryError;
use crate::review::refusals::names::NoRows;
use crate::review::told::Told;

/// What is said of an error of the memory, where no row is known: here no command is run again, and rows have other numbers than beads.
pub(in crate::review) fn memory(error: &MemoryError) -> Told {
    let english = match error {
        MemoryError::ActionRefused { verb, reason } => return action(verb, reason, &NoRows),
        MemoryError::DiskFull(path) => format!(
            "no space left on the disk that holds {}: nothing was changed; free some space and try again",
            path.display()
        ),
        MemoryError::NoSuchBead { .. } => "the row is no longer there: it was changed meanwhile".to_owned(),
        MemoryError::NoSuchSegment { .. } => "the segment is no longer there: it was changed meanwhile".to_owned(),
        other => other.to_string(),
    };
    Told::new(english, french(error))
}

fn french(error: &MemoryError) -> String {
    use MemoryError as E;
    let shown = |path: &Path| path.display().to_string();
    match error {
        E::NotFound(path) => format!("il n’y a pas de mémoire à {}", path.display()),
        E::Emptied(path) => format!(
            "{} : le fichier est vide et n’est plus une mémoire : remettez-y une sauvegarde",
            path.display()
        ),
        E::NotAFolder(path) => format!(
            "{} n’est pas un dossier : une mémoire est un dossier qui contient memory.sqlite",
            path.display()
        ),
        E::Linked(path) => format!(
            "{} est un lien, qui peut mener n’importe où : interligne n’écrit à travers aucun lien dans une mémoire, et rien n’a été modifié ; remettez à sa place ce qui doit y être, ou supprimez le lien",
            path.display()
        ),
        E::NotAMemory(path) => format!(
            "{} n’est pas une mémoire d’interligne : c’est le fichier d’un autre programme, ou il est abîmé",
            path.display()
        ),
        E::Newer { path, found } => format!(
            "{} vient d’une version plus récente d’interligne (schéma {found}) : mettez interligne à jour",
            path.display()
        ),
        E::ReadOnly(_) | E::OpenedForReading => {
            "la mémoire est en lecture seule : rendez son dossier modifiable ou copiez-le ailleurs, puis relancez la page".to_owned()
        }
        E::NeedsRecovery(path) => format!(
            "la mémoire {} n’a pas été fermée correctement et son dossier est en lecture seule : copiez-le dans un dossier modifiable",
            path.display()
        ),
        E::Locked { path, by, waited } => format!(
            "la mémoire {} est utilisée par {by} : attendu {waited} secondes",
            path.display()
        ),
        E::DiskFull(path) => format!(
            "plus de place sur le disque qui contient {} : rien n’a été modifié ; libérez de la place et réessayez",
            path.display()
        ),
        E::NoSuchUnit(unit) => format!("la mémoire n’a pas d’unité {}", unit.0),
        E::NoSuchArticle(article) => format!("la mémoire n’a pas d’article numéro {}", article.0),
        E::NoSuchArticleName(name) => format!("la mémoire n’a pas d’article nommé « {name} »"),
        E::BadName { name, reason } => format!("aucun article ne peut s’appeler « {name} » ({reason})"),
        E::NoSuchBead { .. } => "la ligne n’existe plus : elle a été modifiée entre-temps".to_owned(),
        E::NoSuchSegment { .. } => "le segment n’existe plus : il a été modifié entre-temps".to_owned(),
        E::StaleVersion { article, seen, now } => format!(
            "{article} a été modifié entre-temps (version {now} ; l’action visait la version {seen}) : regardez à nouveau"
        ),
        E::ActionRefused { verb, reason } => action(verb, reason, &NoRows).french,
        E::MendedSince { article, actions } => {
            format!("{article} a été corrigé depuis : annulez d’abord ses actions suivantes (il y en a {actions})")
        }
        E::BadAlignment(what) => format!("l’alignement ne correspond pas à l’article ({what})"),
        E::BadEdit { unit, reason } => format!("l’unité {} ne peut pas être modifiée ainsi ({reason})", unit.0),
        E::WriteFailed { path, error } => format!(
            "{} n’a pas pu être écrit ({error}) : le disque est peut-être abîmé, ou une limite atteinte",
            shown(path)
        ),
        E::Damaged { path, detail } => format!(
            "la mémoire {} est abîmée ({detail}) : remettez une sauvegarde avec `interligne memory restore`, ou voyez `interligne memory salvage`",
            shown(path)
        ),
        E::Behind { path, missing } => format!(
            "il manque à {} les {missing} dernières modifications enregistrées : voyez `interligne memory check --repair` et `interligne memory restore`",
            shown(path)
        ),
        E::Io { path, error } => format!("{} : {error}", shown(path)),
        E::TmxFolder { path, error } => format!(
            "la modification est enregistrée, mais {} n’a pas pu être écrit ({error}) : `interligne memory check` essaie de nouveau",
            shown(path)
        ),
        E::Sqlite { path, error } => format!("la mémoire {} est inutilisable ({error})", shown(path)),
        E::ChangedMeanwhile(path) => format!(
            "la mémoire {} a été modifiée entre-temps par un autre programme : recommencez",
            shown(path)
        ),
        E::Replaced(path) => format!(
            "{} a été supprimé ou remplacé pendant que la mémoire était ouverte : rien n’a été enregistré ; regardez ce qui s’y trouve, puis recommencez",
            shown(path)
        ),
        E::Exists(path) => format!("{} existe déjà : choisissez un autre endroit", shown(path)),
        E::InsideMemory { path, memory } => format!(
            "{} se trouve dans la mémoire {}, où une autre n’a pas sa place : choisissez un endroit en dehors",
            shown(path),
            shown(memory)
        ),
        E::SameMemory(path) => format!("{} est cette mémoire même : donnez-en une autre", shown(path)),
        E::NoDefaultFolder => "aucun dossier n’est connu ici pour la mémoire par défaut : donnez-en un avec --memory".to_owned(),
    }
}
