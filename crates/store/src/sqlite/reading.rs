//! Reads from one moment: a read transaction kept open, since beginning one costs more than most reads.
//!
//! It is open while a [`Steady`] guard lives, and from read to write during a run, when the import lock keeps others
//! from changing what the run reads. It is never left open otherwise: it would keep the write-ahead file growing.

use crate::{Error, Steady};
use rusqlite::Connection;
use std::cell::Cell;

/// Why reads may be held at one moment.
#[derive(Default)]
pub(super) struct Reading {
    /// How many guards live.
    guards: Cell<u32>,
    during_run: Cell<bool>,
}

impl Reading {
    pub(super) fn steady<'a>(&'a self, conn: &'a Connection) -> Result<Steady<'a>, Error> {
        if conn.is_autocommit() {
            conn.prepare_cached("BEGIN")?.execute([])?;
        }
        self.guards.set(self.guards.get() + 1);
        Ok(Steady::new(move || {
            self.guards.set(self.guards.get() - 1);
            if self.guards.get() == 0 {
                // Nothing was written, so nothing can be lost when this fails; the next write tries again.
                let _ = end(conn);
            }
        }))
    }

    /// Holds reads at this moment, if it is during a run.
    pub(super) fn settle(&self, conn: &Connection) -> Result<(), Error> {
        if self.during_run.get() && conn.is_autocommit() {
            conn.prepare_cached("BEGIN")?.execute([])?;
        }
        Ok(())
    }

    /// Goes to the newest moment, unless a guard holds an older one. A run that failed half-way ends here too: its
    /// caller goes on with other work.
    pub(super) fn refresh(&self, conn: &Connection) -> Result<(), Error> {
        self.during_run.set(false);
        if self.guards.get() == 0 {
            end(conn)
        } else {
            Ok(())
        }
    }

    pub(super) fn during_run(&self, is: bool) {
        self.during_run.set(is);
    }

    pub(super) fn is_during_run(&self) -> bool {
        self.during_run.get()
    }
}

/// Ends the moment that reads were held at.
pub(super) fn end(conn: &Connection) -> Result<(), Error> {
    if !conn.is_autocommit() {
        conn.prepare_cached("COMMIT")?.execute([])?;
    }
    Ok(())
}
