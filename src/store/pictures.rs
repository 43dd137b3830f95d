//! What Tesseract said of pictures of pages, each under the picture's hash. Derived: whoever deletes it loses time only.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

/// Longest answer that is unpacked, in bytes.
const UNPACKED_LIMIT: u64 = 64 << 20;

/// The answers kept in a store. Cheap to clone; several threads may read and write at once. What cannot be read or written is as if it were
/// not there: the picture is then read again.
#[derive(Debug, Clone)]
pub struct PictureTexts {
    root: PathBuf,
}

impl PictureTexts {
    /// Those of the store at `dir`.
    pub(super) fn new(dir: &Path) -> Self {
        Self { root: dir.join("pictures") }
    }

    /// The answer kept for the picture of this hash.
    #[must_use]
    pub fn get(&self, hash: &[u8; 32]) -> Option<String> {
        let packed = fs::read(self.path(hash)).ok()?;
        let mut text = String::new();
        DeflateDecoder::new(packed.as_slice()).take(UNPACKED_LIMIT).read_to_string(&mut text).ok()?;
        Some(text)
    }

    /// Keeps an answer, under another name until it is whole.
    pub fn put(&self, hash: &[u8; 32], answer: &str) {
        let path = self.path(hash);
        let write = || -> std::io::Result<()> {
            let folder = path.parent().unwrap_or(&self.root);
            fs::create_dir_all(folder)?;
            let mut packer = DeflateEncoder::new(tempfile::Builder::new().prefix(".picture-").tempfile_in(folder)?, Compression::fast());
            packer.write_all(answer.as_bytes())?;
            packer.finish()?.persist(&path).map_err(|error| error.error)?;
            Ok(())
        };
        if let Err(error) = write() {
            tracing::warn!(%error, "what a picture says could not be kept");
        }
    }

    fn path(&self, hash: &[u8; 32]) -> PathBuf {
        let name: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let start: String = name.chars().take(2).collect();
        self.root.join(start).join(name)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn answers_are_kept_and_damage_is_as_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let kept = PictureTexts::new(dir.path());
        let hash = [7; 32];
        assert_eq!(kept.get(&hash), None);
        kept.put(&hash, "level\tpage\n5\t1\tæøå\n");
        assert_eq!(kept.get(&hash).as_deref(), Some("level\tpage\n5\t1\tæøå\n"));
        assert_eq!(kept.get(&[8; 32]), None);
        fs::write(kept.path(&hash), b"\xff\xff").unwrap();
        assert_eq!(kept.get(&hash), None);
        kept.put(&hash, "igen");
        assert_eq!(kept.get(&hash).as_deref(), Some("igen"));
    }
}
