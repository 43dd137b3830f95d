//! Taking an archive in: piece by piece to the disk, never in memory, within limits of size and of the disk's room.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use tokio::sync::mpsc;

use super::{Stage, Upload, Uploads};
use crate::decisions::Moment;
use crate::review::guard::{KEY_FIELD, is_key};
use crate::review::problem::Problem;
use crate::review::visit::Visit;

/// Room that is left on the disk whatever comes, in bytes: the store needs some to go on.
const RESERVE: u64 = 256 << 20;
/// The room is looked at again after so many bytes.
const LOOK_EVERY: u64 = 32 << 20;
/// Most uploads being sent at the same time.
const AT_ONCE: usize = 4;
/// How a ZIP begins; an empty one begins otherwise and has nothing to read.
const ZIP: &[u8] = b"PK\x03\x04";
/// Longest name of a file that is kept, in letters.
const LONGEST_NAME: usize = 100;

const TOO_FULL: Problem = Problem::Wrong(
    "Der er ikke plads nok på serverens disk til arkivet.",
    "There is not enough room on the server's disk for the archive.",
);
const CUT_OFF: Problem = Problem::Wrong(
    "Forbindelsen blev afbrudt, før arkivet var kommet. Send det igen.",
    "The connection was cut before the archive had come. Send it again.",
);
const NO_FILE: Problem = Problem::Wrong("Vælg en ZIP-fil.", "Choose a ZIP file.");
const NO_ZIP: Problem = Problem::Wrong(
    "Filen er ikke et ZIP-arkiv. Pak mappen med sagerne som ZIP, og send den.",
    "The file is no ZIP archive. Pack the folder with the cases as ZIP and send that.",
);

/// Takes an archive in and queues it. The form's key comes before the file, and nothing is kept without it.
pub async fn receive(uploads: Arc<Uploads>, visit: &Visit, length: Option<u64>, at: Moment, mut form: Multipart) -> Result<u64, Problem> {
    let limit = uploads.config.upload_limit;
    if length.is_some_and(|length| length > limit.saturating_add(1 << 20)) {
        return Err(Problem::TooLarge);
    }
    let mut is_ours = false;
    while let Some(field) = form.next_field().await.map_err(|error| cut(&error))? {
        match field.name() {
            Some(name) if name == KEY_FIELD => {
                let key = small(field).await?;
                is_ours = is_key(&key, &visit.token);
            }
            Some("fil") if is_ours => return file(uploads, visit, length, at, field, limit).await,
            _ => return Err(Problem::Forged),
        }
    }
    Err(if is_ours { NO_FILE } else { Problem::Forged })
}

fn cut(_error: &MultipartError) -> Problem {
    CUT_OFF
}

/// A field that is no file.
async fn small(mut field: Field<'_>) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| cut(&error))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > 1024 {
            return Err(Problem::Forged);
        }
    }
    Ok(bytes)
}

async fn file(
    uploads: Arc<Uploads>,
    visit: &Visit,
    length: Option<u64>,
    at: Moment,
    mut field: Field<'_>,
    limit: u64,
) -> Result<u64, Problem> {
    let name = plain_name(field.file_name().unwrap_or_default());
    let number = begin(&uploads, visit, &name, length, at)?;
    let path = uploads.folder_of(number).join(&name);
    // The writer has a thread of its own; a few pieces wait for it, and then the sender does.
    let (to_writer, mut pieces) = mpsc::channel::<axum::body::Bytes>(8);
    let (watched, place) = (Arc::clone(&uploads), path.clone());
    let writer = tokio::task::spawn_blocking(move || write(&watched, number, &place, limit, length, &mut pieces));
    let sent = loop {
        let chunk = match field.chunk().await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => break Ok(()),
            Err(error) => break Err(cut(&error)),
        };
        // A writer that has given up says why when it is joined.
        if to_writer.send(chunk).await.is_err() {
            break Ok(());
        }
    };
    drop(to_writer);
    let written = writer.await.map_err(|error| Problem::Internal(error.to_string()))?;
    if let Err(problem) = written.and(sent) {
        uploads.known().remove(&number);
        let _ = fs::remove_dir_all(uploads.folder_of(number));
        return Err(problem);
    }
    uploads.set(number, Stage::Waiting { holder: None });
    uploads.start();
    Ok(number)
}

/// Gives an upload its number and folder.
fn begin(uploads: &Uploads, visit: &Visit, name: &str, length: Option<u64>, at: Moment) -> Result<u64, Problem> {
    let mut known = uploads.known();
    if known.values().filter(|upload| matches!(upload.stage, Stage::Receiving { .. })).count() >= AT_ONCE {
        return Err(Problem::Busy(
            "Der sendes allerede flere arkiver. Vent, til et af dem er kommet.",
            "Several archives are being sent already. Wait until one of them has come.",
        ));
    }
    let number = known.last_key_value().map_or(1, |(last, _)| last + 1);
    let folder = uploads.folder_of(number);
    fs::create_dir_all(&folder).map_err(|error| Problem::Internal(error.to_string()))?;
    if room(&folder).is_some_and(|room| room < length.unwrap_or(0).saturating_add(RESERVE)) {
        let _ = fs::remove_dir_all(&folder);
        return Err(TOO_FULL);
    }
    let stage = Stage::Receiving { bytes: 0, total: length };
    known.insert(number, Upload { number, name: name.to_owned(), who: visit.viewer.name.clone(), at, stage });
    Ok(number)
}

/// Writes the pieces as they come, and flushes the whole to the disk.
fn write(
    uploads: &Uploads,
    number: u64,
    path: &Path,
    limit: u64,
    total: Option<u64>,
    pieces: &mut mpsc::Receiver<axum::body::Bytes>,
) -> Result<(), Problem> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => TOO_FULL,
        _ => Problem::Internal(error.to_string()),
    };
    let mut file = File::options().write(true).create_new(true).open(path).map_err(failed)?;
    let (mut bytes, mut looked, mut start) = (0u64, 0u64, Vec::new());
    while let Some(piece) = pieces.blocking_recv() {
        if start.len() < ZIP.len() {
            start.extend(piece.iter().take(ZIP.len()));
            if start.len() >= ZIP.len() && !start.starts_with(ZIP) {
                return Err(NO_ZIP);
            }
        }
        bytes = bytes.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        if bytes > limit {
            return Err(Problem::TooLarge);
        }
        if bytes - looked >= LOOK_EVERY {
            looked = bytes;
            if room(path).is_some_and(|room| room < RESERVE) {
                return Err(TOO_FULL);
            }
        }
        file.write_all(&piece).map_err(failed)?;
        uploads.set(number, Stage::Receiving { bytes, total });
    }
    if !start.starts_with(ZIP) {
        return Err(if bytes == 0 { NO_FILE } else { NO_ZIP });
    }
    file.sync_all().map_err(failed)
}

/// Free bytes on the disk of a path; none where the system does not say.
#[cfg(unix)]
fn room(path: &Path) -> Option<u64> {
    let disk = nix::sys::statvfs::statvfs(path).ok()?;
    #[allow(clippy::useless_conversion, reason = "the widths differ between systems")]
    Some(u64::from(disk.blocks_available()).saturating_mul(u64::from(disk.fragment_size())))
}

/// Free bytes on the disk of a path; none where the system does not say.
#[cfg(not(unix))]
fn room(_path: &Path) -> Option<u64> {
    None
}

/// A file's name as it may stand in a folder: no separators, no signs that mean anything to anybody, never hidden, always `.zip`.
fn plain_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ')).take(LONGEST_NAME).collect();
    let stem = plain.trim_matches(['.', ' ']);
    let stem = stem.strip_suffix(".zip").or_else(|| stem.strip_suffix(".ZIP")).unwrap_or(stem).trim_matches(['.', ' ']);
    if stem.is_empty() { "arkiv.zip".to_owned() } else { format!("{stem}.zip") }
}

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[test]
    fn names_cannot_lead_elsewhere() {
        for (sent, kept) in [
            ("oestervig.zip", "oestervig.zip"),
            ("../../etc/passwd", "passwd.zip"),
            ("C:\\sager\\Åby 2.ZIP", "Åby 2.zip"),
            ("..", "arkiv.zip"),
            ("state.json", "state.json.zip"),
            ("<script>alert(1)</script>.zip", "script.zip"),
            ("\0", "arkiv.zip"),
        ] {
            assert_eq!(plain_name(sent), kept, "{sent}");
        }
    }
}
