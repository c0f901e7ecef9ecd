//! What a source says about one thing.

use crate::{EntryId, EntryType, Field, SourceKey, Value};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What a document says about one field: a value, or that there is none. A field it does not speak for is absent.
pub type Said = Option<Value>;

/// One source's description of one thing, as one document gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Organization, location or service.
    pub entry_type: EntryType,
    /// The source's own name for it, such as `1186#service:flu-vaccination`.
    pub local_id: String,
    /// What is said, for each field the document speaks for.
    pub fields: BTreeMap<Field, Said>,
    /// When the owner or the source says it last checked.
    pub assured: Option<Date>,
}

impl Entry {
    /// An entry that says nothing yet.
    pub fn new(entry_type: EntryType, local_id: impl Into<String>) -> Self {
        Self {
            entry_type,
            local_id: local_id.into(),
            fields: BTreeMap::new(),
            assured: None,
        }
    }

    /// The same entry, also saying `said` of `field`.
    #[must_use]
    pub fn with(mut self, field: Field, said: Said) -> Self {
        self.fields.insert(field, said);
        self
    }

    /// Its permanent id.
    pub fn id(&self, source: &SourceKey) -> EntryId {
        EntryId::of(source, &self.local_id, self.entry_type)
    }
}
