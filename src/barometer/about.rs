//! What the report says of its study: what it is, what it leaves unmeasured, what was published before.

use std::collections::BTreeMap;

use super::model::{NotMeasured, Published, StudyInfo};
use super::study::{Point, Study};

/// The points without figures, in the study's order.
pub(super) fn not_measured(study: &Study, unjudged: &[&Point]) -> Vec<NotMeasured> {
    let reason = |point: &Point| match (&point.not_measured, &point.not_measured_en) {
        (Some(da), Some(en)) => Some((da.clone(), en.clone())),
        _ if unjudged.contains(&point) => {
            let checks = point.checks.join(", ");
            Some((format!("Lageret har ingen vurderinger af {checks}."), format!("The store has no verdicts on {checks}.")))
        }
        _ => None,
    };
    let one = |point: &Point| {
        let (reason, reason_en) = reason(point)?;
        Some(NotMeasured {
            point: point.id.clone(),
            area: point.area.clone(),
            short: point.short.clone(),
            short_en: point.short_en.clone(),
            title: point.title.clone(),
            title_en: point.title_en.clone(),
            reason,
            reason_en,
        })
    };
    study.points.iter().filter_map(one).collect()
}

pub(super) fn published(study: &Study) -> Vec<Published> {
    let pairs = |map: &BTreeMap<String, u32>| map.iter().map(|(k, v)| (k.clone(), *v)).collect();
    study
        .published
        .iter()
        .map(|edition| Published {
            edition: edition.edition.clone(),
            municipalities: edition.municipalities,
            cases: edition.cases,
            source: edition.source.clone(),
            note: edition.note.clone(),
            note_en: edition.note_en.clone(),
            percent: pairs(&edition.percent),
            whole: pairs(&edition.whole),
        })
        .collect()
}

pub(super) fn info(study: &Study) -> StudyInfo {
    StudyInfo {
        name: study.name.clone(),
        title: study.title.clone(),
        title_en: study.title_en.clone(),
        about: study.about.clone(),
        about_en: study.about_en.clone(),
        form: study.form,
        smallest: study.smallest,
        compare: study.compare.clone(),
        areas: study.areas.iter().map(|a| (a.id.clone(), a.title.clone(), a.title_en.clone())).collect(),
    }
}
