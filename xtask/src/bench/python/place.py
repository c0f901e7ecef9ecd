def place(id, name, kinds, code, contact, address, service, more):
    organization = {'type': 'organization', 'id': f'{id}#organization', 'name': name, 'kind': kinds[0], 'identifiers': code, **contact}
    yield organization
    by = reference(organization['id'], 'organization')
    location = {'type': 'location', 'id': f'{id}#location', 'name': name, 'address': address, 'organization': by}
    yield location
    at = reference(location['id'], 'location')
    yield {'type': 'service', 'id': f'{id}#service', 'name': name, 'kind': kinds[1], 'organization': by, 'location': at, **contact, **service}
    for listed in more:
        yield {'type': 'service', 'id': f'{id}#service:{slug(listed)}', 'name': listed, 'kind': [slug(listed)], 'organization': by, 'location': at, **contact, **service}
