//! Days and months in words: `12. maj 2021`, `den anden marts`, `4., 11. og 18. maj`, `3.-5. marts`, `primo maj`, `i marts sidste år`.

use chrono::Weekday;

use super::super::expr::{Expr, Mention, MonthRef, YearRef};
use super::super::lexicon::{Meaning, Sense};
use super::super::tables::Role;
use super::cursor::{Cursor, Number};
use super::numeric::{full_year, valid};
use super::weekday::weekday_before_date;

/// How an item of a list hangs on the one before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    First,
    And,
    Range,
}

struct Item {
    start: usize,
    end: usize,
    day: u32,
    weekday: Option<Weekday>,
    joint: Joint,
}

/// One or more day numbers before one month: `den 3. og 10. maj 2021`. Each gets the month and the year; a range becomes a span.
pub(super) fn list(cursor: &Cursor, at: usize, open: Opening) -> Option<(Vec<Mention>, usize)> {
    let mut items: Vec<Item> = Vec::new();
    let (mut from, mut joint) = (at, Joint::First);
    loop {
        let item = item(cursor, from, joint)?;
        let (end, trusted) = (item.item.end, item.trusted);
        items.push(item.item);
        if let Some((month, month_end)) = month_at(cursor, end) {
            return Some(finish(cursor, &items, month, month_end));
        }
        (joint, from) = connector(cursor, end, open)?;
        // `2, 3. maj` is the number 2 and a date
        if !trusted && joint == Joint::And || items.len() > 40 {
            return None;
        }
    }
}

/// What stands before a list and decides what `og` and `til` in it mean.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// Nothing.
    Plain,
    /// `fra …`, `mellem …`: a span.
    Span,
}

struct TrustedItem {
    item: Item,
    trusted: bool,
}

fn item(cursor: &Cursor, at: usize, joint: Joint) -> Option<TrustedItem> {
    let (weekday, from) = match weekday_before_date(cursor, at) {
        Some((weekday, next)) => (Some(weekday), next),
        None => (None, at),
    };
    let article = article(cursor, from);
    let mut number_at = article.unwrap_or(from);
    let mut weekday = weekday;
    if article.is_some()
        && let Some((day, next)) = weekday_before_date(cursor, number_at)
    {
        (weekday, number_at) = (Some(day), next);
    }
    if let Some((day, end)) = ordinal(cursor, number_at) {
        // only a month's name after it lets an ordinal be a day, so `sekstende juli` needs no article
        return (day <= 31).then_some(TrustedItem { item: Item { start: at, end, day, weekday, joint }, trusted: true });
    }
    let number = cursor.ocr_number(number_at).filter(|number| number.width <= 2 && (1..=31).contains(&number.value))?;
    let (end, stopped) = stop(cursor, number);
    Some(TrustedItem { item: Item { start: at, end, day: number.value, weekday, joint }, trusted: stopped || article.is_some() })
}

/// Past the full stop of an ordinal, which a scanner may have set apart: `3 . maj`.
fn stop(cursor: &Cursor, number: Number) -> (usize, bool) {
    let blank = cursor.blanks(number.end);
    match cursor.byte(blank) {
        b'.' if blank <= number.end + 2 => (blank + 1, true),
        // `3, maj` as a scanner reads `3. maj`
        b',' if blank == number.end && month_at(cursor, blank + 1).is_some() => (blank + 1, true),
        _ => (number.end, false),
    }
}

/// Past `den`, `d.` and the like.
pub(super) fn article(cursor: &Cursor, at: usize) -> Option<usize> {
    // "LUNA E.D. 300619": one of several initials.
    if at > 0 && cursor.byte(at - 1) == b'.' && cursor.byte(at).is_ascii_uppercase() {
        return None;
    }
    let end = cursor.short_role(at, Role::Article)?;
    Some(cursor.space(end))
}

pub(super) fn ordinal(cursor: &Cursor, at: usize) -> Option<(u32, usize)> {
    cursor.sense(at, |sense| match sense {
        Sense::Ordinal(value) => Some(value),
        _ => None,
    })
}

fn connector(cursor: &Cursor, at: usize, open: Opening) -> Option<(Joint, usize)> {
    if let Some(end) = cursor.dash(at) {
        return Some((Joint::Range, end));
    }
    let comma = cursor.optional(at, b',');
    let comma = if cursor.byte(comma) == b'/' { comma + 1 } else { comma };
    let next = cursor.space(comma);
    if let Some(end) = cursor.role(next, Role::And) {
        let joint = if open == Opening::Span { Joint::Range } else { Joint::And };
        return Some((joint, cursor.space(end)));
    }
    if let Some(end) = cursor.role(next, Role::Until) {
        return Some((Joint::Range, until(cursor, end)));
    }
    (comma > at).then_some((Joint::And, next))
}

/// Past `til`, or `til og med`.
pub(super) fn until(cursor: &Cursor, end: usize) -> usize {
    let next = cursor.space(end);
    let Some(and) = cursor.role(next, Role::And) else { return next };
    let with = cursor.space(and);
    let word_end = cursor.word_end(with);
    if cursor.raw(with, word_end).eq_ignore_ascii_case(b"med") { cursor.space(word_end) } else { next }
}

fn finish(cursor: &Cursor, items: &[Item], month: u32, month_end: usize) -> (Vec<Mention>, usize) {
    let (year, end) = year_tail(cursor, month_end, true).unwrap_or((YearRef::Unknown, month_end));
    let mut mentions: Vec<Mention> = Vec::new();
    let last = items.len().saturating_sub(1);
    for (index, item) in items.iter().enumerate() {
        let Some(expr) = valid(year, month, item.day) else { continue };
        let item_end = if index == last { end } else { item.end };
        if item.joint == Joint::Range
            && let Some(before) = mentions.last_mut()
            && !matches!(before.expr, Expr::Span { .. })
        {
            let from = earlier_month(std::mem::replace(&mut before.expr, Expr::Vague), item.day);
            before.expr = Expr::Span { from: Box::new(from), to: Box::new(expr) };
            before.span.end = item_end;
            continue;
        }
        let mut mention = Mention::new(item.start, item_end, expr);
        mention.weekday = item.weekday;
        mentions.push(mention);
    }
    (mentions, end)
}

/// In `28.-3. maj` the first day is April's.
fn earlier_month(from: Expr, to_day: u32) -> Expr {
    let Expr::Day { year, month, day } = from else { return from };
    if day <= to_day {
        return from;
    }
    let (month, year) = match (month, year) {
        (1, YearRef::Given(year)) => (12, YearRef::Given(year - 1)),
        (1, year) => (12, year),
        (month, year) => (month - 1, year),
    };
    valid(year, month, day).unwrap_or(from)
}

/// The month after a day number, with its abbreviation's stop: its number and end.
pub(super) fn month_at(cursor: &Cursor, day_end: usize) -> Option<(u32, usize)> {
    let mut at = cursor.space(day_end);
    if let Some(dash) = cursor.dash_only(at).filter(|_| at == day_end) {
        at = dash;
    }
    if cursor.byte(at) == b'/' {
        at += 1;
    }
    month_word(cursor, at).map(|(month, _, end)| (month, end))
}

/// A month's name at `at`: number, whether in full, end past an abbreviation's stop.
pub(super) fn month_word(cursor: &Cursor, at: usize) -> Option<(u32, bool, usize)> {
    let month = |sense| match sense {
        Sense::Month { number, full } => Some((number, full)),
        _ => None,
    };
    if let Some(((number, full), end)) = cursor.sense(at, month) {
        return Some((number, full, if full { end } else { cursor.optional(end, b'.') }));
    }
    if !cursor.is_letter(at) && !cursor.is_digit(at) {
        return None;
    }
    glued_month(cursor, at).or_else(|| misread_month(cursor, at))
}

/// `MAR2021`, `Feb13`: the letters alone are the month.
fn glued_month(cursor: &Cursor, at: usize) -> Option<(u32, bool, usize)> {
    let end = cursor.word_end(at);
    if end == at || !cursor.is_digit(end) {
        return None;
    }
    let entry = cursor.lexicon.get(cursor.raw(at, end))?;
    entry.senses.iter().find_map(|sense| match sense {
        Sense::Month { number, full } => Some((*number, *full, end)),
        _ => None,
    })
}

/// `ju1i`, `0ktober`, `augu5t`.
fn misread_month(cursor: &Cursor, at: usize) -> Option<(u32, bool, usize)> {
    let window = cursor.raw(at, (at + 12).min(cursor.bytes.len()));
    let word = window.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'|').next()?;
    if !word.iter().any(|byte| matches!(byte, b'0' | b'1' | b'5' | b'|')) {
        return None;
    }
    let mut letters = Vec::new();
    let mut end = at;
    while letters.len() < 12 {
        letters.push(match cursor.byte(end) {
            b'0' => b'o',
            b'1' | b'|' => b'l',
            b'5' => b's',
            byte if byte.is_ascii_alphabetic() => byte,
            _ => break,
        });
        end += 1;
    }
    let letter_count = letters.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    if letter_count < 3 || !cursor.boundary(end) {
        return None;
    }
    cursor.lexicon.get(&letters)?.senses.iter().find_map(|sense| match sense {
        Sense::Month { number, full: true } => Some((*number, true, end)),
        _ => None,
    })
}

/// The year after a month: `2021`, `'21`, `-21`, `21` (only with `short`, and guarded), `sidste år`, `s.å.`
pub(super) fn year_tail(cursor: &Cursor, at: usize, short: bool) -> Option<(YearRef, usize)> {
    let comma = cursor.optional(at, b',');
    for next in [cursor.space(at), cursor.blanks(comma)] {
        if next == at && !cursor.is_digit(at) {
            continue;
        }
        if let Some(year) = cursor.ocr_number(next).filter(|year| year.width == 4 && year.digits > 1)
            && (cursor.boundary(year.end) && !(cursor.byte(year.end) == b':' && cursor.is_digit(year.end + 1)))
            && !(cursor.byte(year.end) == b'.' && cursor.is_digit(year.end + 1))
            && let Some(value) = full_year(year)
        {
            return Some((YearRef::Given(value), year.end));
        }
        if next > at
            && let Some(found) = cursor.year_phrase(next)
        {
            return Some(found);
        }
    }
    if !short {
        return None;
    }
    let next = cursor.blanks(at);
    let marked = match cursor.byte(next) {
        b'\'' | b'/' => Some(next + 1),
        0xe2 if cursor.byte(next + 2) == 0x99 => Some(next + 3),
        b'-' if !cursor.is_digit(at) => Some(next + 1),
        _ => None,
    };
    let year = cursor.number(marked.unwrap_or(next)).filter(|year| year.width == 2)?;
    let value = full_year(year)?;
    let ends =
        cursor.boundary(year.end) && !(matches!(cursor.byte(year.end), b'.' | b':' | b'/' | b'-' | b',') && cursor.is_digit(year.end + 1));
    let trusted = match marked {
        Some(after) => ends && cursor.byte(after) != b' ',
        None => ends && next > at && plain_short_year(cursor, year),
    };
    trusted.then_some((YearRef::Given(value), year.end))
}

/// `12. december 81 skulle`, `3. maj 21 kl. 9`, `3. maj 21.` but not `3. maj 12 børn`.
fn plain_short_year(cursor: &Cursor, year: Number) -> bool {
    let next = cursor.blanks(year.end);
    let ends_here = matches!(cursor.byte(year.end), 0 | b'\n' | b'\r' | b',' | b';' | b')' | b'\t')
        || (cursor.byte(year.end) == b'.' && month_at(cursor, year.end + 1).is_none());
    let word = cursor.word(next);
    let counted = word.and_then(|word| word.entry).is_some_and(|entry| {
        entry.is(Role::MaskAfter) || entry.senses.iter().any(|sense| matches!(sense, Sense::Unit(_) | Sense::Month { .. }))
    });
    let clock = word.and_then(|word| word.entry).is_some_and(|entry| entry.is(Role::Clock));
    ends_here || clock || (year.value >= 32 && !counted && word.is_some()) || (year.value >= 32 && word.is_none() && !cursor.is_digit(next))
}

/// A month that stands alone, or a part of one: `marts måned`, `maj sidste år`, `primo maj`. `cue`: a preposition is before it.
pub(super) fn month(cursor: &Cursor, at: usize, cue: bool) -> Option<Mention> {
    if let Some((Meaning::MonthPart(part), end)) = cursor.phrase(at, |meaning| matches!(meaning, Meaning::MonthPart(_))) {
        let next = cursor.space(end);
        let inner = month(cursor, next, true).filter(|_| next > end)?;
        let Expr::Month { year, month, .. } = inner.expr else { return None };
        return Some(Mention::new(at, inner.span.end, Expr::Month { year, month, part: Some(part) }));
    }
    let (month, full, end) = month_word(cursor, at)?;
    let mut tail = end;
    if let Some(word_end) = cursor.role(cursor.space(end), Role::MonthWord) {
        tail = word_end;
    }
    let year =
        year_tail(cursor, tail, false).or_else(|| year_tail(cursor, tail, true).filter(|_| cursor.byte(cursor.blanks(tail)) == b'\''));
    let year = year.or_else(|| {
        // `i marts i år`: a year phrase may begin with its own `i`, which year_tail reads; `i maj måned 2021` too
        cursor.role(cursor.space(tail), Role::In).and_then(|end| year_tail(cursor, end, false))
    });
    // a capital makes `Maj`, `August` a name, and `jan`, `mar` alone say too little
    let named = cursor.byte(at).is_ascii_uppercase() && !cue;
    let alone = full && (!named || tail > end);
    // `i nov.`, `pr. sept.`
    let stopped = !full && cursor.byte(end - 1) == b'.' && cursor.byte(at).is_ascii_lowercase();
    if year.is_none() && !(alone || ((full || stopped) && cue) || cursor.whole) {
        return None;
    }
    if year.is_none() && named && !cursor.whole && tail == end {
        return None;
    }
    let (year, end) = year.unwrap_or((YearRef::Unknown, tail));
    Some(Mention::new(at, end, Expr::Month { year, month, part: None }))
}

/// English order: `April 14, 2015`, `Feb13`. Without a weekday before it or a year after it only where the text is nothing else.
pub(super) fn month_first(cursor: &Cursor, at: usize, weekday: bool) -> Option<Mention> {
    let (month, _, end) = month_word(cursor, at)?;
    let day = cursor.number(cursor.blanks(end)).filter(|number| number.width <= 2 && cursor.boundary(number.end))?;
    if cursor.whole
        && let Some(next) = cursor.dash(day.end)
        && let Some(to) = cursor.number(next).filter(|number| number.width <= 2 && cursor.boundary(number.end))
    {
        let (year, end) = year_tail(cursor, to.end, false).unwrap_or((YearRef::Unknown, to.end));
        let (from, to) = (valid(year, month, day.value)?, valid(year, month, to.value)?);
        return Some(Mention::new(at, end, Expr::Span { from: Box::new(from), to: Box::new(to) }));
    }
    let year = year_tail(cursor, day.end, false);
    if year.is_none() && !weekday && !cursor.whole {
        return None;
    }
    let (year, end) = year.unwrap_or((YearRef::Unknown, day.end));
    Some(Mention::new(at, end, valid(year, month, day.value)?))
}

/// `den 4.`, `d. 4`, `den 2. ds.`, `den 4. s.m.`: a day without its month. `weekday`: one stands before it.
pub(super) fn day_of_month(cursor: &Cursor, at: usize, weekday: bool) -> Option<Mention> {
    // "af 9. ds.", "12. s.m." say by their month that they are days.
    let Some(number_at) = article(cursor, at) else {
        let number =
            cursor.number(at).filter(|number| number.width <= 2 && (1..=31).contains(&number.value) && cursor.byte(number.end) == b'.')?;
        let past = number.end + 1;
        if let Some((month, tail)) = month_ref(cursor, cursor.space(past)) {
            return Some(Mention::new(at, tail, Expr::DayOfMonth { day: number.value, month }));
        }
        // "Onsdag 12. Mona kom": the weekday tells that the number is a day; "mandag 8. klasse" has a noun for it.
        let day = weekday && !cursor.is_digit(past) && cursor.boundary(past) && !noun_after(cursor, past, false);
        return day.then(|| Mention::new(at, past, Expr::DayOfMonth { day: number.value, month: MonthRef::Unknown }));
    };
    let strong = cursor.role(at, Role::StrongArticle).is_some() || weekday;
    let number = cursor.ocr_number(number_at).filter(|number| number.width <= 2 && (1..=31).contains(&number.value))?;
    let stopped = cursor.byte(number.end) == b'.' && !cursor.is_digit(number.end + 1);
    let end = number.end + usize::from(stopped);
    if let Some((month, tail)) = month_ref(cursor, cursor.space(end)).filter(|_| stopped || cursor.space(end) > end) {
        return Some(Mention::new(at, tail, Expr::DayOfMonth { day: number.value, month }));
    }
    let mark = matches!(cursor.byte(number.end), b'/' | b'-' | b':' | b'%' | b',' | b'.' if !stopped && cursor.is_digit(number.end + 1));
    let trusted =
        cursor.boundary(number.end) && !mark && if stopped { !noun_after(cursor, end, strong) } else { ends_phrase(cursor, end, strong) };
    (trusted || (cursor.whole && cursor.boundary(number.end))).then(|| {
        let bare = Expr::DayOfMonth { day: number.value, month: MonthRef::Unknown };
        Mention::new(at, end, bare)
    })
}

/// `ds.`, `s.m.`, `i denne måned` after a day.
fn month_ref(cursor: &Cursor, at: usize) -> Option<(MonthRef, usize)> {
    use super::super::expr::{Anchor, Unit};
    let month = |meaning: &Meaning| matches!(meaning, Meaning::Period { period, .. } if period.unit == Unit::Month);
    match cursor.phrase(at, month)? {
        (Meaning::Period { period, .. }, end) if period.anchor == Anchor::Act => Some((MonthRef::Act(period.offset), end)),
        (Meaning::Period { period, .. }, end) => Some((MonthRef::Narrative(period.offset), end)),
        _ => None,
    }
}

/// After `den 3.`: a noun makes it "the third …".
fn noun_after(cursor: &Cursor, at: usize, strong: bool) -> bool {
    let from = cursor.space(at);
    let Some(word) = cursor.word(from) else { return false };
    if cursor.raw(from, word.end).first().is_some_and(u8::is_ascii_uppercase) {
        return false;
    }
    let listed = word.entry.is_some_and(|entry| entry.is(Role::OrdinalNoun) || entry.is(Role::WeekWord) || entry.is(Role::QuarterWord));
    listed || (!strong && cursor.lexicon.ends_as_noun(cursor.raw(from, word.end)))
}

/// After `den 3` without a stop: only where the words end or a time follows.
fn ends_phrase(cursor: &Cursor, at: usize, strong: bool) -> bool {
    let next = cursor.blanks(at);
    let ends_here = matches!(cursor.byte(next), b'\n' | b'\r' | b',' | b';' | b')') || next >= cursor.bytes.len();
    cursor.role(next, Role::Clock).is_some() || (strong && (ends_here || cursor.role(next, Role::And).is_some()))
}
