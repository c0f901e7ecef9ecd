//! Who asks: the session cookie, read before a page of the desk is made.

use super::{Desk, Steward, sessions};
use crate::App;
use crate::site::headers::{see_other, unkept};
use crate::views::message::MessagePage;
use crate::{address, components::Link};
use axum::extract::FromRequestParts;
use axum::http::header::{COOKIE, HeaderMap};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use std::sync::Arc;

/// The name of the cookie. Its prefix binds it to this host, this path and a secure line.
const COOKIE_NAME: &str = "__Host-fingerpost";

/// A person who is signed in.
pub struct SignedIn {
    /// Who.
    pub steward: Steward,
    /// Where they sit.
    pub desk: Arc<Desk>,
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let Some(desk) = app.desk.clone() else {
            return Err(switched_off());
        };
        let now = (app.clock)();
        let who = secret(&parts.headers).and_then(|secret| desk.who(&secret, now));
        match who {
            Some(steward) => Ok(Self { steward, desk }),
            None if parts.method == Method::GET => {
                let here = parts.uri.path_and_query().map_or("", |p| p.as_str());
                let next = address::encode(return_to(here));
                Err(see_other(&format!("/steward/sign-in?next={next}")))
            }
            None => Err(signed_out(parts.uri.path())),
        }
    }
}

/// The secret that the browser shows.
pub fn secret(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE_NAME)
        .map(|(_, value)| value.to_owned())
}

/// The cookie of a session.
pub fn cookie(secret: &str) -> String {
    let seconds = sessions::LASTS.as_secs();
    format!("{COOKIE_NAME}={secret}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax")
}

/// What takes the cookie away again.
pub fn expired_cookie() -> String {
    format!("{COOKIE_NAME}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax")
}

/// The page of the desk to go back to. An address that leads anywhere else leads to the desk.
pub fn return_to(asked: &str) -> &str {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-_?=&%.+".contains(c);
    let path = asked.split('?').next().unwrap_or_default();
    let at_the_desk = path == "/steward" || path.starts_with("/steward/");
    if at_the_desk && asked.chars().all(plain) && !path.starts_with("/steward/sign-") {
        asked
    } else {
        "/steward"
    }
}

/// The page of a desk that is not there.
pub fn switched_off() -> Response {
    let mut page = MessagePage::new(
        "The steward’s desk is switched off",
        &[
            "Whoever runs this site can switch it on. The guide to running it says how, under “The steward’s desk”.",
        ],
    );
    page.links.truncate(1);
    unkept(StatusCode::NOT_FOUND, &page)
}

/// The answer to a form sent after the session has ended.
fn signed_out(path: &str) -> Response {
    let mut page = MessagePage::new(
        "You are signed out",
        &[
            "A session lasts 10 hours, and ends when the site is started again. Nothing was changed.",
            "Sign in, then do it again. In most browsers, going back shows what you typed.",
        ],
    );
    page.page.prefix = "Error: ";
    let next = address::encode(return_to(path));
    page.links = vec![Link::new(
        format!("/steward/sign-in?next={next}"),
        "Sign in",
    )];
    unkept(StatusCode::UNAUTHORIZED, &page)
}
