//! One file per command: read the arguments, ask the directory, write the answer.

mod authority;
mod compare;
mod demo;
mod explain;
mod fetch;
mod find;
mod history;
mod import;
mod matching;
mod places;
mod preview;
mod redact;
mod schedule;
mod serve;
mod source;
mod upkeep;

use crate::args::{Args, Command};
use crate::clock::{Clock, entropy};
use crate::out::{Exit, Failure, Out};
use directory::Directory;
use model::EntryId;

/// What every command needs.
pub struct Session<'a> {
    pub args: &'a Args,
    pub out: &'a Out,
    pub clock: Clock,
}

impl Session<'_> {
    /// The data folder, opened.
    fn directory(&self) -> Result<Directory, Failure> {
        Directory::open(&self.args.global.data, entropy())
            .map_err(Failure::doing("open the data folder"))
    }

    /// The data folder of a command that only reads: it must be there already.
    fn existing(&self) -> Result<Directory, Failure> {
        let data = &self.args.global.data;
        if !data.join("log.sqlite").exists() {
            return Err(Failure::Io {
                doing: format!(
                    "find a record in {}; import something first, or name its folder with --data",
                    data.display()
                ),
                problem: std::io::ErrorKind::NotFound.into(),
            });
        }
        let directory = self.directory()?;
        directory
            .catch_up()
            .map_err(Failure::doing("publish what was read"))?;
        Ok(directory)
    }
}

/// Carries out what was typed.
pub fn run(args: &Args, out: &Out) -> Result<Exit, Failure> {
    let session = Session {
        args,
        out,
        clock: Clock::new(args.global.today),
    };
    match &args.command {
        Command::Demo(flags) => demo::run(&session, flags),
        Command::Serve(flags) => serve::run(&session, flags),
        Command::Source(command) => source::run(&session, command),
        Command::Import(flags) => import::run(&session, flags),
        Command::Places(command) => places::run(&session, command),
        Command::Fetch(flags) => fetch::run(&session, flags),
        Command::Find(flags) => find::run(&session, flags),
        Command::Compare(flags) => compare::run(&session, flags),
        Command::Authority(command) => authority::run(&session, command),
        Command::Match(command) => matching::run(&session, command),
        Command::Explain(flags) => explain::run(&session, flags),
        Command::History(flags) => history::run(&session, flags),
        Command::Redact(flags) => redact::run(&session, flags),
        Command::Status => upkeep::status(&session),
        Command::Verify => upkeep::verify(&session),
        Command::Rebuild => upkeep::rebuild(&session),
    }
}

fn read_id(text: &str) -> Result<EntryId, Failure> {
    text.parse().map_err(|_| {
        Failure::WrongUse(format!("`{text}` is not an id; ids look like 1b4e28ba-2fa1-5d2c-883f-0016d3cca427 and are shown by `fingerpost find --json`"))
    })
}

fn read_field(word: &str) -> Result<model::Field, Failure> {
    model::Field::from_word(word).ok_or_else(|| {
        let all: Vec<&str> = model::Field::ALL
            .iter()
            .map(|field| field.as_str())
            .collect();
        Failure::WrongUse(format!(
            "`{word}` is no field; fields are {}",
            all.join(", ")
        ))
    })
}
