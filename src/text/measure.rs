//! A document's usual measures: in come its pieces, out come font size, line distance and right edges.
//!
//! Taken over the whole document, since a page with two short lines says nothing about its margins.

use crate::text::columns::Piece;
use crate::text::frame::{Print, Sheet};

/// Measures of one column on one page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measure {
    /// Words were read by OCR.
    pub ocr: bool,
    /// The document's usual font size.
    pub body_size: f32,
    /// Usual baseline distance inside a paragraph, in font sizes.
    pub leading: f32,
    /// Right edge of the text.
    pub right: f32,
    /// Left edge of the text.
    pub left: f32,
}

/// The font size most glyphs have, to half a point. Whole rows are counted, since words read by OCR differ in size.
pub(crate) fn body_size<'a: 'r, 'r>(rows: impl Iterator<Item = &'r Print<'a>>) -> f32 {
    let mut sizes: Vec<(f32, usize)> =
        rows.map(|r| ((r.size * 2.0).round() / 2.0, r.toks.iter().map(|t| t.word.text.chars().count()).sum())).collect();
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut best = (10.0, 0);
    for group in sizes.chunk_by(|a, b| a.0 == b.0) {
        let glyphs: usize = group.iter().map(|g| g.1).sum();
        if let (Some(first), true) = (group.first(), glyphs > best.1) {
            best = (first.0, glyphs);
        }
    }
    best.0
}

/// Line distance inside paragraphs, in font sizes: measured where the upper line was too full for the next word.
pub(crate) fn leading(pages: &[Vec<Piece>], rights: &[f32], body_size: f32) -> f32 {
    let mut full = Vec::new();
    let mut all = Vec::new();
    for (pieces, right) in pages.iter().zip(rights) {
        for w in pieces.windows(2) {
            let [Piece::Line { print: a, column }, Piece::Line { print: b, column: same }] = w else { continue };
            let ratio = (b.base - a.base) / body_size;
            if column != same
                || (a.size - body_size).abs() > 0.1 * body_size
                || (b.size - body_size).abs() > 0.1 * body_size
                || !(0.9..2.3).contains(&ratio)
            {
                continue;
            }
            all.push(ratio);
            if *column == 0 && a.x1 + 0.25 * a.size + b.first_width() > *right {
                full.push(ratio);
            }
        }
    }
    full.sort_by(f32::total_cmp);
    all.sort_by(f32::total_cmp);
    // The median wrapped pair, or with few of them the closest pair there is: the others may stand between paragraphs.
    match full.len() {
        0..3 => all.first().copied().unwrap_or(1.35).clamp(1.1, 1.7),
        n => full.get(n / 2).copied().unwrap_or(1.35),
    }
}

/// The right edge of each page's own column: the page's where it has lines enough, else the widest of pages of its width.
pub(crate) fn right_edges(pages: &[Sheet], pieces: &[Vec<Piece>]) -> Vec<f32> {
    let own: Vec<Vec<f32>> = pieces
        .iter()
        .map(|p| {
            let mut ends: Vec<f32> = p
                .iter()
                .filter_map(|q| if let Piece::Line { print, column: 0 } = q { Some(print) } else { None })
                .filter(|l| l.word_count() >= 4)
                .map(|l| l.x1)
                .collect();
            ends.sort_by(f32::total_cmp);
            ends
        })
        .collect();
    pages
        .iter()
        .zip(&own)
        .map(|(page, ends)| {
            if ends.len() >= 12 {
                return edge(ends, page.size[0]);
            }
            let mut kin: Vec<f32> = pages
                .iter()
                .zip(&own)
                .filter(|(p, _)| (p.size[0] - page.size[0]).abs() < 1.0 && p.noisy == page.noisy)
                .flat_map(|(_, e)| e.iter().copied())
                .collect();
            kin.sort_by(f32::total_cmp);
            edge(&kin, page.size[0])
        })
        .collect()
}

/// The farthest end that is not alone; a document of few lines has only its farthest.
fn edge(ends: &[f32], width: f32) -> f32 {
    let last = ends.last().copied().unwrap_or(0.85 * width);
    if ends.len() < 6 {
        return last;
    }
    ends.windows(2).rev().find_map(|w| if let [a, b] = w { (b - a < 0.06 * width).then_some(*b) } else { None }).unwrap_or(last)
}

/// Edges of the lines of one column.
pub(crate) fn column_edges<'a>(lines: impl Iterator<Item = &'a Print<'a>>) -> (f32, f32) {
    lines.fold((f32::MAX, f32::MIN), |(l, r), p| (l.min(p.x0), r.max(p.x1)))
}
