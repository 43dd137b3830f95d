//! The files that pages load, all inside the program. htmx 2.0.11 comes from the npm package `htmx.org` (Zero-Clause BSD, `assets/htmx.LICENSE`).

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

/// Name, type, content.
const FILES: [(&str, &str, &[u8]); 4] = [
    ("app.css", "text/css; charset=utf-8", include_bytes!("assets/app.css")),
    ("app.js", "text/javascript; charset=utf-8", include_bytes!("assets/app.js")),
    ("htmx.min.js", "text/javascript; charset=utf-8", include_bytes!("assets/htmx.min.js")),
    ("icon.svg", "image/svg+xml", include_bytes!("assets/icon.svg")),
];

/// The address of a file, with a mark of its content, so that a browser may keep it until it changes.
pub fn address(name: &str) -> String {
    let content = FILES.iter().find(|(known, _, _)| *known == name).map(|(_, _, content)| *content).unwrap_or_default();
    let hash = Sha256::digest(content);
    let mark: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("/static/{mark}/{name}")
}

/// A file.
pub async fn file(Path((_mark, name)): Path<(String, String)>) -> Response {
    match FILES.iter().find(|(known, _, _)| *known == name) {
        Some((_, kind, content)) => {
            ([(header::CONTENT_TYPE, *kind), (header::CACHE_CONTROL, "private, max-age=31536000, immutable")], *content).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
