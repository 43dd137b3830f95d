//! Names what the program's results depend on: a hash of the sources that read acts, and one of all sources and grammars.
//!
//! Readings and cases in a store carry these names, so that a changed program makes anew exactly what it would make differently,
//! and nobody has to remember to raise a number.

use std::fs;
use std::path::Path;

/// What a reading of an act depends on.
const READING: &[&str] =
    &["src/pdf", "src/text", "src/pipeline/reading.rs", "src/pipeline/paragraphs.rs", "grammars/paragraphs.toml", "Cargo.lock"];
/// What a case depends on beside the readings and the grammars.
const DERIVING: &[&str] = &["src/checks", "src/dates", "src/events", "src/grammar", "src/timeline", "src/pipeline", "src/export/rows.rs"];

fn main() {
    for (name, paths) in [("AKTSPOR_READING", READING), ("AKTSPOR_DERIVING", DERIVING)] {
        let mut hash = 0xcbf2_9ce4_8422_2325;
        for path in paths {
            println!("cargo:rerun-if-changed={path}");
            add(Path::new(path), &mut hash);
        }
        println!("cargo:rustc-env={name}={hash:016x}");
    }
    // The grammars are built into the program.
    println!("cargo:rerun-if-changed=grammars");
    println!("cargo:rerun-if-changed=build.rs");
}

/// Adds a file, or all files of a folder in the order of their names, to the hash (FNV-1a, the same on every machine).
fn add(path: &Path, hash: &mut u64) {
    if path.is_dir() {
        let mut inner: Vec<_> = fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        inner.sort();
        inner.iter().for_each(|path| add(path, hash));
        return;
    }
    let name = path.to_string_lossy().replace('\\', "/");
    for byte in name.into_bytes().into_iter().chain(fs::read(path).unwrap_or_default()) {
        *hash = (*hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
}
