//! Small figures are not shown, nor what would give them away.
//!
//! A figure is a sum over *atoms*: the smallest groups that the breakdowns cut the cases into (one municipality, one measure, one year …). Whoever reads the report knows some
//! sums; a hidden one is safe when it is no combination of those that are shown. That is asked as it is: is the hidden figure's row in the span of the
//! shown figures' rows? Looking at each breakdown alone would not do: years lie inside laws, so that one breakdown can give another away.
//!
//! A point that is asked only of cases that hold at another tells of that other: how many it asks is how many held. So what the other hides is hidden here too, and guarded like
//! a small figure, even where nothing was asked.
//!
//! Arithmetic is modulo a prime of 61 bits, exact where fractions would grow: rows hold only 0 and 1.

use std::collections::BTreeMap;

/// 2^61 − 1.
const PRIME: u64 = (1 << 61) - 1;

/// Why a figure is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hidden {
    /// It rests on too few.
    Small,
    /// It would give a small one away.
    Secondary,
}

/// A figure to be shown or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    /// Which breakdown it belongs to.
    pub(super) dimension: usize,
    /// How many answers it rests on in each atom that has any; none too, where that would tell of the point's condition.
    pub(super) atoms: BTreeMap<usize, u64>,
    /// The figure of the same group at the point's condition is hidden.
    pub(super) guarded: bool,
}

impl Cell {
    fn base(&self) -> u64 {
        self.atoms.values().sum()
    }

    /// Why it must not be told, whatever else is shown.
    fn must(&self, smallest: u64) -> Option<Hidden> {
        if (1..smallest).contains(&self.base()) { Some(Hidden::Small) } else { self.guarded.then_some(Hidden::Secondary) }
    }
}

/// Which cells to hide. The first cell is the total; every other dimension's cells add up to it. Cells without atoms are never hidden.
pub(super) fn hide(cells: &[Cell], smallest: u64) -> Vec<Option<Hidden>> {
    let mut hidden: Vec<Option<Hidden>> = cells.iter().map(|cell| cell.must(smallest)).collect();
    if hidden.first().copied().flatten().is_some() {
        // All that there is, is too few: nothing of it is shown.
        return cells.iter().zip(hidden).map(|(cell, h)| h.or((!cell.atoms.is_empty()).then_some(Hidden::Secondary))).collect();
    }
    loop {
        let Some(more) = exposed(cells, &hidden, smallest).and_then(|at| cover(cells, &hidden, at)) else { return hidden };
        if let Some(state) = hidden.get_mut(more) {
            *state = Some(Hidden::Secondary);
        }
    }
}

/// A cell that must not be told and can be, from what is shown: because it is a combination of shown ones, or because all that its breakdown hides is too few.
fn exposed(cells: &[Cell], hidden: &[Option<Hidden>], smallest: u64) -> Option<usize> {
    let small = || cells.iter().enumerate().filter(|(_, cell)| cell.must(smallest).is_some() && !cell.atoms.is_empty());
    let hidden_of = |dimension| -> u64 {
        cells.iter().zip(hidden).filter(|(cell, h)| cell.dimension == dimension && h.is_some()).map(|(cell, _)| cell.base()).sum()
    };
    if let Some((at, _)) = small().find(|(_, cell)| hidden_of(cell.dimension) < smallest) {
        return Some(at);
    }
    let shown: Vec<&Cell> = cells.iter().zip(hidden).filter(|(_, h)| h.is_none()).map(|(cell, _)| cell).collect();
    let span = Span::of(&shown);
    small().find(|(_, cell)| span.holds(cell)).map(|(at, _)| at)
}

/// Which further cell to hide for one that is exposed: the smallest shown of its own breakdown, else the smallest of any.
fn cover(cells: &[Cell], hidden: &[Option<Hidden>], exposed: usize) -> Option<usize> {
    let dimension = cells.get(exposed)?.dimension;
    let shown = || cells.iter().enumerate().skip(1).zip(hidden.iter().skip(1)).filter(|((_, cell), h)| h.is_none() && cell.base() > 0);
    let least =
        |own: bool| shown().filter(|((_, cell), _)| !own || cell.dimension == dimension).min_by_key(|((at, cell), _)| (cell.base(), *at));
    least(true).or_else(|| least(false)).map(|((at, _), _)| at)
}

/// All sums of multiples of some rows, as rows in echelon form by their leading atom.
struct Span {
    rows: BTreeMap<usize, BTreeMap<usize, u64>>,
}

impl Span {
    fn of(cells: &[&Cell]) -> Self {
        let mut span = Self { rows: BTreeMap::new() };
        for cell in cells {
            let mut row = span.rest(cell);
            let Some((lead, value)) = row.first_key_value().map(|(lead, value)| (*lead, *value)) else { continue };
            let inverse = power(value, PRIME - 2);
            row.values_mut().for_each(|v| *v = times(*v, inverse));
            span.rows.insert(lead, row);
        }
        span
    }

    /// What is left of a cell's row when all that the span can take away is taken; empty where the span holds it.
    fn rest(&self, cell: &Cell) -> BTreeMap<usize, u64> {
        let mut row: BTreeMap<usize, u64> = cell.atoms.keys().map(|atom| (*atom, 1)).collect();
        let mut from = 0;
        while let Some((lead, value)) = row.range(from..).next().map(|(lead, value)| (*lead, *value)) {
            from = lead + 1;
            let Some(own) = self.rows.get(&lead) else { continue };
            for (atom, v) in own {
                let entry = row.entry(*atom).or_insert(0);
                *entry = (*entry + PRIME - times(*v, value)) % PRIME;
                if *entry == 0 {
                    row.remove(atom);
                }
            }
        }
        row
    }

    fn holds(&self, cell: &Cell) -> bool {
        self.rest(cell).is_empty()
    }
}

fn times(a: u64, b: u64) -> u64 {
    // The remainder is below 2^61.
    u64::try_from(u128::from(a) * u128::from(b) % u128::from(PRIME)).unwrap_or_default()
}

fn power(base: u64, mut exponent: u64) -> u64 {
    let (mut result, mut square) = (1, base);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = times(result, square);
        }
        square = times(square, square);
        exponent >>= 1;
    }
    result
}
