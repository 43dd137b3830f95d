//! A piece of evidence as addresses name it: by what it is evidence of, never by its words. Addresses stay in histories and in the logs of proxies, and words
//! of an act may hold a CPR number.

use std::fmt;

use super::app::Ask;
use super::case::told_marks;
use super::problem::Problem;
use crate::export::EvidenceRef;

/// Which piece of evidence of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pointer {
    /// Of a verdict: its check, and the place in its list from 1.
    Verdict(String, usize),
    /// Of a happening: its row in the timeline and the place in its list, both from 1.
    Happening(usize, usize),
    /// What a reader marked, by the mark's number.
    Mark(i64),
}

/// `v.samtykke.1`, `h.12.1`, `m.7`: as it stands in an address.
impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verdict(check, number) => write!(f, "v.{check}.{number}"),
            Self::Happening(row, number) => write!(f, "h.{row}.{number}"),
            Self::Mark(number) => write!(f, "m.{number}"),
        }
    }
}

impl Pointer {
    /// Reads what [`fmt::Display`] wrote; none for anything else.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let found = match (parts.next()?, parts.next()?, parts.next()) {
            ("v", check, Some(number)) => Self::Verdict(check.to_owned(), number.parse().ok()?),
            ("h", row, Some(number)) => Self::Happening(row.parse().ok()?, number.parse().ok()?),
            ("m", number, None) => Self::Mark(number.parse().ok()?),
            _ => return None,
        };
        parts.next().is_none().then_some(found)
    }

    /// The words it points to, if they stand on this page: the case may have been made anew since the address was.
    pub fn quote(&self, ask: &Ask<'_>, case: &str, act: &str, page: u32) -> Result<Option<String>, Problem> {
        let nth = |list: Option<Vec<EvidenceRef>>, number: usize| list?.into_iter().nth(number.checked_sub(1)?);
        let found = match self {
            Self::Verdict(check, number) => {
                let checks = ask.app.store(|store| store.case_checks(case))?;
                nth(checks.into_iter().find(|row| row.check == *check).map(|row| row.evidence), *number)
            }
            Self::Happening(row, number) => {
                let timeline = ask.app.store(|store| store.case_timeline(case))?;
                nth(row.checked_sub(1).and_then(|at| timeline.into_iter().nth(at)).map(|row| row.evidence), *number)
            }
            Self::Mark(number) => {
                let (marks, decisions) = ask.app.desk(|desk| Ok((desk.marks(case)?, desk.decisions(case)?)))?;
                // The next number is easily guessed.
                let kept = told_marks(ask.reader(), marks, &decisions).into_iter().find(|kept| kept.id == *number);
                kept.map(|kept| EvidenceRef { act: kept.mark.act, page: kept.mark.page, quote: kept.mark.quote })
            }
        };
        Ok(found.filter(|place| place.act == act && place.page == page).map(|place| place.quote))
    }
}

#[cfg(test)]
mod tests {
    use super::Pointer;

    #[test]
    fn what_is_written_is_read() {
        for pointer in [Pointer::Verdict("samtykke".to_owned(), 2), Pointer::Happening(12, 1), Pointer::Mark(7)] {
            assert_eq!(Pointer::read(&pointer.to_string()), Some(pointer));
        }
        for wrong in ["", "v", "v.samtykke", "v.samtykke.x", "h.1", "h.1.2.3", "m.7.1", "x.1.2", "020315-1234"] {
            assert_eq!(Pointer::read(wrong), None, "{wrong}");
        }
    }
}
