//! The whole store at a glance: what lists and figures are made of. Made anew when something was committed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::decisions::fingerprint;
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
    /// The types of its cases.
    pub case_types: BTreeSet<String>,
    /// The names of its checks, in the order in which cases have them.
    pub checks: Vec<String>,
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
            let verdicts: Vec<VerdictLine> = verdicts.collect();
            for verdict in &verdicts {
                if !survey.checks.contains(&verdict.check) {
                    survey.checks.push(verdict.check.clone());
                }
            }
            survey.case_types.extend(row.case_type.clone());
            survey.pages += u64::from(row.pages);
            survey.cases.push(CaseLine { row, verdicts, unread });
        }
        Ok(survey)
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
