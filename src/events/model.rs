//! What the room gives: events with kind, date, status, rule and evidence, and findings (what a text says beside its events).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::dates::LegalDate;

/// Declares an enum whose variants have one fixed lower-case name, the one of exports and grammars.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant,)+ }
        impl $name {
            /// Every variant, in the order of GUIDE.md.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
            /// The name used in exports and grammars.
            #[must_use]
            pub fn name(self) -> &'static str { match self { $(Self::$variant => $text,)+ } }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(self.name()) }
        }
        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(s: &str) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|v| v.name() == s).ok_or_else(|| format!("unknown {} `{s}`", stringify!($name)))
            }
        }
    };
}
pub(crate) use named;

/// Declares [`EventKind`]: the kinds that checks know by name, and one variant for those that only a grammar knows.
macro_rules! kinds {
    ($($(#[$vdoc:meta])* $variant:ident = $text:literal,)+) => {
        /// What happened (GUIDE.md, the table of kinds).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum EventKind {
            $($(#[$vdoc])* $variant,)+
            /// A kind that a grammar brings along (`called` in its file): on the timeline and in the exports, in no check.
            Own(&'static OwnKind),
        }
        impl EventKind {
            /// The kinds the program knows, in the order of GUIDE.md.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
            /// The name used in exports and grammars.
            #[must_use]
            pub fn name(self) -> &'static str { match self { $(Self::$variant => $text,)+ Self::Own(kind) => kind.name } }
        }
    };
}

/// What a grammar says of a kind of its own.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OwnKind {
    /// Name in exports and grammars.
    pub name: &'static str,
    /// What a Danish sentence calls it ("aktindsigten").
    pub called: &'static str,
    /// Types of act that are the happening itself, the nearest first.
    pub own_acts: &'static [&'static str],
    /// It happens once for a decision, so that two days near each other are two accounts of it.
    pub once: bool,
}

kinds! {
    /// The municipality receives an underretning about this child.
    UnderretningModtaget = "underretning_modtaget",
    /// The 24-hour assessment of a received underretning.
    UnderretningVurderet = "underretning_vurderet",
    /// Receipt sent to the notifier.
    UnderretningKvitteret = "underretning_kvitteret",
    /// A børnefaglig undersøgelse is decided or begun.
    UndersoegelsePaabegyndt = "undersoegelse_paabegyndt",
    /// That undersøgelse is completed, or an earlier one updated.
    UndersoegelseAfsluttet = "undersoegelse_afsluttet",
    /// A conversation with the child held by the authority.
    BoernesamtaleAfholdt = "boernesamtale_afholdt",
    /// The authority decides not to hold one, with the child's maturity or the case's nature as reason.
    BoernesamtaleFravalgt = "boernesamtale_fravalgt",
    /// Custody holder (or young person of 15+) consents to the measure.
    SamtykkeGivet = "samtykke_givet",
    /// The authority decides on a measure.
    AfgoerelseTruffet = "afgoerelse_truffet",
    /// The measure actually begins.
    ForanstaltningIvaerksat = "foranstaltning_ivaerksat",
    /// The measure actually ends.
    ForanstaltningOphoert = "foranstaltning_ophoert",
    /// Handleplan (barnets plan, ungeplan) is made.
    HandleplanUdarbejdet = "handleplan_udarbejdet",
    /// That plan is revised.
    HandleplanRevideret = "handleplan_revideret",
    /// The authority follows up on the measure and plan.
    OpfoelgningGennemfoert = "opfoelgning_gennemfoert",
    /// Personrettet tilsyn: the authority visits the child placed.
    TilsynsbesoegGennemfoert = "tilsynsbesoeg_gennemfoert",
    /// An application for support is received.
    AnsoegningModtaget = "ansoegning_modtaget",
    /// A party is heard.
    PartshoeringForetaget = "partshoering_foretaget",
    /// A complaint is received.
    KlageModtaget = "klage_modtaget",
    /// An afdækning (BL § 19) is completed.
    AfdaekningAfsluttet = "afdaekning_afsluttet",
    /// The provisional assessment made when the four months are exceeded.
    ForeloebigVurdering = "foreloebig_vurdering",
}

/// Of the kinds the program knows; what a grammar brings along only its grammar can tell.
impl std::str::FromStr for EventKind {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        Self::ALL.iter().copied().find(|kind| kind.name() == s).ok_or_else(|| format!("unknown EventKind `{s}`"))
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for EventKind {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}

named! {
    /// Whether it took place (GUIDE.md, `s`).
    Status {
        /// It took place, for this child, on that date.
        Faktisk = "faktisk",
        /// Intended, summoned to, expected.
        Planlagt = "planlagt",
        /// Cancelled, moved away from that date, expressly not done.
        Aflyst = "aflyst",
        /// Another child's or municipality's matter.
        Anden = "anden",
        /// Law text, guidance, template, "hvis".
        Hypotetisk = "hypotetisk",
    }
}

named! {
    /// What an act says beside its dated events, needed by a verdict.
    FindingKind {
        /// The undersøgelse ends in a reasoned conclusion: grounds for measures or not, and why.
        BegrundetKonklusion = "begrundet_konklusion",
        /// The plan names its mål.
        PlanMaal = "plan_maal",
        /// The plan names the indsats for its mål.
        PlanIndsats = "plan_indsats",
        /// The plan says that the indsats is not settled ("aftales nærmere").
        PlanIndsatsMangler = "plan_indsats_mangler",
        /// The talk (or its waiver) was about the measure intended.
        SamtaleOmForanstaltning = "samtale_om_foranstaltning",
        /// It is said that the child did not hear of the measure, or was not asked.
        SamtaleIkkeOmForanstaltning = "samtale_ikke_om_foranstaltning",
        /// One of two custody holders has consented, the other has not.
        SamtykkeMangler = "samtykke_mangler",
        /// Support is provisional, urgent or runs alongside the undersøgelse.
        AkutStoette = "akut_stoette",
        /// The plan could not wait: a short statement of purpose stands for it (SEL § 140).
        PlanUdsat = "plan_udsat",
        /// It is said that there are two custody holders (fælles forældremyndighed).
        FaellesForaeldremyndighed = "faelles_foraeldremyndighed",
        /// The notifier is anonymous, so that nobody can be sent a receipt.
        AnonymUnderretter = "anonym_underretter",
        /// The chair of the committee has decided on their own (SEL § 75, BL § 143); dated.
        Formandsafgoerelse = "formandsafgoerelse",
        /// The committee has approved it; dated.
        FormandsafgoerelseGodkendt = "formandsafgoerelse_godkendt",
        /// The municipality has assessed its decision again after a complaint (RSL § 66); dated.
        Genvurdering = "genvurdering",
        /// The decision tells how to complain (FVL § 25).
        Klagevejledning = "klagevejledning",
        /// The decision states the aim of the measure.
        FormaalAngivet = "formaal_angivet",
        /// The decision states how long the measure is expected to last.
        VarighedAngivet = "varighed_angivet",
        /// The child was talked with at a tilsynsbesøg.
        SamtaleVedTilsyn = "samtale_ved_tilsyn",
        /// The last day to answer a hearing; dated.
        Hoeringsfrist = "hoeringsfrist",
        /// A complaint was withdrawn, or is not about the decision but about how the case was handled; dated.
        KlageBortfalder = "klage_bortfalder",
        /// A party has read, got or gone through what the decision rests on (FVL § 19); dated.
        PartenBekendt = "parten_bekendt",
        /// A custody holder took part in the undersøgelse: was talked with, is quoted, has made remarks; dated.
        ForaeldreInddraget = "foraeldre_inddraget",
        /// They were asked and refused, did not come, could not be reached; dated.
        ForaeldreIkkeMedvirket = "foraeldre_ikke_medvirket",
        /// The assessment of an underretning found a need for acute action; dated.
        AkutBehov = "akut_behov",
        /// It found none; dated.
        AkutIntetBehov = "akut_intet_behov",
        /// The authority acted at once: a child fetched, a visit in the night, a stay with others; dated.
        AkutHandling = "akut_handling",
        /// It is said that nobody acted; dated.
        AkutUdeblevet = "akut_udeblevet",
    }
}

/// Where a statement stands: `page_text[start..end]` is what [`Evidence::quote`] folds the white space of.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// File name of the act inside the case.
    pub act: String,
    /// Page, from 1.
    pub page: u32,
    /// UTF-8 byte offset of the quote in the page's text.
    pub start: usize,
    /// Its end (exclusive).
    pub end: usize,
    /// The telling text, white space folded.
    pub quote: String,
    /// `[x0, y0, x1, y1]` in PDF points from the page's top left, one per line of the quote.
    pub boxes: Vec<[f32; 4]>,
    /// How sure the recognition is of the quote's worst read word, 0–100; none for a text layer.
    #[serde(default)]
    pub confidence: Option<u8>,
}

/// Personal data stay out of logs: only where, never what.
impl fmt::Debug for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} p.{} {}..{}", self.act, self.page, self.start, self.end)
    }
}

/// Where the words came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The PDF's own text.
    Text,
    /// Optical character recognition.
    Ocr,
}

/// One mention of something that happened (or was planned, cancelled, …).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// What.
    pub kind: EventKind,
    /// When.
    pub date: LegalDate,
    /// Whether.
    pub status: Status,
    /// The grammar rule that found it.
    pub rule: String,
    /// Where it says so.
    pub evidence: Evidence,
    /// Text layer or OCR.
    pub source: Source,
    /// Only this act tells it, and others tell the kind on another date: it contradicts, it does not count.
    #[serde(default)]
    pub doubtful: bool,
}

/// An undated statement that a verdict needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What is said.
    pub kind: FindingKind,
    /// The grammar rule that found it.
    pub rule: String,
    /// The date it belongs to: the talk's, the plan's, the undersøgelse's; none where only the act is known.
    pub date: Option<LegalDate>,
    /// Where it says so.
    pub evidence: Evidence,
}
