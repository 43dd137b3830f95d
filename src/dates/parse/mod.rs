//! The forms of dates: what may begin at a place in the text. In: a cursor. Out: mentions, or a stretch to skip.
//!
//! Each file holds one family of forms as plain functions from a place to what was read there. No form looks at what the
//! scanner did elsewhere; only [`at`] orders them, and the order is the precedence.

pub(super) mod clock;
pub(super) mod cursor;
mod masks;
mod named;
mod numeric;
mod period;
mod relative;
mod span;
mod weekday;

use super::expr::{Expr, Mention, YearRef};
use super::lexicon::Meaning;
use super::tables::Role;
use cursor::Cursor;
pub(super) use span::share_month;
use span::{continued, night, span_words};
pub(super) use weekday::weekday_told;

/// What begins at a place.
pub(super) enum Outcome {
    /// Mentions in order; reading goes on at the place given.
    Mentions(Vec<Mention>, usize),
    /// Nothing that is a date; reading goes on at the place given.
    Skip(usize),
    /// No form begins here.
    Nothing,
}

/// Reads what begins at `at`, with the time of day that belongs to it.
pub(super) fn at(cursor: &Cursor, at: usize) -> Outcome {
    if let Some(end) = masks::mask(cursor, at) {
        return Outcome::Skip(end);
    }
    if !cursor.whole
        && let Some(end) = weekday::habit(cursor, at)
    {
        return Outcome::Skip(end);
    }
    if let Some(outcome) = time_first(cursor, at) {
        return outcome;
    }
    if let Some((run, end)) = relative::run(cursor, at) {
        return run.map_or(Outcome::Skip(end), |mention| Outcome::Mentions(vec![mention], end));
    }
    let Some((mut mentions, mut end)) = dates(cursor, at) else { return leftover(cursor, at) };
    if let Some(last) = mentions.last_mut()
        && last.time.is_none_or(|time| time.grain == super::expr::TimeGrain::Part)
        && !matches!(last.expr, Expr::Vague)
    {
        add_time(cursor, last);
        end = end.max(last.span.end);
    }
    Outcome::Mentions(mentions, end)
}

/// A number that is no date is skipped as a whole, so that nothing is read out of its middle.
fn leftover(cursor: &Cursor, at: usize) -> Outcome {
    if !cursor.is_digit(at) {
        return Outcome::Nothing;
    }
    // `den 32. maj 2021` is no day, and its `maj 2021` no month
    if let Some(number) = cursor.number(at)
        && let Some((_, end)) = named::month_at(cursor, cursor.optional(number.end, b'.'))
    {
        return Outcome::Skip(named::year_tail(cursor, end, true).map_or(end, |(_, end)| end));
    }
    let mut end = at;
    while cursor.is_digit(end) || (matches!(cursor.byte(end), b'.' | b',' | b'/' | b'-' | b':') && cursor.is_digit(end + 1)) {
        end += 1;
    }
    Outcome::Skip(end)
}

/// A time, and the date after it if one follows: `kl. 14.10 den 3. maj`, `klokken 17.05 samme dag`.
fn time_first(cursor: &Cursor, at: usize) -> Option<Outcome> {
    let part = || cursor.whole.then(|| clock::part_of_day(cursor, at, false)).flatten();
    let clock = clock::alone(cursor, at).or_else(part)?;
    let mut mention = Mention::new(at, clock.end, Expr::Time);
    mention.time = Some(clock.time);
    mention.approximate = clock.approximate;
    mention.prefix = clock.prefix;
    let comma = cursor.optional(clock.end, b',');
    let next = cursor.blanks(comma);
    let broken = cursor.space(comma);
    // on the next line a new entry may begin: only an article in small letters goes on with the sentence
    let next = if next == comma && broken > comma && matches!(cursor.byte(broken), b'd' | b'i') { broken } else { next };
    if next > clock.end
        && let Some((mut dates, end)) = dates(cursor, next)
        && dates.len() == 1
        && let Some(date) = dates.pop()
        && takes_time(&date)
    {
        let own_time = clock::after_date(cursor, end).filter(|own| own.time.grain != super::expr::TimeGrain::Part);
        if own_time.is_none() {
            mention.span.end = end;
            mention.expr = date.expr;
            mention.weekday = date.weekday;
            mention.approximate |= date.approximate;
        }
    }
    let end = mention.span.end;
    Some(Outcome::Mentions(vec![mention], end))
}

/// Whether a time may stand with the date: days do, months and weeks do not.
fn takes_time(date: &Mention) -> bool {
    use super::expr::Unit;
    match &date.expr {
        Expr::Day { .. }
        | Expr::DayOfMonth { .. }
        | Expr::Weekday { .. }
        | Expr::Feast { .. }
        | Expr::NthWeekday { .. }
        | Expr::NthDay { .. } => true,
        Expr::Period { unit, .. } | Expr::Relative { unit, .. } | Expr::Offset { unit, .. } => {
            *unit >= Unit::Day && (*unit != Unit::Weekend)
        }
        Expr::Span { from, .. } => matches!(**from, Expr::Day { .. } | Expr::DayOfMonth { .. }),
        _ => false,
    }
}

fn add_time(cursor: &Cursor, mention: &mut Mention) {
    if !takes_time(mention) {
        return;
    }
    let end = mention.span.end;
    let iso_time = (cursor.byte(end) == b'T').then(|| clock::alone(cursor, end + 1)).flatten();
    let Some(mut clock) = iso_time.or_else(|| clock::after_date(cursor, end)) else { return };
    // `i aften kl. 8`
    if let Some(part) = mention.time {
        clock::in_part(&mut clock.time, part);
    }
    mention.time = Some(clock.time);
    mention.approximate |= clock.approximate;
    mention.span.end = clock.end;
    if clock.prefix != super::expr::Prefix::None {
        mention.prefix = clock.prefix;
    }
}

/// One or more dates without their times.
fn dates(cursor: &Cursor, at: usize) -> Option<(Vec<Mention>, usize)> {
    if let Some(found) = span_words(cursor, at) {
        return Some(found);
    }
    let from = cursor.role(at, Role::Respectively).map_or(at, |end| cursor.space(end));
    let night = night(cursor, from);
    if night.is_some() {
        return night;
    }
    if let Some((mut mentions, end)) = named::list(cursor, from, named::Opening::Plain) {
        if mentions.len() == 1 {
            return Some(continued(cursor, mentions.pop()?));
        }
        return (!mentions.is_empty()).then_some((mentions, end));
    }
    if let Some((weeks, end)) = period::weeks(cursor, cursor.role(from, Role::In).map_or(from, |end| cursor.space(end))) {
        return Some(with_start(weeks, from, end));
    }
    let single = date(cursor, from)?;
    Some(continued(cursor, single))
}

/// Lets the first mention begin earlier.
fn with_start(mut mentions: Vec<Mention>, start: usize, end: usize) -> (Vec<Mention>, usize) {
    if let Some(first) = mentions.first_mut() {
        first.span.start = start;
    }
    (mentions, end)
}

/// One date, whatever its form.
fn date(cursor: &Cursor, at: usize) -> Option<Mention> {
    if cursor.is_digit(at) || (cursor.ocr_number(at).is_some() && cursor.word(at).is_none()) {
        return figures(cursor, at);
    }
    let word = cursor.word(at);
    if word.is_some_and(|word| word.entry.is_none()) {
        return None;
    }
    weekday::nth(cursor, at)
        .or_else(|| relative::fixed(cursor, at))
        .or_else(|| weekday::in_past(cursor, at))
        .or_else(|| weekday::coming(cursor, at))
        .or_else(|| weekday::chosen(cursor, at))
        .or_else(|| chosen_month(cursor, at))
        .or_else(|| single(cursor, at))
        .or_else(|| weekday::weekday(cursor, at))
        .or_else(|| with_article(cursor, at))
        .or_else(|| relative::with_preposition(cursor, at))
        .or_else(|| relative::after_quantity(cursor, at))
        .or_else(|| relative::counted(cursor, at))
        .or_else(|| period::numbered(cursor, at))
        .or_else(|| period::season(cursor, at))
        .or_else(|| period::year(cursor, at, false))
        .or_else(|| in_month(cursor, at))
        .or_else(|| named::month_first(cursor, at, false))
        .or_else(|| named::month(cursor, at, false))
        .or_else(|| part_of_period(cursor, at))
        .or_else(|| one_week(cursor, at))
}

fn single(cursor: &Cursor, at: usize) -> Option<Mention> {
    let (mut mentions, _) = named::list(cursor, at, named::Opening::Plain)?;
    if mentions.len() == 1 { mentions.pop() } else { None }
}

fn one_week(cursor: &Cursor, at: usize) -> Option<Mention> {
    let from = cursor.role(at, Role::In).map_or(at, |end| cursor.space(end));
    let (mut weeks, _) = period::weeks(cursor, from)?;
    let mut week = weeks.pop().filter(|_| weeks.is_empty())?;
    week.span.start = at;
    Some(week)
}

fn figures(cursor: &Cursor, at: usize) -> Option<Mention> {
    if let Some(found) = single(cursor, at) {
        return Some(found);
    }
    if let Some((expr, end, _)) = numeric::numeric(cursor, at, false) {
        return Some(Mention::new(at, end, expr));
    }
    relative::fixed(cursor, at)
        .or_else(|| relative::counted(cursor, at))
        .or_else(|| weekday::nth(cursor, at))
        .or_else(|| named::day_of_month(cursor, at, false))
        .or_else(|| period::numbered(cursor, at))
        .or_else(|| period::year(cursor, at, cursor.role_before(at, Role::Born, 1)))
}

/// `d. 12/5-21`, `den ti. 2. mar. 2021`, `den 4.`
fn with_article(cursor: &Cursor, at: usize) -> Option<Mention> {
    let next = named::article(cursor, at)?;
    if let Some((expr, end, _)) = numeric::numeric(cursor, next, true) {
        return Some(Mention::new(at, end, expr));
    }
    if let Some((_, _)) = weekday::weekday_before_date(cursor, next) {
        let mut mention = weekday::weekday(cursor, next)?;
        mention.span.start = at;
        return Some(mention);
    }
    named::day_of_month(cursor, at, false)
}

/// `i løbet af foråret`, `i slutningen af 2020`, `i starten af uge 12`: the part adds nothing that could be counted.
fn part_of_period(cursor: &Cursor, at: usize) -> Option<Mention> {
    let (_, end) = cursor.phrase(at, |meaning| matches!(meaning, Meaning::MonthPart(_)))?;
    let next = cursor.space(end);
    let mut mention = period::season_alone(cursor, next).or_else(|| period::year(cursor, next, true)).or_else(|| one_week(cursor, next))?;
    mention.span.start = at;
    mention.approximate = true;
    Some(mention)
}

/// `i marts`, `i 3. kvartal`, `fra marts` is left to the bare month.
fn in_month(cursor: &Cursor, at: usize) -> Option<Mention> {
    let next = cursor.space(cursor.role(at, Role::In)?);
    let mut mention = chosen_month(cursor, next).or_else(|| named::month(cursor, next, true)).or_else(|| period::numbered(cursor, next))?;
    mention.span.start = at;
    Some(mention)
}

/// `sidste oktober`, `næste påske`: the one before or after the act.
fn chosen_month(cursor: &Cursor, at: usize) -> Option<Mention> {
    let (chosen, end) = [(Role::Last, YearRef::Last), (Role::Next, YearRef::Next)]
        .into_iter()
        .find_map(|(role, year)| cursor.role(at, role).map(|end| (year, end)))?;
    let next = cursor.space(end);
    let mut mention = relative::fixed(cursor, next).or_else(|| named::month(cursor, next, true))?;
    match &mut mention.expr {
        Expr::Month { year, .. } | Expr::Feast { year, .. } if *year == YearRef::Unknown => *year = chosen,
        _ => return None,
    }
    mention.span.start = at;
    Some(mention)
}
