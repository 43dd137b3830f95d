//! The draw: which cases of a population to ask for.
//!
//! Cases are ordered by a hash of seed and id, and the first of each stratum are taken. So the draw depends on the seed and the ids alone, not on the order of the list, on a library's
//! generator or on the machine; anyone can repeat it with a pocket tool, and a case that is added to the list moves no other out of its order.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::error::BarometerError;
use super::faults::DrawFault;
use super::frame::{Frame, PopulationCase, Sampled, Stratum};
use super::words::place_key;

/// How a size is shared between strata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Allocation {
    /// By their numbers of cases; every stratum gets at least one.
    #[default]
    Proportional,
    /// The same to each, as far as it has as many.
    Equal,
}

impl Allocation {
    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Proportional => "proportional",
            Self::Equal => "equal",
        }
    }
}

/// What to draw.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ask {
    /// What the list is called.
    pub source: String,
    /// How many cases.
    pub size: u64,
    /// The seed.
    pub seed: u64,
    /// Part strata by municipality.
    pub by_municipality: bool,
    /// Part strata by measure.
    pub by_case_type: bool,
    /// How the size is shared.
    pub allocation: Allocation,
    /// Only these municipalities (empty: all).
    pub municipalities: Vec<String>,
    /// Only these measures (empty: all).
    pub case_types: Vec<String>,
    /// Decisions from this day.
    pub from: Option<NaiveDate>,
    /// Decisions to this day, itself included.
    pub to: Option<NaiveDate>,
}

/// Draws. Gives how it was done, and the cases by stratum and in the order in which they were drawn.
///
/// # Errors
/// [`BarometerError::Draw`] where nothing fits, or the size cannot be met.
pub fn draw(list: &[PopulationCase], ask: &Ask) -> Result<Sampled, BarometerError> {
    let failed = |why: DrawFault| Err(BarometerError::Draw { why });
    if let Some(unknown) = ask.municipalities.iter().find(|name| !list.iter().any(|case| is_of(case, name))) {
        return failed(DrawFault::Municipality { name: unknown.clone() });
    }
    if let Some(unknown) = ask.case_types.iter().find(|name| !list.iter().any(|case| case.case_type.as_ref() == Some(name))) {
        return failed(DrawFault::CaseType { name: unknown.clone() });
    }
    let mut strata: BTreeMap<(Option<String>, Option<String>), Vec<&PopulationCase>> = BTreeMap::new();
    for case in list.iter().filter(|case| fits(case, ask)) {
        let municipality = ask.by_municipality.then(|| case.municipality.clone()).flatten();
        let case_type = ask.by_case_type.then(|| case.case_type.clone()).flatten();
        strata.entry((municipality, case_type)).or_default().push(case);
    }
    let sizes: Vec<u64> = strata.values().map(|cases| count(cases.len())).collect();
    let all: u64 = sizes.iter().sum();
    if ask.size == 0 || ask.size > all {
        return failed(DrawFault::Size { asked: ask.size, fit: all, listed: count(list.len()) });
    }
    if ask.size < count(sizes.len()) {
        return failed(DrawFault::Strata { asked: ask.size, strata: count(sizes.len()) });
    }
    let shares = share(&sizes, ask.size, ask.allocation);
    let (mut drawn, mut told) = (Vec::new(), Vec::new());
    for (((municipality, case_type), mut cases), take) in strata.into_iter().zip(shares) {
        told.push(Stratum { municipality, case_type, population: count(cases.len()), drawn: take });
        cases.sort_by_cached_key(|case| (rank(ask.seed, &case.case), case.case.clone()));
        drawn.extend(cases.into_iter().take(usize::try_from(take).unwrap_or(usize::MAX)).cloned());
    }
    let frame = Frame {
        source: ask.source.clone(),
        list: list_hash(list, ask),
        seed: ask.seed,
        allocation: ask.allocation.name().to_owned(),
        by: [(ask.by_municipality, "municipality"), (ask.by_case_type, "case_type")]
            .iter()
            .filter(|(on, _)| *on)
            .map(|(_, n)| (*n).to_owned())
            .collect(),
        municipalities: ask.municipalities.clone(),
        case_types: ask.case_types.clone(),
        from: ask.from,
        to: ask.to,
        outside: count(list.len()) - all,
        strata: told,
    };
    Ok(Sampled { frame, cases: drawn })
}

/// Whether a case fits what was asked for; one whose decision is not known fits no period.
fn fits(case: &PopulationCase, ask: &Ask) -> bool {
    let is_in = |day: NaiveDate| ask.from.is_none_or(|from| from <= day) && ask.to.is_none_or(|to| day <= to);
    (ask.municipalities.is_empty() || ask.municipalities.iter().any(|name| is_of(case, name)))
        && (ask.case_types.is_empty() || case.case_type.as_ref().is_some_and(|own| ask.case_types.contains(own)))
        && (ask.from.is_none() && ask.to.is_none() || case.decision.is_some_and(is_in))
}

fn is_of(case: &PopulationCase, municipality: &str) -> bool {
    case.municipality.as_deref().is_some_and(|own| place_key(own) == place_key(municipality))
}

/// How many of each stratum, by its size. They add up to `size`, none is above its stratum's size, and none is zero.
pub(super) fn share(sizes: &[u64], size: u64, allocation: Allocation) -> Vec<u64> {
    let mut shares: Vec<u64> = sizes.iter().map(|_| 1).collect();
    let mut left = size.saturating_sub(count(sizes.len()));
    // One case at a time to the stratum that is furthest behind what it ought to have: the largest remainder, with the bounds kept at each step.
    while left > 0 {
        let behind = |at: usize| -> Option<(u64, u64)> {
            let (own, has) = (*sizes.get(at)?, *shares.get(at)?);
            match allocation {
                _ if has >= own => None,
                // own / (2·has + 1), Webster's rule, as a fraction.
                Allocation::Proportional => Some((own, 2 * has + 1)),
                Allocation::Equal => Some((1, has)),
            }
        };
        let more = |a: (u64, u64), b: (u64, u64)| u128::from(a.0) * u128::from(b.1) > u128::from(b.0) * u128::from(a.1);
        let best =
            (0..sizes.len()).filter_map(|at| Some((at, behind(at)?))).reduce(|best, next| if more(next.1, best.1) { next } else { best });
        let Some(chosen) = best.and_then(|(at, _)| shares.get_mut(at)) else { break };
        *chosen += 1;
        left -= 1;
    }
    shares
}

/// A case's place in the order of a seed: the SHA-256 of `seed`, a line break and the id.
fn rank(seed: u64, case: &str) -> [u8; 32] {
    Sha256::digest(format!("{seed}\n{case}").as_bytes()).into()
}

/// A hash of the ids that could be drawn, in order, one a line: 12 hexadecimal digits.
fn list_hash(list: &[PopulationCase], ask: &Ask) -> String {
    let mut ids: Vec<&str> = list.iter().filter(|case| fits(case, ask)).map(|case| case.case.as_str()).collect();
    ids.sort_unstable();
    Sha256::digest(ids.join("\n").as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
