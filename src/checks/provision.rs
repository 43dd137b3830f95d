//! One paragraph of the law as data: when it governs a case, how long it gives, how its clock runs, and what it says.
//!
//! In: a `[[provision]]` of a law table. Out: a [`Provision`] whose limit has a unit that its check can count in, or what is wrong with it.

use chrono::NaiveDate;
use serde::Deserialize;

use super::model::{CheckKind, LawRegime};
use crate::lang::Said;

/// How long a paragraph gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    /// Hours that really pass, whatever the clock does.
    Hours(u32),
    /// Days of which the first is the day of the start.
    Days(u32),
    /// Hverdage after the day of the start.
    Hverdage(u32),
    /// Weeks, to the same day of the week.
    Weeks(u32),
    /// Months, to the same day of the month.
    Months(u32),
    /// So many in each year.
    PerYear(u32),
}

/// One paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Provision {
    /// The law whose cases it governs; none where both do (retssikkerhedsloven, forvaltningsloven).
    regime: Option<LawRegime>,
    /// First day in force.
    pub(super) from: Option<NaiveDate>,
    /// Last day in force.
    pub(super) to: Option<NaiveDate>,
    placed: Option<bool>,
    consent: Option<bool>,
    /// As it is quoted: "serviceloven § 155, stk. 2".
    pub(super) paragraph: String,
    /// How long the clock runs; `None` where the duty is due at the decision.
    pub(super) limit: Option<Limit>,
    /// The duty is the municipality's to choose (a plan under BL § 32): its absence is no breach.
    pub(super) optional: bool,
    /// What it says.
    pub(super) wording: Said,
    /// Whether the Danish wording is the statute's own.
    pub(super) exact: bool,
}

impl Provision {
    /// The law it stands in, as a name: "barnets_lov", "forvaltningsloven".
    pub(super) fn law(&self) -> String {
        self.paragraph.split(" §").next().unwrap_or_default().replace(' ', "_")
    }

    /// The months of its limit.
    pub(super) fn months(&self) -> Option<u32> {
        match self.limit {
            Some(Limit::Months(n)) => Some(n),
            _ => None,
        }
    }

    /// The hours of its limit.
    pub(super) fn hours(&self) -> Option<u32> {
        match self.limit {
            Some(Limit::Hours(n)) => Some(n),
            _ => None,
        }
    }

    /// Whether it is of the law, measure and consent asked for.
    pub(super) fn fits(&self, asked: Asked) -> bool {
        self.regime.is_none_or(|r| r == asked.regime)
            && self.placed.is_none_or(|v| v == asked.placed)
            && self.consent.is_none_or(|v| v == asked.consent)
    }

    /// Whether it was in force on the day asked for.
    pub(super) fn in_force(&self, asked: Asked) -> bool {
        asked.day.is_none_or(|d| self.from.is_none_or(|f| f <= d) && self.to.is_none_or(|t| d <= t))
    }
}

/// What a paragraph is looked up by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    /// The law that governs the step.
    pub(super) regime: LawRegime,
    /// The day of the step or the decision.
    pub(super) day: Option<NaiveDate>,
    /// Whether the measure is an anbringelse.
    pub(super) placed: bool,
    /// Whether the decision rests on consent.
    pub(super) consent: bool,
}

/// A `[[provision]]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawProvision {
    law: Option<LawRegime>,
    paragraph: String,
    from: Option<toml::value::Datetime>,
    to: Option<toml::value::Datetime>,
    placed: Option<bool>,
    consent: Option<bool>,
    hours: Option<u32>,
    days: Option<u32>,
    hverdage: Option<u32>,
    weeks: Option<u32>,
    months: Option<u32>,
    per_year: Option<u32>,
    #[serde(default)]
    optional: bool,
    wording: String,
    wording_en: String,
    #[serde(default)]
    exact: bool,
    begins: String,
    begins_en: String,
    ends: String,
    ends_en: String,
    exceptions: Option<String>,
    exceptions_en: Option<String>,
}

/// Checks and takes it in.
pub(super) fn read(check: CheckKind, raw: RawProvision) -> Result<Provision, String> {
    let limit = limit(check, &raw)?;
    let read = [
        ("wording", Some(&raw.wording)),
        ("wording_en", Some(&raw.wording_en)),
        ("begins", Some(&raw.begins)),
        ("begins_en", Some(&raw.begins_en)),
        ("ends", Some(&raw.ends)),
        ("ends_en", Some(&raw.ends_en)),
        ("exceptions", raw.exceptions.as_ref()),
        ("exceptions_en", raw.exceptions_en.as_ref()),
    ];
    for (key, text) in read.into_iter().filter_map(|(key, text)| Some((key, text?))) {
        if !text.trim_end().ends_with(['.', '…']) {
            return Err(format!("`{key}` is no sentence: it has no full stop"));
        }
    }
    if raw.exceptions.is_some() != raw.exceptions_en.is_some() {
        return Err("`exceptions` stands in one language only".to_owned());
    }
    if !raw.paragraph.contains(" §") {
        return Err("`paragraph` names a law and its §".to_owned());
    }
    let (from, to) = (day(raw.from, "from")?, day(raw.to, "to")?);
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        return Err(format!("`to` {to} lies before `from` {from}"));
    }
    Ok(Provision {
        regime: raw.law,
        from,
        to,
        placed: raw.placed,
        consent: raw.consent,
        paragraph: raw.paragraph,
        limit,
        optional: raw.optional,
        wording: Said::new(raw.wording, raw.wording_en),
        exact: raw.exact,
    })
}

/// The limit, in the unit that the check counts in.
fn limit(check: CheckKind, raw: &RawProvision) -> Result<Option<Limit>, String> {
    let given = [
        ("hours", raw.hours.map(Limit::Hours)),
        ("days", raw.days.map(Limit::Days)),
        ("hverdage", raw.hverdage.map(Limit::Hverdage)),
        ("weeks", raw.weeks.map(Limit::Weeks)),
        ("months", raw.months.map(Limit::Months)),
        ("per_year", raw.per_year.map(Limit::PerYear)),
    ];
    let given: Vec<(&str, Limit)> = given.into_iter().filter_map(|(unit, limit)| Some((unit, limit?))).collect();
    let (unit, needed) = unit(check);
    let takes = match (unit, needed) {
        (Some(unit), true) => format!("`{unit}` and nothing else"),
        (Some(unit), false) => format!("`{unit}`, or no limit"),
        (None, _) => "no limit".to_owned(),
    };
    match given.as_slice() {
        [] if !needed => Ok(None),
        [(given, limit)] if unit == Some(*given) => Ok(Some(*limit)),
        _ => Err(format!("a provision of `{check}` takes {takes}")),
    }
}

/// The unit a check counts in, and whether each of its provisions needs it.
fn unit(check: CheckKind) -> (Option<&'static str>, bool) {
    match check {
        CheckKind::Underretning24t => (Some("hours"), true),
        CheckKind::Undersoegelse4mdr | CheckKind::Opfoelgning3mdr => (Some("months"), true),
        CheckKind::HandleplanForeligger | CheckKind::Opfoelgning6mdr => (Some("months"), false),
        CheckKind::Kvittering6Hverdage => (Some("hverdage"), true),
        CheckKind::Tilsyn2OmAaret => (Some("per_year"), true),
        CheckKind::Formandsafgoerelse7dage => (Some("days"), true),
        CheckKind::Genvurdering4uger => (Some("weeks"), true),
        _ => (None, false),
    }
}

fn day(value: Option<toml::value::Datetime>, key: &str) -> Result<Option<NaiveDate>, String> {
    let Some(v) = value else { return Ok(None) };
    let day = v.date.and_then(|d| NaiveDate::from_ymd_opt(i32::from(d.year), u32::from(d.month), u32::from(d.day)));
    day.filter(|_| v.time.is_none()).map(Some).ok_or_else(|| format!("`{key}` is no plain date"))
}
