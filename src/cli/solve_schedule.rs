//! `uchastok solve schedule`: reads an instance, prints one JSON object.

use super::report::Ticker;
use super::stopping::{end_on_signal, seconds};
use crate::domain::Problem;
use crate::exchange::instances::schedule::{Instance, read};
use crate::scheduling::{Options, Outcome, solve};
use crate::search::{Budget, Progress, StopToken};
use clap::Args;
use flate2::read::MultiGzDecoder;
use serde_json::json;
use std::io::{Read, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Largest file read, plain or unpacked; a benchmark file has some tens of kilobytes.
const FILE_BYTES_MAX: u64 = 64 << 20;

/// Chains of a run by iterations: a fixed number, so that the answer does not depend on the threads.
const CHAINS_BY_ITERATIONS: usize = 2;

/// Arguments of `uchastok solve schedule`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Instance file, plain or .gz; `-` reads standard input
    file: String,
    /// Seconds of wall clock
    #[arg(long, default_value_t = 10.0, value_parser = seconds)]
    time_limit: f64,
    /// A reproducible run of so many iterations a chain instead of a time limit
    #[arg(long)]
    iterations: Option<u64>,
    /// Threads
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// Seed
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Solves and prints.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let begin = Instant::now();
    let threads = arguments.threads.clamp(1, 64);
    let (chains, budget) = match arguments.iterations {
        Some(iterations) => (CHAINS_BY_ITERATIONS, Budget::iterations(iterations)),
        None => {
            let limit = Duration::from_secs_f64(arguments.time_limit);
            (
                threads,
                Budget {
                    iterations: None,
                    stop: StopToken::after(limit.saturating_sub(MARGIN)),
                },
            )
        }
    };
    let instance = match text(&arguments.file)?.and_then(|text| read(&text)) {
        Ok(instance) => instance,
        Err(problems) => {
            print(&json!({ "feasible": false, "problems": problems }))?;
            return Ok(ExitCode::from(2));
        }
    };
    end_on_signal(&budget.stop)?;
    let options = Options {
        seed: arguments.seed,
        chains,
        threads,
    };
    let mut ticker = Ticker::new("iterations");
    let mut report = |progress: Progress| ticker.show(progress, |cost| cost.to_string());
    let outcome = solve(&instance.problem, &options, &budget, &mut report);
    let seconds = begin.elapsed().as_secs_f64();
    print(&answer(&instance, &outcome, seconds, arguments.seed))?;
    Ok(if outcome.feasible {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(3)
    })
}

/// Kept back from the time limit for reading, checking and printing.
const MARGIN: Duration = Duration::from_millis(30);

/// The text of the file, or what is wrong with it.
fn text(file: &str) -> anyhow::Result<Result<String, Vec<Problem>>> {
    let mut bytes = Vec::new();
    let mut limited: Box<dyn Read> = if file == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        match std::fs::File::open(file) {
            Ok(open) => Box::new(open),
            Err(error) => return Ok(Err(vec![unreadable(file, &error.to_string())])),
        }
    };
    if let Err(error) = limited.by_ref().take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes) {
        return Ok(Err(vec![unreadable(file, &error.to_string())]));
    }
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut plain = Vec::new();
        if let Err(error) = MultiGzDecoder::new(&bytes[..])
            .take(FILE_BYTES_MAX + 1)
            .read_to_end(&mut plain)
        {
            return Ok(Err(vec![unreadable(file, &error.to_string())]));
        }
        bytes = plain;
    }
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Ok(Err(vec![unreadable(
            file,
            &format!("more than {FILE_BYTES_MAX} bytes"),
        )]));
    }
    Ok(String::from_utf8(bytes).map_err(|error| vec![unreadable(file, &error.to_string())]))
}

fn unreadable(file: &str, cause: &str) -> Problem {
    Problem::new(
        "instance.file.unreadable",
        file,
        cause,
        "give a readable text file in Cordeau's format",
    )
}

fn answer(instance: &Instance, outcome: &Outcome, seconds: f64, seed: u64) -> serde_json::Value {
    let routes: Vec<_> = outcome
        .routes
        .iter()
        .map(|route| {
            let visits: Vec<usize> = route.stops.iter().map(|stop| stop.visit.index()).collect();
            json!({ "day": route.day.0, "depot": route.depot.0, "visits": visits })
        })
        .collect();
    let cost: f64 = outcome
        .routes
        .iter()
        .map(|route| {
            instance.length(
                route.depot.index(),
                route.stops.iter().map(|stop| stop.visit.index()),
            )
        })
        .sum();
    let violations: Vec<_> = outcome
        .violations
        .iter()
        .map(|v| json!({ "code": v.code, "detail": v.detail }))
        .collect();
    json!({
        "feasible": outcome.feasible,
        "cost": (cost * 10_000.0).round().max(0.0) / 10_000.0,
        "routes": routes,
        "violations": violations,
        "seconds": (seconds * 1000.0).round() / 1000.0,
        "seed": seed,
        "iterations": outcome.iterations,
    })
}

fn print(value: &serde_json::Value) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, value)?;
    writeln!(out)?;
    Ok(())
}
