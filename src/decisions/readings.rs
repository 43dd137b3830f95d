//! Decisions in, decisions out.

use std::fmt;

use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use super::desk::{from_json, named, to_json};
use super::log::Occasion;
use super::settle::{by_check, fits, next_slot, standing};
use super::{Choice, Desk, DeskError, Moment, Refusal, Role, Slot, Standing, changes};
use crate::export::CheckRow;

/// Longest text of a reason or a note, in letters.
pub(super) const LONGEST: usize = 4000;

/// What the machine makes of a verdict with the events that the reader had marked.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithMarks {
    /// Numbers of the reader's marks.
    pub marks: Vec<i64>,
    /// The outcome with them.
    pub outcome: String,
    /// Its reason, one Danish sentence.
    pub reason: String,
}

/// Without what acts say.
impl fmt::Debug for WithMarks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} with marks {:?}", self.outcome, self.marks)
    }
}

/// A decision to be kept.
#[derive(Clone, Copy)]
pub struct NewDecision<'a> {
    /// The suggestion as the reader saw it.
    pub seen: &'a CheckRow,
    /// Short hashes of the case's acts at that time, in order: what came later can then be told.
    pub acts: &'a [String],
    /// What was done with it.
    pub choice: Choice,
    /// The outcome that the reader gives.
    pub outcome: &'a str,
    /// Why; needed to overturn.
    pub reason: &'a str,
    /// The quality sample it is read for, blind to the suggestion.
    pub sample: Option<i64>,
    /// What the reader's own marks made of it, if they had any and saw that.
    pub marked: Option<&'a WithMarks>,
}

/// A decision that was kept and not undone.
#[derive(Clone, PartialEq)]
pub struct Decision {
    /// Its number.
    pub id: i64,
    /// The case.
    pub case: String,
    /// The check.
    pub check: String,
    /// Who decided.
    pub reader: String,
    /// Which reading it is.
    pub slot: Slot,
    /// What was done with the suggestion.
    pub choice: Choice,
    /// The outcome given.
    pub outcome: String,
    /// Why.
    pub reason: String,
    /// The outcome that was suggested.
    pub suggested: String,
    /// [`changes::fingerprint`] of the suggestion.
    pub fingerprint: String,
    /// The suggestion itself.
    pub seen: serde_json::Value,
    /// Short hashes of the case's acts then.
    pub acts: Vec<String>,
    /// The quality sample it was read for.
    pub sample: Option<i64>,
    /// What the reader's own marks made of it, as they saw it.
    pub marked: Option<WithMarks>,
    /// When.
    pub at: Moment,
}

/// Without what people wrote and what acts say.
impl fmt::Debug for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{} {} {} {} {:?} {}", self.id, self.case, self.check, self.reader, self.slot, self.outcome)
    }
}

/// The query whose columns [`decision_row`] reads; what was undone is left out.
fn select(seen: &str, acts: &str) -> String {
    format!(
        "SELECT d.id, d.case_id, d.check_name, d.reader, d.slot, d.choice, d.outcome, d.reason, d.suggested, d.fingerprint,
         {seen}, {acts}, d.sample, d.at, d.marked FROM decisions d LEFT JOIN undone u ON u.decision = d.id WHERE u.decision IS NULL"
    )
}

impl Desk {
    /// Keeps a decision, with the slot that the readings before it leave. When it returns, the decision is on the disk.
    ///
    /// # Errors
    /// A [`Refusal`] of the rules; what the file gives.
    pub fn decide(&mut self, reader: &str, role: Role, new: &NewDecision<'_>, at: Moment) -> Result<Slot, DeskError> {
        if new.reason.chars().count() > LONGEST {
            return Err(Refusal::TooLong.into());
        }
        let (case, check) = (new.seen.case.as_str(), new.seen.check.as_str());
        let fingerprint = changes::fingerprint(new.seen);
        // Without the outcome: who reads the log may be the blind second reader.
        let occasion = Occasion { who: reader, what: "decision", case: Some(case), detail: check };
        self.write(Some((&occasion, at)), |transaction| {
            fits(new.choice, new.outcome, &new.seen.outcome)?;
            // Who reads blind does not know that they overturn anything.
            if new.sample.is_none() && new.choice == Choice::Overturn && new.reason.trim().is_empty() {
                return Err(Refusal::ReasonMissing.into());
            }
            let before = case_decisions(transaction, case)?;
            let before = by_check(&before).remove(check).unwrap_or_default();
            let slot = match new.sample {
                // Who has read it once is no longer blind to the suggestion.
                Some(_) if before.iter().any(|decision| decision.reader == reader) => return Err(Refusal::AlreadyDecided.into()),
                Some(_) => Slot::Sample,
                None => next_slot(&before, reader, role, &fingerprint)?,
            };
            transaction
                .prepare_cached(
                    "INSERT INTO decisions (case_id, check_name, reader, slot, choice, outcome, reason, suggested, fingerprint, seen, acts, sample, at,
                                            marked)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
                )?
                .execute(params![
                    case,
                    check,
                    reader,
                    slot.name(),
                    new.choice.name(),
                    new.outcome,
                    new.reason.trim(),
                    new.seen.outcome,
                    fingerprint,
                    to_json(new.seen)?,
                    to_json(&new.acts)?,
                    new.sample,
                    at.0,
                    new.marked.map(to_json).transpose()?,
                ])?;
            Ok(slot)
        })
    }

    /// Takes back a reader's last decision on a verdict, as long as nobody else has read it since.
    ///
    /// # Errors
    /// [`Refusal::NothingToUndo`], [`Refusal::ReadSince`], [`Refusal::SampleStands`]; what the file gives.
    pub fn undo(&mut self, reader: &str, case: &str, check: &str, at: Moment) -> Result<(), DeskError> {
        let occasion = Occasion { who: reader, what: "decision.undo", case: Some(case), detail: check };
        self.write(Some((&occasion, at)), |transaction| {
            let all = case_decisions(transaction, case)?;
            let readings = by_check(&all).remove(check).unwrap_or_default();
            let own = readings.iter().rfind(|decision| decision.reader == reader).ok_or(Refusal::NothingToUndo)?;
            if own.slot == Slot::Sample {
                return Err(Refusal::SampleStands.into());
            }
            if readings.iter().any(|other| other.id > own.id && other.reader != reader) {
                return Err(Refusal::ReadSince.into());
            }
            // A second reader has seen the first's answer once both are in; only the third's word is their own to the end.
            if own.slot != Slot::Third && standing(&readings) != Standing::One {
                return Err(Refusal::ReadSince.into());
            }
            transaction.execute("INSERT INTO undone (decision, reader, at) VALUES (?1, ?2, ?3)", params![own.id, reader, at.0])?;
            Ok(())
        })
    }

    /// The decisions on a case that were not undone, oldest first.
    ///
    /// # Errors
    /// [`DeskError::Machine`], [`DeskError::Damaged`].
    pub fn decisions(&self, case: &str) -> Result<Vec<Decision>, DeskError> {
        case_decisions(&self.connection, case).map_err(self.failed())
    }

    /// All decisions that were not undone, by case, each case's oldest first; [`Decision::seen`] and [`Decision::acts`] are left empty, for they are
    /// most of the file and [`Decision::fingerprint`] tells what lists need to know.
    ///
    /// # Errors
    /// [`DeskError::Machine`], [`DeskError::Damaged`].
    pub fn all_decisions(&self) -> Result<Vec<Decision>, DeskError> {
        self.decisions_after(0)
    }

    /// Those of [`Desk::all_decisions`] that came after the one of this number.
    ///
    /// # Errors
    /// [`DeskError::Machine`], [`DeskError::Damaged`].
    pub fn decisions_after(&self, number: i64) -> Result<Vec<Decision>, DeskError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("{} AND d.id > ?1 ORDER BY d.case_id, d.id", select("'null'", "'[]'")))
            .map_err(self.failed())?;
        let rows = statement.query_map([number], decision_row).map_err(self.failed())?;
        rows.collect::<Result<_, _>>().map_err(self.failed())
    }
}

fn case_decisions(connection: &rusqlite::Connection, case: &str) -> rusqlite::Result<Vec<Decision>> {
    let mut statement = connection.prepare_cached(&format!("{} AND d.case_id = ?1 ORDER BY d.id", select("d.seen", "d.acts")))?;
    let rows = statement.query_map([case], decision_row)?;
    rows.collect()
}

fn decision_row(row: &Row<'_>) -> rusqlite::Result<Decision> {
    Ok(Decision {
        id: row.get(0)?,
        case: row.get(1)?,
        check: row.get(2)?,
        reader: row.get(3)?,
        slot: named(4, &row.get::<_, String>(4)?)?,
        choice: named(5, &row.get::<_, String>(5)?)?,
        outcome: row.get(6)?,
        reason: row.get(7)?,
        suggested: row.get(8)?,
        fingerprint: row.get(9)?,
        seen: from_json(10, &row.get::<_, String>(10)?)?,
        acts: from_json(11, &row.get::<_, String>(11)?)?,
        sample: row.get(12)?,
        at: Moment(row.get(13)?),
        marked: row.get::<_, Option<String>>(14)?.map(|text| from_json(14, &text)).transpose()?,
    })
}
