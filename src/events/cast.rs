//! The people of a case as far as they decide whose event it is: the child, and other children.
//!
//! In: where names stand in the acts (`sightings`) and the child's birth date, where it is known. Out: folded first names. A name that stands by
//! the child's own CPR number is the child's; a name that stands by another child's number, or after `storebror` and the like, is another's.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use crate::grammar::fold;

use super::sightings::{CastFinder, Numbered, Sightings};

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

impl CastFinder {
    /// The cast of a case. `born`: the child's birth date; `municipality`: the one whose case it is, as written.
    #[must_use]
    pub fn find(&self, texts: &[&str], born: Option<NaiveDate>, municipality: &str) -> Cast {
        self.look(texts).cast(born, municipality)
    }
}

impl Sightings {
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
        let authors = self.authors.iter().filter(|(_, count)| **count > 1).map(|(name, _)| name);
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
        sorted(names, |name| !self.words.common(name) && fits(name))
    }

    /// Sorts the names that stand by a number by whose it is.
    fn by_number(&self, born: Option<NaiveDate>) -> Sorted {
        let mut child: BTreeMap<String, usize> = BTreeMap::new();
        let (mut girl, mut boy) = (0, 0);
        let (mut others, mut labelled) = (self.siblings.clone(), self.labelled.clone());
        for Numbered { name, date, last } in &self.numbered {
            let year = date[2];
            let tally = |names: &mut BTreeMap<String, usize>, count| {
                if let Some(name) = name {
                    *names.entry(name.clone()).or_default() += count;
                }
            };
            match born {
                Some(b) if *date == [Some(b.day()), Some(b.month()), u32::try_from(b.year().rem_euclid(100)).ok()] => {
                    tally(&mut child, 3);
                    // The last digit of a girl's number is even.
                    let last = last.map(|digit| digit % 2);
                    girl += usize::from(last == Some(0));
                    boy += usize::from(last == Some(1));
                }
                // Two digits of a year: a child of these cases is born after 1999.
                Some(_) if year.is_some_and(|y| y <= 30) => tally(&mut others, 1),
                Some(_) => {}
                None => tally(&mut labelled, 2),
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
        // "SRK 091107-4126": initials are hers, and her name is what labels give.
        let initials = |name: &String| name.len() <= INITIALS;
        let begins = |name: &String| child.iter().all(|short| short.chars().next() == name.chars().next());
        let whole = if child.iter().all(initials) { most().filter(|(name, _)| begins(name) && !child.contains(name)) } else { None };
        child.extend(whole.map(|(name, _)| name.clone()));
        // "Freja-Lykke" is also called Freja.
        let short: Vec<String> = child.iter().filter_map(|name| self.shorter.get(name)).filter(|s| words.capital(s) > 0).cloned().collect();
        child.extend(short);
        child
    }
}

/// Letters of what may be initials.
const INITIALS: usize = 3;

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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::grammar::{CastWords, built_in};

    fn finder() -> CastFinder {
        CastFinder::new(&CastWords::read(&built_in()).unwrap()).unwrap()
    }

    #[test]
    fn the_child_is_the_one_with_the_number_and_siblings_are_others() {
        let finder = finder();
        let text = "Vedr.: Alma Krogh, 110516-3388. Hendes storebror Emil bor hos far. Ida Krogh (030409-1234) er kusine.";
        let cast = finder.find(&[text], NaiveDate::from_ymd_opt(2016, 5, 11), "Vig Kommune");
        assert_eq!((cast.child, cast.others), (vec!["alma".to_owned()], vec!["emil".to_owned(), "ida".to_owned()]));
    }

    #[test]
    fn a_double_name_is_shortened() {
        let text = "Freja-Lykke Damgaard, 110508-3388. Freja fortalte, at storebror Emil er flyttet.";
        let cast = finder().find(&[text], NaiveDate::from_ymd_opt(2008, 5, 11), "Vig Kommune");
        assert_eq!(cast.child, vec!["frejalykke".to_owned(), "freja".to_owned()]);
    }

    #[test]
    fn a_number_by_an_initial_leaves_the_name_to_others() {
        let text = "V. Krogh 170210-3319. Underretning om Villads. Samtale med Villads den 2. maj.";
        let cast = finder().find(&[text], NaiveDate::from_ymd_opt(2010, 2, 17), "Vig Kommune");
        assert_eq!((cast.child, cast.girl), (vec!["villads".to_owned()], Some(false)));
    }

    #[test]
    fn initials_by_the_number_leave_room_for_the_name() {
        let text = "SRK 170210-3318, fundet på en trappe. Underretning om Selma. Ida er mors veninde.";
        let born = NaiveDate::from_ymd_opt(2010, 2, 17);
        assert_eq!(finder().find(&[text], born, "Vig Kommune").child, ["srk", "selma"]);
        // "Ida" is a name.
        let named = "Ida 170210-3318. Underretning om Ida. Selma er mors veninde.";
        assert_eq!(finder().find(&[named], born, "Vig Kommune").child, ["ida"]);
    }

    #[test]
    fn municipalities_that_are_not_ours_are_elsewhere() {
        let cast = finder().find(&["Skovby Kommune skrev til Vig Kommune"], None, "Vig Kommune");
        assert_eq!(cast.elsewhere, vec!["skovby".to_owned()]);
    }

    #[test]
    fn without_a_birth_date_the_label_decides() {
        let finder = finder();
        assert_eq!(finder.find(&["Underretning om Jonas Vinter"], None, "").child, vec!["jonas".to_owned()]);
    }
}
