//! The one integration binary; its folders mirror `src`.

mod districting;
mod domain;
mod exchange;
mod geometry;
mod http;
mod jobs;
mod planning;
mod roads;
mod store;
mod support;
