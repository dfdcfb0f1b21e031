//! The sample state, served on this machine: what a stranger sees first.

use std::net::TcpListener;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Result, bail};
use app::Platform;
use app::people::agencies;
use app::sample::{self, Size};

use crate::args::SampleSize;
use crate::config::Config;
use crate::database::{Missing, Opened};
use crate::{database, output, serve};

/// Where the sample state is kept, unless another database is named.
pub(crate) const FILE: &str = "mainstay-demo.db";

/// Everybody in the sample state signs in with this. It is why the demo answers only this machine.
const PASSWORD: &str = "keep-the-lights-on";

/// From which the sample state is made: the same seed makes the same state.
const SEED: u64 = 1785;

/// Loads the sample state, if it is not there yet, and serves it.
pub(crate) async fn demo(config: Config, size: SampleSize) -> Result<ExitCode> {
    if !config.listen.ip().is_loopback() {
        bail!(
            "the demo has passwords that everybody knows, so it answers this machine only: \
             --listen must be a loopback address such as 127.0.0.1:8080"
        );
    }
    let defaults = Config::default();
    let mut config = config;
    if config.database == defaults.database {
        config.database = format!("sqlite:{FILE}");
        config.find_key();
    }
    // The address is taken first: nothing is loaded if it cannot be had.
    let listener = serve::listen(config.listen)?;
    let show = async |it: Opened| show(&config, it.platform, listener, size).await;
    database::within(&config, Missing::Make, show).await
}

async fn show(
    config: &Config,
    platform: Platform,
    listener: TcpListener,
    size: SampleSize,
) -> Result<ExitCode> {
    let address = listener.local_addr()?;
    let ctx = database::ctx(&platform);
    if agencies::all(&ctx).await?.is_empty() {
        output::print("Loading the State of Franklin, a fictional state …")?;
        let start = Instant::now();
        let size = match size {
            SampleSize::Small => Size::Small,
            SampleSize::Demo => Size::Demo,
            SampleSize::Statewide => Size::Statewide,
        };
        sample::load(&ctx, SEED, size, PASSWORD).await?;
        sample::hand_in(&database::ctx(&platform)).await?;
        // A whole state takes a while; its first night comes soon enough.
        if size != Size::Statewide {
            sample::pass_nights(&database::ctx(&platform)).await?;
        }
        platform.optimize().await?;
        let seconds = start.elapsed().as_secs_f64();
        output::print(&format!("Loaded and analyzed in {seconds:.1} s."))?;
    }
    output::print(&format!("\nMainstay answers at http://{address}\n"))?;
    output::print(&format!("Sign in as any of these; the password is always {PASSWORD}\n"))?;
    for (role, email) in sample::sign_ins() {
        output::print(&format!("  {:<24} {email}", role.title()))?;
    }
    output::print(&format!(
        "\nThe data is in {}. Delete it to start over. Ctrl C stops.\n",
        config.database_shown()
    ))?;
    serve::answer(config, platform, listener).await
}
