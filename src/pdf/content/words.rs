//! From glyphs to words, as the glyphs come: a word goes on while the next glyph stands where the pen was left, and ends
//! at a space glyph, at a gap, or when the pen goes elsewhere.

use unicode_normalization::UnicodeNormalization;

use crate::pdf::content::overprint;
use crate::pdf::font::GlyphClass;
use crate::pdf::geometry::Hull;
use crate::pdf::model::{Word, is_leftward};

/// A gap wider than this, in em, separates words. Fonts' own spaces are 0.22–0.33 em, kerning stays below 0.1.
const GAP: f32 = 0.18;
/// Spacing that the text state adds after every letter does not separate words up to this, in em.
const LETTER_SPACING: f32 = 0.5;
/// How far the pen may go back inside a word, in em (kerning, accents).
const BACK: f32 = 0.35;
/// How far a glyph may leave the baseline inside a word, in em; beyond it is a superscript or another line.
const SHIFT: f32 = 0.12;
/// The longest text of one word, in bytes; longer ones are cut into several.
const MAX_WORD: usize = 4096;

/// What is the same for all glyphs of a shown string. Lengths are in points on the page as seen, y down.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    /// Direction of writing, length 1.
    pub along: (f32, f32),
    /// From the baseline to the top of the line.
    pub ascent: (f32, f32),
    /// From the baseline to the bottom of the line.
    pub descent: (f32, f32),
    /// Font size as seen.
    pub size: f32,
    /// One em along the direction of writing.
    pub em: f32,
    pub bold: bool,
}

/// Collects glyphs into words.
#[derive(Debug)]
pub(super) struct Words {
    done: Vec<Word>,
    most: usize,
    page: [f32; 2],
    current: Current,
    /// A space was painted since the last glyph.
    spaced: bool,
    /// The pen went back on a line: text may have been painted twice.
    backwards: bool,
    replacement: Option<Replacement>,
    /// Glyphs that show something.
    pub glyphs: u32,
    pub unmapped: u32,
}

/// The word being built, and where the pen was left, which also says how the next word stands to this one.
#[derive(Debug)]
struct Current {
    text: String,
    open: bool,
    run: Run,
    hull: Hull,
    start: (f32, f32),
    /// Where the last glyph ends.
    pen: (f32, f32),
    /// Spacing that follows the last glyph, in points.
    spacing: f32,
    /// Letters added on the left.
    backwards: u32,
    bold: u32,
    plain: u32,
    space_before: bool,
}

/// Text that stands for the glyphs of a marked span (ActualText).
#[derive(Debug)]
struct Replacement {
    text: String,
    used: bool,
    /// The text has several words: it is only needed when the glyphs themselves can't be read.
    several: bool,
    words_before: usize,
    unmapped_before: u32,
}

impl Words {
    pub fn new(page: [f32; 2], most: usize) -> Self {
        let run = Run { along: (1.0, 0.0), ascent: (0.0, 0.0), descent: (0.0, 0.0), size: 0.0, em: 0.0, bold: false };
        let current = Current {
            text: String::new(),
            open: false,
            run,
            hull: Hull::EMPTY,
            start: (f32::NEG_INFINITY, f32::NEG_INFINITY),
            pen: (f32::NEG_INFINITY, f32::NEG_INFINITY),
            spacing: 0.0,
            backwards: 0,
            bold: 0,
            plain: 0,
            space_before: true,
        };
        Self { done: Vec::new(), most, page, current, spaced: false, backwards: false, replacement: None, glyphs: 0, unmapped: 0 }
    }

    /// A glyph at `origin`, `advance` wide, with `spacing` after it that belongs to the text state.
    #[inline]
    pub fn glyph(&mut self, run: &Run, origin: (f32, f32), advance: f32, spacing: f32, shown: (GlyphClass, &str)) {
        let (class, text) = shown;
        if self.replacement.is_some() {
            return self.glyph_in_span(run, origin, advance, spacing, shown);
        }
        match class {
            GlyphClass::Text => self.add(run, origin, advance, spacing, text),
            GlyphClass::Unmapped => {
                self.unmapped += 1;
                self.add(run, origin, advance, spacing, text);
            }
            GlyphClass::Space => self.space(),
            GlyphClass::Nothing => {}
        }
    }

    /// True when glyphs of a string shown this way follow each other as letters of a word do: the text state's spacing
    /// neither parts them nor takes the pen back.
    pub fn flows(&self, run: &Run, spacing: f32) -> bool {
        (-BACK * run.em..=LETTER_SPACING * run.em).contains(&spacing)
    }

    /// A word is being built, of glyphs that stand for themselves.
    #[inline]
    pub fn is_open(&self) -> bool {
        self.current.open && self.replacement.is_none() && self.current.text.len() < MAX_WORD
    }

    /// The next letter of the open word, from the same string as the glyph before it.
    #[inline]
    pub fn letter(&mut self, run: &Run, origin: (f32, f32), advance: f32, letter: char) {
        let current = &mut self.current;
        current.text.push(letter);
        current.pen = (origin.0 + advance * run.along.0, origin.1 + advance * run.along.1);
        if run.bold {
            current.bold += 1;
        } else {
            current.plain += 1;
        }
        self.glyphs += 1;
    }

    #[cold]
    fn glyph_in_span(&mut self, run: &Run, origin: (f32, f32), advance: f32, spacing: f32, shown: (GlyphClass, &str)) {
        let (class, text) = shown;
        let Some(mut replacement) = self.replacement.take() else { return };
        if replacement.several {
            self.glyph(run, origin, advance, spacing, (class, text));
        } else if replacement.text.is_empty() {
            // Stands for nothing, or for a space: so do its glyphs.
            self.space();
        } else {
            let first = !std::mem::replace(&mut replacement.used, true);
            self.add(run, origin, advance, spacing, if first { &replacement.text } else { "" });
        }
        self.replacement = Some(replacement);
    }

    #[inline]
    fn space(&mut self) {
        self.finish_word();
        self.spaced = true;
    }

    #[inline]
    fn add(&mut self, run: &Run, origin: (f32, f32), advance: f32, spacing: f32, text: &str) {
        let current = &mut self.current;
        let (dx, dy) = (origin.0 - current.pen.0, origin.1 - current.pen.1);
        let gap = dx * run.along.0 + dy * run.along.1;
        let shift = (dx * run.along.1 - dy * run.along.0).abs();
        let turned = run.along.0 * current.run.along.0 + run.along.1 * current.run.along.1 < 0.98;
        let near = gap - current.spacing <= GAP * run.em && gap >= -BACK * run.em && !turned;
        if current.open && near && shift <= SHIFT * run.size && current.text.len() < MAX_WORD {
            if run.size != current.run.size || run.ascent != current.run.ascent {
                current.grow_to_pen();
                current.grow_from(origin, run);
                current.run = *run;
            }
        } else if current.open && !turned && shift <= SHIFT * run.size && current.grows_backwards(run, origin, advance, text) {
            // Letters of a script that is written from right to left, painted as they are written.
        } else {
            let touches = near && !self.spaced && shift <= 0.7 * run.size;
            self.backwards |= gap < -run.em && shift <= 0.3 * run.size;
            self.finish_word();
            self.spaced = false;
            let current = &mut self.current;
            current.open = true;
            current.space_before = !touches;
            current.run = *run;
            current.start = origin;
            current.hull = Hull::EMPTY;
            current.grow_from(origin, run);
            current.backwards = 0;
            current.bold = 0;
            current.plain = 0;
        }
        let current = &mut self.current;
        current.text.push_str(text);
        if current.backwards == 0 {
            current.pen = (origin.0 + advance * run.along.0, origin.1 + advance * run.along.1);
        }
        // Larger spacing is a way of jumping to the next column.
        current.spacing = if spacing <= LETTER_SPACING * run.em { spacing.max(0.0) } else { 0.0 };
        if run.bold {
            current.bold += 1;
        } else {
            current.plain += 1;
        }
        self.glyphs += 1;
    }

    /// The content says that what follows does not go on from what was before.
    pub fn finish_word(&mut self) {
        let current = &mut self.current;
        if !std::mem::replace(&mut current.open, false) {
            return;
        }
        current.grow_to_pen();
        let hull = current.hull;
        let [width, height] = self.page;
        let on_page = hull.x1 > 0.0 && hull.y1 > 0.0 && hull.x0 < width && hull.y0 < height;
        if let Some(text) = tidy(&current.text, current.backwards > 0).filter(|_| on_page)
            && self.done.len() < self.most
        {
            self.done.push(Word {
                text,
                bbox: hull.to_array(),
                size: current.run.size,
                bold: current.bold > current.plain,
                baseline: current.start.1,
                confidence: None,
                space_before: current.space_before,
            });
        }
        current.text.clear();
    }

    /// The glyphs that follow stand for `text`, until [`Self::end_replacement`].
    pub fn begin_replacement(&mut self, text: &str) {
        if self.replacement.is_some() {
            return;
        }
        let mut clean = String::new();
        for part in text.split_whitespace() {
            if !clean.is_empty() {
                clean.push(' ');
            }
            clean.extend(part.chars().filter(|c| !c.is_control()));
        }
        let several = clean.contains(' ');
        let (words_before, unmapped_before) = (self.done.len(), self.unmapped);
        self.replacement = Some(Replacement { text: clean, used: false, several, words_before, unmapped_before });
    }

    /// Ends the span.
    pub fn end_replacement(&mut self) {
        let Some(span) = self.replacement.take() else { return };
        if !span.several || self.unmapped == span.unmapped_before {
            return;
        }
        self.finish_word();
        let replaced = self.done.split_off(span.words_before.min(self.done.len()));
        let mut hull = Hull::EMPTY;
        for [x0, y0, x1, y1] in replaced.iter().map(|word| word.bbox) {
            hull.add(x0, y0);
            hull.add(x1, y1);
        }
        if let Some(first) = replaced.first() {
            self.done.extend(lay_out(&span.text, hull.to_array(), first.size));
            self.unmapped = span.unmapped_before;
        }
    }

    /// Puts words that no glyphs paint after the others.
    pub fn append(&mut self, words: Vec<Word>) {
        self.finish_word();
        let room = self.most.saturating_sub(self.done.len());
        self.done.extend(words.into_iter().take(room));
    }

    /// All words in the order they were painted.
    pub fn finish(mut self) -> Vec<Word> {
        self.finish_word();
        if self.backwards {
            overprint::drop_repeats(&mut self.done);
        }
        self.done
    }
}

impl Current {
    fn grow_from(&mut self, point: (f32, f32), run: &Run) {
        self.hull.add(point.0 + run.ascent.0, point.1 + run.ascent.1);
        self.hull.add(point.0 + run.descent.0, point.1 + run.descent.1);
    }

    /// Takes in a glyph that ends where the word begins, when both are of a script written from right to left.
    #[cold]
    fn grows_backwards(&mut self, run: &Run, origin: (f32, f32), advance: f32, text: &str) -> bool {
        let end = (origin.0 + advance * run.along.0, origin.1 + advance * run.along.1);
        let gap = (self.start.0 - end.0) * run.along.0 + (self.start.1 - end.1) * run.along.1;
        let near = (-BACK * run.em..=GAP * run.em).contains(&gap);
        if !near || !text.chars().all(is_leftward) || !self.text.chars().next_back().is_some_and(is_leftward) {
            return false;
        }
        self.start = origin;
        self.grow_from(origin, run);
        self.backwards += 1;
        true
    }

    fn grow_to_pen(&mut self) {
        let run = self.run;
        self.grow_from(self.pen, &run);
    }
}

/// The word's text composed, without soft hyphens but the last; none when nothing is left. Letters written from right to left
/// stand in the order they are read in: most programs paint them from the left, so they come the other way round.
fn tidy(text: &str, in_order: bool) -> Option<String> {
    if text.is_ascii() {
        return (!text.is_empty()).then(|| text.to_owned());
    }
    if !in_order && text.chars().any(is_leftward) && !text.chars().any(|c| c.is_ascii_alphanumeric()) {
        return tidy(&read_from_right(text), true);
    }
    let hyphenated = text.ends_with('\u{AD}');
    let mut tidy: String = if text.chars().all(|c| c < '\u{300}' && c != '\u{AD}') {
        text.to_owned()
    } else {
        text.chars().filter(|c| *c != '\u{AD}').nfc().collect()
    };
    if hyphenated {
        tidy.push('\u{AD}');
    }
    (!tidy.is_empty()).then_some(tidy)
}

/// The other way round, but for numbers; brackets open where they closed.
fn read_from_right(text: &str) -> String {
    let mut chars: Vec<char> = text.chars().rev().collect();
    for run in chars.chunk_by_mut(|a, b| a.is_numeric() && b.is_numeric()) {
        run.reverse();
    }
    let turned = chars.into_iter().map(|c| match c {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '«' => '»',
        '»' => '«',
        c => c,
    });
    turned.collect()
}

/// Lays text out in a box as words of a plain font of `size`: from the top left, lines as in the text, broken where the
/// box ends. For text whose place is only known roughly.
pub(crate) fn lay_out(text: &str, area: [f32; 4], size: f32) -> Vec<Word> {
    let [x0, y0, x1, y1] = area;
    let letter = size * 0.5;
    let mut words = Vec::new();
    let mut baseline = y0 + size * 0.9;
    for line in text.lines() {
        let mut x = x0;
        for word in line.split_whitespace() {
            let width = letter * word.chars().count() as f32;
            if x > x0 && x + width > x1 {
                x = x0;
                baseline += size * 1.2;
            }
            let right = (x + width).min(x1.max(x0 + letter));
            let bottom = (baseline + size * 0.2).min(y1.max(y0 + size));
            let text: String = word.nfc().filter(|c| !c.is_control()).collect();
            if !text.is_empty() {
                let bbox = [x.min(right), (baseline - size * 0.8).min(bottom), right, bottom];
                words.push(Word { text, bbox, size, bold: false, baseline: baseline.min(bottom), confidence: None, space_before: true });
            }
            x += width + letter * 0.5;
        }
        baseline += size * 1.2;
    }
    words
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]

    use super::*;

    fn run(size: f32) -> Run {
        Run { along: (1.0, 0.0), ascent: (0.0, -0.8 * size), descent: (0.0, 0.2 * size), size, em: size, bold: false }
    }

    fn texts(words: &[Word]) -> Vec<&str> {
        words.iter().map(|word| word.text.as_str()).collect()
    }

    #[test]
    fn gaps_separate_kerning_does_not() {
        let mut words = Words::new([600.0, 800.0], 100);
        let run = run(10.0);
        for (x, text) in [(100.0, "A"), (104.5, "b"), (110.2, "c"), (117.5, "d")] {
            words.glyph(&run, (x, 50.0), 5.0, 0.0, (GlyphClass::Text, text));
        }
        let words = words.finish();
        assert_eq!(texts(&words), ["Abc", "d"]);
        assert_eq!(words[0].bbox, [100.0, 42.0, 115.2, 52.0]);
        assert!(words[1].space_before);
    }

    #[test]
    fn a_superscript_is_a_word_that_touches() {
        let mut words = Words::new([600.0, 800.0], 100);
        words.glyph(&run(10.0), (100.0, 50.0), 5.0, 0.0, (GlyphClass::Text, "m"));
        words.glyph(&run(6.0), (105.0, 46.0), 3.0, 0.0, (GlyphClass::Text, "2"));
        let words = words.finish();
        assert_eq!(texts(&words), ["m", "2"]);
        assert!(!words[1].space_before);
    }

    #[test]
    fn actual_text_replaces_glyphs() {
        let mut words = Words::new([600.0, 800.0], 100);
        let run = run(10.0);
        words.glyph(&run, (100.0, 50.0), 5.0, 0.0, (GlyphClass::Text, "e"));
        words.begin_replacement("ffe");
        words.glyph(&run, (105.0, 50.0), 5.0, 0.0, (GlyphClass::Unmapped, "\u{FFFD}"));
        words.glyph(&run, (110.0, 50.0), 5.0, 0.0, (GlyphClass::Text, "x"));
        words.end_replacement();
        words.glyph(&run, (115.0, 50.0), 5.0, 0.0, (GlyphClass::Text, "t"));
        assert_eq!(words.unmapped, 0);
        assert_eq!(texts(&words.finish()), ["effet"]);
    }

    #[test]
    fn soft_hyphens_stay_only_at_the_end_and_accents_are_composed() {
        assert_eq!(tidy("under\u{AD}ret\u{AD}", false).as_deref(), Some("underret\u{AD}"));
        assert_eq!(tidy("a\u{30A}", false).as_deref(), Some("å"));
        assert_eq!(tidy("", false), None);
    }
}
