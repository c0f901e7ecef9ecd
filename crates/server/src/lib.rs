//! The site: requests → `directory` → pages. HTML first, no script at all.
//!
//! Words: a *view* is what one page shows, as plain strings; a *component* is one of nhsuk-frontend's, as far as we
//! use it; the *address* of results holds the whole question.
//! Always: every page is built from one snapshot; nothing is loaded from elsewhere; no line of the log holds what a
//! person looked for; any bytes in an address give a clear page, never a fault.
//! Start at [`router`]: it reads as the table of contents. Handlers are in `site`, what pages show in `views`, wording in
//! `words`, who is signed in in `desk`.

mod address;
mod components;
mod desk;
mod map;
mod page;
mod site;
mod style;
mod views;
mod words;

pub use views::compare::comparison_report;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use directory::Directory;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long the sending of files may take.
const UPLOAD_PATIENCE: Duration = Duration::from_mins(15);
/// The largest body that is read, in bytes: a form with a column map.
const LARGEST_BODY: usize = 64 * 1024;
/// The largest body with a rules file.
const LARGEST_RULES: usize = 3 << 20;

/// What tells the moment.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

pub use desk::{Desk, Random};

/// What the pages are made from.
#[derive(Clone)]
pub struct App {
    /// The data.
    pub directory: Arc<Directory>,
    /// The clock.
    pub clock: Clock,
    /// The day to take for today, whatever the clock says (`--today`).
    pub today_override: Option<Date>,
    /// The steward’s desk, when there is one.
    pub desk: Option<Arc<Desk>>,
}

impl App {
    /// The moment on a wall clock in England.
    pub fn now(&self) -> DateTime {
        let now = (self.clock)().to_zoned_datetime(england()).datetime();
        self.today_override
            .map_or(now, |today| today.to_datetime(now.time()))
    }
}

/// The time zone of the pages. Zones are compiled in, so that it is always there.
fn england() -> TimeZone {
    TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC)
}

/// Every page.
pub fn router(app: App) -> Router {
    let public = Router::new()
        .route("/", get(site::home::show))
        .route("/find", get(site::find::show))
        .route("/service/{id}", get(site::service::show))
        .route("/service/{id}/history", get(site::history::show))
        .route("/service/{id}/{slug}", get(site::service::show_named))
        .route("/need", get(site::need::list))
        .route("/need/{need}", get(site::need::show))
        .route("/about", get(site::about::about))
        .route("/about/sources", get(site::sources::show))
        .route("/about/who-keeps-what", get(site::keepers::show))
        .route("/accessibility", get(site::about::accessibility))
        .route("/privacy", get(site::about::privacy));
    let pages = public
        .merge(steward_pages())
        .layer(patience(PATIENCE))
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .merge(uploads())
        .merge(rules_file())
        .fallback(site::fault::no_such_page)
        .method_not_allowed_fallback(site::fault::wrong_method);
    let around = ServiceBuilder::new()
        .layer(axum::middleware::from_fn(site::headers::secure))
        .layer(CompressionLayer::new().gzip(true))
        .layer(axum::middleware::from_fn_with_state(
            app.clone(),
            site::fault::tell,
        ))
        .layer(CatchPanicLayer::custom(site::fault::panicked))
        // A form must come from our own page: told by `Sec-Fetch-Site`, else by `Origin`.
        .layer(CsrfLayer::new());
    pages.layer(around).with_state(app)
}

/// The steward's desk. Who is not signed in is led to the form for it.
fn steward_pages() -> Router<App> {
    use site::steward::{
        conflicts, matches, new_source, offer, queue, rule_form, rules, rules_try, runs, sign_in,
        source,
    };
    let undoing = post(matches::undo);
    let a_conflict = get(conflicts::show).post(conflicts::answer);
    let a_rule = get(rule_form::show).post(rule_form::send);
    let a_trial = get(rules_try::show).post(rules_try::act);
    let signing_in = get(sign_in::show).post(sign_in::sign_in);
    let a_match = get(matches::show).post(matches::answer);
    let an_offer = get(offer::show).post(offer::act);
    Router::new()
        .route("/steward", get(queue::show))
        .route("/steward/sign-in", signing_in)
        .route("/steward/sign-out", post(sign_in::sign_out))
        .route("/steward/conflicts", get(conflicts::first))
        .route("/steward/conflicts/settled", get(conflicts::settled))
        .route("/steward/conflicts/undo", post(conflicts::undo))
        .route("/steward/conflicts/{id}/{field}", a_conflict)
        .route("/steward/matches", get(matches::first))
        .route("/steward/matches/{id}", a_match)
        .route("/steward/matches/decided", get(matches::decided))
        .route("/steward/matches/decided/{position}/undo", undoing)
        .route("/steward/sources/new", get(new_source::show))
        .route("/steward/sources/new/{id}", an_offer)
        .route("/steward/sources/{key}", get(source::show))
        .route("/steward/rules", get(rules::show))
        .route("/steward/rules/file", get(rules::file))
        .route("/steward/rules/go-back", post(rules::go_back))
        .route("/steward/rules/try/{id}", a_trial)
        .route("/steward/rules/{field}", get(rules::of_field))
        .route("/steward/rules/{field}/change", a_rule)
        .route("/steward/runs/{no}/release", post(runs::release))
        .route("/steward/runs/{no}/reject", post(runs::reject))
        .route("/steward/runs/{no}/take-back", post(runs::take_back))
}

/// What takes a rules file.
fn rules_file() -> Router<App> {
    Router::new()
        .route("/steward/rules/file", post(site::steward::rules::give_file))
        .layer(DefaultBodyLimit::disable())
        .layer(patience(PATIENCE))
        .layer(RequestBodyLimitLayer::new(LARGEST_RULES))
}

/// What takes files: larger bodies, and more time for slow lines. How much is taken is counted on the way.
fn uploads() -> Router<App> {
    Router::new()
        .route(
            "/steward/sources/new",
            post(site::steward::new_source::give),
        )
        .layer(DefaultBodyLimit::disable())
        .layer(patience(UPLOAD_PATIENCE))
}

fn patience(patience: Duration) -> TimeoutLayer {
    TimeoutLayer::with_status_code(axum::http::StatusCode::SERVICE_UNAVAILABLE, patience)
}

/// Serves every page on `listener` until `stop` is done; requests under way are then answered first.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: tokio::net::TcpListener,
    app: App,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let pages = router(app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, pages)
        .with_graceful_shutdown(stop)
        .await
}
