//! `GET` and `POST /steward/sign-in`, `POST /steward/sign-out`.

use crate::App;
use crate::desk::Refused;
use crate::site::headers::unkept;
use crate::views::steward::sign::SignInPage;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{HeaderMap, SET_COOKIE};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// The form.
#[derive(Deserialize)]
pub struct Token {
    #[serde(default)]
    token: String,
}

/// Asks for the token.
pub async fn ask() -> Response {
    unkept(StatusCode::OK, &SignInPage::new(None))
}

/// Begins a session.
pub async fn sign_in(State(app): State<App>, Form(form): Form<Token>) -> Response {
    let refused = match app
        .desk
        .as_ref()
        .map(|desk| desk.sign_in(&form.token, (app.clock)()))
    {
        Some(Ok(cookie)) => {
            return ([(SET_COOKIE, cookie)], Redirect::to("/steward")).into_response();
        }
        Some(Err(refused)) => refused,
        None => Refused::Unknown,
    };
    let (status, words) = match refused {
        Refused::Unknown => (
            StatusCode::FORBIDDEN,
            "No steward has this token. Check it, or ask whoever runs this site".to_owned(),
        ),
        Refused::Wait(minutes) => (
            StatusCode::TOO_MANY_REQUESTS,
            format!("There were too many wrong tokens. Wait {minutes} minutes, then try again"),
        ),
    };
    unkept(status, &SignInPage::new(Some(words)))
}

/// Ends the session.
pub async fn sign_out(State(app): State<App>, headers: HeaderMap) -> Response {
    match &app.desk {
        Some(desk) => (
            [(SET_COOKIE, desk.sign_out(&headers))],
            Redirect::to("/steward/sign-in"),
        )
            .into_response(),
        None => Redirect::to("/").into_response(),
    }
}
