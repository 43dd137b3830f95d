//! A member's bytes, wherever they lie, without holding them.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use super::source::Source;
use super::zip_entry::{Fail, Packed};

/// Where a member's bytes are.
#[derive(Clone)]
pub(super) enum Content {
    /// A file on disk.
    Disk {
        /// Its path.
        path: Arc<Path>,
        /// Its length when it was found.
        size: u64,
    },
    /// A member of a ZIP.
    Zip(Packed),
}

impl Content {
    /// Unpacked bytes, as far as known beforehand; reading never gives more.
    pub(super) fn size(&self) -> u64 {
        match self {
            Self::Disk { size, .. } => *size,
            Self::Zip(packed) => packed.size(),
        }
    }

    /// The first bytes.
    pub(super) fn head(&self, buffer: &mut [u8]) -> Result<usize, Fail> {
        match self {
            Self::Disk { path, size } => Ok(Source::of_file(path, *size).reader()?.read_at(0, buffer)?),
            Self::Zip(packed) => packed.head(buffer),
        }
    }

    /// Gives all bytes to `sink`, in pieces. What it got before an error is not to be used.
    pub(super) fn pump(&self, sink: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> Result<(), Fail> {
        match self {
            Self::Disk { path, size } => {
                let mut reader = File::open(path)?.take(*size);
                let mut buffer = vec![0; 64 << 10];
                loop {
                    let count = match reader.read(&mut buffer) {
                        Ok(count) => count,
                        Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                        Err(error) => return Err(error.into()),
                    };
                    match buffer.get(..count).filter(|piece| !piece.is_empty()) {
                        Some(piece) => sink(piece)?,
                        None => return Ok(()),
                    }
                }
            }
            Self::Zip(packed) => packed.pump(sink),
        }
    }

    /// The bytes as a window to read a ZIP in, when they need no unpacking.
    pub(super) fn as_window(&self) -> Option<Source> {
        match self {
            Self::Disk { path, size } => Some(Source::of_file(path, *size)),
            Self::Zip(packed) => packed.as_window(),
        }
    }
}
