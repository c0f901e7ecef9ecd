//! Text without the mark-up of a web page in which a source keeps it.

use std::borrow::Cow;

/// Entities that are frequent in descriptions.
const ENTITIES: &[(&str, &str)] = &[
    ("amp", "&"),
    ("apos", "'"),
    ("bull", "•"),
    ("gt", ">"),
    ("hellip", "…"),
    ("ldquo", "“"),
    ("lsquo", "‘"),
    ("lt", "<"),
    ("mdash", "—"),
    ("nbsp", " "),
    ("ndash", "–"),
    ("pound", "£"),
    ("quot", "\""),
    ("rdquo", "”"),
    ("rsquo", "’"),
];

/// Elements that end a line.
const BREAKS: [&str; 8] = ["br", "p", "/p", "/div", "li", "/ul", "/h2", "/tr"];

/// `text` without tags and entities, lines trimmed and no two empty ones together.
///
/// A `<` that begins no tag, as in `children < 5`, stays.
pub(crate) fn plain_text(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '&']) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = if rest.starts_with('<') {
            tag(rest, &mut plain)
        } else {
            entity(rest, &mut plain)
        };
        if taken == 0 {
            plain.push_str(&rest[..1]);
        }
        rest = &rest[taken.max(1)..];
    }
    plain.push_str(rest);
    Cow::Owned(tidy(&plain))
}

/// How long the tag is with which `rest` begins; 0 when it is none.
fn tag(rest: &str, plain: &mut String) -> usize {
    let begins = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
    let end = rest.find('>').filter(|end| begins && *end < 2000);
    let Some(end) = end else { return 0 };
    let name = rest[1..end]
        .split(|c: char| c.is_whitespace())
        .next()
        .unwrap_or_default()
        .trim_end_matches('/')
        .to_ascii_lowercase();
    plain.push_str(if BREAKS.contains(&name.as_str()) {
        "\n"
    } else {
        ""
    });
    end + 1
}

/// How long the entity is with which `rest` begins; 0 when it is none.
fn entity(rest: &str, plain: &mut String) -> usize {
    let Some(end) = rest.bytes().take(12).position(|b| b == b';') else {
        return 0;
    };
    let name = &rest[1..end];
    let number = name
        .strip_prefix('#')
        .and_then(|digits| match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => digits.parse().ok(),
        });
    if let Some(c) = number.and_then(char::from_u32).filter(|c| !c.is_control()) {
        plain.push(c);
        return end + 1;
    }
    let known = ENTITIES.iter().find(|(known, _)| *known == name);
    known.map_or(0, |(_, text)| {
        plain.push_str(text);
        end + 1
    })
}

fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut empty = 1;
    for line in text.lines().map(str::trim) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            tidy.push_str(line);
            tidy.push('\n');
        }
    }
    tidy.truncate(tidy.trim_end().len());
    tidy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_entities_become_text() {
        for (text, want) in [
            ("Open to all", "Open to all"),
            (
                "<p>Home delivery &amp; more</p><br /><p>Free&nbsp;for all.</p>",
                "Home delivery & more\n\nFree for all.",
            ),
            ("Mill &#39;n&#x27; Weir", "Mill 'n' Weir"),
            ("children < 5 & adults > 65", "children < 5 & adults > 65"),
            ("a &unknown; b &", "a &unknown; b &"),
            ("<<b>", "<"),
            ("é<é", "é<é"),
            ("&#0;&#xD800;", "&#0;&#xD800;"),
            ("<p", "<p"),
        ] {
            assert_eq!(plain_text(text), want, "{text}");
        }
    }
}
