//! The words of dates as read from TOML. In: the file's text. Out: [`File`], checked, ready for the lexicon.
//!
//! Words are data so that a spelling can be added without Rust; the shape of the forms is code, because a date is a small grammar
//! with guards and not a list of patterns.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::expr::{Anchor, FeastRule, MonthPart, Season, Unit};

/// Why a table of date words was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DatesError {
    /// Not TOML, or not of the form the scanner knows.
    #[error("date words, line {line}: {message}")]
    Syntax {
        /// Line from 1.
        line: usize,
        /// What the reader says.
        message: String,
    },
    /// A number outside its range.
    #[error("date words, line {line}: {what} {value} is outside {from} to {to}")]
    OutOfRange {
        /// Line from 1.
        line: usize,
        /// What the number is.
        what: &'static str,
        /// The number found.
        value: u32,
        /// Smallest allowed.
        from: u32,
        /// Largest allowed.
        to: u32,
    },
    /// A form without a letter, or longer than the scanner reads.
    #[error("date words, line {line}: the form {form:?} cannot be matched")]
    BadForm {
        /// Line from 1.
        line: usize,
        /// The form.
        form: String,
    },
    /// A phrase that says nothing, or two things at once.
    #[error("date words, line {line}: a phrase needs exactly one of period, month_part, vague")]
    BadPhrase {
        /// Line from 1.
        line: usize,
    },
}

/// The part a word plays in the forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Role {
    Article,
    StrongArticle,
    In,
    On,
    Now,
    AboutTo,
    AgoBefore,
    Ago,
    Later,
    After,
    Earlier,
    Before,
    By,
    Within,
    Until,
    From,
    And,
    Respectively,
    Between,
    Clock,
    Last,
    Next,
    Following,
    This,
    Here,
    PluralArticle,
    PastHour,
    QuarterHour,
    Half,
    OneAndHalf,
    Couple,
    Midnight,
    Noon,
    AroundTime,
    Exactly,
    MonthWord,
    WeekWord,
    QuarterWord,
    NightBefore,
    Approx,
    Every,
    AtLatestBut,
    Born,
    Moved,
    MaskBefore,
    MaskAfter,
    Law,
    OpeningHours,
    PostalTown,
    OrdinalNoun,
    Dated,
    TensePast,
    TenseFuture,
}

/// A word of the file with the place it stands at.
pub(super) type Form = Spanned<String>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub months: Vec<MonthRow>,
    pub weekdays: Vec<WeekdayRow>,
    pub cardinals: NumberRow,
    pub ordinals: NumberRow,
    pub units: Vec<UnitRow>,
    pub parts_of_day: Vec<PartRow>,
    pub seasons: Vec<SeasonRow>,
    pub feasts: Vec<FeastRow>,
    pub phrases: Vec<Spanned<PhraseRow>>,
    pub words: BTreeMap<Role, Vec<Form>>,
    pub endings: BTreeMap<Role, Vec<Form>>,
    pub tense: Tense,
    #[serde(default)]
    #[cfg_attr(not(test), expect(dead_code, reason = "examples are for the tests; elsewhere it is enough that they parse"))]
    pub group: Vec<Group>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MonthRow {
    pub number: Spanned<u32>,
    pub names: Vec<Form>,
    pub abbreviations: Vec<Form>,
    #[serde(default)]
    pub ocr: Vec<Form>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WeekdayRow {
    pub number: Spanned<u32>,
    pub names: Vec<Form>,
    pub past: Vec<Form>,
    pub definite: Vec<Form>,
    pub abbreviations: Vec<Form>,
    pub unsafe_abbreviations: Vec<Form>,
    #[serde(default)]
    pub ocr: Vec<Form>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NumberRow {
    /// The place in the list is the number.
    pub words: Vec<Vec<Form>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitRow {
    pub unit: Unit,
    pub forms: Vec<Form>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartRow {
    pub from: Spanned<u32>,
    pub to: Spanned<u32>,
    pub bare: Vec<Form>,
    pub definite: Vec<Form>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeasonRow {
    pub season: Season,
    pub forms: Vec<Form>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FeastRow {
    pub forms: Vec<Form>,
    pub rule: FeastRule,
    /// Only where nothing else stands on the line.
    #[serde(default)]
    pub whole_only: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PeriodRow {
    pub unit: Unit,
    pub offset: i32,
    pub anchor: Anchor,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PhraseRow {
    pub forms: Vec<Form>,
    pub period: Option<PeriodRow>,
    pub part: Option<[u32; 2]>,
    /// Only after a date: `den 4. s.m.`
    #[serde(default)]
    pub tail: bool,
    /// Only where nothing else stands on the line.
    #[serde(default)]
    pub whole_only: bool,
    pub month_part: Option<MonthPart>,
    #[serde(default)]
    pub vague: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tense {
    pub past: Vec<Form>,
    pub future: Vec<Form>,
}

/// A group of forms with its examples: the grammar's own tests.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), expect(dead_code, reason = "read by the tests; other readers only check that it parses"))]
pub(super) struct Group {
    pub id: String,
    #[serde(default)]
    pub examples: Vec<Example>,
    #[serde(default)]
    pub counter_examples: Vec<String>,
}

/// A text and the values `aktspor dates` prints for it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), expect(dead_code, reason = "as for Group"))]
pub(super) struct Example {
    pub text: String,
    pub reference: String,
    pub value: Option<String>,
    pub values: Option<Vec<String>>,
}

/// Reads and checks the file.
pub(super) fn read(text: &str) -> Result<File, DatesError> {
    let file: File = toml::from_str(text).map_err(|error| DatesError::Syntax {
        line: error.span().map_or(1, |span| line_of(text, span.start)),
        message: error.message().to_string(),
    })?;
    for row in &file.months {
        check_range(text, "month number", &row.number, 1, 12)?;
    }
    for row in &file.weekdays {
        check_range(text, "weekday number", &row.number, 1, 7)?;
    }
    for row in &file.parts_of_day {
        check_range(text, "hour", &row.from, 0, 23)?;
        check_range(text, "hour", &row.to, row.from.get_ref() + 1, 24)?;
    }
    for row in &file.phrases {
        let phrase = row.get_ref();
        let meanings = usize::from(phrase.period.is_some()) + usize::from(phrase.month_part.is_some()) + usize::from(phrase.vague);
        if meanings != 1 {
            return Err(DatesError::BadPhrase { line: line_of(text, row.span().start) });
        }
    }
    Ok(file)
}

/// Line from 1 of a byte offset.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

fn check_range(text: &str, what: &'static str, number: &Spanned<u32>, from: u32, to: u32) -> Result<(), DatesError> {
    let value = *number.get_ref();
    if (from..=to).contains(&value) {
        return Ok(());
    }
    Err(DatesError::OutOfRange { line: line_of(text, number.span().start), what, value, from, to })
}
