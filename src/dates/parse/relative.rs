//! Distances: `for 14 dage siden`, `om en uge`, `tre uger senere`, `en uge efter afgørelsen`, `sidste 2 dage`, and fixed expressions.

use super::super::expr::{Anchor, Expr, Mention, Prefix, Unit};
use super::super::lexicon::{Meaning, Sense};
use super::super::tables::Role;
use super::cursor::Cursor;
use super::{clock, date, named};

/// A number of units.
struct Quantity {
    count: i32,
    unit: Unit,
    approximate: bool,
    end: usize,
}

fn unit(cursor: &Cursor, at: usize) -> Option<(Unit, usize)> {
    let (unit, end) = cursor.sense(at, |sense| match sense {
        Sense::Unit(unit) => Some(unit),
        _ => None,
    })?;
    Some((unit, cursor.optional(end, b'.')))
}

/// `14 dage`, `en uge`, `et par måneder`, `halvanden time`, `et halvt år`, `2,5 timer`.
fn quantity(cursor: &Cursor, at: usize) -> Option<Quantity> {
    let (mut at, mut approximate) = (at, false);
    while let Some(end) = cursor.short_role(at, Role::Approx).filter(|end| cursor.space(*end) > *end) {
        (at, approximate) = (cursor.space(end), true);
    }
    if let Some(end) = cursor.role(at, Role::OneAndHalf) {
        return halves(cursor, 3, cursor.space(end), approximate);
    }
    let (value, end) = match cursor.number(at) {
        Some(number) if number.width <= 4 => (number.value, number.end),
        Some(_) => return None,
        None => cursor.sense(at, |sense| match sense {
            Sense::Cardinal(value) => Some(value),
            _ => None,
        })?,
    };
    if matches!(cursor.byte(end), b',' | b'.') && cursor.byte(end + 1) == b'5' && cursor.boundary(end + 2) {
        return halves(cursor, i32::try_from(value).ok()? * 2 + 1, cursor.space(end + 2), approximate);
    }
    let mut next = cursor.space(end);
    let mut count = i32::try_from(value).ok()?;
    if count == 1 {
        if let Some(end) = cursor.role(next, Role::Couple) {
            (count, approximate, next) = (2, true, cursor.space(end));
        } else if let Some(end) = cursor.role(next, Role::Half) {
            return halves(cursor, 1, cursor.space(end), approximate);
        } else if let Some(end) = cursor.role(next, Role::QuarterHour) {
            return Some(Quantity { count: 15, unit: Unit::Minute, approximate, end });
        }
    }
    let (unit, end) = unit(cursor, next).filter(|_| next > end || cursor.is_digit(at))?;
    Some(Quantity { count, unit, approximate, end })
}

/// So many halves of a unit, counted in the next smaller one.
fn halves(cursor: &Cursor, halves: i32, at: usize, approximate: bool) -> Option<Quantity> {
    let (whole, end) = unit(cursor, at)?;
    let (unit, per_half) = match whole {
        Unit::Year => (Unit::Month, 6),
        Unit::Month => (Unit::Day, 15),
        Unit::Week => (Unit::Hour, 84),
        Unit::Day => (Unit::Hour, 12),
        Unit::Hour => (Unit::Minute, 30),
        Unit::Minute => (Unit::Second, 30),
        _ => return None,
    };
    Some(Quantity { count: halves.checked_mul(per_half)?, unit, approximate, end })
}

fn mention(at: usize, end: usize, sign: i32, quantity: &Quantity, anchor: Anchor) -> Mention {
    let expr = Expr::Relative { count: sign * quantity.count, unit: quantity.unit, anchor };
    let mut mention = Mention::new(at, end, expr);
    mention.approximate = quantity.approximate;
    mention
}

/// `for 14 dage siden`, `om en uge`.
pub(super) fn with_preposition(cursor: &Cursor, at: usize) -> Option<Mention> {
    if let Some(end) = cursor.role(at, Role::AgoBefore) {
        let quantity = quantity(cursor, cursor.space(end))?;
        let end = cursor.role(cursor.space(quantity.end), Role::Ago)?;
        return Some(mention(at, end, -1, &quantity, Anchor::Act));
    }
    let end = cursor.role(at, Role::AboutTo)?;
    let quantity = quantity(cursor, cursor.space(end))?;
    // `om 3 år gamle børn`, `om 2 timer ugentligt` say how long, which cannot be told from here
    Some(mention(at, quantity.end, 1, &quantity, Anchor::Act))
}

/// `efter 14 dage`: later than the story's day; as a text of its own, than today.
pub(super) fn after_quantity(cursor: &Cursor, at: usize) -> Option<Mention> {
    let end = cursor.role(at, Role::After)?;
    let quantity = quantity(cursor, cursor.space(end))?;
    let anchor = if cursor.whole { Anchor::Act } else { Anchor::Narrative };
    let mut found = mention(at, quantity.end, 1, &quantity, anchor);
    found.prefix = Prefix::After;
    Some(found)
}

/// `14 dage siden`, `to dage senere`, `tre uger efter afgørelsen`, `en uge før den 3. maj`.
pub(super) fn counted(cursor: &Cursor, at: usize) -> Option<Mention> {
    let quantity = quantity(cursor, at)?;
    // `i 15 minutter før mødet` says how long
    if cursor.word_before(at).is_some_and(|(start, end)| end + 1 == at && cursor.raw(start, end).eq_ignore_ascii_case(b"i")) {
        return None;
    }
    let next = cursor.space(quantity.end);
    let word = cursor.word(next)?;
    let entry = word.entry?;
    if entry.is(Role::Ago) {
        return Some(mention(at, word.end, -1, &quantity, Anchor::Act));
    }
    if entry.is(Role::Later) {
        return Some(mention(at, word.end, 1, &quantity, Anchor::Narrative));
    }
    if entry.is(Role::Earlier) {
        return Some(mention(at, word.end, -1, &quantity, Anchor::Narrative));
    }
    if entry.is(Role::From) {
        // `tre dage fra i dag`, `14 dage fra den 3. maj`; `fra modtagelsen` is a rule, no date
        let base_at = cursor.space(word.end);
        if let Some(end) = cursor.role(base_at, Role::Now) {
            return Some(mention(at, end, 1, &quantity, Anchor::Act));
        }
        let base = date(cursor, base_at)?;
        let expr = Expr::Offset { count: quantity.count, unit: quantity.unit, base: Box::new(base.expr) };
        return Some(Mention::new(at, base.span.end, expr));
    }
    let sign = if entry.is(Role::After) {
        1
    } else if entry.is(Role::Before) || entry.is(Role::Within) {
        -1
    } else {
        return None;
    };
    let base_at = cursor.space(word.end);
    if let Some(base) = date(cursor, base_at) {
        let expr = Expr::Offset { count: sign * quantity.count, unit: quantity.unit, base: Box::new(base.expr) };
        let mut found = Mention::new(at, base.span.end, expr);
        found.approximate = quantity.approximate;
        return Some(found);
    }
    let anchor = if cursor.word(base_at).is_some() { Anchor::Event } else { Anchor::Narrative };
    Some(mention(at, word.end, sign, &quantity, anchor))
}

/// `sidste 2 dage`, `de næste tre uger`. In running text these are durations: there, only where they end.
pub(super) fn run(cursor: &Cursor, at: usize) -> Option<(Option<Mention>, usize)> {
    let mut from = cursor.role(at, Role::In).map_or(at, |end| cursor.space(end));
    from = cursor.role(from, Role::PluralArticle).map_or(from, |end| cursor.space(end));
    let (sign, end) = match (cursor.role(from, Role::Last), cursor.role(from, Role::Next)) {
        (Some(end), _) => (-1, end),
        (None, Some(end)) => (1, end),
        (None, None) => return None,
    };
    let quantity = quantity(cursor, cursor.space(end))?;
    let expr = Expr::Run { count: sign * quantity.count, unit: quantity.unit };
    Some((cursor.whole.then(|| Mention::new(at, quantity.end, expr)), quantity.end))
}

/// A fixed expression: `i går`, `samme dag`, `dagen efter`, `næste uge`, `1. juledag`, `efter sommerferien`.
pub(super) fn fixed(cursor: &Cursor, at: usize) -> Option<Mention> {
    let stands = |meaning: &Meaning| !matches!(meaning, Meaning::MonthPart(_) | Meaning::Period { tail: true, .. });
    let (meaning, end) = cursor.phrase(at, stands)?;
    match meaning {
        Meaning::Vague => Some(Mention::new(at, end, Expr::Vague)),
        Meaning::Feast { rule, .. } => {
            let year = named::year_tail(cursor, end, false);
            let (year, end) = year.unwrap_or((super::super::expr::YearRef::Unknown, end));
            Some(Mention::new(at, end, Expr::Feast { rule, year }))
        }
        Meaning::Period { period, part, .. } => {
            // `i dag, den 3. maj`, `i går d. 3/5`, `dd. 3. maj`: the date itself is what counts
            if period.unit == Unit::Day
                && let Some(mut dated) = dated(cursor, end)
            {
                dated.span.start = at;
                dated.counted = (period.anchor == Anchor::Act).then_some(period.offset);
                return Some(dated);
            }
            let expr = Expr::Period { unit: period.unit, offset: period.offset, anchor: period.anchor };
            let mut found = Mention::new(at, end, expr);
            found.time = part.map(clock::of_hours);
            Some(found)
        }
        Meaning::MonthPart(_) => None,
    }
}

fn dated(cursor: &Cursor, end: usize) -> Option<Mention> {
    let at = cursor.blanks(cursor.optional(end, b','));
    if at == end {
        return None;
    }
    let found = date(cursor, at)?;
    let certain = found.is_absolute() || matches!(found.expr, Expr::DayOfMonth { .. });
    certain.then_some(found)
}
