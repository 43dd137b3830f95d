//! Ruled tables: in come a page's words and ruled lines, out come the tables' rows of cells and the words left over.
//!
//! Here the full grids, whose cells are the areas between crossing lines (a missing piece of a line joins two cells); tables
//! with horizontal lines only are left to `banded`. A frame around one piece of text is no table, and a line under a heading none either.

use crate::pdf::Rule;
use crate::text::banded;
use crate::text::frame::Tok;

/// A table lifted off the page.
pub(crate) struct Table<'a> {
    /// Upper edge.
    pub top: f32,
    /// Rows of cells of words; every row has at least one cell, empty cells hold no words.
    pub rows: Vec<Vec<Vec<Tok<'a>>>>,
}

/// A straight piece of line: its place across, and from where to where it runs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seg {
    /// Its place across its direction.
    pub at: f32,
    /// Where it starts.
    pub from: f32,
    /// Where it ends.
    pub to: f32,
}

/// How far ends may miss each other and still touch.
pub(crate) const TOUCH: f32 = 3.0;
/// Bounds against pages of thousands of strokes (drawings, hatching).
const MAX_PIECES: usize = 20_000;
const MAX_LINES: usize = 1500;
const MAX_CELLS: usize = 20_000;

/// Lifts all ruled tables; the second part holds the words outside them, in their order.
pub(crate) fn lift<'a>(toks: Vec<Tok<'a>>, rules: &[Rule]) -> (Vec<Table<'a>>, Vec<Tok<'a>>) {
    if rules.len() > MAX_PIECES {
        return (Vec::new(), toks);
    }
    let (mut across, mut down) = (Vec::new(), Vec::new());
    for r in rules {
        let [x0, y0, x1, y1] = r.bbox;
        if !(x0.is_finite() && y0.is_finite() && x1.is_finite() && y1.is_finite()) {
            continue;
        }
        if x1 - x0 > y1 - y0 {
            across.push(Seg { at: (y0 + y1) / 2.0, from: x0, to: x1 });
        } else {
            down.push(Seg { at: (x0 + x1) / 2.0, from: y0, to: y1 });
        }
    }
    let pieces = across.clone();
    let across: Vec<Seg> = merged(across).into_iter().filter(|s| s.to - s.from > 6.0).collect();
    let down: Vec<Seg> = merged(down).into_iter().filter(|s| s.to - s.from > 5.0).collect();
    if across.len() + down.len() > MAX_LINES {
        return (Vec::new(), toks);
    }
    let mut tables = Vec::new();
    let mut rest = toks;
    let mut spare: Vec<Seg> = Vec::new();
    for (h, v) in components(&across, &down) {
        let taken = Grid::new(&h, &v).and_then(|g| g.take(&mut rest));
        match taken {
            Some(table) => tables.push(table),
            None => spare.extend(h),
        }
    }
    banded::find(&spare, &pieces, &mut rest, &mut tables);
    tables.sort_by(|a, b| a.top.total_cmp(&b.top));
    (tables, rest)
}

/// Joins pieces that lie on one line and touch.
fn merged(mut segs: Vec<Seg>) -> Vec<Seg> {
    segs.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.from.total_cmp(&b.from)));
    // Cells draw their own edges, so one line may come as several a hair apart: set each cluster on its first place.
    let mut place = f32::MIN;
    for s in &mut segs {
        if s.at - place > 1.6 {
            place = s.at;
        }
        s.at = place;
    }
    segs.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.from.total_cmp(&b.from)));
    let mut out: Vec<Seg> = Vec::new();
    for s in segs {
        match out.last_mut() {
            Some(l) if l.at == s.at && s.from - l.to < TOUCH => l.to = l.to.max(s.to),
            _ => out.push(s),
        }
    }
    out
}

/// Groups of lines that touch each other, horizontal ones and vertical ones.
fn components(across: &[Seg], down: &[Seg]) -> Vec<(Vec<Seg>, Vec<Seg>)> {
    let mut sets = Sets::new(across.len() + down.len());
    for (i, h) in across.iter().enumerate() {
        for (j, v) in down.iter().enumerate() {
            if v.at > h.from - TOUCH && v.at < h.to + TOUCH && h.at > v.from - TOUCH && h.at < v.to + TOUCH {
                sets.join(i, across.len() + j);
            }
        }
    }
    let mut out: Vec<(usize, Vec<Seg>, Vec<Seg>)> = Vec::new();
    for k in 0..across.len() + down.len() {
        let root = sets.root(k);
        let at = out.iter().position(|o| o.0 == root).unwrap_or_else(|| {
            out.push((root, Vec::new(), Vec::new()));
            out.len() - 1
        });
        let Some(group) = out.get_mut(at) else { continue };
        match (across.get(k), k.checked_sub(across.len()).and_then(|j| down.get(j))) {
            (Some(h), _) => group.1.push(*h),
            (None, Some(v)) => group.2.push(*v),
            _ => {}
        }
    }
    out.into_iter().map(|(_, h, v)| (h, v)).collect()
}

/// Disjoint sets of numbers.
struct Sets(Vec<usize>);

impl Sets {
    fn new(n: usize) -> Self {
        Self((0..n).collect())
    }

    fn root(&mut self, mut k: usize) -> usize {
        while let Some(&up) = self.0.get(k) {
            if up == k {
                break;
            }
            let higher = self.0.get(up).copied().unwrap_or(up);
            if let Some(slot) = self.0.get_mut(k) {
                *slot = higher;
            }
            k = up;
        }
        k
    }

    /// The lower number becomes the root, so that a cell's root is its upper left corner.
    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(slot) = self.0.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
}

/// A grid's lines, and for each elementary cell the cell it belongs to.
struct Grid {
    xs: Vec<f32>,
    ys: Vec<f32>,
    roots: Vec<usize>,
}

impl Grid {
    fn new(h: &[Seg], v: &[Seg]) -> Option<Self> {
        if h.is_empty() || v.is_empty() {
            return None;
        }
        let (mut xs, mut ys): (Vec<f32>, Vec<f32>) = (v.iter().map(|s| s.at).collect(), h.iter().map(|s| s.at).collect());
        // Open sides: the ends of the other lines close the table.
        xs.extend(h.iter().flat_map(|s| [s.from, s.to]));
        ys.extend(v.iter().flat_map(|s| [s.from, s.to]));
        let (xs, ys) = (clusters(xs), clusters(ys));
        let (rows, cols) = (ys.len().checked_sub(1)?, xs.len().checked_sub(1)?);
        if cols < 2 || rows == 0 || rows * cols > MAX_CELLS {
            return None;
        }
        let covers = |segs: &[Seg], at: f32, mid: f32| segs.iter().any(|s| (s.at - at).abs() < TOUCH + 0.5 && s.from <= mid && s.to >= mid);
        let mut sets = Sets::new(rows * cols);
        for (r, y) in ys.windows(2).enumerate() {
            for (c, x) in xs.windows(2).enumerate() {
                let ([y0, y1], [x0, x1]) = (y, x) else { continue };
                if c + 1 < cols && !covers(v, *x1, (y0 + y1) / 2.0) {
                    sets.join(r * cols + c, r * cols + c + 1);
                }
                if r + 1 < rows && !covers(h, *y1, (x0 + x1) / 2.0) {
                    sets.join(r * cols + c, (r + 1) * cols + c);
                }
            }
        }
        let roots = (0..rows * cols).map(|k| sets.root(k)).collect();
        Some(Self { xs, ys, roots })
    }

    /// Takes the words inside, if the grid has more than one column.
    fn take<'a>(&self, rest: &mut Vec<Tok<'a>>) -> Option<Table<'a>> {
        let cols = self.xs.len() - 1;
        let mut cells: Vec<(usize, Vec<Tok<'a>>)> = Vec::new();
        let mut roots = self.roots.clone();
        roots.sort_unstable();
        roots.dedup();
        cells.extend(roots.into_iter().map(|root| (root, Vec::new())));
        let rows: Vec<usize> = cells.iter().map(|c| c.0 / cols).collect();
        if !rows.windows(2).any(|w| matches!(w, [a, b] if a == b)) {
            return None;
        }
        let place = |t: &Tok| {
            let (x, y) = t.centre();
            let c = self.xs.partition_point(|v| *v <= x).checked_sub(1).filter(|c| *c < cols)?;
            let r = self.ys.partition_point(|v| *v <= y).checked_sub(1).filter(|r| r + 1 < self.ys.len())?;
            self.roots.get(r * cols + c).copied()
        };
        rest.retain(|t| {
            let slot = place(t).and_then(|root| cells.binary_search_by_key(&root, |c| c.0).ok()).and_then(|k| cells.get_mut(k));
            match slot {
                Some(cell) => {
                    cell.1.push(*t);
                    false
                }
                None => true,
            }
        });
        let mut out: Vec<(usize, Vec<Vec<Tok<'a>>>)> = Vec::new();
        for (root, words) in cells {
            match out.last_mut() {
                Some((row, cells)) if *row == root / cols => cells.push(words),
                _ => out.push((root / cols, vec![words])),
            }
        }
        let rows: Vec<Vec<Vec<Tok<'a>>>> =
            out.into_iter().map(|(_, cells)| cells).filter(|cells| cells.iter().any(|c| !c.is_empty())).collect();
        Some(Table { top: self.ys.first().copied().unwrap_or_default(), rows })
    }
}

fn clusters(mut at: Vec<f32>) -> Vec<f32> {
    at.sort_by(f32::total_cmp);
    let mut out: Vec<f32> = Vec::new();
    for a in at {
        if out.last().is_none_or(|l| a - l > TOUCH + 0.5) {
            out.push(a);
        }
    }
    out
}
