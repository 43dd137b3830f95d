//! Tesseract's tables: one row a word, with its box in pixels.

use unicode_normalization::UnicodeNormalization;

use crate::pdf::model::Word;

/// The words of a page and how sure Tesseract is of them.
#[derive(Default)]
pub(super) struct Reading {
    pub words: Vec<Word>,
    /// Mean, weighted by length, 0–100.
    pub confidence: f32,
}

impl Reading {
    /// In place of doubtful words, the numbers that another reading of the same picture has there and is surer of.
    pub fn take_numbers(&mut self, other: &Self) {
        for word in self.words.iter_mut().filter(|word| is_doubtful(word)) {
            let there = other.words.iter().filter(|theirs| has_digit(theirs) && is_same_place(&word.bbox, &theirs.bbox));
            let Some(best) = there.max_by(|a, b| a.confidence.unwrap_or_default().total_cmp(&b.confidence.unwrap_or_default())) else {
                continue;
            };
            if best.confidence > word.confidence {
                word.text.clone_from(&best.text);
                word.confidence = best.confidence;
            }
        }
    }

    /// Most words stand upright on their ends: the lines run up or down the picture.
    pub fn is_sideways(&self) -> bool {
        let long = || self.words.iter().filter(|word| word.text.chars().count() >= 4);
        let tall = long().filter(|word| word.bbox[3] - word.bbox[1] > 1.2 * (word.bbox[2] - word.bbox[0])).count();
        tall * 2 > long().count()
    }
}

/// True for a word that was hardly read, or a number that was not read well.
pub(super) fn is_doubtful(word: &Word) -> bool {
    const HARDLY: f32 = 60.0;
    const WELL: f32 = 85.0;
    word.confidence.unwrap_or_default() < if has_digit(word) { WELL } else { HARDLY }
}

fn has_digit(word: &Word) -> bool {
    word.text.contains(|c: char| c.is_ascii_digit())
}

/// What a reading is worth against another of the same page: letters times confidence.
pub(super) fn weight(words: &[Word]) -> f32 {
    words.iter().map(|word| word.text.chars().count() as f32 * word.confidence.unwrap_or_default()).sum()
}

/// Two boxes share most of what they cover together.
fn is_same_place(a: &[f32; 4], b: &[f32; 4]) -> bool {
    let area = |[x0, y0, x1, y1]: [f32; 4]| (x1 - x0).max(0.0) * (y1 - y0).max(0.0);
    let shared = area([a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])]);
    shared > 0.6 * (area(*a) + area(*b) - shared)
}

/// A row of the table: level, its place in the page's tree, its box and what it says.
struct Row<'a> {
    level: u32,
    line: [u32; 3],
    left: f32,
    top: f32,
    width: f32,
    height: f32,
    confidence: f32,
    text: &'a str,
}

fn row(line: &str) -> Option<Row<'_>> {
    let mut fields = line.split('\t');
    let level = fields.next()?.parse().ok()?;
    let _page = fields.next()?;
    let mut number = || fields.next()?.parse::<u32>().ok();
    let line = [number()?, number()?, number()?];
    let _word = number()?;
    let mut number = || fields.next()?.parse::<f32>().ok();
    let [left, top, width, height, confidence] = [number()?, number()?, number()?, number()?, number()?];
    Some(Row { level, line, left, top, width, height, confidence, text: fields.next().unwrap_or_default().trim() })
}

/// Reads the table; rows that can't be read are passed over.
pub(super) fn parse(table: &str, points_per_pixel: f32) -> Reading {
    const WORD: u32 = 5;
    let mut words: Vec<Word> = Vec::new();
    let mut line_start = 0;
    let mut line_id = [0; 3];
    let (mut sum, mut letters) = (0.0, 0.0);
    for row in table.lines().skip(1).filter_map(row) {
        if row.level != WORD || row.confidence < 0.0 || row.text.is_empty() {
            continue;
        }
        if row.line != line_id {
            set_baseline(words.get_mut(line_start..).unwrap_or_default());
            line_start = words.len();
            line_id = row.line;
        }
        let text: String = row.text.split_whitespace().collect::<String>().nfc().collect();
        let [x0, y0] = [row.left * points_per_pixel, row.top * points_per_pixel];
        let [x1, y1] = [(row.left + row.width) * points_per_pixel, (row.top + row.height) * points_per_pixel];
        let length = text.chars().count() as f32;
        sum += row.confidence * length;
        letters += length;
        words.push(Word {
            text,
            bbox: [x0, y0, x1, y1],
            size: y1 - y0,
            bold: false,
            baseline: y1,
            confidence: Some(row.confidence.min(100.0)),
            space_before: true,
        });
    }
    set_baseline(words.get_mut(line_start..).unwrap_or_default());
    let confidence = if letters > 0.0 { sum / letters } else { 0.0 };
    Reading { words, confidence }
}

/// Gives the words of a line their common baseline and size. Boxes fit the ink: the baseline is where words without
/// descenders end, the size follows from the height of words with a capital or an ascender.
fn set_baseline(line: &mut [Word]) {
    let descends =
        |word: &Word| word.text.contains(['g', 'j', 'p', 'q', 'y', 'Q', ',', ';', '(', ')', '/', '§', 'ø', 'Ø', '|', '_', '[', ']']);
    let tall = |word: &Word| word.text.chars().any(|c| c.is_uppercase() || c.is_ascii_digit() || "bdfhklåt".contains(c));
    let floating = |word: &Word| word.text.chars().all(|c| !c.is_alphanumeric());
    let mut feet: Vec<f32> = line.iter().filter(|w| !descends(w) && !floating(w)).map(|w| w.bbox[3]).collect();
    let mut ink: Vec<f32> = line.iter().filter(|w| tall(w) && !descends(w)).map(|w| w.bbox[3] - w.bbox[1]).collect();
    // A skewed line has no common foot; then every word keeps its own.
    let common = median(&mut feet).filter(|foot| feet.iter().all(|f| (f - foot).abs() < 3.0));
    // Capitals are about 0.7 em high.
    let height = median(&mut ink).map(|ink| ink / 0.7);
    for word in line {
        if let Some(foot) = common {
            word.baseline = foot;
        } else if descends(word) {
            word.baseline = word.bbox[3] - 0.2 * (word.bbox[3] - word.bbox[1]);
        }
        word.size = height.unwrap_or(word.size);
    }
}

fn median(values: &mut [f32]) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}

/// By how many degrees clockwise the page must be turned, from the output of orientation detection; none when it is not
/// sure enough.
pub(super) fn rotation(output: &str) -> Option<u16> {
    const SURE: f32 = 1.0;
    let field = |name: &str| output.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let sure = field("Orientation confidence:")?.parse::<f32>().ok()? >= SURE;
    let degrees = field("Rotate:")?.parse::<u16>().ok()?;
    (sure && matches!(degrees, 0 | 90 | 180 | 270)).then_some(degrees)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn words_with_boxes_in_points() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
            1\t1\t0\t0\t0\t0\t0\t0\t2480\t3508\t-1\t\n\
            5\t1\t1\t1\t1\t1\t300\t300\t200\t40\t96.5\tUnderretning\n\
            5\t1\t1\t1\t1\t2\t520\t310\t100\t40\t90.5\taf\n\
            5\t1\t1\t1\t2\t1\t300\t400\t10\t40\t95\t \n\
            5\tx\n";
        let reading = parse(table, 0.24);
        let texts: Vec<_> = reading.words.iter().map(|w| w.text.as_str()).collect();
        assert_eq!(texts, ["Underretning", "af"]);
        assert_eq!(reading.words[0].bbox, [72.0, 72.0, 120.0, 81.6]);
        assert_eq!(reading.words[1].baseline, 84.0);
        assert!(reading.confidence > 95.0);
    }

    #[test]
    fn numbers_are_taken_from_the_surer_reading() {
        let line = |words: &[(&str, f32)]| {
            let rows = words
                .iter()
                .zip(0..)
                .map(|((text, confidence), at)| format!("5\t1\t1\t1\t1\t1\t{}\t10\t50\t20\t{confidence}\t{text}\n", at * 60));
            parse(&format!("head\n{}", rows.collect::<String>()), 1.0)
        };
        let mut reading = line(&[("den", 96.0), ("S.", 40.0), ("marts", 50.0), ("2071", 70.0), ("17", 95.0)]);
        reading.take_numbers(&line(&[("den", 97.0), ("3.", 90.0), ("mart5", 40.0), ("2021", 91.0), ("11", 99.0)]));
        let texts: Vec<_> = reading.words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, ["den", "3.", "marts", "2021", "17"]);
    }

    #[test]
    fn orientation_needs_confidence() {
        let output = "Page number: 0\nOrientation in degrees: 180\nRotate: 180\nOrientation confidence: 8.20\n";
        assert_eq!(rotation(output), Some(180));
        assert_eq!(rotation(&output.replace("8.20", "0.10")), None);
        assert_eq!(rotation("Too few characters"), None);
    }
}
