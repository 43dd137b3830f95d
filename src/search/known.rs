//! What a word is, whatever stands around it: its stem, and whether it opens a date or a § reference. Stemming is most of the work of an
//! analysis and most words come again and again, so each thread remembers the words that it met.

use std::cell::RefCell;
use std::collections::HashMap;

use super::numbers::month_named;
use super::words::{canonical, stem};

/// Words remembered by each thread.
const REMEMBERED: usize = 60_000;
/// Longest word remembered, in bytes: what is as long as a page is not met again.
const LONGEST: usize = 60;
/// Bytes of stems at which all is forgotten.
const MOST_BYTES: usize = 8 << 20;

/// What a word is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    /// Where its term stands among the thread's ([`Words::term`]).
    from: u32,
    length: u32,
    /// It has a stem and may be part of a compound.
    pub(super) is_word: bool,
    /// It is `paragraf`.
    pub(super) is_paragraf: bool,
    /// The month that it names.
    pub(super) month: Option<u32>,
}

/// The words that a thread met.
#[derive(Default)]
pub(super) struct Words {
    known: HashMap<Box<str>, Known>,
    /// Their terms one after the other.
    terms: String,
}

thread_local! {
    static WORDS: RefCell<Words> = RefCell::default();
}

/// Runs with this thread's words.
pub(super) fn with_words<T>(run: impl FnOnce(&mut Words) -> T) -> T {
    WORDS.with_borrow_mut(|words| {
        // Only between two texts: within one, what was looked up stays where it is.
        if words.known.len() >= REMEMBERED || words.terms.len() >= MOST_BYTES {
            words.known.clear();
            words.terms.clear();
        }
        run(words)
    })
}

impl Words {
    /// What a word is.
    pub(super) fn known(&mut self, word: &str) -> Known {
        if let Some(known) = self.known.get(word) {
            return *known;
        }
        let canonical = canonical(word);
        let from = self.terms.len();
        self.terms.push_str(&stem(&canonical));
        let known = Known {
            from: u32::try_from(from).unwrap_or(u32::MAX),
            length: u32::try_from(self.terms.len() - from).unwrap_or(0),
            is_word: !canonical.chars().any(char::is_numeric),
            is_paragraf: canonical == "paragraf",
            month: month_named(&canonical),
        };
        if word.len() <= LONGEST {
            self.known.insert(word.into(), known);
        }
        known
    }

    /// The term of a word looked up in the same text.
    pub(super) fn term(&self, known: Known) -> &str {
        let from = known.from as usize;
        self.terms.get(from..from + known.length as usize).unwrap_or_default()
    }
}
