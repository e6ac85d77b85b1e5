//! Random municipalities: trees, grids, islands, rivers, one giant town, all tiny.

use uchastok::districting::{
    Border, GroupIx, GroupLayer, NodeIx, NormIx, Problem, Road, Territory, Unit, UnitIx,
};
use uchastok::domain::{Metres, Norm, Persons};
use uchastok::search::SearchRng;

/// What a municipality looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Tree,
    Grid,
    Islands,
    River,
    GiantTown,
    AllTiny,
}

/// All shapes.
pub(super) const SHAPES: [Shape; 6] = [
    Shape::Tree,
    Shape::Grid,
    Shape::Islands,
    Shape::River,
    Shape::GiantTown,
    Shape::AllTiny,
];

/// A territory of one norm from populations and neighbours.
pub(super) fn territory(populations: &[i64], norm: (i64, i64), pairs: &[(u32, u32)]) -> Territory {
    let unit = |&people: &i64| Unit {
        population: Persons(people),
        norm: NormIx(0),
        pinned: None,
    };
    let border = |&(a, b): &(u32, u32)| Border {
        a: UnitIx(a),
        b: UnitIx(b),
        length: 100,
    };
    let road =
        |&(a, b): &(u32, u32)| Road::new(NodeIx(a), NodeIx(b), Metres(1000 + i64::from(a * 7 + b * 3)));
    Territory {
        units: populations.iter().map(unit).collect(),
        norms: vec![Norm {
            lower: Persons(norm.0),
            upper: Persons(norm.1),
        }],
        borders: pairs.iter().map(border).collect(),
        roads: pairs.iter().map(road).collect(),
        ..Territory::default()
    }
}

/// A random municipality of at most `units_max` units.
pub(super) fn random(seed: u64, shape: Shape, units_max: usize) -> Problem {
    let mut rng = SearchRng::stream(seed, shape as u64);
    let units = 2 + rng.below(units_max - 1);
    let mut pairs = Vec::new();
    for unit in 1..units as u32 {
        let near = match shape {
            Shape::Tree | Shape::AllTiny => rng.below(unit as usize) as u32,
            _ => unit - 1,
        };
        let is_gap = shape == Shape::Islands && rng.chance(1, 6);
        if !is_gap {
            pairs.push((near, unit));
        }
    }
    if matches!(shape, Shape::Grid | Shape::River | Shape::GiantTown) {
        let width = 2 + rng.below(5) as u32;
        for unit in width..units as u32 {
            if rng.chance(5, 6) {
                pairs.push((unit - width, unit));
            }
        }
    }
    let upper = 3000 + 500 * rng.below(9) as i64;
    let lower = upper * (2 + rng.below(3) as i64) / 6;
    let mut populations: Vec<i64> = (0..units).map(|_| people(shape, upper, &mut rng)).collect();
    if shape == Shape::GiantTown {
        populations[0] = upper * (60 + rng.below(60) as i64) / 100;
    }
    let mut territory = territory(&populations, (lower, upper), &pairs);
    if shape == Shape::River {
        territory.barred = pairs
            .iter()
            .filter(|_| rng.chance(1, 5))
            .map(|&(a, b)| (UnitIx(a), UnitIx(b)))
            .collect();
    }
    two_norms(&mut territory, &mut rng);
    let group_of = (0..units).map(|unit| Some(GroupIx(unit as u32 / 3))).collect();
    territory.layers.push(GroupLayer {
        name: "settlement".to_owned(),
        group_of,
    });
    Problem::new(territory).expect("a sound territory")
}

fn people(shape: Shape, upper: i64, rng: &mut SearchRng) -> i64 {
    let share = match shape {
        Shape::AllTiny => 1 + rng.below(60) as i64,
        _ => 20 + rng.below(500) as i64,
    };
    upper * share / 1000
}

/// Every fourth municipality has a second, stricter norm for some units.
fn two_norms(territory: &mut Territory, rng: &mut SearchRng) {
    if !rng.chance(1, 4) {
        return;
    }
    let norm = territory.norms[0];
    territory.norms.push(Norm {
        lower: Persons(norm.lower.0 * 5 / 4),
        upper: norm.upper,
    });
    for unit in &mut territory.units {
        if rng.chance(1, 5) {
            unit.norm = NormIx(1);
        }
    }
}
