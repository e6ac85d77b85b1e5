//! Which cell each face of the arrangement belongs to, by winding numbers and Voronoi borders.

use super::arrangement::{Arrangement, FaceIndex};
use super::grid::GridPoint;
use std::collections::VecDeque;

/// A face with what is known of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Face {
    /// Twice its area, square grid steps.
    pub(super) doubled_area: i128,
    /// Inside the boundary.
    pub(super) inside: bool,
    /// Covered by a given polygon.
    pub(super) covered: bool,
    /// Cells whose polygons cover it, ascending.
    pub(super) covers: Vec<u32>,
    /// Its cell.
    pub(super) cell: Option<u32>,
}

/// Winding number of the boundary, and of each polygon by cell.
type Winding = (i32, Vec<(u32, i32)>);

/// For each face, the segments around it that have another face on the other side.
pub(super) fn neighbours(plane: &Arrangement) -> Vec<Vec<(FaceIndex, usize)>> {
    let mut beside = vec![Vec::new(); plane.faces];
    for index in 0..plane.segments.len() {
        let (left, right) = plane.sides(index);
        if left == right {
            continue;
        }
        for (own, other) in [(left, right), (right, left)] {
            if let Some(list) = beside.get_mut(own.at()) {
                list.push((other, index));
            }
        }
    }
    beside
}

/// Labels every face: inside or not and covered by what, from winding numbers counted inwards from the unbounded face;
/// the nearest generator's cell, from the Voronoi borders around the face or, where it has none, across its borders.
pub(super) fn label_faces(plane: &Arrangement) -> Vec<Face> {
    let beside = neighbours(plane);
    let mut faces = vec![Face::default(); plane.faces];
    measure(plane, &mut faces);
    wind(plane, &beside, &mut faces);
    let nearest = nearest_cells(plane, &beside);
    for (face, nearest) in faces.iter_mut().zip(nearest) {
        face.covered = !face.covers.is_empty();
        face.cell = face.covers.first().copied().or(nearest);
    }
    faces
}

/// Areas of the bounded faces, islands taken off.
fn measure(plane: &Arrangement, faces: &mut [Face]) {
    let origin = GridPoint { x: 0, y: 0 };
    for (index, segment) in plane.segments.iter().enumerate() {
        let (left, right) = plane.sides(index);
        let part = super::grid::cross(origin, segment.a, segment.b);
        if let Some(face) = faces.get_mut(left.at()) {
            face.doubled_area += part;
        }
        if let Some(face) = faces.get_mut(right.at()) {
            face.doubled_area -= part;
        }
    }
}

/// Winding numbers of the boundary and of the polygons, face by face from the unbounded one.
fn wind(plane: &Arrangement, beside: &[Vec<(FaceIndex, usize)>], faces: &mut [Face]) {
    let mut windings: Vec<Option<Winding>> = vec![None; faces.len()];
    if let Some(first) = windings.first_mut() {
        *first = Some((0, Vec::new()));
    }
    let mut queue = VecDeque::from([FaceIndex::UNBOUNDED]);
    while let Some(face) = queue.pop_front() {
        let Some((boundary, covers)) = windings.get(face.at()).cloned().flatten() else {
            continue;
        };
        for &(other, index) in beside.get(face.at()).into_iter().flatten() {
            let (Some(slot @ None), Some(segment)) =
                (windings.get_mut(other.at()), plane.segments.get(index))
            else {
                continue;
            };
            let sign = if plane.sides(index).0 == other { 1 } else { -1 };
            let mut covers = covers.clone();
            for &(cell, change) in &segment.separates.polygons {
                match covers.iter_mut().find(|(known, _)| *known == cell) {
                    Some((_, count)) => *count += sign * change,
                    None => covers.push((cell, sign * change)),
                }
            }
            *slot = Some((boundary + sign * segment.separates.boundary, covers));
            queue.push_back(other);
        }
    }
    for (face, winding) in faces.iter_mut().zip(windings) {
        let (boundary, covers) = winding.unwrap_or_default();
        face.inside = boundary != 0;
        face.covers = covers
            .into_iter()
            .filter(|(_, count)| *count != 0)
            .map(|(cell, _)| cell)
            .collect();
        face.covers.sort_unstable();
    }
}

/// The cell of the nearest generator, for each bounded face.
fn nearest_cells(plane: &Arrangement, beside: &[Vec<(FaceIndex, usize)>]) -> Vec<Option<u32>> {
    // Rounding can give a thin face two opinions: the longer border wins.
    let mut votes: Vec<Vec<(u32, f64)>> = vec![Vec::new(); plane.faces];
    for (index, segment) in plane.segments.iter().enumerate() {
        let Some((left_cell, right_cell)) = segment.separates.cells else {
            continue;
        };
        let length = segment.a.distance_m(segment.b);
        let (left, right) = plane.sides(index);
        for (face, cell) in [(left, left_cell), (right, right_cell)] {
            let Some(list) = votes.get_mut(face.at()).filter(|_| face != FaceIndex::UNBOUNDED) else {
                continue;
            };
            match list.iter_mut().find(|(known, _)| *known == cell) {
                Some((_, sum)) => *sum += length,
                None => list.push((cell, length)),
            }
        }
    }
    let mut cells: Vec<Option<u32>> = votes
        .into_iter()
        .map(|list| {
            list.into_iter()
                .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
                .map(|(cell, _)| cell)
        })
        .collect();
    // No Voronoi border lies between a face without opinion and its neighbours: they have the same nearest generator.
    let mut queue: VecDeque<usize> = (0..cells.len())
        .filter(|f| cells.get(*f).is_some_and(Option::is_some))
        .collect();
    while let Some(face) = queue.pop_front() {
        let known = cells.get(face).copied().flatten();
        for &(other, index) in beside.get(face).into_iter().flatten() {
            let open = plane
                .segments
                .get(index)
                .is_some_and(|s| s.separates.cells.is_none());
            if let Some(slot @ None) = cells
                .get_mut(other.at())
                .filter(|_| open && other != FaceIndex::UNBOUNDED)
            {
                *slot = known;
                queue.push_back(other.at());
            }
        }
    }
    cells
}
