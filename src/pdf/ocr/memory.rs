//! What Tesseract said of a picture, remembered by the picture: the same page sent twice, or read again by a later version of this program,
//! is not read twice.

use sha2::{Digest, Sha256};

use crate::pdf::ocr::picture::Picture;

/// A picture and how it was asked about. What depends on nothing else may be kept under it for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PictureKey(
    /// SHA-256 over the engine, its arguments, and the picture's size and pixels.
    pub [u8; 32],
);

impl PictureKey {
    /// The key of a question: `engine` names the program, its version and its models, `arguments` all that it is asked.
    pub(super) fn of(engine: &str, arguments: &[&str], picture: &Picture) -> Self {
        let mut hash = Sha256::new();
        // Each part ends at a byte that none of them holds.
        for part in [engine].iter().chain(arguments) {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        hash.update((picture.width as u64).to_le_bytes());
        hash.update((picture.height as u64).to_le_bytes());
        hash.update(&picture.grey);
        Self(hash.finalize().into())
    }

    /// As lower-case hexadecimal digits.
    #[must_use]
    pub fn to_hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Keeps the program's answers. It may forget: then the picture is read again.
pub trait Memory {
    /// The answer given before, if any.
    fn recall(&mut self, key: &PictureKey) -> Option<String>;
    /// Keeps an answer.
    fn keep(&mut self, key: &PictureKey, answer: &str);
}

/// Keeps nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Forgetful;

impl Memory for Forgetful {
    fn recall(&mut self, _key: &PictureKey) -> Option<String> {
        None
    }

    fn keep(&mut self, _key: &PictureKey, _answer: &str) {}
}
