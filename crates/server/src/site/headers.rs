//! Headers: what a browser may load, how long a page may be kept, and what has not changed.

use crate::style;
use askama::Template;
use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue,
    IF_NONE_MATCH, LOCATION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;

/// Adds the headers that every answer has.
pub async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(CONTENT_SECURITY_POLICY, &style::POLICY);
    set(REFERRER_POLICY, "same-origin");
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    response
}

/// A page that tells whether something is open, or how a question was understood: kept for a minute, by the asker only.
pub fn for_a_minute(status: StatusCode, page: &impl Template) -> Response {
    html(status, page, "private, max-age=60", None)
}

/// A page that may not be kept.
pub fn unkept(status: StatusCode, page: &impl Template) -> Response {
    html(status, page, "no-store", None)
}

/// To another page, which is then asked for: after a form was taken.
pub fn see_other(to: &str) -> Response {
    (
        StatusCode::SEE_OTHER,
        [
            (LOCATION, to.to_owned()),
            (CACHE_CONTROL, "no-store".to_owned()),
        ],
    )
        .into_response()
}

/// A page that changes only with what is published, the day or the look: sent again only when it has changed.
///
/// `edition` is that of the snapshot; `make` is called only when the asker does not hold the page already.
pub fn until_published<T: Template>(
    uri: &Uri,
    asked: &HeaderMap,
    edition: u64,
    today: Date,
    make: impl FnOnce() -> T,
) -> Response {
    let tag = entity_tag(uri, edition, today);
    let holds = asked
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|tags| tags.split(',').any(|known| known.trim() == tag));
    if holds {
        return (
            StatusCode::NOT_MODIFIED,
            [(CACHE_CONTROL, "no-cache".to_owned()), (ETAG, tag)],
        )
            .into_response();
    }
    html(StatusCode::OK, &make(), "no-cache", Some(&tag))
}

/// The tag of the page at `uri`. Weak, since an answer may be compressed on its way.
fn entity_tag(uri: &Uri, edition: u64, today: Date) -> String {
    use sha2::{Digest as _, Sha256};
    let address = uri.path_and_query().map_or("/", |p| p.as_str());
    let digest = Sha256::digest(address.as_bytes());
    format!(
        "W/\"{edition:x}-{:02x}{:02x}{:02x}{:02x}-{}-{}\"",
        digest[0],
        digest[1],
        digest[2],
        digest[3],
        today,
        *style::MARK
    )
}

fn html(
    status: StatusCode,
    page: &impl Template,
    kept: &'static str,
    tag: Option<&str>,
) -> Response {
    // Half a page is worse than none: a template that fails is a fault like any other.
    let Ok(body) = page.render() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(kept));
    if let Some(Ok(tag)) = tag.map(HeaderValue::from_str) {
        headers.insert(ETAG, tag);
    }
    response
}
