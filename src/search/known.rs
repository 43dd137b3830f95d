//! What a word is, whatever stands around it: its stem, and whether it opens a date or a § reference. Stemming is most of the work of an
//! analysis and most words come again and again, so each thread remembers the words that it met.
//!
//! A word has one place, told by its sum, and takes it from whatever word was there: so the memory is bounded, one look into one cache line
//! tells a word, and words that were made to collide cost no more than words that are new.

use std::cell::RefCell;

use super::numbers::month_named;
use super::words::{canonical, stem};

/// Places of each thread, a power of two: a megabyte.
const PLACES: usize = 1 << 14;
/// Longest word and longest term remembered, in bytes; longer ones are rare.
const LONGEST: usize = 30;

/// A word and what it is.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    word: [u8; LONGEST],
    term: [u8; LONGEST],
    /// None stands here: 0.
    word_length: u8,
    term_length: u8,
    traits: Traits,
}

/// What a word is, its term aside.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Traits {
    /// It has a stem and may be part of a compound.
    pub(super) is_word: bool,
    /// It is `paragraf`.
    pub(super) is_paragraf: bool,
    /// The month that it names; none: 0.
    month: u8,
}

impl Traits {
    /// The month that it names.
    pub(super) fn month(self) -> Option<u32> {
        (self.month > 0).then_some(self.month.into())
    }
}

/// A word that was looked up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    /// Where its term stands; none: it was too long to be remembered.
    place: Option<usize>,
    /// What it is.
    pub(super) traits: Traits,
}

/// The words that a thread met.
#[derive(Default)]
pub(super) struct Words {
    places: Vec<Place>,
    /// The term of the last word that was too long to be remembered.
    long: String,
}

thread_local! {
    static WORDS: RefCell<Words> = RefCell::default();
}

/// Runs with this thread's words.
pub(super) fn with_words<T>(run: impl FnOnce(&mut Words) -> T) -> T {
    WORDS.with_borrow_mut(|words| {
        if words.places.is_empty() {
            words.places = vec![Place::default(); PLACES];
        }
        run(words)
    })
}

impl Words {
    /// What a word is.
    pub(super) fn known(&mut self, word: &str) -> Known {
        let number = place_of(word.as_bytes());
        if let Some(place) = self.places.get(number)
            && usize::from(place.word_length) == word.len()
            && place.word.get(..word.len()) == Some(word.as_bytes())
        {
            return Known { place: Some(number), traits: place.traits };
        }
        self.learn(number, word)
    }

    #[cold]
    fn learn(&mut self, number: usize, word: &str) -> Known {
        let canonical = canonical(word);
        let term = stem(&canonical);
        let traits = Traits {
            is_word: !canonical.chars().any(char::is_numeric),
            is_paragraf: canonical == "paragraf",
            month: month_named(&canonical).and_then(|month| u8::try_from(month).ok()).unwrap_or(0),
        };
        let inline = |text: &str| -> Option<([u8; LONGEST], u8)> {
            let mut bytes = [0; LONGEST];
            bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
            Some((bytes, u8::try_from(text.len()).ok()?))
        };
        if let (Some((word, word_length)), Some((term, term_length)), Some(place)) =
            (inline(word), inline(&term), self.places.get_mut(number))
        {
            *place = Place { word, term, word_length, term_length, traits };
            return Known { place: Some(number), traits };
        }
        self.long = term;
        Known { place: None, traits }
    }

    /// The term of the word that was looked up last.
    pub(super) fn term(&self, known: Known) -> &str {
        let Some(place) = known.place.and_then(|number| self.places.get(number)) else { return &self.long };
        let term = place.term.get(..place.term_length.into()).unwrap_or_default();
        std::str::from_utf8(term).unwrap_or_default()
    }
}

/// The place of a word: of its length and its first and last bytes, in which hardly two common words are alike.
fn place_of(word: &[u8]) -> usize {
    let (first, last) = match (word.first_chunk::<8>(), word.last_chunk::<8>(), word.first_chunk::<4>(), word.last_chunk::<4>()) {
        (Some(first), Some(last), ..) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        (_, _, Some(first), Some(last)) => (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into()),
        _ => (word.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)), 0),
    };
    let mixed = (first ^ last.rotate_left(29) ^ (word.len() as u64) << 3).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    // The high bits depend on all bytes.
    (mixed >> 48) as usize % PLACES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_the_same_whether_it_was_met_before_or_not() {
        with_words(|words| {
            let long = "underretningsmodtagelsesafdelingslederen";
            for word in ["Samtalerne", "paragraf", "maj", "24t", "æ", long, "Ⱥ", "samtalerne", "Samtalerne", long] {
                let known = words.known(word);
                assert_eq!(words.term(known), stem(&canonical(word)), "{word}");
            }
            assert!(words.known("Paragraf").traits.is_paragraf && !words.known("24t").traits.is_word);
            assert_eq!((words.known("maj").traits.month(), words.known("major").traits.month()), (Some(5), None));
            // Far more words than places.
            for number in 0..3 * PLACES {
                let word = format!(
                    "ord{}",
                    "abcdefghij".chars().nth(number % 10).into_iter().chain(number.to_string().chars()).collect::<String>()
                );
                let known = words.known(&word);
                assert_eq!(words.term(known), word);
            }
        });
    }
}
