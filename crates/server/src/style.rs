//! The stylesheet, small enough to stand whole in every page, and the policy that allows it and nothing else.

use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::sync::LazyLock;

/// As it is kept: readable.
const SOURCE: &str = include_str!("../style/site.css");

/// As it is sent: without comments and blanks.
pub static SHEET: LazyLock<String> = LazyLock::new(|| shorten(SOURCE));

/// The content security policy of every page: our stylesheet by its hash, our icon, forms to ourselves.
pub static POLICY: LazyLock<String> = LazyLock::new(|| {
    format!(
        "default-src 'none'; style-src 'sha256-{}'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        base64(&Sha256::digest(SHEET.as_bytes()))
    )
});

/// A short mark of the look, so that pages kept by a browser are asked for again after an upgrade.
pub static MARK: LazyLock<String> = LazyLock::new(|| {
    Sha256::digest(SHEET.as_bytes())
        .iter()
        .take(4)
        .fold(String::new(), |mut mark, byte| {
            let _ = write!(mark, "{byte:02x}");
            mark
        })
});

/// Leaves out comments, line ends and the blanks beside `{`, `}`, `;` and `,`. Strings keep theirs.
fn shorten(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    let lines: Vec<&str> = out
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines.concat()
}

/// Base64 (RFC 4648 section 4), with padding.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().enumerate().fold(0u32, |bits, (at, byte)| {
            bits | u32::from(*byte) << (16 - 8 * at)
        });
        for at in 0..4 {
            if at <= chunk.len() {
                let index = (bits >> (18 - 6 * at)) & 63;
                out.push(char::from(ALPHABET[index as usize]));
            } else {
                out.push('=');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc() {
        for (text, want) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(text.as_bytes()), want);
        }
    }

    #[test]
    fn the_sheet_loads_nothing_and_closes_no_style_element() {
        assert!(!SHEET.contains("url(") && !SHEET.contains("@import") && !SHEET.contains("</"));
        assert_eq!(SHEET.matches('{').count(), SHEET.matches('}').count());
    }

    #[test]
    fn comments_and_blanks_are_left_out() {
        assert_eq!(
            shorten("/* a */\n.b{c:d}\n\n  .e{f:g}\n/* h */"),
            ".b{c:d}.e{f:g}"
        );
    }
}
