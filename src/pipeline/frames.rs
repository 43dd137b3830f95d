//! What a run and its workers say to each other: a length, then that many bytes. A run sends what it asks ([`Ask`], postcard) and the act (as
//! it is); the worker answers in [`Reply`]s, and gets an answer to [`Reply::Recall`] only.

use std::io::{self, ErrorKind, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::pdf::PagePng;
use crate::pipeline::picture::PageOrder;
use crate::pipeline::reading::{ReadOptions, WithGaps};

/// Longest frame taken, in bytes: the largest act or reading that the limits let through, with room to spare. A length beyond it means that
/// the other side talks nonsense, and must not make us ask for memory.
const LONGEST: u64 = 2 << 30;

/// What a worker is asked. The act's bytes come behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Ask {
    /// To read the act.
    Read(ReadOptions),
    /// To draw one of its pages.
    Draw(PageOrder),
}

/// What a worker says while and after it reads.
#[derive(Serialize, Deserialize)]
pub(super) enum Reply {
    /// It is alive: this page (from 1) is done.
    Page(u32),
    /// It asks what was read from the picture of this hash before, and waits for an `Option<String>`.
    Recall([u8; 32]),
    /// It has read the picture of this hash.
    Keep([u8; 32], String),
    /// It has read the act.
    Done(WithGaps),
    /// It has drawn the page, or says why it can't (in English, without a word of the act).
    Drawn(Result<PagePng, String>),
}

/// Writes a value as a frame.
pub(super) fn send<T: Serialize>(out: &mut impl Write, value: &T) -> io::Result<()> {
    send_bytes(out, &postcard::to_stdvec(value).map_err(|error| io::Error::new(ErrorKind::InvalidData, error))?)
}

/// Writes bytes as a frame: an act is not worth packing once more.
pub(super) fn send_bytes(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    out.write_all(&length.to_le_bytes())?;
    out.write_all(bytes)?;
    out.flush()
}

/// Reads a value; none at the end of the stream.
pub(super) fn receive<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<T>> {
    let Some(bytes) = receive_bytes(from)? else { return Ok(None) };
    postcard::from_bytes(&bytes).map(Some).map_err(|error| io::Error::new(ErrorKind::InvalidData, error))
}

/// Reads a frame; none at the end of the stream.
pub(super) fn receive_bytes(from: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 8];
    match from.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let length = u64::from_le_bytes(length);
    if length > LONGEST {
        return Err(io::Error::new(ErrorKind::InvalidData, format!("a frame of {length} bytes")));
    }
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) < length {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn frames_there_and_back_and_cut() {
        let mut bytes = Vec::new();
        send(&mut bytes, &Reply::Page(7)).unwrap();
        assert!(matches!(receive::<Reply>(&mut bytes.as_slice()).unwrap(), Some(Reply::Page(7))));
        assert!(receive::<Reply>(&mut [].as_slice()).unwrap().is_none());
        bytes.pop();
        assert!(receive::<Reply>(&mut bytes.as_slice()).is_err());
        assert!(receive::<Reply>(&mut u64::MAX.to_le_bytes().as_slice()).is_err());
    }
}
