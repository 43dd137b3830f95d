//! Word patterns: what a vocabulary's entries look like and how they match a stream of folded words.
//!
//! In: one entry such as `"sæt~ … i gang"`. Out: its alternatives, each a sequence of elements. There are twenty times as many alternatives as
//! entries, and their words recur: so each element is made once, and a pattern holds numbers ([`Elements`]).
//!
//! | notation | means |
//! |---|---|
//! | `ord` | the word itself |
//! | `ord~` | the word with any Danish inflection ([`Endings`]) |
//! | `ord*`, `*ord`, `*ord~` | anything may follow, or stand before (compounds) |
//! | `a b` | one word after the other; punctuation between them breaks the match |
//! | `a … b` | up to [`GAP`] words between, inside the sentence |
//! | `(a\|b\|) c` | alternatives; an empty one makes the group optional |
//! | `{navn}` | any one word of the list `navn` in language.toml; stands for one place, so lists may be long |
//! | `#` | a date, however many words it takes |
//! | `@` | the child's name |
//! | `&` | he or she, where that is the child |
//! | `%` | the name of who carries the measure: a contact person's, a foster family's |
//! | `$` | a parent's name |
//! | `£` | the name or initials of who acts for the authority |
//! | `,` `:` `(` … | that sign |
//!
//! Letters are folded (case, æ → ae, ø → oe, å → aa, hyphens and apostrophes dropped), so a pattern may be written as people write.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::GrammarError;

/// The largest number of words that `…` may stand for.
pub const GAP: usize = 8;

/// Most alternatives of one entry: each further group multiplies them.
const MOST_ALTERNATIVES: usize = 20_000;

/// How the end of a word is matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ending {
    /// The word ends here.
    Exact,
    /// One of the inflections.
    Inflected,
    /// Anything.
    Open,
}

/// One place of a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Element {
    /// A word.
    Word {
        /// Folded letters.
        stem: Arc<str>,
        /// Letters may stand before the stem.
        open_start: bool,
        /// What may follow it.
        ending: Ending,
    },
    /// `#`: a date mention.
    Date,
    /// `@`: the name of the child the case is about (its first name, genitive included).
    Child,
    /// `&`: "ham" or "hende", where that is the child.
    ChildPronoun,
    /// `%`: the name of who carries the measure.
    Helper,
    /// `$`: the name of a parent.
    Parent,
    /// `£`: the name or initials of who acts for the authority.
    Worker,
    /// `…`: up to [`GAP`] words.
    Gap,
    /// `{navn}`: a word that one of the list's elements matches.
    List(Arc<[Element]>),
    /// A sign, as itself.
    Sign(char),
}

/// Named lists of single words.
pub type Lists = BTreeMap<String, Arc<[Element]>>;

/// Reads the lists of language.toml.
///
/// # Errors
/// An entry that is not one word, `@`, `&`, `%`, `$` or `£`.
pub fn lists(raw: &BTreeMap<String, Vec<String>>) -> Result<Lists, GrammarError> {
    let element = |entry: &String| match entry.as_str() {
        "@" => Ok(Element::Child),
        "&" => Ok(Element::ChildPronoun),
        "%" => Ok(Element::Helper),
        "$" => Ok(Element::Parent),
        "£" => Ok(Element::Worker),
        single => word(single).ok_or_else(|| GrammarError::Pattern { entry: entry.clone(), why: "a list holds single words" }),
    };
    raw.iter().map(|(name, words)| Ok((name.clone(), words.iter().map(element).collect::<Result<_, GrammarError>>()?))).collect()
}

/// One alternative of an entry.
#[derive(Debug, Clone, Copy)]
pub struct Pattern<'a> {
    /// Its places, as numbers of [`Elements`]; at least one is a word or a list.
    pub elements: &'a [u32],
    /// Index of the word that is looked up first (the longest).
    pub key: usize,
}

/// The alternatives of an entry.
#[derive(Debug, Default)]
pub struct Patterns {
    elements: Rows,
    keys: Vec<usize>,
}

impl Patterns {
    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = Pattern<'_>> {
        self.elements.iter().zip(&self.keys).map(|(elements, key)| Pattern { elements, key: *key })
    }
}

/// Rows of numbers, one behind the other: there are far too many for a list each.
#[derive(Debug, Default)]
struct Rows {
    numbers: Vec<u32>,
    /// Where each row ends.
    ends: Vec<usize>,
}

impl Rows {
    fn with_room(rows: usize, numbers: usize) -> Self {
        Self { numbers: Vec::with_capacity(numbers), ends: Vec::with_capacity(rows) }
    }

    /// What has come in since the last row is a row.
    fn end(&mut self) {
        self.ends.push(self.numbers.len());
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    fn iter(&self) -> impl Iterator<Item = &[u32]> {
        self.ends.iter().scan(0, |from, end| self.numbers.get(std::mem::replace(from, *end)..*end))
    }
}

/// The inflections that `~` stands for, folded, sorted.
#[derive(Debug, Clone, Default)]
pub struct Endings(Vec<String>);

impl Endings {
    /// Endings as written; the empty one is always among them.
    #[must_use]
    pub fn new(endings: &[String]) -> Self {
        let mut all: Vec<String> = endings.iter().map(|e| fold(e)).chain([String::new()]).collect();
        all.sort();
        all.dedup();
        Self(all)
    }

    /// Whether `rest` is an inflection.
    #[must_use]
    pub fn contains(&self, rest: &str) -> bool {
        self.0.binary_search_by(|e| e.as_str().cmp(rest)).is_ok()
    }
}

impl Ending {
    /// Whether what follows the stem is an end of this sort.
    #[must_use]
    pub fn takes(self, rest: &str, endings: &Endings) -> bool {
        match self {
            Self::Exact => rest.is_empty(),
            Self::Inflected => endings.contains(rest),
            Self::Open => true,
        }
    }
}

impl Element {
    /// Whether a folded word matches (dates, gaps and signs never do).
    #[must_use]
    pub fn matches_word(&self, word: &str, endings: &Endings) -> bool {
        let Self::Word { stem, open_start, ending } = self else { return false };
        let rest_fits = |rest: &str| ending.takes(rest, endings);
        if *open_start {
            // A search that prepares itself costs more than the few places that a word has.
            let stands = |(at, letters): (usize, &[u8])| {
                letters.first() == stem.as_bytes().first() && letters == stem.as_bytes() && {
                    word.get(at + stem.len()..).is_some_and(rest_fits)
                }
            };
            word.as_bytes().windows(stem.len().max(1)).enumerate().any(stands)
        } else {
            word.strip_prefix(&**stem).is_some_and(rest_fits)
        }
    }
}

/// Folds letters for matching: lower case, æ → ae, ø/ö → oe, å → aa, hyphens, soft hyphens and apostrophes dropped.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    fold_into(text, &mut out);
    out
}

/// [`fold`] onto the end of `out`.
pub fn fold_into(text: &str, out: &mut String) {
    // Most words are plain letters from end to end.
    if text.bytes().all(|b| b.is_ascii_alphanumeric()) {
        let start = out.len();
        out.push_str(text);
        if let Some(added) = out.get_mut(start..) {
            added.make_ascii_lowercase();
        }
        return;
    }
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            'æ' | 'Æ' | 'ä' | 'Ä' => out.push_str("ae"),
            'ø' | 'Ø' | 'ö' | 'Ö' => out.push_str("oe"),
            'å' | 'Å' => out.push_str("aa"),
            'é' | 'É' | 'è' | 'È' => out.push('e'),
            '-' | '\u{ad}' | '\u{2010}' | '\u{2011}' | '\'' | '’' => {}
            other => out.extend(other.to_lowercase()),
        }
    }
}

/// A blank between two pieces of an entry; other pieces count on from it.
const BLANK: u32 = 0;

/// The elements of all patterns, each once, and what reads entries.
#[derive(Default)]
pub struct Elements {
    lists: Lists,
    all: Vec<Element>,
    numbers: FxHashMap<Element, u32>,
    /// For each element the letters of its stem; none where it is no word.
    lengths: Vec<usize>,
    /// The texts between blanks and signs of groups, from 1.
    pieces: Vec<Piece>,
    by_text: FxHashMap<String, u32>,
    /// Those that a group in the middle of a word parts.
    by_parts: FxHashMap<Box<[u32]>, u32>,
}

/// A text without blanks, and what it is as a place of a pattern: mostly one element.
struct Piece {
    text: String,
    elements: Result<Vec<u32>, &'static str>,
}

impl Elements {
    /// With these lists.
    #[must_use]
    pub fn new(lists: Lists) -> Self {
        Self { lists, ..Self::default() }
    }

    /// All elements by their numbers.
    #[must_use]
    pub fn all(&self) -> &[Element] {
        &self.all
    }

    /// The same, when no more entries come.
    #[must_use]
    pub fn into_all(self) -> Vec<Element> {
        self.all
    }

    /// The elements of a pattern.
    pub fn of<'a>(&'a self, pattern: Pattern<'a>) -> impl Iterator<Item = &'a Element> {
        pattern.elements.iter().filter_map(|number| self.all.get(*number as usize))
    }

    /// Parses one entry into its alternatives.
    ///
    /// # Errors
    /// An unbalanced group, an entry without a word, a star in the middle of a word, or a list that is not there.
    pub fn parse(&mut self, entry: &str) -> Result<Patterns, GrammarError> {
        let mut alternatives = Rows::default();
        self.expand(entry, entry, &mut alternatives)?;
        let mut patterns = Patterns { elements: Rows::with_room(alternatives.len(), alternatives.numbers.len()), keys: Vec::new() };
        patterns.keys.reserve(alternatives.len());
        for plain in alternatives.iter() {
            patterns.keys.push(self.pattern(plain, entry, &mut patterns.elements.numbers)?);
            patterns.elements.end();
        }
        Ok(patterns)
    }

    /// Multiplies out the groups, also nested ones, onto the end of `out`. The first group changes from row to row, the last seldom: as the matcher
    /// goes to the right of the key before it goes to the left, neighbours share most of their way.
    fn expand(&mut self, part: &str, entry: &str, out: &mut Rows) -> Result<(), GrammarError> {
        let Some(open) = part.find('(') else {
            if part.contains(')') {
                return Err(bad(entry, "unbalanced group"));
            }
            self.cut(part, &mut out.numbers);
            out.end();
            return Ok(());
        };
        let mut depth = 0_usize;
        let mut choice_start = open + 1;
        let mut choices = Vec::new();
        let mut close = None;
        for (at, c) in part.char_indices().skip_while(|(at, _)| *at < open) {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                '|' if depth == 1 => {
                    choices.push(part.get(choice_start..at).unwrap_or_default());
                    choice_start = at + 1;
                }
                _ => {}
            }
            if depth == 0 {
                choices.push(part.get(choice_start..at).unwrap_or_default());
                close = Some(at);
                break;
            }
        }
        let close = close.ok_or_else(|| bad(entry, "unbalanced group"))?;
        let mut before = Vec::new();
        self.cut(part.get(..open).unwrap_or_default(), &mut before);
        let (mut middles, mut tails) = (Rows::default(), Rows::default());
        self.expand(part.get(close + 1..).unwrap_or_default(), entry, &mut tails)?;
        for choice in choices {
            self.expand(choice, entry, &mut middles)?;
        }
        let rows = middles.len() * tails.len();
        if rows > MOST_ALTERNATIVES {
            return Err(bad(entry, "its groups give too many alternatives"));
        }
        out.ends.reserve(rows);
        out.numbers.reserve(rows * before.len() + middles.len() * tails.numbers.len() + tails.len() * middles.numbers.len());
        for tail in tails.iter() {
            for middle in middles.iter() {
                [&before, middle, tail].into_iter().for_each(|part| out.numbers.extend_from_slice(part));
                out.end();
            }
        }
        Ok(())
    }

    /// The pieces of a text without groups, and the blanks between them.
    fn cut(&mut self, text: &str, out: &mut Vec<u32>) {
        for (at, piece) in text.split(char::is_whitespace).enumerate() {
            if at > 0 {
                out.push(BLANK);
            }
            if !piece.is_empty() {
                out.push(self.piece(piece));
            }
        }
    }

    fn piece(&mut self, text: &str) -> u32 {
        if let Some(known) = self.by_text.get(text) {
            return *known;
        }
        let elements = self.elements(text);
        self.pieces.push(Piece { text: text.to_owned(), elements });
        let number = u32::try_from(self.pieces.len()).unwrap_or(u32::MAX);
        self.by_text.insert(text.to_owned(), number);
        number
    }

    /// What a text without blanks stands for.
    fn elements(&mut self, part: &str) -> Result<Vec<u32>, &'static str> {
        let mut chars = part.chars();
        let element = match (part, chars.next(), chars.next()) {
            ("#", ..) => Element::Date,
            ("@", ..) => Element::Child,
            ("&", ..) => Element::ChildPronoun,
            ("%", ..) => Element::Helper,
            ("$", ..) => Element::Parent,
            ("£", ..) => Element::Worker,
            ("…", ..) => Element::Gap,
            (_, Some('{'), _) => {
                let name = part.trim_start_matches('{').trim_end_matches('}');
                Element::List(Arc::clone(self.lists.get(name).ok_or("no such list in language.toml")?))
            }
            (_, Some(sign), None) if !sign.is_alphanumeric() => Element::Sign(sign),
            (_, Some('§'), _) => {
                let number = word(part.trim_start_matches('§')).ok_or("a paragraph sign without its number")?;
                return Ok(vec![self.number(Element::Sign('§')), self.number(number)]);
            }
            _ => word(part).ok_or("a star may stand only at the start or end of a word")?,
        };
        Ok(vec![self.number(element)])
    }

    fn number(&mut self, element: Element) -> u32 {
        let new = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(element).or_insert_with_key(|element| {
            self.all.push(element.clone());
            self.lengths.push(if let Element::Word { stem, .. } = element { stem.len() } else { 0 });
            new
        })
    }

    /// Puts the elements of one alternative, of pieces and blanks, onto the end of `out`, and gives its key.
    fn pattern(&mut self, plain: &[u32], entry: &str, out: &mut Vec<u32>) -> Result<usize, GrammarError> {
        let first = out.len();
        for pieces in plain.split(|piece| *piece == BLANK) {
            let piece = match pieces {
                [] => continue,
                [one] => *one,
                several => self.joined(several),
            };
            match self.pieces.get(piece as usize - 1).map(|piece| &piece.elements) {
                Some(Ok(found)) => found.iter().for_each(|element| out.push(*element)),
                Some(Err(why)) => return Err(bad(entry, why)),
                None => {}
            }
        }
        let elements = out.get(first..).unwrap_or_default();
        let key = self.key(elements).ok_or_else(|| bad(entry, "no word in it"))?;
        let is_gap = |number: Option<&u32>| matches!(number.and_then(|number| self.all.get(*number as usize)), Some(Element::Gap));
        if is_gap(elements.first()) || is_gap(elements.last()) {
            return Err(bad(entry, "a gap may not stand first or last"));
        }
        Ok(key)
    }

    /// The piece of a group in the middle of a word.
    fn joined(&mut self, parts: &[u32]) -> u32 {
        if let Some(known) = self.by_parts.get(parts) {
            return *known;
        }
        let whole: String = parts.iter().filter_map(|piece| self.text(*piece)).collect();
        let piece = self.piece(&whole);
        self.by_parts.insert(parts.into(), piece);
        piece
    }

    fn text(&self, piece: u32) -> Option<&str> {
        self.pieces.get((piece as usize).checked_sub(1)?).map(|piece| piece.text.as_str())
    }

    /// The longest word, the first of equals; where there is none the shortest list, which is looked for word by word.
    fn key(&self, elements: &[u32]) -> Option<usize> {
        let mut longest = (0, None);
        for (at, number) in elements.iter().enumerate() {
            let length = self.lengths.get(*number as usize).copied().unwrap_or_default();
            if length > longest.0 {
                longest = (length, Some(at));
            }
        }
        let list = |(i, number): (usize, &u32)| match self.all.get(*number as usize)? {
            Element::List(list) => Some((list.len(), i)),
            _ => None,
        };
        longest.1.or_else(|| elements.iter().enumerate().filter_map(list).min().map(|(_, i)| i))
    }
}

fn bad(entry: &str, why: &'static str) -> GrammarError {
    GrammarError::Pattern { entry: entry.to_owned(), why }
}

fn word(part: &str) -> Option<Element> {
    let (open_start, rest) = part.strip_prefix('*').map_or((false, part), |r| (true, r));
    let (ending, stem) = if let Some(r) = rest.strip_suffix('~') {
        (Ending::Inflected, r)
    } else if let Some(r) = rest.strip_suffix('*') {
        (Ending::Open, r)
    } else {
        (Ending::Exact, rest)
    };
    let stem = fold(stem);
    (!stem.is_empty() && !stem.contains(['*', '~'])).then(|| Element::Word { stem: stem.into(), open_start, ending })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]
    use super::*;

    fn matches(entry: &str, text: &str) -> bool {
        let endings = Endings::new(&["en".into(), "er".into(), "s".into()]);
        let mut elements = Elements::default();
        let patterns = elements.parse(entry).unwrap();
        patterns.iter().any(|p| elements.all()[p.elements[p.key] as usize].matches_word(&fold(text), &endings))
    }

    #[test]
    fn words_with_inflections_and_compounds() {
        assert!(matches("underretning~", "Underretningen"));
        assert!(!matches("underretning~", "underretningspligt"));
        assert!(matches("*underretning~", "bekymrings-underretninger"));
        assert!(matches("børnesamtale*", "BOERNESAMTALEN"));
        assert!(!matches("klage", "klager"));
    }

    #[test]
    fn groups_multiply_out_and_may_be_empty() {
        let mut elements = Elements::default();
        assert_eq!(elements.parse("(har|havde) (helt |)sagt ja").unwrap().iter().count(), 4);
        assert!(elements.parse("(a|b").is_err());
        assert!(elements.parse("… a").is_err());
        assert!(elements.parse("# ,").is_err());
        assert!(elements.parse(&"(a|b)".repeat(40)).is_err());
    }

    #[test]
    fn a_group_may_stand_in_a_word() {
        assert!(matches("under(retning|søgelse)~", "undersøgelses") && matches("(u|)betinget", "ubetinget"));
        assert!(!matches("under(retning|søgelse)~", "retningen"));
    }
}
