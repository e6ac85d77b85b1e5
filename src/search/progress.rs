//! Progress of a run, as a person or a progress bar wants to read it.

/// One report of a running solver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Iterations done so far, in the solver's own unit.
    pub iterations: u64,
    /// Cost of the best feasible solution so far, in the problem's integer cost; `None` while there is none.
    pub best: Option<i64>,
    /// A proven lower bound on the cost, where the solver has one.
    pub bound: Option<i64>,
}

/// Receives reports. A solver calls it at most some times a second, never inside its innermost loop.
pub type ProgressSink<'a> = &'a mut dyn FnMut(Progress);

/// A sink for callers who do not watch.
pub fn ignore_progress(_: Progress) {}
