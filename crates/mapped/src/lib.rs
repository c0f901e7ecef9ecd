//! Files mapped read-only into memory: the one place in the workspace that uses `unsafe`.
//!
//! Words: a file is *mapped* when its bytes appear in memory and the system fetches pages as they are touched.
//! Always: the bytes behind a [`Mapped`] never change, because of how every file given to it is made (see
//! [`Mapped::open`]).
//! Start at [`Mapped::open`].

use std::fmt;
use std::fs::File;
use std::io;
use std::path::Path;

/// A file's bytes, read-only, fetched by the system as they are touched.
///
/// An empty file gives no bytes. The mapping outlives the file's name: a file that is replaced by a rename or
/// removed stays readable here until this value is dropped.
pub struct Mapped(memmap2::Mmap);

impl Mapped {
    /// Maps the file at `path`.
    ///
    /// The file must be one of ours: written to a temporary name, flushed, renamed into place, and from then on
    /// only ever replaced whole or removed, never written to or shortened. Do not give it files that other
    /// programs edit, such as a source's documents.
    ///
    /// ```
    /// # fn main() -> std::io::Result<()> {
    /// # let dir = tempfile::tempdir()?;
    /// # let path = dir.path().join("postcodes");
    /// std::fs::write(&path, b"QX4 7PL")?;
    /// let bytes = mapped::Mapped::open(&path)?;
    /// assert_eq!(bytes.as_ref(), b"QX4 7PL");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Whatever the system says when the file cannot be opened or mapped.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        map(&file).map(Self)
    }
}

#[expect(
    unsafe_code,
    reason = "mapping a file is unsafe by nature; the argument is in the function"
)]
fn map(file: &File) -> io::Result<memmap2::Mmap> {
    // SAFETY: a mapping is sound as long as its bytes stay what they are and its length stays what it was. Every
    // file given to `Mapped::open` is written under a temporary name, flushed to disk and then renamed to its own;
    // no code of ours opens such a file for writing or shortens it afterwards. A newer state is a new file under
    // the same or another name, which leaves this mapping's pages as they were. The mapping is private and
    // read-only, so nothing can be written through it. What is left is another program changing files inside our
    // data directory, which is as much outside our control as it writing into our memory.
    unsafe { memmap2::Mmap::map(file) }
}

impl AsRef<[u8]> for Mapped {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Mapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mapped({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_gives_no_bytes() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("empty");
        std::fs::write(&path, b"").unwrap();
        assert_eq!(Mapped::open(&path).unwrap().as_ref(), b"");
    }

    #[test]
    fn a_replaced_file_stays_what_it_was_for_those_who_hold_it() {
        let dir = tempfile::tempdir().unwrap();
        let (path, temporary) = (dir.path().join("index"), dir.path().join("index.new"));
        std::fs::write(&path, b"old").unwrap();
        let held = Mapped::open(&path).unwrap();
        std::fs::write(&temporary, b"newer").unwrap();
        std::fs::rename(&temporary, &path).unwrap();
        assert_eq!(held.as_ref(), b"old");
        assert_eq!(Mapped::open(&path).unwrap().as_ref(), b"newer");
    }

    #[test]
    fn a_missing_file_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        assert!(Mapped::open(&dir.path().join("nothing")).is_err());
    }
}
