//! What the solvers share: a seeded generator, a token that stops a run, and progress.
//!
//! A solver takes these as parameters and reads nothing else from outside: no clock but the token's deadline, no
//! global generator, no environment. The same seed and the same iteration budget give the same bytes.
//!
//! **Architecture Invariant:** nothing here knows what is searched for; no type of a core appears in this folder.

mod acceptance;
mod progress;
mod rng;
mod stop;

pub use acceptance::Acceptance;
pub use progress::{Progress, ProgressSink, ignore_progress};
pub use rng::SearchRng;
pub use stop::{Budget, StopToken};
