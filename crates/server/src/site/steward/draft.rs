//! `/steward/sources/new`: hand in a document, see what it would add, accept or discard. Nothing is published before.

use crate::App;
use crate::site::fault::{Fault, PageResult};
use crate::site::headers::unkept;
use crate::views::message::MessagePage;
use crate::views::steward::draft::{DonePage, Filled, NewSourcePage, PreviewPage};
use axum::Form;
use axum::extract::multipart::Field as Part;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use directory::{Draft, NewSource};
use jiff::civil::Date;
use serde::Deserialize;
use std::io::Write as _;

/// The longest text that a field may hold.
const LONGEST: usize = 4_000;

/// Asks for a document.
pub async fn ask(State(app): State<App>) -> Response {
    let snapshot = app.directory.snapshot();
    unkept(
        StatusCode::OK,
        &NewSourcePage::new(&Filled::default(), &[], snapshot.sources()),
    )
}

/// Takes the document in and shows what it would add.
pub async fn hand_in(State(app): State<App>, form: Multipart) -> PageResult {
    let Some(desk) = app.desk.clone() else {
        return Err(Fault::NoSuchPage);
    };
    let id = desk.new_id();
    let mut filled = Filled::default();
    let read = read_form(&app, &id, form, &mut filled).await;
    let snapshot = app.directory.snapshot();
    let mut faults = filled.faults();
    match read {
        Ok(0) => faults.insert(
            0,
            (
                "file",
                "Choose a file that holds at least one row".to_owned(),
            ),
        ),
        Ok(_) => {}
        Err(words) => faults.insert(0, ("file", words)),
    }
    let source = filled.source();
    let (Some(source), true) = (source, faults.is_empty()) else {
        app.directory.discard_draft(&id);
        let page = NewSourcePage::new(&filled, &faults, snapshot.sources());
        return Ok(unkept(StatusCode::BAD_REQUEST, &page));
    };
    let draft = Draft {
        id: id.clone(),
        file: filled.file,
        source,
        dated: filled.dated.trim().parse::<Date>().ok(),
    };
    app.directory.keep_draft(&draft)?;
    Ok(Redirect::to(&format!("/steward/sources/new/{id}")).into_response())
}

/// Reads the parts of the form: the file into its draft, the others into `filled`. Gives the file's size.
async fn read_form(
    app: &App,
    id: &str,
    mut form: Multipart,
    filled: &mut Filled,
) -> Result<u64, String> {
    let large = |_| {
        "The file is too large to hand in here, or it was cut off. Larger files are imported at the command line".to_owned()
    };
    let mut size = 0;
    while let Some(part) = form.next_field().await.map_err(large)? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "file" {
            part.file_name()
                .unwrap_or_default()
                .clone_into(&mut filled.file);
            size = keep(app, id, &filled.file, part).await?;
        } else {
            let text: String = part
                .text()
                .await
                .map_err(large)?
                .chars()
                .take(LONGEST)
                .collect();
            filled.set(&name, text);
        }
    }
    Ok(size)
}

async fn keep(app: &App, id: &str, name: &str, mut part: Part<'_>) -> Result<u64, String> {
    let mut into = app
        .directory
        .begin_draft(id, name, (app.clock)())
        .map_err(|problem| problem.to_string())?;
    let mut size = 0_u64;
    loop {
        match part.chunk().await {
            Ok(Some(bytes)) => {
                size += bytes.len() as u64;
                into.write_all(&bytes).map_err(|problem| format!("The file could not be kept: {problem}. Try again"))?;
            }
            Ok(None) => return Ok(size),
            Err(_) => return Err("The file is too large to hand in here, or it was cut off. Larger files are imported at the command line".to_owned()),
        }
    }
}

/// Shows what the document would add.
pub async fn show(State(app): State<App>, Path(id): Path<String>) -> PageResult {
    let Some(draft) = app.directory.draft(&id) else {
        return Ok(gone());
    };
    preview(&app, draft).await
}

async fn preview(app: &App, draft: Draft) -> PageResult {
    let (directory, today) = (app.directory.clone(), app.now().date());
    let asked = draft.clone();
    let preview = tokio::task::spawn_blocking(move || directory.preview_draft(&asked, today))
        .await
        .map_err(|_| Fault::Ended)?;
    let page = PreviewPage::new(&draft, preview.as_ref(), app.now());
    let status = if preview.is_ok() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    Ok(unkept(status, &page))
}

/// What to do with a draft.
#[derive(Deserialize)]
pub struct Decision {
    #[serde(default)]
    what: String,
    #[serde(default)]
    map: String,
}

/// Accepts, discards, or looks again with another column map.
pub async fn decide(
    State(app): State<App>,
    Path(id): Path<String>,
    Form(form): Form<Decision>,
) -> PageResult {
    let Some(mut draft) = app.directory.draft(&id) else {
        return Ok(gone());
    };
    let map = form.map.replace("\r\n", "\n");
    if !map.trim().is_empty() {
        draft.source = NewSource {
            map: Some(map),
            ..draft.source
        };
    }
    match form.what.as_str() {
        "accept" => {
            let (directory, now, today) = (app.directory.clone(), (app.clock)(), app.now().date());
            let accepted = draft.clone();
            let report =
                tokio::task::spawn_blocking(move || directory.accept_draft(&accepted, now, today))
                    .await
                    .map_err(|_| Fault::Ended)??;
            Ok(unkept(StatusCode::OK, &DonePage::new(&draft, &report)))
        }
        "discard" => {
            app.directory.discard_draft(&id);
            Ok(Redirect::to("/steward").into_response())
        }
        _ => {
            app.directory.keep_draft(&draft)?;
            preview(&app, draft).await
        }
    }
}

fn gone() -> Response {
    let lines = [
        "It was accepted or discarded before, or it is more than a week old.",
        "Nothing was changed just now.",
    ];
    let mut page = MessagePage::new("This document is not here any more", &lines);
    page.links = vec![
        crate::components::Link::new("/steward", "Go to the steward’s desk"),
        crate::components::Link::new("/steward/sources/new", "Hand in a document"),
    ];
    unkept(StatusCode::GONE, &page)
}
