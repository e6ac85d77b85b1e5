//! `uchastok serve`: the service on an address, until a signal stops it.

use super::report;
use crate::config::Config;
use crate::http::Server;
use std::process::ExitCode;

/// Serves until the process is told to stop.
pub(super) async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let server = Server::bind(config).await?;
    report::line(format_args!("http://{}", server.address()))?;
    server.run(stopped()).await?;
    Ok(ExitCode::SUCCESS)
}

/// Ends on Ctrl+C, or on the signal that service managers send.
async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    // Without a signal handler the process is stopped the hard way, which the store survives.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
