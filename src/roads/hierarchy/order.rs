//! The order of elimination: dead ends and chains first, then nested dissection down to small cells, least degree first
//! within those.
//!
//! # References
//! A. George, "Nested dissection of a regular finite element mesh", SIAM Journal on Numerical Analysis 10, 1973.

use super::bisection::separator;
use super::cell::Cell;
use geo::Coord;

/// Cells up to this size are ordered by least degree; they must fit the bits of a `u32`.
const SMALL_CELL: usize = 8;

/// Steps to a degree in which places are compared: 1e-7.
const STEPS_PER_DEGREE: f64 = 1e7;

/// Rounds in which nodes of at most two neighbours are taken out before the cutting starts. Each round adds at most one
/// node to the height of the tree and takes out most dead ends and half of each chain.
const PEEL_ROUNDS: usize = 6;

/// Indexed by node: its place in the order of elimination, 0 first. Depends on the network alone.
pub(super) fn nested_dissection(coords: &[Coord<f64>], edges: &[(u32, u32)]) -> Vec<u32> {
    let places = flat_places(coords);
    let whole = Cell::whole(coords.len(), edges);
    let (peeled, core) = peel(whole);
    let mut rank = vec![0; coords.len()];
    for (position, &node) in peeled.iter().enumerate() {
        rank[node as usize] = position as u32;
    }
    // Cells with the least rank that each may use; a cell of n nodes uses n ranks from there.
    let mut open: Vec<(Cell, u32)> = Vec::new();
    push_pieces(&core, &vec![false; core.len()], peeled.len() as u32, &mut open);
    drop(core);
    while let Some((cell, lowest)) = open.pop() {
        if cell.len() <= SMALL_CELL {
            for (position, name) in least_degree_first(&cell).into_iter().enumerate() {
                rank[name as usize] = lowest + position as u32;
            }
            continue;
        }
        let removed = separator(&cell, &places);
        let mut next = lowest + cell.len() as u32;
        for node in (0..cell.len()).filter(|&node| removed[node]) {
            next -= 1;
            rank[cell.names[node] as usize] = next;
        }
        push_pieces(&cell, &removed, lowest, &mut open);
    }
    rank
}

/// Eliminates dead ends and nodes between two others, no two neighbours in one round; gives their order and what is left.
fn peel(whole: Cell) -> (Vec<u32>, Cell) {
    let mut around: Vec<Vec<u32>> = (0..whole.len() as u32)
        .map(|node| whole.neighbours(node).to_vec())
        .collect();
    drop(whole);
    let mut peeled = Vec::new();
    let mut is_left = vec![true; around.len()];
    for _ in 0..PEEL_ROUNDS {
        let mut is_touched = vec![false; around.len()];
        for node in 0..around.len() {
            if !is_left[node] || is_touched[node] || around[node].len() > 2 {
                continue;
            }
            is_left[node] = false;
            peeled.push(node as u32);
            let neighbours = std::mem::take(&mut around[node]);
            for &next in &neighbours {
                is_touched[next as usize] = true;
                around[next as usize].retain(|&other| other != node as u32);
            }
            if let [a, b] = neighbours[..]
                && !around[a as usize].contains(&b)
            {
                around[a as usize].push(b);
                around[b as usize].push(a);
            }
        }
    }
    (peeled, Cell::of_the_rest(&around, &is_left))
}

fn push_pieces(cell: &Cell, removed: &[bool], lowest: u32, open: &mut Vec<(Cell, u32)>) {
    let mut next = lowest;
    for piece in cell.pieces(removed) {
        let size = piece.len() as u32;
        open.push((piece, next));
        next += size;
    }
}

/// Places on a plane in equal steps east and north.
fn flat_places(coords: &[Coord<f64>]) -> Vec<(i64, i64)> {
    let south = coords.iter().map(|coord| coord.y).fold(f64::INFINITY, f64::min);
    let north = coords
        .iter()
        .map(|coord| coord.y)
        .fold(f64::NEG_INFINITY, f64::max);
    let narrowing = ((south + north) / 2.0).to_radians().cos();
    let step = |degrees: f64| (degrees * STEPS_PER_DEGREE).round() as i64;
    coords
        .iter()
        .map(|coord| (step(coord.x * narrowing), step(coord.y)))
        .collect()
}

/// Names of a small cell's nodes, each the one of least degree when those before it have been eliminated.
fn least_degree_first(cell: &Cell) -> Vec<u32> {
    let mut adjacent: Vec<u32> = (0..cell.len() as u32)
        .map(|node| {
            cell.neighbours(node)
                .iter()
                .fold(0, |bits, &next| bits | 1 << next)
        })
        .collect();
    let mut left: Vec<usize> = (0..cell.len()).collect();
    let mut order = Vec::with_capacity(cell.len());
    while let Some((position, &node)) = left
        .iter()
        .enumerate()
        .min_by_key(|&(_, &node)| (adjacent[node].count_ones(), node))
    {
        left.swap_remove(position);
        order.push(cell.names[node]);
        let around = adjacent[node];
        for &other in &left {
            if around >> other & 1 == 1 {
                adjacent[other] = (adjacent[other] | around) & !(1 << other | 1 << node);
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::nested_dissection;
    use geo::Coord;

    #[test]
    fn the_order_is_a_permutation_and_the_middle_of_a_chain_comes_last() {
        let coords: Vec<_> = (0..101)
            .map(|x| Coord {
                x: f64::from(x) * 0.01,
                y: 58.0,
            })
            .collect();
        let edges: Vec<_> = (0..100).map(|node| (node, node + 1)).collect();
        let rank = nested_dissection(&coords, &edges);
        let mut sorted = rank.clone();
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..101));
        let last = rank.iter().position(|&rank| rank == 100).unwrap();
        assert!((25..=75).contains(&last), "{last}");
    }
}
