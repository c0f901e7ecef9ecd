//! What a regulator found when it last inspected a service.

use jiff::civil::Date;

/// A grade on the regulator's scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// Performing exceptionally well.
    Outstanding,
    /// Performing well.
    Good,
    /// Not performing as well as it should.
    RequiresImprovement,
    /// Performing badly.
    Inadequate,
    /// Inspected, and no grade was given.
    NotRated,
}

impl Grade {
    /// Every grade, best first.
    pub const ALL: [Self; 5] = [
        Self::Outstanding,
        Self::Good,
        Self::RequiresImprovement,
        Self::Inadequate,
        Self::NotRated,
    ];

    /// The word: `outstanding`, `good`, `requires-improvement`, `inadequate` or `not-rated`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Outstanding => "outstanding",
            Self::Good => "good",
            Self::RequiresImprovement => "requires-improvement",
            Self::Inadequate => "inadequate",
            Self::NotRated => "not-rated",
        }
    }

    /// The grade with this word, however it is written: `Requires improvement`, `Inspected but not rated`.
    pub fn from_word(word: &str) -> Option<Self> {
        let slug = crate::Term::slug(word)?;
        match slug.as_str() {
            "inspected-but-not-rated" => Some(Self::NotRated),
            slug => Self::ALL.into_iter().find(|grade| grade.as_str() == slug),
        }
    }
}

/// A rating as a whole: its grades and its day belong together and are never mixed from two sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rating {
    /// The overall grade.
    pub overall: Option<Grade>,
    /// The grades for the regulator's questions, in the order of [`Rating::QUESTIONS`].
    pub questions: [Option<Grade>; 5],
    /// The day on which it was published.
    pub published: Option<Date>,
}

impl Rating {
    /// What the regulator asks of a service, in its order.
    pub const QUESTIONS: [&str; 5] = ["safe", "effective", "caring", "responsive", "well_led"];

    /// True when it holds no grade.
    pub fn is_empty(&self) -> bool {
        self.overall.is_none() && self.questions.iter().all(Option::is_none)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Field, Value};

    #[test]
    fn grades_are_read_however_they_are_written() {
        for (text, want) in [
            ("Good", Some(Grade::Good)),
            ("Requires Improvement", Some(Grade::RequiresImprovement)),
            ("Requires improvement ", Some(Grade::RequiresImprovement)),
            ("Inspected but not rated", Some(Grade::NotRated)),
            ("not-rated", Some(Grade::NotRated)),
            ("No published rating", None),
            ("", None),
        ] {
            assert_eq!(Grade::from_word(text), want, "{text}");
        }
    }

    #[test]
    fn a_rating_reads_back_from_its_canonical_form() {
        let mut rating = Rating {
            overall: Some(Grade::RequiresImprovement),
            published: Some(jiff::civil::date(2026, 3, 1)),
            ..Rating::default()
        };
        rating.questions[4] = Some(Grade::Good);
        let value = Value::rating(rating).unwrap();
        let want =
            r#"{"overall":"requires-improvement","published":"2026-03-01","well_led":"good"}"#;
        assert_eq!(value.canonical(), want);
        let json = value.to_json();
        assert_eq!(Value::from_json(Field::Rating, &json), Ok(value));
        for bad in ["{}", r#"{"overall":"fine"}"#, r#"{"led":"good"}"#, "7"] {
            let json = serde_json::from_str(bad).unwrap();
            assert!(Value::from_json(Field::Rating, &json).is_err(), "{bad}");
        }
        assert_eq!(Value::rating(Rating::default()), None);
    }
}
