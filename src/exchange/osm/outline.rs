//! Polygons from the ways of a relation: ways are joined end to end into rings, inner rings go into their outer ring.

use super::pick::{Picked, PickedRelation};
use geo::{Area, Contains, LineString, MultiPolygon, Point, Polygon};
use std::collections::HashMap;

/// Rings of a relation.
pub(super) struct Outline {
    /// The polygons that could be closed.
    pub(super) polygons: MultiPolygon<f64>,
    /// Ways that lead nowhere, or are not in the extract: the outline has a gap.
    pub(super) open: usize,
}

/// Joins the ways of a relation.
pub(super) fn outline(picked: &Picked, relation: &PickedRelation) -> Outline {
    let mut open = 0;
    let mut rings_of = |inner: bool| {
        let mut chains = Vec::new();
        for (id, _) in relation.ways.iter().filter(|way| way.1 == inner) {
            match picked.way(*id) {
                Some(way) if way.nodes.len() > 1 => chains.push(way.nodes.clone()),
                _ => open += 1,
            }
        }
        let (rings, left) = join(chains);
        open += left;
        rings
            .into_iter()
            .filter_map(|ring| ring_line(picked, &ring))
            .collect::<Vec<_>>()
    };
    let outer = rings_of(false);
    let inner = rings_of(true);
    let mut polygons: Vec<Polygon<f64>> = outer
        .into_iter()
        .map(|ring| Polygon::new(ring, Vec::new()))
        .collect();
    for hole in inner {
        let inside =
            |polygon: &&mut Polygon<f64>| hole.0.first().is_some_and(|at| polygon.contains(&Point(*at)));
        if let Some(polygon) = polygons.iter_mut().find(inside) {
            polygon.interiors_push(hole);
        }
    }
    Outline {
        polygons: MultiPolygon::new(polygons),
        open,
    }
}

/// Closed rings of node ids, and how many chains could not be closed.
fn join(chains: Vec<Vec<i64>>) -> (Vec<Vec<i64>>, usize) {
    let mut chains: Vec<Option<Vec<i64>>> = chains.into_iter().map(Some).collect();
    let mut by_end: HashMap<i64, Vec<usize>> = HashMap::new();
    for (at, chain) in chains.iter().enumerate() {
        for end in chain
            .iter()
            .flat_map(|chain| [chain.first(), chain.last()])
            .flatten()
        {
            by_end.entry(*end).or_default().push(at);
        }
    }
    let mut rings = Vec::new();
    let mut open = 0;
    for start in 0..chains.len() {
        let Some(mut ring) = chains.get_mut(start).and_then(Option::take) else {
            continue;
        };
        while ring.first() != ring.last() {
            let Some(end) = ring.last().copied() else {
                break;
            };
            let candidates = by_end.get(&end).into_iter().flatten();
            let next = candidates
                .copied()
                .find(|at| chains.get(*at).is_some_and(Option::is_some));
            let Some(mut next) = next.and_then(|at| chains.get_mut(at)).and_then(Option::take) else {
                break;
            };
            if next.first() != Some(&end) {
                next.reverse();
            }
            ring.extend(next.into_iter().skip(1));
        }
        if ring.len() > 3 && ring.first() == ring.last() {
            rings.push(ring);
        } else {
            open += 1;
        }
    }
    (rings, open)
}

/// A ring as a line; `None` when a node is missing or it has no area.
pub(super) fn ring_line(picked: &Picked, nodes: &[i64]) -> Option<LineString<f64>> {
    let coords: Option<Vec<_>> = nodes.iter().map(|node| picked.coordinate(*node)).collect();
    let line = LineString::new(coords?);
    let area = Polygon::new(line.clone(), Vec::new()).unsigned_area();
    (line.0.len() > 3 && line.is_closed() && area > 0.0).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn ways_are_joined_in_any_order_and_direction() {
        let (rings, open) = join(vec![
            vec![1, 2, 3],
            vec![5, 4, 3],
            vec![5, 1],
            vec![8, 9],
            vec![6, 7, 10, 6],
        ]);
        assert_eq!(rings, [vec![1, 2, 3, 4, 5, 1], vec![6, 7, 10, 6]]);
        assert_eq!(open, 1);
    }
}
