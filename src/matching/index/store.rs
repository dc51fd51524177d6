//! A memory and two languages → an index of both sides that is in step with the database.
//!
//! The index of a pair of languages is a folder of parts and a manifest, which names the parts that count, the point in
//! the memory's log of changes that they reflect, and for each part the units that have changed since it was written.
//! Catching up adds a part with the changed units; when there are many parts, the smallest are merged. Everything is
//! written beside its place and renamed, the manifest last, under a lock that only writers take: readers see the old
//! state or the new one. What is missing, stale beyond the log, cut off, foreign or of another version is built anew
//! from the database; where that cannot be written (a read-only folder, another process at work), it is kept in memory.

// Longer than most files: the manifest, the parts and the rule by which they are replaced are one protocol, which is only
// right when it is read as a whole.

use std::fs::{self, File, TryLockError};
use std::io;
use std::ops::{ControlFlow, RangeInclusive};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::build::{Builder, MOST_UNITS};
use super::part::{MOST_APART, Part, PartError, VERSION};
use crate::inside;
use crate::memory::{ChangeMark, INDEX_FOLDER, Memory, MemoryError, PairRow, Status};
use crate::text::lang::Lang;

/// The manifest's file name.
const MANIFEST: &str = "manifest.json";
/// What stands between the two languages in a folder's name.
const BETWEEN: char = '_';
/// The writers' lock.
const LOCK: &str = "lock";
/// How long one who has no index waits for another process that is making it, before it makes one of its own in memory; and how often
/// it looks.
const MOST_WAIT: Duration = Duration::from_secs(60);
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);
/// With more parts than this the smallest ones are merged, this many at once.
const MOST_PARTS: usize = 12;
const MERGED: usize = 9;
/// The most text, in bytes, that goes into one part and into one message to the threads that build it.
const PART_TEXT: usize = 1 << 30;
const BATCH_TEXT: usize = 1 << 20;

/// Which side of a pair of languages, in the order of their tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexSide {
    /// The language whose tag comes first in the alphabet.
    First,
    /// The other one.
    Second,
}

/// The units of a memory with two languages, indexed on both sides.
#[derive(Clone, Debug)]
pub struct Index {
    first: Lang,
    second: Lang,
    /// The memory's folder, and the index's own in it.
    memory: PathBuf,
    folder: PathBuf,
    mark: ChangeMark,
    entries: Vec<Entry>,
}

/// Two parts, one for each side, about the same units.
#[derive(Clone, Debug)]
pub struct Entry {
    sides: Arc<[Part; 2]>,
    /// Units that have changed since, in ascending ranges: what the parts say of them counts no more.
    dead: Vec<RangeInclusive<i64>>,
    /// The number in the file names; `None` for parts that are only in memory.
    number: Option<u64>,
}

impl Entry {
    /// What is indexed of the units’ texts in one language.
    #[must_use]
    pub fn part(&self, side: IndexSide) -> &Part {
        match side {
            IndexSide::First => &self.sides[0],
            IndexSide::Second => &self.sides[1],
        }
    }

    /// Whether what the parts say of the unit still counts.
    #[must_use]
    pub fn is_alive(&self, id: i64) -> bool {
        let at = self.dead.partition_point(|range| *range.end() < id);
        self.dead.get(at).is_none_or(|range| !range.contains(&id))
    }

    fn len(&self) -> usize {
        self.sides[0].len().max(self.sides[1].len())
    }
}

/// The manifest, as JSON.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    version: u32,
    mark: ChangeMark,
    parts: Vec<ManifestPart>,
    /// CRC-32 of the manifest written with 0 in this place.
    checksum: u32,
}

#[derive(Debug, Serialize, Deserialize)]
struct ManifestPart {
    number: u64,
    /// The checksums of the two headers, which hold those of the sections.
    headers: [u32; 2],
    dead: Vec<(i64, i64)>,
}

impl Manifest {
    fn sum(&self) -> u32 {
        let parts = &self.parts;
        let text = serde_json::to_vec(&(self.version, self.mark, parts)).unwrap_or_default();
        crc32fast::hash(&text)
    }
}

/// Why an index on disk cannot be used; it is then built anew.
#[derive(Debug, thiserror::Error)]
enum Unusable {
    #[error("there is no index of this version")]
    Missing,
    #[error("its manifest is damaged")]
    Manifest,
    #[error(transparent)]
    Part(#[from] PartError),
    #[error("a part belongs to another index")]
    Foreign,
}

/// The lock of those who write the files of an index.
enum Lock {
    Ours(File),
    /// Somebody else is writing them.
    Held,
    /// They cannot be written here.
    Impossible,
}

impl Lock {
    fn ours(self) -> Option<File> {
        match self {
            Lock::Ours(file) => Some(file),
            Lock::Held | Lock::Impossible => None,
        }
    }
}

impl Index {
    /// Opens the index for a pair of languages, in whichever order, and brings it up to date.
    ///
    /// # Errors
    /// When the database cannot be read. Trouble with the index's own files is no error.
    pub fn open(memory: &Memory, a: &Lang, b: &Lang) -> Result<Index, MemoryError> {
        Index::open_with(memory, a, b, &mut |_| ())
    }

    /// The same; `progress` is told, now and then, how many units have been taken in.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn open_with(memory: &Memory, a: &Lang, b: &Lang, progress: &mut dyn FnMut(u64)) -> Result<Index, MemoryError> {
        let mut index = Index::empty(memory, a, b);
        index.load();
        index.refresh_with(memory, progress)?;
        Ok(index)
    }

    /// The same; what is on disk is compared with its checksums first, and built anew where it is damaged.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn open_checked(memory: &Memory, a: &Lang, b: &Lang) -> Result<Index, MemoryError> {
        let index = Index::open(memory, a, b)?;
        if index.verify().is_ok() {
            return Ok(index);
        }
        // Where it cannot be removed it is noticed again.
        if index.is_in_memory_folder() {
            let _ = fs::remove_file(index.folder.join(MANIFEST));
        }
        Index::open(memory, a, b)
    }

    /// An index of nothing, with its place.
    fn empty(memory: &Memory, a: &Lang, b: &Lang) -> Index {
        let (first, second) = if a <= b { (a, b) } else { (b, a) };
        Index {
            first: first.clone(),
            second: second.clone(),
            memory: memory.dir().to_path_buf(),
            folder: memory.dir().join(place(first, second)),
            mark: ChangeMark { seq: 0, token: 0 },
            entries: Vec::new(),
        }
    }

    /// The point in the memory's log of changes that the index reflects.
    pub(super) fn mark(&self) -> ChangeMark {
        self.mark
    }

    /// Its two languages, in the order of their tags.
    pub(super) fn languages(&self) -> (&Lang, &Lang) {
        (&self.first, &self.second)
    }

    /// The side of a language.
    #[must_use]
    pub fn side(&self, lang: &Lang) -> IndexSide {
        if *lang == self.first {
            IndexSide::First
        } else {
            IndexSide::Second
        }
    }

    /// The parts; a unit is alive in at most one of them.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The size of all parts, in bytes.
    #[must_use]
    #[cfg_attr(
        not(feature = "lab"),
        allow(dead_code, reason = "for benchmarks and tests of the part")
    )]
    pub fn size(&self) -> usize {
        let parts = self.entries.iter().flat_map(|entry| entry.sides.iter());
        parts.map(Part::size).sum()
    }

    /// Reads every part and compares it with its checksums.
    ///
    /// # Errors
    /// Names the first section that is not as it was written.
    pub fn verify(&self) -> Result<(), PartError> {
        self.entries
            .iter()
            .flat_map(|entry| entry.sides.iter())
            .try_for_each(Part::verify)
    }

    /// Takes over what the memory's log tells since the index was last in step; `progress` is told, now and then, how many units
    /// have been taken in.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(crate) fn refresh_with(&mut self, memory: &Memory, progress: &mut dyn FnMut(u64)) -> Result<(), MemoryError> {
        let _now = memory.read_snapshot()?;
        if memory.change_mark()? == self.mark {
            return Ok(());
        }
        // Only one process writes; the others do the same in memory and find the result on disk later. But what takes long, an index
        // of all units, is not made twice.
        let mut lock = self.lock();
        let patient = Instant::now() + MOST_WAIT;
        while matches!(lock, Lock::Held) && self.mark.seq == 0 && Instant::now() < patient {
            thread::sleep(BETWEEN_LOOKS);
            self.load();
            if self.mark.seq == 0 {
                lock = self.lock();
            }
        }
        if memory.change_mark()? == self.mark {
            return Ok(());
        }
        let lock = lock.ours();
        if lock.is_some() {
            // Whoever held it before may have been here first.
            self.load();
        }
        let mark = memory.change_mark()?;
        let mut changes = memory.changes_since(&self.mark)?;
        let mut lock = lock;
        if changes.is_none() && self.mark.seq > mark.seq {
            // It has gone on without us: what has changed since counts as of our moment, and only here.
            changes = memory.changes_beyond(&mark, &self.mark)?;
            lock = lock.filter(|_| changes.is_none());
        }
        let touched = changes.map(|changes| union(changes.into_iter().map(|change| change.units).collect()));
        let touched = match touched {
            // Parts are about to be merged: damage in them would be there for good.
            Some(touched) if self.mark.seq > 0 && (self.entries.len() < MOST_PARTS || self.verify().is_ok()) => touched,
            _ => {
                self.entries.clear();
                vec![i64::MIN..=i64::MAX]
            }
        };
        for entry in &mut self.entries {
            entry.dead.extend(touched.iter().cloned());
            entry.dead = union(std::mem::take(&mut entry.dead));
        }
        let mut next = self
            .entries
            .iter()
            .filter_map(|entry| entry.number)
            .max()
            .map_or(1, |n| n + 1);
        if lock.is_some() {
            next = next.max(highest_number(&self.folder) + 1);
        }
        let folder = lock.as_ref().map(|_| self.folder.clone());
        let added = build(
            memory,
            &self.first,
            &self.second,
            &touched,
            folder.as_deref(),
            next,
            progress,
        )?;
        self.entries.extend(added);
        self.mark = mark;
        if lock.is_some() {
            self.merge();
            // A full disk, say: what was written is not counted until a manifest names it.
            let _ = self.save();
        }
        Ok(())
    }

    /// Whether its folder is there, and no link leads to it.
    fn is_in_memory_folder(&self) -> bool {
        inside::has_folder(&self.memory, &place(&self.first, &self.second))
    }

    fn lock(&self) -> Lock {
        let open = || {
            let folder = inside::folder(&self.memory, &place(&self.first, &self.second))?;
            inside::open(&folder.join(LOCK))
        };
        let Ok(file) = open() else { return Lock::Impossible };
        match file.try_lock() {
            Ok(()) => Lock::Ours(file),
            Err(TryLockError::WouldBlock) => Lock::Held,
            Err(TryLockError::Error(_)) => Lock::Impossible,
        }
    }

    /// Takes over what is on disk, if it can be used; else there is nothing.
    fn load(&mut self) {
        // Between the manifest and its parts another process may have merged them: then the manifest is a new one.
        for _ in 0..3 {
            match self.try_load() {
                Ok((mark, entries)) => {
                    self.mark = mark;
                    self.entries = entries;
                    return;
                }
                Err(Unusable::Part(PartError::Io(_))) => {}
                Err(_) => break,
            }
        }
        self.mark = ChangeMark { seq: 0, token: 0 };
        self.entries.clear();
    }

    fn try_load(&self) -> Result<(ChangeMark, Vec<Entry>), Unusable> {
        if !self.is_in_memory_folder() {
            return Err(Unusable::Missing);
        }
        let bytes = inside::read(&self.folder.join(MANIFEST)).map_err(|_| Unusable::Missing)?;
        let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|_| Unusable::Manifest)?;
        if manifest.checksum != manifest.sum() {
            return Err(Unusable::Manifest);
        }
        if manifest.version != VERSION {
            return Err(Unusable::Missing);
        }
        let open = |part: ManifestPart| -> Result<Entry, Unusable> {
            let sides = [
                Part::open(&part_path(&self.folder, part.number, 0))?,
                Part::open(&part_path(&self.folder, part.number, 1))?,
            ];
            if sides.each_ref().map(Part::header_checksum) != part.headers {
                return Err(Unusable::Foreign);
            }
            let dead = part.dead.into_iter().map(|(from, to)| from..=to).collect();
            Ok(Entry {
                sides: Arc::new(sides),
                dead,
                number: Some(part.number),
            })
        };
        let entries = manifest.parts.into_iter().map(open).collect::<Result<_, _>>()?;
        Ok((manifest.mark, entries))
    }

    /// Writes the manifest, then removes the files that it does not name.
    fn save(&self) -> io::Result<()> {
        let part = |entry: &Entry| -> Option<ManifestPart> {
            Some(ManifestPart {
                number: entry.number?,
                headers: entry.sides.each_ref().map(Part::header_checksum),
                dead: entry.dead.iter().map(|range| (*range.start(), *range.end())).collect(),
            })
        };
        // Parts that could not be written leave the manifest as it is.
        let Some(parts) = self.entries.iter().map(part).collect::<Option<Vec<_>>>() else {
            return Ok(());
        };
        let mut manifest = Manifest {
            version: VERSION,
            mark: self.mark,
            parts,
            checksum: 0,
        };
        manifest.checksum = manifest.sum();
        inside::write(&self.folder.join(MANIFEST), |out| {
            serde_json::to_writer(out, &manifest).map_err(io::Error::from)
        })?;
        for file in fs::read_dir(&self.folder)?.flatten() {
            let number = file.file_name().to_str().and_then(part_number);
            if number.is_some_and(|n| self.entries.iter().all(|entry| entry.number != Some(n))) {
                // Windows removes no file that somebody has mapped: the next writer does.
                let _ = fs::remove_file(file.path());
            }
        }
        Ok(())
    }

    /// Merges the smallest parts where there are many.
    fn merge(&mut self) {
        if self.entries.len() <= MOST_PARTS {
            return;
        }
        self.entries.sort_by_key(|entry| std::cmp::Reverse(entry.len()));
        let mut total = 0;
        let small = self.entries.iter().rev().take(MERGED).take_while(|entry| {
            total += entry.len();
            total <= MOST_UNITS
        });
        let small = small.count();
        if small < 2 {
            return;
        }
        let merged = self.entries.split_off(self.entries.len() - small);
        let number = highest_number(&self.folder).max(merged.iter().filter_map(|e| e.number).max().unwrap_or(0)) + 1;
        let part = |side: usize| -> Option<Part> {
            let mut builder = Builder::new();
            for entry in &merged {
                let view = entry.sides[side].view();
                for unit in (0u32..).take(entry.sides[side].len()) {
                    let Some(id) = view.id(unit).filter(|id| entry.is_alive(*id)) else {
                        continue;
                    };
                    let mut texts = Vec::new();
                    view.tokens(unit, |token| texts.extend(view.token_text(token)));
                    let status = view.status(unit).unwrap_or(Status::ToReview);
                    builder.add_tokens(id, status, texts.into_iter());
                }
            }
            finished(builder, Some(&part_path(&self.folder, number, side)))
        };
        let (Some(a), Some(b)) = (part(0), part(1)) else {
            self.entries.extend(merged);
            return;
        };
        let number = (a.is_mapped() && b.is_mapped()).then_some(number);
        self.entries.push(Entry {
            sides: Arc::new([a, b]),
            dead: Vec::new(),
            number,
        });
    }
}

/// Looks through the indexes of a memory, one for each pair of languages that was searched, without building anything:
/// every part is read and compared with its checksums. What would be noticed on opening, and built anew, is told too.
#[must_use]
pub fn damaged(memory: &Memory) -> Vec<Damage> {
    let mut found = Vec::new();
    for (first, second) in indexed_pairs(memory) {
        let index = Index::empty(memory, &first, &second);
        let error = match index.try_load() {
            Ok((mark, entries)) => Index { mark, entries, ..index }.verify().err().map(Unusable::Part),
            // A file of another version was sound when it was written, and nobody reads it any more.
            Err(Unusable::Missing | Unusable::Part(PartError::Version(_))) => None,
            Err(error) => Some(error),
        };
        found.extend(error.map(|error| Damage {
            first,
            second,
            message: error.to_string(),
        }));
    }
    found
}

/// The folder of the index of two languages, in their order, in the memory's folder.
fn place(first: &Lang, second: &Lang) -> PathBuf {
    Path::new(INDEX_FOLDER).join(format!("{first}{BETWEEN}{second}"))
}

/// An index that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The languages of the index.
    pub first: Lang,
    /// See [`Damage::first`].
    pub second: Lang,
    /// What is wrong, for people.
    pub message: String,
}

impl Damage {
    /// Builds the index anew from the database.
    ///
    /// # Errors
    /// When the database cannot be read or the damaged index cannot be removed.
    pub fn repair(&self, memory: &Memory) -> Result<(), MemoryError> {
        let index = Index::empty(memory, &self.first, &self.second);
        if index.is_in_memory_folder() {
            let manifest = index.folder.join(MANIFEST);
            fs::remove_file(&manifest).map_err(|error| MemoryError::io(&manifest, error))?;
        }
        Index::open(memory, &self.first, &self.second).map(drop)
    }
}

/// The pairs of languages that have an index.
fn indexed_pairs(memory: &Memory) -> Vec<(Lang, Lang)> {
    let pair = |folder: fs::DirEntry| {
        let name = folder.file_name();
        let (first, second) = name.to_str()?.split_once(BETWEEN)?;
        Some((Lang::parse(first).ok()?, Lang::parse(second).ok()?))
    };
    let folders = fs::read_dir(memory.index_dir()).into_iter().flatten().flatten();
    let mut pairs: Vec<_> = folders.filter_map(pair).collect();
    pairs.sort();
    pairs
}

fn part_path(folder: &Path, number: u64, side: usize) -> PathBuf {
    folder.join(format!("{number:06}-{side}.part"))
}

fn part_number(name: &str) -> Option<u64> {
    let stem = name.strip_suffix("-0.part").or_else(|| name.strip_suffix("-1.part"))?;
    stem.parse().ok()
}

/// The highest number of a part's file in the folder.
fn highest_number(folder: &Path) -> u64 {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files
        .filter_map(|file| file.file_name().to_str().and_then(part_number))
        .max()
        .unwrap_or(0)
}

/// The same numbers in ascending ranges that do not touch.
fn union(mut ranges: Vec<RangeInclusive<i64>>) -> Vec<RangeInclusive<i64>> {
    ranges.sort_by_key(|range| *range.start());
    let mut out: Vec<RangeInclusive<i64>> = Vec::new();
    for range in ranges.into_iter().filter(|range| !range.is_empty()) {
        match out.last_mut() {
            Some(last) if *range.start() <= last.end().saturating_add(1) => {
                *last = *last.start()..=(*last.end()).max(*range.end());
            }
            _ => out.push(range),
        }
    }
    out
}

/// Some units with the texts of both sides.
#[derive(Debug, Default)]
struct Batch {
    /// Each with the places where its texts end.
    units: Vec<(i64, Status, [usize; 2])>,
    texts: [String; 2],
}

impl Batch {
    fn add(&mut self, pair: &PairRow<'_>) {
        for (text, of_pair) in self.texts.iter_mut().zip([pair.source, pair.target]) {
            text.push_str(of_pair);
        }
        let ends = self.texts.each_ref().map(String::len);
        self.units.push((pair.unit.0, pair.status, ends));
    }

    fn len(&self) -> usize {
        self.texts.iter().map(String::len).sum()
    }

    /// The units with their texts on a side.
    fn side(&self, side: usize) -> impl Iterator<Item = (i64, Status, &str)> {
        let mut start = 0;
        self.units.iter().map(move |&(id, status, ends)| {
            let text = &self.texts[side][start..ends[side]];
            start = ends[side];
            (id, status, text)
        })
    }
}

/// What the reader of the database sends to the two builders.
enum Message {
    Units(Arc<Batch>),
    /// The part is complete.
    Close(u64),
}

/// Reads the units in the ranges and builds their parts: into files where there is a folder, else in memory.
///
/// One thread reads, one builds each side.
fn build(
    memory: &Memory,
    first: &Lang,
    second: &Lang,
    ranges: &[RangeInclusive<i64>],
    folder: Option<&Path>,
    mut number: u64,
    progress: &mut dyn FnMut(u64),
) -> Result<Vec<Entry>, MemoryError> {
    let mut read = 0;
    let full = AtomicBool::new(false);
    thread::scope(|scope| {
        let (senders, builders): (Vec<_>, Vec<_>) = (0..2)
            .map(|side| {
                let (sender, messages) = mpsc::sync_channel::<Message>(8);
                let full = &full;
                (sender, scope.spawn(move || build_side(side, &messages, folder, full)))
            })
            .unzip();
        // A builder that is gone has failed, and says so when it is joined.
        let send = |message: &dyn Fn() -> Message| senders.iter().for_each(|sender| drop(sender.send(message())));
        let mut batch = Batch::default();
        let (mut units, mut text, mut start) = (0usize, 0usize, None);
        for range in ranges {
            memory.scan_texts(first, second, range.clone(), |pair| {
                let id = pair.unit.0;
                let far = id.abs_diff(*start.get_or_insert(id)) > MOST_APART / 2;
                if units >= MOST_UNITS || text >= PART_TEXT || far || full.swap(false, Ordering::Relaxed) {
                    let last = Arc::new(std::mem::take(&mut batch));
                    send(&|| Message::Units(last.clone()));
                    send(&|| Message::Close(number));
                    number += 1;
                    (units, text, start) = (0, 0, Some(id));
                }
                batch.add(&pair);
                units += 1;
                read += 1;
                text += pair.source.len() + pair.target.len();
                if batch.len() >= BATCH_TEXT {
                    let next = Arc::new(std::mem::take(&mut batch));
                    send(&|| Message::Units(next.clone()));
                    progress(read);
                }
                ControlFlow::Continue(())
            })?;
        }
        let last = Arc::new(batch);
        send(&|| Message::Units(last.clone()));
        if units > 0 {
            send(&|| Message::Close(number));
        }
        drop(senders);
        let mut sides = builders.into_iter().map(|builder| builder.join().unwrap_or_default());
        let (left, right) = (sides.next().unwrap_or_default(), sides.next().unwrap_or_default());
        let entries = left.into_iter().zip(right).map(|((number, a), (_, b))| {
            // Both sides in their files, or the pair counts as in memory.
            let number = (a.is_mapped() && b.is_mapped()).then_some(number);
            Entry {
                sides: Arc::new([a, b]),
                dead: Vec::new(),
                number,
            }
        });
        Ok(entries.collect())
    })
}

/// Builds the parts of one side, in order, each with its number.
fn build_side(
    side: usize,
    messages: &mpsc::Receiver<Message>,
    folder: Option<&Path>,
    full: &AtomicBool,
) -> Vec<(u64, Part)> {
    let mut builder = Builder::new();
    let mut parts = Vec::new();
    for message in messages {
        match message {
            Message::Units(units) => {
                for (id, status, text) in units.side(side) {
                    builder.add_unit(id, status, text);
                }
                if let Some((id, ..)) = units.units.last()
                    && builder.is_full(*id)
                {
                    full.store(true, Ordering::Relaxed);
                }
            }
            Message::Close(number) => {
                let path = folder.map(|folder| part_path(folder, number, side));
                if let Some(part) = finished(std::mem::take(&mut builder), path.as_deref()) {
                    parts.push((number, part));
                }
            }
        }
    }
    parts
}

/// The finished part: in its file, or in memory where there is none or it cannot be written.
fn finished(builder: Builder, path: Option<&Path>) -> Option<Part> {
    let made = builder.finish();
    let file = path.and_then(|path| {
        inside::write(path, |out| made.write(out)).ok()?;
        Part::open(path).ok()
    });
    file.or_else(|| Part::from_bytes(made.into_bytes()).ok())
}

#[cfg(test)]
mod tests;
