//! A ZIP writer that writes what it is told, however wrong: the other side of the reader, for tests only.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// A member to write; every field can be made to lie.
#[derive(Clone)]
pub(in crate::archive) struct Entry {
    pub(in crate::archive) name: Vec<u8>,
    pub(in crate::archive) data: Vec<u8>,
    pub(in crate::archive) method: u16,
    pub(in crate::archive) flags: u16,
    pub(in crate::archive) mode: u32,
    pub(in crate::archive) size: Option<u32>,
    pub(in crate::archive) crc: Option<u32>,
    pub(in crate::archive) extra: Vec<u8>,
    /// Sizes behind the data instead of before it.
    pub(in crate::archive) streamed: bool,
    /// Listed again at the place of the first member.
    pub(in crate::archive) overlaps_first: bool,
}

pub(in crate::archive) fn entry(name: &str, data: &[u8]) -> Entry {
    Entry {
        name: name.as_bytes().to_vec(),
        data: data.to_vec(),
        method: 8,
        flags: 0,
        mode: 0o100_644,
        size: None,
        crc: None,
        extra: vec![],
        streamed: false,
        overlaps_first: false,
    }
}

impl Entry {
    pub(in crate::archive) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }
}

pub(in crate::archive) fn crc(data: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(data);
    crc.sum()
}

pub(in crate::archive) fn deflate(data: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// The archive's bytes.
pub(in crate::archive) fn zip(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut central = Vec::new();
    let mut first = None;
    for entry in entries {
        let packed = if entry.method == 8 { deflate(&entry.data) } else { entry.data.clone() };
        let crc = entry.crc.unwrap_or_else(|| crc(&entry.data));
        let size = entry.size.unwrap_or(entry.data.len() as u32);
        let flags = entry.flags | if entry.streamed { 8 } else { 0 };
        let at = out.len() as u32;
        let sizes = [crc, packed.len() as u32, size];
        if !entry.overlaps_first {
            let local = if entry.streamed { [0; 3] } else { sizes };
            header(&mut out, b"PK\x03\x04", &[20], flags, entry.method, local, entry);
            out.extend((entry.extra.len() as u16).to_le_bytes());
            out.extend(&entry.name);
            out.extend(&entry.extra);
            out.extend(&packed);
            if entry.streamed {
                out.extend(b"PK\x07\x08");
                out.extend(sizes.iter().flat_map(|number| number.to_le_bytes()));
            }
        }
        let at = if entry.overlaps_first { first.unwrap_or(0) } else { at };
        first.get_or_insert(at);
        header(&mut central, b"PK\x01\x02", &[3 << 8 | 20, 20], flags, entry.method, sizes, entry);
        central.extend((entry.extra.len() as u16).to_le_bytes());
        central.extend([0; 6]);
        central.extend((entry.mode << 16).to_le_bytes());
        central.extend(at.to_le_bytes());
        central.extend(&entry.name);
        central.extend(&entry.extra);
    }
    let start = out.len() as u32;
    out.extend(&central);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([(entries.len() as u16).to_le_bytes(); 2].concat());
    out.extend((central.len() as u32).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0; 2]);
    out
}

fn header(out: &mut Vec<u8>, mark: &[u8; 4], versions: &[u16], flags: u16, method: u16, sizes: [u32; 3], entry: &Entry) {
    out.extend(mark);
    out.extend(versions.iter().flat_map(|version| version.to_le_bytes()));
    out.extend(flags.to_le_bytes());
    out.extend(method.to_le_bytes());
    out.extend([0; 4]);
    out.extend(sizes.iter().flat_map(|number| number.to_le_bytes()));
    out.extend((entry.name.len() as u16).to_le_bytes());
}

/// Bytes that count as a PDF, different for each `text`.
pub(in crate::archive) fn pdf(text: &str) -> Vec<u8> {
    format!("%PDF-1.7\n{text}\n%%EOF").into_bytes()
}

/// As [`pdf`], with `len` bytes that do not pack.
pub(in crate::archive) fn long_pdf(text: &str, len: usize) -> Vec<u8> {
    let mut bytes = pdf(text);
    let mut state = bytes.iter().fold(7u32, |state, byte| state.wrapping_mul(31).wrapping_add(u32::from(*byte)));
    while bytes.len() < len {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        bytes.push((state >> 24) as u8);
    }
    bytes
}
