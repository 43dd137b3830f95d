//! Figures with their uncertainty: cases and verdicts in, a [`Report`] out.
//!
//! In: export rows of each case (with what people decided of its verdicts), a study (`grammars/studies/*.toml`, read by [`Study::parse`]), and,
//! where there are any, the population, the sample that was asked for, and an earlier report. Out: a value with every figure, its denominator,
//! its interval, what was left out and why. The room knows no store, file, clock or page; room `report` shows what it gives.
//!
//! Why so: a percentage is attacked by its denominator. Everything that decides one stands here, in functions of values that tests can
//! compare with slow and obvious ones.

mod about;
mod case_form;
mod causes;
mod cautions;
mod count;
mod durations;
mod error;
mod faults;
mod figures;
mod frame;
mod input;
mod interval;
mod measure;
mod model;
mod received;
mod remarks;
mod sample;
mod select;
mod study;
mod supervision;
mod suppress;
mod weights;
mod words;

pub use case_form::{CaseForm, FormLine, FormVerdict};
pub use error::BarometerError;
pub use faults::{DrawFault, FileFault, ListFault, PointFault, StudyFault};
pub use figures::{
    CauseLine, Change, Conjunctive, Counts, Days, Durations, Figure, Finding, HearingPoint, HearingSheet, Internal, Outcomes, Phase1,
    Supervision,
};
pub use frame::{Frame, Population, PopulationCase, Sampled, Stratum};
pub use input::{Case, Decided, Judged, Part, StepDates};
pub use interval::{Interval, wilson};
pub use measure::{Request, report};
pub use model::{Caution, Excluded, Included, JSON_SCHEMA, NotMeasured, Published, Remark, Report, StudyInfo, Versions};
pub use received::{Missing, Received, compare};
pub use sample::{Allocation, Ask, draw};
pub use study::{BUNDLED, Form, Point, Study};
pub use words::{dimension_title, group_title, outcome_title};
#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod schema_tests;
#[cfg(test)]
mod tests;
