//! Columns: in come the rows of a page (or of a part of it), out come its lines in reading order and its unruled tables.
//!
//! A gutter is either between two columns of running text (read the left one first) or between a table's cells (read row by
//! row). The telling signs: running text fills its lines, so the next line's first word would not have fitted; a table's rows
//! start together in all columns after each gap.

use crate::text::frame::{Print, Tok};
use crate::text::starts::{self, Label};
use crate::text::unruled;

/// A part of the page in reading order.
pub(crate) enum Piece<'a> {
    /// A printed line; lines of the same column number share their edges.
    Line {
        /// The line.
        print: Print<'a>,
        /// 0 for the page's own width, a new number for each column of text.
        column: u32,
    },
    /// A table row: cells of printed lines.
    Row(Vec<Vec<Print<'a>>>),
}

/// What is the same for a whole page.
pub(crate) struct Setting {
    /// Positions and sizes are rough.
    pub noisy: bool,
    /// Usual gap between words, in points.
    pub space: f32,
    /// The last column number given.
    pub columns: u32,
    /// The right edge that evenly stretched lines end at, when the page has such lines.
    pub justified: Option<f32>,
}

impl Setting {
    /// A justified line, wide as its spaces may be, holds no columns.
    pub fn stretched(&self, row: &Print) -> bool {
        self.justified.is_some_and(|edge| (row.x1 - edge).abs() < 1.5) && row.stretch().is_some()
    }

    pub fn tolerance(&self) -> f32 {
        if self.noisy { 4.5 } else { 2.5 }
    }
}

/// The edge that a page's evenly stretched lines end at.
pub(crate) fn justified_edge(rows: &[Print]) -> Option<f32> {
    let mut ends: Vec<f32> = rows.iter().filter(|r| r.word_count() >= 3 && r.stretch().is_some()).map(|r| r.x1).collect();
    ends.sort_by(f32::total_cmp);
    let right = rows.iter().map(|r| r.x1).fold(f32::MIN, f32::max);
    ends.last().copied().filter(|e| right - e < 3.0)
}

/// Orders rows into pieces. `column` is the column they stand in.
pub(crate) fn order<'a>(rows: Vec<Print<'a>>, column: u32, setting: &mut Setting, depth: u32) -> Vec<Piece<'a>> {
    let mut out = Vec::new();
    let mut rest = rows;
    // Each turn takes one block of columns out, with the rows before it.
    while let Some((from, to, x)) = if depth < 4 { prose_columns(&rest, setting) } else { None } {
        let after = rest.split_off(to);
        let block = rest.split_off(from);
        out.extend(unruled::pieces(rest, column, setting));
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for row in block {
            let (l, r) = sides(&row, x);
            left.extend(l);
            right.extend(r);
        }
        for side in [left, right] {
            setting.columns += 1;
            let number = setting.columns;
            out.extend(order(side, number, setting, depth + 1));
        }
        rest = after;
    }
    out.extend(unruled::pieces(rest, column, setting));
    out
}

/// Where words start after a gap of at least `ems` font sizes, with the gap's width; a bullet's gap does not count.
pub(crate) fn starts_after_gap(row: &Print, ems: f32, setting: &Setting) -> Vec<(f32, f32)> {
    if setting.stretched(row) {
        return Vec::new();
    }
    let text_start = starts::mark(row, setting.noisy).map(|m| m.1);
    row.toks
        .windows(2)
        .filter_map(|w| match w {
            [a, b] if b.x0 - a.x1 >= (ems * row.size).max(2.2 * setting.space) && text_start != Some(b.x0) => Some((b.x0, b.x0 - a.x1)),
            _ => None,
        })
        .collect()
}

/// A row's words left of a gutter, and those from it on.
pub(crate) fn sides<'a>(row: &Print<'a>, x: f32) -> (Option<Print<'a>>, Option<Print<'a>>) {
    let (left, right): (Vec<Tok>, Vec<Tok>) = row.toks.iter().partition(|t| t.x0 < x - 4.0);
    (Print::new(left), Print::new(right))
}

/// True when a word lies over the white stretch, `gutter` wide, left of `x`.
pub(crate) fn crosses(row: &Print, x: f32, tolerance: f32, gutter: f32) -> bool {
    row.toks.iter().any(|t| t.x0 < x - tolerance && t.x1 > x - gutter)
}

/// The first block of text in two columns: rows from, to, and where the right column starts.
fn prose_columns(rows: &[Print], setting: &Setting) -> Option<(usize, usize, f32)> {
    let tol = setting.tolerance();
    let left = rows.iter().map(|r| r.x0).fold(f32::MAX, f32::min);
    let right = rows.iter().map(|r| r.x1).fold(f32::MIN, f32::max);
    let inner = |x: f32| x > left + 0.25 * (right - left) && x < left + 0.8 * (right - left);
    let mut marks: Vec<f32> = Vec::new();
    for r in rows {
        marks.extend(starts_after_gap(r, 1.0, setting).iter().map(|s| s.0).filter(|x| inner(*x)));
        if inner(r.x0) {
            marks.push(r.x0);
        }
    }
    marks.sort_by(f32::total_cmp);
    let mut tried = f32::MIN;
    for (i, x) in marks.iter().enumerate() {
        if *x - tried < tol || marks.get(i + 1).is_none_or(|next| next - x > tol) {
            continue;
        }
        tried = *x;
        let mut k = 0;
        while k < rows.len() {
            let len = rows.get(k..).unwrap_or_default().iter().take_while(|r| !crosses(r, *x, tol, 0.9 * r.size)).count();
            if let Some((from, to)) = rows.get(k..k + len).and_then(|run| columns_in(run, *x, setting)) {
                return Some((k + from, k + to, *x));
            }
            k += len + 1;
        }
    }
    None
}

/// Judges a run of rows free at `x`: the part of it that is text in two columns, if any.
fn columns_in(run: &[Print], x: f32, setting: &Setting) -> Option<(usize, usize)> {
    let from = run.iter().position(|r| r.x1 > x)?;
    let mut to = run.iter().rposition(|r| r.x1 > x)? + 1;
    // A heading set across stands only on the left: the columns start where both do.
    let (mut left, mut right): (Vec<Print>, Vec<Print>) = (Vec::new(), Vec::new());
    for r in run.get(from..to)? {
        let (l, r) = sides(r, x);
        left.extend(l);
        right.extend(r);
    }
    let (first_left, first_right) = (left.first()?, right.first()?);
    if (first_left.base - first_right.base).abs() > 1.8 * first_left.size {
        return None;
    }
    // The left column's last lines may go on below the right one.
    while let (Some(a), Some(b)) = (run.get(to - 1), run.get(to)) {
        if b.base - a.base > 1.7 * b.size || (b.size - a.size).abs() > 0.5 {
            break;
        }
        left.push(b.clone());
        to += 1;
    }
    // Forms in two columns of "Label: value" lines; a line without a label is a wrapped value.
    let labelled = |p: &Print| starts::label(p) != Label::None;
    let labels = |side: &[Print]| {
        let edge = side.iter().map(|p| p.x1).fold(f32::MIN, f32::max);
        side.len() >= 2
            && side.first().is_some_and(labelled)
            && side.windows(2).all(|w| matches!(w, [a, b] if labelled(b) || a.x1 + 0.25 * a.size + b.first_width() > edge))
    };
    if labels(&left) && labels(&right) {
        return Some((from, to));
    }
    let prose =
        |side: &[Print]| side.len() >= 3 && side.iter().map(Print::word_count).sum::<usize>() >= 3 * side.len() && full_share(side) >= 0.5;
    (left.len() + right.len() >= 8 && prose(&left) && prose(&right) && !rows_start_together(&left, &right, setting)).then_some((from, to))
}

/// Share of lines that could not have held the next line's first word.
fn full_share(side: &[Print]) -> f32 {
    let edge = side.iter().map(|p| p.x1).fold(f32::MIN, f32::max);
    let pairs: Vec<bool> = side
        .windows(2)
        .filter_map(|w| match w {
            [a, b] if b.base - a.base < 1.9 * a.size => Some(a.x1 + 0.25 * a.size + b.first_width() > edge),
            _ => None,
        })
        .collect();
    pairs.iter().filter(|f| **f).count() as f32 / pairs.len().max(1) as f32
}

/// The gaps of both sides lie side by side: a table's rows.
fn rows_start_together(left: &[Print], right: &[Print], setting: &Setting) -> bool {
    let after_gaps = |side: &[Print]| {
        let mut pitches: Vec<f32> = side.windows(2).filter_map(|w| if let [a, b] = w { Some(b.base - a.base) } else { None }).collect();
        pitches.sort_by(f32::total_cmp);
        let usual = pitches.get(pitches.len() / 3).copied().unwrap_or(f32::MAX);
        side.windows(2)
            .filter_map(|w| if let [a, b] = w { (b.base - a.base > 1.22 * usual).then_some(b.base) } else { None })
            .collect::<Vec<f32>>()
    };
    let (l, r) = (after_gaps(left), after_gaps(right));
    let shared = l.iter().filter(|a| r.iter().any(|b| (*a - b).abs() < setting.tolerance())).count();
    shared > 0 && shared * 10 >= 6 * l.len().max(r.len())
}
