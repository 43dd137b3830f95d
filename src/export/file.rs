//! A file that is seen whole or not at all: written beside under another name, then renamed.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::ExportError;

/// Runs `fill` on a new file and puts it in the place of `path` when it ended well; after an error an earlier file stands untouched and
/// nothing is left behind. What is no ordinary file (a pipe, `/dev/stdout`) is written directly, since it cannot be replaced.
///
/// # Errors
/// What `fill` gives, or [`ExportError::Io`].
pub fn write_file<T, E: From<ExportError>>(path: &Path, fill: impl FnOnce(&mut (dyn Write + Send)) -> Result<T, E>) -> Result<T, E> {
    let failed = |source| ExportError::Io { what: path.display().to_string(), source };
    let is_special = fs::metadata(path).is_ok_and(|meta| !meta.is_file() && !meta.is_dir());
    if is_special {
        let mut out = BufWriter::new(File::options().write(true).open(path).map_err(failed)?);
        let result = fill(&mut out)?;
        out.flush().map_err(failed)?;
        return Ok(result);
    }
    // A link is followed: its target is replaced, not the link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = match target.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".aktspor-").suffix(".tmp");
    ordinary_permissions(&mut builder);
    let mut out = BufWriter::new(builder.tempfile_in(&folder).map_err(failed)?);
    let result = fill(&mut out)?;
    let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(&target).map_err(|error| failed(error.error))?;
    Ok(result)
}

/// What a program's output usually has: all that the user's mask leaves, not only the owner as for temporary files.
#[cfg(unix)]
fn ordinary_permissions(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666));
}

/// Elsewhere the folder decides.
#[cfg(not(unix))]
fn ordinary_permissions(_builder: &mut tempfile::Builder<'_, '_>) {}
