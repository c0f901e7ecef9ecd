//! The ODS code in the NHS website's column OrganisationCode, which holds several things besides.

use super::columns::Table;
use model::{Code, Scheme};

/// The code in `text`, when it has the shape that codes of `table` have.
///
/// A local code such as `PH_FQX71__000001_QX25NG` or `9QX FQ334` holds the ODS code. What was marked by hand,
/// such as `deleted_FA512` or `A81001_new`, is no code.
pub(crate) fn ods_code(table: Table, text: &str) -> Option<Code> {
    let text = text.trim();
    let inner = match table {
        Table::Pharmacy => inside_local(text)
            .or_else(|| after_area(text))
            .unwrap_or(text),
        Table::Gp | Table::GpPractices => text,
    };
    let code = Code::parse(Scheme::Ods, inner).ok()?;
    let fits = match table {
        Table::Pharmacy => is_dispensary(code.value()),
        Table::Gp | Table::GpPractices => is_practice(code.value()),
    };
    fits.then_some(code)
}

/// `PH_` code, two underscores, a number, the postcode.
fn inside_local(text: &str) -> Option<&str> {
    let head = text.get(..3)?;
    let rest = head.eq_ignore_ascii_case("PH_").then(|| &text[3..])?;
    Some(rest.split_once("__").map_or(rest, |(code, _)| code))
}

/// The code of the primary care trust, a space, the code.
fn after_area(text: &str) -> Option<&str> {
    let (area, code) = text.split_once(' ')?;
    (area.len() == 3 && is_dispensary(code)).then_some(code)
}

/// Five letters and digits, a letter first, such as `FA512`.
fn is_dispensary(code: &str) -> bool {
    let bytes = code.as_bytes();
    bytes.len() == 5
        && bytes[0].is_ascii_alphabetic()
        && bytes.iter().all(u8::is_ascii_alphanumeric)
        && bytes.iter().any(u8::is_ascii_digit)
}

/// `A81001`, `QXA001`, or a branch's `A81001001`.
fn is_practice(code: &str) -> bool {
    let letters = code.bytes().take_while(u8::is_ascii_alphabetic).count();
    matches!(letters, 1 | 3)
        && matches!(code.len(), 6 | 9)
        && code.bytes().skip(letters).all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(table: Table, text: &str, want: Option<&str>) {
        assert_eq!(
            ods_code(table, text)
                .map(|code| code.to_string())
                .as_deref(),
            want,
            "{text}"
        );
    }

    #[test]
    fn codes_are_found_in_every_form_the_files_have() {
        check(Table::Pharmacy, "FA512", Some("ods:FA512"));
        check(
            Table::Pharmacy,
            "PH_FQX71__000001_QX25NG",
            Some("ods:FQX71"),
        );
        check(
            Table::Pharmacy,
            "ph_FQ451__000001_QX166LY ",
            Some("ods:FQ451"),
        );
        check(Table::Pharmacy, "9QX FQ334", Some("ods:FQ334"));
        check(Table::Gp, "A99999 ", Some("ods:A99999"));
        check(Table::Gp, "A81001001", Some("ods:A81001001"));
    }

    #[test]
    fn what_is_no_code_is_not_taken_for_one() {
        for text in [
            "deleted_FA512",
            "QX11_8ED",
            "QX18 1YE",
            "TEALFORD",
            "PH_FQX 07__000002_QX408HS",
            "",
            "PH_",
            "é",
        ] {
            check(Table::Pharmacy, text, None);
        }
        for text in ["A81001_new", "GP_9QX", "9QXM20", "QX25GN", "QO2511"] {
            check(Table::Gp, text, None);
        }
    }
}
