//! What the room takes and gives: the facts of a case, and verdicts.
//!
//! A [`Verdict`] holds dates and places, no words of the acts outside its [`Evidence`], so that it can be shown, exported and compared.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::trace::Trace;
use crate::dates::LegalDate;
use crate::events::{Evidence, named};
use crate::lang::{Lang, Said};

named! {
    /// The checks of GUIDE.md's table in its order, then the further ones.
    CheckKind {
        /// Every underretning is assessed within 24 hours.
        Underretning24t = "underretning_24t",
        /// A completed undersøgelse stands before the decision.
        UndersoegelseForeligger = "undersoegelse_foreligger",
        /// It ended within four months.
        Undersoegelse4mdr = "undersoegelse_4mdr",
        /// It ends in a reasoned conclusion.
        UndersoegelseBegrundet = "undersoegelse_begrundet",
        /// The child was talked with during it.
        BoernesamtaleIUndersoegelsen = "boernesamtale_i_undersoegelsen",
        /// The child was talked with before the decision.
        BoernesamtaleFoerAfgoerelse = "boernesamtale_foer_afgoerelse",
        /// That talk was about the measure.
        BoernesamtaleOmForanstaltning = "boernesamtale_om_foranstaltning",
        /// There was consent at the decision.
        Samtykke = "samtykke",
        /// The plan stands in time.
        HandleplanForeligger = "handleplan_foreligger",
        /// The plan says what the law asks of it.
        HandleplanMaalIndsats = "handleplan_maal_indsats",
        /// The first follow-up came within three months.
        Opfoelgning3mdr = "opfoelgning_3mdr",
        /// Each notifier got a receipt within six hverdage.
        Kvittering6Hverdage = "kvittering_6_hverdage",
        /// Follow-ups are at most six months apart.
        Opfoelgning6mdr = "opfoelgning_6mdr",
        /// The child placed is visited and talked with twice a year.
        Tilsyn2OmAaret = "tilsyn_2_om_aaret",
        /// The committee approved the chair's decision within seven days.
        Formandsafgoerelse7dage = "formandsafgoerelse_7dage",
        /// A complaint led to a new assessment within four weeks.
        Genvurdering4uger = "genvurdering_4uger",
        /// The party was heard before the decision.
        Partshoering = "partshoering",
        /// The decision tells how to complain.
        Klagevejledning = "klagevejledning",
        /// The decision states aim and duration.
        FormaalVarighed = "formaal_varighed",
        /// An application was decided within the municipality's own limit.
        Sagsbehandlingsfrist = "sagsbehandlingsfrist",
        /// The custody holders took part in the undersøgelse.
        ForaeldreIUndersoegelsen = "foraeldre_i_undersoegelsen",
        /// There was acute action where the assessment of an underretning found a need.
        AkutReaktion = "akut_reaktion",
    }
}

named! {
    /// What a check comes to.
    Outcome {
        /// The duty was kept.
        Overholdt = "overholdt",
        /// It was not, judged on the acts.
        IkkeOverholdt = "ikke_overholdt",
        /// The duty does not apply, or its time has not run out.
        IkkeRelevant = "ikke_relevant",
        /// The acts leave it open.
        Uoplyst = "uoplyst",
    }
}

impl Outcome {
    /// In words.
    #[must_use]
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Overholdt => lang.pick("overholdt", "kept"),
            Self::IkkeOverholdt => lang.pick("ikke overholdt", "not kept"),
            Self::IkkeRelevant => lang.pick("ikke relevant", "not relevant"),
            Self::Uoplyst => lang.pick("uoplyst: akterne afgør det ikke", "open: the acts do not tell"),
        }
    }
}

named! {
    /// The measure the case is about.
    CaseType {
        /// Family treatment at home.
        Familiebehandling = "familiebehandling",
        /// Placement outside the home.
        Anbringelse = "anbringelse",
        /// Respite care.
        Aflastning = "aflastning",
        /// A fixed contact person.
        FastKontaktperson = "fast_kontaktperson",
    }
}

named! {
    /// The law a decision is judged by.
    LawRegime {
        /// Lov om social service, to the end of 2023.
        Serviceloven = "serviceloven",
        /// Barnets lov, from 1 January 2024.
        BarnetsLov = "barnets_lov",
    }
}

impl LawRegime {
    /// The law in force on a day (docs/law.md): barnets lov from 1 January 2024.
    #[must_use]
    pub fn on(day: NaiveDate) -> Self {
        use chrono::Datelike;
        if day.year() < 2024 { Self::Serviceloven } else { Self::BarnetsLov }
    }
}

/// One act as the checks need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActFacts {
    /// File name inside the case, the one in [`Evidence::act`].
    pub name: String,
    /// The act's own date.
    pub date: Option<NaiveDate>,
    /// The act gives no date of its own: the one it has is that of something it tells, or it has none.
    pub guessed: bool,
    /// What sort of act, in GUIDE.md's words ("handleplan").
    pub doctype: Option<String>,
    /// Pages.
    pub pages: u32,
    /// Those of them with legible text.
    pub legible_pages: u32,
    /// Whether its text could be read.
    pub readable: bool,
}

/// What is known of a case beside its timeline (`sag.json`, the list of acts).
#[derive(Clone, PartialEq, Eq)]
pub struct CaseFacts {
    /// The case's id.
    pub id: String,
    /// The municipality, if known: its own limits are looked up by it.
    pub municipality: Option<String>,
    /// The day on which the case is judged; a date after it must be wrong. Unknown: nothing lies ahead.
    pub today: Option<NaiveDate>,
    /// The measure; unknown makes those verdicts `uoplyst` that turn on it.
    pub case_type: Option<CaseType>,
    /// Whether the decision rests on consent; unknown is taken as consent, with a remark where it matters.
    pub consent: Option<bool>,
    /// The law; unknown is taken from the decision's date.
    pub law: Option<LawRegime>,
    /// The child's date of birth.
    pub born: Option<NaiveDate>,
    /// The acts.
    pub acts: Vec<ActFacts>,
}

/// The date of birth stays out of logs.
impl fmt::Debug for CaseFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CaseFacts")
            .field("id", &self.id)
            .field("case_type", &self.case_type)
            .field("consent", &self.consent)
            .field("law", &self.law)
            .field("born", &self.born.map(|_| "…"))
            .field("acts", &self.acts.len())
            .finish()
    }
}

/// One check's suggestion for one case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Which check.
    pub check: CheckKind,
    /// What it comes to.
    pub outcome: Outcome,
    /// Why, as one sentence that names the dates; where something was looked for in vain it says in how many acts and pages.
    pub reason: Said,
    /// Doubts that the law or the acts leave, one sentence each, in a fixed order.
    pub remarks: Vec<Said>,
    /// The paragraph applied.
    pub law: String,
    /// Where the clock starts.
    pub started: Option<LegalDate>,
    /// The last day (or minute) in time.
    pub deadline: Option<LegalDate>,
    /// What stopped the clock.
    pub ended: Option<LegalDate>,
    /// Where it stands, the telling place first; empty only where [`Self::reason`] says what was searched.
    pub evidence: Vec<Evidence>,
    /// What it rests on, line by line.
    pub trace: Trace,
}
