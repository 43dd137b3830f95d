//! Stretches between two dates: `fra den 3. til den 5. marts`, `3/5 - 7/5`, `natten mellem den 3. og 4. maj`.

use super::super::expr::{Expr, Mention, MonthRef, Prefix, YearRef};
use super::super::tables::Role;
use super::cursor::Cursor;
use super::{add_time, clock, date, named, numeric, with_start};

/// `fra den 3. til den 5. maj`, `mellem den 3. og den 5. maj`, also with months, years and weekdays at either end.
pub(super) fn span_words(cursor: &Cursor, at: usize) -> Option<(Vec<Mention>, usize)> {
    let from_word = cursor.role(at, Role::From);
    let after = from_word.or_else(|| cursor.role(at, Role::Between))?;
    let first = cursor.space(after);
    let moved = from_word.is_some() && cursor.role_before(at, Role::Moved, 3);
    if let Some((mut mentions, end)) = named::list(cursor, first, if moved { named::Opening::Plain } else { named::Opening::Span })
        && let [only] = mentions.as_mut_slice()
        && matches!(only.expr, Expr::Span { .. })
    {
        only.span.start = at;
        return Some(if moved { split(cursor, mentions, first, end) } else { (mentions, end) });
    }
    let mut start = date(cursor, first)?;
    add_time(cursor, &mut start);
    let joint = cursor.space(start.span.end);
    let role = if from_word.is_some() { Role::Until } else { Role::And };
    let next = match cursor.role(joint, role) {
        Some(end) => named::until(cursor, end),
        None => return None,
    };
    let to = date(cursor, next)?;
    if moved {
        let (from, end) = (share_month(start.expr.clone(), &to.expr), to.span.end);
        start.expr = from;
        start.prefix = Prefix::From;
        let mut to = to;
        to.prefix = Prefix::Until;
        return Some((vec![start, to], end));
    }
    join(start, to, at)
}

/// `flyttet fra den 3. til den 5. maj` names two days, not a span.
fn split(cursor: &Cursor, mut mentions: Vec<Mention>, first: usize, end: usize) -> (Vec<Mention>, usize) {
    let Some(Expr::Span { from, to }) = mentions.pop().map(|mention| mention.expr) else { return (mentions, end) };
    let text = cursor.text.get(first..end).unwrap_or_default();
    let cut = first + text.find(" til ").unwrap_or(0);
    let mut old = Mention::new(first, cut, *from);
    old.prefix = Prefix::From;
    let mut new = Mention::new((cut + 5).min(end), end, *to);
    new.prefix = Prefix::Until;
    (vec![old, new], end)
}

/// A date and, if a dash or `til` and another date follow, the span.
pub(super) fn continued(cursor: &Cursor, mut mention: Mention) -> (Vec<Mention>, usize) {
    let end = mention.span.end;
    let may_span = match &mention.expr {
        Expr::Day { .. } | Expr::DayOfMonth { .. } | Expr::Month { part: None, .. } => true,
        Expr::Period { .. } | Expr::Weekday { .. } => cursor.whole,
        _ => false,
    };
    if !may_span {
        return (vec![mention], end);
    }
    let own_time = mention.time;
    let mut with_time = mention.clone();
    add_time(cursor, &mut with_time);
    let after = with_time.span.end;
    let next = cursor.dash(after).or_else(|| {
        let at = cursor.space(after);
        cursor.role(at, Role::Until).filter(|_| at > after).map(|end| named::until(cursor, end))
    });
    if let Some(next) = next
        && let Some(to) = date(cursor, next)
        && same_kind(&mention.expr, &to.expr)
    {
        let start = mention.span.start;
        mention.time = with_time.time;
        if let Some(found) = join(mention.clone(), to, start) {
            return found;
        }
    }
    mention.time = own_time;
    (vec![mention], end)
}

fn same_kind(from: &Expr, to: &Expr) -> bool {
    let day = |expr: &Expr| matches!(expr, Expr::Day { .. });
    let month = |expr: &Expr| matches!(expr, Expr::Month { part: None, .. });
    let loose = |expr: &Expr| matches!(expr, Expr::Period { .. } | Expr::Weekday { .. });
    (day(from) && day(to))
        || (month(from) && month(to))
        || (matches!(from, Expr::DayOfMonth { .. }) && day(to))
        || (loose(from) && loose(to))
}

fn join(from: Mention, to: Mention, start: usize) -> Option<(Vec<Mention>, usize)> {
    let fits = same_kind(&from.expr, &to.expr)
        || matches!((&from.expr, &to.expr), (Expr::DayOfMonth { .. }, Expr::DayOfMonth { .. }) | (Expr::Year(_), Expr::Year(_)));
    if !fits {
        return None;
    }
    let end = to.span.end;
    let first = share_month(from.expr, &to.expr);
    let mut mention = Mention::new(start, end, Expr::Span { from: Box::new(first), to: Box::new(to.expr) });
    mention.weekday = from.weekday;
    mention.time = from.time;
    Some((vec![mention], end))
}

/// Gives a date the month and the year that only the date after it names.
pub(in crate::dates) fn share_month(from: Expr, to: &Expr) -> Expr {
    match (from, to) {
        (Expr::DayOfMonth { day, month: MonthRef::Unknown }, Expr::Day { year, month, day: to_day }) => {
            let (month, year) = if day <= *to_day { (*month, *year) } else { before(*month, *year) };
            numeric::valid(year, month, day).unwrap_or(Expr::DayOfMonth { day, month: MonthRef::Unknown })
        }
        (Expr::Day { year: YearRef::Unknown, month, day }, Expr::Day { year: YearRef::Given(year), month: to_month, day: to_day }) => {
            let year = if (month, day) <= (*to_month, *to_day) { *year } else { year - 1 };
            numeric::valid(YearRef::Given(year), month, day).unwrap_or(Expr::Day { year: YearRef::Unknown, month, day })
        }
        (Expr::Month { year: YearRef::Unknown, month, part }, Expr::Month { year: YearRef::Given(year), month: to_month, .. }) => {
            let year = if month <= *to_month { *year } else { year - 1 };
            Expr::Month { year: YearRef::Given(year), month, part }
        }
        (from, _) => from,
    }
}

fn before(month: u32, year: YearRef) -> (u32, YearRef) {
    match (month, year) {
        (1, YearRef::Given(year)) => (12, YearRef::Given(year - 1)),
        (1, year) => (12, year),
        (month, year) => (month - 1, year),
    }
}

/// `natten til den 4. maj` is that day; `natten mellem den 3. og 4. maj` is the span of both.
pub(super) fn night(cursor: &Cursor, at: usize) -> Option<(Vec<Mention>, usize)> {
    let next = cursor.space(cursor.role(at, Role::NightBefore)?);
    if let Some(end) = cursor.role(next, Role::Until) {
        let mut mention = date(cursor, cursor.space(end))?;
        mention.span.start = at;
        mention.time = Some(clock::of_hours([0, 6]));
        let end = mention.span.end;
        return Some((vec![mention], end));
    }
    cursor.role(next, Role::Between)?;
    let (mentions, end) = span_words(cursor, next)?;
    Some(with_start(mentions, at, end))
}
