//! What each route offers each visit: the cheapest place in it, remembered until the route changes.
//!
//! An iteration changes a few routes and asks all of them, and most iterations are refused: nearly every question has
//! been asked before. A route's version numbers its content, so an offer holds again once the route is put back.

use super::model::Model;

/// Most offers remembered, 16 bytes each; a larger problem prices every place each time.
const OFFERS_MAX: usize = 4 << 20;

/// Bits of [`Offer::stamp`] that hold the gap: a route has fewer stops than a problem has visits.
const GAP_BITS: u32 = 16;

/// The cheapest place of a visit in a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Offer {
    /// Growth of the price of the route.
    pub(super) cost: i64,
    /// Version of the route, then the position in its sequence of the node before the visit. Versions count from 1.
    stamp: u64,
}

impl Offer {
    pub(super) fn new(cost: i64, version: u64, gap: usize) -> Self {
        Self {
            cost,
            stamp: version << GAP_BITS | gap as u64,
        }
    }

    /// True when it was made by this version of the route.
    #[inline]
    pub(super) fn is_of(self, version: u64) -> bool {
        self.stamp >> GAP_BITS == version
    }

    pub(super) fn gap(self) -> u32 {
        (self.stamp & ((1 << GAP_BITS) - 1)) as u32
    }
}

/// Offers by visit and route.
#[derive(Debug, Clone, Default)]
pub(super) struct Offers {
    kept: Vec<Offer>,
    /// One row without memory, where there are too many.
    blank: Vec<Offer>,
    routes: usize,
}

impl Offers {
    pub(super) fn new(model: &Model<'_>, remember: bool) -> Self {
        let routes = model.route_terms.len();
        let len = model.n * routes;
        let keep = remember && len <= OFFERS_MAX;
        Self {
            kept: vec![Offer::default(); if keep { len } else { 0 }],
            blank: vec![Offer::default(); if keep { 0 } else { routes }],
            routes,
        }
    }

    /// What some routes offered a visit last, by whatever versions of them.
    #[inline]
    pub(super) fn row(&mut self, visit: u32, routes: std::ops::Range<usize>) -> &mut [Offer] {
        if self.kept.is_empty() {
            let row = &mut self.blank[routes];
            row.fill(Offer::default());
            return row;
        }
        let from = visit as usize * self.routes;
        &mut self.kept[from + routes.start..from + routes.end]
    }
}
