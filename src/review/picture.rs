//! Pictures of pages, drawn on request and kept.
//!
//! In: an act's hash and which of its pages. Out: a PNG. Outside bytes are drawn in worker processes only; a page that brings its worker down
//! or hangs costs this picture, and whoever asked is told why. What was drawn is kept in memory and in the store's folder `drawn/`, both
//! bounded; the folder is derived and may be deleted at any time, also while this runs.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use sha2::{Digest, Sha256};

use crate::lang::Lang;
use crate::pdf::Wanted;
use crate::pipeline::{NoPicture, PageOrder, Supervisor};
use crate::store::{ActFiles, StoreError};
use crate::text::{PageText, boxes};

/// How long one picture may take, all told.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long a page that could not be drawn is not tried again.
const REST: Duration = Duration::from_secs(60);
/// Worker processes that draw.
const WORKERS: usize = 2;
/// Bytes of pictures kept in memory.
const MEMORY: usize = 64 << 20;
/// Bytes of pictures kept on disk.
const DISK: u64 = 512 << 20;
/// Raised when pages are drawn otherwise than before, so that no older picture is shown.
const DRAWING: u32 = 1;

/// How large a page is drawn: few sizes, so that pictures can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Scale {
    /// 72 dots per inch, for overviews.
    Small,
    /// 144 dots per inch: a page at its usual size on the screen.
    #[default]
    Normal,
    /// 216 dots per inch, for fine screens and for looking closely.
    Large,
}

impl Scale {
    /// Pixels a point.
    #[must_use]
    pub fn pixels_a_point(self) -> f32 {
        match self {
            Self::Small => 1.0,
            Self::Normal => 2.0,
            Self::Large => 3.0,
        }
    }

    /// Its name in addresses: pixels a point.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Small => "1",
            Self::Normal => "2",
            Self::Large => "3",
        }
    }

    /// The scale of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Small, Self::Normal, Self::Large].into_iter().find(|scale| scale.name() == name)
    }
}

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// The act is not in the store any more.
    #[error("the act is not in the store")]
    Gone,
    /// The store failed.
    #[error("{0}")]
    Store(String),
    /// It can't be drawn.
    #[error(transparent)]
    NoPicture(#[from] NoPicture),
}

impl PictureError {
    /// What happened, for people.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Self::Gone => lang.pick("Akten findes ikke længere i arkivet.", "The act is no longer in the store.").to_owned(),
            Self::Store(_) => {
                lang.pick("Akten kan ikke hentes; se programmets log.", "The act can't be fetched; see the program's log.").to_owned()
            }
            Self::NoPicture(why) => why.message(lang),
        }
    }
}

impl From<StoreError> for PictureError {
    fn from(error: StoreError) -> Self {
        Self::Store(error.to_string())
    }
}

/// A picture as it is kept: whoever shows it shares it.
pub type Png = Arc<Vec<u8>>;

/// Draws pages of a store's acts, and keeps the pictures. Shared by all threads; a call blocks until the picture is there.
#[derive(Debug)]
pub struct Gallery {
    acts: ActFiles,
    folder: PathBuf,
    idle: Mutex<Vec<Supervisor>>,
    freed: Condvar,
    kept: Mutex<Kept>,
    written: Mutex<Option<u64>>,
    disk: u64,
}

impl Gallery {
    /// A gallery of the store at `store`, which need not be there yet; `program` is started as worker, none draws in this process.
    #[must_use]
    pub fn new(store: &Path, program: Option<PathBuf>) -> Self {
        Self {
            acts: ActFiles::new(store),
            folder: store.join("drawn"),
            idle: Mutex::new((0..WORKERS).map(|_| Supervisor::new(program.clone())).collect()),
            freed: Condvar::new(),
            kept: Mutex::new(Kept::default()),
            written: Mutex::new(None),
            disk: DISK,
        }
    }

    /// The picture of a page of the act with this hash; `pages` is how many pages the act has. What stands in the bytes `covered` of the page's
    /// text (CPR numbers) is painted over.
    ///
    /// # Errors
    /// The act is gone, or the page can't be drawn.
    pub fn picture(
        &self,
        sha256: &str,
        page: &PageText,
        pages: usize,
        scale: Scale,
        covered: &[Range<usize>],
    ) -> Result<Png, PictureError> {
        let cover: Vec<[f32; 4]> = covered.iter().flat_map(|span| boxes(page, span.clone())).collect();
        let name = format!("{sha256}-{}@{}-{}{}.{DRAWING}.png", page.number, scale.name(), page.turned, mark_of(&cover));
        if let Some(kept) = lock(&self.kept).get(&name) {
            return kept;
        }
        // The hash becomes a path; `path` refuses what is none.
        self.acts.path(sha256)?;
        let file = self.folder.join(&name);
        if let Some(png) = fs::read(&file).ok().filter(|png| is_whole(png)) {
            return Ok(lock(&self.kept).keep(name, Ok(Arc::new(png)))?);
        }
        let mut supervisor = self.worker();
        // Somebody else may have waited for the same picture.
        if let Some(kept) = lock(&self.kept).get(&name) {
            self.give_back(supervisor);
            return kept;
        }
        let drawn = self.draw(&mut supervisor, sha256, page, pages, scale, cover);
        self.give_back(supervisor);
        match drawn {
            Ok(png) => {
                self.write(&file, &png);
                Ok(lock(&self.kept).keep(name, Ok(Arc::new(png)))?)
            }
            Err(PictureError::NoPicture(why)) => Ok(lock(&self.kept).keep(name, Err(why))?),
            Err(error) => Err(error),
        }
    }

    fn draw(
        &self,
        worker: &mut Supervisor,
        sha256: &str,
        page: &PageText,
        pages: usize,
        scale: Scale,
        cover: Vec<[f32; 4]>,
    ) -> Result<Vec<u8>, PictureError> {
        let bytes = self.acts.get(sha256)?.ok_or(PictureError::Gone)?;
        let [across, down] = page.size;
        let size = if matches!(page.turned, 90 | 270) { [down, across] } else { page.size };
        let wanted = Wanted { number: page.number, size, pages };
        let order = PageOrder { page: wanted, scale: scale.pixels_a_point(), turn: page.turned, cover };
        Ok(worker.draw(&bytes, &order, PATIENCE)?.png)
    }

    /// A worker that is free, waited for.
    fn worker(&self) -> Supervisor {
        let mut idle = lock(&self.idle);
        loop {
            if let Some(supervisor) = idle.pop() {
                return supervisor;
            }
            idle = self.freed.wait(idle).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn give_back(&self, supervisor: Supervisor) {
        lock(&self.idle).push(supervisor);
        self.freed.notify_one();
    }

    /// Keeps a picture on disk, under another name until it is whole, and sees that not too many are kept. What can't be written is drawn again.
    fn write(&self, file: &Path, png: &[u8]) {
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(&self.folder)?;
            let mut scratch = tempfile::Builder::new().prefix(".drawn-").tempfile_in(&self.folder)?;
            scratch.write_all(png)?;
            scratch.persist(file).map_err(|error| error.error)?;
            Ok(())
        };
        if let Err(error) = write() {
            tracing::warn!(%error, "a picture of a page could not be kept");
            return;
        }
        let mut written = lock(&self.written);
        let before = written.unwrap_or_else(|| files(&self.folder).iter().map(|file| file.bytes).sum());
        let mut total = before.saturating_add(u64::try_from(png.len()).unwrap_or(u64::MAX));
        if total > self.disk {
            total = trim(&self.folder, self.disk / 4 * 3);
        }
        *written = Some(total);
    }
}

/// Names what is painted over, so that pictures with and without it are kept apart; empty for nothing.
fn mark_of(cover: &[[f32; 4]]) -> String {
    if cover.is_empty() {
        return String::new();
    }
    let mut hash = Sha256::new();
    cover.iter().flatten().for_each(|side| hash.update(side.to_le_bytes()));
    let mark: String = hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("-{mark}")
}

/// A lock that a panicking thread held is as good as any other here: what it guards is whole at every moment.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// True for a PNG that was written to its end.
fn is_whole(png: &[u8]) -> bool {
    png.starts_with(b"\x89PNG\r\n\x1a\n") && png.ends_with(b"IEND\xaeB`\x82")
}

/// A file of the folder.
struct Entry {
    changed: SystemTime,
    path: PathBuf,
    bytes: u64,
}

/// What is kept on disk; none where the folder can't be read.
fn files(folder: &Path) -> Vec<Entry> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let known = entries.filter_map(|entry| {
        let meta = entry.metadata().ok().filter(fs::Metadata::is_file)?;
        Some(Entry { changed: meta.modified().ok()?, path: entry.path(), bytes: meta.len() })
    });
    known.collect()
}

/// Deletes the oldest pictures until no more than `most` bytes are left; gives how many are.
fn trim(folder: &Path, most: u64) -> u64 {
    let mut kept = files(folder);
    kept.sort_by(|a, b| (a.changed, &a.path).cmp(&(b.changed, &b.path)));
    let mut total: u64 = kept.iter().map(|file| file.bytes).sum();
    for file in kept {
        if total <= most {
            break;
        }
        // Gone already, or not ours to delete: either way it is not counted.
        let _ = fs::remove_file(&file.path);
        total = total.saturating_sub(file.bytes);
    }
    total
}

/// What is kept in memory, the longest unused first to go; and for a while what could not be drawn.
#[derive(Default)]
struct Kept {
    pictures: BTreeMap<String, Png>,
    /// Names, the last used last.
    used: VecDeque<String>,
    bytes: usize,
    failed: BTreeMap<String, (Instant, NoPicture)>,
}

impl Kept {
    fn get(&mut self, name: &str) -> Option<Result<Png, PictureError>> {
        if let Some(png) = self.pictures.get(name) {
            let png = Arc::clone(png);
            self.used.retain(|used| used != name);
            self.used.push_back(name.to_owned());
            return Some(Ok(png));
        }
        self.failed.retain(|_, (since, _)| since.elapsed() < REST);
        self.failed.get(name).map(|(_, why)| Err(why.clone().into()))
    }

    fn keep(&mut self, name: String, drawn: Result<Png, NoPicture>) -> Result<Png, NoPicture> {
        let png = match drawn {
            Ok(png) => png,
            Err(why) => {
                self.failed.insert(name, (Instant::now(), why.clone()));
                return Err(why);
            }
        };
        self.bytes += png.len();
        if let Some(before) = self.pictures.insert(name.clone(), Arc::clone(&png)) {
            self.bytes = self.bytes.saturating_sub(before.len());
            self.used.retain(|used| *used != name);
        }
        self.used.push_back(name);
        while self.bytes > MEMORY {
            let Some(oldest) = self.used.pop_front() else { break };
            self.bytes = self.bytes.saturating_sub(self.pictures.remove(&oldest).map_or(0, |png| png.len()));
        }
        Ok(png)
    }
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kept").field("pictures", &self.pictures.len()).field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::store::Store;

    const SHA: &str = "aa00000000000000000000000000000000000000000000000000000000000000";

    fn page() -> PageText {
        PageText { number: 1, size: [200.0, 100.0], turned: 0, text: String::new(), lines: Vec::new(), words: Vec::new() }
    }

    /// A PDF of one page with a black square.
    fn pdf() -> Vec<u8> {
        let content = "20 20 60 60 re f";
        format!(
            "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n\
             <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R>>\nendobj\n4 0 obj\n<</Length {}>>\nstream\n{content}\nendstream\nendobj\n",
            content.len()
        )
        .into_bytes()
    }

    fn store(bytes: &[u8]) -> (tempfile::TempDir, ActFiles) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), "test").unwrap();
        store.act_files().put(SHA, bytes).unwrap();
        let acts = store.act_files().clone();
        (dir, acts)
    }

    #[test]
    fn a_picture_is_drawn_once_and_a_damaged_one_again() {
        let (dir, acts) = store(&pdf());
        let gallery = || Gallery::new(dir.path(), None);
        let first = gallery();
        let drawn = first.picture(SHA, &page(), 1, Scale::Normal, &[]).unwrap();
        assert!(is_whole(&drawn));
        let file = fs::read_dir(dir.path().join("drawn")).unwrap().next().unwrap().unwrap().path();
        assert_eq!(fs::read(&file).unwrap(), *drawn);
        // Half a file, such as a full disk leaves, is no picture.
        fs::write(&file, drawn.get(..drawn.len() / 2).unwrap()).unwrap();
        assert_eq!(gallery().picture(SHA, &page(), 1, Scale::Normal, &[]).unwrap(), drawn);
        assert_eq!(fs::read(&file).unwrap(), *drawn);
        // With the act gone, what is kept is still shown, and nothing else can be.
        fs::remove_file(acts.path(SHA).unwrap()).unwrap();
        assert_eq!(gallery().picture(SHA, &page(), 1, Scale::Normal, &[]).unwrap(), drawn);
        fs::remove_dir_all(dir.path().join("drawn")).unwrap();
        assert_eq!(first.picture(SHA, &page(), 1, Scale::Normal, &[]).unwrap(), drawn);
        assert_eq!(gallery().picture(SHA, &page(), 1, Scale::Normal, &[]), Err(PictureError::Gone));
    }

    #[test]
    fn pictures_with_and_without_covers_are_kept_apart() {
        let (dir, _) = store(&pdf());
        let gallery = Gallery::new(dir.path(), None);
        let mut page = page();
        page.text = "0101151234 mere".to_owned();
        page.words.push(crate::text::WordBox { span: 0..10, bbox: [100.0, 10.0, 150.0, 20.0], confidence: None });
        let bare = gallery.picture(SHA, &page, 1, Scale::Normal, &[]).unwrap();
        let covered = gallery.picture(SHA, &page, 1, Scale::Normal, std::slice::from_ref(&(0..10))).unwrap();
        assert_ne!(bare, covered);
        assert_eq!(gallery.picture(SHA, &page, 1, Scale::Normal, &[]).unwrap(), bare);
        assert_eq!(files(&gallery.folder).len(), 2);
    }

    #[test]
    fn what_is_no_hash_is_no_path() {
        let (dir, _) = store(&pdf());
        let gallery = Gallery::new(dir.path(), None);
        for name in ["../aktspor", "", "AA00000000000000000000000000000000000000000000000000000000000000"] {
            assert!(matches!(gallery.picture(name, &page(), 1, Scale::Normal, &[]), Err(PictureError::Store(_))), "{name}");
        }
    }

    #[test]
    fn the_oldest_pictures_go_when_the_folder_is_full() {
        let (dir, _) = store(&pdf());
        let mut gallery = Gallery::new(dir.path(), None);
        let size = gallery.picture(SHA, &page(), 1, Scale::Large, &[]).unwrap().len() as u64;
        gallery.disk = 2 * size;
        for (seconds, name) in [(30, "old.png"), (20, "newer.png")] {
            let file = dir.path().join("drawn").join(name);
            fs::write(&file, vec![0; size as usize]).unwrap();
            fs::File::options().write(true).open(&file).unwrap().set_modified(SystemTime::now() - Duration::from_secs(seconds)).unwrap();
        }
        *lock(&gallery.written) = None;
        gallery.picture(SHA, &page(), 1, Scale::Small, &[]).unwrap();
        let left: Vec<String> =
            files(&gallery.folder).iter().map(|file| file.path.file_name().unwrap().to_str().unwrap().to_owned()).collect();
        assert!(left.iter().all(|name| name.starts_with(SHA)), "{left:?}");
        assert!(!left.is_empty() && files(&gallery.folder).iter().map(|file| file.bytes).sum::<u64>() <= gallery.disk, "{left:?}");
    }

    #[test]
    fn memory_holds_so_much_and_no_more() {
        let mut kept = Kept::default();
        let third = Arc::new(vec![0; MEMORY / 3]);
        for name in ["a", "b", "c"] {
            kept.keep(name.to_owned(), Ok(Arc::clone(&third))).unwrap();
        }
        assert!(kept.get("a").is_some());
        kept.keep("d".to_owned(), Ok(third)).unwrap();
        assert!(kept.get("a").is_some() && kept.get("b").is_none() && kept.bytes <= MEMORY);
    }

    #[cfg(unix)]
    #[test]
    fn a_page_that_fells_its_worker_says_so_and_is_let_rest() {
        use std::os::unix::fs::PermissionsExt;
        let (dir, _) = store(&pdf());
        let (program, tally) = (dir.path().join("worker"), dir.path().join("tally"));
        fs::write(&program, format!("#!/bin/sh\necho x >> {}\nkill -SEGV $$\n", tally.display())).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let gallery = Gallery::new(dir.path(), Some(program));
        for _ in 0..2 {
            let told = gallery.picture(SHA, &page(), 1, Scale::Normal, &[]).unwrap_err();
            assert!(told.message(Lang::Da).contains("gik ned") && told.message(Lang::En).contains("crashed"), "{told}");
        }
        assert_eq!(fs::read_to_string(&tally).unwrap(), "x\n", "one worker for two requests");
        assert!(files(&gallery.folder).is_empty());
    }
}
