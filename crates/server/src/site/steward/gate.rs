//! Who may pass: signed in, and from our own pages.

use crate::App;
use crate::desk::Steward;
use crate::site::headers::unkept;
use crate::views::message::MessagePage;
use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

/// Lets in whoever is signed in, and tells the page who it is.
pub async fn signed_in(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let who: Option<Steward> = app
        .desk
        .as_ref()
        .and_then(|desk| desk.who(request.headers(), (app.clock)()));
    match who {
        Some(steward) => {
            request.extensions_mut().insert(steward);
            next.run(request).await
        }
        None => Redirect::to("/steward/sign-in").into_response(),
    }
}

/// Refuses what another site sends. Browsers say where a form comes from; what says nothing is no browser, and then
/// the session's cookie, which is sent from our own pages only, is what counts.
pub async fn same_site(request: Request, next: Next) -> Response {
    if request.method() == Method::POST {
        let header = |name: &str| {
            request
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        let site = header("sec-fetch-site");
        let foreign = match (site, header(ORIGIN.as_str()), header(HOST.as_str())) {
            (Some(site), _, _) => !matches!(site, "same-origin" | "none"),
            (None, Some(origin), Some(host)) => origin.split("://").nth(1) != Some(host),
            _ => false,
        };
        if foreign {
            let page = MessagePage::new(
                "We could not do that",
                &["Another site sent this. Nothing was changed. Open the page here and try again."],
            );
            return unkept(StatusCode::FORBIDDEN, &page);
        }
    }
    next.run(request).await
}
