//! Every parser of outside bytes, over its seeds and a bounded number of changes of them: the part of fuzzing that needs neither a nightly
//! compiler nor a night. The same doors are the targets under `fuzz/`.
//!
//! The changes are drawn from a fixed start, so that a failure comes again; `AKTSPOR_FUZZ_ROUNDS` draws more of them.

use std::fs;
use std::panic::catch_unwind;
use std::time::{Duration, Instant};

use crate::support::repository;

#[path = "../../fuzz/doors.rs"]
mod doors;

/// Changes of each seed.
const ROUNDS: u64 = 30;
/// Nothing this small may take longer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Numbers that look random and are the same everywhere (xorshift).
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

/// A seed with a few bytes changed, lost, doubled, or taken from another seed.
fn changed(seed: &[u8], other: &[u8], draw: &mut Draw) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=draw.below(4) {
        if bytes.is_empty() {
            return other.to_vec();
        }
        let (at, length) = (draw.below(bytes.len()), 1 + draw.below(32));
        let end = (at + length).min(bytes.len());
        match draw.below(7) {
            0 => bytes[at] ^= 1 << draw.below(8),
            1 => bytes[at] = *[0, 0xFF, b'0', b'9', b'-', b'(', b'<', b'>', b'/', b' '].get(draw.below(10)).unwrap_or(&0),
            2 => drop(bytes.drain(at..end)),
            3 => {
                let again = bytes[at..end].to_vec();
                drop(bytes.splice(at..at, again));
            }
            4 => bytes.truncate(at),
            5 => {
                let from = draw.below(other.len());
                let piece = other[from..(from + length).min(other.len())].to_vec();
                drop(bytes.splice(at..at, piece));
            }
            _ => {
                let number = [b"0".as_slice(), b"-1", b"4294967296", b"999999999999999999999", b"65535"][draw.below(5)];
                drop(bytes.splice(at..end, number.iter().copied()));
            }
        }
    }
    bytes
}

#[test]
fn no_door_breaks_over_its_seeds_and_changes_of_them() {
    let rounds = std::env::var("AKTSPOR_FUZZ_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    for (door, enter) in doors::DOORS {
        let folder = repository("fuzz/corpus").join(door);
        let mut paths: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let seeds: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
        assert!(!seeds.is_empty(), "{door} has no seeds");
        let mut draw = Draw(0x9E37_79B9_7F4A_7C15);
        for (number, seed) in seeds.iter().enumerate() {
            for round in 0..=rounds {
                let other = &seeds[draw.below(seeds.len())];
                let bytes = if round == 0 { seed.clone() } else { changed(seed, other, &mut draw) };
                let begun = Instant::now();
                let end = catch_unwind(|| enter(&bytes));
                let name = paths[number].file_name().unwrap();
                if end.is_err() {
                    let kept = std::env::temp_dir().join(format!("aktspor-{door}-{number}-{round}"));
                    fs::write(&kept, &bytes).unwrap();
                    panic!("{door} broke over change {round} of {name:?}, kept as {}", kept.display());
                }
                assert!(begun.elapsed() < PATIENCE, "{door} took {:?} over change {round} of {name:?}", begun.elapsed());
            }
        }
    }
}
