//! What the reviewer should know about a delivery that was read.

use crate::lang::Lang;

/// Something worth knowing that stopped nothing.
#[derive(Clone, PartialEq, Eq)]
pub enum Notice {
    /// A `sag.json` is no valid JSON object; the case goes on with the id of its folder.
    SagInvalid {
        /// The file.
        place: String,
        /// Line of the error from 1; 0 when the file as a whole is wrong.
        line: usize,
        /// Column of the error from 1; 0 likewise.
        column: usize,
        /// What is wrong, in English.
        why: String,
    },
    /// One field of a `sag.json` has a value that cannot be used; it counts as absent.
    SagField {
        /// The file.
        place: String,
        /// The field.
        field: &'static str,
    },
    /// A folder has more than one `sag.json`; the first one counts.
    SagTwice {
        /// The one that was left out.
        place: String,
    },
    /// Several folders are one case.
    CasesMerged {
        /// The case.
        id: String,
        /// The folders.
        places: Vec<String>,
    },
    /// Folders that are one case say different things about it; the first one counts.
    SagDiffers {
        /// The case.
        id: String,
        /// The field.
        field: &'static str,
    },
    /// The id was taken by another case, so this one got its full place as id.
    IdQualified {
        /// The id it would have had.
        wanted: String,
        /// The id it has.
        id: String,
    },
    /// A folder without `sag.json` lies in a folder that holds acts: taken as a case of its own.
    CaseInsideCase {
        /// The outer case.
        outer: String,
        /// The inner case.
        inner: String,
    },
    /// The same act, byte for byte, is in several cases. It stays in each of them.
    TwinActs {
        /// Where.
        places: Vec<String>,
    },
    /// A ZIP was damaged; what could be recovered was read.
    Salvaged {
        /// The ZIP.
        place: String,
        /// Members found.
        found: usize,
        /// Of these: damaged.
        damaged: usize,
    },
    /// A ZIP is one part of an archive split over several files (`.z01`, `.z02`, …), which cannot be read apart.
    SplitArchive {
        /// The ZIP.
        place: String,
    },
    /// A folder has documents but not one act, and so is no case.
    NoActsInFolder {
        /// The folder.
        place: String,
        /// How many documents.
        documents: usize,
    },
    /// The same path was given twice; read once.
    GivenTwice {
        /// The path.
        place: String,
    },
}

impl std::fmt::Debug for Notice {
    /// In English and without places, which carry people's names.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl Notice {
    /// The name used in machine output.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::SagInvalid { .. } => "sag_invalid",
            Self::SagField { .. } => "sag_field",
            Self::SagTwice { .. } => "sag_twice",
            Self::CasesMerged { .. } => "cases_merged",
            Self::SagDiffers { .. } => "sag_differs",
            Self::IdQualified { .. } => "id_qualified",
            Self::CaseInsideCase { .. } => "case_inside_case",
            Self::TwinActs { .. } => "twin_acts",
            Self::Salvaged { .. } => "salvaged",
            Self::SplitArchive { .. } => "split_archive",
            Self::NoActsInFolder { .. } => "no_acts_in_folder",
            Self::GivenTwice { .. } => "given_twice",
        }
    }

    /// What is to be known, about what, and what to do: one line for people.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::Da => self.danish(),
            Lang::En => self.english(),
        }
    }

    fn danish(&self) -> String {
        match self {
            Self::SagInvalid { place, line, column, why } => format!(
                "{place}: kan ikke læses som JSON (linje {line}, tegn {column}: {why}). Ret filen; \
                 sagen er taget med under mappens navn."
            ),
            Self::SagField { place, field } => {
                format!("{place}: feltet \"{field}\" kan ikke bruges og regnes som tomt. Ret filen.")
            }
            Self::SagTwice { place } => {
                format!("{place}: mappen har allerede en sag.json; denne er ikke brugt. Fjern den ene.")
            }
            Self::CasesMerged { id, places } => {
                format!("Sag {id}: samlet af {} mapper: {}.", places.len(), places.join(", "))
            }
            Self::SagDiffers { id, field } => {
                format!("Sag {id}: mapperne angiver forskelligt \"{field}\" i sag.json; den første gælder. Ret filerne.")
            }
            Self::IdQualified { wanted, id } => {
                format!("Sag {id}: \"{wanted}\" bruges også af en anden sag. Læg en sag.json med et entydigt id i mappen.")
            }
            Self::CaseInsideCase { outer, inner } => format!(
                "Sag {inner}: mappen ligger i sag {outer} og er taget som en sag for sig. \
                 Hører den til, så læg en sag.json i den yderste mappe."
            ),
            Self::TwinActs { places } => {
                format!("Den samme akt ligger i flere sager: {}.", places.join(", "))
            }
            Self::Salvaged { place, found, damaged } => format!(
                "{place}: ZIP-filen er afkortet eller beskadiget. {} af {found} fundne filer kunne læses; \
                 flere kan mangle. Bed kommunen sende arkivet igen.",
                found.saturating_sub(*damaged)
            ),
            Self::SplitArchive { place } => format!(
                "{place}: ZIP-filen er kun den ene del af et delt arkiv. Bed kommunen sende det som én ZIP-fil, \
                 eller pak alle delene ud først."
            ),
            Self::NoActsInFolder { place, documents } => format!(
                "{place}: mappen har {documents} filer, men ingen PDF, og er ikke taget som sag. \
                 Gem akterne som PDF, hvis de hører til."
            ),
            Self::GivenTwice { place } => format!("{place}: er angivet to gange og læst én gang."),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::SagInvalid { place, line, column, why } => format!(
                "{place}: is not valid JSON (line {line}, column {column}: {why}). Correct the file; \
                 the case is kept under the folder's name."
            ),
            Self::SagField { place, field } => {
                format!("{place}: the field \"{field}\" cannot be used and counts as empty. Correct the file.")
            }
            Self::SagTwice { place } => {
                format!("{place}: the folder already has a sag.json; this one is not used. Remove one.")
            }
            Self::CasesMerged { id, places } => {
                format!("Case {id}: put together from {} folders: {}.", places.len(), places.join(", "))
            }
            Self::SagDiffers { id, field } => {
                format!("Case {id}: its folders give different \"{field}\" in sag.json; the first counts. Correct the files.")
            }
            Self::IdQualified { wanted, id } => {
                format!("Case {id}: \"{wanted}\" is also used by another case. Put a sag.json with a unique id in the folder.")
            }
            Self::CaseInsideCase { outer, inner } => format!(
                "Case {inner}: its folder lies in case {outer} and was taken as a case of its own. \
                 If it belongs there, put a sag.json in the outer folder."
            ),
            Self::TwinActs { places } => {
                format!("The same act is in several cases: {}.", places.join(", "))
            }
            Self::Salvaged { place, found, damaged } => format!(
                "{place}: the ZIP file is cut short or damaged. {} of {found} files found could be read; \
                 more may be missing. Ask the municipality to send the archive again.",
                found.saturating_sub(*damaged)
            ),
            Self::SplitArchive { place } => format!(
                "{place}: the ZIP file is only one part of a split archive. Ask the municipality to send it as one \
                 ZIP file, or unpack all parts first."
            ),
            Self::NoActsInFolder { place, documents } => format!(
                "{place}: the folder has {documents} files but no PDF, and was not taken as a case. \
                 Save the acts as PDF if they belong."
            ),
            Self::GivenTwice { place } => format!("{place}: given twice, read once."),
        }
    }
}
