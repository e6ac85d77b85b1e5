//! Time of a stretch of a route in constant memory, joined in constant time.
//!
//! # References
//! Vidal, Crainic, Gendreau, Prins: "A hybrid genetic algorithm with adaptive diversity management for a large class of
//! vehicle routing problems with time-windows", 2013, equations 3 to 8.

/// A stretch of consecutive stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Span {
    /// Least time from its begin to its end, waiting included.
    pub(super) duration: i64,
    /// Least lateness.
    pub(super) warp: i64,
    /// Earliest begin that reaches both.
    pub(super) early: i64,
    /// Latest begin that reaches both.
    pub(super) late: i64,
}

impl Span {
    /// One stop.
    pub(super) fn stop(service: i64, open: i64, close: i64) -> Self {
        Self {
            duration: service,
            warp: 0,
            early: open,
            late: close,
        }
    }

    /// This stretch, a drive, then the next stretch.
    #[inline]
    pub(super) fn then(self, drive: i64, next: Self) -> Self {
        let delta = self.duration - self.warp + drive;
        let wait = (next.early - delta - self.late).max(0);
        let warp = (self.early + delta - next.late).max(0);
        Self {
            duration: self.duration + next.duration + drive + wait,
            warp: self.warp + next.warp + warp,
            early: (next.early - delta).max(self.early) - wait,
            late: (next.late - delta).min(self.late) + warp,
        }
    }

    /// Earliest time at which the stretch is done.
    pub(super) fn finish(self) -> i64 {
        self.early + self.duration - self.warp
    }
}
