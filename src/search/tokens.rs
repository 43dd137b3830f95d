//! The terms of a page in the form in which the index library takes them.

use std::borrow::Cow;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::analysis::{Analyzed, Side, analyze};

/// Name under which the analysis is registered with the index.
pub(super) const PAGE_ANALYZER: &str = "aktspor_page";

/// Begins a text that is packed terms ([`packed`]). No term holds a control character.
const PACKED: char = '\u{2}';
/// One word further on; stands before a term.
const STEP: char = '\u{1}';

/// Terms so written that the tokenizer only has to part them: the library hands ready tokens from thread to thread as JSON, which took a third
/// of the time of indexing.
pub(super) fn packed(mut terms: Vec<Analyzed>) -> String {
    // A stable sort: a year inside a date stands two words further on than the words that follow in the list.
    terms.sort_by_key(|one| one.position);
    let mut out = String::with_capacity(terms.iter().map(|one| one.term.len() + 2).sum());
    let mut at = 0;
    for one in terms {
        out.extend(std::iter::repeat_n(STEP, one.position - at));
        out.push(PACKED);
        out.push_str(&one.term);
        at = one.position;
    }
    out
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
        let packed = if text.starts_with([PACKED, STEP]) { text.into() } else { packed(analyze(text, Side::Page)).into() };
        Parted { packed, at: 0, current: Token { position: 0, ..Token::default() } }
    }
}

impl TokenStream for Parted<'_> {
    fn advance(&mut self) -> bool {
        let rest = self.packed.get(self.at..).unwrap_or_default();
        let Some((steps, behind)) = rest.split_once(PACKED) else { return false };
        let term = behind.split([PACKED, STEP]).next().unwrap_or_default();
        self.current.position += steps.len();
        self.current.text.clear();
        self.current.text.push_str(term);
        self.at += steps.len() + PACKED.len_utf8() + term.len();
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
    use super::*;

    #[test]
    fn packed_terms_are_the_terms() {
        let text = "Samtalen den 12. maj 2021 kl. 14.10, jf. § 50, stk. 3, og 010203-1234.";
        let parted = |text: &str| {
            let mut tokens = Vec::new();
            PageTokenizer.token_stream(text).process(&mut |token| tokens.push((token.position, token.text.clone())));
            tokens
        };
        let mut terms = analyze(text, Side::Page);
        terms.sort_by_key(|one| one.position);
        let wanted: Vec<(usize, String)> = terms.iter().map(|one| (one.position, one.term.clone())).collect();
        assert_eq!(parted(text), wanted);
        assert_eq!(parted(&packed(terms)), wanted);
        for odd in ["", "\u{1}", "\u{2}", "\u{1}\u{1}æ", "\u{2}\u{1}\u{2}ø\u{1}"] {
            assert!(parted(odd).len() < 3);
        }
    }
}
