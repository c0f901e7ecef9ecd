//! `/steward/conflicts`: facts on which sources do not agree, one page each, and the answer to it.

use super::beside;
use super::matches::LISTED;
use crate::App;
use crate::desk::{Desk, SignedIn, Steward};
use crate::site::Related;
use crate::site::fault::{Fault, PageResult};
use crate::site::headers::{see_other, unkept};
use crate::views::steward::FormFault;
use crate::views::steward::conflict::{Asked, ConflictPage, NothingPage, Word};
use crate::views::steward::narrowed::{NarrowForm, Narrowed};
use crate::views::steward::settled::SettledPage;
use crate::views::steward::typed::typed;
use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use directory::{Directory, Disagreement, Error, Narrow, Settlement, Unsettled, Verdict};
use jiff::civil::Date;
use model::{EntryId, Field, Position, Role, Source};

/// The longest reason that is kept, in characters.
const LONGEST: usize = 400;

/// Which fact was left.
#[derive(serde::Deserialize)]
pub struct After {
    #[serde(default)]
    after: String,
}

/// What was done before a page is shown.
#[derive(serde::Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// From where on a list goes.
#[derive(serde::Deserialize)]
pub struct From {
    before: Option<u64>,
}

/// The answer.
#[derive(Default, serde::Deserialize)]
pub struct AnswerForm {
    #[serde(default)]
    mark: String,
    #[serde(default, rename = "do")]
    act: String,
    #[serde(default)]
    other: String,
    #[serde(default)]
    why: String,
}

/// What is taken back.
#[derive(serde::Deserialize)]
pub struct UndoForm {
    #[serde(default)]
    position: u64,
}

/// Leads to the fact that comes first, or after another.
pub async fn first(
    SignedIn { steward, .. }: SignedIn,
    State(app): State<App>,
    narrowed: Narrowed,
    after: Result<Query<After>, QueryRejection>,
) -> PageResult {
    let after = after.ok().and_then(|Query(after)| fact(&after.after));
    match next(&app, &steward, &narrowed, after).await? {
        Some((id, field)) => Ok(see_other(&narrowed.on(&address(id, field)))),
        None => nothing(&app, &steward, &narrowed).await,
    }
}

/// One fact.
pub async fn show(
    SignedIn { steward, desk }: SignedIn,
    State(app): State<App>,
    path: Result<Path<(String, String)>, PathRejection>,
    narrowed: Narrowed,
    done: Result<Query<Done>, QueryRejection>,
) -> PageResult {
    let (id, field) = asked(path)?;
    let undone = done.is_ok_and(|Query(done)| done.done == "undone");
    let told = undone.then_some("It is taken back. Everything is as it was before.");
    let shown = Shown {
        told,
        narrowed,
        ..Shown::default()
    };
    page(&app, (&steward, &desk), (id, field), StatusCode::OK, shown).await
}

/// Takes an answer and leads to the next fact.
pub async fn answer(
    SignedIn { steward, desk }: SignedIn,
    State(app): State<App>,
    path: Result<Path<(String, String)>, PathRejection>,
    narrowed: Narrowed,
    form: Result<Form<AnswerForm>, FormRejection>,
) -> PageResult {
    let (id, field) = asked(path)?;
    let Form(form) = form.map_err(|_| Fault::BadForm)?;
    let verdict = match verdict(&form, field) {
        Ok(verdict) => verdict,
        Err(None) => return Err(Fault::BadForm),
        Err(Some(problem)) => {
            let shown = Shown {
                faults: vec![("other".to_owned(), problem)],
                form,
                narrowed,
                ..Shown::default()
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return page(&app, (&steward, &desk), (id, field), status, shown).await;
        }
    };
    let settlement = Settlement {
        record: id,
        field,
        mark: form.mark.clone(),
        verdict,
        person: steward.id.clone(),
        reason: form.why.trim().chars().take(LONGEST).collect(),
    };
    let (directory, now, today) = (app.directory.clone(), (app.clock)(), app.now().date());
    match beside(move || directory.settle(&settlement, now, today)).await? {
        Ok(_) => {
            let next = next(&app, &steward, &narrowed, Some((id, field))).await?;
            let page = match next {
                Some((id, field)) => address(id, field),
                None => "/steward/conflicts".to_owned(),
            };
            Ok(see_other(&format!("{}#question", narrowed.on(&page))))
        }
        Err(Error::SaidSince) => {
            let told = "Something else was said while you looked, so your answer is not saved. Look again, then answer.";
            let shown = Shown {
                told: Some(told),
                late: true,
                form,
                narrowed,
                ..Shown::default()
            };
            page(
                &app,
                (&steward, &desk),
                (id, field),
                StatusCode::CONFLICT,
                shown,
            )
            .await
        }
        Err(Error::NoSuchId(_)) => Err(Fault::NoSuchPage),
        Err(problem @ (Error::CannotSettle(_) | Error::Busy(_))) => {
            Err(Fault::Told(problem.to_string()))
        }
        Err(problem) => Err(problem.into()),
    }
}

/// What was settled, the newest first, each with a way to take it back.
pub async fn settled(
    SignedIn { steward, desk }: SignedIn,
    State(app): State<App>,
    narrowed: Narrowed,
    from: Result<Query<From>, QueryRejection>,
) -> PageResult {
    let before = from.ok().and_then(|Query(from)| from.before).map(Position);
    let (directory, me) = (app.directory.clone(), steward.id.clone());
    let answers = beside(move || directory.settled(&me, before, LISTED)).await??;
    let name_of = |id: &str| desk.name_of(id).map(str::to_owned);
    let page = SettledPage::new(&steward, &name_of, &answers, &narrowed);
    Ok(unkept(StatusCode::OK, &page))
}

/// Takes an answer back and leads to its fact.
pub async fn undo(
    SignedIn { steward, .. }: SignedIn,
    State(app): State<App>,
    narrowed: Narrowed,
    form: Result<Form<UndoForm>, FormRejection>,
) -> PageResult {
    let Form(UndoForm { position }) = form.map_err(|_| Fault::BadForm)?;
    let (directory, now) = (app.directory.clone(), (app.clock)());
    let position = Position(position);
    let undone = beside(move || -> Result<_, Error> {
        let Some(answered) = directory.answered_at(position)? else {
            return Ok(None);
        };
        directory.undo(position, &steward.id, now)?;
        Ok(Some((answered.record.id, answered.field)))
    });
    match undone.await? {
        Ok(Some((id, field))) => {
            let page = narrowed.on(&format!("{}?done=undone", address(id, field)));
            Ok(see_other(&format!("{page}#question")))
        }
        // Pressed twice, or by two people: it is done.
        Ok(None) => Ok(see_other(&narrowed.on("/steward/conflicts"))),
        Err(problem @ Error::Busy(_)) => Err(Fault::Told(problem.to_string())),
        Err(problem) => Err(problem.into()),
    }
}

/// What a form says is right; none in the error when it is no form of ours.
fn verdict(form: &AnswerForm, field: Field) -> Result<Verdict, Option<String>> {
    let other = form.other.trim();
    match form.act.as_str() {
        "other" => typed(field, other).map(Verdict::Other).map_err(Some),
        "not-sure" => Ok(Verdict::NotSure),
        // A box that was filled in and a button that says another thing: nobody guesses which was meant. The key Enter
        // in the box presses the first button of the page.
        _ if !other.is_empty() => Err(Some(
            "Press “Save what I typed”, or empty this box and choose again".to_owned(),
        )),
        act => {
            let position = act.strip_prefix("right-").and_then(|at| at.parse().ok());
            position.map(|at| Verdict::Right(Position(at))).ok_or(None)
        }
    }
}

fn address(id: EntryId, field: Field) -> String {
    format!("/steward/conflicts/{id}/{}", field.as_str())
}

/// A fact as an address has it: `ID.FIELD`.
fn fact(text: &str) -> Option<(EntryId, Field)> {
    let (id, field) = text.split_once('.')?;
    Some((id.parse().ok()?, Field::from_word(field)?))
}

fn asked(path: Result<Path<(String, String)>, PathRejection>) -> Result<(EntryId, Field), Fault> {
    let Path((id, field)) = path.map_err(|_| Fault::NoSuchPage)?;
    fact(&format!("{id}.{field}")).ok_or(Fault::NoSuchPage)
}

async fn next(
    app: &App,
    steward: &Steward,
    narrowed: &Narrowed,
    after: Option<(EntryId, Field)>,
) -> Result<Option<(EntryId, Field)>, Fault> {
    let (directory, today, person) = (app.directory.clone(), app.now().date(), steward.id.clone());
    let narrow = narrowed.narrow();
    Ok(beside(move || directory.next_disagreement(&person, &narrow, after, today)).await??)
}

fn narrow_form(narrowed: &Narrowed, unsettled: &Unsettled, sources: &[Source]) -> NarrowForm {
    let (queue, summary) = ("/steward/conflicts", "Show only some facts");
    NarrowForm::new(queue, summary, narrowed, &unsettled.choices, sources)
}

/// What a page of a fact shows besides the fact.
#[derive(Default)]
struct Shown {
    told: Option<&'static str>,
    /// True when somebody was faster.
    late: bool,
    faults: Vec<FormFault>,
    form: AnswerForm,
    narrowed: Narrowed,
}

async fn page(
    app: &App,
    (steward, desk): (&Steward, &Desk),
    (id, field): (EntryId, Field),
    status: StatusCode,
    shown: Shown,
) -> PageResult {
    let (directory, today, person) = (app.directory.clone(), app.now().date(), steward.id.clone());
    let narrow = shown.narrowed.narrow();
    let gathered = beside(move || gather(&directory, (id, field), &person, &narrow, today)).await?;
    let Gathered {
        found,
        words,
        last,
        unsettled,
    } = match gathered {
        Err(Error::NoSuchId(_)) => return Err(Fault::NoSuchPage),
        gathered => gathered?,
    };
    let Some(found) = found else {
        return Ok(unkept(
            StatusCode::OK,
            &NothingPage::agreed(&steward.name, last.as_ref(), &shown.narrowed),
        ));
    };
    let snapshot = app.directory.snapshot();
    let related = Related::of(&snapshot, &found.service)?;
    let rules = app.directory.rules();
    let why = |rule: &str| rules.why(rule).to_owned();
    let asked = Asked {
        who: &steward.name,
        found: &found,
        subject: &related.subject(&found.service, &snapshot, app.now()),
        words: &words,
        why: &why,
        name_of: &|id| desk.name_of(id).map(str::to_owned),
        last: last.as_ref(),
        waiting: unsettled.waiting,
        told: shown.told,
        late: shown.late,
        faults: &shown.faults,
        other: &shown.form.other,
        reason: &shown.form.why,
        narrowed: &shown.narrowed,
        narrow: &narrow_form(&shown.narrowed, &unsettled, snapshot.sources()),
    };
    Ok(unkept(status, &ConflictPage::new(&asked)))
}

struct Gathered {
    found: Option<Disagreement>,
    words: Vec<Word>,
    last: Option<directory::Answered>,
    unsettled: directory::Unsettled,
}

fn gather(
    directory: &Directory,
    (id, field): (EntryId, Field),
    person: &str,
    narrow: &Narrow,
    today: Date,
) -> Result<Gathered, Error> {
    let found = directory.disagreement(id, field, today)?;
    let mut words = Vec::new();
    if let Some(found) = &found
        && let Some(fact) = found.record.fields.get(&field)
    {
        let snapshot = directory.snapshot();
        for claim in fact.because.iter().chain(&fact.losers) {
            let source = snapshot.source(claim.source);
            if source.is_some_and(|source| source.role == Role::Steward)
                && let Some(answered) = directory.answered_at(claim.position)?
            {
                words.push(Word {
                    position: claim.position,
                    person: answered.person,
                    reason: answered.reason,
                });
            }
        }
    }
    Ok(Gathered {
        found,
        words,
        last: directory.answered_last(person)?,
        unsettled: directory.unsettled(person, narrow, today)?,
    })
}

async fn nothing(app: &App, steward: &Steward, narrowed: &Narrowed) -> PageResult {
    let (directory, today, person) = (app.directory.clone(), app.now().date(), steward.id.clone());
    let narrow = narrowed.narrow();
    let (last, unsettled) = beside(move || -> Result<_, Error> {
        Ok((
            directory.answered_last(&person)?,
            directory.unsettled(&person, &narrow, today)?,
        ))
    })
    .await??;
    let form = narrow_form(narrowed, &unsettled, app.directory.snapshot().sources());
    let last = last.as_ref();
    let page = NothingPage::none_left(&steward.name, last, unsettled.passed, form, narrowed);
    Ok(unkept(StatusCode::OK, &page))
}
