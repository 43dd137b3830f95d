//! Weekdays: before a date (`ti. 2/3`), and as dates (`i mandags`, `på mandag`, `fredag i sidste uge`, `torsdagen efter`).

use chrono::Weekday;

use super::super::expr::{Anchor, Expr, Mention, Unit, WeekdayDir};
use super::super::lexicon::{Meaning, Sense, WeekdayForm};
use super::super::tables::Role;
use super::cursor::Cursor;
use super::{clock, date, named, numeric, period, relative};

fn weekday_word(cursor: &Cursor, at: usize) -> Option<(Weekday, WeekdayForm, usize)> {
    let found = cursor.sense(at, |sense| match sense {
        Sense::Weekday { weekday, form } => Some((weekday, form)),
        _ => None,
    });
    found.map(|((weekday, form), end)| (weekday, form, end))
}

/// A weekday's name with a date right after it; where that date begins.
pub(super) fn weekday_before_date(cursor: &Cursor, at: usize) -> Option<(Weekday, usize)> {
    let (weekday, form, end) = weekday_word(cursor, at)?;
    let marked = match cursor.byte(end) {
        b'.' | b',' => end + 1,
        _ => end,
    };
    let marked = cursor.optional(marked, b',');
    let safe = match form {
        WeekdayForm::Name | WeekdayForm::Short | WeekdayForm::Definite => true,
        WeekdayForm::UnsafeShort => {
            marked > end || cursor.whole || cursor.byte(at).is_ascii_uppercase() || before_figures(cursor, cursor.space(marked))
        }
        WeekdayForm::Past => false,
    };
    let next = cursor.space(marked);
    let date_like =
        cursor.ocr_number(next).is_some() || named::article(cursor, next).is_some() || named::month_word(cursor, next).is_some();
    (safe && next > end && date_like).then_some((weekday, next))
}

/// Figures that can only be a date follow: `fre 26/4`.
fn before_figures(cursor: &Cursor, at: usize) -> bool {
    cursor.number(at).is_some_and(|day| day.width <= 2 && cursor.byte(day.end) == b'/' && cursor.is_digit(day.end + 1))
}

/// Everything that begins with a weekday.
pub(super) fn weekday(cursor: &Cursor, at: usize) -> Option<Mention> {
    if let Some((weekday, next)) = weekday_before_date(cursor, at)
        && let Some(mut mention) = with_date(cursor, next)
    {
        mention.span.start = at;
        mention.weekday = Some(weekday);
        return Some(mention);
    }
    let (weekday, form, end) = weekday_word(cursor, at)?;
    match form {
        WeekdayForm::Definite => {
            // `torsdagen efter`, `lørdagen i uge 41`
            let (dir, end) = relative_to_story(cursor, end).or_else(|| in_week(cursor, cursor.space(end)))?;
            Some(Mention::new(at, end, Expr::Weekday { weekday, dir }))
        }
        WeekdayForm::Name => Some(name(cursor, at, weekday, end)),
        WeekdayForm::Short | WeekdayForm::UnsafeShort if cursor.whole => {
            Some(Mention::new(at, cursor.optional(end, b'.'), Expr::Weekday { weekday, dir: WeekdayDir::Bare }))
        }
        // `lør. nat 01.20`, `to. i uge 43`, `lø. 23.40`
        WeekdayForm::Short | WeekdayForm::UnsafeShort if cursor.byte(end) == b'.' => {
            let next = cursor.space(end + 1);
            let timed = || clock::after_date(cursor, end + 1).is_some();
            let told = clock::part_of_day(cursor, next, true).is_some() || in_week(cursor, next).is_some() || timed();
            told.then(|| name(cursor, at, weekday, end + 1))
        }
        _ => None,
    }
}

/// A text that is a weekday with its article and nothing else, as it is said of a story: the first such day after the last one told.
pub(in crate::dates) fn weekday_told(cursor: &Cursor) -> Option<Mention> {
    let (weekday, form, end) = weekday_word(cursor, 0)?;
    let whole = form == WeekdayForm::Definite && end == cursor.text.len();
    whole.then(|| Mention::new(0, end, Expr::Weekday { weekday, dir: WeekdayDir::After }))
}

fn with_date(cursor: &Cursor, at: usize) -> Option<Mention> {
    if let Some((mut mentions, _)) = named::list(cursor, at, named::Opening::Plain)
        && mentions.len() == 1
    {
        return mentions.pop();
    }
    let article = named::article(cursor, at);
    if let Some((expr, end, _)) = numeric::numeric(cursor, article.unwrap_or(at), true) {
        return Some(Mention::new(at, end, expr));
    }
    named::day_of_month(cursor, at, true).or_else(|| named::month_first(cursor, at, true))
}

fn name(cursor: &Cursor, at: usize, weekday: Weekday, end: usize) -> Mention {
    let plain = |dir, end| Mention::new(at, end, Expr::Weekday { weekday, dir });
    let mut next = cursor.space(end);
    let part = clock::part_of_day(cursor, next, true);
    let mut after_part = end;
    if let Some(part) = &part {
        (next, after_part) = (cursor.space(part.end), part.end);
        // `onsdag formiddag den 5. maj`
        if let Some(mut dated) = with_date(cursor, next) {
            dated.span.start = at;
            dated.weekday = Some(weekday);
            dated.time = Some(part.time);
            return dated;
        }
    }
    let mut mention = in_week(cursor, next)
        .or_else(|| story_word(cursor, next))
        .map_or_else(|| plain(WeekdayDir::Bare, after_part), |(dir, end)| plain(dir, end));
    mention.time = part.map(|part| part.time);
    mention
}

/// `i sidste uge`, `næste uge`, `i uge 12` after a weekday.
fn in_week(cursor: &Cursor, at: usize) -> Option<(WeekdayDir, usize)> {
    let week = |meaning: &Meaning| matches!(meaning, Meaning::Period { period, .. } if period.unit == Unit::Week);
    match cursor.phrase(at, week) {
        Some((Meaning::Period { period, .. }, end)) if period.anchor == Anchor::Act => {
            return Some((WeekdayDir::OfWeek(period.offset), end));
        }
        Some((_, end)) => return Some((WeekdayDir::After, end)),
        None => {}
    }
    // `fredag for to uger siden`
    if let Some(Mention { expr: Expr::Relative { count, unit: Unit::Week, anchor: Anchor::Act }, span, .. }) =
        relative::with_preposition(cursor, at)
    {
        return Some((WeekdayDir::OfWeek(count), span.end));
    }
    let after_in = cursor.role(at, Role::In).map_or(at, |end| cursor.space(end));
    let (mentions, end) = period::weeks(cursor, after_in)?;
    match mentions.first().map(|mention| &mention.expr) {
        Some(Expr::Week { year, week }) if mentions.len() == 1 => Some((WeekdayDir::OfNumberedWeek(*year, *week), end)),
        _ => None,
    }
}

/// `efter`, `før`, `derpå` after `torsdagen`.
fn relative_to_story(cursor: &Cursor, end: usize) -> Option<(WeekdayDir, usize)> {
    let next = cursor.space(end);
    let word = cursor.word(next)?;
    let entry = word.entry?;
    if entry.is(Role::After) || entry.is(Role::Later) {
        return Some((WeekdayDir::After, word.end));
    }
    let before = entry.is(Role::Before) || entry.is(Role::Earlier) || entry.is(Role::Within);
    before.then_some((WeekdayDir::Before, word.end))
}

/// `mandag efter` is rarer than `mandag, efter at`, so it counts only where the sentence ends or breaks off.
fn story_word(cursor: &Cursor, at: usize) -> Option<(WeekdayDir, usize)> {
    let word = cursor.word(at)?;
    let later = word.entry.is_some_and(|entry| entry.is(Role::Later));
    later.then_some((WeekdayDir::After, word.end))
}

/// `i mandags`.
pub(super) fn in_past(cursor: &Cursor, at: usize) -> Option<Mention> {
    let from = cursor.space(cursor.role(at, Role::In)?);
    let (weekday, form, end) = weekday_word(cursor, from)?;
    if form != WeekdayForm::Past {
        return None;
    }
    // `i onsdags i sidste uge`
    let (dir, end) = in_week(cursor, cursor.space(end)).unwrap_or((WeekdayDir::Past, end));
    Some(Mention::new(at, end, Expr::Weekday { weekday, dir }))
}

/// `på mandag`, `nu på torsdag`, `på mandag den 4.`, `på den 15`.
pub(super) fn coming(cursor: &Cursor, at: usize) -> Option<Mention> {
    let from = cursor.role(at, Role::Now).map_or(at, |end| cursor.space(end));
    let next = cursor.space(cursor.role(from, Role::On)?);
    if named::article(cursor, next).is_some() && cursor.whole {
        let mut mention = date(cursor, next)?;
        mention.span.start = at;
        return Some(mention);
    }
    let (_, form, _) = weekday_word(cursor, next)?;
    if form != WeekdayForm::Name {
        return None;
    }
    let mut mention = weekday(cursor, next)?;
    mention.span.start = at;
    if let Expr::Weekday { dir, .. } = &mut mention.expr
        && *dir == WeekdayDir::Bare
    {
        *dir = WeekdayDir::Coming;
    }
    Some(mention)
}

/// `sidste fredag`, `næste onsdag`, `førstkommende mandag den 4.`, `denne torsdag`, `sidste søndag i marts`; `den følgende mandag`
/// counts from the story.
pub(super) fn chosen(cursor: &Cursor, at: usize) -> Option<Mention> {
    let word = cursor.word(at)?;
    let entry = word.entry?;
    let from = cursor.space(cursor.optional(word.end, b'.'));
    let dir = if entry.is(Role::Last) {
        WeekdayDir::Past
    } else if entry.is(Role::Following) {
        WeekdayDir::After
    } else if entry.is(Role::Next) {
        WeekdayDir::Coming
    } else if entry.is(Role::This) {
        WeekdayDir::OfWeek(0)
    } else {
        return None;
    };
    let (_, form, _) = weekday_word(cursor, from)?;
    if form != WeekdayForm::Name {
        return None;
    }
    if dir == WeekdayDir::Past
        && let Some(nth) = nth(cursor, at)
    {
        return Some(nth);
    }
    let mut mention = weekday(cursor, from)?;
    mention.span.start = at;
    if let Expr::Weekday { dir: found, .. } = &mut mention.expr
        && *found == WeekdayDir::Bare
    {
        *found = dir;
    }
    Some(mention)
}

/// `tredje tirsdag i september 2014`, `første uge i oktober`, `sidste dag i maj`, also with figures (`1. mandag i maj`).
pub(super) fn nth(cursor: &Cursor, at: usize) -> Option<Mention> {
    let from = named::article(cursor, at).unwrap_or(at);
    let (nth, end) = match cursor.role(from, Role::Last) {
        Some(end) => (-1, end),
        None => match named::ordinal(cursor, from) {
            Some((value, end)) => (i32::try_from(value).ok()?, end),
            None => {
                let number = cursor.number(from).filter(|number| number.value <= 31 && cursor.byte(number.end) == b'.')?;
                (i32::try_from(number.value).ok()?, number.end + 1)
            }
        },
    };
    let unit_at = cursor.space(end);
    let unit = cursor.sense(unit_at, |sense| match sense {
        Sense::Weekday { weekday, form: WeekdayForm::Name } => Some(Some(weekday)),
        Sense::Unit(Unit::Day | Unit::Week) => Some(None),
        _ => None,
    });
    let (weekday, unit_end) = unit.filter(|_| unit_at > end)?;
    let within = cursor.role(cursor.space(unit_end), Role::In).or_else(|| named_of(cursor, cursor.space(unit_end)))?;
    let month_at = cursor.space(within);
    let inner = named::month(cursor, month_at, true)?;
    let Expr::Month { year, month, part: None } = inner.expr else { return None };
    let week = cursor.role(unit_at, Role::WeekWord).is_some();
    let expr = match weekday {
        Some(weekday) => Expr::NthWeekday { nth, weekday, month, year },
        None if week => Expr::NthWeek { nth, month, year },
        None => Expr::NthDay { nth, month, year },
    };
    Some(Mention::new(at, inner.span.end, expr))
}

/// Past `af`, as in `sidste dag af maj`.
fn named_of(cursor: &Cursor, at: usize) -> Option<usize> {
    let end = cursor.word_end(at);
    cursor.raw(at, end).eq_ignore_ascii_case(b"af").then_some(end)
}

/// Skips what names a weekday but no date: `hver mandag`, `mandag til fredag`. Where it ends.
pub(super) fn habit(cursor: &Cursor, at: usize) -> Option<usize> {
    if let Some(end) = cursor.role(at, Role::Every) {
        let mut next = cursor.space(end);
        if let Some((_, end)) = named::ordinal(cursor, next) {
            next = cursor.space(end);
        }
        if let Some((_, _, end)) = weekday_word(cursor, next) {
            let tail = cursor.space(end);
            return Some(clock::alone(cursor, tail).map_or(end, |clock| clock.end));
        }
        return None;
    }
    let from = cursor.role(at, Role::From).map_or(at, |end| cursor.space(end));
    let (_, _, end) = weekday_word(cursor, from)?;
    let mut end = cursor.optional(end, b'.');
    // `fra fredag kl. 16 til søndag kl. 18`
    if let Some(clock) = clock::after_date(cursor, end).filter(|clock| clock.time.end.is_none()) {
        end = clock.end;
    }
    let next = cursor.dash(end).or_else(|| cursor.role(cursor.space(end), Role::Until).map(|end| cursor.space(end)))?;
    let (_, _, end) = weekday_word(cursor, next)?;
    let dated = weekday_before_date(cursor, next).and_then(|(_, at)| with_date(cursor, at));
    dated.is_none().then(|| clock::after_date(cursor, end).map_or(end, |clock| clock.end))
}
