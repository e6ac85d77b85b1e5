//! Groups of cells as polygons: sites from units, without slivers, with what they enclose.

use super::tessellation::Tessellation;
use super::topology::{polygons, rings_by_group};
use geo::{GeodesicArea, MultiPolygon};
use std::collections::BTreeSet;

/// A group of cells as territory.
#[derive(Debug, Clone, PartialEq)]
pub struct Dissolved {
    /// Its polygons, WGS84 degrees, largest first; holes kept.
    pub polygon: MultiPolygon<f64>,
    /// Geodesic area, square metres.
    pub area_m2: f64,
    /// Pieces that share no border with one another.
    pub pieces: usize,
    /// Groups that lie inside this one and touch nothing else, the outside included.
    pub encloses: Vec<u32>,
}

/// Geodesic area of polygons on WGS84, square metres, holes taken off.
///
/// # References
/// C. F. F. Karney, "Algorithms for geodesics", Journal of Geodesy 87, 2013.
#[must_use]
pub fn area_m2(polygon: &MultiPolygon<f64>) -> f64 {
    polygon.geodesic_area_unsigned()
}

/// [`area_m2`] in square kilometres.
#[must_use]
pub fn area_km2(polygon: &MultiPolygon<f64>) -> f64 {
    area_m2(polygon) / 1e6
}

impl Tessellation {
    /// The territory of each group of cells. `group_of` is indexed by cell, with groups from 0 to `groups`; cells
    /// without a group count as outside.
    #[must_use]
    pub fn dissolve(&self, group_of: &[Option<u32>], groups: usize) -> Vec<Dissolved> {
        let enclosed = self.enclosed_groups(group_of, groups);
        rings_by_group(self.arcs(), group_of, groups)
            .iter()
            .zip(enclosed)
            .map(|(rings, encloses)| {
                let polygon = polygons(rings, self.projection());
                Dissolved {
                    area_m2: area_m2(&polygon),
                    pieces: polygon.0.len(),
                    polygon,
                    encloses,
                }
            })
            .collect()
    }

    /// The polygon of every cell, indexed by cell; empty for a unit that got no territory.
    #[must_use]
    pub fn cell_polygons(&self) -> Vec<MultiPolygon<f64>> {
        let own: Vec<Option<u32>> = (0..self.cells() as u32).map(Some).collect();
        rings_by_group(self.arcs(), &own, self.cells())
            .iter()
            .map(|rings| polygons(rings, self.projection()))
            .collect()
    }

    /// The whole territory.
    #[must_use]
    pub fn outline(&self) -> MultiPolygon<f64> {
        let all = vec![Some(0); self.cells()];
        rings_by_group(self.arcs(), &all, 1).first().map_or_else(
            || MultiPolygon::new(Vec::new()),
            |rings| polygons(rings, self.projection()),
        )
    }

    /// For each group, the groups whose only neighbour it is.
    fn enclosed_groups(&self, group_of: &[Option<u32>], groups: usize) -> Vec<Vec<u32>> {
        let mut beside: Vec<BTreeSet<Option<u32>>> = vec![BTreeSet::new(); groups];
        for arc in self.arcs() {
            let [left, right] =
                [arc.left, arc.right].map(|cell| cell.and_then(|c| group_of.get(c.at()).copied().flatten()));
            if left == right {
                continue;
            }
            for (own, other) in [(left, right), (right, left)] {
                if let Some(set) = own.and_then(|g| beside.get_mut(g as usize)) {
                    set.insert(other);
                }
            }
        }
        let mut encloses = vec![Vec::new(); groups];
        for (inner, around) in beside.iter().enumerate() {
            let mut around = around.iter();
            if let (Some(Some(outer)), None) = (around.next(), around.next())
                && let Some(list) = encloses.get_mut(*outer as usize)
            {
                list.push(inner as u32);
            }
        }
        encloses
    }
}
