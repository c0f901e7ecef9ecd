def entries(row):
    id, name = row['OrganisationID'].strip(), tidy(row['OrganisationName'])
    contact = {'phone': phone(row['Phone']), 'email': email(row['Email']), 'website': website(row['Website'])}
    organization = {'type': 'organization', 'id': f'{id}#organization', 'name': name, 'kind': ['dental-practice'], 'status': 'active', **contact}
    yield organization
    by, at = reference(organization['id'], 'organization'), None
    address = {'lines': [line for line in (tidy(row[column]) for column in ('Address1', 'Address2', 'Address3')) if line],
               'city': tidy(row['City']), 'county': tidy(row['County']), 'postcode': postcode(row['Postcode']),
               'position': position(row['Latitude'], row['Longitude'])}
    if any(address.values()):
        location = {'type': 'location', 'id': f'{id}#location', 'name': name, 'address': address, 'organization': by}
        yield location
        at = reference(location['id'], 'location')
    yield {'type': 'service', 'id': f'{id}#service', 'name': name, 'kind': ['dentist'], 'organization': by, 'location': at,
           'attending': ['in-person'], **contact}


count(entries, (row for row in rows() if row['OrganisationStatus'] == 'Visible'), lambda row: row['OrganisationID'])
