//! The terms of a page in the form in which the index library takes them.

use std::borrow::Cow;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::analysis::{Side, Sink, Term, scan};

/// Name under which the analysis is registered with the index.
pub(super) const PAGE_ANALYZER: &str = "aktspor_page";

/// Begins a text that is packed terms ([`packed`]). No term holds a control character.
const PACKED: char = '\u{2}';
/// One word further on; stands before a term.
const STEP: char = '\u{1}';

/// Terms so written that the tokenizer only has to part them: the library hands ready tokens from thread to thread as JSON, which took a third
/// of the time of indexing.
#[derive(Debug, Default)]
pub(super) struct Packed {
    /// The terms.
    pub(super) text: String,
    at: usize,
}

impl Packed {
    /// For a text of so many bytes.
    pub(super) fn of(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes + bytes / 4), at: 0 }
    }
}

impl Sink for Packed {
    fn put(&mut self, term: Term<'_>) {
        for _ in self.at..term.position {
            self.text.push(STEP);
        }
        self.text.push(PACKED);
        self.text.push_str(term.text);
        self.at = self.at.max(term.position);
    }
}

/// The page's terms, for the index: of a text, or as they were [`packed`] before.
#[derive(Debug, Clone)]
pub(super) struct PageTokenizer;

/// Terms parted one by one.
pub(super) struct Parted<'a> {
    packed: Cow<'a, str>,
    at: usize,
    current: Token,
}

impl Tokenizer for PageTokenizer {
    type TokenStream<'a> = Parted<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Parted<'a> {
        let packed = if text.starts_with([PACKED, STEP]) {
            text.into()
        } else {
            let mut packed = Packed::of(text.len());
            scan(text, Side::Page, &mut packed);
            packed.text.into()
        };
        Parted { packed, at: 0, current: Token { position: 0, ..Token::default() } }
    }
}

impl TokenStream for Parted<'_> {
    fn advance(&mut self) -> bool {
        let rest = self.packed.get(self.at..).unwrap_or_default();
        // Both marks are single bytes that no other character holds.
        let steps = rest.bytes().take_while(|byte| *byte != PACKED as u8).count();
        let behind = rest.get(steps + 1..).unwrap_or_default();
        if steps == rest.len() {
            return false;
        }
        let length = behind.bytes().take_while(|byte| *byte > PACKED as u8).count();
        self.current.position += steps;
        self.current.text.clear();
        self.current.text.push_str(behind.get(..length).unwrap_or_default());
        self.at += steps + 1 + length;
        true
    }

    fn token(&self) -> &Token {
        &self.current
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.current
    }
}

#[cfg(test)]
mod tests {
    use super::super::analysis::analyze;
    use super::*;

    #[test]
    fn packed_terms_are_the_terms() {
        let text = "Samtalen den 12. maj 2021 kl. 14.10, jf. § 50, stk. 3, og 010203-1234.";
        let parted = |text: &str| {
            let mut tokens = Vec::new();
            PageTokenizer.token_stream(text).process(&mut |token| tokens.push((token.position, token.text.clone())));
            tokens
        };
        let terms = analyze(text, Side::Page);
        let mut packed = Packed::default();
        scan(text, Side::Page, &mut packed);
        let wanted: Vec<(usize, String)> = terms.iter().map(|one| (one.position, one.term.clone())).collect();
        assert_eq!(parted(text), wanted);
        assert_eq!(parted(&packed.text), wanted);
        for odd in ["", "\u{1}", "\u{2}", "\u{1}\u{1}æ", "\u{2}\u{1}\u{2}ø\u{1}"] {
            assert!(parted(odd).len() < 3);
        }
    }
}
