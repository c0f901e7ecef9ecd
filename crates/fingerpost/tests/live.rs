//! Sources that run themselves, through the real binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod journey;

use journey::{Journey, Served};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

const MAP: &str = "id = \"id\"\n[service]\nname = \"name\"\n";

/// A server that answers every request with one table.
fn clubs() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut reader = BufReader::new(stream);
            let mut line = String::new();
            while reader.read_line(&mut line).is_ok_and(|n| n > 2) {
                line.clear();
            }
            let body = "id,name\n1,Elm chess club\n2,Oak chess club\n";
            let answer = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
            let _ = reader.get_mut().write_all(answer.as_bytes());
        }
    });
    at
}

#[test]
fn serve_reads_what_is_due_and_shows_it() {
    let journey = Journey::new();
    let at = clubs();
    journey.source("clubs", "charity", Some(MAP));
    let (url, allow) = (format!("http://{at}/clubs.csv"), at.to_string());
    journey
        .run(&[
            "source",
            "feed",
            "clubs",
            &url,
            "--allow",
            &allow,
            "--owner-agreed",
            "--every",
            "7d",
        ])
        .fine();
    let _served = Served::start(&journey);
    let began = Instant::now();
    loop {
        let list = journey.run(&["source", "list", "--json"]).fine().json();
        let feed = &list[0]["feed"];
        if feed["outcome"]["end"] == "good" {
            assert_eq!(feed["every_minutes"], 10_080);
            break;
        }
        assert!(began.elapsed() < Duration::from_mins(1), "{list}");
        std::thread::sleep(Duration::from_millis(200));
    }
    let status = journey.run(&["status", "--json"]).fine().json();
    assert_eq!(status["services"], 2);
    let again = journey.run(&["fetch"]).fine();
    assert_eq!(again.out.trim(), "Nothing is due.");
}

#[test]
fn a_fetch_says_what_is_wrong_and_what_to_do() {
    let journey = Journey::new();
    journey.source("clubs", "charity", Some(MAP));
    let wrong = journey.run(&["source", "feed", "clubs", "ftp://clubs.example/?key=secret"]);
    assert_eq!(wrong.code, 2, "{}", wrong.err);
    assert!(wrong.err.contains("it is neither https nor http") && !wrong.err.contains("secret"));
    assert_eq!(journey.run(&["fetch", "clubs"]).code, 2);
    let inside = "http://127.0.0.1:8080/clubs.csv?key=secret";
    journey.run(&["source", "feed", "clubs", inside]).fine();
    let refused = journey.run(&["fetch", "clubs"]);
    assert_eq!(refused.code, 1, "{}", refused.err);
    assert!(
        refused
            .err
            .contains("warning[FP402]: the address is not on the public internet"),
        "{}",
        refused.err
    );
    assert!(!format!("{}{}", refused.out, refused.err).contains("secret"));
    let listed = journey.run(&["source", "list"]).fine().out;
    assert!(
        listed.contains("failed 1 times in a row; last read well: never"),
        "{listed}"
    );
    assert!(!listed.contains("secret"), "{listed}");
}
