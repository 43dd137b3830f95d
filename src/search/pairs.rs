//! Stop words side by side: "og det", "der er".
//!
//! In: the terms of a page, or of a phrase that is asked for. Out: the pairs of stop words in it, each as a term of its own. Every stop word stands on
//! nearly every page, so that the places of a phrase of them would have to be compared on all; a pair of them stands on few. The index holds which
//! pages have a pair, not where: the places still tell the phrase.

use super::analysis::{Analyzed, Term};
use super::bits::each_bit;
use super::lexicon::{stop_term, stop_terms};

/// The pairs of a page as its terms come.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// The place and the number of the last stop word.
    last: Option<(usize, usize)>,
    /// A bit for each pair, by the numbers of its words.
    seen: Vec<u64>,
}

impl Pairs {
    /// The next term.
    pub(super) fn see(&mut self, term: &Term<'_>) {
        let Some(word) = stop_term(term.text) else { return };
        if let Some((_, before)) = self.last.filter(|(place, _)| place + 1 == term.position) {
            let words = stop_terms().len();
            let pair = before * words + word;
            self.seen.resize((words * words).div_ceil(64), 0);
            if let Some(bits) = self.seen.get_mut(pair / 64) {
                *bits |= 1 << (pair % 64);
            }
        }
        self.last = Some((term.position, word));
    }

    /// Gives each pair away once.
    pub(super) fn each(&self, mut take: impl FnMut(String)) {
        let words = stop_terms();
        for (number, bits) in self.seen.iter().enumerate() {
            each_bit(*bits, |bit| {
                let pair = number * 64 + bit;
                if let (Some(one), Some(other)) = (words.get(pair / words.len()), words.get(pair % words.len())) {
                    take(together(one, other));
                }
            });
        }
    }
}

/// The pairs of a phrase.
pub(super) fn pairs_of(phrase: &[Analyzed]) -> Vec<String> {
    let side_by_side = |pair: &[Analyzed]| match pair {
        [one, other] if one.position + 1 == other.position => {
            (stop_term(&one.term).is_some() && stop_term(&other.term).is_some()).then(|| together(&one.term, &other.term))
        }
        _ => None,
    };
    phrase.windows(2).filter_map(side_by_side).collect()
}

/// The pair as a term.
fn together(one: &str, other: &str) -> String {
    format!("{one} {other}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::analysis::{Side, Sink, analyze, scan};
    use super::*;

    impl Sink for Pairs {
        fn put(&mut self, term: Term<'_>) {
            self.see(&term);
        }
    }

    #[test]
    fn a_page_has_the_pairs_of_every_phrase_on_it() {
        let text = "Det er os, der har talt om det, og det er ikke for sent. Hun er her, men 12. maj er det ikke.";
        let mut pairs = Pairs::default();
        scan(text, Side::Page, &mut pairs);
        let mut seen = BTreeSet::new();
        pairs.each(|pair| assert!(seen.insert(pair.clone()), "{pair} twice"));
        let of = |phrase: &str| pairs_of(&analyze(phrase, Side::Question));
        assert!(seen.contains("og det") && !seen.contains("og er"), "{seen:?}");
        for phrase in ["det er", "er os, der har", "om det, og det er ikke for", "hun er her, men"] {
            assert!(!of(phrase).is_empty() && of(phrase).iter().all(|pair| seen.contains(pair)), "{phrase}: {:?} of {seen:?}", of(phrase));
        }
        assert_eq!(of("talt om"), Vec::<String>::new(), "a word of its own");
        assert_eq!(of("maj er"), Vec::<String>::new());
    }
}
