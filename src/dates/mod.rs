//! Dates in Danish case files. In: text. Out: date mentions ([`Scanner`]), then calendar values ([`resolve`]), in two passes.
//!
//! The first pass says only what the words say; the second needs to know when they were written and where the story has come to.
//! `dates` knows no page, no event and no clock.

mod calendar;
mod cpr;
mod danish;
mod expr;
mod holidays;
mod legal;
mod lexicon;
mod line;
mod parse;
mod place;
mod resolve;
mod scan;
mod story;
mod tables;

#[cfg(test)]
mod grammar_tests;
#[cfg(test)]
mod suites;

pub use calendar::{add_months, easter, iso_monday, last_day_of_month, monday_of, nth_weekday, shift_days, shift_months, utc_offset};
pub use cpr::{Cpr, CprError};
pub use danish::{danish, month_name};
pub use expr::{Anchor, Expr, FeastRule, Mention, MonthPart, MonthRef, Prefix, Season, TimeGrain, TimeSpan, Unit, WeekdayDir, YearRef};
pub use holidays::{Hverdage, add_hverdage, holiday_name, is_holiday, is_hverdag};
pub use legal::{LegalDate, Precision};
pub use line::{Found, dates_line};
pub use parse::cursor::BULLETS;
pub use resolve::{Anchors, Direction, Grain, Value, resolve};
pub use scan::{GRAMMAR, Scanner};
pub use story::resolve_all;
pub use tables::DatesError;
