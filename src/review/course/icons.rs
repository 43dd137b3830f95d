//! A sign for each family of events, drawn as paths: letters of a font would look otherwise on every machine, and some have none.

use maud::{Markup, html};

/// The path of a kind's sign in a square of 16, and the family's name for those who style it.
fn path(kind: &str) -> &'static str {
    let is = |words: &[&str]| words.iter().any(|word| kind.starts_with(word));
    if is(&["underretning_vurderet", "foreloebig_vurdering"]) {
        // A scale.
        "M8 2v12M4 14h8M3 4h10M3 4l-2 5h4zM13 4l-2 5h4z"
    } else if is(&["underretning", "ansoegning", "klage"]) {
        // An envelope.
        "M1.5 3.5h13v9h-13zM1.5 4l6.5 5 6.5-5"
    } else if is(&["undersoegelse", "afdaekning"]) {
        // A magnifying glass.
        "M11 6.5a4.5 4.5 0 1 1-9 0a4.5 4.5 0 1 1 9 0zM10 10l4.5 4.5"
    } else if is(&["boernesamtale", "partshoering"]) {
        // A speech bubble.
        "M1.5 2.5h13v8h-7l-3.5 3.5v-3.5h-2.5z"
    } else if is(&["samtykke"]) {
        // A check mark over a line.
        "M2.5 7l3.5 3.5 7.5-8M2 14h12"
    } else if is(&["afgoerelse"]) {
        // A flag.
        "M3 15v-13h10l-2.5 3.5 2.5 3.5h-10"
    } else if is(&["foranstaltning"]) {
        // A house.
        "M1.5 8l6.5-6 6.5 6M3.5 7v7.5h9v-7.5M6.5 14.5v-4.5h3v4.5"
    } else if is(&["handleplan"]) {
        // A sheet with lines.
        "M3 1.5h10v13h-10zM5.5 5h5M5.5 8h5M5.5 11h3"
    } else if is(&["opfoelgning", "tilsyn"]) {
        // An eye.
        "M1 8q7-9 14 0q-7 9-14 0zM10 8a2 2 0 1 1-4 0a2 2 0 1 1 4 0z"
    } else {
        // A star, for kinds that a grammar brings.
        "M8 1.5v13M1.5 8h13M3.5 3.5l9 9M12.5 3.5l-9 9"
    }
}

/// The sign with its middle at `(x, y)`.
pub(super) fn icon(kind: &str, x: f32, y: f32) -> Markup {
    html! {
        g.tl-icon transform=(format!("translate({:.1} {:.1})", x - 11.0, y - 11.0)) {
            circle cx="11" cy="11" r="11" {}
            path transform="translate(4.2 4.2) scale(0.85)" d=(path(kind)) {}
        }
    }
}
