//! Words: one spelling for æ/ae, ø/oe, å/aa, the Danish stem, and the tails of compounds.

use frostem::{Algorithm, Stemmer};

/// Longest word, in characters, that is stemmed and cut; what is longer is no word.
const LONGEST_WORD: usize = 60;
/// Shortest tail of a compound, in characters of its stem: `mød` of `statusmøde`.
const SHORTEST_TAIL: usize = 3;
/// Shortest head of a compound.
const SHORTEST_HEAD: usize = 2;

/// Consonants with which a Danish syllable begins. A tail that begins otherwise is no word.
const ONSETS: &[&str] = &[
    "", "b", "bj", "bl", "br", "c", "ch", "d", "dr", "dv", "f", "fj", "fl", "fr", "g", "gl", "gn", "gr", "h", "hj", "hv", "j", "k", "kl",
    "kn", "kr", "kv", "l", "m", "mj", "n", "p", "pj", "pl", "pr", "ps", "r", "s", "sj", "sk", "skj", "skr", "skv", "sl", "sm", "sn", "sp",
    "spj", "spl", "spr", "st", "str", "sv", "t", "tj", "tr", "tv", "v", "vr", "w", "x", "z",
];

/// True for what a word consists of, besides the soft hyphen and combining marks inside it.
pub(super) fn is_word_char(c: char) -> bool {
    c.is_alphanumeric()
}

/// True for what stands inside a word without being a letter of its own.
pub(super) fn is_joined(c: char) -> bool {
    c == '\u{AD}' || ('\u{300}'..='\u{36F}').contains(&c)
}

/// The one spelling under which a word is indexed and searched: lower case, `ae`/`ä` → `æ`, `oe`/`ö` → `ø`, `aa` → `å`, other accents off.
///
/// Towards the Danish letters and not away from them, because the stemmer knows only those; `Michael` becomes `michæl` on both sides.
pub(super) fn canonical(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars().flat_map(char::to_lowercase) {
        let last = out.chars().next_back();
        let joined = match (last, c) {
            (Some('a'), 'e' | '\u{308}') => Some('æ'),
            (Some('o'), 'e' | '\u{308}') => Some('ø'),
            (Some('a'), 'a' | '\u{30A}') => Some('å'),
            (Some('u'), '\u{308}') => Some('y'),
            _ => None,
        };
        if let Some(letter) = joined {
            out.pop();
            out.push(letter);
        } else if !is_joined(c) {
            out.push(match c {
                'ä' => 'æ',
                'ö' => 'ø',
                'ü' => 'y',
                'é' | 'è' | 'ê' | 'ë' => 'e',
                'á' | 'à' | 'â' | 'ã' => 'a',
                'ó' | 'ò' | 'ô' | 'õ' => 'o',
                'í' | 'ì' | 'î' | 'ï' => 'i',
                'ú' | 'ù' | 'û' => 'u',
                'ç' => 'c',
                'ñ' => 'n',
                plain => plain,
            });
        }
    }
    out
}

/// The stem of a canonical word. Words with digits, and what is too long to be a word, stay as they are.
pub(super) fn stem(canonical: &str) -> String {
    if canonical.chars().count() > LONGEST_WORD || canonical.chars().any(|c| c.is_numeric()) {
        return canonical.chars().take(LONGEST_WORD).collect();
    }
    Stemmer::new(Algorithm::Danish).stem(canonical).into_owned()
}

/// The tails of a stem that could be words of their own: `børnesamtal` → …, `samtal`, …. No list of words is needed; a tail that is none
/// costs a term, and is found only by who searches for it.
pub(super) fn tails(stem: &str) -> impl Iterator<Item = &str> {
    let length = stem.chars().count();
    let is_cut = length <= LONGEST_WORD && !stem.chars().any(char::is_numeric);
    stem.char_indices().enumerate().filter_map(move |(chars_before, (at, _))| {
        if !is_cut || chars_before < SHORTEST_HEAD || length - chars_before < SHORTEST_TAIL {
            return None;
        }
        let (head, tail) = stem.split_at_checked(at)?;
        let vowel_at = tail.find(is_vowel)?;
        let has_onset = tail.get(..vowel_at).is_some_and(|onset| ONSETS.contains(&onset));
        (has_onset && head.contains(is_vowel)).then_some(tail)
    })
}

/// Danish vowels.
fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'æ' | 'ø' | 'å')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn spellings_meet() {
        for (one, other) in [
            ("Børnesamtale", "BOERNESAMTALE"),
            ("Århus", "Aarhus"),
            ("Åse", "A\u{30A}se"),
            ("ældre", "aeldre"),
            ("idé", "ide"),
            ("under\u{AD}retning", "underretning"),
            ("Höhle", "høhle"),
        ] {
            assert_eq!(canonical(one), canonical(other));
        }
    }

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for forms in [
            &["samtale", "samtalen", "samtaler", "samtalerne"][..],
            &["underretning", "underretningen", "underretninger"],
            &["handleplan", "handleplanen", "handleplaner"],
            &["årene", "aarene"],
        ] {
            let stems: Vec<String> = forms.iter().map(|form| stem(&canonical(form))).collect();
            assert!(stems.iter().all(|one| *one == stems[0]), "{stems:?}");
        }
    }

    #[test]
    fn compounds_give_their_tails() {
        let has = |word: &str, part: &str| tails(&stem(&canonical(word))).any(|tail| tail == stem(&canonical(part)));
        for (word, part) in [
            ("børnesamtalen", "samtale"),
            ("statusmøder", "møde"),
            ("plejefamilie", "familie"),
            ("farmor", "mor"),
            ("opfølgningsmøde", "møde"),
        ] {
            assert!(has(word, part), "{word} {part}");
        }
        assert_eq!(tails("mor").count(), 0);
        assert_eq!(tails("b2b3c4d5").count(), 0);
        assert!(!tails("strandtur").any(|tail| tail == "ndtur"));
    }
}
