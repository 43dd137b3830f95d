//! Words broken without a hyphen by a narrow cell's edge ("06.05.20" over "20", "Skoleforho" over "ld"): in come a page's
//! pieces, the lines whose last word goes on are marked.
//!
//! A date cut in two is no date, and word processors do cut so. The sign is a lone word that fills its column to within a
//! letter, while what follows is nowhere else a word of the document.

use crate::text::columns::Piece;
use crate::text::frame::Print;
use crate::text::hyphen::Lexicon;
use crate::text::starts::digit_date;

/// Marks broken words in the cells of a page's tables.
pub(crate) fn mend(pieces: &mut [Piece], lexicon: &Lexicon) {
    let width = |p: &Piece| if let Piece::Row(cells) = p { cells.len() } else { 0 };
    for table in pieces.chunk_by_mut(|a, b| width(a) == width(b)) {
        for column in 0..table.first().map_or(0, width) {
            let lines = || table.iter().filter_map(|p| if let Piece::Row(cells) = p { cells.get(column) } else { None }).flatten();
            let (left, right) = lines().fold((f32::MAX, f32::MIN), |(l, r), p| (l.min(p.x0), r.max(p.x1)));
            for piece in table.iter_mut() {
                let Piece::Row(cells) = piece else { continue };
                let Some(cell) = cells.get_mut(column) else { continue };
                let broken: Vec<bool> = cell.windows(2).map(|w| matches!(w, [a, b] if is_broken(a, b, left, right, lexicon))).collect();
                for (print, flag) in cell.iter_mut().zip(broken) {
                    print.broken = flag;
                }
            }
        }
    }
}

fn is_broken(line: &Print, next: &Print, left: f32, right: f32, lexicon: &Lexicon) -> bool {
    if line.word_count() > 1 || line.x0 - left > 1.5 || right - line.x1 > 0.7 * line.size || next.base - line.base > 1.8 * line.size {
        return false;
    }
    let start = line.text();
    let follower = next.text();
    let follower = follower.split_whitespace().next().unwrap_or_default();
    let (Some(last), Some(first)) = (start.chars().last(), follower.chars().next()) else { return false };
    if first.is_ascii_digit() && (last.is_ascii_digit() || matches!(last, '.' | '-' | '/')) {
        return digit_date(&format!("{start}{follower}")).is_some();
    }
    last.is_alphabetic() && first.is_lowercase() && !lexicon.has(&follower.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
}
