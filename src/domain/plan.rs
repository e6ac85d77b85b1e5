//! Partition plans: one assignment of every unit to a site, how it was made, and which rules it knowingly breaks.

use super::conditions::{PlanConditions, PlanObjective, SitesAsked};
use super::ids::{MunicipalityId, PlanId, SiteNumber, UnitId, WorkerId};
use super::measures::{Metres, Persons};
use super::norm::Norm;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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

/// A sentence in both languages of the interface.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
}

impl Sentence {
    /// Both languages at once.
    #[must_use]
    pub fn new(ru: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            ru: ru.into(),
            en: en.into(),
        }
    }
}

/// Residents outside the norm of their site, above or below its bounds, beside what no plan can go below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutsideProof {
    /// Under the plan as it was found.
    pub found: Persons,
    /// Under any plan, of whatever number of sites.
    pub at_least: Persons,
}

/// The mean way of residents to the best place of their site, those without any road to it aside, beside what no legal
/// plan can go below that leaves no fewer of them without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TravelProof {
    /// Of the plan as it was found.
    pub found: Metres,
    /// Of any legal plan with as many sites.
    pub at_least: Metres,
    /// True when the plan is proven to have the shortest.
    pub optimal: bool,
}

/// What would make a legal plan possible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advice {
    /// In words.
    pub text: Sentence,
    /// The units concerned.
    pub units: Vec<UnitId>,
    /// True when a plan at hand is legal with it; false when it is needed and perhaps not enough.
    pub sufficient: bool,
}

/// What the search proved while it made a plan, and what it advises.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SearchProof {
    /// Why fewer sites cannot work.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub why_sites: Vec<Sentence>,
    /// How far an illegal plan is outside the norm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outside: Option<OutsideProof>,
    /// Travel beside its bound, where one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub travel: Option<TravelProof>,
    /// What would make a legal plan possible; empty for a legal plan.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub advice: Vec<Advice>,
}

/// In which respect a plan of a set is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VariantAim {
    /// Fewest sites.
    FewestSites,
    /// Shortest ways.
    ShortestTravel,
    /// Most equal populations.
    BestBalance,
    /// Fewest residents with a new worker.
    LeastChange,
    /// Between least change and shortest ways.
    Compromise,
}

/// A plan's place in a set that was made to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanVariant {
    /// The same for all plans of the set.
    pub series: String,
    /// What this one is good at.
    pub aim: VariantAim,
}

/// How a plan was made: enough to make it again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanOrigin {
    /// Norm profile.
    pub norm_profile: String,
    /// How many sites were asked for.
    #[serde(default)]
    pub sites_asked: SitesAsked,
    /// What counted as better, in order.
    #[serde(default)]
    pub objectives: Vec<PlanObjective>,
    /// What it had to keep beside the norm.
    #[serde(default, skip_serializing_if = "PlanConditions::is_empty")]
    pub conditions: PlanConditions,
    /// The plan that it started from, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub based_on: Option<PlanId>,
    /// Residents in another site than under that plan, when this one was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people_moved: Option<Persons>,
    /// What the search proved and advises.
    #[serde(default)]
    pub proof: SearchProof,
    /// Its place in a set to choose from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<PlanVariant>,
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
    /// Population-weighted mean way to the site's base, of those who have a road to it.
    pub travel_per_person: Metres,
    /// The same to the place of each site where the ways are shortest, which is what the search makes short; plans of
    /// older versions do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub travel_to_best: Option<Metres>,
    /// Residents without any road to the base; plans of older versions do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut_off: Option<Persons>,
    /// Adjacent pairs of units in different sites.
    pub cut_edges: u32,
    /// Settlements that lie in more than one site.
    pub split_settlements: u32,
    /// Rural settlements that lie in more than one site.
    pub split_rural_settlements: u32,
    /// Streets of towns that lie in more than one site; plans of older versions do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split_streets: Option<u32>,
    /// Parts of those streets beyond one each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street_parts_extra: Option<u32>,
    /// Residents of the smallest site; plans of older versions do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smallest_site: Option<Persons>,
    /// Residents of the largest site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub largest_site: Option<Persons>,
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
