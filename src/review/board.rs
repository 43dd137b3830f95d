//! All decisions at a glance: what lists and figures are made of. After a decision only its case is gone through anew, for lists are looked at between decisions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::survey::VerdictLine;
use crate::decisions::{Assignment, Decision, Desk, DeskError, Revision, SampleItem, Settled, Standing, settle, standings};

/// What people decided of one case, at a glance.
#[derive(Debug, Default)]
pub struct CaseBoard {
    /// What is settled.
    pub settled: Vec<Settled>,
    /// How far each verdict has come that anybody decided.
    pub standings: BTreeMap<String, Standing>,
    /// The decisions, without the suggestions.
    pub decisions: Vec<Decision>,
}

impl CaseBoard {
    fn of(decisions: Vec<Decision>) -> Self {
        Self { settled: settle(&decisions), standings: standings(&decisions), decisions }
    }
}

/// All decisions at a glance.
#[derive(Debug, Default, Clone)]
pub struct Board {
    revision: Revision,
    /// By case.
    pub cases: BTreeMap<String, Arc<CaseBoard>>,
    /// Who is to read which case.
    pub assignments: Arc<BTreeMap<String, Assignment>>,
    /// Case and check of the verdicts of samples that nobody has read for them.
    drawn: Arc<BTreeSet<SampleItem>>,
}

impl Board {
    /// The board as of `revision`, from the one before.
    fn after(last: &Self, desk: &Desk, revision: Revision) -> Result<Self, DeskError> {
        // What was undone is not told by number: then, which is seldom, all of it is read again.
        let is_added_to = last.revision.undone == revision.undone;
        let from = if is_added_to { last.revision.decision } else { 0 };
        let mut board = if is_added_to { last.clone() } else { Self::default() };
        let mut came: BTreeMap<String, Vec<Decision>> = BTreeMap::new();
        for decision in desk.decisions_after(from)? {
            came.entry(decision.case.clone()).or_default().push(decision);
        }
        let newest = came.values().flatten().map(|decision| decision.id).max().unwrap_or(0);
        let has_sampled = came.values().flatten().any(|decision| decision.sample.is_some());
        for (case, decisions) in came {
            let before = board.cases.get(&case).map(|known| known.decisions.clone()).unwrap_or_default();
            board.cases.insert(case, Arc::new(CaseBoard::of([before, decisions].concat())));
        }
        if !is_added_to || last.revision.assignment != revision.assignment {
            board.assignments = Arc::new(desk.assignments()?);
        }
        if !is_added_to || has_sampled || last.revision.sample != revision.sample {
            board.drawn = Arc::new(board.unread(desk)?);
        }
        // Decisions may have come between the two readings; they are not to be read twice.
        board.revision = Revision { decision: revision.decision.max(newest), ..revision };
        Ok(board)
    }

    fn unread(&self, desk: &Desk) -> Result<BTreeSet<SampleItem>, DeskError> {
        let mut drawn = BTreeSet::new();
        for sample in desk.samples()? {
            let is_read = |item: &SampleItem| {
                let mut readings = self.cases.get(&item.case).into_iter().flat_map(|case| &case.decisions);
                readings.any(|decision| decision.sample == Some(sample.id) && decision.check == item.check)
            };
            drawn.extend(sample.items.iter().filter(|item| !is_read(item)).cloned());
        }
        Ok(drawn)
    }

    /// How far a verdict has come.
    pub fn standing(&self, case: &str, check: &str) -> Standing {
        self.cases.get(case).and_then(|board| board.standings.get(check)).copied().unwrap_or(Standing::Open)
    }

    /// Whether a reader is to read a verdict for a sample before they see its suggestion.
    pub fn is_withheld(&self, reader: &str, case: &str, check: &str) -> bool {
        if self.drawn.is_empty() || !self.drawn.contains(&SampleItem { case: case.to_owned(), check: check.to_owned() }) {
            return false;
        }
        let mut own = self.cases.get(case).into_iter().flat_map(|board| &board.decisions);
        !own.any(|decision| decision.reader == reader && decision.check == check)
    }

    /// Whether one other reader has decided a verdict, to which this reader is to stay blind: they may be its second.
    pub fn is_blind(&self, reader: &str, case: &str, check: &str) -> bool {
        let Some(board) = self.cases.get(case) else { return false };
        board.standings.get(check) == Some(&Standing::One)
            && !board.decisions.iter().any(|decision| decision.reader == reader && decision.check == check)
    }

    /// Whether the last decision on a verdict was taken on another suggestion than the one that stands.
    pub fn has_changed(&self, case: &str, verdict: &VerdictLine) -> bool {
        let decisions = self.cases.get(case).map(|board| board.decisions.as_slice()).unwrap_or_default();
        let last = decisions.iter().rfind(|decision| decision.check == verdict.check);
        last.is_some_and(|decision| decision.fingerprint != verdict.fingerprint)
    }
}

/// Keeps the last board.
#[derive(Debug, Default)]
pub struct Boards {
    kept: Mutex<Arc<Board>>,
}

impl Boards {
    /// The board as of now.
    pub fn current(&self, desk: &Desk) -> Result<Arc<Board>, DeskError> {
        let revision = desk.revision()?;
        let kept = Arc::clone(&self.kept.lock().unwrap_or_else(PoisonError::into_inner));
        if kept.revision == revision {
            return Ok(kept);
        }
        let board = Arc::new(Board::after(&kept, desk, revision)?);
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&board);
        Ok(board)
    }
}
