//! Compounds: which words of the index are made of which. In come the words that stand in the index, out comes for each part the compounds that
//! hold it: `samtal` → `børnesamtal`, `telefonsamtal`.
//!
//! A word is cut only between known words, the linking `s` or `e` aside: known is what stands by itself on two pages of the index or more, or
//! on a list written for this program (`grammars/search/compounds.txt`). The whole word stays the term on the page; the question's word is
//! widened by the compounds, so that the index carries nothing for them but this table, and a list that grows needs no page indexed again.
//!
//! The table lies in a file beside the index, with the number of the commit it was made from; where it does not fit, it is made anew in memory.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::hash::{BuildHasherDefault, Hasher};
use std::io::Write;
use std::path::Path;
use std::sync::LazyLock;

use super::words::{canonical, stem};

/// Shortest part that is known from the index alone, in characters of its stem; shorter ones are known from the list only.
const SHORTEST_SEEN: usize = 4;
/// Shortest part.
const SHORTEST: usize = 2;
/// Longest word that is cut, in characters.
const LONGEST: usize = 40;
/// Pages on which a word must stand by itself to be known as a part: once may be a misspelling.
const SEEN_ON: u64 = 2;
/// Parts in parts.
const DEEPEST: usize = 3;
/// Name of the file beside the index. Without an extension: it is none of the index library's.
const FILE: &str = "compounds";
/// First line of the file.
const HEAD: &str = "aktspor compounds 1";

/// The committed lists, as stems.
struct Lists {
    words: HashSet<String>,
    not_parts: HashSet<String>,
    never_cut: HashSet<String>,
    stop: HashSet<String>,
    /// The same as terms, in order.
    stop_terms: Vec<String>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let compounds = include_str!("../../grammars/search/compounds.txt");
    let section = |name: &str| {
        let lines = compounds.lines().skip_while(|line| *line != name).skip(1).take_while(|line| !line.starts_with('['));
        words_of(lines).map(|word| stem(&canonical(word))).collect::<HashSet<_>>()
    };
    let stop: HashSet<String> = words_of(include_str!("../../grammars/search/stopwords.txt").lines()).map(canonical).collect();
    let mut stop_terms: Vec<String> = stop.iter().map(|word| stem(word)).collect();
    stop_terms.sort_unstable();
    stop_terms.dedup();
    Lists { words: section("[words]"), not_parts: section("[not parts]"), never_cut: section("[never cut]"), stop, stop_terms }
});

/// The words of lines, comments left out.
fn words_of<'t>(lines: impl Iterator<Item = &'t str>) -> impl Iterator<Item = &'t str> {
    lines.filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
}

/// True for a word (as [`canonical`] gives it) that stands on nearly every page.
pub(super) fn is_stop_word(form: &str) -> bool {
    LISTS.stop.contains(form)
}

/// The terms of all stop words, in order.
pub(super) fn stop_terms() -> &'static [String] {
    &LISTS.stop_terms
}

/// The number of a stop word's term among them.
pub(super) fn stop_term(term: &str) -> Option<usize> {
    LISTS.stop_terms.binary_search_by(|one| one.as_str().cmp(term)).ok()
}

/// True where a stem may be a part: on the list, or seen on enough pages (`pages` is asked only then).
pub(super) fn is_part(stem: &str, pages: impl FnOnce() -> u64) -> bool {
    if LISTS.not_parts.contains(stem) {
        return false;
    }
    LISTS.words.contains(stem)
        || (stem.chars().count() >= SHORTEST_SEEN && stem.contains(is_vowel) && stem.chars().all(char::is_alphabetic) && pages() >= SEEN_ON)
}

/// A cut of a stem in two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cut<'s> {
    /// The first part as it stands, with its linking letter.
    pub(super) head: &'s str,
    /// The stem of the first part without it.
    pub(super) head_stem: String,
    /// The second part: the end of a stem is one.
    pub(super) tail: &'s str,
}

/// All cuts of a stem between known parts.
pub(super) fn cuts<'s>(word: &'s str, is_known: &dyn Fn(&str) -> bool) -> Vec<Cut<'s>> {
    cuts_to(word, is_known, DEEPEST)
}

fn cuts_to<'s>(word: &'s str, is_known: &dyn Fn(&str) -> bool, depth: usize) -> Vec<Cut<'s>> {
    let length = word.chars().count();
    if depth == 0 || !(2 * SHORTEST..=LONGEST).contains(&length) || LISTS.never_cut.contains(word) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for (chars, (at, _)) in word.char_indices().enumerate() {
        if chars < SHORTEST || length - chars < SHORTEST {
            continue;
        }
        let Some((head, tail)) = word.split_at_checked(at) else { continue };
        if (is_known(tail) || !cuts_to(tail, is_known, depth - 1).is_empty())
            && let Some(head_stem) = head_stem(head, is_known, depth)
        {
            out.push(Cut { head, head_stem, tail });
        }
    }
    out
}

/// The stem of a compound's beginning, its linking letter taken off; none where it is not known, and not made of known parts itself.
fn head_stem(head: &str, is_known: &dyn Fn(&str) -> bool, depth: usize) -> Option<String> {
    let forms = [Some(head), head.strip_suffix('s'), head.strip_suffix('e')];
    let forms = || forms.iter().flatten().filter(|form| form.chars().count() >= SHORTEST && !LISTS.not_parts.contains(**form));
    forms()
        .map(|form| stem(form))
        .find(|stem| is_known(stem))
        .or_else(|| forms().map(|form| stem(form)).find(|stem| !cuts_to(stem, is_known, depth - 1).is_empty()))
}

/// All parts of a stem, also parts of parts.
fn parts(word: &str, is_known: &dyn Fn(&str) -> bool, depth: usize, out: &mut BTreeSet<String>) {
    for cut in cuts_to(word, is_known, depth) {
        parts(&cut.head_stem, is_known, depth - 1, out);
        parts(cut.tail, is_known, depth - 1, out);
        out.insert(cut.head_stem);
        out.insert(cut.tail.to_owned());
    }
}

/// Danish vowels.
fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'æ' | 'ø' | 'å')
}

/// For each part the compounds that hold it: lines `part<TAB>compound compound…`, sorted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Lexicon {
    text: String,
    /// Where each line begins.
    lines: Vec<usize>,
}

impl Lexicon {
    /// From the stems of the index, each with the number of live pages it stands on.
    pub(super) fn of(vocabulary: &HashMap<String, u64>) -> Self {
        // Asked for every part of every word: one look each.
        let listed = LISTS.words.iter().map(String::as_str).filter(|word| is_part(word, || 0));
        let seen = vocabulary.iter().filter(|(word, pages)| is_part(word, || **pages)).map(|(word, _)| word.as_str());
        let known: HashSet<&str, BuildHasherDefault<Quick>> = listed.chain(seen).collect();
        let is_known = |part: &str| known.contains(part);
        let mut table: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        let words: BTreeSet<&String> = vocabulary.keys().filter(|word| word.chars().all(char::is_alphabetic)).collect();
        for word in words {
            let mut found = BTreeSet::new();
            parts(word, &is_known, DEEPEST, &mut found);
            for part in found {
                table.entry(part).or_default().insert(word);
            }
        }
        let mut text = String::new();
        for (part, compounds) in table {
            text.push_str(&part);
            text.push('\t');
            text.push_str(&compounds.into_iter().collect::<Vec<_>>().join(" "));
            text.push('\n');
        }
        Self::from_text(text)
    }

    fn from_text(text: String) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        let lines = std::iter::once(0).chain(ends).filter(|at| *at < text.len()).collect();
        Self { text, lines }
    }

    /// The compounds that hold a part.
    pub(super) fn compounds(&self, part: &str) -> impl Iterator<Item = &str> {
        let line = |at: usize| self.text.get(at..).and_then(|rest| rest.lines().next()).and_then(|line| line.split_once('\t'));
        let found = self.lines.binary_search_by(|at| line(*at).map_or("", |(name, _)| name).cmp(part)).ok();
        let compounds = found.and_then(|number| line(*self.lines.get(number)?)).map_or("", |(_, compounds)| compounds);
        compounds.split(' ').filter(|word| !word.is_empty())
    }

    /// The table of the commit with this number, as it lies beside the index; none where it is of another, or not whole.
    pub(super) fn load(dir: &Path, commit: u64) -> Option<Self> {
        let whole = fs::read_to_string(dir.join(FILE)).ok()?;
        let (head, text) = whole.split_once('\n')?;
        (head == head_of(commit, text)).then(|| Self::from_text(text.to_owned()))
    }

    /// Lays the table beside the index, under another name first.
    ///
    /// # Errors
    /// The system's.
    pub(super) fn save(&self, dir: &Path, commit: u64) -> std::io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(dir)?;
        file.write_all(head_of(commit, &self.text).as_bytes())?;
        file.write_all(b"\n")?;
        file.write_all(self.text.as_bytes())?;
        file.persist(dir.join(FILE)).map_err(|error| error.error)?;
        Ok(())
    }
}

/// Hashes a word by [`sum`]: the words are those of an index, and a table that they fill badly costs time only.
#[derive(Default)]
struct Quick(u64);

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        self.0 ^= sum(bytes).rotate_left(5);
    }

    // What ends a text tells nothing here: only whole texts are looked up.
    fn write_u8(&mut self, _: u8) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The first line: form, commit, and a sum over the rest.
fn head_of(commit: u64, text: &str) -> String {
    format!("{HEAD} {commit} {:016x}", sum(text.as_bytes()))
}

/// A sum that tells a damaged text from a whole one, and one text from another: FNV-1a, eight bytes at a time.
pub(super) fn sum(bytes: &[u8]) -> u64 {
    let (chunks, rest) = bytes.as_chunks::<8>();
    summed(chunks.iter().map(|chunk| u64::from_le_bytes(*chunk)), rest)
}

/// Several numbers as one, their order told apart.
pub(super) fn sum_of(numbers: &[u64]) -> u64 {
    summed(numbers.iter().copied(), &[])
}

fn summed(numbers: impl ExactSizeIterator<Item = u64>, rest: &[u8]) -> u64 {
    let step = |sum: u64, value: u64| (sum ^ value).wrapping_mul(0x0100_0000_01b3).rotate_left(23);
    let bytes = numbers.len() * 8 + rest.len();
    let whole = numbers.fold(0xcbf2_9ce4_8422_2325, step);
    let sum = rest.iter().fold(step(whole, bytes as u64), |sum, byte| step(sum, u64::from(*byte)));
    // The last bytes reach only the low bits without this.
    (sum ^ (sum >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn lexicon(words: &[&str]) -> Lexicon {
        Lexicon::of(&words.iter().map(|word| (stem(&canonical(word)), 3)).collect())
    }

    #[test]
    fn compounds_are_found_by_each_part() {
        let table = lexicon(&[
            "børnesamtalereferat",
            "børnesamtale",
            "handleplanen",
            "statusmøder",
            "undersøgelsesrapporter",
            "farmor",
            "plejefamilierne",
            "opfølgningsmøde",
        ]);
        let found = |part: &str| table.compounds(&stem(&canonical(part))).collect::<Vec<_>>().join(" ");
        assert_eq!(found("samtale"), "børnesamtal børnesamtalereferat");
        assert_eq!(found("referater"), "børnesamtalereferat");
        assert_eq!(found("børnesamtale"), "børnesamtalereferat");
        assert_eq!(found("møde"), "opfølgningsmød statusmød");
        assert_eq!(found("plan"), "handleplan");
        assert_eq!(found("undersøgelse"), "undersøgelsesrapport");
        assert_eq!(found("mor"), "farmor");
        assert_eq!(found("familie"), "plejefamili");
    }

    #[test]
    fn what_only_looks_like_a_compound_stays_whole() {
        let table = lexicon(&["underretning", "samtale", "forældre", "humor", "fremgang", "strand", "rand", "retning", "tale", "gang"]);
        for part in ["retning", "tale", "mor", "rand", "under", "gang", "ældre"] {
            assert_eq!(table.compounds(&stem(part)).count(), 0, "{part}");
        }
    }

    #[test]
    fn a_word_of_the_index_is_known_once_two_pages_have_it() {
        let words = |pages| HashMap::from([("trampolin".to_owned(), pages), ("trampolinhall".to_owned(), 1), ("hall".to_owned(), 2)]);
        assert_eq!(Lexicon::of(&words(1)).compounds("trampolin").count(), 0);
        assert_eq!(Lexicon::of(&words(2)).compounds("trampolin").collect::<Vec<_>>(), ["trampolinhall"]);
    }

    #[test]
    fn the_file_is_taken_only_whole_and_for_its_commit() {
        let dir = tempfile::tempdir().unwrap();
        let table = lexicon(&["børnesamtale", "statusmøde"]);
        table.save(dir.path(), 7).unwrap();
        assert_eq!(Lexicon::load(dir.path(), 7), Some(table));
        assert_eq!(Lexicon::load(dir.path(), 8), None);
        let whole = fs::read(dir.path().join(FILE)).unwrap();
        for at in [0, whole.len() / 2, whole.len() - 2] {
            let mut turned = whole.clone();
            *turned.get_mut(at).unwrap() ^= 1;
            fs::write(dir.path().join(FILE), turned).unwrap();
            assert_eq!(Lexicon::load(dir.path(), 7), None, "byte {at}");
        }
    }
}
