//! Acts without a date of their own, from their words to the verdicts: what was counted from a day that was guessed for an act must say so.

#![allow(clippy::unwrap_used)]

use super::testkit::{Sag, date, law};
use super::*;
use crate::dates::Scanner;
use crate::events::{ActInput, CastFinder, Reader, Source, read_case};
use crate::grammar::Grammar;
use crate::text::plain;
use crate::timeline::{ActRole, merge};

/// The follow-up verdict on a case of a decision and the given note.
fn follow_up(note: &str) -> Verdict {
    let decision = "# Afgørelse om familiebehandling\n2. september 2021\nVi har i dag truffet afgørelse om familiebehandling, jf. servicelovens § 52, stk. 3, nr. 3.\n\
                    Familiebehandlingen begyndte den 10. september 2021.\n";
    let texts = [("01_afgoerelse.pdf", decision), ("02_note.pdf", note)];
    let pages: Vec<_> = texts.iter().map(|(_, text)| plain(text)).collect();
    let inputs: Vec<ActInput<'_>> =
        texts.iter().zip(&pages).map(|((name, _), pages)| ActInput { name, pages, source: Source::Text, fallback: None }).collect();
    let (grammar, scanner) = (Grammar::standard().unwrap(), Scanner::danish().unwrap());
    let cast = CastFinder::new(&grammar.cast).unwrap().find(&texts.map(|(_, text)| text), None, "");
    let reads = read_case(&inputs, &cast, &Reader { grammar: &grammar, scanner: &scanner });
    let acts = texts.iter().zip(&reads).map(|((name, _), read)| ActFacts {
        name: (*name).to_owned(),
        date: read.date,
        guessed: read.guessed,
        doctype: Some(read.doctype.clone()),
        pages: 1,
        legible_pages: 1,
        readable: true,
    });
    let facts = CaseFacts { acts: acts.collect(), ..Sag::serviceloven().facts };
    let roles: Vec<ActRole> =
        facts.acts.iter().map(|a| ActRole { name: a.name.clone(), doctype: a.doctype.clone().unwrap_or_default(), date: a.date }).collect();
    let events: Vec<_> = reads.iter().flat_map(|read| read.events.clone()).collect();
    let findings: Vec<_> = reads.into_iter().flat_map(|read| read.findings).collect();
    let verdicts = check(&facts, &merge(&events, &roles), &events, &findings, law());
    verdicts.into_iter().find(|v| v.check == CheckKind::Opfoelgning3mdr).unwrap()
}

fn says_guessed(verdict: &Verdict) -> bool {
    verdict.remarks.iter().any(|r| r.da.contains("ingen dato for sig selv"))
}

/// With its date line the letter is read as it is meant, and nothing is said to be guessed.
#[test]
fn a_follow_up_letter_with_its_date_line_is_sure_of_its_day() {
    let verdict = follow_up(
        "# Opfølgning på familiebehandlingen\n6. december 2021\nKære forældre\nFamiliebehandlingen begyndte den 10. september 2021. Opfølgningen på indsatsen og handleplanen er \
         gennemført i dag.\n",
    );
    assert_eq!((verdict.outcome, verdict.ended), (Outcome::Overholdt, Some(date("2021-12-06"))), "{}", verdict.reason.da);
    assert!(!says_guessed(&verdict), "{:?}", verdict.remarks);
}

/// Without it the start that the text tells is the only day there is; whatever is made of it, the verdict does not look sure.
#[test]
fn a_follow_up_letter_without_a_date_line_gives_no_sure_verdict() {
    for note in [
        "# Opfølgning på familiebehandlingen\nKære forældre\nFamiliebehandlingen begyndte den 10. september 2021. Opfølgningen på indsatsen og handleplanen er gennemført i dag.\n",
        "# Opfølgning på familiebehandlingen\nKære forældre\nOpfølgningen på indsatsen og handleplanen er gennemført i dag.\n",
        "# Opfølgning\nDer er i dag fulgt op på indsatsen og handleplanen, efter at den første aftale den 20. oktober 2021 blev holdt.\n",
    ] {
        let verdict = follow_up(note);
        let sure = matches!(verdict.outcome, Outcome::Overholdt | Outcome::IkkeOverholdt);
        let rests = verdict.evidence.iter().any(|e| e.act == "02_note.pdf");
        assert!(!sure || !rests || says_guessed(&verdict), "{}: {:?}", verdict.reason.da, verdict.remarks);
    }
}
