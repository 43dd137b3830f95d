//! The shape of `words.toml`: small lists of single words that the event room itself asks for. What each does is described in `docs/grammar.md`.

use serde::Deserialize;

use super::fold;

/// `words.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Whom "ham" and "hende" mean.
    pub pronoun: PronounWords,
    /// Times of day without "kl.".
    pub clock: ClockWords,
    /// Notes added to an act.
    pub addendum: AddendumWords,
    /// Paragraphs of a law.
    pub citation: CitationWords,
    /// Sentences that close a paragraph with their date.
    pub closing: ClosingWords,
    /// Statements.
    pub clause: ClauseWords,
}

/// Folded words, in order.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct WordList(Vec<String>);

impl From<Vec<String>> for WordList {
    fn from(words: Vec<String>) -> Self {
        let mut folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
        folded.sort_unstable();
        Self(folded)
    }
}

impl WordList {
    /// Whether a folded word is among them.
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        self.0.binary_search_by(|known| known.as_str().cmp(word)).is_ok()
    }

    /// Whether a folded word begins with one of them.
    #[must_use]
    pub fn begin(&self, word: &str) -> bool {
        self.0.iter().any(|known| word.starts_with(known))
    }
}

/// Whom "ham" and "hende" mean.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PronounWords {
    /// "hende".
    pub her: WordList,
    /// "ham".
    pub him: WordList,
    /// The child, by other words than its name.
    pub child: WordList,
    /// Whom only "hende" may mean.
    pub women: WordList,
    /// Whom only "ham" may mean.
    pub men: WordList,
    /// Whom either may mean.
    pub either: WordList,
    /// Behind these a word with a capital is nobody.
    pub before_places: WordList,
}

/// Times of day without "kl.".
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockWords {
    /// Right before them.
    pub before: WordList,
}

/// Notes added to an act.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddendumWords {
    /// Beginnings of their first word.
    pub begins: WordList,
}

/// Paragraphs of a law.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CitationWords {
    /// Parts that are numbered.
    pub parts: WordList,
    /// Other words.
    pub words: WordList,
}

/// Sentences that close a paragraph with their date.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosingWords {
    /// Their first word.
    pub opens: WordList,
}

/// Statements.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClauseWords {
    /// Before these a comma begins none.
    pub governed: WordList,
    /// Begin one.
    pub begins: WordList,
    /// Begin one behind "og", a date or a sign.
    pub begins_apart: WordList,
}
