//! `fingerpost serve`: the site.

use super::Session;
use super::schedule::Schedule;
use crate::args::{DeskFlags, Serve};
use crate::clock::{Clock, random};
use crate::out::{Exit, Failure};
use directory::Directory;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// How often what other processes published is looked for.
const REFRESH: Duration = Duration::from_millis(500);

pub fn run(session: &Session, flags: &Serve) -> Result<Exit, Failure> {
    let directory = Arc::new(session.existing()?);
    let _schedule = (!flags.no_fetch)
        .then(|| Schedule::start(directory.clone(), session.clock, global_words(session)));
    let at = (flags.host.as_str(), flags.port);
    serve(session, directory, at, &flags.desk, |address| {
        session
            .out
            .say(&format!("Serving on http://{address}/ – stop with Ctrl-C"));
        if !flags.desk.stewards.is_empty() {
            session.out.say(&format!(
                "The steward’s desk is at http://{address}/steward"
            ));
        }
    })
}

/// The global flags that another process of this program needs to work on the same data on the same day.
fn global_words(session: &Session) -> Vec<String> {
    let global = &session.args.global;
    let mut words = vec![
        "--quiet".to_owned(),
        "--data".to_owned(),
        global.data.display().to_string(),
    ];
    if let Some(today) = global.today {
        words.extend(["--today".to_owned(), today.to_string()]);
    }
    words
}

/// Serves at a host and port until it is told to stop. `ready` is told the address.
pub fn serve(
    session: &Session,
    directory: Arc<Directory>,
    (host, port): (&str, u16),
    desk: &DeskFlags,
    ready: impl FnOnce(SocketAddr),
) -> Result<Exit, Failure> {
    let desk = match desk.stewards.as_slice() {
        [] => None,
        stewards => Some(Arc::new(
            server::Desk::new(stewards, &directory, random()).map_err(Failure::WrongUse)?,
        )),
    };
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(tracing::Level::WARN)
        .with_target(false)
        .init();
    let io = |problem| Failure::Io {
        doing: format!("listen on {host}:{port}"),
        problem,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(io)?;
    runtime.block_on(async {
        let listener = TcpListener::bind((host, port)).await.map_err(io)?;
        ready(listener.local_addr().map_err(io)?);
        let clock: Clock = session.clock;
        let app = server::App {
            directory: directory.clone(),
            clock: Arc::new(move || clock.now()),
            today_override: session.args.global.today,
            desk,
        };
        tokio::spawn(refresh(directory));
        server::serve(listener, app, stopped()).await.map_err(io)
    })?;
    Ok(Exit::Fine)
}

async fn refresh(directory: Arc<Directory>) {
    let mut told = None;
    loop {
        // Said once for each version that cannot be used.
        let broken = directory.broken_rules();
        let position = broken.as_ref().map(|broken| broken.position);
        if let (Some(broken), true) = (broken, position != told) {
            tracing::error!("{broken}");
        }
        told = position;
        tokio::time::sleep(REFRESH).await;
        let directory = directory.clone();
        let refreshing = directory.clone();
        let refreshed = tokio::task::spawn_blocking(move || refreshing.refresh()).await;
        if let Ok(Err(problem)) = refreshed {
            tracing::warn!(
                "what was published last cannot be read; the page before it stays: {problem}"
            );
        }
    }
}

async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            }
            Err(_) => {
                let _ = interrupt.await;
            }
        }
    }
    #[cfg(not(unix))]
    {
        let _ = interrupt.await;
    }
}
