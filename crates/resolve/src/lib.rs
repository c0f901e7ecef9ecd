//! Turns what sources say into what we publish: what is in force, which entries are one thing, whom to believe.
//!
//! Words: a *statement* is what one version of an entry says about one field; a *record* is what we publish,
//! made of *members*; a *claim* is one member's value for a field; a *rule* says whom to believe.
//! Always: no clock, no I/O, no randomness. The order of entries, of sources and of reading changes no
//! record, up to which member's id is the main one; what is withheld is in no record.
//! Start at [`resolve`] for records, at [`in_force`] for the timeline of one entry, at [`Authority`] for the rules.

mod authority;
mod belief;
pub mod explain;
pub mod likeness;
mod matching;
mod normal;
mod records;
mod sets;
mod things;
mod timeline;
mod withhold;

pub use authority::{Authority, BadRules, NotChanged, RuleWords, Scope, ToldRule, area_key};
pub use matching::{
    ByIdentifier, Grouping, Matcher, SERVICE_RULES, ServicesWhy, ties, why as why_services,
};
pub use normal::agrees;
pub use records::{Places, Resolved, is_closed, resolve};
pub use timeline::{InForce, in_force, said_in, versions_for};
