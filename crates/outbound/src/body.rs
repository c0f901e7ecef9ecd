//! Takes in the body of an answer: unpacked, and cut off at every limit.

use crate::connect::io_problem;
use crate::{Clock, Kind, Limits, Problem};
use flate2::read::MultiGzDecoder;
use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom, Write as _};
use std::time::Duration;

/// Where a body goes.
pub(crate) enum Sink<'a> {
    /// A file: for what may be large.
    File(&'a mut File),
    /// Memory: for what is bounded small.
    Memory(&'a mut Vec<u8>),
}

impl Sink<'_> {
    /// Forgets what an earlier try put here.
    fn clear(&mut self) -> io::Result<()> {
        match self {
            Self::File(file) => {
                file.set_len(0)?;
                file.seek(SeekFrom::Start(0)).map(|_| ())
            }
            Self::Memory(bytes) => {
                bytes.clear();
                Ok(())
            }
        }
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::File(file) => file.write_all(bytes),
            Self::Memory(memory) => {
                memory.extend_from_slice(bytes);
                Ok(())
            }
        }
    }
}

/// How the body came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Taken {
    /// Bytes as they came.
    pub received: u64,
    /// Bytes unpacked.
    pub unpacked: u64,
}

/// Takes in `body`, at most `most` bytes of it, packed or unpacked.
pub(crate) fn take(
    body: impl Read,
    packed: bool,
    most: u64,
    limits: &Limits,
    clock: &dyn Clock,
    address: &str,
    sink: &mut Sink<'_>,
) -> Result<Taken, Problem> {
    let disk = |e: io::Error| Problem::new(Kind::Disk, address, e.to_string());
    sink.clear().map_err(disk)?;
    let came = RefCell::new(Came::default());
    let watched = Watched {
        body,
        most,
        limits,
        clock,
        address,
        began: clock.elapsed(),
        window: (clock.elapsed(), 0),
        came: &came,
    };
    let mut reader: Box<dyn Read + '_> = if packed {
        Box::new(MultiGzDecoder::new(watched))
    } else {
        Box::new(watched)
    };
    let mut buffer = vec![0; 64 << 10];
    let mut unpacked = 0_u64;
    loop {
        let got = match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(got) => got,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => {
                let stopped = came.borrow_mut().stopped.take();
                return Err(stopped.unwrap_or_else(|| io_problem(&e, address.to_owned())));
            }
        };
        unpacked += got as u64;
        let received = came.borrow().received;
        if unpacked > most {
            return Err(too_large(address, most));
        }
        if packed && unpacked > limits.ratio_from && unpacked / limits.ratio > received {
            let detail = format!("it unpacks to more than {} times its size", limits.ratio);
            return Err(Problem::new(Kind::TooLarge, address, detail));
        }
        sink.put(&buffer[..got]).map_err(disk)?;
    }
    let received = came.borrow().received;
    Ok(Taken { received, unpacked })
}

fn too_large(address: &str, most: u64) -> Problem {
    let detail = format!("more than {} MB", (most >> 20).max(1));
    Problem::new(Kind::TooLarge, address, detail)
}

#[derive(Default)]
struct Came {
    received: u64,
    stopped: Option<Problem>,
}

/// Counts what comes from the socket and stops it when it is too much, too slow or takes too long.
struct Watched<'a, R> {
    body: R,
    most: u64,
    limits: &'a Limits,
    clock: &'a dyn Clock,
    address: &'a str,
    began: Duration,
    /// When the stretch began over which speed is measured, and how much had come by then.
    window: (Duration, u64),
    came: &'a RefCell<Came>,
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.body.read(buffer)?;
        let mut came = self.came.borrow_mut();
        came.received += got as u64;
        let stop = |kind, detail: &str| Some(Problem::new(kind, self.address, detail));
        let now = self.clock.elapsed();
        let stretch = now.saturating_sub(self.window.0);
        if came.received > self.most {
            came.stopped = Some(too_large(self.address, self.most));
        } else if now.saturating_sub(self.began) > self.limits.whole {
            came.stopped = stop(Kind::TooSlow, "the answer took too long in all");
        } else if got > 0 && stretch >= self.limits.speed_over {
            let bytes = came.received - self.window.1;
            if (bytes as f64) < self.limits.bytes_a_second as f64 * stretch.as_secs_f64() {
                let detail = format!("{bytes} bytes in {} s", stretch.as_secs());
                came.stopped = stop(Kind::TooSlow, &detail);
            }
            self.window = (now, came.received);
        }
        if came.stopped.is_some() {
            return Err(io::Error::other("a limit was passed"));
        }
        Ok(got)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Still;
    use flate2::Compression;
    use flate2::write::GzEncoder;

    fn limits() -> Limits {
        Limits {
            ratio_from: 1 << 20,
            ..Limits::default()
        }
    }

    fn taken(body: impl Read, packed: bool, most: u64, clock: &Still) -> Result<Vec<u8>, Problem> {
        let mut bytes = Vec::new();
        let mut sink = Sink::Memory(&mut bytes);
        take(body, packed, most, &limits(), clock, "a.example", &mut sink)?;
        Ok(bytes)
    }

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    /// Gives one byte at a time, with a pause before each.
    struct Drip<'a>(&'a Still, Duration);

    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0.wait(self.1);
            buffer[0] = b' ';
            Ok(1)
        }
    }

    #[test]
    fn a_body_is_taken_in_whole_packed_or_not() {
        let clock = Still::default();
        let text = b"[]".repeat(100_000);
        assert_eq!(taken(&text[..], false, 1 << 20, &clock).unwrap(), text);
        assert_eq!(
            taken(&packed(&text)[..], true, 1 << 20, &clock).unwrap(),
            text
        );
    }

    #[test]
    fn too_much_is_cut_off_packed_or_not() {
        let clock = Still::default();
        let endless = io::repeat(b' ');
        assert_eq!(
            taken(endless, false, 1 << 20, &clock).unwrap_err().kind,
            Kind::TooLarge
        );
        let bomb = packed(&vec![b' '; 8 << 20]);
        assert!(bomb.len() < 16 << 10);
        let cut = taken(&bomb[..], true, 64 << 20, &clock).unwrap_err();
        assert_eq!(cut.detail, "it unpacks to more than 200 times its size");
        assert_eq!(
            taken(&bomb[..], true, 2 << 20, &clock).unwrap_err().kind,
            Kind::TooLarge
        );
    }

    #[test]
    fn a_byte_a_second_is_cut_off_long_before_the_hour() {
        let clock = Still::default();
        let cut = taken(Drip(&clock, Duration::from_secs(1)), false, 1 << 20, &clock);
        assert_eq!(cut.unwrap_err().kind, Kind::TooSlow);
        assert_eq!(clock.elapsed().as_secs(), 20);
    }

    #[test]
    fn a_damaged_body_is_said_to_be_damaged() {
        let clock = Still::default();
        let whole = packed(b"[1,2,3]");
        let cut = taken(&whole[..whole.len() - 4], true, 1 << 20, &clock).unwrap_err();
        assert_eq!(cut.kind, Kind::CutShort);
        let wrong = taken(&b"[1,2,3]"[..], true, 1 << 20, &clock).unwrap_err();
        assert_eq!(wrong.kind, Kind::CutShort);
    }
}
