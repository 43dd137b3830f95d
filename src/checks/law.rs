//! The law as data: one table a check with its paragraphs, their time in force, their limits, and the texts of its reasons and remarks, in Danish and English.
//!
//! In: the texts of `grammars/law/*.toml` by name. Out: [`LawTables`], in which everything a check will ask for is known to be there,
//! so that judging cannot fail. What is checked when loading: every check has its table, every combination of law, measure and consent has a
//! paragraph, limits have the unit their clock runs in, every text a check can utter exists in both languages with the same slots, and its slots are slots that the check fills.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::error::LawError;
use super::frister::Frister;
use super::model::{CheckKind, LawRegime};
use super::provision::{self, Asked, Provision, RawProvision};
use super::words;
use crate::lang::Said;

/// A text's key and the slots its caller fills.
pub(super) type Texts = &'static [(&'static str, &'static [&'static str])];

/// The name of the table whose texts all checks share.
const SHARED: &str = "faelles";

/// The tables that come with the program: file name and text.
pub const BUNDLED: &[(&str, &str)] = &[
    ("faelles.toml", include_str!("../../grammars/law/faelles.toml")),
    ("underretning_24t.toml", include_str!("../../grammars/law/underretning_24t.toml")),
    ("undersoegelse_foreligger.toml", include_str!("../../grammars/law/undersoegelse_foreligger.toml")),
    ("undersoegelse_4mdr.toml", include_str!("../../grammars/law/undersoegelse_4mdr.toml")),
    ("undersoegelse_begrundet.toml", include_str!("../../grammars/law/undersoegelse_begrundet.toml")),
    ("boernesamtale_i_undersoegelsen.toml", include_str!("../../grammars/law/boernesamtale_i_undersoegelsen.toml")),
    ("boernesamtale_foer_afgoerelse.toml", include_str!("../../grammars/law/boernesamtale_foer_afgoerelse.toml")),
    ("boernesamtale_om_foranstaltning.toml", include_str!("../../grammars/law/boernesamtale_om_foranstaltning.toml")),
    ("samtykke.toml", include_str!("../../grammars/law/samtykke.toml")),
    ("handleplan_foreligger.toml", include_str!("../../grammars/law/handleplan_foreligger.toml")),
    ("handleplan_maal_indsats.toml", include_str!("../../grammars/law/handleplan_maal_indsats.toml")),
    ("opfoelgning_3mdr.toml", include_str!("../../grammars/law/opfoelgning_3mdr.toml")),
    ("kvittering_6_hverdage.toml", include_str!("../../grammars/law/kvittering_6_hverdage.toml")),
    ("opfoelgning_6mdr.toml", include_str!("../../grammars/law/opfoelgning_6mdr.toml")),
    ("tilsyn_2_om_aaret.toml", include_str!("../../grammars/law/tilsyn_2_om_aaret.toml")),
    ("formandsafgoerelse_7dage.toml", include_str!("../../grammars/law/formandsafgoerelse_7dage.toml")),
    ("genvurdering_4uger.toml", include_str!("../../grammars/law/genvurdering_4uger.toml")),
    ("partshoering.toml", include_str!("../../grammars/law/partshoering.toml")),
    ("klagevejledning.toml", include_str!("../../grammars/law/klagevejledning.toml")),
    ("formaal_varighed.toml", include_str!("../../grammars/law/formaal_varighed.toml")),
    ("sagsbehandlingsfrist.toml", include_str!("../../grammars/law/sagsbehandlingsfrist.toml")),
    ("foraeldre_i_undersoegelsen.toml", include_str!("../../grammars/law/foraeldre_i_undersoegelsen.toml")),
    ("akut_reaktion.toml", include_str!("../../grammars/law/akut_reaktion.toml")),
];

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Table {
    title: Said,
    stop: Said,
    provisions: Vec<Provision>,
}

/// Every check's paragraphs and texts, complete by construction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LawTables {
    tables: BTreeMap<CheckKind, Table>,
    texts: BTreeMap<(Option<CheckKind>, String), Said>,
    frister: Option<Frister>,
}

impl LawTables {
    /// Reads the tables from their texts, `(name, text)`, in any order.
    ///
    /// # Errors
    /// [`LawError`] with file and line where a text is no table, contradicts its check, or a check has none.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, LawError> {
        let mut law = Self { tables: BTreeMap::new(), texts: BTreeMap::new(), frister: None };
        let mut shared = false;
        for (name, text) in files {
            let file = File { name, text };
            let raw: RawTable = toml::from_str(text).map_err(|e| file.syntax(&e))?;
            shared |= law.take(&file, raw)?;
        }
        let missing = CheckKind::ALL.iter().find(|c| !law.tables.contains_key(c)).map(|c| c.name());
        match missing.or((!shared).then_some(SHARED)) {
            Some(check) => Err(LawError::Missing { check: check.to_owned(), files: files.len() }),
            None => Ok(law),
        }
    }

    /// The same law with the municipalities' own limits for deciding applications.
    #[must_use]
    pub fn with_frister(self, frister: Frister) -> Self {
        Self { frister: Some(frister), ..self }
    }

    /// The municipalities' own limits, where the user gave them.
    pub(super) fn frister(&self) -> Option<&Frister> {
        self.frister.as_ref()
    }

    /// The check's title in Danish, for people.
    #[must_use]
    pub fn title(&self, check: CheckKind) -> &str {
        self.tables.get(&check).map_or(check.name(), |t| &t.title.da)
    }

    /// The check's title in English.
    #[must_use]
    pub fn title_en(&self, check: CheckKind) -> &str {
        self.tables.get(&check).map_or(check.name(), |t| &t.title.en)
    }

    /// What stops the check's clock, as a word of the arithmetic ("vurderet").
    pub(super) fn stop(&self, check: CheckKind) -> Said {
        self.tables.get(&check).map(|t| t.stop.clone()).unwrap_or_default()
    }

    /// The paragraph that governs; among those of the right law the one in force on the day, else the first.
    pub(super) fn provision(&self, check: CheckKind, asked: Asked) -> Option<&Provision> {
        let all = &self.tables.get(&check)?.provisions;
        let fits = |p: &&Provision| p.fits(asked);
        all.iter().filter(fits).find(|p| p.in_force(asked)).or_else(|| all.iter().find(fits))
    }

    /// A text of the check, or one that all share (`None`), with its slots filled.
    pub(super) fn say(&self, check: Option<CheckKind>, key: &str, values: &[(&str, Said)]) -> Said {
        self.texts.get(&(check, key.to_owned())).map_or_else(|| Said::same(key), |t| words::fill(t, values))
    }

    /// Takes one file in; true where it is the shared one.
    fn take(&mut self, file: &File<'_>, raw: RawTable) -> Result<bool, LawError> {
        let at = raw.check.span();
        let check = match raw.check.get_ref().as_str() {
            SHARED => None,
            name => Some(name.parse::<CheckKind>().map_err(|e| file.content(&at, e))?),
        };
        self.take_texts(file, check, &at, raw.texts, raw.texts_en)?;
        let Some(check) = check else {
            return match raw.provision.first() {
                Some(p) => Err(file.content(&p.span(), format!("`{SHARED}` has texts only, no provision"))),
                None => Ok(true),
            };
        };
        let (Some(title), Some(title_en), Some(stop), Some(stop_en)) = (raw.title, raw.title_en, raw.stop, raw.stop_en) else {
            return Err(file.content(&at, format!("`{check}` needs `title`, `title_en`, `stop` and `stop_en`")));
        };
        let mut provisions = Vec::new();
        for p in raw.provision {
            let at = p.span();
            provisions.push(provision::read(check, p.into_inner()).map_err(|problem| file.content(&at, problem))?);
        }
        let table = Table { title: Said::new(title, title_en), stop: Said::new(stop, stop_en), provisions };
        if self.tables.insert(check, table).is_some() {
            return Err(file.content(&at, format!("`{check}` has a table already")));
        }
        self.cover(check).map_err(|gap| file.content(&at, gap))?;
        Ok(false)
    }

    fn take_texts(
        &mut self,
        file: &File<'_>,
        check: Option<CheckKind>,
        at: &Range<usize>,
        texts: BTreeMap<String, Spanned<String>>,
        mut english: BTreeMap<String, Spanned<String>>,
    ) -> Result<(), LawError> {
        let wanted = super::texts(check);
        if let Some((key, _)) = wanted.iter().find(|(key, _)| !texts.contains_key(*key)) {
            return Err(file.content(at, format!("text `{key}` is missing")));
        }
        for (key, text) in texts {
            let span = text.span();
            let Some((_, allowed)) = wanted.iter().find(|(k, _)| *k == key) else {
                return Err(file.content(&span, format!("text `{key}` is never used")));
            };
            for slot in words::slots(text.get_ref()).map_err(|e| file.content(&span, e))? {
                if !allowed.contains(&slot) {
                    return Err(file.content(&span, format!("text `{key}` has no slot `{slot}`; it has {}", allowed.join(", "))));
                }
            }
            let Some(en) = english.remove(&key) else {
                return Err(file.content(&span, format!("text `{key}` has no English in [texts_en]")));
            };
            let said = Said::new(text.into_inner(), en.get_ref());
            let slots = |text: &str| words::slots(text).map(|slots| slots.into_iter().map(str::to_owned).collect::<BTreeSet<String>>());
            let [da, en_slots] = [slots(&said.da), slots(&said.en)].map(|found| found.map_err(|e| file.content(&en.span(), e)));
            if da? != en_slots? {
                return Err(file.content(&en.span(), format!("text `{key}` has other slots in English than in Danish")));
            }
            self.texts.insert((check, key), said);
        }
        match english.first_key_value() {
            Some((key, text)) => Err(file.content(&text.span(), format!("text `{key}` of [texts_en] is not in [texts]"))),
            None => Ok(()),
        }
    }

    /// Every law, measure and consent finds a paragraph.
    fn cover(&self, check: CheckKind) -> Result<(), String> {
        for regime in LawRegime::ALL.iter().copied() {
            for (placed, consent) in [(false, false), (false, true), (true, false), (true, true)] {
                if self.provision(check, Asked { regime, day: None, placed, consent }).is_none() {
                    return Err(format!("`{check}` has no provision for {regime}, placed = {placed}, consent = {consent}"));
                }
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTable {
    check: Spanned<String>,
    title: Option<String>,
    title_en: Option<String>,
    stop: Option<String>,
    stop_en: Option<String>,
    #[serde(default)]
    provision: Vec<Spanned<RawProvision>>,
    texts: BTreeMap<String, Spanned<String>>,
    texts_en: BTreeMap<String, Spanned<String>>,
}

/// A file under the eye, for naming places in it.
struct File<'a> {
    name: &'a str,
    text: &'a str,
}

impl File<'_> {
    fn line(&self, at: usize) -> usize {
        1 + self.text.bytes().take(at).filter(|b| *b == b'\n').count()
    }

    fn content(&self, at: &Range<usize>, problem: String) -> LawError {
        LawError::Content { file: self.name.to_owned(), line: self.line(at.start), problem }
    }

    fn syntax(&self, error: &toml::de::Error) -> LawError {
        let line = self.line(error.span().map_or(0, |s| s.start));
        LawError::Syntax { file: self.name.to_owned(), line, message: error.message().replace('\n', "; ") }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn with(name: &str, edit: impl Fn(&str) -> String) -> Result<LawTables, LawError> {
        let files: Vec<(&str, String)> = BUNDLED.iter().map(|(n, t)| (*n, if *n == name { edit(t) } else { (*t).to_owned() })).collect();
        LawTables::parse(&files.iter().map(|(n, t)| (*n, t.as_str())).collect::<Vec<_>>())
    }

    #[test]
    fn bundled_tables_load_in_any_order() {
        let mut turned = BUNDLED.to_vec();
        turned.reverse();
        assert_eq!(LawTables::parse(BUNDLED).unwrap(), LawTables::parse(&turned).unwrap());
    }

    #[test]
    fn the_law_of_the_day_decides_the_paragraph() {
        let law = LawTables::parse(BUNDLED).unwrap();
        let asked = |regime| Asked { regime, day: None, placed: true, consent: true };
        let paragraph = |regime| law.provision(CheckKind::Underretning24t, asked(regime)).unwrap().paragraph.clone();
        assert_eq!(paragraph(LawRegime::Serviceloven), "serviceloven § 155, stk. 2");
        assert_eq!(paragraph(LawRegime::BarnetsLov), "barnets lov § 136, stk. 2");
    }

    #[test]
    fn faults_are_named_with_file_and_line() {
        type Edit = fn(&str) -> String;
        let cases: [(&str, Edit, &str); 11] = [
            ("ukendt_noegle", |t| t.replace("hours = 24", "timer = 24"), "unknown field `timer`"),
            ("forkert_enhed", |t| t.replace("hours = 24", "months = 1"), "takes `hours`"),
            ("ukendt_kontrol", |t| t.replace("check = \"underretning_24t\"", "check = \"underretning\""), "unknown CheckKind"),
            ("ukendt_plads", |t| t.replace("{modtaget}", "{modtagt}"), "has no slot `modtagt`"),
            (
                "anden_plads",
                |t| t.replace("notification received {modtaget} was assessed {vurderet}\"", "notification was assessed {vurderet}\""),
                "has other slots in English",
            ),
            ("uden_engelsk", |t| t.replace("oevrig = \"the", "oevrigt = \"the"), "`oevrig` has no English"),
            ("kun_engelsk", |t| format!("{t}\nhej = \"x\"\n"), "`hej` of [texts_en] is not in [texts]"),
            ("ubrugt_tekst", |t| t.replace("[texts]\n", "[texts]\nhej = \"x\"\n"), "`hej` is never used"),
            ("uden_engelsk_slutning", |t| t.replace("ends_en = ", "ender_en = "), "unknown field `ender_en`"),
            ("aaben_klamme", |t| t.replace("{modtaget}", "{modtaget"), "`{` without `}`"),
            ("uden_barnets_lov", |t| t.replace("\"barnets_lov\"", "\"serviceloven\""), "has no provision for barnets_lov"),
        ];
        for (name, edit, wanted) in cases {
            let message = match with("underretning_24t.toml", edit) {
                Err(e) => e.to_string(),
                Ok(_) => panic!("{name} was accepted"),
            };
            assert!(message.starts_with("underretning_24t.toml:"), "{name}: {message}");
            assert!(message.contains(wanted), "{name}: {message}");
        }
    }

    #[test]
    fn a_check_without_table_is_named() {
        let some: Vec<_> = BUNDLED.iter().copied().filter(|(n, _)| *n != "samtykke.toml").collect();
        assert_eq!(LawTables::parse(&some).unwrap_err().to_string(), "no law table for `samtykke` among 22 files");
    }
}
