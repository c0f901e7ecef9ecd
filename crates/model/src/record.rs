//! What we publish: an organization, location or service, every fact with its source and reason.

use crate::canonical::write_string;
use crate::{EntryId, EntryType, Field, Point, Position, SourceNo, Value, canonical_json};
use jiff::civil::Date;
use serde_json::{Map, Value as Json, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// Who may see a fact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Visibility {
    /// Everybody.
    #[default]
    Public,
    /// Front-line staff.
    Staff,
    /// Nobody: in no output, no index and no log line.
    Withheld,
}

/// One value that a source holds for a field, with its dates.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The value.
    pub value: Value,
    /// The source that says it.
    pub source: SourceNo,
    /// The entry that says it.
    pub entry: EntryId,
    /// The item of the log that holds the statement.
    pub position: Position,
    /// The date of the document that first gave this value.
    pub said: Date,
    /// When it was last checked, where that is known.
    pub assured: Option<Date>,
    /// True when it differs from the shown value in normal form.
    pub differs: bool,
}

/// What we show for one field, why, and what lost.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldValue {
    /// The value shown. For a union, all terms that stand.
    pub value: Value,
    /// Who said it. For a union, every source that said one of its terms, the most believed first.
    pub because: Vec<Claim>,
    /// The rule that put it there: its number in the rules file, such as `phone.1`.
    pub rule: String,
    /// The values that lost, the most believed first.
    pub losers: Vec<Claim>,
    /// Days it may stand before it must be confirmed.
    pub review_days: u16,
    /// Who may see it. Never [`Visibility::Withheld`]: such fields are not in the record.
    pub visibility: Visibility,
}

impl FieldValue {
    /// The statement that decided.
    ///
    /// # Panics
    /// Never for a record made by `resolve`: every value has a claim.
    pub fn claim(&self) -> &Claim {
        &self.because[0]
    }

    /// True when a source in good standing says something else.
    pub fn is_disputed(&self) -> bool {
        self.losers.iter().any(|claim| claim.differs)
    }

    /// The day after which it must be confirmed: from when it was assured, else from when it was said.
    pub fn review_date(&self) -> Date {
        let claim = self.claim();
        let from = claim.assured.unwrap_or(claim.said);
        from.checked_add(jiff::Span::new().days(i64::from(self.review_days)))
            .unwrap_or(Date::MAX)
    }
}

/// Where on the ground a record is, and who says so.
#[derive(Clone, Debug, PartialEq)]
pub struct Located {
    /// The position.
    pub point: Point,
    /// The places import it was looked up in (hex SHA-256); none when the source gave it.
    pub places: Option<String>,
}

/// An organization, location or service as published.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The id it answers to: that of the member with the lowest position.
    pub id: EntryId,
    /// What it is.
    pub entry_type: EntryType,
    /// Its members, the lowest position first; those that no longer speak are last in `withdrawn`.
    pub members: Vec<(EntryId, SourceNo)>,
    /// Members withdrawn by their sources.
    pub withdrawn: Vec<(EntryId, SourceNo)>,
    /// The facts. For references, the value is the id of the other *record*.
    pub fields: BTreeMap<Field, FieldValue>,
    /// Fields held back, so that a page can say that they are.
    pub withheld: Vec<Field>,
    /// Position on the ground, unless withheld.
    pub located: Option<Located>,
    /// Local authority code by lookup of the postcode, where the places import has it.
    pub area: Option<String>,
}

impl Record {
    /// The value shown for `field`.
    pub fn value(&self, field: Field) -> Option<&Value> {
        self.fields.get(&field).map(|f| &f.value)
    }

    /// The text shown for `field`.
    pub fn text(&self, field: Field) -> Option<&str> {
        match self.value(field) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// True when a source still lists it.
    pub fn is_listed(&self) -> bool {
        !self.members.is_empty()
    }

    /// The public form: id, type, values, and for each its source, said and assured dates, rule and public losers.
    /// `source_key` gives the permanent key of a source.
    ///
    /// Positions, runs and read dates are left out, and whatever is not public.
    pub fn public_form(&self, source_key: &dyn Fn(SourceNo) -> String) -> Json {
        let claim = |c: &Claim| {
            let mut map = Map::new();
            map.insert("value".into(), c.value.to_json());
            map.insert("source".into(), json!(source_key(c.source)));
            map.insert("entry".into(), json!(c.entry.to_string()));
            map.insert("said".into(), json!(c.said.to_string()));
            if let Some(assured) = c.assured {
                map.insert("assured".into(), json!(assured.to_string()));
            }
            Json::Object(map)
        };
        let mut values = Map::new();
        for (field, shown) in self
            .fields
            .iter()
            .filter(|(_, f)| f.visibility == Visibility::Public)
        {
            let mut because: Vec<&Claim> = shown.because.iter().collect();
            because.sort_by_key(|c| c.entry);
            let mut losers: Vec<&Claim> = shown.losers.iter().collect();
            losers.sort_by_key(|c| c.entry);
            values.insert(
                field.as_str().into(),
                json!({
                    "value": shown.value.to_json(),
                    "because": because.into_iter().map(claim).collect::<Json>(),
                    "rule": shown.rule,
                    "losers": losers.into_iter().map(claim).collect::<Json>(),
                }),
            );
        }
        let mut map = Map::new();
        map.insert("id".into(), json!(self.id.to_string()));
        map.insert("type".into(), json!(self.entry_type.as_str()));
        map.insert("listed".into(), json!(self.is_listed()));
        map.insert("values".into(), Json::Object(values));
        if let Some(Located {
            point,
            places: Some(places),
        }) = &self.located
        {
            map.insert(
                "position".into(),
                json!({"latitude": point.latitude(), "longitude": point.longitude(), "places": places}),
            );
        }
        Json::Object(map)
    }

    /// SHA-256 of the RFC 8785 JSON of the public form: this record's line in the state hash.
    pub fn hash(&self, source_key: &dyn Fn(SourceNo) -> String) -> [u8; 32] {
        Sha256::digest(self.canonical(source_key)).into()
    }

    /// The RFC 8785 JSON of [`Self::public_form`], written without making JSON of it first: every record that
    /// changes is hashed. A test holds the two together.
    fn canonical(&self, source_key: &dyn Fn(SourceNo) -> String) -> String {
        let mut out = String::with_capacity(2_048);
        let key = |out: &mut String, key: &str| {
            if !out.ends_with(['{', '[']) {
                out.push(',');
            }
            write_string(key, out);
            out.push(':');
        };
        let claims = |out: &mut String, claims: &[Claim]| {
            let mut sorted: Vec<&Claim> = claims.iter().collect();
            sorted.sort_by_key(|claim| claim.entry);
            out.push('[');
            for (n, claim) in sorted.into_iter().enumerate() {
                out.push_str(if n > 0 { ",{" } else { "{" });
                if let Some(assured) = claim.assured {
                    key(out, "assured");
                    write_string(&assured.to_string(), out);
                }
                key(out, "entry");
                write_string(&claim.entry.to_string(), out);
                key(out, "said");
                write_string(&claim.said.to_string(), out);
                key(out, "source");
                write_string(&source_key(claim.source), out);
                key(out, "value");
                claim.value.write_canonical(out);
                out.push('}');
            }
            out.push(']');
        };
        out.push('{');
        key(&mut out, "id");
        write_string(&self.id.to_string(), &mut out);
        key(&mut out, "listed");
        out.push_str(if self.is_listed() { "true" } else { "false" });
        if let Some(Located {
            point,
            places: Some(places),
        }) = &self.located
        {
            key(&mut out, "position");
            let position = json!({"latitude": point.latitude(), "longitude": point.longitude(), "places": places});
            out.push_str(&canonical_json(&position));
        }
        key(&mut out, "type");
        write_string(self.entry_type.as_str(), &mut out);
        key(&mut out, "values");
        out.push('{');
        let mut public: Vec<(&Field, &FieldValue)> = self
            .fields
            .iter()
            .filter(|(_, f)| f.visibility == Visibility::Public)
            .collect();
        public.sort_by_key(|(field, _)| field.as_str());
        for (field, shown) in public {
            key(&mut out, field.as_str());
            out.push('{');
            key(&mut out, "because");
            claims(&mut out, &shown.because);
            key(&mut out, "losers");
            claims(&mut out, &shown.losers);
            key(&mut out, "rule");
            write_string(&shown.rule, &mut out);
            key(&mut out, "value");
            shown.value.write_canonical(&mut out);
            out.push('}');
        }
        out.push_str("}}");
        out
    }

    /// The hash of a redirect from `id` to `to`: SHA-256 of the RFC 8785 JSON `{"id","to"}`.
    pub fn redirect_hash(id: EntryId, to: EntryId) -> [u8; 32] {
        Sha256::digest(canonical_json(
            &json!({"id": id.to_string(), "to": to.to_string()}),
        ))
        .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_hash_is_of_the_public_form_in_canonical_json() {
        let entry = |n| EntryId::from_bytes([n; 16]);
        let claim = |n, text: &str| Claim {
            value: Value::Text(text.to_owned()),
            source: SourceNo(u32::from(n)),
            entry: entry(n),
            position: Position(9),
            said: date(2026, 1, 2),
            assured: (n == 1).then(|| date(2026, 1, 3)),
            differs: n != 1,
        };
        let shown = |text: &str, visibility| FieldValue {
            value: Value::Text(text.to_owned()),
            because: vec![claim(2, "b"), claim(1, text)],
            rule: "name.1".to_owned(),
            losers: vec![claim(4, "d \"q\" \\ \n\u{1}é"), claim(3, "c")],
            review_days: 1,
            visibility,
        };
        let fields = [
            (Field::Name, shown("Elm", Visibility::Public)),
            (
                Field::Alert,
                shown("first by word, last by order", Visibility::Public),
            ),
            (Field::StaffPhone, shown("for staff", Visibility::Staff)),
        ];
        let mut record = Record {
            id: entry(7),
            entry_type: EntryType::Service,
            members: vec![(entry(7), SourceNo(1))],
            withdrawn: Vec::new(),
            fields: fields.into(),
            withheld: Vec::new(),
            located: None,
            area: None,
        };
        let source_key = |no: SourceNo| format!("source-{}", no.0);
        for places in [None, Some("abc".to_owned())] {
            record.located = Point::new(54.5, -0.0358)
                .ok()
                .map(|point| Located { point, places });
            let form = record.public_form(&source_key);
            assert_eq!(record.canonical(&source_key), canonical_json(&form));
            assert!(!form.to_string().contains("for staff"));
        }
    }
}
