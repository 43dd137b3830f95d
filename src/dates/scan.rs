//! The scanner: one walk over a text, the forms tried only where a number or a word of the tables stands.
//!
//! In: text. Out: [`Mention`]s in order, not overlapping. The walk goes from token to token, so that a form can only begin where a
//! word or a number begins; what a form or a mask takes is never looked at again.

use chrono::Weekday;

use super::expr::{Anchor, Expr, Mention, MonthRef, Prefix, Unit, WeekdayDir, YearRef};
use super::lexicon::{Lexicon, Start};
use super::parse::cursor::{BULLETS, Cursor, letter_len};
use super::parse::{Outcome, at, share_month, weekday_told};
use super::tables::{self, DatesError, Role};

/// The words the program comes with.
pub const GRAMMAR: &str = include_str!("../../grammars/dates.toml");

/// Finds date mentions in Danish text.
#[derive(Debug)]
pub struct Scanner {
    pub(super) lexicon: Lexicon,
}

impl Scanner {
    /// Compiles a table of date words.
    ///
    /// # Errors
    /// The table is not TOML of the expected form, or holds a word or number that cannot be used; the line is named.
    pub fn new(toml: &str) -> Result<Self, DatesError> {
        let file = tables::read(toml)?;
        Ok(Self { lexicon: Lexicon::new(toml, &file)? })
    }

    /// The scanner with the words the program comes with.
    ///
    /// # Errors
    /// None but by a fault in [`GRAMMAR`], which the tests exclude.
    pub fn danish() -> Result<Self, DatesError> {
        Self::new(GRAMMAR)
    }

    /// All date mentions of a text, in order, not overlapping; spans are byte offsets on char boundaries.
    #[must_use]
    pub fn scan(&self, text: &str) -> Vec<Mention> {
        let mut cursor = Cursor::new(text, &self.lexicon, false);
        cursor.stops = dates_with_stops(text);
        cursor.colons = dates_with_colons(text);
        let mut mentions = without_dated_weekends(text, with_weekday_after(text, walk(&cursor)));
        share_years(&cursor, &mut mentions);
        for mention in &mut mentions {
            surroundings(&cursor, mention);
        }
        mentions
    }

    /// The mention that `onsdagen` is where a day was told before it: the first Wednesday after that. In running text it may be every one of them, so
    /// that [`Self::scan`] passes over it.
    #[must_use]
    pub fn weekday_told(&self, word: &str) -> Option<Mention> {
        weekday_told(&Cursor::new(word, &self.lexicon, false))
    }

    /// The mention that a text is as a whole, if it is one expression and nothing else. Forms that are too short to be trusted in
    /// running text count here (`fre`, `1954`, `15-02`).
    #[must_use]
    pub fn whole(&self, text: &str) -> Option<Mention> {
        let cursor = Cursor::new(text, &self.lexicon, true);
        let mut start = cursor.space(0);
        let mut prefix = Prefix::None;
        let (mut approximate, mut end_of_prefix) = (false, start);
        if let Some((found, after)) = prefix_word(&cursor, start)
            && let Outcome::Nothing | Outcome::Skip(_) = at(&cursor, start)
        {
            (prefix, start) = (found, cursor.space(after));
            end_of_prefix = start;
        }
        if let Outcome::Nothing | Outcome::Skip(_) = at(&cursor, start) {
            while let Some(after) = cursor.short_role(start, Role::Approx).filter(|after| cursor.space(*after) > *after) {
                (approximate, start) = (true, cursor.space(after));
            }
        }
        let Outcome::Mentions(mut mentions, end) = at(&cursor, start) else { return None };
        let rest = cursor.space(cursor.optional(end, b'.'));
        if mentions.len() != 1 || rest < text.trim_end().len() {
            return None;
        }
        let mut mention = mentions.pop()?;
        mention.approximate |= approximate;
        if prefix != Prefix::None {
            mention.prefix = prefix;
            mention.span.start = end_of_prefix.min(mention.span.start);
        }
        Some(mention)
    }
}

/// Whether some lines begin with a day like `4.3.` or `04.03`, behind a bullet perhaps, and none with a time of day.
fn dates_with_stops(text: &str) -> bool {
    /// Fewer may be numbers of headings.
    const LINES: usize = 3;
    let mut days = 0;
    for line in text.lines() {
        let mut parts = line.trim_start_matches(|c| matches!(c, ' ' | '\t') || BULLETS.contains(&c)).splitn(3, '.');
        let number = |part: &str| part.parse::<u8>().ok().filter(|_| part.len() <= 2);
        let Some(first) = parts.next().and_then(number) else { continue };
        let Some(rest) = parts.next() else { continue };
        let (figures, bare) = rest.split_once([' ', '\t']).map_or((rest, false), |(figures, _)| (figures, true));
        let Some(second) = number(figures) else { continue };
        let stopped = parts.next().is_some_and(|rest| rest.starts_with([' ', ':', ',', '\t'])) && !bare;
        let in_calendar = (1..=31).contains(&first) && (1..=12).contains(&second);
        if bare && figures.len() == 2 && first < 24 && second > 12 {
            return false;
        }
        days += usize::from(in_calendar && (stopped || bare && figures.len() == 2));
    }
    days >= LINES
}

/// Whether figures like `17.04:` lead what a text tells, all of them are days of the calendar, and some no times of day.
fn dates_with_colons(text: &str) -> bool {
    /// Fewer may be anything.
    const FIGURES: usize = 3;
    let (mut days, mut no_times) = (0, 0);
    for (at, _) in text.match_indices(':') {
        let before = text.get(..at).unwrap_or_default();
        let from = before.rfind(|c: char| c != '.' && !c.is_ascii_digit()).map_or(0, |sign| sign + 1);
        let Some((day, month)) = before.get(from..).and_then(|figures| figures.split_once('.')) else { continue };
        let number = |figures: &str| figures.parse::<u32>().ok().filter(|_| figures.len() <= 2);
        let (Some(day), Some(month)) = (number(day), number(month)) else { continue };
        if !(1..=31).contains(&day) || !(1..=12).contains(&month) {
            return false;
        }
        days += 1;
        no_times += usize::from(day > 23);
    }
    days >= FIGURES && no_times > 0
}

/// A weekday set after its date or week is part of it: `i sidste uge (torsdag)`, `i uge 46, torsdag`, `i går, tirsdag`.
fn with_weekday_after(text: &str, mentions: Vec<Mention>) -> Vec<Mention> {
    let mut out: Vec<Mention> = Vec::with_capacity(mentions.len());
    for mention in mentions {
        let bare = match mention.expr {
            Expr::Weekday { weekday, dir: WeekdayDir::Bare } => Some(weekday),
            _ => None,
        };
        let before = out.last_mut().filter(|b| {
            text.get(b.span.end..mention.span.start).is_some_and(|gap| matches!(gap, " (" | ", " | ", i "))
                && b.weekday.is_none()
                && b.time.is_none()
        });
        let taken = bare.zip(before).is_some_and(|(weekday, before)| {
            let takes = takes_weekday(before, weekday);
            if takes {
                before.span.end = mention.span.end;
                before.time = mention.time;
            }
            takes
        });
        if !taken {
            out.push(mention);
        }
    }
    out
}

/// `weekenden fra den 22. oktober`, `weekenden d. 3.-5. maj`: the day behind it says which, so that the word is none by itself.
fn without_dated_weekends(text: &str, mentions: Vec<Mention>) -> Vec<Mention> {
    let is_weekend = |m: &Mention| matches!(m.expr, Expr::Period { unit: Unit::Weekend, offset: 0, .. });
    let is_day = |m: &Mention| matches!(m.expr, Expr::Day { .. } | Expr::DayOfMonth { .. } | Expr::Span { .. });
    let gap = |m: &Mention, next: &Mention| matches!(text.get(m.span.end..next.span.start), Some(" " | " fra " | " om " | ", "));
    let dated: Vec<bool> =
        mentions.iter().zip(mentions.iter().skip(1)).map(|(m, next)| is_weekend(m) && is_day(next) && gap(m, next)).collect();
    mentions.into_iter().zip(dated.into_iter().chain([false])).filter(|(_, dated)| !dated).map(|(m, _)| m).collect()
}

/// Gives the weekday to the date before it; a week becomes that day of it.
fn takes_weekday(before: &mut Mention, weekday: Weekday) -> bool {
    let in_week = match &before.expr {
        Expr::Period { unit: Unit::Week, offset, anchor: Anchor::Act } => Some(WeekdayDir::OfWeek(*offset)),
        Expr::Relative { count, unit: Unit::Week, anchor: Anchor::Act } => Some(WeekdayDir::OfWeek(*count)),
        Expr::Week { year, week } => Some(WeekdayDir::OfNumberedWeek(*year, *week)),
        Expr::Day { .. } | Expr::DayOfMonth { .. } | Expr::Period { unit: Unit::Day, .. } => None,
        _ => return false,
    };
    match in_week {
        Some(dir) => before.expr = Expr::Weekday { weekday, dir },
        None => before.weekday = Some(weekday),
    }
    true
}

fn walk(cursor: &Cursor) -> Vec<Mention> {
    let bytes = cursor.bytes;
    let mut mentions = Vec::new();
    let mut place = 0;
    while let Some(&byte) = bytes.get(place) {
        let letter = letter_len(byte, cursor.byte(place + 1));
        if letter == 0 && !byte.is_ascii_digit() {
            let sign = byte == 0xc2 && cursor.byte(place + 1) == 0xa7;
            let calling = byte == b'+' && cursor.is_digit(place + 1);
            if !sign && !calling {
                place += 1;
                continue;
            }
        }
        let token_end = if letter > 0 { cursor.word_end(place) } else { digits_end(bytes, place) };
        let worth = match letter {
            0 => true,
            _ => begins_form(cursor, place, token_end) || begins_figures(cursor, place),
        };
        if let Some(day) = bracketed_day(cursor, &mentions, place).or_else(|| day_in_list(cursor, &mentions, place)) {
            place = day.span.end;
            mentions.push(day);
            continue;
        }
        let outcome = if worth { at(cursor, place) } else { Outcome::Nothing };
        place = match outcome {
            Outcome::Mentions(found, end) if end > place => {
                mentions.extend(found);
                end
            }
            Outcome::Skip(end) if end > place => end,
            _ => past_token(cursor, token_end.max(place + 1)),
        };
    }
    mentions
}

/// `i april (19.)`: a number in brackets right behind a month says it more closely.
fn bracketed_day(cursor: &Cursor, mentions: &[Mention], place: usize) -> Option<Mention> {
    let before = mentions.last().filter(|before| matches!(before.expr, Expr::Month { .. }))?;
    let number = cursor.number(place).filter(|number| number.width <= 2 && (1..=31).contains(&number.value))?;
    let opened = cursor.text.get(before.span.end..place).is_some_and(|gap| gap.trim_start() == "(");
    let end = cursor.optional(number.end, b'.');
    (opened && cursor.byte(end) == b')').then(|| Mention::new(place, end, Expr::DayOfMonth { day: number.value, month: MonthRef::Unknown }))
}

/// `2. mar.: samtykke, 6.: plan`: the next day of a list that leads each item with its own.
fn day_in_list(cursor: &Cursor, mentions: &[Mention], place: usize) -> Option<Mention> {
    let number = cursor.number(place).filter(|number| number.width <= 2 && (1..=31).contains(&number.value))?;
    let led = cursor.byte(number.end) == b'.' && cursor.byte(number.end + 1) == b':';
    let before = mentions.last().filter(|before| match before.expr {
        Expr::Day { day, .. } | Expr::DayOfMonth { day, .. } => led && day < number.value,
        _ => false,
    })?;
    let gap = cursor.text.get(before.span.end..place)?;
    let listed = gap.trim_start_matches('.').starts_with(':') && gap.ends_with([' ', ',', ';']) && !gap.contains('\n');
    listed.then(|| Mention::new(place, number.end + 1, Expr::DayOfMonth { day: number.value, month: MonthRef::Unknown }))
}

/// Whether a form may begin with the word: by its first letter and length, then by what is known of it and of the next.
fn begins_form(cursor: &Cursor, place: usize, end: usize) -> bool {
    if !cursor.lexicon.may_start(cursor.raw(place, end)) {
        return false;
    }
    // a word with a digit glued on (`Feb13`, `kl9`) is not looked up here
    let Some(word) = cursor.word(place) else { return true };
    match word.entry.map_or(Start::Never, |entry| entry.start) {
        Start::Never => false,
        Start::WithNext => cursor.goes_on(end),
        Start::Alone => true,
    }
}

/// A letter that a scanner may have made of the first digit: `O3.05.2021`, `l2/5`.
fn begins_figures(cursor: &Cursor, place: usize) -> bool {
    matches!(cursor.byte(place), b'O' | b'o' | b'l' | b'I')
        && (cursor.is_digit(place + 1) || matches!(cursor.byte(place + 1), b'.' | b'/' | b'-'))
}

fn digits_end(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    at
}

/// To the end of a token of letters and digits together, so that no form begins inside it.
fn past_token(cursor: &Cursor, mut at: usize) -> usize {
    loop {
        let end = digits_end(cursor.bytes, cursor.word_end(at));
        if end == at {
            break;
        }
        at = end;
    }
    while !cursor.text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// `den 3/5 og 10/5 2021`: dates in a row share the month and the year of the one that names them.
fn share_years(cursor: &Cursor, mentions: &mut [Mention]) {
    for index in (1..mentions.len()).rev() {
        let Some((left, right)) = mentions.split_at_mut_checked(index) else { continue };
        let (Some(before), Some(after)) = (left.last_mut(), right.first()) else { continue };
        if in_a_row(cursor, before.span.end, after.span.start) {
            let expr = std::mem::replace(&mut before.expr, Expr::Vague);
            let target = match &after.expr {
                Expr::Span { from, .. } => from.as_ref(),
                expr => expr,
            };
            before.expr = share_month(expr, target);
        }
    }
    for index in 1..mentions.len() {
        let Some((left, right)) = mentions.split_at_mut_checked(index) else { continue };
        let (Some(before), Some(after)) = (left.last(), right.first_mut()) else { continue };
        if !in_a_row(cursor, before.span.end, after.span.start) {
            continue;
        }
        // `den 3. maj 2021 og den 10. juni`: onwards only within the row, and never back in time
        if let (
            Expr::Day { year: YearRef::Given(year), month, day },
            Expr::Day { year: unknown @ YearRef::Unknown, month: next_month, day: next_day },
        ) = (&before.expr, &mut after.expr)
        {
            *unknown = YearRef::Given(if (*next_month, *next_day) >= (*month, *day) { *year } else { *year + 1 });
        }
    }
}

/// Only `,`, `og`, `samt`, `henholdsvis` between two dates.
fn in_a_row(cursor: &Cursor, end: usize, start: usize) -> bool {
    let comma = cursor.optional(end, b',');
    let mut at = cursor.space(comma);
    let mut joined = comma > end;
    for role in [Role::And, Role::Respectively] {
        if let Some(after) = cursor.role(at, role) {
            (at, joined) = (cursor.space(after), true);
        }
    }
    joined && at == start && start > end
}

/// What stands before a mention: how it is meant, and whether it is a birth date.
fn surroundings(cursor: &Cursor, mention: &mut Mention) {
    let start = mention.span.start;
    if cursor.role_before(start, Role::Born, 3) {
        mention.born = born(cursor, start);
    }
    let Some((word_start, word_end)) = cursor.word_before(start) else { return };
    if word_end + 2 < start {
        return;
    }
    if mention.prefix == Prefix::None
        && let Some((prefix, _)) = prefix_word(cursor, word_start)
    {
        mention.prefix = prefix;
    }
    mention.approximate |= cursor.role(word_start, Role::Approx).is_some();
}

/// The birth word must stand right before the date but for `den`, `d.` and the like; `f` only with its stop.
fn born(cursor: &Cursor, start: usize) -> bool {
    let mut at = start;
    for _ in 0..3 {
        let Some((word_start, word_end)) = cursor.word_before(at) else { return false };
        let Some(entry) = cursor.lexicon.get(cursor.raw(word_start, word_end)) else { return false };
        if entry.is(Role::Born) {
            let short = word_end - word_start == 1;
            return !short || cursor.byte(word_end) == b'.';
        }
        let passes = entry.is(Role::Article)
            || entry.is(Role::In)
            || entry.is(Role::On)
            || entry.senses.iter().any(|sense| matches!(sense, super::lexicon::Sense::Weekday { .. }));
        if !passes && cursor.raw(word_start, word_end) != b"er" {
            return false;
        }
        at = word_start;
    }
    false
}

/// `inden`, `senest`, `efter` … and where the word ends.
fn prefix_word(cursor: &Cursor, at: usize) -> Option<(Prefix, usize)> {
    let word = cursor.word(at)?;
    let entry = word.entry?;
    let roles = [
        (Role::By, Prefix::By),
        (Role::Before, Prefix::Before),
        (Role::After, Prefix::After),
        (Role::Ago, Prefix::Since),
        (Role::From, Prefix::From),
        (Role::Until, Prefix::Until),
    ];
    roles.iter().find(|(role, _)| entry.is(*role)).map(|(_, prefix)| (*prefix, word.end))
}
