//! Which municipality a case is of, where nobody says so: from the folders' names, else from what the acts call themselves.
//!
//! In: folder names and texts. Out: a name as it is written on letters (`Aarhus Kommune`, `Københavns Kommune`). The 98 municipalities are
//! known by name; one that is none of them (merged since, or invented for teaching) is taken as the acts write it.

use std::collections::BTreeMap;

use regex::Regex;

use crate::grammar::fold;

/// The 98 municipalities: code and name.
const KOMMUNER: &str = include_str!("kommuner.csv");
/// Those whose letters say something else than name and `Kommune`.
const OWN_STYLE: &[(&str, &str)] = &[("København", "Københavns Kommune"), ("Bornholm", "Bornholms Regionskommune")];
/// Words that stand before `kommune` without being its name.
const NO_NAMES: &[&str] =
    &["den", "denne", "din", "vores", "deres", "anden", "hver", "en", "jeres", "hele", "egen", "samme", "begge", "ny", "tidligere"];

/// Finds municipalities.
pub(super) struct Kommuner {
    by_name: BTreeMap<String, String>,
    in_text: Regex,
}

impl Kommuner {
    /// Compiles the table.
    pub(super) fn new() -> Result<Self, regex::Error> {
        let mut by_name = BTreeMap::new();
        for name in KOMMUNER.lines().skip(1).filter_map(|line| line.split(',').nth(1)) {
            let own = OWN_STYLE.iter().find(|(known, _)| *known == name).map(|(_, style)| (*style).to_owned());
            let written = own.unwrap_or_else(|| format!("{name} Kommune"));
            let folded = key(name);
            by_name.insert(format!("{folded}s"), written.clone());
            by_name.insert(folded, written);
        }
        // Not `\b`: the regex library is slow with it where letters are not ASCII. No name begins with the sign taken instead.
        let in_text = Regex::new(
            r"((?:(?:Ny|Store|Lille|Gammel|Høje|Nørre|Sønder|Vester|Øster)[ ])?\p{Lu}\p{L}+(?:-\p{L}+)*)[ \t]+(?:(?i)regions)?(?i:kommunes?)(?:\W|$)",
        )?;
        Ok(Self { by_name, in_text })
    }

    /// The municipality that a folder is named after; the outermost that is one. Folders are parted by `/`.
    pub(super) fn in_path(&self, path: &str) -> Option<&str> {
        path.split('/').find_map(|folder| {
            let name = key(folder);
            let bare = name.trim_start_matches(|c: char| c.is_ascii_digit());
            let bare = bare.strip_suffix("regionskommune").or_else(|| bare.strip_suffix("kommune")).unwrap_or(bare);
            self.by_name.get(bare).map(String::as_str)
        })
    }

    /// The written name of a municipality of the 98.
    pub(super) fn named(&self, name: &str) -> Option<String> {
        if name.contains('/') { None } else { self.in_path(name).map(str::to_owned) }
    }

    /// The municipality that the texts name most; of equals one of the 98, then the first by name.
    pub(super) fn in_texts<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> Option<String> {
        let mut written: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
        for text in texts {
            for found in self.in_text.captures_iter(text) {
                let Some(name) = found.get(1).map(|name| name.as_str()) else { continue };
                let folded = key(name);
                if !NO_NAMES.contains(&folded.as_str()) {
                    *written.entry(folded).or_default().entry(name).or_default() += 1;
                }
            }
        }
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (folded, forms) in &written {
            let name = self.by_name.get(folded).cloned().unwrap_or_else(|| as_written(forms));
            *counts.entry(name).or_default() += forms.values().sum::<usize>();
        }
        let is_known = |name: &String| self.by_name.values().any(|known| known == name);
        counts
            .into_iter()
            .max_by(|a, b| a.1.cmp(&b.1).then_with(|| is_known(&a.0).cmp(&is_known(&b.0))).then_with(|| b.0.cmp(&a.0)))
            .map(|(name, _)| name)
    }
}

/// Folded letters only: `Høje-Taastrup`, `hoeje taastrup` and `HØJE_TAASTRUP` are one.
fn key(name: &str) -> String {
    fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The form most used, capitals only where there is no other.
fn as_written(forms: &BTreeMap<&str, usize>) -> String {
    let is_loud = |form: &str| form.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    let best = forms.iter().max_by(|a, b| {
        let (quiet_a, quiet_b) = (!is_loud(a.0), !is_loud(b.0));
        quiet_a.cmp(&quiet_b).then_with(|| a.1.cmp(b.1)).then_with(|| b.0.cmp(a.0))
    });
    let Some((form, _)) = best else { return String::new() };
    let mut name = String::new();
    for c in form.chars() {
        let begins = !name.chars().next_back().is_some_and(char::is_alphabetic);
        if begins || !is_loud(form) { name.push(c) } else { name.extend(c.to_lowercase()) }
    }
    format!("{name} Kommune")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn paths_name_the_98_only() {
        let kommuner = Kommuner::new().unwrap();
        assert_eq!(kommuner.by_name.len(), 2 * 98);
        let path = |path| kommuner.in_path(path).unwrap_or("");
        assert_eq!(path("2024/Aarhus Kommune/sag 7"), "Aarhus Kommune");
        assert_eq!(path("751_århus/7"), "Aarhus Kommune");
        assert_eq!(path("koebenhavns-kommune"), "Københavns Kommune");
        assert_eq!(path("hoeje-taastrup"), "Høje-Taastrup Kommune");
        assert_eq!(path("Bornholms Regionskommune/1"), "Bornholms Regionskommune");
        assert_eq!(path("oestervig-kommune/ostervig-02"), "");
        assert_eq!(path("sager"), "");
    }

    #[test]
    fn texts_name_any() {
        let kommuner = Kommuner::new().unwrap();
        let texts = |texts: &[&str]| kommuner.in_texts(texts.iter().copied()).unwrap_or_default();
        assert_eq!(texts(&["ØSTERVIG KOMMUNE", "Østervig Kommunes afgørelse. Far bor i Aarhus Kommune."]), "Østervig Kommune");
        assert_eq!(texts(&["Denne kommune", "Høje-Taastrup kommune"]), "Høje-Taastrup Kommune");
        assert_eq!(texts(&["NORDBY KOMMUNE"]), "Nordby Kommune");
        assert_eq!(texts(&["Østervig Kommune og Vejle Kommune"]), "Vejle Kommune");
        assert_eq!(texts(&["kommunen"]), "");
    }
}
