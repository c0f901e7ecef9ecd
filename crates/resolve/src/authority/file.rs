//! The rules file: TOML in, [`Authority`] out.
//!
//! ```toml
//! [withhold]
//! kinds = ["refuge"]                  # services whose place must not be found
//! fields = ["address"]                # held back from every record that such a service reaches
//! of_location = ["name"]              # and these from its location
//!
//! [[rule.phone]]                      # phone.1
//! kinds = ["helpline"]                # optional: only for records of one of these kinds
//! areas = ["E06000000", "Ambermoor"]  # optional: only in these local authorities, by code or name
//! believed = ["provider", "council"]  # most believed first; roles not listed come after them
//! closed_by = ["register"]            # optional, status only: whose word that it is closed outweighs everybody
//! take = "one"                        # or "whole" (one source's, never mixed) or "union"
//! review_days = 180
//! visibility = "public"               # optional: or "staff" or "withheld"
//! why = "the service knows its own number best"
//! ```

use super::{Authority, BadRules, Rule, Take, Withhold, area_key};
use model::{Field, Role, Shape, Term, Visibility};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    withhold: Option<Spanned<RawWithhold>>,
    #[serde(default)]
    rule: BTreeMap<Spanned<String>, Vec<Spanned<RawRule>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWithhold {
    kinds: Vec<Spanned<String>>,
    fields: Vec<Spanned<String>>,
    #[serde(default)]
    of_location: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    #[serde(default)]
    kinds: Vec<Spanned<String>>,
    #[serde(default)]
    areas: Vec<Spanned<String>>,
    believed: Vec<Spanned<String>>,
    #[serde(default)]
    closed_by: Vec<Spanned<String>>,
    take: Spanned<String>,
    review_days: u16,
    visibility: Option<Spanned<String>>,
    why: Spanned<String>,
}

/// The largest file that is read, in bytes.
const LARGEST: usize = 1 << 20;

/// Turns what stands at a byte of the text into a fault with its line and column.
pub(super) struct Faults<'a>(pub(super) &'a str);

impl Faults<'_> {
    pub(super) fn at(
        &self,
        byte: usize,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> BadRules {
        let before = self.0.get(..byte).unwrap_or(self.0);
        let line = before.matches('\n').count() + 1;
        let of_line = before.rsplit('\n').next().unwrap_or_default();
        BadRules {
            line,
            column: of_line.chars().count() + 1,
            problem: problem.into(),
            remedy: remedy.into(),
        }
    }

    fn on<T>(
        &self,
        part: &Spanned<T>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> BadRules {
        self.at(part.span().start, problem, remedy)
    }
}

/// Reads a file. A field that has no rule in it takes those of `shipped`, if that is given.
pub(super) fn read(text: &str, shipped: Option<&Authority>) -> Result<Authority, BadRules> {
    // An editor of Windows may have put a mark first.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let faults = Faults(text);
    let raw = raw(text)?;
    let mut rules = vec![Vec::new(); Field::ALL.len()];
    for (word, raw_rules) in &raw.rule {
        let field = field(&faults, word)?;
        rules[field as usize] = rules_of(&faults, field, raw_rules)?;
    }
    if let Some(shipped) = shipped {
        for (own, theirs) in rules.iter_mut().zip(&shipped.rules) {
            if own.is_empty() {
                own.clone_from(theirs);
            }
        }
    }
    if let Some(field) = Field::ALL
        .iter()
        .find(|&&field| rules[field as usize].is_empty())
    {
        let (word, end) = (field.as_str(), text.trim_end().len());
        return Err(faults.at(
            end,
            format!("`{word}` has no rule"),
            format!("add a [[rule.{word}]] without kinds and areas"),
        ));
    }
    let withhold = raw.withhold.map_or(Ok(Withhold::default()), |raw| {
        withhold(&faults, raw.get_ref())
    })?;
    Ok(Authority {
        text: text.to_owned(),
        rules,
        withhold,
        floors: Vec::new(),
        instead_of: None,
    })
}

fn raw(text: &str) -> Result<RawFile, BadRules> {
    let faults = Faults(text);
    if text.len() > LARGEST {
        return Err(faults.at(0, "the file is larger than 1 MB", "give a rules file"));
    }
    toml::from_str(text).map_err(|error| {
        let byte = error.span().map_or(0, |span| span.start);
        faults.at(
            byte,
            error.message().replace('\n', " "),
            "see the shape at the top of the shipped rules file",
        )
    })
}

/// Where the parts of a file begin, in bytes.
pub(super) struct Starts {
    /// Each rule, by the word of its field and in order.
    pub(super) rules: BTreeMap<String, Vec<usize>>,
    /// `[withhold]`, if the file has it.
    pub(super) withhold: Option<usize>,
}

/// Where the parts of `text` begin.
pub(super) fn starts(text: &str) -> Result<Starts, BadRules> {
    let raw = raw(text)?;
    let of = |rules: &Vec<Spanned<RawRule>>| rules.iter().map(|rule| rule.span().start).collect();
    let rules = raw.rule.iter();
    Ok(Starts {
        rules: rules
            .map(|(word, rules)| (word.get_ref().clone(), of(rules)))
            .collect(),
        withhold: raw.withhold.map(|withhold| withhold.span().start),
    })
}

fn field(faults: &Faults, word: &Spanned<String>) -> Result<Field, BadRules> {
    Field::from_word(word.get_ref()).ok_or_else(|| {
        let known: Vec<&str> = Field::ALL.iter().map(|field| field.as_str()).collect();
        faults.on(
            word,
            format!("`{}` is no field", word.get_ref()),
            format!("use one of {}", known.join(", ")),
        )
    })
}

fn fields(faults: &Faults, words: &[Spanned<String>]) -> Result<BTreeSet<Field>, BadRules> {
    words.iter().map(|word| field(faults, word)).collect()
}

fn kinds(faults: &Faults, words: &[Spanned<String>]) -> Result<BTreeSet<Term>, BadRules> {
    let read = |word: &Spanned<String>| {
        Term::slug(word.get_ref())
            .filter(|term| term.as_str() == word.get_ref())
            .ok_or_else(|| {
                let problem = format!("`{}` is no kind", word.get_ref());
                faults.on(
                    word,
                    problem,
                    "write kinds in lower case with hyphens, such as `care-home`",
                )
            })
    };
    words.iter().map(read).collect()
}

fn withhold(faults: &Faults, raw: &RawWithhold) -> Result<Withhold, BadRules> {
    Ok(Withhold {
        kinds: kinds(faults, &raw.kinds)?,
        fields: fields(faults, &raw.fields)?,
        of_location: fields(faults, &raw.of_location)?,
    })
}

fn rules_of(
    faults: &Faults,
    field: Field,
    raw_rules: &[Spanned<RawRule>],
) -> Result<Vec<Rule>, BadRules> {
    let word = field.as_str();
    let mut rules: Vec<Rule> = Vec::with_capacity(raw_rules.len());
    for (n, raw) in raw_rules.iter().enumerate() {
        let rule = rule(faults, field, format!("{word}.{}", n + 1), raw.get_ref())?;
        if let Some(above) = shadow(&rules, &rule) {
            return Err(faults.on(
                raw,
                format!(
                    "this rule can never decide, for {above} before it fits everything that it fits"
                ),
                "put it before that one, or take it out; rules with kinds or areas come first",
            ));
        }
        rules.push(rule);
        if matches!(field, Field::Address | Field::Location) && !raw.get_ref().areas.is_empty() {
            let problem = format!("a rule for `{word}` cannot depend on the area");
            return Err(faults.on(
                raw,
                problem,
                "the area is known only from the address: take `areas` out",
            ));
        }
    }
    match (rules.last(), raw_rules.last()) {
        (Some(last), Some(raw)) if !last.kinds.is_empty() || !last.areas.is_empty() => {
            let remedy = format!("add a [[rule.{word}]] without kinds and areas after this one");
            Err(faults.on(raw, format!("`{word}` has no default"), remedy))
        }
        _ => Ok(rules),
    }
}

/// The number of the rule after which nothing is left for `rule`, if there is one.
fn shadow<'a>(above: &'a [Rule], rule: &Rule) -> Option<&'a str> {
    let mut left = rule.kinds.clone();
    for earlier in above {
        let everywhere = earlier.areas.is_empty()
            || (!rule.areas.is_empty() && rule.areas.is_subset(&earlier.areas));
        if everywhere {
            left.retain(|kind| !earlier.kinds.contains(kind));
            if earlier.kinds.is_empty() || (left.is_empty() && !rule.kinds.is_empty()) {
                return Some(&earlier.number);
            }
        }
    }
    None
}

/// Codes and names of areas: codes in capitals, names as they are written; and the keys of the names.
fn areas(faults: &Faults, words: &[Spanned<String>]) -> Result<[BTreeSet<String>; 2], BadRules> {
    let [mut areas, mut keys] = [BTreeSet::new(), BTreeSet::new()];
    for word in words {
        let written = word.get_ref().trim();
        let capitals = written.to_ascii_uppercase();
        if is_area_code(&capitals) {
            areas.insert(capitals);
            continue;
        }
        let key = area_key(written);
        if key.is_empty() {
            return Err(faults.on(
                word,
                format!("`{written}` is no area"),
                "write the code or the name of a local authority, such as `E06000000`",
            ));
        }
        keys.insert(key);
        areas.insert(written.to_owned());
    }
    Ok([areas, keys])
}

/// True for the shape of an ONS code: a letter and eight digits.
pub(super) fn is_area_code(word: &str) -> bool {
    let digits = word.strip_prefix(|c: char| c.is_ascii_uppercase());
    digits.is_some_and(|digits| digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit()))
}

fn roles(faults: &Faults, words: &[Spanned<String>]) -> Result<Vec<Role>, BadRules> {
    let mut roles = Vec::with_capacity(words.len());
    for word in words {
        let role: Role = word.get_ref().parse().map_err(|_| {
            let known: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
            faults.on(
                word,
                format!("`{}` is no role", word.get_ref()),
                format!("use one of {}", known.join(", ")),
            )
        })?;
        if roles.contains(&role) {
            let problem = format!("`{role}` stands twice, so that it is believed before itself");
            return Err(faults.on(word, problem, "leave one of the two"));
        }
        roles.push(role);
    }
    Ok(roles)
}

fn rule(faults: &Faults, field: Field, number: String, raw: &RawRule) -> Result<Rule, BadRules> {
    let believed = roles(faults, &raw.believed)?;
    let mut order = [believed.len() as u8; Role::ALL.len()];
    for (rank, role) in believed.iter().enumerate() {
        order[*role as usize] = rank as u8;
    }
    let closed_by = roles(faults, &raw.closed_by)?;
    if let Some(first) = raw.closed_by.first().filter(|_| field != Field::Status) {
        return Err(faults.on(first, "only `status` has `closed_by`", "take it out"));
    }
    if raw.why.get_ref().trim().is_empty() {
        return Err(faults.on(
            &raw.why,
            "the rule gives no reason",
            "say why: pages show it after \"because\"",
        ));
    }
    let visibility = visibility(faults, raw.visibility.as_ref())?;
    if field == Field::StaffPhone && visibility == Visibility::Public {
        let problem = "`staff_phone` would be shown to everybody";
        return Err(faults.on(
            &raw.take,
            problem,
            "add visibility = \"staff\" to this rule",
        ));
    }
    let [areas, area_keys] = areas(faults, &raw.areas)?;
    Ok(Rule {
        number,
        kinds: kinds(faults, &raw.kinds)?,
        areas,
        area_keys,
        believed,
        order,
        closed_by,
        take: take(faults, field, &raw.take)?,
        review_days: raw.review_days,
        visibility,
        why: raw.why.get_ref().trim().to_owned(),
    })
}

fn take(faults: &Faults, field: Field, word: &Spanned<String>) -> Result<Take, BadRules> {
    match (word.get_ref().as_str(), field.shape()) {
        ("union", Shape::Terms | Shape::Codes) => Ok(Take::Union),
        ("union", _) => {
            let problem = format!("`{}` is one value and cannot be a union", field.as_str());
            Err(faults.on(word, problem, "write take = \"one\" or \"whole\""))
        }
        ("one" | "whole", _) => Ok(Take::One),
        (other, _) => Err(faults.on(
            word,
            format!("`{other}` is no way to take a value"),
            "use one, whole or union",
        )),
    }
}

fn visibility(faults: &Faults, word: Option<&Spanned<String>>) -> Result<Visibility, BadRules> {
    let Some(word) = word else {
        return Ok(Visibility::Public);
    };
    match word.get_ref().as_str() {
        "public" => Ok(Visibility::Public),
        "staff" => Ok(Visibility::Staff),
        "withheld" => Ok(Visibility::Withheld),
        other => Err(faults.on(
            word,
            format!("`{other}` is no visibility"),
            "use public, staff or withheld",
        )),
    }
}
