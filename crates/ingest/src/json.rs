//! The JSON formats, and how they are told apart.
//!
//! Each recognises itself at a glance; the first that does reads the document, all files of which must be its own.
//! Start at [`FORMATS`].

use crate::fault::{Fault, Unreadable};
use crate::read::Sniffed;
use crate::read::json::{Glance, Layout, glance};
use crate::reader::Opened;
use crate::{cqc_api, fhir, nhsuk_json, ohana, oruk, service_search, webpage};
use model::SourceKey;

/// The files of a document, and where the elements of each stand.
pub(crate) type Files = Vec<(Sniffed, Layout)>;

/// A JSON format.
struct JsonFormat {
    /// Where the elements of a document stand that is of this format.
    knows: fn(&Glance) -> Option<Layout>,
    /// Starts reading such documents.
    open: fn(&SourceKey, Files, &Glance) -> Opened,
}

/// The formats, the most particular first.
const FORMATS: &[JsonFormat] = &[
    JsonFormat {
        knows: webpage::knows,
        open: webpage::open,
    },
    JsonFormat {
        knows: fhir::knows,
        open: fhir::open,
    },
    JsonFormat {
        knows: service_search::knows,
        open: service_search::open,
    },
    JsonFormat {
        knows: cqc_api::knows,
        open: cqc_api::open,
    },
    JsonFormat {
        knows: nhsuk_json::knows,
        open: nhsuk_json::open,
    },
    JsonFormat {
        knows: oruk::knows,
        open: oruk::open,
    },
    JsonFormat {
        knows: ohana::knows,
        open: ohana::open,
    },
];

/// What every file looks like; none unless all are JSON.
pub(crate) fn glances(inputs: &[Sniffed]) -> Option<Vec<Glance>> {
    let glances: Option<Vec<Glance>> = inputs.iter().map(|input| glance(&input.sample)).collect();
    glances.filter(|glances| !glances.is_empty())
}

/// Starts reading a document of JSON files.
pub(crate) fn open(
    source: &SourceKey,
    inputs: Vec<Sniffed>,
    glances: &[Glance],
) -> Result<Opened, Unreadable> {
    let known = FORMATS.iter().find(|format| {
        glances
            .iter()
            .any(|glance| (format.knows)(glance).is_some())
    });
    let mut files = Vec::with_capacity(inputs.len());
    for (input, glance) in inputs.into_iter().zip(glances) {
        let Some(layout) = known.and_then(|format| (format.knows)(glance)) else {
            let names: Vec<&str> = glance.names().take(8).collect();
            let fault = if known.is_some() {
                Fault::SeveralTables
            } else {
                Fault::NoReader
            };
            return Err(Unreadable::file(fault, &input.name, 1, &names.join(", ")));
        };
        files.push((input, layout));
    }
    match (known, glances.first()) {
        (Some(format), Some(first)) => Ok((format.open)(source, files, first)),
        _ => Err(Unreadable::file(Fault::EmptyFile, "no file", 0, "")),
    }
}
