//! Pieces of cells: those in which no generator of their cell lies are given to a neighbour.

use super::arrangement::{Arrangement, FaceIndex};
use super::faces::{Face, neighbours};
use super::grid::GridPoint;
use super::voronoi::Generator;
use rstar::RTree;
use rstar::primitives::Line;
use std::collections::{BTreeMap, BTreeSet};

/// Faces of one cell that hang together.
struct Piece {
    faces: Vec<usize>,
    cell: Option<u32>,
    anchored: bool,
    doubled_area: i128,
}

/// Gives each piece without an anchor to the anchored neighbour with the longest common border, outwards from the
/// anchored pieces; parts of the territory without any anchor go whole to the cell of the nearest generator.
///
/// A piece is anchored by a generator of its cell inside it or by a given polygon of its cell; the largest piece of a
/// cell that has no such piece is anchored too.
pub(super) fn gather_pieces(plane: &Arrangement, faces: &mut [Face], generators: &[Generator]) {
    let beside = neighbours(plane);
    let (mut pieces, piece_of) = find_pieces(&beside, faces);
    anchor(plane, faces, generators, &mut pieces, &piece_of);
    let borders = piece_borders(plane, &piece_of, pieces.len());
    loop {
        let moves: Vec<(usize, u32)> = (0..pieces.len())
            .filter_map(|index| Some((index, best_neighbour(&pieces, borders.get(index)?, index)?)))
            .collect();
        if moves.is_empty() {
            break;
        }
        for (index, cell) in moves {
            if let Some(piece) = pieces.get_mut(index) {
                piece.cell = Some(cell);
                piece.anchored = true;
            }
        }
    }
    settle_lone_parts(plane, &mut pieces, &borders, &piece_of, generators);
    for piece in &pieces {
        for face in &piece.faces {
            if let Some(face) = faces.get_mut(*face) {
                face.cell = piece.cell;
            }
        }
    }
}

/// Pieces, and the piece of each face (none outside).
fn find_pieces(beside: &[Vec<(FaceIndex, usize)>], faces: &[Face]) -> (Vec<Piece>, Vec<Option<usize>>) {
    let mut piece_of: Vec<Option<usize>> = vec![None; faces.len()];
    let mut pieces = Vec::new();
    for (start, face) in faces.iter().enumerate() {
        if !face.inside || piece_of.get(start).is_none_or(Option::is_some) {
            continue;
        }
        let mut piece = Piece {
            faces: Vec::new(),
            cell: face.cell,
            anchored: false,
            doubled_area: 0,
        };
        let mut stack = vec![start];
        while let Some(at) = stack.pop() {
            let (Some(slot @ None), Some(face)) = (piece_of.get_mut(at), faces.get(at)) else {
                continue;
            };
            *slot = Some(pieces.len());
            piece.faces.push(at);
            piece.doubled_area += face.doubled_area;
            piece.anchored |= face.covered;
            stack.extend(
                beside
                    .get(at)
                    .into_iter()
                    .flatten()
                    .map(|(other, _)| other.at())
                    .filter(|other| {
                        faces
                            .get(*other)
                            .is_some_and(|other| other.inside && other.cell == piece.cell)
                    }),
            );
        }
        pieces.push(piece);
    }
    (pieces, piece_of)
}

fn anchor(
    plane: &Arrangement,
    faces: &[Face],
    generators: &[Generator],
    pieces: &mut [Piece],
    piece_of: &[Option<usize>],
) {
    for generator in generators {
        let face = plane.face_at(generator.point).at();
        if faces
            .get(face)
            .is_some_and(|face| face.cell == Some(generator.cell))
            && let Some(piece) = piece_of
                .get(face)
                .copied()
                .flatten()
                .and_then(|p| pieces.get_mut(p))
        {
            piece.anchored = true;
        }
    }
    let mut largest: BTreeMap<u32, (bool, i128, usize)> = BTreeMap::new();
    for (index, piece) in pieces.iter().enumerate() {
        let Some(cell) = piece.cell else {
            continue;
        };
        let best = largest
            .entry(cell)
            .or_insert((piece.anchored, piece.doubled_area, index));
        *best = (*best).max((piece.anchored, piece.doubled_area, index));
    }
    for (_, _, index) in largest.into_values() {
        if let Some(piece) = pieces.get_mut(index) {
            piece.anchored = true;
        }
    }
}

/// Length of the border with each other piece, by piece.
fn piece_borders(
    plane: &Arrangement,
    piece_of: &[Option<usize>],
    pieces: usize,
) -> Vec<BTreeMap<usize, f64>> {
    let mut borders = vec![BTreeMap::new(); pieces];
    for (index, segment) in plane.segments.iter().enumerate() {
        let (left, right) = plane.sides(index);
        let piece = |face: FaceIndex| piece_of.get(face.at()).copied().flatten();
        let (Some(left), Some(right)) = (piece(left), piece(right)) else {
            continue;
        };
        if left == right {
            continue;
        }
        let length = segment.a.distance_m(segment.b);
        for (own, other) in [(left, right), (right, left)] {
            if let Some(map) = borders.get_mut(own) {
                *map.entry(other).or_insert(0.0) += length;
            }
        }
    }
    borders
}

/// The anchored cell with the longest border, for a piece without an anchor.
fn best_neighbour(pieces: &[Piece], borders: &BTreeMap<usize, f64>, index: usize) -> Option<u32> {
    if pieces.get(index)?.anchored {
        return None;
    }
    let mut by_cell: BTreeMap<u32, f64> = BTreeMap::new();
    for (other, length) in borders {
        if let Some(cell) = pieces
            .get(*other)
            .filter(|other| other.anchored)
            .and_then(|other| other.cell)
        {
            *by_cell.entry(cell).or_default() += length;
        }
    }
    by_cell
        .into_iter()
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
        .map(|(cell, _)| cell)
}

/// Parts of the territory without any anchor: each goes whole to the cell of the generator nearest to its outline.
fn settle_lone_parts(
    plane: &Arrangement,
    pieces: &mut [Piece],
    borders: &[BTreeMap<usize, f64>],
    piece_of: &[Option<usize>],
    generators: &[Generator],
) {
    let mut part_of: Vec<Option<usize>> = vec![None; pieces.len()];
    let mut parts = 0;
    for start in 0..pieces.len() {
        let mut stack = vec![start];
        let mut found = false;
        while let Some(at) = stack.pop() {
            let lone = pieces.get(at).is_some_and(|piece| !piece.anchored);
            if let Some(slot @ None) = part_of.get_mut(at).filter(|_| lone) {
                *slot = Some(parts);
                found = true;
                stack.extend(borders.get(at).into_iter().flat_map(BTreeMap::keys));
            }
        }
        parts += usize::from(found);
    }
    let nearest = (0..parts).map(|part| {
        let in_part = |p: usize| part_of.get(p).copied().flatten() == Some(part);
        let cells: BTreeSet<u32> = pieces
            .iter()
            .enumerate()
            .filter(|(p, _)| in_part(*p))
            .filter_map(|(_, piece)| piece.cell)
            .collect();
        nearest_cell(&outline_tree(plane, piece_of, in_part), &cells, generators)
    });
    let nearest: Vec<Option<u32>> = nearest.collect();
    for (piece, part) in pieces.iter_mut().zip(part_of) {
        if let Some(cell) = part.and_then(|part| nearest.get(part).copied().flatten()) {
            piece.cell = Some(cell);
        }
    }
}

/// The segments around the pieces of one part.
fn outline_tree(
    plane: &Arrangement,
    piece_of: &[Option<usize>],
    in_part: impl Fn(usize) -> bool,
) -> RTree<Line<[f64; 2]>> {
    let inside = |face: FaceIndex| piece_of.get(face.at()).copied().flatten().is_some_and(&in_part);
    let lines = plane.segments.iter().enumerate().filter_map(|(index, segment)| {
        let (left, right) = plane.sides(index);
        let flat = |p: GridPoint| [p.x as f64, p.y as f64];
        (inside(left) != inside(right)).then(|| Line::new(flat(segment.a), flat(segment.b)))
    });
    RTree::bulk_load(lines.collect())
}

/// The cell, of those given, with the generator nearest to the outline.
fn nearest_cell(
    outline: &RTree<Line<[f64; 2]>>,
    cells: &BTreeSet<u32>,
    generators: &[Generator],
) -> Option<u32> {
    generators
        .iter()
        .filter(|generator| cells.contains(&generator.cell))
        .filter_map(|generator| {
            let point = [generator.point.x as f64, generator.point.y as f64];
            let (_, distance) = outline.nearest_neighbor_iter_with_distance_2(point).next()?;
            Some((distance, generator.cell))
        })
        .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))
        .map(|(_, cell)| cell)
}
