//! Printed lines to logical lines: in come a page's pieces in reading order, out come paragraphs, headings, items, rows.
//!
//! The main sign that a line goes on in the next one is that the next one's first word had no room left; vertical distance,
//! indent, font and how the lines start overrule it.

use crate::text::columns::Piece;
use crate::text::frame::Print;
use crate::text::hyphen::trailing_hyphen;
use crate::text::measure::{Measure, column_edges};
use crate::text::model::LineKind;
use crate::text::starts::{self, Label, Mark};

/// A logical line before it is written: cells of printed lines (one cell but for rows).
#[derive(Debug, Clone)]
pub(crate) struct Logical<'a> {
    /// What it is.
    pub kind: LineKind,
    /// Its cells.
    pub cells: Vec<Vec<Print<'a>>>,
    /// A gap stands above.
    pub gap_before: bool,
    /// It goes on from the page before.
    pub continues: bool,
}

impl<'a> Logical<'a> {
    /// A line of its own.
    pub fn single(kind: LineKind, print: Print<'a>) -> Self {
        Self { kind, cells: vec![vec![print]], gap_before: false, continues: false }
    }

    /// Its printed lines, cell by cell.
    pub fn prints(&self) -> impl DoubleEndedIterator<Item = &Print<'a>> {
        self.cells.iter().flatten()
    }

    /// Share of bold glyphs over half.
    pub fn bold(&self) -> bool {
        let (sum, n) = self.prints().fold((0.0, 0.0), |(s, n), p| (s + p.bold * p.toks.len() as f32, n + p.toks.len() as f32));
        sum > 0.5 * n
    }
}

/// Joins a page's pieces to logical lines. `page` holds the measures of the page's own column.
pub(crate) fn join<'a>(pieces: Vec<Piece<'a>>, page: Measure) -> Vec<Logical<'a>> {
    let mut measures: Vec<(u32, Measure)> = vec![(0, page)];
    let mut out: Vec<Logical<'a>> = Vec::new();
    let mut open: Option<(u32, Paragraph<'a>)> = None;
    for (at, piece) in pieces.iter().enumerate() {
        let (print, column) = match piece {
            Piece::Line { print, column } => (print, *column),
            Piece::Row(cells) => {
                out.extend(open.take().map(|(c, p)| p.close(of(&measures, c, page))));
                out.push(Logical { kind: LineKind::Row, cells: cells.clone(), gap_before: false, continues: false });
                continue;
            }
        };
        if !measures.iter().any(|m| m.0 == column) {
            let lines = pieces
                .iter()
                .skip(at)
                .filter_map(|p| if let Piece::Line { print, column: c } = p { (*c == column).then_some(print) } else { None });
            let (left, right) = column_edges(lines);
            measures.push((column, Measure { left, right, ..page }));
        }
        let measure = of(&measures, column, page);
        if let Some((c, p)) = &mut open {
            if *c == column && p.goes_on(print, measure) {
                p.lines.push(print.clone());
                continue;
            }
            if *c != column && *c > 0 && column > 0 && p.goes_on_in_next_column(print) {
                p.column_from = p.lines.len();
                p.lines.push(print.clone());
                *c = column;
                continue;
            }
        }
        out.extend(open.take().map(|(c, p)| p.close(of(&measures, c, page))));
        open = Some((column, Paragraph { item: starts::mark(print, page.ocr), column_from: 0, lines: vec![print.clone()] }));
    }
    out.extend(open.take().map(|(c, p)| p.close(of(&measures, c, page))));
    set_gaps(&mut out, page);
    out
}

fn of(measures: &[(u32, Measure)], column: u32, page: Measure) -> Measure {
    measures.iter().find(|m| m.0 == column).map_or(page, |m| m.1)
}

/// A paragraph in the making.
struct Paragraph<'a> {
    item: Option<(Mark, f32)>,
    /// The first of its lines that stands in the current column.
    column_from: usize,
    lines: Vec<Print<'a>>,
}

/// True when the next line's first word had no room at the end of `line`.
pub(crate) fn is_full(line: &Print, next: &Print, right: f32) -> bool {
    if let Some(slack) = line.stretch().filter(|_| (line.x1 - right).abs() < 2.0) {
        // Evenly stretched to the edge: what counts is where it would have ended.
        return line.x1 - slack + 0.28 * line.size + next.first_width() > right - 8.0;
    }
    line.x1 + 0.25 * line.size + next.first_width() > right + 0.5
}

impl<'a> Paragraph<'a> {
    /// Decides whether `next` carries this paragraph on.
    fn goes_on(&self, next: &Print, m: Measure) -> bool {
        let (Some(first), Some(last)) = (self.here().first(), self.lines.last()) else { return false };
        if !self.near(last, next, m) {
            return false;
        }
        let (text, follower) = (last.text(), next.text());
        let lower = starts::starts_lower(&follower);
        let sentence_end = starts::ends_sentence(&text);
        let hyphened = last.toks.last().is_some_and(|t| trailing_hyphen(&t.word.text).is_some()) && lower;
        let width = (m.right - m.left).max(1.0);
        let slack = (m.right - last.x1) / width;
        let full = is_full(last, next, m.right);
        if !self.aligned(first, next, m, full && lower) {
            return false;
        }
        if hyphened {
            return true;
        }
        match starts::mark(next, m.ocr).map(|x| x.0) {
            Some(Mark::Bullet) => return false,
            // A dash or a number may also have wrapped to the line's start inside a sentence.
            Some(_) if self.item.is_some() || !full || sentence_end => return false,
            _ => {}
        }
        if starts::opens_entry(next) && (sentence_end && !text.ends_with(':') || !full) {
            return false;
        }
        match starts::label(next) {
            Label::Known if sentence_end || !full || starts::label(first) != Label::None => return false,
            Label::Likely if !full || starts::label(first) != Label::None && !starts::holds_two_labels(last) => {
                return false;
            }
            _ => {}
        }
        // A heading run into its text by distance alone: the weight changes with the line.
        if (last.bold > 0.95) != (next.bold > 0.95)
            && (last.bold < 0.05 || next.bold < 0.05)
            && !lower
            && (sentence_end || last.bold > 0.95)
        {
            return false;
        }
        if full {
            return true;
        }
        // Room was left. A sentence that plainly goes on was kept together by something unseen (a no-break space, a long
        // unit); otherwise the line was meant to end there.
        lower && !sentence_end && slack < 0.3 && last.word_count() >= 4 || !sentence_end && slack < 0.06 && last.word_count() >= 6
    }

    /// A sentence broken off at a column's foot goes on at the next one's head.
    fn goes_on_in_next_column(&self, next: &Print) -> bool {
        let Some(last) = self.lines.last() else { return false };
        next.base < last.base && starts::starts_lower(&next.text()) && !starts::ends_sentence(&last.text()) && last.word_count() >= 3
    }

    fn here(&self) -> &[Print<'a>] {
        self.lines.get(self.column_from..).unwrap_or_default()
    }

    /// Font size and distance fit one paragraph.
    fn near(&self, last: &Print, next: &Print, m: Measure) -> bool {
        let ratio = next.size / last.size.max(0.1);
        let limit = if m.ocr { 1.4 } else { 1.09 };
        if ratio > limit || ratio < 1.0 / limit {
            return false;
        }
        let size = if m.ocr { m.body_size } else { last.size.max(next.size) };
        let usual = (size - m.body_size).abs() < 0.1 * m.body_size;
        let leading = if usual { m.leading } else { m.leading.min(1.42) };
        let pitch = next.base - last.base;
        // Further lines keep the distance of the first two.
        let kept = self.here().windows(2).next().and_then(|w| if let [a, b] = w { Some(b.base - a.base) } else { None });
        let allowed = kept.unwrap_or(leading * size).min(leading * size * 1.3);
        pitch > 0.4 * size && pitch < allowed * if m.ocr { 1.26 } else { 1.17 } + 0.6
    }

    /// The next line stands where this paragraph's lines stand.
    fn aligned(&self, first: &Print, next: &Print, m: Measure, sure: bool) -> bool {
        let tol = if m.ocr { 5.0 } else { 2.5 };
        if let Some(second) = self.here().get(1) {
            return (next.x0 - second.x0).abs() <= tol || m.ocr && (next.x0 - second.x0).abs() <= 9.0 && sure;
        }
        let shift = next.x0 - first.x0;
        if let Some((_, text)) = self.item {
            // Hanging under the item's text, or, in a list without hanging indent, under its mark.
            let gaps: Vec<f32> =
                first.toks.windows(2).take(2).filter_map(|w| if let [a, b] = w { Some(b.x0 - a.x1) } else { None }).collect();
            // A gap like the next one is a mere space: nothing to hang under.
            let hangs = matches!(gaps.as_slice(), [mark, next] if *mark > 0.5 * first.size && *mark > 1.3 * next);
            return (next.x0 - text).abs() <= 2.0 * tol || shift.abs() <= tol && (sure || !hangs) || shift > tol && next.x0 < text && sure;
        }
        let em = first.size;
        shift.abs() <= tol
            || shift < 0.0 && shift > -4.0 * em && next.x0 - m.left < tol + 0.5 * em
            || shift > 0.0 && shift < 4.0 * em && sure
    }

    fn close(self, m: Measure) -> Logical<'a> {
        let kind = self.kind(m);
        Logical { kind, cells: vec![self.lines], gap_before: false, continues: false }
    }

    fn kind(&self, m: Measure) -> LineKind {
        let text: Vec<String> = self.lines.iter().map(Print::text).collect();
        let chars: usize = text.iter().map(|t| t.chars().count()).sum();
        let size = self.lines.iter().map(|l| l.size).fold(f32::MAX, f32::min);
        let bold = self.lines.iter().all(|l| l.bold > 0.9);
        let open_end = text.last().is_some_and(|t| !t.trim_end().ends_with(['.', ',', ';']));
        let large = size > m.body_size * if m.ocr { 1.25 } else { 1.11 };
        let dashed = matches!(self.item, Some((Mark::Bullet | Mark::Dash, _)));
        if chars < 160 && !dashed && (large || bold && open_end) {
            return LineKind::Heading;
        }
        if self.item.is_some() {
            return LineKind::Item;
        }
        let letters = || text.iter().flat_map(|t| t.chars()).filter(|c| c.is_alphabetic());
        if chars < 60 && self.lines.len() == 1 && letters().count() >= 5 && letters().all(char::is_uppercase) {
            return LineKind::Heading;
        }
        LineKind::Body
    }
}

/// Marks lines that stand clear of the one above.
fn set_gaps(lines: &mut [Logical], m: Measure) {
    let mut above: Option<f32> = None;
    for l in lines {
        let top = l.prints().map(|p| p.base).fold(f32::MAX, f32::min);
        let size = l.prints().map(|p| p.size).fold(0.0, f32::max).max(0.5 * m.body_size);
        // A line higher than the one before starts a new column.
        l.gap_before = above.is_some_and(|a| top - a > 1.25 * m.leading * size || top < a - 2.0 * size);
        above = Some(l.prints().map(|p| p.base).fold(f32::MIN, f32::max));
    }
}
