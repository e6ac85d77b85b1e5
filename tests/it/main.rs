//! The one integration binary; its folders mirror `src`.

mod domain;
mod exchange;
mod geometry;
mod http;
mod jobs;
mod planning;
mod roads;
mod scheduling;
mod store;
mod support;
