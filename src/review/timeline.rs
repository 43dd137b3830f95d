//! The timeline of a case, as its page shows it: rows of the store made ready for the drawing.

use maud::{Markup, html};

use super::app::Ask;
use super::case::Whole;
use super::course::{Clock, Ending, Happening, Story, svg, table};
use super::pointer::Pointer;
use super::{links, words};
use crate::checks::Outcome;
use crate::dates::LegalDate;
use crate::export::{CheckRow, PartRow, TimelineRow};

/// The happenings and the clocks, drawn; and the same as a table.
pub fn show(ask: &Ask<'_>, whole: &Whole) -> Markup {
    // A clock tells its verdict.
    let told = whole.checks.iter().filter(|row| whole.withheld_for(&row.check).is_none());
    let clocks = told.flat_map(|row| clocks(ask, row)).collect();
    draw(ask, &Story { happenings: happenings(ask, whole), clocks })
}

/// The happenings alone: who reads for a sample is blind to what the machine makes of them.
pub fn without_clocks(ask: &Ask<'_>, whole: &Whole) -> Markup {
    draw(ask, &Story { happenings: happenings(ask, whole), clocks: Vec::new() })
}

fn draw(ask: &Ask<'_>, story: &Story) -> Markup {
    html! {
        @if story.happenings.is_empty() {
            p { (ask.say("Ingen hændelser er fundet.", "No events were found.")) }
        } @else {
            div class="scroll" tabindex="0" role="region" aria-label=(ask.say("Tidslinjen, tegnet", "The timeline, drawn")) { (svg(story, ask.lang)) }
        }
        details class="tl-as-table" {
            summary { (ask.say("Tidslinjen som tabel", "The timeline as a table")) }
            div class="scroll" tabindex="0" role="region" aria-label=(ask.say("Tidslinjen som tabel", "The timeline as a table")) { (table(story, ask.lang)) }
        }
    }
}

fn happenings(ask: &Ask<'_>, whole: &Whole) -> Vec<Happening> {
    whole.timeline.iter().zip(1..).filter_map(|(row, number)| happening(ask, whole, row, number)).collect()
}

fn happening(ask: &Ask<'_>, whole: &Whole, row: &TimelineRow, number: usize) -> Option<Happening> {
    let case = whole.row.case.as_str();
    let told = row.evidence.first();
    let more = row.evidence.len().saturating_sub(1);
    let place = told.map(|at| format!("{} s. {}", ask.shown(case, &at.act), at.page)).unwrap_or_default();
    Some(Happening {
        id: format!("h-{number}"),
        kind: row.kind.clone(),
        label: words::kind(&row.kind, ask.lang),
        date: date(&row.date, row.time.as_deref(), &row.precision)?,
        conflicts: row.conflicts.iter().map(|day| ask.day(day)).collect(),
        place: if more > 0 { format!("{place} +{more}") } else { place },
        href: told.map(|at| links::evidence(case, &at.act, at.page, &Pointer::Happening(number, 1))),
        is_decision: row.kind == "afgoerelse_truffet" && whole.row.decision.as_deref() == Some(&row.date),
    })
}

/// A verdict's time limits: one for each thing that the check counted, or the verdict's own. None where it counts no time from a day of its own.
fn clocks(ask: &Ask<'_>, row: &CheckRow) -> Vec<Clock> {
    let own =
        PartRow { started: row.started.clone(), deadline: row.deadline.clone(), ended: row.ended.clone(), outcome: row.outcome.clone() };
    let counted = if row.trace.parts.is_empty() { std::slice::from_ref(&own) } else { &row.trace.parts };
    let known = |day: &Option<String>| day.as_deref().and_then(|day| date(day, None, "day"));
    let one = |(number, part): (usize, &PartRow)| {
        Some(Clock {
            id: format!("k-{}-{number}", row.check),
            label: words::check(&row.check, ask.lang),
            started: known(&part.started)?,
            deadline: known(&part.deadline)?,
            ended: known(&part.ended),
            ending: ending(&part.outcome),
            href: Some(format!("#v-{}", row.check)),
        })
    };
    (1..).zip(counted).filter_map(one).collect()
}

fn ending(outcome: &str) -> Ending {
    match outcome.parse() {
        Ok(Outcome::Overholdt) => Ending::Kept,
        Ok(Outcome::IkkeOverholdt) => Ending::Broken,
        Ok(Outcome::IkkeRelevant) => Ending::Irrelevant,
        Ok(Outcome::Uoplyst) | Err(_) => Ending::Open,
    }
}

/// A date as the exports write it; none for what is no date.
pub fn date(day: &str, time: Option<&str>, precision: &str) -> Option<LegalDate> {
    if day.len() == 7 {
        return Some(LegalDate::month(format!("{day}-01").parse().ok()?));
    }
    let first: chrono::NaiveDate = day.get(..10)?.parse().ok()?;
    let time = time.and_then(|time| chrono::NaiveTime::parse_from_str(time, "%H:%M").ok());
    Some(match (precision, time) {
        ("week", _) => LegalDate::week(first),
        (_, Some(time)) => LegalDate::minute(first.and_time(time)),
        (_, None) => LegalDate::day(first),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::date;
    use crate::dates::Precision;

    #[test]
    fn dates_of_the_exports() {
        let precision = |day, time, words| date(day, time, words).map(|date| date.precision());
        assert_eq!(precision("2021-03-02", None, "day"), Some(Precision::Day));
        assert_eq!(precision("2021-03-02", Some("14:10"), "minute"), Some(Precision::Minute));
        assert_eq!(precision("2021-03-01", None, "week"), Some(Precision::Week));
        assert_eq!(precision("2021-03", None, "month"), Some(Precision::Month));
        for wrong in ["", "2021-13", "igår", "2021-02-30", "æøåæøåæ"] {
            assert_eq!(date(wrong, None, "day"), None, "{wrong}");
        }
    }
}
