//! Where everything stands: each happening and each deadline gets a row, rows follow each other by date, and the space between two days
//! grows with the time between them as far as a page can bear it.

use chrono::{Datelike, NaiveDate};

use super::{Clock, Happening, Story};
use crate::dates::{LegalDate, Precision};
use crate::lang::Lang;

/// Height of a row.
const ROW: f32 = 28.0;
/// Room above the first row.
pub(super) const TOP: f32 = 24.0;
/// Units a day between two rows, beside the row itself.
const DAY: f32 = 0.45;
/// From so many days on nothing is drawn to scale any more; the gap is marked and says how long it is.
const GAP: i64 = 75;
/// Height of a marked gap.
const GAP_HEIGHT: f32 = 40.0;

/// What a row tells.
#[derive(Clone, Copy)]
pub(super) enum What<'a> {
    Happening(&'a Happening),
    /// A clock's deadline, and the clock's number from 1.
    Deadline(&'a Clock, usize),
}

/// A row.
pub(super) struct Row<'a> {
    pub what: What<'a>,
    pub day: NaiveDate,
    /// Its middle.
    pub y: f32,
    /// The row above is of the same day.
    pub is_same_day: bool,
}

/// A time in which nothing happened, shortened.
pub(super) struct Gap {
    pub y: f32,
    pub days: i64,
}

/// The timeline laid out.
pub(super) struct Placed<'a> {
    pub rows: Vec<Row<'a>>,
    pub gaps: Vec<Gap>,
    pub height: f32,
}

/// Lays out a timeline.
pub(super) fn place(story: &Story) -> Placed<'_> {
    let happenings = story.happenings.iter().map(|happening| (happening.date.first_day(), What::Happening(happening)));
    let deadlines = story.clocks.iter().zip(1..).map(|(clock, number)| (clock.deadline.last_day(), What::Deadline(clock, number)));
    let mut entries: Vec<(NaiveDate, What<'_>)> = happenings.chain(deadlines).collect();
    // What happened on the last day stands above that day's end. Otherwise as given: the sort is stable.
    entries.sort_by_key(|(day, what)| match what {
        What::Happening(happening) => (*day, 0, happening.date.time()),
        What::Deadline(..) => (*day, 1, None),
    });
    let (mut rows, mut gaps) = (Vec::with_capacity(entries.len()), Vec::new());
    let mut y = TOP;
    let mut last: Option<NaiveDate> = None;
    for (day, what) in entries {
        let days = last.map_or(0, |last| (day - last).num_days());
        if last.is_some() {
            y += ROW;
            if days > GAP {
                gaps.push(Gap { y: y - ROW / 2.0 + GAP_HEIGHT / 2.0, days });
                y += GAP_HEIGHT;
            } else {
                y += DAY * days as f32;
            }
        }
        rows.push(Row { what, day, y, is_same_day: last == Some(day) });
        last = Some(day);
    }
    Placed { rows, gaps, height: y + ROW }
}

impl Placed<'_> {
    /// Where a day stands: at its first row, or between the rows before and after it.
    pub fn y_of(&self, day: NaiveDate) -> f32 {
        let after = self.rows.partition_point(|row| row.day < day);
        let next = self.rows.get(after);
        if let Some(row) = next.filter(|row| row.day == day) {
            return row.y;
        }
        let before = after.checked_sub(1).and_then(|at| self.rows.get(at));
        match (before, next) {
            (Some(before), Some(next)) => {
                let share = (day - before.day).num_days() as f32 / (next.day - before.day).num_days().max(1) as f32;
                before.y + share * (next.y - before.y)
            }
            (Some(before), None) => (before.y + ROW / 2.0).min(self.height - 6.0),
            (None, Some(next)) => (next.y - ROW / 2.0).max(6.0),
            (None, None) => TOP,
        }
    }

    /// The row of a clock's deadline.
    pub fn y_of_deadline(&self, number: usize) -> Option<f32> {
        self.rows.iter().find(|row| matches!(row.what, What::Deadline(_, other) if other == number)).map(|row| row.y)
    }
}

/// How long a gap is, in words.
pub(super) fn duration(days: i64, lang: Lang) -> String {
    let months = (days as f64 / 30.44).round() as i64;
    let (count, one, many) = match months {
        ..=23 => (months, lang.pick("måned", "month"), lang.pick("måneder", "months")),
        _ => ((days as f64 / 365.25).round() as i64, lang.pick("år", "year"), lang.pick("år", "years")),
    };
    format!("{} {count} {}", lang.pick("ca.", "about"), if count == 1 { one } else { many })
}

/// A date as short as it stays readable: `3. mar. 2021`, `mar. 2021`; a week by its Monday.
pub(super) fn short(date: LegalDate, lang: Lang) -> String {
    const DANISH: [&str; 12] = ["jan.", "feb.", "mar.", "apr.", "maj", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec."];
    const ENGLISH: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let day = date.first_day();
    let names = match lang {
        Lang::Da => DANISH,
        Lang::En => ENGLISH,
    };
    let month = names.get(day.month0() as usize).copied().unwrap_or_default();
    match (date.precision(), lang) {
        (Precision::Month, _) => format!("{month} {}", day.year()),
        (_, Lang::Da) => format!("{}. {month} {}", day.day(), day.year()),
        (_, Lang::En) => format!("{} {month} {}", day.day(), day.year()),
    }
}
