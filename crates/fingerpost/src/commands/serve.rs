//! `fingerpost serve`: the site.

use super::Session;
use crate::args::Serve;
use crate::clock::{Clock, entropy};
use crate::out::{Exit, Failure};
use directory::Directory;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// Shorter tokens can be guessed.
const SHORTEST_TOKEN: usize = 8;
/// How often what other processes published is looked for.
const REFRESH: Duration = Duration::from_millis(500);

pub fn run(session: &Session, flags: &Serve) -> Result<Exit, Failure> {
    let desk = desk(&flags.steward)?;
    // An empty record is a fine place for a steward to hand in the first directory.
    let directory = Arc::new(if desk.is_some() {
        session.directory()?
    } else {
        session.existing()?
    });
    serve(
        session,
        directory,
        &flags.host,
        flags.port,
        desk,
        |address| {
            session
                .out
                .say(&format!("Serving on http://{address}/ – stop with Ctrl-C"));
        },
    )
}

/// The steward's desk for these names and tokens; none when there are none.
fn desk(stewards: &[String]) -> Result<Option<Arc<server::Desk>>, Failure> {
    let mut known = Vec::new();
    for steward in stewards {
        let named = steward
            .split_once('=')
            .map(|(name, token)| (name.trim(), token.trim()));
        let Some((name, token)) =
            named.filter(|(name, token)| !name.is_empty() && token.len() >= SHORTEST_TOKEN)
        else {
            return Err(Failure::WrongUse(format!(
                "--steward takes NAME=TOKEN with a token of at least {SHORTEST_TOKEN} characters, such as one made by `openssl rand -hex 16`"
            )));
        };
        known.push((name.to_owned(), token.to_owned()));
    }
    Ok((!known.is_empty()).then(|| Arc::new(server::Desk::new(&known, entropy()))))
}

/// Serves until it is told to stop. `ready` is told the address.
pub fn serve(
    session: &Session,
    directory: Arc<Directory>,
    host: &str,
    port: u16,
    desk: Option<Arc<server::Desk>>,
    ready: impl FnOnce(SocketAddr),
) -> Result<Exit, Failure> {
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
    loop {
        tokio::time::sleep(REFRESH).await;
        let directory = directory.clone();
        let refreshed = tokio::task::spawn_blocking(move || directory.refresh()).await;
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
