//! The defences, one a file, in the order in which a request meets them: load, headers, same origin, access.
//!
//! **Architecture Invariant:** a handler never decides who may call it: the table in `access.rs` does, and an operation
//! that is missing there is refused.

pub(crate) mod access;
pub(crate) mod load;
pub(crate) mod login_rate;
pub(crate) mod same_origin;
pub(crate) mod security_headers;
