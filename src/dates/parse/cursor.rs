//! Reading at a place in the text: blanks, words, numbers (also as a scanner misreads them), and the words before a place.
//!
//! Positions are byte offsets; every function that moves returns the new one. Nothing slices by an unchecked offset.

use std::cell::Cell;

use super::super::expr::Unit;
use super::super::lexicon::{Entry, Lexicon, Meaning, Phrase, Piece, Sense};
use super::super::tables::Role;

/// Places of the text whose word is remembered: the forms tried at a place ask for the same few words again and again.
const REMEMBERED: usize = 16;

/// What an item of a list may begin with, before its day.
pub const BULLETS: [char; 8] = ['-', '–', '•', '*', '▪', '■', '●', '►'];

/// A text with the words to read it by.
pub(in crate::dates) struct Cursor<'a> {
    pub text: &'a str,
    pub bytes: &'a [u8],
    pub lexicon: &'a Lexicon,
    /// The text is one expression and nothing else: forms that elsewhere are too short to be trusted count.
    pub whole: bool,
    /// The writer leads entries with days like `4.3.`: such figures are days elsewhere in the text too.
    pub stops: bool,
    /// Days like `17.04:` lead what the text tells, wherever in a line they stand.
    pub colons: bool,
    /// The last line that was asked for its days, by its bytes, and what it answered: a line has many figures.
    pub line_of_days: Cell<(usize, usize, bool)>,
    memory: [Cell<(usize, Option<Word<'a>>)>; REMEMBERED],
}

/// A word of letters.
#[derive(Clone, Copy)]
pub(in crate::dates) struct Word<'a> {
    pub end: usize,
    pub entry: Option<&'a Entry>,
}

/// A number as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::dates) struct Number {
    pub value: u32,
    /// How many characters, `03` has two.
    pub width: usize,
    /// How many of them are digits and not letters taken for digits.
    pub digits: usize,
    pub end: usize,
}

/// Length in bytes of the letter at the front of `rest`, 0 for none. Letters are ASCII and those of two bytes in UTF-8.
pub(in crate::dates) fn letter_len(first: u8, second: u8) -> usize {
    match first {
        b'A'..=b'Z' | b'a'..=b'z' => 1,
        0xc3 if second != 0x97 && second != 0xb7 => 2,
        0xc4..=0xdf => 2,
        _ => 0,
    }
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a str, lexicon: &'a Lexicon, whole: bool) -> Self {
        let memory = [const { Cell::new((usize::MAX, None)) }; REMEMBERED];
        Self { text, bytes: text.as_bytes(), lexicon, whole, stops: false, colons: false, line_of_days: Cell::new((0, 0, false)), memory }
    }

    pub fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// Past blanks on the same line.
    pub fn blanks(&self, mut at: usize) -> usize {
        loop {
            match self.byte(at) {
                b' ' | b'\t' => at += 1,
                0xc2 if self.byte(at + 1) == 0xa0 => at += 2,
                0xe2 if self.byte(at + 1) == 0x80 && matches!(self.byte(at + 2), 0x80..=0x8a | 0xaf) => at += 3,
                _ => return at,
            }
        }
    }

    /// Past blanks and at most one line break.
    pub fn space(&self, at: usize) -> usize {
        let mut next = self.blanks(at);
        if self.byte(next) == b'\r' {
            next += 1;
        }
        if self.byte(next) == b'\n' {
            return self.blanks(next + 1);
        }
        self.blanks(at)
    }

    pub fn is_letter(&self, at: usize) -> bool {
        letter_len(self.byte(at), self.byte(at + 1)) > 0
    }

    pub fn is_digit(&self, at: usize) -> bool {
        self.byte(at).is_ascii_digit()
    }

    /// Where the word that starts at `at` ends; `at` itself where none does.
    pub fn word_end(&self, mut at: usize) -> usize {
        loop {
            match letter_len(self.byte(at), self.byte(at + 1)) {
                0 => return at,
                length => at += length,
            }
        }
    }

    pub fn raw(&self, from: usize, to: usize) -> &'a [u8] {
        self.bytes.get(from..to).unwrap_or_default()
    }

    /// The word that starts at `at`.
    pub fn word(&self, at: usize) -> Option<Word<'a>> {
        let Some(slot) = self.memory.get(at % REMEMBERED) else { return self.read_word(at) };
        let (place, word) = slot.get();
        if place == at {
            return word;
        }
        let word = self.read_word(at);
        slot.set((at, word));
        word
    }

    fn read_word(&self, at: usize) -> Option<Word<'a>> {
        let end = self.word_end(at);
        if end == at || self.is_digit(end) {
            return None;
        }
        Some(Word { end, entry: self.lexicon.get(self.raw(at, end)) })
    }

    /// Past a word with that role.
    pub fn role(&self, at: usize, role: Role) -> Option<usize> {
        let word = self.word(at)?;
        word.entry.filter(|entry| entry.is(role)).map(|_| word.end)
    }

    /// Past a word with that role and the full stop of an abbreviation.
    pub fn short_role(&self, at: usize, role: Role) -> Option<usize> {
        self.role(at, role).map(|end| self.optional(end, b'.'))
    }

    /// The first sense of the word at `at` that `pick` takes, and where the word ends.
    pub fn sense<T>(&self, at: usize, pick: impl Fn(Sense) -> Option<T>) -> Option<(T, usize)> {
        let word = self.word(at)?;
        word.entry?.senses.iter().find_map(|sense| pick(*sense)).map(|found| (found, word.end))
    }

    pub fn optional(&self, at: usize, byte: u8) -> usize {
        at + usize::from(self.byte(at) == byte)
    }

    /// Past a hyphen or dash, with blanks around it.
    pub fn dash(&self, at: usize) -> Option<usize> {
        let at = self.blanks(at);
        let end = self.dash_only(at)?;
        Some(self.blanks(end))
    }

    /// Past a hyphen or dash.
    pub fn dash_only(&self, at: usize) -> Option<usize> {
        match self.byte(at) {
            b'-' => Some(at + 1),
            0xe2 if self.byte(at + 1) == 0x80 && matches!(self.byte(at + 2), 0x90..=0x95) => Some(at + 3),
            _ => None,
        }
    }

    /// The digits at `at`.
    pub fn number(&self, at: usize) -> Option<Number> {
        self.read_number(at, false)
    }

    /// The number at `at`, where `O`, `l`, `I` and `|` may stand for digits if at least one digit stands by them.
    pub fn ocr_number(&self, at: usize) -> Option<Number> {
        let number = self.read_number(at, true)?;
        if number.digits > 0 && !self.is_letter(number.end) { Some(number) } else { self.read_number(at, false) }
    }

    fn read_number(&self, at: usize, ocr: bool) -> Option<Number> {
        let (mut value, mut digits, mut end) = (0u32, 0, at);
        loop {
            let byte = self.byte(end);
            let digit = match byte {
                b'0'..=b'9' => byte - b'0',
                b'O' | b'o' if ocr => 0,
                b'l' | b'I' | b'|' if ocr => 1,
                _ => break,
            };
            digits += usize::from(byte.is_ascii_digit());
            value = value.saturating_mul(10).saturating_add(u32::from(digit));
            end += 1;
        }
        (end > at).then_some(Number { value, width: end - at, digits, end })
    }

    /// Whether a token may end here: no letter or digit follows.
    pub fn boundary(&self, at: usize) -> bool {
        !self.is_letter(at) && !self.is_digit(at)
    }

    /// The longest fixed expression at `at`.
    pub fn phrase(&self, at: usize, accept: impl Fn(&Meaning) -> bool) -> Option<(Meaning, usize)> {
        if self.is_digit(at) {
            let number = self.number(at)?;
            let numbered = self.lexicon.numbered().iter().filter(|(first, _)| *first == number.value).map(|(_, phrase)| phrase);
            return self.longest(numbered, number.end, accept);
        }
        let word = self.word(at)?;
        let phrases = &word.entry?.phrases;
        if phrases.is_empty() {
            return None;
        }
        let next = self.space(word.end);
        let length = self.word_end(next) - next;
        let fits = |phrase: &&Phrase| match phrase.rest.first() {
            Some(Piece::Word(word)) => word.len() == length,
            _ => true,
        };
        self.longest(phrases.iter().filter(fits), word.end, accept)
    }

    fn longest<'p>(
        &self,
        phrases: impl Iterator<Item = &'p Phrase>,
        after: usize,
        accept: impl Fn(&Meaning) -> bool,
    ) -> Option<(Meaning, usize)> {
        let whole = |meaning: &Meaning| {
            self.whole || !matches!(meaning, Meaning::Feast { whole_only: true, .. } | Meaning::Period { whole_only: true, .. })
        };
        phrases
            .filter(|phrase| whole(&phrase.meaning) && accept(&phrase.meaning))
            .filter_map(|phrase| self.pieces(after, &phrase.rest).map(|end| (phrase.meaning, end)))
            .max_by_key(|(_, end)| *end)
    }

    fn pieces(&self, mut at: usize, pieces: &[Piece]) -> Option<usize> {
        let mut after_dot = false;
        for (index, piece) in pieces.iter().enumerate() {
            let from = if matches!(piece, Piece::Dot) { at } else { self.space(at) };
            match piece {
                // the last stop of `s.m.` may be missing, but not the only one: `dd` is no word
                Piece::Dot if self.byte(from) == b'.' => at = from + 1,
                Piece::Dot if index > 1 && index + 1 == pieces.len() => {}
                Piece::Dot => return None,
                Piece::Word(_) | Piece::Number(_) if from == at && !after_dot => return None,
                Piece::Word(word) => {
                    let end = self.word_end(from);
                    let same = self.lexicon_fold_eq(from, end, word);
                    at = if same { end } else { return None };
                }
                Piece::Number(number) => at = self.number(from).filter(|found| found.value == *number)?.end,
            }
            after_dot = matches!(piece, Piece::Dot);
        }
        self.boundary(at).then_some(at)
    }

    fn lexicon_fold_eq(&self, from: usize, to: usize, folded: &[u8]) -> bool {
        Lexicon::folds_to(self.raw(from, to), folded)
    }

    /// A phrase that counts years, for the end of a date: `i år`, `s.å.`
    pub fn year_phrase(&self, at: usize) -> Option<(super::super::expr::YearRef, usize)> {
        use super::super::expr::{Anchor, YearRef};
        let year = |meaning: &Meaning| matches!(meaning, Meaning::Period { period, .. } if period.unit == Unit::Year);
        match self.phrase(at, year)? {
            (Meaning::Period { period, .. }, end) if period.anchor == Anchor::Act => Some((YearRef::Act(period.offset), end)),
            (Meaning::Period { period, .. }, end) => Some((YearRef::Narrative(period.offset), end)),
            _ => None,
        }
    }

    /// The word that ends before `at` on the same line, past blanks and light punctuation: its start and end.
    pub fn word_before(&self, at: usize) -> Option<(usize, usize)> {
        let before = self.text.get(..at)?;
        let trimmed = before.trim_end_matches([' ', '\t', '.', ':', ',', '(', '-', '\u{a0}', ';']);
        let start = trimmed
            .rfind(|c: char| !c.is_alphabetic())
            .map_or(0, |at| at + trimmed.get(at..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8));
        (start < trimmed.len()).then_some((start, trimmed.len()))
    }

    /// Whether what follows the word that ends at `end` can go on with a form: figures, or a word of the tables.
    pub fn goes_on(&self, end: usize) -> bool {
        let mut next = self.space(end);
        while matches!(self.byte(next), b'.' | b',' | b':' | b'-') {
            next = self.space(next + 1);
        }
        self.is_digit(next) || self.word(next).is_none_or(|word| word.entry.is_some()) && self.is_letter(next)
    }

    /// Whether one of the `count` words before `at` has the role.
    pub fn role_before(&self, mut at: usize, role: Role, count: usize) -> bool {
        for _ in 0..count {
            let Some((start, end)) = self.word_before(at) else { return false };
            if self.lexicon.get(self.raw(start, end)).is_some_and(|entry| entry.is(role)) {
                return true;
            }
            at = start;
        }
        false
    }
}
