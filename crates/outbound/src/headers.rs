//! What the head of an answer says.

use jiff::Timestamp;
use std::time::Duration;
use ureq::http::HeaderMap;

/// A header as text; those that are not plain text, or absurdly long, count as absent.
pub(crate) fn text(headers: &HeaderMap, name: &'static str) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?.trim();
    (value.len() <= 4_096).then(|| value.to_owned())
}

/// A parameter of a header, without its quotes.
pub(crate) fn parameter(headers: &HeaderMap, header: &'static str, name: &str) -> Option<String> {
    text(headers, header)?.split(';').skip(1).find_map(|part| {
        let (key, value) = part.split_once('=')?;
        (key.trim().eq_ignore_ascii_case(name))
            .then(|| value.trim().trim_matches('"').chars().take(200).collect())
    })
}

/// What the server says the body is, in lower case and without parameters.
pub(crate) fn media_type(headers: &HeaderMap) -> String {
    let said = text(headers, "content-type").unwrap_or_default();
    let kind = said.split(';').next().unwrap_or_default().trim();
    kind.chars()
        .take(100)
        .collect::<String>()
        .to_ascii_lowercase()
}

/// How long the server asks to be left alone, in seconds or as a date: RFC 9110 section 10.2.3.
pub(crate) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let said = text(headers, "retry-after")?;
    if let Ok(seconds) = said.parse::<u32>() {
        return Some(Duration::from_secs(seconds.into()));
    }
    let date = jiff::fmt::rfc2822::DateTimeParser::new()
        .relaxed_weekday(true)
        .parse_timestamp(&said)
        .ok()?;
    date.duration_since(now).try_into().ok()
}
