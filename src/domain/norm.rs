//! Norm profiles: how many residents a site may have, by kind of place, and the regulation that says so.

use super::measures::Persons;
use super::place::PlaceKind;
use serde::{Deserialize, Serialize};

/// Lower and upper population of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Norm {
    /// Fewest residents.
    pub lower: Persons,
    /// Most residents.
    pub upper: Persons,
}

/// How a population stands against a norm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NormStatus {
    /// Inside the bounds.
    Within,
    /// Fewer residents than the lower bound.
    Below,
    /// More residents than the upper bound.
    Above,
}

impl Norm {
    /// Where `population` stands.
    #[must_use]
    pub fn status(self, population: Persons) -> NormStatus {
        if population < self.lower {
            NormStatus::Below
        } else if population > self.upper {
            NormStatus::Above
        } else {
            NormStatus::Within
        }
    }

    /// Residents missing to the lower bound and in excess of the upper; zero within. Both count where norms that
    /// contradict each other leave nothing between them.
    #[must_use]
    pub fn deviation(self, population: Persons) -> Persons {
        (self.lower - population).max(Persons::ZERO) + (population - self.upper).max(Persons::ZERO)
    }

    /// The bounds that satisfy both norms; empty (lower above upper) when they contradict each other.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            lower: self.lower.max(other.lower),
            upper: self.upper.min(other.upper),
        }
    }
}

/// The bounds of one kind of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceNorm {
    /// Kind of place.
    pub place: PlaceKind,
    /// Its bounds.
    #[serde(flatten)]
    pub norm: Norm,
}

/// The norms of one region, read from `data/norms/*.toml` or a region's own file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NormProfile {
    /// Short code, such as `yugra-2008`.
    pub id: String,
    /// Title for lists.
    pub title: String,
    /// The regulation that sets the figures, with number and date.
    pub regulation: String,
    /// True when no regulation sets a figure and the bounds are this product's assumption.
    pub assumed: bool,
    /// Residents for one full post, where the region counts in posts that can be halves.
    pub persons_per_post: Option<Persons>,
    /// Bounds by kind of place; `District` and `UrbanOkrug` are always present.
    pub bounds: Vec<PlaceNorm>,
}

impl NormProfile {
    /// The norm of a kind of place. A profile without a rule of its own for urban-type settlements or isolated places
    /// uses the district's.
    #[must_use]
    pub fn norm(&self, place: PlaceKind) -> Option<Norm> {
        let exact = |wanted| self.bounds.iter().find(|b| b.place == wanted).map(|b| b.norm);
        exact(place).or_else(|| match place {
            PlaceKind::UrbanTypeSettlement | PlaceKind::Isolated => exact(PlaceKind::District),
            PlaceKind::UrbanOkrug | PlaceKind::District => None,
        })
    }

    /// The norm of a site that holds `places`: every kind's bounds at once, the strictest reading of the regulation.
    #[must_use]
    pub fn site_norm(&self, places: impl IntoIterator<Item = PlaceKind>) -> Option<Norm> {
        places
            .into_iter()
            .map(|place| self.norm(place))
            .reduce(|a, b| Some(a?.and(b?)))
            .flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::{Norm, NormProfile, NormStatus, PlaceNorm};
    use crate::domain::{Persons, PlaceKind};

    fn norm(lower: i64, upper: i64) -> Norm {
        Norm {
            lower: Persons(lower),
            upper: Persons(upper),
        }
    }

    fn yugra() -> NormProfile {
        let bound = |place, lower, upper| PlaceNorm {
            place,
            norm: norm(lower, upper),
        };
        NormProfile {
            id: "t".into(),
            title: String::new(),
            regulation: String::new(),
            assumed: false,
            persons_per_post: None,
            bounds: vec![
                bound(PlaceKind::District, 1500, 5000),
                bound(PlaceKind::UrbanTypeSettlement, 3000, 5000),
            ],
        }
    }

    #[test]
    fn bounds_include_their_ends() {
        assert_eq!(norm(1500, 5000).status(Persons(5000)), NormStatus::Within);
        assert_eq!(norm(1500, 5000).status(Persons(5008)), NormStatus::Above);
        assert_eq!(norm(1500, 5000).deviation(Persons(1400)), Persons(100));
    }

    #[test]
    fn a_mixed_site_obeys_every_kind_of_place_in_it() {
        let places = [PlaceKind::District, PlaceKind::UrbanTypeSettlement];
        assert_eq!(yugra().site_norm(places), Some(norm(3000, 5000)));
        assert_eq!(yugra().norm(PlaceKind::Isolated), Some(norm(1500, 5000)));
        assert_eq!(yugra().norm(PlaceKind::UrbanOkrug), None);
    }
}
