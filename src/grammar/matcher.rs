//! One literal automaton over the folded stream finds where any entry of any vocabulary may stand; the rest of its
//! pattern is tried only there. Patterns that go on alike from the same word share the way ([`Node`]), so that an entry with many
//! alternatives, or many entries with one verb, cost little more than one.

use std::collections::BTreeSet;
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

/// What a vocabulary costs on a text. Counts, not seconds: they are the same on every machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// Places where the longest word of an entry stood, so that the rest was tried.
    pub anchors: u64,
    /// Steps taken from there: words compared, the first included. What is shared with others counts whole for each.
    pub steps: u64,
    /// Places where an entry stood.
    pub hits: u64,
}

/// All vocabularies, compiled.
pub struct Matcher {
    automaton: AhoCorasick,
    /// For each literal of the automaton: how its word may end, and where its patterns go on.
    roots: Vec<Vec<(Ending, usize)>>,
    nodes: Vec<Node>,
    endings: Endings,
}

/// What patterns have in common that went the same way from their key: first to its right, then to its left.
#[derive(Default)]
struct Node {
    /// Vocabularies whose entry is complete here.
    done: Vec<VocabularyId>,
    /// The very next word on the right, by its letters.
    right: Vec<(String, usize)>,
    /// The very next word on the left.
    left: Vec<(String, usize)>,
    /// All other steps.
    other: Vec<(Step, usize)>,
}

/// One element away from the key.
#[derive(Clone, PartialEq)]
struct Step {
    to_left: bool,
    /// Words may stand between.
    gap: bool,
    element: Element,
}

impl Matcher {
    /// Compiles.
    ///
    /// # Errors
    /// When the automaton can't be built (more literals than it can number).
    pub fn new(patterns: Vec<(VocabularyId, Pattern)>, endings: Endings) -> Result<Self, GrammarError> {
        let mut keyed: Vec<(String, Ending, VocabularyId, Pattern)> = patterns
            .into_iter()
            .flat_map(|(vocabulary, pattern)| {
                let keys: Vec<(String, Ending)> = match pattern.elements.get(pattern.key) {
                    Some(Element::List(list)) => list.iter().filter_map(literal).collect(),
                    Some(one) => literal(one).into_iter().collect(),
                    None => Vec::new(),
                };
                keys.into_iter().map(move |(literal, ending)| (literal, ending, vocabulary, pattern.clone()))
            })
            .collect();
        keyed.sort_by(|a, b| a.0.cmp(&b.0));
        let mut literals: Vec<String> = Vec::new();
        let mut roots: Vec<Vec<(Ending, usize)>> = Vec::new();
        let mut nodes: Vec<Node> = Vec::new();
        for (literal, ending, vocabulary, pattern) in keyed {
            if literals.last() != Some(&literal) {
                literals.push(literal);
                roots.push(Vec::new());
            }
            let Some(root) = roots.last_mut() else { continue };
            let mut at = root.iter().find(|(e, _)| *e == ending).map(|(_, node)| *node).unwrap_or_else(|| {
                root.push((ending, nodes.len()));
                nodes.push(Node::default());
                nodes.len() - 1
            });
            for step in steps(pattern) {
                at = child(&mut nodes, at, step);
            }
            if let Some(node) = nodes.get_mut(at).filter(|node| !node.done.contains(&vocabulary)) {
                node.done.push(vocabulary);
            }
        }
        let automaton =
            AhoCorasick::builder().match_kind(MatchKind::Standard).build(&literals).map_err(|e| GrammarError::Automaton(e.to_string()))?;
        Ok(Self { automaton, roots, nodes, endings })
    }

    /// Every hit, in order of its first token, longer first, then by vocabulary; none twice.
    #[must_use]
    pub fn find(&self, stream: &Stream) -> Vec<Hit> {
        self.find_counting(stream, |_| {})
    }

    /// [`Self::find`], telling `visit` each node that is tried.
    fn find_counting(&self, stream: &Stream, visit: impl FnMut(usize)) -> Vec<Hit> {
        let mut walk = Walk { matcher: self, stream, hits: Vec::new(), visit };
        let folded = stream.folded.as_bytes();
        let mut token = 0;
        for found in self.automaton.find_overlapping_iter(&stream.folded) {
            // The literal is one word, with a blank where the word must begin or end; hits come in the order of their ends.
            let end = found.end() - usize::from(folded.get(found.end() - 1) == Some(&b' '));
            while stream.tokens.get(token).is_some_and(|t| t.folded.end < end) {
                token += 1;
            }
            let Some(word) = stream.tokens.get(token).filter(|t| t.kind == TokenKind::Word) else { continue };
            let rest = stream.folded.get(end..word.folded.end).unwrap_or_default();
            for (ending, node) in self.roots.get(found.pattern().as_usize()).into_iter().flatten() {
                if ending.takes(rest, &self.endings) {
                    walk.at(*node, token, token);
                }
            }
        }
        let mut hits = walk.hits;
        hits.sort_unstable_by_key(|hit| (hit.tokens.start, std::cmp::Reverse(hit.tokens.end), hit.vocabulary));
        hits.dedup();
        hits
    }

    /// What each of so many vocabularies costs on these texts.
    #[must_use]
    pub fn costs(&self, streams: &[Stream], vocabularies: usize) -> Vec<Cost> {
        let mut visits = vec![0_u64; self.nodes.len()];
        let mut costs = vec![Cost::default(); vocabularies];
        for stream in streams {
            let hits = self.find_counting(stream, |node| {
                if let Some(n) = visits.get_mut(node) {
                    *n += 1;
                }
            });
            for hit in hits {
                if let Some(cost) = costs.get_mut(usize::from(hit.vocabulary.0)) {
                    cost.hits += 1;
                }
            }
        }
        let roots: BTreeSet<usize> = self.roots.iter().flatten().map(|(_, root)| *root).collect();
        // A node's vocabularies are its own and those of the nodes it leads to, which were all made after it.
        let mut below: Vec<BTreeSet<VocabularyId>> = vec![BTreeSet::new(); self.nodes.len()];
        for (at, node) in self.nodes.iter().enumerate().rev() {
            let next = node.right.iter().chain(&node.left).map(|(_, next)| *next).chain(node.other.iter().map(|(_, next)| *next));
            let mut all: BTreeSet<VocabularyId> = next.filter_map(|next| below.get(next)).flatten().copied().collect();
            all.extend(&node.done);
            let is_root = roots.contains(&at);
            for id in &all {
                if let Some(cost) = costs.get_mut(usize::from(id.0)) {
                    let visits = visits.get(at).copied().unwrap_or_default();
                    cost.steps += visits;
                    cost.anchors += if is_root { visits } else { 0 };
                }
            }
            if let Some(place) = below.get_mut(at) {
                *place = all;
            }
        }
        costs
    }

    fn fits(&self, element: &Element, stream: &Stream, token: usize) -> bool {
        match element {
            Element::Word { .. } => stream.kind(token) == TokenKind::Word && element.matches_word(stream.word(token), &self.endings),
            Element::Date => matches!(stream.kind(token), TokenKind::Date(_)),
            Element::Child => stream.is_child(token),
            Element::Sign(sign) => stream.kind(token) == TokenKind::Sign(*sign),
            Element::List(list) => list.iter().any(|one| self.fits(one, stream, token)),
            Element::Gap => false,
        }
    }
}

/// A search through one stream.
struct Walk<'a, V> {
    matcher: &'a Matcher,
    stream: &'a Stream,
    hits: Vec<Hit>,
    visit: V,
}

impl<V: FnMut(usize)> Walk<'_, V> {
    /// Goes on from a node; its patterns so far cover the tokens `first..=last`.
    fn at(&mut self, node: usize, first: usize, last: usize) {
        let matcher = self.matcher;
        let Some(here) = matcher.nodes.get(node) else { return };
        (self.visit)(node);
        self.hits.extend(here.done.iter().map(|vocabulary| Hit { vocabulary: *vocabulary, tokens: first..last + 1 }));
        if let Some(next) = self.word(&here.right, last.checked_add(1)) {
            self.at(next, first, last + 1);
        }
        if let Some(next) = self.word(&here.left, first.checked_sub(1)) {
            self.at(next, first - 1, last);
        }
        for (step, next) in &here.other {
            if step.to_left {
                if let Some(found) = self.reach(step, first) {
                    self.at(*next, found, last);
                }
            } else if let Some(found) = self.reach(step, last) {
                self.at(*next, first, found);
            }
        }
    }

    /// The node of the word at `token`.
    fn word(&self, among: &[(String, usize)], token: Option<usize>) -> Option<usize> {
        let token = token.filter(|token| !among.is_empty() && self.stream.kind(*token) == TokenKind::Word)?;
        let word = self.stream.word(token);
        among.binary_search_by(|(other, _)| other.as_str().cmp(word)).ok().and_then(|at| among.get(at)).map(|(_, node)| *node)
    }

    /// The first token away from `from` that fits.
    fn reach(&self, step: &Step, from: usize) -> Option<usize> {
        let towards = if step.to_left { -1 } else { 1 };
        let mut next = from.checked_add_signed(towards)?;
        let mut skipped = 0;
        while !self.matcher.fits(&step.element, self.stream, next) {
            let ends = matches!(self.stream.kind(next), TokenKind::LineEnd | TokenKind::Cell | TokenKind::Sign('.' | ';' | '!' | '?'));
            if !step.gap || skipped == GAP || ends {
                return None;
            }
            next = next.checked_add_signed(towards)?;
            skipped += 1;
        }
        Some(next)
    }
}

/// The way of a pattern from its key to its right end, then from its key to its left end.
fn steps(pattern: Pattern) -> Vec<Step> {
    let mut before = pattern.elements;
    let after = before.split_off((pattern.key + 1).min(before.len()));
    before.pop();
    let way = after.into_iter().map(|element| (false, element)).chain(before.into_iter().rev().map(|element| (true, element)));
    let mut steps = Vec::new();
    let mut gap = false;
    for (to_left, element) in way {
        if element == Element::Gap {
            gap = true;
        } else {
            steps.push(Step { to_left, gap, element });
            gap = false;
        }
    }
    steps
}

/// The node that a step leads to, made if there is none.
fn child(nodes: &mut Vec<Node>, at: usize, step: Step) -> usize {
    let new = nodes.len();
    let Some(node) = nodes.get_mut(at) else { return at };
    match step {
        Step { to_left, gap: false, element: Element::Word { stem, open_start: false, ending: Ending::Exact } } => {
            let words = if to_left { &mut node.left } else { &mut node.right };
            match words.binary_search_by(|(other, _)| other.cmp(&stem)) {
                Ok(found) => return words.get(found).map_or(at, |(_, child)| *child),
                Err(place) => words.insert(place, (stem, new)),
            }
        }
        step => {
            if let Some((_, found)) = node.other.iter().find(|(other, _)| *other == step) {
                return *found;
            }
            node.other.push((step, new));
        }
    }
    nodes.push(Node::default());
    new
}

/// What the automaton looks for: the stem with a blank where the word must begin or end; and how the word may end.
fn literal(key: &Element) -> Option<(String, Ending)> {
    let Element::Word { stem, open_start, ending } = key else { return None };
    let start = if *open_start { "" } else { " " };
    let end = if *ending == Ending::Exact { " " } else { "" };
    Some((format!("{start}{stem}{end}"), *ending))
}
