//! Danish for dates, lists, counts and kinds, and the filling of a text's slots.

use chrono::{Datelike, NaiveDate, Timelike};

use super::model::Outcome;
use super::provision::Limit;
use crate::dates::{LegalDate, Precision};
use crate::events::{EventKind, FindingKind};

const MONTHS: [&str; 12] =
    ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"];

fn month(day: NaiveDate) -> &'static str {
    MONTHS.get(day.month0() as usize).copied().unwrap_or_default()
}

/// "den 2. marts 2021 kl. 14.10", "i marts 2021".
pub(super) fn on(date: LegalDate) -> String {
    let day = date.first_day();
    match date.precision() {
        Precision::Month => format!("i {} {}", month(day), day.year()),
        Precision::Week => format!("i ugen fra den {}", plain(day)),
        Precision::Day | Precision::Minute => match date.time() {
            Some(t) => format!("den {} kl. {}.{:02}", plain(day), t.hour(), t.minute()),
            None => format!("den {}", plain(day)),
        },
    }
}

/// "af 2. marts 2021", "fra marts 2021": a document by its date.
pub(super) fn by(date: LegalDate) -> String {
    let day = date.first_day();
    match date.precision() {
        Precision::Month => format!("fra {} {}", month(day), day.year()),
        Precision::Week => format!("fra ugen med den {}", plain(day)),
        Precision::Day | Precision::Minute => format!("af {}", plain(day)),
    }
}

/// "2. marts 2021 kl. 14.10", "marts 2021": a date inside a sum.
pub(super) fn at(date: LegalDate) -> String {
    let shown = on(date);
    shown.strip_prefix("den ").or(shown.strip_prefix("i ")).unwrap_or(&shown).to_owned()
}

/// "4 t. 40 min.", "55 min.", "26 t.".
pub(super) fn hours_minutes(minutes: u64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, m) => format!("{m} min."),
        (h, 0) => format!("{h} t."),
        (h, m) => format!("{h} t. {m} min."),
    }
}

/// "24 timer", "4 måneder", "6 hverdage".
pub(super) fn limit(limit: Limit) -> String {
    let (n, one, many) = match limit {
        Limit::Hours(n) => (n, "time", "timer"),
        Limit::Days(n) => (n, "dag, startdagen medregnet", "dage, startdagen medregnet"),
        Limit::Hverdage(n) => (n, "hverdag", "hverdage"),
        Limit::Weeks(n) => (n, "uge", "uger"),
        Limit::Months(n) => (n, "måned", "måneder"),
        Limit::PerYear(n) => (n, "gang om året", "gange om året"),
    };
    count(n as usize, one, many)
}

/// "den 2. marts 2021", the time of day left out.
pub(super) fn on_day(date: LegalDate) -> String {
    on(date.without_time())
}

/// "2. marts 2021".
pub(super) fn plain(day: NaiveDate) -> String {
    format!("{}. {} {}", day.day(), month(day), day.year())
}

/// "a", "a og b", "a, b og c".
pub(super) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} og {last}", head.join(", ")),
    }
}

/// "1 akt", "9 akter".
pub(super) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// The sentence with a capital first.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// The happening as a reader would name it.
pub(super) fn happening(kind: EventKind) -> &'static str {
    match kind {
        EventKind::UnderretningModtaget => "modtagelsen af underretningen",
        EventKind::UnderretningVurderet => "vurderingen af underretningen",
        EventKind::UnderretningKvitteret => "kvitteringen",
        EventKind::UndersoegelsePaabegyndt => "undersøgelsens start",
        EventKind::UndersoegelseAfsluttet => "undersøgelsens afslutning",
        EventKind::BoernesamtaleAfholdt => "børnesamtalen",
        EventKind::BoernesamtaleFravalgt => "fravalget af børnesamtalen",
        EventKind::SamtykkeGivet => "samtykket",
        EventKind::AfgoerelseTruffet => "afgørelsen",
        EventKind::ForanstaltningIvaerksat => "iværksættelsen",
        EventKind::ForanstaltningOphoert => "foranstaltningens ophør",
        EventKind::HandleplanUdarbejdet => "planen",
        EventKind::HandleplanRevideret => "revisionen af planen",
        EventKind::OpfoelgningGennemfoert => "opfølgningen",
        EventKind::TilsynsbesoegGennemfoert => "tilsynsbesøget",
        EventKind::AnsoegningModtaget => "modtagelsen af ansøgningen",
        EventKind::PartshoeringForetaget => "partshøringen",
        EventKind::KlageModtaget => "modtagelsen af klagen",
        EventKind::AfdaekningAfsluttet => "afdækningens afslutning",
        EventKind::ForeloebigVurdering => "den foreløbige vurdering",
        EventKind::Own(kind) => kind.called,
    }
}

/// The statement as a reader would name it.
pub(super) fn statement(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::BegrundetKonklusion => "en begrundet konklusion",
        FindingKind::PlanMaal => "mål i planen",
        FindingKind::PlanIndsats => "indsats i planen",
        FindingKind::PlanIndsatsMangler => "en bemærkning om, at indsatsen ikke er fastlagt",
        FindingKind::SamtaleOmForanstaltning => "et udsagn om, at samtalen handlede om foranstaltningen",
        FindingKind::SamtaleIkkeOmForanstaltning => "et udsagn om, at samtalen ikke handlede om foranstaltningen",
        FindingKind::SamtykkeMangler => "et udsagn om, at den ene forældremyndighedsindehaver ikke har samtykket",
        FindingKind::AkutStoette => "et udsagn om akut eller foreløbig støtte",
        FindingKind::PlanUdsat => "en kort angivelse af formålet i stedet for en plan",
        FindingKind::FaellesForaeldremyndighed => "et udsagn om fælles forældremyndighed",
        FindingKind::AnonymUnderretter => "et udsagn om, at underretteren er anonym",
        FindingKind::Formandsafgoerelse => "et udsagn om, at afgørelsen er truffet af formanden",
        FindingKind::FormandsafgoerelseGodkendt => "udvalgets godkendelse af formandens afgørelse",
        FindingKind::Genvurdering => "en genvurdering af afgørelsen",
        FindingKind::Klagevejledning => "en klagevejledning",
        FindingKind::FormaalAngivet => "formålet med indsatsen",
        FindingKind::VarighedAngivet => "indsatsens forventede varighed",
        FindingKind::SamtaleVedTilsyn => "en samtale med barnet ved tilsynet",
        FindingKind::Hoeringsfrist => "en frist for svar på høringen",
        FindingKind::KlageBortfalder => "et udsagn om, at klagen er trukket tilbage eller ikke gælder afgørelsen",
        FindingKind::PartenBekendt => "et udsagn om, at parten kendte undersøgelsen",
    }
}

/// A fact by the name of its kind, of event or of statement; another name stays as it is.
pub(super) fn fact(kind: &str) -> &str {
    let event = kind.parse().ok().map(happening);
    event.or_else(|| kind.parse().ok().map(statement)).unwrap_or(kind)
}

/// The outcome as a reader would say it.
pub(super) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Overholdt => "overholdt",
        Outcome::IkkeOverholdt => "ikke overholdt",
        Outcome::IkkeRelevant => "ikke relevant",
        Outcome::Uoplyst => "uoplyst",
    }
}

/// The slots of a template, `{name}`, in order; an error names the brace that has no partner.
pub(super) fn slots(template: &str) -> Result<Vec<&str>, String> {
    let mut found = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}').ok_or_else(|| format!("`{{` without `}}` in \"{template}\""))?;
        if before.contains('}') {
            return Err(format!("`}}` without `{{` in \"{template}\""));
        }
        found.push(name);
        rest = tail;
    }
    if rest.contains('}') { Err(format!("`}}` without `{{` in \"{template}\"")) } else { Ok(found) }
}

/// The template with its slots filled, in one pass so that a value is never read as a template.
pub(super) fn fill(template: &str, values: &[(&str, String)]) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (name, tail) = after.split_once('}').unwrap_or((after, ""));
        if let Some((_, value)) = values.iter().find(|(slot, _)| *slot == name) {
            out.push_str(value);
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn dates_as_danes_write_them() {
        assert_eq!(on(LegalDate::minute("2021-03-03T09:05:00".parse().unwrap())), "den 3. marts 2021 kl. 9.05");
        assert_eq!(on(LegalDate::month("2020-12-01".parse().unwrap())), "i december 2020");
        assert_eq!(on(LegalDate::week("2020-12-02".parse().unwrap())), "i ugen fra den 30. november 2020");
        assert_eq!(list(&["a".into(), "b".into(), "c".into()]), "a, b og c");
    }

    #[test]
    fn filling_leaves_values_alone() {
        assert_eq!(fill("{a} og {b}", &[("a", "{b}".into()), ("b", "x".into())]), "{b} og x");
        assert_eq!(slots("{a} og {b}").unwrap(), ["a", "b"]);
        assert!(slots("{a").is_err() && slots("a}").is_err() && slots("} {a}").is_err());
    }
}
