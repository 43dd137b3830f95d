//! The workbook: figures, cases, findings and the method, one sheet each; and what the study's form adds.
//!
//! Figures are numbers, so that they can be reckoned with; texts are text cells, never formulas. Sheets that name cases say so in their first line.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::rows::FigureRow;
use super::say::Tongue;
use crate::barometer::{Report, group_title};
use crate::export::{Cell, ExportError, Row, fit};

/// Makes the workbook's bytes.
///
/// # Errors
/// [`ExportError::Encode`] where the library refuses.
pub fn workbook(report: &Report, tongue: Tongue) -> Result<Vec<u8>, ExportError> {
    let encode = |error: XlsxError| ExportError::Encode { format: "xlsx", reason: error.to_string() };
    fill(report, tongue).map_err(encode)?.save_to_buffer().map_err(encode)
}

fn fill(report: &Report, tongue: Tongue) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    // The file would otherwise carry the time of day and differ from run to run.
    let fixed = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&fixed).set_author("aktspor").set_title(&report.study.title));
    let figures = FigureRow::of(report);
    let names: Vec<&str> = FigureRow::COLUMNS.iter().map(|column| column.name).collect();
    sheet(&mut book, tongue.one("Tal", "Figures"), None, &names, figures.iter().map(FigureRow::cells))?;
    if let Some(conjunctive) = &report.conjunctive {
        let rows = conjunctive.causes.iter().map(|line| {
            let group = group_title("case_type", &line.group, tongue.lang);
            vec![
                text(&group),
                int(line.rank),
                text(&line.point),
                text(tongue.one(&line.title, &line.title_en)),
                int(line.cases),
                int(line.alone),
            ]
        });
        sheet(&mut book, tongue.one("Årsager", "Causes"), None, &["group", "rank", "point", "title", "cases", "alone"], rows)?;
    }
    if !report.durations.is_empty() {
        let names = [
            "dimension",
            "group",
            "cases",
            "suppressed",
            "lower",
            "median",
            "upper",
            "ninth_decile",
            "informed",
            "informing_median",
            "deciding_median",
        ];
        let rows = report.durations.iter().map(|d| {
            let days = |pick: fn(&crate::barometer::Days) -> f64| float(d.days.as_ref().map(pick));
            let mut row = vec![text(&d.dimension), text(&d.group), int(Some(d.cases)), Cell::Bool(d.suppressed)];
            row.extend([days(|q| q.lower), days(|q| q.median), days(|q| q.upper), days(|q| q.ninth)]);
            row.extend([int(d.informed), float(d.informing), float(d.deciding)]);
            row
        });
        sheet(&mut book, tongue.one("Varighed", "Durations"), None, &names, rows)?;
    }
    if !report.changes.is_empty() {
        let names = [
            "point",
            "title",
            "dimension",
            "group",
            "percent_before",
            "base_before",
            "percent_now",
            "base_now",
            "difference",
            "low",
            "high",
        ];
        let rows = report.changes.iter().map(|c| {
            let then = [Cell::Float(c.before.0), int(Some(c.before.1)), Cell::Float(c.now.0), int(Some(c.now.1))];
            let mut row = vec![text(&c.point), text(tongue.one(&c.title, &c.title_en)), text(&c.dimension), text(&c.group)];
            row.extend(then);
            row.extend([Cell::Float(c.difference), Cell::Float(c.low), Cell::Float(c.high)]);
            row
        });
        sheet(&mut book, tongue.one("Ændring", "Change"), None, &names, rows)?;
    }
    internal(report, tongue, &mut book)?;
    method(report, tongue, &mut book)?;
    Ok(book)
}

/// Cases and findings.
fn internal(report: &Report, tongue: Tongue, book: &mut Workbook) -> Result<(), XlsxError> {
    let Some(internal) = &report.internal else { return Ok(()) };
    let note = tongue.one(
        "Til internt brug: arket nævner enkelte sager og må ikke offentliggøres.",
        "For internal use: this sheet names cases and must not be published.",
    );
    let mut names = vec!["case", "municipality", "case_type", "consent", "law", "decision"];
    let points: Vec<&str> =
        internal.cases.first().map(|case| case.answers.iter().map(|(point, _)| point.as_str()).collect()).unwrap_or_default();
    names.extend(&points);
    let rows = internal.cases.iter().map(|case| {
        let mut row = vec![text(&case.case), maybe(&case.municipality), maybe(&case.case_type)];
        row.extend([case.consent.map_or(Cell::Null, Cell::Bool), maybe(&case.law), maybe(&case.decision)]);
        row.extend(case.answers.iter().map(|(_, answer)| text(answer)));
        row
    });
    sheet(book, tongue.one("Sager", "Cases"), Some(note), &names, rows)?;
    let names = [
        "case",
        "municipality",
        "point",
        "check",
        "outcome",
        "decided",
        "reason",
        "reason_en",
        "remarks",
        "remarks_en",
        "law",
        "act",
        "page",
        "quote",
    ];
    let rows = internal.findings.iter().map(|finding| {
        let place = finding.evidence.first();
        let mut row =
            vec![text(&finding.case), maybe(&finding.municipality), text(&finding.point), text(&finding.check), text(&finding.outcome)];
        row.extend([maybe(&finding.decided), text(&finding.reason), text(&finding.reason_en)]);
        row.extend([text(&finding.remarks.join("\n")), text(&finding.remarks_en.join("\n")), text(&finding.law)]);
        row.extend([
            place.map_or(Cell::Null, |p| text(&p.act)),
            int(place.map(|p| p.page.into())),
            place.map_or(Cell::Null, |p| text(&p.quote)),
        ]);
        row
    });
    sheet(book, tongue.one("Fund", "Findings"), Some(note), &names, rows)
}

/// What the figures are and what they rest on.
fn method(report: &Report, tongue: Tongue, book: &mut Workbook) -> Result<(), XlsxError> {
    let mut rows: Vec<(String, String)> = Vec::new();
    let mut add = |what: &str, value: String| rows.push((what.to_owned(), value));
    add(
        tongue.one("Undersøgelse", "Study"),
        format!("{} ({})", tongue.one(&report.study.title, &report.study.title_en), report.study.name),
    );
    add(tongue.one("Formål", "Purpose"), tongue.one(&report.study.about, &report.study.about_en).to_owned());
    add("aktspor", report.versions.program.clone());
    add(
        tongue.one("Grammatik og lovtabeller, sagerne er lavet med", "Grammars and law tables the cases were made by"),
        report.versions.grammar.join(" "),
    );
    add(tongue.one("Programmets lovtabeller", "The program's law tables"), report.versions.law.clone());
    add(tongue.one("Undersøgelsens udgave", "Version of the study"), report.versions.study.clone());
    add(tongue.one("Sagerne er læst", "Cases read"), report.versions.read.clone().unwrap_or_default());
    add(tongue.one("Sager", "Cases"), report.included.cases.to_string());
    add(tongue.one("Kommuner", "Municipalities"), report.included.municipalities.to_string());
    for out in &report.excluded {
        add(tongue.one("Udeladt", "Left out"), format!("{} – {}", out.cases, tongue.one(&out.reason, &out.reason_en)));
    }
    add(
        tongue.one("Vurderinger set af en person", "Verdicts seen by a person"),
        format!("{} + {} / {}", report.included.confirmed, report.included.overturned, report.included.verdicts),
    );
    if let Some(frame) = &report.frame {
        let drawn: u64 = frame.strata.iter().map(|s| s.drawn).sum();
        let all: u64 = frame.strata.iter().map(|s| s.population).sum();
        add(tongue.one("Udtræk", "Sample"), format!("{drawn} / {all}, seed {}, {}, {}", frame.seed, frame.allocation, frame.list));
    }
    for (danish, english) in METHOD {
        add(tongue.one("Metode", "Method"), tongue.one(danish, english).to_owned());
    }
    for caution in &report.cautions {
        add(tongue.one("Forbehold", "Caution"), tongue.one(&caution.text, &caution.text_en).to_owned());
    }
    for point in &report.not_measured {
        let (title, reason) = (tongue.one(&point.title, &point.title_en), tongue.one(&point.reason, &point.reason_en));
        add(tongue.one("Ikke målt", "Not measured"), format!("{title} {reason}"));
    }
    for remark in &report.remarks {
        add(
            tongue.one("Om sagernes oplysninger", "On what is known of cases"),
            format!("{}: {}", remark.cases, tongue.one(&remark.text, &remark.text_en)),
        );
    }
    let cells = rows.iter().map(|(what, value)| vec![text(what), text(value)]);
    sheet(book, tongue.one("Metode", "Method"), None, &[tongue.one("hvad", "what"), tongue.one("indhold", "content")], cells)
}

/// How the figures are made, in short; `docs/barometer.md` has it at length.
pub(super) const METHOD: &[(&str, &str)] = &[
    (
        "Tælleren er de sager (eller underretninger), hvor kravet er overholdt; nævneren er overholdt plus ikke overholdt. Ikke relevante og uoplyste er uden for nævneren og vises for sig.",
        "The numerator is the cases (or notifications) in which the rule was kept; the denominator is kept plus not kept. Not relevant and open are outside the denominator and shown apart.",
    ),
    (
        "Et punkt med en betingelse måles kun blandt de sager, hvor betingelsen er overholdt. Er betingelsen uoplyst, er punktet det også.",
        "A point with a condition is measured only among the cases that hold it. Where the condition is open, so is the point.",
    ),
    (
        "Intervallet er Wilsons 95-procents-interval. Er populationen kendt, ganges variansen med (N − n) / (N − 1). Intervallet dækker kun udtrækkets usikkerhed, ikke fejllæsninger.",
        "The interval is Wilson's at 95 percent. Where the population is known the variance is multiplied by (N − n) / (N − 1). It covers the draw's uncertainty alone, not misreadings.",
    ),
    (
        "Det vægtede tal giver hver kommune og foranstaltning dens vægt i populationen; dets interval regner sager, ikke underretninger, for uafhængige.",
        "The weighted figure gives each municipality and measure its weight in the population; its interval takes cases, not notifications, for independent.",
    ),
    (
        "Tal på færre end det mindste antal vises ikke, og heller ikke tal, hvorfra de kunne regnes ud.",
        "Figures on fewer than the smallest number are not shown, nor figures from which they could be computed.",
    ),
    (
        "Spændet for uoplyste er procenten, hvis alle uoplyste var ikke overholdt, og hvis alle var overholdt.",
        "The span of the open ones is the percentage if all of them were breaches, and if all were kept.",
    ),
];

/// A sheet with a header, a filter, and a note above it where one is given.
fn sheet<'a>(
    book: &mut Workbook,
    name: &str,
    note: Option<&str>,
    names: &[&str],
    rows: impl Iterator<Item = Vec<Cell<'a>>>,
) -> Result<(), XlsxError> {
    let (bold, one_decimal, wrap) = (Format::new().set_bold(), Format::new().set_num_format("0.0"), Format::new().set_text_wrap());
    let sheet = book.add_worksheet();
    sheet.set_name(name)?;
    let top = u32::from(note.is_some());
    if let Some(note) = note {
        sheet.write_string_with_format(0, 0, note, &bold)?;
    }
    for (at, column) in (0u16..).zip(names) {
        sheet.write_string_with_format(top, at, *column, &bold)?;
        sheet.set_column_width(at, width_of(column))?;
    }
    sheet.set_freeze_panes(top + 1, 0)?;
    let mut line = top;
    for row in rows {
        line += 1;
        for (at, cell) in (0u16..).zip(row) {
            write_cell(sheet, (line, at), &cell, (&one_decimal, &wrap))?;
        }
    }
    let last = u16::try_from(names.len()).unwrap_or(u16::MAX).saturating_sub(1);
    sheet.autofilter(top, 0, line, last)?;
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    (line, at): (u32, u16),
    cell: &Cell<'_>,
    (decimal, wrap): (&Format, &Format),
) -> Result<(), XlsxError> {
    match cell {
        Cell::Null => return Ok(()),
        // A long text is a paragraph.
        Cell::Text(text) if text.len() > 60 => sheet.write_string_with_format(line, at, fit(text).as_ref(), wrap)?,
        Cell::Text(text) => sheet.write_string(line, at, fit(text).as_ref())?,
        // Counts are below 2^53.
        Cell::Int(number) => sheet.write_number(line, at, *number as f64)?,
        Cell::Float(number) => sheet.write_number_with_format(line, at, *number, decimal)?,
        Cell::Bool(value) => sheet.write_boolean(line, at, *value)?,
    };
    Ok(())
}

fn width_of(name: &str) -> f64 {
    match name {
        "title" | "reason" | "remarks" | "quote" => 60.0,
        "content" | "indhold" => 100.0,
        "what" | "hvad" | "law" | "act" => 32.0,
        "point" | "municipality" | "case" | "check" | "group" | "case_type" => 22.0,
        _ => 12.0,
    }
}

fn text<'a>(value: &str) -> Cell<'a> {
    Cell::Text(value.to_owned().into())
}

fn maybe<'a>(value: &Option<String>) -> Cell<'a> {
    value.as_deref().map_or(Cell::Null, text)
}

fn int<'a>(value: Option<u64>) -> Cell<'a> {
    value.and_then(|v| i64::try_from(v).ok()).map_or(Cell::Null, Cell::Int)
}

fn float<'a>(value: Option<f64>) -> Cell<'a> {
    value.map_or(Cell::Null, Cell::Float)
}
