//! Words broken at a line's end: in come the two halves, out comes how they are to be joined.
//!
//! A hyphen at a line's end is either the typesetter's (mended) or the writer's (kept). What the rest of the document
//! writes decides first, then the shape of the halves.

use std::collections::HashSet;

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

/// The document's words, small letters, for evidence. Only asked, never walked through.
#[derive(Debug, Default)]
pub(crate) struct Lexicon(HashSet<String>);

impl Lexicon {
    /// Takes a word in, without the signs around it.
    pub fn add(&mut self, word: &str) {
        self.0.insert(bare(word));
    }

    /// True when the document has the word (small letters) somewhere unbroken.
    pub fn has(&self, word: &str) -> bool {
        self.0.contains(word)
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
    let Some(hyphen) = trailing_hyphen(last) else { return Join::Space };
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
    if lexicon.has(&hyphened) && !lexicon.has(&whole) { Join::Keep } else { Join::Mend }
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
        ] {
            assert_eq!(join(last, next, &lexicon), want, "{last} {next}");
        }
    }
}
