//! A person's question, in the words of the results address, answered from one snapshot.

use crate::place::{Place, PlaceAnswer};
use crate::{Error, Snapshot};
use jiff::civil::{Date, DateTime};
use model::{Field, Record, Term, Value};
use search::{Facets, Marks, Query, Sort, Understood};

/// Metres in a mile.
const METRES_A_MILE: f64 = 1609.344;

/// When a service must be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At the moment of asking.
    Now,
    /// At this moment, on a wall clock in England.
    At(DateTime),
}

impl When {
    /// Reads `now`, `2026-11-26T11:00` or `2026-11-26` (which means midday).
    ///
    /// # Errors
    /// [`Error::BadMoment`] with what was written.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        if text == "now" {
            return Ok(Self::Now);
        }
        let bad = || Error::BadMoment(text.to_owned());
        if let Ok(moment) = text.parse::<DateTime>()
            && text.contains(['T', ' '])
        {
            return Ok(Self::At(moment));
        }
        let date: Date = text.parse().map_err(|_| bad())?;
        Ok(Self::At(date.at(12, 0, 0, 0)))
    }
}

/// A question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ask {
    /// Postcode, half postcode, town, or `latitude,longitude`.
    pub place: String,
    /// The need in a person's words, or a need's slug, or part of a name.
    pub need: String,
    /// Miles.
    pub within: Option<f64>,
    /// When it must be open.
    pub when: Option<When>,
    /// Ways it must be given: words of [`Marks`].
    pub how: Vec<String>,
    /// What must be there: words of [`Marks`].
    pub access: Vec<String>,
    /// Kinds, any of which will do.
    pub kinds: Vec<String>,
    /// True for best first, else nearest first.
    pub best_first: bool,
    /// Hits to pass over.
    pub from: usize,
    /// Hits to give.
    pub size: usize,
    /// Whether counts for filters are wanted.
    pub facets: bool,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// How the place was understood. When it is not one place or anywhere, there are no hits.
    pub place: PlaceAnswer,
    /// How the words were understood.
    pub understood: Understood,
    /// How many services there are in all.
    pub total: usize,
    /// The asked ones.
    pub hits: Vec<AnswerHit>,
    /// Counts for filters.
    pub facets: Option<Facets>,
    /// Words in `how` and `access` that mean nothing here.
    pub unknown_words: Vec<String>,
}

/// One service in an answer.
#[derive(Clone, Debug)]
pub struct AnswerHit {
    /// Its record.
    pub record: Record,
    /// Metres as the crow flies; none when it has no place to go to, or no place was asked for.
    pub distance_metres: Option<f64>,
    /// Open at the moment asked about (else now); none when not known.
    pub open: Option<bool>,
}

impl Snapshot {
    /// Answers `ask` at `now`, a wall clock in England.
    ///
    /// # Errors
    /// [`Error::Snapshot`] when its files are damaged.
    pub fn find(&self, ask: &Ask, now: DateTime) -> Result<Answer, Error> {
        let place = self.place(&ask.place);
        let near = match &place {
            PlaceAnswer::Anywhere => None,
            PlaceAnswer::One(place) => Some(Place::near(place)),
            _ => {
                let understood = Understood {
                    need: self.needs().understand(&ask.need).cloned(),
                    ..Understood::default()
                };
                return Ok(Answer {
                    place,
                    understood,
                    total: 0,
                    hits: Vec::new(),
                    facets: None,
                    unknown_words: Vec::new(),
                });
            }
        };
        let mut unknown_words = Vec::new();
        let mut marks = Marks::NONE;
        for word in ask.how.iter().chain(&ask.access) {
            match Marks::from_word(word) {
                Some(mark) => marks.insert(mark),
                None => unknown_words.push(word.clone()),
            }
        }
        let hits = self.index().find(
            &Query {
                text: ask.need.clone(),
                near,
                within_metres: ask.within.map(|miles| miles * METRES_A_MILE),
                at: Some(match ask.when {
                    Some(When::At(moment)) => moment,
                    Some(When::Now) | None => now,
                }),
                open_only: ask.when.is_some(),
                kinds: ask
                    .kinds
                    .iter()
                    .filter_map(|kind| Term::slug(kind))
                    .collect(),
                marks,
                sort: if ask.best_first {
                    Sort::Best
                } else {
                    Sort::Nearest
                },
                from: ask.from,
                size: ask.size,
                facets: ask.facets,
            },
            self.needs(),
        );
        let mut answered = Vec::with_capacity(hits.hits.len());
        let mut total = hits.total;
        for hit in hits.hits {
            let crate::Found::Record(record) = self.record(&hit.id)? else {
                continue;
            };
            // The index is made without a day: a closing date may have passed since.
            if self.has_closed(&record, now.date())? {
                total -= 1;
                continue;
            }
            answered.push(AnswerHit {
                record: *record,
                distance_metres: hit.distance_metres,
                open: hit.open,
            });
        }
        Ok(Answer {
            place,
            understood: hits.understood,
            total,
            hits: answered,
            facets: hits.facets,
            unknown_words,
        })
    }

    /// True when the service or the organization that runs it has closed by `day`.
    fn has_closed(&self, service: &Record, day: Date) -> Result<bool, Error> {
        if resolve::is_closed(service, day) {
            return Ok(true);
        }
        match service.value(Field::Organization) {
            Some(Value::Reference(id)) => Ok(self
                .follow(id)?
                .is_some_and(|organization| resolve::is_closed(&organization, day))),
            _ => Ok(false),
        }
    }
}
