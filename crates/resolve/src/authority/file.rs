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
//! areas = ["E06000000"]               # optional: only in these local authorities
//! believed = ["provider", "council"]  # most believed first; roles not listed come after them
//! closed_by = ["register"]            # optional, status only: whose word that it is closed outweighs everybody
//! take = "one"                        # or "whole" (one source's, never mixed) or "union"
//! review_days = 180
//! visibility = "public"               # optional: or "staff" or "withheld"
//! why = "the service knows its own number best"
//! ```

use super::{Authority, BadRules, Rule, Take, Withhold};
use model::{Field, Role, Shape, Term, Visibility};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    withhold: Option<RawWithhold>,
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
    areas: Vec<String>,
    believed: Vec<Spanned<String>>,
    #[serde(default)]
    closed_by: Vec<Spanned<String>>,
    take: Spanned<String>,
    review_days: u16,
    visibility: Option<Spanned<String>>,
    why: Spanned<String>,
}

/// Turns what stands at a byte of the text into a fault with its line.
struct Faults<'a>(&'a str);

impl Faults<'_> {
    fn at(&self, byte: usize, problem: impl Into<String>, remedy: impl Into<String>) -> BadRules {
        let before = self.0.as_bytes().iter().take(byte);
        let line = before.filter(|&&b| b == b'\n').count() + 1;
        BadRules {
            line,
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
    let faults = Faults(text);
    let raw: RawFile = toml::from_str(text).map_err(|error| {
        let byte = error.span().map_or(0, |span| span.start);
        faults.at(
            byte,
            error.message().replace('\n', " "),
            "see the shape at the top of the shipped rules file",
        )
    })?;
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
    let withhold = raw
        .withhold
        .map_or(Ok(Withhold::default()), |raw| withhold(&faults, &raw))?;
    Ok(Authority {
        text: text.to_owned(),
        rules,
        withhold,
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
        if let Some(default) = rules
            .last()
            .filter(|rule| rule.kinds.is_empty() && rule.areas.is_empty())
        {
            let problem = format!(
                "this rule can never decide, for {} before it fits everything",
                default.number
            );
            return Err(faults.on(raw, problem, "put rules with kinds or areas first"));
        }
        rules.push(rule(
            faults,
            field,
            format!("{word}.{}", n + 1),
            raw.get_ref(),
        )?);
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
    Ok(Rule {
        number,
        kinds: kinds(faults, &raw.kinds)?,
        areas: raw.areas.iter().cloned().collect(),
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
