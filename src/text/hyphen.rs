//! Words broken at a line's end: in come the two halves, out comes how they are to be joined.
//!
//! A hyphen at a line's end is either the typesetter's (mended) or the writer's (kept). What the rest of the document
//! writes decides first, then the shape of the halves.

use std::cell::OnceCell;
use std::collections::HashSet;

/// Fewer hyphens than one at so many line ends are people's own.
const TYPED_BELOW: usize = 20;

/// "to-tre timer".
const NUMBERS: [&str; 13] = ["en", "et", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv"];

/// How two neighbouring printed lines are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Join {
    /// With a space.
    Space,
    /// With nothing between; the hyphen stays.
    Keep,
    /// With nothing between; the hyphen goes.
    Mend,
}

/// The document's words, small letters, for evidence (only asked, never walked through), and how often its lines break words. Most
/// documents never ask, so the set is made when one does.
#[derive(Debug, Default)]
pub(crate) struct Lexicon<'a> {
    taken: Vec<&'a str>,
    words: OnceCell<HashSet<String>>,
    /// Lines whose sentence goes on in the next one.
    wrapped: usize,
    /// Those of them that end with a hyphen that can be typed.
    hyphened: usize,
    /// Some end with a hyphen that only programs write.
    has_sign: bool,
}

impl<'a> Lexicon<'a> {
    /// Takes a word in, without the signs around it. To be done before the first question.
    pub fn add(&mut self, word: &'a str) {
        self.taken.push(word);
    }

    /// Takes in how a line's last word and the next line's first stand to each other.
    pub fn add_line_end(&mut self, last: &str, next: &str) {
        if next.chars().next().is_some_and(char::is_lowercase) {
            let hyphen = trailing_hyphen(last);
            self.wrapped += 1;
            self.hyphened += usize::from(hyphen == Some('-'));
            self.has_sign |= hyphen.is_some_and(|hyphen| hyphen != '-');
        }
    }

    /// True when hyphens at line ends are mostly people's: a program that breaks words does so at every tenth line at least, and
    /// one that has a sign of its own for it leaves the typed one alone.
    fn hyphens_are_typed(&self) -> bool {
        self.has_sign || self.hyphened * TYPED_BELOW < self.wrapped
    }

    /// True when the document has the word (small letters) somewhere unbroken.
    pub fn has(&self, word: &str) -> bool {
        let words = || {
            // Each is made small once, however often it stands there.
            let each: HashSet<&str> = self.taken.iter().copied().collect();
            each.into_iter().map(bare).collect()
        };
        self.words.get_or_init(words).contains(word)
    }
}

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// The hyphen a word ends with, if it may be the typesetter's.
pub(crate) fn trailing_hyphen(word: &str) -> Option<char> {
    let last = word.chars().last()?;
    let before = word.chars().rev().nth(1)?;
    (last == '\u{ad}' || matches!(last, '-' | '\u{2010}') && before.is_alphanumeric()).then_some(last)
}

/// Decides the join of a line's last word and the next line's first.
pub(crate) fn join(last: &str, next: &str, lexicon: &Lexicon) -> Join {
    let Some(hyphen) = trailing_hyphen(last) else {
        // "natur/teknologi" may be broken behind its stroke; "v/" is short for "ved".
        let stroke = last.strip_suffix('/').is_some_and(|stem| stem.chars().filter(|c| c.is_alphanumeric()).count() >= 2);
        return if stroke && next.starts_with(char::is_alphanumeric) { Join::Keep } else { Join::Space };
    };
    if hyphen == '\u{ad}' {
        return Join::Mend;
    }
    let stem = last.strip_suffix(hyphen).unwrap_or(last);
    let follower = bare(next);
    if matches!(follower.as_str(), "og" | "eller" | "samt" | "og/eller" | "til" | "som") {
        return Join::Space;
    }
    let tail: String = stem.chars().rev().take_while(|c| c.is_alphanumeric()).collect::<Vec<_>>().into_iter().rev().collect();
    let starts_lower = next.chars().next().is_some_and(char::is_lowercase);
    if !starts_lower || tail.chars().last().is_some_and(|c| c.is_ascii_digit()) {
        return Join::Keep;
    }
    let upper = tail.chars().filter(|c| c.is_uppercase()).count();
    if upper == tail.chars().count() && upper > 0 && tail.chars().count() > 1 {
        return Join::Keep;
    }
    // No syllable without a vowel and none of one letter: "sms-kontakt", "e-mail" are written so.
    let vowel = |s: &str| s.chars().any(|c| "aeiouyæøåéü".contains(c));
    let tail_lower = tail.to_lowercase();
    let head: String = follower.chars().take_while(|c| c.is_alphanumeric()).collect();
    let split_syllable = tail_lower.chars().count() == 1 || !vowel(&tail_lower) || !vowel(&head);
    // U+2010 is what typesetting programs put in by themselves; people type U+002D.
    if hyphen == '-' && split_syllable {
        return Join::Keep;
    }
    // "tegn-til-tale-kursus", "pædagogisk-psykologisk": hyphened already, or two adjectives side by side.
    let pair =
        tail_lower.ends_with("isk") && tail_lower.chars().count() >= 6 && ["isk", "iske", "ige", "ig"].iter().any(|e| head.ends_with(e));
    let counted = NUMBERS.contains(&tail_lower.as_str()) && NUMBERS.contains(&head.as_str());
    if pair || counted || stem.matches(['-', '\u{2010}']).count() >= 2 {
        return Join::Keep;
    }
    let whole = bare(&format!("{stem}{next}"));
    let hyphened = bare(&format!("{stem}-{next}"));
    match (lexicon.has(&whole), lexicon.has(&hyphened)) {
        (true, _) => Join::Mend,
        (false, true) => Join::Keep,
        // Typed between two words, of which the document has at least one elsewhere.
        (false, false) if hyphen == '-' && lexicon.hyphens_are_typed() && (lexicon.has(&tail_lower) || lexicon.has(&follower)) => {
            Join::Keep
        }
        (false, false) => Join::Mend,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins() {
        let mut lexicon = Lexicon::default();
        lexicon.add("børne-familieteamet,");
        for (last, next, want) in [
            ("under-", "retning", Join::Mend),
            ("under\u{2010}", "retning.", Join::Mend),
            ("under\u{ad}", "Retning", Join::Mend),
            ("børne-", "og", Join::Space),
            ("24-", "timers", Join::Keep),
            ("SEL-", "reglerne", Join::Keep),
            ("Nord-", "Sjælland", Join::Keep),
            ("børne-", "familieteamet", Join::Keep),
            ("sms-", "kontakt", Join::Keep),
            ("e-", "mail", Join::Keep),
            ("to-", "tre", Join::Keep),
            ("tegn-til-tale-", "kursus", Join::Keep),
            ("pædagogisk-", "psykologisk", Join::Keep),
            ("-", "altså", Join::Space),
            ("hus", "og", Join::Space),
            ("natur/", "teknologi", Join::Keep),
            ("/", "teknologi", Join::Space),
            ("v/", "læge", Join::Space),
        ] {
            assert_eq!(join(last, next, &lexicon), want, "{last} {next}");
        }
    }

    #[test]
    fn where_lines_hardly_ever_break_words_a_hyphen_is_typed() {
        let mut lexicon = Lexicon::default();
        for _ in 0..60 {
            lexicon.add_line_end("og", "så");
        }
        lexicon.add_line_end("alene-", "forældremyndighed");
        assert_eq!(join("alene-", "forældremyndighed", &lexicon), Join::Mend);
        let mut lexicon = Lexicon { words: OnceCell::new(), ..lexicon };
        lexicon.add("Forældremyndighed:");
        assert_eq!(join("alene-", "forældremyndighed", &lexicon), Join::Keep);
        for _ in 0..5 {
            lexicon.add_line_end("under-", "retning");
        }
        assert_eq!(join("alene-", "forældremyndighed", &lexicon), Join::Mend);
        lexicon.add_line_end("under\u{2010}", "retning");
        assert_eq!(join("alene-", "forældremyndighed", &lexicon), Join::Keep);
        assert_eq!(join("alene\u{2010}", "forældremyndighed", &lexicon), Join::Mend);
    }
}
