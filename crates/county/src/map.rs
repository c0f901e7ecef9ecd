//! Column maps in TOML: the parts that every plain table of the county has.

use crate::kinds::{self, Kind};
use std::fmt::Write as _;

/// What the labels of kinds stand for, as an inline table.
pub(crate) fn kinds(label: impl Fn(&Kind) -> &'static str) -> String {
    let mut out = String::from("{ ");
    for kind in kinds::all().iter().chain(&kinds::OTHERS) {
        let _ = write!(out, "{:?} = {:?}, ", label(kind), kind.slug);
    }
    out.truncate(out.len() - 2);
    out.push_str(" }");
    out
}

/// What labels of accessibility stand for; the others are their own terms.
pub(crate) const ACCESS: &str =
    r#"{ "British Sign Language" = "bsl", "Carers welcome" = "carer-welcome" }"#;
