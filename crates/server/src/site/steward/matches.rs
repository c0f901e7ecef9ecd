//! `/steward/matches`: questions about what is one thing, one a page, one press an answer.

use super::beside;
use crate::App;
use crate::desk::{Desk, SignedIn, Steward};
use crate::site::fault::{Fault, PageResult};
use crate::site::headers::{see_other, unkept};
use crate::views::steward::decided::{DecidedPage, NoMatchesPage};
use crate::views::steward::matches::{Asking, MatchPage};
use crate::views::steward::narrowed::{NarrowForm, Narrowed};
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use directory::{Answering, Choices, Directory, Error, Question, QuestionId, Reply, Stance};
use jiff::Timestamp;
use model::{Position, Relation, Source};
use std::sync::Arc;
use std::time::Duration;

/// The longest reason that is kept, in characters.
const LONGEST: usize = 400;
/// How many answers are listed on a page.
pub const LISTED: usize = 35;
/// Where to find one's own last answer.
const LATELY: usize = 20;
/// Another may be writing: how often it is tried again, and after how long.
const TRIES: (u32, Duration) = (60, Duration::from_millis(100));

/// What was done before the page was shown.
#[derive(Default, serde::Deserialize)]
pub struct Told {
    /// The place in the log of what was just said.
    said: Option<u64>,
    /// Set when an answer was just taken back.
    undone: Option<String>,
    /// The place in the log before which answers are listed.
    before: Option<u64>,
}

/// What the form says.
#[derive(serde::Deserialize)]
pub struct Answered {
    #[serde(default)]
    verdict: String,
    #[serde(default)]
    why: String,
    /// Stands for the question as it was shown.
    #[serde(default)]
    seen: String,
}

/// Leads to the question where the steward was, else to the first.
pub async fn first(
    SignedIn { steward, desk }: SignedIn,
    State(app): State<App>,
    narrowed: Narrowed,
    told: Result<Query<Told>, QueryRejection>,
) -> PageResult {
    let told = told.map(|Query(told)| told).unwrap_or_default();
    let directory = app.directory.clone();
    let (me, narrow) = (steward.id.clone(), narrowed.narrow());
    let (queue, answers, twice) = beside(move || -> Result<_, Error> {
        let queue = directory.queue(&me, &narrow)?;
        let answers = if queue.questions.is_empty() {
            directory.answers(&me, None, LATELY)?.list
        } else {
            Vec::new()
        };
        Ok((queue, answers, directory.judged_twice()?))
    })
    .await??;
    let place = desk.drafts().place(&steward.id);
    let here = queue.questions.iter().find(|q| Some(q.id) == place);
    if let Some(question) = here.or(queue.questions.first()) {
        return Ok(see_other(&address(question.id, "", &narrowed)));
    }
    let snapshot = app.directory.snapshot();
    let form = narrow_form(&narrowed, &queue.choices, snapshot.sources());
    let page = NoMatchesPage::new(&steward, &answers, told.said, twice, form, &narrowed);
    Ok(unkept(StatusCode::OK, &page))
}

/// One question.
pub async fn show(
    SignedIn { steward, desk }: SignedIn,
    State(app): State<App>,
    Path(id): Path<String>,
    narrowed: Narrowed,
    told: Result<Query<Told>, QueryRejection>,
) -> PageResult {
    let told = told.map(|Query(told)| told).unwrap_or_default();
    let id = read(&id)?;
    let asking = Asking {
        said: told.said,
        undone: told.undone.is_some(),
        reason: desk.drafts().reason(&steward.id, id),
        narrowed,
        ..Asking::default()
    };
    page(&app, steward, desk, id, StatusCode::OK, asking).await
}

/// Takes an answer and leads to the next question.
pub async fn answer(
    SignedIn { steward, desk }: SignedIn,
    State(app): State<App>,
    Path(id): Path<String>,
    narrowed: Narrowed,
    form: Result<Form<Answered>, FormRejection>,
) -> PageResult {
    let id = read(&id)?;
    let Form(Answered { verdict, why, seen }) = form.map_err(|_| Fault::BadForm)?;
    let reason: String = why.trim().chars().take(LONGEST).collect();
    if verdict == "keep" {
        // Chromium forgets what was typed when a page is loaded again; what was kept here it is given back.
        desk.drafts().keep(&steward.id, id, &reason);
        return Ok(see_other(&address(id, "", &narrowed)));
    }
    let skips = verdict == "skip";
    let (relation, first_follows) = match verdict.as_str() {
        "skip" => (Relation::Undecided, true),
        "first_follows" => (Relation::Successor, true),
        "second_follows" => (Relation::Successor, false),
        word => match Relation::parse(word) {
            Some(relation) if relation != Relation::Successor => (relation, true),
            _ => return Err(Fault::BadForm),
        },
    };
    let (directory, me, now) = (app.directory.clone(), steward.id.clone(), (app.clock)());
    let (words, narrow) = (reason.clone(), narrowed.narrow());
    let outcome = beside(move || -> Result<_, Error> {
        let at = after(&directory.queue(&me, &narrow)?.questions, id);
        if skips {
            return Ok((None, at));
        }
        let follows = directory.questions(&me)?.into_iter().find(|q| q.id == id);
        let follows = follows.map(|q| if first_follows { q.one } else { q.other });
        let reply = Reply {
            relation,
            follows,
            person: me,
            reason: words,
            seen,
        };
        let done = patiently(|| directory.answer(id, &reply, now))?;
        Ok((Some(done), at))
    })
    .await?;
    let asking = Asking {
        reason: reason.clone(),
        narrowed: narrowed.clone(),
        ..Asking::default()
    };
    match outcome {
        Ok((None, next)) => {
            desk.drafts().keep(&steward.id, id, &reason);
            Ok(lead_on(&desk, &steward, next.or(Some(id)), None, &narrowed))
        }
        Ok((Some(Answering::Done(position)), next)) => {
            desk.drafts().keep(&steward.id, id, "");
            Ok(lead_on(&desk, &steward, next, Some(position), &narrowed))
        }
        Ok((Some(Answering::Meanwhile), _)) => {
            let asking = Asking {
                meanwhile: true,
                ..asking
            };
            page(&app, steward, desk, id, StatusCode::CONFLICT, asking).await
        }
        Err(Error::CannotDecide(why)) => {
            let asking = Asking {
                refused: Some(why),
                ..asking
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            page(&app, steward, desk, id, status, asking).await
        }
        Err(Error::Busy(_)) => {
            let asking = Asking {
                refused: Some("someone else is publishing; wait a minute and answer again"),
                ..asking
            };
            let status = StatusCode::SERVICE_UNAVAILABLE;
            page(&app, steward, desk, id, status, asking).await
        }
        Err(problem) => Err(problem.into()),
    }
}

/// The newest answers, each with a way to take it back.
pub async fn decided(
    SignedIn { steward, desk }: SignedIn,
    State(app): State<App>,
    narrowed: Narrowed,
    told: Result<Query<Told>, QueryRejection>,
) -> PageResult {
    let told = told.map(|Query(told)| told).unwrap_or_default();
    let before = told.before.map(Position);
    let directory = app.directory.clone();
    let me = steward.id.clone();
    let (answers, twice) = beside(move || -> Result<_, Error> {
        let answers = directory.answers(&me, before, LISTED)?;
        Ok((answers, directory.judged_twice()?))
    })
    .await??;
    let page = DecidedPage::new(
        &steward,
        &|id| desk.name_of(id).map(str::to_owned),
        &answers,
        twice,
        told.undone.is_some(),
        &narrowed,
    );
    Ok(unkept(StatusCode::OK, &page))
}

/// Takes an answer back and leads to its question.
pub async fn undo(
    SignedIn { steward, desk }: SignedIn,
    State(app): State<App>,
    Path(position): Path<u64>,
    narrowed: Narrowed,
) -> PageResult {
    let (directory, me, now): (_, _, Timestamp) =
        (app.directory.clone(), steward.id.clone(), (app.clock)());
    let position = Position(position);
    let undone =
        beside(move || patiently(|| directory.take_back_answer(position, &me, now))).await?;
    match undone {
        Ok(Some(id)) => {
            desk.drafts().led_to(&steward.id, id);
            Ok(see_other(&address(id, "?undone=yes", &narrowed)))
        }
        Ok(None) => Ok(see_other(
            &narrowed.on("/steward/matches/decided?undone=yes"),
        )),
        Err(problem @ Error::Busy(_)) => Err(Fault::Told(problem.to_string())),
        Err(problem) => Err(problem.into()),
    }
}

async fn page(
    app: &App,
    steward: Steward,
    desk: Arc<Desk>,
    id: QuestionId,
    status: StatusCode,
    mut asking: Asking,
) -> PageResult {
    let directory = app.directory.clone();
    let (me, narrow) = (steward.id.clone(), asking.narrowed.narrow());
    let (shown, queue, answers) = beside(move || -> Result<_, Error> {
        Ok((
            directory.shown_question(id, &me)?,
            directory.queue(&me, &narrow)?,
            directory.answers(&me, None, LATELY)?.list,
        ))
    })
    .await??;
    let questions = queue.questions;
    asking.of = questions.len();
    asking.at = questions.iter().position(|q| q.id == id).map(|at| at + 1);
    if !matches!(shown.stance, Stance::Waits) {
        asking.next = after(&questions, id);
    }
    let snapshot = app.directory.snapshot();
    asking.narrow = narrow_form(&asking.narrowed, &queue.choices, snapshot.sources());
    let page = MatchPage::new(
        &steward,
        &|id| desk.name_of(id).map(str::to_owned),
        snapshot.sources(),
        &shown,
        &answers,
        &asking,
    );
    let mut answer = unkept(status, &page);
    // A browser that may keep the page for itself keeps what was typed when it is loaded again.
    answer.headers_mut().insert(
        axum::http::header::CACHE_CONTROL,
        axum::http::HeaderValue::from_static("private, no-cache"),
    );
    Ok(answer)
}

fn read(id: &str) -> Result<QuestionId, Fault> {
    id.parse().map_err(|()| Fault::NoSuchPage)
}

/// Where a question is asked; `told` is what was done before, as `?said=3`.
fn address(id: QuestionId, told: &str, narrowed: &Narrowed) -> String {
    let page = narrowed.on(&format!("/steward/matches/{id}{told}"));
    format!("{page}#question")
}

fn narrow_form(narrowed: &Narrowed, choices: &Choices, sources: &[Source]) -> NarrowForm {
    let summary = "Show only some matches";
    NarrowForm::new("/steward/matches", summary, narrowed, choices, sources)
}

/// The question that comes after `id`; the first after the last.
fn after(questions: &[Question], id: QuestionId) -> Option<QuestionId> {
    let at = questions.iter().position(|question| question.id == id);
    let rest = at.map_or(questions, |at| &questions[at + 1..]);
    let mut next = rest.iter().chain(questions).map(|question| question.id);
    next.find(|next| *next != id)
}

fn lead_on(
    desk: &Desk,
    steward: &Steward,
    next: Option<QuestionId>,
    said: Option<Position>,
    narrowed: &Narrowed,
) -> Response {
    let said = said.map_or_else(String::new, |position| format!("?said={}", position.0));
    see_other(&match next {
        Some(next) => {
            desk.drafts().led_to(&steward.id, next);
            address(next, &said, narrowed)
        }
        None => narrowed.on(&format!("/steward/matches{said}")),
    })
}

/// Does what needs the right to write, waiting a little for whoever has it.
fn patiently<T>(mut deed: impl FnMut() -> Result<T, Error>) -> Result<T, Error> {
    for _ in 0..TRIES.0 {
        match deed() {
            Err(Error::Busy(_)) => std::thread::sleep(TRIES.1),
            done => return done,
        }
    }
    deed()
}

/// How many questions wait for a steward.
///
/// # Errors
/// When the log cannot be read.
pub fn waiting(directory: &Directory, steward: &str) -> Result<usize, Error> {
    Ok(directory.questions(steward)?.len())
}
