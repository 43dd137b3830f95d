//! What someone selected on a page, made evidence: a range of bytes in, the quote and its boxes out.
//!
//! The browser says only where a selection begins and ends. Quote and boxes are taken from the page's own text, as the machine's are, so
//! that no evidence can say what the page does not.

use std::ops::Range;

use thiserror::Error;

use crate::lang::Lang;
use crate::text::{PageText, boxes};

/// Longest quote taken, in bytes: evidence is a passage, not a page.
const LONGEST: usize = 2000;

/// A passage of a page.
#[derive(Clone, PartialEq)]
pub struct Marked {
    /// Its bytes in the page's text; whole words.
    pub span: Range<usize>,
    /// Its words, white space folded.
    pub quote: String,
    /// One box a printed line, points from the page's top left.
    pub boxes: Vec<[f32; 4]>,
}

impl std::fmt::Debug for Marked {
    // The words of an act do not belong in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Marked").field("span", &self.span).field("boxes", &self.boxes.len()).finish_non_exhaustive()
    }
}

/// Why a selection is no evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotMarked {
    /// It holds no word of the page.
    #[error("the selection holds no word of the page")]
    Empty,
    /// It is longer than a passage.
    #[error("the selection is longer than {LONGEST} bytes")]
    TooLong,
}

impl NotMarked {
    /// What to do, for people.
    #[must_use]
    pub fn message(self, lang: Lang) -> &'static str {
        match self {
            Self::Empty => lang.pick("Markér mindst ét ord på siden.", "Select at least one word on the page."),
            Self::TooLong => lang.pick(
                "Markeringen er for lang; vælg det sted, der viser hændelsen.",
                "The selection is too long; choose the place that shows the event.",
            ),
        }
    }
}

/// The passage that `span` touches, widened to whole words.
///
/// # Errors
/// The span touches no word, or too many.
pub fn marked(page: &PageText, span: Range<usize>) -> Result<Marked, NotMarked> {
    if span.is_empty() {
        return Err(NotMarked::Empty);
    }
    let touched = || page.words.iter().filter(|word| word.span.start < span.end && span.start < word.span.end);
    let (Some(start), Some(end)) = (touched().map(|word| word.span.start).min(), touched().map(|word| word.span.end).max()) else {
        return Err(NotMarked::Empty);
    };
    if end - start > LONGEST {
        return Err(NotMarked::TooLong);
    }
    let quote = page.text.get(start..end).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    if quote.is_empty() {
        return Err(NotMarked::Empty);
    }
    Ok(Marked { boxes: boxes(page, start..end), span: start..end, quote })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::text::WordBox;
    use crate::text::plain;

    /// A page whose words of text stand side by side on one line.
    fn page(text: &str) -> PageText {
        let mut page = plain(text).into_iter().next().unwrap();
        let mut at = 0;
        for word in text.split_whitespace() {
            let start = page.text.get(at..).unwrap().find(word).unwrap() + at;
            at = start + word.len();
            let x = start as f32 * 5.0;
            page.words.push(WordBox { span: start..at, bbox: [x, 10.0, x + 20.0, 20.0], confidence: None });
        }
        page
    }

    #[test]
    fn a_selection_becomes_whole_words_of_the_page() {
        let page = page("Mødet  blev holdt på åen");
        let found = marked(&page, 3..12).unwrap();
        assert_eq!(found.quote, "Mødet blev");
        assert_eq!(page.text.get(found.span.clone()).unwrap().split_whitespace().collect::<Vec<_>>().join(" "), found.quote);
        assert_eq!(found.boxes.len(), 1);
        // In the middle of a letter, and past the end.
        assert_eq!(marked(&page, 2..3).unwrap().quote, "Mødet");
        assert_eq!(marked(&page, 20..usize::MAX).unwrap().quote.split(' ').next_back(), Some("åen"));
    }

    #[test]
    fn nothing_and_everything_are_refused() {
        let short = page("Mødet blev holdt");
        assert_eq!(marked(&short, 3..3), Err(NotMarked::Empty));
        assert_eq!(marked(&short, 900..901), Err(NotMarked::Empty));
        #[allow(clippy::reversed_empty_ranges)]
        let backwards = 9..2;
        assert_eq!(marked(&short, backwards), Err(NotMarked::Empty));
        assert_eq!(marked(&page(&"ord ".repeat(900)), 0..3600), Err(NotMarked::TooLong));
    }
}
