//! RFC 8785 (JSON Canonicalization Scheme): the bytes that are hashed.

use serde_json::Value as Json;
use std::fmt::Write as _;

/// `json` in the form of RFC 8785: keys sorted, no space, strings escaped as in section 3.2.2.2,
/// numbers as in section 3.2.2.3.
pub fn canonical_json(json: &Json) -> String {
    let mut out = String::new();
    write(json, &mut out);
    out
}

fn write(json: &Json, out: &mut String) {
    match json {
        Json::Null => out.push_str("null"),
        Json::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Json::Number(number) => write_number(number, out),
        Json::String(text) => write_string(text, out),
        Json::Array(items) => {
            out.push('[');
            for (n, item) in items.iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Json::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
            out.push('{');
            for (n, key) in keys.into_iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                write_string(key, out);
                out.push(':');
                write(&map[key], out);
            }
            out.push('}');
        }
    }
}

/// A string with its quotes. Runs of plain characters are copied whole: most strings are one run.
pub(crate) fn write_string(text: &str, out: &mut String) {
    out.push('"');
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(&text[plain..at]);
        plain = at + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            0x8 => out.push_str("\\b"),
            b'\t' => out.push_str("\\t"),
            b'\n' => out.push_str("\\n"),
            0xc => out.push_str("\\f"),
            b'\r' => out.push_str("\\r"),
            control => {
                let _ = write!(out, "\\u{control:04x}");
            }
        }
    }
    out.push_str(&text[plain..]);
    out.push('"');
}

/// ECMAScript's number form: Rust's shortest digits, written plainly from 1e-6 up to 1e21.
fn write_number(number: &serde_json::Number, out: &mut String) {
    if let Some(whole) = number.as_i64() {
        let _ = write!(out, "{whole}");
    } else if let Some(whole) = number.as_u64() {
        let _ = write!(out, "{whole}");
    } else {
        let x = number.as_f64().unwrap_or(0.0);
        let size = x.abs();
        if x == 0.0 {
            out.push('0');
        } else if (1e-6..1e21).contains(&size) {
            let _ = write!(out, "{x}");
        } else {
            let text = format!("{x:e}");
            out.push_str(&if size < 1.0 {
                text
            } else {
                text.replace('e', "e+")
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::canonical_json;

    #[track_caller]
    fn check(json: &str, want: &str) {
        assert_eq!(canonical_json(&serde_json::from_str(json).unwrap()), want);
    }

    /// RFC 8785 section 3.2.2 and appendix B.
    #[test]
    fn the_examples_of_rfc_8785_come_out_as_printed() {
        check(
            r#"{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
                "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#,
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}",
        );
        check(
            "[1e-6, -0.0, 1e21, 123456789012345680000]",
            "[0.000001,0,1e+21,123456789012345680000]",
        );
    }
}
