//! What a case was made from, as one hash: the same hash means that making it again would change nothing.

use sha2::{Digest, Sha256};

/// All that a case's rows depend on.
#[derive(Debug, Clone, Copy)]
pub struct CaseInputs<'a> {
    /// Id of the case.
    pub case: &'a str,
    /// Name and hash of each act, in any order.
    pub acts: &'a [(&'a str, &'a str)],
    /// What else was known of the case: its `sag.json`, the municipality found from the path. Any text.
    pub known: &'a str,
    /// Version (hash) of the grammars and law tables.
    pub grammar_version: &'a str,
    /// Version of the program.
    pub program_version: &'a str,
}

/// 64 lower-case hexadecimal digits.
#[must_use]
pub fn case_fingerprint(inputs: &CaseInputs<'_>) -> String {
    let mut acts = inputs.acts.to_vec();
    acts.sort_unstable();
    let mut hash = Sha256::new();
    // Lengths go before texts, so that no two lists run together into the same bytes.
    let mut add = |text: &str| {
        hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_le_bytes());
        hash.update(text.as_bytes());
    };
    add(inputs.program_version);
    add(inputs.grammar_version);
    add(inputs.case);
    add(inputs.known);
    for (name, sha256) in acts {
        add(name);
        add(sha256);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_of_acts_is_nothing_all_else_is_something() {
        let inputs = CaseInputs { case: "a", acts: &[("1", "x"), ("2", "y")], known: "", grammar_version: "g", program_version: "p" };
        let first = case_fingerprint(&inputs);
        assert_eq!(first.len(), 64);
        assert_eq!(first, case_fingerprint(&CaseInputs { acts: &[("2", "y"), ("1", "x")], ..inputs }));
        for other in [
            CaseInputs { acts: &[("1", "y"), ("2", "x")], ..inputs },
            CaseInputs { acts: &[("1", "x")], ..inputs },
            CaseInputs { known: "{}", ..inputs },
            CaseInputs { grammar_version: "h", ..inputs },
            CaseInputs { program_version: "q", ..inputs },
            CaseInputs { case: "b", ..inputs },
        ] {
            assert_ne!(first, case_fingerprint(&other));
        }
    }
}
