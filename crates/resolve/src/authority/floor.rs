//! What rules that cannot be used any more kept from the public, so that those in their place keep it back as well.
//!
//! Always: reading is generous and errs on the strict side. What of a scope cannot be read makes it wider; a file
//! that is no TOML at all keeps everything for staff.

use super::{Area, Authority, Withhold, area_key, file, is_in};
use model::{Field, Term, Visibility};
use std::collections::BTreeSet;
use toml::{Table, Value};

/// Nobody may see a field of some records who could not before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Floor {
    pub(super) field: Field,
    kinds: BTreeSet<Term>,
    codes: BTreeSet<String>,
    keys: BTreeSet<String>,
    pub(super) visibility: Visibility,
}

impl Floor {
    pub(super) fn fits(&self, field: Field, kinds: &[&BTreeSet<Term>], area: &Area) -> bool {
        self.field == field
            && (self.kinds.is_empty() || kinds.iter().any(|own| !own.is_disjoint(&self.kinds)))
            && (self.codes.is_empty() && self.keys.is_empty()
                || is_in(area, &self.codes, &self.keys))
    }

    pub(super) fn names_areas(&self) -> bool {
        !self.keys.is_empty()
    }
}

impl Authority {
    /// These rules, but keeping back whatever `broken` did: the text of rules that can be used no more.
    #[must_use]
    pub fn withholding_as(&self, broken: &str) -> Self {
        let mut rules = self.clone();
        rules.instead_of = Some(broken.to_owned());
        match broken.parse::<Table>() {
            Ok(table) => {
                rules.floors.extend(floors(&table));
                let withhold = table.get("withhold");
                add(
                    &mut rules.withhold,
                    withhold.unwrap_or(&Value::Boolean(false)),
                );
            }
            Err(_) => rules.floors.extend(Field::ALL.iter().map(|&field| Floor {
                field,
                kinds: BTreeSet::new(),
                codes: BTreeSet::new(),
                keys: BTreeSet::new(),
                visibility: Visibility::Staff,
            })),
        }
        rules
    }
}

fn floors(table: &Table) -> Vec<Floor> {
    let Some(by_field) = table.get("rule").and_then(Value::as_table) else {
        return Vec::new();
    };
    let mut floors = Vec::new();
    for (word, rules) in by_field {
        let Some(field) = Field::from_word(word) else {
            continue;
        };
        for rule in rules.as_array().into_iter().flatten() {
            let visibility = match rule.get("visibility").map(Value::as_str) {
                None | Some(Some("public")) => continue,
                Some(Some("staff")) => Visibility::Staff,
                Some(_) => Visibility::Withheld,
            };
            let (codes, keys): (BTreeSet<String>, BTreeSet<String>) = texts(rule, "areas")
                .unwrap_or_default()
                .into_iter()
                .map(|area| area.trim().to_owned())
                .partition(|area| file::is_area_code(&area.to_ascii_uppercase()));
            floors.push(Floor {
                field,
                kinds: terms(rule, "kinds").unwrap_or_default(),
                codes: codes.iter().map(|code| code.to_ascii_uppercase()).collect(),
                keys: keys.iter().map(|name| area_key(name)).collect(),
                visibility,
            });
        }
    }
    floors
}

fn add(withhold: &mut Withhold, said: &Value) {
    let fields = |word: &str| {
        let words = texts(said, word).unwrap_or_default();
        words
            .into_iter()
            .filter_map(Field::from_word)
            .collect::<Vec<_>>()
    };
    let kinds = texts(said, "kinds").unwrap_or_default();
    withhold
        .kinds
        .extend(kinds.into_iter().filter_map(Term::slug));
    withhold.fields.extend(fields("fields"));
    withhold.of_location.extend(fields("of_location"));
}

/// The texts of a list; none when the list is not there or holds something else.
fn texts<'a>(of: &'a Value, word: &str) -> Option<Vec<&'a str>> {
    of.get(word)?
        .as_array()?
        .iter()
        .map(Value::as_str)
        .collect()
}

/// The kinds of a list; none, which is every kind, when one of them cannot be read.
fn terms(of: &Value, word: &str) -> Option<BTreeSet<Term>> {
    texts(of, word)?.into_iter().map(Term::slug).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who may see the phone of a record of this kind under the shipped rules, after `broken` was in force.
    #[track_caller]
    fn check(broken: &str, kind: &str, area: &str, expected: Visibility) {
        let rules = Authority::england().withholding_as(broken);
        let kinds = Term::slug(kind).into_iter().collect();
        let area = Area {
            code: Some(area.to_owned()),
            key: Some("ambermoor".to_owned()),
        };
        assert_eq!(
            rules.visibility(Field::Phone, &[&kinds], &area),
            expected,
            "{broken}"
        );
    }

    #[test]
    fn whatever_a_broken_file_kept_back_stays_back_and_no_more() {
        let withheld = "[[rule.phone]]\nkinds = [\"helpline\"]\nvisibility = \"withheld\"\n";
        check(withheld, "helpline", "E06000001", Visibility::Withheld);
        check(withheld, "pharmacy", "E06000001", Visibility::Public);
        let in_areas =
            "[[rule.phone]]\nareas = [\"e06000001\", \"Ambermoor\"]\nvisibility = \"staff\"\n";
        check(in_areas, "gp", "E06000001", Visibility::Staff);
        let elsewhere = "[[rule.phone]]\nareas = [\"E06000001\"]\nvisibility = \"staff\"\n";
        check(elsewhere, "gp", "E06000002", Visibility::Public);
        // What cannot be read is taken for the strictest.
        check(
            "[[rule.phone]]\nkinds = [3]\nvisibility = \"staff\"",
            "gp",
            "E06000001",
            Visibility::Staff,
        );
        check(
            "[[rule.phone]]\nvisibility = \"hidden\"",
            "gp",
            "E06000001",
            Visibility::Withheld,
        );
        check("[[rule.phone", "gp", "E06000001", Visibility::Staff);
        check("rule = 3", "gp", "E06000001", Visibility::Public);
        check(
            "[[rule.fax]]\nvisibility = \"staff\"",
            "gp",
            "E06000001",
            Visibility::Public,
        );
    }

    #[test]
    fn kinds_that_a_broken_file_withheld_are_still_withheld() {
        let broken = "[withhold]\nkinds = [\"safe house\"]\nfields = [\"address\", \"fax\"]\nof_location = [\"email\"]";
        let rules = Authority::england().withholding_as(broken);
        assert!(
            rules
                .withhold
                .kinds
                .contains(&Term::slug("safe-house").unwrap())
        );
        assert!(rules.withhold.of_location.contains(&Field::Email));
        assert!(rules.withhold.fields.contains(&Field::Transport));
    }
}
