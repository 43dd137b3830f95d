//! Boxes for showing a span on the page: in comes a page's text and a span, out comes one box per printed line of it.

use std::ops::Range;

use crate::text::model::PageText;

/// One box `[x0, y0, x1, y1]` (PDF points from the page's top left) per printed line of the span; words of a line are
/// merged, words far apart on the same height (other cells, the other column) are not. Empty when no word is touched.
pub fn boxes(page: &PageText, span: Range<usize>) -> Vec<[f32; 4]> {
    let first = page.words.partition_point(|w| w.span.end <= span.start);
    let mut out: Vec<[f32; 4]> = Vec::new();
    for w in page.words.iter().skip(first).take_while(|w| w.span.start < span.end) {
        match out.last_mut() {
            Some(b) if same_line(b, &w.bbox) => {
                *b = [b[0].min(w.bbox[0]), b[1].min(w.bbox[1]), b[2].max(w.bbox[2]), b[3].max(w.bbox[3])];
            }
            _ => out.push(w.bbox),
        }
    }
    out
}

/// How sure the recognition is of the span's worst read word, 0–100; none where no word of it was recognised.
pub fn confidence(page: &PageText, span: Range<usize>) -> Option<u8> {
    let first = page.words.partition_point(|w| w.span.end <= span.start);
    let words = page.words.iter().skip(first).take_while(|w| w.span.start < span.end);
    let worst = words.filter_map(|w| w.confidence).min_by(f32::total_cmp)?;
    Some(worst.clamp(0.0, 100.0).round() as u8)
}

/// How sure the recognition of the page is, 0–100: the mean over its recognised words; none where there are none.
pub fn mean_confidence(page: &PageText) -> Option<u8> {
    let (sum, count) =
        page.words.iter().filter_map(|w| w.confidence).fold((0.0_f32, 0.0_f32), |(sum, count), one| (sum + one, count + 1.0));
    (count > 0.0).then(|| (sum / count).clamp(0.0, 100.0).round() as u8)
}

fn same_line(a: &[f32; 4], b: &[f32; 4]) -> bool {
    let height = (a[3] - a[1]).min(b[3] - b[1]).max(0.1);
    let overlap = a[3].min(b[3]) - a[1].max(b[1]);
    let gap = b[0] - a[2];
    overlap > 0.5 * height && gap < 4.0 * height && gap > -2.0 * height
}
