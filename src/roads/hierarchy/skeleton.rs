//! The hierarchy without costs: elimination tree and arcs to ancestors.

use super::order::nested_dissection;
use geo::Coord;

const NONE: u32 = u32::MAX;

/// A network prepared for any costs. Nodes inside are named by rank, the place in the order of elimination.
#[derive(Debug)]
pub struct Hierarchy {
    /// Indexed by node: its rank.
    pub(super) rank: Vec<u32>,
    /// Indexed by rank: the parent in the elimination tree, its own rank for a root.
    pub(super) parent: Vec<u32>,
    /// Indexed by rank: nodes above it in the tree.
    pub(super) depth: Vec<u32>,
    /// Indexed by rank, one longer: where its arcs to ancestors start.
    pub(super) first: Vec<u32>,
    /// Indexed by arc: depth of the ancestor it leads to. An arc's ancestor is known by its depth, as a node has one
    /// ancestor at each. Within a node the deepest comes first.
    pub(super) head_depth: Vec<u32>,
    /// Indexed by rank, one longer: where the arcs that lead to it start in `below`.
    pub(super) first_below: Vec<u32>,
    /// Arcs from below, with the end of the arcs of the node that each comes from.
    pub(super) below: Vec<(u32, u32)>,
    /// Indexed by edge of the network: its arc, and whether its tail is the lower end; `None` for a loop.
    pub(super) arc_of_edge: Vec<Option<(u32, bool)>>,
}

impl Hierarchy {
    /// Prepares a network: `coords` are indexed by node, `edges` are pairs of nodes. Loops and parallel edges may occur.
    ///
    /// Takes O(n log n) flow steps for a planar-like network; the result depends on the arguments alone.
    #[must_use]
    pub fn new(coords: &[Coord<f64>], edges: &[(u32, u32)]) -> Self {
        let rank = nested_dissection(coords, edges);
        let (first, heads) = eliminate(&rank, edges);
        let n = rank.len();
        let parent: Vec<u32> = (0..n)
            .map(|node| {
                heads[first[node] as usize..first[node + 1] as usize]
                    .first()
                    .map_or(node as u32, |&up| up)
            })
            .collect();
        let mut depth = vec![0; n];
        for node in (0..n).rev() {
            let up = parent[node] as usize;
            if up != node {
                depth[node] = depth[up] + 1;
            }
        }
        let (first_below, below) = turn_round(&first, &heads);
        let arc_of_edge = edges
            .iter()
            .map(|&(tail, head)| {
                let (tail, head) = (rank[tail as usize], rank[head as usize]);
                let low = tail.min(head) as usize;
                let arcs = &heads[first[low] as usize..first[low + 1] as usize];
                let position = arcs.binary_search(&tail.max(head)).ok()?;
                Some((first[low] + position as u32, tail < head))
            })
            .collect();
        let head_depth = heads.iter().map(|&head| depth[head as usize]).collect();
        Self {
            rank,
            parent,
            depth,
            first,
            head_depth,
            first_below,
            below,
            arc_of_edge,
        }
    }

    /// Nodes of the network.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.rank.len()
    }

    /// Arcs of the hierarchy.
    #[must_use]
    pub fn arc_count(&self) -> usize {
        self.head_depth.len()
    }

    /// Nodes on the longest way up the elimination tree: the longest label.
    #[must_use]
    pub fn height(&self) -> usize {
        self.depth.iter().max().map_or(0, |&depth| depth as usize + 1)
    }

    /// Lower triangles, the steps of a customisation.
    #[must_use]
    pub fn triangle_count(&self) -> u64 {
        let degrees = self.first.windows(2).map(|pair| u64::from(pair[1] - pair[0]));
        degrees.map(|degree| degree * degree.saturating_sub(1) / 2).sum()
    }

    /// Bytes that the hierarchy holds, a metric left aside.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let words = self.rank.len() * 5 + self.head_depth.len() * 3;
        words * size_of::<u32>() + self.arc_of_edge.len() * size_of::<Option<(u32, bool)>>()
    }
}

/// Symbolic elimination: the later neighbours of each node, its own and those that its children pass on, in order.
fn eliminate(rank: &[u32], edges: &[(u32, u32)]) -> (Vec<u32>, Vec<u32>) {
    let n = rank.len();
    let mut pairs: Vec<(u32, u32)> = edges
        .iter()
        .map(|&(a, b)| (rank[a as usize], rank[b as usize]))
        .filter(|(a, b)| a != b)
        .map(|(a, b)| (a.min(b), a.max(b)))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut own = pairs.into_iter().peekable();
    let mut first: Vec<u32> = Vec::with_capacity(n + 1);
    let mut heads: Vec<u32> = Vec::with_capacity(edges.len() * 3);
    let mut found: Vec<u32> = Vec::new();
    let mut seen_by = vec![NONE; n];
    // Children as chains: the latest child of a node, and the child before each.
    let mut last_child = vec![NONE; n];
    let mut child_before = vec![NONE; n];
    first.push(0);
    for node in 0..n as u32 {
        found.clear();
        seen_by[node as usize] = node;
        let mut add = |head: u32, found: &mut Vec<u32>| {
            if seen_by[head as usize] != node {
                seen_by[head as usize] = node;
                found.push(head);
            }
        };
        while let Some((_, head)) = own.next_if(|&(low, _)| low == node) {
            add(head, &mut found);
        }
        let mut child = last_child[node as usize];
        while child != NONE {
            for &head in &heads[first[child as usize] as usize..first[child as usize + 1] as usize] {
                add(head, &mut found);
            }
            child = child_before[child as usize];
        }
        found.sort_unstable();
        if let Some(&parent) = found.first() {
            child_before[node as usize] = last_child[parent as usize];
            last_child[parent as usize] = node;
        }
        heads.extend_from_slice(&found);
        first.push(heads.len() as u32);
    }
    heads.shrink_to_fit();
    (first, heads)
}

/// For each node the arcs that lead to it, each with the end of its own node's arcs.
fn turn_round(first: &[u32], heads: &[u32]) -> (Vec<u32>, Vec<(u32, u32)>) {
    let mut first_below = vec![0_u32; first.len()];
    for &head in heads {
        first_below[head as usize + 1] += 1;
    }
    for node in 1..first_below.len() {
        first_below[node] += first_below[node - 1];
    }
    let mut next = first_below.clone();
    let mut below = vec![(0, 0); heads.len()];
    for pair in first.windows(2) {
        for arc in pair[0]..pair[1] {
            let place = &mut next[heads[arc as usize] as usize];
            below[*place as usize] = (arc, pair[1]);
            *place += 1;
        }
    }
    (first_below, below)
}

#[cfg(test)]
mod tests {
    use super::Hierarchy;
    use geo::Coord;

    #[test]
    fn a_chain_needs_a_tree_of_logarithmic_height() {
        let coords: Vec<_> = (0..1024)
            .map(|x| Coord {
                x: f64::from(x) * 0.01,
                y: 58.0,
            })
            .collect();
        let edges: Vec<_> = (0..1023).map(|node| (node, node + 1)).collect();
        let hierarchy = Hierarchy::new(&coords, &edges);
        assert!(hierarchy.height() < 45, "{}", hierarchy.height());
        assert_eq!(hierarchy.node_count(), 1024);
    }

    #[test]
    fn arcs_lead_to_ancestors_deepest_first() {
        let coords: Vec<_> = (0..100)
            .map(|i| Coord {
                x: f64::from(i % 10),
                y: f64::from(i / 10),
            })
            .collect();
        let across = (0..100).filter(|i| i % 10 < 9).map(|i| (i, i + 1));
        let down = (0..90).map(|i| (i, i + 10));
        let edges: Vec<_> = across.chain(down).collect();
        let hierarchy = Hierarchy::new(&coords, &edges);
        for node in 0..100 {
            let arcs = hierarchy.first[node] as usize..hierarchy.first[node + 1] as usize;
            let depths = &hierarchy.head_depth[arcs];
            assert!(depths.windows(2).all(|pair| pair[0] > pair[1]));
            assert!(depths.iter().all(|&depth| depth < hierarchy.depth[node]));
        }
    }
}
