DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']


def minutes(text):
    return int(text[:2]) * 60 + int(text[3:5])


def hours(schedules):
    week = [[] for _ in DAYS]
    for one in schedules:
        if one['freq'] == 'WEEKLY':
            for day in one['byday'].split(','):
                week[DAYS.index(day)].append((minutes(one['opens_at']), minutes(one['closes_at'])))
    return [sorted(day) for day in week]




def entries(service):
    id, above = service['id'], service['organization']
    organization = {'type': 'organization', 'id': f"{above['id']}#organization", 'name': tidy(above['name']), 'description': tidy(above['description']),
                    'website': website(above['website']), 'email': email(above['email'])}
    yield organization
    by = reference(organization['id'], 'organization')
    amounts = [float(option['amount']) for option in service['cost_options']]
    own = {'type': 'service', 'name': tidy(service['name']), 'description': service['description'].strip(), 'status': 'active',
           'email': email(service['email']), 'website': website(service['url']),
           'phone': phone(service['phones'][0]['number']), 'assured': iso(service['assured_date']),
           'minimum_age': service['minimum_age'], 'maximum_age': service['maximum_age'],
           'eligibility': tidy(service['eligibility_description']), 'organization': by,
           'fees': '; '.join(f"{option['option']}, £{amount:.2f}" for option, amount in zip(service['cost_options'], amounts)),
           'cost': sorted({'paid' if amount else 'free' for amount in amounts}),
           'kind': sorted({slug(one['taxonomy_term']['name']) for one in service['attributes']}),
           'languages': sorted({slug(one['name']) for one in service['languages']}),
           'service_area': '; '.join(tidy(one['name']) for one in service['service_areas']),
           'schedule': hours(service['schedules'])}
    for n, at in enumerate(sorted(service['service_at_locations'], key=lambda at: at['location']['id'])):
        place = at['location']
        first = place['addresses'][0]
        location = {'type': 'location', 'id': f"{place['id']}#location", 'name': tidy(place['name']),
                    'address': {'lines': [tidy(first['address_1'])], 'city': tidy(first['city']), 'postcode': postcode(first['postal_code']),
                                'position': position(place['latitude'], place['longitude'])}}
        yield location
        yield {**own, 'id': f'{id}#service' if n == 0 else f"{id}#service:{place['id']}", 'location': reference(location['id'], 'location')}


with open(sys.argv[1], encoding='utf-8') as file:
    count(entries, json.load(file)['contents'], lambda service: service['id'])
