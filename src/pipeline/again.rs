//! Kept cases made again, with another grammar or step by step: for those who carry the grammar on. Nothing is written.
//!
//! In: a store, or the reading of a single act. Out: what a run would have kept ([`CaseRecord`]), or the steps on the way ([`Explained`]).

use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::archive::Sag;
use crate::events::{ActReading, Step};
use crate::export::CheckRow;
use crate::grammar::Grammar;
use crate::pipeline::derive::{CaseInput, Engine, ReadAct};
use crate::pipeline::{Amendment, PipelineError};
use crate::store::{CaseRecord, Reading, Store, StoreError};
use crate::text::PageText;

/// A case with the readings of its acts.
#[derive(Clone)]
pub struct KeptCase {
    input: CaseInput,
}

/// One act read step by step.
pub struct Explained {
    /// What it says.
    pub reading: ActReading,
    /// How that was found, and what was not.
    pub steps: Vec<Step>,
}

/// Makes cases with one grammar.
pub struct Maker {
    engine: Engine,
}

impl KeptCase {
    /// The case of this id, with the last reading of each act whatever version made it; none for an unknown one.
    ///
    /// # Errors
    /// What the store gives.
    pub fn from_store(store: &Store, id: &str) -> Result<Option<Self>, StoreError> {
        let Some(row) = store.case(id)? else { return Ok(None) };
        let mut acts = Vec::new();
        for act in store.case_acts(id)? {
            let Some(reading) = store.last_reading(&act.row.sha256)? else { continue };
            acts.push(ReadAct { name: act.row.act, sha256: act.row.sha256, places: act.places, reading: Arc::new(reading) });
        }
        let sag: Option<Sag> = store.sag(id)?.and_then(|value| serde_json::from_value(value).ok());
        // The municipality was found once, from `sag.json`, the path or the acts; it stands.
        Ok(Some(Self {
            input: CaseInput { id: id.to_owned(), sag, path_municipality: row.municipality, fingerprint: String::new(), acts },
        }))
    }

    /// A case of one act.
    #[must_use]
    pub fn of_act(name: &str, reading: Reading) -> Self {
        let act = ReadAct { name: name.to_owned(), sha256: String::new(), places: Vec::new(), reading: Arc::new(reading) };
        Self { input: CaseInput { id: name.to_owned(), sag: None, path_municipality: None, fingerprint: String::new(), acts: vec![act] } }
    }

    /// Its acts' names, in order.
    pub fn acts(&self) -> impl Iterator<Item = &str> {
        self.input.acts.iter().map(|act| act.name.as_str())
    }

    /// The pages of an act; none for an unknown one.
    #[must_use]
    pub fn pages(&self, act: &str) -> &[PageText] {
        self.input.acts.iter().find(|known| known.name == act).map_or(&[], |act| &act.reading.pages)
    }

    /// The hash under which the store keeps an act.
    #[must_use]
    pub fn sha256(&self, act: &str) -> Option<&str> {
        self.input.acts.iter().find(|known| known.name == act).map(|act| act.sha256.as_str())
    }
}

impl Maker {
    /// With the grammars of a folder, or those built in.
    ///
    /// # Errors
    /// What is wrong with the grammars.
    pub fn load(folder: Option<&Path>) -> Result<Self, PipelineError> {
        Ok(Self { engine: Engine::load(folder)? })
    }

    /// As a run of this day does it: with the grammars built in, and the municipalities' own limits of a file where one is given.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn as_run(frister: Option<&Path>, today: Option<NaiveDate>) -> Result<Self, PipelineError> {
        Ok(Self { engine: Engine::load(None)?.for_run(frister, today)? })
    }

    /// Makes the case as a run would.
    #[must_use]
    pub fn make(&self, case: &KeptCase) -> CaseRecord {
        self.engine.derive(case.input.clone())
    }

    /// The case's verdicts with what a reader marked put in the place of what the machine made of it; as a run would give them where nothing was marked.
    #[must_use]
    pub fn judge(&self, case: &KeptCase, amendments: &[Amendment]) -> Vec<CheckRow> {
        self.engine.derive_amended(case.input.clone(), amendments).checks
    }

    /// Reads one act of the case step by step; none for an act that is not there or has no text.
    #[must_use]
    pub fn explain(&self, case: &KeptCase, act: &str) -> Option<Explained> {
        self.engine.explain(&case.input, act).map(|(reading, steps)| Explained { reading, steps })
    }

    /// The grammar.
    #[must_use]
    pub fn grammar(&self) -> &Grammar {
        &self.engine.grammar
    }
}
