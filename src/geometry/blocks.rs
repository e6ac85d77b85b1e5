//! Town blocks from addresses: houses gathered into units along streets.
//!
//! Every house has a cell of its own. Groups of houses grow by joining two groups with a common border, so a group is
//! always one connected piece of ground, in passes of which none may pass the cap:
//!
//! 1. buildings of one address;
//! 2. houses of one street, the smallest joint population first: a street below the cap becomes one unit, a longer one
//!    falls into runs of neighbouring houses;
//! 3. parts of one street that another group lies between, together with that group;
//! 4. groups below a third of the cap join a near neighbour, one of the same street if there is one;
//! 5. groups below a tenth of the cap join a neighbour farther away.
//!
//! A house above the cap stays alone. The order is fixed by the houses' positions in the list, so the same list gives
//! the same units. With `n` houses it takes `O(n log n)` joins, each over the borders of the smaller group.
//!
//! # References
//! F. Aurenhammer, R. Klein, D.-T. Lee, "Voronoi Diagrams and Delaunay Triangulations", 2013, chapter 3; greedy
//! agglomeration under a cap as in J. C. Duque, R. Ramos, J. Suriñach, "Supervised regionalization methods: a survey",
//! International Regional Science Review 30, 2007.

use super::GeometryError;
use super::placement::within_boundary;
use super::tessellation::{CellIndex, Generator, TessellationInput, tessellate};
use crate::domain::{Persons, StreetHouses, house_number_key};
use geo::{Distance, Haversine, MultiPolygon, Point};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// Groups are near when two of their houses with a common border are no farther apart, metres.
const NEAR_M: f64 = 300.0;
/// Farthest that a very small group is joined to, metres.
const FAR_M: f64 = 2_000.0;

/// A residential address.
#[derive(Debug, Clone, PartialEq)]
pub struct House {
    /// Street name; houses without one belong to no street.
    pub street: String,
    /// House number as written: «12», «12А», «12/3».
    pub number: String,
    /// WGS84 degrees.
    pub location: Point<f64>,
    /// Residents.
    pub persons: Persons,
}

/// Houses that make a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockGroup {
    /// Positions of its houses in the list given, by street and number.
    pub houses: Vec<usize>,
    /// Its streets with their houses, the street with most residents first.
    pub streets: Vec<StreetHouses>,
    /// The house nearest to the middle of its residents.
    pub location: Point<f64>,
    /// Residents.
    pub population: Persons,
    /// Its ground: the cells of its houses.
    pub polygon: MultiPolygon<f64>,
}

/// Town blocks, and the houses left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Blocks {
    /// The units, by their first house in the list given.
    pub groups: Vec<BlockGroup>,
    /// Positions of houses outside the boundary, which belong to no unit: a neighbour's, or a coarse coordinate.
    pub outside: Vec<usize>,
}

/// Gathers houses into units of at most `cap` residents along streets, and gives each its ground inside `boundary`.
/// `others` are places that are units by themselves: they keep the ground around them.
///
/// # Errors
/// When the boundary is unusable.
pub fn street_blocks(
    boundary: Option<&MultiPolygon<f64>>,
    houses: &[House],
    others: &[Point<f64>],
    cap: Persons,
) -> Result<Blocks, GeometryError> {
    let inside = match boundary {
        Some(boundary) => within_boundary(boundary, houses.iter().map(|house| house.location))?,
        None => vec![true; houses.len()],
    };
    let is_inside = |index: &usize| inside.get(*index) == Some(&true);
    let (kept, outside): (Vec<usize>, Vec<usize>) = (0..houses.len()).partition(is_inside);
    let inner: Vec<House> = kept
        .iter()
        .filter_map(|index| houses.get(*index))
        .cloned()
        .collect();
    let mut groups = gather(boundary, &inner, others, cap)?;
    for house in groups.iter_mut().flat_map(|group| &mut group.houses) {
        *house = kept.get(*house).copied().unwrap_or(*house);
    }
    Ok(Blocks { groups, outside })
}

fn gather(
    boundary: Option<&MultiPolygon<f64>>,
    houses: &[House],
    others: &[Point<f64>],
    cap: Persons,
) -> Result<Vec<BlockGroup>, GeometryError> {
    if houses.is_empty() {
        return Ok(Vec::new());
    }
    let places = houses
        .iter()
        .map(|house| house.location)
        .chain(others.iter().copied());
    let generators = places
        .zip(0..)
        .map(|(location, cell)| Generator {
            location,
            cell: CellIndex(cell),
        })
        .collect();
    let input = TessellationInput {
        boundary,
        cells: houses.len() + others.len(),
        generators,
        polygons: Vec::new(),
    };
    let cells = tessellate(&input)?;
    let mut groups = Groups::new(houses, cap);
    for border in cells.borders() {
        if let (Some(a), Some(b)) = (houses.get(border.a.at()), houses.get(border.b.at())) {
            groups.border(
                border.a.at(),
                border.b.at(),
                Haversine.distance(a.location, b.location),
            );
        }
    }
    groups.join_addresses();
    groups.join_streets();
    groups.join_parted_streets();
    groups.join_small(cap.get() / 3, NEAR_M);
    groups.join_small(cap.get() / 10, FAR_M);
    let members = groups.members();
    let mut group_of: Vec<Option<u32>> = vec![None; input.cells];
    for (houses, group) in members.iter().zip(0..) {
        for house in houses {
            if let Some(slot) = group_of.get_mut(*house) {
                *slot = Some(group);
            }
        }
    }
    let ground = cells.dissolve(&group_of, members.len());
    Ok(members
        .into_iter()
        .zip(ground)
        .map(|(members, ground)| describe(houses, members, ground.polygon))
        .collect())
}

fn describe(houses: &[House], mut members: Vec<usize>, polygon: MultiPolygon<f64>) -> BlockGroup {
    members.sort_by_key(|index| {
        houses
            .get(*index)
            .map(|house| (house.street.clone(), house_number_key(&house.number), *index))
    });
    let of = |index: &usize| houses.get(*index);
    let population: Persons = members.iter().filter_map(of).map(|house| house.persons).sum();
    let mut by_street: BTreeMap<&str, (Persons, Vec<String>)> = BTreeMap::new();
    for house in members.iter().filter_map(of) {
        let entry = by_street.entry(house.street.as_str()).or_default();
        entry.0 += house.persons;
        if !entry.1.contains(&house.number) {
            entry.1.push(house.number.clone());
        }
    }
    let mut streets: Vec<(&str, (Persons, Vec<String>))> = by_street.into_iter().collect();
    streets.sort_by_key(|(name, (persons, _))| (Reverse(*persons), *name));
    let streets = streets
        .into_iter()
        .map(|(street, (persons, houses))| StreetHouses {
            street: street.to_owned(),
            houses,
            population: Some(persons),
        })
        .collect();
    let location = middle_house(houses, &members);
    BlockGroup {
        houses: members,
        streets,
        location,
        population,
        polygon,
    }
}

/// Place of the house nearest to the mean place of the residents.
fn middle_house(houses: &[House], members: &[usize]) -> Point<f64> {
    let list = || members.iter().filter_map(|index| houses.get(*index));
    let weight = |house: &House| house.persons.get().max(0) as f64 + 0.01;
    let total: f64 = list().map(weight).sum();
    let mean = Point::new(
        list()
            .map(|house| house.location.x() * weight(house))
            .sum::<f64>()
            / total,
        list()
            .map(|house| house.location.y() * weight(house))
            .sum::<f64>()
            / total,
    );
    list()
        .map(|house| house.location)
        .min_by(|a, b| {
            Haversine
                .distance(*a, mean)
                .total_cmp(&Haversine.distance(*b, mean))
        })
        .unwrap_or(mean)
}

/// Growing groups of houses; a group is named by its first house.
struct Groups<'a> {
    houses: &'a [House],
    cap: i64,
    members: Vec<Vec<usize>>,
    persons: Vec<i64>,
    streets: Vec<BTreeSet<&'a str>>,
    /// For each group its neighbours, with the least distance of two houses on the common border, centimetres.
    beside: Vec<BTreeMap<usize, i64>>,
}

impl<'a> Groups<'a> {
    fn new(houses: &'a [House], cap: Persons) -> Self {
        Self {
            houses,
            cap: cap.get(),
            members: (0..houses.len()).map(|house| vec![house]).collect(),
            persons: houses.iter().map(|house| house.persons.get().max(0)).collect(),
            streets: houses
                .iter()
                .map(|house| {
                    Some(house.street.as_str())
                        .filter(|street| !street.is_empty())
                        .into_iter()
                        .collect()
                })
                .collect(),
            beside: vec![BTreeMap::new(); houses.len()],
        }
    }

    fn border(&mut self, a: usize, b: usize, distance_m: f64) {
        let distance_cm = (distance_m * 100.0).round() as i64;
        for (own, other) in [(a, b), (b, a)] {
            if let Some(map) = self.beside.get_mut(own) {
                let slot = map.entry(other).or_insert(distance_cm);
                *slot = distance_cm.min(*slot);
            }
        }
    }

    fn persons(&self, group: usize) -> i64 {
        self.persons.get(group).copied().unwrap_or(0)
    }

    fn is_alive(&self, group: usize) -> bool {
        self.members.get(group).is_some_and(|members| !members.is_empty())
    }

    fn share_a_street(&self, a: usize, b: usize) -> bool {
        match (self.streets.get(a), self.streets.get(b)) {
            (Some(a), Some(b)) => !a.is_disjoint(b),
            _ => false,
        }
    }

    fn distance_cm(&self, a: usize, b: usize) -> Option<i64> {
        self.beside.get(a)?.get(&b).copied()
    }

    /// Joins two groups; the one that is left.
    fn join(&mut self, a: usize, b: usize) -> usize {
        let (keep, gone) = (a.min(b), a.max(b));
        let members = self.members.get_mut(gone).map(std::mem::take).unwrap_or_default();
        let streets = self.streets.get_mut(gone).map(std::mem::take).unwrap_or_default();
        let beside = self.beside.get_mut(gone).map(std::mem::take).unwrap_or_default();
        let persons = self.persons(gone);
        if let Some(list) = self.members.get_mut(keep) {
            list.extend(members);
        }
        if let Some(set) = self.streets.get_mut(keep) {
            set.extend(streets);
        }
        if let Some(sum) = self.persons.get_mut(keep) {
            *sum += persons;
        }
        for (other, distance_cm) in beside {
            if let Some(map) = self.beside.get_mut(other) {
                map.remove(&gone);
            }
            if other != keep {
                self.border(keep, other, distance_cm as f64 / 100.0);
            }
        }
        keep
    }

    /// Pass 1: buildings of one street and number.
    fn join_addresses(&mut self) {
        let mut queue = BTreeSet::new();
        for (house, own) in self.houses.iter().enumerate() {
            for (&other, &distance_cm) in self.beside.get(house).into_iter().flatten() {
                let is_same = self.houses.get(other).is_some_and(|other| {
                    !own.street.is_empty() && (&own.street, &own.number) == (&other.street, &other.number)
                });
                if house < other && is_same && distance_cm <= (NEAR_M * 100.0) as i64 {
                    queue.insert((distance_cm, house, other));
                }
            }
        }
        let mut group_of: Vec<usize> = (0..self.houses.len()).collect();
        for (_, a, b) in queue {
            let of = |house: usize| group_of.get(house).copied().unwrap_or(house);
            let (a, b) = (of(a), of(b));
            if a != b && self.persons(a) + self.persons(b) <= self.cap {
                let joined = self.join(a, b);
                for group in group_of.iter_mut().filter(|group| **group == a || **group == b) {
                    *group = joined;
                }
            }
        }
    }

    /// Pass 3: parts of one street with a group between them, the smallest joint population first.
    fn join_parted_streets(&mut self) {
        let mut parts: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for (group, streets) in self.streets.iter().enumerate() {
            for street in streets {
                parts.entry(street).or_default().insert(group);
            }
        }
        let names: Vec<&str> = parts.keys().copied().collect();
        for street in names {
            while let Some((_, a, between, b)) =
                parts.get(street).and_then(|parts| self.parted(street, parts))
            {
                let joined = self.join(a, between);
                let joined = self.join(joined, b);
                for street in self.streets.get(joined).into_iter().flatten() {
                    parts.entry(street).or_default().insert(joined);
                }
            }
        }
    }

    /// Two of the groups of a street and the group between them that together are smallest and within the cap.
    fn parted(&self, street: &str, parts: &BTreeSet<usize>) -> Option<(i64, usize, usize, usize)> {
        let has = |group: &usize| self.streets.get(*group).is_some_and(|set| set.contains(street));
        let near = |group: usize| {
            let beside = self.beside.get(group).into_iter().flatten();
            beside.filter(|(_, distance_cm)| **distance_cm <= (NEAR_M * 100.0) as i64)
        };
        let alive = parts.iter().copied().filter(|group| self.is_alive(*group));
        let triples = alive.flat_map(|a| {
            near(a).flat_map(move |(&between, _)| near(between).map(move |(&b, _)| (a, between, b)))
        });
        triples
            .filter(|(a, between, b)| a < b && !has(between) && has(b))
            .map(|(a, between, b)| {
                (
                    self.persons(a) + self.persons(between) + self.persons(b),
                    a,
                    between,
                    b,
                )
            })
            .filter(|(joint, ..)| *joint <= self.cap)
            .min()
    }

    /// Pass 2: houses of one street.
    fn join_streets(&mut self) {
        let mut queue = BinaryHeap::new();
        for group in 0..self.houses.len() {
            self.offer_street(group, &mut queue);
        }
        while let Some(Reverse((joint, distance_cm, a, b))) = queue.pop() {
            let fresh = self.is_alive(a)
                && self.is_alive(b)
                && self.persons(a) + self.persons(b) == joint
                && self.distance_cm(a, b) == Some(distance_cm);
            if fresh {
                let joined = self.join(a, b);
                self.offer_street(joined, &mut queue);
            }
        }
    }

    fn offer_street(&self, group: usize, queue: &mut BinaryHeap<Reverse<(i64, i64, usize, usize)>>) {
        for (&other, &distance_cm) in self.beside.get(group).into_iter().flatten() {
            let joint = self.persons(group) + self.persons(other);
            let near = distance_cm <= (NEAR_M * 100.0) as i64;
            if near && joint <= self.cap && self.share_a_street(group, other) {
                queue.push(Reverse((joint, distance_cm, group.min(other), group.max(other))));
            }
        }
    }

    /// Passes 4 and 5: groups below `least` residents join a neighbour within reach.
    fn join_small(&mut self, least: i64, reach_m: f64) {
        let reach_cm = (reach_m * 100.0) as i64;
        let mut queue: BinaryHeap<Reverse<(i64, usize)>> = (0..self.houses.len())
            .filter(|group| self.is_alive(*group))
            .map(|group| Reverse((self.persons(group), group)))
            .collect();
        while let Some(Reverse((persons, group))) = queue.pop() {
            if !self.is_alive(group) || persons != self.persons(group) || persons >= least {
                continue;
            }
            let best = self
                .beside
                .get(group)
                .into_iter()
                .flatten()
                .filter(|(other, distance_cm)| {
                    **distance_cm <= reach_cm && persons + self.persons(**other) <= self.cap
                })
                .min_by_key(|(other, distance_cm)| {
                    (
                        !self.share_a_street(group, **other),
                        **distance_cm / 5_000,
                        self.persons(**other),
                        **other,
                    )
                })
                .map(|(other, _)| *other);
            if let Some(other) = best {
                let joined = self.join(group, other);
                queue.push(Reverse((self.persons(joined), joined)));
            }
        }
    }

    fn members(self) -> Vec<Vec<usize>> {
        self.members
            .into_iter()
            .filter(|members| !members.is_empty())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{House, street_blocks};
    use crate::domain::Persons;
    use geo::Point;

    /// A street of `count` houses every 30 m, of `persons` each.
    fn street(name: &str, north_m: f64, count: u32, persons: i64) -> Vec<House> {
        (0..count)
            .map(|house| House {
                street: name.to_owned(),
                number: (house + 1).to_string(),
                location: Point::new(
                    60.0 + f64::from(house) * 30.0 / 62_000.0,
                    56.0 + north_m / 111_000.0,
                ),
                persons: Persons(persons),
            })
            .collect()
    }

    #[test]
    fn a_street_below_the_cap_is_one_unit_and_a_longer_one_falls_into_runs() {
        let mut houses = street("Лесная", 0.0, 10, 20);
        houses.extend(street("Мира", 60.0, 40, 20));
        let blocks = street_blocks(None, &houses, &[], Persons(250)).unwrap().groups;
        let forest: Vec<_> = blocks
            .iter()
            .filter(|b| b.streets[0].street == "Лесная")
            .collect();
        assert_eq!(forest.len(), 1);
        assert_eq!(forest[0].streets[0].houses.len(), 10);
        for block in &blocks {
            assert!(block.population <= Persons(250), "{block:?}");
            assert_eq!(block.streets.len(), 1);
            assert_eq!(block.polygon.0.len(), 1);
            let numbers: Vec<u32> = block.streets[0]
                .houses
                .iter()
                .map(|n| n.parse().unwrap())
                .collect();
            assert!(
                numbers.windows(2).all(|pair| pair[1] == pair[0] + 1),
                "{numbers:?}"
            );
        }
        assert_eq!(
            blocks.iter().map(|b| b.population).sum::<Persons>(),
            Persons(1_000)
        );
    }

    #[test]
    fn buildings_of_one_address_are_in_one_unit() {
        // Two buildings to each number, the second across the street; a unit has room for a third of them.
        let mut houses = street("Мира", 0.0, 12, 20);
        houses.extend(street("Мира", 40.0, 12, 20));
        let blocks = street_blocks(None, &houses, &[], Persons(160)).unwrap().groups;
        for number in 1..=12 {
            let number = number.to_string();
            let has = |block: &&super::BlockGroup| block.streets[0].houses.contains(&number);
            assert_eq!(blocks.iter().filter(has).count(), 1, "house {number}");
        }
    }

    #[test]
    fn a_street_with_another_between_its_parts_is_one_unit_where_there_is_room() {
        let north = |mut houses: Vec<House>, from: u32| {
            for (house, number) in houses.iter_mut().zip(from..) {
                house.number = number.to_string();
            }
            houses
        };
        let mut houses = street("Лесная", 0.0, 8, 20);
        houses.extend(street("Мира", 60.0, 8, 15));
        houses.extend(north(street("Лесная", 120.0, 8, 20), 9));
        for (cap, units) in [(450, 1), (430, 2)] {
            let blocks = street_blocks(None, &houses, &[], Persons(cap)).unwrap().groups;
            assert_eq!(blocks.len(), units, "cap {cap}");
        }
    }

    #[test]
    fn a_few_houses_of_a_side_street_join_their_neighbours() {
        let mut houses = street("Мира", 0.0, 10, 20);
        houses.extend(street("Тупик", 40.0, 2, 5));
        let blocks = street_blocks(None, &houses, &[], Persons(250)).unwrap().groups;
        assert_eq!(blocks.len(), 1);
        assert_eq!(
            blocks[0]
                .streets
                .iter()
                .map(|s| s.street.as_str())
                .collect::<Vec<_>>(),
            ["Мира", "Тупик"]
        );
    }

    #[test]
    fn a_house_above_the_cap_stays_alone_and_villages_far_apart_are_not_joined() {
        let mut houses = street("Мира", 0.0, 3, 400);
        houses.extend(street("Мира", 9_000.0, 3, 5));
        let blocks = street_blocks(None, &houses, &[], Persons(300)).unwrap().groups;
        assert_eq!(blocks.len(), 4);
    }
}
