//! A cell: a connected piece of the network while it is being cut up, as a simple undirected graph of its own.

/// Marks a node that is not in a cell.
const OUTSIDE: u32 = u32::MAX;

/// A simple undirected graph in compressed rows; nodes are numbered from 0 within the cell.
#[derive(Debug)]
pub(super) struct Cell {
    /// Indexed by node: its number in the whole network.
    pub(super) names: Vec<u32>,
    /// Indexed by node, one longer: where its arcs start.
    pub(super) first: Vec<u32>,
    /// Indexed by arc: the node it leads to.
    pub(super) heads: Vec<u32>,
    /// Indexed by arc: the same edge the other way.
    pub(super) twins: Vec<u32>,
}

impl Cell {
    /// The whole network of `node_count` nodes; loops and parallel edges are dropped.
    pub(super) fn whole(node_count: usize, edges: &[(u32, u32)]) -> Self {
        let mut pairs: Vec<(u32, u32)> = edges
            .iter()
            .filter(|(a, b)| a != b)
            .map(|&(a, b)| (a.min(b), a.max(b)))
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        let mut first = vec![0_u32; node_count + 1];
        for &(a, b) in &pairs {
            first[a as usize + 1] += 1;
            first[b as usize + 1] += 1;
        }
        for node in 0..node_count {
            first[node + 1] += first[node];
        }
        let mut next = first.clone();
        let mut heads = vec![0; pairs.len() * 2];
        let mut twins = vec![0; pairs.len() * 2];
        for (a, b) in pairs {
            let (there, back) = (next[a as usize], next[b as usize]);
            heads[there as usize] = b;
            twins[there as usize] = back;
            heads[back as usize] = a;
            twins[back as usize] = there;
            next[a as usize] += 1;
            next[b as usize] += 1;
        }
        Self {
            names: (0..node_count as u32).collect(),
            first,
            heads,
            twins,
        }
    }

    /// The nodes of `is_left`, joined as `around` says, under their numbers in the whole network.
    pub(super) fn of_the_rest(around: &[Vec<u32>], is_left: &[bool]) -> Self {
        let names: Vec<u32> = (0..around.len() as u32)
            .filter(|&node| is_left[node as usize])
            .collect();
        let mut number = vec![OUTSIDE; around.len()];
        for (new, &name) in names.iter().enumerate() {
            number[name as usize] = new as u32;
        }
        let edges: Vec<(u32, u32)> = names
            .iter()
            .flat_map(|&name| around[name as usize].iter().map(move |&next| (name, next)))
            .filter(|(name, next)| name < next)
            .map(|(name, next)| (number[name as usize], number[next as usize]))
            .collect();
        let whole = Self::whole(names.len(), &edges);
        Self { names, ..whole }
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The arcs out of a node, as a range of arcs.
    pub(super) fn arcs(&self, node: u32) -> std::ops::Range<usize> {
        self.first[node as usize] as usize..self.first[node as usize + 1] as usize
    }

    pub(super) fn neighbours(&self, node: u32) -> &[u32] {
        &self.heads[self.arcs(node)]
    }

    /// The connected pieces that are left without the nodes of `removed`, in order of their first nodes.
    pub(super) fn pieces(&self, removed: &[bool]) -> Vec<Self> {
        let mut piece_of = vec![OUTSIDE; self.len()];
        let mut number = vec![OUTSIDE; self.len()];
        let mut pieces = Vec::new();
        for start in 0..self.len() as u32 {
            if removed[start as usize] || piece_of[start as usize] != OUTSIDE {
                continue;
            }
            let piece = pieces.len() as u32;
            let mut members = vec![start];
            piece_of[start as usize] = piece;
            let mut read = 0;
            while let Some(&node) = members.get(read) {
                read += 1;
                for &next in self.neighbours(node) {
                    if !removed[next as usize] && piece_of[next as usize] == OUTSIDE {
                        piece_of[next as usize] = piece;
                        members.push(next);
                    }
                }
            }
            members.sort_unstable();
            pieces.push(members);
        }
        let mut new_arc = vec![OUTSIDE; self.heads.len()];
        pieces
            .into_iter()
            .map(|members| self.piece(&members, &piece_of, &mut number, &mut new_arc))
            .collect()
    }

    fn piece(&self, members: &[u32], piece_of: &[u32], number: &mut [u32], new_arc: &mut [u32]) -> Self {
        for (new, &old) in members.iter().enumerate() {
            number[old as usize] = new as u32;
        }
        let mut first = Vec::with_capacity(members.len() + 1);
        let mut heads = Vec::new();
        let mut old_arcs = Vec::new();
        first.push(0);
        for &old in members {
            for arc in self.arcs(old) {
                let head = self.heads[arc] as usize;
                if piece_of[head] == piece_of[old as usize] {
                    new_arc[arc] = heads.len() as u32;
                    heads.push(number[head]);
                    old_arcs.push(arc);
                }
            }
            first.push(heads.len() as u32);
        }
        let twins = old_arcs
            .into_iter()
            .map(|arc| new_arc[self.twins[arc] as usize])
            .collect();
        let names = members.iter().map(|&old| self.names[old as usize]).collect();
        Self {
            names,
            first,
            heads,
            twins,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Cell;

    #[test]
    fn pieces_keep_their_edges_and_names() {
        let cell = Cell::whole(6, &[(0, 1), (1, 2), (2, 0), (1, 0), (3, 3), (2, 3), (3, 4)]);
        assert_eq!(cell.heads.len(), 10);
        let pieces = cell.pieces(&[false, false, true, false, false, false]);
        let names: Vec<_> = pieces.iter().map(|piece| piece.names.clone()).collect();
        assert_eq!(names, [vec![0, 1], vec![3, 4], vec![5]]);
        for piece in &pieces {
            for node in 0..piece.len() as u32 {
                for arc in piece.arcs(node) {
                    let twin = piece.twins[arc] as usize;
                    assert_eq!((piece.heads[twin], piece.twins[twin] as usize), (node, arc));
                }
            }
        }
    }
}
