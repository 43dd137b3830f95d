//! The compiled words: from a word of the text to what it may mean, in one hash look-up, with a filter before it.
//!
//! Most words of a page begin no date. [`Lexicon::may_start`] rejects nearly all of them by first byte and length, without hashing.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use chrono::Weekday;

use super::expr::{FeastRule, MonthPart, Season, Unit};
use super::tables::{DatesError, File, Form, PeriodRow, Role, line_of};

/// The longest word looked up, in bytes.
const LONGEST: usize = 32;

/// A way a word can be meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Sense {
    Month { number: u32, full: bool },
    Weekday { weekday: Weekday, form: WeekdayForm },
    Cardinal(u32),
    Ordinal(u32),
    Unit(Unit),
    Part { from: u32, to: u32, definite: bool },
    Season(Season),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WeekdayForm {
    Name,
    Past,
    Definite,
    Short,
    UnsafeShort,
}

/// What a fixed expression means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Meaning {
    Period { period: PeriodRow, part: Option<[u32; 2]>, tail: bool, whole_only: bool },
    MonthPart(MonthPart),
    Feast { rule: FeastRule, whole_only: bool },
    Vague,
}

/// One piece of a fixed expression after its first word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Word(Box<[u8]>),
    Number(u32),
    Dot,
}

#[derive(Debug, Clone)]
pub(super) struct Phrase {
    pub rest: Box<[Piece]>,
    pub meaning: Meaning,
}

/// All that is known of a word.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub senses: Vec<Sense>,
    pub roles: u64,
    pub phrases: Vec<Phrase>,
    /// How a form may begin with the word.
    pub start: Start,
}

/// Whether a form may begin with a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Start {
    /// None does.
    #[default]
    Never,
    /// Only if a number or another word of the tables follows: `i`, `den`, `for`, `to`.
    WithNext,
    /// By itself: `mandag`, `maj`.
    Alone,
}

/// FNV-1a: the words are few, short and trusted, and the look-up is the scanner's innermost step.
#[derive(Default)]
pub(super) struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

type Words = HashMap<Box<[u8]>, Entry, BuildHasherDefault<Fnv>>;

impl Entry {
    pub fn is(&self, role: Role) -> bool {
        self.roles & bit(role) != 0
    }
}

fn bit(role: Role) -> u64 {
    1 << (role as u32)
}

/// Which lengths occur with which first two bytes: a filter that never rejects a word that was put in.
#[derive(Debug)]
struct Lengths(Box<[u32; 1024]>);

impl Default for Lengths {
    fn default() -> Self {
        Self(Box::new([0; 1024]))
    }
}

impl Lengths {
    /// The bits 0x20 set make both cases of a letter one; of other bytes some fall together, which only lets more through.
    fn slot(word: &[u8]) -> usize {
        let byte = |index: usize| word.get(index).map_or(0, |byte| usize::from(byte | 0x20));
        (byte(0) * 33 + byte(1) * 7) % 1024
    }

    fn insert(&mut self, word: &[u8]) {
        if let Some(lengths) = self.0.get_mut(Self::slot(word)) {
            *lengths |= 1 << (word.len() % 32);
        }
    }

    fn may_hold(&self, word: &[u8]) -> bool {
        word.len() < LONGEST && self.0.get(Self::slot(word)).is_some_and(|lengths| lengths & (1 << (word.len() % 32)) != 0)
    }
}

/// The compiled words.
#[derive(Debug)]
pub(super) struct Lexicon {
    entries: Words,
    /// Fixed expressions that begin with a number (`1. juledag`), by that number.
    numbered: Vec<(u32, Phrase)>,
    /// For the first two bytes, the lengths of all words, and of those that may begin a mention or a mask.
    known: Lengths,
    starts: Lengths,
    ordinal_noun_endings: Vec<Box<[u8]>>,
    dated_endings: Vec<Box<[u8]>>,
}

/// Letters of a word whose ending may be a participle's.
const SHORTEST_PARTICIPLE: usize = 4;

impl Lexicon {
    pub fn new(text: &str, file: &File) -> Result<Self, DatesError> {
        let mut building = Building { text, entries: Words::default(), numbered: Vec::new() };
        building.all(file)?;
        let (mut known, mut starts) = (Lengths::default(), Lengths::default());
        #[expect(clippy::iter_over_hash_type, reason = "bits set in any order give the same tables")]
        for (word, entry) in &mut building.entries {
            entry.start = start_of(entry);
            known.insert(word);
            if entry.start != Start::Never {
                starts.insert(word);
            }
        }
        building.numbered.sort_by_key(|(_, phrase)| std::cmp::Reverse(phrase.rest.len()));
        let endings = |role: Role| -> Vec<Box<[u8]>> {
            let forms = file.endings.get(&role).map(Vec::as_slice).unwrap_or_default();
            forms.iter().map(|form| fold(form.get_ref().as_bytes())).collect()
        };
        Ok(Self {
            entries: building.entries,
            numbered: building.numbered,
            known,
            starts,
            ordinal_noun_endings: endings(Role::OrdinalNoun),
            dated_endings: endings(Role::Dated),
        })
    }

    /// What is known of a word, in any case.
    pub fn get(&self, word: &[u8]) -> Option<&Entry> {
        if !self.known.may_hold(word) {
            return None;
        }
        let mut folded = [0u8; LONGEST];
        let folded = fold_into(word, &mut folded)?;
        self.entries.get(folded)
    }

    /// Whether a word of those first letters and that length can begin a mention. Rejects only.
    pub fn may_start(&self, word: &[u8]) -> bool {
        self.starts.may_hold(word)
    }

    /// Whether `word` in lower case is `folded`.
    pub fn folds_to(word: &[u8], folded: &[u8]) -> bool {
        let mut buffer = [0u8; LONGEST];
        word.len() == folded.len() && fold_into(word, &mut buffer).is_some_and(|word| word == folded)
    }

    pub fn numbered(&self) -> &[(u32, Phrase)] {
        &self.numbered
    }

    /// Whether a day may follow the word without a slash or a month's name: `modtaget 08.02`.
    pub fn dates_what_follows(&self, word: &[u8]) -> bool {
        let participle = || {
            let word = fold(word);
            word.len() > SHORTEST_PARTICIPLE && self.dated_endings.iter().any(|ending| word.ends_with(ending))
        };
        self.get(word).is_some_and(|entry| entry.is(Role::Dated)) || participle()
    }

    /// Whether a word ends as the nouns do that make an ordinal of the number before them.
    pub fn ends_as_noun(&self, word: &[u8]) -> bool {
        let word = fold(word);
        self.ordinal_noun_endings.iter().any(|ending| word.ends_with(ending))
    }
}

fn start_of(entry: &Entry) -> Start {
    const ALONE: &[Role] = &[Role::Clock, Role::Midnight, Role::MaskBefore, Role::Law, Role::OpeningHours];
    const WITH_NEXT: &[Role] = &[
        Role::Article,
        Role::In,
        Role::On,
        Role::Now,
        Role::AboutTo,
        Role::AgoBefore,
        Role::After,
        Role::Within,
        Role::From,
        Role::Respectively,
        Role::Between,
        Role::Last,
        Role::Next,
        Role::Following,
        Role::This,
        Role::PluralArticle,
        Role::QuarterHour,
        Role::Half,
        Role::OneAndHalf,
        Role::WeekWord,
        Role::NightBefore,
        Role::Every,
        Role::Approx,
        Role::By,
        Role::Before,
        Role::Until,
        Role::Noon,
    ];
    let whole_phrase =
        entry.phrases.iter().any(|phrase| !phrase.rest.iter().any(|piece| matches!(piece, Piece::Word(_) | Piece::Number(_))));
    let strong = entry.senses.iter().any(|sense| matches!(sense, Sense::Month { .. } | Sense::Weekday { .. } | Sense::Season(_)));
    let weak = entry.senses.iter().any(|sense| matches!(sense, Sense::Cardinal(_) | Sense::Ordinal(_)));
    if strong || whole_phrase || ALONE.iter().any(|role| entry.is(*role)) {
        Start::Alone
    } else if weak || !entry.phrases.is_empty() || WITH_NEXT.iter().any(|role| entry.is(*role)) {
        Start::WithNext
    } else {
        Start::Never
    }
}

struct Building<'a> {
    text: &'a str,
    entries: Words,
    numbered: Vec<(u32, Phrase)>,
}

impl Building<'_> {
    fn all(&mut self, file: &File) -> Result<(), DatesError> {
        for row in &file.months {
            let number = *row.number.get_ref();
            self.senses(row.names.iter().chain(&row.ocr), Sense::Month { number, full: true })?;
            self.senses(&row.abbreviations, Sense::Month { number, full: false })?;
        }
        for row in &file.weekdays {
            let Ok(number) = u8::try_from(row.number.get_ref() - 1) else { continue };
            let Ok(weekday) = Weekday::try_from(number) else { continue };
            self.senses(row.names.iter().chain(&row.ocr), Sense::Weekday { weekday, form: WeekdayForm::Name })?;
            self.senses(&row.past, Sense::Weekday { weekday, form: WeekdayForm::Past })?;
            self.senses(&row.definite, Sense::Weekday { weekday, form: WeekdayForm::Definite })?;
            self.senses(&row.abbreviations, Sense::Weekday { weekday, form: WeekdayForm::Short })?;
            self.senses(&row.unsafe_abbreviations, Sense::Weekday { weekday, form: WeekdayForm::UnsafeShort })?;
        }
        for (number, forms) in (0u32..).zip(&file.cardinals.words) {
            self.senses(forms, Sense::Cardinal(number))?;
        }
        for (number, forms) in (0u32..).zip(&file.ordinals.words) {
            self.senses(forms, Sense::Ordinal(number))?;
        }
        for row in &file.units {
            self.senses(&row.forms, Sense::Unit(row.unit))?;
        }
        for row in &file.parts_of_day {
            let (from, to) = (*row.from.get_ref(), *row.to.get_ref());
            self.senses(&row.bare, Sense::Part { from, to, definite: false })?;
            self.senses(&row.definite, Sense::Part { from, to, definite: true })?;
        }
        for row in &file.seasons {
            self.senses(&row.forms, Sense::Season(row.season))?;
        }
        for row in &file.feasts {
            self.phrases(&row.forms, Meaning::Feast { rule: row.rule, whole_only: row.whole_only })?;
        }
        for row in &file.phrases {
            let row = row.get_ref();
            let meaning = match (row.period, row.month_part) {
                (Some(period), _) => Meaning::Period { period, part: row.part, tail: row.tail, whole_only: row.whole_only },
                (None, Some(part)) => Meaning::MonthPart(part),
                (None, None) => Meaning::Vague,
            };
            self.phrases(&row.forms, meaning)?;
        }
        for (role, forms) in &file.words {
            self.roles(forms, *role)?;
        }
        self.roles(&file.tense.past, Role::TensePast)?;
        self.roles(&file.tense.future, Role::TenseFuture)
    }

    fn senses<'f>(&mut self, forms: impl IntoIterator<Item = &'f Form>, sense: Sense) -> Result<(), DatesError> {
        for form in forms {
            let word = self.word(form)?;
            self.entries.entry(word).or_default().senses.push(sense);
        }
        Ok(())
    }

    fn roles(&mut self, forms: &[Form], role: Role) -> Result<(), DatesError> {
        for form in forms {
            let word = self.word(form)?;
            self.entries.entry(word).or_default().roles |= bit(role);
        }
        Ok(())
    }

    fn word(&self, form: &Form) -> Result<Box<[u8]>, DatesError> {
        let word = fold(form.get_ref().as_bytes());
        let letters = !word.is_empty() && word.len() < LONGEST && !word.iter().any(|byte| matches!(byte, b' ' | b'.'));
        if letters { Ok(word) } else { Err(self.bad(form)) }
    }

    fn bad(&self, form: &Form) -> DatesError {
        DatesError::BadForm { line: line_of(self.text, form.span().start), form: form.get_ref().clone() }
    }

    fn phrases(&mut self, forms: &[Form], meaning: Meaning) -> Result<(), DatesError> {
        for form in forms {
            let pieces = pieces(form.get_ref()).ok_or_else(|| self.bad(form))?;
            let Some((first, rest)) = pieces.split_first() else { return Err(self.bad(form)) };
            for piece in rest {
                // known words, so that a look at the next word tells whether a fixed expression may go on
                if let Piece::Word(word) = piece {
                    self.entries.entry(word.clone()).or_default();
                }
            }
            let phrase = Phrase { rest: rest.into(), meaning };
            match first {
                Piece::Word(word) => self.entries.entry(word.clone()).or_default().phrases.push(phrase),
                Piece::Number(number) => self.numbered.push((*number, phrase)),
                Piece::Dot => return Err(self.bad(form)),
            }
        }
        Ok(())
    }
}

fn pieces(form: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    for part in form.split_whitespace() {
        let mut parts = part.split('.').peekable();
        while let Some(word) = parts.next() {
            match word.parse() {
                Ok(number) => pieces.push(Piece::Number(number)),
                Err(_) if word.is_empty() && parts.peek().is_none() => {}
                Err(_) if word.is_empty() || word.len() >= LONGEST => return None,
                Err(_) => pieces.push(Piece::Word(fold(word.as_bytes()))),
            }
            if parts.peek().is_some() {
                pieces.push(Piece::Dot);
            }
        }
    }
    Some(pieces)
}

/// Lower case of ASCII and of the Latin-1 letters, byte by byte, so that lengths stay.
fn fold_into<'b>(word: &[u8], buffer: &'b mut [u8; LONGEST]) -> Option<&'b [u8]> {
    let target = buffer.get_mut(..word.len())?;
    let mut before = 0u8;
    for (to, &byte) in target.iter_mut().zip(word) {
        *to = match byte {
            b'A'..=b'Z' => byte | 0x20,
            0x80..=0x9e if before == 0xc3 && byte != 0x97 => byte | 0x20,
            _ => byte,
        };
        before = byte;
    }
    Some(target)
}

fn fold(word: &[u8]) -> Box<[u8]> {
    let mut buffer = [0u8; LONGEST];
    match fold_into(word, &mut buffer) {
        Some(folded) => folded.into(),
        None => word.into(),
    }
}
