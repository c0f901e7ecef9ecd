//! `cargo xtask COMMAND`: reads the command and hands over to the library.

use std::process::ExitCode;
use xtask::args::Args;

const HELP: &str = "\
cargo xtask tidy                       rules of the tree: arrows, words, front pages, links, hazards
cargo xtask test [--data DIR] [--standards DIR] [--full] [--only STEP]
                                       every check, in order
cargo xtask bench [--data DIR] [--only WORD]
                                       speed, memory and size, each beside its target
cargo xtask fuzz [--minutes N] [--seed N]
                                       every reader on damaged documents: no panic, no hang, bounded memory
cargo xtask oracle --data DIR [--seed N] [--binary FILE]
                                       1,000 nearest-open questions answered twice and compared
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = words
        .split_first()
        .map_or(("help", &[][..]), |(c, rest)| (c.as_str(), rest));
    let outcome = match command {
        "tidy" => Args::read(rest, &[], &[]).and_then(|_| tidy()),
        "test" => Args::read(rest, &["data", "standards", "only"], &["full"])
            .and_then(|args| xtask::test::run(&args)),
        "bench" => {
            Args::read(rest, &["data", "only"], &[]).and_then(|args| xtask::bench::run(&args))
        }
        "fuzz" => {
            Args::read(rest, &["minutes", "seed"], &[]).and_then(|args| xtask::fuzz::run(&args))
        }
        "oracle" => Args::read(rest, &["data", "seed", "binary"], &[])
            .and_then(|args| xtask::oracle::run(&args)),
        // How `bench` measures one process: see `process::measured`.
        "measure" => xtask::process::measure_here(rest),
        "help" | "--help" => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(format!("there is no `{other}`; there is:\n{HELP}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn tidy() -> Result<(), String> {
    let faults = xtask::tidy::faults(&xtask::root())?;
    if faults.is_empty() {
        println!("tidy");
        return Ok(());
    }
    for fault in &faults {
        println!("{fault}");
    }
    Err(format!("{} faults", faults.len()))
}
