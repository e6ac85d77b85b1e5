//! Properties of tessellations of random territories: cover, no overlap, shared arcs, sums of dissolved areas.

use geo::{Area, LineString, MultiPolygon, Point, Polygon, Validation};
use proptest::prelude::{
    ProptestConfig, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use std::collections::BTreeSet;
use uchastok::geometry::{CellIndex, Generator, Tessellation, TessellationInput, tessellate};

/// Degrees from thousandths about 60° E, 57° N.
fn at(x: f64, y: f64) -> (f64, f64) {
    (60.0 + x / 1000.0, 57.0 + y / 1000.0)
}

/// A star-shaped boundary with the given reaches of its corners, and perhaps an island beside it.
fn star(reaches: &[u16], island: bool) -> MultiPolygon<f64> {
    let corners = reaches.len() as f64;
    let ring: LineString<f64> = reaches
        .iter()
        .zip(0..)
        .map(|(reach, corner)| {
            let angle = f64::from(corner) / corners * std::f64::consts::TAU;
            let reach = 20.0 + f64::from(*reach) / 1000.0;
            at(2.0 * reach * angle.cos(), reach * angle.sin())
        })
        .collect();
    let mut parts = vec![Polygon::new(ring, Vec::new())];
    if island {
        let ring = vec![
            at(200.0, -10.0),
            at(230.0, -12.0),
            at(225.0, 14.0),
            at(200.0, -10.0),
        ];
        parts.push(Polygon::new(LineString::from(ring), Vec::new()));
    }
    MultiPolygon::new(parts)
}

/// Points in thousandths of a degree: loose, on a coarse lattice (duplicates, lines, circles), or outside.
fn points() -> impl Strategy<Value = Vec<(f64, f64)>> {
    let loose = (-160_000..160_000_i32, -80_000..80_000_i32)
        .prop_map(|(x, y)| (f64::from(x) / 1e3, f64::from(y) / 1e3));
    let lattice = (-6..6_i32, -6..6_i32).prop_map(|(x, y)| (f64::from(x) * 5.0, f64::from(y) * 3.0));
    let row = (-9..9_i32).prop_map(|x| (f64::from(x) * 4.0, 2.0));
    prop::collection::vec(prop_oneof![loose, lattice, row], 1..40)
}

fn divide(boundary: &MultiPolygon<f64>, points: &[(f64, f64)]) -> Tessellation {
    let generators = points
        .iter()
        .zip(0..)
        .map(|(&(x, y), cell)| Generator {
            location: Point::from(at(x, y)),
            cell: CellIndex(cell),
        })
        .collect();
    let input = TessellationInput {
        boundary: Some(boundary),
        cells: points.len(),
        generators,
        polygons: Vec::new(),
    };
    tessellate(&input).expect("cells")
}

fn flat_area(cells: &Tessellation, polygon: &MultiPolygon<f64>) -> f64 {
    cells.projection().polygons_to_metres(polygon).unsigned_area()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn cells_cover_the_boundary_and_nothing_else(
        reaches in prop::collection::vec(0..60_000_u16, 3..40),
        island in any::<bool>(),
        points in points(),
    ) {
        let boundary = star(&reaches, island);
        let cells = divide(&boundary, &points);
        let whole = flat_area(&cells, &boundary);
        let polygons = cells.cell_polygons();
        let sum: f64 = polygons.iter().map(|polygon| flat_area(&cells, polygon)).sum();
        prop_assert!((sum / whole - 1.0).abs() < 1e-6, "{} of {}", sum, whole);
        for polygon in &polygons {
            prop_assert!(!polygon.0.is_empty());
            let flat = cells.projection().polygons_to_metres(polygon);
            prop_assert!(flat.is_valid(), "{:?}", flat.validation_errors());
        }
    }

    #[test]
    fn every_edge_inside_has_two_cells_and_exists_once(
        reaches in prop::collection::vec(0..60_000_u16, 3..40),
        points in points(),
    ) {
        let cells = divide(&star(&reaches, true), &points);
        let mut seen = BTreeSet::new();
        for arc in cells.arcs() {
            prop_assert!(arc.left != arc.right);
            prop_assert!(arc.points.len() >= 2);
            for pair in arc.points.windows(2) {
                prop_assert!(pair[0] != pair[1]);
                prop_assert!(seen.insert((pair[0].min(pair[1]), pair[0].max(pair[1]))), "an edge stands in two arcs");
            }
        }
    }

    #[test]
    fn sites_are_the_sum_of_their_cells(
        reaches in prop::collection::vec(0..60_000_u16, 3..40),
        points in points(),
        sites in 1..5_u32,
        salt in any::<u32>(),
    ) {
        let cells = divide(&star(&reaches, true), &points);
        let group_of: Vec<Option<u32>> = (0..points.len() as u32)
            .map(|cell| Some((cell.wrapping_mul(2_654_435_761) ^ salt) % (sites + 1)).filter(|g| *g < sites))
            .collect();
        let polygons = cells.cell_polygons();
        let dissolved = cells.dissolve(&group_of, sites as usize);
        prop_assert_eq!(dissolved.len(), sites as usize);
        for (site, group) in dissolved.iter().zip(0..) {
            let parts: f64 = polygons
                .iter()
                .zip(&group_of)
                .filter(|(_, g)| **g == Some(group))
                .map(|(polygon, _)| flat_area(&cells, polygon))
                .sum();
            let whole = flat_area(&cells, &site.polygon);
            prop_assert!((whole - parts).abs() <= 1e-6 * parts.max(1.0), "{} of {}", whole, parts);
            prop_assert!(cells.projection().polygons_to_metres(&site.polygon).is_valid());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn simplified_cells_still_fit(
        reaches in prop::collection::vec(0..60_000_u16, 12..120),
        points in points(),
        tolerance_m in 10.0..4_000.0_f64,
    ) {
        let cells = divide(&star(&reaches, true), &points);
        let coarse = cells.simplified(tolerance_m);
        let vertices = |cells: &Tessellation| cells.arcs().iter().map(|arc| arc.points.len()).sum::<usize>();
        prop_assert!(vertices(&coarse) <= vertices(&cells));
        let polygons = coarse.cell_polygons();
        let sum: f64 = polygons.iter().map(|polygon| flat_area(&coarse, polygon)).sum();
        let whole = flat_area(&coarse, &coarse.outline());
        prop_assert!((sum / whole - 1.0).abs() < 1e-9, "{} of {}", sum, whole);
        for polygon in &polygons {
            prop_assert!(!polygon.0.is_empty());
            prop_assert!(coarse.projection().polygons_to_metres(polygon).is_valid());
        }
    }
}

#[test]
fn the_same_input_gives_the_same_arcs() {
    let boundary = star(&[10_000, 50_000, 20_000, 40_000, 5_000, 33_000, 44_000], true);
    let points: Vec<(f64, f64)> = (0..300)
        .map(|i| {
            (
                f64::from(i * 7919 % 160) - 80.0,
                f64::from(i * 104_729 % 90) - 45.0,
            )
        })
        .collect();
    assert_eq!(
        divide(&boundary, &points).arcs(),
        divide(&boundary, &points).arcs()
    );
}

/// A circumcentre half way between two grid places is rounded alike by all edges that meet there.
#[test]
fn edges_meet_at_a_circumcentre_between_grid_places() {
    let boundary = star(&[58_812, 0, 0, 0, 49_075, 0, 25_124, 0, 0], false);
    let cells = divide(&boundary, &[(10.0, -12.0), (12.0, 2.0), (16.0, 2.0)]);
    assert_eq!(cells.remarks(), []);
    assert!(cells.cell_polygons().iter().all(|polygon| !polygon.0.is_empty()));
}
