//! `fingerpost match`: the model in force, what another would change, what was joined and what is asked.

use super::{Session, read_id};
use crate::args::Match;
use crate::out::{Exit, Failure};
use crate::words::count;
use directory::{Evidence, Listed, ListedKind, ListedSide, MatchFigures, MatchTrial, PairEvidence};
use model::EntryId;
use serde_json::{Value as Json, json};
use std::fmt::Write as _;
use std::path::Path;

/// How many changed pairs are printed; all are counted, and `--json` gives up to 200.
const PRINTED: usize = 20;

pub fn run(session: &Session, command: &Match) -> Result<Exit, Failure> {
    match command {
        Match::Show => show(session),
        Match::Train { file } => train(session, file),
        Match::Try { file } => attempt(session, file),
        Match::Adopt { file, shipped, by } => adopt(session, file.as_deref(), *shipped, by),
        Match::List { kind, sample, seed } => list(session, kind, *sample, *seed),
        Match::Why { one, other } => why(session, read_id(one)?, read_id(other)?),
    }
}

fn show(session: &Session) -> Result<Exit, Failure> {
    let figures = session
        .existing()?
        .match_figures()
        .map_err(Failure::doing("count what is matched"))?;
    session
        .out
        .result(|| figures_json(&figures), || figures_words(&figures));
    Ok(Exit::Fine)
}

fn figures_json(figures: &MatchFigures) -> Json {
    json!({
        "model": figures.model,
        "shipped": figures.shipped,
        "learned_from": figures.learned_from,
        "entries": figures.entries,
        "records": figures.records,
        "joined": {
            "by_identifier": figures.by_identifier,
            "by_likeness": figures.by_likeness,
            "by_person": figures.by_person,
        },
        "successors": figures.successors,
        "asked": figures.asked,
        "services": {
            "entries": figures.services.entries,
            "records": figures.services.records,
            "by_likeness": figures.services.by_likeness,
            "different_service": figures.services.elsewhere,
            "asked": figures.services.asked,
        },
    })
}

fn figures_words(figures: &MatchFigures) -> String {
    let model = if figures.shipped {
        "the model that ships".to_owned()
    } else {
        format!(
            "a model learned from {} entries",
            count(figures.learned_from)
        )
    };
    format!(
        "Matched by {model} ({}).\n\
         {:>9}  entries of organizations are listed\n{:>9}  records they make\n\
         {:>9}  joined because of a code\n{:>9}  joined by likeness\n{:>9}  joined by a person\n\
         {:>9}  pairs of which one follows the other\n{:>9}  pairs are asked of a steward\n\
         {:>9}  entries of services are listed\n{:>9}  records they make\n{:>9}  pairs joined by likeness\n\
         {:>9}  pairs of one name at two places\n{:>9}  of the questions are about services",
        &figures.model[..12.min(figures.model.len())],
        count(figures.entries),
        count(figures.records),
        count(figures.by_identifier),
        count(figures.by_likeness),
        count(figures.by_person),
        count(figures.successors),
        count(figures.asked),
        count(figures.services.entries),
        count(figures.services.records),
        count(figures.services.by_likeness),
        count(figures.services.elsewhere),
        count(figures.services.asked)
    )
}

fn train(session: &Session, file: &Path) -> Result<Exit, Failure> {
    let trial = session
        .existing()?
        .train_model()
        .map_err(Failure::doing("learn a model"))?;
    std::fs::write(file, &trial.text).map_err(|problem| Failure::Io {
        doing: format!("write the model {}", file.display()),
        problem,
    })?;
    tell(session, &trial, file);
    Ok(Exit::Fine)
}

fn read(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|problem| Failure::Io {
        doing: format!("read the model {}", file.display()),
        problem,
    })
}

fn attempt(session: &Session, file: &Path) -> Result<Exit, Failure> {
    let text = read(file)?;
    let trial = session
        .existing()?
        .try_model(&text)
        .map_err(Failure::doing("try the model"))?;
    tell(session, &trial, file);
    Ok(Exit::Fine)
}

fn tell(session: &Session, trial: &MatchTrial, file: &Path) {
    session
        .out
        .result(|| trial_json(trial, file), || trial_words(trial, file));
}

fn trial_json(trial: &MatchTrial, file: &Path) -> Json {
    let pair = |pair: &directory::TrialPair| {
        json!({
            "joined": pair.joined,
            "ids": [pair.ids.0.to_string(), pair.ids.1.to_string()],
            "names": [pair.names.0, pair.names.1],
            "score": pair.score,
        })
    };
    json!({
        "file": file.display().to_string(),
        "model": trial.model,
        "entries": trial.entries,
        "joins": {"now": trial.joins.0, "then": trial.joins.1, "more": trial.joined, "fewer": trial.parted},
        "crowded": trial.crowded,
        "asks": {"now": trial.asks.0, "then": trial.asks.1},
        "listed": trial.listed.iter().map(pair).collect::<Json>(),
    })
}

fn trial_words(trial: &MatchTrial, file: &Path) -> String {
    let mut text = format!(
        "Of {} entries, {} are joined by likeness now and {} would be: {} more, {} no longer. \
         {} questions now, {} then. Nothing was changed.\n",
        count(trial.entries),
        count(trial.joins.0),
        count(trial.joins.1),
        count(trial.joined),
        count(trial.parted),
        count(trial.asks.0),
        count(trial.asks.1)
    );
    if trial.crowded > 0 {
        let _ = writeln!(
            text,
            "{} entries are so many alike that not all of what links them is weighed; look for a source that repeats itself.",
            count(trial.crowded)
        );
    }
    for pair in trial.listed.iter().take(PRINTED) {
        let _ = writeln!(
            text,
            "{} {:.3}  {} ({})\n           {} ({})",
            if pair.joined { "join" } else { "part" },
            pair.score,
            pair.names.0,
            pair.ids.0,
            pair.names.1,
            pair.ids.1
        );
    }
    let all = (trial.joined + trial.parted) as usize;
    if all > PRINTED {
        let _ = writeln!(text, "and {} more; --json gives up to 200", all - PRINTED);
    }
    let _ = write!(
        text,
        "\nNext: fingerpost match adopt {} --by NAME",
        file.display()
    );
    text
}

fn adopt(session: &Session, file: Option<&Path>, shipped: bool, by: &str) -> Result<Exit, Failure> {
    let text = match (file, shipped) {
        (Some(file), false) => Some(read(file)?),
        (None, true) => None,
        _ => {
            return Err(Failure::WrongUse(
                "name a model file, or give --shipped to go back to the model that ships"
                    .to_owned(),
            ));
        }
    };
    let directory = session.existing()?;
    directory
        .adopt_model(text.as_deref(), by, session.clock.now())
        .map_err(Failure::doing("adopt the model"))?;
    session.out.result(
        || json!({"position": directory.snapshot().position().0, "model": directory.version().hash()}),
        || format!("Adopted; everything is matched by this model and published at position {}. Undo: fingerpost match adopt --shipped", directory.snapshot().position()),
    );
    Ok(Exit::Fine)
}

fn list(session: &Session, kind: &str, sample: usize, seed: u64) -> Result<Exit, Failure> {
    let kind = match kind {
        "same" => ListedKind::Same,
        "successor" => ListedKind::Successor,
        "different_service" => ListedKind::Elsewhere,
        "near" => ListedKind::Near,
        _ => ListedKind::Ask,
    };
    let (all, listed) = session
        .existing()?
        .match_list(kind, sample, seed)
        .map_err(Failure::doing("list pairs"))?;
    session.out.result(
        || json!({"of": all, "pairs": listed.iter().map(listed_json).collect::<Json>()}),
        || {
            let mut text = format!("{} of {} pairs.\n", listed.len(), count(all as u64));
            for pair in &listed {
                listed_words(pair, &mut text);
            }
            text
        },
    );
    Ok(Exit::Fine)
}

fn evidence_json(evidence: &[Evidence]) -> Json {
    let one = |told: &Evidence| {
        json!({
            "field": told.field,
            "words": told.words,
            "bits": (told.bits * 100.0).round() / 100.0,
        })
    };
    evidence.iter().map(one).collect()
}

fn listed_json(pair: &Listed) -> Json {
    json!({
        "score": pair.score,
        "one": side_json(&pair.sides[0]),
        "other": side_json(&pair.sides[1]),
        "evidence": evidence_json(&pair.evidence),
    })
}

fn side_json(side: &ListedSide) -> Json {
    let profile = &side.profile;
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    json!({
        "id": side.id.map(|id| id.to_string()),
        "source": side.source,
        "local_id": side.local_id,
        "name": profile.name,
        "address": profile.address,
        "postcode": profile.postcode,
        "phone": profile.phone,
        "website": profile.website,
        "position": profile.point.map(|(latitude, longitude)| json!([latitude, longitude])),
        "kinds": side.kinds,
        "codes": profile.codes,
        "status": side.status.map(model::Status::as_str),
        "opened": day(profile.opened),
        "closed": day(profile.closed),
        "said": day(side.said),
    })
}

fn listed_words(pair: &Listed, text: &mut String) {
    let _ = writeln!(text, "\n{:.3}", pair.score);
    for side in &pair.sides {
        let profile = &side.profile;
        let parts = [
            profile.name.as_str(),
            &profile.address,
            &profile.postcode,
            &profile.phone,
            &side.kinds.join(" "),
            side.status.map_or("", model::Status::as_str),
            &profile.codes.join(" "),
        ];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let _ = writeln!(
            text,
            "  {} {}: {}",
            side.source,
            side.local_id,
            parts.join(" · ")
        );
    }
    for told in pair.evidence.iter().take(4) {
        let _ = writeln!(text, "  {:>6.1} bits  {}", told.bits, told.words);
    }
}

fn why(session: &Session, one: EntryId, other: EntryId) -> Result<Exit, Failure> {
    let evidence = session
        .existing()?
        .evidence(one, other)
        .map_err(Failure::doing("say why"))?;
    session
        .out
        .result(|| why_json(&evidence), || why_words(&evidence));
    Ok(Exit::Fine)
}

fn why_json(evidence: &PairEvidence) -> Json {
    let considered = |other: &directory::Considered| {
        json!({
            "of": other.of.to_string(),
            "id": other.id.to_string(),
            "name": other.name,
            "score": other.score,
        })
    };
    json!({
        "relation": evidence.relation.map(model::Relation::as_str),
        "score_then": evidence.score_then,
        "score": evidence.score,
        "fields": evidence_json(&evidence.fields),
        "or": evidence.rival,
        "barrier": evidence.barrier,
        "days": evidence.days,
        "considered": evidence.considered.iter().map(considered).collect::<Json>(),
        "would_change": evidence.would_change,
    })
}

fn why_words(evidence: &PairEvidence) -> String {
    let mut text = format!(
        "“{}” and “{}”: {:.3} that they are one thing; else {}.\n",
        evidence.profiles.0.name, evidence.profiles.1.name, evidence.score, evidence.rival
    );
    if let Some(barrier) = evidence.barrier {
        let _ = writeln!(text, "Kept apart whatever they are like: {barrier}.");
    }
    for told in &evidence.fields {
        let _ = writeln!(text, "  {:>6.1} bits  {}", told.bits, told.words);
    }
    for day in &evidence.days {
        let _ = writeln!(text, "{day}");
    }
    for other in &evidence.considered {
        let _ = writeln!(
            text,
            "Considered for {}: “{}” ({}), {:.3}",
            other.of, other.name, other.id, other.score
        );
    }
    for change in &evidence.would_change {
        let _ = writeln!(text, "{change}");
    }
    text
}
