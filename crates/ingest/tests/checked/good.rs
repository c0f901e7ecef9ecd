//! Good documents that the laws and the generator of bad files both start from, invented.

pub const PHARMACY: &[u8] = b"OrganisationID\xACOrganisationCode\xACOrganisationType\xACOrganisationStatus\xACOrganisationName\xACAddress1\xACPostcode\xACLatitude\xACLongitude\xACPhone\r\n\
1186\xACFA512\xACPharmacy\xACVisible\xACWeir Lane Pharmacy\xAC12 Weir Lane\xACQX4 7PL\xAC54.21\xAC-1.63\xAC01632 960417\r\n\
1187\xACPH_FQX71__000001_QX25NG\xACPharmacy\xACHidden\xACSedge \"Pharmacy\"\xAC\xAC\xAC\xAC\xAC\r\n\
1188\xACFA514\xACPharmacy\xACVisible\xACMill\x92s\xACMill Lane\xACQX2 1AA\xAC-1.6\xAC54.2\xACn/a\r\n";
pub const TIMES: &[u8] = b"OrganisationId\xACWeekDay\xACTimes\xACIsOpen\xACOpeningTimeType\xACAdditionalOpeningDate\n\
1186\xACMonday\xAC09:00-13:00\xACTrue\xACGeneral\xAC\n1188\xACFriday\xAC22:00-06:00\xACTrue\xACGeneral\xAC\n\
1186\xAC\xAC\xACFalse\xACAdditional\xACApr 18 2014\n99\xACMonday\xAC09:00-17:00\xACTrue\xACGeneral\xAC\n";
pub const SERVICES: &[u8] = b"OrganisationID\xACServiceName\n1186\xACFlu vaccination\n1188\xACPharmacy NHS service: stop smoking service\n";
pub const REGISTER: &[u8] = b"\"Q81001\",\"WEIR LANE SURGERY\",\"Y63\",\"QHM\",\"HEALTH CENTRE\",\"WEIR LANE\",\"TEALFORD\",\"CLEVELAND\",\"\",\"QX4 7PL\",\"19740401\",\"\",\"A\",\"B\",\"16C\",\"20200401\",\"\",\"01632 960417\"\n\
Q81002,SEDGE SURGERY,Y63,QHM,1 MILL LANE,,,SEDGE,,QX2 1AA,19740401,20240331,C,B,16C,20200401,20240331,01632 960418\n";
pub const HOSPITALS: &[u8] = b"OrganisationID,OrganisationCode,OrganisationType,SubType,Sector,OrganisationStatus,OrganisationName,Address1,City,Postcode,Latitude,Longitude,ParentODSCode,Phone,Fax\n\
668,RQX2H,Hospital,Mental Health Hospital,Independent Sector,Visible,\"Sedge, the \"\"Old\"\" House\",1 Mill Lane,Tealford,QX4 7PL,54.21,-1.63,RQX,01632 960417,\n\
668,RQX2H,Hospital,Mental Health Hospital,Independent Sector,Visible,\"Sedge, the \"\"Old\"\" House\",1 Mill Lane,Tealford,QX4 7PL,54.21,-1.63,RQX,01632 960418,\n\
669,RQX3H,Hospital,UNKNOWN,NHS Sector,Visible,Weir,2 Mill Lane,Tealford,QX4 7PL,54.21,-1.63,RQX,1632960419,\n";
pub const LOCATIONS: &[u8] = b"\"Location Name\",\"Location ID\",\"Location UPRN\",\"Service Types\",\"Care homes beds\",\"Location HSCA start date\",\"Dormant\",\"Location Latest Overall Rating\",\"Publication Date\",\"Provider Name\",\"Provider ID\",\"Provider Companies House Number\",\"Brand Name\",\"Brand ID\"\n\
\"Sedge House\",\"1-102000002\",\"10090000001\",\"Care home service with nursing\",\"24\",\"2011-01-20\",\"N\",\"Good\",\"3/5/2021 12:00:00 AM\",\"Sedge Care\",\"1-101000001\",\"7488164\",\"BRAND Sedge\",\"BD900\"\n\
\"Mill House\",\"1-102000003\",\"\",\"Domiciliary care service, Supported living service\",\"0\",\"2011-01-20\",\"Y\",\"\",\"\",\"Sedge Care\",\"1-101000001\",\"7488164\",\"-\",\"-\"\n";
pub const INSPECTED: &[u8] = b"\"\",\"reportdate\",\"overall\",\"locationid\"\n1,2021-03-05,Good,1-102000002\n2,2022-03-05,\"Inadequate\",1-102000003\n3,2019-01-01,Good,1-109000009\n";
pub const CLUBS: &[u8] = b"Ref,Name,Kind,Venue,Postcode,Lat,Lon,Mon,Checked\n1,Walks,Walking groups; Talks,Old Chapel,QX4 7PL,54.21,-1.63,\"09:00-13:00, 14:00-17:00\",12/11/2026\n\
2,\"Tea \"\"n\"\" talk\nweekly\",Lunch clubs,,,,,Closed,12-Nov-26\n3,Mend,,,,0,0,whenever,soon\n";
pub const MAP: &str = "id = \"Ref\"\nassured = \"Checked\"\n[location]\naddress.lines = \"Venue\"\naddress.postcode = \"Postcode\"\naddress.latitude = \"Lat\"\naddress.longitude = \"Lon\"\n[service]\nname = \"Name\"\nkind = \"Kind\"\nschedule = { monday = \"Mon\" }";
