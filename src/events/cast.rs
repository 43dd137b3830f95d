//! The people of a case as far as they decide whose event it is: the child, and other children.
//!
//! In: the acts' texts and the child's birth date, where it is known. Out: folded first names. A name that stands by the
//! child's own CPR number is the child's; a name that stands by another child's number, or after `storebror` and the like,
//! is another's.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use regex::Regex;

use crate::grammar::{fold, fold_into};

/// Folded first names.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Cast {
    /// The child.
    pub child: Vec<String>,
    /// Other children.
    pub others: Vec<String>,
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
}

impl CastFinder {
    /// Compiles the patterns.
    ///
    /// # Errors
    /// Never for the patterns below; the type keeps the library free of panics.
    pub fn new() -> Result<Self, regex::Error> {
        // A word border of ASCII only: with Unicode's the engine must leave its fast automaton at the first Danish letter.
        let name = r"\p{Lu}[\p{Ll}\-é]+(?:[ ]+\p{Lu}[\p{L}\-é]*\.?){0,4}";
        Ok(Self {
            by_number: Regex::new(&format!(
                r"(?P<name>{name})[\s,;:()–\-]{{0,4}}(?:(?i:født|f\.|cpr\.?|cpr-?nr\.?|cpr\.nr\.)?[\s.:]*)(?P<day>\d{{2}})(?P<month>\d{{2}})(?P<year>\d{{2}})[\s\-–]?(?:\d{{4}}|[xX*]{{4}})(?-u:\b)"
            ))?,
            by_label: Regex::new(&format!(
                r"(?i:vedr(?:ørende|\.)?|angående|ang\.|barn(?:ets navn)?|navn på barnet|underretning om|undersøgelse af|handleplan for|plan for|samtale med|bekymring for|om barnet|den unge|unge)\s*:?[\s]+(?P<name>{name})"
            ))?,
            by_sibling: Regex::new(
                r"(?i:(?:store|lille|halv|tvillinge|sted|pap|pleje)?(?:søster|bror|søsteren|broren|broderen|brødrene|søskende|kusine|fætter|kusinen|fætteren)|barnebarn|datteren|sønnen)[\s,]+(?P<name>\p{Lu}\p{Ll}+)",
            )?,
        })
    }

    /// The cast of a case. `born`: the child's birth date.
    #[must_use]
    pub fn find(&self, texts: &[&str], born: Option<NaiveDate>) -> Cast {
        let mut child: BTreeMap<String, usize> = BTreeMap::new();
        let mut other: BTreeMap<String, usize> = BTreeMap::new();
        let mut labelled: BTreeMap<String, usize> = BTreeMap::new();
        for text in texts {
            for found in self.by_number.captures_iter(text) {
                let Some(first) = found.name("name").and_then(|n| first_name(n.as_str())) else { continue };
                let number = |group: &str| found.name(group).and_then(|m| m.as_str().parse::<u32>().ok());
                let (day, month, year) = (number("day"), number("month"), number("year"));
                match born {
                    Some(b) if day == Some(b.day()) && month == Some(b.month()) && year == u32::try_from(b.year().rem_euclid(100)).ok() => {
                        *child.entry(first).or_default() += 3;
                    }
                    // Two digits of a year: a child of these cases is born after 1999.
                    Some(_) if year.is_some_and(|y| y <= 30) => *other.entry(first).or_default() += 1,
                    Some(_) => {}
                    None => *labelled.entry(first).or_default() += 2,
                }
            }
            for found in self.by_label.captures_iter(text) {
                if let Some(first) = found.name("name").and_then(|n| first_name(n.as_str())) {
                    *labelled.entry(first).or_default() += 1;
                }
            }
            for found in self.by_sibling.captures_iter(text) {
                if let Some(name) = found.name("name") {
                    *other.entry(fold(name.as_str())).or_default() += 1;
                }
            }
        }
        let names: BTreeSet<&str> = labelled.keys().chain(other.keys()).chain(child.keys()).map(String::as_str).collect();
        let common = lower_case_words(texts, &names);
        labelled.retain(|name, _| !common.contains(name));
        other.retain(|name, _| !common.contains(name));
        child.retain(|name, _| !common.contains(name));
        if child.is_empty()
            && let Some((name, _)) = labelled.iter().max_by_key(|(name, n)| (**n, std::cmp::Reverse((*name).clone())))
        {
            child.insert(name.clone(), 1);
        }
        let child: Vec<String> = child.into_keys().collect();
        let others = other.into_keys().filter(|n| !child.contains(n)).collect();
        Cast { child, others }
    }
}

/// Those of `names` that stand somewhere in small letters: they are no names, however they begin a line.
fn lower_case_words(texts: &[&str], names: &BTreeSet<&str>) -> BTreeSet<String> {
    let words = texts.iter().flat_map(|t| t.split(|c: char| !c.is_alphanumeric() && c != '-'));
    let mut found = BTreeSet::new();
    let mut folded = String::new();
    for word in words.filter(|w| w.chars().next().is_some_and(char::is_lowercase)) {
        folded.clear();
        fold_into(word, &mut folded);
        if names.contains(folded.as_str()) {
            found.insert(folded.clone());
        }
    }
    found
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
        let cast = finder.find(&[text], NaiveDate::from_ymd_opt(2016, 5, 11));
        assert_eq!(cast, Cast { child: vec!["alma".into()], others: vec!["emil".into(), "ida".into()] });
    }

    #[test]
    fn without_a_birth_date_the_label_decides() {
        let finder = CastFinder::new().unwrap();
        assert_eq!(finder.find(&["Underretning om Jonas Vinter"], None).child, vec!["jonas".to_owned()]);
    }
}
