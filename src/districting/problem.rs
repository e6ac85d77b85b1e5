//! What a municipality gives to the core: units, borders, roads, norms, and the rules a plan must keep.

use crate::domain::{self, Metres, Norm, Persons};

/// Most norm classes in one municipality: urban okrug, district, urban-type settlement, isolated place, and room for
/// a region's own. Held by `more_norms_than_the_limit_are_refused`.
pub const NORM_CLASSES_MAX: usize = 8;

/// Longest road of a travel graph, in decimetres (about 20,000 km); keeps every sum inside 64 bits.
pub const ROAD_DM_MAX: i64 = 200_000_000;

/// Longest border, in the caller's unit (1,000 km in millionths of a metre); keeps every sum inside 64 bits.
pub const BORDER_LENGTH_MAX: i64 = 1_000_000_000_000;

/// Most residents of one unit; keeps every sum inside 64 bits.
pub const UNIT_POPULATION_MAX: i64 = 20_000_000;

macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The position as `usize`.
            #[must_use]
            pub const fn get(self) -> usize {
                self.0 as usize
            }

            /// From a position; positions past `u32` do not occur, by the limits on input.
            #[must_use]
            pub const fn at(position: usize) -> Self {
                Self(position as u32)
            }
        }
    };
}

index!(
    /// Position of a unit in [`Territory::units`].
    UnitIx
);
index!(
    /// A site of a plan, counted from 0.
    SiteIx
);
index!(
    /// Position of a norm in [`Territory::norms`].
    NormIx
);
index!(
    /// A group inside one [`GroupLayer`], counted from 0.
    GroupIx
);
index!(
    /// A node of the travel graph: the units come first, in their order, then junctions without residents.
    NodeIx
);

/// The smallest piece that a plan moves whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// Residents.
    pub population: Persons,
    /// Its norm; a site obeys the norm of every unit in it.
    pub norm: NormIx,
    /// The site it must belong to, if any.
    pub pinned: Option<SiteIx>,
}

/// A border that people can cross: the two units are neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Border {
    /// One side.
    pub a: UnitIx,
    /// The other.
    pub b: UnitIx,
    /// Shared length in a unit of the caller's choice, the same for all borders (metres for real maps).
    pub length: i64,
}

/// A two-way road of the travel graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Road {
    /// One end.
    pub a: NodeIx,
    /// The other.
    pub b: NodeIx,
    /// Length in decimetres: published instances measure to 0.1 m.
    pub length_dm: i64,
}

impl Road {
    /// A road of `length` between two nodes.
    #[must_use]
    pub const fn new(a: NodeIx, b: NodeIx, length: Metres) -> Self {
        Self {
            a,
            b,
            length_dm: length.0 * 10,
        }
    }
}

/// Groups that are preferred whole: settlements, rural settlements, school or polyclinic catchments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupLayer {
    /// What the groups are, for reading, such as `settlement`.
    pub name: String,
    /// Group of each unit, by unit.
    pub group_of: Vec<Option<GroupIx>>,
}

/// Everything that a plan is made from, as the caller knows it; [`Problem::new`] checks it.
#[derive(Debug, Clone, Default)]
pub struct Territory {
    /// Units, in the caller's order.
    pub units: Vec<Unit>,
    /// Norms that units refer to; at most [`NORM_CLASSES_MAX`].
    pub norms: Vec<Norm>,
    /// Borders that can be crossed. Several borders of one pair count as one neighbour of their summed length.
    pub borders: Vec<Border>,
    /// Pairs that share a border nobody can cross: not neighbours, even where `borders` names them.
    pub barred: Vec<(UnitIx, UnitIx)>,
    /// The travel graph; empty when nobody asks for travel.
    pub roads: Vec<Road>,
    /// Nodes of the travel graph that are not units.
    pub junctions: usize,
    /// Layers of groups preferred whole.
    pub layers: Vec<GroupLayer>,
    /// Units that must share a site, set by set.
    pub together: Vec<Vec<UnitIx>>,
    /// Pairs that must not share a site.
    pub apart: Vec<(UnitIx, UnitIx)>,
    /// The plan in force, by unit; `None` for a unit that has no site yet.
    pub incumbent: Option<Vec<Option<SiteIx>>>,
    /// Sites of the plan in force that must stay exactly as they are.
    pub locked: Vec<SiteIx>,
}

/// A checked [`Territory`] with its neighbourhoods and road network in compact form.
///
/// Memory: about 24 bytes a border and 16 a road end; no matrix of pairs.
#[derive(Debug, Clone)]
pub struct Problem {
    pub(super) territory: Territory,
    pub(super) neighbours: Rows<Neighbour>,
    pub(super) road_ends: Rows<RoadEnd>,
}

/// One neighbour of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Neighbour {
    /// The unit on the other side.
    pub unit: UnitIx,
    /// Length of the shared border.
    pub length: i64,
}

/// One road out of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoadEnd {
    /// Where it leads.
    pub node: NodeIx,
    /// Its length in decimetres.
    pub length_dm: u32,
}

/// Rows of different length in one allocation (compressed sparse rows), indexed by unit or node.
#[derive(Debug, Clone)]
pub(super) struct Rows<T> {
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy> Rows<T> {
    /// Groups `(row, item)` pairs; items of a row keep their order.
    pub(super) fn new(rows: usize, pairs: &[(u32, T)]) -> Self {
        let mut starts = vec![0u32; rows + 1];
        for (row, _) in pairs {
            starts[*row as usize + 1] += 1;
        }
        for row in 0..rows {
            starts[row + 1] += starts[row];
        }
        let mut order: Vec<u32> = (0..pairs.len() as u32).collect();
        order.sort_by_key(|&i| pairs[i as usize].0);
        let items = order.iter().map(|&i| pairs[i as usize].1).collect();
        Self { starts, items }
    }

    /// Items of `row`.
    pub(super) fn row(&self, row: usize) -> &[T] {
        let (from, to) = (self.starts[row] as usize, self.starts[row + 1] as usize);
        &self.items[from..to]
    }

    /// Number of rows.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }
}

impl Problem {
    /// Checks a territory and builds its neighbourhoods.
    ///
    /// # Errors
    /// Every problem found, at once: a reference out of range, a negative or too large figure, bounds that exclude each
    /// other, a locked site without a plan in force.
    pub fn new(territory: Territory) -> Result<Self, Vec<domain::Problem>> {
        let problems = super::intake::problems(&territory);
        if !problems.is_empty() {
            return Err(problems);
        }
        let neighbours = neighbours(&territory);
        let road_ends = road_ends(&territory);
        Ok(Self {
            territory,
            neighbours,
            road_ends,
        })
    }

    /// The territory this was built from.
    #[must_use]
    pub fn territory(&self) -> &Territory {
        &self.territory
    }

    /// Number of units.
    #[must_use]
    pub fn unit_count(&self) -> usize {
        self.territory.units.len()
    }

    /// Residents of a unit.
    #[must_use]
    pub fn population(&self, unit: UnitIx) -> i64 {
        self.territory.units[unit.get()].population.0
    }

    /// Neighbours of a unit, by ascending position.
    #[must_use]
    pub fn neighbours(&self, unit: UnitIx) -> &[Neighbour] {
        self.neighbours.row(unit.get())
    }

    /// True when the territory has a travel graph.
    #[must_use]
    pub fn has_roads(&self) -> bool {
        !self.territory.roads.is_empty()
    }
}

fn neighbours(territory: &Territory) -> Rows<Neighbour> {
    let ordered = |a: UnitIx, b: UnitIx| if a < b { (a, b) } else { (b, a) };
    let barred: std::collections::BTreeSet<_> =
        territory.barred.iter().map(|&(a, b)| ordered(a, b)).collect();
    let mut lengths: std::collections::BTreeMap<(UnitIx, UnitIx), i64> = std::collections::BTreeMap::new();
    for border in territory.borders.iter().filter(|border| border.a != border.b) {
        let pair = ordered(border.a, border.b);
        if !barred.contains(&pair) {
            *lengths.entry(pair).or_default() += border.length;
        }
    }
    let mut pairs = Vec::with_capacity(lengths.len() * 2);
    for (&(a, b), &length) in &lengths {
        pairs.push((a.0, Neighbour { unit: b, length }));
        pairs.push((b.0, Neighbour { unit: a, length }));
    }
    pairs.sort_by_key(|&(row, item)| (row, item.unit));
    Rows::new(territory.units.len(), &pairs)
}

fn road_ends(territory: &Territory) -> Rows<RoadEnd> {
    let mut pairs = Vec::with_capacity(territory.roads.len() * 2);
    for road in territory.roads.iter().filter(|road| road.a != road.b) {
        let end = |node| RoadEnd {
            node,
            length_dm: road.length_dm as u32,
        };
        pairs.push((road.a.0, end(road.b)));
        pairs.push((road.b.0, end(road.a)));
    }
    Rows::new(territory.units.len() + territory.junctions, &pairs)
}
