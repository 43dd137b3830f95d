//! From the bytes of a name to a path that is safe to show and to compare: decoded, composed (NFC), split.

use unicode_normalization::UnicodeNormalization;

use super::codepage::Fit;

/// The text of a name in a ZIP: as UTF-8 where it is marked so or is so, else in the alphabet that reads as Danish.
pub(super) fn decode(raw: &[u8], fit: &Fit) -> String {
    match std::str::from_utf8(raw) {
        Ok(text) => tidy(text),
        Err(_) => tidy(&fit.choose(raw).decode(raw)),
    }
}

/// A name as people and hashes should see it: composed letters (macOS decomposes them), no control characters.
pub(super) fn tidy(text: &str) -> String {
    text.nfc()
        .map(|letter| match letter {
            '\u{15}' => '§',
            letter if letter.is_control() => char::REPLACEMENT_CHARACTER,
            letter => letter,
        })
        .collect()
}

/// The parts of a member's path, or none when the path leads outside the archive: absolute, with a drive letter,
/// with `..`, or empty. Both slashes separate: Windows programs write either.
pub(super) fn parts(path: &str) -> Option<Vec<&str>> {
    let is_separator = |letter| letter == '/' || letter == '\\';
    let has_drive = path.chars().nth(1) == Some(':') && path.starts_with(|letter: char| letter.is_ascii_alphabetic());
    if path.starts_with(is_separator) || has_drive {
        return None;
    }
    let parts: Vec<&str> = path.split(is_separator).filter(|part| !part.is_empty() && *part != ".").collect();
    let escapes = parts.iter().any(|part| part.trim_end() == "..");
    (!parts.is_empty() && !escapes).then_some(parts)
}

/// The name of a file on disk. Names that are not Unicode come from archives unpacked by programs that did not know
/// better, so they are read as names in such archives are.
pub(super) fn of_disk(name: &std::ffi::OsStr) -> String {
    match name.to_str() {
        Some(text) => tidy(text),
        None => decode(name.as_encoded_bytes(), &Fit::default()),
    }
}

/// A ZIP's name without `.zip`.
pub(super) fn stem(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && extension.eq_ignore_ascii_case("zip") => stem,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::super::codepage::{Codepage, tests::encode};
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    const NAME: &str = "Børnesag/§ 50 undersøgelse æøåÆØÅ.pdf";

    #[test]
    fn one_name_in_five_spellings() {
        let decomposed: String = NAME.nfd().collect();
        assert_ne!(decomposed, NAME);
        let mut spellings = vec![NAME.as_bytes().to_vec(), decomposed.into_bytes()];
        spellings.extend(encode(Codepage::Cp850, NAME));
        spellings.extend(encode(Codepage::Windows1252, NAME));
        assert_eq!(spellings.len(), 4);
        for raw in spellings {
            assert_eq!(decode(&raw, &Fit::of([raw.as_slice()].into_iter())), NAME);
        }
        let old = "Bårnesæg/æå.pdf";
        let raw = encode(Codepage::Cp437, old).unwrap_or_default();
        assert_eq!(decode(&raw, &Fit::default()), old);
    }

    #[test]
    fn paths_that_lead_outside() {
        for path in ["../a.pdf", "a/../../b.pdf", "/etc/a.pdf", "\\\\server\\a.pdf", "C:\\a.pdf", "c:a.pdf", "", "./", "a/.. /b"] {
            assert_eq!(parts(path), None, "{path}");
        }
        assert_eq!(parts("a\\b/./c..pdf"), Some(vec!["a", "b", "c..pdf"]));
    }

    proptest! {
        #[test]
        fn any_bytes_decode_and_never_escape(raw in prop::collection::vec(any::<u8>(), 0..40)) {
            let text = decode(&raw, &Fit::of([raw.as_slice()].into_iter()));
            prop_assert!(!text.chars().any(char::is_control));
            if let Some(parts) = parts(&text) {
                prop_assert!(parts.iter().all(|part| !part.contains(['/', '\\']) && *part != ".."));
            }
        }
    }
}
