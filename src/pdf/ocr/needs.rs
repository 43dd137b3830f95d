//! Decides whether a page's text layer will do, or its picture must be read.

use crate::pdf::outcome::ReadPage;
use crate::pdf::second_opinion::plausibility;

/// A page counts as a picture when pictures cover at least this share of it.
const PICTURE: f32 = 0.5;
/// A picture page with fewer words than this has no text layer worth the name (a stamp, a page number).
const FEW_WORDS: usize = 15;
/// Text with less than this share of plausible words is junk.
const JUNK: f32 = 0.45;

/// True when the page's words are no use and its picture should be read: nothing but a picture, mostly glyphs without
/// characters, or a picture with few or junk words over it. A blank page needs nothing.
pub fn needs_ocr(page: &ReadPage) -> bool {
    let words = &page.page.words;
    if words.is_empty() {
        // Glyphs that give no word, or something to look at.
        return page.glyphs > 0 || page.image_coverage > 0.02;
    }
    if page.unmapped * 2 > page.glyphs {
        return true;
    }
    if page.image_coverage < PICTURE {
        return false;
    }
    words.len() < FEW_WORDS || plausibility(words.iter().map(|word| word.text.as_str())) < JUNK
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::model::Word;

    fn page(text: &str, image_coverage: f32) -> ReadPage {
        let mut page = ReadPage::empty(1, [595.0, 842.0]);
        page.image_coverage = image_coverage;
        page.glyphs = text.chars().count() as u32;
        page.unmapped = text.chars().filter(|c| *c == '\u{FFFD}').count() as u32;
        page.page.words = text
            .split_whitespace()
            .map(|text| Word {
                text: text.to_owned(),
                bbox: [0.0; 4],
                size: 10.0,
                bold: false,
                baseline: 0.0,
                confidence: None,
                space_before: true,
            })
            .collect();
        page
    }

    #[test]
    fn pictures_and_junk_need_reading_text_and_blanks_do_not() {
        let sentence = "Barnets mor oplyser, at hun har modtaget brevet fra kommunen og gerne vil tale med sin rådgiver om planen";
        assert!(!needs_ocr(&page("", 0.0)));
        assert!(needs_ocr(&page("", 1.0)));
        assert!(!needs_ocr(&page("Side 1", 0.1)));
        assert!(needs_ocr(&page("Modtaget 3/3", 0.95)));
        assert!(!needs_ocr(&page(sentence, 0.95)));
        assert!(needs_ocr(&page(&"\u{FFFD}\u{FFFD} ".repeat(20), 0.0)));
        assert!(needs_ocr(&page(&"xzt %&# qrt ]]|| ".repeat(20), 0.95)));
    }
}
