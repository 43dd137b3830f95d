//! The whole store at a glance, and all decisions at a glance: what lists and figures are made of. Made anew when something was committed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::decisions::{Assignment, Decision, Desk, DeskError, Settled, Standing, fingerprint, settle, standings};
use crate::export::{ActRow, ActState, CaseRow};
use crate::store::{Store, StoreError};

/// While a run commits case after case, the survey is made anew at most this often.
const AT_MOST_EVERY: Duration = Duration::from_secs(2);

/// A case at a glance.
#[derive(Debug, Clone)]
pub struct CaseLine {
    /// Its row.
    pub row: CaseRow,
    /// Its verdicts, in their order.
    pub verdicts: Vec<VerdictLine>,
    /// How many of its acts could not be read in full.
    pub unread: usize,
}

/// A verdict at a glance.
#[derive(Debug, Clone)]
pub struct VerdictLine {
    /// The check.
    pub check: String,
    /// The suggested outcome.
    pub outcome: String,
    /// How many doubts it carries.
    pub doubts: usize,
    /// What tells it from another suggestion.
    pub fingerprint: String,
}

/// The store at a glance.
#[derive(Debug, Default)]
pub struct Survey {
    /// Its cases, by id.
    pub cases: Vec<CaseLine>,
    /// Number of acts by how they ended.
    pub states: BTreeMap<ActState, usize>,
    /// Acts that could not be read in full.
    pub unread: Vec<ActRow>,
    /// Pages of all acts.
    pub pages: u64,
}

impl Survey {
    fn of(store: &Store) -> Result<Self, StoreError> {
        let _moment = store.snapshot()?;
        let mut survey = Self::default();
        for id in store.case_ids()? {
            let Some(row) = store.case(&id)? else { continue };
            let acts = store.case_acts(&id)?;
            let mut unread = 0;
            for act in acts {
                *survey.states.entry(act.row.state).or_default() += 1;
                if !matches!(act.row.state, ActState::Read | ActState::Ocr) {
                    unread += 1;
                    survey.unread.push(act.row);
                }
            }
            let verdicts = store.case_checks(&id)?.into_iter().map(|check| VerdictLine {
                fingerprint: fingerprint(&check),
                doubts: check.remarks.len(),
                check: check.check,
                outcome: check.outcome,
            });
            survey.pages += u64::from(row.pages);
            survey.cases.push(CaseLine { row, verdicts: verdicts.collect(), unread });
        }
        Ok(survey)
    }

    /// The types of its cases.
    pub fn case_types(&self) -> BTreeSet<&str> {
        self.cases.iter().filter_map(|case| case.row.case_type.as_deref()).collect()
    }

    /// The names of its checks, in the order in which cases have them.
    pub fn checks(&self) -> Vec<&str> {
        let mut checks: Vec<&str> = Vec::new();
        for verdict in self.cases.iter().flat_map(|case| &case.verdicts) {
            if !checks.contains(&verdict.check.as_str()) {
                checks.push(&verdict.check);
            }
        }
        checks
    }
}

/// Keeps the last survey.
#[derive(Debug, Default)]
pub struct Surveys {
    kept: Mutex<Option<KeptSurvey>>,
}

#[derive(Debug)]
struct KeptSurvey {
    store: Store,
    version: i64,
    survey: Arc<Survey>,
    made: Instant,
    took: Duration,
}

impl Surveys {
    /// The survey as of the last commit, or while a run commits of some seconds ago.
    pub fn current(&self, dir: &Path) -> Result<Arc<Survey>, StoreError> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = kept.as_mut() {
            let is_young = last.made.elapsed() < AT_MOST_EVERY.max(last.took * 10);
            match last.store.data_version() {
                Ok(version) if version == last.version || is_young => return Ok(Arc::clone(&last.survey)),
                _ => *kept = None,
            }
        }
        let store = match Store::open_read_only(dir) {
            Ok(store) => store,
            Err(StoreError::Missing { .. }) => return Ok(Arc::default()),
            Err(error) => return Err(error),
        };
        let begun = Instant::now();
        // Asked before reading: what is committed while we read makes the survey anew next time.
        let version = store.data_version()?;
        let survey = Arc::new(Survey::of(&store)?);
        *kept = Some(KeptSurvey { store, version, survey: Arc::clone(&survey), made: Instant::now(), took: begun.elapsed() });
        Ok(survey)
    }
}

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

/// All decisions at a glance.
#[derive(Debug, Default)]
pub struct Board {
    revision: i64,
    /// By case.
    pub cases: BTreeMap<String, CaseBoard>,
    /// Who is to read which case.
    pub assignments: BTreeMap<String, Assignment>,
}

impl Board {
    fn of(desk: &Desk, revision: i64) -> Result<Self, DeskError> {
        let mut by_case: BTreeMap<String, Vec<Decision>> = BTreeMap::new();
        for decision in desk.all_decisions()? {
            by_case.entry(decision.case.clone()).or_default().push(decision);
        }
        let cases = by_case
            .into_iter()
            .map(|(case, decisions)| (case, CaseBoard { settled: settle(&decisions), standings: standings(&decisions), decisions }))
            .collect();
        Ok(Self { revision, cases, assignments: desk.assignments()? })
    }

    /// How far a verdict has come.
    pub fn standing(&self, case: &str, check: &str) -> Standing {
        self.cases.get(case).and_then(|board| board.standings.get(check)).copied().unwrap_or(Standing::Open)
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
    kept: Mutex<Option<Arc<Board>>>,
}

impl Boards {
    /// The board as of now.
    pub fn current(&self, desk: &Desk) -> Result<Arc<Board>, DeskError> {
        let revision = desk.revision()?;
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(board) = kept.filter(|board| board.revision == revision) {
            return Ok(board);
        }
        let board = Arc::new(Board::of(desk, revision)?);
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&board));
        Ok(board)
    }
}
