//! Running other programs: with output passed on, measured as a whole, or served in the background.

use nix::sys::resource::{UsageWho, getrusage};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// What one whole process cost.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// Processor time, user and system together.
    pub processor: Duration,
    /// Time on the wall.
    pub wall: Duration,
    /// Most memory held at once, in bytes.
    pub peak_bytes: u64,
    /// What it printed.
    pub stdout: String,
    /// What it complained.
    pub stderr: String,
    /// Its exit code; -1 when it was killed.
    pub code: i32,
}

/// Runs `program` and measures it.
///
/// The measuring is done in a fresh copy of this tool, because the kernel's count for finished children
/// cannot be set back to nought.
///
/// # Errors
/// A sentence when it cannot be started.
pub fn measured(program: &Path, arguments: &[String]) -> Result<Measured, String> {
    let report = tempfile::NamedTempFile::new()
        .map_err(|e| format!("could not make a temporary file: {e}"))?;
    let this =
        std::env::current_exe().map_err(|e| format!("could not find this tool itself: {e}"))?;
    let output = Command::new(this)
        .arg("measure")
        .arg(report.path())
        .arg(program)
        .args(arguments)
        .output()
        .map_err(|e| format!("could not start this tool itself to measure: {e}"))?;
    let text = std::fs::read_to_string(report.path())
        .map_err(|e| format!("could not read the measurement: {e}"))?;
    let numbers: Vec<i64> = text
        .split_whitespace()
        .filter_map(|n| n.parse().ok())
        .collect();
    let [processor, wall, peak, code] = numbers[..] else {
        return Err(format!(
            "{} was not measured: {}",
            program.display(),
            String::from_utf8_lossy(&output.stderr)
        ));
    };
    Ok(Measured {
        processor: Duration::from_micros(processor.unsigned_abs()),
        wall: Duration::from_micros(wall.unsigned_abs()),
        peak_bytes: peak.unsigned_abs() * 1024,
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        code: code as i32,
    })
}

/// The other half of [`measured`]: `words` are the report's path, the program and its arguments.
///
/// # Errors
/// A sentence when the program cannot be started or the report not written.
pub fn measure_here(words: &[String]) -> Result<(), String> {
    let [report, program, arguments @ ..] = words else {
        return Err("measure: needs a report and a program".into());
    };
    let began = Instant::now();
    let status = Command::new(program)
        .args(arguments)
        .status()
        .map_err(|e| format!("could not start {program}: {e}"))?;
    let wall = began.elapsed().as_micros();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)
        .map_err(|e| format!("could not read the cost: {e}"))?;
    let micros = |t: nix::sys::time::TimeVal| t.tv_sec() * 1_000_000 + t.tv_usec();
    let processor = micros(usage.user_time()) + micros(usage.system_time());
    let line = format!(
        "{processor} {wall} {} {}",
        usage.max_rss(),
        status.code().unwrap_or(-1)
    );
    std::fs::write(report, line).map_err(|e| format!("could not write {report}: {e}"))
}

/// Runs `command` with its output passed on line by line; gives its lines and whether it succeeded.
///
/// # Errors
/// A sentence when it cannot be started.
pub fn passed_on(command: &mut Command) -> Result<(Vec<String>, bool), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| format!("could not start {name}: {e}"))?;
    let mut lines = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let line = line.map_err(|e| format!("could not read from {name}: {e}"))?;
            let line = String::from_utf8_lossy(&line).into_owned();
            println!("{line}");
            lines.push(line);
        }
    }
    let status = child
        .wait()
        .map_err(|e| format!("could not wait for {name}: {e}"))?;
    Ok((lines, status.success()))
}

/// Where on the path a program of this name is.
pub fn on_path(name: &str) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// A server that runs until this is dropped.
pub struct Served {
    child: Child,
    /// Where it answers, such as `http://127.0.0.1:8080`, without a slash at the end.
    pub address: String,
    /// How long it took to say so.
    pub ready_after: Duration,
}

impl Served {
    /// Starts `program` and waits until it prints an address, at most `patience`.
    ///
    /// # Errors
    /// A sentence when it cannot be started, stops, or says no address in time.
    pub fn start(program: &Path, arguments: &[String], patience: Duration) -> Result<Self, String> {
        let name = program.display();
        let began = Instant::now();
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| format!("could not start {name}: {e}"))?;
        let (said, hear) = mpsc::channel();
        if let Some(stdout) = child.stdout.take() {
            listen(stdout, said.clone());
        }
        if let Some(stderr) = child.stderr.take() {
            listen(stderr, said);
        }
        if let Ok(address) = hear.recv_timeout(patience) {
            return Ok(Self {
                child,
                address,
                ready_after: began.elapsed(),
            });
        }
        let _ = child.kill();
        let _ = child.wait();
        let waited = patience.as_secs();
        Err(format!(
            "{name} {} printed no address within {waited} s",
            arguments.join(" ")
        ))
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Passes on each address that a server prints. Goes on reading after the first, so that the server never waits
/// on a full pipe.
fn listen(pipe: impl Read + Send + 'static, said: mpsc::Sender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            if let Some(address) = address_in(&line) {
                let _ = said.send(address);
            }
        }
    });
}

/// The loopback address in a line, without what follows the port.
fn address_in(line: &str) -> Option<String> {
    let at = line
        .find("http://127.0.0.1:")
        .or_else(|| line.find("http://localhost:"))?;
    let rest = &line[at..];
    let port = rest.rfind(':').filter(|colon| *colon > 5)? + 1;
    let digits = rest[port..]
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len() - port);
    (digits > 0).then(|| rest[..port + digits].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_in_what_a_server_prints() {
        assert_eq!(
            address_in("Open http://127.0.0.1:8080/ now"),
            Some("http://127.0.0.1:8080".into())
        );
        assert_eq!(
            address_in("  http://localhost:9"),
            Some("http://localhost:9".into())
        );
        assert_eq!(address_in("see https://fingerpost.example/"), None);
    }
}
