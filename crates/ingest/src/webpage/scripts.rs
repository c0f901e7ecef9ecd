//! The blocks of a page, found as a browser finds scripts: not in comments, not in texts, not in other scripts.

use html5gum::{DefaultEmitter, HtmlString, StartTag, Token, Tokenizer};

/// How many blocks of a page are read.
const MOST_BLOCKS: usize = 200;

/// What matters of a page.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    /// The texts of its blocks.
    pub blocks: Vec<String>,
    /// Where it says that it stands; empty when it does not say.
    pub address: String,
}

impl Page {
    /// Looks through a page.
    pub fn of(html: &str) -> Self {
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        let (mut page, mut saved_from, mut shared_as) = (Self::default(), None, None);
        let mut block: Option<String> = None;
        for token in Tokenizer::new_with_emitter(html, emitter) {
            // A text in memory is read without fail.
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => match &**tag.name {
                    b"script" if is_data(&tag) && page.blocks.len() < MOST_BLOCKS => {
                        block = Some(String::new());
                    }
                    b"link" if attribute(&tag, b"rel").eq_ignore_ascii_case("canonical") => {
                        page.address = attribute(&tag, b"href");
                    }
                    b"meta" if attribute(&tag, b"property") == "og:url" => {
                        shared_as = Some(attribute(&tag, b"content"));
                    }
                    _ => {}
                },
                Token::String(text) => {
                    if let Some(block) = &mut block {
                        block.push_str(&lossy(&text));
                    }
                }
                Token::EndTag(tag) if &**tag.name == b"script" => {
                    page.blocks
                        .extend(block.take().map(|text| unwrapped(&text)));
                }
                // Browsers write down where a page was that they save.
                Token::Comment(text) => {
                    let text = lossy(&text);
                    if let Some((_, address)) = text
                        .trim()
                        .strip_prefix("saved from url=(")
                        .and_then(|rest| rest.split_once(')'))
                    {
                        saved_from = Some(address.to_owned());
                    }
                }
                _ => {}
            }
        }
        // A script that the end of the page cuts off is not whole.
        if page.address.is_empty() {
            page.address = shared_as.or(saved_from).unwrap_or_default();
        }
        page
    }
}

fn lossy(text: &HtmlString) -> String {
    String::from_utf8_lossy(text).into_owned()
}

fn attribute(tag: &StartTag<()>, name: &[u8]) -> String {
    let value = tag.attributes.get(name).map(|value| lossy(value));
    value.unwrap_or_default().trim().to_owned()
}

fn is_data(tag: &StartTag<()>) -> bool {
    let kind = attribute(tag, b"type");
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/ld+json")
}

/// The block without what old templates put around it, and with blanks for control characters, which JSON does not
/// allow in texts and templates leave there.
fn unwrapped(text: &str) -> String {
    let mut inner = text.trim();
    for (before, after) in [
        ("<!--", "-->"),
        ("//<![CDATA[", "//]]>"),
        ("/*<![CDATA[*/", "/*]]>*/"),
        ("<![CDATA[", "]]>"),
    ] {
        if let Some(rest) = inner.strip_prefix(before) {
            inner = rest.trim_end().strip_suffix(after).unwrap_or(rest).trim();
        }
    }
    inner = inner.trim_end_matches(';').trim();
    inner.replace(|c: char| c < ' ', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, blocks: &[&str], address: &str) {
        let page = Page::of(html);
        assert_eq!(
            (page.blocks.as_slice(), page.address.as_str()),
            (
                blocks
                    .iter()
                    .map(|b| (*b).to_owned())
                    .collect::<Vec<_>>()
                    .as_slice(),
                address
            )
        );
    }

    #[test]
    fn blocks_are_where_a_browser_finds_them() {
        check(
            r#"<!doctype html><SCRIPT Type='application/ld+json; charset=utf-8'>{"a":"<b>"}</script >"#,
            &[r#"{"a":"<b>"}"#],
            "",
        );
        check(
            r#"<!-- <script type="application/ld+json">{"old":1}</script> --><script>var a='<script type="application/ld+json">';</script><textarea><script type="application/ld+json">{}</script></textarea><script type=application/ld+json>{"new":1}</script>"#,
            &[r#"{"new":1}"#],
            "",
        );
        check(
            "<script type=\"application/ld+json\">//<![CDATA[\n{\"a\":\"b\tc\"};\n//]]></script><script type=\"application/ld+json\"><!--\n[]\n--></script>",
            &["{\"a\":\"b c\"}", "[]"],
            "",
        );
        check(r#"<script type="application/ld+json">{"cut":"#, &[], "");
        check("", &[], "");
    }

    #[test]
    fn a_page_says_where_it_stands() {
        check(
            r#"<meta property="og:url" content="https://weir.example/og"><link rel=canonical href="https://weir.example/contact">"#,
            &[],
            "https://weir.example/contact",
        );
        check(
            r"<!-- saved from url=(0028)https://weir.example/contact --><p>",
            &[],
            "https://weir.example/contact",
        );
    }
}
