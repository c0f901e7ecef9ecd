//! Why a record says what it says, and what was said before.

use crate::follow::States;
use crate::{Directory, Error, Found};
use jiff::Timestamp;
use jiff::civil::Date;
use model::{EntryId, Field, Position, Record, SourceNo, Visibility};
use resolve::Authority;
use rustc_hash::FxHashMap;
use store::Log as _;

/// A record with the reason for each of its facts.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The record.
    pub record: Record,
    /// The id asked for, when it leads to the record by a redirect.
    pub moved_from: Option<EntryId>,
    /// Its facts, in order.
    pub told: Vec<Told>,
}

/// Why one field shows what it shows.
#[derive(Clone, Debug)]
pub struct Told {
    /// The field.
    pub field: Field,
    /// Plain sentences: who says it, since when, why they are believed, who says otherwise.
    pub sentences: Vec<String>,
}

/// One thing that a source said of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The item of the log.
    pub position: Position,
    /// Who said it.
    pub source: SourceNo,
    /// The entry that said it.
    pub entry: EntryId,
    /// The date of the document.
    pub said: Date,
    /// When we read it.
    pub read_at: Timestamp,
    /// What changed.
    pub what: What,
}

/// What changed.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A field has this value from then on; none when the source says there is none.
    Said {
        /// The field.
        field: Field,
        /// The value.
        value: model::Said,
        /// True when this is the statement that is shown today.
        shown: bool,
    },
    /// The source stopped listing the entry.
    Withdrawn,
    /// A field was erased, for this reason.
    Erased {
        /// The field.
        field: Field,
    },
}

impl Directory {
    /// Why the record that `id` leads to says what it says: every field, or one.
    ///
    /// # Errors
    /// [`Error::NoSuchId`] when it leads nowhere.
    pub fn explain(
        &self,
        id: EntryId,
        field: Option<Field>,
        for_whom: Visibility,
    ) -> Result<Explanation, Error> {
        let snapshot = self.snapshot();
        let (record, moved_from) = match snapshot.record(&id)? {
            Found::Record(record) => (*record, None),
            Found::Moved(to) => match snapshot.record(&to)? {
                Found::Record(record) => (*record, Some(id)),
                _ => return Err(Error::NoSuchId(id)),
            },
            Found::Unknown => return Err(Error::NoSuchId(id)),
        };
        let rules = self.rules();
        let name = |no: SourceNo| {
            snapshot
                .source(no)
                .map(|s| s.name.clone())
                .unwrap_or_default()
        };
        let told = record
            .fields
            .iter()
            .filter(|(known, shown)| {
                field.is_none_or(|f| f == **known) && shown.visibility <= for_whom
            })
            .map(|(known, _)| Told {
                field: *known,
                sentences: resolve::explain::sentences(&record, *known, &rules, for_whom, &name),
            })
            .collect();
        Ok(Explanation {
            record,
            moved_from,
            told,
        })
    }

    /// Everything believed that was ever said of the record that `id` leads to, the newest reading first.
    ///
    /// What is withheld is left out, and what is for staff unless `for_whom` may see it.
    ///
    /// # Errors
    /// [`Error::NoSuchId`] when it leads nowhere.
    pub fn history(&self, id: EntryId, for_whom: Visibility) -> Result<Vec<Change>, Error> {
        let snapshot = self.snapshot();
        let record = snapshot.follow(&id)?.ok_or(Error::NoSuchId(id))?;
        let log = self.log();
        let mut states = States::new(&log);
        let rules = self.rules();
        let hidden = |field: Field| hidden(&record, &rules, field, for_whom);
        let mut read_at = FxHashMap::default();
        let mut changes = Vec::new();
        for (entry, source) in record.members.iter().chain(&record.withdrawn) {
            let Some(known) = log.known(entry)? else {
                continue;
            };
            for version in log.versions(known.no)? {
                if !states.is_believed(version.run)? {
                    continue;
                }
                let at = run_read_at(&log, &mut read_at, version.run)?;
                let change = |what| Change {
                    position: version.position,
                    source: *source,
                    entry: *entry,
                    said: version.adds.said,
                    read_at: at,
                    what,
                };
                for field in version.erased.iter().filter(|f| !hidden(*f)) {
                    changes.push(change(What::Erased { field }));
                }
                for (field, value) in version.adds.changes.iter().filter(|(f, _)| !hidden(**f)) {
                    let shown = is_shown(&record, *field, *entry, version.position);
                    changes.push(change(What::Said {
                        field: *field,
                        value: value.clone(),
                        shown,
                    }));
                }
            }
            for word in log.stewards_words(&[known.no])?.into_values().flatten() {
                let position = word.statement.position;
                if !hidden(word.field)
                    && let Some(item) = log.settled(position)?
                {
                    changes.push(Change {
                        position,
                        source: word.source,
                        entry: *entry,
                        said: word.statement.said,
                        read_at: item.at,
                        what: What::Said {
                            field: word.field,
                            value: word.statement.value,
                            shown: is_shown(&record, word.field, *entry, position),
                        },
                    });
                }
            }
            for withdrawal in log.withdrawals(known.no)? {
                if states.is_believed(withdrawal.run)? {
                    let at = run_read_at(&log, &mut read_at, withdrawal.run)?;
                    changes.push(Change {
                        position: withdrawal.position,
                        source: *source,
                        entry: *entry,
                        said: withdrawal.said,
                        read_at: at,
                        what: What::Withdrawn,
                    });
                }
            }
        }
        changes.sort_by_key(|change| std::cmp::Reverse(change.position));
        Ok(changes)
    }
}

/// True when what `entry` says at `position` stands behind what is shown.
fn is_shown(record: &Record, field: Field, entry: EntryId, position: Position) -> bool {
    record.fields.get(&field).is_some_and(|f| {
        let mut because = f.because.iter();
        because.any(|c| c.entry == entry && c.position == position)
    })
}

fn run_read_at(
    log: &store::SqliteLog,
    known: &mut FxHashMap<model::RunNo, Timestamp>,
    run: model::RunNo,
) -> Result<Timestamp, Error> {
    if let Some(at) = known.get(&run) {
        return Ok(*at);
    }
    let at = log
        .run(run)?
        .map_or(Timestamp::UNIX_EPOCH, |run| run.begun.read_at);
    known.insert(run, at);
    Ok(at)
}

/// True when `field` of `record` may not be shown to `for_whom`, in any version.
fn hidden(record: &Record, rules: &Authority, field: Field, for_whom: Visibility) -> bool {
    let shown = record.fields.get(&field).map(|shown| shown.visibility);
    // No longer said: what any rule keeps back stays so.
    let visibility = shown.unwrap_or_else(|| rules.strictest(field));
    record.withheld.contains(&field) || visibility > for_whom
}
