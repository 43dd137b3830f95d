//! Dates in figures: `12.05.21`, `d. 12/5-21`, `2/3 2021`, `2021-03-02`, `02 03 2021`, `020321`, and as a scanner misreads them.

use super::super::expr::{Expr, YearRef};
use super::super::tables::Role;
use super::cursor::{BULLETS, Cursor, Number};

/// How much the figures say by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// Only a date because a cue stands by it: `12.5`, `25-4`.
    Cued,
    /// Day and month with a slash.
    Slash,
    /// With a year.
    Full,
}

/// Figures that may be a date, where they end, and how sure that is.
pub(super) fn numeric(cursor: &Cursor, at: usize, cue: bool) -> Option<(Expr, usize, Strength)> {
    let first = cursor.ocr_number(at)?;
    match first.width {
        4 => iso(cursor, first),
        1 | 2 => day_first(cursor, at, first, cue),
        6 | 8 if cue => compact(cursor, at, first),
        _ => None,
    }
}

/// The day if the calendar has it in some year (29 February counts where no year is given).
pub(super) fn valid(year: YearRef, month: u32, day: u32) -> Option<Expr> {
    let probe = match year {
        YearRef::Given(year) => year,
        _ => 2000,
    };
    chrono::NaiveDate::from_ymd_opt(probe, month, day).map(|_| Expr::Day { year, month, day })
}

/// A year as written in two or four figures: 50 to 99 are the last century's.
pub(super) fn full_year(number: Number) -> Option<i32> {
    let year = i32::try_from(number.value).ok()?;
    match number.width {
        4 => (1800..=2099).contains(&year).then_some(year),
        2 => Some(if year < 50 { 2000 + year } else { 1900 + year }),
        _ => None,
    }
}

fn iso(cursor: &Cursor, year: Number) -> Option<(Expr, usize, Strength)> {
    let separator = cursor.byte(year.end);
    if !matches!(separator, b'-' | b'.' | b'/') {
        return None;
    }
    let month = cursor.ocr_number(year.end + 1).filter(|number| number.width <= 2)?;
    if cursor.byte(month.end) != separator {
        return None;
    }
    let day = cursor.number(month.end + 1).filter(|number| number.width <= 2)?;
    let expr = valid(YearRef::Given(full_year(year)?), month.value, day.value)?;
    let timed = cursor.byte(day.end) == b'T' && cursor.is_digit(day.end + 1);
    (timed || ends_well(cursor, day.end)).then_some((expr, day.end, Strength::Full))
}

fn compact(cursor: &Cursor, at: usize, number: Number) -> Option<(Expr, usize, Strength)> {
    if number.digits < 5 || !ends_well(cursor, number.end) || !cursor.boundary(number.end) {
        return None;
    }
    let part = |from: usize, to: usize| {
        let read = cursor.ocr_number(at + from)?;
        let digits = cursor.raw(at + from, at + to);
        let value = digits.iter().try_fold(0u32, |sum, byte| {
            let digit = match byte {
                b'O' | b'o' => 0,
                b'l' | b'I' | b'|' => 1,
                digit => u32::from(digit.checked_sub(b'0')?),
            };
            Some(sum * 10 + digit)
        })?;
        Some(Number { value, width: to - from, ..read })
    };
    let (day, month, year) = (part(0, 2)?, part(2, 4)?, part(4, number.width)?);
    let expr = valid(YearRef::Given(full_year(year)?), month.value, day.value)?;
    Some((expr, number.end, Strength::Full))
}

/// The mark between two figures and where the next begins. Blanks may stand around it.
fn separator(cursor: &Cursor, at: usize) -> Option<(u8, usize)> {
    let mark_at = cursor.blanks(at);
    match cursor.byte(mark_at) {
        mark @ (b'.' | b'/' | b',') => Some((mark, cursor.blanks(mark_at + 1))),
        _ => match cursor.dash_only(mark_at) {
            Some(end) => Some((b'-', cursor.blanks(end))),
            None if mark_at > at => Some((b' ', mark_at)),
            None => None,
        },
    }
}

fn day_first(cursor: &Cursor, day_start: usize, day: Number, cue: bool) -> Option<(Expr, usize, Strength)> {
    let (first_mark, next) = separator(cursor, day.end)?;
    let month = cursor.ocr_number(next).filter(|number| number.width <= 2)?;
    let spaced_out = next > day.end + 1;
    // `vurd. s.d. kl. 13. 1.12. kvitt.`: the hour ends its sentence.
    if spaced_out && cursor.role_before(day_start, Role::Clock, 1) {
        return None;
    }
    if let Some((expr, end)) = with_year(cursor, day, first_mark, month) {
        // `02 03 2021` but not `2 3 2021`; a comma only where a scanner made it of a full stop
        let figures = first_mark != b' ' || (day.width == 2 && month.width == 2);
        if figures && (first_mark != b',' || !spaced_out) {
            return Some((expr, end, Strength::Full));
        }
    }
    let digits = day.digits + month.digits >= (day.width + month.width).div_ceil(2) && day.digits > 0;
    if spaced_out && !(cue && matches!(first_mark, b'.' | b'/')) || !digits {
        return None;
    }
    let strength = match first_mark {
        b'/' => Strength::Slash,
        b'.' | b'-' if cue => Strength::Cued,
        b'-' | b'.' if cursor.whole || clock_follows(cursor, month.end) => Strength::Cued,
        // `undersøgelsen fra januar (16.1.)`
        b'.' if in_brackets(cursor, day_start, month.end) => Strength::Cued,
        // `sendt 27.08., svar 3.9.` and `modtaget 08.02` of a writer who sets no slash.
        b'.' if tells_when(cursor, day_start) && two_by_two(cursor, day, month) => Strength::Cued,
        // `bevilget 9.3. og begyndte 20.3., så`: the stop is the month's, for the sentence goes on.
        b'.' if cursor.byte(month.end) == b'.' && goes_on(cursor, day_start, month.end + 1) => Strength::Cued,
        // `skolen underrettede 22.1.`: the sentence ends with it, and neither a time nor a part is written so.
        b'.' if no_time_or_part(cursor, day_start, day, month) => Strength::Cued,
        // `10.2. NW: …` and `27.2.: …` lead an entry of a journal; `3.2 Familieforhold` is a heading's number.
        b'.' if cursor.byte(month.end) == b'.' && leads_line(cursor, day_start) => Strength::Cued,
        // `04.03 Samtale … 05.03 vurderet` leads an entry, or goes on with it, where all entries are led so.
        b'.' if cursor.stops && leads(cursor, day_start) && day.width == 2 && month.width == 2 => Strength::Cued,
        // `28.02.24: i gang. 17.04: samtale. 12.06: slut`
        b'.' if cursor.colons && cursor.byte(month.end) == b':' => Strength::Cued,
        b'.' if cursor.stops && stopped_day(cursor, month) => Strength::Cued,
        // `indskrivning 19.05, tilsyn 24.06, opfølgning 14.08`: one that can be no time tells what the others of its line are.
        b'.' if (follows_word(cursor, day_start) || leads(cursor, day_start) || follows_comma(cursor, day_start))
            && in_line_of_days(cursor, day_start) =>
        {
            Strength::Cued
        }
        // `▪ 17-11 ▪ AB ▪ …`: a log that parts what it tells with signs.
        b'-' | b'.' if leads_line(cursor, day_start) && parted(cursor, month.end) && day.width == 2 && month.width == 2 => Strength::Cued,
        _ => return None,
    };
    let expr = valid(YearRef::Unknown, month.value, day.value)?;
    let mut end = month.end;
    if first_mark == b'.' && stop_at(cursor, end) {
        end += 1;
    }
    if let Some((year, year_end)) = cursor.year_phrase(cursor.space(end)).filter(|_| cursor.space(end) > end)
        && let Some(expr) = valid(year, month.value, day.value)
    {
        return Some((expr, year_end, strength));
    }
    let written_range = cursor.dash_only(end).is_some();
    (written_range || ends_well(cursor, end)).then_some((expr, end, strength))
}

/// Whether nothing but blanks and a bullet stands between the line's (or cell's) start and `at`.
fn leads_line(cursor: &Cursor, at: usize) -> bool {
    let line = cursor.text.get(..at).unwrap_or_default().rsplit(['\n', '\t', '\x0c']).next().unwrap_or_default();
    let line = line.trim_matches(' ');
    line.is_empty() || line.strip_prefix(BULLETS) == Some("")
}

/// Whether the line of `at` is one of days. Asked once of a line.
fn in_line_of_days(cursor: &Cursor, at: usize) -> bool {
    let (start, end, known) = cursor.line_of_days.get();
    if (start..end).contains(&at) {
        return known;
    }
    let (before, after) = (cursor.text.get(..at).unwrap_or_default(), cursor.text.get(at..).unwrap_or_default());
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let end = at + after.find('\n').unwrap_or(after.len());
    let found = is_line_of_days(cursor.text.get(start..end).unwrap_or_default(), cursor.colons);
    cursor.line_of_days.set((start, end, found));
    found
}

/// Whether all figures like `19.05` in a line are days of the calendar, several, and one of them is no time of day; `led` by days all are.
fn is_line_of_days(line: &str, led: bool) -> bool {
    let two = |part: &str| part.parse::<u32>().ok().filter(|_| part.len() == 2);
    let pairs = line.split_whitespace().filter_map(|word| {
        let (first, second) = word.trim_matches(|c: char| !c.is_ascii_digit()).split_once('.')?;
        Some((two(first)?, two(second)?))
    });
    let (mut days, mut no_time) = (0, false);
    for (day, month) in pairs {
        if valid(YearRef::Unknown, month, day).is_none() {
            return false;
        }
        days += 1;
        no_time |= day > 23;
    }
    days > 1 && (no_time || led)
}

/// Whether a sign that parts cells stands behind the blanks at `at`.
fn parted(cursor: &Cursor, at: usize) -> bool {
    let next = cursor.text.get(at..).and_then(|rest| rest.strip_prefix(' ')).and_then(|rest| rest.chars().next());
    next.is_some_and(|sign| matches!(sign, '|' | '·') || BULLETS.contains(&sign))
}

/// Whether a word stands before `start`, and its sentence goes on at `end`.
fn goes_on(cursor: &Cursor, start: usize, end: usize) -> bool {
    let after = cursor.text.get(end..).unwrap_or_default();
    let word = after.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_lowercase));
    follows_word(cursor, start) && (word || after.starts_with([',', ';', ')']))
}

/// Whether a word and a blank stand before `at`.
fn follows_word(cursor: &Cursor, at: usize) -> bool {
    cursor.text.get(..at).and_then(|text| text.strip_suffix(' ')).is_some_and(|text| text.ends_with(char::is_alphabetic))
}

/// Whether a comma and a blank stand before `at`.
fn follows_comma(cursor: &Cursor, at: usize) -> bool {
    cursor.text.get(..at).is_some_and(|before| before.ends_with(", "))
}

/// Whether a full stop stands at `at`, and no figure behind it.
fn stop_at(cursor: &Cursor, at: usize) -> bool {
    cursor.byte(at) == b'.' && !cursor.is_digit(at + 1)
}

/// Whether a word stands before, a full stop behind, and the figures are too large for an hour or, with a month of one figure, for a part of a text.
fn no_time_or_part(cursor: &Cursor, start: usize, day: Number, month: Number) -> bool {
    stop_at(cursor, month.end) && follows_word(cursor, start) && (day.value > 23 || day.value > 12 && month.width == 1)
}

/// Whether it leads the line, or a sentence of it.
fn leads(cursor: &Cursor, at: usize) -> bool {
    leads_line(cursor, at) || cursor.text.get(..at).is_some_and(|before| before.ends_with(". "))
}

/// Whether figures of a writer who sets stops are a day and no time (`9.10`), part (`pkt. 4.1`) or amount (`1.5 timer`): a sign ends them, and a month
/// that minutes may be written like has a stop.
fn stopped_day(cursor: &Cursor, month: Number) -> bool {
    let signed = matches!(cursor.byte(month.end), b',' | b':' | b';' | b')');
    stop_at(cursor, month.end) || signed && month.width == 1 && !cursor.is_digit(month.end + 1)
}

/// Both in two figures, and no time of day: a full stop behind them, or a month that no minutes are written like without an hour's word.
fn two_by_two(cursor: &Cursor, day: Number, month: Number) -> bool {
    day.width == 2 && month.width == 2 && (stop_at(cursor, month.end) || month.value < 10)
}

/// Whether nothing else stands in the brackets, and a full stop tells the figures from an amount.
fn in_brackets(cursor: &Cursor, start: usize, end: usize) -> bool {
    start > 0 && cursor.byte(start - 1) == b'(' && cursor.byte(end) == b'.' && cursor.byte(end + 1) == b')'
}

/// Whether the word before is one that a day follows: `pr.`, `senest`, `kvitt.`, or a participle (`modtaget`, `sendt`, `startet`).
fn tells_when(cursor: &Cursor, at: usize) -> bool {
    let beside = |(start, end): &(usize, usize)| end + 1 == at || end + 2 == at && cursor.byte(*end) == b'.' && end - start <= ABBREVIATION;
    let word = cursor.word_before(at).filter(beside);
    word.is_some_and(|(start, end)| cursor.lexicon.dates_what_follows(cursor.raw(start, end)))
}

/// Bytes of an abbreviated word, at the most.
const ABBREVIATION: usize = 6;

fn clock_follows(cursor: &Cursor, at: usize) -> bool {
    let next = cursor.space(at);
    next > at && cursor.role(next, Role::Clock).is_some()
}

fn with_year(cursor: &Cursor, day: Number, first_mark: u8, month: Number) -> Option<(Expr, usize)> {
    let (mark, mut next) = separator(cursor, month.end).or_else(|| apostrophe(cursor, month.end))?;
    if let Some((_, after)) = apostrophe(cursor, next) {
        next = after;
    }
    let mark = if mark == b'.' && next > month.end + 1 { b' ' } else { mark };
    let year = cursor.ocr_number(next).filter(|number| matches!(number.width, 2 | 4))?;
    let fits = match (first_mark, mark) {
        (b' ', b' ') => year.width == 4,
        (b' ', _) => false,
        // `10-11.30` are hours
        (b'-', b'.') => year.width == 4,
        // `12/5 21` would also be "12/5" and a number, as `18/9, 15 dage` is
        (_, b' ') => year.width == 4,
        (_, b',') => year.width == 4 || next == month.end + 1,
        _ => true,
    };
    let digits = day.digits + month.digits + year.digits;
    let enough = digits * 2 >= day.width + month.width + year.width;
    let expr = valid(YearRef::Given(full_year(year)?), month.value, day.value)?;
    let another = match cursor.byte(year.end) {
        b'/' | b'-' => numeric(cursor, year.end + 1, false).is_some_and(|(_, _, strength)| strength == Strength::Full),
        _ => false,
    };
    let range_follows = another || (year.width == 4 && cursor.dash_only(year.end).is_some());
    (fits && enough && (range_follows || ends_well(cursor, year.end))).then_some((expr, year.end))
}

fn apostrophe(cursor: &Cursor, at: usize) -> Option<(u8, usize)> {
    match cursor.byte(at) {
        b'\'' => Some((b'\'', at + 1)),
        0xe2 if cursor.byte(at + 1) == 0x80 && matches!(cursor.byte(at + 2), 0x98 | 0x99) => Some((b'\'', at + 3)),
        _ => None,
    }
}

/// Whether figures may end here: no letter, digit, or mark with a digit after it.
fn ends_well(cursor: &Cursor, at: usize) -> bool {
    if !cursor.boundary(at) {
        return false;
    }
    let mark = matches!(cursor.byte(at), b'.' | b'/' | b':' | b'-' | b'_' | b'*' | b'#' | b'%');
    !(mark && (cursor.is_digit(at + 1) || matches!(cursor.byte(at), b'_' | b'*' | b'#' | b'%')))
        && !(cursor.byte(at) == b'-' && cursor.is_letter(at + 1))
}
