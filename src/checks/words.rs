//! Danish and English for dates, lists, counts and kinds, and the filling of a text's slots.

use chrono::{Datelike, NaiveDate, Timelike};

use super::model::Outcome;
use super::provision::Limit;
use crate::dates::{LegalDate, Precision, month_name};
use crate::events::{EventKind, FindingKind};
use crate::lang::Said;

/// "marts 2021", "March 2021".
fn month(day: NaiveDate) -> Said {
    Said::new(format!("{} {}", month_name(day), day.year()), format!("{} {}", day.format("%B"), day.year()))
}

/// With other words before it in each language.
fn after(danish: &str, english: &str, text: &Said) -> Said {
    Said::new(format!("{danish} {}", text.da), format!("{english} {}", text.en))
}

/// "den 2. marts 2021 kl. 14.10", "i marts 2021".
pub(super) fn on(date: LegalDate) -> Said {
    let day = date.first_day();
    match date.precision() {
        Precision::Month => after("i", "in", &month(day)),
        Precision::Week => after("i ugen fra den", "in the week from", &plain(day)),
        Precision::Day | Precision::Minute => {
            let on = after("den", "on", &plain(day));
            match date.time() {
                Some(t) => Said::new(
                    format!("{} kl. {}.{:02}", on.da, t.hour(), t.minute()),
                    format!("{} at {}:{:02}", on.en, t.hour(), t.minute()),
                ),
                None => on,
            }
        }
    }
}

/// "af 2. marts 2021", "fra marts 2021": a document by its date.
pub(super) fn by(date: LegalDate) -> Said {
    let day = date.first_day();
    match date.precision() {
        Precision::Month => after("fra", "from", &month(day)),
        Precision::Week => after("fra ugen med den", "from the week of", &plain(day)),
        Precision::Day | Precision::Minute => after("af", "of", &plain(day)),
    }
}

/// "2. marts 2021 kl. 14.10", "marts 2021": a date inside a sum.
pub(super) fn at(date: LegalDate) -> Said {
    let bare = |shown: &str, words: [&str; 2]| words.iter().find_map(|word| shown.strip_prefix(word)).unwrap_or(shown).to_owned();
    let shown = on(date);
    Said::new(bare(&shown.da, ["den ", "i "]), bare(&shown.en, ["on ", "in "]))
}

/// "4 t. 40 min.", "55 min.", "26 t.".
pub(super) fn hours_minutes(minutes: u64) -> Said {
    match (minutes / 60, minutes % 60) {
        (0, m) => Said::new(format!("{m} min."), format!("{m} min")),
        (h, 0) => Said::new(format!("{h} t."), format!("{h} h")),
        (h, m) => Said::new(format!("{h} t. {m} min."), format!("{h} h {m} min")),
    }
}

/// "24 timer", "4 måneder", "6 hverdage".
pub(super) fn limit(limit: Limit) -> Said {
    let (n, da, en) = match limit {
        Limit::Hours(n) => (n, ["time", "timer"], ["hour", "hours"]),
        Limit::Days(n) => {
            (n, ["dag, startdagen medregnet", "dage, startdagen medregnet"], ["day, the first included", "days, the first included"])
        }
        Limit::Hverdage(n) => (n, ["hverdag", "hverdage"], ["working day", "working days"]),
        Limit::Weeks(n) => (n, ["uge", "uger"], ["week", "weeks"]),
        Limit::Months(n) => (n, ["måned", "måneder"], ["month", "months"]),
        Limit::PerYear(n) => (n, ["gang om året", "gange om året"], ["time a year", "times a year"]),
    };
    count(n as usize, da, en)
}

/// "den 2. marts 2021", the time of day left out.
pub(super) fn on_day(date: LegalDate) -> Said {
    on(date.without_time())
}

/// "2. marts 2021".
pub(super) fn plain(day: NaiveDate) -> Said {
    let month = month(day);
    Said::new(format!("{}. {}", day.day(), month.da), format!("{} {}", day.day(), month.en))
}

/// "a", "a og b", "a, b og c".
pub(super) fn list(items: &[Said]) -> Said {
    match items {
        [] => Said::default(),
        [one] => one.clone(),
        [head @ .., last] => {
            let head = Said::joined(head, ", ");
            Said::new(format!("{} og {}", head.da, last.da), format!("{} and {}", head.en, last.en))
        }
    }
}

/// Acts by name, as a list.
pub(super) fn acts(names: &[String]) -> Said {
    list(&names.iter().map(Said::same).collect::<Vec<_>>())
}

/// "1 akt", "9 akter": one and many in Danish, and in English.
pub(super) fn count(n: usize, danish: [&str; 2], english: [&str; 2]) -> Said {
    let many = |[one, many]: [&str; 2]| format!("{n} {}", if n == 1 { one } else { many });
    Said::new(many(danish), many(english))
}

/// "1 akt", "9 akter".
pub(super) fn number_of_acts(n: usize) -> Said {
    count(n, ["akt", "akter"], ["act", "acts"])
}

/// "1 side", "34 sider".
pub(super) fn number_of_pages(n: usize) -> Said {
    count(n, ["side", "sider"], ["page", "pages"])
}

/// Clauses as one sentence, parted by semicolons.
pub(super) fn sentence(clauses: &[Said]) -> Said {
    Said::joined(clauses, "; ").map(|text| format!("{text}."))
}

/// The sentence with a capital first.
pub(super) fn capital(text: &Said) -> Said {
    text.map(|text| {
        let mut chars = text.chars();
        chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
    })
}

/// The happening as a reader would name it.
pub(super) fn happening(kind: EventKind) -> Said {
    let (da, en) = match kind {
        EventKind::UnderretningModtaget => ("modtagelsen af underretningen", "receipt of the notification"),
        EventKind::UnderretningVurderet => ("vurderingen af underretningen", "the assessment of the notification"),
        EventKind::UnderretningKvitteret => ("kvitteringen", "the receipt sent to the notifier"),
        EventKind::UndersoegelsePaabegyndt => ("undersøgelsens start", "the beginning of the examination"),
        EventKind::UndersoegelseAfsluttet => ("undersøgelsens afslutning", "the completion of the examination"),
        EventKind::BoernesamtaleAfholdt => ("børnesamtalen", "the talk with the child"),
        EventKind::BoernesamtaleFravalgt => ("fravalget af børnesamtalen", "the waiver of the talk with the child"),
        EventKind::SamtykkeGivet => ("samtykket", "the consent"),
        EventKind::AfgoerelseTruffet => ("afgørelsen", "the decision"),
        EventKind::ForanstaltningIvaerksat => ("iværksættelsen", "the start of the measure"),
        EventKind::ForanstaltningOphoert => ("foranstaltningens ophør", "the end of the measure"),
        EventKind::HandleplanUdarbejdet => ("planen", "the plan"),
        EventKind::HandleplanRevideret => ("revisionen af planen", "the revision of the plan"),
        EventKind::OpfoelgningGennemfoert => ("opfølgningen", "the follow-up"),
        EventKind::TilsynsbesoegGennemfoert => ("tilsynsbesøget", "the supervisory visit"),
        EventKind::AnsoegningModtaget => ("modtagelsen af ansøgningen", "receipt of the application"),
        EventKind::PartshoeringForetaget => ("partshøringen", "the hearing of the party"),
        EventKind::KlageModtaget => ("modtagelsen af klagen", "receipt of the complaint"),
        EventKind::AfdaekningAfsluttet => ("afdækningens afslutning", "the completion of the assessment under § 19"),
        EventKind::ForeloebigVurdering => ("den foreløbige vurdering", "the provisional assessment"),
        // A kind that a grammar brought has the one name that the grammar gives it.
        EventKind::Own(kind) => (kind.called, kind.called),
    };
    Said::new(da, en)
}

/// The statement as a reader would name it.
pub(super) fn statement(kind: FindingKind) -> Said {
    let (da, en) = match kind {
        FindingKind::BegrundetKonklusion => ("en begrundet konklusion", "a reasoned conclusion"),
        FindingKind::PlanMaal => ("mål i planen", "aims in the plan"),
        FindingKind::PlanIndsats => ("indsats i planen", "efforts in the plan"),
        FindingKind::PlanIndsatsMangler => {
            ("en bemærkning om, at indsatsen ikke er fastlagt", "a remark that the effort has not been settled")
        }
        FindingKind::SamtaleOmForanstaltning => {
            ("et udsagn om, at samtalen handlede om foranstaltningen", "a statement that the talk was about the measure")
        }
        FindingKind::SamtaleIkkeOmForanstaltning => {
            ("et udsagn om, at samtalen ikke handlede om foranstaltningen", "a statement that the talk was not about the measure")
        }
        FindingKind::SamtykkeMangler => (
            "et udsagn om, at den ene forældremyndighedsindehaver ikke har samtykket",
            "a statement that one holder of custody has not consented",
        ),
        FindingKind::AkutStoette => ("et udsagn om akut eller foreløbig støtte", "a statement of urgent or provisional support"),
        FindingKind::PlanUdsat => ("en kort angivelse af formålet i stedet for en plan", "a brief statement of the aim in place of a plan"),
        FindingKind::FaellesForaeldremyndighed => ("et udsagn om fælles forældremyndighed", "a statement of joint custody"),
        FindingKind::AnonymUnderretter => ("et udsagn om, at underretteren er anonym", "a statement that the notifier is anonymous"),
        FindingKind::Formandsafgoerelse => {
            ("et udsagn om, at afgørelsen er truffet af formanden", "a statement that the chair made the decision")
        }
        FindingKind::FormandsafgoerelseGodkendt => {
            ("udvalgets godkendelse af formandens afgørelse", "the committee's approval of the chair's decision")
        }
        FindingKind::Genvurdering => ("en genvurdering af afgørelsen", "a new assessment of the decision"),
        FindingKind::Klagevejledning => ("en klagevejledning", "guidance on how to complain"),
        FindingKind::FormaalAngivet => ("formålet med indsatsen", "the aim of the measure"),
        FindingKind::VarighedAngivet => ("indsatsens forventede varighed", "the expected duration of the measure"),
        FindingKind::SamtaleVedTilsyn => ("en samtale med barnet ved tilsynet", "a talk with the child at the supervisory visit"),
        FindingKind::Hoeringsfrist => ("en frist for svar på høringen", "a time limit for answering the hearing"),
        FindingKind::KlageBortfalder => (
            "et udsagn om, at klagen er trukket tilbage eller ikke gælder afgørelsen",
            "a statement that the complaint was withdrawn or is not about the decision",
        ),
        FindingKind::PartenBekendt => ("et udsagn om, at parten kendte undersøgelsen", "a statement that the party knew the examination"),
        FindingKind::ForaeldreInddraget => ("et udsagn om, at forældrene er inddraget", "a statement that the parents were involved"),
        FindingKind::ForaeldreIkkeMedvirket => {
            ("et udsagn om, at forældrene ikke medvirkede", "a statement that the parents did not take part")
        }
        FindingKind::AkutBehov => ("et udsagn om, at der var behov for at handle akut", "a statement that there was a need to act at once"),
        FindingKind::AkutIntetBehov => {
            ("et udsagn om, at der ikke var behov for at handle akut", "a statement that there was no need to act at once")
        }
        FindingKind::AkutHandling => ("et udsagn om, at der blev handlet akut", "a statement that action was taken at once"),
        FindingKind::AkutUdeblevet => ("et udsagn om, at der ikke blev handlet akut", "a statement that no action was taken at once"),
    };
    Said::new(da, en)
}

/// A fact by the name of its kind, of event or of statement; another name stays as it is.
pub(super) fn fact(kind: &str) -> Said {
    let event = kind.parse().ok().map(happening);
    event.or_else(|| kind.parse().ok().map(statement)).unwrap_or_else(|| Said::same(kind))
}

/// The outcome as a reader would say it.
pub(super) fn outcome(outcome: Outcome) -> Said {
    let (da, en) = match outcome {
        Outcome::Overholdt => ("overholdt", "kept"),
        Outcome::IkkeOverholdt => ("ikke overholdt", "not kept"),
        Outcome::IkkeRelevant => ("ikke relevant", "not relevant"),
        Outcome::Uoplyst => ("uoplyst", "open"),
    };
    Said::new(da, en)
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

/// The template with its slots filled, in each language with the values of that language.
pub(super) fn fill(template: &Said, values: &[(&str, Said)]) -> Said {
    Said { da: filled(&template.da, values, |said| &said.da), en: filled(&template.en, values, |said| &said.en) }
}

/// One language's, in one pass so that a value is never read as a template.
fn filled(template: &str, values: &[(&str, Said)], of: fn(&Said) -> &str) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (name, tail) = after.split_once('}').unwrap_or((after, ""));
        if let Some((_, value)) = values.iter().find(|(slot, _)| *slot == name) {
            out.push_str(of(value));
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
    fn dates_as_danes_and_the_english_write_them() {
        let minute = LegalDate::minute("2021-03-03T09:05:00".parse().unwrap());
        assert_eq!(on(minute), Said::new("den 3. marts 2021 kl. 9.05", "on 3 March 2021 at 9:05"));
        assert_eq!(at(minute), Said::new("3. marts 2021 kl. 9.05", "3 March 2021 at 9:05"));
        assert_eq!(on(LegalDate::month("2020-12-01".parse().unwrap())), Said::new("i december 2020", "in December 2020"));
        let week = LegalDate::week("2020-12-02".parse().unwrap());
        assert_eq!(on(week), Said::new("i ugen fra den 30. november 2020", "in the week from 30 November 2020"));
        assert_eq!(list(&["a", "b", "c"].map(Said::same)), Said::new("a, b og c", "a, b and c"));
        assert_eq!(limit(Limit::Hverdage(6)), Said::new("6 hverdage", "6 working days"));
    }

    #[test]
    fn filling_leaves_values_alone() {
        let values = [("a", Said::new("{b}", "{a}")), ("b", Said::same("x"))];
        assert_eq!(fill(&Said::new("{a} og {b}", "{b} and {a}"), &values), Said::new("{b} og x", "x and {a}"));
        assert_eq!(slots("{a} og {b}").unwrap(), ["a", "b"]);
        assert!(slots("{a").is_err() && slots("a}").is_err() && slots("} {a}").is_err());
    }
}
