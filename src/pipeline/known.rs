//! What is known of a case beside its acts' events: from `sag.json` where it says so, else from the acts. What neither says stays unknown.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use regex::Regex;

use crate::checks::{CaseType, LawRegime};
use crate::dates::Cpr;
use crate::grammar::fold;

/// How far before a CPR number a name may stand, in bytes.
const NAME_BEFORE: usize = 80;
/// Children of these cases are born in this year or later; older numbers are their parents'.
const FIRST_YEAR: i32 = 1996;
/// A number that by its seventh digit is older than this belongs to nobody in a case: whoever wrote it got that digit wrong, by a century.
const NOBODY_BEFORE: i32 = 1926;

/// Words that tell a measure, folded.
const MEASURES: &[(CaseType, &[&str])] = &[
    (CaseType::Anbringelse, &["anbring", "plejefamilie", "doegninstitution", "opholdssted"]),
    (CaseType::Aflastning, &["aflast"]),
    (CaseType::FastKontaktperson, &["kontaktperson"]),
    (CaseType::Familiebehandling, &["familiebehandling"]),
];

/// Finds what acts say of a case.
pub(super) struct Known {
    cpr: Regex,
    without_consent: Regex,
}

impl Known {
    /// Compiles the patterns.
    pub(super) fn new() -> Result<Self, regex::Error> {
        Ok(Self {
            // ASCII's edges of words: those of all letters are told by a reader of the regex library that takes thirty times as long.
            cpr: Regex::new(r"(?-u:\b)([0-9]{6})[ \-–]?([0-9]{4})(?-u:\b)")?,
            without_consent: Regex::new(
                r"(?i)§\s*(58|47)\b|\buden\s+(?:forældrenes\s+|forældremyndighedsindehaver(?:en|ne)?s?\s+)?samtykke\b",
            )?,
        })
    }

    /// The child's day of birth: that of the CPR number which stands most often behind one of the child's names (folded first names), or
    /// most often of all where none does.
    pub(super) fn born(&self, texts: &[&str], child: &[String]) -> Option<NaiveDate> {
        // Which century a number means does not depend on the day it is read; a bound far ahead keeps the clock out.
        let far = NaiveDate::from_ymd_opt(2199, 12, 31)?;
        let mut seen: BTreeMap<NaiveDate, (usize, usize)> = BTreeMap::new();
        for text in texts {
            let mut last_number = 0;
            for found in self.cpr.captures_iter(text) {
                let (Some(whole), Some(day), Some(serial)) = (found.get(0), found.get(1), found.get(2)) else { continue };
                // A name before another number is that number's.
                let from = text.floor_char_boundary(whole.start().saturating_sub(NAME_BEFORE)).max(last_number);
                last_number = whole.end();
                let Ok(cpr) = Cpr::parse(&format!("{}{}", day.as_str(), serial.as_str()), far) else { continue };
                let Some(born) = century_mended(cpr.born()).filter(|born| born.year() >= FIRST_YEAR) else { continue };
                let before = fold(text.get(from..whole.start()).unwrap_or_default());
                let is_near = before.split(|c: char| !c.is_alphanumeric()).any(|word| child.iter().any(|name| name == word));
                let counts = seen.entry(born).or_default();
                counts.0 += usize::from(is_near);
                counts.1 += 1;
            }
        }
        seen.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0))).map(|(born, _)| born)
    }

    /// False where the decision rests on the paragraph for measures without consent, or says so; none otherwise.
    pub(super) fn consent(&self, decision: &str, law: Option<LawRegime>) -> Option<bool> {
        let own = match law? {
            LawRegime::Serviceloven => "58",
            LawRegime::BarnetsLov => "47",
        };
        let says_so = |found: regex::Captures<'_>| found.get(1).is_none_or(|paragraph| paragraph.as_str() == own);
        self.without_consent.captures_iter(decision).any(says_so).then_some(false)
    }
}

/// The measure in the municipality's own words (`sag.json`).
pub(super) fn measure_named(words: &str) -> Option<CaseType> {
    let exact = fold(words.trim()).replace([' ', '-'], "_");
    exact.parse().ok().or_else(|| only_measure(words))
}

/// The measure decided: the one that a quote of the decision names, or else the one that an act which tells it names most.
pub(super) fn measure_decided(quotes: &[&str], acts: &[&str]) -> Option<CaseType> {
    quotes.iter().find_map(|quote| only_measure(quote)).or_else(|| acts.iter().find_map(|act| leading_measure(act)))
}

/// The measure that a text names most.
fn leading_measure(text: &str) -> Option<CaseType> {
    let counts = measures(text);
    let best = counts.iter().map(|(_, count)| *count).max().filter(|count| *count > 0)?;
    let mut leaders = counts.into_iter().filter(|(_, count)| *count == best).map(|(measure, _)| measure);
    // Two that lead together leave it open.
    leaders.next().filter(|_| leaders.next().is_none())
}

/// The law by name, however it is written.
pub(super) fn law_named(words: &str) -> Option<LawRegime> {
    let folded = fold(words);
    match (folded.contains("barnets"), folded.contains("service")) {
        (true, false) => Some(LawRegime::BarnetsLov),
        (false, true) => Some(LawRegime::Serviceloven),
        _ => None,
    }
}

/// The day a hundred years later, where nobody could be that old.
fn century_mended(born: NaiveDate) -> Option<NaiveDate> {
    if born.year() < NOBODY_BEFORE { born.with_year(born.year() + 100) } else { Some(born) }
}

/// The one measure that a text names, if it names just one.
fn only_measure(text: &str) -> Option<CaseType> {
    let mut named = measures(text).into_iter().filter(|(_, count)| *count > 0).map(|(measure, _)| measure);
    named.next().filter(|_| named.next().is_none())
}

/// How often a text names each measure.
fn measures(text: &str) -> Vec<(CaseType, usize)> {
    let folded = fold(text);
    MEASURES.iter().map(|(measure, words)| (*measure, words.iter().map(|word| folded.matches(word).count()).sum())).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_childs_number_stands_behind_its_name() {
        let known = Known::new().unwrap();
        let texts = ["Mor: Ida Krogh, 010280-1234. Alma Krogh, 110516-5388. Emil 030414-5512, 030414-5512, 030414-5512."];
        assert_eq!(known.born(&texts, &["alma".to_owned()]), NaiveDate::from_ymd_opt(2016, 5, 11));
        assert_eq!(known.born(&texts, &[]), NaiveDate::from_ymd_opt(2014, 4, 3));
        assert_eq!(known.born(&["Mor: 010280-1234"], &[]), None);
        assert_eq!(known.born(&["Noah Bak, 300609-1177"], &[]), NaiveDate::from_ymd_opt(2009, 6, 30));
    }

    #[test]
    fn consent_is_denied_by_the_paragraph_of_the_day_only() {
        let known = Known::new().unwrap();
        let (old, new) = (Some(LawRegime::Serviceloven), Some(LawRegime::BarnetsLov));
        assert_eq!(known.consent("jf. servicelovens § 58, stk. 1", old), Some(false));
        assert_eq!(known.consent("jf. § 58", new), None);
        assert_eq!(known.consent("anbragt uden samtykke", new), Some(false));
        assert_eq!(known.consent("jf. § 52, stk. 3", old), None);
        assert_eq!(known.consent("jf. § 58", None), None);
    }

    #[test]
    fn measures_from_words() {
        assert_eq!(measure_named("fast kontaktperson"), Some(CaseType::FastKontaktperson));
        assert_eq!(measure_named("Anbringelse uden for hjemmet"), Some(CaseType::Anbringelse));
        assert_eq!(
            measure_decided(&["bevilget den 3. maj"], &["aflastning, aflastningsfamilie; kontaktperson"]),
            Some(CaseType::Aflastning)
        );
        assert_eq!(measure_decided(&[], &["aflastning og kontaktperson"]), None);
        assert_eq!(law_named("Barnets lov"), Some(LawRegime::BarnetsLov));
    }
}
