//! What pages show: plain strings, made from records, in the order in which a page needs them.
//!
//! Always: no I/O, no clock. Every template has a sample in [`samples`], and one test renders them all.

pub mod compare;
pub mod facts;
pub mod gone;
pub mod health;
pub mod history;
pub mod home;
pub mod keepers;
pub mod message;
pub mod needs;
pub mod place;
pub mod provenance;
pub mod results;
#[cfg(test)]
pub mod samples;
pub mod service;
pub mod sources;
pub mod steward;
pub mod subject;
pub mod values;

use crate::components::Tag;

/// A telephone number with its link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneLink {
    /// For `tel:`.
    pub tel: String,
    /// As people read it.
    pub text: String,
}

impl From<&model::Phone> for PhoneLink {
    fn from(phone: &model::Phone) -> Self {
        Self {
            tel: phone.tel(),
            text: phone.to_string(),
        }
    }
}

/// Who to call first when words suggest danger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DangerLine {
    /// When to call, in a sentence.
    pub when: String,
    /// Who.
    pub name: String,
    /// The number as people read it.
    pub phone: String,
    /// For `tel:`.
    pub tel: String,
}

impl DangerLine {
    /// The line for a helpline of the vocabulary.
    pub fn of(helpline: &directory::Helpline) -> Self {
        let tel = model::Phone::parse(&helpline.phone)
            .map_or_else(|| helpline.phone.replace(' ', ""), |phone| phone.tel());
        Self {
            when: helpline.when.clone(),
            name: helpline.name.clone(),
            phone: helpline.phone.clone(),
            tel,
        }
    }
}

/// The mark on what is past its review date.
pub fn out_of_date() -> Tag {
    Tag {
        text: "May be out of date".to_owned(),
        colour: Some("yellow"),
    }
}
