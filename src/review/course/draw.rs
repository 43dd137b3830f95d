//! The drawing.

use maud::{Markup, html};

use super::bars::{Bar, bars};
use super::icons::icon;
use super::place::{Placed, Row, What, duration, place, short};
use super::{Ending, Happening, Story};
use crate::dates::{LegalDate, Precision, danish};
use crate::lang::Lang;

/// Width of a lane for bars.
const LANE: f32 = 26.0;
/// Width of the dates' column.
const DATES: f32 = 104.0;
/// Width kept for words.
const WORDS: f32 = 560.0;

/// The timeline as an SVG of its own height; as wide as there is room for.
#[must_use]
pub fn svg(story: &Story, lang: Lang) -> Markup {
    let placed = place(story);
    let bars = bars(&story.clocks, &placed);
    let lanes = bars.iter().map(|bar| bar.lane + 1).max().unwrap_or(0);
    let axis = lanes as f32 * LANE + DATES + 16.0;
    let width = axis + WORDS;
    let view = format!("0 0 {width:.0} {:.0}", placed.height);
    html! {
        svg.tl viewBox=(view) width=(format!("{width:.0}")) role="group" aria-labelledby="tl-title tl-desc" {
            title id="tl-title" { (lang.pick("Tidslinje", "Timeline")) }
            desc id="tl-desc" { (description(story, lang)) }
            defs {
                pattern id="tl-late" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect.tl-late-ground width="6" height="6" {}
                    rect.tl-late-stripe width="2.5" height="6" {}
                }
            }
            @for row in &placed.rows { (decision_line(row, width)) }
            (axis_line(&placed, axis, lang))
            @for bar in &bars { (draw_bar(bar, axis, lang)) }
            @for row in &placed.rows { (draw_row(row, &placed, axis, lang)) }
        }
    }
}

/// What the drawing shows, for those who don't see it.
fn description(story: &Story, lang: Lang) -> String {
    let (happenings, clocks) = (story.happenings.len(), story.clocks.len());
    let broken = story.clocks.iter().filter(|clock| clock.ending == Ending::Broken).count();
    match lang {
        Lang::Da => format!(
            "{happenings} hændelser fra øverst til nederst og {clocks} frister, heraf {broken} overskredet. Det samme står i tabellen."
        ),
        Lang::En => {
            format!("{happenings} events from top to bottom and {clocks} time limits, {broken} of them broken. The table tells the same.")
        }
    }
}

/// The line in time, broken where it is shortened.
fn axis_line(placed: &Placed<'_>, axis: f32, lang: Lang) -> Markup {
    let (top, bottom) = (placed.rows.first().map_or(0.0, |row| row.y), placed.rows.last().map_or(0.0, |row| row.y));
    let starts = std::iter::once(top).chain(placed.gaps.iter().map(|gap| gap.y + 10.0));
    let ends = placed.gaps.iter().map(|gap| gap.y - 10.0).chain([bottom]);
    html! {
        @for (from, to) in starts.zip(ends) {
            line.tl-axis x1=(at(axis)) y1=(at(from)) x2=(at(axis)) y2=(at(to)) {}
        }
        @for gap in &placed.gaps {
            path.tl-gap d=(format!("M{} {}l-5 4l10 4l-10 4l10 4l-5 4", at(axis), at(gap.y - 10.0))) {}
            text.tl-gap-words x=(at(axis + 22.0)) y=(at(gap.y + 4.0)) { (duration(gap.days, lang)) }
        }
    }
}

/// The decision parts the timeline: a line over its whole width.
fn decision_line(row: &Row<'_>, width: f32) -> Markup {
    let is_decision = matches!(row.what, What::Happening(happening) if happening.is_decision);
    html! {
        @if is_decision {
            rect.tl-decision-band x="0" y=(at(row.y - 13.0)) width=(at(width)) height="26" {}
            line.tl-decision x1="0" y1=(at(row.y + 13.0)) x2=(at(width)) y2=(at(row.y + 13.0)) {}
        }
    }
}

fn draw_row(row: &Row<'_>, placed: &Placed<'_>, axis: f32, lang: Lang) -> Markup {
    html! {
        @if !row.is_same_day {
            text.tl-date x=(at(axis - 20.0)) y=(at(row.y + 4.0)) text-anchor="end" { (row_date(row, lang)) }
        }
        @match row.what {
            What::Happening(happening) => (draw_happening(happening, row.y, placed, axis, lang)),
            What::Deadline(clock, number) => {
                g.tl-deadline id=(clock.id) {
                    path.tl-due d=(format!("M{} {}l7 7l-7 7l-7 -7z", at(axis), at(row.y - 7.0))) {}
                    @let words = html! {
                        text.tl-label x=(at(axis + 22.0)) y=(at(row.y + 4.0)) {
                            (format!("{} {number}: {}", lang.pick("Frist", "Limit"), clock.label))
                            tspan.tl-note { (format!(" – {}", ending_words(clock.ending, lang))) }
                        }
                    };
                    (linked(clock.href.as_deref(), &words))
                }
            }
        }
    }
}

fn draw_happening(happening: &Happening, y: f32, placed: &Placed<'_>, axis: f32, lang: Lang) -> Markup {
    let (first, last) = (happening.date.first_day(), happening.date.last_day());
    let words = html! {
        text.tl-label.tl-decided[happening.is_decision] x=(at(axis + 22.0)) y=(at(y + 4.0)) {
            (happening.label)
            @if let Some(note) = time_words(happening.date, lang) { tspan.tl-note { " · " (note) } }
            @if !happening.conflicts.is_empty() {
                tspan.tl-conflict { " ⚠ " (lang.pick("andre akter: ", "other acts: ")) (happening.conflicts.join(", ")) }
            }
        }
    };
    html! {
        g.tl-happening id=(happening.id) {
            @if first != last {
                // The days that a month or a week may mean.
                @let (from, to) = (placed.y_of(first), placed.y_of(last).max(y + 14.0));
                path.tl-span d=(format!("M{x} {}h-5V{}h5", at(from), at(to), x = at(axis - 2.0))) {}
            }
            (icon(&happening.kind, axis, y))
            (linked(happening.href.as_deref(), &words))
        }
    }
}

/// A clock's bar: a sign with its number where it starts, a line to its deadline, what came after it, and a sign of how it ended.
fn draw_bar(bar: &Bar<'_>, axis: f32, lang: Lang) -> Markup {
    let x = bar.lane as f32 * LANE + LANE / 2.0;
    let ran_to = bar.ended.map_or(bar.due, |ended| ended.clamp(bar.started, bar.due));
    html! {
        g class=(format!("tl-bar tl-{}", ending_name(bar.clock.ending))) {
            title { (format!("{}: {}", bar.clock.label, ending_words(bar.clock.ending, lang))) }
            line.tl-leader x1=(at(x)) y1=(at(bar.due)) x2=(at(axis - DATES)) y2=(at(bar.due)) {}
            @if ran_to < bar.due { line.tl-spare x1=(at(x)) y1=(at(ran_to)) x2=(at(x)) y2=(at(bar.due)) {} }
            rect.tl-run x=(at(x - 4.0)) y=(at(bar.started)) width="8" height=(at((ran_to - bar.started).max(8.0))) {}
            @if let Some((from, to)) = bar.overrun() {
                rect.tl-overrun x=(at(x - 5.0)) y=(at(from)) width="10" height=(at(to - from)) {}
            }
            line.tl-limit x1=(at(x - 10.0)) y1=(at(bar.due)) x2=(at(x + 10.0)) y2=(at(bar.due)) {}
            circle.tl-start cx=(at(x)) cy=(at(bar.started - 4.0)) r="8.5" {}
            text.tl-number x=(at(x)) y=(at(bar.started - 0.5)) text-anchor="middle" { (bar.number) }
            @let y = bar.ended.map_or(bar.bottom, |ended| ended.max(bar.started + 14.0));
            circle.tl-end cx=(at(x)) cy=(at(y)) r="7" {}
            text.tl-sign x=(at(x)) y=(at(y + 4.0)) text-anchor="middle" { (ending_sign(bar.clock.ending)) }
        }
    }
}

fn linked(href: Option<&str>, words: &Markup) -> Markup {
    html! {
        @match href {
            Some(href) => a.tl-link href=(href) { (words) },
            None => (words),
        }
    }
}

fn row_date(row: &Row<'_>, lang: Lang) -> String {
    match row.what {
        What::Happening(happening) => short(happening.date, lang),
        What::Deadline(clock, _) => short(clock.deadline, lang),
    }
}

/// What is to be said of a date beside its day.
fn time_words(date: LegalDate, lang: Lang) -> Option<String> {
    match (date.precision(), date.time()) {
        (Precision::Month, _) => Some(lang.pick("dagen er ikke kendt", "day not known").to_owned()),
        (Precision::Week, _) if lang == Lang::Da => Some(danish(date).split(" (").next().unwrap_or_default().to_owned()),
        (Precision::Week, _) => Some("in that week".to_owned()),
        (_, Some(time)) => Some(match lang {
            Lang::Da => time.format("kl. %-H.%M").to_string(),
            Lang::En => time.format("%H:%M").to_string(),
        }),
        (_, None) => None,
    }
}

/// How a clock ended, in words.
pub(super) fn ending_words(ending: Ending, lang: Lang) -> &'static str {
    match ending {
        Ending::Kept => lang.pick("overholdt", "kept"),
        Ending::Broken => lang.pick("overskredet", "broken"),
        Ending::Open => lang.pick("uoplyst", "open"),
        Ending::Irrelevant => lang.pick("ikke relevant", "not relevant"),
    }
}

fn ending_sign(ending: Ending) -> &'static str {
    match ending {
        Ending::Kept => "✓",
        Ending::Broken => "✕",
        Ending::Open => "?",
        Ending::Irrelevant => "–",
    }
}

fn ending_name(ending: Ending) -> &'static str {
    match ending {
        Ending::Kept => "kept",
        Ending::Broken => "broken",
        Ending::Open => "open",
        Ending::Irrelevant => "irrelevant",
    }
}

/// A coordinate, to a tenth.
fn at(value: f32) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}
