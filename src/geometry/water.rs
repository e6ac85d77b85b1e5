//! Water between two units: no dry way inside their cells, and no road over it.

use super::arrangement::{Arrangement, FaceIndex};
use super::faces::{label_faces, neighbours};
use super::grid::GridPoint;
use super::noding::{Segment, Separates, crossing, node};
use super::projection::Projection;
use super::tessellation::{CellIndex, Tessellation};
use super::topology::lies_east;
use crate::domain::{Passage, Territory};
use geo::LineString;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// A stretch of shore, river or road.
type Stretch = GeomWithData<Rectangle<[i64; 2]>, (GridPoint, GridPoint, Kind)>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    River,
    Shore,
    Road,
}

/// Cell number that marks water polygons in an arrangement.
const WATER: u32 = 0;

/// Rivers, shores and roads of a municipality, ready to be asked about pairs of units.
pub(super) struct Barriers {
    stretches: RTree<Stretch>,
    places: Vec<GridPoint>,
    /// Arcs around each cell, by index.
    arcs_of: Vec<Vec<usize>>,
    dry: bool,
}

impl Barriers {
    pub(super) fn new(cells: &Tessellation, territory: &Territory) -> Self {
        let plane = cells.projection();
        let mut stretches = Vec::new();
        for line in &territory.waterways {
            stretches.extend(stretches_of(line, Kind::River, plane));
        }
        for polygon in territory.water.iter().flatten() {
            for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                stretches.extend(stretches_of(ring, Kind::Shore, plane));
            }
        }
        let dry = stretches.is_empty();
        for road in territory
            .roads
            .iter()
            .filter(|road| !dry && road.passage == Passage::Road)
        {
            stretches.extend(stretches_of(&road.line, Kind::Road, plane));
        }
        let mut arcs_of = vec![Vec::new(); cells.cells()];
        for (index, arc) in cells.arcs().iter().enumerate() {
            for cell in [arc.left, arc.right].into_iter().flatten() {
                if let Some(list) = arcs_of.get_mut(cell.at()) {
                    list.push(index);
                }
            }
        }
        Self {
            stretches: RTree::bulk_load(stretches),
            places: territory
                .units
                .iter()
                .map(|unit| plane.to_grid(unit.location.0))
                .collect(),
            arcs_of,
            dry,
        }
    }

    /// True when water lies on every way between the places of `a` and `b` inside their cells, and no road crosses it.
    pub(super) fn separate(&self, cells: &Tessellation, a: CellIndex, b: CellIndex) -> bool {
        if self.dry {
            return false;
        }
        let (Some(&place_a), Some(&place_b)) = (self.places.get(a.at()), self.places.get(b.at())) else {
            return false;
        };
        let outline = self.outline(cells, a, b);
        let Some(extent) = extent(&outline) else {
            return false;
        };
        let near: Vec<(GridPoint, GridPoint, Kind)> = self
            .stretches
            .locate_in_envelope_intersecting(extent)
            .map(|found| found.data)
            .collect();
        if near.iter().all(|(_, _, kind)| *kind == Kind::Road) {
            return false;
        }
        cut_off(&outline, &near, place_a, place_b) && !crossed(&outline, &near)
    }

    /// Sides of the two cells together.
    fn outline(&self, cells: &Tessellation, a: CellIndex, b: CellIndex) -> Vec<(GridPoint, GridPoint)> {
        let around = [a, b]
            .into_iter()
            .filter_map(|cell| self.arcs_of.get(cell.at()))
            .flatten();
        around
            .filter_map(|index| cells.arcs().get(*index))
            .filter(|arc| {
                let own = |side: Option<CellIndex>| side == Some(a) || side == Some(b);
                own(arc.left) != own(arc.right)
            })
            .flat_map(|arc| arc.points.iter().copied().zip(arc.points.iter().copied().skip(1)))
            .collect()
    }
}

fn stretches_of<'a>(
    line: &'a LineString<f64>,
    kind: Kind,
    plane: &'a Projection,
) -> impl Iterator<Item = Stretch> + 'a {
    let points: Vec<GridPoint> = line.coords().map(|c| plane.to_grid(*c)).collect();
    let after: Vec<GridPoint> = points.iter().copied().skip(1).collect();
    points
        .into_iter()
        .zip(after)
        .filter(|(a, b)| a != b)
        .map(move |(a, b)| GeomWithData::new(Rectangle::from_corners([a.x, a.y], [b.x, b.y]), (a, b, kind)))
}

fn extent(outline: &[(GridPoint, GridPoint)]) -> Option<AABB<[i64; 2]>> {
    let points: Vec<[i64; 2]> = outline
        .iter()
        .flat_map(|(a, b)| [[a.x, a.y], [b.x, b.y]])
        .collect();
    (!points.is_empty()).then(|| AABB::from_points(&points))
}

/// True when rivers and shores leave no dry way between two places inside the outline.
fn cut_off(
    outline: &[(GridPoint, GridPoint)],
    near: &[(GridPoint, GridPoint, Kind)],
    from: GridPoint,
    to: GridPoint,
) -> bool {
    let boundary = |&(a, b): &(GridPoint, GridPoint)| {
        Segment::new(
            a,
            b,
            Separates {
                boundary: 1,
                ..Separates::default()
            },
        )
    };
    let mut segments: Vec<Segment> = outline.iter().map(boundary).collect();
    for &(a, b, kind) in near {
        let separates = match kind {
            Kind::Road => continue,
            // A cell on both sides marks the line as one that is not stepped over.
            Kind::River => Separates {
                cells: Some((WATER, WATER)),
                ..Separates::default()
            },
            Kind::Shore => Separates {
                cells: Some((WATER, WATER)),
                polygons: vec![(WATER, 1)],
                ..Separates::default()
            },
        };
        segments.push(Segment::new(a, b, separates));
    }
    let Ok(noded) = node(segments) else {
        return false;
    };
    let plane = Arrangement::new(noded);
    let inside: Vec<bool> = within(&plane);
    let wet: Vec<bool> = label_faces(&plane).iter().map(|face| face.covered).collect();
    let beside = neighbours(&plane);
    let (start, goal) = (plane.face_at(from), plane.face_at(to));
    if [start, goal].iter().any(|face| wet.get(face.at()) == Some(&true)) {
        // A place in the middle of a lake is a coarse coordinate: nothing can be said.
        return false;
    }
    let mut seen = vec![false; plane.faces];
    let mut stack = vec![start];
    while let Some(face) = stack.pop() {
        if face == goal {
            return false;
        }
        match seen.get_mut(face.at()) {
            Some(flag) if !*flag => *flag = true,
            _ => continue,
        }
        for &(other, index) in beside.get(face.at()).into_iter().flatten() {
            let open = plane
                .segments
                .get(index)
                .is_some_and(|s| s.separates.cells.is_none());
            if open && inside.get(other.at()) == Some(&true) {
                stack.push(other);
            }
        }
    }
    true
}

/// Faces inside the outline. Its sides come undirected, so a face is inside when an odd number of them lies outwards.
fn within(plane: &Arrangement) -> Vec<bool> {
    let beside = neighbours(plane);
    let mut parity: Vec<Option<bool>> = vec![None; plane.faces];
    if let Some(first) = parity.first_mut() {
        *first = Some(false);
    }
    let mut stack = vec![FaceIndex::UNBOUNDED];
    while let Some(face) = stack.pop() {
        let Some(here) = parity.get(face.at()).copied().flatten() else {
            continue;
        };
        for &(other, index) in beside.get(face.at()).into_iter().flatten() {
            let side = plane
                .segments
                .get(index)
                .is_some_and(|s| s.separates.boundary % 2 != 0);
            if let Some(slot @ None) = parity.get_mut(other.at()) {
                *slot = Some(here != side);
                stack.push(other);
            }
        }
    }
    parity.into_iter().map(|inside| inside == Some(true)).collect()
}

/// True when a road crosses a river or a shore inside the outline.
fn crossed(outline: &[(GridPoint, GridPoint)], near: &[(GridPoint, GridPoint, Kind)]) -> bool {
    let inside = |point| outline.iter().filter(|(a, b)| lies_east(*a, *b, point)).count() % 2 == 1;
    let roads = || near.iter().filter(|(_, _, kind)| *kind == Kind::Road);
    near.iter()
        .filter(|(_, _, kind)| *kind != Kind::Road)
        .any(|&(a, b, _)| roads().any(|&(c, d, _)| crossing((a, b), (c, d)).is_some_and(inside)))
}
