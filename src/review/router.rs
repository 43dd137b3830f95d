//! Which address leads where.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Form, Path, Query, State};
use axum::http::{StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::app::App;
use super::decide::Doing;
use super::guard::{self, LOG_IN};
use super::problem::Problem;
use super::visit::Visit;
use super::{act, assets, case, cases, decide, frame, links, login, received};
use crate::lang::Lang;

type Shared = State<Arc<App>>;

/// All pages, behind the guard.
pub fn routes(app: Arc<App>) -> Router {
    Router::new()
        .route("/", get(|State(app): Shared, visit: Visit| app.run(visit, |ask| received::show(ask))))
        .route("/sager", get(list))
        .route(
            "/sag/{case}",
            get(|State(app): Shared, visit: Visit, Path(id): Path<String>| app.run(visit, move |ask| case::show(ask, &id))),
        )
        .route("/sag/{case}/akt/{act}/side/{page}", get(act_page))
        .route("/sag/{case}/vurdering/{check}/{doing}", post(verdict))
        .route("/sag/{case}/note", post(|app: Shared, visit, id, form| of_case(app, visit, id, form, decide::note)))
        .route("/sag/{case}/tildel", post(|app: Shared, visit, id, form| of_case(app, visit, id, form, decide::assign)))
        .route("/sag/{case}/cpr", post(|app: Shared, visit, id, form| of_case(app, visit, id, form, decide::uncover)))
        .route("/sag/{case}/haendelse", post(mark))
        .route("/sag/{case}/haendelse/fortryd", post(|app: Shared, visit, id, form| of_case(app, visit, id, form, decide::unmark)))
        .route(LOG_IN, get(log_in_page).post(log_in))
        .route("/log-ud", post(|State(app): Shared, visit: Visit| app.run(visit, |ask| login::log_out(ask))))
        .route("/sprog", get(language))
        .fallback(|visit: Visit| async move { frame::problem(&visit, &Problem::NotFound) })
        .layer(DefaultBodyLimit::disable())
        .route("/static/{mark}/{name}", get(assets::file))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), guard::guard))
        .with_state(app)
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

async fn log_in_page(State(app): Shared, visit: Visit, Query(onward): Query<login::Onward>) -> Response {
    app.run(visit, move |ask| login::show(ask, &onward)).await
}

async fn log_in(State(app): Shared, visit: Visit, Form(given): Form<login::Given>) -> Response {
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
