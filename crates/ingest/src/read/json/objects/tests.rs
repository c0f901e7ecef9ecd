//! Documents whole and broken, and the objects found in them.

use super::*;
use proptest::prelude::*;

fn elements() -> Layout {
    Layout::Elements
}

fn member(name: &str) -> Layout {
    Layout::Member(name.to_owned())
}

/// What is found, one line each: line, shape, bytes. It is the same when what can be is read at once.
fn read(text: &[u8], layout: Layout) -> (Vec<String>, bool) {
    let mut objects = Objects::new(text, b'\n', layout.clone());
    let mut all = Vec::new();
    while let Some(found) = objects.next().unwrap() {
        all.push(line(found, objects.raw()));
    }
    let mut again = Objects::new(text, b'\n', layout);
    let mut at_once = Vec::new();
    while let Some(next) = again
        .next_told(&[], |_, raw, line| (raw.to_vec(), line))
        .unwrap()
    {
        at_once.push(match next {
            Next::Read((raw, at)) => {
                assert_eq!(raw, again.raw());
                let shape = Shape::Whole { controls: false };
                line(Found { shape, line: at }, &raw)
            }
            Next::Found(found) => line(found, again.raw()),
        });
    }
    assert_eq!(
        (at_once, again.intact, again.passed(), again.line()),
        (
            all.clone(),
            objects.intact,
            objects.passed(),
            objects.line()
        )
    );
    (all, objects.intact)
}

fn line(found: Found, raw: &[u8]) -> String {
    let shape = match found.shape {
        Shape::Whole { controls: false } => "whole",
        Shape::Whole { controls: true } => "controls",
        Shape::TooLong => "too long",
        Shape::TooDeep => "too deep",
        Shape::Broken => "broken",
        Shape::NotAnObject => "no object",
        Shape::NoList => "no list",
        Shape::CutOff => "cut off",
    };
    let raw = String::from_utf8_lossy(raw).into_owned();
    let short: String = raw.chars().take(40).collect();
    format!("{} {shape} {short}", found.line)
}

#[track_caller]
fn check(text: &str, layout: Layout, want: &[&str], intact: bool) {
    let (found, whole) = read(text.as_bytes(), layout);
    assert_eq!(
        (
            found
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .as_slice(),
            whole
        ),
        (want, intact),
        "{text}"
    );
}

#[test]
fn objects_stand_in_a_list_in_lines_or_alone() {
    let two = ["1 whole {\"a\":1}", "2 whole {\"b\":2}"];
    check("[{\"a\":1},\n{\"b\":2}]", elements(), &two, true);
    check("{\"a\":1}\n{\"b\":2}\n", elements(), &two, true);
    check("{\"a\":1}\r\n{\"b\":2}", elements(), &two, true);
    check("\u{1e}{\"a\":1}\n\u{1e}{\"b\":2}\n", elements(), &two, true);
    check("[{\"a\":1}]\n[{\"b\":2},]", elements(), &two, true);
    check(
        "{\"a\":1}{\"b\":2}",
        elements(),
        &["1 whole {\"a\":1}", "1 whole {\"b\":2}"],
        true,
    );
    check("[]", elements(), &[], true);
    check(
        " {\n\"a\":\n1} ",
        elements(),
        &["1 whole {\n\"a\":\n1}"],
        true,
    );
}

#[test]
fn objects_stand_in_an_envelope_whose_small_members_are_kept() {
    let text = r#"{"page":2,"meta":{"x":[1]},"value":[{"a":1},{"b":2}],"next":"/p?3"}"#;
    check(
        text,
        member("value"),
        &["1 whole {\"a\":1}", "1 whole {\"b\":2}"],
        true,
    );
    let mut objects = Objects::new(text.as_bytes(), b'\n', member("value"));
    while objects.next().unwrap().is_some() {}
    let kept: Vec<String> = objects
        .envelope()
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    assert_eq!(kept, ["meta={\"x\":[1]}", "next=\"/p?3\"", "page=2"]);
    check(
        "{\"v\":[{\"a\":1}]}\n{\"v\":[{\"b\":2}]}",
        member("v"),
        &["1 whole {\"a\":1}", "2 whole {\"b\":2}"],
        true,
    );
    check(r#"{"value":null}"#, member("value"), &[], true);
    check(
        r#"{"error":"too many requests"}"#,
        member("value"),
        &["1 no list "],
        true,
    );
}

#[test]
fn what_is_no_object_is_found_and_the_next_is_read() {
    check(
        "[1, \"two, {\", {\"a\":1}, null,\nsorry {\"b\":2}]",
        elements(),
        &[
            "1 no object ",
            "1 no object ",
            "1 whole {\"a\":1}",
            "1 no object ",
            "2 no object ",
            "2 whole {\"b\":2}",
        ],
        true,
    );
    check(
        "{\"a\":1}\nx<!-- 503 -->\n{\"b\":2}",
        elements(),
        &["1 whole {\"a\":1}", "2 no object ", "3 whole {\"b\":2}"],
        true,
    );
}

#[test]
fn after_a_broken_line_the_next_is_read() {
    check(
        "{\"a\":1}\n{\"a\":\"open}\n{\"a\":3}\n",
        elements(),
        &[
            "1 whole {\"a\":1}",
            "2 broken {\"a\":\"open}",
            "3 whole {\"a\":3}",
        ],
        true,
    );
    check(
        "{\"a\":1]\n{\"a\":{\"a\":2}}\n",
        elements(),
        &["1 broken {\"a\":1", "2 whole {\"a\":{\"a\":2}}"],
        true,
    );
}

#[test]
fn after_a_broken_element_of_a_spread_out_list_no_part_of_it_is_taken_for_one() {
    let text = "[\n  {\n    \"id\": \"1,\n    \"in\": [\n      {\n        \"id\": 9\n      }\n    ]\n  },\n  {\n    \"id\": 2\n  }\n]";
    let (found, intact) = read(text.as_bytes(), elements());
    assert_eq!(
        found,
        [
            "2 broken {\n    \"id\": \"1,",
            "10 whole {\n    \"id\": 2\n  }"
        ]
    );
    assert!(intact);
}

#[test]
fn after_a_broken_element_on_one_line_the_next_is_told_by_its_members() {
    check(
        r#"[{"id":1,"name":"a","in":[{"id":9}]},{"id":2,"name":"b,"in":[{"id":9}]},{"id":3,"name":"c","in":[]}]"#,
        elements(),
        &[
            r#"1 whole {"id":1,"name":"a","in":[{"id":9}]}"#,
            r#"1 broken {"id":2,"name":"b,""#,
            r#"1 whole {"id":3,"name":"c","in":[]}"#,
        ],
        true,
    );
}

/// Reads a list on one line whose element `{"id":2,"name":"b,"x":1}` is broken and followed by `then`.
#[track_caller]
fn check_after_broken(then: &str, whole: usize, intact: bool) {
    let text = format!(
        r#"[{{"id":1,"name":"a","x":1}},{{"id":2,"name":"b,"x":1}},{then}{{"id":9,"name":"z","x":1}}]"#
    );
    let (found, found_intact) = read(text.as_bytes(), elements());
    let found_whole = found.iter().filter(|f| f.contains(" whole ")).count();
    assert_eq!((found_whole, found_intact), (whole, intact), "{found:?}");
}

#[test]
fn what_may_be_an_element_after_a_broken_one_is_not_passed_over_in_silence() {
    check_after_broken("", 2, true);
    check_after_broken(r#"{"id":3,"name":"c","x":1},"#, 3, true);
    // A second broken one, in its first member or later.
    check_after_broken(r#"{"id":3,"na"me":"c","x":1},"#, 2, false);
    check_after_broken(r#"{"id:3,"name":"c","x":1},"#, 2, false);
    // A good one with its members in another order.
    check_after_broken(r#"{"name":"c","id":3,"x":1},"#, 2, false);
    // Parts of the broken one.
    check_after_broken(r#""in":[{"day":1},{"day":2}]},"#, 2, true);
    // On the line of a broken one, where the others have lines of their own.
    let text = "{\"id\":1,\"x\":1}\n{\"id\":2,\"x\":]}{\"id\":3,\"x\":1}\n{\"id\":4,\"x\":1}\n";
    assert!(!read(text.as_bytes(), elements()).1);
}

#[test]
fn a_document_that_ends_too_early_is_cut_off() {
    check(
        "{\"a\":1}\n{\"a\":",
        elements(),
        &["1 whole {\"a\":1}", "2 cut off {\"a\":"],
        false,
    );
    check(
        "[{\"a\":1},",
        elements(),
        &["1 whole {\"a\":1}", "1 cut off "],
        false,
    );
    check(
        "{\"value\":[{\"a\":1}]",
        member("value"),
        &["1 whole {\"a\":1}", "1 cut off "],
        false,
    );
    check(
        "[{\"a\":\"1]",
        elements(),
        &["1 cut off {\"a\":\"1]"],
        false,
    );
    check("[{\"a\" 1}]", elements(), &["1 broken {\"a\" "], false);
}

#[test]
fn a_broken_envelope_still_gives_its_list() {
    check(
        "{\"page\":,\"value\" : [{\"a\":1}],\"total\":1}",
        member("value"),
        &["1 broken ", "1 whole {\"a\":1}"],
        true,
    );
    check(
        "{\"value\":[{\"a\":1}],\"total\":1,,x}\n{\"value\":[{\"b\":2}]}",
        member("value"),
        &["1 whole {\"a\":1}", "1 broken ", "2 whole {\"b\":2}"],
        true,
    );
}

#[test]
fn control_characters_are_noted() {
    check(
        "{\"a\":\"x\ty\"}",
        elements(),
        &["1 controls {\"a\":\"x\ty\"}"],
        true,
    );
}

#[test]
fn too_long_and_too_deep_are_passed_over() {
    let long = format!(
        "[{{\"id\":7,\"x\":\"{}\"}},\n{{\"id\":8}}]",
        "x".repeat(3 << 20)
    );
    let (found, intact) = read(long.as_bytes(), elements());
    assert!(
        found[0].starts_with("1 too long {\"id\":7") && found[1] == "2 whole {\"id\":8}" && intact,
        "{found:?}"
    );
    let deep = format!(
        "{{\"id\":7,\"x\":{}{}}}\n{{\"id\":8}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let (found, intact) = read(deep.as_bytes(), elements());
    assert!(
        found[0].starts_with("1 too deep {\"id\":7") && found[1] == "2 whole {\"id\":8}" && intact,
        "{found:?}"
    );
    let endless = "{\"a\":".repeat(2 << 20);
    assert_eq!(read(endless.as_bytes(), elements()).0.len(), 1);
}

#[test]
fn a_line_with_any_number_of_unclosed_brackets_costs_no_more_than_the_next_line() {
    for brackets in [10, 64, 65, 100, 5_000] {
        let open = "[".repeat(brackets);
        let text = format!(
            "{{\"id\":1,\"x\":{open}\n{{\"id\":2,\"x\":0}}\n{{\"id\":3,\"x\":0}}\n{{\"id\":4,\"x\":0}}\n"
        );
        let (found, _) = read(text.as_bytes(), elements());
        assert_eq!(
            found[1..],
            ["3 whole {\"id\":3,\"x\":0}", "4 whole {\"id\":4,\"x\":0}"],
            "{brackets}: {found:?}"
        );
    }
}

#[test]
fn a_document_made_to_be_searched_for_ever_is_given_up() {
    let mut text = br#"{"id":1,"a":1,"b":2,"c":3} {"id":"#.to_vec();
    text.extend_from_slice(&br#"x,{"id":"#.repeat(200_000));
    let (found, intact) = read(&text, elements());
    assert!(!found.is_empty() && !intact);
}

proptest! {
    #[test]
    fn objects_that_were_written_are_found_however_they_come(
        names in prop::collection::vec("[a-z{}\\[\\]\",:\\\\ é]{0,12}", 1..8),
        chunk in 1..7_usize,
        list: bool,
    ) {
        struct Slow<'a>(&'a [u8], usize);
        impl Read for Slow<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let len = self.1.min(buffer.len());
                self.0.read(&mut buffer[..len])
            }
        }
        let written: Vec<String> = names.iter().map(|name| serde_json::json!({"name": name, "in": [{"name": 1}]}).to_string()).collect();
        let text = if list { format!("[{}]", written.join(",")) } else { written.join("\n") };
        let mut objects = Objects::new(Slow(text.as_bytes(), chunk), b'\n', Layout::Elements);
        let mut found = Vec::new();
        while let Some(one) = objects.next().unwrap() {
            prop_assert_eq!(one.shape, Shape::Whole { controls: false });
            found.push(String::from_utf8(objects.raw().to_vec()).unwrap());
        }
        prop_assert_eq!(found, written);
        prop_assert!(objects.intact);
        prop_assert_eq!(objects.passed(), text.len() as u64);
    }

    #[test]
    fn any_bytes_end(bytes in prop::collection::vec(prop::sample::select(br#"{}[]",:\ax1 "#.to_vec()), 0..200)) {
        for layout in [elements(), member("a")] {
            read(&bytes, layout.clone());
            read(&[br#"{"a":[{"a":1},"#.as_slice(), &bytes].concat(), layout);
        }
    }
}
