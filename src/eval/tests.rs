//! The small parts; the agreement with the reference on whole cases is an integration test.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeSet;

use super::mark::{GoldStatus, marks, rendering, time};
use super::tally::{Tally, rounded};

#[test]
fn marks_with_every_attribute() {
    let html = "<!-- render: scan_ocr ; doctype: mail -->\n<p><ev k=\"klage_modtaget\" d=\"2021-03-02T14:10\">Klage\n<b>modtaget</b></ev> og \
                <ev k=\"samtykke_givet\" d=\"2021-03\" s=\"aflyst\">nej</ev> <ev o=\"1\" k=\"samtykke_givet\" d=\"2021-04-01\" s=\"planlagt\">måske</ev> \
                <ev d=\"2021\">uden slags</ev> <ev k=\"x\" d=\"2021\" s=\"ukendt\">y</ev></p>";
    let found = marks(html);
    assert_eq!(found.len(), 3);
    assert_eq!(found[0].text, "Klage\n modtaget ");
    assert_eq!((found[0].day(), found[0].time()), ("2021-03-02", Some("14:10")));
    assert_eq!((found[1].day(), found[1].time(), found[1].status), ("2021-03", None, GoldStatus::Aflyst));
    assert_eq!(found[2].status, GoldStatus::Valgfri);
    assert_eq!(rendering(html), "scan_ocr");
    assert_eq!(rendering("<p>uden</p>"), "?");
    assert_eq!(time("2021-03-02T"), None);
}

#[test]
fn figures_of_nothing_and_of_halves() {
    let set = |keys: &[u8]| keys.iter().copied().collect::<BTreeSet<_>>();
    let mut tally = Tally::default();
    assert_eq!(tally.figures().f1, 0.0);
    tally.add(&set(&[1, 2, 3]), &set(&[3, 4]));
    let figures = tally.figures();
    assert_eq!((figures.precision, figures.recall, figures.f1), (0.5, 0.3333, 0.4));
    assert_eq!((figures.tp, figures.spurious, figures.missed), (1, 1, 2));
}

#[test]
fn rounding_goes_by_the_exact_value() {
    // 0.00005 is a little more than its decimal form, 0.00015 a little less.
    assert_eq!(rounded(0.00005), 0.0001);
    assert_eq!(rounded(0.00015), 0.0001);
    assert_eq!(rounded(2.0 / 3.0), 0.6667);
}
