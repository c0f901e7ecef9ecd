//! `/steward/rules/try/{id}`: what other rules would change, and saving them.

use super::rules::Seen;
use super::{PATIENCE, beside};
use crate::App;
use crate::desk::SignedIn;
use crate::site::fault::{Fault, PageResult};
use crate::site::headers::{see_other, unkept};
use crate::views::steward::offer::BusyPage;
use crate::views::steward::rules_try::{RulesMovedPage, RulesTryPage, differences};
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use directory::{Authority, Error, OfferId, RulesDraft};

/// Changed records that are kept to be listed.
const LISTED: usize = 20_000;

/// Which page of the records.
#[derive(serde::Deserialize)]
pub struct At {
    #[serde(default)]
    page: usize,
}

/// A draft with its id, and who looks at it.
struct Look<'a> {
    app: &'a App,
    signed: &'a SignedIn,
    id: OfferId,
    draft: RulesDraft,
}

impl<'a> Look<'a> {
    async fn of(app: &'a App, signed: &'a SignedIn, id: &str) -> Result<Self, Fault> {
        let id: OfferId = id.parse().map_err(|_| Fault::NoSuchPage)?;
        let (directory, wanted) = (app.directory.clone(), id.clone());
        let draft = beside(move || directory.rules_draft(&wanted))
            .await??
            .ok_or(Fault::NoSuchDraft)?;
        Ok(Self {
            app,
            signed,
            id,
            draft,
        })
    }

    fn here(&self) -> String {
        format!("/steward/rules/try/{}", self.id)
    }

    /// The rules of the draft.
    fn rules(&self) -> Result<Authority, Fault> {
        read(self.draft.text.as_deref())
    }

    fn busy(&self, heading: &str, percent: u64) -> Response {
        let line = format!("{percent}% of it is done. Wait a little, then see if it is finished.");
        unkept(
            StatusCode::OK,
            &BusyPage::new(&self.signed.steward.name, heading, line, self.here()),
        )
    }

    /// The trial of the draft.
    async fn trial(&self, page: usize) -> PageResult {
        let (directory, text, today) = (
            self.app.directory.clone(),
            self.draft.text.clone(),
            self.app.now().date(),
        );
        let key = format!(
            "{}\n{}\n{}\n{today}",
            self.id,
            self.draft.seen,
            directory.snapshot().edition()
        );
        let job = self.signed.desk.trials.begin(&key, move |job| {
            directory.try_rules(text.as_deref(), today, LISTED, &mut |share| {
                job.at((share * 100.0) as u64, 100);
            })
        });
        match job.wait(PATIENCE).await {
            None => Ok(self.busy("Working out what would change", job.percent())),
            Some(Ok(trial)) => {
                let other = self.rules()?;
                let page = Seen::of(self.app, self.signed).told(|told| {
                    RulesTryPage::new(told, &other, trial, &self.id.to_string(), page)
                });
                Ok(unkept(StatusCode::OK, &page))
            }
            Some(Err(problem)) => {
                self.signed.desk.trials.forget(&key);
                Err(Fault::Told(problem.to_string()))
            }
        }
    }

    /// Both changes, for a person to choose.
    async fn moved(&self) -> PageResult {
        let directory = self.app.directory.clone();
        let versions = beside(move || directory.rules_versions()).await??;
        let known = versions
            .iter()
            .find(|version| version.hash == self.draft.seen);
        // What was seen was never noted: the rules that ship, before anybody adopted any.
        let before = read(known.and_then(|version| version.text.as_deref()))?;
        let wanted = match &self.draft.edit {
            Some(edit) => edit
                .on(&before)
                .ok()
                .and_then(|text| read(Some(&text)).ok()),
            None => self.rules().ok(),
        };
        let seen = Seen::of(self.app, self.signed);
        let page = seen.told(|told| {
            let saved = versions.first().map_or_else(
                || "Someone changed the rules".to_owned(),
                |newest| {
                    let who = newest
                        .by
                        .as_deref()
                        .map_or_else(|| "Someone".to_owned(), |by| told.person(by));
                    format!(
                        "{} saved other rules on {}",
                        crate::words::sentence(&who),
                        (told.moment)(newest.at)
                    )
                },
            );
            let theirs = differences(told, &before, told.rules);
            let yours = wanted
                .map(|wanted| differences(told, &before, &wanted))
                .unwrap_or_default();
            RulesMovedPage::new(
                told,
                &saved,
                theirs,
                yours,
                &self.id.to_string(),
                self.draft.edit.is_none(),
            )
        });
        Ok(unkept(StatusCode::CONFLICT, &page))
    }

    /// Puts the draft on top of the rules in force.
    async fn again(mut self) -> PageResult {
        let (rules, mark) = (self.app.directory.rules(), self.app.directory.rules_mark());
        if let Some(edit) = &self.draft.edit {
            let text = edit
                .on(&rules)
                .map_err(|problem| Fault::Told(problem.to_string()))?;
            self.draft.text = Some(text);
        }
        self.draft.seen = mark;
        let (directory, id, draft) = (
            self.app.directory.clone(),
            self.id.clone(),
            self.draft.clone(),
        );
        let now = (self.app.clock)();
        beside(move || directory.keep_rules_draft(&id, &draft, now)).await??;
        Ok(see_other(&self.here()))
    }

    async fn discard(&self) -> Result<(), Fault> {
        let (directory, id) = (self.app.directory.clone(), self.id.clone());
        Ok(beside(move || directory.discard_rules_draft(&id)).await??)
    }

    async fn save(&self) -> PageResult {
        let (directory, draft, now) = (
            self.app.directory.clone(),
            self.draft.clone(),
            (self.app.clock)(),
        );
        let person = self.signed.steward.id.clone();
        let key = self.id.to_string();
        let job = self.signed.desk.adopting.begin(&key, move |_| {
            directory.adopt_rules(draft.text.as_deref(), Some(&draft.seen), &person, now)
        });
        let Some(outcome) = job.wait(PATIENCE).await else {
            return Ok(self.busy("Publishing by the new rules", job.percent()));
        };
        self.signed.desk.adopting.forget(&key);
        match outcome {
            Ok(()) => {
                self.discard().await?;
                Ok(see_other("/steward/rules?done=saved"))
            }
            Err(Error::RulesMoved) => self.moved().await,
            Err(problem) => Err(Fault::Told(problem.to_string())),
        }
    }
}

fn read(text: Option<&str>) -> Result<Authority, Fault> {
    let rules = text.map_or_else(
        || Ok(Authority::england().clone()),
        Authority::parse_over_shipped,
    );
    rules.map_err(|problem| Fault::Told(problem.to_string()))
}

/// What would change.
pub async fn show(
    signed: SignedIn,
    State(app): State<App>,
    Path(id): Path<String>,
    at: Result<Query<At>, QueryRejection>,
) -> PageResult {
    let look = match Look::of(&app, &signed, &id).await {
        // Saved, and the page was asked for again.
        Err(Fault::NoSuchDraft) => return Ok(see_other("/steward/rules")),
        look => look?,
    };
    if look.draft.seen != app.directory.rules_mark() {
        return look.moved().await;
    }
    look.trial(at.map(|Query(at)| at.page).unwrap_or_default())
        .await
}

/// What to do with it.
#[derive(serde::Deserialize)]
pub struct Deed {
    #[serde(default, rename = "do")]
    deed: String,
}

/// Saves, leaves, or looks again.
pub async fn act(
    signed: SignedIn,
    State(app): State<App>,
    Path(id): Path<String>,
    form: Result<Form<Deed>, FormRejection>,
) -> PageResult {
    let Form(Deed { deed }) = form.map_err(|_| Fault::BadForm)?;
    let look = match Look::of(&app, &signed, &id).await {
        Err(Fault::NoSuchDraft) => return Ok(see_other("/steward/rules")),
        look => look?,
    };
    match deed.as_str() {
        "save" => look.save().await,
        "again" => look.again().await,
        "discard" => {
            look.discard().await?;
            Ok(see_other("/steward/rules?done=left"))
        }
        _ => Ok(see_other(&look.here())),
    }
}
