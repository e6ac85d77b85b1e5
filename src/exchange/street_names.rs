//! Streets of one name in several places: a town's «улица Мира» and that of a village counted to it are two streets.
//!
//! Houses of one name are one street while each has another of them in its square of the plane or in one beside it. The
//! street with most residents keeps the name, the others get the nearest street of another name for a mark: «улица Мира
//! (рядом Полевая улица)». Linear in the houses but for the search of that street.

use crate::geometry::{House, Projection};
use geo::Coord;
use rstar::RTree;
use rstar::primitives::GeomWithData;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Side of a square, metres: houses up to so far apart are always of one street, and none across a whole square.
const SQUARE_M: f64 = 500.0;
/// Nearest houses that are asked for the name of another street.
const ASKED_MAX: usize = 500;

/// Column and row of a square.
type Square = (i64, i64);

/// Gives streets of one name in different places names that differ.
pub(super) fn tell_apart(houses: &mut [House]) {
    let coord = |house: &House| Coord {
        x: house.location.x(),
        y: house.location.y(),
    };
    let Ok(plane) = Projection::for_coords(houses.iter().map(coord)) else {
        return;
    };
    let at: Vec<[f64; 2]> = houses
        .iter()
        .map(|house| plane.to_metres(coord(house)))
        .map(|place| [place.x, place.y])
        .collect();
    let mut streets: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, house) in houses
        .iter()
        .enumerate()
        .filter(|(_, house)| !house.street.is_empty())
    {
        streets.entry(&house.street).or_default().push(index);
    }
    let places: Vec<(&str, Vec<Vec<usize>>)> = streets
        .into_iter()
        .map(|(street, members)| (street, by_place(&members, &at)))
        .collect();
    let single: BTreeSet<&str> = places
        .iter()
        .filter(|(_, places)| places.len() == 1)
        .map(|(street, _)| *street)
        .collect();
    let marks = places.iter().filter(|(_, places)| places.len() == 1);
    let tree = RTree::bulk_load(
        marks
            .flat_map(|(_, places)| places.iter().flatten())
            .filter_map(|&house| Some(GeomWithData::new(*at.get(house)?, house)))
            .collect(),
    );
    let mut renamed: Vec<(usize, String)> = Vec::new();
    for (street, places) in places.iter().filter(|(_, places)| places.len() > 1) {
        let mut taken = BTreeSet::new();
        for place in ranked(houses, places).into_iter().skip(1) {
            let mark = place.first().and_then(|house| at.get(*house)).and_then(|middle| {
                let near = tree.nearest_neighbor_iter(*middle).take(ASKED_MAX);
                let mut names = near.filter_map(|house| houses.get(house.data));
                let fits = |house: &&House| single.contains(house.street.as_str());
                names.find(fits).map(|house| house.street.clone())
            });
            let mut name = match mark {
                Some(mark) => format!("{street} (рядом {mark})"),
                None => format!("{street} (в стороне)"),
            };
            let (stem, mut number) = (name.clone(), 2);
            while !taken.insert(name.clone()) {
                name = format!("{stem} {number}");
                number += 1;
            }
            renamed.extend(place.iter().map(|&house| (house, name.clone())));
        }
    }
    for (house, name) in renamed {
        if let Some(house) = houses.get_mut(house) {
            house.street = name;
        }
    }
}

/// Houses of one name, place by place.
fn by_place(members: &[usize], at: &[[f64; 2]]) -> Vec<Vec<usize>> {
    let mut squares: BTreeMap<Square, Vec<usize>> = BTreeMap::new();
    for &house in members {
        if let Some([x, y]) = at.get(house) {
            let square = ((x / SQUARE_M).floor() as i64, (y / SQUARE_M).floor() as i64);
            squares.entry(square).or_default().push(house);
        }
    }
    let mut places = Vec::new();
    while let Some((first, houses)) = squares.pop_first() {
        let (mut place, mut queue) = (houses, vec![first]);
        while let Some((column, row)) = queue.pop() {
            for beside in (-1..=1).flat_map(|x| (-1..=1).map(move |y| (column + x, row + y))) {
                if let Some(houses) = squares.remove(&beside) {
                    place.extend(houses);
                    queue.push(beside);
                }
            }
        }
        place.sort_unstable();
        places.push(place);
    }
    places
}

/// Places by falling number of residents.
fn ranked<'p>(houses: &[House], places: &'p [Vec<usize>]) -> Vec<&'p Vec<usize>> {
    let residents = |place: &[usize]| -> i64 {
        let of = place.iter().filter_map(|house| houses.get(*house));
        of.map(|house| house.persons.get()).sum()
    };
    let mut ranked: Vec<&Vec<usize>> = places.iter().collect();
    ranked.sort_by_key(|place| (Reverse(residents(place)), place.first().copied()));
    ranked
}

#[cfg(test)]
mod tests {
    use super::tell_apart;
    use crate::domain::Persons;
    use crate::geometry::House;
    use geo::Point;

    #[test]
    fn streets_of_one_name_far_apart_are_told_apart() {
        let house = |street: &str, north_m: f64, persons| House {
            street: street.to_owned(),
            number: "1".to_owned(),
            location: Point::new(60.0, 56.0 + north_m / 111_000.0),
            persons: Persons(persons),
        };
        let mut houses = [
            house("Мира", 5_000.0, 3),
            house("Мира", 0.0, 2),
            house("Мира", 400.0, 5),
            house("Полевая", 5_100.0, 1),
            house("Мира", 9_000.0, 1),
            house("Мира", 800.0, 1),
        ];
        tell_apart(&mut houses);
        let names: Vec<&str> = houses.iter().map(|house| house.street.as_str()).collect();
        assert_eq!(
            names,
            [
                "Мира (рядом Полевая)",
                "Мира",
                "Мира",
                "Полевая",
                "Мира (рядом Полевая) 2",
                "Мира"
            ]
        );
    }
}
