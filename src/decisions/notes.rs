//! What people add beside decisions: notes, events marked on a page, and who is to read a case.

use std::collections::BTreeMap;
use std::fmt;

use rusqlite::{OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use super::desk::{from_json, to_json};
use super::log::Occasion;
use super::readings::LONGEST;
use super::{Desk, DeskError, Moment, Refusal};

/// A note on a case, or on one of its verdicts.
#[derive(Clone, PartialEq, Eq)]
pub struct Note {
    /// Its number.
    pub id: i64,
    /// The case.
    pub case: String,
    /// The verdict it is about; none for the case.
    pub check: Option<String>,
    /// Who wrote it.
    pub reader: String,
    /// What it says.
    pub text: String,
    /// When.
    pub at: Moment,
}

/// An event that a reader marked on a page: one that was missed, or one in the place of an event that was found wrong.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMark {
    /// File name of the act inside the case.
    pub act: String,
    /// Page, from 1.
    pub page: u32,
    /// The words marked, white space folded.
    pub quote: String,
    /// UTF-8 byte offsets of the words in the page's text, if they were marked there.
    pub span: Option<(u32, u32)>,
    /// Kind of event (GUIDE.md).
    pub kind: String,
    /// `YYYY-MM-DD` or `YYYY-MM`.
    pub date: String,
    /// `HH:MM`.
    pub time: Option<String>,
    /// The happening it corrects, as `KIND DATE`; none for one that was missed.
    pub corrects: Option<String>,
}

/// A mark that was kept and not taken back.
#[derive(Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its number.
    pub id: i64,
    /// What was marked.
    pub mark: NewMark,
    /// Who marked it.
    pub reader: String,
    /// When.
    pub at: Moment,
}

/// Who is to read a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Who; none when it was taken back.
    pub reader: Option<String>,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// Without what people wrote.
impl fmt::Debug for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "note {} on {} by {}", self.id, self.case, self.reader)
    }
}

/// Without what acts say.
impl fmt::Debug for NewMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} at {} p.{}", self.kind, self.date, self.act, self.page)
    }
}

impl fmt::Debug for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "mark {} by {}: {:?}", self.id, self.reader, self.mark)
    }
}

impl Desk {
    /// Keeps a note.
    ///
    /// # Errors
    /// [`Refusal::TooLong`], [`Refusal::Empty`]; what the file gives.
    pub fn add_note(&mut self, reader: &str, case: &str, check: Option<&str>, text: &str, at: Moment) -> Result<(), DeskError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Refusal::Empty.into());
        }
        if text.chars().count() > LONGEST {
            return Err(Refusal::TooLong.into());
        }
        let occasion = Occasion { who: reader, what: "note", case: Some(case), detail: check.unwrap_or_default() };
        self.write(Some((&occasion, at)), |transaction| {
            transaction.execute(
                "INSERT INTO notes (case_id, check_name, reader, text, at) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![case, check, reader, text, at.0],
            )?;
            Ok(())
        })
    }

    /// The notes on a case and its verdicts, oldest first.
    ///
    /// # Errors
    /// [`DeskError::Machine`], [`DeskError::Damaged`].
    pub fn notes(&self, case: &str) -> Result<Vec<Note>, DeskError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, case_id, check_name, reader, text, at FROM notes WHERE case_id = ?1 ORDER BY id")
            .map_err(self.failed())?;
        let notes = statement
            .query_map([case], |row: &Row<'_>| {
                Ok(Note {
                    id: row.get(0)?,
                    case: row.get(1)?,
                    check: row.get(2)?,
                    reader: row.get(3)?,
                    text: row.get(4)?,
                    at: Moment(row.get(5)?),
                })
            })
            .map_err(self.failed())?;
        notes.collect::<Result<_, _>>().map_err(self.failed())
    }

    /// Keeps an event that was marked on a page, and gives its number.
    ///
    /// # Errors
    /// [`Refusal::TooLong`], [`Refusal::Empty`]; what the file gives.
    pub fn add_mark(&mut self, reader: &str, case: &str, mark: &NewMark, at: Moment) -> Result<i64, DeskError> {
        if mark.quote.trim().is_empty() {
            return Err(Refusal::Empty.into());
        }
        if mark.quote.chars().count() > LONGEST {
            return Err(Refusal::TooLong.into());
        }
        let detail = format!("{} {}", mark.kind, mark.date);
        let occasion = Occasion { who: reader, what: "event.mark", case: Some(case), detail: &detail };
        self.write(Some((&occasion, at)), |transaction| {
            let json = to_json(mark)?;
            transaction
                .execute("INSERT INTO marks (case_id, mark, reader, at) VALUES (?1, ?2, ?3, ?4)", params![case, json, reader, at.0])?;
            Ok(transaction.last_insert_rowid())
        })
    }

    /// Takes back a mark of one's own.
    ///
    /// # Errors
    /// [`Refusal::NothingToUndo`]; what the file gives.
    pub fn take_back_mark(&mut self, reader: &str, case: &str, mark: i64, at: Moment) -> Result<(), DeskError> {
        let detail = format!("#{mark}");
        let occasion = Occasion { who: reader, what: "event.unmark", case: Some(case), detail: &detail };
        self.write(Some((&occasion, at)), |transaction| {
            let taken = transaction.execute(
                "INSERT OR IGNORE INTO unmarked (mark, reader, at)
                 SELECT id, ?2, ?3 FROM marks WHERE id = ?1 AND reader = ?2 AND case_id = ?4",
                params![mark, reader, at.0, case],
            )?;
            if taken == 0 { Err(Refusal::NothingToUndo.into()) } else { Ok(()) }
        })
    }

    /// The events that readers marked in a case and did not take back, oldest first.
    ///
    /// # Errors
    /// [`DeskError::Machine`], [`DeskError::Damaged`].
    pub fn marks(&self, case: &str) -> Result<Vec<Mark>, DeskError> {
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT m.id, m.mark, m.reader, m.at FROM marks m LEFT JOIN unmarked u ON u.mark = m.id
                 WHERE m.case_id = ?1 AND u.mark IS NULL ORDER BY m.id",
            )
            .map_err(self.failed())?;
        let marks = statement
            .query_map([case], |row| {
                Ok(Mark { id: row.get(0)?, mark: from_json(1, &row.get::<_, String>(1)?)?, reader: row.get(2)?, at: Moment(row.get(3)?) })
            })
            .map_err(self.failed())?;
        marks.collect::<Result<_, _>>().map_err(self.failed())
    }

    /// Gives a case to a reader, or takes it back (`None`). A reader may see the cases given to them.
    ///
    /// # Errors
    /// [`Refusal::NoSuchUser`]; what the file gives.
    pub fn assign(&mut self, by: &str, case: &str, reader: Option<&str>, at: Moment) -> Result<(), DeskError> {
        if let Some(name) = reader
            && name != Self::local_reader()
            && self.user(name)?.is_none()
        {
            return Err(Refusal::NoSuchUser.into());
        }
        let occasion = Occasion { who: by, what: "assign", case: Some(case), detail: reader.unwrap_or_default() };
        self.write(Some((&occasion, at)), |transaction| {
            transaction.execute(
                "INSERT INTO assignments (case_id, reader, given_by, at) VALUES (?1, ?2, ?3, ?4)",
                params![case, reader, by, at.0],
            )?;
            Ok(())
        })
    }

    /// Who is to read which case, by case; cases that were taken back are left out.
    ///
    /// # Errors
    /// [`DeskError::Machine`], [`DeskError::Damaged`].
    pub fn assignments(&self) -> Result<BTreeMap<String, Assignment>, DeskError> {
        let mut statement =
            self.connection.prepare_cached("SELECT case_id, reader, given_by, at FROM assignments ORDER BY id").map_err(self.failed())?;
        let rows = statement
            .query_map([], |row| {
                Ok((row.get::<_, String>(0)?, Assignment { reader: row.get(1)?, by: row.get(2)?, at: Moment(row.get(3)?) }))
            })
            .map_err(self.failed())?;
        let mut last: BTreeMap<String, Assignment> = rows.collect::<Result<_, _>>().map_err(self.failed())?;
        last.retain(|_, assignment| assignment.reader.is_some());
        Ok(last)
    }

    /// Who is to read a case; none when nobody is.
    ///
    /// # Errors
    /// [`DeskError::Machine`], [`DeskError::Damaged`].
    pub fn assignment(&self, case: &str) -> Result<Option<Assignment>, DeskError> {
        let last = self
            .connection
            .prepare_cached("SELECT reader, given_by, at FROM assignments WHERE case_id = ?1 ORDER BY id DESC LIMIT 1")
            .and_then(|mut statement| {
                statement
                    .query_row([case], |row| Ok(Assignment { reader: row.get(0)?, by: row.get(1)?, at: Moment(row.get(2)?) }))
                    .optional()
            })
            .map_err(self.failed())?;
        Ok(last.filter(|assignment| assignment.reader.is_some()))
    }
}
