//! What went wrong, in words for the person and, apart from them, in words for the operator.

use super::headers::unkept;
use crate::App;
use crate::components::Link;
use crate::page::Page;
use crate::views::message::MessagePage;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::any::Any;
use std::sync::atomic::{AtomicU32, Ordering};

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Nothing has this address.
    #[error("nothing has this address")]
    NoSuchPage,
    /// A form could not be read: broken off, or not one of ours.
    #[error("a form could not be read")]
    BadForm,
    /// An offered document is not there any more.
    #[error("there is no such offer")]
    NoSuchOffer,
    /// A draft of rules is not there any more.
    #[error("there is no such draft of rules")]
    NoSuchDraft,
    /// A match is not asked of anybody.
    #[error("nobody is asked this")]
    NoSuchQuestion,
    /// Something could not be done, and the person is told why.
    #[error("{0}")]
    Told(String),
    /// The scratch folder could not be written.
    #[error("the scratch folder could not be written: {0}")]
    Scratch(String),
    /// The data could not be read.
    #[error(transparent)]
    Data(directory::Error),
    /// A task ended early.
    #[error("a task ended early")]
    Ended,
}

/// A page, or why there is none.
pub type PageResult = Result<Response, Fault>;

impl From<directory::Error> for Fault {
    fn from(problem: directory::Error) -> Self {
        match problem {
            directory::Error::NoSuchQuestion => Self::NoSuchQuestion,
            problem => Self::Data(problem),
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        match self {
            Self::NoSuchPage => missing(),
            Self::BadForm => at_the_desk(
                StatusCode::BAD_REQUEST,
                "We could not read that form",
                "It may have been broken off on its way. Nothing was changed. Go back and try again.",
                Link::new("/steward", "Back to the steward’s desk"),
            ),
            Self::NoSuchOffer => at_the_desk(
                StatusCode::NOT_FOUND,
                "This file is not here any more",
                "Someone discarded it, or nobody looked at it for 2 weeks. Nothing of it was published.",
                Link::new("/steward/sources/new", "Give the file again"),
            ),
            Self::NoSuchDraft => at_the_desk(
                StatusCode::NOT_FOUND,
                "This change is not here any more",
                "It was saved or dropped, or nobody looked at it for 2 weeks.",
                Link::new("/steward/rules", "See the rules"),
            ),
            Self::NoSuchQuestion => at_the_desk(
                StatusCode::NOT_FOUND,
                "This match is not asked any more",
                "A record changed, or the address is wrong. Nothing was changed.",
                Link::new("/steward/matches", "Matches to decide"),
            ),
            Self::Told(problem) => at_the_desk(
                StatusCode::CONFLICT,
                "That could not be done",
                &format!("{}.", crate::words::sentence(&problem)),
                Link::new("/steward", "Back to the steward’s desk"),
            ),
            // The cause is told to the operator by `tell`, which knows the code that the person sees.
            fault => {
                let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
                response.extensions_mut().insert(Cause(fault.to_string()));
                response
            }
        }
    }
}

/// Why an answer has no page yet, on its way to the operator.
#[derive(Clone)]
struct Cause(String);

/// The page for an address that nothing has.
pub fn missing() -> Response {
    unkept(
        StatusCode::NOT_FOUND,
        &MessagePage::new(
            "Page not found",
            &[
                "Check the address, or look for the service again.",
                "If a link brought you here, it may be wrong.",
            ],
        ),
    )
}

/// A page that says why something at the desk was not done, and where to go on.
fn at_the_desk(status: StatusCode, heading: &str, line: &str, on: Link) -> Response {
    let mut page = MessagePage::new(heading, &[line]);
    page.page.prefix = "Error: ";
    page.links = vec![on];
    unkept(status, &page)
}

/// Any address that is no page.
pub async fn no_such_page() -> Response {
    missing()
}

/// A page that can only be read, sent something.
pub async fn wrong_method() -> Response {
    unkept(
        StatusCode::METHOD_NOT_ALLOWED,
        &MessagePage::new(
            "This page cannot take that",
            &["You can only read this page. Nothing was changed."],
        ),
    )
}

/// Tells of a panic without what was asked.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the layer hands the panic over"
)]
pub fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let what = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no words");
    let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    response
        .extensions_mut()
        .insert(Cause(format!("panic: {what}")));
    response
}

/// Gives every answer that has no page of its own one, with a short code, and writes the cause under the same code.
pub async fn tell(State(app): State<App>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let is_page = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_page || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    if status == StatusCode::FORBIDDEN {
        return unkept(
            status,
            &MessagePage::new(
                "This did not come from our own page",
                &["Nothing was changed. Go back to our page, load it again, and try once more."],
            ),
        );
    }
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return unkept(
            status,
            &MessagePage::new(
                "That is too much for one form",
                &["Nothing was changed. Go back and send less."],
            ),
        );
    }
    if status.is_client_error() {
        return unkept(
            status,
            &MessagePage::new(
                "We could not read that",
                &["Something in the address is not right. Nothing was changed."],
            ),
        );
    }
    let code = code(&app);
    let cause = response
        .extensions()
        .get::<Cause>()
        .map_or("it took too long", |cause| cause.0.as_str());
    tracing::error!(code = %code, status = status.as_u16(), cause = %cause, "a page could not be shown");
    let (heading, line) = if status == StatusCode::SERVICE_UNAVAILABLE {
        (
            "Sorry, we are busy",
            "It took too long to answer. Nothing was changed. Wait 1 minute, then try again.",
        )
    } else {
        (
            "Sorry, something went wrong",
            "Nothing was changed. Try again in a few minutes.",
        )
    };
    let mut page = MessagePage::new(
        heading,
        &[
            line,
            "For medical help now, call 111. In an emergency, call 999.",
        ],
    );
    page.page = Page {
        prefix: "Error: ",
        ..page.page
    };
    page.code = Some(code);
    unkept(status, &page)
}

/// A code short enough to say on the phone; tells faults of one day apart.
fn code(app: &App) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let minute = (app.clock)().as_second() / 60;
    format!("{:04X}-{:02X}", minute & 0xFFFF, count & 0xFF)
}
