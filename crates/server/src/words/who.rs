//! Who said so, and when it was checked.

use super::dates::{ago, date, length, month};
use super::sentence;
use jiff::civil::Date;
use model::{Claim, Role, Source};

/// The source inside a sentence: `the service` for a provider speaking of itself, else its name.
pub fn by(source: Option<&Source>) -> String {
    match source {
        None => "a source we no longer read".to_owned(),
        Some(source) if source.role == Role::Provider => "the service".to_owned(),
        Some(source) => inside(&source.name),
    }
}

/// A name inside a sentence: a leading `The` loses its capital.
fn inside(name: &str) -> String {
    name.strip_prefix("The ")
        .map_or_else(|| name.to_owned(), |rest| format!("the {rest}"))
}

/// The line under a result: `Checked by the service 11 days ago`, `No one has checked this for 14 months` (when the
/// last check is past its review date), or `The NHS website said this in May 2019. Not known when it was last checked.`
pub fn checked(claim: &Claim, source: Option<&Source>, overdue: bool, today: Date) -> String {
    match claim.assured {
        Some(assured) if overdue && length(assured, today).is_some() => {
            format!(
                "No one has checked this for {}",
                length(assured, today).unwrap_or_default()
            )
        }
        Some(assured) => format!("Checked by {} {}", by(source), ago(assured, today)),
        None => not_checked(claim, source),
    }
}

/// The same with the whole date, for the page of one service.
pub fn checked_on(claim: &Claim, source: Option<&Source>) -> String {
    match claim.assured {
        Some(assured) => format!("Checked by {} on {}", by(source), date(assured)),
        None => not_checked(claim, source),
    }
}

fn not_checked(claim: &Claim, source: Option<&Source>) -> String {
    format!(
        "{} said this in {}. Not known when it was last checked.",
        sentence(&by(source)),
        month(claim.said)
    )
}

/// Where a fact comes from: `The service told us in November 2026. Checked 12 November 2026.` for a provider, else
/// `Ambermoor Council said this in June 2026. Checked 2 June 2026.`
pub fn said(claim: &Claim, source: Option<&Source>) -> String {
    let checked = match claim.assured {
        Some(assured) => format!("Checked {}.", date(assured)),
        None => "Not known when it was last checked.".to_owned(),
    };
    match source {
        Some(source) if source.role == Role::Provider => {
            format!("The service told us in {}. {checked}", month(claim.said))
        }
        source => format!(
            "{} said this in {}. {checked}",
            sentence(&by(source)),
            month(claim.said)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;
    use model::{EntryId, EntryType, Position, SourceNo, Value};

    fn source(name: &str, role: Role) -> Source {
        Source {
            no: SourceNo(1),
            key: "test".parse().unwrap(),
            name: name.to_owned(),
            role,
            licence: String::new(),
            map: None,
            hold_withdrawn_percent: 10,
            hold_moved_percent: 5,
        }
    }

    fn claim(said: Date, assured: Option<Date>) -> Claim {
        Claim {
            value: Value::Age(60),
            source: SourceNo(1),
            entry: EntryId::of(&"test".parse().unwrap(), "1", EntryType::Service),
            position: Position(1),
            said,
            assured,
            differs: false,
        }
    }

    #[test]
    fn checked_is_said_only_of_what_was_checked() {
        let today = day(2026, 11, 23);
        let (service, website) = (
            source("Riverside Friends Group", Role::Provider),
            source("The NHS website", Role::NationalProfile),
        );
        let council = source("Ambermoor Council", Role::Council);
        let fresh = claim(day(2026, 11, 12), Some(day(2026, 11, 12)));
        assert_eq!(
            checked(&fresh, Some(&service), false, today),
            "Checked by the service 11 days ago"
        );
        assert_eq!(
            checked(&fresh, Some(&council), false, today),
            "Checked by Ambermoor Council 11 days ago"
        );
        let old = claim(day(2025, 9, 1), Some(day(2025, 9, 20)));
        assert_eq!(
            checked(&old, Some(&council), true, today),
            "No one has checked this for 14 months"
        );
        let unknown = claim(day(2019, 5, 1), None);
        assert_eq!(
            checked(&unknown, Some(&website), true, today),
            "The NHS website said this in May 2019. Not known when it was last checked."
        );
        assert_eq!(
            said(&fresh, Some(&service)),
            "The service told us in November 2026. Checked 12 November 2026."
        );
        assert_eq!(
            said(&unknown, Some(&website)),
            "The NHS website said this in May 2019. Not known when it was last checked."
        );
        assert_eq!(
            checked_on(&fresh, Some(&service)),
            "Checked by the service on 12 November 2026"
        );
    }
}
