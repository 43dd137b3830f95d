//! The dates of an act as its lines show them.
//!
//! In: an act's text, the date scanner. Out: its mentions in order. The scanner reads running text; here is added what only the page makes a
//! date: a heading or cell that is one as a whole, figures that lead the lines of a journal, times that lead those of a watch's log.

use std::ops::Range;

use crate::dates::{Mention, Scanner};
use crate::grammar::{WordList, fold};
use crate::text::{ActText, LineKind};

use super::triggers::overlap;

/// The act's dates. Some forms that would be none in running text are dates by their place: a heading or a cell that is a date as a
/// whole ("2021", "Marts", "290119"), what begins several lines ("10.07 LW …"), and a time behind one of the words `before_clock`.
pub fn mentions(act: &ActText, scanner: &Scanner, before_clock: &WordList) -> Vec<Mention> {
    let mut mentions = Vec::new();
    for mention in scanner.scan(&act.text) {
        match line_end_inside(act, &mention.span) {
            Some(end) => {
                mentions.extend([mention.span.start..end, end..mention.span.end].into_iter().flat_map(|part| within(act, scanner, part)))
            }
            None => mentions.push(mention),
        }
    }
    let text = |span: &Range<usize>| act.text.get(span.clone()).unwrap_or_default();
    let first_word = |span: &Range<usize>| {
        let line = text(span);
        span.start..span.start + line.find([' ', '\t', '\n']).unwrap_or(line.len())
    };
    let leads = |span: &Range<usize>| {
        let word = text(&first_word(span));
        word.len() <= 6
            && word.starts_with(|c: char| c.is_ascii_digit())
            && (word.contains(['.', '/', '-']) || compact_date(word).is_some())
    };
    let leading = || act.lines.iter().filter(|l| leads(&l.span));
    let entries = leading().count() > 2 && !are_numbered(leading().map(|l| text(&first_word(&l.span))));
    let clocks: Vec<Option<String>> = act.lines.iter().map(|l| clock_word(text(&first_word(&l.span)))).collect();
    let no_date = |span: &Range<usize>| scanner.whole(text(&first_word(span))).is_none();
    let log = clocks.iter().flatten().count() > 2 && act.lines.iter().zip(&clocks).any(|(l, clock)| clock.is_some() && no_date(&l.span));
    for (span, clock) in spoken_clocks(&act.text, before_clock) {
        let free = !mentions.iter().any(|m| overlap(&m.span, &span));
        if let Some(time) = scanner.whole(&clock).filter(|_| free) {
            insert(&mut mentions, Mention { span, ..time });
        }
    }
    for line in &act.lines {
        let from = mentions.partition_point(|m| m.span.start < line.span.start);
        let here = mentions.get(from..).unwrap_or_default().iter().take_while(|m| m.span.start < line.span.end);
        let Some(told) = here.filter(|m| m.is_absolute()).map(|m| m.span.end).next() else { continue };
        for (span, day) in weekdays_told(text(&(told..line.span.end)), told, scanner) {
            if !mentions.iter().any(|m| overlap(&m.span, &span)) {
                insert(&mut mentions, Mention { span, ..day });
            }
        }
    }
    for (line, clock) in act.lines.iter().zip(&clocks) {
        if let Some(time) = clock.as_deref().filter(|_| log).and_then(|c| scanner.whole(c)) {
            let span = first_word(&line.span);
            mentions.retain(|m| !overlap(&m.span, &span));
            insert(&mut mentions, Mention { span, ..time });
            continue;
        }
        let whole = (line.kind == LineKind::Heading || line.span.len() <= 16).then(|| line.span.clone());
        let lead = (entries && leads(&line.span)).then(|| first_word(&line.span));
        let cells =
            line.cells.iter().filter(|c| text(c).trim().len() == COMPACT && text(c).trim().bytes().all(|b| b.is_ascii_digit())).cloned();
        for span in cells.chain(whole).chain(lead) {
            if mentions.iter().any(|m| overlap(&m.span, &span)) {
                continue;
            }
            let raw = text(&span);
            let trimmed = raw.trim_end_matches([':', '.', ' ']).trim_start();
            let start = span.start + (raw.len() - raw.trim_start().len());
            // A line that is a year is that year, not a day without signs.
            let as_written = || scanner.whole(trimmed).map(|m| Mention { span: start + m.span.start..start + m.span.end, ..m });
            let compact = compact_date(trimmed).and_then(|c| scanner.whole(&c));
            let compact = compact.map(|m| Mention { span: start..start + trimmed.len(), ..m });
            let found = if span == line.span { as_written().or(compact) } else { compact.or_else(as_written) };
            if let Some(mention) = found {
                insert(&mut mentions, mention);
            }
        }
    }
    mentions
}

/// Whether the words number the parts of an act: "3.1", "3.2", "4.", "4.1".
fn are_numbered<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    let number = |word: &str| {
        let (part, section) = word.trim_end_matches('.').split_once('.').unwrap_or((word.trim_end_matches('.'), "0"));
        Some((part.parse::<u32>().ok()?, section.parse::<u32>().ok()?))
    };
    let numbers: Vec<Option<(u32, u32)>> = words.map(number).collect();
    let next = |(part, section): (u32, u32)| [(part, section + 1), (part + 1, 0), (part + 1, 1)];
    let goes_on = |pair: &[Option<(u32, u32)>]| matches!(pair, [Some(number), Some(after)] if next(*number).contains(after));
    let steps = numbers.windows(2).filter(|pair| goes_on(pair)).count();
    steps > 1 && 2 * steps >= numbers.len()
}

/// Puts a mention where it belongs in the order of the text.
fn insert(mentions: &mut Vec<Mention>, mention: Mention) {
    let at = mentions.partition_point(|m| m.span.start < mention.span.start);
    mentions.insert(at, mention);
}

/// "… de kommer torsdag. / 27-10-2022 · Møde": a weekday that ends one line and a date that opens the next are two. Where the line ends that ends
/// a sentence inside the mention, or is a row or an item of its own.
fn line_end_inside(act: &ActText, span: &Range<usize>) -> Option<usize> {
    let at = act.lines.partition_point(|l| l.span.end <= span.start);
    let end = act.lines.get(at).map(|l| l.span.end).filter(|end| *end < span.end)?;
    let apart = |line: usize| act.lines.get(line).is_some_and(|l| matches!(l.kind, LineKind::Row | LineKind::Item));
    let parted = apart(at) || apart(at + 1) || act.text.get(span.start..end).is_some_and(|t| t.trim_end().ends_with(['.', '!', '?', ':']));
    parted.then_some(end)
}

/// The dates of a part of the text.
fn within<'a>(act: &ActText, scanner: &'a Scanner, part: Range<usize>) -> impl Iterator<Item = Mention> + use<'a> {
    let found = act.text.get(part.clone()).map(|t| scanner.scan(t)).unwrap_or_default();
    found.into_iter().map(move |m| Mention { span: part.start + m.span.start..part.start + m.span.end, ..m })
}

/// "23.50" as the words of a time of day.
fn clock_word(word: &str) -> Option<String> {
    if !word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (hour, minute) = word.trim_end_matches([':', '.']).split_once(['.', ':'])?;
    let number = |digits: &str| digits.parse::<u32>().ok().filter(|_| digits.bytes().all(|b| b.is_ascii_digit()));
    (number(hour)? < 24 && number(minute)? < 60 && minute.len() == 2).then(|| format!("kl. {hour}.{minute}"))
}

/// Times of day without "kl." behind a word of coming in or assessing: "vurd. 9.15", "ringer 16.45". What may be a day and a month is none.
fn spoken_clocks(text: &str, before_clock: &WordList) -> Vec<(Range<usize>, String)> {
    let mut out = Vec::new();
    // Few words begin with a figure: only they are read.
    let digits = text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()).map(|(at, _)| at);
    for start in digits {
        let Some((before, rest)) = text.split_at_checked(start).filter(|(before, _)| !before.ends_with(|c: char| !c.is_whitespace()))
        else {
            continue;
        };
        let word = rest.split_whitespace().next().unwrap_or_default();
        let trimmed = word.trim_end_matches([',', '.', ':', ';', ')']);
        let no_month = trimmed.split_once(['.', ':']).and_then(|(_, m)| m.parse::<u32>().ok()).is_some_and(|m| m == 0 || m > 12);
        let Some(clock) = clock_word(trimmed).filter(|_| no_month) else { continue };
        let before = before.split_whitespace().next_back().unwrap_or_default();
        if before_clock.has(&fold(before.trim_end_matches(['.', ',', ':']))) {
            out.push((start..start + trimmed.len(), clock));
        }
    }
    out
}

/// "om onsdagen", "tirsdagen" in what stands behind a day, from the byte `at`: the first such day after it. In the present tense it is every one
/// of them.
fn weekdays_told(text: &str, at: usize, scanner: &Scanner) -> Vec<(Range<usize>, Mention)> {
    let told = |word: &str| {
        let start = at + (word.as_ptr() as usize - text.as_ptr() as usize);
        Some((start..start + word.len(), scanner.weekday_told(word)?))
    };
    text.split(|c: char| !c.is_alphabetic()).filter_map(told).collect()
}

/// Digits of a date written without signs.
const COMPACT: usize = 6;

/// "290119" or "0803" in a place of its own as a date with signs.
fn compact_date(text: &str) -> Option<String> {
    let two = |at: usize| text.get(at..at + 2).filter(|d| d.bytes().all(|b| b.is_ascii_digit()));
    match text.len() {
        COMPACT => Some(format!("{}.{}.{}", two(0)?, two(2)?, two(4)?)),
        4 => Some(format!("{}.{}", two(0)?, two(2)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::grammar::{Grammar, built_in};
    use crate::text::plain;

    #[test]
    fn a_time_behind_a_word_of_the_list_is_one() {
        let told = |word: &str, other: &str| {
            let mut sources = built_in();
            let file = sources.get_mut("words.toml").unwrap();
            assert!(file.contains(word), "{word}");
            *file = file.replace(word, other);
            let words = Grammar::compile(&sources).unwrap().words;
            let act = ActText::new(&plain("Skolen ringede 16.45 om Alma.\n"));
            mentions(&act, &Scanner::danish().unwrap(), &words.clock.before).len()
        };
        assert_eq!(told("\"ringede\"", "\"ringede\""), 1);
        assert_eq!(told("\"ringede\"", "\"skrev\""), 0);
    }

    fn found(text: &str) -> Vec<String> {
        let scanner = Scanner::danish().unwrap();
        let act = ActText::new(&plain(text));
        let words = Grammar::standard().unwrap().words;
        mentions(&act, &scanner, &words.clock.before).into_iter().map(|m| act.text.get(m.span).unwrap().to_owned()).collect()
    }

    #[test]
    fn a_weekday_with_its_article_is_a_day_behind_another() {
        assert_eq!(found("Skolen skrev den 7. marts, og det blev vurderet om onsdagen.\n"), ["den 7. marts", "onsdagen"]);
        // Without a day before it is every one of them.
        assert_eq!(found("Han går til ridning om onsdagen.\n"), [""; 0]);
        assert_eq!(found("Efter den 7. marts kom hun om onsdagen, den 9.\n"), ["den 7. marts", "onsdagen, den 9."]);
        assert_eq!(found("Den 7. marts kom hun om formiddagen.\n").len(), 1);
    }

    #[test]
    fn an_hour_that_ends_its_sentence_is_no_day_of_the_next() {
        let day = |text: &str| found(text).iter().any(|mention| mention.contains("13. 1.12"));
        assert!(!day("Vurd. s.d. kl. 13. 1.12. kvitt.\n"));
        assert!(day("Vurderet 13. 1.12 af mig.\n"));
    }

    #[test]
    fn numbers_of_sections_are_no_days() {
        assert_eq!(found("3.1 Silas blev hørt.\n\n3.2 Sagen blev fremlagt.\n\n3.3 Mor var der.\n\n4.1 Slut.\n"), [""; 0]);
        assert_eq!(found("0. Stamdata\n\n1. Baggrund\n\n1.1 Tidligere sag\n\n1.2 Aktuelt\n\n2. Skolen\n\n3. Hjemmet\n"), [""; 0]);
        assert_eq!(found("3.1 Ringet.\n\n9.1 Skrevet.\n\n4.2 Talt.\n"), ["3.1", "9.1", "4.2"]);
    }
}
