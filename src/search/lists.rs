//! Lists of searches: those kept under a name beside the store, and those handed over to be run one after the other.
//!
//! Both are plain text, a search a line: `name<TAB>question`, or the question alone, which then is its own name. Empty lines and lines that
//! begin with `#` are passed over.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use super::SearchError;
use super::question;

/// Name of the list in the store's folder.
const FILE: &str = "searches.txt";
/// Longest list in bytes that is read.
const LONGEST: u64 = 16 << 20;

/// A search with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// What is asked, as people write it.
    pub question: String,
}

/// Reads a list, and each question in it, so that a slip in the last line is told before the first search runs.
///
/// # Errors
/// [`SearchError::BadLine`] for the first line that is no question.
pub fn read_list(text: &str) -> Result<Vec<Named>, SearchError> {
    let mut list = Vec::new();
    for (number, line) in (1..).zip(text.trim_start_matches('\u{FEFF}').lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, question) = line.split_once('\t').map_or((line, line), |(name, question)| (name.trim(), question.trim()));
        question::read(question).map_err(|error| SearchError::BadLine { line: number, error: Box::new(error) })?;
        list.push(Named { name: name.to_owned(), question: question.to_owned() });
    }
    Ok(list)
}

/// The searches kept in the folder of a store, by name; none where none was ever kept.
///
/// # Errors
/// [`SearchError::Machine`]; [`SearchError::BadLine`] where the file was changed by hand.
pub fn saved(store: &Path) -> Result<Vec<Named>, SearchError> {
    let path = store.join(FILE);
    let failed = |error| SearchError::io(&path, &error);
    match fs::metadata(&path) {
        Ok(meta) if meta.len() > LONGEST => Err(failed(ErrorKind::FileTooLarge.into())),
        Ok(_) => read_list(&fs::read_to_string(&path).map_err(failed)?),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(failed(error)),
    }
}

/// Keeps a search under a name, in place of any of that name.
///
/// # Errors
/// What is wrong with the question; [`SearchError::BadName`]; [`SearchError::DiskFull`], [`SearchError::Machine`]: then those kept before stand.
pub fn save(store: &Path, name: &str, asked: &str) -> Result<(), SearchError> {
    let (name, asked) = (name.trim(), asked.trim());
    question::read(asked)?;
    if name.is_empty() || name.starts_with('#') || name.contains(['\t', '\n', '\r']) || asked.contains(['\n', '\r']) {
        return Err(SearchError::BadName { name: name.to_owned() });
    }
    let mut list = saved(store)?;
    list.retain(|one| one.name != name);
    // A tab is white space in a question, and parts the name from it in the list.
    list.push(Named { name: name.to_owned(), question: asked.replace('\t', " ") });
    list.sort_by(|a, b| a.name.cmp(&b.name));
    let failed = |error| SearchError::io(store, &error);
    let mut file = tempfile::NamedTempFile::new_in(store).map_err(failed)?;
    for one in list {
        writeln!(file, "{}\t{}", one.name, one.question).map_err(failed)?;
    }
    file.as_file().sync_all().map_err(failed)?;
    file.persist(store.join(FILE)).map_err(|error| failed(error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_list_has_names_questions_and_remarks() {
        let list = read_list("\u{FEFF}# til tilsynet\n\nsamtaler\tbørnesamtale OR samtale\r\n§ 50\n").unwrap();
        let plain: Vec<_> = list.iter().map(|one| (one.name.as_str(), one.question.as_str())).collect();
        assert_eq!(plain, [("samtaler", "børnesamtale OR samtale"), ("§ 50", "§ 50")]);
        let error = read_list("samtale\n\nx\tmøde \"åben").unwrap_err();
        assert!(matches!(&error, SearchError::BadLine { line: 3, error } if error.span() == Some(6..7)), "{error}");
    }

    #[test]
    fn searches_are_kept_by_name() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(saved(dir.path()).unwrap(), []);
        save(dir.path(), "b", "samtale\t-skole").unwrap();
        save(dir.path(), "a", "møde").unwrap();
        save(dir.path(), "b", "samtale").unwrap();
        let names: Vec<_> = saved(dir.path()).unwrap().into_iter().map(|one| (one.name, one.question)).collect();
        assert_eq!(names, [("a".to_owned(), "møde".to_owned()), ("b".to_owned(), "samtale".to_owned())]);
        assert!(matches!(save(dir.path(), "#", "møde"), Err(SearchError::BadName { .. })));
        assert!(matches!(save(dir.path(), "c", "(møde"), Err(SearchError::OpenParenthesis { .. })));
        assert_eq!(saved(dir.path()).unwrap().len(), 2);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left behind");
    }
}
