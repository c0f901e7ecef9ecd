//! `/steward/rules/{field}/change`: one rule is changed, added or taken out, by form.

use super::rules::{Seen, keep};
use crate::App;
use crate::desk::SignedIn;
use crate::site::fault::{Fault, PageResult};
use crate::site::headers::unkept;
use crate::views::steward::FormFault;
use crate::views::steward::rule_form::{RuleFormPage, Typed, lines};
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use directory::{NotChanged, RuleEdit, RulesDraft};
use model::Field;

/// Which rule.
#[derive(serde::Deserialize)]
pub struct Which {
    #[serde(default)]
    rule: String,
}

/// The form for a rule as it is, or for a new one.
pub async fn show(
    signed: SignedIn,
    State(app): State<App>,
    Path(field): Path<String>,
    which: Result<Query<Which>, QueryRejection>,
) -> PageResult {
    let field = Field::from_word(&field).ok_or(Fault::NoSuchPage)?;
    let which = which.map(|Query(which)| which.rule).unwrap_or_default();
    let (seen, mark) = (Seen::of(&app, &signed), app.directory.rules_mark());
    let of_field = || seen.rules.told().filter(|rule| rule.field == field);
    let typed = if which.is_empty() {
        // A new rule begins as the one for all others.
        of_field().last().map(|rule| Typed {
            why: String::new(),
            ..Typed::like(&rule, &mark)
        })
    } else {
        of_field()
            .find(|rule| rule.number == which)
            .map(|rule| Typed::of(&rule, &mark))
    };
    let typed = typed.ok_or(Fault::NoSuchPage)?;
    let page = seen.told(|told| RuleFormPage::new(told, field, &typed, &[]));
    Ok(unkept(StatusCode::OK, &page))
}

/// Takes the form and leads on to what it would change.
pub async fn send(
    signed: SignedIn,
    State(app): State<App>,
    Path(field): Path<String>,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> PageResult {
    let field = Field::from_word(&field).ok_or(Fault::NoSuchPage)?;
    let Form(form) = form.map_err(|_| Fault::BadForm)?;
    let remove = form
        .iter()
        .any(|(word, value)| word == "do" && value == "remove");
    let typed = typed(form);
    let seen = Seen::of(&app, &signed);
    let rule = if remove {
        Ok(None)
    } else {
        typed.read(field).map(Some)
    };
    let edit = rule.map(|rule| RuleEdit {
        field: field.as_str().to_owned(),
        was: typed
            .was
            .as_ref()
            .map(|(kinds, areas)| (lines(kinds), lines(areas))),
        rule,
    });
    let changed = edit.and_then(|edit| match edit.on(&seen.rules) {
        Ok(text) => Ok((edit, text)),
        Err(problem) => Err(vec![fault(&problem)]),
    });
    let mark = app.directory.rules_mark();
    match changed {
        Ok((edit, text)) => {
            let draft = RulesDraft {
                text: Some(text),
                seen: typed.seen,
                by: signed.steward.id.clone(),
                edit: Some(edit),
            };
            keep(&app, &signed.desk, draft).await
        }
        // Someone else was first, and the rule is no more what it was: what was wanted is kept and both are shown.
        Err(faults) if typed.seen != mark && typed.read(field).is_ok() => {
            let _ = faults;
            let edit = RuleEdit {
                field: field.as_str().to_owned(),
                was: typed
                    .was
                    .as_ref()
                    .map(|(kinds, areas)| (lines(kinds), lines(areas))),
                rule: if remove { None } else { typed.read(field).ok() },
            };
            let draft = RulesDraft {
                text: Some(seen.rules.text().to_owned()),
                seen: typed.seen,
                by: signed.steward.id.clone(),
                edit: Some(edit),
            };
            keep(&app, &signed.desk, draft).await
        }
        Err(faults) => {
            let page = seen.told(|told| RuleFormPage::new(told, field, &typed, &faults));
            Ok(unkept(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

fn typed(form: Vec<(String, String)>) -> Typed {
    let mut typed = Typed::default();
    let (mut was_kinds, mut was_areas) = (None, None);
    for (word, value) in form {
        match word.as_str() {
            "seen" => typed.seen = value,
            "was_kinds" => was_kinds = Some(value),
            "was_areas" => was_areas = Some(value),
            "kinds" => typed.kinds = value,
            "areas" => typed.areas = value,
            "believed" => typed.believed.push(value),
            "closed_by" => typed.closed_by.push(value),
            "take" => typed.take = value,
            "review_days" => typed.review_days = value,
            "visibility" => typed.visibility = value,
            "why" => typed.why = value,
            _ => {}
        }
    }
    typed.was = was_kinds.zip(was_areas);
    typed
}

/// Where on the form a rule that cannot be is put right.
fn fault(problem: &NotChanged) -> FormFault {
    let (field, words) = match problem {
        NotChanged::Bad(bad) => {
            let field = if bad.problem.contains("area") {
                "areas"
            } else {
                "kinds"
            };
            (field, format!("{}; {}", bad.problem, bad.remedy))
        }
        other => ("kinds", other.to_string()),
    };
    (field.to_owned(), crate::words::sentence(&words))
}
