//! Tables with horizontal lines only: in come the lines and the words, out come rows of cells.
//!
//! The rows are the bands between the lines. The columns are drawn nowhere: they are the white gutters that all bands
//! share, helped by the seams of lines that programs draw cell by cell. The first row has often no line above it.

use crate::text::frame::Tok;
use crate::text::ruled::{Seg, TOUCH, Table};

/// Moves such tables from `rest` to `tables`. `pieces` are the lines as drawn, before touching ones were joined.
pub(crate) fn find<'a>(lines: &[Seg], pieces: &[Seg], rest: &mut Vec<Tok<'a>>, tables: &mut Vec<Table<'a>>) {
    let mut lines = lines.to_vec();
    // Widest first: a row whose cells are joined may have a shorter line under it.
    lines.sort_by(|a, b| (b.to - b.from).total_cmp(&(a.to - a.from)).then(a.at.total_cmp(&b.at)));
    while let Some(first) = lines.first().copied() {
        let seams = seams(pieces, first);
        let ends_on = |x: f32, edge: f32| (x - edge).abs() < TOUCH || seams.iter().any(|s| (s - x).abs() < TOUCH);
        let same = |s: &Seg| ends_on(s.from, first.from) && ends_on(s.to, first.to);
        let mut group: Vec<f32> = lines.iter().filter(|s| same(s)).map(|s| s.at).collect();
        lines.retain(|s| !same(s));
        group.sort_by(f32::total_cmp);
        group.dedup_by(|a, b| *a - *b < TOUCH);
        if group.len() < 2 {
            continue;
        }
        let inside = |t: &Tok| {
            let x = t.centre().0;
            x > first.from - TOUCH && x < first.to + TOUCH
        };
        let mut bands: Vec<Vec<Tok<'a>>> = vec![head_band(rest, f32::MIN, first_of(&group), &inside)];
        for w in group.windows(2) {
            let [top, bottom] = w else { continue };
            bands.push(rest.iter().filter(|t| inside(t) && t.centre().1 > *top && t.centre().1 <= *bottom).copied().collect());
        }
        let mut k = 0;
        while k < bands.len() {
            let mut used = run_of_bands(bands.get(k..).unwrap_or_default(), &seams);
            if let (Some(above), Some(line), Some(band)) = (k.checked_sub(1).and_then(|j| group.get(j)), group.get(k), bands.get(k)) {
                // Other text may stand in the band above the table's first row, when the line above belongs to a heading.
                let head = head_band(rest, *above, *line, &inside);
                let first_gutter = used.as_ref().filter(|u| u.0 >= 2).and_then(|u| u.1.first().copied());
                let extra = || band.iter().filter(|t| !head.iter().any(|h| std::ptr::eq(h.word, t.word)));
                let starts_left = first_gutter.is_none_or(|g| extra().any(|t| t.x0 < g) && !extra().any(|t| t.x0 > g));
                if starts_left && head.len() < band.len() && !head.is_empty() {
                    if let Some(band) = bands.get_mut(k) {
                        *band = head;
                    }
                    used = run_of_bands(bands.get(k..).unwrap_or_default(), &seams);
                }
            }
            let Some((n, gutters)) = used.filter(|u| u.0 >= 2) else {
                k += 1;
                continue;
            };
            let taken = bands.get(k..k + n).unwrap_or_default();
            let rows: Vec<Vec<Vec<Tok<'a>>>> = taken.iter().map(|b| cut_at(b, &gutters)).collect();
            let top = taken.iter().flatten().map(|t| t.base - t.word.size).fold(f32::MAX, f32::min);
            rest.retain(|t| !taken.iter().flatten().any(|u| std::ptr::eq(u.word, t.word)));
            tables.push(Table { top, rows });
            k += n;
        }
    }
}

/// Where lines that are drawn cell by cell are put together: the table's column edges.
fn seams(pieces: &[Seg], whole: Seg) -> Vec<f32> {
    let inside = |s: &&Seg| s.from > whole.from - TOUCH && s.to < whole.to + TOUCH;
    let mut ends: Vec<f32> =
        pieces.iter().filter(inside).flat_map(|s| [s.from, s.to]).filter(|x| *x > whole.from + TOUCH && *x < whole.to - TOUCH).collect();
    ends.sort_by(f32::total_cmp);
    ends.chunk_by(|a, b| b - a < 1.0).filter(|c| c.len() >= 4).filter_map(|c| c.first().copied()).collect()
}

fn first_of(group: &[f32]) -> f32 {
    group.first().copied().unwrap_or(f32::MIN)
}

/// The words directly above a line: the first row of a table whose rows are only underlined.
fn head_band<'a>(rest: &[Tok<'a>], top: f32, line: f32, inside: &impl Fn(&Tok) -> bool) -> Vec<Tok<'a>> {
    let mut above: Vec<Tok<'a>> = rest.iter().filter(|t| inside(t) && t.centre().1 > top && t.base <= line + 1.0).copied().collect();
    above.sort_by(|a, b| b.base.total_cmp(&a.base));
    let mut out: Vec<Tok<'a>> = Vec::new();
    let mut low = line;
    let mut reach = 1.9;
    for t in above {
        let other_font = out.first().is_some_and(|o| (o.word.size - t.word.size).abs() > 0.04 * o.word.size || o.word.bold != t.word.bold);
        if low - t.base > reach * t.word.size || low - t.base > 0.3 * t.word.size && other_font {
            break;
        }
        if low - t.base > 0.3 * t.word.size {
            reach = 1.45;
        }
        low = t.base.min(low);
        out.push(t);
    }
    out
}

/// How many bands from the first share a gutter, and the gutters' middles.
fn run_of_bands(bands: &[Vec<Tok>], seams: &[f32]) -> Option<(usize, Vec<f32>)> {
    let mut free = gaps(bands.first()?);
    let mut n = 1;
    for band in bands.iter().skip(1) {
        let mut next = cross(&free, band);
        next.retain(|g| g.1 - g.0 >= 5.0);
        let seen = bands.get(..=n)?;
        let inner = |g: &(f32, f32)| seen.iter().flatten().any(|t| t.x1 <= g.0 + 0.1) && seen.iter().flatten().any(|t| t.x0 >= g.1 - 0.1);
        if !next.iter().any(inner) || band.is_empty() {
            break;
        }
        free = next;
        n += 1;
    }
    // A gutter must have words on both sides somewhere, and at least two rows must use it.
    let used = bands.get(..n)?;
    free.retain(|g| {
        let both = used.iter().filter(|b| parted(b, g)).count();
        let drawn = seams.iter().any(|s| *s > g.0 - 1.0 && *s < g.1 + 1.0);
        // A column that only the head row names: nothing was filled in below.
        let left_empty = n >= 3 && g.1 - g.0 > 6.0 && used.first().is_some_and(|b| parted(b, g));
        both >= 2 && both * 3 >= n || both >= 1 && drawn || left_empty
    });
    (!free.is_empty()).then(|| (n, free.iter().map(|g| (g.0 + g.1) / 2.0).collect()))
}

/// Words stand on both sides of a stretch.
fn parted(band: &[Tok], gap: &(f32, f32)) -> bool {
    band.iter().any(|t| t.x1 <= gap.0 + 0.1) && band.iter().any(|t| t.x0 >= gap.1 - 0.1)
}

/// White stretches between a band's words, seen from above.
fn gaps(band: &[Tok]) -> Vec<(f32, f32)> {
    let mut spans: Vec<(f32, f32, f32)> = band.iter().map(|t| (t.x0, t.x1, t.word.size)).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    // The sides count too: this band's first or last cell may be empty.
    let mut out = Vec::new();
    let mut end = f32::MIN;
    for (x0, x1, size) in spans {
        if end == f32::MIN || x0 - end > 0.45 * size {
            out.push((end, x0));
        }
        end = end.max(x1);
    }
    out.push((end, f32::MAX));
    out
}

/// What a band leaves free of some stretches; a stretch outside the band's words stays whole.
fn cross(free: &[(f32, f32)], band: &[Tok]) -> Vec<(f32, f32)> {
    let mut out: Vec<(f32, f32)> = free.to_vec();
    for t in band {
        out = out
            .into_iter()
            .flat_map(|(a, b)| if t.x1 <= a || t.x0 >= b { vec![(a, b)] } else { vec![(a, t.x0), (t.x1, b)] })
            .filter(|(a, b)| b - a > 1.0)
            .collect();
    }
    out
}

fn cut_at<'a>(band: &[Tok<'a>], gutters: &[f32]) -> Vec<Vec<Tok<'a>>> {
    let mut cells = vec![Vec::new(); gutters.len() + 1];
    for t in band {
        let k = gutters.partition_point(|g| *g <= t.centre().0);
        if let Some(cell) = cells.get_mut(k) {
            cell.push(*t);
        }
    }
    cells
}
