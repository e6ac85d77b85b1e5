//! `uchastok solve districting`: reads an instance, prints one JSON object.

use super::report::Ticker;
use super::stopping::{end_on_signal, seconds};
use crate::districting::{NoProof, Objective, Options, Outcome, Problem, Proof, Sites, prove, solve};
use crate::domain;
use crate::exchange::instances::districting::{Instance, assignment, read};
use crate::search::{Budget, Progress, StopToken};
use anyhow::Context;
use clap::{Args, ValueEnum};
use serde_json::json;
use std::io::{Read, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Arguments of `uchastok solve districting`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Instance file, plain or .gz; `-` reads standard input
    file: String,
    /// What to make small [default: cut-edges for a file with k and no distances, else travel]
    #[arg(long)]
    objective: Option<Goal>,
    /// Number of sites, or `min` for the fewest [default: k of the file, else min]
    #[arg(long)]
    sites: Option<String>,
    /// Seconds to search, by the clock [default: 10 unless --iterations is given]
    #[arg(long, value_parser = seconds)]
    time_limit: Option<f64>,
    /// Moves to evaluate: the same answer on every machine
    #[arg(long)]
    iterations: Option<u64>,
    /// Threads to use
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// Seed of the search
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Go on until no plan with this number of sites is proven better [default time limit: 600]; cut edges need a binary
    /// built with --features exact
    #[arg(long)]
    exact: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Goal {
    /// Fewest pairs of neighbours in different sites
    CutEdges,
    /// Residents times distance to the site's best unit
    Travel,
}

impl Goal {
    const fn objective(self) -> Objective {
        match self {
            Self::CutEdges => Objective::CutEdges,
            Self::Travel => Objective::Travel,
        }
    }
}

/// Bytes of an unpacked file at most.
const FILE_BYTES_MAX: u64 = 1 << 30;
/// Kept of the time limit for the checker's figures, for each unit.
const CLOSING_PER_UNIT: Duration = Duration::from_micros(50);
/// Seconds to search when nothing else is said.
const DEFAULT_SECONDS: f64 = 10.0;
/// Seconds to prove when nothing else is said.
const DEFAULT_PROOF_SECONDS: f64 = 600.0;

/// Solves and prints.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let started = Instant::now();
    let bytes = match read_file(&arguments.file) {
        Ok(bytes) => bytes,
        Err(error) => return refuse(&[unreadable(&arguments.file, &error)]),
    };
    let instance = match read(&bytes) {
        Ok(instance) => instance,
        Err(problems) => return refuse(&problems),
    };
    let Instance { sites, territory, .. } = instance;
    let problem = match Problem::new(territory) {
        Ok(problem) => problem,
        Err(problems) => return refuse(&problems),
    };
    let (options, goal) = match options(arguments, sites, &problem) {
        Ok(options) => options,
        Err(found) => return refuse(&[found]),
    };
    let spent = started.elapsed() + CLOSING_PER_UNIT * problem.unit_count() as u32;
    let budget = budget(arguments, spent);
    end_on_signal(&budget.stop)?;
    let residents: i64 = problem
        .territory()
        .units
        .iter()
        .map(|unit| unit.population.0)
        .sum();
    let figure = |cost: i64| match goal {
        Goal::CutEdges => cost.to_string(),
        Goal::Travel => format!("{:.1} m", cost as f64 / 10.0 / residents.max(1) as f64),
    };
    let mut ticker = Ticker::new("moves");
    let mut report = |progress: Progress| ticker.show(progress, figure);
    let answer = if arguments.exact {
        Answer::of_proof(prove(&problem, &options, &budget, &mut report))
    } else {
        Answer::of_search(solve(&problem, &options, &budget, &mut report))
    };
    print(&answer, goal, residents, arguments.seed, started)?;
    Ok(if answer.outcome.feasible {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(3)
    })
}

/// What is printed.
struct Answer {
    outcome: Outcome,
    /// True when no plan with this number of sites is better; `None` where nobody asked for a proof.
    proven: Option<bool>,
    why_not: Option<NoProof>,
    pairs: Option<(usize, usize)>,
}

impl Answer {
    fn of_search(outcome: Outcome) -> Self {
        Self {
            outcome,
            proven: None,
            why_not: None,
            pairs: None,
        }
    }

    fn of_proof(proof: Proof) -> Self {
        Self {
            outcome: proof.outcome,
            proven: Some(proof.is_proven),
            why_not: proof.why_not,
            pairs: proof.pairs,
        }
    }
}

fn read_file(file: &str) -> std::io::Result<Vec<u8>> {
    let mut raw = Vec::new();
    if file == "-" {
        std::io::stdin()
            .lock()
            .take(FILE_BYTES_MAX)
            .read_to_end(&mut raw)?;
    } else {
        std::fs::File::open(file)?
            .take(FILE_BYTES_MAX)
            .read_to_end(&mut raw)?;
    }
    if !raw.starts_with(&[0x1f, 0x8b]) {
        return Ok(raw);
    }
    let mut plain = Vec::new();
    flate2::read::MultiGzDecoder::new(raw.as_slice())
        .take(FILE_BYTES_MAX)
        .read_to_end(&mut plain)?;
    Ok(plain)
}

fn unreadable(file: &str, error: &std::io::Error) -> domain::Problem {
    domain::Problem::new(
        "instance.file",
        file,
        format!("it cannot be read: {error}"),
        "name a readable file, plain or .gz, or - for standard input",
    )
}

fn refuse(problems: &[domain::Problem]) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, &json!({ "problems": problems })).context("standard output")?;
    writeln!(out).context("standard output")?;
    Ok(ExitCode::from(2))
}

fn options(
    arguments: &Arguments,
    file_sites: Option<u32>,
    problem: &Problem,
) -> Result<(Options, Goal), domain::Problem> {
    let sites = match arguments.sites.as_deref() {
        Some("min") => Sites::Min,
        Some(text) => match text.parse() {
            Ok(sites) if sites > 0 => Sites::Exact(sites),
            _ => {
                return Err(domain::Problem::new(
                    "argument.sites",
                    "--sites",
                    format!("{text:?} is no number of sites"),
                    "give a whole number of at least 1, or min",
                ));
            }
        },
        None => file_sites.map_or(Sites::Min, Sites::Exact),
    };
    let by_file = if problem.has_roads() {
        Goal::Travel
    } else {
        Goal::CutEdges
    };
    let goal = arguments.objective.unwrap_or(by_file);
    // Where nothing can be crossed every site is one unit, and nobody travels.
    if goal == Goal::Travel && !problem.has_roads() && !problem.territory().borders.is_empty() {
        return Err(domain::Problem::new(
            "argument.objective",
            "--objective",
            "the file has neither roads nor lengths of edges",
            "ask for cut-edges",
        ));
    }
    if arguments.exact && goal == Goal::CutEdges && !cfg!(feature = "exact") {
        return Err(domain::Problem::new(
            "argument.exact",
            "--exact",
            "this binary was built without exact: it proves the least travel, not the fewest cut edges",
            "build with --features exact, ask for --objective travel, or leave --exact out",
        ));
    }
    let options = Options {
        objectives: vec![goal.objective()],
        sites,
        seed: arguments.seed,
        threads: arguments.threads.max(1),
    };
    Ok((options, goal))
}

fn budget(arguments: &Arguments, spent: Duration) -> Budget {
    let limit = match (arguments.time_limit, arguments.iterations) {
        (None, Some(_)) => None,
        (limit, _) => {
            let default = if arguments.exact {
                DEFAULT_PROOF_SECONDS
            } else {
                DEFAULT_SECONDS
            };
            Some(limit.unwrap_or(default))
        }
    };
    Budget {
        iterations: arguments.iterations,
        stop: limit.map_or_else(StopToken::unlimited, |seconds| {
            StopToken::after(Duration::from_secs_f64(seconds).saturating_sub(spent))
        }),
    }
}

fn sentences<T: ToString>(items: &[T]) -> Vec<String> {
    items.iter().map(ToString::to_string).collect()
}

fn print(answer: &Answer, goal: Goal, residents: i64, seed: u64, started: Instant) -> anyhow::Result<()> {
    let outcome = &answer.outcome;
    let figures = &outcome.figures;
    // Rounded down to a millimetre: a bound must not come out above what it bounds.
    let metres = |travel: i64| (travel * 100 / residents.max(1)) as f64 / 1000.0;
    let objective = match goal {
        Goal::CutEdges => json!(figures.cut_edges),
        Goal::Travel => json!((figures.travel_per_person_m(residents) * 1000.0).round() / 1000.0),
    };
    // What is proven of legal plans is no bound on the figure of one that is not.
    let bound = outcome.bound.objective.filter(|_| outcome.feasible);
    let gap = bound.map(|bound| {
        let figure = figures.of(goal.objective());
        (figure - bound).max(0) as f64 / figure.max(1) as f64
    });
    let mut object = json!({
        "feasible": outcome.feasible,
        "sites": figures.sites,
        "objective": objective,
        "assignment": assignment(&outcome.assignment),
        "bound": bound.map(|bound| match goal {
            Goal::CutEdges => json!(bound),
            Goal::Travel => json!(metres(bound)),
        }),
        "gap": gap,
        "sites_at_least": outcome.bound.sites_at_least,
        "violations": sentences(&outcome.violations),
        "reasons": sentences(&outcome.reasons),
        "relaxations": sentences(&outcome.relaxations),
        "why_bound": sentences(&outcome.bound.why),
        "iterations": outcome.iterations,
        "seconds": (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
        "seed": seed,
    });
    if let Some(proven) = answer.proven {
        object["proven"] = json!(proven);
        object["why_not_proven"] = json!(answer.why_not.map(|why_not| why_not.to_string()));
        object["pairs_left"] = json!(answer.pairs.map(|(left, all)| json!({ "left": left, "of": all })));
    }
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, &object).context("standard output")?;
    writeln!(out).context("standard output")?;
    Ok(())
}
