//! Charts as SVG inside the page: a dot with its interval on a scale from 0 to 100 percent.
//!
//! Nothing is told by colour alone: a figure is a filled dot, its interval a bar, a published figure an open diamond. Each chart has a title and a description for
//! screen readers, and the numbers stand in the table beside it.

use maud::{Markup, html};

use super::say::Tongue;

/// A line of a chart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// What it is on.
    pub(super) label: String,
    /// Percent, lower and upper bound; none where there is no figure.
    pub(super) figure: Option<(f64, f64, f64)>,
    /// What stands in the figure's place where there is none.
    pub(super) without: String,
    /// A published percent.
    pub(super) published: Option<f64>,
}

const LABELS: f64 = 190.0;
const SCALE: f64 = 330.0;
const VALUES: f64 = 110.0;
const ROW: f64 = 24.0;
const TOP: f64 = 22.0;

/// The chart; `id` must be its own on the page. `published` names the diamonds.
pub(super) fn chart(id: &str, title: &str, lines: &[Line], published: Option<&str>, tongue: Tongue) -> Markup {
    let has_published = lines.iter().any(|line| line.published.is_some());
    let bottom = lines.iter().fold(TOP, |y, _| y + ROW) + 4.0;
    let height = if has_published { bottom + 24.0 } else { bottom };
    let x = |percent: f64| LABELS + SCALE * percent / 100.0;
    let (title_id, desc_id) = (format!("{id}-t"), format!("{id}-d"));
    html! {
        svg.chart role="img" aria-labelledby={ (title_id) " " (desc_id) } viewBox={ "0 0 " (LABELS + SCALE + VALUES) " " (height) } {
            title id=(title_id) { (title) }
            desc id=(desc_id) { (described(lines, published, tongue)) }
            @for mark in [0.0, 25.0, 50.0, 75.0, 100.0] {
                line.grid x1=(x(mark)) x2=(x(mark)) y1=(TOP - 4.0) y2=(bottom) {}
                text.axis x=(x(mark)) y=(TOP - 9.0) text-anchor="middle" { (tongue.percent(mark)) }
            }
            @for (line, y) in lines.iter().zip(rows()) {
                text.label x=(LABELS - 14.0) y=(y + 4.5) text-anchor="end" { (line.label) }
                @if let Some((percent, low, high)) = line.figure {
                    rect.span x=(round(x(low))) y=(y - 4.0) width=(round((x(high) - x(low)).max(1.0))) height="8" {}
                    circle.dot cx=(round(x(percent))) cy=(y) r="4.5" {}
                    text.value x=(LABELS + SCALE + 14.0) y=(y + 4.5) { (tongue.percent(percent)) @if high > low { " (" (tongue.span(Some(low), Some(high))) ")" } }
                } @else {
                    text.value x=(LABELS + SCALE + 14.0) y=(y + 4.5) { (line.without) }
                }
                @if let Some(percent) = line.published {
                    path.diamond d={ "M" (round(x(percent))) " " (y - 7.0) " l7 7 l-7 7 l-7 -7 z" } {}
                }
            }
            @if has_published {
                circle.dot cx=(LABELS + 6.0) cy=(bottom + 13.0) r="4.5" {}
                text.axis x=(LABELS + 16.0) y=(bottom + 17.0) { (tongue.one("denne rapport, med 95-procents-interval", "this report, with its 95 percent interval")) }
                path.diamond d={ "M" (LABELS + SCALE - 72.0) " " (bottom + 6.0) " l7 7 l-7 7 l-7 -7 z" } {}
                text.axis x=(LABELS + SCALE - 60.0) y=(bottom + 17.0) { (published.unwrap_or_default()) }
            }
        }
    }
}

/// The middle of each row.
fn rows() -> impl Iterator<Item = f64> {
    std::iter::successors(Some(TOP + ROW / 2.0), |y| Some(y + ROW))
}

/// One decimal is finer than a screen.
fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// What the chart shows, in words.
fn described(lines: &[Line], published: Option<&str>, tongue: Tongue) -> String {
    let one = |line: &Line| {
        let own = match line.figure {
            Some((percent, low, high)) if high > low => {
                let span = tongue.span(Some(low), Some(high));
                format!("{}: {}, {} {span}", line.label, tongue.percent(percent), tongue.one("interval", "interval"))
            }
            Some((percent, ..)) => format!("{}: {}", line.label, tongue.percent(percent)),
            None => format!("{}: {}", line.label, line.without),
        };
        match line.published {
            Some(percent) => format!("{own}; {} {}", published.unwrap_or_default(), tongue.percent(percent)),
            None => own,
        }
    };
    lines.iter().map(one).collect::<Vec<_>>().join(". ")
}
