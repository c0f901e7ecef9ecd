//! What the gazetteer promises, from files in to answers out.
#![expect(clippy::unwrap_used, reason = "a test may stop there")]

use gazetteer::{Builder, Corrupt, Gazetteer, Kind, Nation, Report, Unreadable};
use model::{Outward, Postcode};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

fn read(files: &[&str]) -> (Gazetteer, Vec<Report>) {
    let mut builder = Builder::new();
    let reports = files
        .iter()
        .map(|file| builder.read("file.csv", file.as_bytes()).unwrap())
        .collect();
    (
        Gazetteer::open(Arc::new(builder.finish())).unwrap(),
        reports,
    )
}

fn postcode(text: &str) -> Postcode {
    text.parse().unwrap()
}

fn outward(text: &str) -> Outward {
    text.parse().unwrap()
}

#[track_caller]
fn check_at(places: &Gazetteer, text: &str, want: Option<(f64, f64)>) {
    let got = places
        .postcode(&postcode(text))
        .map(|place| (place.point.latitude(), place.point.longitude()));
    match (got, want) {
        (Some(got), Some(want)) => {
            assert!(
                (got.0 - want.0).abs() < 1e-5 && (got.1 - want.1).abs() < 1e-5,
                "{text}: {got:?}, not {want:?}"
            );
        }
        (got, want) => assert_eq!(got.is_some(), want.is_some(), "{text}: {got:?}"),
    }
}

#[test]
fn code_point_open_is_read_as_shipped_and_with_a_header() {
    let shipped = "\"QX1 1AA\",10,394235,806529,\"S92000003\",\"\",\"S08000020\",\"\",\"S12000033\",\"S13002842\"\n\
                   \"QX1 1AB\",90,0,0,\"S92000003\",\"\",\"\",\"\",\"\",\"\"\n";
    let headed = "postcode,quality,eastings,northings,country_code,nhs_regional_ha_code,nhs_ha_code,admin_county_code,admin_district_code,admin_ward_code\n\
                  QX21AA,10,651410,313177,E92000001,,,,E07000145,\n";
    let (places, reports) = read(&[shipped, headed]);
    assert_eq!(
        (
            reports[0].kind,
            reports[0].rows,
            reports[0].used,
            reports[0].refused
        ),
        (Kind::CodePoint, 2, 1, 1)
    );
    assert_eq!(
        reports[0]
            .findings
            .kinds
            .keys()
            .map(|(code, _)| *code)
            .collect::<Vec<_>>(),
        ["FP301"]
    );
    check_at(&places, "QX1 1AB", None);
    // Caister again, by way of a file: within the 5 m of the transformation.
    let caister = places.postcode(&postcode("QX2 1AA")).unwrap();
    assert!((caister.point.latitude() - 52.658_008).abs() < 5e-5);
    assert_eq!((caister.area, caister.ended), (Some("E07000145"), false));
    assert_eq!(places.nation(&postcode("QX1 1AA")), Some(Nation::Scotland));
    assert_eq!(places.len(), 2);
}

#[test]
fn postcode_directories_of_any_release_are_read() {
    let onspd = "pcd,pcd2,pcds,dointr,doterm,oscty,ced,oslaua,osward,oseast1m,osnrth1m,ctry,lat,long\n\
                 \"QX1 1AA\",\"QX1  1AA\",\"QX1 1AA\",198001,,E99999999,E99999999,E06000099,E05000001,400000,500000,E92000001,54.200001,-1.600002\n\
                 \"QX1 1AB\",\"QX1  1AB\",\"QX1 1AB\",198001,199606,E99999999,E99999999,E06000099,E05000001,400000,500000,E92000001,54.2,-1.61\n\
                 \"QX1 1AD\",\"QX1  1AD\",\"QX1 1AD\",198001,,,,,,,,L93000001,99.999999,0.000000\n";
    let newest = "pcd7,pcd8,pcds,dointr,doterm,lad25cd,east1m,north1m,ctry25cd,lat,long\n\
                  QX2 1AA,QX2  1AA,QX2 1AA,202001,,W06000015,,,W92000004,51.48,-3.18\n";
    let (places, reports) = read(&[onspd, newest]);
    assert_eq!(
        (reports[0].kind, reports[0].used, reports[0].refused),
        (Kind::PostcodeDirectory, 2, 1)
    );
    check_at(&places, "QX1 1AA", Some((54.200_001, -1.600_002)));
    check_at(&places, "QX2 1AA", Some((51.48, -3.18)));
    assert!(places.postcode(&postcode("QX1 1AB")).unwrap().ended);
    assert_eq!(places.nation(&postcode("QX2 1AA")), Some(Nation::Wales));
}

#[test]
fn the_one_in_use_stands_whatever_the_order() {
    let (head, old, new) = (
        "pcds,doterm,laua,lat,long\n",
        "QX1 1AA,199606,E06000098,54.1,-1.5\n",
        "QX1 1AA,,E06000099,54.2,-1.6\n",
    );
    for rows in [[old, new], [new, old]] {
        let (places, _) = read(&[&format!("{head}{}{}", rows[0], rows[1])]);
        check_at(&places, "QX1 1AA", Some((54.2, -1.6)));
        assert_eq!(places.len(), 1);
    }
    // Without an area, Code-Point of the other year does not take the area away.
    let (places, _) = read(&[
        &format!("{head}{new}"),
        "pcds,lat,long\nQX1 1AA,54.3,-1.7\n",
    ]);
    assert_eq!(
        places.postcode(&postcode("QX1 1AA")).unwrap().area,
        Some("E06000099")
    );
}

#[test]
fn the_first_half_has_a_centre_a_town_and_areas() {
    let postcodes = "pcds,doterm,laua,lat,long\nQX1 1AA,,E06000099,54.2,-1.6\nQX1 1AB,,E06000099,54.4,-1.6\n\
                     QX1 1AD,,E06000098,54.3,-1.6\nQX1 9ZZ,199606,E06000097,55.9,-1.6\n";
    let outwards = "postcode,eastings,northings,latitude,longitude,town,region\nQX2,,,54.5,-1.7,Tealford,Ambermoor\nQX3,,,54.6,-1.7,,Ambermoor\n";
    let (places, _) = read(&[postcodes, outwards]);
    let first = places.outward(&outward("QX1")).unwrap();
    assert!(
        (first.point.latitude() - 54.3).abs() < 1e-6,
        "the mean of those in use"
    );
    assert_eq!(first.areas, ["E06000099", "E06000097", "E06000098"]);
    assert_eq!(places.areas_of_outward(&outward("QX1")), first.areas);
    let second = places.outward(&outward("qx2")).unwrap();
    assert_eq!((second.town, second.areas.len()), (Some("Tealford"), 0));
    assert_eq!(
        places.outward(&outward("QX3")).unwrap().town,
        Some("Ambermoor")
    );
    assert_eq!(places.outward(&outward("QX9")), None);
    assert_eq!(
        places.towns("tealford")[0].county,
        Some("Ambermoor"),
        "outward codes name towns too"
    );
}

#[test]
fn towns_are_found_however_they_are_typed() {
    let towns = "name,county,latitude,longitude\nNewton,Ambermoor,54.2,-1.6\nNewton,Cumbria,54.9,-3.0\nSt Bride's,Ambermoor,54.3,-1.6\n\
                 Tealford,Ambermoor,54.25,-1.6\nLong Sedge,Ambermoor,54.25,-1.5\n,Ambermoor,54.2,-1.6\n";
    let (places, reports) = read(&[towns, "pcds,laua,lat,long\nQX4 7PL,E06000099,54.25,-1.6\n"]);
    assert_eq!(
        (reports[0].kind, reports[0].used, reports[0].refused),
        (Kind::Towns, 5, 1)
    );
    let counties = |name: &str| {
        places
            .towns(name)
            .iter()
            .filter_map(|town| town.county)
            .collect::<Vec<_>>()
    };
    assert_eq!(counties("newton"), ["Ambermoor", "Cumbria"]);
    assert_eq!(counties("NEWTON, cumbria"), ["Cumbria"]);
    assert_eq!(places.towns("Saint Brides")[0].name, "St Bride's");
    assert_eq!(places.towns("longsedge")[0].name, "Long Sedge");
    assert_eq!(
        places.towns("Tealford")[0].area,
        Some("E06000099"),
        "that of the nearest postcode"
    );
    assert!(places.towns("Newton, Kent").is_empty() && places.towns("").is_empty());
    let like = |name: &str| {
        places
            .towns_like(name, 5)
            .iter()
            .map(|town| town.name)
            .collect::<Vec<_>>()
    };
    assert_eq!(like("Telford"), ["Tealford"]);
    assert_eq!(like("Long Sege"), ["Long Sedge"]);
    assert_eq!(like("long s"), ["Long Sedge"]);
    assert!(like("Manchester").is_empty());
}

#[test]
fn local_authorities_have_names() {
    let (places, reports) = read(&[
        "LADCD,LADNM,CTRYNM\nE06000099,Ambermoor,England\nE06000098,\"Teal Valley, North\",England\nE0600,,England\n",
    ]);
    assert_eq!(
        (reports[0].kind, reports[0].used, reports[0].refused),
        (Kind::LocalAuthorities, 2, 1)
    );
    assert_eq!(places.area_name("e06000099"), Some("Ambermoor"));
    assert_eq!(places.area_name("E06000098"), Some("Teal Valley, North"));
    assert_eq!(places.area_name("E06000001"), None);
}

#[test]
fn bad_rows_are_counted_and_the_rest_goes_on() {
    let long = "x".repeat(100_000);
    let file = format!(
        "pcds,lat,long\nQX1 1AA,54.2,-1.6\nnot one,54.2,-1.6\n\n,,\nQX1 1AB,-1.6,54.2\nQX1 1AD,0,0\nQX1 1AE,north,west\nQX1 1AF,,\n{long}\nQX1 1AG,54.2,-3.58E-2\nQX1 1AH"
    );
    let (places, reports) = read(&[&file]);
    let report = &reports[0];
    assert_eq!((report.rows, report.used, report.refused), (9, 2, 7));
    let counts: BTreeMap<&str, u64> = report
        .findings
        .kinds
        .iter()
        .map(|((code, _), (count, _))| (*code, *count))
        .collect();
    assert_eq!(
        counts,
        BTreeMap::from([("FP301", 3), ("FP302", 1), ("FP303", 2), ("FP304", 1)])
    );
    let seen = &report.findings.kinds[&("FP302", "not a postcode".to_owned())].1[0];
    assert_eq!(
        (
            seen.place.to_string().as_str(),
            seen.seen.as_str(),
            seen.refusal
        ),
        ("file.csv:3", "not one", true)
    );
    check_at(&places, "QX1 1AG", Some((54.2, -0.0358)));
}

#[test]
fn a_file_that_is_none_of_these_is_refused_with_a_remedy() {
    let refuse = |bytes: &[u8]| Builder::new().read("file.csv", bytes).unwrap_err();
    assert!(matches!(refuse(b""), Unreadable::Empty { .. }));
    assert!(matches!(
        refuse(
            "\u{feff}pcds"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<u8>>()
                .as_slice()
        ),
        Unreadable::NotText { .. }
    ));
    let unknown = refuse(b"OrganisationID,Name\n1,Elm\n");
    assert!(
        unknown
            .to_string()
            .starts_with("file.csv:1: the columns `OrganisationID,Name` are none we know: give"),
        "{unknown}"
    );
    let (headings, reports) =
        read(&["PC,PQ,EA,NO,CY,RH,LH,CC,DC,WC\nPostcode,Quality,Eastings,Northings,,,,,,\n"]);
    assert_eq!(
        (reports[0].kind, reports[0].rows, headings.len()),
        (Kind::Headings, 0, 0)
    );
}

#[test]
fn a_file_that_stops_leaves_nothing_behind() {
    struct Broken<'a>(&'a [u8]);
    impl std::io::Read for Broken<'_> {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            if self.0.is_empty() {
                return Err(std::io::Error::other("the archive is damaged"));
            }
            self.0.read(out)
        }
    }
    let mut builder = Builder::new();
    builder
        .read("good.csv", "pcds,lat,long\nQX1 1AA,54.2,-1.6\n".as_bytes())
        .unwrap();
    let broken = std::io::BufReader::new(Broken(b"pcds,lat,long\nQX2 1AA,54.2,-1.6\n"));
    let stopped = builder.read("bad.csv", broken).unwrap_err();
    assert_eq!(
        stopped.to_string(),
        "bad.csv: reading stopped after line 2: the archive is damaged"
    );
    assert_eq!(
        Gazetteer::open(Arc::new(builder.finish())).unwrap().len(),
        1
    );
}

#[test]
fn bytes_that_are_not_ours_are_told() {
    assert_eq!(
        Gazetteer::open(Arc::new(b"PK".to_vec())).unwrap_err(),
        Corrupt::NotPlaces
    );
    let mut bytes = Builder::new().finish();
    assert!(Gazetteer::open(Arc::new(bytes.clone())).is_ok());
    bytes.push(0);
    assert_eq!(
        Gazetteer::open(Arc::new(bytes)).unwrap_err(),
        Corrupt::Length
    );
}

fn any_postcode() -> impl Strategy<Value = String> {
    "[A-Z]{1,2}[0-9]{1,2} [0-9][A-Z]{2}"
}

/// Asks everything of a gazetteer, for the law that nothing panics.
fn ask(places: &Gazetteer, code: &Postcode, name: &str) {
    let _ = (
        places.postcode(code),
        places.nation(code),
        places.outward(&code.outward()),
        places.areas_of_outward(&code.outward()),
    );
    let _ = (
        places.towns(name),
        places.towns_like(name, 5),
        places.area_name(name),
        places.len(),
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_put_in_is_found_and_nothing_else(
        put in prop::collection::btree_map(any_postcode(), (49.0..61.5f64, -9.0..2.5f64, 0..4u8), 0..60),
        others in prop::collection::vec(any_postcode(), 0..60),
    ) {
        let mut rows: Vec<String> = put.iter().map(|(code, (lat, lon, area))| format!("{code},{lat:.6},{lon:.6},E0600000{area}")).collect();
        rows.reverse();
        let (places, reports) = read(&[&format!("pcds,lat,long,laua\n{}\n", rows.join("\n"))]);
        prop_assert_eq!(reports[0].used as usize, put.len());
        prop_assert_eq!(places.len(), put.len());
        for (code, (lat, lon, area)) in &put {
            let place = places.postcode(&postcode(code)).unwrap();
            prop_assert!((place.point.latitude() - lat).abs() < 1e-6 && (place.point.longitude() - lon).abs() < 1e-6);
            let area = format!("E0600000{area}");
            prop_assert_eq!(place.area, Some(area.as_str()));
        }
        for code in others.iter().filter(|code| !put.contains_key(*code)) {
            prop_assert!(places.postcode(&postcode(code)).is_none());
        }
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), shape in 0..5usize) {
        let heads = ["", "pcds,lat,long,laua\n", "postcode,quality,eastings,northings,town\n", "name,county,latitude,longitude\n", "code,name\n"];
        let mut file = heads[shape].as_bytes().to_vec();
        file.extend_from_slice(&bytes);
        let mut builder = Builder::new();
        if let Ok(report) = builder.read("file.csv", &file[..]) {
            prop_assert_eq!(report.rows, report.used + report.refused);
        }
        let places = Gazetteer::open(Arc::new(builder.finish())).unwrap();
        ask(&places, &postcode("QX1 1AA"), "Tealford");
    }

    #[test]
    fn damaged_bytes_never_panic(hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), cut in prop::option::of(any::<prop::sample::Index>())) {
        let mut builder = Builder::new();
        builder.read("a", "pcds,lat,long,laua\nQX1 1AA,54.2,-1.6,E06000099\nQX1 1AB,54.2,-1.6,E06000098\nQX2 1AA,54.2,-1.6,\n".as_bytes()).unwrap();
        builder.read("b", "name,county,latitude,longitude\nTealford,Ambermoor,54.2,-1.6\nTealford,Kent,51.2,0.6\n".as_bytes()).unwrap();
        let mut bytes = builder.finish();
        for (at, byte) in hits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(places) = Gazetteer::open(Arc::new(bytes)) {
            ask(&places, &postcode("QX1 1AB"), "Tealford");
        }
    }
}
