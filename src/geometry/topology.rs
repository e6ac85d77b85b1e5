//! Arcs between cells, and the rings and polygons that any grouping of cells makes of them.
//!
//! Every border is stored once, as an arc with the cell on its left and on its right. Polygons are strung together from
//! arcs, so two neighbours have the same vertices along their border by construction: no slivers, no gaps.

use super::CellIndex;
use super::grid::{GridPoint, compare_angles, cross, direction, doubled_area};
use super::projection::Projection;
use geo::{LineString, MultiPolygon, Polygon};
use std::collections::{BTreeMap, HashMap};

/// A border between two cells, or between a cell and the outside (`None`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arc {
    /// Its vertices, at least two; a ring without a junction is closed on its first point.
    pub points: Vec<GridPoint>,
    /// The cell on its left.
    pub left: Option<CellIndex>,
    /// The cell on its right.
    pub right: Option<CellIndex>,
}

impl Arc {
    /// Length in the plane, metres.
    #[must_use]
    pub fn length_m(&self) -> f64 {
        self.points
            .windows(2)
            .map(|pair| match pair {
                [a, b] => a.distance_m(*b),
                _ => 0.0,
            })
            .sum()
    }
}

/// Undirected border edges with their sides, strung into arcs between junctions.
pub(super) fn string_arcs(
    edges: &[(GridPoint, GridPoint, Option<CellIndex>, Option<CellIndex>)],
) -> Vec<Arc> {
    let mut at: BTreeMap<GridPoint, Vec<usize>> = BTreeMap::new();
    for (index, (a, b, _, _)) in edges.iter().enumerate() {
        at.entry(*a).or_default().push(index);
        at.entry(*b).or_default().push(index);
    }
    let mut used = vec![false; edges.len()];
    let mut arcs = Vec::new();
    let junctions = at.iter().filter(|(_, around)| around.len() != 2);
    for start in junctions
        .chain(at.iter())
        .flat_map(|(point, around)| around.iter().map(|e| (*point, *e)))
    {
        if let Some(arc) = follow(edges, &at, &mut used, start) {
            arcs.push(arc);
        }
    }
    arcs
}

/// Follows edges from a point until a junction or the start; `None` when the first edge is used already.
fn follow(
    edges: &[(GridPoint, GridPoint, Option<CellIndex>, Option<CellIndex>)],
    at: &BTreeMap<GridPoint, Vec<usize>>,
    used: &mut [bool],
    (start, mut edge): (GridPoint, usize),
) -> Option<Arc> {
    let mut points = vec![start];
    let mut here = start;
    let mut sides = None;
    loop {
        let flag = used.get_mut(edge)?;
        if *flag {
            break;
        }
        *flag = true;
        let (a, b, left, right) = *edges.get(edge)?;
        let forward = here == a;
        here = if forward { b } else { a };
        sides.get_or_insert(if forward { (left, right) } else { (right, left) });
        points.push(here);
        let around = at.get(&here)?;
        match around.as_slice() {
            [one, other] if here != start => edge = if *one == edge { *other } else { *one },
            _ => break,
        }
    }
    let (left, right) = sides?;
    Some(Arc { points, left, right })
}

/// Rings of one group: shells counter-clockwise, holes clockwise, without closing points, simple.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Rings {
    pub(super) shells: Vec<Vec<GridPoint>>,
    pub(super) holes: Vec<Vec<GridPoint>>,
}

/// The rings of each group. `group_of` is indexed by cell; groups are 0 to `groups`, cells without one lie outside.
pub(super) fn rings_by_group(arcs: &[Arc], group_of: &[Option<u32>], groups: usize) -> Vec<Rings> {
    let group = |cell: Option<CellIndex>| cell.and_then(|c| group_of.get(c.at()).copied().flatten());
    let mut courses: Vec<Vec<Vec<GridPoint>>> = vec![Vec::new(); groups];
    for arc in arcs {
        let (left, right) = (group(arc.left), group(arc.right));
        if left == right {
            continue;
        }
        if let Some(list) = left.and_then(|g| courses.get_mut(g as usize)) {
            list.push(arc.points.clone());
        }
        if let Some(list) = right.and_then(|g| courses.get_mut(g as usize)) {
            list.push(arc.points.iter().rev().copied().collect());
        }
    }
    courses.iter().map(|list| string_rings(list)).collect()
}

/// Strings directed courses, each with the group on its left, into rings.
fn string_rings(courses: &[Vec<GridPoint>]) -> Rings {
    let mut starting: HashMap<GridPoint, Vec<usize>> = HashMap::new();
    for (index, course) in courses.iter().enumerate() {
        if let Some(first) = course.first() {
            starting.entry(*first).or_default().push(index);
        }
    }
    let mut used = vec![false; courses.len()];
    let mut rings = Rings::default();
    for start in 0..courses.len() {
        let mut walk: Vec<GridPoint> = Vec::new();
        let mut at = Some(start);
        while let Some(index) = at {
            match (used.get_mut(index), courses.get(index)) {
                (Some(flag), Some(course)) if !*flag => {
                    *flag = true;
                    walk.extend(course.iter().take(course.len().saturating_sub(1)));
                    at = turn_left(courses, &starting, &used, course);
                }
                _ => break,
            }
        }
        split_loops(walk, &mut rings);
    }
    rings
}

/// The unused course that leaves the end of `course` first clockwise from the way back: the sharpest left turn.
fn turn_left(
    courses: &[Vec<GridPoint>],
    starting: &HashMap<GridPoint, Vec<usize>>,
    used: &[bool],
    course: &[GridPoint],
) -> Option<usize> {
    let [.., before, end] = course else {
        return None;
    };
    let back = direction(*end, *before);
    let mut best: Option<(usize, (i64, i64))> = None;
    for &candidate in starting.get(end)? {
        if used.get(candidate) != Some(&false) {
            continue;
        }
        let Some([first, second, ..]) = courses.get(candidate).map(Vec::as_slice) else {
            continue;
        };
        let heading = direction(*first, *second);
        if best.is_none_or(|(_, other)| clockwise_before(back, heading, other)) {
            best = Some((candidate, heading));
        }
    }
    best.map(|(candidate, _)| candidate)
}

/// True when turning clockwise from `from` meets `a` before `b`.
fn clockwise_before(from: (i64, i64), a: (i64, i64), b: (i64, i64)) -> bool {
    use std::cmp::Ordering::Less;
    // Clockwise from `from`: first what lies before it in counter-clockwise order, descending; then the rest, descending.
    let wrapped = |d| compare_angles(d, from) != Less;
    match (wrapped(a), wrapped(b)) {
        (false, true) => true,
        (true, false) => false,
        _ => compare_angles(b, a) == Less,
    }
}

/// Splits a closed walk at repeated points into simple rings.
fn split_loops(walk: Vec<GridPoint>, rings: &mut Rings) {
    let mut position: HashMap<GridPoint, usize> = HashMap::with_capacity(walk.len());
    let mut path: Vec<GridPoint> = Vec::with_capacity(walk.len());
    let mut keep = |ring: Vec<GridPoint>| match doubled_area(&ring) {
        area if area > 0 => rings.shells.push(ring),
        area if area < 0 => rings.holes.push(ring),
        _ => {}
    };
    for point in walk {
        if let Some(&from) = position.get(&point) {
            let ring = path.split_off(from);
            for gone in &ring {
                position.remove(gone);
            }
            keep(ring);
        }
        position.insert(point, path.len());
        path.push(point);
    }
    keep(path);
}

/// Shells with their holes as WGS84 polygons, shells by descending area.
pub(super) fn polygons(rings: &Rings, projection: &Projection) -> MultiPolygon<f64> {
    let mut shells: Vec<(&Vec<GridPoint>, Vec<&Vec<GridPoint>>)> =
        rings.shells.iter().map(|shell| (shell, Vec::new())).collect();
    shells.sort_by_key(|(shell, _)| (-doubled_area(shell), shell.first().copied()));
    for hole in &rings.holes {
        // The smallest shell around it; shells stand in descending order.
        if let Some((_, holes)) = shells.iter_mut().rev().find(|(shell, _)| encloses(shell, hole)) {
            holes.push(hole);
        }
    }
    let ring = |points: &Vec<GridPoint>| {
        let mut line: Vec<_> = points.iter().map(|p| projection.from_grid(*p)).collect();
        line.extend(line.first().copied());
        LineString::new(line)
    };
    MultiPolygon::new(
        shells
            .into_iter()
            .map(|(shell, holes)| Polygon::new(ring(shell), holes.into_iter().map(ring).collect()))
            .collect(),
    )
}

/// True when `hole` lies inside `shell`; they may touch at points but share no edge.
fn encloses(shell: &[GridPoint], hole: &[GridPoint]) -> bool {
    let [first, second, ..] = hole else {
        return false;
    };
    // The middle of an edge lies on no edge of the shell; doubled coordinates keep it on the grid.
    let middle = GridPoint {
        x: first.x + second.x,
        y: first.y + second.y,
    };
    let double = |p: &GridPoint| GridPoint {
        x: 2 * p.x,
        y: 2 * p.y,
    };
    inside_ring(shell.iter().map(double), middle)
}

/// Even-odd test of a point that lies on no edge of the ring.
fn inside_ring(ring: impl Iterator<Item = GridPoint> + Clone, point: GridPoint) -> bool {
    let after = ring.clone().skip(1).chain(ring.clone().take(1));
    ring.zip(after).filter(|(a, b)| lies_east(*a, *b, point)).count() % 2 == 1
}

/// True when a ray from `point` to the east meets the segment; ends count once for the two segments that share one.
pub(super) fn lies_east(a: GridPoint, b: GridPoint, point: GridPoint) -> bool {
    let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
    low.y <= point.y && high.y > point.y && cross(low, high, point) > 0
}

#[cfg(test)]
mod tests {
    use super::{Rings, clockwise_before, encloses, split_loops};
    use crate::geometry::grid::GridPoint;

    fn points(list: &[(i64, i64)]) -> Vec<GridPoint> {
        list.iter().map(|&(x, y)| GridPoint { x, y }).collect()
    }

    #[test]
    fn turning_clockwise_from_west_meets_north_before_east() {
        assert!(clockwise_before((-1, 0), (0, 1), (1, 0)));
        assert!(clockwise_before((-1, 0), (1, 0), (0, -1)));
        assert!(!clockwise_before((-1, 0), (-1, 0), (0, -1)));
        assert!(clockwise_before((0, -1), (-1, 0), (0, 1)));
    }

    #[test]
    fn a_walk_that_touches_itself_becomes_a_shell_and_a_hole() {
        let mut rings = Rings::default();
        // Around a square, with a triangle cut out that hangs on the corner at the origin.
        split_loops(
            points(&[(0, 0), (4, 6), (6, 4), (0, 0), (10, 0), (10, 10), (0, 10)]),
            &mut rings,
        );
        assert_eq!((rings.shells.len(), rings.holes.len()), (1, 1));
        assert!(encloses(&rings.shells[0], &rings.holes[0]));
    }
}
