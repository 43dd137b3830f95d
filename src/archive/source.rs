//! Where bytes are read from: a file on disk or the spool of nested ZIPs, always a window of it.
//!
//! A [`Source`] is cheap to clone and may be read by several threads: a file is opened anew by each reader; the spool
//! is locked per read. A ZIP that is stored unpacked in another is a window and costs nothing.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tempfile::SpooledTempFile;

use super::limits::Limits;

/// A window of bytes.
#[derive(Clone)]
pub(super) struct Source {
    base: Base,
    start: u64,
    len: u64,
}

#[derive(Clone)]
enum Base {
    File(Arc<Path>),
    Spool(Arc<Spool>),
}

impl Source {
    /// All of a file of `len` bytes.
    pub(super) fn of_file(path: &Path, len: u64) -> Self {
        Self { base: Base::File(Arc::from(path)), start: 0, len }
    }

    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// Part of it; cut to what is there.
    pub(super) fn window(&self, start: u64, len: u64) -> Self {
        let start = start.min(self.len);
        Self { base: self.base.clone(), start: self.start.saturating_add(start), len: len.min(self.len - start) }
    }

    /// A reader at the first byte.
    pub(super) fn reader(&self) -> io::Result<SourceReader> {
        let handle = match &self.base {
            Base::File(path) => {
                let mut file = File::open(path)?;
                if self.start > 0 {
                    file.seek(SeekFrom::Start(self.start))?;
                }
                Handle::File(file)
            }
            Base::Spool(spool) => Handle::Spool(Arc::clone(spool)),
        };
        Ok(SourceReader { handle, start: self.start, len: self.len, at: 0 })
    }
}

/// Reads a [`Source`].
pub(super) struct SourceReader {
    handle: Handle,
    start: u64,
    len: u64,
    at: u64,
}

enum Handle {
    File(File),
    Spool(Arc<Spool>),
}

impl SourceReader {
    /// Moves to `at` and reads as much of `buffer` as there is: fewer bytes only at the end.
    pub(super) fn read_at(&mut self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.seek(SeekFrom::Start(at))?;
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.read(rest) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }
}

impl Read for SourceReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.len.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let wanted = buffer.len().min(left);
        let Some(buffer) = buffer.get_mut(..wanted).filter(|part| !part.is_empty()) else {
            return Ok(0);
        };
        let count = match &mut self.handle {
            Handle::File(file) => file.read(buffer)?,
            Handle::Spool(spool) => spool.read_at(self.start.saturating_add(self.at), buffer)?,
        };
        self.at = self.at.saturating_add(count as u64);
        Ok(count)
    }
}

impl Seek for SourceReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.len.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        let at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        if let Handle::File(file) = &mut self.handle {
            file.seek(SeekFrom::Start(self.start.saturating_add(at)))?;
        }
        self.at = at;
        Ok(at)
    }
}

/// Inflated nested ZIPs, one after the other, in memory and then in one file without a name. One file for all of them:
/// a delivery may have more nested ZIPs than a process may have open files.
pub(super) struct Spool(Mutex<Kept>);

struct Kept {
    file: SpooledTempFile,
    len: u64,
}

impl Spool {
    pub(super) fn new(limits: &Limits) -> Arc<Self> {
        let file = match &limits.spool_dir {
            Some(dir) => tempfile::spooled_tempfile_in(limits.spool_memory, dir),
            None => tempfile::spooled_tempfile(limits.spool_memory),
        };
        Arc::new(Self(Mutex::new(Kept { file, len: 0 })))
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read_at(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut kept = self.kept();
        kept.file.seek(SeekFrom::Start(at))?;
        kept.file.read(buffer)
    }

    /// Begins a new window at the end. One at a time: the walk is a single thread.
    pub(super) fn begin(self: &Arc<Self>) -> SpoolWriter {
        let start = self.kept().len;
        SpoolWriter { spool: Arc::clone(self), start, len: 0 }
    }
}

/// Writes one window of the spool. Dropped without [`finish`](Self::finish), its room is used again.
pub(super) struct SpoolWriter {
    spool: Arc<Spool>,
    start: u64,
    len: u64,
}

impl SpoolWriter {
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut kept = self.spool.kept();
        kept.file.seek(SeekFrom::Start(self.start.saturating_add(self.len)))?;
        kept.file.write_all(bytes)?;
        self.len = self.len.saturating_add(bytes.len() as u64);
        Ok(())
    }

    pub(super) fn finish(self) -> Source {
        self.spool.kept().len = self.start.saturating_add(self.len);
        Source { base: Base::Spool(self.spool), start: self.start, len: self.len }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn windows_of_the_spool_do_not_mix() {
        let spool = Spool::new(&Limits { spool_memory: 4, ..Limits::default() });
        let mut lost = spool.begin();
        lost.write(b"broken").unwrap();
        drop(lost);
        let mut first = spool.begin();
        first.write(b"ab").unwrap();
        first.write(b"cd").unwrap();
        let first = first.finish();
        let mut second = spool.begin();
        second.write(b"efgh").unwrap();
        let second = second.finish();
        let mut text = String::new();
        first.reader().unwrap().read_to_string(&mut text).unwrap();
        second.window(1, 99).reader().unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "abcdfgh");
        assert_eq!(second.window(9, 9).len(), 0);
    }
}
