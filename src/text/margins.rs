//! Running headers and footers: in come all pages' rows, out comes for each row whether it belongs to the page's body.
//!
//! Repetition at the same height on another page is the proof (digits folded, since page numbers and print dates differ);
//! a page with no like is judged by page numbers and by small print standing clear in the outer margin. In doubt a row is
//! body: a header read as body costs little, a sentence lost as header costs an event.

use crate::text::frame::{Print, Sheet};
use crate::text::starts::{holds_page_number, is_page_number};

/// Where a row belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Zone {
    /// The running header.
    Header,
    /// The page's own text.
    Body,
    /// The running footer.
    Footer,
}

/// How many rows from the top or bottom may be running ones.
const DEPTH: usize = 7;

/// How many pages before and after are compared: left and right pages may differ, and all with all would be slow.
const NEIGHBOURS: usize = 3;

/// One zone per row of each page. `body_size` is the document's usual font size.
pub(crate) fn zones(sheets: &[Sheet], body_size: f32) -> Vec<Vec<Zone>> {
    let near_edge = |s: &Sheet, k: usize| k < DEPTH || k + DEPTH >= s.rows.len();
    let folded: Vec<Vec<(f32, String)>> = sheets
        .iter()
        .map(|s| {
            let text = |(k, r): (usize, &Print)| (r.base, if near_edge(s, k) { fold(&r.text()) } else { String::new() });
            s.rows.iter().enumerate().map(text).collect()
        })
        .collect();
    sheets
        .iter()
        .enumerate()
        .map(|(i, sheet)| {
            let others: Vec<(&Sheet, &Vec<(f32, String)>)> = sheets
                .iter()
                .zip(&folded)
                .enumerate()
                .skip(i.saturating_sub(NEIGHBOURS))
                .take(2 * NEIGHBOURS + 1)
                .filter(|(j, _)| *j != i)
                .map(|(_, pair)| pair)
                .collect();
            let mine = folded.get(i).map(Vec::as_slice).unwrap_or_default();
            let top = header_rows(sheet, mine, &others, body_size);
            let bottom = footer_rows(sheet, mine, &others, body_size);
            let n = sheet.rows.len();
            (0..n)
                .map(|k| {
                    if k < top {
                        Zone::Header
                    } else if k + bottom >= n {
                        Zone::Footer
                    } else {
                        Zone::Body
                    }
                })
                .collect()
        })
        .collect()
}

type Other<'o, 'a> = (&'o Sheet<'a>, &'o Vec<(f32, String)>);

fn header_rows(sheet: &Sheet, mine: &[(f32, String)], others: &[Other], body_size: f32) -> usize {
    let mut n = 0;
    for (base, text) in mine.iter().take(DEPTH) {
        let near = |other: &Other| {
            (other.0.size[1] - sheet.size[1]).abs() < 2.0
                && other.1.iter().take(DEPTH).any(|(b, t)| (b - base).abs() < 9.0 && alike(text, t))
        };
        if *base > 0.25 * sheet.size[1] || !others.iter().any(near) {
            break;
        }
        n += 1;
    }
    if n > 0 {
        return n;
    }
    // No repetition: small print in the outermost margin, clear of the text below.
    let Some(first) = sheet.rows.first() else { return 0 };
    let small = |r: &Print| r.size < if sheet.noisy { 0.88 } else { 0.93 } * body_size;
    if first.base > 0.085 * sheet.size[1] || !(small(first) || holds_page_number(&first.text())) {
        return 0;
    }
    let mut k = 1;
    for w in sheet.rows.windows(2).take(4) {
        let [a, b] = w else { break };
        if b.base > 0.12 * sheet.size[1] || b.base - a.base > 1.7 * a.size || !small(b) || (b.size - a.size).abs() > 0.6 {
            break;
        }
        k += 1;
    }
    match (sheet.rows.get(k - 1), sheet.rows.get(k)) {
        (Some(last), Some(next)) if next.base - last.base < 1.5 * next.size => 0,
        (Some(_), Some(_)) => k,
        _ => 0,
    }
}

fn footer_rows(sheet: &Sheet, mine: &[(f32, String)], others: &[Other], body_size: f32) -> usize {
    let mut n = 0;
    for (base, text) in mine.iter().rev().take(DEPTH) {
        let near = |other: &Other| {
            (other.0.size[1] - sheet.size[1]).abs() < 2.0
                && other.1.iter().rev().take(DEPTH).any(|(b, t)| (b - base).abs() < 9.0 && alike(text, t))
        };
        if *base < 0.75 * sheet.size[1] || !others.iter().any(near) {
            break;
        }
        n += 1;
    }
    let own = lone_footer(sheet, body_size);
    n.max(own)
}

/// Footer rows of a page judged alone.
fn lone_footer(sheet: &Sheet, body_size: f32) -> usize {
    let rows = &sheet.rows;
    let small = |r: &Print| r.size < if sheet.noisy { 0.88 } else { 0.93 } * body_size;
    let numbered = |r: &Print| {
        holds_page_number(&r.text())
            || r.split_where(|l, t| l.last().is_some_and(|p| t.x0 - p.x1 > 2.0 * t.word.size)).iter().any(|s| is_page_number(&s.text()))
    };
    // The lowest block: rows that stand as close as lines of one paragraph, all of them low on the page.
    let mut n = 0;
    let mut below: Option<&Print> = None;
    for r in rows.iter().rev().take(DEPTH) {
        let low = r.base > 0.86 * sheet.size[1];
        let close = below.is_none_or(|b| b.base - r.base < 1.75 * r.size.max(b.size));
        let tight_kin = below.is_none_or(|b| small(b) == small(r) || sheet.noisy);
        if !low || !close || !tight_kin {
            break;
        }
        n += 1;
        below = Some(r);
    }
    let Some(block) = rows.len().checked_sub(n).and_then(|k| rows.get(k..)) else { return 0 };
    let (Some(first), Some(last)) = (block.first(), block.last()) else { return 0 };
    let above = rows.len().checked_sub(n + 1).and_then(|k| rows.get(k));
    let gap = above.map_or(f32::MAX, |a| first.base - a.base);
    let clear = gap > 1.9 * body_size;
    let any_number = block.iter().any(numbered);
    let outer = first.base > 0.91 * sheet.size[1];
    let all_small = block.iter().all(small);
    if any_number && (clear || all_small)
        || outer && all_small && gap > 1.45 * body_size
        || outer && clear && gap > 3.0 * body_size && last.base > 0.93 * sheet.size[1]
    {
        return n;
    }
    // A lone number below everything, however close.
    usize::from(last.base > 0.9 * sheet.size[1] && is_page_number(&last.text()) && rows.len() > 1)
}

fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let c = if c.is_ascii_digit() { '0' } else { c.to_ascii_lowercase() };
        if !(c == '0' && out.ends_with('0')) {
            out.push(c);
        }
    }
    out
}

/// Same text but for a few misread signs.
fn alike(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let grams = |s: &str| {
        let c: Vec<char> = s.chars().collect();
        let mut g: Vec<(char, char)> = c.windows(2).filter_map(|w| if let [a, b] = w { Some((*a, *b)) } else { None }).collect();
        g.sort_unstable();
        g
    };
    let (ga, gb) = (grams(a), grams(b));
    if ga.len() < 8 || gb.len() < 8 {
        return false;
    }
    let (mut common, mut ib) = (0, gb.iter().peekable());
    for g in &ga {
        while ib.peek().is_some_and(|x| *x < g) {
            ib.next();
        }
        if ib.peek() == Some(&g) {
            common += 1;
            ib.next();
        }
    }
    common * 2 * 100 >= 80 * (ga.len() + gb.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_and_likeness() {
        assert_eq!(fold("Side 9 af 12"), fold("Side 10 af 12"));
        assert!(alike("nordby kommune, børn og unge", "nordby kommune, bern og unge"));
        assert!(!alike("nordby kommune, børn og unge", "referat af møde med familien"));
    }
}
