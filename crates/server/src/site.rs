//! Handlers: read the request, ask the `directory`, show a view. They translate; they do not decide.

pub mod about;
pub mod fault;
pub mod find;
pub mod headers;
pub mod history;
pub mod home;
pub mod keepers;
pub mod need;
pub mod service;
pub mod sources;
pub mod steward;

use directory::{Error, Snapshot};
use model::{Field, Record, Value};

/// A service's organization and location, as far as they are known.
pub struct Related {
    /// Who runs it.
    pub organization: Option<Record>,
    /// Where it is.
    pub location: Option<Record>,
}

impl Related {
    /// What `service` names, from the same snapshot.
    ///
    /// # Errors
    /// [`Error::Snapshot`] when its files are damaged.
    pub fn of(snapshot: &Snapshot, service: &Record) -> Result<Self, Error> {
        let follow = |field| match service.value(field) {
            Some(Value::Reference(id)) => snapshot.follow(id),
            _ => Ok(None),
        };
        Ok(Self {
            organization: follow(Field::Organization)?,
            location: follow(Field::Location)?,
        })
    }

    /// The service with what it names, at a moment.
    pub fn subject<'a>(
        &'a self,
        service: &'a Record,
        snapshot: &'a Snapshot,
        now: jiff::civil::DateTime,
    ) -> crate::views::subject::Subject<'a> {
        crate::views::subject::Subject {
            service,
            organization: self.organization.as_ref(),
            location: self.location.as_ref(),
            sources: snapshot.sources(),
            now,
        }
    }
}
