//! When a search on the command line ends: a time limit that can be kept, and Ctrl-C or SIGTERM, which end the search
//! but not the answer.

use crate::search::StopToken;
use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};

/// Longest time limit, in seconds: eleven days.
const SECONDS_MAX: f64 = 1e6;

/// Exit code of a command that was told twice to stop: that of a shell for a process ended by Ctrl-C.
const TOLD_TWICE: i32 = 130;

/// Reads a time limit in seconds.
///
/// # Errors
/// It is not a number of seconds from 0 to [`SECONDS_MAX`].
pub(super) fn seconds(text: &str) -> Result<f64, String> {
    let refusal = || format!("give seconds from 0 to {SECONDS_MAX}");
    let seconds: f64 = text.parse().map_err(|_| refusal())?;
    if (0.0..=SECONDS_MAX).contains(&seconds) {
        Ok(seconds)
    } else {
        Err(refusal())
    }
}

/// Ends the search of `stop` at the first Ctrl-C or SIGTERM, so that the best answer so far is written; the second ends
/// the process at once.
///
/// # Errors
/// The signals cannot be watched.
pub(super) fn end_on_signal(stop: &StopToken) -> anyhow::Result<()> {
    let stop = stop.clone();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("signals cannot be watched")?;
    let watched = {
        let _inside = runtime.enter();
        [SignalKind::interrupt(), SignalKind::terminate()].map(signal)
    };
    let [interrupt, terminate] = watched;
    let (mut interrupt, mut terminate) = (interrupt?, terminate?);
    std::thread::spawn(move || {
        runtime.block_on(async {
            for told in 0.. {
                tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                }
                if told > 0 {
                    std::process::exit(TOLD_TWICE);
                }
                stop.cancel();
            }
        });
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn a_time_limit_is_a_number_of_seconds_that_ends() {
        assert_eq!(seconds("2.5"), Ok(2.5));
        assert_eq!(seconds("0"), Ok(0.0));
        for bad in ["nan", "inf", "-1", "1e300", "soon", ""] {
            assert!(seconds(bad).is_err(), "{bad}");
        }
    }
}
