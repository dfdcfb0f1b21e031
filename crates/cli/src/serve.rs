//! Serving the product over HTTP.

use std::net::{SocketAddr, TcpListener};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use app::Platform;
use app::people::sign_in::{self, FirstRun};
use app::prove::{readiness, scenarios};
use app::runner;
use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::config::Config;
use crate::database::{Missing, Opened};
use crate::shutdown::asked_to_stop;
use crate::{database, routines};

/// How long requests under way may take to finish when the program is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// How many jobs are carried out at once: one that waits for a mail server holds up none of the rest.
const WORKERS: usize = 2;

/// Brings the schema up to date, then answers requests until told to stop.
pub(crate) async fn serve(config: Config) -> Result<ExitCode> {
    let serve = async |it: Opened| begin(&config, it.platform).await;
    database::within(&config, Missing::Make, serve).await
}

async fn begin(config: &Config, platform: Platform) -> Result<ExitCode> {
    let first = FirstRun { state: config.state.clone(), email: config.administrator_email.clone() };
    if let Some(secret) = sign_in::first_administrator(&platform, &first, database::now()).await? {
        let scheme = if config.is_secure() { "https" } else { "http" };
        tracing::warn!(
            "Nobody can sign in yet. The administrator sets a password, once, within a day, at \
             {scheme}://{}{}",
            config.listen,
            web::link_path(secret.expose())
        );
    }
    let listener = listen(config.listen)?;
    answer(config, platform, listener).await
}

/// Takes the address, so that nothing is started if it is taken.
pub(crate) fn listen(address: SocketAddr) -> Result<TcpListener> {
    let listener = TcpListener::bind(address).with_context(|| {
        format!(
            "the address {address} is taken, or not one of this machine: --listen names another"
        )
    })?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Answers requests on `listener` until told to stop.
pub(crate) async fn answer(
    config: &Config,
    platform: Platform,
    listener: TcpListener,
) -> Result<ExitCode> {
    let tls = tls(config).await?;
    let n_broken_off = scenarios::break_off(&database::ctx(&platform)).await?;
    if 0 < n_broken_off {
        tracing::warn!("{n_broken_off} runs of scenarios were broken off when the server stopped");
    }
    let router = router(config, platform.clone())?;
    let (tell, told) = watch::channel(false);
    let workers = work(&platform, &told);
    let routines = tokio::spawn(routines::run(platform));
    let handle = Handle::new();
    tokio::spawn(stop(asked_to_stop(), handle.clone(), tell));

    let address = listener.local_addr()?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    tracing::info!("Listening on {scheme}://{address}");
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    match tls {
        Some(tls) => {
            axum_server::from_tcp_rustls(listener, tls)?.handle(handle).serve(service).await?;
        }
        None => axum_server::from_tcp(listener)?.handle(handle).serve(service).await?,
    }
    routines.abort();
    // It lets go of its connection, so that the database can be closed.
    drop(routines.await);
    finish(workers).await;
    tracing::info!("Stopped");
    Ok(ExitCode::SUCCESS)
}

fn router(config: &Config, platform: Platform) -> Result<Router> {
    let state = web::State {
        platform,
        sessions: Arc::new(web::CookiesAndTokens { secure: config.is_secure() }),
        clock: database::now,
        secure: config.is_secure(),
        proxies: config.proxies()?,
    };
    Ok(web::router(web::routes(), state))
}

/// The certificate, if there is one.
pub(crate) async fn tls(config: &Config) -> Result<Option<RustlsConfig>> {
    let (Some(certificate), Some(key)) = (&config.tls_certificate, &config.tls_key) else {
        return Ok(None);
    };
    // A second call finds it installed, which is as good.
    drop(rustls::crypto::ring::default_provider().install_default());
    let tls = RustlsConfig::from_pem_file(certificate, key).await;
    tls.map(Some).context("the certificate or its key cannot be read")
}

/// Begins to carry out jobs, and to find out who is late with the crews there are.
fn work(platform: &Platform, told: &watch::Receiver<bool>) -> JoinSet<()> {
    let stopped = || {
        let mut told = told.clone();
        async move { drop(told.wait_for(|it| *it).await) }
    };
    let mut workers = JoinSet::new();
    for _ in 0..WORKERS {
        workers.spawn(runner::run(platform.clone(), database::now, stopped()));
    }
    workers.spawn(readiness::keep_trying(platform.clone(), database::now, stopped()));
    workers
}

/// Lets those who carry out jobs finish what is under way. What takes longer is begun again by the
/// next server, as after a power failure.
async fn finish(mut workers: JoinSet<()>) {
    let all = async { while workers.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, all).await.is_err() {
        tracing::warn!("Jobs under way were left: they are begun again later");
    }
    workers.shutdown().await;
}

async fn stop(
    asked: impl Future<Output = ()>,
    handle: Handle<SocketAddr>,
    tell: watch::Sender<bool>,
) {
    asked.await;
    tracing::info!("Stopping: requests and jobs under way may finish");
    tell.send_replace(true);
    handle.graceful_shutdown(Some(GRACE));
    // As long as somebody may listen, or those who have not heard yet would take it for a stop.
    tell.closed().await;
}
