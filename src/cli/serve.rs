//! `uchastok serve`: the service over HTTP until it is told to stop.

use crate::config::Config;
use crate::http::Server;
use anyhow::Context;
use std::io::Write;
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// Exit code of a server that refuses to start.
const REFUSED: u8 = 2;

/// Serves until SIGTERM or Ctrl-C.
///
/// # Errors
/// The runtime cannot be made; requests could not be drained.
pub(super) fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    // A second subscriber is refused when a caller has set one; its own then stays.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let code = runtime.block_on(serve(config))?;
    // A job that does not end when told to must not keep the process.
    runtime.shutdown_background();
    Ok(code)
}

async fn serve(config: &Config) -> anyhow::Result<ExitCode> {
    let server = match Server::bind(config).await {
        Ok(server) => server,
        Err(refusal) => {
            writeln!(std::io::stderr(), "uchastok: {refusal}")?;
            return Ok(ExitCode::from(REFUSED));
        }
    };
    writeln!(std::io::stdout(), "http://{}", server.address())?;
    std::io::stdout().flush()?;
    server.run(told_to_stop()?).await?;
    Ok(ExitCode::SUCCESS)
}

fn told_to_stop() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate()).context("SIGTERM cannot be watched")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    })
}
