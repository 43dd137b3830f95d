//! One literal automaton over the folded stream finds where any entry of any vocabulary may stand; the rest of its
//! pattern is tried only there.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::GrammarError;
use super::pattern::{Element, Ending, Endings, GAP, Pattern};
use super::stream::{Stream, TokenKind};

/// Index of a vocabulary in the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VocabularyId(pub u16);

/// An entry of a vocabulary that stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Whose entry.
    pub vocabulary: VocabularyId,
    /// Tokens from its first to after its last.
    pub tokens: Range<usize>,
}

/// All vocabularies, compiled.
pub struct Matcher {
    automaton: AhoCorasick,
    /// For each literal of the automaton: the patterns whose key it is.
    by_literal: Vec<Vec<usize>>,
    patterns: Vec<(VocabularyId, Pattern)>,
    endings: Endings,
}

impl Matcher {
    /// Compiles.
    ///
    /// # Errors
    /// When the automaton can't be built (more literals than it can number).
    pub fn new(patterns: Vec<(VocabularyId, Pattern)>, endings: Endings) -> Result<Self, GrammarError> {
        let mut literals: Vec<(String, Vec<usize>)> = patterns
            .iter()
            .enumerate()
            .flat_map(|(i, (_, p))| {
                let keys = match p.elements.get(p.key) {
                    Some(Element::List(list)) => list.iter().filter_map(literal).collect(),
                    Some(one) => literal(one).into_iter().collect(),
                    None => Vec::new(),
                };
                keys.into_iter().map(move |key| (key, vec![i]))
            })
            .collect();
        literals.sort();
        literals.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                kept.1.append(&mut later.1);
            }
            same
        });
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(literals.iter().map(|(l, _)| l.as_str()))
            .map_err(|e| GrammarError::Automaton(e.to_string()))?;
        Ok(Self { automaton, by_literal: literals.into_iter().map(|(_, p)| p).collect(), patterns, endings })
    }

    /// Every hit, in order of its first token, longer first, then by vocabulary; none twice.
    #[must_use]
    pub fn find(&self, stream: &Stream) -> Vec<Hit> {
        let mut hits = Vec::new();
        for found in self.automaton.find_overlapping_iter(&stream.folded) {
            let literal_start = found.start() + usize::from(stream.folded.as_bytes().get(found.start()) == Some(&b' '));
            let token = stream.token_at_folded(literal_start);
            for &index in self.by_literal.get(found.pattern().as_usize()).into_iter().flatten() {
                let Some((vocabulary, pattern)) = self.patterns.get(index) else { continue };
                if let Some(tokens) = self.fit(pattern, stream, token) {
                    hits.push(Hit { vocabulary: *vocabulary, tokens });
                }
            }
        }
        hits.sort_by(|a, b| {
            (a.tokens.start, std::cmp::Reverse(a.tokens.end), a.vocabulary).cmp(&(
                b.tokens.start,
                std::cmp::Reverse(b.tokens.end),
                b.vocabulary,
            ))
        });
        hits.dedup();
        hits
    }

    /// The tokens that the pattern covers when its key stands at `token`.
    fn fit(&self, pattern: &Pattern, stream: &Stream, token: usize) -> Option<Range<usize>> {
        if !self.element_fits(pattern.elements.get(pattern.key)?, stream, token) {
            return None;
        }
        let end = self.walk(pattern.elements.get(pattern.key + 1..)?.iter(), stream, token, 1)?;
        let start = self.walk(pattern.elements.get(..pattern.key)?.iter().rev(), stream, token, -1)?;
        Some(start..end + 1)
    }

    /// Walks the elements away from `token`; gives the last token that fits.
    fn walk<'p>(&self, elements: impl Iterator<Item = &'p Element>, stream: &Stream, token: usize, step: isize) -> Option<usize> {
        let mut at = token;
        let mut gap = false;
        for element in elements {
            if *element == Element::Gap {
                gap = true;
                continue;
            }
            let mut next = at.checked_add_signed(step)?;
            let mut skipped = 0;
            while !self.element_fits(element, stream, next) {
                let ends = matches!(stream.kind(next), TokenKind::LineEnd | TokenKind::Cell | TokenKind::Sign('.' | ';' | '!' | '?'));
                if !gap || skipped == GAP || ends || next >= stream.tokens.len() {
                    return None;
                }
                next = next.checked_add_signed(step)?;
                skipped += 1;
            }
            gap = false;
            at = next;
        }
        Some(at)
    }

    fn element_fits(&self, element: &Element, stream: &Stream, token: usize) -> bool {
        match element {
            Element::Word { .. } => stream.kind(token) == TokenKind::Word && element.matches_word(stream.word(token), &self.endings),
            Element::Date => matches!(stream.kind(token), TokenKind::Date(_)),
            Element::Child => stream.is_child(token),
            Element::Sign(sign) => stream.kind(token) == TokenKind::Sign(*sign),
            Element::List(list) => list.iter().any(|one| self.element_fits(one, stream, token)),
            Element::Gap => false,
        }
    }
}

/// What the automaton looks for: the stem with a blank where the word must begin or end.
fn literal(key: &Element) -> Option<String> {
    let Element::Word { stem, open_start, ending } = key else { return None };
    let start = if *open_start { "" } else { " " };
    let end = if *ending == Ending::Exact { " " } else { "" };
    Some(format!("{start}{stem}{end}"))
}
