//! What became of each file and folder of a delivery: exactly one named state, and the sum of them.

use std::collections::BTreeMap;

use crate::lang::Lang;

/// One file or folder of the delivery.
#[derive(Clone, PartialEq, Eq)]
pub struct Member {
    /// Path for people, from the argument down: `arkiv.zip/Sag 1/02 brev.pdf`.
    pub place: String,
    /// The case it belongs to; none outside all cases.
    pub case: Option<String>,
    /// What became of it.
    pub state: MemberState,
}

/// What became of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberState {
    /// An act to read: a PDF by its name or its first bytes.
    Act,
    /// A `sag.json`.
    SagJson,
    /// The same bytes as another act of the case, which remembers this place in `also_at`.
    Duplicate,
    /// A ZIP that was opened; its members follow.
    NestedArchive,
    /// A folder.
    Directory,
    /// What operating systems and office programs leave behind.
    IgnoredSystemFile,
    /// A file that is not read: text, picture, mail, office document.
    NotADocument {
        /// The name's extension in lower case, without the dot; empty when there is none.
        extension: String,
    },
    /// Not read, by decision.
    Refused(Refusal),
    /// Could not be read.
    Damaged(Damage),
}

/// Why a member was not read although it may be sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// An absolute path, a drive letter, `..`, or no name at all.
    UnsafeName,
    /// A symbolic link; where it leads is not part of the delivery.
    Symlink,
    /// A pipe, socket or device.
    SpecialFile,
    /// Needs a password.
    Encrypted,
    /// Packed in a way we do not unpack.
    Method {
        /// The method's name or number.
        name: String,
    },
    /// One file is too large.
    TooLarge {
        /// Its bytes.
        size: u64,
        /// The limit.
        limit: u64,
    },
    /// It would unpack to far more than papers do: a ZIP bomb.
    Ratio {
        /// Unpacked bytes it claims.
        size: u64,
        /// Packed bytes.
        packed: u64,
    },
    /// The delivery as a whole is too large.
    TotalSize {
        /// The limit.
        limit: u64,
    },
    /// Too many ZIPs inside each other.
    TooNested {
        /// The limit.
        limit: usize,
    },
    /// Too many folders inside each other.
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// A nested ZIP with too many entries.
    TooManyEntries {
        /// The limit.
        limit: usize,
    },
    /// The machine would not read it; also a problem of the delivery.
    Unreadable,
}

/// What is wrong with a member that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damage {
    /// The archive ends in the middle of it.
    CutShort,
    /// Its checksum does not fit its content.
    Checksum,
    /// Its packed bytes make no sense.
    Stream,
    /// It is longer or shorter than the archive says.
    Length {
        /// The bytes the archive says.
        declared: u64,
    },
    /// The archive's list of contents names it, but it is not where it should be.
    NotThere,
    /// Named `.zip`, but not a ZIP.
    NotAZip,
}

/// [`MemberState`] without its details: what is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is documented at MemberState")]
pub enum StateKind {
    Act,
    SagJson,
    Duplicate,
    NestedArchive,
    Directory,
    IgnoredSystemFile,
    NotADocument,
    Refused,
    Damaged,
}

impl StateKind {
    /// All kinds, in the order they are shown.
    pub const ALL: [Self; 9] = [
        Self::Act,
        Self::SagJson,
        Self::Duplicate,
        Self::NestedArchive,
        Self::Directory,
        Self::IgnoredSystemFile,
        Self::NotADocument,
        Self::Refused,
        Self::Damaged,
    ];

    /// The name used in machine output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Act => "act",
            Self::SagJson => "sag_json",
            Self::Duplicate => "duplicate",
            Self::NestedArchive => "nested_archive",
            Self::Directory => "directory",
            Self::IgnoredSystemFile => "ignored_system_file",
            Self::NotADocument => "not_a_document",
            Self::Refused => "refused",
            Self::Damaged => "damaged",
        }
    }
}

/// How many members ended in each state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<StateKind, usize>);

impl Tally {
    pub(super) fn of(members: &[Member]) -> Self {
        let mut counts = BTreeMap::new();
        for member in members {
            *counts.entry(member.state.kind()).or_insert(0) += 1;
        }
        Self(counts)
    }

    /// How many members ended in this state.
    #[must_use]
    pub fn get(&self, kind: StateKind) -> usize {
        self.0.get(&kind).copied().unwrap_or(0)
    }

    /// Every state with its number, also the states nothing ended in.
    pub fn iter(&self) -> impl Iterator<Item = (StateKind, usize)> + '_ {
        StateKind::ALL.into_iter().map(|kind| (kind, self.get(kind)))
    }

    /// The sum: the number of members.
    #[must_use]
    pub fn total(&self) -> usize {
        self.iter().map(|(_, count)| count).sum()
    }
}

impl std::fmt::Debug for Member {
    /// Without the place: file names carry people's names.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Member").field("state", &self.state).finish_non_exhaustive()
    }
}

impl MemberState {
    /// The state without its details.
    #[must_use]
    pub fn kind(&self) -> StateKind {
        match self {
            Self::Act => StateKind::Act,
            Self::SagJson => StateKind::SagJson,
            Self::Duplicate => StateKind::Duplicate,
            Self::NestedArchive => StateKind::NestedArchive,
            Self::Directory => StateKind::Directory,
            Self::IgnoredSystemFile => StateKind::IgnoredSystemFile,
            Self::NotADocument { .. } => StateKind::NotADocument,
            Self::Refused(_) => StateKind::Refused,
            Self::Damaged(_) => StateKind::Damaged,
        }
    }

    /// What became of the member and what to do about it, as a phrase to put after its place.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let (danish, english) = match self {
            Self::Act => ("akt".into(), "act".into()),
            Self::SagJson => ("sagsoplysninger".into(), "case data".into()),
            Self::Duplicate => (
                "samme indhold som en anden akt i sagen; læses kun én gang".into(),
                "same content as another act of the case; read once".into(),
            ),
            Self::NestedArchive => ("ZIP-fil, åbnet".into(), "ZIP file, opened".into()),
            Self::Directory => ("mappe".into(), "folder".into()),
            Self::IgnoredSystemFile => ("systemfil, sprunget over".into(), "system file, skipped".into()),
            Self::NotADocument { extension } => not_a_document(extension),
            Self::Refused(refusal) => refusal.texts(),
            Self::Damaged(damage) => damage.texts(),
        };
        match lang {
            Lang::Da => danish,
            Lang::En => english,
        }
    }
}

fn not_a_document(extension: &str) -> (String, String) {
    match extension {
        "" => ("ikke læst: filen er ikke en PDF".into(), "not read: the file is not a PDF".into()),
        "7z" | "rar" | "tar" | "gz" | "tgz" | "xz" | "bz2" => (
            format!("ikke læst: .{extension}-arkiver åbnes ikke. Pak det om til ZIP"),
            format!("not read: .{extension} archives are not opened. Repack it as ZIP"),
        ),
        _ => (
            format!("ikke læst: .{extension}-filer læses ikke. Gem den som PDF, hvis den hører til sagen"),
            format!("not read: .{extension} files are not read. Save it as PDF if it belongs to the case"),
        ),
    }
}

impl Refusal {
    /// Danish and English.
    fn texts(&self) -> (String, String) {
        match self {
            Self::UnsafeName => (
                "afvist: filnavnet peger ud af arkivet. Bed kommunen pakke arkivet igen".into(),
                "refused: the file name points outside the archive. Ask the municipality to pack it again".into(),
            ),
            Self::Symlink => (
                "afvist: genvej (symbolsk link). Læg selve filen i stedet".into(),
                "refused: symbolic link. Put the file itself in its place".into(),
            ),
            Self::SpecialFile => ("afvist: ikke en almindelig fil".into(), "refused: not a regular file".into()),
            Self::Encrypted => (
                "afvist: beskyttet med adgangskode. Bed om arkivet uden adgangskode, eller pak det ud først".into(),
                "refused: protected by a password. Ask for the archive without one, or unpack it first".into(),
            ),
            Self::Method { name } => (
                format!("afvist: pakket med {name}, som ikke understøttes. Pak arkivet om som almindelig ZIP"),
                format!("refused: packed with {name}, which is not supported. Repack the archive as plain ZIP"),
            ),
            Self::TooLarge { size, limit } => {
                (format!("afvist: {size} bytes er over grænsen på {limit}"), format!("refused: {size} bytes is over the limit of {limit}"))
            }
            Self::Ratio { size, packed } => (
                format!("afvist: {packed} bytes ville fylde {size} udpakket, hvilket ligner en ZIP-bombe"),
                format!("refused: {packed} bytes would unpack to {size}, which looks like a ZIP bomb"),
            ),
            Self::TotalSize { limit } => (
                format!("afvist: leverancen fylder over {limit} bytes udpakket. Del den op"),
                format!("refused: the delivery unpacks to more than {limit} bytes. Split it"),
            ),
            Self::TooNested { limit } => (
                format!("afvist: mere end {limit} ZIP-filer inden i hinanden. Pak den inderste ud først"),
                format!("refused: more than {limit} ZIP files inside each other. Unpack the innermost first"),
            ),
            Self::TooDeep { limit } => (
                format!("afvist: mere end {limit} mapper inden i hinanden"),
                format!("refused: more than {limit} folders inside each other"),
            ),
            Self::TooManyEntries { limit } => (
                format!("afvist: ZIP-filen har flere end {limit} filer. Del den op"),
                format!("refused: the ZIP file has more than {limit} entries. Split it"),
            ),
            Self::Unreadable => (
                "ikke læst: maskinen kunne ikke læse filen. Kontrollér rettigheder og disk".into(),
                "not read: the machine could not read the file. Check permissions and disk".into(),
            ),
        }
    }
}

impl Damage {
    /// Danish and English.
    fn texts(&self) -> (String, String) {
        const ASK_DA: &str = "Bed kommunen sende arkivet igen";
        const ASK_EN: &str = "Ask the municipality to send the archive again";
        match self {
            Self::CutShort => (
                format!("beskadiget: arkivet slutter midt i filen. {ASK_DA}"),
                format!("damaged: the archive ends in the middle of the file. {ASK_EN}"),
            ),
            Self::Checksum => (
                format!("beskadiget: indholdet passer ikke med kontrolsummen. {ASK_DA}"),
                format!("damaged: the content does not fit its checksum. {ASK_EN}"),
            ),
            Self::Stream => (format!("beskadiget: kan ikke pakkes ud. {ASK_DA}"), format!("damaged: cannot be unpacked. {ASK_EN}")),
            Self::Length { declared } => (
                format!("beskadiget: fylder ikke de {declared} bytes, arkivet angiver. {ASK_DA}"),
                format!("damaged: does not have the {declared} bytes the archive states. {ASK_EN}"),
            ),
            Self::NotThere => (
                format!("beskadiget: står i arkivets indholdsliste, men findes ikke i arkivet. {ASK_DA}"),
                format!("damaged: listed in the archive, but not there. {ASK_EN}"),
            ),
            Self::NotAZip => (
                "beskadiget: hedder .zip, men er ikke en ZIP-fil. Bed kommunen sende den igen".into(),
                "damaged: named .zip, but not a ZIP file. Ask the municipality to send it again".into(),
            ),
        }
    }
}
