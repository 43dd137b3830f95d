//! pdf-extract's reading of a page, taken where ours looks wrong and its looks better.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use crate::pdf::content::lay_out;
use crate::pdf::limits::Limits;
use crate::pdf::model::PageSource;
use crate::pdf::outcome::{Notice, ReadPage};

/// Stack of the thread that asks, in bytes: the other program recurses.
const STACK: usize = 64 << 20;

/// Longest plausible word, in letters; longer ones are mostly lost spaces.
const MAX_WORD: usize = 26;

/// True when a page's reading looks wrong: glyphs without characters, no words though glyphs were painted, no spaces.
fn looks_wrong(page: &ReadPage) -> bool {
    if page.glyphs < 10 {
        return false;
    }
    let words = page.page.words.len() as u32;
    page.unmapped * 10 > page.glyphs || words == 0 || page.glyphs > 200 && page.glyphs / words.max(1) > 25
}

/// Replaces those pages whose reading looks wrong and for which the second opinion is more plausible. True when the other program was still
/// running when its time was up.
pub(crate) fn consult(bytes: &[u8], limits: &Limits, pages: &mut [ReadPage], notices: &mut Vec<Notice>) -> bool {
    if !pages.iter().any(looks_wrong) || bytes.len() > limits.second_opinion_bytes || limits.second_opinion_seconds == 0 {
        return false;
    }
    let texts = match ask(bytes, limits.second_opinion_seconds) {
        Ok(texts) => texts,
        Err(end) => return end == End::Running,
    };
    for (page, text) in pages.iter_mut().zip(&texts) {
        if !looks_wrong(page) {
            continue;
        }
        let ours: Vec<&str> = page.page.words.iter().map(|word| word.text.as_str()).collect();
        if plausibility(text.split_whitespace()) <= plausibility(ours.iter().copied()) + 0.1 {
            continue;
        }
        let [width, height] = page.page.size;
        let lines = text.lines().count().max(1) as f32;
        let size = (height / (lines * 1.25)).clamp(4.0, 10.0);
        page.page.words = lay_out(text, [0.0, 0.0, width, height], size);
        page.page.source = PageSource::Text;
        page.unmapped = text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count() as u32;
        notices.push(Notice::SecondOpinion { page: page.page.number });
    }
    false
}

/// How asking ended without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// It failed, or could not be started.
    Failed,
    /// It runs on.
    Running,
}

/// The other program's text, page by page. It may panic or never come back, so it gets a thread of its own; one that
/// does not answer in time is left behind, and whoever reads is told.
fn ask(bytes: &[u8], seconds: u64) -> Result<Vec<String>, End> {
    let (sender, receiver) = mpsc::channel();
    let bytes = bytes.to_vec();
    let work = move || {
        let texts = std::panic::catch_unwind(|| pdf_extract::extract_text_from_mem_by_pages(&bytes));
        // The receiver is gone when the time was up.
        sender.send(texts.ok().and_then(Result::ok)).ok();
    };
    std::thread::Builder::new().stack_size(STACK).spawn(work).map_err(|_| End::Failed)?;
    match receiver.recv_timeout(Duration::from_secs(seconds)) {
        Ok(texts) => texts.ok_or(End::Failed),
        Err(RecvTimeoutError::Timeout) => Err(End::Running),
        Err(RecvTimeoutError::Disconnected) => Err(End::Failed),
    }
}

/// How much words look like language, 0–1: the share of their letters that stand in words of letters with a vowel and a
/// sensible length.
pub(crate) fn plausibility<'a>(words: impl Iterator<Item = &'a str>) -> f32 {
    let (mut good, mut all) = (0usize, 0usize);
    for word in words {
        let length = word.chars().count();
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let junk = word.chars().any(|c| c == char::REPLACEMENT_CHARACTER || c.is_control());
        let vowel = word.chars().any(|c| "aeiouyæøåäöüéAEIOUYÆØÅÄÖÜÉ".contains(c));
        let digits = word.chars().filter(char::is_ascii_digit).count();
        all += length;
        let is_word = vowel && letters * 10 >= length * 7 && length <= MAX_WORD;
        if !junk && (is_word || digits * 2 >= length && length <= 20) {
            good += length;
        }
    }
    if all == 0 { 0.0 } else { good as f32 / all as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_is_more_plausible_than_junk() {
        let text = "Underretningen blev modtaget den 3. marts 2021 kl. 14.05 af rådgiveren";
        let junk = "\u{FFFD}\u{FFFD}x \u{FFFD}q zzkrt %&/( \u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}";
        assert!(plausibility(text.split_whitespace()) > 0.85);
        assert!(plausibility(junk.split_whitespace()) < 0.1);
        assert_eq!(plausibility([].into_iter()), 0.0);
    }
}
