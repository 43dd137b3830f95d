//! Long words that writers and OCR get wrong by a letter or two.
//!
//! In: folded words. Out: the word of the list that is meant, for what begins like it but for a letter, so that "underetningen" and
//! "undersogelse" are found as if they were written right. Only the beginning is replaced; endings stay.

use std::collections::BTreeMap;

use aho_corasick::AhoCorasick;

use super::GrammarError;
use super::pattern::fold;

/// Words shorter than this are too like others.
const SHORTEST: usize = 8;
/// From this length two letters may be wrong.
const TWO_WRONG: usize = 11;

/// The words of `language.toml` that are recognised when misspelt.
#[derive(Debug, Default)]
pub struct Spelling {
    /// By their length, which decides what beginnings of a word are looked at.
    words: Vec<OfLength>,
    /// What holds one of these stems is spelt right.
    stems: Option<AhoCorasick>,
    right: Vec<String>,
}

/// The words of one length.
#[derive(Debug)]
struct OfLength {
    length: usize,
    /// How many letters may be wrong.
    wrong: usize,
    words: Vec<Word>,
}

#[derive(Debug)]
struct Word {
    whole: Vec<u8>,
    /// The set of its letters.
    letters: u32,
    /// Its place in the list: of words as near as each other the first is meant.
    rank: usize,
}

impl Spelling {
    /// Takes the list: `stem|ending`, where a word that has the stem is left alone; `right` holds beginnings that only look alike.
    ///
    /// # Errors
    /// The automaton over the stems can't be built (more of them than it can number).
    pub fn new(words: &[String], right: &[String]) -> Result<Self, GrammarError> {
        let parts: Vec<(&str, &str)> = words.iter().map(|w| w.split_once('|').unwrap_or((w, ""))).collect();
        let mut of_length: BTreeMap<usize, Vec<Word>> = BTreeMap::new();
        for (rank, (stem, ending)) in parts.iter().enumerate() {
            let whole = fold(&format!("{stem}{ending}")).into_bytes();
            let letters = whole.iter().fold(0, |all, b| all | letter(*b));
            of_length.entry(whole.len()).or_default().push(Word { whole, letters, rank });
        }
        let wrong = |length| if length >= TWO_WRONG { 2 } else { 1 };
        let words = of_length.into_iter().map(|(length, words)| OfLength { length, wrong: wrong(length), words }).collect();
        let stems = AhoCorasick::new(parts.iter().map(|(stem, _)| fold(stem))).map_err(|e| GrammarError::Automaton(e.to_string()))?;
        Ok(Self { words, stems: Some(stems), right: right.iter().map(|r| fold(r)).collect() })
    }

    /// Whether a word may be a misspelling, by its length and letters alone.
    #[must_use]
    pub fn is_asked(&self, word: &str) -> bool {
        word.len() >= SHORTEST - 1 && word.is_ascii()
    }

    /// The word as it should be, if it is a misspelling of one of the list.
    #[must_use]
    pub fn correct(&self, word: &str) -> Option<String> {
        if !self.is_asked(word) || self.stems.as_ref().is_some_and(|stems| stems.is_match(word)) {
            return None;
        }
        // The letters of each beginning: one that lacks more of a word's letters than may be wrong is not measured.
        let mut letters: Vec<u32> = Vec::with_capacity(word.len());
        letters.extend(word.bytes().scan(0, |all, b| {
            *all |= letter(b);
            Some(*all)
        }));
        let has = |length: usize| length.checked_sub(1).and_then(|last| letters.get(last)).copied().unwrap_or_default();
        let mut best: Option<(usize, usize, usize, &Word)> = None;
        for OfLength { length, wrong, words } in &self.words {
            let (shortest, longest) = (length.saturating_sub(*wrong), word.len().min(length + wrong));
            if shortest > longest {
                break;
            }
            // What the longest beginning lacks they all do, and what is strange in the shortest is so in all: few words stay.
            let (most, least) = (has(longest), has(shortest));
            for one in words.iter().filter(|one| !more_than(one.letters & !most, *wrong) && !more_than(least & !one.letters, *wrong)) {
                for length in shortest..=longest {
                    let has = has(length);
                    if more_than(one.letters & !has, *wrong) || more_than(has & !one.letters, *wrong) {
                        continue;
                    }
                    let Some(beginning) = word.as_bytes().get(..length) else { continue };
                    let Some(far) = distance(beginning, &one.whole, *wrong) else { continue };
                    if best.is_none_or(|(least, rank, shorter, _)| (far, one.rank, length) < (least, rank, shorter)) {
                        best = Some((far, one.rank, length, one));
                    }
                }
            }
        }
        let (_, _, length, one) = best?;
        // What follows is an ending, not the rest of another word.
        let rest = word.get(length..).filter(|r| r.len() <= 5 && !self.right.iter().any(|right| word.starts_with(right.as_str())))?;
        Some(format!("{}{rest}", String::from_utf8_lossy(&one.whole)))
    }
}

/// A letter as one bit of a set; digits share one, all else another.
fn letter(byte: u8) -> u32 {
    match byte {
        b'a'..=b'z' => 1 << (byte - b'a'),
        b'0'..=b'9' => 1 << 26,
        _ => 1 << 27,
    }
}

/// Whether a set has more members than so many.
fn more_than(mut set: u32, most: usize) -> bool {
    // Takes away the lowest.
    (0..most).for_each(|_| set &= set.wrapping_sub(1));
    set != 0
}

/// Letters to change, add, drop or swap to make one word of the other, where so many are enough.
fn distance(a: &[u8], b: &[u8], most: usize) -> Option<usize> {
    const FAR: usize = usize::MAX / 2;
    // The rows of the table for the letters of `a` before the last, up to the last, and up to this one: of each only what lies so near the diagonal
    // that few enough changes lead there.
    let (mut before, mut last, mut row) = (vec![FAR; b.len() + 1], (0..=b.len()).collect::<Vec<usize>>(), vec![FAR; b.len() + 1]);
    let cell = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(FAR);
    let mut was_near = true;
    for (i, x) in a.iter().enumerate() {
        let from = i.saturating_sub(most);
        let mut beside = if from == 0 { i + 1 } else { FAR };
        if let Some(first) = row.get_mut(from) {
            *first = beside;
        }
        let mut nearest = beside;
        for (j, y) in b.iter().enumerate().take(i + most + 1).skip(from) {
            let mut least = (cell(&last, j) + usize::from(x != y)).min(cell(&last, j + 1) + 1).min(beside + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                least = least.min(cell(&before, j - 1) + 1);
            }
            if let Some(place) = row.get_mut(j + 1) {
                *place = least;
            }
            (beside, nearest) = (least, nearest.min(least));
        }
        // A row comes of the two before it, and never below them.
        let is_near = nearest <= most;
        if !is_near && !was_near {
            return None;
        }
        was_near = is_near;
        (before, last, row) = (last, row, before);
    }
    last.last().copied().filter(|far| *far <= most && a.len().abs_diff(b.len()) <= most)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_letter_off_is_the_word_and_another_word_is_not() {
        let list = ["underretning", "undersøgelse", "afslut|tet", "vurder|et"].map(str::to_owned);
        let spelling = Spelling::new(&list, &["undervisning".to_owned()]).unwrap();
        assert_eq!(spelling.correct("underetningen").unwrap(), "underretningen");
        assert_eq!(spelling.correct("undersogelse").unwrap(), "undersoegelse");
        assert_eq!(spelling.correct("aflsuttet").unwrap(), "afsluttet");
        for right in ["underretningspligt", "undervisningen", "afsluttes", "vurderer", "bedsteforaeldre"] {
            assert_eq!(spelling.correct(right), None, "{right}");
        }
    }
}
