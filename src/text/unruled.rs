//! Tables without lines: in come the rows of a column, out come its lines and table rows.
//!
//! What makes a table is that words start at one place, after a gap, in several rows. Which printed rows make one table row
//! is told by empty first cells, by distance, and by whether the cell above had room for the word.

use crate::text::columns::{Piece, Setting, crosses, sides, starts_after_gap};
use crate::text::frame::{Print, Tok};
use crate::text::starts;

/// Lines and unruled tables of rows with no columns of text.
pub(crate) fn pieces<'a>(rows: Vec<Print<'a>>, column: u32, setting: &Setting) -> Vec<Piece<'a>> {
    let mut out = Vec::new();
    let mut k = 0;
    while let Some(row) = rows.get(k) {
        let tail = rows.get(k..).unwrap_or_default();
        if let Some((n, xs)) = table(tail, setting) {
            out.extend(logical_rows(tail.get(..n).unwrap_or_default(), &xs, setting).into_iter().map(Piece::Row));
            k += n;
            continue;
        }
        k += 1;
        let even = setting.stretched(row);
        let wide = row.split_where(|l, t| {
            !even && l.last().is_some_and(|p| t.x0 - p.x1 > 3.0 * row.size && !(l.len() == 1 && starts::mark(row, setting.noisy).is_some()))
        });
        if wide.len() > 1 {
            out.push(Piece::Row(wide.into_iter().map(|p| vec![p]).collect()));
        } else {
            out.push(Piece::Line { print: row.clone(), column });
        }
    }
    out
}

/// An unruled table at the first row: how many rows it has and where its columns start (without the first).
fn table(rows: &[Print], setting: &Setting) -> Option<(usize, Vec<f32>)> {
    let tol = setting.tolerance();
    let first = rows.first()?;
    let candidates = starts_after_gap(first, 0.75, setting);
    let mut best: Option<(usize, usize, f32)> = None;
    for (x, _) in &candidates {
        let (mut paired, mut end, mut narrow, mut below) = (0, 0, f32::MAX, None::<&Print>);
        for (i, r) in rows.iter().enumerate() {
            if below.is_some_and(|b| r.base - b.base > 2.9 * r.size.max(b.size)) || crosses(r, *x, tol, 3.0) {
                break;
            }
            below = Some(r);
            let gaps = starts_after_gap(r, 0.75, setting);
            if let Some((_, gap)) = gaps.iter().find(|g| (g.0 - x).abs() <= tol) {
                paired += 1;
                narrow = f32::min(narrow, *gap / r.size);
                end = i + 1;
            } else if (r.x0 - x).abs() <= tol {
                end = i + 1;
            } else if r.x1 > *x {
                break;
            }
        }
        let enough = paired >= 3 || paired == 2 && narrow >= 1.5;
        if enough && paired * 5 >= end * 2 && best.is_none_or(|b| paired > b.0) {
            best = Some((paired, end, *x));
        }
    }
    let (_, mut end, main) = best?;
    // The last row's label may go on below its value.
    while let (Some(last), Some(next)) = (end.checked_sub(1).and_then(|k| rows.get(k)), rows.get(end)) {
        let (label, _) = sides(last, main);
        let wraps = label.is_some_and(|l| l.x1 + setting.space + next.first_width() > main - 1.3 * l.size && (l.x0 - next.x0).abs() <= tol);
        if !wraps || next.x1 > main - 0.5 * next.size || next.base - last.base > 1.7 * next.size || (next.bold > 0.5) != (last.bold > 0.5) {
            break;
        }
        end += 1;
    }
    let run = rows.get(..end)?;
    let mut xs = vec![main];
    let mut others: Vec<f32> = run.iter().flat_map(|r| starts_after_gap(r, 0.75, setting)).map(|s| s.0).collect();
    others.sort_by(f32::total_cmp);
    for x in &others {
        let support = others.iter().filter(|o| (*o - x).abs() <= tol).count();
        if support >= 2
            && support * 4 >= end
            && xs.iter().all(|y| (y - x).abs() > 3.0 * tol)
            && !run.iter().any(|r| crosses(r, *x, tol, 3.0))
        {
            xs.push(*x);
        }
    }
    xs.sort_by(f32::total_cmp);
    Some((end, xs))
}

fn out_first_empty(row: Option<&Vec<Vec<Print>>>) -> bool {
    row.and_then(|cells| cells.first()).is_some_and(Vec::is_empty)
}

/// Joins a table's printed rows to logical ones: a row that only carries wrapped text belongs to the row above.
fn logical_rows<'a>(run: &[Print<'a>], xs: &[f32], setting: &Setting) -> Vec<Vec<Vec<Print<'a>>>> {
    let tol = setting.tolerance();
    let split = |r: &Print<'a>| -> Vec<Option<Print<'a>>> {
        let mut cells: Vec<Vec<Tok<'a>>> = vec![Vec::new(); xs.len() + 1];
        for t in &r.toks {
            if let Some(c) = cells.get_mut(xs.partition_point(|x| *x <= t.x0 + tol)) {
                c.push(*t);
            }
        }
        cells.into_iter().map(Print::new).collect()
    };
    let printed: Vec<(f32, f32, Vec<Option<Print>>)> = run.iter().map(|r| (r.base, r.size, split(r))).collect();
    let size = run.first().map_or(10.0, |r| r.size);
    let edges: Vec<f32> = (0..=xs.len())
        .map(|c| {
            let reached = printed.iter().filter_map(|p| p.2.get(c)?.as_ref().map(|l| l.x1)).fold(f32::MIN, f32::max);
            xs.get(c).map_or(reached, |next| reached.max(next - 1.3 * size))
        })
        .collect();
    let roomy = if setting.noisy { 2.1 } else { 1.75 };
    let tight = printed.windows(2).filter_map(|w| if let [a, b] = w { Some(b.0 - a.0) } else { None }).fold(f32::MAX, f32::min);
    let mut out: Vec<Vec<Vec<Print>>> = Vec::new();
    let mut above: Option<&(f32, f32, Vec<Option<Print>>)> = None;
    for (k, row) in printed.iter().enumerate() {
        let below = printed.get(k + 1).map_or(f32::MAX, |next| next.0 - row.0);
        let wraps = above.is_some_and(|a| {
            let pitch = row.0 - a.0;
            let first_empty = |r: &[Option<Print>]| r.first().is_some_and(Option::is_none);
            if pitch < 0.8 * size {
                // A label set at half the height of its value stands between the value's lines.
                return true;
            }
            if first_empty(&row.2) {
                return pitch < 1.9 * row.1 && below > 0.85 * pitch;
            }
            if first_empty(&a.2) && out_first_empty(out.last()) {
                return pitch < 1.22 * tight.max(1.1 * size);
            }
            pitch < 1.22 * tight
                && pitch < roomy * size
                && row.2.iter().zip(&a.2).zip(&edges).all(|((now, before), edge)| match (now, before) {
                    (None, _) => true,
                    (Some(now), Some(before)) => before.x1 + 0.25 * before.size + now.first_width() > edge + 0.5,
                    (Some(_), None) => false,
                })
        });
        if !wraps {
            out.push(vec![Vec::new(); xs.len() + 1]);
        }
        if let Some(last) = out.last_mut() {
            for (cell, line) in last.iter_mut().zip(&row.2) {
                cell.extend(line.clone());
            }
        }
        above = Some(row);
    }
    out
}
