//! Reading a file to entries, beside Python: its own parser reading the same file to bare values, and a plain script
//! that makes the same entries from them.
//!
//! Always: whole processes, processor time, the middle one of five runs each, in the same run of this tool. Our side is
//! the example `read` of `ingest`, which holds no more than one row and counts what it reads.

use super::{Bench, Figure, build};
use crate::oracle::questions::Seeded;
use crate::process::{Measured, measured};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// How often each side runs.
const RUNS: usize = 5;

/// Parses a JSON file, or one of an object a line, and does nothing with it.
const JSON_PARSE: &str = "import json, sys
with open(sys.argv[1], encoding='utf-8') as file:
    print(len(json.load(file)))
";

/// What both scripts that make entries share: ids, telephone numbers and postcodes.
const PYTHON: &str = r"import json, re, sys, uuid
SPACE = uuid.UUID('6f1d9a52-3c0b-4e57-9d0e-5a7bc2e481f3')
POSTCODE = re.compile(r'^([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})$')
def entry_id(local, kind):
    return uuid.uuid5(SPACE, '\x1f'.join(('example', local, kind)))
def phone(text):
    digits = re.sub(r'[^0-9]', '', text or '')
    return digits if len(digits) in (10, 11) and digits.startswith('0') else None
def postcode(text):
    found = POSTCODE.match((text or '').strip().upper())
    return ' '.join(found.groups()) if found else None
def slug(text):
    return re.sub(r'[^a-z0-9]+', '-', text.lower()).strip('-')
def tidy(text):
    return ' '.join((text or '').split()) or None
def place(id, name, kinds, code, contact, address, service, more):
    organization = {'type': 'organization', 'id': f'{id}#organization', 'name': name, 'kind': kinds[0], 'identifiers': code, **contact}
    yield organization
    by = entry_id(organization['id'], 'organization')
    location = {'type': 'location', 'id': f'{id}#location', 'name': name, 'address': address, 'organization': by}
    yield location
    at = entry_id(location['id'], 'location')
    yield {'type': 'service', 'id': f'{id}#service', 'name': name, 'kind': kinds[1], 'organization': by, 'location': at, **contact, **service}
    for listed in more:
        yield {'type': 'service', 'id': f'{id}#service:{slug(listed)}', 'name': listed, 'kind': [slug(listed)], 'organization': by, 'location': at, **contact, **service}
";

const PROFILES: &str = r"def entries(profile):
    where = profile['location']
    lines = [tidy(line) for line in where['address']]
    address = {'lines': lines[:-1], 'city': lines[-1], 'postcode': postcode(where['postcode']), 'latitude': where['latitude'], 'longitude': where['longitude']}
    yield from place(profile['syndicationId'], tidy(profile['name']), (['gp'], ['gp']), profile['odsCode'].upper(), {'phone': phone(profile.get('phone'))}, address, {'attending': ['in-person']}, [])
seen, count = set(), 0
with open(sys.argv[1], encoding='utf-8') as file:
    for profile in json.load(file):
        if profile['syndicationId'] not in seen:
            seen.add(profile['syndicationId'])
            count += sum(1 for _ in entries(profile))
print(count)
";

const SEARCH: &str = r"DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
def hours(times):
    week, dates = [[] for _ in DAYS], {}
    for time in times:
        sessions = week[DAYS.index(time['Weekday'].lower())] if time['OpeningTimeType'] == 'General' else dates.setdefault(time['AdditionalOpeningDate'], [])
        if time['IsOpen']:
            opens, closes = (int(text[:2]) * 60 + int(text[3:]) for text in (time['OpeningTime'], time['ClosingTime']))
            sessions.append((opens, closes if closes > opens else closes + 1440))
    return {'week': [sorted(day) for day in week], 'dates': dates}
def entries(found):
    first = {}
    for contact in found['Contacts']:
        if contact['ContactType'] == 'Primary':
            first.setdefault(contact['ContactMethodType'], contact['ContactValue'])
    email = first.get('Email')
    contact = {'phone': phone(first.get('Telephone')), 'email': email if email and '@' in email else None, 'website': first.get('Website')}
    address = {'lines': [line for line in (tidy(found[name]) for name in ('Address1', 'Address2', 'Address3')) if line], 'city': tidy(found['City']), 'county': tidy(found['County']), 'postcode': postcode(found['Postcode']), 'latitude': found['Latitude'], 'longitude': found['Longitude']}
    access = sorted({slug(one['Name']) for one in found['Facilities'] if one['Value'] == 'Yes'})
    service = {'attending': ['in-person'], 'accessibility': access, 'schedule': hours(found['OpeningTimes']), 'assured': min(found['LastUpdatedDates']['ContactDetails'][:10], found['LastUpdatedDates']['OpeningTimes'][:10])}
    yield from place(found['SearchKey'], tidy(found['OrganisationName']), (['dental-practice'], ['dentist']), found['ODSCode'], contact, address, service, [tidy(one['ServiceName']) for one in found['Services']])
seen, count = set(), 0
with open(sys.argv[1], encoding='utf-8') as file:
    for found in json.load(file)['value']:
        if found['OrganisationStatus'] == 'Visible' and found['SearchKey'] not in seen:
            seen.add(found['SearchKey'])
            count += sum(1 for _ in entries(found))
print(count)
";

/// Profiles of surgeries, as short as the website has them: the hardest, as most of the work is making entries.
fn profile(n: u64, into: &mut String) {
    let mut seeded = Seeded(n);
    let (lat, lon) = position(&mut seeded);
    let comma = if n == 0 { "" } else { "," };
    *into += &format!(
        r#"{comma}{{"choicesId":{0},"_id":{0},"syndicationId":{n},"name":"Weir Lane Surgery {n}","phone":"01632 {1:06}","odsCode":"Q{2:05}","location":{{"address":["Health Centre","{3} Weir Lane","Sedge","Tealford"],"postcode":"QX{4} {5}AB","latitude":{lat},"longitude":{lon}}}}}"#,
        n + 1_000_000,
        960_000 + seeded.below(1000),
        seeded.below(100_000),
        1 + seeded.below(200),
        1 + seeded.below(30),
        seeded.below(10),
    );
}

/// Dental practices, as the service search API gives them.
fn practice(n: u64, into: &mut String) {
    let mut seeded = Seeded(n);
    let (lat, lon) = position(&mut seeded);
    let comma = if n == 0 { "" } else { "," };
    *into += &format!(
        r#"{comma}{{"@search.score":1.0,"SearchKey":"X{n}","ODSCode":"V{0:06}","OrganisationName":"Weir Dental Practice {n}","OrganisationTypeId":"DEN","OrganisationType":"Dentist","OrganisationStatus":"Visible","Address1":"Weir House","Address2":"{1} Weir Lane","Address3":"","City":"Tealford","County":"Amber","Latitude":{lat},"Longitude":{lon},"Postcode":"QX{2} {3}AB","Geocode":{{"type":"Point","coordinates":[{lon},{lat}],"crs":{{"type":"name","properties":{{"name":"EPSG:4326"}}}}}},"OrganisationSubType":null,"Country":"England","OrganisationAliases":[],"ParentOrganisation":{{"ODSCode":"QNX","OrganisationName":"Sedge"}},"Services":[{{"ServiceName":"Braces","ServiceCode":"SRV0087","Contacts":[],"ServiceProvider":null,"Treatments":[],"OpeningTimes":[],"AgeRange":[]}}],"OpeningTimes":["#,
        seeded.below(1_000_000),
        1 + seeded.below(200),
        1 + seeded.below(30),
        seeded.below(10),
    );
    for day in ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"] {
        for (opens, closes) in [("08:30", "13:00"), ("14:00", "17:30")] {
            *into += &format!(
                r#"{{"Weekday":"{day}","OpeningTime":"{opens}","ClosingTime":"{closes}","OffsetOpeningTime":510,"OffsetClosingTime":780,"OpeningTimeType":"General","AdditionalOpeningDate":"","IsOpen":true}},"#
            );
        }
    }
    *into += &format!(
        r#"{{"Weekday":"Saturday","OpeningTime":null,"ClosingTime":null,"OffsetOpeningTime":0,"OffsetClosingTime":0,"OpeningTimeType":"General","AdditionalOpeningDate":"","IsOpen":false}},{{"Weekday":"Sunday","OpeningTime":null,"ClosingTime":null,"OffsetOpeningTime":0,"OffsetClosingTime":0,"OpeningTimeType":"General","AdditionalOpeningDate":"","IsOpen":false}}],"Contacts":[{{"ContactType":"Primary","ContactAvailabilityType":"Office hours","ContactMethodType":"Telephone","ContactValue":"01632 {0:06}"}},{{"ContactType":"Primary","ContactAvailabilityType":"Office hours","ContactMethodType":"Website","ContactValue":"https://weir{n}.example"}},{{"ContactType":"Primary","ContactAvailabilityType":"Office hours","ContactMethodType":"Email","ContactValue":"desk@weir{n}.example"}}],"Facilities":[{{"Id":7,"Name":"Wheelchair access","Value":"Yes","FacilityGroupName":"Accessibility"}},{{"Id":28,"Name":"Car parking","Value":"Yes","FacilityGroupName":"Parking"}},{{"Id":2,"Name":"Induction loop","Value":"No","FacilityGroupName":"Accessibility"}}],"LastUpdatedDates":{{"OpeningTimes":"2024-04-08T11:41:16.21Z","ContactDetails":"2023-10-21T20:11:00.2Z"}},"AcceptingPatients":{{"GP":null,"Dentist":[{{"Id":1,"Name":"Adults (18 and over)","AcceptingPatients":false}},{{"Id":3,"Name":"Children","AcceptingPatients":true}}]}},"Metrics":[{{"MetricID":43,"MetricName":"Has Car Parking","DisplayName":"Car parking","Description":"Is there car parking here?","Value":"yes","Value2":null,"Text":"Parking available"}}]}}"#,
        960_000 + seeded.below(1000)
    );
}

fn position(seeded: &mut Seeded) -> (f64, f64) {
    let mut degrees = |from: f64, wide: f64| from + wide * seeded.below(1_000_000) as f64 / 1e6;
    (degrees(50.5, 4.4), degrees(-2.9, 3.3))
}

/// Makes a file of `count` objects between `open` and `close`.
fn generate(
    path: &Path,
    [open, close]: [&str; 2],
    count: u64,
    one: fn(u64, &mut String),
) -> Result<f64, String> {
    let wrong = |e: std::io::Error| format!("could not write {}: {e}", path.display());
    let mut file = BufWriter::new(std::fs::File::create(path).map_err(wrong)?);
    let (mut text, mut bytes) = (open.to_owned(), 0);
    for n in 0..count {
        one(n, &mut text);
        bytes += text.len();
        file.write_all(text.as_bytes()).map_err(wrong)?;
        text.clear();
    }
    file.write_all(close.as_bytes()).map_err(wrong)?;
    file.flush().map_err(wrong)?;
    Ok(bytes as f64 / 1e6)
}

/// The middle one of several runs.
pub(super) fn middle(program: &Path, arguments: &[String]) -> Result<Measured, String> {
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let run = measured(program, arguments)?;
        if run.code != 0 {
            return Err(format!("{} failed: {}", program.display(), run.stderr));
        }
        runs.push(run);
    }
    runs.sort_by_key(|run| run.processor);
    Ok(runs.swap_remove(RUNS / 2))
}

/// Compares both sides on one file.
pub(super) fn compare(
    reader: &Path,
    folder: &Path,
    what: &str,
    file: &Path,
    map: Option<&Path>,
    scripts: [&str; 2],
) -> Result<Vec<Figure>, String> {
    let mut python = Vec::new();
    for (n, script) in scripts.iter().enumerate() {
        let path = folder.join(format!("script{n}.py"));
        std::fs::write(&path, script).map_err(|e| format!("could not write a script: {e}"))?;
        let words = [&path, file].map(|path| path.display().to_string());
        python.push(middle(&PathBuf::from("python3"), &words)?);
    }
    let mut words: Vec<String> = Vec::new();
    if let Some(map) = map {
        words.extend(["--map".to_owned(), map.display().to_string()]);
    }
    words.push(file.display().to_string());
    let ours = middle(reader, &words)?;
    let made: u64 = python[1].stdout.trim().parse().unwrap_or(0);
    let told = format!("  {made} entries,");
    if made == 0 || !ours.stdout.contains(&told) {
        return Err(format!(
            "{what}: Python made {made} entries, and here:\n{}",
            ours.stdout
        ));
    }
    let seconds = |run: &Measured| run.processor.as_secs_f64();
    let share = |of: &Measured| seconds(&ours) / seconds(of);
    Ok(vec![
        Figure::noted(
            format!("{what}: to {made} entries"),
            format!("{:.2} s", seconds(&ours)),
        ),
        Figure::noted(
            format!("{what}: memory"),
            format!("{} MB", ours.peak_bytes / 1_000_000),
        ),
        Figure::noted(
            format!("{what}: Python to bare values"),
            format!("{:.2} s", seconds(&python[0])),
        ),
        Figure::at_most(
            format!("{what}: beside Python to bare values"),
            share(&python[0]),
            1.0,
            "times",
        ),
        Figure::noted(
            format!("{what}: Python to the same entries"),
            format!("{:.2} s", seconds(&python[1])),
        ),
        Figure::at_most(
            format!("{what}: beside Python to the same entries"),
            share(&python[1]),
            0.2,
            "times",
        ),
    ])
}

/// Reads generated files of several formats.
pub fn run(bench: &Bench) -> Result<Vec<Figure>, String> {
    build(
        &bench.root,
        &["build", "--release", "-p", "ingest", "--example", "read"],
    )?;
    let reader = bench.root.join("target/release/examples/read");
    let folder = tempfile::tempdir().map_err(|e| format!("could not make a folder: {e}"))?;
    let json = |script: &str| format!("{PYTHON}{script}");
    let mut figures = Vec::new();
    let file = folder.path().join("search.json");
    let envelope = [r#"{"@odata.context":"generated","value":["#, "]}"];
    let size = generate(&file, envelope, 10_000, practice)?;
    let what = format!("service search, {size:.0} MB of JSON");
    figures.extend(compare(
        &reader,
        folder.path(),
        &what,
        &file,
        None,
        [JSON_PARSE, &json(SEARCH)],
    )?);
    let file = folder.path().join("profiles.json");
    let size = generate(&file, ["[", "]"], 100_000, profile)?;
    let what = format!("brief profiles, {size:.0} MB of JSON");
    figures.extend(compare(
        &reader,
        folder.path(),
        &what,
        &file,
        None,
        [JSON_PARSE, &json(PROFILES)],
    )?);
    figures.extend(super::tables::figures(&reader, folder.path())?);
    Ok(figures)
}
