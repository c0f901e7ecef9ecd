//! From a service to its entries: its organization, its locations, and itself at each of them.

use super::location::{self, Found};
use super::schedule;
use crate::fault::Fault;
use crate::place::{Fields, local_id};
use crate::read::json::Json;
use crate::read::{Pen, is_nothing, one_line, plain_text, with_times, written_date};
use model::{Entry, EntryType, Field, Said, Scheme, SourceKey, Status, Term, Value};

/// The entries of the service `id`, organization first.
pub(super) fn entries(
    service: &Json<'_>,
    id: &str,
    source: &SourceKey,
    pen: &mut Pen<'_>,
) -> Vec<Entry> {
    let mut entries = Vec::new();
    let organization = organization(service, source, pen);
    let organization_said = organization.as_ref().map(|(said, _)| said.clone());
    entries.extend(organization.and_then(|(_, entry)| entry));
    let mut places = location::places(service, pen);
    // In order of their ids, so that the first one does not depend on the order in which a feed gives them.
    places.sort_by(|a, b| a.id.cmp(&b.id));
    places.dedup_by(|a, b| a.id == b.id);
    let own = fields(service, pen);
    let assured = date(service, "assured_date", pen);
    let mut words = Vec::new();
    let week = schedule::hours(&[service], &mut words, pen);
    let empty = [Found::default()];
    let at = if places.is_empty() {
        &empty[..]
    } else {
        &places[..]
    };
    for (n, place) in at.iter().enumerate() {
        let own_id = if n == 0 {
            local_id(id, "service")
        } else {
            format!("{id}#service:{}", place.id)
        };
        let mut entry = Entry::new(EntryType::Service, own_id);
        entry.assured = assured;
        entry.fields.extend(own.clone());
        entry.fields.extend(
            place
                .service
                .clone()
                .into_iter()
                .filter(|(_, said)| said.is_some()),
        );
        let here = place.schedule.clone().or_else(|| week.clone());
        if here.is_some() || says_times(service) {
            entry.fields.insert(
                Field::Schedule,
                here.map(|hours| Value::Hours(Box::new(hours))),
            );
        }
        let kept = if place.words.is_empty() && place.schedule.is_none() {
            &words
        } else {
            &place.words
        };
        describe_times(&mut entry, kept);
        if let Some(said) = &organization_said {
            entry.fields.insert(Field::Organization, said.clone());
        }
        if place.entry.is_none() && !place.id.is_empty() && place.is_place {
            // Its entry is made elsewhere: another object, or another file, holds it.
            let location =
                Entry::new(EntryType::Location, local_id(&place.id, "location")).id(source);
            entry
                .fields
                .insert(Field::Location, Some(Value::Reference(location)));
        }
        if let Some(location) = &place.entry {
            // A hall with many tenants belongs to none of them, so a location says nothing of an organization.
            entry
                .fields
                .insert(Field::Location, Some(Value::Reference(location.id(source))));
            entries.push(location.clone());
        }
        entries.push(entry);
    }
    entries
}

/// Puts times that no week can hold below the description, where people read them.
pub(crate) fn describe_times(entry: &mut Entry, words: &[String]) {
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    words.retain(|words| !words.is_empty());
    words.dedup();
    if words.is_empty() {
        return;
    }
    let said = match entry.fields.get(&Field::Description) {
        Some(Some(Value::Text(text))) => Some(text.as_str()),
        _ => None,
    };
    let said = with_times(said, &words.join("; "));
    entry.fields.insert(Field::Description, said);
}

fn says_times(service: &Json<'_>) -> bool {
    service
        .member("schedules")
        .or_else(|| service.member("regular_schedules"))
        .is_some()
}

fn date(object: &Json<'_>, name: &str, pen: &mut Pen<'_>) -> Option<jiff::civil::Date> {
    let text = pen.member(object, name).into_owned();
    pen.date(name, &text, written_date)
}

/// What is said of the organization, and its entry when the object stands whole.
fn organization(
    service: &Json<'_>,
    source: &SourceKey,
    pen: &mut Pen<'_>,
) -> Option<(Said, Option<Entry>)> {
    let whole = service.get("organization");
    let mut id = one_line(&pen.cell(whole.get("id"), "organization.id"));
    if id.is_empty() {
        id = one_line(&pen.member(service, "organization_id"));
    }
    if id.is_empty() {
        return service.member("organization").map(|_| (None, None));
    }
    let (said, entry) = whole_organization(whole, source, pen);
    let said = said.or_else(|| {
        Some(Value::Reference(
            Entry::new(EntryType::Organization, local_id(&id, "organization")).id(source),
        ))
    });
    Some((said, entry))
}

/// What refers to an organization that stands as an object, and its entry when it has a name.
pub(super) fn whole_organization(
    whole: &Json<'_>,
    source: &SourceKey,
    pen: &mut Pen<'_>,
) -> (Said, Option<Entry>) {
    let id = one_line(&pen.cell(whole.get("id"), "organization.id"));
    if id.is_empty() {
        return (None, None);
    }
    let mut entry = Entry::new(EntryType::Organization, local_id(&id, "organization"));
    let said = Some(Value::Reference(entry.id(source)));
    let name = one_line(&pen.cell(whole.get("name"), "organization.name"));
    if name.is_empty() {
        return (said, None);
    }
    entry.fields = contact(whole, ["organization.email", "organization.website"], pen);
    entry.fields.insert(Field::Name, Value::text(&name));
    let about =
        plain_text(&pen.cell(whole.get("description"), "organization.description")).into_owned();
    if whole.member("description").is_some() {
        entry
            .fields
            .insert(Field::Description, Value::text(about.trim()));
    }
    let list = pen.list(
        whole.get("organization_identifiers"),
        "organization.organization_identifiers",
    );
    let codes: Vec<_> = list.iter().filter_map(|one| code(one, pen)).collect();
    if whole.member("organization_identifiers").is_some() {
        entry.fields.insert(Field::Identifiers, Value::codes(codes));
    }
    (said, Some(entry))
}

/// A code of a register that we know; others name nothing here.
fn code(identifier: &Json<'_>, pen: &mut Pen<'_>) -> Option<model::Code> {
    let words = format!(
        "{} {}",
        identifier.get("identifier_scheme").text(),
        identifier.get("identifier_type").text()
    )
    .to_ascii_lowercase();
    let scheme = [
        ("gb-chc", Scheme::Charity),
        ("charity", Scheme::Charity),
        ("gb-coh", Scheme::Company),
        ("compan", Scheme::Company),
        ("gb-nhs", Scheme::Ods),
        ("ods", Scheme::Ods),
        ("cqc", Scheme::Cqc),
    ]
    .into_iter()
    .find_map(|(word, scheme)| words.contains(word).then_some(scheme))?;
    let path = "organization.organization_identifiers.identifier";
    let text = pen.cell(identifier.get("identifier"), path).into_owned();
    // `GB-CHC-1234567`: the register stands before the number.
    let number = text.rsplit("GB-").next().unwrap_or(&text);
    let number = number
        .split_once('-')
        .filter(|(register, _)| text.starts_with("GB-") && register.len() == 3)
        .map_or(number, |(_, number)| number);
    pen.code(scheme, path, number.trim())
}

/// Telephone, email and web address, as far as the object speaks for them.
fn contact(object: &Json<'_>, [email_path, website_path]: [&str; 2], pen: &mut Pen<'_>) -> Fields {
    let mut fields = Fields::new();
    if let Some(phone) = location::phone(object, pen) {
        fields.insert(Field::Phone, phone);
    }
    if let Some(email) = object.member("email") {
        let text = pen.cell(email, email_path);
        fields.insert(Field::Email, pen.email(email_path, &text));
    }
    for name in ["website", "url"] {
        if let Some(website) = object.member(name).filter(|value| !value.is_compound()) {
            let text = pen.cell(website, website_path);
            fields.insert(Field::Website, pen.website(website_path, &text));
        }
    }
    fields
}

/// What the service says of itself, wherever it is given.
fn fields(service: &Json<'_>, pen: &mut Pen<'_>) -> Fields {
    let mut fields = contact(service, ["email", "url"], pen);
    let name = one_line(&pen.member(service, "name"));
    if name.is_empty() {
        pen.note(Fault::NoName, "name", "");
    }
    fields.insert(Field::Name, Value::text(&name));
    let texts = [
        ("description", Field::Description),
        ("application_process", Field::ApplicationProcess),
        ("alert", Field::Alert),
    ];
    for (member, field) in texts {
        if service.member(member).is_some() {
            let text = plain_text(&pen.member(service, member)).trim().to_owned();
            fields.insert(
                field,
                if is_nothing(&text) {
                    None
                } else {
                    Value::text(&text)
                },
            );
        }
    }
    status(service, &mut fields, pen);
    who(service, &mut fields, pen);
    cost(service, &mut fields, pen);
    sets(service, &mut fields, pen);
    fields
}

fn status(service: &Json<'_>, fields: &mut Fields, pen: &mut Pen<'_>) {
    let text = pen.member(service, "status").trim().to_ascii_lowercase();
    let status = match text.as_str() {
        "" => return,
        "active" => Status::Active,
        "inactive" => Status::Dormant,
        "defunct" | "closed" => Status::Closed,
        "temporarily closed" => {
            if !matches!(fields.get(&Field::Alert), Some(Some(_))) {
                fields.insert(Field::Alert, Value::text("Temporarily closed."));
            }
            Status::Dormant
        }
        other => {
            pen.note(Fault::BadWord, "status", other);
            return;
        }
    };
    fields.insert(Field::Status, Some(Value::Status(status)));
}

/// Whom it is for: in words, and the ages.
fn who(service: &Json<'_>, fields: &mut Fields, pen: &mut Pen<'_>) {
    // Version 1 has a list of eligibilities, of which one may stand alone.
    let list = pen.list(service.get("eligibilitys"), "eligibilitys");
    let mut words = vec![pen.member(service, "eligibility_description").into_owned()];
    words.extend(list.iter().map(|one| {
        pen.cell(one.get("eligibility"), "eligibilitys.eligibility")
            .into_owned()
    }));
    words.retain(|text| !is_nothing(text.trim()));
    if service.member("eligibility_description").is_some()
        || service.member("eligibilitys").is_some()
    {
        fields.insert(
            Field::Eligibility,
            Value::text(plain_text(&words.join("; ")).trim()),
        );
    }
    for (name, field) in [
        ("minimum_age", Field::MinimumAge),
        ("maximum_age", Field::MaximumAge),
    ] {
        let said = service
            .member(name)
            .or_else(|| list.first().and_then(|one| one.member(name)));
        if let Some(value) = said {
            let text = pen.cell(value, name).into_owned();
            // `18.0`, as some feeds write whole years.
            let text = text.strip_suffix(".0").unwrap_or(&text);
            fields.insert(field, pen.age(name, text));
        }
    }
}

fn cost(service: &Json<'_>, fields: &mut Fields, pen: &mut Pen<'_>) {
    let options = pen.list(service.get("cost_options"), "cost_options");
    let mut terms = Vec::new();
    let mut words: Vec<String> = ["fees_description", "fees"]
        .into_iter()
        .map(|name| plain_text(&pen.member(service, name)).trim().to_owned())
        .collect();
    for option in options {
        let amount: Option<f64> = option.get("amount").text().parse().ok();
        let text = one_line(&pen.cell(
            option.get("amount_description"),
            "cost_options.amount_description",
        ));
        let name = one_line(&pen.cell(option.get("option"), "cost_options.option"));
        let free = amount == Some(0.0)
            || [&text, &name]
                .iter()
                .any(|text| text.eq_ignore_ascii_case("free"));
        if free {
            terms.extend(Term::slug("free"));
        } else if amount.is_some() {
            terms.extend(Term::slug("paid"));
        }
        let amount = amount
            .filter(|amount| *amount > 0.0)
            .map(|amount| format!("£{amount:.2}"));
        words.push(
            [Some(name), amount, Some(text)]
                .into_iter()
                .flatten()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(", "),
        );
    }
    words.retain(|text| !is_nothing(text));
    words.dedup();
    if words.iter().any(|text| text.eq_ignore_ascii_case("free")) {
        terms.extend(Term::slug("free"));
    }
    if ["fees_description", "fees", "cost_options"]
        .iter()
        .any(|name| service.member(name).is_some())
    {
        fields.insert(Field::Fees, Value::text(&words.join("; ")));
        fields.insert(Field::Cost, Value::terms(terms));
    }
}

/// Kinds, languages, areas and ways of attending.
fn sets(service: &Json<'_>, fields: &mut Fields, pen: &mut Pen<'_>) {
    let mut kinds = Vec::new();
    for (list, one) in [
        ("attributes", "taxonomy_term"),
        ("service_taxonomys", "taxonomy"),
        ("service_taxonomies", "taxonomy"),
    ] {
        for attribute in pen.list(service.get(list), list) {
            kinds.extend(Term::slug(&pen.cell(attribute.get(one).get("name"), list)));
        }
    }
    if ["attributes", "service_taxonomys", "service_taxonomies"]
        .iter()
        .any(|name| service.member(name).is_some())
    {
        fields.insert(Field::Kind, Value::terms(kinds));
    }
    if service.member("languages").is_some() {
        let list = pen.list(service.get("languages"), "languages");
        let name = |one: &Json<'_>| {
            ["name", "language", "code"]
                .iter()
                .find_map(|member| one.member(member).map(|value| value.text().into_owned()))
        };
        fields.insert(
            Field::Languages,
            Value::terms(
                list.iter()
                    .filter_map(name)
                    .filter_map(|name| Term::slug(&name)),
            ),
        );
    }
    if service.member("service_areas").is_some() {
        let list = pen.list(service.get("service_areas"), "service_areas");
        let mut names: Vec<String> = Vec::new();
        for area in list {
            let name = ["name", "service_area", "description"]
                .iter()
                .map(|member| one_line(&area.get(member).text()))
                .find(|text| !is_nothing(text));
            names.extend(name.filter(|name| !names.contains(name)));
        }
        fields.insert(Field::ServiceArea, Value::text(&names.join("; ")));
    }
    let mut attending = Vec::new();
    let schedules = pen.list(service.get("schedules"), "schedules");
    let said = schedules
        .iter()
        .map(|one| one.get("attending_type"))
        .chain([service.get("attending_type")]);
    for text in said.map(|value| value.text().to_ascii_lowercase()) {
        let known = [
            ("phone", "by-phone"),
            ("online", "online"),
            ("virtual", "online"),
            ("home", "home-visit"),
            ("venue", "in-person"),
            ("person", "in-person"),
            ("face", "in-person"),
        ];
        attending.extend(
            known
                .iter()
                .filter(|(word, _)| text.contains(word))
                .filter_map(|(_, term)| Term::slug(term)),
        );
    }
    if !attending.is_empty() {
        fields.insert(Field::Attending, Value::terms(attending));
    }
}
