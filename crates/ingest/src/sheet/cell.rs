//! The text of a cell that holds a number, a date or an error.

use calamine::{Data, DataRef, ExcelDateTime};
use std::borrow::Cow;

/// The text of a cell of a streamed sheet.
pub(super) fn streamed<'a>(value: &'a DataRef<'_>) -> Cow<'a, str> {
    match value {
        DataRef::Int(number) => Cow::Owned(number.to_string()),
        DataRef::Float(number) => Cow::Owned(float(*number)),
        DataRef::SharedString(text) => Cow::Borrowed(text),
        DataRef::Bool(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
        DataRef::DateTime(moment) => Cow::Owned(date_time(moment)),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Cow::Borrowed(text)
        }
        DataRef::Error(error) => Cow::Owned(error.to_string()),
        DataRef::Empty => Cow::Borrowed(""),
    }
}

/// The text of a cell of a sheet that was read whole.
pub(super) fn whole(value: &Data) -> Cow<'_, str> {
    match value {
        Data::Int(number) => Cow::Owned(number.to_string()),
        Data::Float(number) => Cow::Owned(float(*number)),
        Data::Bool(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
        Data::DateTime(moment) => Cow::Owned(date_time(moment)),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            Cow::Borrowed(text)
        }
        Data::Error(error) => Cow::Owned(error.to_string()),
        Data::Empty => Cow::Borrowed(""),
    }
}

/// A number as a person would have typed it. One of more digits than a spreadsheet keeps is shown as rounded.
pub(super) fn float(number: f64) -> String {
    if number.abs() >= 1e15 {
        let shown = format!("{number:E}");
        return shown.replace('E', "E+");
    }
    format!("{number}")
}

/// `2026-11-12`, `09:30`, or both.
fn date_time(moment: &ExcelDateTime) -> String {
    let value = moment.as_f64();
    let minutes = (value.fract().abs() * 1440.0).round() as u32 % 1440;
    let time = format!("{:02}:{:02}", minutes / 60, minutes % 60);
    if (0.0..1.0).contains(&value) || moment.is_duration() {
        return time;
    }
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if minutes == 0 {
        date
    } else {
        format!("{date} {time}")
    }
}
