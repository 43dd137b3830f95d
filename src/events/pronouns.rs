//! Whom "ham", "hende", "han" and "hun" mean.
//!
//! In: a stream whose names have their roles, the case's people, the words of `words.toml`. Out: the pronouns that mean the child, marked.

use crate::grammar::{PronounWords, Role, Stream, TokenKind};

use super::cast::Cast;

/// Marks the pronouns that mean the child: such a one is of its sex, and between it and the words for the child, or the beginning of its line,
/// nobody else is spoken of whom it could mean.
pub fn mark_pronouns(stream: &mut Stream, cast: &Cast, words: &PronounWords) {
    let mut line = usize::MAX;
    let (mut her, mut him) = (true, true);
    for t in 0..stream.tokens.len() {
        let Some(token) = stream.tokens.get(t) else { continue };
        if line != token.line {
            line = token.line;
            (her, him) = (true, true);
        }
        if token.kind != TokenKind::Word {
            continue;
        }
        let word = stream.word(t);
        let hers = words.her.has(word);
        if hers || words.him.has(word) {
            let child = if hers { her && cast.girl != Some(false) } else { him && cast.girl != Some(true) };
            stream.mark(t, Role::ChildPronoun, child);
            continue;
        }
        match token.role {
            Role::Child => (her, him) = (true, true),
            Role::Worker => {}
            _ if words.child.has(word) => (her, him) = (true, true),
            Role::Helper | Role::Parent => (her, him) = (false, false),
            _ if words.either.has(word) || names_somebody(stream, t, words) => (her, him) = (false, false),
            _ if words.women.has(word) => her = false,
            _ if words.men.has(word) => him = false,
            _ => {}
        }
    }
}

/// Whether a word with a capital inside a sentence is a person's name, as far as what stands before it tells.
fn names_somebody(stream: &Stream, token: usize, words: &PronounWords) -> bool {
    let Some(before) = token.checked_sub(1).filter(|b| stream.kind(*b) == TokenKind::Word) else { return false };
    let word = stream.word(token);
    let capital = stream.is_capital(token);
    capital && word.len() > 2 && !words.before_places.has(stream.word(before)) && word.chars().all(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::grammar::{Grammar, Sources, StreamLine, built_in};

    /// How many pronouns of the text mean the child, by a grammar whose `words.toml` has another word for one of its own.
    fn marked(text: &str, word: &str, other: &str) -> usize {
        let mut sources: Sources = built_in();
        let file = sources.get_mut("words.toml").unwrap();
        assert!(file.contains(word), "{word}");
        *file = file.replace(word, other);
        let words = Grammar::compile(&sources).unwrap().words.pronoun;
        let mut stream = Stream::new(text, &[StreamLine { span: 0..text.len(), cell_starts: Vec::new() }], &[], &[]);
        mark_pronouns(&mut stream, &Cast::default(), &words);
        (0..stream.tokens.len()).filter(|t| stream.role(*t) == Role::ChildPronoun).count()
    }

    #[test]
    fn who_is_spoken_of_last_is_told_by_the_lists() {
        let told = |text| marked(text, "\"moster\"", "\"moster\"");
        assert_eq!(told("Barnet var glad, og jeg talte med hende."), 1);
        assert_eq!(told("Hendes moster kom, og jeg talte med hende."), 0);
        assert_eq!(told("Hendes moster kom, og jeg talte med ham."), 1);
        assert_eq!(told("Hendes moster kom med pigen, og jeg talte med hende."), 1);
        // An entry less: nobody is known to be spoken of.
        assert_eq!(marked("Hendes moster kom, og jeg talte med hende.", "\"moster\", ", ""), 1);
    }
}
