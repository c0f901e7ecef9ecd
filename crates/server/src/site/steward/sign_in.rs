//! `/steward/sign-in` and `/steward/sign-out`.

use crate::App;
use crate::desk::{self, NotSignedIn, SignedIn, return_to};
use crate::site::fault::{Fault, PageResult};
use crate::site::headers::{see_other, unkept};
use crate::views::steward::sign_in::SignInPage;
use crate::words::count;
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{ConnectInfo, Query, Request, State};
use axum::http::header::{HeaderMap, HeaderValue, SET_COOKIE};
use axum::http::{Extensions, StatusCode};
use axum::response::Response;
use std::net::{IpAddr, SocketAddr};

/// Where to go after signing in.
#[derive(serde::Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// What the form says.
#[derive(serde::Deserialize)]
pub struct SignInForm {
    #[serde(default)]
    token: String,
    #[serde(default)]
    next: String,
}

/// The form.
pub async fn show(
    State(app): State<App>,
    next: Result<Query<Next>, QueryRejection>,
    request: Request,
) -> Response {
    if app.desk.is_none() {
        return desk::switched_off();
    }
    let next = next.map(|Query(next)| next.next).unwrap_or_default();
    let next = return_to(&next);
    if desk::secret(request.headers()).is_some_and(|secret| is_known(&app, &secret)) {
        return see_other(next);
    }
    unkept(StatusCode::OK, &SignInPage::new(next, None))
}

fn is_known(app: &App, secret: &str) -> bool {
    let now = (app.clock)();
    app.desk
        .as_ref()
        .is_some_and(|desk| desk.who(secret, now).is_some())
}

/// Signs in: the one time that a token is sent.
pub async fn sign_in(
    State(app): State<App>,
    extensions: Extensions,
    form: Result<Form<SignInForm>, FormRejection>,
) -> PageResult {
    let Some(app_desk) = app.desk.clone() else {
        return Ok(desk::switched_off());
    };
    let Form(form) = form.map_err(|_| Fault::BadForm)?;
    let next = return_to(&form.next).to_owned();
    if form.token.trim().is_empty() {
        let page = SignInPage::new(&next, Some("Enter your sign-in token"));
        return Ok(unkept(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    match app_desk.sign_in(&form.token, caller(&extensions), (app.clock)()) {
        Ok(secret) => Ok(with_cookie(see_other(&next), &desk::cookie(&secret))),
        Err(NotSignedIn::WrongToken) => {
            let page = SignInPage::new(
                &next,
                Some("We do not know this token. Check it, or ask whoever runs this site"),
            );
            Ok(unkept(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(NotSignedIn::Wait(minutes)) => {
            let wait = format!(
                "That was wrong too often. Wait {}, then try again",
                count(minutes as usize, "minute", "minutes")
            );
            let page = SignInPage::new(&next, Some(&wait));
            Ok(unkept(StatusCode::TOO_MANY_REQUESTS, &page))
        }
    }
}

/// Signs out.
pub async fn sign_out(_: SignedIn, State(app): State<App>, headers: HeaderMap) -> Response {
    if let (Some(desk), Some(secret)) = (&app.desk, desk::secret(&headers)) {
        desk.sign_out(&secret);
    }
    with_cookie(see_other("/steward/sign-in"), &desk::expired_cookie())
}

/// The address that asks, when the server knows it.
fn caller(extensions: &Extensions) -> Option<IpAddr> {
    extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|ConnectInfo(address)| address.ip())
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}
