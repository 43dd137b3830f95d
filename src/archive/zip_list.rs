//! A ZIP's list of contents: read from its central directory, completed by `zip_salvage` where that is missing,
//! short, or points at nothing.
//!
//! Own code rather than the `zip` crate's reader, which gives up on the whole archive at the first entry it dislikes
//! and applies the Unicode Path field as an error; here one bad entry costs one entry, and entries of the same name
//! all stay. The tests hold the result against that crate's.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use super::source::{Source, SourceReader};
use super::zip_entry::{LOCAL, LOCAL_LEN, ZipEntry, apply_extra, u16_at, u32_at, u64_at};
use super::zip_salvage::salvage;

const END_LEN: usize = 22;
const CENTRAL_LEN: usize = 46;

/// What is in a ZIP.
pub(super) struct Listing {
    /// In the order of the directory, then what was salvaged.
    pub(super) entries: Vec<ZipEntry>,
    /// The directory was missing or wrong.
    pub(super) salvaged: bool,
    /// It is one part of an archive that was split over several files.
    pub(super) split: bool,
}

/// Why a ZIP has no list.
#[derive(Debug)]
pub(super) enum ListError {
    /// It has more entries than allowed.
    TooMany,
    /// The machine failed.
    Io(io::Error),
}

impl From<io::Error> for ListError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Lists a ZIP. No entries and `salvaged`: it is none, or nothing is left of it.
pub(super) fn list(source: &Source, max_entries: usize, salvage_budget: u64) -> Result<Listing, ListError> {
    let mut reader = source.reader()?;
    let directory = read_directory(source, &mut reader, max_entries)?;
    let (directory, split) = match directory {
        Found::Directory(directory) => (Some(directory), false),
        Found::PartOfSplit => (None, true),
        Found::Nothing => (None, false),
    };
    let directory = match directory {
        Some(directory) if is_of_another_zip(&mut reader, &directory)? => None,
        directory => directory,
    };
    let complete = directory.as_ref().is_some_and(|directory| directory.complete);
    let mut entries = directory.map(|directory| directory.entries).unwrap_or_default();
    for entry in &mut entries {
        locate(&mut reader, entry)?;
    }
    if complete && entries.iter().all(|entry| entry.data_at.is_some()) {
        return Ok(Listing { entries, salvaged: false, split });
    }
    let found = salvage(source, max_entries, salvage_budget)?;
    complete_with(&mut entries, found);
    if entries.len() > max_entries {
        return Err(ListError::TooMany);
    }
    Ok(Listing { entries, salvaged: true, split })
}

/// True when the archive begins with a member that the directory does not list: it was cut behind a ZIP that is stored
/// in it, and what was found is that ZIP's directory.
fn is_of_another_zip(reader: &mut SourceReader, directory: &Directory) -> io::Result<bool> {
    let mut mark = [0; 4];
    let begins_with_member = reader.read_at(0, &mut mark)? == mark.len() && mark == LOCAL;
    Ok(begins_with_member && !directory.entries.iter().any(|entry| entry.header_at == 0))
}

/// Puts salvaged members in the place of listed ones that were not found, and adds those that were not listed.
fn complete_with(entries: &mut Vec<ZipEntry>, found: Vec<ZipEntry>) {
    let known: std::collections::BTreeSet<u64> =
        entries.iter().filter(|entry| entry.data_at.is_some()).map(|entry| entry.header_at).collect();
    let mut missing: std::collections::BTreeMap<Vec<u8>, Vec<usize>> = std::collections::BTreeMap::new();
    for (index, entry) in entries.iter().enumerate().rev() {
        if entry.data_at.is_none() {
            missing.entry(entry.raw_name.clone()).or_default().push(index);
        }
    }
    for entry in found {
        if known.contains(&entry.header_at) {
            continue;
        }
        let listed = missing.get_mut(&entry.raw_name).and_then(Vec::pop).and_then(|index| entries.get_mut(index));
        match listed {
            // The directory knows the mode and, for streamed members, the sizes; salvage knows the place.
            Some(listed) => *listed = ZipEntry { mode: listed.mode, dos_directory: listed.dos_directory, ..entry },
            None => entries.push(entry),
        }
    }
}

/// Finds the member's first packed byte behind its local header.
fn locate(reader: &mut SourceReader, entry: &mut ZipEntry) -> io::Result<()> {
    let mut header = [0; LOCAL_LEN];
    let read = reader.read_at(entry.header_at, &mut header)?;
    if read == LOCAL_LEN
        && header.starts_with(&LOCAL)
        && let (Some(name), Some(extra)) = (u16_at(&header, 26), u16_at(&header, 28))
    {
        let behind = LOCAL_LEN as u64 + u64::from(name) + u64::from(extra);
        entry.data_at = entry.header_at.checked_add(behind);
    }
    Ok(())
}

enum Found {
    Directory(Directory),
    PartOfSplit,
    Nothing,
}

struct Directory {
    entries: Vec<ZipEntry>,
    complete: bool,
}

/// What the record at the end says.
struct End {
    count: u64,
    /// The count is exact (ZIP64), not modulo 65536.
    exact: bool,
    directory_len: u64,
    directory_at: u64,
    /// Where the record itself (or the ZIP64 one before it) begins, which is where the directory ends.
    at: u64,
    split: bool,
}

fn read_directory(source: &Source, reader: &mut SourceReader, max_entries: usize) -> Result<Found, ListError> {
    let Some(end) = find_end(source, reader)? else {
        return Ok(Found::Nothing);
    };
    if end.split {
        return Ok(Found::PartOfSplit);
    }
    if end.count > max_entries as u64 {
        return Err(ListError::TooMany);
    }
    // Bytes may have been put before the archive or lost from it: the directory stands right before its end record,
    // and all offsets are off by as much as it is.
    let before_end = end.at.checked_sub(end.directory_len);
    let starts = [before_end, Some(end.directory_at)];
    for start in starts.into_iter().flatten() {
        let mut mark = [0; 4];
        let marked = reader.read_at(start, &mut mark)? == mark.len() && mark == *b"PK\x01\x02";
        if marked || (end.count == 0 && end.directory_len == 0) {
            let directory = read_entries(source, reader, start, &end, max_entries)?;
            return Ok(Found::Directory(directory));
        }
    }
    Ok(Found::Nothing)
}

fn read_entries(source: &Source, reader: &mut SourceReader, start: u64, end: &End, max_entries: usize) -> Result<Directory, ListError> {
    let mut entries = Vec::new();
    let mut central = BufReader::with_capacity(64 << 10, source.reader()?);
    central.seek(SeekFrom::Start(start))?;
    while let Some((mut entry, offset)) = read_entry(&mut central)? {
        if entries.len() >= max_entries {
            return Err(ListError::TooMany);
        }
        entry.header_at = place_of_header(reader, offset, start, end.directory_at)?;
        entries.push(entry);
        if end.exact && entries.len() as u64 == end.count {
            break;
        }
    }
    let counted = entries.len() as u64;
    let complete = counted == end.count || (!end.exact && counted % 65_536 == end.count);
    Ok(Directory { entries, complete })
}

/// The offset as the directory means it, or as it says it, whichever has a local header.
fn place_of_header(reader: &mut SourceReader, offset: u64, start: u64, declared_start: u64) -> io::Result<u64> {
    if start == declared_start {
        return Ok(offset);
    }
    let moved = offset.saturating_add(start).saturating_sub(declared_start);
    let mut mark = [0; 4];
    let there = reader.read_at(moved, &mut mark)? == mark.len() && mark == LOCAL;
    Ok(if there { moved } else { offset })
}

/// The next entry of the directory and its offset; none at the directory's end or where it is cut.
fn read_entry(central: &mut impl Read) -> io::Result<Option<(ZipEntry, u64)>> {
    let mut header = [0; CENTRAL_LEN];
    if !fill(central, &mut header)? || !header.starts_with(b"PK\x01\x02") {
        return Ok(None);
    }
    let short = |at| u16_at(&header, at).unwrap_or(0);
    let long = |at| u32_at(&header, at).unwrap_or(0);
    let mut raw_name = vec![0; usize::from(short(28))];
    let mut extra = vec![0; usize::from(short(30))];
    let mut comment = vec![0; usize::from(short(32))];
    if !(fill(central, &mut raw_name)? && fill(central, &mut extra)? && fill(central, &mut comment)?) {
        return Ok(None);
    }
    let made_on_unix = matches!(short(4) >> 8, 3 | 19);
    let attributes = long(38);
    let mut entry = ZipEntry {
        raw_name,
        method: short(10),
        flags: short(8),
        crc: long(16),
        packed: long(20).into(),
        size: long(24).into(),
        data_at: None,
        header_at: 0,
        mode: made_on_unix.then_some(attributes >> 16),
        dos_directory: attributes & 0x10 != 0,
        damage: None,
    };
    let offset = u64::from(long(42));
    let large = apply_extra(&mut entry, &extra, offset == u64::from(u32::MAX));
    Ok(Some((entry, large.unwrap_or(offset))))
}

/// Fills the buffer; false when the source ends first.
fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match reader.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

/// Finds the record at the end: the last one whose comment fits into the file.
fn find_end(source: &Source, reader: &mut SourceReader) -> io::Result<Option<End>> {
    let tail_len = source.len().min((END_LEN + usize::from(u16::MAX)) as u64);
    let tail_at = source.len() - tail_len;
    let mut tail = vec![0; usize::try_from(tail_len).unwrap_or(0)];
    let read = reader.read_at(tail_at, &mut tail)?;
    tail.truncate(read);
    let last = tail.len().saturating_sub(END_LEN);
    for at in (0..=last).rev() {
        let Some(record) = tail.get(at..).filter(|record| record.starts_with(b"PK\x05\x06")) else {
            continue;
        };
        let comment = u16_at(record, 20).map(usize::from);
        if comment.is_some_and(|comment| END_LEN + comment <= record.len())
            && let Some(end) = read_end(record, tail_at + at as u64)
        {
            return Ok(Some(large_end(reader, &end)?.unwrap_or(end)));
        }
    }
    Ok(None)
}

fn read_end(record: &[u8], at: u64) -> Option<End> {
    Some(End {
        count: u16_at(record, 10)?.into(),
        exact: false,
        directory_len: u32_at(record, 12)?.into(),
        directory_at: u32_at(record, 16)?.into(),
        at,
        split: !matches!(u16_at(record, 4)?, 0 | u16::MAX),
    })
}

/// The ZIP64 record, where the short one says that its numbers did not fit.
fn large_end(reader: &mut SourceReader, short: &End) -> io::Result<Option<End>> {
    const LOCATOR_LEN: u64 = 20;
    const RECORD_LEN: u64 = 56;
    let overflown =
        short.count == u64::from(u16::MAX) || short.directory_len == u64::from(u32::MAX) || short.directory_at == u64::from(u32::MAX);
    let Some(locator_at) = short.at.checked_sub(LOCATOR_LEN).filter(|_| overflown) else {
        return Ok(None);
    };
    let mut locator = [0; LOCATOR_LEN as usize];
    let read = reader.read_at(locator_at, &mut locator)?;
    if read < locator.len() || !locator.starts_with(b"PK\x06\x07") {
        return Ok(None);
    }
    let places = [u64_at(&locator, 8), locator_at.checked_sub(RECORD_LEN)];
    for at in places.into_iter().flatten() {
        let mut record = [0; RECORD_LEN as usize];
        if reader.read_at(at, &mut record)? == record.len() && record.starts_with(b"PK\x06\x06") {
            let long = |at| u64_at(&record, at).unwrap_or(0);
            return Ok(Some(End {
                count: long(32),
                exact: true,
                directory_len: long(40),
                directory_at: long(48),
                at,
                split: u32_at(&record, 16).unwrap_or(0) != 0,
            }));
        }
    }
    Ok(None)
}
