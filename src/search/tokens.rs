//! The terms of a page in the form in which the index library takes them.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::analysis::{Side, analyze};

/// Name under which the analysis is registered with the index.
pub(super) const PAGE_ANALYZER: &str = "aktspor_page";

/// The page's terms, for the index.
#[derive(Debug, Clone)]
pub(super) struct PageTokenizer;

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
        let tokens: Vec<Token> = found
            .into_iter()
            .map(|one| Token {
                offset_from: one.span.start,
                offset_to: one.span.end,
                position: one.position,
                text: one.term,
                position_length: 1,
            })
            .collect();
        Ready { tokens: tokens.into_iter(), current: Token::default() }
    }
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
