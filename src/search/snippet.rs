//! The part of a page that shows best why it was found.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::analysis::{Analyzed, Side, Sink, Term, scan};
use super::lexicon::sum;
use super::plan::Wanted;
use super::words::is_within_one;

/// Longest snippet in bytes of the page's text, more or less a word.
const LENGTH: usize = 240;
/// Text shown before the first match.
const LEAD: usize = 60;

/// A part of a page on one line, with the byte ranges in it that match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Snippet {
    pub(super) text: String,
    pub(super) marks: Vec<(usize, usize)>,
}

/// A match: where, what (for counting different ones), and how much it tells.
struct Match<'a> {
    span: Range<usize>,
    what: &'a str,
    weight: u32,
}

/// Bits of a [`Looker`]'s sieve.
const SIEVE: u64 = 1 << 12;

/// Looks for what is wanted on one page after the other.
pub(super) struct Looker<'w> {
    wanted: &'w Wanted,
    /// A bit for each term and compound by its sum: most terms of a page are told by it to be none of them.
    sieve: Vec<u64>,
    /// The terms of phrases and of what is to stand near each other.
    together: BTreeSet<&'w str>,
}

/// A page that is gone through.
struct Going<'l, 'w> {
    looker: &'l Looker<'w>,
    matches: Vec<Match<'w>>,
    /// The terms that may be part of a phrase, or near each other.
    kept: Vec<Analyzed>,
}

impl<'w> Looker<'w> {
    /// For this.
    pub(super) fn of(wanted: &'w Wanted) -> Self {
        let mut sieve = vec![0; (SIEVE / 64) as usize];
        for term in wanted.terms.iter().chain(&wanted.compounds) {
            let bit = sum(term.as_bytes()) % SIEVE;
            if let Some(bits) = sieve.get_mut((bit / 64) as usize) {
                *bits |= 1 << (bit % 64);
            }
        }
        let phrases = wanted.phrases.iter().flatten().map(|part| part.term.as_str());
        let near = wanted.near.iter().flat_map(|(left, right, _)| [left.as_str(), right]);
        Self { wanted, sieve, together: phrases.chain(near).collect() }
    }

    /// The snippet of a page, and the bytes of everything on it that matches, in order and without overlaps.
    pub(super) fn look(&self, text: &str) -> (Snippet, Vec<(usize, usize)>) {
        let mut going = Going { looker: self, matches: Vec::new(), kept: Vec::new() };
        scan(text, Side::Page, &mut going);
        let Going { mut matches, kept, .. } = going;
        together(&kept, self.wanted, &mut matches);
        matches.sort_by_key(|one| (one.span.start, one.span.end));
        let window = best_window(text, &matches);
        let ranges = joined(matches.iter().map(|one| (one.span.start, one.span.end)));
        (cut(text, window, &matches), ranges)
    }

    /// False for most of what is neither among the terms nor the compounds.
    fn may_hold(&self, term: &str) -> bool {
        let bit = sum(term.as_bytes()) % SIEVE;
        self.sieve.get((bit / 64) as usize).is_some_and(|bits| bits >> (bit % 64) & 1 == 1)
    }
}

impl Sink for Going<'_, '_> {
    fn put(&mut self, one: Term<'_>) {
        let (term, wanted) = (one.text, self.looker.wanted);
        let may_hold = self.looker.may_hold(term);
        let begins = || wanted.prefixes.iter().find(|start| term.starts_with(start.as_str()));
        let compound = || if may_hold { wanted.compounds.get(term) } else { None };
        let slip = || wanted.slips.iter().find(|word| one.is_word && is_within_one(word, term));
        let exact = if may_hold { wanted.terms.get(term) } else { None };
        let found = exact.or_else(begins).map(|what| (what, 10));
        let found = found.or_else(|| compound().or_else(slip).map(|what| (what, 3)));
        self.matches.extend(found.map(|(what, weight)| Match { span: one.span.clone(), what, weight }));
        if !self.looker.together.is_empty() && self.looker.together.contains(term) {
            self.kept.push(Analyzed { term: term.to_owned(), span: one.span, position: one.position, is_word: one.is_word });
        }
    }
}

/// Ranges in order, those that touch made one.
fn joined(ranges: impl Iterator<Item = (usize, usize)>) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (from, to) in ranges {
        match out.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => out.push((from, to)),
        }
    }
    out
}

/// What is looked for as several terms together.
fn together<'w>(terms: &[Analyzed], wanted: &'w Wanted, out: &mut Vec<Match<'w>>) {
    if !wanted.phrases.is_empty() || !wanted.near.is_empty() {
        let mut by_position: BTreeMap<usize, Vec<&Analyzed>> = BTreeMap::new();
        for one in terms {
            by_position.entry(one.position).or_default().push(one);
        }
        for phrase in &wanted.phrases {
            out.extend(phrase_matches(&by_position, phrase));
        }
    }
    for (left, right, within) in &wanted.near {
        out.extend(near_matches(terms, left, right, *within as usize));
    }
}

/// Two terms where they stand near each other.
fn near_matches<'a>(terms: &[Analyzed], left: &'a str, right: &'a str, within: usize) -> Vec<Match<'a>> {
    let of = |term: &str| terms.iter().filter(move |one| one.term == term).collect::<Vec<_>>();
    let (lefts, rights) = (of(left), of(right));
    let has_near = |one: &Analyzed, others: &[&Analyzed]| others.iter().any(|other| one.position.abs_diff(other.position) <= within);
    let mark = |one: &Analyzed, what| Match { span: one.span.clone(), what, weight: 10 };
    let mut out: Vec<Match<'a>> = lefts.iter().filter(|one| has_near(one, &rights)).map(|one| mark(one, left)).collect();
    out.extend(rights.iter().filter(|one| has_near(one, &lefts)).map(|one| mark(one, right)));
    out
}

/// The words of a phrase where all of them stand in their places.
fn phrase_matches<'a>(by_position: &BTreeMap<usize, Vec<&Analyzed>>, phrase: &'a [Analyzed]) -> Vec<Match<'a>> {
    let Some(first) = phrase.first() else { return Vec::new() };
    let mut out = Vec::new();
    for position in by_position.keys() {
        let places: Option<Vec<Match<'a>>> = phrase
            .iter()
            .map(|part| {
                let at = position + part.position.checked_sub(first.position)?;
                let there = by_position.get(&at)?.iter().find(|one| one.term == part.term)?;
                Some(Match { span: there.span.clone(), what: part.term.as_str(), weight: 10 })
            })
            .collect();
        out.extend(places.into_iter().flatten());
    }
    out
}

/// The bytes to show: those with the most different and most telling matches, the first of equals.
fn best_window(text: &str, matches: &[Match<'_>]) -> Range<usize> {
    let mut best = (0, 0..0);
    for (at, first) in matches.iter().enumerate() {
        let mut seen = BTreeSet::new();
        let mut sum = 0;
        for one in matches.iter().skip(at).take_while(|one| one.span.end <= first.span.start + (LENGTH - LEAD)) {
            // The first of each counts in full, each further one only a little.
            sum += if seen.insert(one.what) { one.weight * 10 } else { 1 };
        }
        if sum > best.0 {
            best = (sum, first.span.start..first.span.end);
        }
    }
    let begin = word_start(text, best.1.start.saturating_sub(LEAD));
    let end = word_end(text, (begin + LENGTH).max(best.1.end));
    begin..end
}

/// The start of a word at or after `at`, so that no word is cut.
fn word_start(text: &str, at: usize) -> usize {
    let at = text.floor_char_boundary(at);
    if at == 0 {
        return 0;
    }
    // From the middle of a word on to the next one; a very long word is cut after all.
    let rest = text.get(at..).unwrap_or_default();
    match rest.find(char::is_whitespace) {
        Some(gap) if gap < LEAD => at + rest.get(gap..).map_or(0, |tail| gap + (tail.len() - tail.trim_start().len())),
        _ => at,
    }
}

/// The end of a word at or before `at`.
fn word_end(text: &str, at: usize) -> usize {
    let at = text.ceil_char_boundary(at.min(text.len()));
    if at == text.len() {
        return at;
    }
    let before = text.get(..at).unwrap_or_default();
    match before.rfind(char::is_whitespace) {
        Some(gap) if at - gap < LEAD => gap,
        _ => at,
    }
}

/// Cuts the window out: line ends and tabs become spaces, ellipses show that the page goes on.
fn cut(text: &str, window: Range<usize>, matches: &[Match<'_>]) -> Snippet {
    let part = text.get(window.clone()).unwrap_or_default();
    let mut out = String::with_capacity(part.len() + 8);
    if window.start > 0 {
        out.push('…');
    }
    let lead = out.len();
    // One byte for one byte, so that the ranges stay right.
    out.extend(part.chars().map(|c| if matches!(c, '\n' | '\t' | '\r' | '\u{B}' | '\u{C}') { ' ' } else { c }));
    let kept = out.trim_end().len();
    out.truncate(kept);
    if window.end < text.trim_end().len() {
        out.push('…');
    }
    let inside = matches.iter().filter(|one| window.start <= one.span.start && one.span.end <= window.end);
    let marks = joined(inside.map(|one| (one.span.start - window.start + lead, one.span.end - window.start + lead)));
    Snippet { text: out, marks }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::analysis::analyze;
    use super::super::words::{canonical, stem};
    use super::*;

    /// Single words are terms, what stands in quotation marks a phrase.
    fn wanted(question: &str) -> Wanted {
        let mut wanted = Wanted::default();
        match question.strip_prefix('"').and_then(|inside| inside.strip_suffix('"')) {
            Some(inside) => wanted.phrases.push(analyze(inside, Side::Question)),
            None => wanted.terms.extend(analyze(question, Side::Question).into_iter().map(|one| one.term)),
        }
        wanted.compounds.insert(stem(&canonical("børnesamtale")));
        wanted
    }

    fn marked(text: &str, question: &str) -> (String, Vec<String>) {
        let wanted = wanted(question);
        let (found, ranges) = Looker::of(&wanted).look(text);
        assert!(ranges.iter().all(|(from, to)| text.get(*from..*to).is_some_and(|part| !part.is_empty())));
        let marks = found.marks.iter().map(|(from, to)| found.text.get(*from..*to).unwrap().to_owned()).collect();
        (found.text, marks)
    }

    #[test]
    fn marks_are_the_words_as_they_stand() {
        let text = "Referat\n\nBørnesamtalen blev holdt den 12. maj 2021\tmed Åse. Samtalerne går godt.\n";
        let (shown, marks) = marked(text, "samtale 12/5-21 aase");
        assert_eq!(shown, "Referat  Børnesamtalen blev holdt den 12. maj 2021 med Åse. Samtalerne går godt.");
        assert_eq!(marks, ["Børnesamtalen", "12. maj 2021", "Åse", "Samtalerne"]);
    }

    #[test]
    fn phrases_are_marked_only_as_phrases() {
        let (_, marks) = marked("barnet og samtale. En samtale med barnet. Barnet alene.", "\"samtale med barnet\"");
        assert_eq!(marks, ["samtale", "med", "barnet"]);
    }

    #[test]
    fn the_window_shows_the_most_different_words() {
        let filler = "intet her at se for nogen ".repeat(40);
        let text = format!("samtale samtale samtale {filler} samtale om skole {filler}");
        let (shown, marks) = marked(&text, "samtale skole");
        assert_eq!(marks, ["samtale", "skole"]);
        assert!(shown.starts_with('…') && shown.ends_with('…') && shown.len() < 300, "{shown}");
    }

    #[test]
    fn any_text_gives_a_snippet() {
        for text in
            ["", "æ", &"æ".repeat(3_000), &"😀 ".repeat(3_000), &format!("{}samtale{}", "ø".repeat(500), "å".repeat(500)), "   \n samtale"]
        {
            let (shown, _) = marked(text, "samtale skole");
            assert!(shown.len() < 700);
        }
    }
}
