//! Looking at an offer and accepting it.

use super::draft::{Checked, DraftFault};
use super::{Accepted, Offer, OfferId};
use crate::{Directory, Error, ImportRequest, Preview, PreviewRequest, Progress};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;
use std::fs;
use std::sync::PoisonError;
use store::{Log as _, Note};

/// Why an offer was not accepted. Nothing was changed.
#[derive(Debug)]
pub enum Refusal {
    /// There is no such offer: it was discarded, or is too old.
    Gone,
    /// What was said about it must be put right first.
    Faults(Vec<DraftFault>),
}

impl Directory {
    /// The column map that we would propose for an offer; none when it needs none, or no table can be seen in it.
    pub fn suggested_map(&self, offer: &Offer) -> Option<String> {
        let found = self.suggest(&self.offer_paths(offer)).ok()?;
        (found.recognised.is_none() && !found.map.is_empty()).then_some(found.map)
    }

    /// What accepting an offer would come to. Writes nothing.
    ///
    /// # Errors
    /// [`Error`] when a file cannot be read, or no reader knows the document.
    pub fn preview_offer(
        &self,
        offer: &Offer,
        today: Date,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Preview, Error> {
        let Checked { source, dated } = self.supposed(&offer.draft)?;
        let request = PreviewRequest {
            source,
            paths: self.offer_paths(offer),
            dated,
            partial: offer.draft.partial,
        };
        self.preview(&request, today, progress)
    }

    /// Declares the source of an offer if it is new, reads the document and publishes it. Accepted before, it stays so.
    ///
    /// # Errors
    /// [`Error::Busy`] when another import is running; else as [`Directory::import`].
    pub fn accept_offer(
        &self,
        id: &OfferId,
        person: &str,
        now: Timestamp,
        today: Date,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Result<Offer, Refusal>, Error> {
        // Two presses of the button: the second waits and finds it done.
        let _one_at_a_time = self
            .accepting
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let Some(mut offer) = self.offer(id)? else {
            return Ok(Err(Refusal::Gone));
        };
        if offer.accepted.is_some() {
            return Ok(Ok(offer));
        }
        let Checked { source, dated } = match self.check(&offer.draft)? {
            Ok(checked) => checked,
            Err(faults) => return Ok(Err(Refusal::Faults(faults))),
        };
        let key = source.key.to_string();
        let known = self.log().sources()?;
        let as_declared = known
            .iter()
            .any(|known| known.key == source.key && known.map == source.map);
        if !as_declared {
            self.add_source(source, now)?;
        }
        // Should reading fail, the source is there when it is tried again.
        offer.draft.source.clone_from(&key);
        self.keep_offer(&offer)?;
        self.log().append_note(Note {
            kind: "desk".to_owned(),
            at: now,
            says: [
                ("did".to_owned(), json!("accept")),
                ("by".to_owned(), json!(person)),
                ("source".to_owned(), json!(key)),
                ("files".to_owned(), json!(offer.files)),
            ]
            .into(),
        })?;
        let request = ImportRequest {
            source: key.clone(),
            paths: self.offer_paths(&offer),
            dated,
            partial: offer.draft.partial,
            ..ImportRequest::default()
        };
        let report = self.import(&request, now, today, progress)?;
        offer.accepted = Some(Accepted {
            source: key,
            run: report.run.0,
            held: report.held,
            new: report.counts.new,
            changed: report.counts.changed,
            unchanged: report.counts.unchanged,
            withdrawn: report.counts.withdrawn,
        });
        self.keep_offer(&offer)?;
        // The log has the rows; the copy is not needed.
        let _ = fs::remove_dir_all(self.offer_folder(id).join("files"));
        Ok(Ok(offer))
    }
}
