//! `vfiodex serve`

mod site;

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode, Uri, header};
use clap::Args;
use notify_debouncer_full::notify::RecursiveMode;
use notify_debouncer_full::{DebounceEventResult, new_debouncer};
use tower_livereload::LiveReloadLayer;

use self::site::{Shown, Site};
use super::build::SiteArguments;
use crate::cli::{Failure, Outcome};

/// Build the site, serve it on this machine, and rebuild it when a record, template or asset changes.
/// A record with an error shows its findings in the browser; the server stays up.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Port on the loopback address; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    #[command(flatten)]
    site: SiteArguments,
}

/// Runs the command until it is interrupted.
///
/// # Errors
/// Where the port is taken or the folders cannot be watched.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let site = Site { arguments: arguments.site.clone() };
    if !arguments.site.data.data.is_dir() {
        return Err(Failure::Usage(format!(
            "{} is not a folder; name the records with --data",
            arguments.site.data.data.display()
        )));
    }
    let shown = Arc::new(RwLock::new(site.build()));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("cannot start the server")?;
    runtime.block_on(serve(arguments.port, site, shown))?;
    Ok(Outcome::Clean)
}

async fn serve(port: u16, site: Site, shown: Arc<RwLock<Shown>>) -> anyhow::Result<()> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}; name another with --port"))?;
    let reload = LiveReloadLayer::new();
    let reloader = reload.reloader();
    let folders = site.watched();
    let state = Arc::clone(&shown);
    // The watcher works as long as it is kept.
    let _watcher = watch(&folders, move || {
        let built = site.build();
        let mut out = anstream::stdout().lock();
        let _ = writeln!(out, "{}", built.summary());
        if let Ok(mut shown) = shown.write() {
            *shown = built;
        }
        reloader.reload();
    })?;
    {
        let mut out = anstream::stdout().lock();
        if let Ok(shown) = state.read() {
            writeln!(out, "{}", shown.summary())?;
        }
        writeln!(out, "http://{}/  (Ctrl-C ends it)", listener.local_addr()?)?;
    }
    let app = Router::new().fallback(answer).with_state(state).layer(reload);
    axum::serve(listener, app)
        .with_graceful_shutdown(async { drop(tokio::signal::ctrl_c().await) })
        .await
        .context("the server stopped")
}

/// Calls back once after each burst of changes below the folders.
fn watch(folders: &[PathBuf], mut changed: impl FnMut() + Send + 'static) -> anyhow::Result<impl Sized> {
    let handler = move |result: DebounceEventResult| {
        // Reading a file is an event too; only changes count.
        if result.is_ok_and(|events| events.iter().any(|event| !event.kind.is_access())) {
            changed();
        }
    };
    let mut watcher = new_debouncer(Duration::from_millis(80), None, handler).context("cannot watch for changes")?;
    for folder in folders {
        watcher
            .watch(folder, RecursiveMode::Recursive)
            .with_context(|| format!("cannot watch {}", folder.display()))?;
    }
    Ok(watcher)
}

async fn answer(State(shown): State<Arc<RwLock<Shown>>>, uri: Uri) -> Response<Body> {
    let found = shown.read().ok().map(|shown| shown.answer(uri.path()));
    let (status, kind, bytes) =
        found.unwrap_or((StatusCode::INTERNAL_SERVER_ERROR, "text/plain", b"the last build did not end".to_vec()));
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}
