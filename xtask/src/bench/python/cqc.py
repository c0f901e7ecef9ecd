# What the regulator's labels stand for, as far as they are not themselves the word.
KINDS = {
    'domiciliary-care-service': ['homecare'], 'homecare-agencies': ['homecare'], 'residential-homes': ['care-home'],
    'care-home-service-with-nursing': ['care-home', 'nursing-home'], 'care-home-service-without-nursing': ['care-home'],
    'nursing-homes': ['care-home', 'nursing-home'], 'dental-service': ['dentist'], 'dentists': ['dentist'],
    'doctors-gps': ['gp'], 'doctors-consultation-service': ['doctors-consultation'], 'supported-living-service': ['supported-living'],
    'doctors-treatment-service': ['doctors-treatment'], 'extra-care-housing-services': ['extra-care-housing'],
    'diagnostic-and-or-screening-service': ['diagnostic-and-screening-service'], 'supported-living': ['supported-living'],
}
WAYS = {'homecare': 'home-visit', 'care-home': 'in-person', 'nursing-home': 'in-person', 'dentist': 'in-person', 'gp': 'in-person'}
GRADES = {'outstanding', 'good', 'requires improvement', 'inadequate'}
QUESTIONS = ('safe', 'effective', 'caring', 'responsive', 'well-led')
above = set()


def day(text):
    text = text.strip()
    if '/' in text:
        month, day, year = text.split(' ')[0].split('/')
        return datetime.date(int(year), int(month), int(day))
    return iso(text)


def grade(text):
    text = text.strip().lower()
    return text if text in GRADES else None


def kinds_of(row):
    kinds = []
    for label in row['Service Types'].split(','):
        if label.strip():
            kinds.extend(KINDS.get(slug(label), [slug(label)]))
    if row['Primary inspection category'] == 'GP Practices':
        kinds.append('gp')
    return sorted(set(kinds))


def over(row):
    brand_id, provider = row['Brand ID'].strip(), row['Provider ID'].strip()
    brand = None
    if tidy(brand_id):
        brand = reference(f'{brand_id}#organization', 'organization')
        if brand_id not in above:
            above.add(brand_id)
            yield {'type': 'organization', 'id': f'{brand_id}#organization', 'name': tidy(row['Brand Name'].removeprefix('BRAND ')), 'kind': ['brand']}
    if provider and provider not in above:
        above.add(provider)
        company = row['Provider Companies House Number'].strip()
        codes = ['cqc:' + provider]
        if re.fullmatch(r'[A-Z0-9]{5,8}', company):
            codes.append('company:' + company.rjust(8, '0'))
        yield {'type': 'organization', 'id': f'{provider}#organization', 'name': tidy(row['Provider Name']), 'identifiers': codes,
               'kind': ['registered-provider'], 'opened': day(row['Provider HSCA start date']), 'organization': brand}


def entries(row):
    id, name, kinds = row['Location ID'].strip(), tidy(row['Location Name']), kinds_of(row)
    yield from over(row)
    opened, ended = day(row['Location HSCA start date']), day(row['Location HSCA end date'])
    status = 'closed' if ended else 'dormant' if row['Dormant'] == 'Y' else 'active'
    life = {'status': status, 'opened': opened, 'closed': ended, 'phone': phone(row['Location telephone number']),
            'website': website(row['Location Web Address'])}
    provider = row['Provider ID'].strip()
    organization = {'type': 'organization', 'id': f'{id}#organization', 'name': name, 'identifiers': ['cqc:' + id], 'kind': kinds,
                    'parents': ['cqc:' + provider] if provider else None, **life}
    yield organization
    by = reference(organization['id'], 'organization')
    uprn = row['Location UPRN'].strip()
    location = {'type': 'location', 'id': f'{id}#location', 'name': name, 'organization': by,
                'address': {'county': tidy(row['Location Local Authority'])}, 'identifiers': 'uprn:' + uprn if uprn.isdigit() else None}
    yield location
    rating = {'overall': grade(row['Location Latest Overall Rating'])}
    for question in QUESTIONS:
        rating[question] = grade(row[f'Location {question} rating'])
    if any(rating.values()):
        published = day(row['Publication Date'])
        rating['published'] = published if published and opened and published > opened else None
    users = [tidy(user) for user in row['Service users supported'].split(',')]
    beds = int(row['Care homes beds'] or 0)
    yield {'type': 'service', 'id': f'{id}#service', 'name': name, 'organization': by, 'location': reference(location['id'], 'location'),
           'attending': sorted({WAYS[kind] for kind in kinds if kind in WAYS}), 'kind': kinds, **life,
           'eligibility': ', '.join(user for user in users if user), 'beds': beds or None, 'rating': rating}


count(entries, rows(), lambda row: row['Location ID'])
