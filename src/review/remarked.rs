//! What a case's verdicts become with the events that the reader marked: judged again, beside the suggestion and never in its place.
//!
//! A reader's own marks only. Those of another would tell a second reader what the first made of the case.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use chrono::NaiveDate;

use super::app::Ask;
use super::config::Config;
use super::problem::Problem;
use super::timeline;
use crate::decisions::{Mark, WithMarks, fingerprint};
use crate::events::{Event, Evidence, Source};
use crate::export::CheckRow;
use crate::pipeline::{Amendment, KeptCase, Maker};

/// Most cases that are kept judged.
const KEPT: usize = 200;

/// Judges with marks, and keeps what came out until the case or the marks change.
#[derive(Default)]
pub struct Judge {
    maker: OnceLock<Result<Maker, String>>,
    kept: Mutex<BTreeMap<String, Arc<Judged>>>,
}

/// A case judged with a reader's marks.
pub struct Judged {
    marks: Vec<i64>,
    /// By check: the verdict with the marks; none where this program no longer gives the verdict that the store keeps, so that a difference would not be
    /// the marks'.
    rows: BTreeMap<String, Option<CheckRow>>,
}

/// What a reader's marks make of one verdict.
#[derive(Clone, Copy)]
pub enum Remarked<'j> {
    /// The same in outcome, dates, paragraph and evidence.
    Same(&'j CheckRow),
    /// Something else.
    Other(&'j CheckRow),
    /// It cannot be said before the case is read anew.
    Unknown,
}

impl Judge {
    fn maker(&self, config: &Config) -> Result<&Maker, Problem> {
        let made = self.maker.get_or_init(|| {
            let today: Option<NaiveDate> = (config.stamp)().get(..10).and_then(|day| day.parse().ok());
            Maker::as_run(config.frister.as_deref(), today).map_err(|error| error.to_string())
        });
        made.as_ref().map_err(|reason| Problem::Internal(reason.clone()))
    }

    /// The case's verdicts with the reader's own marks among `marks`; none where there are none of theirs.
    pub fn judged(&self, ask: &Ask<'_>, id: &str, marks: &[Mark], stored: &[CheckRow]) -> Result<Option<Arc<Judged>>, Problem> {
        let own: Vec<&Mark> = marks.iter().filter(|kept| kept.reader == ask.reader()).collect();
        if own.is_empty() {
            return Ok(None);
        }
        let numbers: Vec<i64> = own.iter().map(|kept| kept.id).collect();
        let made_of = ask.app.store(|store| store.fingerprint(id))?.unwrap_or_default();
        let key = format!("{id}\n{made_of}\n{numbers:?}");
        if let Some(known) = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Some(Arc::clone(known)));
        }
        let maker = self.maker(&ask.app.config)?;
        let Some(case) = ask.app.store(|store| KeptCase::from_store(store, id))? else { return Ok(None) };
        let amendments: Vec<Amendment> = own.iter().filter_map(|kept| amendment(kept)).collect();
        let (plain, marked) = (maker.judge(&case, &[]), maker.judge(&case, &amendments));
        let is_as_kept = |check: &str| {
            let of = |rows: &[CheckRow]| rows.iter().find(|row| row.check == check).map(fingerprint);
            of(&plain) == of(stored)
        };
        let rows = marked.into_iter().map(|row| (row.check.clone(), is_as_kept(&row.check).then_some(row))).collect();
        let judged = Arc::new(Judged { marks: numbers, rows });
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(key, Arc::clone(&judged));
        Ok(Some(judged))
    }
}

impl Judged {
    /// What the marks make of a verdict.
    pub fn of(&self, stored: &CheckRow) -> Remarked<'_> {
        match self.rows.get(&stored.check) {
            Some(Some(row)) if fingerprint(row) == fingerprint(stored) => Remarked::Same(row),
            Some(Some(row)) => Remarked::Other(row),
            Some(None) | None => Remarked::Unknown,
        }
    }

    /// What a decision on the verdict records; none where it cannot be said.
    pub fn record(&self, stored: &CheckRow) -> Option<WithMarks> {
        match self.of(stored) {
            Remarked::Same(row) | Remarked::Other(row) => {
                Some(WithMarks { marks: self.marks.clone(), outcome: row.outcome.clone(), reason: row.reason.clone() })
            }
            Remarked::Unknown => None,
        }
    }

    /// What a form carries, so that what is recorded is what its reader saw.
    pub fn seen(&self, stored: &CheckRow) -> String {
        match self.of(stored) {
            Remarked::Same(row) | Remarked::Other(row) => fingerprint(row),
            Remarked::Unknown => String::new(),
        }
    }
}

/// A mark as an event; none for one that this program has no kind or date for.
fn amendment(kept: &Mark) -> Option<Amendment> {
    let mark = &kept.mark;
    let (start, end) = mark.span.unwrap_or_default();
    let evidence = Evidence {
        act: mark.act.clone(),
        page: mark.page,
        start: start as usize,
        end: end as usize,
        quote: mark.quote.clone(),
        boxes: Vec::new(),
        confidence: None,
    };
    let event = Event {
        kind: mark.kind.parse().ok()?,
        date: timeline::date(&mark.date, mark.time.as_deref(), "day")?,
        status: mark.status.parse().ok()?,
        rule: "laeser".to_owned(),
        evidence,
        source: Source::Text,
        doubtful: false,
    };
    let corrects = mark.corrects.as_deref().and_then(|wrong| wrong.split_once(' '));
    Some(Amendment { event, corrects: corrects.and_then(|(kind, date)| Some((kind.parse().ok()?, date.to_owned()))) })
}
