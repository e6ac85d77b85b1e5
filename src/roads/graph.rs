//! The road graph: junctions and ends as nodes, the roads between them as edges with their drawn shape.

use super::chains::{Assembled, assemble};
use super::hierarchy::Hierarchy;
use super::snap::SegmentTree;
use crate::domain::{Direction, Metres, Passage, RoadClass, RoadSegment, Seasons, Smoothness, Surface};
use geo::Coord;
use petgraph::unionfind::UnionFind;
use std::sync::OnceLock;

/// Index of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeIndex(pub u32);

/// Index of an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EdgeIndex(pub u32);

impl NodeIndex {
    /// As an index of a collection.
    #[must_use]
    pub const fn at(self) -> usize {
        self.0 as usize
    }
}

impl EdgeIndex {
    /// As an index of a collection.
    #[must_use]
    pub const fn at(self) -> usize {
        self.0 as usize
    }
}

/// What decides how fast a stretch of road is, the same along a whole edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoadKind {
    /// Class.
    pub class: RoadClass,
    /// Surface.
    pub surface: Surface,
    /// Grade of a track 1 to 5, 0 when unknown.
    pub track_grade: u8,
    /// How even it is.
    pub smoothness: Smoothness,
    /// Road, ferry, ice.
    pub passage: Passage,
    /// Seasons in which it is closed.
    pub closed: Seasons,
}

/// A stretch of road between two nodes, of one kind from end to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// Where its shape starts.
    pub tail: NodeIndex,
    /// Where its shape ends; the tail again for a loop.
    pub head: NodeIndex,
    /// Length in centimetres, the stated one where the source states it.
    pub length_cm: u32,
    /// Paved part in centimetres where the source states it.
    pub paved_cm: Option<u32>,
    /// Class, surface, grade, passage, and when it is closed.
    pub kind: RoadKind,
    /// Ways of driving relative to the shape.
    pub direction: Direction,
}

/// One way out of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::roads) struct Arc {
    pub(in crate::roads) head: NodeIndex,
    pub(in crate::roads) edge: EdgeIndex,
    /// True from the edge's tail to its head.
    pub(in crate::roads) along: bool,
}

/// A piece of the network that hangs together when one-way rules and seasons are left aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Component {
    /// Nodes in it.
    pub nodes: usize,
    /// Edges in it.
    pub edges: usize,
    /// Length of its roads.
    pub length: Metres,
}

/// The network of roads, whatever the vehicle and the season.
///
/// Nodes are the places where roads meet, end, or change their kind; the vertices between are kept as the shape of the
/// edge. Arcs stand in compressed rows: O(nodes + edges + vertices) memory.
#[derive(Debug)]
pub struct RoadGraph {
    nodes: Vec<Coord<f64>>,
    edges: Vec<Edge>,
    /// Indexed by edge, one longer: where its vertices start in `vertices`.
    shape_start: Vec<u32>,
    vertices: Vec<Coord<f64>>,
    /// Indexed by node, one longer: where its arcs start in `arcs`.
    arc_start: Vec<u32>,
    arcs: Vec<Arc>,
    hierarchy: OnceLock<Hierarchy>,
    segments: OnceLock<SegmentTree>,
}

impl RoadGraph {
    /// Makes the graph of `segments`, which meet where they share a vertex of equal coordinates to 1e-7 degrees, or where
    /// a dangling end lies within [`super::JOIN_TOLERANCE_M`] of a vertex of another segment.
    ///
    /// Chains of equal kind through vertices of no importance become one edge. Segments without two distinct vertices
    /// are left out. The same segments in the same order give the same graph.
    #[must_use]
    pub fn build(segments: &[RoadSegment]) -> Self {
        let Assembled {
            nodes,
            edges,
            shape_start,
            vertices,
        } = assemble(segments);
        let (arc_start, arcs) = compress(nodes.len(), &edges);
        Self {
            nodes,
            edges,
            shape_start,
            vertices,
            arc_start,
            arcs,
            hierarchy: OnceLock::new(),
            segments: OnceLock::new(),
        }
    }

    /// Where the nodes are, WGS84 degrees; indexed by node.
    #[must_use]
    pub fn nodes(&self) -> &[Coord<f64>] {
        &self.nodes
    }

    /// The edges; indexed by edge.
    #[must_use]
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The vertices of an edge from its tail to its head, both included.
    #[must_use]
    pub fn shape(&self, edge: EdgeIndex) -> &[Coord<f64>] {
        let start = self.shape_start[edge.at()] as usize;
        let end = self.shape_start[edge.at() + 1] as usize;
        &self.vertices[start..end]
    }

    /// Length of all roads.
    #[must_use]
    pub fn length(&self) -> Metres {
        let total_cm: u64 = self.edges.iter().map(|edge| u64::from(edge.length_cm)).sum();
        Metres((total_cm / 100) as i64)
    }

    /// The components, longest first.
    #[must_use]
    pub fn components(&self) -> Vec<Component> {
        let mut sets = UnionFind::<u32>::new(self.nodes.len());
        for edge in &self.edges {
            sets.union(edge.tail.0, edge.head.0);
        }
        let labels = sets.into_labeling();
        let mut found = vec![(0_usize, 0_usize, 0_u64); self.nodes.len()];
        for &label in &labels {
            found[label as usize].0 += 1;
        }
        for edge in &self.edges {
            let entry = &mut found[labels[edge.tail.at()] as usize];
            entry.1 += 1;
            entry.2 += u64::from(edge.length_cm);
        }
        let mut components: Vec<_> = found
            .into_iter()
            .filter(|&(nodes, _, _)| nodes > 0)
            .map(|(nodes, edges, cm)| Component {
                nodes,
                edges,
                length: Metres((cm / 100) as i64),
            })
            .collect();
        components.sort_by_key(|component| std::cmp::Reverse((component.length, component.nodes)));
        components
    }

    /// The arcs out of a node, each edge once from either end, whether or not it may be driven that way.
    pub(in crate::roads) fn arcs(&self, node: NodeIndex) -> &[Arc] {
        let start = self.arc_start[node.at()] as usize;
        let end = self.arc_start[node.at() + 1] as usize;
        &self.arcs[start..end]
    }

    /// The hierarchy over the nodes, prepared at first use: it serves every vehicle and season.
    pub(in crate::roads) fn hierarchy(&self) -> &Hierarchy {
        self.hierarchy.get_or_init(|| {
            let ends: Vec<_> = self.edges.iter().map(|edge| (edge.tail.0, edge.head.0)).collect();
            Hierarchy::new(&self.nodes, &ends)
        })
    }

    /// The tree of shape segments for snapping, made at first use.
    pub(in crate::roads) fn segment_tree(&self) -> &SegmentTree {
        self.segments.get_or_init(|| SegmentTree::new(self))
    }
}

fn compress(node_count: usize, edges: &[Edge]) -> (Vec<u32>, Vec<Arc>) {
    let mut start = vec![0_u32; node_count + 1];
    for edge in edges {
        start[edge.tail.at() + 1] += 1;
        start[edge.head.at() + 1] += 1;
    }
    for node in 0..node_count {
        start[node + 1] += start[node];
    }
    let mut next = start.clone();
    let blank = Arc {
        head: NodeIndex(0),
        edge: EdgeIndex(0),
        along: true,
    };
    let mut arcs = vec![blank; edges.len() * 2];
    for (index, edge) in edges.iter().enumerate() {
        let index = EdgeIndex(index as u32);
        for (from, head, along) in [(edge.tail, edge.head, true), (edge.head, edge.tail, false)] {
            let place = &mut next[from.at()];
            arcs[*place as usize] = Arc {
                head,
                edge: index,
                along,
            };
            *place += 1;
        }
    }
    (start, arcs)
}
