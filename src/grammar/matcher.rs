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
    /// Those that hold whom a word may mean ("@").
    role_lists: Vec<(Role, usize)>,
    nodes: Vec<Node>,
    done: Vec<VocabularyId>,
    words: Vec<(Arc<str>, usize)>,
    branches: Vec<Branch>,
    endings: Endings,
}

/// What the word of a literal is good for, by how it ends.
#[derive(Default)]
struct Root {
    /// Where its patterns go on.
    nodes: Vec<(Ending, usize)>,
    /// The lists that it is on.
    lists: Vec<(Ending, usize)>,
}

/// What patterns have in common that went the same way from their key: first to its right, then to its left. There are many nodes, and few of them have
/// much: what they have stands in lists that all share.
struct Node {
    /// Vocabularies whose entry is complete here.
    done: Range<usize>,
    /// The very next word on the right, by its letters.
    right: Range<usize>,
    /// The very next word on the left.
    left: Range<usize>,
    /// All other steps.
    other: Range<usize>,
}

/// A step that is not a word right beside, and the node that it leads to.
struct Branch {
    to_left: bool,
    gap: bool,
    element: Element,
    /// Its number where it is a list.
    list: Option<usize>,
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
    pub fn new(patterns: &[(VocabularyId, Pattern)], elements: &[Element], endings: Endings) -> Result<Self, GrammarError> {
        let mut building = Building::new(elements);
        for (vocabulary, pattern) in patterns {
            building.add(*vocabulary, pattern);
        }
        building.finish(endings)
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
        let mut walk =
            Walk { matcher: self, stream, marks: marks.collect(), on_lists: OnLists::new(self.lists, stream), hits: Vec::new(), visit };
        for token in (0..stream.tokens.len()).filter(|token| stream.role(*token) != Role::Other) {
            let meant = self.role_lists.iter().filter(|(role, _)| *role == stream.role(token));
            meant.for_each(|(_, list)| walk.on_lists.add(*list, token));
        }
        // Which lists a word is on must be known of those behind it too.
        let mut keys: Vec<(usize, usize)> = Vec::new();
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
            let stands = |(ending, _): &&(Ending, usize)| ending.takes(rest, &self.endings);
            keys.extend(root.nodes.iter().filter(stands).map(|(_, node)| (*node, token)));
            root.lists.iter().filter(stands).for_each(|(_, list)| walk.on_lists.add(*list, token));
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
        let roots: BTreeSet<usize> = self.roots.iter().flat_map(|root| &root.nodes).map(|(_, node)| *node).collect();
        // A node's vocabularies are its own and those of the nodes it leads to, which were all made after it.
        let mut below: Vec<BTreeSet<VocabularyId>> = vec![BTreeSet::new(); self.nodes.len()];
        for (at, node) in self.nodes.iter().enumerate().rev() {
            let words = self.words_of(&node.right).iter().chain(self.words_of(&node.left)).map(|(_, next)| *next);
            let next = words.chain(self.branches_of(node).iter().map(|branch| branch.node));
            let mut all: BTreeSet<VocabularyId> = next.filter_map(|next| below.get(next)).flatten().copied().collect();
            all.extend(self.done_of(node));
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

    fn done_of(&self, node: &Node) -> &[VocabularyId] {
        self.done.get(node.done.clone()).unwrap_or_default()
    }

    fn words_of(&self, side: &Range<usize>) -> &[(Arc<str>, usize)] {
        self.words.get(side.clone()).unwrap_or_default()
    }

    fn branches_of(&self, node: &Node) -> &[Branch] {
        self.branches.get(node.other.clone()).unwrap_or_default()
    }

    fn fits(&self, element: &Element, stream: &Stream, token: usize) -> bool {
        match element {
            Element::Word { .. } => stream.kind(token) == TokenKind::Word && element.matches_word(stream.word(token), &self.endings),
            Element::Date => matches!(stream.kind(token), TokenKind::Date(_)),
            Element::Child | Element::ChildPronoun | Element::Helper | Element::Parent => role(element) == Some(stream.role(token)),
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
    on_lists: OnLists,
    hits: Vec<Hit>,
    visit: V,
}

impl<V: FnMut(usize)> Walk<'_, V> {
    /// Goes on from a node; its patterns so far cover the tokens `first..=last`.
    fn at(&mut self, node: usize, first: usize, last: usize) {
        let matcher = self.matcher;
        let Some(here) = matcher.nodes.get(node) else { return };
        (self.visit)(node);
        self.hits.extend(matcher.done_of(here).iter().map(|vocabulary| Hit { vocabulary: *vocabulary, tokens: first..last + 1 }));
        if let Some(next) = self.word(&here.right, last.checked_add(1)) {
            self.at(next, first, last + 1);
        }
        if let Some(next) = self.word(&here.left, first.checked_sub(1)) {
            self.at(next, first - 1, last);
        }
        for branch in matcher.branches_of(here) {
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
    fn word(&self, among: &Range<usize>, token: Option<usize>) -> Option<usize> {
        let token = token.filter(|token| !among.is_empty() && self.stream.kind(*token) == TokenKind::Word)?;
        let (word, among) = (self.stream.word(token), self.matcher.words_of(among));
        among.binary_search_by(|(other, _)| (**other).cmp(word)).ok().and_then(|at| among.get(at)).map(|(_, node)| *node)
    }

    /// The first token away from `from` that fits.
    fn reach(&self, branch: &Branch, from: usize) -> Option<usize> {
        let Branch { to_left, gap, element, list, marks, .. } = branch;
        let fits = |token: usize| match list {
            Some(list) => self.on_lists.has(*list, token),
            None => self.matcher.fits(element, self.stream, token),
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

/// The parts of a matcher while the patterns come in.
struct Building<'p> {
    /// By number, as patterns name them.
    elements: &'p [Element],
    numbers: FxHashMap<String, usize>,
    literals: Vec<String>,
    roots: Vec<Root>,
    /// The node at which the patterns of a word begin, by its number.
    root_of: FxHashMap<u32, usize>,
    lists: Vec<&'p Arc<[Element]>>,
    role_lists: Vec<(Role, usize)>,
    /// For each node the vocabularies whose entry is complete there.
    done: Vec<Vec<VocabularyId>>,
    /// The steps from node to node, in the order in which they came in.
    steps: Vec<(usize, Step, usize)>,
    next: FxHashMap<(usize, Step), usize>,
}

/// One element away from the key.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Step {
    to_left: bool,
    /// Words may stand between.
    gap: bool,
    /// Its number.
    element: u32,
}

impl<'p> Building<'p> {
    fn new(elements: &'p [Element]) -> Self {
        Self {
            elements,
            numbers: FxHashMap::default(),
            literals: Vec::new(),
            roots: Vec::new(),
            root_of: FxHashMap::default(),
            lists: Vec::new(),
            role_lists: Vec::new(),
            done: Vec::new(),
            steps: Vec::new(),
            next: FxHashMap::default(),
        }
    }

    fn element(&self, number: u32) -> Option<&'p Element> {
        self.elements.get(number as usize)
    }

    fn add(&mut self, vocabulary: VocabularyId, pattern: &Pattern) {
        let Some(key) = pattern.elements.get(pattern.key) else { return };
        for root in self.roots_of(*key) {
            let mut at = root;
            self.walk(pattern, |building, step| at = building.child(at, step));
            if let Some(done) = self.done.get_mut(at).filter(|done| !done.contains(&vocabulary)) {
                done.push(vocabulary);
            }
        }
    }

    /// The nodes at which a pattern of this key begins.
    fn roots_of(&mut self, key: u32) -> Vec<usize> {
        // Most keys are those of many patterns.
        if let Some(root) = self.root_of.get(&key) {
            return vec![*root];
        }
        let roots: Vec<usize> = match self.element(key) {
            Some(Element::List(list)) => list.iter().filter_map(literal).map(|(literal, ending)| self.root(literal, ending)).collect(),
            Some(one) => literal(one).map(|(literal, ending)| self.root(literal, ending)).into_iter().collect(),
            None => Vec::new(),
        };
        if let [root] = roots.as_slice() {
            self.root_of.insert(key, *root);
        }
        roots
    }

    /// The way of a pattern from its key to its right end, then from its key to its left end.
    fn walk(&mut self, pattern: &Pattern, mut take: impl FnMut(&mut Self, Step)) {
        let elements = &pattern.elements;
        let after = elements.get(pattern.key + 1..).unwrap_or_default().iter().map(|element| (false, *element));
        let before = elements.get(..pattern.key).unwrap_or_default().iter().rev().map(|element| (true, *element));
        let mut gap = false;
        for (to_left, element) in after.chain(before) {
            if self.element(element) == Some(&Element::Gap) {
                gap = true;
            } else {
                take(self, Step { to_left, gap: std::mem::take(&mut gap), element });
            }
        }
    }

    /// The number of a literal, new or not.
    fn number(&mut self, literal: String) -> usize {
        *self.numbers.entry(literal).or_insert_with_key(|literal| {
            self.literals.push(literal.clone());
            self.roots.push(Root::default());
            self.roots.len() - 1
        })
    }

    /// The node at which the patterns of a literal begin whose word ends so.
    fn root(&mut self, literal: String, ending: Ending) -> usize {
        let number = self.number(literal);
        let new = self.done.len();
        let Some(root) = self.roots.get_mut(number) else { return new };
        if let Some((_, node)) = root.nodes.iter().find(|(e, _)| *e == ending) {
            return *node;
        }
        root.nodes.push((ending, new));
        self.done.push(Vec::new());
        new
    }

    /// The node that a step leads to, made if there is none.
    fn child(&mut self, at: usize, step: Step) -> usize {
        let new = self.done.len();
        let node = *self.next.entry((at, step)).or_insert(new);
        if node == new {
            self.done.push(Vec::new());
            self.steps.push((at, step, new));
        }
        node
    }

    /// The number of a list; its words are looked for from then on.
    fn list(&mut self, list: &'p Arc<[Element]>) -> usize {
        if let Some(known) = self.lists.iter().position(|one| Arc::ptr_eq(one, list)) {
            return known;
        }
        let new = self.lists.len();
        self.lists.push(list);
        for (literal, ending) in list.iter().filter_map(literal) {
            let number = self.number(literal);
            if let Some(root) = self.roots.get_mut(number) {
                root.lists.push((ending, new));
            }
        }
        self.role_lists.extend(list.iter().filter_map(role).map(|role| (role, new)));
        new
    }

    /// Lays out what has come in.
    fn finish(mut self, endings: Endings) -> Result<Matcher, GrammarError> {
        let (mut done, mut words, mut branches) = (Vec::new(), Vec::new(), Vec::new());
        let mut steps = std::mem::take(&mut self.steps);
        steps.sort_by_key(|(from, ..)| *from);
        let mut steps = steps.into_iter().peekable();
        let mut nodes = Vec::with_capacity(self.done.len());
        for (at, complete) in std::mem::take(&mut self.done).into_iter().enumerate() {
            let (mut right, mut left, others_from) = (Vec::new(), Vec::new(), branches.len());
            while let Some((_, step, node)) = steps.next_if(|(from, ..)| *from == at) {
                let Some(element) = self.element(step.element) else { continue };
                let Step { to_left, gap, .. } = step;
                match element {
                    Element::Word { stem, open_start: false, ending: Ending::Exact } if !gap => {
                        let side = if to_left { &mut left } else { &mut right };
                        side.push((Arc::clone(stem), node));
                    }
                    _ => {
                        let list = if let Element::List(list) = element { Some(self.list(list)) } else { None };
                        branches.push(Branch { to_left, gap, element: element.clone(), list, marks: marks(element), node });
                    }
                }
            }
            let mut side = |mut side: Vec<(Arc<str>, usize)>| {
                side.sort_unstable();
                let from = words.len();
                words.append(&mut side);
                from..words.len()
            };
            let (right, left, done_from) = (side(right), side(left), done.len());
            done.extend(complete);
            nodes.push(Node { done: done_from..done.len(), right, left, other: others_from..branches.len() });
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&self.literals);
        let automaton = automaton.map_err(|e| GrammarError::Automaton(e.to_string()))?;
        let Self { roots, lists, role_lists, .. } = self;
        Ok(Matcher { automaton, roots, lists: lists.len(), role_lists, nodes, done, words, branches, endings })
    }
}

/// Whom the word means that an element stands for.
fn role(element: &Element) -> Option<Role> {
    match element {
        Element::Child => Some(Role::Child),
        Element::ChildPronoun => Some(Role::ChildPronoun),
        Element::Helper => Some(Role::Helper),
        Element::Parent => Some(Role::Parent),
        Element::Word { .. } | Element::Date | Element::Gap | Element::List(_) | Element::Sign(_) => None,
    }
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
        let patterns: Vec<_> = elements.parse(entry).unwrap().into_iter().map(|p| (VocabularyId(0), p)).collect();
        let matcher = Matcher::new(&patterns, elements.all(), Endings::new(&["en".to_owned()])).unwrap();
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
