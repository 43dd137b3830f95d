//! What a verdict rests on, so that it can be defended line by line: the provision in its wording of the day, the facts and where each stands,
//! the arithmetic, what was searched, which fact would turn it, and the whole as one paragraph, in both languages.
//!
//! In: what a check cited and the clock it set. Out: a [`Trace`]. Nothing here judges: what would turn the verdict is found by judging other
//! readings (`turns`), and handed in as a sentence.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ground::Ground;
use super::model::{Outcome, Verdict};
use super::provision::Provision;
use super::words;
use crate::dates::LegalDate;
use crate::lang::Said;

/// The provision that was applied, as it read on the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvisionText {
    /// The law it stands in: `serviceloven`, `barnets_lov`, `forvaltningsloven`, …
    pub law: String,
    /// "serviceloven § 155, stk. 2".
    pub paragraph: String,
    /// First day in force; none: since before any case here.
    pub from: Option<NaiveDate>,
    /// Last day in force; none: still in force.
    pub to: Option<NaiveDate>,
    /// What it says: in Danish the statute's words in guillemets where `exact`, else retold; in English always retold.
    pub wording: Said,
    /// Whether the Danish of [`Self::wording`] is the statute's own words.
    pub exact: bool,
}

/// What a fact is to the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// It starts the clock.
    Start,
    /// It stops the clock.
    Slut,
    /// The decision judged.
    Afgoerelse,
    /// An undated statement.
    Udsagn,
    /// It bears on the verdict otherwise.
    Oevrig,
}

impl Role {
    /// The name used in exports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Slut => "slut",
            Self::Afgoerelse => "afgoerelse",
            Self::Udsagn => "udsagn",
            Self::Oevrig => "oevrig",
        }
    }
}

/// A fact used, and where it stands.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is to the verdict.
    pub role: Role,
    /// Kind of event, or of finding.
    pub kind: String,
    /// Its date, as this reading has it.
    pub date: Option<LegalDate>,
    /// File name of the act inside the case.
    pub act: String,
    /// Page, from 1.
    pub page: u32,
    /// The telling text, white space folded.
    pub quote: String,
}

/// Personal data stay out of logs.
impl std::fmt::Debug for Fact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {:?} {} p.{}", self.role.name(), self.kind, self.date, self.act, self.page)
    }
}

/// What was looked through for the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Searched {
    /// Acts of the case.
    pub acts: u32,
    /// Their pages.
    pub pages: u32,
    /// Acts of which nothing could be read.
    pub unreadable_acts: u32,
    /// Pages with legible text.
    pub legible_pages: u32,
}

/// One of several things that a check counts: an underretning, a year of tilsyn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Where its clock starts.
    pub started: Option<LegalDate>,
    /// The last day (or minute) in time.
    pub deadline: Option<LegalDate>,
    /// What stopped the clock.
    pub ended: Option<LegalDate>,
    /// What it comes to.
    pub outcome: Outcome,
}

/// What a verdict rests on; by default that of a check that could not look anything up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// The provision of the day.
    pub provision: Option<ProvisionText>,
    /// The facts used, the telling one first.
    pub facts: Vec<Fact>,
    /// The counting, as one sentence with its dates.
    pub arithmetic: Said,
    /// What was looked through.
    pub searched: Searched,
    /// Which fact would turn the verdict, as one sentence.
    pub turns: Said,
    /// The whole, as one paragraph.
    pub paragraph: Said,
    /// What was counted, one by one; empty for a check of one thing.
    pub parts: Vec<Part>,
}

/// The provision as it is shown.
pub(super) fn shown(p: &Provision) -> ProvisionText {
    ProvisionText { law: p.law(), paragraph: p.paragraph.clone(), from: p.from, to: p.to, wording: p.wording.clone(), exact: p.exact }
}

/// What was searched in a reading of the case.
pub(super) fn searched(g: &Ground<'_>) -> Searched {
    let whole = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    let acts = &g.case.acts;
    Searched {
        acts: whole(acts.len() as u64),
        pages: whole(acts.iter().map(|a| u64::from(a.pages)).sum()),
        unreadable_acts: whole(g.unreadable() as u64),
        legible_pages: whole(acts.iter().filter(|a| a.readable).map(|a| u64::from(a.legible_pages)).sum()),
    }
}

/// Writes the paragraph of a finished verdict.
pub(super) fn paragraph(g: &Ground<'_>, v: &Verdict) -> Said {
    let t = &v.trace;
    let provision = t.provision.as_ref().map(|p| provision_sentence(g, p)).unwrap_or_default();
    let s = t.searched;
    let acts = |n: u32| words::number_of_acts(n as usize);
    let searched = [
        ("akter", acts(s.acts)),
        ("sider", words::number_of_pages(s.pages as usize)),
        ("laesbare", Said::same(s.legible_pages.to_string())),
        ("ulaeste", acts(s.unreadable_acts)),
    ];
    let searched = g.law.say(None, if s.unreadable_acts > 0 { "spor_soegt_ulaeste" } else { "spor_soegt" }, &searched);
    let remarks = match v.remarks.as_slice() {
        [] => Said::default(),
        some => g.law.say(None, "spor_bemaerkninger", &[("bemaerkninger", Said::joined(some, " "))]),
    };
    let facts: Vec<Said> = t.facts.iter().map(place).collect();
    let facts = if facts.is_empty() { Said::default() } else { g.law.say(None, "spor_steder", &[("steder", words::list(&facts))]) };
    let title = Said::new(g.law.title(v.check), g.law.title_en(v.check));
    let sentences = [
        g.law.say(None, "spor_udfald", &[("titel", title), ("udfald", words::outcome(v.outcome))]),
        provision,
        v.reason.clone(),
        g.law.say(None, "spor_regning", &[("regning", t.arithmetic.clone())]),
        facts,
        searched,
        t.turns.clone(),
        remarks,
    ];
    Said::joined(&sentences.into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>(), " ")
}

fn provision_sentence(g: &Ground<'_>, p: &ProvisionText) -> Said {
    let day = |d: Option<NaiveDate>| d.map(words::plain).unwrap_or_default();
    let time = match (p.from, p.to) {
        (None, None) => Said::default(),
        (Some(_), None) => g.law.say(None, "spor_fra", &[("fra", day(p.from))]),
        (None, Some(_)) => g.law.say(None, "spor_til", &[("til", day(p.to))]),
        (Some(_), Some(_)) => g.law.say(None, "spor_fra_til", &[("fra", day(p.from)), ("til", day(p.to))]),
    };
    let key = if p.exact { "spor_ordlyd" } else { "spor_gengivet" };
    words::capital(&g.law.say(None, key, &[("paragraf", Said::same(&p.paragraph)), ("tid", time), ("ordlyd", p.wording.clone())]))
}

/// "underretning_modtaget 2. marts 2021 (01.pdf, side 1)".
fn place(f: &Fact) -> Said {
    let what = words::fact(&f.kind);
    let on = f.date.map(|d| words::on(d).map(|on| format!(" {on}"))).unwrap_or_default();
    Said::new(format!("{}{} ({}, side {})", what.da, on.da, f.act, f.page), format!("{}{} ({}, page {})", what.en, on.en, f.act, f.page))
}
