//! The points: main results, each point with its groups, municipalities, published figures.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::chart::{Line, chart};
use super::page::made_by;
use super::say::Tongue;
use crate::barometer::{Figure, Published, Report, dimension_title, group_title};
use crate::lang::Lang;

/// The figures on all cases: a chart and its table.
pub(super) fn main_results(report: &Report, tongue: Tongue) -> Markup {
    let figures: Vec<&Figure> = of_all(report).collect();
    let Some(chart) = overview(report, "hoved", tongue) else {
        return html! { p { (tongue.say("Der er ingen tal: lageret har ingen vurderinger, som undersøgelsen kan bruge.", "There are no figures: the store has no verdicts that the study can use.")) } };
    };
    html! {
        (chart)
        (table(&figures, kept_share(tongue), true, tongue))
        (made_by(report, tongue))
    }
}

fn kept_share(tongue: Tongue) -> &'static str {
    tongue.one("Andel, der overholder hvert krav", "Share that keeps each rule")
}

/// The chart of the figures on all cases, as it stands at the head of the report's page; none where there are no figures. `id` must be its own on the page it is
/// put on.
#[must_use]
pub fn overview(report: &Report, id: &str, tongue: Tongue) -> Option<Markup> {
    let figures: Vec<&Figure> = of_all(report).collect();
    if figures.is_empty() {
        return None;
    }
    let edition = report.published.iter().find(|edition| report.study.compare.as_ref() == Some(&edition.edition));
    let named = edition.map(|e| format!("{} {}", tongue.one("offentliggjort", "published"), e.edition));
    let lines: Vec<Line> = figures
        .iter()
        .map(|f| line(f, tongue.one(&f.short, &f.short_en), edition.and_then(|e| published_of(e, &f.point, &f.group)), tongue))
        .collect();
    Some(chart(id, kept_share(tongue), &lines, named.as_deref(), tongue))
}

/// The figures on all cases.
fn of_all(report: &Report) -> impl Iterator<Item = &Figure> {
    report.figures.iter().filter(|figure| figure.dimension == "all")
}

/// A figure as a line of a chart.
fn line(figure: &Figure, label: &str, published: Option<u32>, tongue: Tongue) -> Line {
    let without = if figure.suppressed.is_some() { tongue.one("vises ikke", "not shown") } else { tongue.one("ingen", "none") };
    Line {
        label: label.to_owned(),
        figure: figure.percent.zip(figure.low).zip(figure.high).map(|((percent, low), high)| (percent, low, high)),
        without: without.to_owned(),
        published: published.map(f64::from),
    }
}

/// A published percent of a point, or of the whole for a measure.
fn published_of(edition: &Published, point: &str, group: &str) -> Option<u32> {
    let of = |list: &[(String, u32)], key: &str| list.iter().find(|(own, _)| own == key).map(|(_, percent)| *percent);
    match (point, group) {
        ("samlet", group) => of(&edition.whole, group),
        (point, "alle") => of(&edition.percent, point),
        _ => None,
    }
}

/// Figures as a table: one row each, headed by its point or its group.
fn table(figures: &[&Figure], caption: &str, by_point: bool, tongue: Tongue) -> Markup {
    let has_weighted = figures.iter().any(|figure| figure.weighted.is_some());
    html! {
        div.wide tabindex="0" role="region" aria-label=(caption) { table {
            caption { (caption) }
            thead { tr {
                th scope="col" { @if by_point { (tongue.one("Krav", "Rule")) } @else { (tongue.one("Gruppe", "Group")) } }
                th scope="col" { (tongue.one("Overholdt", "Kept")) }
                th scope="col" { (tongue.one("Nævner (n)", "Base (n)")) }
                th scope="col" { (tongue.one("Procent", "Percent")) }
                th scope="col" { (tongue.one("95 %-interval", "95% interval")) }
                @if has_weighted { th scope="col" { (tongue.one("Vægtet", "Weighted")) } }
                th scope="col" { (tongue.one("Uoplyst", "Open")) }
                th scope="col" { (tongue.one("Ikke relevant", "Not relevant")) }
                th scope="col" { (tongue.one("Bekræftet/ændret", "Confirmed/overturned")) }
            } }
            tbody {
                @for (at, figure) in figures.iter().enumerate() {
                    @if !by_point && figure.dimension != "all" && at.checked_sub(1).and_then(|at| figures.get(at)).is_none_or(|last| last.dimension != figure.dimension) {
                        tr.group { th scope="rowgroup" colspan=(8 + usize::from(has_weighted)) { (dimension_title(&figure.dimension, tongue.lang)) } }
                    }
                    tr {
                        th scope="row" { @if by_point { (tongue.one(&figure.short, &figure.short_en)) @if figure.unit == "part" { small { " " (tongue.one("(underretninger)", "(notifications)")) } } }
                            @else { (group_title(&figure.dimension, &figure.group, tongue.lang)) } }
                        (cells(figure, has_weighted, tongue))
                    }
                }
            }
        } }
    }
}

/// The cells of a figure's row.
fn cells(figure: &Figure, has_weighted: bool, tongue: Tongue) -> Markup {
    let width = 7 + usize::from(has_weighted);
    html! {
        @match figure.counts {
            None => td.hidden.t colspan=(width) { (why_hidden(figure, tongue)) },
            Some(counts) => {
                td { (tongue.count(counts.kept)) }
                td { (tongue.count(counts.base)) }
                td { @match figure.percent { Some(percent) => strong { (tongue.percent(percent)) }, None => "–" } }
                td { (tongue.span(figure.low, figure.high)) }
                @if has_weighted { td { @match figure.weighted { Some(percent) => { (tongue.percent(percent)) " " small { "(" (tongue.span(figure.weighted_low, figure.weighted_high)) ")" } }, None => "–" } } }
                td { (tongue.count(counts.open)) @if let (Some(low), Some(high)) = (figure.open_low, figure.open_high) { " " small { "(" (tongue.span(Some(low), Some(high))) ")" } } }
                td { (tongue.count(counts.not_relevant)) }
                td { (counts.confirmed) "/" (counts.overturned) }
            }
        }
    }
}

fn why_hidden(figure: &Figure, tongue: Tongue) -> &'static str {
    match figure.suppressed.as_deref() {
        Some("small") => tongue.one("vises ikke: for få", "not shown: too few"),
        _ => tongue.one("vises ikke: ville røbe et tal, der hviler på for få", "not shown: would give away a figure that rests on too few"),
    }
}

/// Point by point, under its areas: a sentence, a chart and a table of the groups but the municipalities.
pub(super) fn areas(report: &Report, tongue: Tongue) -> Option<Markup> {
    if report.figures.is_empty() {
        return None;
    }
    Some(html! {
        @for (id, da, en) in &report.study.areas {
            @let points: Vec<&Figure> = of_all(report).filter(|figure| figure.area == *id).collect();
            @if !points.is_empty() {
                h3 { (tongue.say(da, en)) }
                @for figure in points { (point(report, figure, tongue)) }
            }
        }
    })
}

fn point(report: &Report, all: &Figure, tongue: Tongue) -> Markup {
    let of_point = |figure: &&Figure| figure.point == all.point && figure.dimension != "municipality";
    let groups: Vec<&Figure> = report.figures.iter().filter(of_point).collect();
    let label = |figure: &Figure| group_title(&figure.dimension, &figure.group, tongue.lang);
    // A breakdown with one group says nothing that the whole has not said.
    let is_told =
        |figure: &&&Figure| figure.dimension == "all" || groups.iter().filter(|other| other.dimension == figure.dimension).count() > 1;
    let groups_told: Vec<&Figure> = groups.iter().filter(is_told).copied().collect();
    let edition = report.published.iter().find(|edition| report.study.compare.as_ref() == Some(&edition.edition));
    let named = edition.map(|e| format!("{} {}", tongue.one("offentliggjort", "published"), e.edition));
    // The table says which groups are not shown; a chart of them would be empty lines.
    let lines: Vec<Line> = groups_told
        .iter()
        .filter(|figure| figure.percent.is_some())
        .map(|f| line(f, &label(f), edition.and_then(|e| published_of(e, &f.point, &f.group)), tongue))
        .collect();
    let caption = tongue.one(&all.short, &all.short_en);
    html! {
        div.point {
            div.lead {
                h4 { (tongue.say(&all.title, &all.title_en)) }
                p { (sentence(report, all, tongue)) }
                @if let (Some(da), Some(en)) = (&all.note, &all.note_en) { p.note { (tongue.say(da, en)) } }
                // A chart of one line stands among the main results already.
                @if lines.len() > 1 && all.counts.is_some_and(|counts| counts.base > 0) {
                    (chart(&format!("p-{}", all.point), caption, &lines, named.as_deref(), tongue))
                }
            }
            (table(&groups_told, caption, false, tongue))
            (made_by(report, tongue))
        }
    }
}

/// A figure as a sentence that can be read aloud.
fn sentence(report: &Report, figure: &Figure, tongue: Tongue) -> String {
    let Some(counts) = figure.counts else { return format!("{}.", capital(why_hidden(figure, tongue))) };
    let condition = figure.given.as_ref().and_then(|given| of_all(report).find(|other| other.point == *given));
    let among = condition.map(|c| match tongue.lang {
        Lang::Da => format!(" blandt de sager, hvor »{}« er overholdt", c.short),
        Lang::En => format!(" among the cases that keep \"{}\"", c.short_en),
    });
    let among = among.unwrap_or_default();
    let (kept, base) = (tongue.count(counts.kept), tongue.count(counts.base));
    let things = match (figure.unit == "part", tongue.lang) {
        (true, Lang::Da) => "underretninger",
        (true, Lang::En) => "notifications",
        (false, Lang::Da) => "sager",
        (false, Lang::En) => "cases",
    };
    let Some(percent) = figure.percent else {
        return match tongue.lang {
            Lang::Da => {
                format!("Ingen {things} kan afgøres{among}. Uoplyst: {}; ikke relevant: {}.", counts.open, counts.not_relevant)
            }
            Lang::En => format!("No {things} can be decided{among}. Open: {}; not relevant: {}.", counts.open, counts.not_relevant),
        };
    };
    let span = tongue.span(figure.low, figure.high);
    let mut text = match tongue.lang {
        Lang::Da => {
            format!("Overholdt i {kept} af {base} {things}{among}: {} (95-procents-interval {span} procent).", spoken(percent, tongue))
        }
        Lang::En => format!("Kept in {kept} of {base} {things}{among}: {} (95 percent interval {span} percent).", spoken(percent, tongue)),
    };
    if let (Some(low), Some(high)) = (figure.open_low, figure.open_high) {
        let (open, span) = (tongue.count(counts.open), tongue.span(Some(low), Some(high)));
        text += &match tongue.lang {
            Lang::Da => {
                format!(" Uoplyst og uden for nævneren: {open}; regnes alt uoplyst som det ene eller det andet, er tallet {span} procent.")
            }
            Lang::En => format!(" Open and outside the base: {open}; counted all one way or the other the figure is {span} percent."),
        };
    }
    text
}

fn spoken(percent: f64, tongue: Tongue) -> String {
    format!("{} {}", super::say::whole(percent), tongue.one("procent", "percent"))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + chars.as_str())
}

/// Municipalities by points.
pub(super) fn municipalities(report: &Report, tongue: Tongue) -> Option<Markup> {
    let of_places = || report.figures.iter().filter(|figure| figure.dimension == "municipality");
    let places: BTreeSet<&str> = of_places().map(|figure| figure.group.as_str()).collect();
    if places.is_empty() {
        return None;
    }
    // Five columns fit on paper.
    let points: Vec<&Figure> = of_all(report).collect();
    let cases = |place: &str| of_places().find(|figure| figure.group == place).map_or(0, |figure| figure.cases);
    let at = |place: &str, point: &str| of_places().find(|figure| figure.group == place && figure.point == point);
    let parts = points.len().div_ceil(5);
    Some(html! {
        div.caution { p { (tongue.say(
            "Tallene for en enkelt kommune kan ikke overføres til alle kommunens sager. Intervallerne viser, hvor lidt et lille tal siger.",
            "A municipality's figures do not carry over to all its cases. The intervals show how little a small number tells.",
        )) } }
        @for (number, columns) in points.chunks(5).enumerate() {
            @let caption = match parts { 1 => tongue.one("Procent overholdt, interval og nævner", "Percent kept, interval and base").to_owned(),
                _ => format!("{} ({}/{parts})", tongue.one("Procent overholdt, interval og nævner", "Percent kept, interval and base"), number + 1) };
            div.wide tabindex="0" role="region" aria-label=(caption) { table.places {
                caption { (caption) }
                thead { tr {
                    th scope="col" { (tongue.one("Kommune", "Municipality")) }
                    th scope="col" { (tongue.one("Sager", "Cases")) }
                    @for point in columns { th scope="col" { (tongue.one(&point.short, &point.short_en)) } }
                } }
                tbody { @for place in &places { tr {
                    th scope="row" { (group_title("municipality", place, tongue.lang)) }
                    td { (cases(place)) }
                    @for point in columns { td { (place_cell(at(place, &point.point), tongue)) } }
                } } }
            } }
        }
        (made_by(report, tongue))
    })
}

fn place_cell(figure: Option<&Figure>, tongue: Tongue) -> Markup {
    html! {
        @match figure.map(|f| (f, f.counts, f.percent)) {
            Some((figure, Some(counts), Some(percent))) => { (tongue.percent(percent)) br; small { (tongue.span(figure.low, figure.high)) " · n " (counts.base) } },
            Some((figure, None, _)) => span.hidden title=(why_hidden(figure, tongue)) { (tongue.one("vises ikke", "not shown")) },
            _ => "–",
        }
    }
}

/// Published figures beside this report's.
pub(super) fn published(report: &Report, tongue: Tongue) -> Option<Markup> {
    if report.published.is_empty() {
        return None;
    }
    let names = |point: &str| {
        let measured = of_all(report).find(|f| f.point == point).map(|f| (f.short.as_str(), f.short_en.as_str()));
        let missing = || report.not_measured.iter().find(|f| f.point == point).map(|f| (f.short.as_str(), f.short_en.as_str()));
        measured.or_else(missing)
    };
    let mut points: Vec<&str> = of_all(report).map(|figure| figure.point.as_str()).collect();
    points.extend(report.not_measured.iter().map(|point| point.point.as_str()));
    points.retain(|point| report.published.iter().any(|e| e.percent.iter().any(|(own, _)| own == point)));
    let own = |point: &str| of_all(report).find(|figure| figure.point == point).and_then(|figure| figure.percent);
    let wholes: BTreeSet<&str> = report.published.iter().flat_map(|e| e.whole.iter().map(|(group, _)| group.as_str())).collect();
    let own_whole = |group: &str| report.figures.iter().find(|f| f.point == "samlet" && f.group == group).and_then(|f| f.percent);
    let caption = tongue.one("Procent overholdt, som offentliggjort og i denne rapport", "Percent kept, as published and in this report");
    let cell = |value: Option<f64>| html! { td { @match value { Some(percent) => (tongue.percent(percent)), None => "–" } } };
    Some(html! {
        p { (tongue.say(
            "Offentliggjorte tal er hele procent og bygger på andre sager; de står her til sammenligning, ikke som facit. En streg betyder, at intet tal er fundet.",
            "Published figures are whole percents on other cases; they stand here for comparison, not as truth. A dash means that none was found.",
        )) }
        div.wide tabindex="0" role="region" aria-label=(caption) { table {
            caption { (caption) }
            thead { tr {
                th scope="col" { (tongue.one("Krav", "Rule")) }
                @for edition in &report.published { th scope="col" { (edition.edition) } }
                th scope="col" { (tongue.one("Denne rapport", "This report")) }
            } }
            tbody {
                @for point in &points { tr {
                    th scope="row" { (names(point).map_or(*point, |(da, en)| tongue.one(da, en))) }
                    @for edition in &report.published { (cell(published_of(edition, point, "alle").map(f64::from))) }
                    (cell(own(point)))
                } }
                @for group in &wholes { tr {
                    th scope="row" { (tongue.one("Samlet set i orden: ", "In order as a whole: ")) (group_title("case_type", group, tongue.lang).to_lowercase()) }
                    @for edition in &report.published { (cell(published_of(edition, "samlet", group).map(f64::from))) }
                    (cell(own_whole(group)))
                } }
                tr { th scope="row" { (tongue.one("Kommuner", "Municipalities")) }
                    @for edition in &report.published { td { @match edition.municipalities { Some(n) => (n), None => "–" } } } td { (report.included.municipalities) } }
                tr { th scope="row" { (tongue.one("Sager", "Cases")) }
                    @for edition in &report.published { td { @match edition.cases { Some(n) => (tongue.count(n)), None => "–" } } } td { (tongue.count(report.included.cases)) } }
            }
        } }
        ul.note { @for edition in &report.published {
            li { (edition.edition) ": " (edition.source) "." @if let Some(note) = &edition.note { " " (tongue.say(note, edition.note_en.as_deref().unwrap_or_default())) } }
        } }
    })
}
