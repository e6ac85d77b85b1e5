//! The program `uchastok`: reads its arguments and runs one command.

use clap::Parser;
use std::io::Write;
use std::process::ExitCode;
use uchastok::cli::{Cli, run};

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            // With standard error closed there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "uchastok: {error:#}");
            ExitCode::FAILURE
        }
    }
}
