//! `fingerpost explain`: each value, its source, dates, rule and losers.

use super::{Session, read_field, read_id};
use crate::args::Explain;
use crate::out::{Exit, Failure};
use crate::words::value;
use directory::{Explanation, Snapshot};
use model::{Claim, Visibility};
use serde_json::{Map, Value as Json, json};

pub fn run(session: &Session, flags: &Explain) -> Result<Exit, Failure> {
    let directory = session.existing()?;
    let field = flags.field.as_deref().map(read_field).transpose()?;
    let for_whom = if flags.staff {
        Visibility::Staff
    } else {
        Visibility::Public
    };
    let explanation = directory
        .explain(read_id(&flags.id)?, field, for_whom)
        .map_err(Failure::doing("explain"))?;
    let snapshot = directory.snapshot();
    session.out.result(
        || to_json(&snapshot, &explanation),
        || words(&snapshot, &explanation),
    );
    Ok(Exit::Fine)
}

fn source_key(snapshot: &Snapshot, claim: &Claim) -> String {
    snapshot
        .source(claim.source)
        .map(|s| s.key.to_string())
        .unwrap_or_default()
}

fn claim_words(snapshot: &Snapshot, claim: &Claim) -> String {
    let assured = claim
        .assured
        .map_or("not known when last checked".to_owned(), |day| {
            format!("last checked {day}")
        });
    format!(
        "{}, said {}, {assured} [{}]",
        source_key(snapshot, claim),
        claim.said,
        claim.position
    )
}

fn words(snapshot: &Snapshot, explanation: &Explanation) -> String {
    let record = &explanation.record;
    let mut text = format!("{} {}\n", record.entry_type.as_str(), record.id);
    if let Some(from) = explanation.moved_from {
        text.push_str(&format!("(asked for {from}, which was joined to it)\n"));
    }
    for (members, what) in [
        (&record.members, "described by"),
        (&record.withdrawn, "no longer listed by"),
    ] {
        for (entry, source) in members {
            let name = snapshot
                .source(*source)
                .map(|s| s.key.to_string())
                .unwrap_or_default();
            text.push_str(&format!("{what} {name}: {entry}\n"));
        }
    }
    for told in &explanation.told {
        let Some(shown) = record.fields.get(&told.field) else {
            continue;
        };
        text.push_str(&format!(
            "\n{}: {}\n",
            told.field.as_str(),
            value(&shown.value)
        ));
        for claim in &shown.because {
            text.push_str(&format!("  because {}\n", claim_words(snapshot, claim)));
        }
        text.push_str(&format!("  rule {}\n", shown.rule));
        for claim in &shown.losers {
            let verdict = if claim.differs { "differs" } else { "agrees" };
            text.push_str(&format!(
                "  not shown ({verdict}): {} – {}\n",
                value(&claim.value),
                claim_words(snapshot, claim)
            ));
        }
        for sentence in &told.sentences {
            text.push_str(&format!("  {sentence}\n"));
        }
    }
    if !record.withheld.is_empty() {
        let words: Vec<&str> = record.withheld.iter().map(|f| f.as_str()).collect();
        text.push_str(&format!("\nkept private: {}\n", words.join(", ")));
    }
    text
}

fn claim_json(snapshot: &Snapshot, claim: &Claim) -> Json {
    json!({
        "value": claim.value.to_json(),
        "source": source_key(snapshot, claim),
        "entry": claim.entry.to_string(),
        "statement": claim.position.0,
        "said": claim.said.to_string(),
        "assured": claim.assured.map(|d| d.to_string()),
        "differs": claim.differs,
    })
}

fn to_json(snapshot: &Snapshot, explanation: &Explanation) -> Json {
    let record = &explanation.record;
    let members = |list: &[(model::EntryId, model::SourceNo)]| {
        list.iter()
            .map(|(entry, source)| json!({"entry": entry.to_string(), "source": snapshot.source(*source).map(|s| s.key.to_string())}))
            .collect::<Json>()
    };
    let mut fields = Map::new();
    for told in &explanation.told {
        let Some(shown) = record.fields.get(&told.field) else {
            continue;
        };
        fields.insert(
            told.field.as_str().to_owned(),
            json!({
                "value": shown.value.to_json(),
                "because": shown.because.iter().map(|c| claim_json(snapshot, c)).collect::<Json>(),
                "rule": shown.rule,
                "losers": shown.losers.iter().map(|c| claim_json(snapshot, c)).collect::<Json>(),
                "review": shown.review_date().to_string(),
                "sentences": told.sentences,
            }),
        );
    }
    json!({
        "id": record.id.to_string(),
        "type": record.entry_type.as_str(),
        "position": snapshot.position().0,
        "members": members(&record.members),
        "withdrawn": members(&record.withdrawn),
        "fields": fields,
        "kept_private": record.withheld.iter().map(|f| f.as_str()).collect::<Json>(),
    })
}
