//! Which units are neighbours: a shared border and a way between them.
//!
//! **The rule**, for two units whose cells share a border of at least [`BORDER_M_MIN`]:
//!
//! 1. A direct road between them (a pair of `links`) makes them neighbours.
//! 2. Without one, units of the same settlement (blocks, streets, house groups of a town), and any units when no road
//!    layer was given, are neighbours unless water bars the way: no dry way leads from one unit's place to the other's
//!    inside their two cells, and no road crosses the water there.
//! 3. Other pairs are not neighbours. Two villages with a common border and no direct road are none.
//! 4. Where this leaves the municipality in several parts, parts are joined by one declared pair each, in order of: a
//!    dry border without a road; a direct road without a common border; a border across water; no border at all.
//!    Within a class the pair with the nearest places is taken (Kruskal's tree). Each says why it was needed.
//!
//! So the graph is always connected, and every edge that the ground does not give is declared.

use super::tessellation::{CellIndex, Tessellation};
use super::water::Barriers;
use crate::domain::Territory;
use geo::{Distance, Geodesic, Point};
use std::collections::{BTreeMap, BTreeSet};

/// A shorter common border is a touch at a corner, metres; test: `a_touch_at_a_corner_is_no_border`.
pub const BORDER_M_MIN: f64 = 2.0;

/// Why two units are neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// A common border and a direct road.
    Road,
    /// A common border with nothing between, inside a settlement or where no roads are known.
    Ground,
    /// Declared: a common border, but no road; one of the two has no other way to the rest.
    DeclaredNoRoad,
    /// Declared: a direct road, but no common border.
    DeclaredNoBorder,
    /// Declared: a common border across water without a crossing.
    DeclaredAcrossWater,
    /// Declared: neither border nor road, only the nearest.
    DeclaredApart,
}

impl Way {
    /// True for a pair that the ground does not give.
    #[must_use]
    pub fn is_declared(self) -> bool {
        !matches!(self, Self::Road | Self::Ground)
    }

    /// The reason in Russian, for a declared pair.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Road => "общая граница и прямая дорога",
            Self::Ground => "общая граница",
            Self::DeclaredNoRoad => "дороги нет: соединены с ближайшим соседом по границе",
            Self::DeclaredNoBorder => "есть прямая дорога, но нет общей границы",
            Self::DeclaredAcrossWater => "граница проходит по воде, переправы в данных нет",
            Self::DeclaredApart => "нет ни общей границы, ни дороги: соединены с ближайшим по прямой",
        }
    }

    /// The same in English.
    #[must_use]
    pub fn reason_en(self) -> &'static str {
        match self {
            Self::Road => "a common border and a direct road",
            Self::Ground => "a common border",
            Self::DeclaredNoRoad => "no road: joined to the nearest neighbour by border",
            Self::DeclaredNoBorder => "a direct road, but no common border",
            Self::DeclaredAcrossWater => "the border runs across water and no crossing is known",
            Self::DeclaredApart => "neither border nor road: joined to the nearest in a straight line",
        }
    }
}

/// Two neighbouring units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Neighbours {
    /// The unit with the smaller index.
    pub a: CellIndex,
    /// The other unit.
    pub b: CellIndex,
    /// Length of their common border, metres; 0 when they have none.
    pub border_m: f64,
    /// Why they are neighbours.
    pub way: Way,
}

/// Why a common border makes no neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bar {
    /// No direct road between two settlements.
    NoRoad,
    /// Water without a crossing.
    Water,
}

/// The neighbourhood graph of a municipality's units; connected whatever the input.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Adjacency {
    /// Neighbouring pairs, ascending.
    pub pairs: Vec<Neighbours>,
    /// Pairs with a common border that are not neighbours, ascending.
    pub barred: Vec<(CellIndex, CellIndex, Bar)>,
}

impl Adjacency {
    /// Pairs that the ground does not give, with their reason in [`Neighbours::way`].
    pub fn declared(&self) -> impl Iterator<Item = &Neighbours> {
        self.pairs.iter().filter(|pair| pair.way.is_declared())
    }
}

/// Neighbours of the units of `territory`, whose cells are `cells` (cell `i` of `units[i]`). `links` are positions
/// of units joined by a road that passes no third unit, in any order.
#[must_use]
pub fn adjacency(territory: &Territory, cells: &Tessellation, links: &[(usize, usize)]) -> Adjacency {
    let index = |unit: usize| CellIndex(u32::try_from(unit).unwrap_or(u32::MAX));
    let linked: BTreeSet<(CellIndex, CellIndex)> = links
        .iter()
        .filter(|(a, b)| a != b)
        .map(|(a, b)| (index(*a.min(b)), index(*a.max(b))))
        .collect();
    let barriers = Barriers::new(cells, territory);
    let settlement = |cell: CellIndex| territory.units.get(cell.at()).map(|unit| &unit.settlement);
    let mut found = Adjacency::default();
    // Candidates for declared pairs, with their class.
    let mut spare: BTreeMap<(CellIndex, CellIndex), (Way, f64)> = linked
        .iter()
        .map(|pair| (*pair, (Way::DeclaredNoBorder, 0.0)))
        .collect();
    for border in cells.borders() {
        let pair = (border.a, border.b);
        if border.length_m < BORDER_M_MIN {
            continue;
        }
        let way = if linked.contains(&pair) {
            Ok(Way::Road)
        } else if barriers.separate(cells, border.a, border.b) {
            spare.insert(pair, (Way::DeclaredAcrossWater, border.length_m));
            Err(Bar::Water)
        } else if territory.roads.is_empty() && linked.is_empty() || settlement(pair.0) == settlement(pair.1)
        {
            Ok(Way::Ground)
        } else {
            spare.insert(pair, (Way::DeclaredNoRoad, border.length_m));
            Err(Bar::NoRoad)
        };
        match way {
            Ok(way) => found.pairs.push(Neighbours {
                a: pair.0,
                b: pair.1,
                border_m: border.length_m,
                way,
            }),
            Err(bar) => found.barred.push((pair.0, pair.1, bar)),
        }
    }
    let places: Vec<Point<f64>> = territory.units.iter().map(|unit| unit.location).collect();
    join_parts(&mut found, &spare, &places);
    found
}

/// Rank of a declared pair: the smaller is tried first.
fn rank(way: Way) -> u8 {
    match way {
        Way::Road | Way::Ground | Way::DeclaredNoRoad => 0,
        Way::DeclaredNoBorder => 1,
        Way::DeclaredAcrossWater => 2,
        Way::DeclaredApart => 3,
    }
}

/// Joins the parts of the graph by declared pairs.
fn join_parts(
    found: &mut Adjacency,
    spare: &BTreeMap<(CellIndex, CellIndex), (Way, f64)>,
    places: &[Point<f64>],
) {
    let mut parts = Parts::new(places.len());
    for pair in &found.pairs {
        parts.join(pair.a.at(), pair.b.at());
    }
    if parts.count == 1 {
        return;
    }
    let distance = |a: usize, b: usize| match (places.get(a), places.get(b)) {
        (Some(a), Some(b)) => Geodesic.distance(*a, *b),
        _ => f64::INFINITY,
    };
    let mut order: Vec<(u8, f64, Neighbours)> = spare
        .iter()
        .map(|(&(a, b), &(way, border_m))| {
            (
                rank(way),
                distance(a.at(), b.at()),
                Neighbours { a, b, border_m, way },
            )
        })
        .collect();
    order.sort_by(|x, y| {
        x.0.cmp(&y.0)
            .then(x.1.total_cmp(&y.1))
            .then((x.2.a, x.2.b).cmp(&(y.2.a, y.2.b)))
    });
    for (_, _, pair) in order {
        if pair.b.at() < places.len() && parts.join(pair.a.at(), pair.b.at()) {
            found.pairs.push(pair);
        }
    }
    while parts.count > 1 {
        let Some((a, b)) = nearest_apart(&mut parts, places.len(), distance) else {
            break;
        };
        parts.join(a, b);
        let (a, b) = (CellIndex(a.min(b) as u32), CellIndex(a.max(b) as u32));
        found.pairs.push(Neighbours {
            a,
            b,
            border_m: 0.0,
            way: Way::DeclaredApart,
        });
    }
    found.pairs.sort_by_key(|pair| (pair.a, pair.b));
    found.barred.retain(|(a, b, _)| {
        found
            .pairs
            .binary_search_by_key(&(*a, *b), |pair| (pair.a, pair.b))
            .is_err()
    });
}

/// The nearest two units of which exactly one lies in the smallest part.
fn nearest_apart(
    parts: &mut Parts,
    units: usize,
    distance: impl Fn(usize, usize) -> f64,
) -> Option<(usize, usize)> {
    let roots: Vec<usize> = (0..units).map(|unit| parts.root(unit)).collect();
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    for root in &roots {
        *sizes.entry(*root).or_default() += 1;
    }
    let smallest = sizes.into_iter().min_by_key(|(root, size)| (*size, *root))?.0;
    let side = |unit: usize| roots.get(unit) == Some(&smallest);
    let inner = (0..units).filter(|unit| side(*unit));
    inner
        .flat_map(|a| (0..units).filter(|b| !side(*b)).map(move |b| (a, b)))
        .map(|(a, b)| (distance(a, b), a, b))
        .min_by(|x, y| x.0.total_cmp(&y.0).then((x.1, x.2).cmp(&(y.1, y.2))))
        .map(|(_, a, b)| (a, b))
}

/// Disjoint sets of units.
struct Parts {
    parent: Vec<usize>,
    count: usize,
}

impl Parts {
    fn new(units: usize) -> Self {
        Self {
            parent: (0..units).collect(),
            count: units,
        }
    }

    fn root(&mut self, unit: usize) -> usize {
        let mut at = unit;
        while let Some(&up) = self.parent.get(at)
            && up != at
        {
            let above = self.parent.get(up).copied().unwrap_or(up);
            if let Some(slot) = self.parent.get_mut(at) {
                *slot = above;
            }
            at = above;
        }
        at
    }

    /// Joins two sets; false when they were one.
    fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return false;
        }
        if let Some(slot) = self.parent.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
        self.count -= 1;
        true
    }
}
