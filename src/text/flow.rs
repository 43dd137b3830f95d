//! The whole way from pages of words to page texts, and what goes on from one page to the next.

use crate::pdf::Page;
use crate::text::cells;
use crate::text::columns::{Piece, Setting, justified_edge, order};
use crate::text::compose;
use crate::text::frame::{Print, Sheet, rows, upright};
use crate::text::hyphen::{Lexicon, trailing_hyphen};
use crate::text::margins::{Zone, zones};
use crate::text::measure::{Measure, body_size, leading, right_edges};
use crate::text::model::{LineKind, PageText};
use crate::text::paragraphs::{Logical, is_full, join};
use crate::text::ruled;
use crate::text::starts;

/// Lays out all pages of one document; one [`PageText`] per page, in the same order. Running headers come first on their
/// page, footers last, both marked. The result depends on nothing but the pages.
pub fn layout(pages: &[Page]) -> Vec<PageText> {
    let sheets: Vec<Sheet> = pages.iter().map(upright).collect();
    let size = body_size(sheets.iter().flat_map(|s| &s.rows));
    let zones = zones(&sheets, size);

    let mut pieces: Vec<Vec<Piece>> =
        pages.iter().zip(&sheets).zip(&zones).map(|((page, sheet), zones)| body_pieces(page, sheet, zones)).collect();
    let lexicon = lexicon(&pieces);
    pieces.iter_mut().for_each(|p| cells::mend(p, &lexicon));
    let rights = right_edges(&sheets, &pieces);
    let leading = leading(&pieces, &rights, size);

    let mut laid: Vec<Vec<Logical>> = Vec::new();
    for ((sheet, pieces), right) in sheets.iter().zip(pieces).zip(&rights) {
        let mut lefts: Vec<f32> =
            pieces.iter().filter_map(|p| if let Piece::Line { print, column: 0 } = p { Some(print.x0) } else { None }).collect();
        lefts.sort_by(f32::total_cmp);
        let left = lefts.first().copied().unwrap_or(0.1 * sheet.size[0]);
        let measure = Measure { ocr: sheet.noisy, body_size: size, leading, right: *right, left };
        laid.push(join(pieces, measure));
    }
    mark_continuations(&mut laid, &rights);

    let mut out = Vec::new();
    for (((page, sheet), zones), body) in pages.iter().zip(&sheets).zip(&zones).zip(laid) {
        let running = |zone: Zone, kind: LineKind| {
            sheet.rows.iter().zip(zones).filter(move |(_, z)| **z == zone).map(move |(r, _)| Logical::single(kind, r.clone()))
        };
        let lines: Vec<Logical> =
            running(Zone::Header, LineKind::Header).chain(body).chain(running(Zone::Footer, LineKind::Footer)).collect();
        out.push(compose::page(page, &lines, &lexicon));
    }
    out
}

/// The document's words that stand whole: a word at a cell's line end or start may be a part of one.
fn lexicon<'a>(pages: &[Vec<Piece<'a>>]) -> Lexicon<'a> {
    let mut out = Lexicon::default();
    let mut add = |prints: &[Print<'a>]| {
        for (k, print) in prints.iter().enumerate() {
            let (from, to) = (usize::from(k > 0), print.toks.len() - usize::from(k + 1 < prints.len()));
            for t in print.toks.iter().take(to).skip(from) {
                out.add(&t.word.text);
            }
        }
    };
    for piece in pages.iter().flatten() {
        match piece {
            Piece::Line { print, .. } => add(std::slice::from_ref(print)),
            Piece::Row(cells) => cells.iter().for_each(|c| add(c)),
        }
    }
    let mut line_ends = |above: &Print, below: &Print| {
        if let (Some(last), Some(next)) = (above.toks.last(), below.toks.first()) {
            out.add_line_end(&last.word.text, &next.word.text);
        }
    };
    for pieces in pages {
        for pair in pieces.windows(2) {
            if let [Piece::Line { print: above, column }, Piece::Line { print: below, column: same }] = pair
                && column == same
            {
                line_ends(above, below);
            }
        }
        for cell in pieces.iter().filter_map(|piece| if let Piece::Row(cells) = piece { Some(cells) } else { None }).flatten() {
            for pair in cell.windows(2) {
                if let [above, below] = pair {
                    line_ends(above, below);
                }
            }
        }
    }
    out
}

/// A page's body in reading order.
fn body_pieces<'a>(page: &Page, sheet: &Sheet<'a>, zones: &[Zone]) -> Vec<Piece<'a>> {
    let body = sheet.rows.iter().zip(zones).filter(|(_, z)| **z == Zone::Body).flat_map(|(r, _)| r.toks.iter().copied()).collect();
    let (tables, rest) = ruled::lift(body, &page.rules);
    let mut left = rows(rest, sheet.noisy);
    let mut setting = Setting { noisy: sheet.noisy, space: sheet.space, columns: 0, justified: justified_edge(&left) };
    let mut out = Vec::new();
    for table in tables {
        let after = left.split_off(left.partition_point(|r| r.base < table.top + 1.0));
        out.extend(order(std::mem::replace(&mut left, after), 0, &mut setting, 0));
        for cells in table.rows {
            let alone = cells.len() == 1;
            let cells: Vec<Vec<Print>> = cells.into_iter().map(|c| rows(c, sheet.noisy)).collect();
            if alone && cells.iter().flatten().count() > 1 {
                // A cell over the table's whole width holds text of its own.
                setting.columns += 1;
                let column = setting.columns;
                out.extend(order(cells.into_iter().flatten().collect(), column, &mut setting, 0));
            } else {
                out.push(Piece::Row(cells));
            }
        }
    }
    out.extend(order(left, 0, &mut setting, 0));
    out
}

/// Marks each page's first line that carries on the last one of the page before.
fn mark_continuations(pages: &mut [Vec<Logical>], rights: &[f32]) {
    for (k, right) in rights.iter().enumerate() {
        // A page with nothing on it does not part a paragraph.
        let Some((before, now)) = pages.split_at_mut_checked(k) else { continue };
        let (Some(last), Some(first)) = (before.iter().rev().find_map(|p| p.last()), now.first_mut().and_then(|p| p.first_mut())) else {
            continue;
        };
        first.continues = goes_on(last, first, *right);
    }
}

fn goes_on(last: &Logical, first: &Logical, right: f32) -> bool {
    match (last.kind, first.kind) {
        (LineKind::Row, LineKind::Row) => row_goes_on(last, first),
        (LineKind::Body | LineKind::Item, LineKind::Body) => {
            let (Some(end), Some(start)) = (last.prints().next_back(), first.prints().next()) else { return false };
            let (above, below) = (end.text(), start.text());
            if (end.size - start.size).abs() > 0.2 * end.size {
                return false;
            }
            let broken = end.toks.last().is_some_and(|t| trailing_hyphen(&t.word.text).is_some());
            let no_room = is_full(end, start, right)
                && end.word_count() >= 6
                && starts::label(start) == starts::Label::None
                && !starts::opens_entry(start);
            if starts::ends_sentence(&above) {
                // A new paragraph, or the same one whose sentence happened to end with its line. Few paragraphs end so near the
                // edge; one line in seven or so ends with its sentence. A colon announces something set apart.
                return no_room && !above.ends_with(':') && same_shape(last, first);
            }
            starts::starts_lower(&below) && (broken || end.word_count() >= 3) || no_room && !above.ends_with(',') | broken
        }
        _ => false,
    }
}

/// Lines that could be of one paragraph: the upper one has lines enough to show its left edge, and the lower one starts there.
fn same_shape(last: &Logical, first: &Logical) -> bool {
    let (Some(end), Some(start)) = (last.prints().next_back(), first.prints().next()) else { return false };
    let weight = |print: &Print| print.bold > 0.5;
    last.prints().count() >= 2 && (end.x0 - start.x0).abs() < 0.3 * end.size && weight(end) == weight(start)
}

/// A broken row: its first cell is empty, or what each cell goes on with starts small after an open end.
fn row_goes_on(last: &Logical, first: &Logical) -> bool {
    if last.cells.len() != first.cells.len() || first.cells.len() < 2 {
        return false;
    }
    let text = |cell: &[Print]| cell.iter().map(Print::text).collect::<Vec<_>>().join(" ");
    let pairs: Vec<(String, String)> =
        last.cells.iter().zip(&first.cells).map(|(a, b)| (text(a), text(b))).filter(|p| !p.1.is_empty()).collect();
    let head_empty = first.cells.first().is_some_and(Vec::is_empty);
    !pairs.is_empty() && (head_empty || pairs.iter().all(|(a, b)| starts::starts_lower(b) && !starts::ends_sentence(a) && !a.is_empty()))
}
