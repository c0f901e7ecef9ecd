//! The fields of HSDS that a source can make statements about.

/// The shape of a field's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Free text on one or more lines.
    Text,
    /// A set of [`crate::Term`]s.
    Terms,
    /// A set of [`crate::Code`]s.
    Codes,
    /// A day.
    Date,
    /// [`crate::Status`].
    Status,
    /// A [`crate::Phone`].
    Phone,
    /// An [`crate::Address`].
    Address,
    /// [`crate::Hours`].
    Hours,
    /// The id of another entry.
    Reference,
    /// Whole years of age.
    Age,
    /// A [`crate::Rating`].
    Rating,
    /// A whole number.
    Count,
}

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident $word:literal $shape:ident;)*) => {
        /// A fact that sources state. Declared in the order in which pages and tools list them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Field { $($(#[$doc])* $variant,)* }

        impl Field {
            /// Every field, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word for it in rules, maps, canonical forms and addresses.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The shape of its values.
            pub fn shape(self) -> Shape {
                match self { $(Self::$variant => Shape::$shape,)* }
            }

            /// The field with this word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

fields! {
    /// What it is called.
    Name "name" Text;
    /// What it is, in the source's words.
    Description "description" Text;
    /// Kinds: `gp`, `pharmacy`, `flu-vaccination`, `befriending` …
    Kind "kind" Terms;
    /// Codes that registers gave it.
    Identifiers "identifiers" Codes;
    /// Active, closed, dormant or proposed.
    Status "status" Status;
    /// The day it opened.
    Opened "opened" Date;
    /// The day it closed.
    Closed "closed" Date;
    /// The organization it belongs to or is run by.
    Organization "organization" Reference;
    /// The location where it is offered.
    Location "location" Reference;
    /// Codes of the organizations above it.
    Parents "parents" Codes;
    /// Address, postcode and position.
    Address "address" Address;
    /// Telephone for the public.
    Phone "phone" Phone;
    /// Telephone for staff only.
    StaffPhone "staff_phone" Phone;
    /// Email address for the public.
    Email "email" Text;
    /// Web address.
    Website "website" Text;
    /// Opening times.
    Schedule "schedule" Hours;
    /// Who it is for, in words.
    Eligibility "eligibility" Text;
    /// Youngest age it is for.
    MinimumAge "minimum_age" Age;
    /// Oldest age it is for.
    MaximumAge "maximum_age" Age;
    /// How to start: refer yourself, ask your GP, just turn up.
    ApplicationProcess "application_process" Text;
    /// Ways in: `self-referral`, `drop-in`, `referral-needed`.
    Access "access" Terms;
    /// What it costs, in words.
    Fees "fees" Text;
    /// `free` or `paid`.
    Cost "cost" Terms;
    /// How it is given: `in-person`, `by-phone`, `online`, `home-visit`.
    Attending "attending" Terms;
    /// Languages spoken, as words.
    Languages "languages" Terms;
    /// `step-free`, `hearing-loop`, `bsl`, `accessible-toilet`, `parking`, `carer-welcome` …
    Accessibility "accessibility" Terms;
    /// The area it serves, in words.
    ServiceArea "service_area" Text;
    /// Something to know before going.
    Alert "alert" Text;
    /// Getting there.
    Transport "transport" Text;
    /// What the regulator found when it last inspected it.
    Rating "rating" Rating;
    /// How many beds it has.
    Beds "beds" Count;
}
