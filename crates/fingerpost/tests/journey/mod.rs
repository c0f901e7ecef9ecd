//! The real binary in a temporary folder.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::allow_attributes,
    reason = "each test file uses a part of it"
)]

use serde_json::Value as Json;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// A folder with a data folder in it.
pub struct Journey {
    folder: tempfile::TempDir,
}

/// What a command left behind.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    #[track_caller]
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|e| panic!("{e}: {}\n{}", self.out, self.err))
    }

    #[track_caller]
    pub fn fine(self) -> Self {
        assert_eq!(self.code, 0, "{}\n{}", self.out, self.err);
        self
    }
}

impl Journey {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// Writes a file beside the data folder.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fingerpost"));
        command
            .current_dir(self.path())
            .args(["--today", "2026-11-24"])
            .args(args)
            .env("NO_COLOR", "1");
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        Ran::of(&self.command(args).output().unwrap())
    }

    /// Declares a source with a plain table.
    pub fn source(&self, key: &str, role: &str, map: Option<&str>) {
        let mut args = vec![
            "source",
            "add",
            key,
            "--name",
            key,
            "--role",
            role,
            "--licence",
            "OGL v3",
        ];
        if let Some(map) = map {
            self.file("map.toml", map);
            args.extend(["--map", "map.toml"]);
        }
        self.run(&args).fine();
    }

    pub fn state_hash(&self) -> String {
        self.run(&["status", "--json"]).fine().json()["state_hash"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    pub fn copy_data_to(&self, other: &Self) {
        copy(&self.data(), &other.data());
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A server, stopped when dropped.
pub struct Served {
    child: Child,
    pub address: String,
}

impl Served {
    pub fn start(journey: &Journey) -> Self {
        let mut child = journey
            .command(&["serve", "--port", "0"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        let mut stderr = child.stderr.take().unwrap();
        let mut byte = [0];
        while !said.ends_with('\n') && stderr.read(&mut byte).unwrap() == 1 {
            said.push(byte[0] as char);
        }
        let address = said
            .split("http://")
            .nth(1)
            .and_then(|rest| rest.split('/').next())
            .unwrap_or_else(|| panic!("{said}"));
        Self {
            child,
            address: address.to_owned(),
        }
    }

    /// Status and body of a page.
    pub fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        )
        .unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let status = text
            .split(' ')
            .nth(1)
            .and_then(|s| s.parse().ok())
            .unwrap_or(0);
        (status, text)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A small plain table.
pub const MAP: &str = r#"
id = "id"
[organization]
name = "name"
[location]
name = "name"
address.lines = ["street"]
address.postcode = "postcode"
address.latitude = "lat"
address.longitude = "lon"
[service]
name = "name"
description = "about"
kind = "kind"
phone = "phone"
schedule = { monday = "mon" }
[assured]
column = "checked"
"#;

/// The header that goes with [`MAP`].
pub const HEADER: &str = "id,name,street,postcode,lat,lon,about,kind,phone,mon,checked";

/// A good row.
pub fn good(id: &str) -> String {
    format!(
        "{id},Elm Club {id},1 High Street,QX1 1AA,54.2,-1.6,A club.,social-group,01632 960001,09:00-17:00,2026-11-01"
    )
}
