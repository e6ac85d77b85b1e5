//! The integration tests: one binary whose folders mirror `src`.

mod http;
mod jobs;
mod store;
mod support;
