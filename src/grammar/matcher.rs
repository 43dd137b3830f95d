//! One literal automaton over the folded stream finds where any entry of any vocabulary may stand; the rest of its
//! pattern is tried only there. Patterns that go on alike from the same word share the way ([`Node`]), so that an entry with many
//! alternatives, or many entries with one verb, cost little more than one. The words of the lists are looked for by the same automaton, so that
//! a list costs no more than a word wherever it stands in a pattern.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::FxHashMap;

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
    /// For each literal of the automaton.
    roots: Vec<Root>,
    /// How many lists the patterns name.
    lists: usize,
    /// Those that hold somebody by role: the child, a parent, who carries the measure.
    role_lists: Vec<(Role, u32)>,
    nodes: Vec<Node>,
    done: Vec<VocabularyId>,
    /// Words right beside, as numbers of elements, and the nodes they lead to.
    words: Vec<(u32, u32)>,
    branches: Vec<Branch>,
    elements: Vec<Element>,
    /// The elements that are one word, by its letters.
    exact: FxHashMap<Arc<str>, u32>,
    endings: Endings,
}

/// What the word of a literal is good for, by how it ends.
#[derive(Default)]
struct Root {
    /// Where its patterns go on.
    nodes: Vec<(Ending, u32)>,
    /// The lists that it is on.
    lists: Vec<(Ending, u32)>,
}

/// What patterns have in common that went the same way from their key: first to its right, then to its left. There are many nodes, and few of them have
/// much: what they have stands in lists that all share.
struct Node {
    /// Vocabularies whose entry is complete here.
    done: Part,
    /// The very next word on the right.
    right: Part,
    /// The very next word on the left.
    left: Part,
    /// All other steps.
    other: Part,
}

/// A part of such a list, from its first place to after its last.
#[derive(Clone, Copy)]
struct Part(u32, u32);

impl Part {
    /// What has come onto the end of a list since it was so long.
    fn since<T>(from: usize, list: &[T]) -> Self {
        Self(small(from), small(list.len()))
    }

    fn of<T>(self, list: &[T]) -> &[T] {
        list.get(self.0 as usize..self.1 as usize).unwrap_or_default()
    }
}

/// There are fewer of anything than 2^32: an entry has 20,000 alternatives at the most.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// No number, and the end of a chain.
const NONE: u32 = u32::MAX;

/// A step that is not a word right beside, and the node that it leads to.
struct Branch {
    to_left: bool,
    gap: bool,
    element: u32,
    /// Its number where it is a list.
    list: Option<u32>,
    /// The marks of the tokens that may fit its element: most tokens are told by their first letter to be others.
    marks: u32,
    node: u32,
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
    /// Every hit, in order of its first token, longer first, then by vocabulary; none twice.
    #[must_use]
    pub fn find(&self, stream: &Stream) -> Vec<Hit> {
        self.find_counting(stream, |_| {})
    }

    /// [`Self::find`], telling `visit` each node that is tried.
    fn find_counting(&self, stream: &Stream, visit: impl FnMut(u32)) -> Vec<Hit> {
        let seen = (0..stream.tokens.len()).map(|token| match stream.kind(token) {
            TokenKind::Word => {
                let word = stream.word(token);
                (mark::of_word(word), self.exact.get(word).copied().unwrap_or(NONE))
            }
            TokenKind::Date(_) => (mark::DATE, NONE),
            TokenKind::Sign('.' | ';' | '!' | '?') => (mark::SIGN | mark::END, NONE),
            TokenKind::Sign(_) => (mark::SIGN, NONE),
            TokenKind::Cell | TokenKind::LineEnd => (mark::END, NONE),
        });
        let (marks, numbers) = seen.unzip();
        let mut walk = Walk { matcher: self, stream, marks, numbers, on_lists: OnLists::new(self.lists, stream), hits: Vec::new(), visit };
        for token in (0..stream.tokens.len()).filter(|token| stream.role(*token) != Role::Other) {
            let meant = self.role_lists.iter().filter(|(role, _)| *role == stream.role(token));
            meant.for_each(|(_, list)| walk.on_lists.add(*list as usize, token));
        }
        // Which lists a word is on must be known of those behind it too.
        let mut keys: Vec<(u32, usize)> = Vec::new();
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
            let Some(root) = self.roots.get(found.pattern().as_usize()) else { continue };
            let stands = |(ending, _): &&(Ending, u32)| ending.takes(rest, &self.endings);
            keys.extend(root.nodes.iter().filter(stands).map(|(_, node)| (*node, token)));
            root.lists.iter().filter(stands).for_each(|(_, list)| walk.on_lists.add(*list as usize, token));
        }
        for (node, token) in keys {
            walk.at(node, token, token);
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
                if let Some(n) = visits.get_mut(node as usize) {
                    *n += 1;
                }
            });
            for hit in hits {
                if let Some(cost) = costs.get_mut(usize::from(hit.vocabulary.0)) {
                    cost.hits += 1;
                }
            }
        }
        let roots: BTreeSet<u32> = self.roots.iter().flat_map(|root| &root.nodes).map(|(_, node)| *node).collect();
        // A node's vocabularies are its own and those of the nodes it leads to, which were all made after it.
        let mut below: Vec<BTreeSet<VocabularyId>> = vec![BTreeSet::new(); self.nodes.len()];
        for (at, node) in self.nodes.iter().enumerate().rev() {
            let words = node.right.of(&self.words).iter().chain(node.left.of(&self.words)).map(|(_, next)| *next);
            let next = words.chain(node.other.of(&self.branches).iter().map(|branch| branch.node));
            let mut all: BTreeSet<VocabularyId> = next.filter_map(|next| below.get(next as usize)).flatten().copied().collect();
            all.extend(node.done.of(&self.done));
            let is_root = roots.contains(&small(at));
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
            Element::Child | Element::ChildPronoun | Element::Helper | Element::Parent | Element::Worker => {
                role(element) == Some(stream.role(token))
            }
            Element::Sign(sign) => stream.kind(token) == TokenKind::Sign(*sign),
            // Told by what the automaton found.
            Element::List(_) | Element::Gap => false,
        }
    }
}

/// A search through one stream.
struct Walk<'a, V> {
    matcher: &'a Matcher,
    stream: &'a Stream,
    /// What each token is, roughly.
    marks: Vec<u32>,
    /// What word each token is, as the number of its element; mostly one that no pattern has.
    numbers: Vec<u32>,
    on_lists: OnLists,
    hits: Vec<Hit>,
    visit: V,
}

impl<V: FnMut(u32)> Walk<'_, V> {
    /// Goes on from a node; its patterns so far cover the tokens `first..=last`.
    fn at(&mut self, node: u32, first: usize, last: usize) {
        let matcher = self.matcher;
        let Some(here) = matcher.nodes.get(node as usize) else { return };
        (self.visit)(node);
        let done = here.done.of(&matcher.done).iter();
        self.hits.extend(done.map(|vocabulary| Hit { vocabulary: *vocabulary, tokens: first..last + 1 }));
        if let Some(next) = self.word(here.right, last.checked_add(1)) {
            self.at(next, first, last + 1);
        }
        if let Some(next) = self.word(here.left, first.checked_sub(1)) {
            self.at(next, first - 1, last);
        }
        for branch in here.other.of(&matcher.branches) {
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
    fn word(&self, among: Part, token: Option<usize>) -> Option<u32> {
        let among = among.of(&self.matcher.words);
        let word = token.filter(|_| !among.is_empty()).and_then(|token| self.numbers.get(token)).filter(|word| **word != NONE)?;
        among.binary_search_by_key(word, |(other, _)| *other).ok().and_then(|at| among.get(at)).map(|(_, node)| *node)
    }

    /// The first token away from `from` that fits.
    fn reach(&self, branch: &Branch, from: usize) -> Option<usize> {
        let Branch { to_left, gap, element, list, marks, .. } = branch;
        let fits = |token: usize| match list {
            Some(list) => self.on_lists.has(*list as usize, token),
            None => self.matcher.elements.get(*element as usize).is_some_and(|element| self.matcher.fits(element, self.stream, token)),
        };
        let towards = if *to_left { -1 } else { 1 };
        let mut next = from.checked_add_signed(towards)?;
        let mut skipped = 0;
        loop {
            // Past the end no element fits, and no gap goes on.
            let mark = *self.marks.get(next)?;
            if mark & marks != 0 && fits(next) {
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

/// Which lists the words of a stream are on, a bit each.
struct OnLists {
    /// Numbers that a token takes.
    width: usize,
    bits: Vec<u64>,
}

impl OnLists {
    fn new(lists: usize, stream: &Stream) -> Self {
        let width = lists.div_ceil(64);
        Self { width, bits: vec![0; width * stream.tokens.len()] }
    }

    fn add(&mut self, list: usize, token: usize) {
        if let Some(bits) = self.bits.get_mut(token * self.width + list / 64) {
            *bits |= 1 << (list % 64);
        }
    }

    fn has(&self, list: usize, token: usize) -> bool {
        self.bits.get(token * self.width + list / 64).is_some_and(|bits| bits & (1 << (list % 64)) != 0)
    }
}

/// The parts of a matcher while the patterns come in, whose places are numbers of elements.
#[derive(Default)]
pub struct Building {
    numbers: FxHashMap<String, usize>,
    literals: Vec<String>,
    roots: Vec<Root>,
    /// The node at which the patterns of a word begin, by its number.
    root_of: FxHashMap<u32, u32>,
    nodes: Vec<Open>,
    /// Vocabularies whose entry is complete at a node, each with the one before it at the same node.
    done: Vec<(VocabularyId, u32)>,
    /// The steps from node to node, each with the one before it from the same node.
    steps: Vec<(Step, u32, u32)>,
    next: FxHashMap<(u32, Step), u32>,
    /// The way of the last pattern, which the next one mostly goes far along, and where it began.
    last: (u32, Vec<(Step, u32)>),
}

/// A node while patterns come in: the last of its vocabularies and the last of its steps.
struct Open {
    done: u32,
    step: u32,
}

/// One element away from the key.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Step {
    to_left: bool,
    /// Words may stand between.
    gap: bool,
    /// Its number.
    element: u32,
}

impl std::hash::Hash for Step {
    /// As one number: there are half a million look-ups.
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        state.write_u64(u64::from(self.element) << 2 | u64::from(self.to_left) << 1 | u64::from(self.gap));
    }
}

impl Building {
    /// Takes in an alternative of an entry.
    pub fn add(&mut self, vocabulary: VocabularyId, elements: &[Element], pattern: Pattern) {
        let Some(key) = pattern.elements.get(pattern.key) else { return };
        // Most keys are those of many patterns.
        if let Some(root) = self.root_of.get(key) {
            return self.add_at(*root, vocabulary, elements, pattern);
        }
        let roots: Vec<u32> = match elements.get(*key as usize) {
            Some(Element::List(list)) => list.iter().filter_map(literal).map(|(literal, ending)| self.root(literal, ending)).collect(),
            Some(one) => literal(one).map(|(literal, ending)| self.root(literal, ending)).into_iter().collect(),
            None => Vec::new(),
        };
        if let [root] = roots.as_slice() {
            self.root_of.insert(*key, *root);
        }
        roots.into_iter().for_each(|root| self.add_at(root, vocabulary, elements, pattern));
    }

    /// The way of a pattern from its key to its right end, then from its key to its left end.
    fn add_at(&mut self, root: u32, vocabulary: VocabularyId, elements: &[Element], pattern: Pattern) {
        let after = pattern.elements.get(pattern.key + 1..).unwrap_or_default().iter().map(|element| (false, *element));
        let before = pattern.elements.get(..pattern.key).unwrap_or_default().iter().rev().map(|element| (true, *element));
        let (mut at, mut gap) = (root, false);
        let (last_root, mut way) = std::mem::take(&mut self.last);
        let (mut depth, mut shared) = (0, last_root == root);
        for (to_left, element) in after.chain(before) {
            if matches!(elements.get(element as usize), Some(Element::Gap)) {
                gap = true;
                continue;
            }
            let step = Step { to_left, gap: std::mem::take(&mut gap), element };
            let known = way.get(depth).filter(|(known, _)| shared && *known == step);
            if let Some((_, node)) = known {
                at = *node;
            } else {
                shared = false;
                way.truncate(depth);
                at = self.child(at, step);
                way.push((step, at));
            }
            depth += 1;
        }
        way.truncate(depth);
        self.last = (root, way);
        self.complete(at, vocabulary);
    }

    /// Notes that an entry is complete at a node, if that is not known.
    fn complete(&mut self, node: u32, vocabulary: VocabularyId) {
        let Some(node) = self.nodes.get_mut(node as usize) else { return };
        let mut next = node.done;
        while let Some((known, before)) = self.done.get(next as usize) {
            if *known == vocabulary {
                return;
            }
            next = *before;
        }
        self.done.push((vocabulary, std::mem::replace(&mut node.done, small(self.done.len()))));
    }

    /// The number of a literal, new or not.
    fn number(&mut self, literal: String) -> usize {
        *self.numbers.entry(literal).or_insert_with_key(|literal| {
            self.literals.push(literal.clone());
            self.roots.push(Root::default());
            self.roots.len() - 1
        })
    }

    fn node(&mut self) -> u32 {
        self.nodes.push(Open { done: NONE, step: NONE });
        small(self.nodes.len() - 1)
    }

    /// The node at which the patterns of a literal begin whose word ends so.
    fn root(&mut self, literal: String, ending: Ending) -> u32 {
        let number = self.number(literal);
        let known = self.roots.get(number).and_then(|root| root.nodes.iter().find(|(e, _)| *e == ending));
        if let Some((_, node)) = known {
            return *node;
        }
        let new = self.node();
        if let Some(root) = self.roots.get_mut(number) {
            root.nodes.push((ending, new));
        }
        new
    }

    /// The node that a step leads to, made if there is none.
    fn child(&mut self, at: u32, step: Step) -> u32 {
        let new = small(self.nodes.len());
        let node = *self.next.entry((at, step)).or_insert(new);
        if node == new {
            self.node();
            if let Some(from) = self.nodes.get_mut(at as usize) {
                self.steps.push((step, new, std::mem::replace(&mut from.step, small(self.steps.len()))));
            }
        }
        node
    }

    /// Lays out what has come in.
    ///
    /// # Errors
    /// When the automaton can't be built (more literals than it can number).
    pub fn finish(mut self, elements: Vec<Element>, endings: Endings) -> Result<Matcher, GrammarError> {
        let (mut done, mut words, mut branches) = (Vec::new(), Vec::new(), Vec::new());
        let marks: Vec<u32> = elements.iter().map(marks).collect();
        let mut lists = ListNumbers::default();
        let mut nodes = Vec::with_capacity(self.nodes.len());
        let (mut right, mut left) = (Vec::new(), Vec::new());
        for Open { done: mut last, mut step } in std::mem::take(&mut self.nodes) {
            let (done_from, others_from) = (done.len(), branches.len());
            while let Some((vocabulary, before)) = self.done.get(last as usize) {
                done.push(*vocabulary);
                last = *before;
            }
            while let Some((Step { to_left, gap, element: number }, node, before)) = self.steps.get(step as usize).copied() {
                step = before;
                let Some(element) = elements.get(number as usize) else { continue };
                match element {
                    Element::Word { open_start: false, ending: Ending::Exact, .. } if !gap => {
                        let side = if to_left { &mut left } else { &mut right };
                        side.push((number, node));
                    }
                    _ => {
                        let list = if let Element::List(list) = element { Some(lists.number(number, list, &mut self)) } else { None };
                        let marks = marks.get(number as usize).copied().unwrap_or_default();
                        branches.push(Branch { to_left, gap, element: number, list, marks, node });
                    }
                }
            }
            let mut side = |side: &mut Vec<(u32, u32)>| {
                side.sort_unstable();
                let from = words.len();
                words.append(side);
                Part::since(from, &words)
            };
            let (right, left) = (side(&mut right), side(&mut left));
            nodes.push(Node { done: Part::since(done_from, &done), right, left, other: Part::since(others_from, &branches) });
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&self.literals);
        let automaton = automaton.map_err(|e| GrammarError::Automaton(e.to_string()))?;
        let exact = elements.iter().enumerate().filter_map(|(number, element)| match element {
            Element::Word { stem, open_start: false, ending: Ending::Exact } => Some((Arc::clone(stem), small(number))),
            _ => None,
        });
        let exact = exact.collect();
        let ListNumbers { of, roles: role_lists } = lists;
        Ok(Matcher { automaton, roots: self.roots, lists: of.len(), role_lists, nodes, done, words, branches, elements, exact, endings })
    }
}

/// The lists that steps name.
#[derive(Default)]
struct ListNumbers {
    /// By their elements' numbers.
    of: FxHashMap<u32, u32>,
    /// Those that hold somebody by role.
    roles: Vec<(Role, u32)>,
}

impl ListNumbers {
    /// The number of a list; its words are looked for from then on.
    fn number(&mut self, element: u32, list: &[Element], building: &mut Building) -> u32 {
        if let Some(known) = self.of.get(&element) {
            return *known;
        }
        let new = small(self.of.len());
        self.of.insert(element, new);
        for (literal, ending) in list.iter().filter_map(literal) {
            let number = building.number(literal);
            if let Some(root) = building.roots.get_mut(number) {
                root.lists.push((ending, new));
            }
        }
        self.roles.extend(list.iter().filter_map(role).map(|role| (role, new)));
        new
    }
}

/// Whom the word means that an element stands for.
fn role(element: &Element) -> Option<Role> {
    match element {
        Element::Child => Some(Role::Child),
        Element::ChildPronoun => Some(Role::ChildPronoun),
        Element::Helper => Some(Role::Helper),
        Element::Parent => Some(Role::Parent),
        Element::Worker => Some(Role::Worker),
        Element::Word { .. } | Element::Date | Element::Gap | Element::List(_) | Element::Sign(_) => None,
    }
}

/// The marks of the tokens that may fit an element.
fn marks(element: &Element) -> u32 {
    match element {
        Element::Word { stem, open_start: false, .. } => mark::of_word(stem),
        Element::Word { .. } | Element::Child | Element::ChildPronoun | Element::Helper | Element::Parent | Element::Worker => {
            mark::ANY_WORD
        }
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
    Some(([start, stem, end].concat(), *ending))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::pattern::{Elements, lists};
    use super::super::stream::StreamLine;
    use super::*;

    /// Where the entry stands in the text, in which the words `alma` and `ida` mean the child and a parent.
    fn found(entry: &str, text: &str) -> Vec<(usize, usize)> {
        let named = [("hvem".to_owned(), ["@", "$", "*mor~", "skolen"].map(str::to_owned).to_vec())].into();
        let mut elements = Elements::new(lists(&named).unwrap());
        let patterns = elements.parse(entry).unwrap();
        let mut building = Building::default();
        patterns.iter().for_each(|pattern| building.add(VocabularyId(0), elements.all(), pattern));
        let matcher = building.finish(elements.into_all(), Endings::new(&["en".to_owned()])).unwrap();
        let mut stream = Stream::new(text, &[StreamLine { span: 0..text.len(), cell_starts: Vec::new() }], &[], &[]);
        stream.mark_names(&["alma".to_owned()], Role::Child);
        stream.mark_names(&["ida".to_owned()], Role::Parent);
        matcher.find(&stream).into_iter().map(|hit| (hit.tokens.start, hit.tokens.end)).collect()
    }

    #[test]
    fn a_list_holds_words_and_whom_words_mean() {
        for who in ["Alma", "Ida", "mormoren", "Skolen"] {
            assert_eq!(found("{hvem} ringede", &format!("Så {who} ringede")), [(1, 3)], "{who}");
            assert_eq!(found("ringede … {hvem}", &format!("Der ringede i dag {who}")), [(1, 5)], "{who}");
        }
        for who in ["Bo", "morgenen", "Skolens", "ida"] {
            assert!(found("{hvem} ringede", &format!("Så {who} ringede")).is_empty(), "{who}");
        }
    }
}
