//! From a member's value to text, with a finding when it is of the wrong kind.

use super::tree::Json;
use crate::fault::Fault;
use crate::read::Pen;
use model::Point;
use std::borrow::Cow;

impl Pen<'_> {
    /// The text of `value`, which stands at `path`; empty when there is none, or it is a list or an object.
    /// Control characters are left out. Both are noted.
    pub fn cell<'v>(&mut self, value: &'v Json<'_>, path: &str) -> Cow<'v, str> {
        let text = value.text();
        if text.is_empty() {
            if value.is_compound() && !value.is_nothing() {
                self.note(Fault::WrongKind, path, "");
            }
            return text;
        }
        let stray = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
        // Bytes that may be of a control character: texts without them are passed quickly.
        let may_be = |b: u8| b < b' ' || b == 0x7F || b == 0xC2;
        if text.bytes().fold(false, |found, b| found | may_be(b)) && text.contains(stray) {
            self.note(Fault::ControlCharacter, path, &text);
            return Cow::Owned(text.replace(stray, ""));
        }
        text
    }

    /// A position from two numbers, or texts that are numbers.
    pub fn position(
        &mut self,
        path: &str,
        latitude: &Json<'_>,
        longitude: &Json<'_>,
    ) -> Option<Point> {
        if let (Json::Float(latitude), Json::Float(longitude)) = (latitude, longitude)
            && let Ok(point) = Point::new(*latitude, *longitude)
        {
            return Some(point);
        }
        self.point(path, &latitude.text(), &longitude.text())
    }

    /// The text of the member `name` of `object`.
    pub fn member<'v>(&mut self, object: &'v Json<'_>, name: &str) -> Cow<'v, str> {
        self.cell(object.get(name), name)
    }

    /// Notes a list that should stand at `path` and does not: something else does.
    pub fn list<'v, 'j>(&mut self, value: &'v Json<'j>, path: &str) -> &'v [Json<'j>] {
        let list = value.list();
        if list.is_empty() && !value.is_nothing() && !matches!(value, Json::List(_)) {
            self.note(Fault::WrongKind, path, &value.text());
        }
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, want: &str, code: Option<&str>) {
        let value: Json<'_> = serde_json::from_str(json).unwrap();
        let mut findings = Vec::new();
        let mut pen = Pen {
            file: "f",
            line: 1,
            findings: &mut findings,
        };
        assert_eq!(pen.cell(&value, "name"), want);
        assert_eq!(findings.first().map(|finding| finding.code), code);
    }

    #[test]
    fn a_member_is_read_as_text_whatever_it_is() {
        check(r#"" Weir Lane ""#, "Weir Lane", None);
        check("43924", "43924", None);
        check("null", "", None);
        check("[]", "", None);
        check(r#"["Weir"]"#, "", Some("FP195"));
        check(r#"{"text":"Weir"}"#, "", Some("FP195"));
        check(r#""We\u0000ir\u0007""#, "Weir", Some("FP141"));
        check(r#""two\nlines""#, "two\nlines", None);
    }
}
