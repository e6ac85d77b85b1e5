//! The program `uchastok`: reads its arguments and runs one command.

use clap::Parser;
use std::process::ExitCode;
use uchastok::cli::{Cli, run};

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("uchastok: {error:#}");
            ExitCode::FAILURE
        }
    }
}
