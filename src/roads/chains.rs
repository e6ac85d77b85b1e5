//! From road segments to nodes and edges: vertices are matched, loose ends joined, chains of equal kind merged.

use super::graph::{Edge, NodeIndex, RoadKind};
use crate::domain::{Direction, RoadSegment};
use geo::{Coord, Distance, Geodesic, Point};
use petgraph::unionfind::UnionFind;
use std::collections::HashMap;

/// A dangling end joins the nearest vertex of another segment within this distance, in metres: sources cut and round
/// their lines, and no two separate roads end that close. Test: `a_loose_end_joins_a_vertex_within_the_tolerance`.
pub const JOIN_TOLERANCE_M: f64 = 1.0;

/// Steps to a degree by which coordinates count as equal: 1e-7 degrees, a centimetre.
const STEPS_PER_DEGREE: f64 = 1e7;

/// Side of a cell of the grid that finds vertices near a loose end, in those steps; over one metre up to 77° of latitude.
const CELL_STEPS: i32 = 500;

/// What the graph is made of.
pub(super) struct Assembled {
    pub(super) nodes: Vec<Coord<f64>>,
    pub(super) edges: Vec<Edge>,
    pub(super) shape_start: Vec<u32>,
    pub(super) vertices: Vec<Coord<f64>>,
}

/// The stretch between two neighbouring vertices of one segment.
#[derive(Clone, Copy)]
struct Piece {
    ends: [u32; 2],
    segment: u32,
    length_m: f64,
    paved_m: Option<f64>,
}

struct Pieces<'s> {
    segments: &'s [RoadSegment],
    coords: Vec<Coord<f64>>,
    pieces: Vec<Piece>,
    /// Indexed by vertex: the pieces that touch it, with which of their ends.
    incident: Vec<Vec<(u32, u8)>>,
}

/// Turns segments into nodes and edges.
pub(super) fn assemble(segments: &[RoadSegment]) -> Assembled {
    let mut pieces = Pieces::cut(segments);
    pieces.join_loose_ends();
    pieces.merge_chains()
}

fn kind(segment: &RoadSegment) -> RoadKind {
    RoadKind {
        class: segment.class,
        surface: segment.surface,
        track_grade: segment.track_grade,
        smoothness: segment.smoothness,
        closed: segment.closed,
        passage: segment.passage,
    }
}

fn reversed(direction: Direction) -> Direction {
    match direction {
        Direction::Both => Direction::Both,
        Direction::Forward => Direction::Backward,
        Direction::Backward => Direction::Forward,
    }
}

fn steps(coord: Coord<f64>) -> (i32, i32) {
    let step = |degrees: f64| (degrees * STEPS_PER_DEGREE).round() as i32;
    (step(coord.x), step(coord.y))
}

fn metres_between(a: Coord<f64>, b: Coord<f64>) -> f64 {
    Geodesic.distance(Point(a), Point(b))
}

impl<'s> Pieces<'s> {
    fn cut(segments: &'s [RoadSegment]) -> Self {
        let mut vertex_of: HashMap<(i32, i32), u32> = HashMap::new();
        let mut coords: Vec<Coord<f64>> = Vec::new();
        let mut pieces = Vec::new();
        for (index, segment) in segments.iter().enumerate() {
            let first_piece = pieces.len();
            let mut previous = None;
            for &coord in &segment.line.0 {
                let next_vertex = coords.len() as u32;
                let vertex = *vertex_of.entry(steps(coord)).or_insert_with(|| {
                    coords.push(coord);
                    next_vertex
                });
                if let Some(from) = previous.filter(|&from| from != vertex) {
                    pieces.push(Piece {
                        ends: [from, vertex],
                        segment: index as u32,
                        length_m: metres_between(coords[from as usize], coords[vertex as usize]),
                        paved_m: None,
                    });
                }
                previous = Some(vertex);
            }
            spread_stated_lengths(segment, &mut pieces[first_piece..]);
        }
        let incident = Vec::new();
        let mut cut = Self {
            segments,
            coords,
            pieces,
            incident,
        };
        cut.index_incidence();
        cut
    }

    fn index_incidence(&mut self) {
        self.incident = vec![Vec::new(); self.coords.len()];
        for (index, piece) in self.pieces.iter().enumerate() {
            for end in 0..2_u8 {
                self.incident[piece.ends[usize::from(end)] as usize].push((index as u32, end));
            }
        }
    }

    /// Moves each dangling end onto the nearest vertex within the tolerance that is not on its own piece.
    fn join_loose_ends(&mut self) {
        let cell = |coord: Coord<f64>| {
            let (x, y) = steps(coord);
            (x.div_euclid(CELL_STEPS), y.div_euclid(CELL_STEPS))
        };
        let mut cells: HashMap<(i32, i32), Vec<u32>> = HashMap::new();
        for (vertex, &coord) in self.coords.iter().enumerate() {
            cells.entry(cell(coord)).or_default().push(vertex as u32);
        }
        let mut sets = UnionFind::<u32>::new(self.coords.len());
        let mut joined = false;
        for (vertex, &coord) in self.coords.iter().enumerate() {
            let [(piece, end)] = self.incident[vertex][..] else {
                continue;
            };
            let other_end = self.pieces[piece as usize].ends[usize::from(1 - end)];
            let (x, y) = cell(coord);
            let around = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (x + dx, y + dy)));
            let near = around
                .filter_map(|key| cells.get(&key))
                .flatten()
                .filter(|&&other| other != vertex as u32 && other != other_end)
                .map(|&other| (metres_between(coord, self.coords[other as usize]), other))
                .filter(|&(distance_m, _)| distance_m <= JOIN_TOLERANCE_M)
                .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            if let Some((_, other)) = near {
                joined |= sets.union(vertex as u32, other);
            }
        }
        if joined {
            for piece in &mut self.pieces {
                piece.ends = piece.ends.map(|vertex| sets.find(vertex));
            }
            self.pieces.retain(|piece| piece.ends[0] != piece.ends[1]);
            self.index_incidence();
        }
    }

    /// The direction of a piece seen when it is travelled away from its end `end`.
    fn direction_from(&self, piece: u32, end: u8) -> Direction {
        let direction = self.segments[self.pieces[piece as usize].segment as usize].direction;
        if end == 0 { direction } else { reversed(direction) }
    }

    /// The piece and its near end by which a chain that comes in over `piece` at its end `end` goes on through the
    /// vertex there; `None` where a node has to be.
    fn next_in_chain(&self, piece: u32, end: u8) -> Option<(u32, u8)> {
        let vertex = self.pieces[piece as usize].ends[usize::from(end)];
        let next = match self.incident[vertex as usize][..] {
            [a, b] if a == (piece, end) => b,
            [a, b] if b == (piece, end) => a,
            _ => return None,
        };
        let (here, there) = (&self.pieces[piece as usize], &self.pieces[next.0 as usize]);
        let (road, road_on) = (
            &self.segments[here.segment as usize],
            &self.segments[there.segment as usize],
        );
        let same_road = here.segment == there.segment
            || (kind(road) == kind(road_on) && here.paved_m.is_none() && there.paved_m.is_none());
        let same_way = reversed(self.direction_from(piece, end)) == self.direction_from(next.0, next.1);
        (same_road && same_way && next.0 != piece).then_some(next)
    }

    fn is_node(&self, vertex: usize) -> bool {
        match self.incident[vertex][..] {
            [] => false,
            [(piece, end), _] => self.next_in_chain(piece, end).is_none(),
            _ => true,
        }
    }

    fn merge_chains(&self) -> Assembled {
        let mut is_node: Vec<bool> = (0..self.coords.len())
            .map(|vertex| self.is_node(vertex))
            .collect();
        let mut used = vec![false; self.pieces.len()];
        let mut out = Assembled {
            nodes: Vec::new(),
            edges: Vec::new(),
            shape_start: vec![0],
            vertices: Vec::new(),
        };
        let mut node_of: HashMap<u32, NodeIndex> = HashMap::new();
        for vertex in 0..self.coords.len() {
            if is_node[vertex] {
                for &(piece, end) in &self.incident[vertex] {
                    self.walk(piece, end, &is_node, &mut used, &mut node_of, &mut out);
                }
            }
        }
        // What is left are rings without a junction: each gets a node at its first vertex.
        for vertex in 0..self.coords.len() {
            if let Some(&(piece, end)) = self.incident[vertex].first()
                && !used[piece as usize]
            {
                is_node[vertex] = true;
                self.walk(piece, end, &is_node, &mut used, &mut node_of, &mut out);
            }
        }
        out
    }

    /// Follows a chain away from the end `end` of `piece` to the next node and adds it as an edge.
    fn walk(
        &self,
        piece: u32,
        end: u8,
        is_node: &[bool],
        used: &mut [bool],
        node_of: &mut HashMap<u32, NodeIndex>,
        out: &mut Assembled,
    ) {
        if used[piece as usize] {
            return;
        }
        let first = &self.pieces[piece as usize];
        let tail = node_at(first.ends[usize::from(end)], &self.coords, node_of, out);
        out.vertices
            .push(self.coords[first.ends[usize::from(end)] as usize]);
        let (mut length_m, mut paved_m) = (0.0, None);
        let (mut piece_now, mut near) = (piece, end);
        let head = loop {
            used[piece_now as usize] = true;
            let here = &self.pieces[piece_now as usize];
            length_m += here.length_m;
            paved_m = here.paved_m.map(|part_m| part_m + paved_m.unwrap_or(0.0));
            let far = here.ends[usize::from(1 - near)];
            out.vertices.push(self.coords[far as usize]);
            match self.next_in_chain(piece_now, 1 - near) {
                Some(next) if !is_node[far as usize] => (piece_now, near) = next,
                _ => break node_at(far, &self.coords, node_of, out),
            }
        };
        out.shape_start.push(out.vertices.len() as u32);
        out.edges.push(Edge {
            tail,
            head,
            length_cm: centimetres(length_m),
            paved_cm: paved_m.map(centimetres),
            kind: kind(&self.segments[first.segment as usize]),
            direction: self.direction_from(piece, end),
        });
    }
}

fn node_at(
    vertex: u32,
    coords: &[Coord<f64>],
    node_of: &mut HashMap<u32, NodeIndex>,
    out: &mut Assembled,
) -> NodeIndex {
    *node_of.entry(vertex).or_insert_with(|| {
        out.nodes.push(coords[vertex as usize]);
        NodeIndex(out.nodes.len() as u32 - 1)
    })
}

fn centimetres(metres: f64) -> u32 {
    (metres * 100.0).round() as u32
}

/// Scales drawn lengths to the stated one and spreads the paved part over them.
fn spread_stated_lengths(segment: &RoadSegment, pieces: &mut [Piece]) {
    let drawn_m: f64 = pieces.iter().map(|piece| piece.length_m).sum();
    if drawn_m <= 0.0 {
        return;
    }
    let length_m = segment
        .stated_length
        .map_or(drawn_m, |stated| stated.get().max(0) as f64);
    let paved_m = segment
        .paved_length
        .map(|paved| (paved.get().max(0) as f64).min(length_m));
    for piece in pieces {
        let share = piece.length_m / drawn_m;
        piece.length_m = length_m * share;
        piece.paved_m = paved_m.map(|paved_m| paved_m * share);
    }
}
