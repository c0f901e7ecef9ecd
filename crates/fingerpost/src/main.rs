//! The command line of the shared record.
//!
//! Words are those of `ARCHITECTURE.md`. Results go to standard output, everything else to standard error.
//! Always: the clock and randomness enter here and nowhere else; exit codes are those of [`out::Exit`].
//! Start at [`args`] for what can be typed and at [`commands`] for what it does.

mod args;
mod clock;
mod commands;
mod out;
mod words;

use clap::Parser as _;
use mimalloc::MiMalloc;
use std::process::ExitCode;

/// Reading and publishing make and drop many small strings.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let args = match args::Args::try_parse() {
        Ok(args) => args,
        Err(problem) => {
            let _ = problem.print();
            let asked_for = matches!(
                problem.kind(),
                clap::error::ErrorKind::DisplayHelp | clap::error::ErrorKind::DisplayVersion
            );
            return if asked_for {
                out::Exit::Fine.into()
            } else {
                out::Exit::WrongUse.into()
            };
        }
    };
    let out = out::Out::new(&args.global);
    commands::run(&args, &out)
        .unwrap_or_else(|problem| out.failure(&problem))
        .into()
}
