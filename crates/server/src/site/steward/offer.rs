//! `/steward/sources/new/{id}`: what we read in a file, and accepting it.

use super::{PATIENCE, beside};
use crate::App;
use crate::desk::{Desk, Job, SignedIn};
use crate::site::Related;
use crate::site::fault::{Fault, PageResult};
use crate::site::headers::{see_other, unkept};
use crate::views::steward::FormFault;
use crate::views::steward::offer::{BusyPage, DonePage, Looked, OfferPage};
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use directory::{Directory, Draft, Error, Offer, OfferId, Preview, Refusal};
use jiff::civil::Date;
use model::RunNo;
use std::sync::Arc;

/// Services that the last page leads to.
const LIVE: usize = 3;

/// What to tell, as the address has it.
#[derive(Default, serde::Deserialize)]
pub struct Told {
    #[serde(default)]
    told: String,
}

/// What the form says. What it does not ask stays as it was.
#[derive(serde::Deserialize)]
pub struct OfferForm {
    name: Option<String>,
    role: Option<String>,
    licence: Option<String>,
    dated: Option<String>,
    map: Option<String>,
    #[serde(default, rename = "do")]
    deed: String,
}

/// What a person sees of an offer.
struct Seen<'a> {
    app: &'a App,
    desk: &'a Arc<Desk>,
    who: &'a str,
    offer: &'a Offer,
}

/// What we read, or that it is finished.
pub async fn show(
    SignedIn { steward, desk }: SignedIn,
    State(app): State<App>,
    Path(id): Path<String>,
    told: Result<Query<Told>, QueryRejection>,
) -> PageResult {
    let offer = offer(&app, &id).await?;
    let seen = Seen {
        app: &app,
        desk: &desk,
        who: &steward.name,
        offer: &offer,
    };
    if offer.accepted.is_some() {
        return seen.done().await;
    }
    let note = told.ok().and_then(|Query(told)| match told.told.as_str() {
        "map" => {
            Some("You changed the column map, so we read the file again. Look, then accept it.")
        }
        _ => None,
    });
    seen.look(StatusCode::OK, Vec::new(), note).await
}

/// Looks again, accepts or discards.
pub async fn act(
    SignedIn { steward, desk }: SignedIn,
    State(app): State<App>,
    Path(id): Path<String>,
    form: Result<Form<OfferForm>, FormRejection>,
) -> PageResult {
    let Form(form) = form.map_err(|_| Fault::BadForm)?;
    let mut offer = offer(&app, &id).await?;
    let here = format!("/steward/sources/new/{id}");
    if offer.accepted.is_some() {
        return Ok(see_other(&here));
    }
    if form.deed == "discard" {
        let directory = app.directory.clone();
        beside(move || directory.discard_offer(&offer.id)).await??;
        return Ok(see_other("/steward?done=discarded"));
    }
    let deed = form.deed.clone();
    let draft = typed(&offer.draft, form);
    let same_map = draft.map == offer.draft.map;
    if draft != offer.draft {
        offer.draft = draft;
        let (directory, kept) = (app.directory.clone(), offer.clone());
        beside(move || directory.keep_offer(&kept)).await??;
    }
    if deed != "accept" {
        return Ok(see_other(&here));
    }
    if !same_map {
        // Nobody accepts what they have not seen.
        return Ok(see_other(&format!("{here}?told=map")));
    }
    let seen = Seen {
        app: &app,
        desk: &desk,
        who: &steward.name,
        offer: &offer,
    };
    seen.accept(&steward.id).await
}

/// The draft with what was typed. A known source keeps what is declared of it.
fn typed(before: &Draft, form: OfferForm) -> Draft {
    let or = |typed: Option<String>, before: &String| typed.unwrap_or_else(|| before.clone());
    Draft {
        source: before.source.clone(),
        name: or(form.name, &before.name),
        role: or(form.role, &before.role),
        licence: or(form.licence, &before.licence),
        dated: or(form.dated, &before.dated),
        map: or(form.map, &before.map).replace("\r\n", "\n"),
        partial: before.partial,
    }
}

/// The offer that an address names.
async fn offer(app: &App, id: &str) -> Result<Offer, Fault> {
    let id: OfferId = id.parse().map_err(|_| Fault::NoSuchOffer)?;
    let directory = app.directory.clone();
    beside(move || directory.offer(&id))
        .await??
        .ok_or(Fault::NoSuchOffer)
}

impl Seen<'_> {
    /// The preview, with what is wrong with what was typed.
    async fn look(
        &self,
        status: StatusCode,
        faults: Vec<FormFault>,
        note: Option<&str>,
    ) -> PageResult {
        let job = self.preview();
        let looked = Looked {
            offer: self.offer,
            source: self.source_name(),
            who: self.who,
            now: self.app.now(),
            faults,
            note: note.map(str::to_owned),
        };
        let as_table = !self.offer.draft.map.trim().is_empty();
        let page = match job.wait(PATIENCE).await {
            None => return Ok(self.busy("Reading the file", job.percent())),
            Some(Ok(preview)) => OfferPage::read(&looked, preview),
            Some(Err(Error::Unreadable(problem))) => OfferPage::unread(
                &looked,
                problem.finding(),
                as_table || needs_map(problem.finding().code),
            ),
            Some(Err(problem)) => {
                // Not remembered, so that it is tried again.
                self.desk.previews.forget(&self.key());
                return Err(Fault::Told(problem.to_string()));
            }
        };
        Ok(unkept(status, &page))
    }

    /// The preview of the offer as its draft is now, made once for each state of the record.
    fn preview(&self) -> Arc<Job<Result<Preview, Error>>> {
        let (directory, offer) = (self.app.directory.clone(), self.offer.clone());
        let today = self.app.now().date();
        self.desk.previews.begin(&self.key(), move |job| {
            directory.preview_offer(&offer, today, &mut |progress| {
                job.at(progress.bytes, progress.of);
            })
        })
    }

    fn key(&self) -> String {
        let draft = &self.offer.draft;
        format!(
            "{}\n{}\n{}\n{}\n{}\n{}",
            self.offer.id,
            self.app.directory.snapshot().edition(),
            draft.name,
            draft.role,
            draft.dated,
            draft.map
        )
    }

    /// Accepts the offer, or says what must be put right first.
    async fn accept(&self, person: &str) -> PageResult {
        let key = self.offer.id.to_string();
        let job = {
            let (directory, id, person) = (
                self.app.directory.clone(),
                self.offer.id.clone(),
                person.to_owned(),
            );
            let (now, today) = ((self.app.clock)(), self.app.now().date());
            self.desk.accepting.begin(&key, move |job| {
                accept(&directory, &id, &person, now, today, job)
            })
        };
        let Some(outcome) = job.wait(PATIENCE).await else {
            return Ok(self.busy("Publishing what we read", job.percent()));
        };
        self.desk.accepting.forget(&key);
        match outcome {
            Ok(Ok(_)) => Ok(see_other(&format!(
                "/steward/sources/new/{}",
                self.offer.id
            ))),
            Ok(Err(Refusal::Gone)) => Err(Fault::NoSuchOffer),
            Ok(Err(Refusal::Faults(faults))) => {
                let faults = faults
                    .iter()
                    .map(|fault| (fault.field.to_owned(), fault.remedy.clone()))
                    .collect();
                self.look(StatusCode::UNPROCESSABLE_ENTITY, faults, None)
                    .await
            }
            Err(Error::Busy(_)) => {
                let note = "Something else is being read just now, so this was not published. Wait 1 minute, then accept it again.";
                self.look(StatusCode::SERVICE_UNAVAILABLE, Vec::new(), Some(note))
                    .await
            }
            Err(problem) => Err(Fault::Told(problem.to_string())),
        }
    }

    fn source_name(&self) -> Option<&str> {
        let draft = &self.offer.draft;
        (!draft.source.is_empty()).then_some(draft.source.as_str())
    }

    fn busy(&self, heading: &str, percent: u64) -> Response {
        let line = format!("{percent}% of it is done. Wait a little, then see if it is finished.");
        let href = format!("/steward/sources/new/{}", self.offer.id);
        unkept(
            StatusCode::OK,
            &BusyPage::new(self.who, heading, line, href),
        )
    }

    /// The page of an offer that was accepted, with services that are live.
    async fn done(&self) -> PageResult {
        let Some(accepted) = self.offer.accepted.clone() else {
            return Err(Fault::NoSuchOffer);
        };
        let snapshot = self.app.directory.snapshot();
        let source = snapshot
            .sources()
            .iter()
            .find(|source| source.key.as_str() == accepted.source);
        let name = source.map_or(accepted.source.as_str(), |source| &source.name);
        let (directory, run) = (self.app.directory.clone(), RunNo(accepted.run));
        let (live, back) = beside(move || -> Result<_, Error> {
            Ok((
                directory.services_of_run(run, LIVE)?,
                directory.can_take_back(run)?,
            ))
        })
        .await??;
        let mut page = DonePage::new(self.who, name, &accepted, back);
        for service in &live {
            let related = Related::of(&snapshot, service)?;
            page.add(&related.subject(service, &snapshot, self.app.now()));
        }
        Ok(unkept(StatusCode::OK, &page))
    }
}

/// True for what a column map can mend.
fn needs_map(code: &str) -> bool {
    matches!(code, "FP103" | "FP107" | "FP108" | "FP109")
}

fn accept(
    directory: &Directory,
    id: &OfferId,
    person: &str,
    now: jiff::Timestamp,
    today: Date,
    job: &Job<crate::desk::AcceptOutcome>,
) -> crate::desk::AcceptOutcome {
    directory.accept_offer(id, person, now, today, &mut |progress| {
        job.at(progress.bytes, progress.of);
    })
}
