//! Whole deliveries, built in code: what comes out of `open`, whatever goes in.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

pub(in crate::archive) mod build;
mod cases;
mod damage;
mod hazards;
mod properties;

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::*;
use crate::lang::Lang;

/// A folder to build a delivery in.
pub(super) struct Place(TempDir);

impl Place {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file and the folders above it.
    pub(super) fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }
}

/// Opens and checks what must hold of every delivery.
pub(super) fn opened(paths: &[&Path], limits: &Limits) -> Delivery {
    let paths: Vec<PathBuf> = paths.iter().map(|path| path.to_path_buf()).collect();
    let delivery = open(&paths, limits).unwrap();
    check_invariants(&delivery);
    delivery
}

/// A delivery and the folder it is read from.
pub(super) struct Opened {
    delivery: Delivery,
    _place: Place,
}

impl std::ops::Deref for Opened {
    type Target = Delivery;

    fn deref(&self) -> &Delivery {
        &self.delivery
    }
}

/// Opens the bytes as `arkiv.zip`.
pub(super) fn opened_zip(bytes: &[u8]) -> Opened {
    let place = Place::new();
    let path = place.put("arkiv.zip", bytes);
    Opened { delivery: opened(&[&path], &Limits::default()), _place: place }
}

fn check_invariants(delivery: &Delivery) {
    assert_eq!(delivery.tally().total(), delivery.members.len());
    let acts: Vec<&ActRef> = delivery.cases.iter().flat_map(|case| &case.acts).collect();
    assert_eq!(delivery.tally().get(StateKind::Act), acts.len());
    let twice: usize = acts.iter().map(|act| act.also_at.len()).sum();
    assert_eq!(delivery.tally().get(StateKind::Duplicate), twice);
    assert!(delivery.cases.is_sorted_by(|left, right| left.id < right.id));
    for case in &delivery.cases {
        assert!(case.acts.is_sorted_by(|left, right| natural_order(&left.name, &right.name).is_lt()));
        for act in &case.acts {
            let member = delivery.members.iter().find(|member| member.place == act.place).unwrap();
            assert_eq!(member.case.as_deref(), Some(case.id.as_str()));
        }
    }
    for lang in [Lang::Da, Lang::En] {
        assert!(delivery.members.iter().all(|member| !member.state.message(lang).is_empty()));
        assert!(delivery.notices.iter().all(|notice| !notice.message(lang).is_empty()));
        assert!(delivery.problems.iter().all(|problem| !problem.message(lang).is_empty()));
    }
}

/// Cases and acts as `id: name name`, one line each.
pub(super) fn outline(delivery: &Delivery) -> Vec<String> {
    let names = |case: &CaseFolder| case.acts.iter().map(|act| act.name.clone()).collect::<Vec<_>>().join(", ");
    delivery.cases.iter().map(|case| format!("{}: {}", case.id, names(case))).collect()
}

/// The state of the member whose place ends so.
pub(super) fn state<'d>(delivery: &'d Delivery, place: &str) -> &'d MemberState {
    let mut found = delivery.members.iter().filter(|member| member.place.ends_with(place));
    let member = found.next().unwrap_or_else(|| panic!("no member {place}"));
    assert!(found.next().is_none(), "several members {place}");
    &member.state
}

pub(super) fn notices(delivery: &Delivery) -> Vec<&'static str> {
    delivery.notices.iter().map(Notice::name).collect()
}

/// All that a delivery says, for comparing two.
pub(super) fn everything(delivery: &Delivery) -> String {
    let mut text = outline(delivery).join("\n");
    for member in &delivery.members {
        text += &format!("\n{} {:?} {}", member.place, member.case, member.state.message(Lang::En));
    }
    for act in delivery.cases.iter().flat_map(|case| &case.acts) {
        text += &format!("\n{} {} {:?}", act.place, act.sha256, act.also_at);
    }
    for notice in &delivery.notices {
        text += &format!("\n{}", notice.message(Lang::Da));
    }
    text
}
