//! What commands print: lines to standard output, progress to standard error.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::Write;

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
