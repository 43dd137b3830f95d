//! A year of cases, written as acts with outcomes that were drawn beforehand: what a report on them must give back.
//!
//! In: how many cases, municipalities and of each measure, and the percentages. Out: an archive's members, and how each point was drawn. Acts are worded as a plain
//! caseworker words them; children, places and institutions are invented.

#![allow(dead_code, reason = "the test and the bench use a part each")]

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};

use crate::support::pdf;

/// What is drawn.
pub struct Plan {
    pub cases: usize,
    pub municipalities: usize,
    pub placements: usize,
    pub without_consent: usize,
    /// Cases with a second underretning.
    pub twice: usize,
    pub seed: u64,
}

/// The year of the barometer of 2022: 31 municipalities, 697 cases.
pub const YEAR_2022: Plan = Plan { cases: 697, municipalities: 31, placements: 322, without_consent: 15, twice: 100, seed: 2022 };

/// Kept and counted, by point.
pub type Drawn = BTreeMap<&'static str, (u64, u64)>;

/// The percentages of 2022; of 2020-22 where 2022 has none.
const PERCENT: &[(&str, u64)] = &[
    ("bfu", 63),
    ("bfu_4mdr", 35),
    ("bfu_begrundet", 96),
    ("samtale_i_bfu", 95),
    ("samtale_om_foranstaltning", 55),
    ("handleplan", 77),
    ("handleplan_indsats", 98),
    ("opfoelgning_3mdr", 55),
    ("underretning_24t", 95),
];

/// One case as it was drawn.
pub struct Drawing {
    pub id: String,
    pub municipality: String,
    pub placement: bool,
    pub consent: bool,
    pub answers: BTreeMap<&'static str, bool>,
    /// Whether each underretning was assessed in time.
    pub underretninger: Vec<bool>,
    number: usize,
}

pub struct Year {
    pub cases: Vec<Drawing>,
    /// Path in the archive and bytes.
    pub members: Vec<(String, Vec<u8>)>,
}

impl Year {
    pub fn draw(plan: &Plan) -> Self {
        let cases = drawings(plan);
        let members = cases.iter().flat_map(Drawing::members).collect();
        Self { cases, members }
    }

    /// What the report must say of all cases, or of those that `fits`.
    pub fn drawn(&self, fits: impl Fn(&Drawing) -> bool) -> Drawn {
        let mut drawn: Drawn = PERCENT.iter().map(|(point, _)| (*point, (0, 0))).collect();
        for case in self.cases.iter().filter(|case| fits(case)) {
            let told = case.answers.iter().map(|(point, kept)| (*point, *kept));
            for (point, kept) in told.chain(case.underretninger.iter().map(|kept| ("underretning_24t", *kept))) {
                let entry = drawn.get_mut(point).unwrap();
                *entry = (entry.0 + u64::from(kept), entry.1 + 1);
            }
        }
        drawn
    }
}

/// A generator that is the same everywhere (Knuth's constants).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % below
    }

    /// `kept` of `of` in a shuffled order.
    fn deal(&mut self, kept: usize, of: usize) -> Vec<bool> {
        let mut hand: Vec<bool> = (0..of).map(|at| at < kept).collect();
        for at in (1..of).rev() {
            let other = self.roll(at + 1);
            hand.swap(at, other);
        }
        hand
    }

    fn share(&mut self, point: &str, of: usize) -> Vec<bool> {
        let percent = PERCENT.iter().find(|(own, _)| *own == point).unwrap().1 as usize;
        self.deal((of * percent + 50) / 100, of)
    }
}

fn drawings(plan: &Plan) -> Vec<Drawing> {
    let mut dice = Dice(plan.seed);
    let n = plan.cases;
    let placement = dice.deal(plan.placements, n);
    let mut cases: Vec<Drawing> = (0..n)
        .map(|number| Drawing {
            id: format!("sag-{:04}", number + 1),
            municipality: municipality(number % plan.municipalities),
            placement: placement[number],
            consent: true,
            answers: BTreeMap::new(),
            underretninger: Vec::new(),
            number,
        })
        .collect();
    for case in cases.iter_mut().filter(|case| case.placement).take(plan.without_consent) {
        case.consent = false;
    }
    give(&mut cases, "bfu", |_| true, &mut dice);
    for point in ["bfu_4mdr", "bfu_begrundet", "samtale_i_bfu"] {
        give(&mut cases, point, |case| case.answers["bfu"], &mut dice);
    }
    for point in ["samtale_om_foranstaltning", "handleplan", "opfoelgning_3mdr"] {
        give(&mut cases, point, |_| true, &mut dice);
    }
    give(&mut cases, "handleplan_indsats", |case| case.answers["handleplan"], &mut dice);
    let assessed = dice.share("underretning_24t", n + plan.twice);
    for (case, kept) in cases.iter_mut().zip(&assessed) {
        case.underretninger.push(*kept);
    }
    for (case, kept) in cases.iter_mut().zip(&assessed[n..]) {
        case.underretninger.push(*kept);
    }
    cases
}

/// Deals a point's outcomes to the cases that are asked.
fn give(cases: &mut [Drawing], point: &'static str, asked: impl Fn(&Drawing) -> bool, dice: &mut Dice) {
    let of = cases.iter().filter(|case| asked(case)).count();
    let mut hand = dice.share(point, of).into_iter();
    for case in cases.iter_mut() {
        if asked(case) {
            case.answers.insert(point, hand.next().unwrap());
        }
    }
}

/// 31 invented names and more.
fn municipality(number: usize) -> String {
    const FIRST: [&str; 8] = ["Birke", "Elle", "Granne", "Havre", "Klint", "Linde", "Mose", "Tang"];
    const LAST: [&str; 4] = ["vig", "lev", "rup", "toft"];
    format!("{}{} Kommune", FIRST[number % 8], LAST[number / 8 % 4])
}

/// `3. marts 2021`.
fn on(day: NaiveDate) -> String {
    const MONTHS: [&str; 12] =
        ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"];
    format!("{}. {} {}", day.day(), MONTHS[day.month0() as usize], day.year())
}

impl Drawing {
    fn name(&self) -> &'static str {
        const NAMES: [&str; 12] =
            ["Anton", "Bjørk", "Clara", "Ditte", "Emil", "Freja", "Gustav", "Hjalte", "Ida", "Johan", "Karla", "Lærke"];
        NAMES[self.number % NAMES.len()]
    }

    fn measure(&self) -> &'static str {
        if self.placement { "anbringelse i plejefamilie" } else { "familiebehandling" }
    }

    fn paragraph(&self) -> &'static str {
        match (self.placement, self.consent) {
            (true, true) => "servicelovens § 52, stk. 3, nr. 7",
            (true, false) => "servicelovens § 58",
            (false, _) => "servicelovens § 52, stk. 3, nr. 3",
        }
    }

    /// The case's files.
    fn members(&self) -> Vec<(String, Vec<u8>)> {
        let folder = format!("{}/{}", self.municipality.to_lowercase().replace(' ', "-"), self.id);
        let sag = serde_json::json!({
            "id": self.id, "municipality": self.municipality, "case_type": if self.placement { "anbringelse" } else { "familiebehandling" },
            "consent": self.consent, "law": "serviceloven", "born": "2010-05-14",
        });
        let mut members = vec![(format!("{folder}/sag.json"), sag.to_string().into_bytes())];
        for (at, (name, lines)) in (1..).zip(self.acts()) {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            members.push((format!("{folder}/{at:02}_{name}.pdf"), pdf(&lines)));
        }
        members
    }

    fn acts(&self) -> Vec<(&'static str, Vec<String>)> {
        let (name, kommune, measure) = (self.name(), &self.municipality, self.measure());
        let kept = |point: &str| self.answers.get(point) == Some(&true);
        let start = NaiveDate::from_ymd_opt(2021, 1, 4).unwrap();
        // Working days all, as far as weeks go.
        let after = |day: NaiveDate, days: u64| day.checked_add_days(Days::new(days)).unwrap();
        let received = after(start, 7 * (self.number as u64 % 26));
        let decision = after(received, 196);
        let began = after(decision, 14);
        let mut acts = Vec::new();
        let notifier = ["Skolen", "Børnehaven", "Sundhedsplejen"][self.number % 3];

        for (at, in_time) in self.underretninger.iter().enumerate() {
            // The first opens the case; a second comes while it runs, after the investigation has begun.
            let day = after(received, 28 * at as u64);
            let assessed = match (in_time, self.number % 2) {
                (true, 0) => format!("{} kl. 14.30", on(day)),
                (true, _) => format!("{} kl. 9.10", on(after(day, 1))),
                (false, _) => format!("{} kl. 11.00", on(after(day, 3))),
            };
            acts.push((
                "underretning",
                vec![
                    format!("Underretning om {name}"),
                    format!("Til {kommune}, Børn og Familie"),
                    format!("Modtaget i Børn og Familie den {} kl. 10.15.", on(day)),
                    format!("{notifier} er bekymret for {name}, som ofte er ked af det og har meget fravær."),
                ],
            ));
            acts.push((
                "vurdering",
                vec![
                    "Vurdering af underretning".to_owned(),
                    format!("{kommune}, Børn og Familie"),
                    format!("Underretningen om {name} blev modtaget den {} kl. 10.15.", on(day)),
                    format!("Underretningen er vurderet den {assessed}."),
                    "Der er ikke behov for akut hjælp her og nu.".to_owned(),
                ],
            ));
        }
        if kept("bfu") {
            let ended = after(received, if kept("bfu_4mdr") { 105 } else { 154 });
            let mut lines = vec![
                format!("Børnefaglig undersøgelse af {name}, servicelovens § 50"),
                format!("{kommune}, Børn og Familie"),
                format!("Undersøgelsen er påbegyndt den {}.", on(after(received, 7))),
                format!("Undersøgelsen er afsluttet den {}.", on(ended)),
                "Familieforhold".to_owned(),
                format!("{name} bor med sin mor og to søskende."),
                "Skoleforhold".to_owned(),
                format!("{name} har faglige vanskeligheder og få venner i klassen."),
            ];
            if kept("bfu_begrundet") {
                lines.push("Konklusion".to_owned());
                lines.push(format!("Det er vores vurdering, at der er grundlag for at iværksætte {measure},"));
                lines.push(format!("fordi {name} har brug for mere støtte i hverdagen, end familien selv kan give."));
            }
            acts.push(("boernefaglig_undersoegelse", lines));
            if kept("samtale_i_bfu") {
                acts.push((
                    "samtalereferat",
                    vec![
                        "Referat af børnesamtale".to_owned(),
                        format!("Samtale med {name} afholdt den {} på skolen.", on(after(received, 49))),
                        "Til stede: sagsbehandleren.".to_owned(),
                        format!("{name} fortæller om skolen og om, hvordan det går derhjemme."),
                    ],
                ));
            }
        }
        if kept("samtale_om_foranstaltning") {
            acts.push((
                "samtalereferat",
                vec![
                    "Referat af børnesamtale".to_owned(),
                    format!(
                        "Samtale med {name} afholdt den {} på skolen.",
                        on(after(decision, 0).checked_sub_days(Days::new(14)).unwrap())
                    ),
                    "Til stede: sagsbehandleren.".to_owned(),
                    format!("Sagsbehandleren fortalte {name}, at kommunen overvejer {measure}."),
                    format!("{name} blev spurgt, hvad {name} mener om det. {name} synes, at det er en god idé."),
                ],
            ));
        }
        if self.consent {
            acts.push((
                "samtykke",
                vec![
                    "Samtykke".to_owned(),
                    format!("Jeg giver samtykke til {measure} for {name}."),
                    format!("Dato: {}", on(decision.checked_sub_days(Days::new(7)).unwrap())),
                    "Underskrift: Forældremyndighedsindehaver".to_owned(),
                ],
            ));
        }
        if kept("handleplan") {
            let mut lines = vec![
                format!("Handleplan for {name}, servicelovens § 140"),
                format!("Handleplanen er udarbejdet den {}.", on(decision.checked_sub_days(Days::new(3)).unwrap())),
                "Formål".to_owned(),
                format!("Formålet er, at {name} trives hjemme og i skolen."),
                "Mål 1".to_owned(),
                format!("{name} kommer i skole hver dag."),
            ];
            if kept("handleplan_indsats") {
                lines.push("Indsats".to_owned());
                lines.push(format!("Der iværksættes {measure} fra Familiehuset to gange om ugen for at nå målet."));
            }
            acts.push(("handleplan", lines));
        }
        let who = if self.consent { format!("{kommune} har den") } else { format!("Børne- og ungeudvalget i {kommune} har den") };
        acts.push((
            "afgoerelse",
            vec![
                format!("Afgørelse om {measure} til {name}"),
                format!("Dato: {}", on(decision)),
                format!("{who} {} truffet afgørelse om {measure} efter {}.", on(decision), self.paragraph()),
                "I kan klage over afgørelsen inden fire uger.".to_owned(),
            ],
        ));
        let follow_up = after(began, if kept("opfoelgning_3mdr") { 77 } else { 119 });
        acts.push((
            "opfoelgning",
            vec![
                format!("Opfølgning på {measure} for {name}"),
                format!("{kommune}, Børn og Familie"),
                format!("Dato: {}", on(follow_up)),
                format!("Foranstaltningen blev iværksat den {}.", on(began)),
                format!("Opfølgning på indsats og handleplan er gennemført den {}.", on(follow_up)),
                format!("Indsatsen fortsætter. {name} er glad for støtten."),
            ],
        ));
        acts
    }
}
