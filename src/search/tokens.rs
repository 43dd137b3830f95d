//! The terms of a page in the form in which the index library takes them.

use std::ops::Range;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::analysis::{Side, analyze};
use super::words::tails;

/// Names under which the analyses are registered with the index.
pub(super) const PAGE_ANALYZER: &str = "aktspor_page";
/// The tails of compounds.
pub(super) const TAIL_ANALYZER: &str = "aktspor_tails";

/// The page's terms, for the index.
#[derive(Debug, Clone)]
pub(super) struct PageTokenizer;

/// The tails of the page's compounds, for the index.
#[derive(Debug, Clone)]
pub(super) struct TailTokenizer;

/// Tokens made beforehand.
pub(super) struct Ready {
    tokens: std::vec::IntoIter<Token>,
    current: Token,
}

impl Tokenizer for PageTokenizer {
    type TokenStream<'a> = Ready;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Ready {
        let mut found = analyze(text, Side::Page);
        // A stable sort: a year inside a date stands two words further on than the words that follow in the list.
        found.sort_by_key(|one| one.position);
        ready(found.into_iter().map(|one| token(one.term, one.span, one.position)).collect())
    }
}

impl Tokenizer for TailTokenizer {
    type TokenStream<'a> = Ready;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Ready {
        let mut out = Vec::new();
        for one in analyze(text, Side::Page).into_iter().filter(|one| one.is_word) {
            out.extend(tails(&one.term).map(|tail| token(tail.to_owned(), one.span.clone(), one.position)));
        }
        ready(out)
    }
}

/// A token of one word.
fn token(text: String, span: Range<usize>, position: usize) -> Token {
    Token { offset_from: span.start, offset_to: span.end, position, text, position_length: 1 }
}

/// A stream before its first token.
fn ready(tokens: Vec<Token>) -> Ready {
    Ready { tokens: tokens.into_iter(), current: Token::default() }
}

impl TokenStream for Ready {
    fn advance(&mut self) -> bool {
        match self.tokens.next() {
            Some(token) => {
                self.current = token;
                true
            }
            None => false,
        }
    }

    fn token(&self) -> &Token {
        &self.current
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.current
    }
}
