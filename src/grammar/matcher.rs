//! One literal automaton over the folded stream finds where any entry of any vocabulary may stand; the rest of its
//! pattern is tried only there. Patterns that go on alike from the same word share the way ([`Node`]), so that an entry with many
//! alternatives, or many entries with one verb, cost little more than one.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::GrammarError;
use super::pattern::{Element, Ending, Endings, GAP, Pattern};
use super::stream::{Role, Stream, TokenKind};

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
    other: Vec<Branch>,
}

/// One element away from the key.
#[derive(Clone, Copy)]
struct Step<'p> {
    to_left: bool,
    /// Words may stand between.
    gap: bool,
    element: &'p Element,
}

/// A step, kept, and the node that it leads to.
struct Branch {
    to_left: bool,
    gap: bool,
    element: Element,
    /// The marks of the tokens that may fit its element: most tokens are told by their first letter to be others.
    marks: u32,
    node: usize,
}

/// What a token begins with, as one bit of a set: letters in the lower 26, then digits, other letters, dates, signs.
mod mark {
    pub(super) const ANY_WORD: u32 = (1 << 28) - 1;
    pub(super) const DATE: u32 = 1 << 28;
    pub(super) const SIGN: u32 = 1 << 29;
    /// No gap goes across it; stands beside what else the token is.
    pub(super) const END: u32 = 1 << 30;

    pub(super) fn of_word(word: &str) -> u32 {
        match word.bytes().next() {
            Some(letter @ b'a'..=b'z') => 1 << (letter - b'a'),
            Some(b'0'..=b'9') => 1 << 26,
            _ => 1 << 27,
        }
    }
}

impl Matcher {
    /// Compiles.
    ///
    /// # Errors
    /// When the automaton can't be built (more literals than it can number).
    pub fn new(patterns: &[(VocabularyId, Pattern)], endings: Endings) -> Result<Self, GrammarError> {
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let mut literals: Vec<String> = Vec::new();
        let mut roots: Vec<Vec<(Ending, usize)>> = Vec::new();
        // There are many, and moving them as their number grows costs more than the places that are not needed in the end.
        let mut nodes: Vec<Node> = Vec::with_capacity(patterns.iter().map(|(_, pattern)| pattern.elements.len()).sum());
        for (vocabulary, pattern) in patterns {
            let key = pattern.elements.get(pattern.key);
            let keys = match key {
                Some(Element::List(list)) => list,
                Some(one) => std::slice::from_ref(one),
                None => &[],
            };
            for (literal, ending) in keys.iter().filter_map(literal) {
                let number = *numbers.entry(literal).or_insert_with_key(|literal| {
                    literals.push(literal.clone());
                    roots.push(Vec::new());
                    roots.len() - 1
                });
                let Some(root) = roots.get_mut(number) else { continue };
                let mut at = root.iter().find(|(e, _)| *e == ending).map(|(_, node)| *node).unwrap_or_else(|| {
                    root.push((ending, nodes.len()));
                    nodes.push(Node::default());
                    nodes.len() - 1
                });
                for step in steps(pattern) {
                    at = child(&mut nodes, at, step);
                }
                if let Some(node) = nodes.get_mut(at).filter(|node| !node.done.contains(vocabulary)) {
                    push(&mut node.done, *vocabulary);
                }
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
        let marks = (0..stream.tokens.len()).map(|token| match stream.kind(token) {
            TokenKind::Word => mark::of_word(stream.word(token)),
            TokenKind::Date(_) => mark::DATE,
            TokenKind::Sign('.' | ';' | '!' | '?') => mark::SIGN | mark::END,
            TokenKind::Sign(_) => mark::SIGN,
            TokenKind::Cell | TokenKind::LineEnd => mark::END,
        });
        let mut walk = Walk { matcher: self, stream, marks: marks.collect(), hits: Vec::new(), visit };
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
            let next = node.right.iter().chain(&node.left).map(|(_, next)| *next).chain(node.other.iter().map(|branch| branch.node));
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
            Element::Child => stream.role(token) == Role::Child,
            Element::ChildPronoun => stream.role(token) == Role::ChildPronoun,
            Element::Helper => stream.role(token) == Role::Helper,
            Element::Parent => stream.role(token) == Role::Parent,
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
    /// What each token is, roughly.
    marks: Vec<u32>,
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
        for branch in &here.other {
            if branch.to_left {
                if let Some(found) = self.reach(branch, first) {
                    self.at(branch.node, found, last);
                }
            } else if let Some(found) = self.reach(branch, last) {
                self.at(branch.node, first, found);
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
    fn reach(&self, branch: &Branch, from: usize) -> Option<usize> {
        let Branch { to_left, gap, element, marks, .. } = branch;
        let towards = if *to_left { -1 } else { 1 };
        let mut next = from.checked_add_signed(towards)?;
        let mut skipped = 0;
        loop {
            // Past the end no element fits, and no gap goes on.
            let mark = *self.marks.get(next)?;
            if mark & marks != 0 && self.matcher.fits(element, self.stream, next) {
                return Some(next);
            }
            if !gap || skipped == GAP || mark & mark::END != 0 {
                return None;
            }
            next = next.checked_add_signed(towards)?;
            skipped += 1;
        }
    }
}

/// The way of a pattern from its key to its right end, then from its key to its left end.
fn steps(pattern: &Pattern) -> impl Iterator<Item = Step<'_>> {
    let elements = pattern.elements.as_slice();
    let after = elements.get(pattern.key + 1..).unwrap_or_default().iter().map(|element| (false, element));
    let before = elements.get(..pattern.key).unwrap_or_default().iter().rev().map(|element| (true, element));
    let mut gap = false;
    after.chain(before).filter_map(move |(to_left, element)| {
        if *element == Element::Gap {
            gap = true;
            return None;
        }
        Some(Step { to_left, gap: std::mem::take(&mut gap), element })
    })
}

/// Most lists of a node hold one: no places for more are kept ready.
fn push<T>(list: &mut Vec<T>, item: T) {
    if list.is_empty() {
        list.reserve_exact(1);
    }
    list.push(item);
}

/// The node that a step leads to, made if there is none.
fn child(nodes: &mut Vec<Node>, at: usize, step: Step<'_>) -> usize {
    let new = nodes.len();
    let Some(node) = nodes.get_mut(at) else { return at };
    let Step { to_left, gap, element } = step;
    match element {
        Element::Word { stem, open_start: false, ending: Ending::Exact } if !gap => {
            let words = if to_left { &mut node.left } else { &mut node.right };
            match words.binary_search_by(|(other, _)| other.cmp(stem)) {
                Ok(found) => return words.get(found).map_or(at, |(_, child)| *child),
                Err(_) if words.is_empty() => push(words, (stem.clone(), new)),
                Err(place) => words.insert(place, (stem.clone(), new)),
            }
        }
        _ => {
            let same = |branch: &&Branch| branch.to_left == to_left && branch.gap == gap && branch.element == *element;
            if let Some(found) = node.other.iter().find(same) {
                return found.node;
            }
            push(&mut node.other, Branch { to_left, gap, marks: marks(element), element: element.clone(), node: new });
        }
    }
    nodes.push(Node::default());
    new
}

/// The marks of the tokens that may fit an element.
fn marks(element: &Element) -> u32 {
    match element {
        Element::Word { stem, open_start: false, .. } => mark::of_word(stem),
        Element::Word { .. } | Element::Child | Element::ChildPronoun | Element::Helper | Element::Parent => mark::ANY_WORD,
        Element::Date => mark::DATE,
        Element::Sign(_) => mark::SIGN,
        Element::List(list) => list.iter().fold(0, |all, one| all | marks(one)),
        Element::Gap => 0,
    }
}

/// What the automaton looks for: the stem with a blank where the word must begin or end; and how the word may end.
fn literal(key: &Element) -> Option<(String, Ending)> {
    let Element::Word { stem, open_start, ending } = key else { return None };
    let start = if *open_start { "" } else { " " };
    let end = if *ending == Ending::Exact { " " } else { "" };
    Some((format!("{start}{stem}{end}"), *ending))
}
