//! `uchastok solve schedule`: reads an instance, prints one JSON object.

use clap::Args;
use std::process::ExitCode;

/// Arguments of `uchastok solve schedule`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Instance file, plain or .gz; `-` reads standard input
    file: String,
}

/// Solves and prints.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    anyhow::bail!("{}: no solver yet", arguments.file)
}
