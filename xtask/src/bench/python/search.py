DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
def hours(times):
    week, dates = [[] for _ in DAYS], {}
    for time in times:
        sessions = week[DAYS.index(time['Weekday'].lower())] if time['OpeningTimeType'] == 'General' else dates.setdefault(time['AdditionalOpeningDate'], [])
        if time['IsOpen']:
            opens, closes = (int(text[:2]) * 60 + int(text[3:]) for text in (time['OpeningTime'], time['ClosingTime']))
            sessions.append((opens, closes if closes > opens else closes + 1440))
    return {'week': [sorted(day) for day in week], 'dates': dates}
def entries(found):
    first = {}
    for contact in found['Contacts']:
        if contact['ContactType'] == 'Primary':
            first.setdefault(contact['ContactMethodType'], contact['ContactValue'])
    email = first.get('Email')
    contact = {'phone': phone(first.get('Telephone')), 'email': email if email and '@' in email else None, 'website': first.get('Website')}
    address = {'lines': [line for line in (tidy(found[name]) for name in ('Address1', 'Address2', 'Address3')) if line], 'city': tidy(found['City']), 'county': tidy(found['County']), 'postcode': postcode(found['Postcode']), 'latitude': found['Latitude'], 'longitude': found['Longitude']}
    access = sorted({slug(one['Name']) for one in found['Facilities'] if one['Value'] == 'Yes'})
    service = {'attending': ['in-person'], 'accessibility': access, 'schedule': hours(found['OpeningTimes']), 'assured': min(found['LastUpdatedDates']['ContactDetails'][:10], found['LastUpdatedDates']['OpeningTimes'][:10])}
    yield from place(found['SearchKey'], tidy(found['OrganisationName']), (['dental-practice'], ['dentist']), found['ODSCode'], contact, address, service, [tidy(one['ServiceName']) for one in found['Services']])


with open(sys.argv[1], encoding='utf-8') as file:
    found = [one for one in json.load(file)['value'] if one['OrganisationStatus'] == 'Visible']
    count(entries, found, lambda one: one['SearchKey'])
