//! From words to printed rows: in come a page's words, out come rows of words in an upright frame.
//!
//! A scanned page is turned a little, so the same line's baseline drifts by several points across the page, and the left
//! edge drifts down the page. Both would break every comparison of positions; the page is therefore turned back first.
//! The words' own boxes stay as they are, since evidence is shown on the page as it is.

use crate::pdf::{Page, PageSource, Word};

/// A word in the upright frame.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tok<'a> {
    /// The word as given.
    pub word: &'a Word,
    /// Left edge.
    pub x0: f32,
    /// Right edge.
    pub x1: f32,
    /// Baseline.
    pub base: f32,
}

impl Tok<'_> {
    /// The middle of the word, a little above its baseline.
    pub fn centre(&self) -> (f32, f32) {
        ((self.x0 + self.x1) / 2.0, self.base - self.word.size * 0.3)
    }
}

/// Words on one baseline, left to right: a row of the page, or a column's part of it.
#[derive(Debug, Clone)]
pub(crate) struct Print<'a> {
    /// The words, never none.
    pub toks: Vec<Tok<'a>>,
    /// Left edge.
    pub x0: f32,
    /// Right edge.
    pub x1: f32,
    /// Mean baseline.
    pub base: f32,
    /// Median font size.
    pub size: f32,
    /// Share of bold glyphs.
    pub bold: f32,
    /// Its last word is cut off by a cell's edge and goes on in the next line.
    pub broken: bool,
}

impl<'a> Print<'a> {
    /// Gathers words into one line; none for no words.
    pub fn new(mut toks: Vec<Tok<'a>>) -> Option<Self> {
        if !toks.is_sorted_by(|a, b| a.x0 <= b.x0) {
            toks.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        }
        let x0 = toks.first()?.x0;
        let x1 = toks.iter().map(|t| t.x1).fold(f32::MIN, f32::max);
        let base = toks.iter().map(|t| t.base).sum::<f32>() / toks.len() as f32;
        let (mut glyphs, mut bold) = (0usize, 0usize);
        for t in &toks {
            let n = glyph_count(&t.word.text);
            glyphs += n;
            bold += if t.word.bold { n } else { 0 };
        }
        let first = toks.first()?.word.size;
        let size = if toks.iter().all(|t| t.word.size == first) { first } else { median_size(&toks, glyphs) };
        Some(Self { x0, x1, base, size, bold: bold as f32 / glyphs.max(1) as f32, broken: false, toks })
    }

    /// The words joined as printed.
    pub fn text(&self) -> String {
        let mut out = String::with_capacity(self.toks.iter().map(|t| t.word.text.len() + 1).sum());
        let mut last: Option<&Tok> = None;
        for t in &self.toks {
            if last.is_some_and(|l| spaced(l, t)) {
                out.push(' ');
            }
            out.push_str(&t.word.text);
            last = Some(t);
        }
        out
    }

    /// Width of the first word up to its first space.
    pub fn first_width(&self) -> f32 {
        let mut end = self.x0;
        let mut last: Option<&Tok> = None;
        for t in &self.toks {
            if last.is_some_and(|l| spaced(l, t)) {
                break;
            }
            end = end.max(t.x1);
            last = Some(t);
        }
        end - self.x0
    }

    /// By how much the line's spaces are wider than usual, if all are stretched evenly as in a justified line.
    pub fn stretch(&self) -> Option<f32> {
        let gaps: Vec<f32> =
            self.toks.windows(2).filter_map(|w| if let [a, b] = w { spaced(a, b).then_some(b.x0 - a.x1) } else { None }).collect();
        let (min, max) = gaps.iter().fold((f32::MAX, f32::MIN), |(lo, hi), g| (lo.min(*g), hi.max(*g)));
        (!gaps.is_empty() && min > 0.4 * self.size && max - min < 0.08 * max + 0.5).then(|| gaps.iter().map(|g| g - 0.28 * self.size).sum())
    }

    /// Number of words set apart by spaces.
    pub fn word_count(&self) -> usize {
        1 + self.toks.windows(2).filter(|w| matches!(w, [a, b] if spaced(a, b))).count()
    }

    /// Cuts the line where `cut(left, right)` says so.
    pub fn split_where(&self, cut: impl Fn(&[Tok<'a>], &Tok<'a>) -> bool) -> Vec<Print<'a>> {
        let mut out = Vec::new();
        let mut cur: Vec<Tok<'a>> = Vec::new();
        for t in &self.toks {
            if !cur.is_empty() && cut(&cur, t) {
                out.extend(Print::new(std::mem::take(&mut cur)));
            }
            cur.push(*t);
        }
        out.extend(Print::new(cur));
        out
    }
}

fn glyph_count(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

/// The size of the middle glyph: a bullet from another font must not decide a short line's size.
fn median_size(toks: &[Tok], glyphs: usize) -> f32 {
    let mut sizes: Vec<(f32, usize)> = toks.iter().map(|t| (t.word.size, glyph_count(&t.word.text))).collect();
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut seen = 0;
    let middle = sizes.iter().find(|(_, n)| {
        seen += n;
        seen * 2 >= glyphs
    });
    middle.map_or(0.0, |s| s.0)
}

/// A page's printed rows with the measures that go for all of it.
#[derive(Debug)]
pub(crate) struct Sheet<'a> {
    /// Rows, top to bottom.
    pub rows: Vec<Print<'a>>,
    /// Width and height.
    pub size: [f32; 2],
    /// Positions and sizes are rough: OCR, here or in the scanner.
    pub noisy: bool,
    /// Usual gap between words, in points.
    pub space: f32,
}

/// True when a space stands between two neighbours on a line.
pub(crate) fn spaced(left: &Tok, right: &Tok) -> bool {
    right.word.space_before || right.x0 - left.x1 > 0.2 * right.word.size
}

/// The page's words in the upright frame, in content order.
pub(crate) fn upright(page: &Page) -> Sheet<'_> {
    let good = |w: &&Word| !w.text.is_empty() && w.bbox.iter().all(|v| v.is_finite()) && w.baseline.is_finite() && w.size.is_finite();
    let slope = skew(page);
    let mut toks: Vec<Tok> = page
        .words
        .iter()
        .filter(good)
        .map(|word| {
            let [x0, _, x1, _] = word.bbox;
            let shift = slope * word.baseline;
            Tok { word, x0: x0 + shift, x1: x1.max(x0) + shift, base: word.baseline - slope * (x0 + x1) / 2.0 }
        })
        .collect();
    let noisy = page.source == PageSource::Ocr || sizes_vary(&toks);
    if noisy {
        widen(&mut toks);
    }
    let rows = rows(toks, noisy);
    let mut gaps: Vec<f32> = neighbours(&rows).map(|(a, b)| b.x0 - a.x1).collect();
    let size = median(rows.iter().map(|r| r.size).collect()).unwrap_or(10.0);
    gaps.retain(|g| *g > 0.0 && *g < 3.0 * size);
    Sheet { space: median(gaps).unwrap_or(0.25 * size), rows, size: page.size, noisy }
}

fn neighbours<'r, 'a>(rows: &'r [Print<'a>]) -> impl Iterator<Item = (&'r Tok<'a>, &'r Tok<'a>)> {
    rows.iter().flat_map(|r| r.toks.windows(2)).filter_map(|w| if let [a, b] = w { Some((a, b)) } else { None })
}

fn median(mut values: Vec<f32>) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}

/// Neighbours of differing size all over the page: a scanner's text layer, whose positions are as rough as OCR's.
fn sizes_vary(toks: &[Tok]) -> bool {
    let (mut all, mut differ) = (0, 0);
    for w in toks.windows(2) {
        let [a, b] = w else { continue };
        if (a.base - b.base).abs() < 0.3 * a.word.size && b.x0 > a.x0 {
            all += 1;
            differ += usize::from((a.word.size - b.word.size).abs() > 0.02 * a.word.size);
        }
    }
    all >= 8 && differ * 2 > all
}

/// Scanners' text layers often squeeze the space behind a word into the word's own width, so that every word ends a letter
/// too early; where the gaps show that, the right edges are set back.
fn widen(toks: &mut [Tok]) {
    let gaps = toks.windows(2).filter_map(|w| match w {
        [a, b] if (a.base - b.base).abs() < 0.4 * a.word.size && b.x0 > a.x1 => Some((b.x0 - a.x1) / a.word.size.max(1.0)),
        _ => None,
    });
    if median(gaps.collect()).is_none_or(|g| g < 0.55) {
        return;
    }
    let next: Vec<Option<f32>> = toks
        .windows(2)
        .map(|w| if let [a, b] = w { ((a.base - b.base).abs() < 0.4 * a.word.size && b.x0 > a.x1).then_some(b.x0) } else { None })
        .chain([None])
        .collect();
    for (t, next) in toks.iter_mut().zip(next) {
        let letter = (t.x1 - t.x0) / t.word.text.chars().count().max(1) as f32;
        let room = next.map_or(f32::MAX, |n| (n - t.x1 - 0.2 * t.word.size).max(0.0));
        t.x1 += letter.min(room);
    }
}

/// Median slope of the page's lines (points down per point right), 0 for an upright page.
fn skew(page: &Page) -> f32 {
    let mut slopes: Vec<(f32, f32)> = Vec::new();
    let mut chain: Option<(&Word, &Word)> = None;
    let mut close = |chain: Option<(&Word, &Word)>| {
        if let Some((a, b)) = chain {
            let (xa, xb) = ((a.bbox[0] + a.bbox[2]) / 2.0, (b.bbox[0] + b.bbox[2]) / 2.0);
            if xb - xa > 80.0 {
                slopes.push(((b.baseline - a.baseline) / (xb - xa), xb - xa));
            }
        }
    };
    for w in &page.words {
        match chain {
            Some((a, b)) if w.bbox[0] >= b.bbox[2] - 1.0 && (w.baseline - b.baseline).abs() < 0.35 * w.size.max(b.size) => {
                chain = Some((a, w))
            }
            _ => {
                close(chain);
                chain = Some((w, w));
            }
        }
    }
    close(chain);
    slopes.retain(|s| s.0.is_finite() && s.0.abs() < 0.06);
    slopes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f32 = slopes.iter().map(|s| s.1).sum();
    let mut seen = 0.0;
    let mid = slopes.iter().find(|s| {
        seen += s.1;
        seen * 2.0 >= total
    });
    mid.map_or(0.0, |s| if s.0.abs() < 0.0006 { 0.0 } else { s.0 })
}

/// Gathers words into rows by baseline, top to bottom.
pub(crate) fn rows<'a>(mut toks: Vec<Tok<'a>>, noisy: bool) -> Vec<Print<'a>> {
    let mut sizes: Vec<f32> = toks.iter().map(|t| t.word.size).collect();
    let middle = sizes.len() / 2;
    let size = if sizes.is_empty() { 10.0 } else { *sizes.select_nth_unstable_by(middle, f32::total_cmp).1 };
    let tolerance = if noisy { 0.4 } else { 0.28 } * size;
    toks.sort_by(|a, b| a.base.total_cmp(&b.base).then(a.x0.total_cmp(&b.x0)));
    let mut out: Vec<Print<'a>> = Vec::new();
    let mut rest = toks.as_slice();
    while !rest.is_empty() {
        let (mut mean, mut len) = (0.0, 0usize);
        for t in rest {
            if len > 0 && t.base - mean > tolerance {
                break;
            }
            mean = (mean * len as f32 + t.base) / (len + 1) as f32;
            len += 1;
        }
        let (row, after) = rest.split_at_checked(len).unwrap_or((rest, &[]));
        out.extend(Print::new(row.to_vec()));
        rest = after;
    }
    out
}
