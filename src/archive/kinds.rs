//! What a member is by its name and its first bytes.

/// First bytes looked at to recognise a file, as the PDF standard's readers do.
pub(super) const HEAD: usize = 1024;

/// Files and folders that systems and office programs leave behind, by one part of a path.
pub(super) fn is_system_name(part: &str) -> bool {
    const NAMES: [&str; 12] = [
        "thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        ".ds_store",
        "__macosx",
        ".spotlight-v100",
        ".trashes",
        ".fseventsd",
        ".appledouble",
        "$recycle.bin",
        "system volume information",
        ".directory",
    ];
    let lower = part.to_lowercase();
    NAMES.contains(&lower.as_str())
        || lower.starts_with("~$")
        || lower.starts_with("._")
        || lower.starts_with(".~lock.")
        || lower.starts_with(".trash-")
}

/// The extension in lower case without the dot; empty when there is none.
pub(super) fn extension(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && extension.chars().count() <= 8 => extension.trim_end().to_lowercase(),
        _ => String::new(),
    }
}

/// `sag.json`, however its case.
pub(super) fn is_sag_json(name: &str) -> bool {
    name.eq_ignore_ascii_case("sag.json")
}

/// A PDF's mark within the first bytes. Not in a ZIP's (or office document's), which may begin with a PDF stored as it is.
pub(super) fn looks_like_pdf(head: &[u8]) -> bool {
    !looks_like_zip(head) && head.windows(5).take(HEAD).any(|window| window == b"%PDF-")
}

/// A ZIP's mark: a member, an empty archive, or the mark of a split archive.
pub(super) fn looks_like_zip(head: &[u8]) -> bool {
    [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"PK00"].iter().any(|mark| head.starts_with(*mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert!(is_system_name("Thumbs.db") && is_system_name("~$brev.docx") && is_system_name("._01.pdf"));
        assert!(!is_system_name("01.pdf") && !is_system_name("~brev.pdf"));
        assert_eq!(extension("Brev.PDF"), "pdf");
        assert_eq!(extension(".gitignore"), "");
        assert_eq!(extension("§ 50. undersøgelse uden"), "");
    }
}
