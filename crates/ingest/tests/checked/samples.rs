//! A good document of every format, invented.

use super::good::{
    CLUBS, HOSPITALS, INSPECTED, LOCATIONS, MAP, PHARMACY, REGISTER, SERVICES, TIMES,
};
use testkit::damage::Document;

/// Brief profiles of surgeries, as the NHS website's first JSON has them.
const BRIEF: &str = r#"[{"choicesId":43924,"_id":43924,"syndicationId":13726,"name":"Weir Lane Surgery","phone":"01632 960417","odsCode":"Q81001","location":{"address":["Health Centre","12 Weir Lane","Tealford","Kent"],"postcode":"QX4 7PL","latitude":54.21,"longitude":-1.63}},
{"choicesId":43925,"_id":43925,"syndicationId":13727,"name":"Mill Lane Surgery","phone":"01632 960418","odsCode":"Q81002","location":{"address":["1 Mill Lane"],"postcode":"QX2 1AA","latitude":54.2,"longitude":-1.6}}]"#;

/// Full profiles of a practice and, in its own document, of a pharmacy.
const PRACTICE: &str = r#"{"_id":36584,"choicesId":36584,"syndicationId":14696,"name":"Sedge Practice","odsCode":"Q81055","address":{"addressLines":["24 Sedge Road","Tealford"],"postcode":"QX4 0AE"},"location":{"type":"Point","coordinates":[-1.46,54.61]},"contact":{"website":"http://www.sedge.example","telephone":"01632 960806","email":"desk@sedge.example"},"openingTimes":{"reception":{"monday":[{"opens":"07:30","closes":"12:00"}],"tuesday":[]},"alterations":{"2014-12-25":[]}},"doctors":["Dr A Example"],"acceptingNewPatients":false,"facilities":{"accessibility":[{"name":"Step free access","exists":"Yes"}]},"services":{"entries":[{"title":"Asthma Clinic","introduction":"<p>For asthma &amp; more.</p>","gpReferralRequired":true}]}}"#;
const DISPENSARY: &str = r#"[
  {
    "identifierType": "Pharmacy Contract",
    "identifier": "FQ052",
    "name": "Weir Pharmacy",
    "organisationType": "Pharmacy",
    "openingTimes": { "general": { "monday": [ { "opens": "09:00", "closes": "17:00" } ], "tuesday": [] }, "alterations": {} },
    "address": { "line1": "9 High Street", "city": "Tealford", "postcode": "QX9 9LR" },
    "contacts": { "telephoneNumber": "01632 960777", "website": null },
    "location": { "type": "Point", "coordinates": [ -1.93, 52.62 ] }
  },
  {
    "identifierType": "Pharmacy Contract",
    "identifier": "FQ053",
    "name": "Mill Pharmacy",
    "organisationType": "Pharmacy"
  }
]"#;

/// An answer of the service search API.
const SEARCH: &str = r#"{"@odata.context":"https://api.example/$metadata","@odata.count":2,"value":[
  {"SearchKey":"X46","ODSCode":"V002072","OrganisationName":"Weir Dental Practice","OrganisationTypeId":"DEN","OrganisationType":"Dentist","OrganisationStatus":"Visible","Address1":null,"Address2":"1 Weir Lane","City":"Tealford","Latitude":54.21,"Longitude":-1.63,"Postcode":"QX4 7PL","ParentOrganisation":{"ODSCode":"QNX"},
   "Services":[{"ServiceName":"Braces","Contacts":[{"ContactMethodType":"Telephone","ContactValue":"01632 960999"}],"OpeningTimes":[]}],
   "OpeningTimes":[{"Weekday":"Monday","OpeningTime":"08:30","ClosingTime":"13:00","OpeningTimeType":"General","AdditionalOpeningDate":"","IsOpen":true},{"Weekday":null,"OpeningTimeType":"Additional","AdditionalOpeningDate":"Dec 25 2026","IsOpen":false}],
   "Contacts":[{"ContactType":"Primary","ContactMethodType":"Telephone","ContactValue":"01632960417"}],"Facilities":[{"Name":"Step-free access","Value":"Yes"}],"LastUpdatedDates":{"OpeningTimes":"2024-04-08T11:41:16.21Z"},"AcceptingPatients":{"Dentist":[{"Name":"Adults","AcceptingPatients":false}]}},
  {"SearchKey":"X47","ODSCode":"RQX2H","OrganisationName":"Sedge Clinic","OrganisationTypeId":"CLI","OrganisationType":"Clinic","OrganisationStatus":"Hidden"}
],"@odata.nextLink":null}"#;

/// The regulator's documents: two locations, a provider, a list.
const DETAILS: &str = r#"{"currentRatings":{"overall":{"keyQuestionRatings":[{"name":"Safe","rating":"Good"}],"rating":"Good","reportDate":"2022-11-03"}},"dormancy":"N","gacServiceTypes":[{"description":"Care home service with nursing","name":"Nursing homes"}],"locationId":"1-10024","mainPhoneNumber":"01632960417","name":"Sedge House","numberOfBeds":32,"odsCode":"VQHWE","onspdLatitude":53.51,"onspdLongitude":-2.15,"postalAddressLine1":"12 Sedge Lane","postalAddressTownCity":"Tealford","postalCode":"QX4 9BG","providerId":"1-9408","registrationDate":"2021-03-31","registrationStatus":"Registered","relationships":[],"specialisms":[{"name":"Dementia"}],"uprn":"422000118571","website":"www.sedge.example"}
{"dormancy":"N","deregistrationDate":"2014-05-30","gacServiceTypes":[{"description":"Dental service","name":"Dentist"}],"locationId":"1-10025","name":"Weir Dental","postalCode":"QX4 9BG","providerId":"1-9409","registrationDate":"2013-10-28","registrationStatus":"Deregistered","relationships":[{"relatedLocationId":"1-10026","relatedLocationName":"Weir Smiles","type":"HSCA Successor"}]}
"#;
const PROVIDER: &str = r#"{"providerId":"1-9408","organisationType":"Provider","registrationStatus":"Registered","registrationDate":"2011-01-01","name":"Sedge Care Ltd","companiesHouseNumber":"1234567","brandId":"BD900","brandName":"BRAND Sedge","postalAddressLine1":"1 Mill Lane","postalCode":"QX1 1AA"}"#;
const LISTED: &str = r#"{"total":2,"page":1,"nextPageUri":null,"locations":[{"locationId":"1-1","locationName":"Sedge House","postalCode":"QX4 9BG"},{"locationId":"1-2","locationName":"Mill House","postalCode":"QX4 9BG"}]}"#;

/// FHIR: a bundle of the register's kind, and resources one below the other.
const BUNDLE: &str = r#"{"resourceType":"Bundle","meta":{"lastUpdated":"2026-03-14T11:03:31.163+00:00"},"type":"searchset","total":2,"link":[{"relation":"self","url":"https://api.example/Organization"}],"entry":[
{"fullUrl":"https://api.example/Organization/Q81001","resource":{"resourceType":"Organization","id":"Q81001","extension":[{"url":"https://fhir.example/Extension-England-OrganisationRole","extension":[{"url":"roleCode","valueCodeableConcept":{"coding":[{"code":"RO76","display":"GP PRACTICE"}]}},{"url":"https://fhir.example/Extension-England-TypedPeriod","extension":[{"url":"dateType","valueCoding":{"code":"Operational"}},{"url":"period","valuePeriod":{"start":"1974-04-01"}}]},{"url":"active","valueBoolean":true}]}],"identifier":[{"system":"https://fhir.nhs.uk/Id/ods-organization-code","value":"Q81001"}],"active":true,"name":"WEIR LANE SURGERY","telecom":[{"system":"phone","value":"01632 960417"}],"address":[{"line":["WEIR LANE"],"city":"TEALFORD","postalCode":"QX47PL"}],"partOf":{"reference":"Organization/QHM"}},"search":{"mode":"match"}},
{"fullUrl":"https://api.example/Endpoint/e","resource":{"resourceType":"Endpoint","id":"e"},"search":{"mode":"match"}}]}"#;
const RESOURCES: &str = r#"{"resourceType":"Location","id":"l1","name":"Weir Hall","address":{"line":["1 Weir Lane"],"city":"Tealford","postalCode":"QX4 7PL"},"position":{"latitude":54.21,"longitude":-1.63},"managingOrganization":{"reference":"Organization/Q81001"}}
{"resourceType":"HealthcareService","id":"s1","active":true,"name":"Foot clinic","comment":"For feet.","providedBy":{"reference":"Organization/Q81001"},"location":[{"reference":"Location/l1"},{"reference":"Location/l2"}],"type":[{"coding":[{"display":"Podiatry service"}]}],"telecom":[{"system":"url","value":"https://foot.example"}],"availableTime":[{"daysOfWeek":["mon","tue"],"availableStartTime":"08:30:00","availableEndTime":"17:00:00"}],"notAvailable":[{"description":"Christmas","during":{"start":"2026-12-25","end":"2026-12-26"}}]}
"#;

/// A table with opening hours in words, as CSV, as JSON lines, and as two kinds of workbook.
const WEEKLY: &str = "Ref,Provider,Name,Phone,Hours,Cost,Checked\n7,Sedge Trust,Tea & talk,01632 960417,\"Mon-Fri 9-5, closed bank hols\",Free,44197\n8,,Walks,7.9E+09,1st Tues of month 2pm,,soon\n";
const WEEKLY_LINES: &str = r#"{"Ref":7,"Provider":"Sedge Trust","Name":"Tea","Phone":"01632 960417","Hours":"Mon-Fri 9-5","Cost":"Free","Checked":"2026-11-12"}
{"Ref":8,"Name":"Walks","Phone":null,"Hours":"24/7","more":{"x":[1,2]}}
"#;
pub const WEEKLY_MAP: &str = "id = \"Ref\"\nassured = \"Checked\"\n[organization]\nname = \"Provider\"\n[service]\nname = \"Name\"\nphone = \"Phone\"\nschedule = { text = \"Hours\" }\nfees = \"Cost\"";
const SHEET: &str = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Clubs of Tealford</t></is></c></row><row r="3"><c r="A3" t="inlineStr"><is><t>Ref</t></is></c><c r="B3" t="inlineStr"><is><t>Provider</t></is></c><c r="C3" t="inlineStr"><is><t>Name</t></is></c><c r="D3" t="inlineStr"><is><t>Phone</t></is></c><c r="E3" t="inlineStr"><is><t>Hours</t></is></c><c r="F3" t="inlineStr"><is><t>Cost</t></is></c><c r="G3" t="inlineStr"><is><t>Checked</t></is></c></row><row r="4"><c r="A4"><v>7</v></c><c r="B4" t="inlineStr"><is><t>Sedge Trust</t></is></c><c r="C4" t="str"><f>"Tea"</f><v>Tea</v></c><c r="D4"><v>1632960417</v></c><c r="E4" t="inlineStr"><is><t>Mon-Fri 9-5</t></is></c><c r="G4"><v>44197</v></c></row><row r="5"><c r="A5"><v>8</v></c><c r="C5" t="inlineStr"><is><t>Walks</t></is></c><c r="F5" t="e"><f>1/0</f><v>#DIV/0!</v></c></row></sheetData><mergeCells count="1"><mergeCell ref="B4:B5"/></mergeCells></worksheet>"#;
const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Clubs" sheetId="1" r:id="r1"/></sheets></workbook>"#;
const LINKS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const OPEN_SHEET: &str = r#"<office:document-content><office:body><office:spreadsheet><table:table table:name="Clubs"><table:table-row><table:table-cell office:value-type="string"><text:p>Ref</text:p></table:table-cell><table:table-cell><text:p>Provider</text:p></table:table-cell><table:table-cell><text:p>Name</text:p></table:table-cell><table:table-cell><text:p>Phone</text:p></table:table-cell><table:table-cell><text:p>Hours</text:p></table:table-cell><table:table-cell><text:p>Cost</text:p></table:table-cell><table:table-cell><text:p>Checked</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell office:value-type="float" office:value="7"><text:p>7.00</text:p></table:table-cell><table:table-cell table:number-rows-spanned="2"><text:p>Sedge<text:s/>Trust</text:p></table:table-cell><table:table-cell><text:p>Tea &amp; talk</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2"/><table:table-cell table:formula="of:=1"/><table:table-cell office:value-type="date" office:date-value="2026-11-12"><text:p>12/11/26</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#;

/// A page of Open Referral UK 3.0.
const SERVICES_PAGE: &str = r#"{"total_items":1,"total_pages":1,"page_number":1,"contents":[{"id":"v1","name":"Knit and Natter","status":"active","description":"<p>Bring wool.</p>","organization":{"id":"o1","name":"Friends of Tealford","website":"https://friends.example"},"assured_date":"2026-03-04","minimum_age":60,"fees":"Free","phones":[{"id":"p1","number":"01632 960417"}],"schedules":[{"id":"h1","freq":"WEEKLY","interval":1,"byday":"MO,WE","opens_at":"10:00:00","closes_at":"12:00:00"}],"service_at_locations":[{"id":"s1","location":{"id":"l1","location_type":"physical","name":"Weir Hall","latitude":54.21,"longitude":-1.63,"addresses":[{"id":"d1","address_1":"1 Weir Lane","city":"Tealford","postal_code":"QX4 7PL","country":"GB"}]}}],"attributes":[{"id":"t1","taxonomy_term":{"id":"t","name":"Crafts"}}]}]}"#;
/// Pages of services of Open Referral UK, versions 3 and 1.
const VERSION_3: &str = r#"{"total_items":2,"total_pages":1,"page_number":1,"size":2,"first_page":true,"last_page":true,"empty":false,"contents":[
{"id":"v1","name":"Knit and Natter","status":"active","description":"<p>Bring wool.</p>","assured_date":"2026-03-04","minimum_age":60,"fees":"Free","organization":{"id":"o1","name":"Friends of Tealford","description":"A charity","website":"https://friends.example","organization_identifiers":[{"identifier_scheme":"GB-CHC","identifier_type":"Charity","identifier":"GB-CHC-1234567"}]},
"service_at_locations":[{"id":"s1","location":{"id":"l1","location_type":"physical","name":"Weir Hall","latitude":54.21,"longitude":-1.63,"addresses":[{"address_1":"1 Weir Lane","city":"Tealford","state_province":"Ambermoor","postal_code":"QX4 7PL","country":"GB","address_type":"physical"}]}}],
"schedules":[{"freq":"WEEKLY","interval":1,"byday":"MO,WE","opens_at":"10:00:00","closes_at":"12:00:00"},{"freq":"MONTHLY","byday":"1MO","opens_at":"10:00","closes_at":"11:00"}],"cost_options":[{"amount":0}],"attributes":[{"taxonomy_term":{"name":"Crafts"}}]},
{"id":"v2","name":"Talks","status":"temporarily closed","organization_id":"o1","phones":[{"number":"01632 960417"}]}]}"#;
const VERSION_1: &str = r#"{"totalElements":1,"totalPages":1,"number":1,"size":1,"first":true,"last":true,"empty":false,"content":[{"id":7,"name":"Lunch club","organization":{"id":"3","name":"Sedge Trust"},"eligibilitys":[{"eligibility":"adult","minimum_age":55}],"regular_schedules":[{"weekday":"1","opens_at":"12:00","closes_at":"14:00"}],"holiday_schedules":[{"closed":true,"start_date":"2026-12-25","end_date":"2026-12-26"}],"service_at_locations":[{"location":{"id":"4","name":"Sedge Hall","physical_addresses":[{"address_1":"2 Mill Lane","city":"Tealford","postal_code":"QX2 1AA"}]}}],"service_taxonomys":[{"taxonomy":{"id":"t","name":"Lunch clubs"}}]}]}"#;

/// A package of tables.
const ORGANIZATIONS_CSV: &[u8] = b"id,name,description,url,email\no1,Friends of Tealford,\"A charity,\nsince 1990\",https://friends.example,desk@friends.example\n";
const LOCATIONS_CSV: &[u8] = b"id,name,latitude,longitude\nl1,Weir Hall,54.21,-1.63\n";
const SERVICES_CSV: &[u8] = b"id,organization_id,name,description,status\nv1,o1,Knit and Natter,Wool.,active\nv2,o1,Talks,,inactive\n";
const AT_CSV: &[u8] = b"id,service_id,location_id\ns1,v1,l1\ns2,v9,l1\n";
const SCHEDULES_CSV: &[u8] =
    b"id,service_id,byday,opens_at,closes_at\nh1,v1,\"MO,WE\",10:00,12:00\n";
const PHONES_CSV: &[u8] =
    b"id,service_id,organization_id,number\np1,v1,,01632 960417\np2,,o1,01632 960418\n";

/// Organizations with places in them.
const OHANA: &str = r#"{"name":"Tealford Library","description":"Books","locs":[{"name":"Weir Branch","address":{"street":"1 Weir Lane","city":"Tealford","zip":"QX4 7PL"},"phones":[[{"number":"01632 960417"}]],"urls":["https://weir.example"]}]}
{"name":"Friends","locs":[{"name":"Hall","address":{}}]}
"#;

/// Web pages: one line each, and one as a file.
const PAGES: &str = r##"{"address":"https://weir.example/","html":"<!doctype html><script type=\"application/ld+json\">{\"@graph\":[{\"@type\":\"Pharmacy\",\"@id\":\"https://weir.example/#us\",\"name\":\"Weir Pharmacy\",\"telephone\":\"01632 960417\",\"address\":{\"@id\":\"#at\"},\"openingHours\":[\"Mo-Fr 09:00-17:00\",\"Sa 10:00-13:00\"]},{\"@type\":\"PostalAddress\",\"@id\":\"#at\",\"streetAddress\":\"1 Weir Lane, Tealford\",\"postalCode\":\"QX4 7PL\"}]}</script>"}
{"address":"https://mill.example/about","html":"<p>Nothing</p>"}
"##;
const PAGE: &[u8] = br#"<!-- saved from url=(0021)https://mill.example/ --><html><head><script type="application/ld+json">[{"@type":["Organization","Library"],"name":"Mill Library","department":{"@type":"CafeOrCoffeeShop","name":"Cafe"},"geo":{"latitude":54.2,"longitude":-1.6},"openingHoursSpecification":[{"dayOfWeek":["Monday","Tuesday"],"opens":"09:00","closes":"17:00"},{"validFrom":"2026-12-25","validThrough":"2026-12-26","opens":"00:00","closes":"00:00"}]}]</script></head></html>"#;

/// A directory as Ohana keeps it, and a package of tables.
const LIBRARY: &str = r#"{"name":"Tealford Library","locs":[{"name":"Weir Branch","description":"Books.","address":{"street":"1 Weir Lane","city":"Tealford","zip":"QX4 7PL"},"phones":[{"number":"01632 960417"}]},{"name":"Mill Branch","address":{}}]}
{"name":"Friends","locs":[{"name":"Hall","address":{}}]}
"#;
const PACKAGE: [(&str, &[u8]); 8] = [
    ("services.csv", b"id,organization_id,name,description,status,fees\nv1,o1,Knit and Natter,\"Bring\nwool\",active,Free\nv2,o1,Helpline,,active,\n"),
    ("organizations.csv", b"id,name,description,url\no1,Friends of Tealford,A charity,https://friends.example\n"),
    ("locations.csv", b"id,organization_id,name,latitude,longitude\nl1,o1,Weir Hall,54.21,-1.63\n"),
    ("services_at_location.csv", b"id,service_id,location_id,description\ns1,v1,l1,\n"),
    ("phones.csv", b"id,location_id,service_id,organization_id,number,type\np1,,\"v1,v2\",,01632 960417,voice\np3,,gone,,01632 960555,voice\n"),
    ("physical_addresses.csv", b"id,location_id,address_1,city,postal_code,country\na1,l1,1 Weir Lane,Tealford,QX4 7PL,GB\n"),
    ("schedules.csv", b"id,service_id,freq,byday,opens_at,closes_at\nh1,v1,WEEKLY,MO,10:00,12:00\n"),
    ("datapackage.json", b"{\"name\":\"x\"}"),
];

/// A document of these files.
pub fn document(sample: &'static str, files: &[(&str, &[u8])], map: Option<&str>) -> Document {
    Document {
        sample,
        files: files
            .iter()
            .map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()))
            .collect(),
        map: map.map(str::to_owned),
        packed: None,
    }
}

/// The parts of a workbook, packed when it is read: what is damaged is what is inside.
fn workbook(sample: &'static str, archive: &'static str, parts: &[(&str, &str)]) -> Document {
    let parts: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, text)| (*name, text.as_bytes()))
        .collect();
    Document {
        packed: Some(archive),
        ..document(sample, &parts, Some(WEEKLY_MAP))
    }
}

/// A document of each format, more of the tables in [`super::families`].
pub fn samples() -> Vec<Document> {
    let json = |sample, text: &str| document(sample, &[("data.json", text.as_bytes())], None);
    vec![
        document(
            "nhs website",
            &[
                ("Pharmacy.csv", PHARMACY),
                ("PharmacyOpeningTimes.csv", TIMES),
                ("PharmacyServices.csv", SERVICES),
            ],
            None,
        ),
        document(
            "nhs website with commas",
            &[("Hospital.csv", HOSPITALS)],
            None,
        ),
        document("register", &[("epraccur.csv", REGISTER)], None),
        document(
            "regulator",
            &[("locations.csv", LOCATIONS), ("inspections.csv", INSPECTED)],
            None,
        ),
        document("plain table", &[("clubs.csv", CLUBS)], Some(MAP)),
        json("brief profiles", BRIEF),
        json("a practice's profile", PRACTICE),
        json("pharmacies' profiles", DISPENSARY),
        json("service search", SEARCH),
        json("regulator's locations", DETAILS),
        json("regulator's provider", PROVIDER),
        json("regulator's list", LISTED),
        json("fhir bundle", BUNDLE),
        json("fhir resources", RESOURCES),
        json("open referral", SERVICES_PAGE),
        json("ohana", LIBRARY),
        document("data package", &PACKAGE, None),
        document(
            "hours in words",
            &[("weekly.csv", WEEKLY.as_bytes())],
            Some(WEEKLY_MAP),
        ),
        document(
            "table of objects",
            &[("weekly.jsonl", WEEKLY_LINES.as_bytes())],
            Some(WEEKLY_MAP),
        ),
        workbook(
            "workbook",
            "Clubs.xlsx",
            &[
                ("xl/worksheets/sheet1.xml", SHEET),
                ("xl/workbook.xml", BOOK),
                ("xl/_rels/workbook.xml.rels", LINKS),
                ("[Content_Types].xml", "<Types/>"),
                ("_rels/.rels", ROOT),
            ],
        ),
        workbook(
            "open document",
            "Clubs.ods",
            &[
                ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
                ("content.xml", OPEN_SHEET),
            ],
        ),
        json("services of version 3", VERSION_3),
        json("services of version 1", VERSION_1),
        document(
            "package of tables",
            &[
                ("organizations.csv", ORGANIZATIONS_CSV),
                ("locations.csv", LOCATIONS_CSV),
                ("services.csv", SERVICES_CSV),
                ("service_at_location.csv", AT_CSV),
                ("schedules.csv", SCHEDULES_CSV),
                ("phones.csv", PHONES_CSV),
            ],
            None,
        ),
        json("organizations with places", OHANA),
        json("web pages", PAGES),
        document("saved page", &[("mill.html", PAGE)], None),
        document(
            "two pages",
            &[
                ("1.json", LISTED.as_bytes()),
                ("2.json", LISTED.replace("1-", "2-").as_bytes()),
            ],
            None,
        ),
    ]
}
