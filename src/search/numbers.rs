//! What begins with a digit: CPR numbers, dates, clock times, case numbers. Each is one term, however it is written.

/// What a run of digits is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Number {
    /// A CPR number: its ten digits.
    Cpr(String),
    /// A day: year (if given), month, day.
    Day(Option<u32>, u32, u32),
    /// A month of a year.
    Month(u32, u32),
    /// A time of day.
    Time(u32, u32),
    /// Anything else, its groups of digits.
    Other,
}

/// Groups of digits with the one character between each two.
#[derive(Debug, Default)]
pub(super) struct Groups<'a> {
    pub(super) digits: Vec<&'a str>,
    pub(super) between: Vec<char>,
}

/// What may join two groups of digits.
pub(super) fn is_joint(c: char) -> bool {
    matches!(c, '.' | ',' | ':' | '/' | '-' | '\u{2011}' | '\u{2013}')
}

/// A joint as it stands in a term.
fn plain_joint(c: char) -> char {
    if matches!(c, '\u{2011}' | '\u{2013}') { '-' } else { c }
}

impl Groups<'_> {
    /// The run with plain hyphens.
    pub(super) fn joined(&self) -> String {
        let mut out = String::new();
        for (at, digits) in self.digits.iter().enumerate() {
            if let Some(joint) = at.checked_sub(1).and_then(|before| self.between.get(before)) {
                out.push(plain_joint(*joint));
            }
            out.push_str(digits);
        }
        out
    }

    /// What the run is.
    pub(super) fn kind(&self) -> Number {
        let joints: Vec<char> = self.between.iter().copied().map(plain_joint).collect();
        match (self.digits.as_slice(), joints.as_slice()) {
            ([all], []) if is_cpr(all) => Number::Cpr((*all).to_owned()),
            ([born, serial], ['-']) if born.len() == 6 && is_cpr(&format!("{born}{serial}")) => Number::Cpr(format!("{born}{serial}")),
            ([year, month], ['-']) if is_year(year) && month.len() == 2 && month_of(month).is_some() => {
                Number::Month(value(year), value(month))
            }
            ([day, month], ['/']) => day_of(None, day, month).unwrap_or(Number::Other),
            ([hour, minute], ['.' | ':']) if minute.len() == 2 && hour.len() <= 2 && value(hour) < 24 && value(minute) < 60 => {
                Number::Time(value(hour), value(minute))
            }
            ([year, month, day], ['-', '-'] | ['.', '.'] | ['/', '/']) if is_year(year) => {
                day_of(Some(value(year)), day, month).unwrap_or(Number::Other)
            }
            ([day, month, year], ['.' | '/' | '-', '.' | '/' | '-']) => match full_year(year) {
                Some(year) => day_of(Some(year), day, month).unwrap_or(Number::Other),
                None => Number::Other,
            },
            _ => Number::Other,
        }
    }
}

/// The terms under which a number is found, the most telling first. The others are only indexed, never searched for.
pub(super) fn terms(number: &Number) -> Vec<String> {
    match number {
        Number::Cpr(digits) => vec![digits.clone(), digits.chars().take(6).collect()],
        Number::Day(Some(year), month, day) => {
            vec![format!("{year:04}-{month:02}-{day:02}"), format!("--{month:02}-{day:02}"), format!("{year:04}-{month:02}")]
        }
        Number::Day(None, month, day) => vec![format!("--{month:02}-{day:02}")],
        Number::Month(year, month) => vec![format!("{year:04}-{month:02}")],
        Number::Time(hour, minute) => vec![format!("{hour:02}:{minute:02}")],
        Number::Other => Vec::new(),
    }
}

/// Ten digits that begin with a day and a month (day + 60 for substitute numbers).
pub(super) fn is_cpr(digits: &str) -> bool {
    let number = |from: usize| digits.get(from..from + 2).map_or(0, value);
    digits.len() == 10 && matches!(number(0), 1..=31 | 61..=91) && matches!(number(2), 1..=12)
}

/// A year in full.
pub(super) fn is_year(digits: &str) -> bool {
    digits.len() == 4 && matches!(value(digits), 1900..=2099)
}

/// A year in full or by its last two digits, which stand for 1941–2040.
fn full_year(digits: &str) -> Option<u32> {
    match (digits.len(), value(digits)) {
        (4, year @ 1900..=2099) => Some(year),
        (2, year @ 0..=40) => Some(2000 + year),
        (2, year) => Some(1900 + year),
        _ => None,
    }
}

/// A day, if both numbers can be.
fn day_of(year: Option<u32>, day: &str, month: &str) -> Option<Number> {
    Some(Number::Day(year, month_of(month)?, as_day(day)?))
}

/// 1–31, of one or two digits.
pub(super) fn as_day(digits: &str) -> Option<u32> {
    (digits.len() <= 2 && matches!(value(digits), 1..=31)).then(|| value(digits))
}

/// 1–12, of one or two digits.
fn month_of(digits: &str) -> Option<u32> {
    (digits.len() <= 2 && matches!(value(digits), 1..=12)).then(|| value(digits))
}

/// The month that a word names, written as `canonical` writes it.
pub(super) fn month_named(word: &str) -> Option<u32> {
    Some(match word {
        "januar" | "jan" => 1,
        "februar" | "feb" | "febr" => 2,
        "marts" | "mar" => 3,
        "april" | "apr" => 4,
        "maj" => 5,
        "juni" | "jun" => 6,
        "juli" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sep" | "sept" => 9,
        "oktober" | "okt" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

/// The number of a run of ASCII digits; the largest one where it is larger.
pub(super) fn value(digits: &str) -> u32 {
    digits.parse().unwrap_or(u32::MAX)
}
