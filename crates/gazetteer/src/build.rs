//! Files of places in, the compact file out.

use crate::file;
use crate::grid::Grid;
use crate::key;
use crate::line::{Line, Next};
use crate::lookup::Nation;
use crate::report::{Fault, Report, Tally, Unreadable, shorten};
use crate::shape::{Position, Postcodes, Shape};
use crate::write::{Area, Outward, Row, Tables, Town};
use model::{ImpossiblePoint, Point};
use std::collections::HashMap;
use std::io::BufRead;

/// Gathers files of places and writes the compact file that [`crate::Gazetteer`] reads.
///
/// Files may come in any order. Where two name the same postcode, one in use beats one that has ended, then one with
/// an area beats one without, then the later read wins.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mut builder = gazetteer::Builder::new();
/// let report = builder.read("places.csv", "pcds,lat,long,laua\nQX4 7PL,54.2,-1.6,E06000099\n".as_bytes())?;
/// assert_eq!(report.used, 1);
/// let places = gazetteer::Gazetteer::open(std::sync::Arc::new(builder.finish()))?;
/// assert_eq!(places.postcode(&"qx47pl".parse()?).and_then(|p| p.area), Some("E06000099"));
/// # Ok(()) }
/// ```
#[derive(Debug, Default)]
pub struct Builder {
    tables: Tables,
    grid: Grid,
    /// Number (plus one) of each area by code and nation.
    numbers: HashMap<(Vec<u8>, Option<Nation>), u16>,
    /// The last row's cells and area: neighbours in a file are neighbours on the ground.
    last_area: (Vec<u8>, Vec<u8>, u16),
}

impl Builder {
    /// Without any places.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads one file, recognised by its first line. `name` is for messages only.
    ///
    /// # Errors
    /// [`Unreadable`] when the file as a whole cannot be used; what it had given until then is dropped.
    pub fn read(&mut self, name: &str, input: impl BufRead) -> Result<Report, Unreadable> {
        let mark = self.tables.mark();
        self.read_rows(name, input)
            .inspect_err(|_| self.tables.back_to(mark))
    }

    fn read_rows(&mut self, name: &str, mut input: impl BufRead) -> Result<Report, Unreadable> {
        let mut tally = Tally::new(name);
        let mut line = Line::default();
        let mut next = |line: &mut Line, tally: &mut Tally| {
            let next = line.read(&mut input);
            next.inspect(|_| tally.next_line())
                .map_err(|cause| Unreadable::Stopped {
                    name: name.to_owned(),
                    line: tally.line(),
                    cause,
                })
        };
        let shape = match next(&mut line, &mut tally)? {
            Next::End => {
                return Err(Unreadable::Empty {
                    name: name.to_owned(),
                });
            }
            Next::TooLong => {
                return Err(Unreadable::UnknownShape {
                    name: name.to_owned(),
                    seen: "a very long line".into(),
                });
            }
            Next::Line => {
                line.drop_byte_order_mark();
                if line.bytes().contains(&0)
                    || line.bytes().starts_with(&[0xff, 0xfe])
                    || line.bytes().starts_with(&[0xfe, 0xff])
                {
                    return Err(Unreadable::NotText {
                        name: name.to_owned(),
                    });
                }
                let unknown = || Unreadable::UnknownShape {
                    name: name.to_owned(),
                    seen: shorten(line.bytes()),
                };
                let (shape, is_row) = Shape::of(&line).ok_or_else(unknown)?;
                if is_row {
                    self.row(&shape, &line, &mut tally);
                }
                shape
            }
        };
        if shape != Shape::Headings {
            loop {
                match next(&mut line, &mut tally)? {
                    Next::End => break,
                    Next::TooLong => {
                        tally.row();
                        tally.refuse(Fault::TooLong, b"");
                    }
                    Next::Line if line.is_blank() => {}
                    Next::Line => self.row(&shape, &line, &mut tally),
                }
            }
        }
        Ok(tally.finish(shape.kind()))
    }

    fn row(&mut self, shape: &Shape, line: &Line, tally: &mut Tally) {
        tally.row();
        let done = match shape {
            Shape::Postcodes(columns) => self.postcode(columns, line, tally),
            Shape::Outwards {
                outward,
                position,
                town,
                region,
            } => self.outward(*outward, *position, *town, *region, line),
            Shape::Authorities { code, name } => {
                self.authority(line.cell(*code), &line.text(*name))
            }
            Shape::Towns {
                name,
                county,
                position,
                area,
            } => self.town(*name, *county, *position, *area, line),
            Shape::Headings => Ok(()),
        };
        if let Err((fault, column)) = done {
            tally.refuse(fault, line.cell(column));
        }
    }

    fn postcode(
        &mut self,
        columns: &Postcodes,
        line: &Line,
        tally: &mut Tally,
    ) -> Result<(), (Fault, usize)> {
        let (outward, inward) = key::postcode(line.cell(columns.postcode))
            .ok_or((Fault::NotAPostcode, columns.postcode))?;
        // 90: Ordnance Survey has no position for it.
        if columns
            .quality
            .is_some_and(|quality| line.cell(quality) == b"90")
        {
            return Err((Fault::NoPosition, columns.postcode));
        }
        let point = self
            .point(columns.position, line)
            .map_err(|fault| (fault, columns.postcode))?;
        let code = columns.area.map_or(&b""[..], |column| line.cell(column));
        let country = columns.country.map_or(&b""[..], |column| line.cell(column));
        let area = self.area(code, country, tally);
        let ended = columns
            .ended
            .is_some_and(|column| !line.cell(column).is_empty());
        let (latitude, longitude) = file::pack(point);
        self.tables.rows.push(Row {
            outward,
            inward: inward | if ended { file::ENDED } else { 0 },
            area,
            latitude,
            longitude,
        });
        Ok(())
    }

    fn point(&self, position: Position, line: &Line) -> Result<Point, Fault> {
        let pair = |columns: Option<(usize, usize)>| {
            columns.and_then(|(a, b)| Some((number(line.cell(a))?, number(line.cell(b))?)))
        };
        let point = match (pair(position.degrees), pair(position.grid)) {
            // The postcode directory writes 99.999999, 0 where it has no position.
            (Some((latitude, _)), _) if latitude > 99.0 => Err(ImpossiblePoint::Zero),
            (Some((latitude, longitude)), _) => Point::new(latitude, longitude),
            (None, Some((easting, northing))) => self.grid.point(easting, northing),
            (None, None) => {
                let columns = position.degrees.or(position.grid);
                let empty = columns
                    .is_some_and(|(a, b)| line.cell(a).is_empty() && line.cell(b).is_empty());
                return Err(if empty {
                    Fault::NoPosition
                } else {
                    Fault::BadPosition
                });
            }
        };
        point.map_err(|why| {
            if why == ImpossiblePoint::Zero {
                Fault::NoPosition
            } else {
                Fault::BadPosition
            }
        })
    }

    /// The number plus one of an area, 0 for none.
    fn area(&mut self, code: &[u8], country: &[u8], tally: &mut Tally) -> u16 {
        if self.last_area.0 == code && self.last_area.1 == country {
            return self.last_area.2;
        }
        let nation = Nation::of_code(code).or_else(|| Nation::of_code(country));
        // L99999999 and M99999999 are no authorities but "Channel Islands" and "Isle of Man".
        let known = is_area_code(code) && !code.ends_with(b"99999999");
        let key = if known {
            code.to_ascii_uppercase()
        } else {
            Vec::new()
        };
        let number = if key.is_empty() && nation.is_none() {
            0
        } else if let Some(&number) = self.numbers.get(&(key.clone(), nation)) {
            number
        } else if self.tables.areas.len() < usize::from(u16::MAX) {
            self.tables.areas.push(Area {
                code: String::from_utf8_lossy(&key).into_owned(),
                nation,
            });
            let number = self.tables.areas.len() as u16;
            self.numbers.insert((key, nation), number);
            number
        } else {
            tally.note(Fault::TooManyAreas, code, false);
            0
        };
        self.last_area = (code.to_vec(), country.to_vec(), number);
        number
    }

    fn outward(
        &mut self,
        outward: usize,
        position: Position,
        town: Option<usize>,
        region: Option<usize>,
        line: &Line,
    ) -> Result<(), (Fault, usize)> {
        let key = key::outward(line.cell(outward)).ok_or((Fault::NotAnOutward, outward))?;
        let point = self
            .point(position, line)
            .map_err(|fault| (fault, outward))?;
        let text = |column: Option<usize>| {
            column
                .map(|c| line.text(c).into_owned())
                .filter(|text| !text.is_empty())
        };
        self.tables.outwards.push(Outward {
            key,
            point,
            town: text(town),
            region: text(region),
        });
        Ok(())
    }

    fn authority(&mut self, code: &[u8], name: &str) -> Result<(), (Fault, usize)> {
        if !is_area_code(code) || name.is_empty() || name.len() > 200 {
            return Err((Fault::Nameless, 0));
        }
        self.tables.names.push((
            String::from_utf8_lossy(code).to_ascii_uppercase(),
            name.to_owned(),
        ));
        Ok(())
    }

    fn town(
        &mut self,
        name: usize,
        county: Option<usize>,
        position: Position,
        area: Option<usize>,
        line: &Line,
    ) -> Result<(), (Fault, usize)> {
        let text = line.text(name);
        if text.is_empty() || text.len() > 200 {
            return Err((Fault::Nameless, name));
        }
        let point = self.point(position, line).map_err(|fault| (fault, name))?;
        let optional = |column: Option<usize>| {
            column
                .map(|c| line.text(c).into_owned())
                .filter(|t| !t.is_empty() && t.len() <= 200)
        };
        self.tables.towns.push(Town {
            name: text.into_owned(),
            county: optional(county),
            point,
            area: optional(area).filter(|code| is_area_code(code.as_bytes())),
        });
        Ok(())
    }

    /// The compact file.
    pub fn finish(self) -> Vec<u8> {
        self.tables.write()
    }
}

fn is_area_code(code: &[u8]) -> bool {
    (1..=12).contains(&code.len()) && code.iter().all(u8::is_ascii_alphanumeric)
}

/// A number as files write it, `-3.58E-2` too.
fn number(cell: &[u8]) -> Option<f64> {
    std::str::from_utf8(cell).ok()?.parse().ok()
}
