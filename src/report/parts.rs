//! The other parts of the page: what is in, cautions, and what each form of study adds.

use maud::{Markup, html};

use super::chart::{Line, chart};
use super::page::made_by;
use super::say::Tongue;
use crate::barometer::{CauseLine, Durations, Finding, HearingSheet, Report, dimension_title, group_title};
use crate::export::EvidenceRef;
use crate::lang::Lang;

/// The report in a few numbers.
pub(super) fn facts(report: &Report, tongue: Tongue) -> Markup {
    let included = &report.included;
    let years = |days: &(String, String)| format!("{} – {}", tongue.day(&days.0), tongue.day(&days.1));
    html! {
        dl.facts {
            div { dt { (tongue.say("Sager", "Cases")) } dd { (tongue.count(included.cases)) } }
            div { dt { (tongue.say("Kommuner", "Municipalities")) } dd { (included.municipalities) } }
            @for (group, cases) in &included.case_types { div { dt { (group_title("case_type", group, tongue.lang)) } dd { (tongue.count(*cases)) } } }
            @if included.without_consent > 0 { div { dt { (tongue.say("Heraf uden samtykke", "Of these without consent")) } dd { (included.without_consent) } } }
            div { dt { (tongue.say("Akter", "Acts")) } dd { (tongue.count(included.acts)) " " small { (tongue.count(included.pages)) " " (tongue.one("sider", "pages")) } } }
        }
        @if let Some(days) = &included.decisions { p { (tongue.say("Afgørelser truffet ", "Decisions of ")) (years(days)) "." } }
        @if let Some(read) = &report.versions.read { p { (tongue.say("Sagerne er sidst læst den ", "Cases last read on ")) (tongue.day(read)) "." } }
        @if report.internal.is_some() { p.internal { (tongue.say("Til internt brug: rapporten nævner enkelte sager. Uden dem: --public.", "For internal use: names cases. Without them: --public.")) } }
    }
}

/// The cautions.
pub(super) fn cautions(report: &Report, tongue: Tongue) -> Markup {
    html! { div.caution { ul { @for caution in &report.cautions { li { (tongue.say(&caution.text, &caution.text_en)) } } } } }
}

/// Points without figures.
pub(super) fn not_measured(report: &Report, tongue: Tongue) -> Option<Markup> {
    (!report.not_measured.is_empty()).then(|| {
        html! {
            p { (tongue.say("Undersøgelsen spørger også om følgende, som ikke er målt her.", "The study also asks the following, which is not measured here.")) }
            ul { @for point in &report.not_measured { li { strong { (tongue.say(&point.title, &point.title_en)) } " " (tongue.say(&point.reason, &point.reason_en)) } } }
        }
    })
}

/// What is in and out, how it was drawn, what came, and what is wrong with it.
pub(super) fn cases(report: &Report, tongue: Tongue) -> Markup {
    let ids = |ids: &[String]| if ids.is_empty() { String::new() } else { format!(" ({})", ids.join(", ")) };
    let left_out = tongue.one("Sager, der ikke er med", "Cases left out");
    html! {
        @if report.excluded.is_empty() { p { (tongue.say("Alle lagerets sager er med.", "All cases of the store are in.")) } }
        @else { div.wide tabindex="0" role="region" aria-label=(left_out) { table {
            caption { (left_out) }
            thead { tr { th scope="col" { (tongue.one("Grund", "Reason")) } th scope="col" { (tongue.one("Sager", "Cases")) } } }
            tbody { @for out in &report.excluded { tr { th scope="row" { (tongue.say(&out.reason, &out.reason_en)) } td { (tongue.count(out.cases)) } } } }
        } } }
        (frame(report, tongue))
        @if let Some(received) = &report.received {
            h3 { (tongue.say("Sendt mod bedt om", "Sent against asked for")) }
            ul {
                li { (received.came) " " (tongue.one("af", "of")) " " (received.asked) " " (tongue.say("sager, der er bedt om, er kommet med akter.", "cases asked for came with acts.")) }
                @if received.missing_cases > 0 { li { (received.missing_cases) " " (tongue.say("er ikke kommet", "did not come")) (ids(&received.missing)) "." } }
                @if received.unasked_cases > 0 { li { (received.unasked_cases) " " (tongue.say("er kommet uden at være bedt om", "came unasked")) (ids(&received.unasked)) "." } }
                @if received.incomplete_cases > 0 { li { (received.incomplete_cases) " " (tongue.say("mangler akter:", "lack acts:")) ul {
                    @for missing in &received.incomplete { li { (missing.case) ": " (lacking(missing, tongue)) } }
                } } }
            }
        }
        @if !report.remarks.is_empty() {
            h3 { (tongue.say("Om sagernes oplysninger", "On what is known of cases")) }
            ul { @for remark in &report.remarks { li {
                (tongue.count(remark.cases)) " " (if remark.cases == 1 { tongue.one("sag", "case") } else { tongue.one("sager", "cases") }) ": "
                (tongue.say(&remark.text, &remark.text_en))
                @if !remark.ids.is_empty() { details { summary { (tongue.one("Hvilke", "Which")) } (remark.ids.join(", ")) } }
            } } }
        }
    }
}

fn lacking(missing: &crate::barometer::Missing, tongue: Tongue) -> String {
    let mut parts = Vec::new();
    if let Some(expected) = missing.expected.filter(|expected| *expected > missing.came) {
        parts.push(format!("{} {} {expected}", missing.came, tongue.one("af", "of")));
    }
    if !missing.names.is_empty() {
        parts.push(missing.names.join(", "));
    }
    if !missing.gaps.is_empty() {
        let gaps: Vec<String> = missing.gaps.iter().map(u32::to_string).collect();
        parts.push(format!("{} {}", tongue.one("nummer mangler:", "number missing:"), gaps.join(", ")));
    }
    parts.join("; ")
}

/// How the cases were drawn.
fn frame(report: &Report, tongue: Tongue) -> Markup {
    let Some(frame) = &report.frame else { return html! {} };
    let caption = tongue.one("Udtrækkets strata", "Strata of the sample");
    let known =
        |value: &Option<String>, dimension: &str| value.as_ref().map_or("–".to_owned(), |v| group_title(dimension, v, tongue.lang));
    let allocation = match frame.allocation.as_str() {
        "equal" => tongue.one("lige mange af hvert stratum", "the same of each stratum"),
        _ => tongue.one("i forhold til strataenes størrelse", "in proportion to the strata"),
    };
    html! {
        h3 { (tongue.say("Udtrækket", "The sample")) }
        p { (tongue.one("Udtrukket af", "Drawn from")) " " (frame.source) ", " (allocation) ", " (tongue.one("frø", "seed")) " " (frame.seed) ". "
            (tongue.one("Listens kendemærke", "Hash of the list")) ": " (frame.list) ". "
            @if frame.outside > 0 { (frame.outside) " " (tongue.one("sager på listen var uden for det, der blev bedt om.", "cases on the list were outside what was asked for.")) } }
        div.wide tabindex="0" role="region" aria-label=(caption) { table {
            caption { (caption) }
            thead { tr { th scope="col" { (tongue.one("Kommune", "Municipality")) } th.t scope="col" { (tongue.one("Foranstaltning", "Measure")) }
                th scope="col" { (tongue.one("Sager i alt", "Cases in all")) } th scope="col" { (tongue.one("Udtrukket", "Drawn")) } } }
            tbody { @for stratum in &frame.strata { tr {
                th scope="row" { (known(&stratum.municipality, "municipality")) } td.t { (known(&stratum.case_type, "case_type")) }
                td { (tongue.count(stratum.population)) } td { (tongue.count(stratum.drawn)) }
            } } }
        } }
    }
}

/// Conjunctive studies: causes.
pub(super) fn causes(report: &Report, tongue: Tongue) -> Option<Markup> {
    let conjunctive = report.conjunctive.as_ref()?;
    let mut groups: Vec<&str> = conjunctive.causes.iter().map(|line| line.group.as_str()).collect();
    groups.dedup();
    Some(html! {
        p { (tongue.say(
            "En sag, der falder på flere betingelser, tæller med ved dem alle. »Kun denne« er sager, der ikke falder på andet.",
            "A case that fails several conditions counts at each. \"Only this\" are cases that fail nothing else.",
        )) }
        @for group in groups {
            @let lines: Vec<&CauseLine> = conjunctive.causes.iter().filter(|line| line.group == group).collect();
            @let caption = group_title("case_type", group, tongue.lang);
            @if lines.iter().all(|line| line.cases.is_none()) {
                p { b { (caption) } ": " (tongue.one("for få sager til at vise årsagerne.", "too few cases to show the causes.")) }
            } @else { div.wide tabindex="0" role="region" aria-label=(caption) { table {
                caption { (caption) }
                thead { tr { th scope="col" { (tongue.one("Betingelse", "Condition")) } th scope="col" { (tongue.one("Plads", "Rank")) }
                    th scope="col" { (tongue.one("Sager, der falder", "Cases that fail")) } th scope="col" { (tongue.one("Kun denne", "Only this")) } } }
                tbody { @for line in lines { tr {
                    th scope="row" { (tongue.say(&line.title, &line.title_en)) } td { (line.rank.map_or_else(|| "–".to_owned(), |rank| rank.to_string())) }
                    td { (few(line.cases, tongue)) } td { (few(line.alone, tongue)) }
                } } }
            } } }
        }
        (made_by(report, tongue))
    })
}

fn few(number: Option<u64>, tongue: Tongue) -> String {
    number.map_or_else(|| tongue.one("vises ikke", "not shown").to_owned(), |n| tongue.count(n))
}

/// The supervision's first phase.
pub(super) fn phase1(report: &Report, tongue: Tongue) -> Option<Markup> {
    let supervision = report.supervision.as_ref()?;
    let limit = tongue.percent(supervision.limit);
    let caption = tongue.one("Kommuner under grænsen", "Municipalities below the limit");
    // The word that all names share would make lists unreadable.
    let bare = |name: &String| name.strip_suffix(" Kommune").unwrap_or(name).to_owned();
    let names = |list: &[String]| if list.is_empty() { "–".to_owned() } else { list.iter().map(bare).collect::<Vec<_>>().join(", ") };
    Some(html! {
        p { (tongue.say("Grænse:", "Limit:")) " " strong { (limit) } ". " (tongue.say("Taget op:", "Taken up:")) " " strong { (supervision.municipalities.len()) } " "
            (tongue.one("kommuner", "municipalities")) ": " (names(&supervision.municipalities)) "." }
        p.note { (tongue.say(
            "»Sikkert under« betyder, at hele intervallet ligger under grænsen. »I tvivl« er under grænsen, men et andet udtræk kunne have ligget over.",
            "\"Surely below\": the whole interval lies below the limit. \"Doubtful\": below it, but another draw could have lain above.",
        )) }
        div.wide tabindex="0" role="region" aria-label=(caption) { table {
            caption { (caption) }
            thead { tr { th scope="col" { (tongue.one("Punkt", "Point")) } th scope="col" { (tongue.one("Alle", "All")) }
                th.t scope="col" { (tongue.one("Sikkert under", "Surely below")) } th.t scope="col" { (tongue.one("I tvivl", "Doubtful")) }
                th.t scope="col" { (tongue.one("For få sager til at vurdere", "Too few cases to judge")) } } }
            tbody { @for phase in &supervision.points { tr {
                th scope="row" { (tongue.say(&phase.title, &phase.title_en)) }
                td { @match phase.percent { Some(percent) => (tongue.percent(percent)), None => "–" } @if phase.below { br; small { (tongue.one("under grænsen", "below the limit")) } } }
                td.t { (names(&phase.certain)) } td.t { (names(&phase.doubtful)) } td.t { (names(&phase.too_few)) }
            } } }
        } }
        (made_by(report, tongue))
    })
}

/// The supervision's second phase: which sheets there are, then the sheets.
pub(super) fn sheets(report: &Report, tongue: Tongue) -> Option<Markup> {
    let sheets = report.internal.as_ref().map(|internal| &internal.sheets).filter(|sheets| !sheets.is_empty())?;
    Some(html! {
        p.internal { (tongue.say("Hvert ark er til den nævnte kommune alene.", "Each sheet is for the named municipality alone.")) }
        (overview(sheets, tongue))
        @for (at, sheet) in sheets.iter().enumerate() { (one_sheet(report, sheet, at, tongue)) }
    })
}

/// The sheets in one table: how many findings each holds at each of its points.
fn overview(sheets: &[HearingSheet], tongue: Tongue) -> Markup {
    let caption = tongue.one("Arkene: sager med fund af nævneren", "The sheets: cases with findings of the base");
    let mut points: Vec<(&str, &str, &str)> = Vec::new();
    for point in sheets.iter().flat_map(|sheet| &sheet.points) {
        if !points.iter().any(|(name, ..)| *name == point.point) {
            points.push((&point.point, &point.title, &point.title_en));
        }
    }
    html! {
        div.wide tabindex="0" role="region" aria-label=(caption) { table {
            caption { (caption) }
            thead { tr { th scope="col" { (tongue.one("Kommune", "Municipality")) } th scope="col" { (tongue.one("Sager", "Cases")) }
                @for (_, title, title_en) in &points { th scope="col" { (tongue.say(title, title_en)) } } } }
            tbody { @for (at, sheet) in sheets.iter().enumerate() { tr {
                th scope="row" { a href={ "#ark-" (at + 1) } { (sheet.municipality) } } td { (sheet.cases) }
                @for (name, ..) in &points { td { @match sheet.points.iter().find(|p| p.point == *name) {
                    Some(point) => { (point.findings.len()) " " (tongue.one("af", "of")) " " (point.counts.base) },
                    None => "–",
                } } }
            } } }
        } }
    }
}

fn one_sheet(report: &Report, sheet: &HearingSheet, at: usize, tongue: Tongue) -> Markup {
    let caption = tongue.one("Kommunens tal", "The municipality's figures");
    html! {
        div.sheet #{ "ark-" (at + 1) } {
            h3 { (tongue.say("Høring af", "Hearing of")) " " (sheet.municipality) }
            p { (tongue.say(
                "Kommunen bedes gøre rede for, hvilke tiltag den sætter i gang, så reglerne fremover overholdes, og for fejl i fundene nedenfor.",
                "The municipality is asked which measures it takes so that the rules are kept, and to point out errors in the findings below.",
            )) }
            table {
                caption { (caption) " (" (sheet.cases) " " (tongue.one("sager", "cases")) ")" }
                thead { tr { th scope="col" { (tongue.one("Punkt", "Point")) } th scope="col" { (tongue.one("Overholdt", "Kept")) } th scope="col" { (tongue.one("Nævner", "Base")) }
                    th scope="col" { (tongue.one("Procent", "Percent")) } th scope="col" { (tongue.one("95 %-interval", "95% interval")) } th scope="col" { (tongue.one("Uoplyst", "Open")) } } }
                tbody { @for point in &sheet.points { tr {
                    th scope="row" { (tongue.say(&point.title, &point.title_en)) } td { (point.counts.kept) } td { (point.counts.base) }
                    td { strong { (tongue.percent(point.percent)) } } td { (tongue.span(Some(point.low), Some(point.high))) } td { (point.counts.open) }
                } } }
            }
            @for point in &sheet.points {
                h4 { (tongue.say(&point.title, &point.title_en)) }
                (findings(&point.findings, tongue))
                div.blank { (tongue.say("Kommunens tiltag og bemærkninger til dette punkt", "The municipality's measures and comments on this point")) }
            }
            (made_by(report, tongue))
        }
    }
}

/// Findings as rows: the case, what was found, where it stands. The paragraph stands once where all share it.
fn findings(findings: &[Finding], tongue: Tongue) -> Markup {
    let law = findings.first().map(|f| f.law.as_str()).filter(|law| findings.iter().all(|f| f.law == *law));
    html! {
        table.findings {
            caption { (tongue.one("Fund", "Findings")) ": " (findings.len()) @if let Some(law) = law { " (" (law) ")" } }
            thead { tr { th scope="col" { (tongue.one("Sag", "Case")) } th.t scope="col" { (tongue.one("Fund", "Finding")) } th.t scope="col" { (tongue.one("Står i", "Stands in")) } } }
            tbody { @for finding in findings { tr {
                th scope="row" { (finding.case) }
                td.t { (tongue.kept(&finding.reason, &finding.reason_en)) @if law.is_none() { " (" (finding.law) ")" }
                    @for (at, remark) in finding.remarks.iter().enumerate() { br; small { (tongue.kept(remark, finding.remarks_en.get(at).map_or("", String::as_str))) } } }
                td.t { @for place in &finding.evidence { (short_place(place, tongue)) } }
            } } }
        }
    }
}

/// A place in one line or two.
fn short_place(place: &EvidenceRef, tongue: Tongue) -> Markup {
    html! { div { (place.act) ", " (tongue.one("s.", "p.")) " " (place.page) ": »" (place.quote) "«" } }
}

/// A quote with its act and page.
pub(super) fn quote(place: &EvidenceRef, tongue: Tongue) -> Markup {
    html! { blockquote { "»" (place.quote) "«" cite { (place.act) ", " (tongue.one("side", "page")) " " (place.page) } } }
}

/// Change since an earlier report.
pub(super) fn changes(report: &Report, tongue: Tongue) -> Option<Markup> {
    if report.changes.is_empty() {
        return None;
    }
    let caption = tongue.one("Før og nu", "Then and now");
    let signed = |value: f64| format!("{}{}", if value >= 0.0 { "+" } else { "−" }, super::say::whole(value.abs()));
    Some(html! {
        p { (tongue.say(
            "Ændringen er i procentpoint med 95-procents-interval. Rummer intervallet nul, kan ændringen være tilfældets værk.",
            "Change in percentage points with its 95 percent interval. Where the interval holds zero, it may be chance.",
        )) }
        div.wide tabindex="0" role="region" aria-label=(caption) { table {
            caption { (caption) }
            thead { tr { th scope="col" { (tongue.one("Gruppe", "Group")) } th.t scope="col" { (tongue.one("Punkt", "Point")) } th scope="col" { (tongue.one("Før", "Then")) }
                th scope="col" { (tongue.one("Nu", "Now")) } th scope="col" { (tongue.one("Ændring", "Change")) } th scope="col" { (tongue.one("Interval", "Interval")) } th.t scope="col" { (tongue.one("Påviselig", "Shown")) } } }
            tbody { @for change in &report.changes { tr {
                th scope="row" { (group_title(&change.dimension, &change.group, tongue.lang)) } td.t { (tongue.say(&change.title, &change.title_en)) }
                td { (tongue.percent(change.before.0)) br; small { "n " (change.before.1) } } td { (tongue.percent(change.now.0)) br; small { "n " (change.now.1) } }
                td { strong { (signed(change.difference)) } } td { (signed(change.low)) " – " (signed(change.high)) }
                td.t { @if change.low > 0.0 { (tongue.one("ja, bedre", "yes, better")) } @else if change.high < 0.0 { (tongue.one("ja, ringere", "yes, worse")) } @else { (tongue.one("nej", "no")) } }
            } } }
        } }
        (made_by(report, tongue))
    })
}

/// How long from application to decision.
pub(super) fn durations(report: &Report, tongue: Tongue) -> Option<Markup> {
    let all = report.durations.iter().find(|d| d.dimension == "all");
    if report.study.form != crate::barometer::Form::Durations {
        return None;
    }
    let Some(all) = all else {
        return Some(
            html! { p { (tongue.say("Ingen sag viser både en ansøgning og en afgørelse.", "No case shows both an application and a decision.")) } },
        );
    };
    let caption = tongue.one("Dage fra ansøgning til afgørelse", "Days from application to decision");
    Some(html! {
        @if let Some(days) = all.days { p {
            @match tongue.lang {
                Lang::Da => { (tongue.count(all.cases)) " sager viser både ansøgning og afgørelse. Halvdelen er afgjort inden for " strong { (tongue.in_words(days.median)) } " dage, ni ud af ti inden for " (tongue.in_words(days.ninth)) " dage." },
                Lang::En => { (tongue.count(all.cases)) " cases show both application and decision. Half are decided within " strong { (tongue.in_words(days.median)) } " days, nine of ten within " (tongue.in_words(days.ninth)) " days." },
            }
            @if let (Some(informing), Some(deciding), Some(informed)) = (all.informing, all.deciding, all.informed) {
                " " (match tongue.lang {
                    Lang::Da => format!("I de {informed} sager, der viser, hvornår sagen var oplyst (undersøgelse eller afdækning afsluttet), gik {} dage til at oplyse den og {} dage derfra til afgørelsen (medianer). Begge dele hører til fristen.", tongue.in_words(informing), tongue.in_words(deciding)),
                    Lang::En => format!("In the {informed} cases that show when the case was informed (investigation or screening ended), {} days went to informing it and {} days from then to the decision (medians). Both belong to the limit.", tongue.in_words(informing), tongue.in_words(deciding)),
                })
            }
        } }
        // Where all lie in one span a chart says nothing.
        @if all.bins.iter().filter(|(.., cases)| *cases > 0).count() > 1 { (bins(all, tongue)) }
        div.wide tabindex="0" role="region" aria-label=(caption) { table {
            caption { (caption) }
            thead { tr { th scope="col" { (tongue.one("Gruppe", "Group")) } th scope="col" { "n" } th scope="col" { (tongue.one("Nedre kvartil", "Lower quartile")) }
                th scope="col" { (tongue.one("Median", "Median")) } th scope="col" { (tongue.one("Øvre kvartil", "Upper quartile")) } th scope="col" { (tongue.one("9 af 10", "9 in 10")) }
                th scope="col" { (tongue.one("Heraf til oplysning", "Of it to inform")) } } }
            tbody { @for (at, row) in report.durations.iter().enumerate() {
                @if row.dimension != "all" && at.checked_sub(1).and_then(|at| report.durations.get(at)).is_none_or(|last| last.dimension != row.dimension) {
                    tr.group { th scope="rowgroup" colspan="7" { (dimension_title(&row.dimension, tongue.lang)) } }
                }
                tr { th scope="row" { (group_title(&row.dimension, &row.group, tongue.lang)) }
                    @match row.days {
                        Some(days) => { td { (row.cases) } @for value in [days.lower, days.median, days.upper, days.ninth] { td { (tongue.decimal(value)) } }
                            td { @match row.informing { Some(value) => (tongue.decimal(value)), None => "–" } } },
                        None => td.hidden.t colspan="6" { (tongue.one("vises ikke: for få", "not shown: too few")) },
                    }
                }
            } }
        } }
        (made_by(report, tongue))
    })
}

/// How many cases lie in each span, as shares with their numbers in the labels.
fn bins(all: &Durations, tongue: Tongue) -> Markup {
    let share = |cases: u64| 100.0 * cases as f64 / all.cases.max(1) as f64;
    let label = |from: u64, to: Option<u64>| match to {
        Some(to) => format!("{}–{} {}", from / 7, to / 7, tongue.one("uger", "weeks")),
        None => format!("{} {}", from / 7, tongue.one("uger eller mere", "weeks or more")),
    };
    let lines: Vec<Line> = all
        .bins
        .iter()
        .map(|(from, to, cases)| Line {
            label: format!("{} (n {cases})", label(*from, *to)),
            figure: Some((share(*cases), share(*cases), share(*cases))),
            without: String::new(),
            published: None,
        })
        .collect();
    chart("varighed-spring", tongue.one("Sager efter ventetid", "Cases by time"), &lines, None, tongue)
}
