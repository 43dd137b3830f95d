//! What a line starts and ends like: bullets, numbers, dates that open a journal entry, form labels, page numbers.
//! In comes text, out come yes or no; geometry is decided elsewhere.

use crate::text::frame::{Print, spaced};

const MONTHS: [&str; 12] =
    ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"];

/// Abbreviations after which a sentence goes on.
const ABBREVIATIONS: [&str; 26] = [
    "kl.", "nr.", "stk.", "d.", "jf.", "ca.", "bl.a.", "f.eks.", "fx.", "dvs.", "pkt.", "dr.", "hhv.", "inkl.", "ekskl.", "evt.", "max.",
    "min.", "pr.", "sml.", "vedr.", "pga.", "tlf.", "afd.", "s.", "ang.",
];

/// Labels of letters, mails and forms that always open a line of their own.
const LABELS: [&str; 34] = [
    "til",
    "fra",
    "cc",
    "bcc",
    "emne",
    "dato",
    "sendt",
    "modtaget",
    "vedr",
    "vedrørende",
    "att",
    "sagsnr",
    "sagsnummer",
    "j.nr",
    "journalnr",
    "journalnummer",
    "cpr",
    "cpr-nr",
    "cpr-nummer",
    "barn",
    "barnets navn",
    "navn",
    "adresse",
    "telefon",
    "tlf",
    "e-mail",
    "mail",
    "sagsbehandler",
    "rådgiver",
    "deltagere",
    "sted",
    "tid",
    "underskrift",
    "kopi til",
];

/// What stamps and the margins of mails say of the day they name.
const STAMPS: [&str; 14] = [
    "modtaget",
    "modt",
    "indgået",
    "indkommet",
    "ankommet",
    "tilgået",
    "afleveret",
    "sendt",
    "afsendt",
    "fremsendt",
    "udleveret",
    "forkyndt",
    "received",
    "sent",
];

/// The kind of mark a list item starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A bullet sign that is nothing else.
    Bullet,
    /// A dash, which may also stand inside a sentence.
    Dash,
    /// A number or letter with a point or bracket.
    Number,
}

/// The list mark a line starts with, and the left edge of the text after it.
pub(crate) fn mark(line: &Print, ocr: bool) -> Option<(Mark, f32)> {
    let (first, second) = (line.toks.first()?, line.toks.get(1)?);
    if !spaced(first, second) {
        return None;
    }
    let text = first.word.text.as_str();
    let gap = second.x0 - first.x1;
    let mut chars = text.chars();
    let kind = match (chars.next(), chars.next()) {
        (Some('•' | '●' | '▪' | '■' | '◦' | '○' | '‣' | '·' | '∙' | '*' | '➢' | '✓' | '□'), None) => Mark::Bullet,
        (Some(c), None) if ('\u{e000}'..='\u{f8ff}').contains(&c) => Mark::Bullet,
        (Some('-' | '–' | '—' | '‐' | '−'), None) => Mark::Dash,
        // Tesseract reads a bullet as a letter or a sign; the wide gap behind it tells.
        (Some('e' | 'o' | '«' | '»' | '+' | '¢' | '”' | '.' | '°' | '"' | '“'), None) if ocr && gap > 0.55 * line.size => {
            Mark::Bullet
        }
        _ if is_number(text) && !is_month(&second.word.text) && !is_counted(text, &second.word.text) => Mark::Number,
        _ => return None,
    };
    Some((kind, second.x0))
}

/// `1.`, `12)`, `(3)`, `a)`, `b.`, `iv)`.
fn is_number(text: &str) -> bool {
    let inner = text.strip_prefix('(').unwrap_or(text);
    let Some(inner) = inner.strip_suffix(')').or_else(|| inner.strip_suffix('.')) else { return false };
    let n = inner.chars().count();
    (1..=2).contains(&n) && inner.chars().all(|c| c.is_ascii_digit())
        || n == 1 && inner.chars().all(|c| c.is_ascii_lowercase())
        || (1..=4).contains(&n) && text.ends_with(')') && inner.chars().all(|c| matches!(c, 'i' | 'v' | 'x'))
}

/// An ordinal in running text: "0. klasse", "2. gang".
fn is_counted(number: &str, next: &str) -> bool {
    let word = next.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    number.starts_with('0')
        || number.ends_with('.')
            && matches!(word.as_str(), "klasse" | "kl" | "gang" | "sal" | "th" | "tv" | "år" | "og" | "trimester" | "kvartal")
}

fn is_month(text: &str) -> bool {
    let word: String = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    word.chars().count() >= 3 && MONTHS.iter().any(|m| *m == word || m.get(..3).is_some_and(|s| s == word))
}

/// A date in digits: `03.05.21`, `12/5`, `2021-05-03`, with what follows it in the same word.
pub(crate) fn digit_date(word: &str) -> Option<&str> {
    let end = word.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '/' | '-')).unwrap_or(word.len());
    let (date, rest) = (word.get(..end)?, word.get(end..)?);
    let parts: Vec<&str> = date.trim_end_matches(['.', '-', '/']).split(['.', '/', '-']).collect();
    let short = |p: &str| (1..=2).contains(&p.len()) && p.parse::<u8>().is_ok_and(|n| (1..=31).contains(&n));
    let month = |p: &str| (1..=2).contains(&p.len()) && p.parse::<u8>().is_ok_and(|n| (1..=12).contains(&n));
    let ok = match parts.as_slice() {
        [d, m] => short(d) && month(m) && date.contains(['/', '.']),
        [y, m, d] if y.len() == 4 => month(m) && short(d),
        [d, m, y] => short(d) && month(m) && matches!(y.len(), 2 | 4),
        _ => false,
    };
    ok.then_some(rest)
}

/// A line that a journal entry starts with: its date first, then a time, a colon, a dash or the writer's initials.
pub(crate) fn opens_entry(line: &Print) -> bool {
    let words: Vec<&str> = line.toks.iter().map(|t| t.word.text.as_str()).take(8).collect();
    let skip = usize::from(words.first().is_some_and(|w| matches!(*w, "d." | "D." | "Den" | "den") || is_weekday(w)));
    let Some(first) = words.get(skip) else { return false };
    // Messages and shift notes of one day: "08.41 LMØ: …".
    if skip == 0 && is_clock(first) && words.iter().skip(1).take(2).any(|w| w.ends_with(':')) {
        return true;
    }
    let rest: Vec<&str> = words.iter().skip(skip + 1).copied().collect();
    let led_on = |rest: &[&str]| {
        rest.first().is_some_and(|w| {
            matches!(*w, "kl." | "kl" | "-" | "–" | ":" | "|")
                || (2..=4).contains(&w.trim_end_matches([':', ',']).chars().count()) && is_upper(w)
        }) || rest.iter().take(4).any(|w| w.ends_with(':'))
    };
    if let Some(tail) = digit_date(first) {
        return tail == ":" || matches!(tail, "" | ",") && led_on(&rest);
    }
    let day = first.strip_suffix('.').is_some_and(|d| (1..=2).contains(&d.len()) && d.bytes().all(|b| b.is_ascii_digit()));
    if day && rest.first().is_some_and(|w| is_month(w)) {
        let month = rest.first().is_some_and(|w| w.ends_with(':'));
        let year = rest.get(1).is_some_and(|w| w.ends_with(':') || w.len() == 4 && led_on(rest.get(2..).unwrap_or_default()));
        return month || year;
    }
    false
}

/// `08.41`, `8:41`.
fn is_clock(word: &str) -> bool {
    let Some((hour, minute)) = word.split_once(['.', ':']) else { return false };
    let below = |digits: &str, end: u8| digits.bytes().all(|b| b.is_ascii_digit()) && digits.parse::<u8>().is_ok_and(|n| n < end);
    minute.len() == 2 && below(hour, 24) && below(minute, 60)
}

/// A day of the week, in full or cut short: "man", "ons.".
fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 7] = ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"];
    let word = word.trim_end_matches(['.', ',']).to_lowercase();
    DAYS.iter().any(|day| *day == word || day.chars().take(3).eq(word.chars()))
}

/// True when the text says that something came or went on a day, as stamps do.
pub(crate) fn is_stamp(text: &str) -> bool {
    let stamped = |word: &str| STAMPS.contains(&word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().as_str());
    holds_day(text) && text.split_whitespace().any(stamped)
}

/// True when a day of the calendar with its year stands in the text: "03.05.2021", "2021-05-03", "3. maj 2021", "03 MAR 2021".
fn holds_day(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_matches(['(', ')', ',', ';', ':'])).collect();
    let is_day = |word: &str| word.trim_end_matches('.').parse::<u8>().is_ok_and(|day| (1..=31).contains(&day));
    let is_year = |word: &str| word.len() == 4 && word.parse::<u16>().is_ok();
    words.iter().any(|word| digit_date(word).is_some() && word.matches(['.', '-', '/']).count() >= 2)
        || words.windows(3).any(|w| matches!(w, [day, month, year] if is_day(day) && is_month(month) && is_year(year)))
}

fn is_upper(word: &str) -> bool {
    word.chars().any(char::is_alphabetic) && word.chars().all(|c| !c.is_lowercase())
}

/// How sure it is that a line opens with a form label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Label {
    /// No label.
    None,
    /// A capital and a colon within the first words.
    Likely,
    /// A label that letters and forms use.
    Known,
}

/// Looks for a form label at a line's start.
pub(crate) fn label(line: &Print) -> Label {
    let text = line.text();
    let Some((before, after)) = text.split_once(':') else { return Label::None };
    // "kl. 10:30" and addresses of the net are no labels.
    if after.starts_with(|c: char| !c.is_whitespace()) {
        return Label::None;
    }
    let name = before.trim().trim_end_matches('.').to_lowercase();
    if LABELS.contains(&name.as_str()) {
        return Label::Known;
    }
    let capital = before.chars().next().is_some_and(char::is_uppercase);
    if capital && before.chars().count() <= 40 && before.split_whitespace().count() <= 5 && !before.contains(['.', '"', '»']) {
        Label::Likely
    } else {
        Label::None
    }
}

/// Labels and values run on in one line: "Afgørelse: 21/6-22. Indskrevet: 27/6-22".
pub(crate) fn holds_two_labels(line: &Print) -> bool {
    line.toks.iter().filter(|t| t.word.text.ends_with(':')).count() > 1
}

/// The last telling sign of a text ends a sentence.
pub(crate) fn ends_sentence(text: &str) -> bool {
    let last = text
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '”' | '»' | '«' | '“' | '\'' | '’' | ')' | ']'))
        .chars()
        .last();
    let word = text.split_whitespace().next_back().unwrap_or_default().trim_start_matches('(').to_lowercase();
    matches!(last, Some('.' | '!' | '?' | ':' | '…')) && !ABBREVIATIONS.contains(&word.as_str())
}

/// The first telling sign of a text is a small letter.
pub(crate) fn starts_lower(text: &str) -> bool {
    text.chars().find(|c| !matches!(c, '"' | '”' | '»' | '«' | '“' | '(' | '\'' | '’' | '[')).is_some_and(char::is_lowercase)
}

/// A page number standing for itself: `3`, `- 3 -`, `3/5`, `Side 3`, `Side 3 af 5`, `s. 3`.
pub(crate) fn is_page_number(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words: Vec<&str> =
        lower.split(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '|' | '.' | '/')).filter(|w| !w.is_empty()).collect();
    let named = words.first().is_some_and(|w| matches!(*w, "side" | "s" | "page" | "p"));
    if named {
        words.remove(0);
    }
    let number = |w: &&str| (1..=4).contains(&w.len()) && w.bytes().all(|b| b.is_ascii_digit());
    match words.as_slice() {
        [n] => number(n) && (named || n.len() <= 3),
        [n, "af" | "of", m] => number(n) && number(m),
        [n, m] => number(n) && number(m) && n.len() <= 3 && m.len() <= 3 && (named || lower.contains('/')),
        _ => false,
    }
}

/// Text that holds "side 2 af 5" anywhere, or is a page number.
pub(crate) fn holds_page_number(text: &str) -> bool {
    if is_page_number(text) {
        return true;
    }
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let digits = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_digit());
    words.windows(4).any(|w| matches!(w, ["side", n, "af", m] if digits(n) && digits(m)))
        || words.windows(2).any(|w| matches!(w, ["side", n] if n.split_once('/').map_or(digits(n), |(a, b)| digits(a) && digits(b))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_are_told_from_dates() {
        for yes in ["3", "- 3 -", "3/5", "Side 3", "Side 3 af 5", "s. 12"] {
            assert!(is_page_number(yes), "{yes}");
        }
        for no in ["3. maj", "2021", "12/5-21", "Side om side", "3 af børnene"] {
            assert!(!is_page_number(no), "{no}");
        }
        assert!(holds_page_number("Udskrevet 14-02-2022 10:41 · Side 1 af 2"));
    }

    #[test]
    fn numbers_and_digit_dates() {
        assert!(is_number("1.") && is_number("a)") && is_number("(3)") && is_number("iv)"));
        assert!(!is_number("100.") && !is_number("kl.") && !is_number("A."));
        assert_eq!(digit_date("03.05.21"), Some(""));
        assert_eq!(digit_date("12/5:"), Some(":"));
        assert_eq!(digit_date("2021-05-03"), Some(""));
        assert_eq!(digit_date("27.24.00-G01"), None);
        assert_eq!(digit_date("5"), None);
    }

    #[test]
    fn days_with_their_year() {
        for yes in ["Modtaget 03 MAR 2021", "Udskrevet 03.05.21 kl. 9", "den 3. maj 2021,", "(2021-05-03)"] {
            assert!(holds_day(yes), "{yes}");
        }
        for no in ["Side 1 af 2", "1/2", "maj 2021", "J.nr. 27.24.00-G01", "Sag 2023-001077", "kl. 08.41"] {
            assert!(!holds_day(no), "{no}");
        }
        assert!(is_stamp("Modtaget 03 MAR 2021") && !is_stamp("Udskrevet 03.03.2021") && !is_stamp("Modtaget af LH"));
        assert!(is_clock("08.41") && !is_clock("24.00") && !is_clock("3.5") && !is_clock("03.05.21"));
        assert!(is_weekday("ons") && is_weekday("Fre.") && !is_weekday("mand"));
    }

    #[test]
    fn sentence_ends_see_through_quotes() {
        assert!(ends_sentence("Han sagde: \"Nej.\""));
        assert!(!ends_sentence("og (som sagt)"));
        assert!(starts_lower("\"nej"));
    }
}
