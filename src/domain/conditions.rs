//! What a manager asks of a partition beside the norm: aims in order, and conditions on single places.

use super::ids::{SiteNumber, UnitId};
use super::measures::Persons;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What makes one legal plan better than another. A manager names one or several in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanObjective {
    /// Short ways of the residents to the site's best place.
    Travel,
    /// Compact sites: few neighbours in different sites.
    CutEdges,
    /// Short borders between sites.
    BorderLength,
    /// Equal populations.
    Balance,
    /// Settlements, rural settlements and catchments in one site each.
    WholeSettlements,
    /// Few residents with a new worker; needs a plan to start from.
    LeastChange,
}

impl PlanObjective {
    /// Every objective, in the order of lists.
    pub const ALL: [Self; 6] = [
        Self::Travel,
        Self::CutEdges,
        Self::BorderLength,
        Self::Balance,
        Self::WholeSettlements,
        Self::LeastChange,
    ];

    /// The name in requests and on the command line.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Travel => "travel",
            Self::CutEdges => "cut_edges",
            Self::BorderLength => "border_length",
            Self::Balance => "balance",
            Self::WholeSettlements => "whole_settlements",
            Self::LeastChange => "least_change",
        }
    }
}

/// Posts (ставки) counted in halves, written as a number: `6.5` is thirteen halves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct HalfPosts(pub u32);

impl HalfPosts {
    /// Half posts that a site of so many residents takes under this upper bound, which a whole post may serve.
    #[must_use]
    pub fn of_site(population: Persons, upper: Persons) -> Self {
        Self(if 2 * population.get() <= upper.get() { 1 } else { 2 })
    }

    /// As Russian writes it: `6,5`.
    #[must_use]
    pub fn ru(self) -> String {
        self.to_string().replace('.', ",")
    }
}

impl fmt::Display for HalfPosts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let half = if self.0.is_multiple_of(2) { "" } else { ".5" };
        write!(f, "{}{half}", self.0 / 2)
    }
}

impl From<HalfPosts> for f64 {
    fn from(posts: HalfPosts) -> Self {
        Self::from(posts.0) / 2.0
    }
}

impl TryFrom<f64> for HalfPosts {
    type Error = String;

    fn try_from(posts: f64) -> Result<Self, String> {
        let halves = posts * 2.0;
        let is_sound = halves.fract() == 0.0 && (1.0..=f64::from(u16::MAX)).contains(&halves);
        is_sound.then_some(Self(halves as u32)).ok_or_else(|| {
            format!("{posts} is no number of posts: a whole number or one and a half, from 0.5")
        })
    }
}

/// How many sites are asked for: `"min"`, `"free"`, a number, or `{"posts": 6.5}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SitesAsked {
    /// Exactly so many.
    Exact(u32),
    /// Fewest, or any.
    Word(SitesWord),
    /// As few as make up exactly so many posts: a site with at most half of its upper bound takes half a post.
    Posts {
        /// The posts there are.
        posts: HalfPosts,
    },
}

/// A number of sites that is not a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SitesWord {
    /// The fewest that are legal.
    Min,
    /// Any legal number.
    Free,
}

impl SitesAsked {
    /// The fewest that are legal.
    pub const MIN: Self = Self::Word(SitesWord::Min);
    /// Any legal number.
    pub const FREE: Self = Self::Word(SitesWord::Free);
}

impl Default for SitesAsked {
    fn default() -> Self {
        Self::MIN
    }
}

/// Places that one school, polyclinic or other institution serves: preferred whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catchment {
    /// The institution, for lists.
    pub name: String,
    /// Its units.
    pub units: BTreeSet<UnitId>,
}

/// What a plan has to keep beside the norm. All of it is hard, but for catchments.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PlanConditions {
    /// Sets of units that share a site.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub together: Vec<BTreeSet<UnitId>>,
    /// Pairs of units in different sites.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub apart: Vec<[UnitId; 2]>,
    /// Neighbours on the map that do not count as such: nobody can cross between them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub barriers: Vec<[UnitId; 2]>,
    /// Pairs that count as neighbours although the map does not join them: a ferry, a winter road.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub crossings: Vec<[UnitId; 2]>,
    /// Units that belong to a site, by its number in the plan that was started from.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub pinned: BTreeMap<UnitId, SiteNumber>,
    /// Sites that stay as they are, with the units that they have.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub locked: BTreeMap<SiteNumber, BTreeSet<UnitId>>,
    /// Preferred whole.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub catchments: Vec<Catchment>,
}

impl PlanConditions {
    /// True when nothing is asked beside the norm.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The same conditions after sites got other numbers; what concerns a site without a new number is dropped.
    #[must_use]
    pub fn renumbered(mut self, number: impl Fn(SiteNumber) -> Option<SiteNumber>) -> Self {
        self.pinned = self
            .pinned
            .into_iter()
            .filter_map(|(unit, site)| Some((unit, number(site)?)))
            .collect();
        self.locked = self
            .locked
            .into_iter()
            .filter_map(|(site, units)| Some((number(site)?, units)))
            .collect();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::{HalfPosts, PlanConditions, PlanObjective, SitesAsked};
    use crate::domain::{SiteNumber, UnitId};

    #[test]
    fn the_number_of_sites_is_a_word_or_a_number() {
        let read = |text| serde_json::from_str::<SitesAsked>(text).ok();
        assert_eq!(read("\"min\""), Some(SitesAsked::MIN));
        assert_eq!(read("\"free\""), Some(SitesAsked::FREE));
        assert_eq!(read("7"), Some(SitesAsked::Exact(7)));
        let posts = SitesAsked::Posts { posts: HalfPosts(13) };
        assert_eq!(read("{\"posts\":6.5}"), Some(posts));
        assert_eq!(
            serde_json::to_string(&posts).ok().as_deref(),
            Some("{\"posts\":6.5}")
        );
        assert_eq!(
            (HalfPosts(13).to_string(), HalfPosts(12).ru()),
            ("6.5".into(), "6".into())
        );
        for wrong in [
            "{\"posts\":6.3}",
            "{\"posts\":0}",
            "{\"posts\":-1}",
            "{\"posts\":1e9}",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!((read("-1"), read("\"all\""), read("1.5")), (None, None, None));
    }

    #[test]
    fn an_objective_is_written_by_its_code() {
        for objective in PlanObjective::ALL {
            let written = serde_json::to_string(&objective).unwrap();
            assert_eq!(written, format!("\"{}\"", objective.code()));
        }
    }

    #[test]
    fn pins_follow_their_site_to_its_new_number() {
        let conditions = PlanConditions {
            pinned: [
                (UnitId::from("a"), SiteNumber(3)),
                (UnitId::from("b"), SiteNumber(1)),
            ]
            .into(),
            ..PlanConditions::default()
        };
        let after = conditions.renumbered(|site| (site == SiteNumber(3)).then_some(SiteNumber(2)));
        assert_eq!(after.pinned, [(UnitId::from("a"), SiteNumber(2))].into());
    }
}
