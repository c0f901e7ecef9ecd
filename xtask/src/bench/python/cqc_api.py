KINDS = {
    'domiciliary-care-service': ['homecare'], 'homecare-agencies': ['homecare'], 'residential-homes': ['care-home'],
    'care-home-service-with-nursing': ['care-home', 'nursing-home'], 'care-home-service-without-nursing': ['care-home'],
    'nursing-homes': ['care-home', 'nursing-home'], 'dental-service': ['dentist'], 'dentists': ['dentist'],
    'doctors-gps': ['gp'], 'doctors-consultation-service': ['doctors-consultation'], 'supported-living-service': ['supported-living'],
    'doctors-treatment-service': ['doctors-treatment'], 'extra-care-housing-services': ['extra-care-housing'],
}
WAYS = {'homecare': 'home-visit', 'care-home': 'in-person', 'nursing-home': 'in-person', 'dentist': 'in-person', 'gp': 'in-person'}
GRADES = {'Outstanding', 'Good', 'Requires improvement', 'Inadequate'}
STATUS = {'Registered': 'active', 'Deregistered': 'closed'}


def graded(value):
    return value if value in GRADES else None


def entries(place):
    id, name = place['locationId'], tidy(place['name'])
    kinds = set()
    for service in place.get('gacServiceTypes', []):
        label = service.get('description') or service.get('name') or ''
        kinds.update(KINDS.get(slug(label), [slug(label)]))
    for kind in place.get('locationTypes', []):
        kinds.add('gp' if kind['type'] == 'GP Practice' else slug(kind['type']))
    kinds = sorted(kinds)
    opened = iso(place.get('registrationDate'))
    status = STATUS.get(place.get('registrationStatus'))
    life = {'status': 'dormant' if status == 'active' and place.get('dormancy') == 'Y' else status, 'opened': opened,
            'closed': iso(place.get('deregistrationDate'))}
    contact = {'phone': phone(place.get('mainPhoneNumber')), 'website': website(place.get('website'))}
    codes = ['cqc:' + id] + (['ods:' + place['odsCode'].upper()] if place.get('odsCode') else [])
    organization = {'type': 'organization', 'id': f'{id}#organization', 'name': name, 'identifiers': codes, 'kind': kinds,
                    'parents': ['cqc:' + place['providerId']] if place.get('providerId') else None, **life, **contact}
    yield organization
    by = reference(organization['id'], 'organization')
    lines = [tidy(place.get(member)) for member in ('postalAddressLine1', 'postalAddressLine2')]
    location = {'type': 'location', 'id': f'{id}#location', 'name': name, 'organization': by,
                'identifiers': 'uprn:' + place['uprn'] if place.get('uprn', '').isdigit() else None,
                'address': {'lines': [line for line in lines if line], 'city': tidy(place.get('postalAddressTownCity')),
                            'county': tidy(place.get('postalAddressCounty')), 'postcode': postcode(place.get('postalCode')),
                            'position': position(place.get('onspdLatitude'), place.get('onspdLongitude'))}}
    yield location
    overall = place.get('currentRatings', {}).get('overall', {})
    rating = {'overall': graded(overall.get('rating'))}
    for question in overall.get('keyQuestionRatings', []):
        rating[question['name']] = graded(question.get('rating'))
    if any(rating.values()):
        published = iso(overall.get('reportDate') or place['currentRatings'].get('reportDate'))
        rating['published'] = published if published and opened and published > opened else None
    yield {'type': 'service', 'id': f'{id}#service', 'name': name, 'organization': by, 'location': reference(location['id'], 'location'),
           'kind': kinds, 'attending': sorted({WAYS[kind] for kind in kinds if kind in WAYS}), 'rating': rating,
           'eligibility': ', '.join(tidy(one['name']) for one in place.get('specialisms', [])), 'beds': place.get('numberOfBeds') or None,
           **life, **contact}


with open(sys.argv[1], encoding='utf-8') as file:
    count(entries, (json.loads(line) for line in file), lambda place: place['locationId'])
