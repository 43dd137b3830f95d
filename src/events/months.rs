//! Of which year the months are that head the parts of a record: "September 2024", "Oktober", … "Januar 2025", "Februar".
//!
//! In: a prepared act. Out: the months by their mention, those without a year counted on from the one above that has it; backwards where the newest
//! stands first.

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate};

use crate::dates::{Expr, YearRef};
use crate::text::LineKind;

use super::lines::is_period;
use super::prepared::Prepared;

/// Months that head parts of an act, at the least, for them to be a row that goes on.
const ROW: usize = 3;
/// Months.
const YEAR: u32 = 12;

/// A month that heads a part: its mention, month, and year if it has one.
struct Head {
    mention: usize,
    month: u32,
    year: Option<i32>,
}

/// The first day of each month that heads a part of the act, by mention; none of those above the first that has its year.
#[must_use]
pub fn headed(act: &Prepared) -> BTreeMap<usize, NaiveDate> {
    let heads: Vec<Head> = (0..act.act.lines.len()).filter_map(|line| head(act, line)).collect();
    if heads.len() < ROW || heads.iter().all(|head| head.year.is_some()) {
        return BTreeMap::new();
    }
    let step = |pair: &[Head]| pair.first().zip(pair.last()).map_or(0, |(from, to)| (to.month + YEAR - from.month) % YEAR);
    let steps = || heads.windows(2).map(step).filter(|step| *step > 0);
    let back = 2 * steps().filter(|step| *step > YEAR / 2).count() > steps().count();
    let mut at: Option<NaiveDate> = None;
    let mut months = BTreeMap::new();
    for head in &heads {
        let next = |from: NaiveDate| {
            let apart = if back { from.month() + YEAR - head.month } else { head.month + YEAR - from.month() };
            let by = Months::new(apart % YEAR);
            if back { from.checked_sub_months(by) } else { from.checked_add_months(by) }
        };
        at = match head.year {
            Some(year) => NaiveDate::from_ymd_opt(year, head.month, 1),
            None => at.and_then(next),
        };
        months.extend(at.map(|first| (head.mention, first)));
    }
    months
}

/// The month that a line begins with which is a heading, or nothing but it.
fn head(act: &Prepared, line: usize) -> Option<Head> {
    let tokens = act.line_tokens(line);
    let heading = act.act.lines.get(line).is_some_and(|l| l.kind == LineKind::Heading);
    let (_, mention) = act.dates_in(tokens.clone()).next().filter(|(token, _)| *token == tokens.start)?;
    let Expr::Month { year, month, part: None } = act.mentions.get(mention)?.expr else { return None };
    let year = if let YearRef::Given(year) = year { Some(year) } else { None };
    (heading || is_period(act, &tokens)).then_some(Head { mention, month, year })
}
