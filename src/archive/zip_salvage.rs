//! Members of a ZIP without (all of) its central directory: found by their local headers, measured by unpacking.

use std::io::{self, BufRead, BufReader, Read};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use super::member::Damage;
use super::source::{Source, SourceReader};
use super::zip_entry::{LOCAL, LOCAL_LEN, ZipEntry, apply_extra, is_bad_data, u16_at, u32_at};

/// The member's sizes stand behind its data, not before it.
const STREAMED: u16 = 1 << 3;
/// What looking at one header is reckoned to cost, in bytes.
const HEADER_COST: u64 = 1 << 10;

/// All members found by scanning, in order; at most one more than `max_entries`. At most `budget` bytes are unpacked
/// or searched to measure them, so that headers made to be costly cost no more than that; then the scan ends.
pub(super) fn salvage(source: &Source, max_entries: usize, mut budget: u64) -> io::Result<Vec<ZipEntry>> {
    let mut reader = source.reader()?;
    let mut entries = Vec::new();
    let mut at = 0;
    while let Some(header_at) = find(&mut reader, at, &LOCAL, source.len())? {
        let Some(mut entry) = read_header(&mut reader, header_at)? else {
            at = header_at + 1;
            continue;
        };
        budget = budget.saturating_sub(HEADER_COST);
        if budget == 0 {
            break;
        }
        at = measure(source, &mut reader, &mut entry, &mut budget)?.max(header_at + 1);
        entries.push(entry);
        if entries.len() > max_entries {
            break;
        }
    }
    Ok(entries)
}

/// A local header that can be one: a known kind of method, a version that exists, a name.
fn read_header(reader: &mut SourceReader, at: u64) -> io::Result<Option<ZipEntry>> {
    let mut header = [0; LOCAL_LEN];
    if reader.read_at(at, &mut header)? < header.len() {
        return Ok(None);
    }
    let short = |at| u16_at(&header, at).unwrap_or(0);
    let long = |at| u32_at(&header, at).unwrap_or(0);
    let (name_len, extra_len) = (usize::from(short(26)), usize::from(short(28)));
    let plausible = short(4) & 0xFF <= 90 && short(8) <= 99 && (1..=4096).contains(&name_len);
    let mut variable = vec![0; name_len + extra_len];
    if !plausible || reader.read_at(at + LOCAL_LEN as u64, &mut variable)? < variable.len() {
        return Ok(None);
    }
    let extra = variable.split_off(name_len);
    if variable.contains(&0) {
        return Ok(None);
    }
    let mut entry = ZipEntry {
        raw_name: variable,
        method: short(8),
        flags: short(6),
        crc: long(14),
        packed: long(18).into(),
        size: long(22).into(),
        data_at: Some(at + (LOCAL_LEN + name_len + extra_len) as u64),
        header_at: at,
        mode: None,
        dos_directory: false,
        damage: None,
    };
    apply_extra(&mut entry, &extra, false);
    Ok(Some(entry))
}

/// Completes the entry's sizes and damage; gives the place to go on from.
fn measure(source: &Source, reader: &mut SourceReader, entry: &mut ZipEntry, budget: &mut u64) -> io::Result<u64> {
    let data_at = entry.data_at.unwrap_or(entry.header_at);
    if entry.flags & STREAMED != 0 && entry.packed == 0 && entry.flags & 1 == 0 {
        return match entry.method {
            8 => measure_deflated(source, reader, entry, data_at, budget),
            0 => measure_stored(source, reader, entry, data_at, budget),
            _ => {
                entry.damage = Some(Damage::CutShort);
                Ok(data_at)
            }
        };
    }
    match data_at.checked_add(entry.packed).filter(|end| *end <= source.len()) {
        Some(end) => Ok(end),
        None => {
            entry.damage = Some(Damage::CutShort);
            // A cut ZIP in the ZIP: its members are not ours.
            let nested = entry.raw_name.to_ascii_lowercase().ends_with(b".zip");
            Ok(if nested { source.len() } else { data_at })
        }
    }
}

/// Unpacks to find where the member ends, then looks for the sizes behind it.
fn measure_deflated(source: &Source, reader: &mut SourceReader, entry: &mut ZipEntry, data_at: u64, budget: &mut u64) -> io::Result<u64> {
    let packed = source.window(data_at, u64::MAX);
    let mut decoder = DeflateDecoder::new(BufReader::with_capacity(16 << 10, packed.reader()?));
    let mut crc = Crc::new();
    let mut buffer = vec![0; 64 << 10];
    loop {
        let count = match decoder.read(&mut buffer) {
            Ok(count) => count,
            Err(error) if is_bad_data(&error) => {
                let at_end = decoder.get_mut().fill_buf()?.is_empty();
                entry.damage = Some(if at_end { Damage::CutShort } else { Damage::Stream });
                return Ok(data_at);
            }
            Err(error) => return Err(error),
        };
        let Some(piece) = buffer.get(..count).filter(|piece| !piece.is_empty()) else {
            break;
        };
        crc.update(piece);
        *budget = budget.saturating_sub(count as u64);
        if *budget == 0 {
            entry.damage = Some(Damage::CutShort);
            return Ok(data_at);
        }
    }
    entry.packed = decoder.total_in();
    entry.size = decoder.total_out();
    entry.crc = crc.sum();
    let end = data_at.saturating_add(entry.packed);
    let mut descriptor = [0; 8];
    let read = reader.read_at(end, &mut descriptor)?;
    let marked = descriptor.starts_with(b"PK\x07\x08");
    let sum = u32_at(&descriptor, if marked { 4 } else { 0 });
    if read < descriptor.len() {
        entry.damage = Some(Damage::CutShort);
    } else if sum != Some(entry.crc) {
        entry.damage = Some(Damage::Checksum);
    }
    Ok(end)
}

/// Looks for the sizes behind the member: the mark whose own number says how far it stands from the beginning.
fn measure_stored(source: &Source, reader: &mut SourceReader, entry: &mut ZipEntry, data_at: u64, budget: &mut u64) -> io::Result<u64> {
    let end = source.len().min(data_at.saturating_add(*budget));
    let mut at = data_at;
    while let Some(mark) = find(reader, at, b"PK\x07\x08", end)? {
        let mut descriptor = [0; 16];
        let read = reader.read_at(mark, &mut descriptor)?;
        let (sum, packed) = (u32_at(&descriptor, 4), u32_at(&descriptor, 8).map(u64::from));
        if let (16, Some(sum), Some(packed)) = (read, sum, packed)
            && packed == mark - data_at
        {
            (entry.packed, entry.size, entry.crc) = (packed, packed, sum);
            *budget = budget.saturating_sub(packed);
            return Ok(mark + descriptor.len() as u64);
        }
        at = mark + 1;
    }
    *budget = budget.saturating_sub(end.saturating_sub(data_at));
    entry.damage = Some(Damage::CutShort);
    Ok(data_at)
}

/// The next place of a four-byte mark at or after `from`.
fn find(reader: &mut SourceReader, from: u64, mark: &[u8; 4], len: u64) -> io::Result<Option<u64>> {
    // A small piece first: the next member mostly begins right here.
    let mut buffer = vec![0; 1 << 10];
    let mut at = from;
    while at < len {
        let read = reader.read_at(at, &mut buffer)?;
        let piece = buffer.get(..read).unwrap_or_default();
        if let Some(found) = position(piece, mark) {
            return Ok(Some(at + found as u64));
        }
        if read < buffer.len() {
            break;
        }
        at += (read - (mark.len() - 1)) as u64;
        buffer.resize(64 << 10, 0);
    }
    Ok(None)
}

fn position(bytes: &[u8], mark: &[u8; 4]) -> Option<usize> {
    bytes.windows(mark.len()).position(|window| window == mark)
}
