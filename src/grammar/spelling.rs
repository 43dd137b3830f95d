//! Long words that writers and OCR get wrong by a letter or two.
//!
//! In: folded words. Out: the word of the list that is meant, for what begins like it but for a letter, so that "underetningen" and
//! "undersogelse" are found as if they were written right. Only the beginning is replaced; endings stay.

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
    words: Vec<Word>,
    /// What holds one of these stems is spelt right.
    stems: Option<AhoCorasick>,
    right: Vec<String>,
}

#[derive(Debug)]
struct Word {
    whole: Vec<u8>,
    /// The set of its letters.
    letters: u32,
}

impl Spelling {
    /// Takes the list: `stem|ending`, where a word that has the stem is left alone; `right` holds beginnings that only look alike.
    ///
    /// # Errors
    /// The automaton over the stems can't be built (more of them than it can number).
    pub fn new(words: &[String], right: &[String]) -> Result<Self, GrammarError> {
        let parts: Vec<(&str, &str)> = words.iter().map(|w| w.split_once('|').unwrap_or((w, ""))).collect();
        let word = |(stem, ending): &(&str, &str)| {
            let whole = fold(&format!("{stem}{ending}")).into_bytes();
            Word { letters: whole.iter().fold(0, |all, b| all | letter(*b)), whole }
        };
        let stems = AhoCorasick::new(parts.iter().map(|(stem, _)| fold(stem))).map_err(|e| GrammarError::Automaton(e.to_string()))?;
        Ok(Self { words: parts.iter().map(word).collect(), stems: Some(stems), right: right.iter().map(|r| fold(r)).collect() })
    }

    /// The word as it should be, if it is a misspelling of one of the list.
    #[must_use]
    pub fn correct(&self, word: &str) -> Option<String> {
        if word.len() < SHORTEST - 1 || !word.is_ascii() || self.right.iter().any(|r| word.starts_with(r.as_str())) {
            return None;
        }
        if self.stems.as_ref().is_some_and(|stems| stems.is_match(word)) {
            return None;
        }
        // The letters of each beginning: one that lacks more of a word's letters than may be wrong is not measured.
        let letters: Vec<u32> = word
            .bytes()
            .scan(0, |all, b| {
                *all |= letter(b);
                Some(*all)
            })
            .collect();
        let mut best: Option<(usize, usize, &Word)> = None;
        for one in &self.words {
            let wrong = if one.whole.len() >= TWO_WRONG { 2 } else { 1 };
            for length in one.whole.len() - wrong..=one.whole.len() + wrong {
                let Some(beginning) = word.as_bytes().get(..length) else { continue };
                let has = length.checked_sub(1).and_then(|last| letters.get(last)).copied().unwrap_or_default();
                let (lacks, strange) = (one.letters & !has, has & !one.letters);
                if lacks.count_ones().max(strange.count_ones()) as usize > wrong {
                    continue;
                }
                let far = distance(beginning, &one.whole);
                if far <= wrong && best.is_none_or(|(least, _, _)| far < least) {
                    best = Some((far, length, one));
                }
            }
        }
        let (_, length, one) = best?;
        // What follows is an ending, not the rest of another word.
        let rest = word.get(length..).filter(|r| r.len() <= 5)?;
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

/// Letters to change, add, drop or swap to make one word of the other.
fn distance(a: &[u8], b: &[u8]) -> usize {
    // The rows of the table for the letters of `a` before the last, up to the last, and up to this one.
    let (mut before, mut last): (Vec<usize>, Vec<usize>) = (vec![usize::MAX / 2; b.len() + 1], (0..=b.len()).collect());
    let mut row = Vec::with_capacity(b.len() + 1);
    for (i, x) in a.iter().enumerate() {
        let cell = |r: &[usize], at: usize| r.get(at).copied().unwrap_or(usize::MAX / 2);
        row.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            let mut least = (cell(&last, j) + usize::from(x != y)).min(cell(&last, j + 1) + 1).min(cell(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                least = least.min(cell(&before, j - 1) + 1);
            }
            row.push(least);
        }
        (before, last, row) = (last, row, before);
        row.clear();
    }
    last.last().copied().unwrap_or(usize::MAX)
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
