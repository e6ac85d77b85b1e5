//! Partition plans: one assignment of every unit to a site, how it was made, and which rules it knowingly breaks.

use super::ids::{MunicipalityId, PlanId, UnitId, WorkerId};
use super::measures::{Metres, Persons};
use super::norm::Norm;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Number of a site inside its plan, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SiteNumber(pub u32);

/// Where a plan stands on its way to an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum PlanStatus {
    /// May be changed.
    Draft,
    /// Handed in.
    Submitted,
    /// In force by an order.
    Approved {
        /// Number of the order (приказ).
        order_number: String,
        /// Date of the order, ISO 8601.
        order_date: String,
    },
    /// Out of force, kept for history.
    Archived,
}

/// A site of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Number inside the plan.
    pub number: SiteNumber,
    /// Name for lists: the base's settlement, or the main streets.
    pub name: String,
    /// Unit where the worker's day starts and ends.
    pub base: UnitId,
    /// The worker, when one is appointed.
    pub worker: Option<WorkerId>,
}

/// A rule that a plan breaks and says so, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredViolation {
    /// Code of the rule, such as `site.above_upper`.
    pub code: String,
    /// The site concerned, where there is one.
    pub site: Option<SiteNumber>,
    /// The units concerned.
    pub units: Vec<UnitId>,
    /// Residents of the site.
    pub population: Persons,
    /// The bounds that it breaks.
    pub norm: Norm,
    /// Why it cannot be otherwise, in Russian, for the manager.
    pub reason: String,
    /// The same in English.
    pub reason_en: String,
    /// True when it is proven that no plan avoids it; false when none was found.
    pub proven: bool,
}

/// How a plan was made: enough to make it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanOrigin {
    /// Norm profile.
    pub norm_profile: String,
    /// Seed of the search.
    pub seed: u64,
    /// Iterations done.
    pub iterations: u64,
    /// Version of this program.
    pub program_version: String,
    /// When it was made, RFC 3339 in UTC.
    pub made_at: String,
    /// How long the search took, in milliseconds.
    pub search_ms: u64,
    /// The plan that it was drawn from by hand, if so.
    pub redrawn_from: Option<PlanId>,
}

/// Figures of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PlanFigures {
    /// Sites.
    pub sites: u32,
    /// Fewest sites that any legal plan needs, as far as proven.
    pub sites_bound: u32,
    /// Population-weighted mean way to the site's base.
    pub travel_per_person: Metres,
    /// Adjacent pairs of units in different sites.
    pub cut_edges: u32,
    /// Settlements that lie in more than one site.
    pub split_settlements: u32,
    /// Rural settlements that lie in more than one site.
    pub split_rural_settlements: u32,
}

/// One partition of a municipality.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Its id.
    pub id: PlanId,
    /// The municipality.
    pub municipality: MunicipalityId,
    /// Title for lists.
    pub title: String,
    /// Draft, submitted, approved, archived.
    #[serde(flatten)]
    pub status: PlanStatus,
    /// Sites by ascending number, 1 to k without gaps.
    pub sites: Vec<Site>,
    /// Site of every unit.
    pub assignment: BTreeMap<UnitId, SiteNumber>,
    /// Rules that it breaks knowingly; empty for a legal plan.
    pub violations: Vec<DeclaredViolation>,
    /// Its figures.
    pub figures: PlanFigures,
    /// How it was made.
    pub origin: PlanOrigin,
}
