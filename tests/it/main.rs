//! The one integration binary; its folders mirror `src`.

mod domain;
mod exchange;
mod geometry;
mod roads;
