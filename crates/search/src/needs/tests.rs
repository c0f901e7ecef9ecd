//! What people type, and what is understood.

use super::{BadNeeds, Needs, fits};
use std::sync::LazyLock;

static NEEDS: LazyLock<Needs> = LazyLock::new(Needs::builtin);

#[track_caller]
fn check(typed: &str, slug: &str) {
    let understood = NEEDS.understand(typed).map(|need| need.slug.as_str());
    assert_eq!(understood, Some(slug), "{typed}");
}

#[track_caller]
fn meets(slug: &str, kinds: &[&str]) {
    let at = NEEDS
        .list
        .iter()
        .position(|need| need.slug == slug)
        .unwrap();
    for kind in kinds {
        assert!(NEEDS.meets(at, kind.as_bytes()), "{slug}: {kind}");
    }
}

#[test]
fn people_are_understood_in_their_own_words() {
    for (typed, slug) in [
        ("feeling lonely", "lonely"),
        ("i'm lonely", "lonely"),
        ("someone to talk to", "lonely"),
        ("make friends", "lonely"),
        ("chemist", "pharmacies"),
        ("Pharmacist", "pharmacies"),
        ("doctor", "gp-surgeries"),
        ("register with a new GP", "gp-surgeries"),
        ("toothache", "dentists"),
        ("nhs dentist taking patients", "dentists"),
        ("bad back", "back-and-joints"),
        ("physio", "back-and-joints"),
        ("help washing", "help-at-home"),
        ("help getting dressed", "help-at-home"),
        ("carer to come in", "help-at-home"),
        ("I look after my mum", "carers"),
        ("cant pay rent", "housing"),
        ("can't pay my rent", "housing"),
        ("being evicted", "housing"),
        ("nowhere to sleep", "homeless"),
        ("food bank", "food"),
        ("foodbanks", "food"),
        ("stop smoking", "stop-smoking"),
        ("give up cigarettes", "stop-smoking"),
        ("broadband help", "getting-online"),
        ("computer lessons", "getting-online"),
        ("lift to hospital", "transport"),
        ("getting to hospital", "transport"),
        ("care at home", "help-at-home"),
        ("care home", "care-homes"),
        ("in debt", "debt"),
        ("bailiffs", "debt"),
        ("universal credit", "benefits"),
        ("pip form", "benefits"),
        ("money worries", "money"),
        ("can't afford heating", "bills-and-heating"),
        ("library", "libraries"),
        ("learn english", "learning"),
        ("lost my job", "work"),
        ("my husband died", "bereavement"),
        ("alzheimer's", "dementia"),
        ("losing her memory", "dementia"),
        ("had a fall", "falls"),
        ("wheelchair", "equipment"),
        ("grab rails in the bath", "equipment"),
        ("hard of hearing", "hearing-loss"),
        ("going blind", "sight-loss"),
        ("eye test", "eyes"),
        ("toenail cutting", "feet"),
        ("morning after pill", "sexual-health"),
        ("pregnant", "pregnancy"),
        ("mother and baby group", "babies"),
        ("breastfeeding", "babies"),
        ("childminder", "childcare"),
        ("youth club", "young-people"),
        ("special needs", "send"),
        ("adhd", "autism-and-adhd"),
        ("flu jab", "vaccinations"),
        ("yellow fever", "travel-health"),
        ("blood test", "blood-tests"),
        ("lose weight", "weight"),
        ("walk in centre", "urgent-care"),
        ("blister pack", "medicines"),
        ("drinking too much", "drugs-and-alcohol"),
        ("needle exchange", "drugs-and-alcohol"),
        ("gambling", "gambling"),
        ("feeling low", "mental-health"),
        ("panic attacks", "mental-health"),
        ("counselling", "talking-therapy"),
        ("cant sleep", "sleep"),
        ("my partner hits me", "domestic-abuse"),
        ("respite for my dad", "care-homes"),
        ("meals on wheels", "meals"),
        ("handyman", "handyperson"),
        ("mens shed", "men"),
        ("walking group", "getting-active"),
        ("choir", "arts-and-hobbies"),
        ("volunteering", "volunteering"),
        ("warm space", "community-places"),
        ("citizens advice", "money"),
        ("solicitor", "legal"),
        ("school uniform", "furniture-and-clothes"),
        ("link worker", "link-workers"),
        ("copd", "breathing"),
        ("incontinence pads", "bladder-and-bowel"),
        ("hospice", "end-of-life"),
        ("blue badge", "disability"),
        ("asylum seeker", "new-to-the-country"),
        ("veteran", "armed-forces"),
        ("scammed", "crime"),
        ("divorce", "relationships"),
    ] {
        check(typed, slug);
    }
}

#[test]
fn small_spelling_mistakes_are_forgiven() {
    for (typed, slug) in [
        ("dentst", "dentists"),
        ("feeling lonley", "lonely"),
        ("stop smokng", "stop-smoking"),
        ("dementa", "dementia"),
        ("alzhiemers", "dementia"),
        ("phamacy", "pharmacies"),
        ("diabetis", "diabetes"),
    ] {
        check(typed, slug);
    }
}

#[test]
fn what_means_nothing_is_not_understood() {
    for typed in ["", "the", "xyzzy", "QX4 7PL", "Tealford"] {
        assert_eq!(
            NEEDS.understand(typed).map(|need| &need.slug),
            None,
            "{typed}"
        );
    }
}

#[test]
fn the_home_page_leads_somewhere() {
    for slug in [
        "gp-surgeries",
        "pharmacies",
        "dentists",
        "mental-health",
        "lonely",
        "carers",
        "help-at-home",
        "care-homes",
        "dementia",
        "money",
        "equipment",
        "children",
    ] {
        check(slug, slug);
    }
}

#[test]
fn every_need_answers_to_its_slug_and_label() {
    for need in NEEDS.all() {
        check(&need.slug, &need.slug);
        check(&need.label, &need.slug);
    }
    assert!((80..=120).contains(&NEEDS.len()), "{}", NEEDS.len());
}

#[test]
fn needs_stand_from_a_to_z() {
    let labels: Vec<String> = NEEDS.all().map(|need| need.label.to_lowercase()).collect();
    assert!(labels.is_sorted());
}

#[test]
fn kinds_as_they_occur_in_the_data_meet_their_need() {
    meets("gp-surgeries", &["gp", "gp-practice"]);
    meets("pharmacies", &["pharmacy"]);
    meets(
        "stop-smoking",
        &[
            "stop-smoking-service",
            "stop-smoking-services",
            "smoking-cessation-clinic",
        ],
    );
    meets(
        "blood-tests",
        &[
            "phlebotomy",
            "phlebotomy-services",
            "anticoagulant-monitoring-and-dosing-provided-in-house",
        ],
    );
    meets(
        "vaccinations",
        &[
            "seasonal-influenza-vaccination-service",
            "child-immunisations",
            "injection-and-vaccination-services",
        ],
    );
    meets(
        "travel-health",
        &[
            "travel-health-with-yellow-fever",
            "travel-health-without-yellow-fever",
        ],
    );
    meets(
        "sexual-health",
        &[
            "chlamydia-screening-and-treatment-service",
            "emergency-hormonal-contraception-ehc-service",
            "long-acting-reversible-contraception-larc-eg-iud-or-implant",
            "vasectomy",
        ],
    );
    meets(
        "drugs-and-alcohol",
        &[
            "drug-and-alcohol-services",
            "needle-and-syringe-exchange-service",
            "supervised-consumption-of-prescribed-medicines-service",
            "alcohol-intervention-service",
        ],
    );
    meets(
        "medicines",
        &[
            "new-medicine-service",
            "medicine-use-review-mur-service",
            "dispensing-of-medicines",
        ],
    );
    meets(
        "weight",
        &[
            "weight-management-service-adults",
            "weight-loss-services",
            "obesity-management-clinic",
            "dietician-provided-in-house-and-available-on-nhs",
        ],
    );
    meets(
        "breathing",
        &["asthma-clinic", "copd-clinic-with-spirometry"],
    );
    meets(
        "diabetes",
        &["diabetes-clinic-providing-insulin-initiation"],
    );
    meets(
        "babies",
        &[
            "baby-clinic-with-health-visitor",
            "child-health-and-development",
        ],
    );
    meets(
        "feet",
        &["chiropody-provided-in-house-and-available-on-nhs"],
    );
    meets(
        "talking-therapy",
        &["counselling-provided-in-house-and-available-on-nhs"],
    );
    meets(
        "urgent-care",
        &[
            "walk-in-centre",
            "minor-injuries-unit",
            "urgent-care-centre",
        ],
    );
    meets(
        "help-at-home",
        &["care-at-home", "shared-lives", "supported-living-services"],
    );
    meets(
        "care-homes",
        &["care-home-with-nursing", "care-home-without-nursing"],
    );
    meets(
        "equipment",
        &[
            "mobility-and-falls-services",
            "wheelchair-services",
            "community-equipment-services",
        ],
    );
    meets(
        "bladder-and-bowel",
        &["incontinence-supply-services", "stoma-care"],
    );
    meets(
        "lonely",
        &[
            "befriending",
            "lunch-club",
            "social-group",
            "walking-group",
            "mens-shed",
            "link-worker",
            "telephone-befriending",
        ],
    );
}

#[test]
fn a_star_in_front_stands_for_whole_words() {
    for (pattern, kind, want) in [
        ("gp", "gp", true),
        ("gp", "gp-practice", false),
        ("lunch-club*", "lunch-clubs", true),
        ("*dance*", "tea-dance", true),
        ("*dance*", "attendance-allowance", false),
        ("*sport*", "transport", false),
        ("*hospital", "childrens-hospital", true),
        ("*hospital", "hospital-car", false),
    ] {
        assert_eq!(fits(pattern, kind.as_bytes()), want, "{pattern} {kind}");
    }
}

#[test]
fn words_that_suggest_danger_lead_to_a_helpline() {
    for (typed, phone) in [
        ("chest pain", "999"),
        ("my dad has chest pains", "999"),
        ("can't breathe", "999"),
        ("suicide", "116 123"),
        ("feeling suicidal", "116 123"),
        ("i want to kill myself", "116 123"),
        ("i want to die", "116 123"),
        ("self-harm", "116 123"),
        ("domestic abuse", "0808 2000 247"),
        ("my husband hits me", "0808 2000 247"),
        ("scared of my partner", "0808 2000 247"),
        ("hearing voices", "111"),
        ("broken wrist", "111"),
        ("urgent care", "111"),
        ("domestic-abuse", "0808 2000 247"),
    ] {
        assert_eq!(
            NEEDS.danger(typed).map(|line| line.phone.as_str()),
            Some(phone),
            "{typed}"
        );
    }
    for typed in [
        "",
        "my wife died",
        "dying to meet people",
        "diet",
        "pain in my foot",
        "emergency dentist",
        "hit by a car park fine",
    ] {
        assert_eq!(NEEDS.danger(typed), None, "{typed}");
    }
}

#[test]
fn the_closest_needs_are_offered_and_always_as_many() {
    let slugs = |text| {
        NEEDS
            .closest(text, 5)
            .into_iter()
            .map(|need| need.slug.clone())
            .collect::<Vec<_>>()
    };
    assert!(
        slugs("hous reppairs").contains(&"handyperson".to_owned()),
        "{:?}",
        slugs("hous reppairs")
    );
    assert!(slugs("diabeties nurs").contains(&"diabetes".to_owned()));
    assert_eq!(slugs("qqqq").len(), 5);
}

#[test]
fn faults_in_a_vocabulary_are_told_with_file_need_and_remedy() {
    #[track_caller]
    fn refuses(text: &str, want: &str) {
        let fault = Needs::parse(&[("my.toml", text)]).unwrap_err().to_string();
        assert!(fault.contains("my.toml") && fault.contains(want), "{fault}");
    }
    let need = |slug: &str, rest: &str| {
        format!("[[need]]\nslug = \"{slug}\"\nlabel = \"{slug} label\"\nkinds = [\"x\"]\n{rest}\n")
    };
    refuses("[[need]]\nslug = 7", "README");
    refuses(&need("Not a slug", ""), "hyphens");
    refuses(&(need("a-b", "") + &need("a-b", "")), "twice");
    refuses(&need("tea", "broader = \"drinks\""), "drinks");
    refuses(&need("tea", "helpline = \"kettle\""), "kettle");
    refuses(&need("tea", "synonyms = [\"to the\"]"), "common words");
    refuses(
        &(need("tea", "synonyms = [\"cup\"]") + &need("coffee", "synonyms = [\"cups\"]")),
        "coffee",
    );
    refuses(&need("tea", "").replace("[\"x\"]", "[\"a*b\"]"), "a*b");
    refuses(&need("tea", "").replace("[\"x\"]", "[\"*-b\"]"), "*-b");
    assert!(matches!(
        Needs::parse(&[("my.toml", "x")]),
        Err(BadNeeds::Toml { .. })
    ));
}
