//! Short passages for the checks that read words (`corpus/udsagn.toml`): the grammar reads each as an act of a small case, the check judges it.
//!
//! What the program is known to get wrong stands in the file (`giver`), so that a change of either sort is seen. `AKTSPOR_GRAMMARS` names a folder of
//! grammars to read with instead of those built in; then nothing is compared and the wrong ones are told.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

use std::path::Path;

use serde::Deserialize;

use super::gold::{read_findings, reading_grammar};
use super::testkit::Sag;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    udsagn: Vec<Udsagn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Udsagn {
    id: String,
    check: String,
    #[serde(default)]
    law: String,
    #[serde(default)]
    samtale: Option<String>,
    outcome: String,
    why: String,
    giver: Option<String>,
    text: String,
}

/// The name of the passage's act.
const ACT: &str = "05.pdf";

fn sag(u: &Udsagn) -> Sag {
    let (year, sag) = if u.law == "barnets_lov" { (2024, Sag::barnets_lov()) } else { (2021, Sag::serviceloven()) };
    let day = |rest: &str| format!("{year}-{rest}");
    let (ended, plan, decided) = (day("08-20"), day("08-27"), day("09-02"));
    let decision = ("afgoerelse_truffet", decided.as_str(), "07.pdf");
    let end_in = |act| ("undersoegelse_afsluttet", ended.as_str(), act);
    let talk = u.samtale.as_deref().unwrap_or("2021-04-22");
    match u.check.as_str() {
        "undersoegelse_begrundet" => sag.act(ACT, "boernefaglig_undersoegelse", &ended).told(&[end_in(ACT), decision]),
        "handleplan_maal_indsats" => sag.act(ACT, "handleplan", &plan).told(&[("handleplan_udarbejdet", &plan, ACT), decision]),
        "boernesamtale_om_foranstaltning" if talk == "-" => sag.act(ACT, "notat", &ended).told(&[end_in("03.pdf"), decision]),
        "boernesamtale_om_foranstaltning" => {
            sag.act(ACT, "samtalereferat", talk).told(&[("boernesamtale_afholdt", talk, ACT), end_in("03.pdf"), decision])
        }
        other => panic!("{}: no case around a passage for {other}", u.id),
    }
}

#[test]
fn passages_are_judged_as_the_guide_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/udsagn.toml");
    let file: File = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let (grammar, built_in) = reading_grammar();
    let (mut right, mut changed) = (0, Vec::new());
    for u in &file.udsagn {
        assert!(!u.why.is_empty(), "{}: no reason", u.id);
        let mut sag = sag(u);
        sag.findings = read_findings(&[(ACT.to_owned(), u.text.clone())], sag.facts.born, &grammar);
        let verdict = sag.judge(u.check.parse().unwrap());
        let got = verdict.outcome.name();
        right += usize::from(got == u.outcome);
        if got != u.outcome {
            let said: Vec<String> = sag.findings.iter().map(|f| format!("{}: {}", f.rule, f.evidence.quote)).collect();
            eprintln!("{} [{}] {got}: {} {said:?}", u.id, u.outcome, verdict.reason.da);
        }
        if got != u.giver.as_deref().unwrap_or(&u.outcome) {
            changed.push(format!("{}: {got}", u.id));
        }
    }
    eprintln!("{right} of {} passages right", file.udsagn.len());
    assert!(changed.is_empty() || !built_in, "other answers than the file says: {changed:?}");
}
