//! What a delivery may cost. Every bound that protects the machine from hostile or broken archives is here.

use std::path::PathBuf;

/// Bounds for one [`open`](crate::archive::open). What goes past one is refused by name; the rest is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Entries in one ZIP, and files and folders in the whole delivery.
    pub max_entries: usize,
    /// ZIPs inside ZIPs, counted below the archive given: 4 opens a ZIP in a ZIP in a ZIP in a ZIP in it.
    pub max_nesting: usize,
    /// Folders inside folders.
    pub max_folder_depth: usize,
    /// Bytes of one unpacked file.
    pub max_member_bytes: u64,
    /// Bytes of one unpacked nested ZIP. Larger than for an act: it is read piecemeal and never held in memory.
    pub max_nested_bytes: u64,
    /// Unpacked bytes of the whole delivery.
    pub max_total_bytes: u64,
    /// Unpacked bytes per packed byte, of one member and of one ZIP as a whole (which catches entries that share
    /// their packed bytes). PDFs are packed already and come to 1–5; deflate ends at 1032.
    pub max_ratio: u64,
    /// Below this many unpacked bytes the ratio is not asked about: small and repetitive is harmless.
    pub ratio_floor: u64,
    /// Bytes of a `sag.json`.
    pub max_sag_bytes: u64,
    /// Nested ZIPs are held in memory up to this many bytes in all, then in one anonymous temporary file.
    pub spool_memory: usize,
    /// Where that file is made; none for the system's folder for temporary files.
    pub spool_dir: Option<PathBuf>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_entries: 1_000_000,
            max_nesting: 4,
            max_folder_depth: 64,
            max_member_bytes: 300 << 20,
            max_nested_bytes: 16 << 30,
            max_total_bytes: 512 << 30,
            max_ratio: 200,
            ratio_floor: 64 << 20,
            max_sag_bytes: 1 << 20,
            spool_memory: 64 << 20,
            spool_dir: None,
        }
    }
}
