//! Everything that can be wrong with a document: one code, one title and one remedy each.
//!
//! `docs/faults.md` explains each with an example; a test keeps it and this table equal.

use model::{Finding, Where};

macro_rules! faults {
    ($($variant:ident $code:literal $title:literal $fix:literal;)*) => {
        /// What is wrong. The title is a fault's whole problem text, so that findings of one kind count together.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Fault { $(#[doc = $title] $variant,)* }

        impl Fault {
            /// Every fault, in order of code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its permanent code, such as `FP104`.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// What is wrong, in plain words.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// What to do about it.
            pub fn fix(self) -> &'static str {
                match self { $(Self::$variant => $fix,)* }
            }
        }
    };
}

faults! {
    EmptyFile "FP101" "the file is empty" "fetch it again, and check that the export finished";
    NotText "FP102" "the file is not text" "save it as CSV in UTF-8 and import that";
    NoReader "FP103" "no reader knows this file" "for a plain table give its source a column map; otherwise leave the file out";
    ParentMissing "FP104" "companion files are given without the file they complete" "give the parent (Pharmacy, GP …) in the same import";
    SeveralTables "FP105" "the document holds more than one directory table" "import each table by itself, with its own companions";
    NoIdColumn "FP106" "the header lacks the id column" "export the file again with its id column";
    BadMap "FP107" "the column map cannot be used" "correct the map; docs/faults.md shows a whole one";
    UnknownColumn "FP108" "the map names a column that the header does not have" "correct the name in the map, or export the column again";
    RepeatedColumn "FP109" "the header has two columns of one name" "give every column its own name";
    ReadFailed "FP110" "the file could not be read to its end" "fetch it again, and check that it is complete";
    UnreadHeader "FP111" "the header is longer than 1 MiB" "check that the file has line breaks";
    DamagedArchive "FP112" "the packed file is damaged or cut off" "fetch it again, or unpack it yourself and import the files";
    LargeArchive "FP113" "the packed file unpacks to more than the limit" "check the file; if it is meant to be that large, unpack it yourself and import the files";
    WrongColumns "FP120" "the row does not have as many columns as the file" "look for a stray separator, quote or line break in the row";
    CutOff "FP121" "the file ends in the middle of a row" "fetch it again: the export was cut off";
    TooLong "FP122" "the row is longer than 1 MiB" "look for a missing line break or quote";
    UnclosedQuote "FP123" "a quote is opened and not closed" "close the quote, or double it when it is part of the text";
    NoId "FP124" "the row has no id" "give the row an id that stays the same in every export";
    RepeatedId "FP125" "the id stands on an earlier row too" "give each row its own id; the first row was used";
    HeaderRow "FP126" "a header stands where a row should be" "remove the header: this format has none";
    OtherType "FP127" "the row is of another type than the file" "move the row to the file of its type";
    TooManyCompanions "FP128" "one parent has more than 1 MiB of companion rows" "check the companion's id column";
    Orphans "FP129" "rows of a companion file belong to no row of their parent" "check that parent and companion were exported together";
    NotVisible "FP130" "the source hides this profile" "nothing, if that is meant; the profile counts as not listed";
    Person "FP131" "the row is about a person, not an organization" "nothing: people are not kept";
    NothingDescribed "FP132" "the row describes nothing" "fill in at least a name, or remove the row";
    MissingColumn "FP133" "the header lacks a column that this format has" "export the column again; until then earlier values stand";
    ExtraColumn "FP134" "the header has a column that the reader does not know" "nothing, unless a known column was renamed";
    NotACode "FP135" "the first column is no code of the register" "check that the row was not split or shifted";
    BadBytes "FP140" "there are bytes that are not valid in the file's encoding" "save the file as UTF-8";
    ControlCharacter "FP141" "there are control characters in the text" "remove them; they were left out";
    BadCode "FP142" "the code does not have the shape of its register" "correct the code at the source";
    BadPostcode "FP143" "this is not a postcode" "correct the postcode at the source";
    SwappedPosition "FP144" "latitude and longitude are swapped" "swap them";
    ZeroPosition "FP145" "the position is 0,0" "give the true position, or leave both empty";
    OutsidePosition "FP146" "the position is outside the United Kingdom" "correct the position at the source";
    BadPosition "FP147" "the position is not two numbers of degrees" "give both as decimal degrees, such as 54.21 and -1.63";
    BadPhone "FP148" "no telephone number can be read here" "write it with its area code, such as 01632 960417";
    BadEmail "FP149" "this is not an email address" "correct the address at the source";
    BadWebsite "FP150" "this is not a web address" "write it in full, such as https://www.place.example";
    BadDate "FP151" "this is not a date" "write it as 2026-11-12, 12/11/2026, 12 November 2026 or 12-Nov-26";
    BadTime "FP152" "these are not opening times" "write them as 09:00-13:00, 14:00-17:00, or Closed";
    LongSession "FP153" "the times span more than 20 hours" "check: does it close before it opens?";
    OpenAndClosed "FP154" "the same day is said to be open and closed" "remove one of the rows; the open one was kept";
    BadWeekday "FP155" "this is not a day of the week" "write Monday to Sunday in full";
    BadWord "FP156" "the word is not one of those that the column takes" "use one of the words that docs/faults.md lists";
    BadAge "FP157" "this is not an age in years" "write whole years, such as 18";
    NoName "FP158" "the row has no name" "give it a name at the source";
    OtherContact "FP159" "the row is the one before it again, with other contact details at most" "nothing: the first row's are used";
    PeopleFile "FP160" "the file is about people, not organizations" "leave it out: people are not kept";
    AllForAll "FP161" "the companion lists the same services for every place" "ask the source for the services of each place; the list was not used";
    LostZero "FP162" "the telephone number has lost its leading 0" "nothing: it was put back; format the column as text before saving";
    FalseDate "FP163" "the rating is dated on the day of registration or before" "ask the source for the day of publication; the date was left out";
    BadNumber "FP164" "this is not a whole number" "write digits only, such as 24";
    BadLocation "FP165" "this is no location of the regulator" "check that the row was not split or shifted";
    HoursUnknownWord "FP170" "the opening times hold a word that is not understood" "write them as Mon-Fri 09:00-17:00, Sat 10:00-14:00; the text was kept in the description";
    HoursSomeWeeks "FP171" "the opening times hold in some weeks of the month only" "nothing: the text was kept in the description";
    HoursPartOfYear "FP172" "the opening times hold in a part of the year only" "nothing: the text was kept in the description";
    HoursAsk "FP173" "opening is by appointment, or one has to ask" "nothing: the text was kept in the description";
    HoursHalf "FP174" "the opening times lack a day, a beginning or an end" "write a day with when it opens and when it closes, such as Tue 14:00-16:00; the text was kept in the description";
    HoursTwoReadings "FP175" "the opening times can be read in two ways" "write times as 18:00-20:00, and each day once; the text was kept in the description";
    NoCellValue "FP176" "the cell holds a formula that has no value" "open the sheet, let it calculate, and save it again";
    LostDigits "FP177" "a spreadsheet has rounded the number" "format the column as text and type the numbers again; digits that were lost cannot be put back";
    Markup "FP178" "there is HTML in the text" "nothing: the tags were taken out";
    TotalsRow "FP179" "the row adds up the others" "nothing: it is no entry";
    MergedCells "FP180" "the sheet has merged cells" "check the rows: each was given the value of the merged cell";
    OtherSheets "FP181" "the workbook has sheets that were not read" "name the sheet to read in the column map: sheet = \"Name\"; import each list by itself";
    BadWorkbook "FP182" "the spreadsheet cannot be opened" "open it, take off any password, and save it again as XLSX or CSV";
    WorkbookTooLarge "FP183" "the spreadsheet is too large" "save the sheet as CSV and import that";
    SerialDate "FP184" "the date is a number of days, as spreadsheets count them" "nothing: it was read as a date; format the column as a date before saving";
    NumberAsId "FP185" "the id has become a number with a decimal point" "nothing: .0 was taken off; format the column as text before saving";
    UnknownSheet "FP186" "the map names a sheet that the workbook does not have" "correct the name in the map";
    ErrorAsId "FP187" "the id is a spreadsheet's word for an error" "open the sheet, mend the formula in the id's column, and save it again";
    NotAnObject "FP190" "what stands here is no object" "give one JSON object for each thing, and nothing between them";
    BrokenObject "FP191" "the object is not valid JSON" "look for a missing quote, comma or bracket just after what was seen";
    RepeatedMember "FP192" "the object has the same member twice" "give each member once";
    TooDeep "FP193" "the object is nested more than 64 levels deep" "check the export: no directory is nested so deep";
    NoList "FP194" "the document lacks the list that its format has" "fetch it again: an answer with an error looks like this";
    WrongKind "FP195" "the member is of another kind than it should be" "give a text or a number here, a list where several stand";
    NotListed "FP196" "the resource is of a type that describes no place or service" "nothing: it was passed over";
    MorePages "FP197" "pages of the list are missing" "give all pages in one import; nothing is withdrawn by this one";
    Unread "FP198" "a part of the document could not be told into objects and was passed over" "mend the broken objects above it and import again; nothing is withdrawn by this reading";
    NotWeekly "FP210" "the times do not repeat every week" "say them as weekly times, or in words; until then those days count as not known";
    Season "FP211" "the times hold for a season only" "give the times of today; until then those days count as not known";
    NoSuchRow "FP212" "rows name another row that the package does not hold" "export all files together: the ids in one must be those of the others";
    NoPageAddress "FP220" "it is not known where the page stands" "give its address with it, in full: {\"address\": \"https://…\", \"html\": \"…\"}";
    SilentPage "FP221" "the page describes no organization or place in a form that programs read" "ask its owner for schema.org opening times and address (JSON-LD), or take the page off the list";
    BrokenBlock "FP222" "a script with the page's data is not valid JSON" "tell the page's owner; what the other scripts say is used";
}

impl Fault {
    /// A finding about a row that is still described.
    pub(crate) fn finding(self, place: Where, seen: &str) -> Finding {
        Finding {
            code: self.code(),
            place,
            problem: self.title().to_owned(),
            seen: shorten(seen),
            fix: self.fix().to_owned(),
            refusal: false,
            times: 1,
        }
    }

    /// A finding about a row or file that could not be used.
    pub(crate) fn refusal(self, place: Where, seen: &str) -> Finding {
        Finding {
            refusal: true,
            ..self.finding(place, seen)
        }
    }
}

/// What was seen, on one line and at most 80 characters.
fn shorten(seen: &str) -> String {
    let mut short: String = seen
        .trim()
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(81)
        .collect();
    if short.chars().count() > 80 {
        short = short.chars().take(79).chain(std::iter::once('…')).collect();
    }
    short
}

/// A whole document that cannot be read: where, what is wrong, what was seen and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}{}: {} [{}]", .0.place, .0.problem, Seen(&.0.seen), .0.fix, .0.code)]
pub struct Unreadable(Box<Finding>);

struct Seen<'a>(&'a str);

impl std::fmt::Display for Seen<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_empty() {
            Ok(())
        } else {
            write!(f, " ({})", self.0)
        }
    }
}

impl Unreadable {
    pub(crate) fn new(fault: Fault, place: Where, seen: &str) -> Self {
        Self(Box::new(fault.refusal(place, seen)))
    }

    pub(crate) fn file(fault: Fault, file: &str, line: u64, seen: &str) -> Self {
        Self::new(
            fault,
            Where {
                file: file.to_owned(),
                line,
                column: None,
            },
            seen,
        )
    }

    /// A packed file that cannot be unpacked.
    #[must_use]
    pub fn damaged_archive(file: &str, problem: &str) -> Self {
        Self::file(Fault::DamagedArchive, file, 0, problem)
    }

    /// A packed file that unpacks to more than whoever unpacks it lets through.
    #[must_use]
    pub fn large_archive(file: &str, limit: &str) -> Self {
        Self::file(Fault::LargeArchive, file, 0, limit)
    }

    pub(crate) fn with_fix(mut self, fix: impl Into<String>) -> Self {
        self.0.fix = fix.into();
        self
    }

    /// The same as a finding, for the run's list.
    #[must_use]
    pub fn finding(&self) -> &Finding {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_fault_has_a_code_of_its_own_and_stands_in_the_document() {
        let doc = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/faults.md"));
        let codes: BTreeSet<&str> = Fault::ALL.iter().map(|f| f.code()).collect();
        assert_eq!(codes.len(), Fault::ALL.len());
        for fault in Fault::ALL {
            let heading = format!("### {}: {}", fault.code(), fault.title());
            assert!(
                doc.lines().any(|line| line == heading),
                "docs/faults.md lacks the line `{heading}`"
            );
        }
        for line in doc.lines().filter_map(|line| line.strip_prefix("### ")) {
            let code = line.split(':').next().unwrap_or_default();
            assert!(
                codes.contains(code),
                "docs/faults.md explains {code}, which no reader gives"
            );
        }
    }

    #[test]
    fn what_was_seen_is_shortened_to_eighty_characters_on_one_line() {
        assert_eq!(shorten(&"é".repeat(80)), "é".repeat(80));
        let long = shorten(&"é".repeat(81));
        assert_eq!((long.chars().count(), long.ends_with('…')), (80, true));
        assert_eq!(shorten(" a\nb\0c "), "a b c");
    }

    #[test]
    fn an_unreadable_document_says_where_what_and_what_to_do() {
        let unreadable = Unreadable::file(Fault::EmptyFile, "gp.csv", 0, "");
        assert_eq!(
            unreadable.to_string(),
            "gp.csv: the file is empty: fetch it again, and check that the export finished [FP101]"
        );
    }
}
