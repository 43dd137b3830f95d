//! Where the names of a case stand in its acts: by a number, behind a label, beside a word for a parent or a helper.
//!
//! In: the words of `grammars/cast.toml`, of which patterns are made once, and the acts' texts. Out: [`Sightings`], of which `cast` tells whose
//! each name is.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use rayon::prelude::*;
use regex::{Captures, Regex};

use crate::grammar::{CastWords, LabelWords, fold, fold_into};

/// A name of up to five words.
const NAME: &str = r"\p{Lu}[\p{L}é]+(?:-\p{L}+)*(?:[ ]+\p{Lu}[\p{L}\-é]*\.?){0,4}";

/// Finds the names.
pub struct CastFinder {
    words: CastWords,
    /// For texts with the letters that western Europe writes, which nearly all texts are.
    latin: Patterns,
    /// For texts with any others ("Šehić"): four times as dear to make, and to use for the first time. Made when it is needed.
    all: OnceLock<Option<Patterns>>,
}

/// What names are found by.
struct Patterns {
    by_number: Regex,
    by_label: Regex,
    by_sibling: Regex,
    by_adult: Regex,
    by_help: [Regex; 2],
    by_parent: [Regex; 2],
    by_work: [Regex; 3],
    by_entry: Regex,
    by_municipality: Regex,
}

/// The classes of characters that patterns use, each with what it holds of Latin-1: on a text that [`is_latin`] the two are the same.
const CLASSES: [(&str, &str); 5] = [
    (r"\p{Lu}", "[A-ZÀ-ÖØ-Þ]"),
    (r"\p{Ll}", "[a-zµß-öø-ÿ]"),
    (r"\p{L}", "[A-Za-zªµºÀ-ÖØ-öø-ÿ]"),
    (r"\W", "[^0-9A-Z_a-zªµºÀ-ÖØ-öø-ÿ]"),
    (r"\d", "[0-9]"),
];

/// Whether all letters and figures of a text are of Latin-1; the dashes, quotation marks, arrows, boxes and faces that texts have beside it are neither.
fn is_latin(text: &str) -> bool {
    text.is_ascii() || text.chars().all(is_latin_char)
}

fn is_latin_char(c: char) -> bool {
    let dash_or_quote = |c| matches!(c, '\u{2000}'..='\u{200b}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{203e}' | '€');
    let arrow_or_box = |c| matches!(c, '\u{2190}'..='\u{21ff}' | '\u{2500}'..='\u{27bf}');
    let face_or_private = |c| matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fffd}' | '\u{1f300}'..='\u{1f64f}');
    c <= 'ÿ' || dash_or_quote(c) || arrow_or_box(c) || face_or_private(c)
}

impl Patterns {
    fn new(words: &CastWords, only_latin: bool) -> Result<Self, regex::Error> {
        // Edges of words are told by the sign beside them, which no match needs: `\b` sends the search past the first Danish letter to a reader
        // of the regex library that takes thirty times as long.
        let pattern = |text: String| {
            let narrow = |text: String, (class, latin): &(&str, &str)| text.replace(class, latin);
            Regex::new(&if only_latin { CLASSES.iter().fold(text, narrow) } else { text })
        };
        let CastWords { child, sibling, adult, helper, parent, worker, .. } = words;
        let number = any(&words.number);
        let municipality = any_capital(&words.municipality);
        let (before, between, behind) = (any(&helper.before), any(&helper.between), any(&helper.behind));
        let (linked, whose) = (any(&helper.linked), any(&helper.whose));
        let by_help = [
            pattern(format!(r"(?:^|\W)(?i:{before})(?:[:,(]?[ \t]+|[ ]+(?i:{between})[ ]+|[ ]+[Vv]/[ ]?)(?P<name>{NAME})"))?,
            pattern(format!(r"(?P<name>{NAME})[ ]?(?:,|\(|{linked})[ ]?(?i:(?:{whose})[ ])?(?i:{behind})(?:\W|$)"))?,
        ];
        let (before, and, behind, of) = (any(&parent.before), any(&parent.and), any(&parent.behind), any(&parent.of));
        let by_parent = [
            pattern(format!(
                r"(?:^|\W)(?i:{before})(?:[:,(]?[ \t]+|:)(?P<name>\p{{Lu}}\p{{Ll}}{{2,}})(?:[ ](?:\p{{Lu}}[\p{{L}}.\-]*[ ])*(?:{and})[ ](?P<other>\p{{Lu}}\p{{Ll}}{{2,}}))?"
            ))?,
            pattern(format!(
                r"(?P<name>\p{{Lu}}\p{{Ll}}{{2,}})(?:[ ]\p{{Lu}}[\p{{L}}.\-]*)*[ ]?(?:,|\()[ ]?(?i:{behind})(?:[,)]|[ ](?:{of})[ ])"
            ))?,
        ];
        let (before, behind, whose) = (any(&worker.before), any(&worker.behind), any(&worker.whose));
        let by_work = [
            pattern(format!(r"(?:^|[^\p{{L}}])(?i:{before})(?:[:,(]?[ \t]+|:)(?P<name>{NAME})"))?,
            pattern(format!(r"(?P<name>{NAME})[ ]?(?:,|\()[ ]?(?i:(?:{whose})[ ])?(?i:{behind})(?:\W|$)"))?,
            pattern(r"(?P<name>\p{Lu}\p{Ll}+(?:[ ]\p{Lu}[\p{L}.\-]*)+[ ]\(\p{Lu}{2,4})\)".to_owned())?,
        ];
        Ok(Self {
            by_number: pattern(format!(
                r"(?P<name>{NAME})[\s,;:()–\-]{{0,4}}(?:(?i:{number})?[\s.:]*)(?P<day>\d{{2}})(?P<month>\d{{2}})(?P<year>\d{{2}})[\s\-–]?(?:\d{{3}}(?P<last>\d)|[xX*]{{4}})(?-u:\b)"
            ))?,
            by_label: pattern(format!(r"{}\s*:?[\s]+(?P<name>{NAME})", label(child)))?,
            by_sibling: pattern(format!(r"{}[\s,]+(?P<name>\p{{Lu}}\p{{Ll}}+)", label(sibling)))?,
            by_adult: pattern(format!(r"(?:^|\W){}[\s,:(]+(?P<name>\p{{Lu}}[\p{{Ll}}é]+)", label(adult)))?,
            by_help,
            by_parent,
            by_work,
            // "11/6 TLA: …", "8/2 (EOR) …": who wrote the entry.
            by_entry: pattern(r"(?m)^[\d./\- :]{3,17}[ \t]+\(?(?P<name>\p{Lu}{2,4})(?:[:).,\t ]|$)".to_owned())?,
            by_municipality: pattern(format!(r"(?P<name>\p{{Lu}}[\p{{L}}\-]{{3,}})[ \t]+(?:{municipality})(?:\W|$)"))?,
        })
    }
}

impl CastFinder {
    /// Makes patterns of the words.
    ///
    /// # Errors
    /// Where the words are so many that the regex library refuses their pattern.
    pub fn new(words: &CastWords) -> Result<Self, regex::Error> {
        Ok(Self { words: words.clone(), latin: Patterns::new(words, true)?, all: OnceLock::new() })
    }

    /// Those for a text. Where the library refuses those for all letters, its other letters end a name.
    fn patterns(&self, text: &str) -> &Patterns {
        let all = || self.all.get_or_init(|| Patterns::new(&self.words, false).ok()).as_ref();
        if is_latin(text) { &self.latin } else { all().unwrap_or(&self.latin) }
    }

    /// Every name that the texts show: whose each is, `Sightings::cast` says, which may be asked again once more is known.
    #[must_use]
    pub fn look(&self, texts: &[&str]) -> Sightings {
        let each: Vec<Sightings> = texts.par_iter().map(|text| self.look_at(text)).collect();
        each.into_iter().fold(Sightings::default(), Sightings::and)
    }

    fn look_at(&self, text: &str) -> Sightings {
        let patterns = self.patterns(text);
        let mut seen = Sightings { words: Words::of(text), ..Sightings::default() };
        let municipalities = patterns.by_municipality.captures_iter(text);
        seen.municipalities.extend(municipalities.filter_map(|found| found.name("name").map(|n| fold(n.as_str()))));
        for found in patterns.by_number.captures_iter(text) {
            let whole = found.name("name").map_or("", |n| n.as_str());
            seen.shorter.extend(shorter(whole));
            // "V. Toft Krogh 170210-3319" tells whose the number is, but not the name that the others call the child by.
            let initial = follows_initial(text, found.get(0).map_or(0, |whole| whole.start()));
            let name = self.first_name(whole).filter(|_| !initial);
            if name.is_none() && !initial {
                continue;
            }
            let number = |group: &str| found.name(group).and_then(|m| m.as_str().parse::<u32>().ok());
            let date = [number("day"), number("month"), number("year")];
            seen.surnames.extend(whole.split_whitespace().skip(usize::from(!initial)).map(fold));
            seen.numbered.push(Numbered { name, date, last: number("last") });
        }
        for whole in patterns.by_label.captures_iter(text).filter_map(|found| found.name("name").map(|n| n.as_str())) {
            seen.shorter.extend(shorter(whole));
            if let Some(first) = self.first_name(whole) {
                *seen.labelled.entry(first).or_default() += 1;
            }
        }
        for found in patterns.by_help.iter().flat_map(|pattern| pattern.captures_iter(text)) {
            let name = found.name("name").map_or("", |m| m.as_str());
            let words = name.split_whitespace().take(2).filter(|word| word.chars().count() > 2 && word.chars().any(char::is_lowercase));
            seen.helpers.extend(words.map(|word| fold(word.trim_end_matches('.'))).filter(|word| !self.words.no_names.contains(word)));
        }
        for found in patterns.by_work.iter().flat_map(|pattern| pattern.captures_iter(text)) {
            let name = found.name("name").map_or("", |m| m.as_str());
            let words = name.split_whitespace().map(|word| word.trim_matches(['(', '.'])).filter(|word| word.chars().count() > 1);
            seen.workers.extend(words.map(fold).filter(|word| !self.words.no_names.contains(word)));
        }
        let leading = patterns.by_entry.captures_iter(text).filter_map(|found| found.name("name")).map(|name| fold(name.as_str()));
        for initials in leading.filter(|word| !self.words.no_initials.contains(word) && !self.words.no_names.contains(word)) {
            *seen.authors.entry(initials).or_default() += 1;
        }
        for found in patterns.by_parent.iter().flat_map(|pattern| pattern.captures_iter(text)) {
            let names = ["name", "other"].iter().filter_map(|group| found.name(group)).map(|m| fold(m.as_str()));
            seen.parents.extend(names.filter(|name| !self.words.no_names.contains(name)));
        }
        for (pattern, names) in [(&patterns.by_sibling, &mut seen.siblings), (&patterns.by_adult, &mut seen.adults)] {
            let found = pattern.captures_iter(text).filter(|found| !self.is_of_an_adult(text, found));
            for name in found.filter_map(|found| found.name("name")) {
                *names.entry(fold(name.as_str())).or_default() += 1;
            }
        }
        seen
    }

    /// The folded first name; surnames first ("Vinter, Jonas") are not untangled. Words that only look like names are left out.
    fn first_name(&self, name: &str) -> Option<String> {
        name.split_whitespace().map(fold).find(|first| first.len() > 1 && !self.words.no_first_names.contains(first))
    }

    /// "Mormors søster Lene" is no child: an adult's name in the genitive stands before the words found.
    fn is_of_an_adult(&self, text: &str, found: &Captures) -> bool {
        let before = found.get(0).and_then(|whole| text.get(..whole.start())).unwrap_or_default();
        let word = fold(before.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default());
        self.words.of_adults.iter().any(|adult| word.ends_with(adult))
    }
}

/// Whether a letter that stands for a first name comes right before a place of the text.
fn follows_initial(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.trim_end_matches(' ').strip_suffix('.')).unwrap_or_default();
    let mut letters = before.chars().rev();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_none_or(|c| !c.is_alphanumeric())
}

/// A pattern of any of the words; behind a `*` anything may follow inside the word. No words match nothing.
fn any(words: &[String]) -> String {
    let pattern = |word: &String| match word.strip_suffix('*') {
        Some(beginning) => regex::escape(beginning) + r"\p{L}*",
        None => regex::escape(word),
    };
    if words.is_empty() { r"[^\s\S]".to_owned() } else { words.iter().map(pattern).collect::<Vec<_>>().join("|") }
}

/// The same of words that may begin with a capital, and hold no other.
fn any_capital(words: &[String]) -> String {
    let capital = |word: &String| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
    };
    any(&words.iter().flat_map(|word| [Some(word.clone()), capital(word)]).flatten().collect::<Vec<_>>())
}

/// The words of a label, with what they may begin with, in any case.
fn label(words: &LabelWords) -> String {
    let begins = if words.begins.is_empty() { String::new() } else { format!("(?:{})?", any(&words.begins)) };
    format!("(?i:{begins}(?:{}))", any(&words.before))
}

/// A name that stands by a CPR number.
pub(super) struct Numbered {
    /// The first name, where it is told.
    pub(super) name: Option<String>,
    /// Day, month, and the two digits of the year.
    pub(super) date: [Option<u32>; 3],
    /// The last digit, where it is shown.
    pub(super) last: Option<u32>,
}

/// The names of a case's acts, folded, by where they stand; with how often.
#[derive(Default)]
pub struct Sightings {
    pub(super) municipalities: Vec<String>,
    pub(super) numbered: Vec<Numbered>,
    pub(super) labelled: BTreeMap<String, usize>,
    pub(super) siblings: BTreeMap<String, usize>,
    pub(super) adults: BTreeMap<String, usize>,
    pub(super) helpers: Vec<String>,
    pub(super) parents: Vec<String>,
    pub(super) workers: Vec<String>,
    /// Initials that lead entries.
    pub(super) authors: BTreeMap<String, usize>,
    /// The first part of a name with a hyphen, by the whole.
    pub(super) shorter: BTreeMap<String, String>,
    /// Further words of the names that stand by a number: surnames.
    pub(super) surnames: Vec<String>,
    pub(super) words: Words,
}

impl Sightings {
    /// What two texts show together.
    fn and(mut self, other: Self) -> Self {
        self.municipalities.extend(other.municipalities);
        self.numbered.extend(other.numbered);
        self.helpers.extend(other.helpers);
        self.parents.extend(other.parents);
        self.workers.extend(other.workers);
        self.surnames.extend(other.surnames);
        self.shorter.extend(other.shorter);
        for (all, more) in [
            (&mut self.labelled, other.labelled),
            (&mut self.authors, other.authors),
            (&mut self.siblings, other.siblings),
            (&mut self.adults, other.adults),
        ] {
            more.into_iter().for_each(|(name, count)| *all.entry(name).or_default() += count);
        }
        self.words.take(other.words);
        self
    }

    /// The names that a list of `cast.toml` has found.
    pub(super) fn of(&self, list: &str) -> BTreeSet<&str> {
        match list {
            "child" => self.labelled.keys().map(String::as_str).collect(),
            "sibling" => self.siblings.keys().map(String::as_str).collect(),
            "adult" => self.adults.keys().map(String::as_str).collect(),
            "helper" => self.helpers.iter().map(String::as_str).collect(),
            "parent" => self.parents.iter().map(String::as_str).collect(),
            "worker" => self.workers.iter().map(String::as_str).collect(),
            _ => BTreeSet::new(),
        }
    }
}

/// How the words of a case are written: what mostly stands in small letters is no name, however it begins a line.
#[derive(Default)]
pub(super) struct Words(HashMap<String, Written>);

#[derive(Default)]
struct Written {
    small: usize,
    capital: usize,
    /// With a capital after a word in small letters: no mere beginning of a sentence or cell.
    inside: usize,
}

impl Words {
    fn of(text: &str) -> Self {
        let mut all: HashMap<String, Written> = HashMap::new();
        let mut folded = String::new();
        for line in text.lines() {
            let mut after_small = false;
            for word in line.split([' ', '\t']) {
                let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
                for part in letters.split(|c: char| !c.is_alphanumeric() && c != '-') {
                    let Some(first) = part.chars().next() else { continue };
                    folded.clear();
                    fold_into(part, &mut folded);
                    // Most words have been met before: a text is made for new ones only.
                    if !all.contains_key(&folded) {
                        all.insert(folded.clone(), Written::default());
                    }
                    let Some(written) = all.get_mut(&folded) else { continue };
                    if first.is_lowercase() {
                        written.small += 1;
                    } else {
                        written.capital += 1;
                        written.inside += usize::from(after_small);
                    }
                }
                after_small = word.chars().all(char::is_lowercase) && !word.is_empty();
            }
        }
        Self(all)
    }

    /// Adds those of another text.
    fn take(&mut self, other: Self) {
        if self.0.is_empty() {
            *self = other;
            return;
        }
        // In whatever order: they are only added up.
        other.0.into_iter().for_each(|(word, more)| {
            let written = self.0.entry(word).or_default();
            written.small += more.small;
            written.capital += more.capital;
            written.inside += more.inside;
        });
    }

    pub(super) fn common(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|w| w.small >= w.capital.max(1))
    }

    pub(super) fn capital(&self, name: &str) -> usize {
        self.0.get(name).map_or(0, |w| w.capital)
    }

    pub(super) fn inside(&self, name: &str) -> usize {
        self.0.get(name).map_or(0, |w| w.inside)
    }
}

/// The folded first name with a hyphen, and its first part.
fn shorter(name: &str) -> Option<(String, String)> {
    let first = name.split_whitespace().next()?;
    let (part, rest) = first.split_once('-')?;
    (part.len() > 2 && rest.len() > 1).then(|| (fold(first), fold(part)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::grammar::{Grammar, built_in};

    /// The finder with another word for one of the file's.
    fn finder(word: &str, other: &str) -> CastFinder {
        let mut sources = built_in();
        let file = sources.get_mut("cast.toml").unwrap();
        assert!(file.contains(word), "{word}");
        *file = file.replace(word, other);
        CastFinder::new(&CastWords::read(&sources).unwrap()).unwrap()
    }

    #[test]
    fn of_a_latin_text_both_sorts_of_patterns_say_the_same() {
        let word = Regex::new(r"^\w$").unwrap();
        for (class, latin) in CLASSES {
            let (class, latin) = (Regex::new(&format!("^{class}$")).unwrap(), Regex::new(&format!("^{latin}$")).unwrap());
            for c in ('\0'..=char::MAX).filter(|c| is_latin_char(*c)) {
                let mut buffer = [0; 4];
                let c: &str = c.encode_utf8(&mut buffer);
                assert_eq!(class.is_match(c), latin.is_match(c), "{class} {c:?}");
                assert!(c <= "ÿ" || !word.is_match(c), "{c:?}");
            }
        }
        let names =
            |text: &str| finder("\"drengen\"", "\"drengen\"").look(&[text]).of("child").into_iter().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(names("Drengen Łukasz kom."), ["łukasz"]);
        assert_eq!(names("Drengen Karl – eller “Kalle” – kom."), ["karl"]);
    }

    #[test]
    fn an_entry_of_the_file_is_what_finds_a_name() {
        let text = "Knægten Karl var der. Kontaktpersonen hedder Lars.";
        let found = |finder: CastFinder| finder.look(&[text]).of("child").into_iter().map(str::to_owned).collect::<Vec<_>>();
        assert!(found(finder("\"drengen\"", "\"drengen\"")).is_empty());
        assert_eq!(found(finder("\"drengen\"", "\"knægten\"")), ["karl"]);
        // And what is said to be no name is none.
        assert!(finder("no_names = [\n", "no_names = [ \"lars\",\n").look(&[text]).of("helper").is_empty());
    }

    #[test]
    fn an_empty_list_finds_nobody() {
        let finder = finder("behind = [\"mor\", \"far\", \"moderen\", \"faderen\"]", "behind = []");
        assert!(finder.look(&["Trine Krogh (mor) ringede."]).of("parent").is_empty());
    }

    #[test]
    fn a_grammar_without_the_file_or_with_an_unknown_field_is_refused_with_its_place() {
        let refused = |sources| Grammar::compile(&sources).err().unwrap().to_string();
        let mut sources = built_in();
        let file = sources.remove("cast.toml").unwrap();
        assert_eq!(refused(sources.clone()), "cast.toml:1: the file is missing");
        sources.insert("cast.toml".to_owned(), file.replace("[worker]\n", "[worker]\nbegins = []\n"));
        assert!(refused(sources).contains("unknown field `begins`"));
    }
}
