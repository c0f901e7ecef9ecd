//! Writes the county into a folder, to be looked at: `cargo run -p county --example write -- DIR [SEED] [TODAY]`.

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let dir = words.first().ok_or("name a folder to write to")?;
    let seed = words.get(1).map_or(Ok(1), |word| word.parse())?;
    let today = words.get(2).map_or("2026-11-23", String::as_str).parse()?;
    for path in county::write_places(Path::new(dir), seed)? {
        println!("{}", path.display());
    }
    for directory in county::write(Path::new(dir), seed, today)? {
        println!(
            "{} ({}, {}): {:?}",
            directory.key, directory.role, directory.said, directory.files
        );
    }
    Ok(())
}
