//! A proposed map as TOML text, each line with the reason for it.

use super::assign::{Assigned, Line, LineShape};
use super::sample::Sample;
use super::{Guess, Suggestion};
use model::EntryType;

/// The map and the guesses that `assigned` is.
pub(super) fn suggestion(sample: &Sample, assigned: &Assigned) -> Suggestion {
    let mut map = format!(
        "# Proposed from the first {} rows. Read each line, correct what is wrong, then use it as the source's map.\n",
        sample.rows
    );
    if let Some(sheet) = &sample.sheet {
        map.push_str(&format!("sheet = {}\n", quoted(sheet)));
    }
    let mut guesses = Vec::new();
    let mut section = None;
    for line in &assigned.lines {
        if line.section != section {
            section = line.section;
            if let Some(entry_type) = section {
                map.push_str(&format!("\n[{}]\n", entry_type.as_str()));
            }
        }
        let text = format!("{} = {}", line.key, value(sample, line));
        map.push_str(&format!("{text}  # {}\n", comment(&line.why)));
        guesses.push(guess(sample, line));
    }
    if !assigned.unused.is_empty() {
        map.push_str("\n# Columns that are not used:\n");
        for (at, why) in &assigned.unused {
            let name = &sample.column(*at).name;
            map.push_str(&format!("# {}: {why}\n", comment(&quoted(name))));
        }
    }
    Suggestion {
        recognised: None,
        map,
        guesses,
    }
}

fn guess(sample: &Sample, line: &Line) -> Guess {
    let field = match line.section {
        Some(entry_type) => format!("{}.{}", EntryType::as_str(entry_type), line.key),
        None => line.key.clone(),
    };
    Guess {
        field,
        columns: line
            .columns
            .iter()
            .map(|at| sample.column(*at).name.clone())
            .collect(),
        why: line.why.clone(),
    }
}

fn value(sample: &Sample, line: &Line) -> String {
    let names: Vec<String> = line
        .columns
        .iter()
        .map(|at| quoted(&sample.column(*at).name))
        .collect();
    let columns = match names.as_slice() {
        [one] => one.clone(),
        several => format!("[{}]", several.join(", ")),
    };
    let pairs = |keys: &mut dyn Iterator<Item = String>| {
        keys.zip(&names)
            .map(|(key, name)| format!("{key} = {name}"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    match &line.shape {
        LineShape::Columns => columns,
        LineShape::Terms(separator) if line.columns.is_empty() => quoted(separator),
        LineShape::Terms(separator) => {
            format!(
                "{{ column = {columns}, separator = {} }}",
                quoted(separator)
            )
        }
        LineShape::Codes(schemes) => {
            let mut keys = schemes.iter().map(|scheme| scheme.as_str().to_owned());
            format!("{{ {} }}", pairs(&mut keys))
        }
        LineShape::Days(days) => {
            let mut keys = days.iter().map(|day| (*day).to_owned());
            format!("{{ {} }}", pairs(&mut keys))
        }
        LineShape::Flags(terms) => {
            let flags: Vec<String> = names
                .iter()
                .zip(terms)
                .map(|(name, term)| format!("{name} = {}", quoted(term)))
                .collect();
            format!("{{ flags = {{ {} }} }}", flags.join(", "))
        }
        LineShape::Text => format!("{{ text = {columns} }}"),
        LineShape::Words(words) => {
            let words: Vec<String> = words
                .iter()
                .map(|(label, word)| format!("{} = {}", quoted(label), quoted(word)))
                .collect();
            format!(
                "{{ column = {columns}, terms = {{ {} }} }}",
                words.join(", ")
            )
        }
    }
}

/// A TOML text.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(c);
            }
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", c as u32)),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// What may stand in a comment: no control characters.
fn comment(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
