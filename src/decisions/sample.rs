//! Quality samples: verdicts drawn at random and read blind to the suggestion, to know how often the machine would be overturned.

use rusqlite::params;
use sha2::{Digest, Sha256};

use super::log::Occasion;
use super::{Desk, DeskError, Moment};

/// A verdict of a sample.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SampleItem {
    /// The case.
    pub case: String,
    /// The check.
    pub check: String,
}

/// A sample that was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Its number.
    pub id: i64,
    /// What it was drawn by: with the same verdicts and seed the same sample comes out.
    pub seed: String,
    /// Out of how many verdicts.
    pub population: usize,
    /// Who drew it.
    pub reader: String,
    /// When.
    pub at: Moment,
    /// Its verdicts, in the order in which they are to be read.
    pub items: Vec<SampleItem>,
}

/// Draws `size` verdicts by the seed, each with the same chance, whatever their order.
#[must_use]
pub fn draw(population: &[SampleItem], size: usize, seed: &str) -> Vec<SampleItem> {
    let rank = |item: &SampleItem| Sha256::digest(format!("{seed}\n{}\n{}", item.case, item.check).as_bytes());
    let mut ranked: Vec<_> = population.iter().map(|item| (rank(item), item)).collect();
    ranked.sort();
    ranked.into_iter().take(size).map(|(_, item)| item.clone()).collect()
}

impl Desk {
    /// Draws a sample and keeps it.
    ///
    /// # Errors
    /// What the file gives.
    pub fn draw_sample(
        &mut self,
        reader: &str,
        population: &[SampleItem],
        size: usize,
        seed: &str,
        at: Moment,
    ) -> Result<Sample, DeskError> {
        let items = draw(population, size, seed);
        let detail = format!("{} of {} by {seed}", items.len(), population.len());
        let occasion = Occasion { who: reader, what: "sample.draw", case: None, detail: &detail };
        let count = i64::try_from(population.len()).unwrap_or(i64::MAX);
        let id = self.write(Some((&occasion, at)), |transaction| {
            transaction.execute(
                "INSERT INTO samples (seed, population, reader, at) VALUES (?1, ?2, ?3, ?4)",
                params![seed, count, reader, at.0],
            )?;
            let id = transaction.last_insert_rowid();
            let mut insert =
                transaction.prepare_cached("INSERT INTO sample_items (sample, place, case_id, check_name) VALUES (?1, ?2, ?3, ?4)")?;
            for (place, item) in (0i64..).zip(&items) {
                insert.execute(params![id, place, item.case, item.check])?;
            }
            Ok(id)
        })?;
        Ok(Sample { id, seed: seed.to_owned(), population: population.len(), reader: reader.to_owned(), at, items })
    }

    /// Which verdicts of a case are in a sample for which nobody has read them yet: sample and check, the oldest sample first. They are to be read blind.
    ///
    /// # Errors
    /// [`DeskError::Machine`], [`DeskError::Damaged`].
    pub fn unread_in_samples(&self, case: &str) -> Result<Vec<(i64, String)>, DeskError> {
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT i.sample, i.check_name FROM sample_items i WHERE i.case_id = ?1 AND NOT EXISTS (
                     SELECT 1 FROM decisions d LEFT JOIN undone u ON u.decision = d.id
                     WHERE d.case_id = i.case_id AND d.check_name = i.check_name AND d.sample = i.sample AND u.decision IS NULL)
                 ORDER BY i.sample, i.check_name",
            )
            .map_err(self.failed())?;
        let items = statement.query_map([case], |row| Ok((row.get(0)?, row.get(1)?))).map_err(self.failed())?;
        items.collect::<Result<_, _>>().map_err(self.failed())
    }

    /// All samples, the newest first.
    ///
    /// # Errors
    /// [`DeskError::Machine`], [`DeskError::Damaged`].
    pub fn samples(&self) -> Result<Vec<Sample>, DeskError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, seed, population, reader, at FROM samples ORDER BY id DESC")
            .map_err(self.failed())?;
        let samples = statement
            .query_map([], |row| {
                let population: i64 = row.get(2)?;
                Ok(Sample {
                    id: row.get(0)?,
                    seed: row.get(1)?,
                    population: usize::try_from(population).unwrap_or(0),
                    reader: row.get(3)?,
                    at: Moment(row.get(4)?),
                    items: Vec::new(),
                })
            })
            .map_err(self.failed())?;
        let mut samples = samples.collect::<Result<Vec<_>, _>>().map_err(self.failed())?;
        let mut items = self
            .connection
            .prepare_cached("SELECT case_id, check_name FROM sample_items WHERE sample = ?1 ORDER BY place")
            .map_err(self.failed())?;
        for sample in &mut samples {
            let rows =
                items.query_map([sample.id], |row| Ok(SampleItem { case: row.get(0)?, check: row.get(1)? })).map_err(self.failed())?;
            sample.items = rows.collect::<Result<_, _>>().map_err(self.failed())?;
        }
        Ok(samples)
    }
}
