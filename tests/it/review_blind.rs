//! The second reader learns what the first made of a verdict nowhere: not from figures, however they are narrowed, and not from events that the first marked.

use aktspor::decisions::{Access, Role};
use aktspor::review::pages;

use crate::browser::{Browser, add_user, config, mark, store, two_readers_and_a_lead};
use crate::support::Place;

const CHECK: &str = "underretning_24t";
const NARROW: &str = "/tal?kommune=Lyng%C3%A5+Kommune&type=familiebehandling";
const ACT: &str = "/sag/sag-a/akt/01_underretning.pdf/side/1";
const QUOTE: &str = "»Skolen er bekymret«";

/// The figures without the notice of how many decisions are left out of them.
fn figures(browser: &mut Browser, path: &str) -> String {
    let page = browser.get(path).ok();
    let (before, behind) = page.split_once("<p class=\"notice\">").unwrap_or((&page, ""));
    before.to_owned() + behind.split_once("</p>").map_or("", |(_, behind)| behind)
}

#[test]
fn figures_tell_a_blind_reader_nothing_however_narrow() {
    let place = Place::new();
    let store = store(&place);
    let [mut anne, mut bo, mut chef] = two_readers_and_a_lead(&store);
    let before = [&mut bo, &mut chef].map(|browser| ["/tal", NARROW].map(|path| figures(browser, path)));
    anne.decide("sag-a", CHECK, Some(("ikke_relevant", "ingen underretning"))).leads();
    let after = [&mut bo, &mut chef].map(|browser| ["/tal", NARROW].map(|path| figures(browser, path)));
    assert!(before == after, "somebody else's decision moves no figure");
    assert!(bo.get(NARROW).ok().contains("1 vurdering er afgjort af en anden læser alene"));
    // Nor by asking for all of it: that is for leads, and stands in the log.
    let all = format!("{NARROW}&alt=ja");
    let asked = bo.get(&all).ok();
    assert!(asked.contains("Ingen vurdering er afgjort endnu") && asked.contains("1 vurdering er afgjort af en anden"), "{asked}");
    assert!(!bo.get(NARROW).ok().contains("alt=ja") && chef.get(NARROW).ok().contains("alt=ja"));
    assert!(!chef.get("/log").ok().contains("figures.all"));
    let seen = chef.get(&all).ok();
    assert!(seen.contains("1 afgjort vurdering i 1 sag") && seen.contains("1 af 1 ("), "{seen}");
    assert!(chef.get("/log").ok().contains("figures.all"));

    // Who has decided it counts both, as the first does who decided alone.
    assert!(anne.get(NARROW).ok().contains("1 afgjort vurdering i 1 sag"));
    bo.decide("sag-a", CHECK, Some(("ikke_relevant", "ingen underretning"))).leads();
    for browser in [&mut anne, &mut bo, &mut chef] {
        assert!(browser.get(NARROW).ok().contains("1 afgjort vurdering i 1 sag"));
    }
}

#[test]
fn a_sample_of_one_tells_others_nothing_of_its_reading() {
    let place = Place::new();
    let store = store(&place);
    let [mut anne, mut bo, mut chef] = two_readers_and_a_lead(&store);
    chef.post("/stikproeve", &[("antal", "1"), ("fro", "en")]).leads();
    let page = anne.get("/stikproeve/1").ok();
    let field = |name: &str| page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned();
    let (case, check) = (field("sag"), field("vurdering"));
    anne.post("/stikproeve/1", &[("sag", &case), ("vurdering", &check), ("udfald", "ikke_relevant")]).leads();
    let list = bo.get("/stikproeve").ok();
    assert!(list.contains("1 / 1") && !list.contains("95 %-interval"), "{list}");
    assert!(!bo.get("/tal").ok().contains("95 %-interval "), "no share of what bo is blind to");
    assert!(chef.get("/stikproeve").ok().contains("95 %-interval"), "leads see how the sample goes");
}

#[test]
fn marks_of_one_who_has_not_decided_are_their_own() {
    let place = Place::new();
    let store = store(&place);
    for (name, role) in [("anne", Role::Reviewer), ("bo", Role::Reviewer)] {
        add_user(&store, name, role, Access::everything());
    }
    let router = pages(config(&store)).unwrap();
    let [mut anne, mut bo] = ["anne", "bo"].map(|name| Browser::logged_in(&router, name));
    let is_told = |browser: &mut Browser| {
        [ACT, "/sag/sag-a", &format!("{ACT}?bevis=m.1")].map(|path| {
            let page = browser.get(path).ok();
            page.contains(QUOTE) || page.contains("markeret af") || page.contains("mark-chosen")
        })
    };
    mark(&mut anne);
    assert_eq!(is_told(&mut bo), [false; 3], "anne has decided nothing yet");
    assert!(anne.get("/sag/sag-a").ok().contains(QUOTE));
    // bo decides first, is blind to nothing of this verdict, and still does not see what anne is about to decide.
    bo.decide("sag-a", CHECK, None).leads();
    assert_eq!(is_told(&mut bo), [false; 3]);
    anne.decide("sag-a", CHECK, None).leads();
    assert!(bo.get("/sag/sag-a").ok().contains(QUOTE), "both have decided");
    // Another verdict that anne alone has decided closes them again.
    anne.decide("sag-a", "samtykke", None).leads();
    assert_eq!(is_told(&mut bo), [false; 3]);
}
