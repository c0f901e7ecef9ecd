//! A record as bytes. The form is private to the snapshot, which can always be rebuilt from the log.

use super::bytes::{Corrupt, Reader, Writer};
use jiff::civil::Date;
use model::{
    Address, BankHolidays, Claim, Day, EntryId, EntryType, Field, FieldValue, Grade, Hours,
    Located, Phone, Point, Position, Rating, Record, Session, SourceNo, Status, Value, Visibility,
};
use std::collections::BTreeMap;

/// The bytes of `record`.
pub fn encode(record: &Record, out: &mut Writer) {
    out.fixed(record.id.as_bytes());
    out.byte(record.entry_type as u8);
    for members in [&record.members, &record.withdrawn] {
        out.list(members.iter(), |out, (id, source)| {
            out.fixed(id.as_bytes());
            out.number(u64::from(source.0));
        });
    }
    out.list(record.fields.iter(), |out, (field, shown)| {
        out.byte(*field as u8);
        write_value(&shown.value, out);
        out.text(&shown.rule);
        out.number(u64::from(shown.review_days));
        out.byte(shown.visibility as u8);
        for claims in [&shown.because, &shown.losers] {
            out.list(claims.iter(), |out, claim| {
                write_claim(claim, &shown.value, out);
            });
        }
    });
    out.list(record.withheld.iter(), |out, field| out.byte(*field as u8));
    out.optional(record.located.as_ref(), |out, located| {
        write_point(located.point, out);
        out.optional(located.places.as_ref(), |out, places| out.text(places));
    });
    out.optional(record.area.as_ref(), |out, area| out.text(area));
}

/// The record that [`encode`] wrote.
pub fn decode(bytes: &[u8]) -> Result<Record, Corrupt> {
    let input = &mut Reader(bytes);
    let id = EntryId::from_bytes(input.array()?);
    let entry_type = *EntryType::ALL
        .get(usize::from(input.byte()?))
        .ok_or(Corrupt)?;
    let member = |input: &mut Reader| {
        Ok((
            EntryId::from_bytes(input.array()?),
            SourceNo(input.small()?),
        ))
    };
    let members = input.list(member)?;
    let withdrawn = input.list(member)?;
    let fields = input.list(read_field)?.into_iter().collect();
    let withheld = input.list(read_field_word)?;
    let located = input.optional(|input| {
        let point = read_point(input)?;
        let places = input.optional(|input| Ok(input.text()?.to_owned()))?;
        Ok(Located { point, places })
    })?;
    let area = input.optional(|input| Ok(input.text()?.to_owned()))?;
    Ok(Record {
        id,
        entry_type,
        members,
        withdrawn,
        fields,
        withheld,
        located,
        area,
    })
}

fn read_field_word(input: &mut Reader) -> Result<Field, Corrupt> {
    Field::ALL
        .get(usize::from(input.byte()?))
        .copied()
        .ok_or(Corrupt)
}

fn read_field(input: &mut Reader) -> Result<(Field, FieldValue), Corrupt> {
    let field = read_field_word(input)?;
    let value = read_value(input)?;
    let rule = input.text()?.to_owned();
    let review_days = input.small()?;
    let visibility = match input.byte()? {
        0 => Visibility::Public,
        1 => Visibility::Staff,
        _ => return Err(Corrupt),
    };
    let because = input.list(|input| read_claim(&value, input))?;
    let losers = input.list(|input| read_claim(&value, input))?;
    if because.is_empty() {
        return Err(Corrupt);
    }
    Ok((
        field,
        FieldValue {
            value,
            because,
            rule,
            losers,
            review_days,
            visibility,
        },
    ))
}

fn write_claim(claim: &Claim, shown: &Value, out: &mut Writer) {
    // Most claims are for the value that is shown: it is not written again.
    out.optional(
        (claim.value != *shown).then_some(&claim.value),
        |out, value| write_value(value, out),
    );
    out.number(u64::from(claim.source.0));
    out.fixed(claim.entry.as_bytes());
    out.number(claim.position.0);
    write_date(claim.said, out);
    out.optional(claim.assured, |out, date| write_date(date, out));
    out.byte(u8::from(claim.differs));
}

fn read_claim(shown: &Value, input: &mut Reader) -> Result<Claim, Corrupt> {
    Ok(Claim {
        value: input.optional(read_value)?.unwrap_or_else(|| shown.clone()),
        source: SourceNo(input.small()?),
        entry: EntryId::from_bytes(input.array()?),
        position: Position(input.number()?),
        said: read_date(input)?,
        assured: input.optional(read_date)?,
        differs: input.byte()? == 1,
    })
}

fn write_date(date: Date, out: &mut Writer) {
    out.signed(i64::from(date.year()));
    out.byte(date.month() as u8);
    out.byte(date.day() as u8);
}

fn read_date(input: &mut Reader) -> Result<Date, Corrupt> {
    let year = i16::try_from(input.signed()?).map_err(|_| Corrupt)?;
    let (month, day) = (input.byte()? as i8, input.byte()? as i8);
    Date::new(year, month, day).map_err(|_| Corrupt)
}

fn write_point(point: Point, out: &mut Writer) {
    out.fixed(&point.latitude().to_le_bytes());
    out.fixed(&point.longitude().to_le_bytes());
}

fn read_point(input: &mut Reader) -> Result<Point, Corrupt> {
    let (latitude, longitude) = (
        f64::from_le_bytes(input.array()?),
        f64::from_le_bytes(input.array()?),
    );
    Point::new(latitude, longitude).map_err(|_| Corrupt)
}

fn write_value(value: &Value, out: &mut Writer) {
    out.byte(value.shape() as u8);
    match value {
        Value::Text(text) => out.text(text),
        Value::Terms(terms) => out.list(terms.iter(), |out, term| out.text(term.as_str())),
        Value::Codes(codes) => out.list(codes.iter(), |out, code| out.text(&code.to_string())),
        Value::Date(date) => write_date(*date, out),
        Value::Status(status) => out.byte(*status as u8),
        Value::Phone(phone) => out.text(phone.digits()),
        Value::Address(address) => write_address(address, out),
        Value::Hours(hours) => write_hours(hours, out),
        Value::Reference(id) => out.fixed(id.as_bytes()),
        Value::Age(years) => out.byte(*years),
        Value::Rating(rating) => write_rating(rating, out),
        Value::Count(count) => out.number(u64::from(*count)),
    }
}

fn read_value(input: &mut Reader) -> Result<Value, Corrupt> {
    use model::Shape;
    let shape = input.byte()?;
    let is = |want: Shape| shape == want as u8;
    Ok(if is(Shape::Text) {
        Value::Text(input.text()?.to_owned())
    } else if is(Shape::Terms) {
        let terms = input.list(|input| model::Term::slug(input.text()?).ok_or(Corrupt))?;
        Value::terms(terms).ok_or(Corrupt)?
    } else if is(Shape::Codes) {
        let codes = input.list(|input| input.text()?.parse().map_err(|_| Corrupt))?;
        Value::codes(codes).ok_or(Corrupt)?
    } else if is(Shape::Date) {
        Value::Date(read_date(input)?)
    } else if is(Shape::Status) {
        Value::Status(*Status::ALL.get(usize::from(input.byte()?)).ok_or(Corrupt)?)
    } else if is(Shape::Phone) {
        Value::Phone(Phone::parse(input.text()?).ok_or(Corrupt)?)
    } else if is(Shape::Address) {
        Value::Address(Box::new(read_address(input)?))
    } else if is(Shape::Hours) {
        Value::Hours(Box::new(read_hours(input)?))
    } else if is(Shape::Reference) {
        Value::Reference(EntryId::from_bytes(input.array()?))
    } else if is(Shape::Age) {
        Value::Age(input.byte()?)
    } else if is(Shape::Rating) {
        Value::rating(read_rating(input)?).ok_or(Corrupt)?
    } else if is(Shape::Count) {
        Value::Count(u32::try_from(input.number()?).map_err(|_| Corrupt)?)
    } else {
        return Err(Corrupt);
    })
}

fn write_rating(rating: &Rating, out: &mut Writer) {
    for grade in std::iter::once(&rating.overall).chain(&rating.questions) {
        out.optional(*grade, |out, grade| out.byte(grade as u8));
    }
    out.optional(rating.published, |out, date| write_date(date, out));
}

fn read_rating(input: &mut Reader) -> Result<Rating, Corrupt> {
    let grade = |input: &mut Reader| {
        let at = usize::from(input.byte()?);
        Grade::ALL.get(at).copied().ok_or(Corrupt)
    };
    let mut rating = Rating {
        overall: input.optional(grade)?,
        ..Rating::default()
    };
    for question in &mut rating.questions {
        *question = input.optional(grade)?;
    }
    rating.published = input.optional(read_date)?;
    Ok(rating)
}

fn write_address(address: &Address, out: &mut Writer) {
    out.list(address.lines.iter(), |out, line| out.text(line));
    out.optional(address.city.as_ref(), |out, city| out.text(city));
    out.optional(address.county.as_ref(), |out, county| out.text(county));
    out.optional(address.postcode.as_ref(), |out, postcode| {
        out.text(postcode.as_str());
    });
    out.optional(address.point, |out, point| write_point(point, out));
}

fn read_address(input: &mut Reader) -> Result<Address, Corrupt> {
    let text = |input: &mut Reader| Ok(input.text()?.to_owned());
    Ok(Address {
        lines: input.list(text)?,
        city: input.optional(text)?,
        county: input.optional(text)?,
        postcode: input.optional(|input| input.text()?.parse().map_err(|_| Corrupt))?,
        point: input.optional(read_point)?,
    })
}

fn write_sessions(sessions: &[Session], out: &mut Writer) {
    out.list(sessions.iter(), |out, session| {
        out.number(u64::from(session.opens()));
        out.number(u64::from(session.closes()));
    });
}

fn read_sessions(input: &mut Reader) -> Result<Vec<Session>, Corrupt> {
    input.list(|input| {
        let (opens, closes): (u16, u16) = (input.small()?, input.small()?);
        let wrapped = if closes > 1440 { closes - 1440 } else { closes };
        Session::new(opens, wrapped).map_err(|_| Corrupt)
    })
}

fn write_hours(hours: &Hours, out: &mut Writer) {
    for day in &hours.weekly {
        out.optional(
            (*day != Day::NotKnown).then(|| day.sessions()),
            |out, sessions| write_sessions(sessions, out),
        );
    }
    out.list(hours.exceptions.iter(), |out, (date, day)| {
        write_date(*date, out);
        write_sessions(day.sessions(), out);
    });
    match &hours.bank_holidays {
        BankHolidays::NotSaid => out.byte(0),
        BankHolidays::Closed => out.byte(1),
        BankHolidays::Open(sessions) => {
            out.byte(2);
            write_sessions(sessions, out);
        }
    }
}

fn read_hours(input: &mut Reader) -> Result<Hours, Corrupt> {
    let mut hours = Hours::default();
    for day in &mut hours.weekly {
        *day = input
            .optional(read_sessions)?
            .map_or(Day::NotKnown, Day::of);
    }
    let exceptions: BTreeMap<Date, Day> = input
        .list(|input| Ok((read_date(input)?, Day::of(read_sessions(input)?))))?
        .into_iter()
        .collect();
    hours.exceptions = exceptions;
    hours.bank_holidays = match input.byte()? {
        0 => BankHolidays::NotSaid,
        1 => BankHolidays::Closed,
        2 => BankHolidays::Open(read_sessions(input)?),
        _ => return Err(Corrupt),
    };
    Ok(hours)
}

/// What a document says of an entry, field by field.
pub fn entry_bytes(entry: &model::Entry) -> Vec<u8> {
    let mut out = Writer::default();
    out.optional(entry.assured, |out, date| write_date(date, out));
    for (field, said) in &entry.fields {
        out.byte(*field as u8);
        out.optional(said.as_ref(), |out, value| write_value(value, out));
    }
    out.0
}
