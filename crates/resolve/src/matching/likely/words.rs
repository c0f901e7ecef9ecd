//! What words of a service's name tell: those of its organization and of its place nothing, common ones little.

use crate::likeness::words::{address, name};
use model::Address;
use std::collections::BTreeSet;

/// Words that hundreds of services have in their names.
const COMMON: [&str; 44] = [
    "ADVICE",
    "AID",
    "ASSISTANCE",
    "BASED",
    "CARE",
    "CENTRE",
    "CLASS",
    "CLINIC",
    "CLUB",
    "COMMUNITY",
    "DAY",
    "DEPARTMENT",
    "DROP",
    "FREE",
    "GENERAL",
    "HALL",
    "HEALTH",
    "HELP",
    "HOME",
    "HOUSE",
    "INFORMATION",
    "LOCAL",
    "MEDICAL",
    "MEETING",
    "NEW",
    "NHS",
    "ONLINE",
    "OPEN",
    "OUR",
    "PEOPLE",
    "PRACTICE",
    "PROGRAMME",
    "PROJECT",
    "PROVISION",
    "PUBLIC",
    "SCHEME",
    "SERVICE",
    "SESSION",
    "SUPPORT",
    "SURGERY",
    "TEAM",
    "UNIT",
    "WEEKLY",
    "YOUR",
];

/// Words that dozens have.
const FREQUENT: [&str; 74] = [
    "ADULT",
    "AFTERNOON",
    "AGE",
    "BABY",
    "BANK",
    "BEFRIENDING",
    "BENEFIT",
    "BREAKFAST",
    "CAFE",
    "CARER",
    "CHILD",
    "CHILDREN",
    "CHURCH",
    "COFFEE",
    "COUNSELLING",
    "CRAFT",
    "DANCE",
    "DEBT",
    "DEMENTIA",
    "DENTAL",
    "DISABILITY",
    "EMERGENCY",
    "EMPLOYMENT",
    "EXERCISE",
    "FAMILY",
    "FITNESS",
    "FOOD",
    "FRIEND",
    "HOSPITAL",
    "HOUSING",
    "LEARNING",
    "LEGAL",
    "LIBRARY",
    "LIVING",
    "LUNCH",
    "MEAL",
    "MEN",
    "MENTAL",
    "MONEY",
    "MORNING",
    "MUSIC",
    "NURSING",
    "OLDER",
    "OVER",
    "PANTRY",
    "PARENT",
    "PHARMACY",
    "PHONE",
    "PLAY",
    "RESIDENTIAL",
    "SCHOOL",
    "SENIOR",
    "SHOP",
    "SKILL",
    "SOCIAL",
    "SPORT",
    "STAY",
    "TELEPHONE",
    "TODDLER",
    "TRAINING",
    "TRANSPORT",
    "TREATMENT",
    "VISITING",
    "VOLUNTEER",
    "WALK",
    "WALKING",
    "WELLBEING",
    "WOMEN",
    "WORK",
    "WORKSHOP",
    "YOGA",
    "YOUNG",
    "YOUTH",
    "VACCINATION",
];

/// What a word tells, in bits.
pub(super) fn bits(word: &str) -> f64 {
    if COMMON.contains(&word) {
        2.0
    } else if FREQUENT.contains(&word) {
        5.0
    } else {
        8.0
    }
}

/// The words of a name, in the singular, sorted, each once.
pub(super) fn words(text: &str) -> BTreeSet<String> {
    let words = name(text).all.into_iter().map(singular);
    // In the singular it is left out already.
    words.filter(|word| word != "GROUP").collect()
}

/// The words of an address that could stand in a name to say where: not those that tell what is done.
pub(super) fn place_words(of: &Address) -> BTreeSet<String> {
    let parts = of.lines.iter().chain(&of.city).chain(&of.county);
    parts
        .flat_map(|part| address(part).words)
        .map(singular)
        .filter(|word| bits(word) > 5.0)
        .collect()
}

fn singular(word: String) -> String {
    match word.strip_suffix('S') {
        Some(one) if one.len() > 2 && !one.ends_with(['S', 'U', 'I']) => one.to_owned(),
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_common_is_in_the_singular_and_says_little() {
        for word in COMMON.iter().chain(&FREQUENT) {
            assert_eq!(singular((*word).to_owned()), *word);
        }
        let read = |text| words(text).into_iter().collect::<Vec<_>>().join(" ");
        assert_eq!(read("The Carers’ Groups (Tealford)"), "CARER TEALFORD");
        assert_eq!(read("Chess Club & Bus"), "BUS CHESS CLUB");
        assert!(bits("CLUB") < bits("LUNCH") && bits("LUNCH") < bits("CHESS"));
    }
}
