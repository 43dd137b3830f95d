//! Words: one spelling for æ/ae, ø/oe, å/aa, the Danish stem, and whether two are a slip apart.

use frostem::{Algorithm, Stemmer};

/// Longest word, in characters, that is stemmed and cut; what is longer is no word.
const LONGEST_WORD: usize = 60;
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
    // `skemaet`, `temaer`: an ending behind a word in -ma, not the letter æ.
    let lower = word.to_lowercase();
    let in_ma = ["maet", "maets", "maer", "maerne", "maernes"].iter().find_map(|end| lower.strip_suffix(end));
    if let Some(before) = in_ma.filter(|before| before.chars().count() > 1) {
        return canonical(before) + lower.get(before.len()..).unwrap_or_default();
    }
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
    let mut stem = Stemmer::new(Algorithm::Danish).stem(canonical).into_owned();
    // What the stemmer leaves apart: `center, centret`, `regel, reglen`, `ambulatorium, ambulatoriet`.
    if stem.chars().count() <= 3 {
        return stem;
    }
    if stem.ends_with("ntr") || stem.ends_with("str") {
        stem.pop();
    } else if stem.ends_with("gl") || stem.ends_with("kl") || stem.ends_with("sl") {
        stem.pop();
        stem.push_str("el");
    } else if stem.ends_with("ium") || stem.ends_with("eum") {
        stem.truncate(stem.len() - "um".len());
    }
    stem
}

/// True where one letter more, less, other, or two neighbours turned around make the one word the other.
pub(super) fn is_within_one(one: &str, other: &str) -> bool {
    // A letter has at most four bytes.
    if one.len().abs_diff(other.len()) > 4 {
        return false;
    }
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (short, long) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    let same = short.iter().zip(long.iter()).take_while(|(a, b)| a == b).count();
    let (short, long) = (short.get(same..).unwrap_or_default(), long.get(same..).unwrap_or_default());
    match (short, long) {
        ([], rest) => rest.len() <= 1,
        ([_, a @ ..], [_, b @ ..]) if short.len() == long.len() => {
            a == b || matches!((short, long), ([x, y, s @ ..], [v, w, l @ ..]) if x == w && y == v && s == l)
        }
        (s, [_, l @ ..]) => s == l,
        _ => false,
    }
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
            &["misbrugscenter", "misbrugscentret", "misbrugscentre"],
            &["register", "registre", "registret"],
            &["forespørgsel", "forespørgslen", "forespørgsler"],
            &["regel", "regler", "reglerne"],
            &["ambulatorium", "ambulatoriet", "ambulatorier"],
            &["underretningsskema", "underretningsskemaet", "underretningsskemaer"],
        ] {
            let stems: Vec<String> = forms.iter().map(|form| stem(&canonical(form))).collect();
            assert!(stems.iter().all(|one| *one == stems[0]), "{stems:?}");
        }
    }

    #[test]
    fn one_letter_more_less_other_or_turned() {
        for other in ["samtal", "samtl", "samtaal", "santal", "smatal", "amtal", "samta"] {
            assert!(is_within_one("samtal", other) && is_within_one(other, "samtal"), "{other}");
        }
        for other in ["samt", "santel", "asmtla", "", "talsam"] {
            assert!(!is_within_one("samtal", other), "{other}");
        }
    }
}
