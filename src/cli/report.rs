//! What commands print: lines to standard output, progress to standard error.

use crate::search::Progress;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::Write;
use std::time::{Duration, Instant};

/// Least time between two lines of a [`Ticker`].
const TICK: Duration = Duration::from_secs(1);

/// Writes one line to standard output. A reader that went away (`| head`) is not an error.
pub(super) fn line(text: impl std::fmt::Display) -> anyhow::Result<()> {
    match writeln!(std::io::stdout().lock(), "{text}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// A progress bar over `length` steps, silent where standard error is not a terminal.
pub(super) fn bar(title: &str, length: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:30} [{bar:30}] {pos}/{len} {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length)
        .with_style(style)
        .with_message(title.to_owned())
}

/// Prints a list of problems, each with its place and what to do.
pub(super) fn problems(found: &[crate::domain::Problem]) -> anyhow::Result<()> {
    for problem in found {
        line(format_args!(
            "{}  {}\n    {}\n    {}",
            problem.code, problem.pointer, problem.cause, problem.action
        ))?;
    }
    Ok(())
}

/// Progress of a search on standard error: a line when the best or the bound has changed, at most one a second.
pub(super) struct Ticker {
    /// What is counted.
    word: &'static str,
    shown_at: Option<Instant>,
    shown: (Option<i64>, Option<i64>),
}

impl Ticker {
    pub(super) fn new(word: &'static str) -> Self {
        Self {
            word,
            shown_at: None,
            shown: (None, None),
        }
    }

    /// Writes a line where it is time for one; `figure` writes a cost as people read it.
    pub(super) fn show(&mut self, progress: Progress, figure: impl Fn(i64) -> String) {
        let now = (progress.best, progress.bound);
        if now == self.shown || self.shown_at.is_some_and(|at| at.elapsed() < TICK) {
            return;
        }
        self.shown_at = Some(Instant::now());
        self.shown = now;
        let best = progress.best.map_or_else(|| "none yet".to_owned(), &figure);
        let bound = progress.bound.map_or_else(String::new, |bound| {
            let gap = progress
                .best
                .filter(|best| *best > 0)
                .map_or_else(String::new, |best| {
                    format!(", gap {:.2} %", 100.0 * (best - bound) as f64 / best as f64)
                });
            format!(", bound {}{gap}", figure(bound))
        });
        let line = format!("{} {}, best {best}{bound}\n", progress.iterations, self.word);
        // A closed standard error must not end the search.
        let _ = std::io::stderr().write_all(line.as_bytes());
    }
}
