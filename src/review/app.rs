//! What all requests share: connections, the survey of the store, the queue of uploads; and how a request's work is run.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use super::board::{Board, Boards};
use super::charts::Charts;
use super::config::Config;
use super::find::OpenIndex;
use super::frame;
use super::mask;
use super::oidc::Flow;
use super::picture::Gallery;
use super::pool::Pool;
use super::problem::Problem;
use super::remarked::Judge;
use super::survey::{CaseLine, Survey, Surveys};
use super::upload::Uploads;
use super::visit::Visit;
use crate::decisions::{Desk, DeskError, Moment, Occasion, Token, User};
use crate::export::CaseRow;
use crate::lang::{self, Lang};
use crate::search::{Index, SearchError};
use crate::store::{Store, StoreError};

/// Most requests that work at the same time; others wait their turn.
const AT_ONCE: usize = 16;

/// Most passwords that are hashed at the same time: each costs 19 MiB and a processor, and whoever guesses must not slow the readers down.
const HASHES_AT_ONCE: usize = 1;

/// Most questions to the identity provider at the same time.
const ABROAD_AT_ONCE: usize = 4;

/// What all requests share.
pub struct App {
    /// What was told from outside.
    pub config: Config,
    /// Archives that were sent, and the run that reads them.
    pub uploads: Arc<Uploads>,
    /// Turns of those who log in; waiting for one keeps nobody else waiting.
    pub hashing: Semaphore,
    /// The identity provider, where there is one.
    pub oidc: Option<Flow>,
    /// Turns of those who wait for it, so that its silence keeps nobody else waiting.
    pub abroad: Semaphore,
    /// Pictures of pages.
    pub gallery: Gallery,
    /// What the barometer's charts are made of.
    pub charts: Charts,
    /// Verdicts with the events that readers marked.
    pub judge: Judge,
    turns: Semaphore,
    stores: Pool<Store>,
    desks: Pool<Desk>,
    writer: Mutex<Desk>,
    surveys: Surveys,
    boards: Boards,
    index: OpenIndex,
    /// Form keys of sessions, with the cases whose CPR numbers they asked to see. Not kept: a new start covers all again.
    uncovered: Mutex<BTreeSet<(String, String)>>,
}

impl App {
    /// Opens what people decided; the store itself may not be there yet.
    ///
    /// # Errors
    /// [`DeskError`].
    pub fn new(config: Config) -> Result<Self, DeskError> {
        let writer = Mutex::new(Desk::open(&config.store)?);
        let oidc = config.oidc.clone().and_then(|settings| {
            // Who has a password still gets in.
            Flow::new(settings).inspect_err(|reason| tracing::error!(reason, "the identity provider cannot be asked")).ok()
        });
        let uploads = Arc::new(Uploads::new(&config));
        // What a fall of the server left waiting.
        uploads.start();
        Ok(Self {
            gallery: Gallery::new(&config.store, config.worker.clone()),
            config,
            uploads,
            hashing: Semaphore::new(HASHES_AT_ONCE),
            oidc,
            abroad: Semaphore::new(ABROAD_AT_ONCE),
            charts: Charts::default(),
            judge: Judge::default(),
            turns: Semaphore::new(AT_ONCE),
            stores: Pool::new(),
            desks: Pool::new(),
            writer,
            surveys: Surveys::default(),
            boards: Boards::default(),
            index: OpenIndex::default(),
            uncovered: Mutex::default(),
        })
    }

    /// Now.
    pub fn now(&self) -> Moment {
        (self.config.clock)()
    }

    /// Runs `work` where it may wait for disks, and makes a page of what it gives or of what went wrong.
    pub async fn run<T: IntoResponse + Send + 'static>(
        self: Arc<Self>,
        visit: Visit,
        work: impl FnOnce(&Ask<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Response {
        let kept = visit.clone();
        let done = self.blocking(move |app| work(&Ask { app, lang: visit.lang, visit: &visit }).map(IntoResponse::into_response)).await;
        done.unwrap_or_else(|problem| frame::problem(&kept, &problem))
    }

    /// Runs `work` on a thread that may wait, as soon as it is its turn.
    pub async fn blocking<T: Send + 'static>(
        self: Arc<Self>,
        work: impl FnOnce(&Arc<Self>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let app = Arc::clone(&self);
        let _turn = self.turns.acquire().await.map_err(|error| Problem::Internal(error.to_string()))?;
        tokio::task::spawn_blocking(move || work(&app)).await.map_err(|error| Problem::Internal(error.to_string()))?
    }

    /// Reads from the store.
    pub fn store<R>(&self, work: impl FnOnce(&Store) -> Result<R, StoreError>) -> Result<R, StoreError> {
        self.stores.with(|| Store::open_read_only(&self.config.store), |store| work(store))
    }

    /// Reads what people decided.
    pub fn desk<R>(&self, work: impl FnOnce(&Desk) -> Result<R, DeskError>) -> Result<R, DeskError> {
        self.desks.with(|| Desk::open(&self.config.store), |desk| work(desk))
    }

    /// Writes what people decided: one at a time, in the order of coming.
    pub fn write<R>(&self, work: impl FnOnce(&mut Desk) -> Result<R, DeskError>) -> Result<R, DeskError> {
        work(&mut self.writer.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Who a token belongs to, if its session lasts.
    pub fn session(&self, token: &Token) -> Result<Option<User>, DeskError> {
        self.desks.with(|| Desk::open(&self.config.store), |desk| desk.session(token, self.now()))
    }

    /// Whether name and password belong together; see [`Desk::check_password`]. Not behind the writer's lock, since hashing takes a while.
    pub fn check_password(&self, name: &str, password: &str) -> Result<Option<User>, DeskError> {
        self.desks.with(|| Desk::open(&self.config.store), |desk| desk.check_password(name, password, self.now()))
    }

    /// Shows or covers the CPR numbers of a case for one session.
    pub fn uncover(&self, token: &Token, case: &str, is_shown: bool) {
        let entry = (token.form_key(), case.to_owned());
        let mut uncovered = self.uncovered.lock().unwrap_or_else(PoisonError::into_inner);
        if is_shown {
            uncovered.insert(entry)
        } else {
            uncovered.remove(&entry)
        };
    }

    /// Whether a session has asked to see the CPR numbers of a case.
    pub fn shows_cpr(&self, token: &Token, case: &str) -> bool {
        let uncovered = self.uncovered.lock().unwrap_or_else(PoisonError::into_inner);
        !uncovered.is_empty() && uncovered.contains(&(token.form_key(), case.to_owned()))
    }

    /// All cases and verdicts at a glance, as of the last commit; empty where there is no store yet.
    pub fn survey(&self) -> Result<Arc<Survey>, StoreError> {
        self.surveys.current(&self.config.store)
    }

    /// The search index as of its last commit.
    pub fn index(&self, dir: &Path) -> Result<Arc<Index>, SearchError> {
        self.index.current(dir)
    }

    /// All decisions at a glance, as of now.
    pub fn board(&self) -> Result<Arc<Board>, DeskError> {
        self.desk(|desk| self.boards.current(desk))
    }
}

/// A request's work: what all share, and who asks.
pub struct Ask<'a> {
    /// What all requests share.
    pub app: &'a Arc<App>,
    /// Who asks for what.
    pub visit: &'a Visit,
    /// Their language.
    pub lang: Lang,
}

impl Ask<'_> {
    /// Picks the text of the reader's language.
    pub fn say<'t>(&self, danish: &'t str, english: &'t str) -> &'t str {
        self.lang.pick(danish, english)
    }

    /// The noun for so many of a thing: one and more, Danish and English.
    pub fn noun(&self, count: impl TryInto<u64>, one: (&'static str, &'static str), more: (&'static str, &'static str)) -> &'static str {
        let (danish, english) = if count.try_into().ok() == Some(1) { one } else { more };
        self.lang.pick(danish, english)
    }

    /// Cases, so many.
    pub fn cases(&self, count: impl TryInto<u64>) -> &'static str {
        self.noun(count, ("sag", "case"), ("sager", "cases"))
    }

    /// Acts, so many.
    pub fn acts(&self, count: impl TryInto<u64>) -> &'static str {
        self.noun(count, ("akt", "act"), ("akter", "acts"))
    }

    /// Pages, so many.
    pub fn pages(&self, count: impl TryInto<u64>) -> &'static str {
        self.noun(count, ("side", "page"), ("sider", "pages"))
    }

    /// The reader's log-in name.
    pub fn reader(&self) -> &str {
        &self.visit.viewer.name
    }

    /// A case's row, if this reader may see it. What may not be seen is as if it were not there, but the attempt is noted.
    pub fn case(&self, id: &str) -> Result<CaseRow, Problem> {
        let row = self.app.store(|store| store.case(id))?.ok_or(Problem::NotFound)?;
        if self.may_see(&row)? {
            return Ok(row);
        }
        self.note("case.refused", Some(id), "")?;
        Err(Problem::NotFound)
    }

    /// Whether this reader may see a case.
    pub fn may_see(&self, row: &CaseRow) -> Result<bool, Problem> {
        let viewer = &self.visit.viewer;
        if viewer.access.covers(&row.case, row.municipality.as_deref()) {
            return Ok(true);
        }
        let assigned = self.app.desk(|desk| desk.assignment(&row.case))?;
        Ok(assigned.is_some_and(|assignment| assignment.reader.as_deref() == Some(&viewer.name)))
    }

    /// Whether this reader sees a case, by the board that the caller has at hand.
    pub fn sees(&self, case: &CaseLine, board: &Board) -> bool {
        let viewer = &self.visit.viewer;
        viewer.access.covers(&case.row.case, case.row.municipality.as_deref())
            || board.assignments.get(&case.row.case).is_some_and(|assignment| assignment.reader.as_deref() == Some(&viewer.name))
    }

    /// A day as the reader's language writes it.
    pub fn day(&self, day: &str) -> String {
        lang::day(day, self.lang)
    }

    /// A text from an act or a file's name, CPR numbers covered unless this session has asked to see those of the case.
    pub fn shown<'t>(&self, case: &str, text: &'t str) -> Cow<'t, str> {
        if self.app.shows_cpr(&self.visit.token, case) { Cow::Borrowed(text) } else { mask::cpr(text) }
    }

    /// Adds a line to the log.
    pub fn note(&self, what: &str, case: Option<&str>, detail: &str) -> Result<(), Problem> {
        let occasion = Occasion { who: self.reader(), what, case, detail };
        Ok(self.app.write(|desk| desk.note(&occasion, self.app.now()))?)
    }
}
