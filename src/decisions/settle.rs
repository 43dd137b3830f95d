//! What the readings of a verdict come to. Pure.

use std::collections::BTreeMap;

use super::{Choice, Decision, Refusal, Role, Slot};

/// How far the reading of one verdict has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has decided it.
    Open,
    /// One reader has.
    One,
    /// Two or more have, and agree.
    Agreed,
    /// They disagree, and nobody has settled it.
    Disputed,
    /// A third reader has settled it.
    Settled,
}

impl Standing {
    /// Every standing, in the order of a verdict's way.
    pub const ALL: [Self; 5] = [Self::Open, Self::One, Self::Agreed, Self::Disputed, Self::Settled];

    /// Whether what others decided may be shown: until a second reader has decided, that reader is to be blind.
    #[must_use]
    pub fn is_told(self) -> bool {
        matches!(self, Self::Agreed | Self::Disputed | Self::Settled)
    }
}

/// A verdict as people settled it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The check.
    pub check: String,
    /// The outcome that stands.
    pub outcome: String,
    /// It is another than the machine suggested to the reader whose word stands.
    pub overturned: bool,
    /// How many have read it.
    pub readers: usize,
    /// How it came to stand.
    pub standing: Standing,
}

/// The last decision of each reader, in the order in which the readers came.
pub(super) fn current<'d>(readings: &[&'d Decision]) -> Vec<&'d Decision> {
    let mut last: Vec<&Decision> = Vec::new();
    for decision in readings {
        match last.iter_mut().find(|earlier| earlier.reader == decision.reader) {
            Some(earlier) => *earlier = decision,
            None => last.push(decision),
        }
    }
    last
}

/// How far the decisions on one verdict, oldest first and none undone, have come.
pub(super) fn standing(readings: &[&Decision]) -> Standing {
    let current = current(readings);
    if current.iter().any(|decision| decision.slot == Slot::Third) {
        return Standing::Settled;
    }
    match current.split_first() {
        None => Standing::Open,
        Some((_, [])) => Standing::One,
        Some((first, others)) if others.iter().all(|other| other.outcome == first.outcome) => Standing::Agreed,
        Some(_) => Standing::Disputed,
    }
}

/// What people settled of one case: one row for each verdict that someone decided and nobody disputes, by check. `decisions` are the case's, oldest
/// first and none undone.
#[must_use]
pub fn settle(decisions: &[Decision]) -> Vec<Settled> {
    by_check(decisions)
        .into_iter()
        .filter_map(|(check, readings)| {
            let standing = standing(&readings);
            let current = current(&readings);
            let word = match standing {
                Standing::Open | Standing::Disputed => return None,
                Standing::Settled => current.iter().rfind(|decision| decision.slot == Slot::Third)?,
                Standing::One | Standing::Agreed => current.last()?,
            };
            Some(Settled {
                check: check.to_owned(),
                outcome: word.outcome.clone(),
                overturned: word.outcome != word.suggested,
                readers: current.len(),
                standing,
            })
        })
        .collect()
}

/// The decisions by check, each list in the order given.
pub(super) fn by_check(decisions: &[Decision]) -> BTreeMap<&str, Vec<&Decision>> {
    let mut by_check: BTreeMap<&str, Vec<&Decision>> = BTreeMap::new();
    for decision in decisions {
        by_check.entry(decision.check.as_str()).or_default().push(decision);
    }
    by_check
}

/// Which slot a reader's next decision on a verdict has, or why there is none. `fingerprint` is the suggestion's as it stands now: where it has
/// changed, a reader may decide again.
pub(super) fn next_slot(readings: &[&Decision], reader: &str, role: Role, fingerprint: &str) -> Result<Slot, Refusal> {
    let current = current(readings);
    let own = current.iter().find(|decision| decision.reader == reader);
    let has_changed = current.iter().any(|decision| decision.fingerprint != fingerprint);
    if let Some(own) = own {
        return if own.fingerprint == fingerprint { Err(Refusal::AlreadyDecided) } else { Ok(own.slot) };
    }
    match standing(readings) {
        Standing::Open => Ok(Slot::First),
        Standing::One => Ok(Slot::Second),
        Standing::Disputed if role >= Role::Lead => Ok(Slot::Third),
        Standing::Disputed => Err(Refusal::NeedsThird),
        Standing::Agreed if has_changed => Ok(Slot::Second),
        Standing::Settled if has_changed && role >= Role::Lead => Ok(Slot::Third),
        Standing::Agreed | Standing::Settled => Err(Refusal::SettledByTwo),
    }
}

/// Whether a choice and its outcome fit the suggestion, and an overturning has its reason.
pub(super) fn fits(choice: Choice, outcome: &str, suggested: &str, reason: &str) -> Result<(), Refusal> {
    match choice {
        Choice::Confirm if outcome != suggested => Err(Refusal::OutcomeUnfit),
        Choice::Overturn if outcome == suggested => Err(Refusal::OutcomeUnfit),
        Choice::Overturn if reason.trim().is_empty() => Err(Refusal::ReasonMissing),
        _ => Ok(()),
    }
}

/// How far each verdict of a case has come that anybody decided. `decisions` as for [`settle`].
#[must_use]
pub fn standings(decisions: &[Decision]) -> BTreeMap<String, Standing> {
    by_check(decisions).into_iter().map(|(check, readings)| (check.to_owned(), standing(&readings))).collect()
}
