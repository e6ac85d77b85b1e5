//! Command line: one file a command, each with its arguments and a `run` that returns the exit code.
//!
//! Exit codes: 0 done · 2 input that cannot be read or used (all problems are printed) · 3 done, but the answer
//! violates a rule and says which · 1 anything unexpected.

mod check;
mod database;
mod demo;
mod emergency;
mod explain;
mod export;
mod fleet;
mod import;
mod order;
mod partition;
mod profiles;
mod replan;
mod report;
mod schedule;
mod serve;
mod solve_districting;
mod solve_schedule;
mod stopping;
mod stored;
mod times;
mod unusable;
mod user;
mod vehicles;
mod wishes;

use crate::config::Config;
use clap::{Parser, Subcommand};
use database::block_on;
use std::io::Write;
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
    /// Load three real municipalities, plan them, and serve them with accounts to look around
    Demo(demo::Arguments),
    /// Serve what is in the database
    Serve(Config),
    /// Read a municipality, or all of a region, from files
    Import(Box<import::Arguments>),
    /// Partition a municipality into sites
    Partition(Box<partition::Arguments>),
    /// Plan the weekly rounds of a plan's sites
    Schedule(schedule::Arguments),
    /// Change a schedule as little as a broken car, a closed road or a village left out allows
    Replan(replan::Arguments),
    /// Say who gets to a place today, and who is put off for it
    Emergency(emergency::Arguments),
    /// Why a settlement is visited less often than asked or a day is long, and what would help
    Explain(explain::Arguments),
    /// Say whether a visit order is met in time, by a round that comes by or by an extra visit
    Order(order::Arguments),
    /// Show or replace the vehicles that a municipality's workers share
    Vehicles(vehicles::Arguments),
    /// Say how many vehicles a schedule takes
    Fleet(fleet::Arguments),
    /// Re-derive every stored plan and schedule, independently of the solvers
    Check(check::Arguments),
    /// Write a plan as GeoJSON, CSV or XLSX
    Export(export::Arguments),
    /// Make an account, or give it a new one-time password
    User(user::Arguments),
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

/// Runs the command that the arguments name. Input that cannot be used is told on standard error and ends with code 2.
///
/// # Errors
/// Whatever else stopped the command, with the place and what to do.
pub fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match command(cli) {
        Err(error) if unusable::is_input(&error) => {
            // With standard error closed there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "uchastok: {error:#}");
            Ok(ExitCode::from(2))
        }
        other => other,
    }
}

fn command(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Serve(config) => serve::run(&config),
        Command::Import(arguments) => block_on(import::run(&arguments)),
        Command::Partition(arguments) => block_on(partition::run(&arguments)),
        Command::Schedule(arguments) => block_on(schedule::run(&arguments)),
        Command::Replan(arguments) => block_on(replan::run(&arguments)),
        Command::Emergency(arguments) => block_on(emergency::run(&arguments)),
        Command::Explain(arguments) => block_on(explain::run(&arguments)),
        Command::Order(arguments) => block_on(order::run(&arguments)),
        Command::Vehicles(arguments) => block_on(vehicles::run(&arguments)),
        Command::Fleet(arguments) => block_on(fleet::run(&arguments)),
        Command::Check(arguments) => block_on(check::run(&arguments)),
        Command::Export(arguments) => block_on(export::run(&arguments)),
        Command::User(arguments) => block_on(user::run(&arguments)),
        Command::Solve {
            problem: Solve::Districting(arguments),
        } => solve_districting::run(&arguments),
        Command::Solve {
            problem: Solve::Schedule(arguments),
        } => solve_schedule::run(&arguments),
    }
}
