//! Costs between many places at once: labels over the elimination tree.

use super::customise::Metric;
use super::skeleton::Hierarchy;
use crate::roads::cost::Cost;
use crate::roads::graph::NodeIndex;

/// Where a traveller may enter and leave the network at one place: a node, or the two ends of the edge that the place is
/// on. Nodes that no edge joins must not stand together here: only neighbours are sure to lie above one another in the
/// elimination tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal {
    /// The nodes first reached from the place, with the cost until there.
    pub ways_out: [(NodeIndex, Cost); 2],
    /// The nodes from which the place is reached, with the cost from there: the same nodes in any order.
    pub ways_in: [(NodeIndex, Cost); 2],
}

impl Terminal {
    /// A place at a node.
    #[must_use]
    pub fn at(node: NodeIndex) -> Self {
        Self {
            ways_out: [(node, Cost::ZERO); 2],
            ways_in: [(node, Cost::ZERO); 2],
        }
    }
}

/// Costs from a terminal to each ancestor of its lowest node and from there to it, by depth, and who they are.
struct Label {
    ancestors: Vec<u32>,
    up: Vec<Cost>,
    down: Vec<Cost>,
}

impl Hierarchy {
    /// Costs from each terminal to each other and itself, row by row.
    #[must_use]
    pub fn many_to_many(&self, metric: &Metric, terminals: &[Terminal]) -> Vec<Cost> {
        let n = terminals.len();
        let labels: Vec<Label> = terminals
            .iter()
            .map(|terminal| self.label(metric, terminal))
            .collect();
        // Side by side in the tree, the ancestors that a label shares with the next ones only become fewer.
        let mut in_order: Vec<usize> = (0..n).collect();
        in_order.sort_by(|&a, &b| labels[a].ancestors.cmp(&labels[b].ancestors));
        let shared: Vec<usize> = in_order
            .windows(2)
            .map(|pair| shared_ancestors(&labels[pair[0]], &labels[pair[1]]))
            .collect();
        let mut costs = vec![Cost::NEVER; n * n];
        for (position, &here) in in_order.iter().enumerate() {
            let mut common = labels[here].ancestors.len();
            costs[here * n + here] = least_sum(&labels[here].up, &labels[here].down);
            for (next, &there) in in_order.iter().enumerate().skip(position + 1) {
                common = common.min(shared[next - 1]);
                if common == 0 {
                    break;
                }
                costs[here * n + there] =
                    least_sum(&labels[here].up[..common], &labels[there].down[..common]);
                costs[there * n + here] =
                    least_sum(&labels[there].up[..common], &labels[here].down[..common]);
            }
        }
        costs
    }

    fn label(&self, metric: &Metric, terminal: &Terminal) -> Label {
        let rank = |node: NodeIndex| self.rank[node.at()];
        let lowest = terminal
            .ways_out
            .iter()
            .chain(&terminal.ways_in)
            .map(|&(node, _)| rank(node))
            .min_by_key(|&rank| (std::cmp::Reverse(self.depth[rank as usize]), rank))
            .unwrap_or_default();
        let length = self.depth[lowest as usize] as usize + 1;
        let mut both = vec![[Cost::NEVER; 2]; length];
        for (side, ways) in [terminal.ways_out, terminal.ways_in].into_iter().enumerate() {
            for (node, cost) in ways {
                let entry = &mut both[self.depth[rank(node) as usize] as usize][side];
                *entry = cost.min(*entry);
            }
        }
        let mut ancestors = vec![0; length];
        let mut node = lowest as usize;
        for depth in (0..length).rev() {
            ancestors[depth] = node as u32;
            let [up, down] = both[depth];
            let arcs = self.first[node] as usize..self.first[node + 1] as usize;
            for (&head, &[arc_up, arc_down]) in self.head_depth[arcs.clone()].iter().zip(&metric.costs[arcs])
            {
                let entry = &mut both[head as usize];
                entry[0] = entry[0].min(up.raw_sum(arc_up));
                entry[1] = entry[1].min(arc_down.raw_sum(down));
            }
            node = self.parent[node] as usize;
        }
        debug_assert!(
            terminal
                .ways_out
                .iter()
                .chain(&terminal.ways_in)
                .all(|&(node, _)| ancestors.contains(&rank(node))),
            "the nodes of a terminal are not joined by an edge"
        );
        let (up, down) = both.into_iter().map(|[up, down]| (up, down)).unzip();
        Label { ancestors, up, down }
    }
}

/// How many ancestors from the root on two labels have in common.
fn shared_ancestors(a: &Label, b: &Label) -> usize {
    a.ancestors
        .iter()
        .zip(&b.ancestors)
        .take_while(|(a, b)| a == b)
        .count()
}

/// The least sum over common ancestors.
fn least_sum(up: &[Cost], down: &[Cost]) -> Cost {
    up.iter()
        .zip(down)
        .map(|(&up, &down)| up.raw_sum(down))
        .fold(Cost::NEVER, Cost::min)
}
