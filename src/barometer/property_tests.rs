#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_precision_loss, clippy::cast_possible_truncation)]
//! Intervals, suppression, draws and spans against slow and obvious judges.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::durations::bins;
use super::interval::wilson;
use super::sample::share;
use super::suppress::{Cell, hide};
use super::{Allocation, Ask, PopulationCase, draw};

proptest! {
    /// Wilson's bounds are the shares from which the observed one lies just 1.96 standard errors away: found here by halving.
    #[test]
    fn wilson_is_the_score_test_turned_round(base in 1_u64..400, part in 0.0_f64..=1.0, correction in 0.01_f64..=1.0) {
        let kept = (part * base as f64).round() as u64;
        let share = kept as f64 / base as f64;
        let distance = |p: f64| (share - p).abs() - 1.959_963_984_540_054 * (correction * p * (1.0 - p) / base as f64).sqrt();
        let halve = |mut inside: f64, mut outside: f64| {
            if distance(outside) <= 0.0 { return outside; }
            for _ in 0..200 {
                let middle = f64::midpoint(inside, outside);
                if distance(middle) <= 0.0 { inside = middle } else { outside = middle }
            }
            inside
        };
        let found = wilson(kept, base, correction).unwrap();
        prop_assert!((found.low - halve(share, 0.0)).abs() < 1e-6, "{found:?} {}", halve(share, 0.0));
        prop_assert!((found.high - halve(share, 1.0)).abs() < 1e-6, "{found:?} {}", halve(share, 1.0));
        prop_assert!(0.0 <= found.low && found.low <= share && share <= found.high && found.high <= 1.0);
    }

    /// Whoever knows all shown figures cannot tell a small one: no way to solve for it, by fractions in full.
    #[test]
    fn what_is_hidden_cannot_be_computed(rows in prop::collection::vec((0_usize..4, 0_usize..6, 0_usize..4), 1..60), smallest in 2_u64..7) {
        let (cells, atoms) = cells_of(&rows);
        let hidden = hide(&cells, smallest);
        for (cell, state) in cells.iter().zip(&hidden) {
            let base: u64 = cell.atoms.values().sum();
            prop_assert!(base == 0 || base >= smallest || state.is_some(), "a small cell is shown");
            prop_assert!(base > 0 || state.is_none(), "an empty cell is hidden");
        }
        let shown: Vec<Vec<f64>> = cells.iter().zip(&hidden).filter(|(_, h)| h.is_none()).map(|(cell, _)| row(cell, atoms)).collect();
        for (cell, state) in cells.iter().zip(&hidden) {
            let base: u64 = cell.atoms.values().sum();
            if state.is_some() && base < smallest {
                prop_assert!(!is_solvable(&shown, &row(cell, atoms)), "computable: {cell:?} of {cells:?}, {hidden:?}");
                let together: u64 = cells.iter().zip(&hidden).filter(|(c, h)| c.dimension == cell.dimension && h.is_some()).map(|(c, _)| c.atoms.values().sum::<u64>()).sum();
                prop_assert!(cell.dimension == 0 || together >= smallest || hidden[0].is_some(), "all that is hidden is itself too few");
            }
        }
    }

    /// Shares add up, none is above its stratum or below one, and a larger stratum never gets less but for the one case that cannot be shared.
    #[test]
    fn strata_add_up(sizes in prop::collection::vec(1_u64..200, 1..25), part in 0.0_f64..=1.0, equal in any::<bool>()) {
        let all: u64 = sizes.iter().sum();
        let strata = sizes.len() as u64;
        let size = strata + (part * (all - strata) as f64) as u64;
        let allocation = if equal { Allocation::Equal } else { Allocation::Proportional };
        let shares = share(&sizes, size, allocation);
        prop_assert_eq!(shares.iter().sum::<u64>(), size);
        for (own, given) in sizes.iter().zip(&shares) {
            prop_assert!(*given >= 1 && given <= own);
        }
        for (a, x) in sizes.iter().zip(&shares) {
            for (b, y) in sizes.iter().zip(&shares) {
                prop_assert!(a <= b || *x + 1 >= *y, "{a} gets {x}, {b} gets {y}");
            }
        }
    }

    /// The same seed draws the same cases whatever the order of the list; a case that is added pushes out at most one.
    #[test]
    fn draws_can_be_repeated(count in 10_u64..80, seed in any::<u64>(), size in 1_u64..10) {
        let list: Vec<PopulationCase> = (0..count).map(|n| listed(&format!("sag-{n}"), n)).collect();
        let ask = Ask { size, seed, ..Ask::default() };
        let ids = |list: &[PopulationCase]| draw(list, &ask).unwrap().cases.into_iter().map(|case| case.case).collect::<BTreeSet<_>>();
        let first = ids(&list);
        prop_assert_eq!(first.len() as u64, size);
        let backwards: Vec<PopulationCase> = list.iter().rev().cloned().collect();
        prop_assert_eq!(&ids(&backwards), &first);
        let more: Vec<PopulationCase> = list.iter().cloned().chain([listed("sag-ny", 3)]).collect();
        prop_assert!(ids(&more).difference(&first).count() <= 1);
    }

    /// Spans keep every case, leave no gap and show no few.
    #[test]
    fn bins_hold_everybody(mut days in prop::collection::vec(0_u64..400, 5..80)) {
        days.sort_unstable();
        let found = bins(&days, 5);
        prop_assert_eq!(found.iter().map(|bin| bin.2).sum::<u64>(), days.len() as u64);
        prop_assert!(found.iter().all(|bin| bin.2 == 0 || bin.2 >= 5));
        prop_assert!(found.windows(2).all(|pair| pair[0].1 == Some(pair[1].0)));
        prop_assert!(found[0].0 == 0 && found.last().unwrap().1.is_none());
    }
}

pub(super) fn listed(id: &str, number: u64) -> PopulationCase {
    PopulationCase {
        case: id.to_owned(),
        municipality: Some(["Aarhus", "Vejle", "Odense"][number as usize % 3].to_owned()),
        case_type: Some(["anbringelse", "familiebehandling"][number as usize % 2].to_owned()),
        consent: None,
        decision: "2022-03-01".parse().ok(),
        acts: None,
        act_names: Vec::new(),
    }
}

/// The total, then three breakdowns; the third lies inside the first, as years lie inside laws.
fn cells_of(rows: &[(usize, usize, usize)]) -> (Vec<Cell>, usize) {
    let keys: BTreeSet<_> = rows.iter().copied().collect();
    let atoms: BTreeMap<_, usize> = keys.into_iter().enumerate().map(|(at, key)| (key, at)).collect();
    let mut cells: BTreeMap<(usize, usize), Cell> = BTreeMap::new();
    for key in rows {
        let groups = [(0, 0), (1, key.0 / 2), (2, key.1), (3, key.0), (4, key.2)];
        for (dimension, group) in groups {
            let cell = cells.entry((dimension, group)).or_insert_with(|| Cell { dimension, atoms: BTreeMap::new(), guarded: false });
            *cell.atoms.entry(atoms[key]).or_insert(0) += 1;
        }
    }
    (cells.into_values().collect(), atoms.len())
}

fn row(cell: &Cell, atoms: usize) -> Vec<f64> {
    (0..atoms).map(|atom| if cell.atoms.contains_key(&atom) { 1.0 } else { 0.0 }).collect()
}

/// Whether the wanted row is a combination of the shown ones: least squares by Gram and Schmidt, in floating point.
fn is_solvable(shown: &[Vec<f64>], wanted: &[f64]) -> bool {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let mut basis: Vec<Vec<f64>> = Vec::new();
    let rest = |row: &[f64], basis: &[Vec<f64>]| {
        let mut left = row.to_vec();
        // Twice is enough.
        for own in basis.iter().chain(basis) {
            let along = dot(&left, own);
            left.iter_mut().zip(own).for_each(|(x, y)| *x -= along * y);
        }
        left
    };
    for row in shown {
        let left = rest(row, &basis);
        let length = dot(&left, &left).sqrt();
        if length > 1e-7 {
            basis.push(left.iter().map(|x| x / length).collect());
        }
    }
    let left = rest(wanted, &basis);
    dot(&left, &left).sqrt() < 1e-7
}
