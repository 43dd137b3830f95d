//! What was tried on the way to the events, and why it stopped: for `aktspor explain`.
//!
//! In: the steps that the other parts of the room note down. Out: [`Step`]s in the order in which they were taken. Nobody pays for it who does
//! not ask: without a place to note to, [`Trace::note`] is a test of a pointer, and no step is made.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;

use crate::dates::LegalDate;

use super::model::{EventKind, Status};

/// One step: where in the act, by which rule, and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// UTF-8 bytes in the act's text ([`crate::text::ActText`]).
    pub span: Range<usize>,
    /// The grammar rule, cue or vocabulary at work; empty where the step is the program's own.
    pub rule: String,
    /// What came of it.
    pub what: What,
}

/// What came of a step.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// The act's type, and by what it was told.
    Doctype(String, Telling),
    /// The act's own date, and by what it was told.
    OwnDate(NaiveDate, Telling),
    /// A date expression, and the day it was counted from.
    Date {
        /// What it means; none where it means no day, week or month, or is nobody's event.
        value: Option<LegalDate>,
        /// The day of writing it was counted from.
        anchor: NaiveDate,
        /// Why it has no value.
        not: Option<NoValue>,
    },
    /// A rule that had begun stopped.
    Stopped(Stop),
    /// A trigger took a date.
    Linked {
        /// The date taken.
        date: DateFrom,
        /// Its distance, in words and what counts as words.
        cost: usize,
        /// The other dates of the sentence or row that were in reach, with their distances, the nearest first.
        others: Vec<(Range<usize>, usize)>,
    },
    /// An event.
    Event {
        /// What.
        kind: EventKind,
        /// When.
        date: LegalDate,
        /// Whether.
        status: Status,
        /// What decided the status: a cue's id, or one of the program's own reasons; none where nothing spoke against it.
        cue: Option<String>,
    },
}

/// By what a type or date was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// A mail's head.
    MailHead,
    /// A title.
    Title,
    /// A title in the running head.
    RunningHead,
    /// Many lines that begin with a date.
    Entries,
    /// Words of the running text.
    Text,
    /// The sentence that the act opens with.
    Opening,
    /// Its place in the act and what stands beside it.
    Signs,
    /// The latest date of all.
    Latest,
    /// The acts around it.
    Neighbours,
    /// Nothing.
    Nothing,
}

/// Why a date expression has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoValue {
    /// A birth date.
    Born,
    /// Its label says that it is nobody's event.
    Label,
    /// Its words name no place in the calendar here.
    Unresolved,
    /// A quarter, a season or a year.
    TooCoarse,
}

/// Where an event's date comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateFrom {
    /// From these bytes.
    Text(Range<usize>),
    /// The entry's, row's or message's.
    Entry,
    /// The act's own.
    Act,
}

/// Why a rule stopped; ranges are bytes of the words in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// A longer entry under `not` covers the words.
    Masked(Range<usize>),
    /// The rule is not for acts of this type.
    Doctype,
    /// Nothing of `needs_act` stands in the act.
    ActLacks,
    /// Something of `without_act` stands in the act.
    ActHas,
    /// Something of `without` stands in the clause.
    ClauseHas(Range<usize>),
    /// Something of `without_sentence` stands in the sentence.
    SentenceHas(Range<usize>),
    /// Nothing of `needs` stands in the sentence or beside it.
    SentenceLacks,
    /// The verb's nearest thing is another.
    OtherThing(Range<usize>),
    /// The verb's thing stands too far away.
    TooFar(usize),
    /// No thing stands in the sentence, and what was spoken of before is not the rule's.
    NothingSpokenOf,
    /// Another rule has taken the noun.
    Taken(Range<usize>),
    /// A bare noun without a date beside it.
    NoDateBeside,
    /// No date is in reach, and the act's own is not for this rule.
    NoDate,
    /// The date is that of a column or a period.
    InColumn,
    /// The same sentence tells that the talk was left out.
    Waived,
    /// The words tell that an undersøgelse began.
    Begun,
    /// The act tells this kind with a date of its own.
    ToldElsewhere,
    /// It is an event, which this act alone tells and the others speak against: kept as a conflict, never counted.
    Doubtful,
}

/// Where steps are noted, if anywhere. A lock, taken by nobody but `explain`, so that acts may be read side by side.
#[derive(Clone, Copy, Default)]
pub struct Trace<'a>(Option<&'a Mutex<Vec<Step>>>);

impl<'a> Trace<'a> {
    /// Notes to `steps`.
    #[must_use]
    pub fn to(steps: &'a Mutex<Vec<Step>>) -> Self {
        Self(Some(steps))
    }

    /// Whether anybody asks.
    #[must_use]
    pub fn is_on(self) -> bool {
        self.0.is_some()
    }

    /// Notes a step, which is made only for who asks.
    #[inline]
    pub fn note(self, step: impl FnOnce() -> (Range<usize>, String, What)) {
        if let Some(steps) = self.0 {
            let (span, rule, what) = step();
            steps.lock().unwrap_or_else(PoisonError::into_inner).push(Step { span, rule, what });
        }
    }
}
