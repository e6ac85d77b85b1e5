//! Command line: one file a command, each with its arguments and a `run` that returns the exit code.
//!
//! Exit codes: 0 done · 2 input that cannot be read or used (all problems are printed) · 3 done, but the answer
//! violates a rule and says which · 1 anything unexpected.

mod serve;
mod solve_districting;
mod solve_schedule;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Territory planning for district social services.
#[derive(Debug, Parser)]
#[command(name = "uchastok", version, about, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve pages and the API, and work on jobs
    Serve(crate::config::Config),
    /// Solve one instance file of a published format and print JSON
    Solve {
        #[command(subcommand)]
        problem: Solve,
    },
}

#[derive(Debug, Subcommand)]
enum Solve {
    /// Partition units into connected sites inside a population norm
    Districting(solve_districting::Arguments),
    /// Plan a cycle of routes over days with visit patterns (PVRP, MDPVRP, PVRPTW)
    Schedule(solve_schedule::Arguments),
}

/// Runs the command that the arguments name.
///
/// # Errors
/// Whatever stopped the command, with the place and what to do.
pub fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Serve(config) => serve::run(&config),
        Command::Solve {
            problem: Solve::Districting(arguments),
        } => solve_districting::run(&arguments),
        Command::Solve {
            problem: Solve::Schedule(arguments),
        } => solve_schedule::run(&arguments),
    }
}
