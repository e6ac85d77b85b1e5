//! Pricing the arcs of a hierarchy for one metric, such as a vehicle in a season.

use super::skeleton::Hierarchy;
use crate::roads::cost::Cost;

/// Costs of the arcs of one hierarchy.
#[derive(Debug)]
pub struct Metric {
    /// Indexed by arc: up to the ancestor, and down from it.
    pub(super) costs: Vec<[Cost; 2]>,
}

impl Metric {
    /// Bytes that the metric holds.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of_val(self.costs.as_slice())
    }
}

impl Hierarchy {
    /// Prices the hierarchy: `costs` are indexed by edge, from tail to head and from head to tail.
    ///
    /// Takes one step for each lower triangle.
    #[must_use]
    pub fn customise(&self, costs: &[[Cost; 2]]) -> Metric {
        let mut arcs = vec![[Cost::NEVER; 2]; self.arc_count()];
        for (&arc, &[along, against]) in self.arc_of_edge.iter().zip(costs) {
            if let Some((arc, is_upward)) = arc {
                let [up, down] = if is_upward {
                    [along, against]
                } else {
                    [against, along]
                };
                let entry = &mut arcs[arc as usize];
                *entry = [entry[0].min(up), entry[1].min(down)];
            }
        }
        // Where the arc of the node at hand to the ancestor at each depth is, counted from its first arc.
        let mut position_at = vec![0_u32; self.height()];
        for node in 0..self.node_count() {
            let (start, end) = (self.first[node] as usize, self.first[node + 1] as usize);
            if start == end {
                continue;
            }
            for (position, &depth) in self.head_depth[start..end].iter().enumerate() {
                position_at[depth as usize] = position as u32;
            }
            let (earlier, own) = arcs.split_at_mut(start);
            let own = &mut own[..end - start];
            let below = self.first_below[node] as usize..self.first_below[node + 1] as usize;
            for &(arc, arcs_end) in &self.below[below] {
                let (arc, arcs_end) = (arc as usize, arcs_end as usize);
                let via = earlier[arc];
                let onward = &earlier[arc + 1..arcs_end];
                if onward.len() == own.len() {
                    relax_all(own, via, onward);
                } else {
                    relax_some(
                        own,
                        via,
                        onward,
                        &self.head_depth[arc + 1..arcs_end],
                        &position_at,
                    );
                }
            }
        }
        Metric { costs: arcs }
    }
}

/// Ways over a lower node that is joined to exactly the ancestors that the node at hand is joined to.
fn relax_all(own: &mut [[Cost; 2]], via: [Cost; 2], onward: &[[Cost; 2]]) {
    let [to_node, from_node] = via;
    for (entry, &[up, down]) in own.iter_mut().zip(onward) {
        entry[0] = entry[0].min(from_node.raw_sum(up));
        entry[1] = entry[1].min(down.raw_sum(to_node));
    }
}

fn relax_some(
    own: &mut [[Cost; 2]],
    via: [Cost; 2],
    onward: &[[Cost; 2]],
    depths: &[u32],
    position_at: &[u32],
) {
    let [to_node, from_node] = via;
    for (&[up, down], &depth) in onward.iter().zip(depths) {
        let entry = &mut own[position_at[depth as usize] as usize];
        entry[0] = entry[0].min(from_node.raw_sum(up));
        entry[1] = entry[1].min(down.raw_sum(to_node));
    }
}
