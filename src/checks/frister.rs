//! A municipality's own limits for deciding applications (retssikkerhedsloven § 3, stk. 2), as the user gives them: TOML or CSV.
//!
//! In: the text of a file and who knows municipalities. Out: a [`Frister`] in which every row can be used, or what is wrong with the file, with its line.
//! docs/frister.md shows the file.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use toml::Spanned;

use super::error::FristError;
use super::model::CaseType;
use crate::dates::add_months;
use crate::lang::Said;

/// The area of a row that holds for every measure.
const EVERY: &str = "alle";
/// The longest limit that can be meant, in days: two years.
const LONGEST_DAYS: u32 = 731;

/// The unit of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Calendar days.
    Dage,
    /// Weeks, to the same day of the week.
    Uger,
    /// Months, to the same day of the month.
    Maaneder,
}

/// One limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frist {
    municipality: String,
    /// `None`: every measure.
    area: Option<CaseType>,
    number: u32,
    unit: Unit,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    /// Where it is published, if the file says.
    pub(super) source: Option<String>,
}

impl Frist {
    /// The last day for an application received on `day`, which is not counted.
    pub(super) fn last_day(&self, day: NaiveDate) -> NaiveDate {
        let days = |n: u32| day.checked_add_days(Days::new(u64::from(n))).unwrap_or(day);
        match self.unit {
            Unit::Dage => days(self.number),
            Unit::Uger => days(self.number.saturating_mul(7)),
            Unit::Maaneder => add_months(day, self.number),
        }
    }

    /// "8 uger".
    pub(super) fn length(&self) -> Said {
        let (da, en) = match self.unit {
            Unit::Dage => (["dag", "dage"], ["day", "days"]),
            Unit::Uger => (["uge", "uger"], ["week", "weeks"]),
            Unit::Maaneder => (["måned", "måneder"], ["month", "months"]),
        };
        super::words::count(self.number as usize, da, en)
    }

    fn in_force(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|f| f <= day) && self.to.is_none_or(|t| day <= t)
    }

    fn overlaps(&self, other: &Self) -> bool {
        let same = self.municipality == other.municipality && self.area == other.area;
        let starts_by = |a: &Self, b: &Self| a.from.zip(b.to).is_none_or(|(from, to)| from <= to);
        same && starts_by(self, other) && starts_by(other, self)
    }
}

/// The limits of the user's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frister {
    rows: Vec<Frist>,
    version: String,
}

impl Frister {
    /// Reads a table; `name` is told in errors and its ending says which form it has (`.toml`, else CSV). `known` gives a municipality's written name, or
    /// none for one that does not exist.
    ///
    /// # Errors
    /// [`FristError`], with the line.
    pub fn parse(name: &str, text: &str, known: impl Fn(&str) -> Option<String>) -> Result<Self, FristError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let is_toml = name.to_lowercase().ends_with(".toml");
        let (own, raw) = if is_toml { of_toml(name, text)? } else { (BTreeSet::new(), of_csv(name, text)?) };
        let known = |municipality: &str| own.get(municipality).cloned().or_else(|| known(municipality));
        let mut rows: Vec<(usize, Frist)> = Vec::new();
        for row in raw {
            let frist = row.read(name, &known)?;
            if let Some((line, _)) = rows.iter().find(|(_, other)| other.overlaps(&frist)) {
                return Err(FristError::Overlap { file: name.to_owned(), line: row.line, other: *line });
            }
            rows.push((row.line, frist));
        }
        if rows.is_empty() {
            return Err(FristError::Empty { file: name.to_owned() });
        }
        let version = Sha256::digest(text.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { rows: rows.into_iter().map(|(_, frist)| frist).collect(), version })
    }

    /// Which table it is, as a hash of its text.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The limit for a measure that was applied for on `day`: one for the measure before one for all.
    pub(super) fn find(&self, municipality: &str, area: Option<CaseType>, day: NaiveDate) -> Option<&Frist> {
        let mine = |f: &&Frist| f.municipality == municipality && f.in_force(day);
        let exact = self.rows.iter().filter(mine).find(|f| f.area.is_some() && f.area == area);
        exact.or_else(|| self.rows.iter().filter(mine).find(|f| f.area.is_none()))
    }
}

/// A row as it is written.
struct RawRow {
    line: usize,
    kommune: String,
    omraade: String,
    frist: String,
    enhed: String,
    fra: Option<String>,
    til: Option<String>,
    kilde: Option<String>,
}

impl RawRow {
    fn read(&self, file: &str, known: &impl Fn(&str) -> Option<String>) -> Result<Frist, FristError> {
        let (file, line) = (file.to_owned(), self.line);
        let Some(municipality) = known(self.kommune.trim()) else {
            return Err(FristError::UnknownMunicipality { file, line, name: self.kommune.clone() });
        };
        let area = match self.omraade.trim().to_lowercase().as_str() {
            EVERY | "" => None,
            name => match name.replace(' ', "_").parse::<CaseType>() {
                Ok(area) => Some(area),
                Err(_) => return Err(FristError::UnknownArea { file, line, name: self.omraade.clone() }),
            },
        };
        let unit = match self.enhed.trim().to_lowercase().as_str() {
            "dag" | "dage" => Unit::Dage,
            "uge" | "uger" => Unit::Uger,
            "måned" | "måneder" | "maaned" | "maaneder" => Unit::Maaneder,
            _ => return Err(FristError::Unit { file, line, unit: self.enhed.clone() }),
        };
        let days_each = match unit {
            Unit::Dage => 1,
            Unit::Uger => 7,
            Unit::Maaneder => 30,
        };
        let number = self.frist.trim().parse::<u32>().ok().filter(|n| *n > 0 && n.saturating_mul(days_each) <= LONGEST_DAYS);
        let Some(number) = number else { return Err(FristError::Number { file, line, number: self.frist.clone() }) };
        let day = |text: &Option<String>| match text.as_deref().map(str::trim).filter(|t| !t.is_empty()) {
            None => Ok(None),
            Some(t) => t.parse::<NaiveDate>().map(Some).map_err(|_| FristError::Day { file: file.clone(), line, day: t.to_owned() }),
        };
        let (from, to) = (day(&self.fra)?, day(&self.til)?);
        if from.zip(to).is_some_and(|(f, t)| t < f) {
            return Err(FristError::Backwards { file, line });
        }
        Ok(Frist { municipality, area, number, unit, from, to, source: self.kilde.clone() })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TomlFile {
    /// Municipalities outside the 98: merged ones, or invented ones for teaching.
    #[serde(default)]
    egne_kommuner: BTreeSet<String>,
    #[serde(default)]
    frist: Vec<Spanned<TomlRow>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TomlRow {
    kommune: String,
    omraade: String,
    frist: toml::Value,
    enhed: String,
    fra: Option<toml::value::Datetime>,
    til: Option<toml::value::Datetime>,
    kilde: Option<String>,
}

fn of_toml(name: &str, text: &str) -> Result<(BTreeSet<String>, Vec<RawRow>), FristError> {
    let line = |at: usize| 1 + text.bytes().take(at).filter(|b| *b == b'\n').count();
    let file: TomlFile = toml::from_str(text).map_err(|e| FristError::Syntax {
        file: name.to_owned(),
        line: line(e.span().map_or(0, |s| s.start)),
        message: e.message().replace('\n', "; "),
    })?;
    let row = |row: Spanned<TomlRow>| {
        let line = line(row.span().start);
        let row = row.into_inner();
        let frist = row.frist.as_str().map_or_else(|| row.frist.to_string(), str::to_owned);
        let day = |d: Option<toml::value::Datetime>| d.map(|d| d.to_string());
        RawRow {
            line,
            kommune: row.kommune,
            omraade: row.omraade,
            frist,
            enhed: row.enhed,
            fra: day(row.fra),
            til: day(row.til),
            kilde: row.kilde,
        }
    };
    Ok((file.egne_kommuner, file.frist.into_iter().map(row).collect()))
}

/// The columns of a CSV table; the first four must be there.
const COLUMNS: [&str; 7] = ["kommune", "omraade", "frist", "enhed", "fra", "til", "kilde"];
const NEEDED: usize = 4;

fn of_csv(name: &str, text: &str) -> Result<Vec<RawRow>, FristError> {
    let head = text.lines().next().unwrap_or_default();
    // A Danish spreadsheet writes semicolons.
    let delimiter = if head.contains(';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let syntax = |e: &csv::Error| FristError::Syntax {
        file: name.to_owned(),
        line: e.position().map_or(1, |p| usize::try_from(p.line()).unwrap_or(usize::MAX)),
        message: e.to_string(),
    };
    let headers = reader.headers().map_err(|e| syntax(&e))?.clone();
    let at = |column: &str| headers.iter().position(|h| h.trim().to_lowercase().replace('å', "aa") == column);
    if let Some(missing) = COLUMNS.iter().take(NEEDED).find(|c| at(c).is_none()) {
        return Err(FristError::Column { file: name.to_owned(), column: (*missing).to_owned() });
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| syntax(&e))?;
        let line = record.position().map_or(0, |p| usize::try_from(p.line()).unwrap_or(usize::MAX));
        let cell = |column: &str| at(column).and_then(|n| record.get(n)).map(str::to_owned);
        let needed = |column: &str| cell(column).unwrap_or_default();
        rows.push(RawRow {
            line,
            kommune: needed("kommune"),
            omraade: needed("omraade"),
            frist: needed("frist"),
            enhed: needed("enhed"),
            fra: cell("fra"),
            til: cell("til"),
            kilde: cell("kilde"),
        });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const TABLE: &str = "egne_kommuner = [\"Nordby Kommune\"]\n\n[[frist]]\nkommune = \"Nordby Kommune\"\nomraade = \"alle\"\nfrist = 8\nenhed = \"uger\"\ntil = 2022-12-31\n\n[[frist]]\nkommune = \"Nordby Kommune\"\nomraade = \"anbringelse\"\nfrist = 3\nenhed = \"måneder\"\n";

    fn nobody(_: &str) -> Option<String> {
        None
    }

    fn aarhus(name: &str) -> Option<String> {
        (name.to_lowercase().trim_end_matches(" kommune") == "aarhus").then(|| "Aarhus Kommune".to_owned())
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_row_of_the_measure_goes_before_the_row_of_all() {
        let table = Frister::parse("f.toml", TABLE, nobody).unwrap();
        let find = |area, on: &str| table.find("Nordby Kommune", area, day(on)).map(|f| (f.length().da, f.last_day(day(on)).to_string()));
        assert_eq!(find(Some(CaseType::Aflastning), "2021-03-04"), Some(("8 uger".into(), "2021-04-29".into())));
        assert_eq!(find(Some(CaseType::Anbringelse), "2021-11-30"), Some(("3 måneder".into(), "2022-02-28".into())));
        assert_eq!(find(None, "2022-12-31"), Some(("8 uger".into(), "2023-02-25".into())));
        assert_eq!(find(None, "2023-01-01"), None);
        assert_eq!(table.find("Sydby Kommune", None, day("2021-03-04")), None);
    }

    #[test]
    fn a_table_from_a_danish_spreadsheet() {
        let text = "\u{feff}Kommune;Område;Frist;Enhed;Fra;Til\r\nAarhus;Fast kontaktperson;30;dage;2020-01-01;\r\n";
        let table = Frister::parse("frister.csv", text, aarhus);
        let table = table.unwrap();
        let found = table.find("Aarhus Kommune", Some(CaseType::FastKontaktperson), day("2021-01-31")).unwrap();
        assert_eq!(found.last_day(day("2021-01-31")), day("2021-03-02"));
        assert_eq!(
            table,
            Frister::parse("frister.csv", &text.replace(';', ","), aarhus)
                .map(|t| Frister { version: table.version.clone(), ..t })
                .unwrap()
        );
    }

    #[test]
    fn every_fault_is_named_with_its_line() {
        let cases: [(&str, &str, &str); 12] = [
            ("enhed = \"uger\"", "enhed = \"timer\"", "f.toml:3: unknown unit `timer`; the units are dage, uger and måneder"),
            ("enhed = \"uger\"", "enhed = \"hverdage\"", "f.toml:3: unknown unit `hverdage`"),
            ("frist = 8", "frist = 0", "f.toml:3: `0` is no limit"),
            ("frist = 8", "frist = -8", "f.toml:3: `-8` is no limit"),
            ("frist = 8", "frist = \"4-26\"", "f.toml:3: `4-26` is no limit"),
            ("frist = 8", "frist = 800", "f.toml:3: `800` is no limit"),
            (
                "kommune = \"Nordby Kommune\"\nomraade = \"alle\"",
                "kommune = \"Norby Kommune\"\nomraade = \"alle\"",
                "f.toml:3: unknown municipality `Norby Kommune`",
            ),
            ("omraade = \"alle\"", "omraade = \"skole\"", "f.toml:3: unknown area `skole`"),
            ("omraade = \"anbringelse\"", "omraade = \"alle\"", "f.toml:10: the period overlaps that of line 3"),
            ("til = 2022-12-31", "til = 2022-12-31\nfra = 2023-01-01", "f.toml:3: the period ends before it begins"),
            ("enhed = \"uger\"", "unit = \"uger\"", "f.toml:7: unknown field `unit`"),
            ("til = 2022-12-31", "til = 2022-12-31T10:00:00", "f.toml:3: `2022-12-31T10:00:00` is no day"),
        ];
        for (old, new, wanted) in cases {
            let text = TABLE.replacen(old, new, 1);
            assert_ne!(text, TABLE, "{wanted}");
            let message = Frister::parse("f.toml", &text, nobody).unwrap_err().to_string();
            assert!(message.starts_with(wanted), "{message}");
        }
        let of = |text: &str| Frister::parse("f.csv", text, aarhus).unwrap_err().to_string();
        assert!(of("kommune;omraade;frist\n").contains("no column `enhed`"));
        assert!(of("kommune;omraade;frist;enhed\n").contains("holds no limit"));
        assert!(
            of("kommune;omraade;frist;enhed\nAarhus;alle;8;uger\nOdense;alle;8;uger\n")
                .starts_with("f.csv:3: unknown municipality `Odense`")
        );
    }
}
