//! The people of a case as far as they decide whose event it is: the child, and other children.
//!
//! In: the acts' texts and the child's birth date, where it is known. Out: folded first names. A name that stands by the
//! child's own CPR number is the child's; a name that stands by another child's number, or after `storebror` and the like,
//! is another's.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate};
use rayon::prelude::*;
use regex::{Captures, Regex};

use crate::grammar::{fold, fold_into};

/// Folded first names.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Cast {
    /// The child.
    pub child: Vec<String>,
    /// Other children.
    pub others: Vec<String>,
    /// The parents.
    pub parents: Vec<String>,
    /// Who acts for the authority: names and initials.
    pub workers: Vec<String>,
    /// Who carries the measure: contact persons, family therapists, foster families, each word of the name.
    pub helpers: Vec<String>,
    /// Words of the case's own municipality's name, without "Kommune".
    pub home: Vec<String>,
    /// Other municipalities, without "Kommune".
    pub elsewhere: Vec<String>,
    /// The child's birth date.
    pub born: Option<NaiveDate>,
    /// Whether the child is a girl, as its CPR number tells; none where no whole number stands in the acts.
    pub girl: Option<bool>,
}

/// Names are personal: only their number is shown.
impl std::fmt::Debug for Cast {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cast({} names, {} others)", self.child.len(), self.others.len())
    }
}

/// Finds the names.
pub struct CastFinder {
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

impl CastFinder {
    /// Compiles the patterns.
    ///
    /// # Errors
    /// Never for the patterns below; the type keeps the library free of panics.
    pub fn new() -> Result<Self, regex::Error> {
        // Edges of words are told by the sign beside them, which no match needs: `\b` sends the search past the first Danish letter to a reader
        // of the regex library that takes thirty times as long.
        let name = r"\p{Lu}[\p{L}é]+(?:-\p{L}+)*(?:[ ]+\p{Lu}[\p{L}\-é]*\.?){0,4}";
        Ok(Self {
            by_number: Regex::new(&format!(
                r"(?P<name>{name})[\s,;:()–\-]{{0,4}}(?:(?i:født|f\.|cpr\.?|cpr-?nr\.?|cpr\.nr\.)?[\s.:]*)(?P<day>\d{{2}})(?P<month>\d{{2}})(?P<year>\d{{2}})[\s\-–]?(?:\d{{3}}(?P<last>\d)|[xX*]{{4}})(?-u:\b)"
            ))?,
            by_label: Regex::new(&format!(
                r"(?i:vedr(?:ørende|\.)?|angående|ang\.|barn(?:ets navn)?|navn på barnet|underretning om|undersøgelse af|handleplan for|plan for|samtale med|bekymring for|om barnet|barnet|drengen|pigen|den unge|unge|snak med|snakken med|samtalen med|talte med|talt med|snakkede med|snakket med|tale med|barnets navn er)\s*:?[\s]+(?P<name>{name})"
            ))?,
            by_sibling: Regex::new(
                r"(?i:(?:store|lille|halv|tvillinge|sted|pap|pleje)?(?:søster|bror|søsteren|broren|broderen|brødrene|søskende|kusine|fætter|kusinen|fætteren)|barnebarn|datteren|sønnen)[\s,]+(?P<name>\p{Lu}\p{Ll}+)",
            )?,
            by_adult: Regex::new(
                r"(?:^|\W)(?i:mor|far|mors|fars|moderen|faderen|moren|faren|mormor|morfar|farmor|farfar|moster|faster|onkel|stedfar|stedmor|papfar|papmor|plejemor|plejefar|kæreste|forældrene er|(?:mors|fars) (?:kusine|fætter|søster|bror|lillesøster|storesøster|lillebror|storebror|kæreste|veninde))[\s,:(]+(?P<name>\p{Lu}[\p{Ll}é]+)",
            )?,
            by_help: [
                Regex::new(&format!(
                    r"(?:^|\W)(?i:(?:støtte-?|ungdoms)?kontaktperson(?:en|ordningen)?|kp|(?:familie)?behandl(?:er(?:en)?|ing(?:en)?)|familieterapeut(?:en)?|familievejleder(?:en)?|familiekonsulent(?:en)?|hjemmevejleder(?:en)?|støtteperson(?:en)?|mentor(?:en)?|(?:aflastnings|pleje|akutpleje|netværkspleje|støtte)(?:familien?|forældrene|mor|far)|hos familien|behandlingsteamet|(?:op|bo)(?:holds)?stedet)(?:[:,(]?[ \t]+|[ ]+(?i:hedder|bliver|er|ved|v\.|med)[ ]+|[ ]+[Vv]/[ ]?)(?P<name>{name})"
                ))?,
                Regex::new(&format!(
                    r"(?P<name>{name})[ ]?(?:,|\(|(?:(?:begynd|start)(?:te|ede|er)[ ])?som|er|bliver|blev)[ ]?(?i:(?:hans|hendes|din|vores|deres|ny(?:e)?|fast)[ ])?(?i:(?:støtte-?)?kontaktperson(?:en)?|(?:familie)?behandler(?:en)?|familieterapeut(?:en)?|familievejleder(?:en)?|hjemmevejleder(?:en)?|støtteperson(?:en)?|mentor(?:en)?|aflastningsfamilien?|plejefamilien?|pleje(?:mor|far))(?:\W|$)"
                ))?,
            ],
            by_parent: [
                Regex::new(
                    r"(?:^|\W)(?i:mor|far|moderen|faderen|moren|faren|forældrene(?: er)?|forældre|forældremyndighed\p{L}*)(?:[:,(]?[ \t]+|:)(?P<name>\p{Lu}\p{Ll}{2,})(?:[ ](?:\p{Lu}[\p{L}.\-]*[ ])*(?:og|&)[ ](?P<other>\p{Lu}\p{Ll}{2,}))?",
                )?,
                Regex::new(
                    r"(?P<name>\p{Lu}\p{Ll}{2,})(?:[ ]\p{Lu}[\p{L}.\-]*)*[ ]?(?:,|\()[ ]?(?i:mor|far|moderen|faderen)(?:[,)]|[ ]til[ ])",
                )?,
            ],
            by_work: [
                Regex::new(&format!(
                    r"(?:^|[^\p{{L}}])(?i:(?:social|familie|børne|unge|myndigheds|børne- og unge)?rådgiver(?:en)?|sagsbehandler(?:en)?|fuldmægtig|plejekonsulent(?:en)?|tilsynsførende|tilsynskonsulent(?:en)?)(?:[:,(]?[ \t]+|:)(?P<name>{name})"
                ))?,
                Regex::new(&format!(
                    r"(?P<name>{name})[ ]?(?:,|\()[ ]?(?i:din[ ]|vores[ ])?(?i:(?:social|familie|børne|unge|myndigheds)?rådgiver|sagsbehandler|fuldmægtig|plejekonsulent|tilsynsførende|tilsynskonsulent)(?:\W|$)"
                ))?,
                Regex::new(r"(?P<name>\p{Lu}\p{Ll}+(?:[ ]\p{Lu}[\p{L}.\-]*)+[ ]\(\p{Lu}{2,4})\)")?,
            ],
            // "11/6 TLA: …", "8/2 (EOR) …": who wrote the entry.
            by_entry: Regex::new(r"(?m)^[\d./\- :]{3,17}[ \t]+\(?(?P<name>\p{Lu}{2,4})(?:[:).,\t ]|$)")?,
            by_municipality: Regex::new(r"(?P<name>\p{Lu}[\p{L}\-]{3,})[ \t]+[Kk]ommunes?(?:\W|$)")?,
        })
    }

    /// The cast of a case. `born`: the child's birth date; `municipality`: the one whose case it is, as written.
    #[must_use]
    pub fn find(&self, texts: &[&str], born: Option<NaiveDate>, municipality: &str) -> Cast {
        self.look(texts).cast(born, municipality)
    }

    /// Every name that the texts show: whose each is, `Sightings::cast` says, which may be asked again once more is known.
    #[must_use]
    pub fn look(&self, texts: &[&str]) -> Sightings {
        let each: Vec<Sightings> = texts.par_iter().map(|text| self.look_at(text)).collect();
        each.into_iter().fold(Sightings::default(), Sightings::and)
    }

    fn look_at(&self, text: &str) -> Sightings {
        let mut seen = Sightings { words: Words::of(text), ..Sightings::default() };
        let municipalities = self.by_municipality.captures_iter(text);
        seen.municipalities.extend(municipalities.filter_map(|found| found.name("name").map(|n| fold(n.as_str()))));
        for found in self.by_number.captures_iter(text) {
            let whole = found.name("name").map_or("", |n| n.as_str());
            seen.shorter.extend(shorter(whole));
            let Some(name) = first_name(whole) else { continue };
            let number = |group: &str| found.name(group).and_then(|m| m.as_str().parse::<u32>().ok());
            let date = [number("day"), number("month"), number("year")];
            seen.surnames.extend(whole.split_whitespace().skip(1).map(fold));
            seen.numbered.push(Numbered { name, date, last: number("last") });
        }
        for whole in self.by_label.captures_iter(text).filter_map(|found| found.name("name").map(|n| n.as_str())) {
            seen.shorter.extend(shorter(whole));
            if let Some(first) = first_name(whole) {
                *seen.labelled.entry(first).or_default() += 1;
            }
        }
        for found in self.by_help.iter().flat_map(|pattern| pattern.captures_iter(text)) {
            let name = found.name("name").map_or("", |m| m.as_str());
            let words = name.split_whitespace().take(2).filter(|word| word.chars().count() > 2 && word.chars().any(char::is_lowercase));
            seen.helpers.extend(words.map(|word| fold(word.trim_end_matches('.'))));
        }
        for found in self.by_work.iter().flat_map(|pattern| pattern.captures_iter(text)) {
            let name = found.name("name").map_or("", |m| m.as_str());
            let words = name.split_whitespace().map(|word| word.trim_matches(['(', '.'])).filter(|word| word.chars().count() > 1);
            seen.workers.extend(words.map(fold));
        }
        for found in self.by_entry.captures_iter(text).filter_map(|found| found.name("name")) {
            *seen.authors.entry(fold(found.as_str())).or_default() += 1;
        }
        for found in self.by_parent.iter().flat_map(|pattern| pattern.captures_iter(text)) {
            seen.parents.extend(["name", "other"].iter().filter_map(|group| found.name(group)).map(|m| fold(m.as_str())));
        }
        for (pattern, names) in [(&self.by_sibling, &mut seen.siblings), (&self.by_adult, &mut seen.adults)] {
            let found = pattern.captures_iter(text).filter(|found| !is_an_adults(text, found));
            for name in found.filter_map(|found| found.name("name")) {
                *names.entry(fold(name.as_str())).or_default() += 1;
            }
        }
        seen
    }
}

/// A name that stands by a CPR number.
struct Numbered {
    name: String,
    /// Day, month, and the two digits of the year.
    date: [Option<u32>; 3],
    /// The last digit, where it is shown.
    last: Option<u32>,
}

/// The names of a case's acts, folded, by where they stand; with how often.
#[derive(Default)]
pub struct Sightings {
    municipalities: Vec<String>,
    numbered: Vec<Numbered>,
    labelled: BTreeMap<String, usize>,
    siblings: BTreeMap<String, usize>,
    adults: BTreeMap<String, usize>,
    helpers: Vec<String>,
    parents: Vec<String>,
    workers: Vec<String>,
    /// Initials that lead entries.
    authors: BTreeMap<String, usize>,
    /// The first part of a name with a hyphen, by the whole.
    shorter: BTreeMap<String, String>,
    /// Further words of the names that stand by a number: surnames.
    surnames: Vec<String>,
    words: Words,
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

    /// The cast of the case; see [`CastFinder::find`].
    #[must_use]
    pub fn cast(&self, born: Option<NaiveDate>, municipality: &str) -> Cast {
        let home: Vec<String> = municipality.split_whitespace().map(fold).filter(|w| w.len() > 1 && !w.starts_with("kommune")).collect();
        let elsewhere = self.elsewhere(&home);
        let Sorted { child, others, labelled, girl } = self.by_number(born);
        let child = self.child(child, labelled, &others);
        let others = others.into_keys().filter(|n| !child.iter().any(|c| c.starts_with(n.as_str()))).collect();
        let helpers = self.named(self.helpers.iter(), |name| !self.surnames.contains(name));
        let parents = self.named(self.parents.iter(), |name| !child.contains(name) && !helpers.contains(name));
        let authors = self.authors.iter().filter(|(name, count)| **count > 1 && !NO_AUTHORS.contains(&name.as_str())).map(|(name, _)| name);
        let workers = self.named(self.workers.iter().chain(authors), |name| {
            [&child, &parents, &helpers, &self.surnames].iter().all(|taken| !taken.contains(name))
        });
        Cast { child, others, parents, workers, helpers, home, elsewhere, born, girl }
    }

    /// Municipalities that are not the case's own, where that is known.
    fn elsewhere(&self, home: &[String]) -> Vec<String> {
        let is_home = |name: &str| home.iter().any(|h| h.trim_end_matches('s') == name.trim_end_matches('s'));
        sorted(self.municipalities.iter(), |name| !home.is_empty() && !is_home(name) && !self.words.common(name))
    }

    /// Those of some names that are also written as names, and that `fits`.
    fn named<'a>(&self, names: impl Iterator<Item = &'a String>, fits: impl Fn(&String) -> bool) -> Vec<String> {
        sorted(names, |name| !self.words.common(name) && !NO_HELPERS.contains(&name.as_str()) && fits(name))
    }

    /// Sorts the names that stand by a number by whose it is.
    fn by_number(&self, born: Option<NaiveDate>) -> Sorted {
        let mut child: BTreeMap<String, usize> = BTreeMap::new();
        let (mut girl, mut boy) = (0, 0);
        let (mut others, mut labelled) = (self.siblings.clone(), self.labelled.clone());
        for Numbered { name, date, last } in &self.numbered {
            let year = date[2];
            match born {
                Some(b) if *date == [Some(b.day()), Some(b.month()), u32::try_from(b.year().rem_euclid(100)).ok()] => {
                    *child.entry(name.clone()).or_default() += 3;
                    // The last digit of a girl's number is even.
                    let last = last.map(|digit| digit % 2);
                    girl += usize::from(last == Some(0));
                    boy += usize::from(last == Some(1));
                }
                // Two digits of a year: a child of these cases is born after 1999.
                Some(_) if year.is_some_and(|y| y <= 30) => *others.entry(name.clone()).or_default() += 1,
                Some(_) => {}
                None => *labelled.entry(name.clone()).or_default() += 2,
            }
        }
        others.retain(|name, count| !self.words.common(name) && !self.is_adult(name, *count));
        child.retain(|name, _| !self.words.common(name));
        Sorted { child, others, labelled, girl: (girl != boy).then_some(girl > boy) }
    }

    /// Whether a name stands as an adult's as often as it does otherwise.
    fn is_adult(&self, name: &str, count: usize) -> bool {
        let adult = self.adults.get(name).or_else(|| self.adults.get(name.strip_suffix('s')?));
        adult.is_some_and(|adult| *adult >= count)
    }

    /// The child's names: those by its number, or else the one that a label gives most often; with what they are shortened to.
    fn child(
        &self,
        by_number: BTreeMap<String, usize>,
        labelled: BTreeMap<String, usize>,
        others: &BTreeMap<String, usize>,
    ) -> Vec<String> {
        let words = &self.words;
        let mut candidates: BTreeMap<String, usize> = BTreeMap::new();
        for (name, count) in labelled.into_iter().filter(|(name, count)| !words.common(name) && others.get(name).is_none_or(|o| o <= count))
        {
            // "Vedr. Siljes sag" is about Silje.
            let bare = name.strip_suffix('s').filter(|bare| words.capital(bare) > 0).map(str::to_owned);
            *candidates.entry(bare.unwrap_or(name)).or_default() += count;
        }
        candidates.retain(|name, count| !self.is_adult(name, *count));
        let most = || candidates.iter().max_by_key(|(name, n)| (**n * (1 + words.inside(name)), std::cmp::Reverse((*name).clone())));
        let mut child: Vec<String> = by_number.into_keys().collect();
        if child.is_empty() {
            child.extend(most().map(|(name, _)| name.clone()));
        }
        // "Freja-Lykke" is also called Freja.
        let short: Vec<String> = child.iter().filter_map(|name| self.shorter.get(name)).filter(|s| words.capital(s) > 0).cloned().collect();
        child.extend(short);
        child
    }
}

/// The names that stand by a number, by whose it is, with how often; and the child's sex, as far as its number tells.
struct Sorted {
    child: BTreeMap<String, usize>,
    others: BTreeMap<String, usize>,
    labelled: BTreeMap<String, usize>,
    girl: Option<bool>,
}

/// Those of the names that `keeps`, each once and in order.
fn sorted<'a>(names: impl Iterator<Item = &'a String>, keeps: impl Fn(&String) -> bool) -> Vec<String> {
    let mut names: Vec<String> = names.filter(|name| keeps(name)).cloned().collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// "Mormors søster Lene" is no child: an adult's name in the genitive stands before the words found.
fn is_an_adults(text: &str, found: &Captures) -> bool {
    let before = found.get(0).and_then(|whole| text.get(..whole.start())).unwrap_or_default();
    let word = fold(before.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default());
    ["mors", "fars", "moderens", "faderens", "morens", "farens"].iter().any(|adult| word.ends_with(adult))
}

/// How the words of a case are written: what mostly stands in small letters is no name, however it begins a line.
#[derive(Default)]
struct Words(HashMap<String, Written>);

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

    fn common(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|w| w.small >= w.capital.max(1))
    }

    fn capital(&self, name: &str) -> usize {
        self.0.get(name).map_or(0, |w| w.capital)
    }

    fn inside(&self, name: &str) -> usize {
        self.0.get(name).map_or(0, |w| w.inside)
    }
}

/// Words that a label of those who carry a measure may be followed by, and that are no names.
const NO_HELPERS: &[&str] = &[
    "boern",
    "barnet",
    "kommune",
    "kommunen",
    "bevilget",
    "bevilges",
    "tlf",
    "telefon",
    "serviceloven",
    "servicelovens",
    "barnets",
    "den",
    "der",
    "det",
    "efter",
    "fra",
    "til",
    "ved",
    "jf",
    "maal",
    "mor",
    "far",
    "opfoelgning",
    "opfoelgningen",
    "dato",
    "mandag",
    "tirsdag",
    "onsdag",
    "torsdag",
    "fredag",
    "loerdag",
    "soendag",
    "ingen",
    "hun",
    "han",
    "vi",
    "jeg",
    "og",
    "fast",
    "socialraadgiver",
    "raadgiver",
    "familie",
    "familien",
    "skolen",
    "har",
    "sb",
    "deltager",
    "deltagere",
];

/// Abbreviations that lead entries and are nobody's initials.
const NO_AUTHORS: &[&str] = &[
    "ur", "und", "bfu", "spl", "ppr", "bup", "ssp", "akt", "sfo", "obs", "hp", "kp", "pps", "mst", "us", "nw", "bms", "tlf", "cpr", "sel",
    "bl", "mor", "far", "kl", "nb", "ps", "afg", "opf",
];

/// The folded first name with a hyphen, and its first part.
fn shorter(name: &str) -> Option<(String, String)> {
    let first = name.split_whitespace().next()?;
    let (part, rest) = first.split_once('-')?;
    (part.len() > 2 && rest.len() > 1).then(|| (fold(first), fold(part)))
}

/// The folded first name; surnames first ("Vinter, Jonas") are not untangled. Words that only look like names are left out.
fn first_name(name: &str) -> Option<String> {
    const NO_NAMES: &[&str] = &[
        "barn",
        "barnet",
        "cpr",
        "kommune",
        "sag",
        "vedr",
        "navn",
        "dato",
        "den",
        "til",
        "fra",
        "mor",
        "far",
        "underretning",
        "handleplan",
        "afgoerelse",
        "boernefaglig",
        "vedroerende",
        "status",
        "foranstaltning",
        "samtykke",
        "boernesamtale",
        "opfoelgning",
        "barnets",
    ];
    name.split_whitespace().map(fold).find(|first| first.len() > 1 && !NO_NAMES.contains(&first.as_str()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_child_is_the_one_with_the_number_and_siblings_are_others() {
        let finder = CastFinder::new().unwrap();
        let text = "Vedr.: Alma Krogh, 110516-3388. Hendes storebror Emil bor hos far. Ida Krogh (030409-1234) er kusine.";
        let cast = finder.find(&[text], NaiveDate::from_ymd_opt(2016, 5, 11), "Vig Kommune");
        assert_eq!((cast.child, cast.others), (vec!["alma".to_owned()], vec!["emil".to_owned(), "ida".to_owned()]));
    }

    #[test]
    fn a_double_name_is_shortened() {
        let text = "Freja-Lykke Damgaard, 110508-3388. Freja fortalte, at storebror Emil er flyttet.";
        let cast = CastFinder::new().unwrap().find(&[text], NaiveDate::from_ymd_opt(2008, 5, 11), "Vig Kommune");
        assert_eq!(cast.child, vec!["frejalykke".to_owned(), "freja".to_owned()]);
    }

    #[test]
    fn municipalities_that_are_not_ours_are_elsewhere() {
        let cast = CastFinder::new().unwrap().find(&["Skovby Kommune skrev til Vig Kommune"], None, "Vig Kommune");
        assert_eq!(cast.elsewhere, vec!["skovby".to_owned()]);
    }

    #[test]
    fn without_a_birth_date_the_label_decides() {
        let finder = CastFinder::new().unwrap();
        assert_eq!(finder.find(&["Underretning om Jonas Vinter"], None, "").child, vec!["jonas".to_owned()]);
    }
}
