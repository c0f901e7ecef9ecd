import csv, datetime, json, re, sys, uuid

SPACE = uuid.UUID('6f1d9a52-3c0b-4e57-9d0e-5a7bc2e481f3')
POSTCODE = re.compile(r'^([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})$')
EMAIL = re.compile(r'^[^@\s]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$')
NOTHING = {'', '-', '--', 'n/a', 'na', 'nil', 'none', 'null', 'tbc'}


def reference(local, kind):
    return uuid.uuid5(SPACE, '\x1f'.join(('example', local, kind)))


def tidy(text):
    text = ' '.join((text or '').split())
    return None if text.lower() in NOTHING else text


def phone(text):
    digits = re.sub(r'[^0-9]', '', text or '')
    return digits if len(digits) in (10, 11) and digits.startswith('0') else None


def postcode(text):
    found = POSTCODE.match((text or '').strip().upper())
    return ' '.join(found.groups()) if found else None


def email(text):
    text = tidy(text)
    return text if text and EMAIL.match(text) else None


def website(text):
    text = tidy(text)
    if not text or '.' not in text or ' ' in text:
        return None
    return text if '://' in text else 'http://' + text


def position(latitude, longitude):
    try:
        latitude, longitude = float(latitude), float(longitude)
    except (TypeError, ValueError):
        return None
    return (latitude, longitude) if 49 <= latitude <= 61.5 and -9 <= longitude <= 2.5 else None


def slug(text):
    return re.sub(r'[^a-z0-9]+', '-', text.lower()).strip('-')


def iso(text):
    try:
        return datetime.date.fromisoformat((text or '')[:10])
    except ValueError:
        return None


def rows():
    with open(sys.argv[1], encoding='utf-8', newline='') as file:
        yield from csv.DictReader(file)


def count(entries, things, id):
    seen, made = set(), 0
    for thing in things:
        if id(thing) not in seen:
            seen.add(id(thing))
            made += sum(1 for _ in entries(thing))
    print(made)
