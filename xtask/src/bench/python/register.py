CODE = re.compile(r'^[A-Z0-9]{3,12}$')
STATUS = {'A': 'active', 'C': 'closed', 'D': 'dormant', 'P': 'proposed'}


def day(text):
    return datetime.date(int(text[:4]), int(text[4:6]), int(text[6:8])) if len(text) == 8 and text.isdigit() else None


def entries(row):
    code, name = row[0].strip(), tidy(row[1])
    opened, closed = day(row[10]), day(row[11])
    life = {'name': name, 'status': STATUS.get(row[12]) or ('closed' if closed else None), 'opened': opened, 'closed': closed, 'phone': phone(row[17])}
    parent = row[14].strip()
    organization = {'type': 'organization', 'id': f'{code}#organization', 'identifiers': ['ods:' + code], 'kind': ['gp-branch'],
                    'parents': ['ods:' + parent] if CODE.match(parent) and parent != code and not day(row[16]) else None, **life}
    yield organization
    by, at = reference(organization['id'], 'organization'), None
    lines = [tidy(line) for line in row[4:9]]
    # The last two lines are the town and the county, when they stand.
    address = {'lines': [line for line in lines[:3] if line], 'city': lines[3], 'county': lines[4], 'postcode': postcode(row[9])}
    if any(address.values()):
        location = {'type': 'location', 'id': f'{code}#location', 'name': name, 'address': address, 'organization': by}
        yield location
        at = reference(location['id'], 'location')
    yield {'type': 'service', 'id': f'{code}#service', 'kind': ['gp'], 'organization': by, 'location': at, **life}


def register():
    with open(sys.argv[1], encoding='utf-8', newline='') as file:
        yield from csv.reader(file)


count(entries, register(), lambda row: row[0])
