//! Times of day: `kl. 14.10`, `14:10-15:00`, `klokken halv tre`, `ti minutter i midnat`, `om formiddagen`.

use super::super::expr::{Prefix, TimeGrain, TimeSpan};
use super::super::lexicon::Sense;
use super::super::tables::Role;
use super::cursor::Cursor;

/// A time read, whether it is approximate, and where it ends.
pub(super) struct Clock {
    pub time: TimeSpan,
    pub approximate: bool,
    /// `efter`, `før` between a day and its time.
    pub prefix: Prefix,
    pub end: usize,
}

const DAY: u32 = 86_400;

/// A time that stands on its own: with `kl.`, with a colon, or in words that mean nothing else.
pub(super) fn alone(cursor: &Cursor, at: usize) -> Option<Clock> {
    let (at, mut approximate) = skip_approx(cursor, at);
    let clock = if let Some(after) = clock_word(cursor, at) {
        let (from, inexact) = skip_approx(cursor, after);
        approximate |= inexact;
        // "Dato/kl. 11-02-2021 / 13.25"
        if super::numeric::numeric(cursor, from, false).is_some_and(|(_, _, strength)| strength == super::numeric::Strength::Full) {
            return None;
        }
        let point = point(cursor, from, true)?;
        range(cursor, point, true)
    } else if let Some(after) = cursor.role(at, Role::Between).or_else(|| cursor.role(at, Role::From)) {
        between(cursor, cursor.space(after), Role::And)?
    } else if let Some(after) = cursor.role(at, Role::After) {
        between(cursor, cursor.space(after), Role::AtLatestBut)?
    } else {
        let point = colon(cursor, at).or_else(|| in_words(cursor, at, cursor.whole)).or_else(|| midnight(cursor, at, approximate))?;
        range(cursor, point, false)
    };
    Some(finish(cursor, clock, approximate))
}

/// A time right after a date: the forms of [`alone`], and a bare `14.10` on the same line.
pub(super) fn after_date(cursor: &Cursor, date_end: usize) -> Option<Clock> {
    let comma = cursor.optional(date_end, b',');
    let spaced = cursor.space(comma);
    if spaced > date_end {
        let (hour_at, _) = skip_approx(cursor, spaced);
        let found = part_of_day(cursor, spaced, true).or_else(|| alone_not_from(cursor, spaced)).or_else(|| around(cursor, hour_at));
        if found.is_some() {
            return found;
        }
    }
    let same_line = cursor.blanks(comma);
    let open = cursor.optional(same_line, b'(');
    if same_line == comma && open == same_line {
        return None;
    }
    let point = dotted(cursor, open)?;
    let clock = finish(cursor, range(cursor, point, true), false);
    masked_after(cursor, clock.end).then_some(clock)
}

fn alone_not_from(cursor: &Cursor, at: usize) -> Option<Clock> {
    // `efter kl. 14`, `før kl. 11` between day and time
    let leads = [(Role::After, Prefix::After), (Role::Before, Prefix::Before), (Role::By, Prefix::By)];
    let lead = leads.iter().find_map(|(role, prefix)| cursor.role(at, *role).map(|end| (end, *prefix)));
    if let Some((after, prefix)) = lead {
        let from = cursor.space(after);
        clock_word(cursor, from)?;
        return alone(cursor, from).map(|clock| Clock { prefix, ..clock });
    }
    alone(cursor, at)
}

/// Whether no word follows that makes the number something else than a time.
fn masked_after(cursor: &Cursor, at: usize) -> bool {
    cursor.role(cursor.blanks(at), Role::MaskAfter).is_none() && cursor.byte(cursor.blanks(at)) != b'%'
}

fn skip_approx(cursor: &Cursor, at: usize) -> (usize, bool) {
    match cursor.short_role(at, Role::Approx) {
        Some(end) if cursor.space(end) > end => (cursor.space(end), true),
        _ => (at, false),
    }
}

/// Past `kl.`, `kl:`, `klokken`.
fn clock_word(cursor: &Cursor, at: usize) -> Option<usize> {
    let glued = cursor.word_end(at);
    let end = match cursor.word(at) {
        Some(word) => word.entry.filter(|entry| entry.is(Role::Clock)).map(|_| word.end)?,
        // `kl14.10`
        None if cursor.lexicon.get(cursor.raw(at, glued)).is_some_and(|entry| entry.is(Role::Clock)) => glued,
        None => return None,
    };
    let end = match cursor.byte(end) {
        b'.' | b':' | b',' => end + 1,
        _ => end,
    };
    Some(cursor.space(end))
}

fn point_at(seconds: u32, grain: TimeGrain, end: usize) -> (TimeSpan, usize) {
    (TimeSpan { start: seconds, end: None, grain }, end)
}

/// A point of time after `kl.`
fn point(cursor: &Cursor, at: usize, clock_said: bool) -> Option<(TimeSpan, usize)> {
    in_words(cursor, at, clock_said)
        .or_else(|| dotted(cursor, at))
        .or_else(|| colon(cursor, at))
        .or_else(|| midnight(cursor, at, true))
        .or_else(|| {
            let (hour, end) = hour(cursor, at)?;
            (!cursor.dash_only(end).is_some_and(|next| cursor.is_letter(next))).then(|| point_at(hour * 3600, TimeGrain::Hour, end))
        })
        .map(|found| half_day(cursor, found))
}

/// Moves an hour of the morning into the part of the day named before it.
pub(super) fn in_part(time: &mut TimeSpan, part: TimeSpan) {
    if part.grain == TimeGrain::Part && time.grain != TimeGrain::Part && part.start >= 12 * 3600 && time.start < 12 * 3600 {
        time.start += 12 * 3600;
        time.end = time.end.map(|end| if end < 12 * 3600 { end + 12 * 3600 } else { end });
    }
}

/// `am`/`pm` and `om eftermiddagen`, which move an hour up to 12 into its half of the day.
fn half_day(cursor: &Cursor, (mut time, mut end): (TimeSpan, usize)) -> (TimeSpan, usize) {
    let next = cursor.blanks(end);
    let word_end = cursor.word_end(next);
    match cursor.raw(next, word_end) {
        b"pm" | b"PM" if time.start < 12 * 3600 => {
            time.start += 12 * 3600;
            end = word_end;
        }
        b"am" | b"AM" | b"pm" | b"PM" => end = word_end,
        _ => {
            // `kl. 12 middag`
            let noon = cursor.role(next, Role::Noon).or_else(|| cursor.role(next, Role::Midnight));
            if let Some(after) = noon.filter(|_| next > end && time.start == 12 * 3600) {
                time.start = if cursor.role(next, Role::Midnight).is_some() { DAY } else { time.start };
                return (time, after);
            }
            if let Some(part) = part_of_day(cursor, cursor.space(end), false)
                && next > end
                && time.start <= 12 * 3600
                && let Some(until) = part.time.end
            {
                if part.time.start >= 12 * 3600 && time.start < 12 * 3600 && time.start + 12 * 3600 <= until.max(23 * 3600) {
                    time.start += 12 * 3600;
                }
                end = part.end;
            }
        }
    }
    (time, end)
}

/// An hour in digits or in words.
fn hour(cursor: &Cursor, at: usize) -> Option<(u32, usize)> {
    if let Some(number) = cursor.ocr_number(at) {
        let fits = number.width <= 2 && number.value <= 24 && cursor.boundary(number.end);
        return fits.then_some((number.value, number.end));
    }
    let (value, end) = cursor.sense(at, cardinal)?;
    (1..=24).contains(&value).then_some((value, end))
}

fn cardinal(sense: Sense) -> Option<u32> {
    match sense {
        Sense::Cardinal(value) => Some(value),
        _ => None,
    }
}

/// `14:10`, `14:10:30`, `14 : 10`.
fn colon(cursor: &Cursor, at: usize) -> Option<(TimeSpan, usize)> {
    let hour = cursor.ocr_number(at).filter(|number| number.width <= 2 && number.value <= 24)?;
    if cursor.byte(hour.end) != b':' {
        return None;
    }
    minutes(cursor, hour.value, hour.end + 1, b':').map(|found| half_day(cursor, found))
}

/// `14.10`, `14,10`, `14.10.30`: only where something says that it is a time.
fn dotted(cursor: &Cursor, at: usize) -> Option<(TimeSpan, usize)> {
    let hour = cursor.ocr_number(at).filter(|number| number.width <= 2 && number.value <= 24)?;
    match cursor.byte(hour.end) {
        separator @ (b'.' | b',' | b';') => minutes(cursor, hour.value, hour.end + 1, separator),
        _ => None,
    }
}

fn minutes(cursor: &Cursor, hour: u32, at: usize, separator: u8) -> Option<(TimeSpan, usize)> {
    let minute = cursor.ocr_number(at).filter(|number| number.width == 2 && number.value < 60)?;
    if hour == 24 && minute.value > 0 {
        return None;
    }
    let time = hour * 3600 + minute.value * 60;
    if cursor.byte(minute.end) == separator
        && let Some(second) = cursor.number(minute.end + 1).filter(|number| number.width == 2 && number.value < 60)
        && cursor.boundary(second.end)
        && !(cursor.byte(second.end) == separator && cursor.is_digit(second.end + 1))
    {
        return Some(point_at(time + second.value, TimeGrain::Second, second.end));
    }
    let number_goes_on = matches!(cursor.byte(minute.end), b'.' | b':' | b'/') && cursor.is_digit(minute.end + 1);
    (cursor.boundary(minute.end) && !number_goes_on).then(|| point_at(time, TimeGrain::Minute, minute.end))
}

/// `halv tre`, `kvart over ni`, `ti minutter i midnat`, and with `clock_said` also `20 over 15`.
fn in_words(cursor: &Cursor, at: usize, clock_said: bool) -> Option<(TimeSpan, usize)> {
    if let Some(end) = cursor.role(at, Role::Half) {
        let (value, end) = hour(cursor, cursor.space(end))?;
        let trusted = clock_said || (value <= 12 && unit_after(cursor, end).is_none());
        return (value > 0 && trusted).then(|| point_at(value * 3600 - 1800, TimeGrain::Minute, end));
    }
    let (shift, said, end) = if let Some(end) = cursor.role(at, Role::QuarterHour) {
        (15, true, cursor.space(end))
    } else {
        let (value, end) = hour_like(cursor, at)?;
        match unit_after(cursor, end) {
            Some((super::super::expr::Unit::Minute, end)) => (value, true, cursor.space(end)),
            Some(_) => return None,
            None => (value, false, cursor.space(end)),
        }
    };
    if !said && !clock_said {
        return None;
    }
    let (sign, end) = match (cursor.role(end, Role::PastHour), cursor.role(end, Role::In)) {
        (Some(end), _) => (1, end),
        (None, Some(end)) => (-1, end),
        (None, None) => return None,
    };
    let from = cursor.space(end);
    let half = cursor.role(from, Role::Half);
    let from = half.map_or(from, |end| cursor.space(end));
    let (hour, end) = match midnight(cursor, from, true) {
        Some((span, end)) => (span.start / 3600, end),
        None => hour(cursor, from)?,
    };
    let base = i64::from(hour) * 60 - if half.is_some() { 30 } else { 0 };
    let minutes = (base + sign * i64::from(shift)).rem_euclid(24 * 60);
    let seconds = u32::try_from(minutes * 60).ok()?;
    Some(point_at(seconds, TimeGrain::Minute, end))
}

fn hour_like(cursor: &Cursor, at: usize) -> Option<(u32, usize)> {
    match cursor.number(at) {
        Some(number) => (number.value < 60 && number.width <= 2 && cursor.boundary(number.end)).then_some((number.value, number.end)),
        None => cursor.sense(at, cardinal),
    }
}

fn unit_after(cursor: &Cursor, at: usize) -> Option<(super::super::expr::Unit, usize)> {
    let from = cursor.space(at);
    cursor.sense(from, |sense| match sense {
        Sense::Unit(unit) => Some(unit),
        _ => None,
    })
}

/// `midnat`, and with a cue `middag`.
fn midnight(cursor: &Cursor, at: usize, cue: bool) -> Option<(TimeSpan, usize)> {
    if let Some(end) = cursor.role(at, Role::Midnight) {
        return Some(point_at(DAY, TimeGrain::Hour, end));
    }
    let end = cursor.role(at, Role::Noon)?;
    (cue || cursor.whole).then(|| point_at(DAY / 2, TimeGrain::Hour, end))
}

/// `ved 21-tiden`, `ved titiden` is one word and left out.
fn around(cursor: &Cursor, at: usize) -> Option<Clock> {
    let (value, end) = hour(cursor, at)?;
    let next = cursor.dash_only(end).unwrap_or_else(|| cursor.blanks(end));
    let end = cursor.role(next, Role::AroundTime).filter(|_| next > end)?;
    let (time, end) = point_at(value * 3600, TimeGrain::Hour, end);
    Some(Clock { time, approximate: true, prefix: Prefix::None, end })
}

/// `-15.00`, `til kl. 15` after a point of time.
fn range(cursor: &Cursor, (mut time, end): (TimeSpan, usize), clock_said: bool) -> (TimeSpan, usize) {
    let dash = cursor.dash(end);
    let next = dash.or_else(|| {
        let at = cursor.space(end);
        cursor.role(at, Role::Until).filter(|_| at > end).map(|end| cursor.space(end))
    });
    let Some(next) = next else { return (time, end) };
    let from = clock_word(cursor, next);
    let to = match from {
        Some(from) => point(cursor, from, true),
        None if clock_said => dotted(cursor, next).or_else(|| colon(cursor, next)).or_else(|| {
            let (value, end) = hour(cursor, next).filter(|_| dash.is_some() || cursor.is_digit(next))?;
            let no_date = !matches!(cursor.byte(end), b'/' | b'.' if cursor.is_digit(end + 1))
                && super::named::month_at(cursor, cursor.optional(end, b'.')).is_none();
            no_date.then(|| point_at(value * 3600, TimeGrain::Hour, end))
        }),
        None => colon(cursor, next),
    };
    match to {
        Some((to, end)) => {
            time.end = Some(to.start);
            time.grain = time.grain.min(to.grain);
            (time, end)
        }
        None => (time, end),
    }
}

/// `mellem kl. 11.50 og 12.50`, `fra 9:30 til 11:00`.
fn between(cursor: &Cursor, at: usize, joint_role: Role) -> Option<(TimeSpan, usize)> {
    let said = clock_word(cursor, at);
    let (mut time, end) = match said {
        Some(from) => point(cursor, from, true)?,
        None if cursor.whole => point(cursor, at, true)?,
        None => colon(cursor, at)?,
    };
    let joint = cursor.space(end);
    let after = cursor.role(joint, joint_role).map(|end| cursor.space(end));
    let after = match joint_role {
        // `efter 9:30 men før 11:00`
        Role::AtLatestBut => cursor.role(after?, Role::Before).map(|end| cursor.space(end))?,
        _ => after.or_else(|| cursor.role(joint, Role::Until).map(|end| cursor.space(end))).or_else(|| cursor.dash(end))?,
    };
    let (to, end) = match clock_word(cursor, after) {
        Some(from) => point(cursor, from, true)?,
        None if said.is_some() || cursor.whole => point(cursor, after, true)?,
        None => colon(cursor, after)?,
    };
    time.end = Some(to.start);
    time.grain = time.grain.min(to.grain);
    Some((time, end))
}

fn finish(cursor: &Cursor, (time, mut end): (TimeSpan, usize), approximate: bool) -> Clock {
    let next = cursor.space(end);
    if let Some(after) = cursor.role(next, Role::Exactly).filter(|_| next > end) {
        end = after;
    }
    Clock { time, approximate, prefix: Prefix::None, end }
}

/// `om formiddagen`, and with `bare` also `formiddag`, `aftes` right after a day.
pub(super) fn part_of_day(cursor: &Cursor, at: usize, bare: bool) -> Option<Clock> {
    let about = cursor.role(at, Role::AboutTo).map(|end| cursor.space(end));
    let from = about.unwrap_or(at);
    let (span, end) = cursor.sense(from, |sense| match sense {
        Sense::Part { from, to, definite } if definite == about.is_some() && (bare || definite) => Some((from, to)),
        _ => None,
    })?;
    let time = TimeSpan { start: span.0 * 3600, end: Some(span.1 * 3600), grain: TimeGrain::Part };
    Some(Clock { time, approximate: false, prefix: Prefix::None, end })
}

/// The part of the day that a fixed expression names.
pub(super) fn of_hours([from, to]: [u32; 2]) -> TimeSpan {
    TimeSpan { start: from * 3600, end: Some(to * 3600), grain: TimeGrain::Part }
}
