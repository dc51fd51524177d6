//! A folder → the article pairs in it.
//!
//! Two files are a pair when their paths differ in the mark of their language alone: `x.fr.txt` and `x.en.txt`, `x_fr.html`
//! and `x_en.html`, `fr/x.html` and `en/x.html`. A manifest says it outright where names do not: a file `manifest.tsv`
//! with the columns source, target and, if wanted, the article's name.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::text::lang::Lang;

/// The manifest that a folder of article pairs may hold.
pub const MANIFEST: &str = "manifest.tsv";

/// How deep folders are searched; a link that leads back up ends there.
const MAX_DEPTH: usize = 32;

/// The two files of one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePair {
    /// The file of the source article.
    pub source: PathBuf,
    /// The file of its translation.
    pub target: PathBuf,
    /// The article's name: from the manifest, or the path that both files share, without language mark and extension.
    pub name: String,
}

/// What was found in a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The pairs, in the order of their names, or of the manifest.
    pub pairs: Vec<FilePair>,
    /// Files that carry a language mark and have no counterpart, or more than one, in the order of their paths.
    pub unpaired: Vec<PathBuf>,
}

/// Why a folder could not be searched.
#[derive(Debug, thiserror::Error)]
pub enum DiscoverError {
    /// A folder or a manifest could not be read.
    #[error("cannot read {path}: {source}", path = path.display())]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A line of the manifest does not name two files.
    #[error(
        "{path}:{line}: expected `source<TAB>target`, with the name of the article as a third column if you like",
        path = path.display()
    )]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// Where in the list of pairs, counted from 1.
        line: usize,
    },
}

/// Finds the article pairs in a folder and the folders below it. A `manifest.tsv` in the folder itself, where there is one,
/// is the whole answer; files whose name begins with a dot, pipes and
/// devices are passed over.
///
/// # Errors
/// When a folder cannot be listed, or the manifest cannot be read.
pub fn discover(folder: &Path, from: &Lang, to: &Lang) -> Result<Found, DiscoverError> {
    let listed = folder.join(MANIFEST);
    if listed.is_file() {
        return manifest(&listed);
    }
    let files = list(folder)?;
    let mut sides: BTreeMap<String, [Vec<PathBuf>; 2]> = BTreeMap::new();
    for file in files {
        let relative = file.strip_prefix(folder).unwrap_or(&file);
        for (side, lang) in [from, to].into_iter().enumerate() {
            if let Some(name) = name_without_mark(relative, lang) {
                sides.entry(name).or_default()[side].push(file.clone());
            }
        }
    }
    let mut found = Found::default();
    for (name, [sources, targets]) in sides {
        match (&*sources, &*targets) {
            ([source], [target]) => {
                found.pairs.push(FilePair {
                    source: source.clone(),
                    target: target.clone(),
                    name,
                });
            }
            _ => found.unpaired.extend(sources.into_iter().chain(targets)),
        }
    }
    // A path may carry the marks of both languages (`en/article.fr.txt`) and be half of a pair under one of its names.
    let paired: HashSet<&PathBuf> = found
        .pairs
        .iter()
        .flat_map(|pair| [&pair.source, &pair.target])
        .collect();
    found.unpaired.retain(|file| !paired.contains(file));
    found.unpaired.sort();
    found.unpaired.dedup();
    Ok(found)
}

/// Reads a manifest: one pair a line, `source<TAB>target[<TAB>name]`, paths relative to the manifest's folder; empty lines
/// and lines that begin with `#` are passed over.
///
/// # Errors
/// When the file cannot be read as UTF-8, or a line names no two files.
pub fn manifest(path: &Path) -> Result<Found, DiscoverError> {
    let text = std::fs::read_to_string(path).map_err(|source| DiscoverError::Io {
        path: path.to_owned(),
        source,
    })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut found = Found::default();
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let mut columns = line.split('\t').map(str::trim);
        let (Some(source), Some(target)) = (
            columns.next().filter(|c| !c.is_empty()),
            columns.next().filter(|c| !c.is_empty()),
        ) else {
            return Err(DiscoverError::Manifest {
                path: path.to_owned(),
                line: index + 1,
            });
        };
        let name = columns
            .next()
            .filter(|c| !c.is_empty())
            .map_or_else(|| article_name(Path::new(source)), str::to_owned);
        found.pairs.push(FilePair {
            source: folder.join(source),
            target: folder.join(target),
            name,
        });
    }
    Ok(found)
}

/// The name of an article after its file: the file's name without its extension and without the mark of a language
/// before it (`debat` for `debat.fr.txt`).
#[must_use]
pub fn article_name(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or(file.as_os_str()).to_string_lossy();
    split_mark(&stem).map_or_else(|| stem.to_string(), |(name, _)| name.to_owned())
}

/// A file name's stem as the article's name and the language mark at its end: `debat.fr`, `debat_FR`, `debat-en-GB`.
fn split_mark(stem: &str) -> Option<(&str, &str)> {
    stem.match_indices(['.', '_', '-'])
        .map(|(at, separator)| (&stem[..at], &stem[at + separator.len()..]))
        .find(|(name, mark)| !name.is_empty() && is_mark(mark))
}

/// Whether a text has the shape of a language mark: a language of two letters, with or without its region.
fn is_mark(text: &str) -> bool {
    let (language, region) = text.split_once(['-', '_']).map_or((text, None), |(l, r)| (l, Some(r)));
    let letters = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic());
    letters(language) && region.is_none_or(letters)
}

/// The files of a folder and of those below it. Each folder is listed once, wherever links lead: under the name that it has
/// without them, if it has one here.
fn list(folder: &Path) -> Result<Vec<PathBuf>, DiscoverError> {
    let (mut files, mut listed) = (Vec::new(), HashSet::new());
    let (mut folders, mut links) = (vec![(folder.to_owned(), 0)], VecDeque::new());
    // Links wait until every folder without one is listed.
    while let Some((folder, depth)) = folders.pop().or_else(|| links.pop_front()) {
        let failed = |source| DiscoverError::Io {
            path: folder.clone(),
            source,
        };
        if !listed.insert(folder.canonicalize().map_err(failed)?) {
            continue;
        }
        let entries = std::fs::read_dir(&folder).map_err(failed)?;
        let mut entries = entries.collect::<io::Result<Vec<_>>>().map_err(failed)?;
        // Which of two links to one folder counts does not depend on the file system.
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            }
            if !path.is_dir() {
                // A pipe that lies about in a folder would be waited for. What cannot be looked at is told when it is read.
                if path.metadata().map_or(true, |there| there.is_file()) {
                    files.push(path);
                }
            } else if depth < MAX_DEPTH {
                if path.is_symlink() {
                    links.push_back((path, depth + 1));
                } else {
                    folders.push((path, depth + 1));
                }
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The path without its extension and without the mark of the language; `None` where it carries no such mark. The file
/// name's own mark counts before that of a folder, and the innermost folder's before an outer one's.
fn name_without_mark(relative: &Path, lang: &Lang) -> Option<String> {
    let parts: Vec<String> = relative
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
            _ => None,
        })
        .collect();
    let (file, folders) = parts.split_last()?;
    let stem = file.rsplit_once('.').map_or(&**file, |(stem, _)| stem);
    let is_mark = |text: &str| is_mark(text) && Lang::parse(text).is_ok_and(|mark| lang.accepts(&mark));
    let join = |folders: &[String], stem: &str| {
        folders
            .iter()
            .map(String::as_str)
            .chain([stem])
            .collect::<Vec<_>>()
            .join("/")
    };
    if let Some((name, mark)) = split_mark(stem)
        && is_mark(mark)
    {
        return Some(join(folders, name));
    }
    let at = folders.iter().rposition(|folder| is_mark(folder))?;
    let mut rest = folders.to_vec();
    rest.remove(at);
    Some(join(&rest, stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(tag: &str) -> Lang {
        Lang::parse(tag).unwrap()
    }

    fn names(paths: &[&str]) -> (Vec<String>, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        for path in paths {
            let file = folder.path().join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, "x").unwrap();
        }
        let found = discover(folder.path(), &lang("fr"), &lang("en")).unwrap();
        let unpaired = found
            .unpaired
            .iter()
            .map(|p| {
                p.strip_prefix(folder.path())
                    .unwrap()
                    .to_string_lossy()
                    .replace('\\', "/")
            })
            .collect();
        (found.pairs.into_iter().map(|p| p.name).collect(), unpaired)
    }

    #[test]
    fn files_pair_by_the_mark_in_their_name_or_folder() {
        let (pairs, unpaired) = names(&[
            "a.fr.txt",
            "a.en.txt",
            "b_FR.html",
            "b_en-GB.html",
            "fr/c.html",
            "en/c.html",
            "d/fr/e.md",
            "d/en/e.md",
            "alone.fr.txt",
            "notes.txt",
            ".hidden.fr.txt",
            ".hidden.en.txt",
        ]);
        assert_eq!(pairs, ["a", "b", "c", "d/e"]);
        assert_eq!(unpaired, ["alone.fr.txt"]);
    }

    #[test]
    fn two_candidates_for_one_side_are_left_to_the_user() {
        let (pairs, unpaired) = names(&["a.fr.txt", "a.fr.html", "a.en.txt"]);
        assert!(pairs.is_empty());
        assert_eq!(unpaired, ["a.en.txt", "a.fr.html", "a.fr.txt"]);
    }

    #[test]
    fn a_manifest_is_the_whole_answer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(MANIFEST);
        std::fs::write(
            &path,
            "# source\ttarget\n\nun.txt\tone.txt\tOne\ndeux.fr.txt\ttwo.txt\n",
        )
        .unwrap();
        let found = discover(folder.path(), &lang("fr"), &lang("en")).unwrap();
        let names: Vec<_> = found.pairs.iter().map(|p| &*p.name).collect();
        assert_eq!(names, ["One", "deux"]);
        assert_eq!(found.pairs[0].target, folder.path().join("one.txt"));
        std::fs::write(&path, "un.txt\tone.txt\nun.txt\n").unwrap();
        assert!(matches!(manifest(&path), Err(DiscoverError::Manifest { line: 2, .. })));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_back_up_is_not_followed_for_ever() {
        let place = tempfile::tempdir().unwrap();
        for file in [
            "a.fr.txt",
            "a.en.txt",
            "deep/b.fr.txt",
            "deep/b.en.txt",
            "zz/d.fr.txt",
            "zz/d.en.txt",
        ] {
            let path = place.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let elsewhere = tempfile::tempdir().unwrap();
        std::fs::write(elsewhere.path().join("c.fr.txt"), "x").unwrap();
        std::fs::write(elsewhere.path().join("c.en.txt"), "x").unwrap();
        for (to, link) in [
            (place.path(), "deep/up"),
            (place.path(), "again"),
            (&place.path().join("deep"), "a-link"),
            (&place.path().join("deep"), "again2"),
            (&place.path().join("zz"), "deep/zz-link"),
            (elsewhere.path(), "elsewhere"),
        ] {
            std::os::unix::fs::symlink(to, place.path().join(link)).unwrap();
        }
        let found = discover(place.path(), &lang("fr"), &lang("en")).unwrap();
        let names: Vec<&str> = found.pairs.iter().map(|pair| pair.name.as_str()).collect();
        assert_eq!(names, ["a", "deep/b", "elsewhere/c", "zz/d"]);
    }
}
