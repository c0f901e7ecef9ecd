//! Being written.
use crate::args::Args;
/// Nothing yet.
///
/// # Errors
/// Never.
pub fn run(_: &Args) -> Result<(), String> {
    Ok(())
}
