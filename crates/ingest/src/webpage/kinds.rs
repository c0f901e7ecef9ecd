//! The types of schema.org that describe what people go to, and what each is here.
//!
//! Types that are not named here, such as events, offers and people, describe no organization and no place.

use crate::read::json::Json;
use model::Term;

/// What an object is by its types.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Nature {
    /// Somebody: a firm, a charity, a council. Else a place only.
    pub organization: bool,
    /// A place with people in it, where something is offered: an organization, a place and a service at once.
    pub business: bool,
    /// What is offered there.
    pub kinds: Vec<Term>,
}

/// Organizations.
const ORGANIZATIONS: &str = "Organization Airline CollegeOrUniversity Consortium Cooperative Corporation \
EducationalOrganization ElementarySchool FundingScheme GovernmentOrganization HighSchool LibrarySystem \
MedicalOrganization MiddleSchool NGO NewsMediaOrganization OnlineBusiness Preschool Project \
ResearchOrganization School SearchRescueOrganization SportsOrganization SportsTeam WorkersUnion";

/// Places.
const PLACES: &str = "Place Accommodation AdministrativeArea Airport Aquarium Beach Bridge BuddhistTemple BusStation BusStop \
CatholicChurch Cemetery Church CityHall CivicStructure Courthouse Crematorium Embassy EventVenue \
GovernmentBuilding HinduTemple LandmarksOrHistoricalBuildings Mosque Museum MusicVenue Park ParkingFacility \
PerformingArtsTheater PlaceOfWorship Playground PublicToilet Residence SubwayStation Synagogue TaxiStand TouristAttraction \
TrainStation Zoo";

/// Those of the above that say nothing of what is done there.
const GENERAL: &str = "Organization Corporation NGO Project MedicalOrganization EducationalOrganization OnlineBusiness \
Consortium Place CivicStructure Accommodation Residence AdministrativeArea LandmarksOrHistoricalBuildings EventVenue \
GovernmentBuilding";

/// Businesses, in the wide sense of schema.org, and their kinds here where those are called otherwise. A minus is none:
/// the type says nothing of what is done there.
const BUSINESSES: &str = "LocalBusiness=- MedicalBusiness=- ProfessionalService=- Store=- HealthAndBeautyBusiness=- \
EntertainmentBusiness=- FoodEstablishment=- FinancialService HomeAndConstructionBusiness=- LodgingBusiness=- \
SportsActivityLocation=sports AnimalShelter ArchiveOrganization ChildCare=childcare EmergencyService \
FireStation Hospital PoliceStation EmploymentAgency GovernmentOffice PostOffice InternetCafe LegalService \
Attorney=legal-service Notary=legal-service Library RadioStation RealEstateAgent RecyclingCenter SelfStorage ShoppingCenter \
TelevisionStation TouristInformationCenter TravelAgency \
CommunityHealth CovidTestingFacility Dentist Dermatology DiagnosticLab DietNutrition=dietetics Emergency=emergency \
Geriatric Gynecologic=gynaecology MedicalClinic=clinic Midwifery Nursing Obstetric=obstetrics Oncologic=oncology Optician \
Optometric=optician Otolaryngologic=ear-nose-and-throat Pediatric=paediatrics Pharmacy Physician=- PhysiciansOffice=- \
Physiotherapy PlasticSurgery Podiatric=podiatry PrimaryCare=gp Psychiatric=mental-health PublicHealth VeterinaryCare \
BowlingAlley ExerciseGym=gym GolfCourse HealthClub=gym PublicSwimmingPool=swimming-pool SkiResort SportsClub StadiumOrArena=sports \
TennisComplex=tennis AmusementPark ArtGallery ComedyClub MovieTheater=cinema NightClub Casino \
AccountingService AutomatedTeller=cash-machine BankOrCreditUnion InsuranceAgency \
Bakery BarOrPub Brewery CafeOrCoffeeShop=cafe Distillery FastFoodRestaurant IceCreamShop Restaurant Winery \
BeautySalon DaySpa HairSalon NailSalon TattooParlor DryCleaningOrLaundry=laundry \
Electrician GeneralContractor HVACBusiness=heating HousePainter Locksmith MovingCompany Plumber RoofingContractor \
BedAndBreakfast Campground Hostel Hotel Motel Resort VacationRental \
AutomotiveBusiness=- AutoBodyShop AutoDealer AutoPartsStore AutoRental AutoRepair AutoWash GasStation MotorcycleDealer \
MotorcycleRepair BikeStore BookStore ClothingStore ComputerStore ConvenienceStore DepartmentStore ElectronicsStore Florist \
FurnitureStore GardenStore GroceryStore HardwareStore HobbyShop HomeGoodsStore JewelryStore LiquorStore \
MensClothingStore MobilePhoneStore MusicStore OfficeEquipmentStore OutletStore PawnShop PetStore ShoeStore \
SportingGoodsStore TireShop ToyStore WholesaleStore";

/// What `object` is by its types; none when none of them describes an organization or a place.
pub(super) fn nature(object: &Json<'_>) -> Option<Nature> {
    let mut nature: Option<Nature> = None;
    for name in &types(object) {
        let mut found = nature.clone().unwrap_or_default();
        if let Some(kind) = business(name) {
            found.organization = true;
            found.business = true;
            found.kinds.extend(kind);
        } else if has(ORGANIZATIONS, name) {
            found.organization = true;
            found.kinds.extend(kind_of(name));
        } else if has(PLACES, name) {
            found.kinds.extend(kind_of(name));
        } else {
            continue;
        }
        nature = Some(found);
    }
    nature
}

/// True for what only wraps things: pages, lists, and objects without a type.
pub(super) fn is_wrapper(object: &Json<'_>) -> bool {
    let types = types(object);
    types.is_empty()
        || types.iter().any(|name| {
            name.ends_with("Page") || ["WebSite", "ItemList", "ListItem"].contains(&name.as_str())
        })
}

/// The names of its types, without the address of their vocabulary.
pub(super) fn types(object: &Json<'_>) -> Vec<String> {
    let value = object.get("@type");
    let texts: Vec<_> = match value {
        Json::List(list) => list.iter().map(Json::text).collect(),
        value => vec![value.text()],
    };
    texts
        .iter()
        .map(|text| last_part(text).to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

/// `Pharmacy` of `https://schema.org/Pharmacy` and of `schema:Pharmacy`.
pub(super) fn last_part(text: &str) -> &str {
    text.trim_end_matches('/')
        .rsplit(['/', '#', ':'])
        .next()
        .unwrap_or_default()
        .trim()
}

/// The kind that a word of schema.org names: `community-health` of `CommunityHealth`.
pub(super) fn kebab(name: &str) -> Option<Term> {
    let mut words = String::new();
    let mut before = ' ';
    for c in name.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            words.push(' ');
        }
        words.push(c);
        before = c;
    }
    Term::slug(&words)
}

fn has(list: &str, name: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == name)
}

fn kind_of(name: &str) -> Option<Term> {
    (!has(GENERAL, name)).then(|| kebab(name)).flatten()
}

/// The kinds of a business; none when it is no business.
fn business(name: &str) -> Option<Vec<Term>> {
    let entry = BUSINESSES.split_ascii_whitespace().find(|entry| {
        entry
            .strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
    })?;
    let kind = match entry.split_once('=') {
        Some((_, "-")) => None,
        Some((_, kind)) => Term::slug(kind),
        None => kebab(name),
    };
    Some(kind.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(types: &str, want: &str) {
        let text = format!(r#"{{"@type":{types}}}"#);
        let object: Json<'_> = serde_json::from_str(&text).unwrap();
        let got = nature(&object).map_or("nothing".to_owned(), |nature| {
            let kinds: Vec<&str> = nature.kinds.iter().map(Term::as_str).collect();
            let sort = match (nature.business, nature.organization) {
                (true, _) => "business",
                (_, true) => "organization",
                _ => "place",
            };
            format!("{sort} {}", kinds.join(" ")).trim().to_owned()
        });
        assert_eq!(got, want, "{types}");
    }

    #[test]
    fn types_are_told_apart() {
        check(r#""Pharmacy""#, "business pharmacy");
        check(
            r#"["http://schema.org/LocalBusiness","schema:Optometric"]"#,
            "business optician",
        );
        check(r#""LocalBusiness""#, "business");
        check(r#""GovernmentOffice""#, "business government-office");
        check(r#""Organization""#, "organization");
        check(r#""NGO""#, "organization");
        check(r#"["Organization","Place"]"#, "organization");
        check(r#""Museum""#, "place museum");
        for other in [
            r#""Event""#,
            r#""Person""#,
            r#""IndividualPhysician""#,
            r#""""#,
            "[]",
            "7",
            r#""Pharm""#,
        ] {
            check(other, "nothing");
        }
    }
}
