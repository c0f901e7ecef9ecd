def entries(profile):
    where = profile['location']
    lines = [tidy(line) for line in where['address']]
    address = {'lines': lines[:-1], 'city': lines[-1], 'postcode': postcode(where['postcode']), 'latitude': where['latitude'], 'longitude': where['longitude']}
    yield from place(profile['syndicationId'], tidy(profile['name']), (['gp'], ['gp']), profile['odsCode'].upper(), {'phone': phone(profile.get('phone'))}, address, {'attending': ['in-person']}, [])


with open(sys.argv[1], encoding='utf-8') as file:
    count(entries, json.load(file), lambda profile: profile['syndicationId'])
