//! Files on their way from a browser to the scratch folder, piece by piece.
//!
//! Always: memory holds a few pieces at a time, however large the file; what is broken off leaves nothing.

use super::beside;
use crate::site::fault::Fault;
use axum::body::Bytes;
use axum::extract::multipart::{Field, Multipart};
use directory::{Directory, Error, OfferId, Upload};
use std::fs::File;
use std::io::Write as _;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Past the limit this much more is read and thrown away: a browser shows an answer only once it has sent all.
const DRAINED_MB: u64 = 1_024;
/// Pieces that may wait for the disk.
const WAITING: usize = 8;

/// What was given.
pub struct Given {
    /// The files, as they lie in the scratch folder.
    pub upload: Upload,
    /// The key of the source they are for; empty for a new one.
    pub source: String,
    /// A file that had nothing in it.
    pub empty: Option<String>,
}

/// What was given is not taken.
pub struct TooMuch {
    /// What to do.
    pub problem: String,
    /// The key of the source it was for.
    pub source: String,
}

/// Takes the form.
///
/// # Errors
/// [`Fault::BadForm`] when it is broken off; [`Fault::Data`] when the disk fails.
pub async fn take(
    directory: Arc<Directory>,
    id: &OfferId,
    mut form: Multipart,
    largest_mb: u64,
) -> Result<Result<Given, TooMuch>, Fault> {
    let begun = id.clone();
    let mut upload = beside(move || directory.begin_offer(&begun)).await??;
    let (mut source, mut empty, mut left) = (String::new(), None, largest_mb << 20);
    while let Some(field) = form.next_field().await.map_err(|_| Fault::BadForm)? {
        match field.name() {
            Some("source") => source = short_text(field).await?,
            Some("file") => {
                let name = field.file_name().unwrap_or_default().to_owned();
                let file = match upload.file(&name) {
                    Ok(file) => file,
                    Err(Error::Refused(problem)) => {
                        drain(form).await;
                        return Ok(Err(TooMuch {
                            problem: crate::words::sentence(&problem),
                            source,
                        }));
                    }
                    Err(problem) => return Err(problem.into()),
                };
                let before = left;
                if !write(field, file, &mut left).await? {
                    drain(form).await;
                    let problem = format!(
                        "This is more than {largest_mb} MB. Zip the file, or ask whoever runs this site to import it with “fingerpost import”"
                    );
                    return Ok(Err(TooMuch { problem, source }));
                }
                if left == before {
                    upload.forget_last();
                    if !name.is_empty() {
                        empty = Some(name.chars().take(80).collect());
                    }
                }
            }
            _ => {}
        }
    }
    Ok(Ok(Given {
        upload,
        source,
        empty,
    }))
}

/// Writes a field to a file. False when it is larger than what is left.
async fn write(mut field: Field<'_>, mut file: File, left: &mut u64) -> Result<bool, Fault> {
    let (sender, mut receiver) = mpsc::channel::<Bytes>(WAITING);
    let writing = tokio::task::spawn_blocking(move || -> std::io::Result<()> {
        while let Some(piece) = receiver.blocking_recv() {
            file.write_all(&piece)?;
        }
        file.sync_data()
    });
    let mut fits = true;
    while let Some(piece) = field.chunk().await.map_err(|_| Fault::BadForm)? {
        let Some(rest) = left.checked_sub(piece.len() as u64) else {
            fits = false;
            break;
        };
        *left = rest;
        if sender.send(piece).await.is_err() {
            // The disk has failed; the writer says how.
            break;
        }
    }
    drop(sender);
    let written = writing.await.map_err(|_| Fault::Ended)?;
    written.map_err(|source| Fault::Scratch(source.to_string()))?;
    if !fits {
        let mut drained = 0;
        while let Ok(Some(piece)) = field.chunk().await {
            drained += piece.len() as u64;
            if drained > DRAINED_MB << 20 {
                break;
            }
        }
    }
    Ok(fits)
}

/// Reads what is left of a form and throws it away, up to a limit.
async fn drain(mut form: Multipart) {
    let mut drained = 0;
    while let Ok(Some(mut field)) = form.next_field().await {
        while let Ok(Some(piece)) = field.chunk().await {
            drained += piece.len() as u64;
            if drained > DRAINED_MB << 20 {
                return;
            }
        }
    }
}

/// A short word of the form.
async fn short_text(mut field: Field<'_>) -> Result<String, Fault> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|_| Fault::BadForm)? {
        if bytes.len() < 200 {
            bytes.extend_from_slice(&piece);
        }
    }
    bytes.truncate(200);
    Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
}
