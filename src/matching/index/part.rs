//! A part's bytes → its units, their tokens and the places of each token; bytes are never trusted.
//!
//! # Layout
//! All numbers are little-endian. A header of `HEADER` bytes, then `SECTIONS` sections, each padded to 16 bytes.
//! Units are numbered in the order of their length in tokens, then so that those with the same frequent tokens stand
//! together (see `arrange`); tokens from the most frequent to the rarest. The sections, in order:
//! 0. identifiers: 4 bytes a unit; the low 30 bits are added to the header's base, the high 2 are the unit's status
//! 1. signatures: 16 bytes a unit: 112 bits, one or more of which each token sets, and the length (at most 65,535)
//! 2. where each unit's tokens begin in section 3: 4 bytes a unit
//! 3. each unit's token numbers, LEB128
//! 4. lengths: pairs of 4 bytes, a length and the first unit that has it
//! 5. the tokens' texts, joined
//! 6. where each token's text ends: 4 bytes a token
//! 7. a hash table of tokens (see `vocabulary`)
//! 8. where each token's places begin in section 9, in steps of 2 bytes: 4 bytes a token, and one more for the end
//! 9. places: for the most frequent tokens, the dense ones, nothing; for the next ones a directory of one number for
//!    each 65,536 units, and the low 16 bits of each unit; for the rarest ones 3 bytes a unit, and one more where that
//!    makes an odd number
//! 10. the numbers of word tokens in the order of their folded forms (no accents): 4 bytes each
//! 11. where each group of units with numbers in their texts begins in section 12: 4 bytes a group, and one more for the
//!     end; a unit's group is given by the upper bits of the hash of its masked text (see `matching::masked`)
//! 12. the units with numbers, group by group: 3 bytes each
//! 13. to 17. bitmaps of the units that have the dense tokens: their levels, summaries, masks, where each stretch's rows
//!     begin, and the rows (see `bitmaps`)
//!
//! Every access is checked. A part that lies about its content can make an answer incomplete, which the checksums of
//! the sections tell ([`Part::verify`]), but never makes the program read elsewhere or stop.

use std::ops::Range;
use std::path::Path;

use memmap2::Mmap;

use super::bitmaps::{self, Bitmaps};
use super::vocabulary;
use crate::inside;
use crate::memory::Status;

/// The first bytes of a part.
pub(super) const MAGIC: [u8; 8] = *b"ilgnpart";
/// The layout that this version reads and writes; a part of another one is built anew.
pub const VERSION: u32 = 8;
/// The size of the header in bytes.
pub(super) const HEADER: usize = 496;
/// The number of sections.
pub(super) const SECTIONS: usize = 18;
/// The bits of an identifier that are stored; those above are the status.
pub(super) const ID_BITS: u32 = 30;
/// The furthest that the identifiers of one part may be apart.
pub(super) const MOST_APART: u64 = (1 << ID_BITS) - 1;
/// Units whose low 16 bits are stored together.
pub(super) const BUCKET: usize = 1 << 16;

pub(super) const IDS: usize = 0;
pub(super) const SIGNATURES: usize = 1;
pub(super) const OFFSETS: usize = 2;
pub(super) const FORWARD: usize = 3;
pub(super) const LENGTHS: usize = 4;
pub(super) const TEXT: usize = 5;
pub(super) const TEXT_ENDS: usize = 6;
pub(super) const TABLE: usize = 7;
pub(super) const PLACE_OFFSETS: usize = 8;
pub(super) const PLACES: usize = 9;
pub(super) const FOLDED: usize = 10;
pub(super) const GROUPS: usize = 11;
pub(super) const MASKED: usize = 12;
pub(super) const LEVELS: usize = 13;
pub(super) const SUMMARIES: usize = 14;
pub(super) const STRETCH_MASKS: usize = 15;
pub(super) const STRETCH_STARTS: usize = 16;
pub(super) const STRETCH_ROWS: usize = 17;

/// Why a part cannot be used; the cure is always to build it anew from the database.
#[derive(Debug, thiserror::Error)]
pub enum PartError {
    /// The file could not be read.
    #[error("cannot read the index: {0}")]
    Io(#[from] std::io::Error),
    /// It is not a part, or its header is damaged.
    #[error("this is no part of an index, or its header is damaged")]
    Header,
    /// It was made by another version of the program.
    #[error("the index has layout {0}, this version reads layout {VERSION}")]
    Version(u32),
    /// It is shorter or longer than it says.
    #[error("the index is cut off: {found} bytes of {expected}")]
    Length {
        /// The bytes that it should have.
        expected: u64,
        /// The bytes that it has.
        found: u64,
    },
    /// A section does not have the content that was written.
    #[error("section {0} of the index is damaged")]
    Damaged(usize),
}

/// What the header says besides the sections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) units: u32,
    pub(super) tokens: u32,
    /// Tokens with a smaller number are dense: they have bitmaps instead of places.
    pub(super) dense: u32,
    /// Tokens with a smaller number have their places in buckets, the others as a plain list.
    pub(super) bucketed: u32,
    /// A bit for each status, by its code: whether a unit has it.
    pub(super) statuses: u32,
    /// Added to every identifier.
    pub(super) base: i64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Section {
    offset: usize,
    length: usize,
    checksum: u32,
}

#[derive(Debug)]
enum Bytes {
    Mapped(Mmap),
    Owned(Vec<u8>),
}

/// Files of up to so many bytes (a memory of about 50,000 units) are compared with their checksums when they are opened, which takes
/// a millisecond; larger ones by `memory check`.
const VERIFIED: usize = 8 * 1024 * 1024;

/// An open part.
#[derive(Debug)]
pub struct Part {
    bytes: Bytes,
    sections: [Section; SECTIONS],
    pub(super) counts: Counts,
}

impl Part {
    /// Maps a part's file. Of a part of more than [`VERIFIED`] bytes only the header is read; a smaller one is compared with its
    /// checksums.
    ///
    /// # Errors
    /// When the file cannot be read, is no part, is of another version, is cut off or is seen to be damaged.
    pub fn open(path: &Path) -> Result<Part, PartError> {
        let file = inside::open_to_read(path)?;
        // SAFETY: the map is only ever read as bytes. Parts are written to a temporary file, renamed and never changed
        // in place, and a file that is removed stays mapped; another program that truncates it can end this one with a
        // bus error, as with every mapped file, but cannot make it read outside of the map.
        #[allow(unsafe_code)]
        let map = unsafe { Mmap::map(&file)? };
        let part = Part::new(Bytes::Mapped(map))?;
        if part.all().len() <= VERIFIED {
            part.verify()?;
        }
        Ok(part)
    }

    /// A part that is in memory, such as the units that came since the last one was written.
    ///
    /// # Errors
    /// When the bytes are no part, are of another version or are cut off.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Part, PartError> {
        Part::new(Bytes::Owned(bytes))
    }

    fn new(bytes: Bytes) -> Result<Part, PartError> {
        let all: &[u8] = match &bytes {
            Bytes::Mapped(map) => map,
            Bytes::Owned(vec) => vec,
        };
        let header = all.get(..HEADER).ok_or(PartError::Header)?;
        if header[..8] != MAGIC {
            return Err(PartError::Header);
        }
        let u32_at = |at: usize| u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
        let u64_at = |at: usize| u64::from(u32_at(at)) | u64::from(u32_at(at + 4)) << 32;
        if u32_at(8) != VERSION {
            return Err(PartError::Version(u32_at(8)));
        }
        if crc32fast::hash(&header[..HEADER - 4]) != u32_at(HEADER - 4) {
            return Err(PartError::Header);
        }
        let counts = Counts {
            units: u32_at(12),
            tokens: u32_at(16),
            dense: u32_at(20),
            bucketed: u32_at(24),
            statuses: u32_at(28),
            base: i64::from_ne_bytes(u64_at(32).to_ne_bytes()),
        };
        let expected = u64_at(40);
        if expected != all.len() as u64 {
            return Err(PartError::Length {
                expected,
                found: all.len() as u64,
            });
        }
        let mut sections = [Section::default(); SECTIONS];
        for (i, section) in sections.iter_mut().enumerate() {
            let at = 48 + i * 24;
            let position = |at| usize::try_from(u64_at(at)).map_err(|_| PartError::Header);
            *section = Section {
                offset: position(at)?,
                length: position(at + 8)?,
                checksum: u32_at(at + 16),
            };
            let end = section.offset.checked_add(section.length).ok_or(PartError::Header)?;
            if end > all.len() {
                return Err(PartError::Damaged(i));
            }
        }
        Ok(Part {
            bytes,
            sections,
            counts,
        })
    }

    /// Reads everything and compares it with the checksums.
    ///
    /// # Errors
    /// Names the first section that is not as it was written.
    pub fn verify(&self) -> Result<(), PartError> {
        (0..SECTIONS).try_for_each(|i| {
            let sound = crc32fast::hash(self.section(i)) == self.sections[i].checksum;
            if sound { Ok(()) } else { Err(PartError::Damaged(i)) }
        })
    }

    /// The number of units in the part.
    #[must_use]
    pub fn len(&self) -> usize {
        self.counts.units as usize
    }

    /// Whether the part has no unit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts.units == 0
    }

    /// The checksum of the header, which holds the sections' checksums: no two parts of different content share it but
    /// by chance.
    #[must_use]
    pub fn header_checksum(&self) -> u32 {
        self.all()
            .get(..HEADER)
            .map_or(0, |header| crc32fast::hash(&header[..HEADER - 4]))
    }

    /// Whether the part is a file.
    #[must_use]
    pub fn is_mapped(&self) -> bool {
        matches!(self.bytes, Bytes::Mapped(_))
    }

    /// The size in bytes.
    #[must_use]
    #[cfg_attr(
        not(feature = "lab"),
        allow(dead_code, reason = "for benchmarks and tests of the part")
    )]
    pub fn size(&self) -> usize {
        self.all().len()
    }

    fn all(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Mapped(map) => map,
            Bytes::Owned(vec) => vec,
        }
    }

    fn section(&self, i: usize) -> &[u8] {
        let Section { offset, length, .. } = self.sections[i];
        self.all().get(offset..offset + length).unwrap_or_default()
    }

    fn fours(&self, i: usize) -> &[[u8; 4]] {
        self.section(i).as_chunks().0
    }

    /// The part's tables as slices, for a search.
    pub(crate) fn view(&self) -> View<'_> {
        View {
            counts: self.counts,
            ids: self.fours(IDS),
            signatures: self.section(SIGNATURES).as_chunks().0,
            offsets: self.fours(OFFSETS),
            forward: self.section(FORWARD),
            lengths: self.section(LENGTHS).as_chunks().0,
            text: self.section(TEXT),
            text_ends: self.fours(TEXT_ENDS),
            table: self.fours(TABLE),
            place_offsets: self.fours(PLACE_OFFSETS),
            places: self.section(PLACES).as_chunks().0,
            folded: self.fours(FOLDED),
            groups: self.fours(GROUPS),
            masked: self.section(MASKED).as_chunks().0,
            bitmaps: Bitmaps {
                blocks: self.len().div_ceil(64),
                levels: self.fours(LEVELS),
                summaries: self.section(SUMMARIES).as_chunks().0,
                masks: self.section(STRETCH_MASKS).as_chunks().0,
                starts: self.fours(STRETCH_STARTS),
                rows: self.section(STRETCH_ROWS).as_chunks().0.as_chunks().0,
            },
        }
    }
}

/// The tables of a part.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    pub(super) counts: Counts,
    ids: &'a [[u8; 4]],
    pub(super) signatures: &'a [[u8; 16]],
    offsets: &'a [[u8; 4]],
    forward: &'a [u8],
    lengths: &'a [[u8; 8]],
    text: &'a [u8],
    text_ends: &'a [[u8; 4]],
    table: &'a [[u8; 4]],
    place_offsets: &'a [[u8; 4]],
    places: &'a [[u8; 2]],
    folded: &'a [[u8; 4]],
    groups: &'a [[u8; 4]],
    masked: &'a [[u8; 3]],
    pub(super) bitmaps: Bitmaps<'a>,
}

/// Where a token's units are listed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Places<'a> {
    /// Numbers of units, ascending, low byte first.
    List(&'a [[u8; 3]]),
    /// For each 65,536 units the end of their stretch in the second slice (pairs of two bytes), and the low 16 bits of
    /// the units, ascending in each stretch.
    Buckets(&'a [[u8; 2]], &'a [[u8; 2]]),
}

fn number(bytes: &[[u8; 4]], at: usize) -> Option<u32> {
    bytes.get(at).map(|&b| u32::from_le_bytes(b))
}

/// An entry of the table of lengths.
fn length_and_unit(pair: [u8; 8]) -> (u32, u32) {
    let [a, b, c, d, e, f, g, h] = pair;
    (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]))
}

/// The number at a place of a table of pairs of two bytes.
pub(super) fn pair(bytes: &[[u8; 2]], at: usize) -> Option<u32> {
    let low = u16::from_le_bytes(*bytes.get(at * 2)?);
    let high = u16::from_le_bytes(*bytes.get(at * 2 + 1)?);
    Some(u32::from(low) | u32::from(high) << 16)
}

/// The number of a unit that is stored in three bytes.
#[inline(always)]
pub(super) fn three([a, b, c]: [u8; 3]) -> u32 {
    u32::from_le_bytes([a, b, c, 0])
}

/// The group, among so many (a power of two), of the masked text with this hash.
pub(super) fn group_of(hash: u64, groups: usize) -> usize {
    // Fewer than 2^32 groups.
    (hash >> 32) as usize & (groups - 1)
}

impl<'a> View<'a> {
    /// The unit's identifier in the database.
    pub(crate) fn id(&self, unit: u32) -> Option<i64> {
        let stored = u64::from(number(self.ids, unit as usize)?);
        self.counts.base.checked_add_unsigned(stored & MOST_APART)
    }

    /// The unit's status.
    pub(crate) fn status(&self, unit: u32) -> Option<Status> {
        let stored = number(self.ids, unit as usize)?;
        Some(Status::from_code(i64::from(stored >> ID_BITS)))
    }

    /// The unit's length in tokens; `None` where it is at least 65,535.
    pub(super) fn length(&self, unit: u32) -> Option<usize> {
        let [.., low, high] = *self.signatures.get(unit as usize)?;
        let length = u16::from_le_bytes([low, high]);
        (length < u16::MAX).then_some(usize::from(length))
    }

    /// The number of units.
    pub(crate) fn units(&self) -> u32 {
        self.counts.units
    }

    /// About how many tokens all units have together: most are stored in one byte, the others mostly in two.
    pub(super) fn tokens_in_all(&self) -> usize {
        self.forward.len() * 3 / 4
    }

    /// The number of kinds of tokens.
    pub(crate) fn kinds(&self) -> u32 {
        self.counts.tokens
    }

    /// The statuses that units of the part have.
    pub(crate) fn statuses(&self) -> impl Iterator<Item = Status> + use<> {
        let present = self.counts.statuses;
        Status::ALL
            .into_iter()
            .filter(move |status| present >> status.code() & 1 == 1)
    }

    /// The lengths of units in tokens, ascending, each with the units that have it.
    pub(crate) fn runs(&self) -> impl Iterator<Item = (u32, Range<u32>)> + use<'a> {
        let (lengths, units) = (self.lengths, self.counts.units);
        lengths.iter().enumerate().map(move |(i, &pair)| {
            let (length, first) = length_and_unit(pair);
            let next = lengths.get(i + 1).map_or(units, |&next| length_and_unit(next).1);
            (length, first.min(units)..next.min(units))
        })
    }

    /// Sets the bit of each unit that has the token; `bits` holds 64 units a word, the first one in the lowest bit. Units
    /// beyond them are passed over.
    pub(crate) fn mark_units(&self, token: u32, bits: &mut [u64]) {
        if token < self.counts.dense {
            let level = self.bitmaps.levels_of(token).start;
            for (stretch, bits) in bits.chunks_mut(bitmaps::STRETCH).enumerate() {
                let row = self.bitmaps.stretch(stretch).row(level);
                for (bits, units) in bits.iter_mut().zip(row.into_iter().flatten()) {
                    *bits |= u64::from_le_bytes(*units);
                }
            }
            return;
        }
        let buckets = (bits.len() * 64).div_ceil(BUCKET);
        let mut set = |unit: usize| {
            if let Some(word) = bits.get_mut(unit / 64) {
                *word |= 1 << (unit % 64);
            }
        };
        match self.places(token) {
            Some(Places::List(units)) => units.iter().for_each(|&unit| set(three(unit) as usize)),
            Some(Places::Buckets(directory, lows)) => {
                let mut begin = 0;
                for bucket in 0..buckets.min(directory.len() / 2) {
                    let end = pair(directory, bucket).unwrap_or(0) as usize;
                    for &low in lows.get(begin..end).unwrap_or_default() {
                        set(bucket * BUCKET + usize::from(u16::from_le_bytes(low)));
                    }
                    begin = end;
                }
            }
            None => {}
        }
    }

    /// The token's text.
    pub(crate) fn token_text(&self, token: u32) -> Option<&'a str> {
        let at = token as usize;
        let start = if at == 0 {
            0
        } else {
            number(self.text_ends, at - 1)? as usize
        };
        let end = number(self.text_ends, at)? as usize;
        std::str::from_utf8(self.text.get(start..end)?).ok()
    }

    /// The token's number.
    pub(crate) fn find(&self, token: &str, hash: u64) -> Option<u32> {
        let is = |n: u32| {
            n < self.counts.tokens && {
                let at = n as usize;
                let start = if at == 0 {
                    Some(0)
                } else {
                    number(self.text_ends, at - 1)
                };
                let range = start
                    .zip(number(self.text_ends, at))
                    .map(|(s, e)| s as usize..e as usize);
                range.and_then(|r| self.text.get(r)) == Some(token.as_bytes())
            }
        };
        vocabulary::find(self.table, hash, is)
    }

    /// Fetches what [`View::find`] will look at first for tokens with these hashes, all at once rather than one by one.
    pub(super) fn touch(&self, hashes: impl Iterator<Item = u64>) {
        let entries = hashes.map(|hash| vocabulary::first_entry(self.table, hash));
        std::hint::black_box(entries.fold(0, u32::wrapping_add));
    }

    /// The unit's token numbers as they are stored, LEB128.
    #[inline]
    pub(crate) fn token_bytes(&self, unit: u32) -> Option<&'a [u8]> {
        let at = unit as usize;
        let start = number(self.offsets, at)?;
        let end = number(self.offsets, at + 1).map_or(self.forward.len(), |e| e as usize);
        self.forward.get(start as usize..end)
    }

    /// Calls `sink` with the unit's token numbers, in order; whether they could all be read.
    #[inline]
    pub(crate) fn tokens(&self, unit: u32, mut sink: impl FnMut(u32)) -> bool {
        let Some(bytes) = self.token_bytes(unit) else {
            return false;
        };
        let (mut value, mut shift) = (0u32, 0u32);
        for &byte in bytes {
            value |= u32::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                sink(value);
                (value, shift) = (0, 0);
            } else {
                shift += 7;
                if shift > 28 {
                    return false;
                }
            }
        }
        shift == 0
    }

    /// The first unit with at least this length in tokens.
    pub(crate) fn first_of_length(&self, length: usize) -> u32 {
        let at = self
            .lengths
            .partition_point(|&pair| (length_and_unit(pair).0 as usize) < length);
        self.lengths.get(at).map_or(self.counts.units, |&pair| {
            length_and_unit(pair).1.min(self.counts.units)
        })
    }

    /// Where the token's units are listed; nowhere for a dense token.
    pub(super) fn places(&self, token: u32) -> Option<Places<'a>> {
        if token < self.counts.dense {
            return None;
        }
        let start = number(self.place_offsets, token as usize)? as usize;
        let end = number(self.place_offsets, token as usize + 1)? as usize;
        let bytes = self.places.get(start..end)?;
        if token < self.counts.bucketed {
            let buckets = (self.counts.units as usize).div_ceil(BUCKET);
            Some(Places::Buckets(bytes.get(..buckets * 2)?, bytes.get(buckets * 2..)?))
        } else {
            Some(Places::List(bytes.as_flattened().as_chunks().0))
        }
    }

    /// The units whose masked text may have this hash: all that have it, and a few others.
    pub(crate) fn masked(&self, hash: u64) -> impl Iterator<Item = u32> + use<'a> {
        let groups = self.groups.len().saturating_sub(1);
        let range = groups.is_power_of_two().then(|| {
            let at = group_of(hash, groups);
            let end = number(self.groups, at + 1).unwrap_or(0) as usize;
            number(self.groups, at).unwrap_or(u32::MAX) as usize..end
        });
        let units = range.and_then(|range| self.masked.get(range)).unwrap_or_default();
        units.iter().map(|&unit| three(unit))
    }

    /// The word tokens in the order of their folded forms.
    pub(crate) fn folded(&self) -> impl ExactSizeIterator<Item = u32> + use<'a> {
        self.folded.iter().map(|&b| u32::from_le_bytes(b))
    }

    /// The token at a place of [`View::folded`].
    pub(crate) fn folded_at(&self, at: usize) -> Option<u32> {
        number(self.folded, at)
    }
}
