RANGE = re.compile(r'^([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})$')


def text(cell):
    cell = cell.strip()
    return None if cell.lower() in NOTHING else cell


def day(cell):
    cell = cell.strip()
    if not cell:
        return None
    if cell.lower() == 'closed':
        return []
    sessions = []
    for part in cell.split(','):
        found = RANGE.match(part.strip())
        if not found:
            return None
        a, b, c, d = map(int, found.groups())
        sessions.append((a * 60 + b, c * 60 + d))
    return sorted(sessions)


def entries(row):
    ref = tidy(row['Ref'])
    checked = row['Last checked'].strip()
    assured = datetime.datetime.strptime(checked, '%d/%m/%Y').date() if checked else None
    organization = {'type': 'organization', 'id': f'{ref}#organization', 'name': tidy(row['Provider']), 'assured': assured}
    charity = row['Charity no'].strip()
    organization['identifiers'] = 'charity:' + charity if charity.isdigit() and 5 <= len(charity) <= 8 else None
    yield organization
    by = reference(organization['id'], 'organization')
    lines = [line for line in (tidy(row['Address 1']), tidy(row['Address 2'])) if line]
    location = {'type': 'location', 'id': f'{ref}#location', 'name': tidy(row['Venue']), 'organization': by, 'assured': assured,
        'address': {'lines': lines, 'city': tidy(row['Town']), 'postcode': postcode(row['Postcode']), 'position': position(row['Lat'], row['Lon'])}}
    yield location
    at = reference(location['id'], 'location')
    yield {'type': 'service', 'id': f'{ref}#service', 'organization': by, 'location': at, 'assured': assured, 'name': tidy(row['Service']),
        'description': text(row['About']), 'kind': sorted({slug(label) for label in row['Category'].split(';') if label.strip()}),
        'phone': phone(row['Phone']), 'email': email(row['Email']),
        'website': website(row['Website']),
        'eligibility': text(row['Who for']), 'fees': text(row['Cost']),
        'schedule': {'mo': day(row['Mon']), 'we': day(row['Wed']), 'fr': day(row['Fri'])}}


count(entries, rows(), lambda row: row['Ref'])
