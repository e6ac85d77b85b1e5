//! What each route offers each visit: the cheapest place in it, remembered until the route changes.
//!
//! An iteration changes a few routes and asks all of them, and most iterations are refused: nearly every question has
//! been asked before. A route's version numbers its content, so an offer holds again once the route is put back.

use super::model::Model;

/// Most offers remembered, 24 bytes each; a larger problem prices every place each time.
const OFFERS_MAX: usize = 4 << 20;

/// The cheapest place of a visit in a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Offer {
    /// Version of the route; 0 for none, as versions count from 1.
    pub(super) version: u64,
    /// Growth of the price of the route.
    pub(super) cost: i64,
    /// Position in the sequence of the node before it.
    pub(super) gap: u32,
}

/// Offers by visit and route.
#[derive(Debug, Clone, Default)]
pub(super) struct Offers {
    kept: Vec<Offer>,
    routes: usize,
}

impl Offers {
    pub(super) fn new(model: &Model<'_>) -> Self {
        let routes = model.route_shift.len();
        let len = model.n * routes;
        Self {
            kept: vec![Offer::default(); if len <= OFFERS_MAX { len } else { 0 }],
            routes,
        }
    }

    /// The last offer made to a visit by a route, by whatever version of it.
    #[inline]
    pub(super) fn last(&self, visit: u32, route: usize) -> Offer {
        let at = visit as usize * self.routes + route;
        self.kept.get(at).copied().unwrap_or_default()
    }

    /// Remembers an offer.
    pub(super) fn keep(&mut self, visit: u32, route: usize, offer: Offer) {
        if let Some(kept) = self.kept.get_mut(visit as usize * self.routes + route) {
            *kept = offer;
        }
    }
}
