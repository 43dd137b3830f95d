//! The shape of `words.toml`: small lists of single words that the event room itself asks for. What each does is described in `docs/grammar.md`.

use rustc_hash::FxHashSet;
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
    /// Say when something came about after all.
    pub settled: SettledWords,
    /// What lines begin with, or hold.
    pub label: LineWords,
    /// Statements.
    pub clause: ClauseWords,
}

/// Folded words. Every word of a text is asked for in half a dozen of them, and stands in hardly any: so they say no by its first letter and length.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct WordList {
    words: FxHashSet<String>,
    /// For each first byte, folded together as [`slot`] does, the lengths of the words, a bit each.
    lengths: [u32; 32],
}

impl From<Vec<String>> for WordList {
    fn from(words: Vec<String>) -> Self {
        let words: FxHashSet<String> = words.iter().map(|word| fold(word)).collect();
        let mut lengths = [0; 32];
        words.iter().for_each(|word| {
            if let Some(lengths) = lengths.get_mut(slot(word)) {
                *lengths |= length(word);
            }
        });
        Self { words, lengths }
    }
}

/// Letters fall apart; what other bytes fall together with only lets more through.
fn slot(word: &str) -> usize {
    word.bytes().next().map_or(0, |first| usize::from(first % 32))
}

fn length(word: &str) -> u32 {
    1 << word.len().min(31)
}

impl WordList {
    /// Whether a folded word is among them.
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        self.lengths.get(slot(word)).is_some_and(|lengths| lengths & length(word) != 0) && self.words.contains(word)
    }

    /// Whether a folded word begins with one of them.
    #[must_use]
    pub fn begin(&self, word: &str) -> bool {
        self.words.iter().any(|known| word.starts_with(known))
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

/// Words that say when something came about after all ("det skete først om mandagen", "så det blev torsdag den 6.").
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettledWords {
    /// Stand for what was spoken of, before the verb.
    pub pronouns: WordList,
    /// The verb.
    pub verbs: WordList,
    /// Stand before the date without any verb.
    pub first: WordList,
    /// May stand between them and the date.
    pub between: WordList,
}

/// What lines of mails, forms, stamps and letters begin with, or hold.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineWords {
    /// Begin the lines of a mail's head.
    pub mail: WordList,
    /// Begin the first of them, before a colon.
    pub opens_mail: WordList,
    /// Before the date of a message.
    pub sent: WordList,
    /// Say whether there is what a field names.
    pub answers: WordList,
    /// Head a plan's column of goals.
    pub goals: WordList,
    /// Head its column of what is done for them.
    pub efforts: WordList,
    /// Before those who took part.
    pub present: WordList,
    /// Heads of the column in which a journal has the days on which it was written.
    pub written: WordList,
    /// Before what a form is about.
    pub subject: WordList,
    /// In the line of a receipt stamp.
    pub stamp: WordList,
    /// Before whom a letter is to or about.
    pub addressee: WordList,
    /// Right before a day until which somebody may answer.
    pub deadline: WordList,
    /// A record that is kept over time begins so.
    pub record: WordList,
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::{Grammar, built_in};
    use super::*;

    #[test]
    fn words_are_known_however_they_are_written_in_the_file() {
        let list = WordList::from(vec!["Mødetype".to_owned(), "emne".to_owned()]);
        assert!(list.has("moedetype") && list.has("emne") && !list.has("moede"));
        assert!(list.begin("emner") && !list.begin("em"));
    }

    #[test]
    fn a_grammar_without_the_file_or_a_list_of_it_is_refused() {
        let refused = |sources| Grammar::compile(&sources).err().unwrap().to_string();
        let mut sources = built_in();
        let file = sources.remove("words.toml").unwrap();
        assert_eq!(refused(sources.clone()), "words.toml:1: the file is missing");
        sources.insert("words.toml".to_owned(), file.replace("parts = ", "part = "));
        assert!(refused(sources).starts_with("words.toml:"));
    }
}
