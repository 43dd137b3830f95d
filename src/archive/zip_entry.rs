//! One member of a ZIP: what its header says, and its bytes unpacked under control of length and checksum.

use std::io::{self, BufReader, Read};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use super::member::{Damage, MemberState, Refusal};
use super::source::{Source, SourceReader};

/// Mark of a local header.
pub(super) const LOCAL: [u8; 4] = *b"PK\x03\x04";
/// Bytes of a local header before name and extra fields.
pub(super) const LOCAL_LEN: usize = 30;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// A member as the archive describes it.
#[derive(Clone)]
pub(super) struct ZipEntry {
    /// The name's bytes: the Unicode Path field where it is valid, else the header's.
    pub(super) raw_name: Vec<u8>,
    pub(super) method: u16,
    pub(super) flags: u16,
    pub(super) crc: u32,
    pub(super) packed: u64,
    pub(super) size: u64,
    /// First packed byte; none when the member is not where the directory says.
    pub(super) data_at: Option<u64>,
    pub(super) header_at: u64,
    /// Unix file mode, where the archive was made on such a system.
    pub(super) mode: Option<u32>,
    /// The DOS attribute "directory".
    pub(super) dos_directory: bool,
    /// What salvage found wrong with it.
    pub(super) damage: Option<Damage>,
}

impl ZipEntry {
    pub(super) fn is_directory(&self) -> bool {
        self.raw_name.ends_with(b"/")
            || (self.raw_name.ends_with(b"\\") && self.size == 0)
            || self.file_type() == Some(0o040_000)
            || (self.dos_directory && self.size == 0)
    }

    fn file_type(&self) -> Option<u32> {
        self.mode.map(|mode| mode & 0o170_000)
    }

    /// Why it cannot be read, as far as the header tells.
    pub(super) fn obstacle(&self) -> Option<MemberState> {
        const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;
        match self.file_type() {
            Some(0o120_000) => return Some(MemberState::Refused(Refusal::Symlink)),
            Some(0 | 0o100_000 | 0o040_000) | None => {}
            Some(_) => return Some(MemberState::Refused(Refusal::SpecialFile)),
        }
        if self.flags & ENCRYPTED != 0 || self.method == 99 {
            return Some(MemberState::Refused(Refusal::Encrypted));
        }
        if let Some(damage) = &self.damage {
            return Some(MemberState::Damaged(damage.clone()));
        }
        if !matches!(self.method, STORED | DEFLATED) {
            return Some(MemberState::Refused(Refusal::Method { name: method_name(self.method) }));
        }
        None
    }

    /// True when the archive's damage hit this member.
    pub(super) fn is_lost(&self) -> bool {
        self.damage.is_some() || self.data_at.is_none()
    }

    /// Its beginning is there and could be unpacked, its end is not.
    pub(super) fn is_cut_but_there(&self) -> bool {
        self.damage == Some(Damage::CutShort) && self.packed > 0 && matches!(self.method, STORED | DEFLATED)
    }

    /// Its bytes in `source`; none when it is not there.
    pub(super) fn packed_in(&self, source: &Source) -> Option<Packed> {
        Some(Packed {
            source: source.window(self.data_at?, self.packed),
            stored: self.method == STORED,
            packed: self.packed,
            size: self.size,
            crc: self.crc,
        })
    }
}

fn method_name(method: u16) -> String {
    let name = match method {
        1 => "Shrink",
        2..=5 => "Reduce",
        6 => "Implode",
        9 => "Deflate64",
        12 => "BZIP2",
        14 => "LZMA",
        20 | 93 => "Zstandard",
        95 => "XZ",
        96 => "JPEG",
        97 => "WavPack",
        98 => "PPMd",
        other => return format!("metode {other}"),
    };
    name.into()
}

/// A member's packed bytes and what they must unpack to.
#[derive(Clone)]
pub(super) struct Packed {
    source: Source,
    stored: bool,
    packed: u64,
    size: u64,
    crc: u32,
}

/// Why bytes could not be had.
#[derive(Debug)]
pub(super) enum Fail {
    /// The archive is at fault.
    Damage(Damage),
    /// The machine is.
    Io(io::Error),
}

impl From<io::Error> for Fail {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Packed {
    /// Unpacked bytes, as declared; [`pump`](Self::pump) never gives more.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// The unpacked bytes as a window of the archive, when they are stored as they are.
    pub(super) fn as_window(&self) -> Option<Source> {
        (self.stored && self.packed == self.size && self.source.len() == self.size).then(|| self.source.clone())
    }

    /// The first bytes, at most `buffer.len()`; not checked against anything.
    pub(super) fn head(&self, buffer: &mut [u8]) -> Result<usize, Fail> {
        let mut reader = self.unpacked()?;
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match reader.read(rest).map_err(|error| self.blame(error))? {
                0 => break,
                count => filled += count,
            }
        }
        Ok(filled)
    }

    /// Gives all unpacked bytes to `sink`, in pieces; then checks length and checksum. What `sink` got before an
    /// error is not to be used.
    pub(super) fn pump(&self, sink: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> Result<(), Fail> {
        let wrong_length = Fail::Damage(Damage::Length { declared: self.size });
        let mut reader = self.unpacked()?;
        let mut buffer = vec![0; 64 << 10];
        let mut crc = Crc::new();
        let mut given = 0u64;
        loop {
            let count = reader.read(&mut buffer).map_err(|error| self.blame(error))?;
            let Some(piece) = buffer.get(..count).filter(|piece| !piece.is_empty()) else {
                break;
            };
            given = given.saturating_add(count as u64);
            if given > self.size {
                return Err(wrong_length);
            }
            crc.update(piece);
            sink(piece)?;
        }
        if given < self.size {
            return Err(if self.cut() { Fail::Damage(Damage::CutShort) } else { wrong_length });
        }
        if crc.sum() != self.crc {
            return Err(Fail::Damage(Damage::Checksum));
        }
        Ok(())
    }

    fn cut(&self) -> bool {
        self.source.len() < self.packed
    }

    fn unpacked(&self) -> io::Result<Unpacked> {
        let reader = BufReader::with_capacity(64 << 10, self.source.reader()?);
        Ok(if self.stored { Unpacked::Stored(reader) } else { Unpacked::Deflated(DeflateDecoder::new(reader)) })
    }

    fn blame(&self, error: io::Error) -> Fail {
        if is_bad_data(&error) { Fail::Damage(if self.cut() { Damage::CutShort } else { Damage::Stream }) } else { Fail::Io(error) }
    }
}

/// True for what the decoder says of bytes that make no sense, as against the disk's own errors.
pub(super) fn is_bad_data(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    matches!(error.kind(), InvalidData | InvalidInput | UnexpectedEof)
}

enum Unpacked {
    Stored(BufReader<SourceReader>),
    Deflated(DeflateDecoder<BufReader<SourceReader>>),
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Stored(reader) => reader.read(buffer),
            Self::Deflated(reader) => reader.read(buffer),
        }
    }
}

/// Little-endian numbers at a place that outside bytes name.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().copied().map(u16::from_le_bytes)
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().copied().map(u32::from_le_bytes)
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().copied().map(u64::from_le_bytes)
}

/// Applies the extra fields that matter: ZIP64 sizes (0x0001) and the Info-ZIP Unicode Path (0x7075). Returns the ZIP64
/// offset of the local header where the field has one. A field that does not fit is passed over: it must not
/// cost the member.
pub(super) fn apply_extra(entry: &mut ZipEntry, mut extra: &[u8], wants_offset: bool) -> Option<u64> {
    let mut offset = None;
    while let (Some(id), Some(len)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let end = 4 + usize::from(len);
        let Some(field) = extra.get(4..end) else { break };
        match id {
            0x0001 => {
                let mut at = 0;
                let mut next = |wanted: bool| {
                    let value = wanted.then(|| u64_at(field, at)).flatten();
                    at += if value.is_some() { 8 } else { 0 };
                    value
                };
                entry.size = next(entry.size == u64::from(u32::MAX)).unwrap_or(entry.size);
                entry.packed = next(entry.packed == u64::from(u32::MAX)).unwrap_or(entry.packed);
                offset = next(wants_offset);
            }
            0x7075 => {
                let mut crc = Crc::new();
                crc.update(&entry.raw_name);
                if let (Some(1), Some(sum), Some(name)) = (field.first(), u32_at(field, 1), field.get(5..))
                    && sum == crc.sum()
                    && std::str::from_utf8(name).is_ok_and(|name| !name.is_empty())
                {
                    entry.raw_name = name.to_vec();
                }
            }
            _ => {}
        }
        extra = extra.get(end..).unwrap_or_default();
    }
    offset
}
