//! Which address leads where.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Form, Multipart, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::app::App;
use super::decide::Doing;
use super::guard::{self, LOG_IN, UPLOAD};
use super::problem::Problem;
use super::visit::Visit;
use super::{
    act, agreement, assets, audit, case, cases, decide, download, figures, find, frame, links, login, oidc, received, sample, upload,
};
use crate::decisions::Role;
use crate::lang::Lang;

type Shared = State<Arc<App>>;

/// All pages, behind the guard.
pub fn routes(app: Arc<App>) -> Router {
    Router::new()
        .route("/", get(|State(app): Shared, visit: Visit| app.run(visit, received::show)))
        .route("/sager", get(list))
        .route(
            "/sag/{case}",
            get(|State(app): Shared, visit: Visit, Path(id): Path<String>| app.run(visit, move |ask| case::show(ask, &id))),
        )
        .route("/sag/{case}/akt/{act}/side/{page}", get(act_page))
        .route("/sag/{case}/akt/{act}/side/{page}/billede/{scale}", get(act_picture))
        .route("/sag/{case}/vurdering/{check}/{doing}", post(verdict))
        .route("/sag/{case}/note", post(|app: Shared, visit, id, form| of_case(app, visit, id, form, decide::note)))
        .route("/sag/{case}/tildel", post(|app: Shared, visit, id, form| of_case(app, visit, id, form, decide::assign)))
        .route("/sag/{case}/cpr", post(|app: Shared, visit, id, form| of_case(app, visit, id, form, decide::uncover)))
        .route("/sag/{case}/haendelse", post(mark))
        .route("/sag/{case}/haendelse/fortryd", post(|app: Shared, visit, id, form| of_case(app, visit, id, form, decide::unmark)))
        .route("/soeg", get(search))
        .route("/tal", get(figure))
        .route("/enighed", get(|State(app): Shared, visit: Visit| app.run(visit, agreement::show)))
        .route("/stikproeve", get(|State(app): Shared, visit: Visit| app.run(visit, sample::list)).post(draw))
        .route("/stikproeve/{id}", get(next_of_sample).post(read_of_sample))
        .route("/log", get(log))
        .route("/eksport/{file}", get(export))
        .route(UPLOAD, get(|State(app): Shared, visit: Visit| app.run(visit, upload::show)).post(receive))
        .route("/indlaes/status", get(|State(app): Shared, visit: Visit| app.run(visit, upload::status)))
        .route("/indlaes/{number}/afbryd", post(end_upload))
        .route(LOG_IN, get(log_in_page).post(log_in))
        .route(oidc::BEGIN, get(|State(app): Shared, visit: Visit, Query(wanted): Query<oidc::Start>| oidc::start(app, visit, wanted)))
        .route(
            oidc::ANSWER,
            get(|State(app): Shared, visit: Visit, headers: HeaderMap, Query(back): Query<oidc::Answer>| {
                oidc::answer(app, visit, headers, back)
            }),
        )
        .route("/log-ud", post(|State(app): Shared, visit: Visit| app.run(visit, login::log_out)))
        .route("/sprog", get(language))
        .fallback(nowhere)
        .layer(DefaultBodyLimit::disable())
        .route("/static/{mark}/{name}", get(assets::file))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), guard::guard))
        .with_state(app)
}

/// No such page; below the program's own files there is nobody to tell it to.
async fn nowhere(visit: Result<Visit, StatusCode>) -> Response {
    visit.map_or_else(|_| StatusCode::NOT_FOUND.into_response(), |visit| frame::problem(&visit, &Problem::NotFound))
}

async fn list(State(app): Shared, visit: Visit, Query(filter): Query<cases::Filter>) -> Response {
    app.run(visit, move |ask| cases::show(ask, &filter)).await
}

async fn act_page(
    State(app): Shared,
    visit: Visit,
    Path((id, act, page)): Path<(String, String, u32)>,
    Query(wanted): Query<act::Wanted>,
) -> Response {
    app.run(visit, move |ask| act::show(ask, &id, &act, page, &wanted)).await
}

async fn act_picture(State(app): Shared, visit: Visit, Path((id, act, page, scale)): Path<(String, String, u32, String)>) -> Response {
    app.run(visit, move |ask| act::picture(ask, &id, &act, page, &scale)).await
}

async fn verdict(
    State(app): Shared,
    visit: Visit,
    Path((id, check, doing)): Path<(String, String, String)>,
    Form(given): Form<decide::Given>,
) -> Response {
    let doing = match doing.as_str() {
        "bekraeft" => Doing::Confirm,
        "omgoer" => Doing::Overturn,
        "fortryd" => Doing::Undo,
        "note" => Doing::Note,
        _ => return frame::problem(&visit, &Problem::NotFound),
    };
    app.run(visit, move |ask| decide::verdict(ask, &id, &check, doing, &given)).await
}

async fn of_case(
    State(app): Shared,
    visit: Visit,
    Path(id): Path<String>,
    Form(given): Form<decide::GivenToCase>,
    work: fn(&super::app::Ask<'_>, &str, &decide::GivenToCase) -> Result<Response, Problem>,
) -> Response {
    app.run(visit, move |ask| work(ask, &id, &given)).await
}

async fn mark(State(app): Shared, visit: Visit, Path(id): Path<String>, Form(given): Form<decide::Marked>) -> Response {
    app.run(visit, move |ask| decide::mark(ask, &id, &given)).await
}

async fn search(State(app): Shared, visit: Visit, Query(question): Query<find::Question>) -> Response {
    app.run(visit, move |ask| find::show(ask, &question)).await
}

async fn figure(State(app): Shared, visit: Visit, Query(wanted): Query<figures::Wanted>) -> Response {
    app.run(visit, move |ask| figures::show(ask, &wanted)).await
}

async fn draw(State(app): Shared, visit: Visit, Form(wanted): Form<sample::Draw>) -> Response {
    app.run(visit, move |ask| sample::draw(ask, &wanted)).await
}

async fn next_of_sample(State(app): Shared, visit: Visit, Path(id): Path<i64>) -> Response {
    app.run(visit, move |ask| sample::next(ask, id)).await
}

async fn read_of_sample(State(app): Shared, visit: Visit, Path(id): Path<i64>, Form(given): Form<sample::Read>) -> Response {
    app.run(visit, move |ask| sample::read(ask, id, &given)).await
}

async fn log(State(app): Shared, visit: Visit, Query(wanted): Query<audit::Wanted>) -> Response {
    app.run(visit, move |ask| audit::show(ask, &wanted)).await
}

async fn export(
    State(app): Shared,
    visit: Visit,
    Path(file): Path<String>,
    Query(filter): Query<cases::Filter>,
    Query(only): Query<download::Only>,
) -> Response {
    app.run(visit, move |ask| download::file(ask, &file, &filter, &only)).await
}

/// Takes an archive in. Its pieces are waited for here; the disk has threads of its own.
async fn receive(State(app): Shared, visit: Visit, headers: HeaderMap, form: Multipart) -> Response {
    if !visit.viewer.is(Role::Lead) {
        return frame::problem(&visit, &Problem::NotAllowed);
    }
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    match upload::receive(Arc::clone(&app.uploads), &visit, length, app.now(), form).await {
        Ok(number) => {
            app.run(visit, move |ask| {
                ask.note("upload", None, &format!("#{number}"))?;
                upload::status(ask)
            })
            .await
        }
        Err(problem) => frame::problem(&visit, &problem),
    }
}

async fn end_upload(State(app): Shared, visit: Visit, Path(number): Path<u64>) -> Response {
    app.run(visit, move |ask| upload::cancel(ask, number)).await
}

async fn log_in_page(State(app): Shared, visit: Visit, Query(onward): Query<login::Onward>) -> Response {
    app.run(visit, move |ask| login::show(ask, &onward)).await
}

async fn log_in(State(app): Shared, visit: Visit, Form(given): Form<login::Given>) -> Response {
    let shared = Arc::clone(&app);
    let Ok(_turn) = shared.hashing.acquire().await else { return StatusCode::SERVICE_UNAVAILABLE.into_response() };
    app.run(visit, move |ask| login::log_in(ask, &given)).await
}

/// `?til=en&side=/sager`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Switch {
    til: String,
    side: String,
}

async fn language(Query(switch): Query<Switch>) -> Response {
    let lang = if switch.til == "en" { Lang::En } else { Lang::Da };
    let headers = [(header::SET_COOKIE, guard::language_cookie(lang)), (header::LOCATION, links::local(&switch.side).to_owned())];
    (StatusCode::SEE_OTHER, headers).into_response()
}
