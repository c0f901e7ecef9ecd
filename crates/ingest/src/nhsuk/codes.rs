//! The code in the NHS website's column `OrganisationCode`, which holds several things besides.

use super::tables::Codes;
use crate::read::is_nothing;
use model::{Code, Scheme};

/// The code in `text`, when it has the shape that these codes have.
///
/// A local code such as `PH_FQX71__000001_QX25NG` or `9QX FQ334` holds the ODS code. What was marked by hand,
/// such as `deleted_FA512` or `A81001_new`, is no code.
pub(crate) fn code(codes: Codes, text: &str) -> Option<Code> {
    let text = text.trim();
    let scheme = match codes {
        Codes::None | Codes::Local => return None,
        Codes::Regulator => Scheme::Cqc,
        Codes::Practice | Codes::Dispensary | Codes::Dental | Codes::Register => Scheme::Ods,
    };
    let inner = match codes {
        Codes::Dispensary => inside_local(text)
            .or_else(|| after_area(text))
            .unwrap_or(text),
        _ => text,
    };
    let code = Code::parse(scheme, inner).ok()?;
    let fits = match codes {
        Codes::Dispensary => is_dispensary(code.value()),
        Codes::Practice => is_practice(code.value()),
        Codes::Dental => is_dental(code.value()),
        Codes::Regulator => is_registered(code.value()),
        Codes::None | Codes::Local | Codes::Register => true,
    };
    fits.then_some(code)
}

/// True when `text`, in which no code was found, should have held one.
pub(crate) fn misses_a_code(codes: Codes, text: &str) -> bool {
    // Dentists and opticians nearly all have a number of the website's own.
    !is_nothing(text) && !matches!(codes, Codes::None | Codes::Local | Codes::Dental)
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

/// `V00001`: a V and digits.
fn is_dental(code: &str) -> bool {
    let digits = code.strip_prefix('V').unwrap_or_default();
    (5..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

/// The regulator's `1-101628572`: a digit, a hyphen, digits.
fn is_registered(code: &str) -> bool {
    code.split_once('-').is_some_and(|(head, number)| {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        digits(head) && digits(number)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(codes: Codes, text: &str, want: Option<&str>) {
        assert_eq!(
            code(codes, text).map(|code| code.to_string()).as_deref(),
            want,
            "{text}"
        );
    }

    #[test]
    fn codes_are_found_in_every_form_the_files_have() {
        check(Codes::Dispensary, "FA512", Some("ods:FA512"));
        check(
            Codes::Dispensary,
            "PH_FQX71__000001_QX25NG",
            Some("ods:FQX71"),
        );
        check(
            Codes::Dispensary,
            "ph_FQ451__000001_QX166LY ",
            Some("ods:FQ451"),
        );
        check(Codes::Dispensary, "9QX FQ334", Some("ods:FQ334"));
        check(Codes::Practice, "A99999 ", Some("ods:A99999"));
        check(Codes::Practice, "A81001001", Some("ods:A81001001"));
        check(Codes::Dental, "V00001", Some("ods:V00001"));
        check(Codes::Register, "RQX2H", Some("ods:RQX2H"));
        check(Codes::Regulator, "1-101000001", Some("cqc:1-101000001"));
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
            check(Codes::Dispensary, text, None);
        }
        for text in ["A81001_new", "GP_9QX", "9QXM20", "QX25GN", "QO2511"] {
            check(Codes::Practice, text, None);
        }
        check(Codes::Dental, "DE_QXH004__000002_QX14PH", None);
        check(Codes::Local, "OP_5QX_2835__000001_QX11HA", None);
        check(Codes::Register, "RQX2A-A", None);
        check(Codes::Regulator, "RQX", None);
    }
}
