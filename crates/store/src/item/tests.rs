//! The line and the leaf of an item, as the module's page says.

use super::*;
use crate::merkle::leaf_hash;
use crate::pack::unhex;
use jiff::civil::date;
use serde_json::json;

fn version() -> Item {
    let kept = |word: &'static str, value: Json| (Word::from(word), Sealed::Kept(value, None));
    let source = "nhsuk".parse().unwrap();
    let id = EntryId::of(&source, "1186#service", EntryType::Service);
    Item {
        position: 12,
        kind: "version".into(),
        source: Some("nhsuk".into()),
        table: Some("nhsuk:Pharmacy".into()),
        run: Some(3),
        entry: Some(Named {
            id,
            entry_type: EntryType::Service,
            local_id: "1186#service".into(),
        }),
        said: Some(date(2019, 5, 1)),
        said_by: None,
        assured: Some(date(2018, 2, 3)),
        at: None,
        row: Some(RowPlace { file: 0, line: 15 }),
        speaks: vec!["name".into(), "phone".into(), "fees".into()],
        fields: vec![
            kept("fees", Json::Null),
            kept("name", json!("Elm \"Green\" Chemist")),
            kept("phone", json!("01632960001")),
        ],
        seed: Some([7; 16]),
    }
}

#[test]
fn a_line_is_canonical_json_and_reads_back_as_the_same_item() {
    let line = version().encode().line;
    let json: Json = serde_json::from_str(&line).unwrap();
    assert_eq!(line, canonical_json(&json));
    assert_eq!(Item::decode(&line), Ok(version()));
    assert_eq!(
        json["fields"],
        json!({"fees": null, "name": "Elm \"Green\" Chemist", "phone": "01632960001"})
    );
    assert_eq!(json["said"], json!("2019-05-01"));
    assert_eq!(json["row"], json!([0, 15]));
}

/// Nothing here calls the code under test but `encode`: what a stranger would write from the page.
#[test]
fn the_leaf_can_be_made_from_the_line_by_the_page_alone() {
    let encoded = version().encode();
    let mut json: Json = serde_json::from_str(&encoded.line).unwrap();
    let map = json.as_object_mut().unwrap();
    let seed = unhex(map.remove("seed").unwrap().as_str().unwrap()).unwrap();
    for (word, value) in map["fields"].as_object_mut().unwrap() {
        let salt = &finish(&hmac(&seed), &[word.as_bytes()])[..16];
        let bytes = [salt, canonical_json(value).as_bytes()].concat();
        *value = json!(crate::pack::hex(&Sha256::digest(&bytes)));
    }
    assert_eq!(encoded.leaf, canonical_json(&json));
}

#[test]
fn erasing_destroys_value_and_salt_and_leaves_the_leaf_as_it_was() {
    let (before, mut item) = (version().encode(), version());
    let destroyed = item.erase(&["phone", "fees", "website"]);
    assert_eq!(
        destroyed,
        [(Word::from("phone"), "\"01632960001\"".to_owned())]
    );
    let after = item.encode();
    assert_eq!(
        leaf_hash(after.leaf.as_bytes()),
        leaf_hash(before.leaf.as_bytes())
    );
    assert!(!after.line.contains("01632960001"));
    assert!(
        !after.line.contains("seed"),
        "the seed would give the salt back"
    );
    assert_eq!(Item::decode(&after.line), Ok(item.clone()));
    assert_eq!(
        after.line,
        canonical_json(&serde_json::from_str(&after.line).unwrap())
    );

    // A second erasing, after the seed is gone.
    assert_eq!(item.erase(&["name"]).len(), 1);
    assert_eq!(item.encode().leaf, before.leaf);
    assert_eq!(item.erase(&["name"]), []);
}

#[test]
fn erasing_what_is_not_there_leaves_the_line_as_it_was() {
    let mut item = version();
    assert_eq!(item.erase(&["website", "fees"]), []);
    assert_eq!(item, version());
}

#[test]
fn two_items_that_say_the_same_have_leaves_that_cannot_be_compared() {
    let other = Item {
        seed: Some([8; 16]),
        ..version()
    };
    assert_ne!(other.encode().leaf, version().encode().leaf);
}

#[track_caller]
fn refuses(line: &str, why: &str) {
    let problem = Item::decode(line).unwrap_err();
    assert!(problem.contains(why), "{problem}");
}

#[test]
fn a_line_that_cannot_be_an_item_says_why() {
    refuses("{", "EOF");
    refuses("[]", "invalid");
    refuses(r#"{"kind":"version","position":"x"}"#, "expected u64");
    refuses(r#"{"kind":"version"}"#, "missing field `position`");
    let with = |member: &str| format!(r#"{{"kind":"version","position":1,{member}}}"#);
    refuses(&with(r#""said":"2019-13-01""#), "`said` is `2019-13-01`");
    refuses(&with(r#""seed":"00""#), "`seed` is not 16 bytes");
    refuses(&with(r#""salts":{"name":"00"}"#), "a salt has no field");
    refuses(
        &with(r#""entry":"6f1d9a52-3c0b-4e57-9d0e-5a7bc2e481f3""#),
        "no `type`",
    );
}
