//! What a run came to, for people.

use std::collections::BTreeMap;
use std::fmt;

use crate::archive::{ArchiveError, Delivery, MemberState, Notice, StateKind, Tally};
use crate::checks::{CheckKind, Outcome};
use crate::export::{ActRow, ActState, CheckRow};
use crate::pdf::ocr::OcrError;

/// What a run came to. The counts are over the cases of this delivery, read now or before.
#[derive(Debug, Default)]
pub struct Summary {
    /// Cases of the delivery.
    pub cases: usize,
    /// Of these: made anew in this run.
    pub made: usize,
    /// Of these: unchanged since an earlier run.
    pub unchanged: usize,
    /// Ids of cases that could not be made for a fault in the program; they stand as they were.
    pub failed: Vec<String>,
    /// Acts by state.
    pub acts: BTreeMap<ActState, usize>,
    /// Pages in them.
    pub pages: usize,
    /// Acts read in this run; all others were known.
    pub read_now: usize,
    /// Acts that could not be read in full, by case and name.
    pub unread: Vec<UnreadAct>,
    /// Files of the delivery that are no acts and were lost: damaged or refused, in the order of the delivery.
    pub lost: Vec<LostMember>,
    /// Files of the delivery that were passed over: other formats, system files.
    pub passed_over: Vec<LostMember>,
    /// All files and folders of the delivery by what became of them.
    pub members: Tally,
    /// Paths, folders and acts that could not be used.
    pub problems: Vec<ArchiveError>,
    /// What the reviewer should know of the delivery.
    pub notices: Vec<Notice>,
    /// Verdicts by outcome, over all checks.
    pub outcomes: BTreeMap<Outcome, usize>,
    /// Verdicts by check and outcome.
    pub checks: BTreeMap<(CheckKind, Outcome), usize>,
    /// Why scanned pages could not be read, if so.
    pub ocr_missing: Option<OcrError>,
    /// Worker processes that had to be replaced.
    pub fallen: usize,
    /// The run was ended from outside before it was done.
    pub interrupted: bool,
}

/// An act that could not be read in full.
#[derive(Clone, PartialEq, Eq)]
pub struct UnreadAct {
    /// Id of its case.
    pub case: String,
    /// Its name.
    pub act: String,
    /// How it ended.
    pub state: ActState,
    /// Why, in Danish.
    pub message: Option<String>,
}

/// A file of the delivery that is no act of a case.
#[derive(Clone, PartialEq, Eq)]
pub struct LostMember {
    /// Where it is in the delivery.
    pub place: String,
    /// What became of it.
    pub state: MemberState,
}

/// Without the act's name, which may carry a person's.
impl fmt::Debug for UnreadAct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnreadAct").field("case", &self.case).field("state", &self.state).finish_non_exhaustive()
    }
}

/// Without the place, likewise.
impl fmt::Debug for LostMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LostMember").field("state", &self.state).finish_non_exhaustive()
    }
}

impl Summary {
    /// Begins with what opening the delivery told.
    pub(super) fn of(delivery: &Delivery) -> Self {
        let (lost, passed_over) = members(delivery);
        Self {
            cases: delivery.cases.len(),
            lost,
            passed_over,
            members: delivery.tally(),
            notices: delivery.notices.clone(),
            ..Self::default()
        }
    }

    /// True when an act, or what may have been one, could not be read in full: what `--strict` asks about.
    #[must_use]
    pub fn has_unread(&self) -> bool {
        !self.unread.is_empty() || self.lost.iter().any(|member| matches!(member.state, MemberState::Damaged(_)))
    }

    /// Counts a case's acts and verdicts.
    pub(super) fn add<'r>(&mut self, acts: impl IntoIterator<Item = &'r ActRow>, checks: impl IntoIterator<Item = &'r CheckRow>) {
        for act in acts {
            *self.acts.entry(act.state).or_default() += 1;
            self.pages += usize::try_from(act.pages.unwrap_or(0)).unwrap_or(0);
            if !matches!(act.state, ActState::Read | ActState::Ocr) {
                let (case, act_name) = (act.case.clone(), act.act.clone());
                self.unread.push(UnreadAct { case, act: act_name, state: act.state, message: act.message.clone() });
            }
        }
        for check in checks {
            if let (Ok(kind), Ok(outcome)) = (check.check.parse(), check.outcome.parse()) {
                *self.outcomes.entry(outcome).or_default() += 1;
                *self.checks.entry((kind, outcome)).or_default() += 1;
            }
        }
    }

    /// Puts the lists in the order in which they are shown, whatever the order in which acts and cases were done.
    pub(super) fn finish(&mut self) {
        self.unread.sort_by(|a, b| a.case.cmp(&b.case).then_with(|| crate::store::natural_cmp(&a.act, &b.act)));
        self.failed.sort();
    }
}

/// The members that are lost, and those that are passed over.
pub(super) fn members(delivery: &Delivery) -> (Vec<LostMember>, Vec<LostMember>) {
    let of = |kinds: &[StateKind]| {
        let wanted = delivery.members.iter().filter(|member| kinds.contains(&member.state.kind()));
        wanted.map(|member| LostMember { place: member.place.clone(), state: member.state.clone() }).collect()
    };
    (of(&[StateKind::Refused, StateKind::Damaged]), of(&[StateKind::NotADocument, StateKind::IgnoredSystemFile]))
}
