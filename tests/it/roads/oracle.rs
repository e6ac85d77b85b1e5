//! The hierarchy against Dijkstra against Floyd–Warshall, on random graphs of every awkward kind.

use geo::Coord;
use petgraph::algo::dijkstra;
use petgraph::graph::DiGraph;
use uchastok::roads::{Cost, Hierarchy, NodeIndex, Terminal};
use uchastok::search::SearchRng;

#[derive(Debug)]
struct Network {
    coords: Vec<Coord<f64>>,
    edges: Vec<(u32, u32)>,
    costs: Vec<[Cost; 2]>,
}

/// A small random network: dense or sparse, in pieces or whole, with loops, parallel edges, one-way and closed roads, costs of
/// zero and many equal ones, and places that may all be the same.
fn random_network(seed: u64) -> Network {
    let mut rng = SearchRng::new(seed);
    let n = 1 + rng.below(if seed.is_multiple_of(50) { 150 } else { 40 });
    let spread = [0, 3, 1000][rng.below(3)];
    let coords = (0..n)
        .map(|_| Coord {
            x: rng.below(spread + 1) as f64 * 0.01,
            y: 58.0 + rng.below(spread + 1) as f64 * 0.01,
        })
        .collect();
    let edges_per_node = 1 + rng.below(3);
    let edge_count = rng.below(n * edges_per_node + 1);
    let edges = (0..edge_count)
        .map(|_| {
            let tail = rng.below(n);
            let near = (tail + rng.below(5)).min(n - 1);
            let head = if rng.chance(2, 3) { near } else { rng.below(n) };
            (tail as u32, head as u32)
        })
        .collect();
    let most = [1, 5, 1_000_000][rng.below(3)];
    let mut cost = || match rng.below(8) {
        0 => Cost::NEVER,
        1 => Cost::ZERO,
        _ => Cost::new(rng.below(most + 1) as u64, rng.below(most + 1) as u32),
    };
    let costs = (0..edge_count).map(|_| [cost(), cost()]).collect();
    Network { coords, edges, costs }
}

fn arcs(network: &Network) -> impl Iterator<Item = (usize, usize, Cost)> {
    network
        .edges
        .iter()
        .zip(&network.costs)
        .flat_map(|(&(tail, head), &[along, against])| {
            let (tail, head) = (tail as usize, head as usize);
            [(tail, head, along), (head, tail, against)]
        })
}

fn floyd_warshall(network: &Network) -> Vec<Cost> {
    let n = network.coords.len();
    let mut best = vec![Cost::NEVER; n * n];
    for node in 0..n {
        best[node * n + node] = Cost::ZERO;
    }
    for (tail, head, cost) in arcs(network) {
        best[tail * n + head] = best[tail * n + head].min(cost);
    }
    for via in 0..n {
        for from in 0..n {
            for to in 0..n {
                let over = best[from * n + via].then(best[via * n + to]);
                best[from * n + to] = best[from * n + to].min(over);
            }
        }
    }
    best
}

/// petgraph's Dijkstra over pairs of (milliseconds, centimetres).
fn petgraph_dijkstra(network: &Network) -> Vec<Cost> {
    let n = network.coords.len();
    let mut graph: DiGraph<(), (u64, u32)> = DiGraph::new();
    let nodes: Vec<_> = (0..n).map(|_| graph.add_node(())).collect();
    for (tail, head, cost) in arcs(network).filter(|(_, _, cost)| cost.is_open()) {
        graph.add_edge(nodes[tail], nodes[head], (cost.time_ms(), cost.length_cm()));
    }
    let mut best = vec![Cost::NEVER; n * n];
    for from in 0..n {
        let found = dijkstra(&graph, nodes[from], None, |edge| {
            Sum(edge.weight().0, edge.weight().1)
        });
        for (node, Sum(time_ms, length_cm)) in found {
            best[from * n + node.index()] = Cost::new(time_ms, length_cm);
        }
    }
    best
}

#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
struct Sum(u64, u32);

impl std::ops::Add for Sum {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0, self.1 + other.1)
    }
}

fn by_hierarchy(hierarchy: &Hierarchy, network: &Network) -> Vec<Cost> {
    let metric = hierarchy.customise(&network.costs);
    let nodes = 0..network.coords.len() as u32;
    let terminals: Vec<_> = nodes.map(|node| Terminal::at(NodeIndex(node))).collect();
    hierarchy.many_to_many(&metric, &terminals)
}

#[track_caller]
fn assert_same(found: &[Cost], expected: &[Cost], what: &str, seed: u64, network: &Network) {
    let n = network.coords.len();
    if let Some(at) = (0..n * n).find(|&at| found[at] != expected[at]) {
        panic!(
            "{what}, seed {seed}: from {} to {} is {:?}, expected {:?} in\n{network:?}",
            at / n,
            at % n,
            found[at],
            expected[at]
        );
    }
}

#[test]
fn the_hierarchy_equals_dijkstra_equals_floyd_warshall_on_3000_random_graphs() {
    let mut ways = 0_u64;
    for seed in 0..3000 {
        let network = random_network(seed);
        let expected = floyd_warshall(&network);
        assert_same(
            &petgraph_dijkstra(&network),
            &expected,
            "dijkstra",
            seed,
            &network,
        );
        let hierarchy = Hierarchy::new(&network.coords, &network.edges);
        assert_same(
            &by_hierarchy(&hierarchy, &network),
            &expected,
            "hierarchy",
            seed,
            &network,
        );
        ways += expected.iter().filter(|cost| cost.is_open()).count() as u64;
    }
    assert!(
        ways > 300_000,
        "the graphs have too few ways to prove anything: {ways}"
    );
}

#[test]
fn one_hierarchy_serves_many_metrics() {
    for seed in 0..200 {
        let mut network = random_network(seed);
        let hierarchy = Hierarchy::new(&network.coords, &network.edges);
        for season in 0..3 {
            let mut rng = SearchRng::stream(seed, season);
            for costs in &mut network.costs {
                let cost = if rng.chance(1, 5) {
                    Cost::NEVER
                } else {
                    Cost::new(rng.below(100) as u64, 1)
                };
                *costs = [cost, if rng.chance(1, 3) { Cost::NEVER } else { cost }];
            }
            let expected = floyd_warshall(&network);
            assert_same(
                &by_hierarchy(&hierarchy, &network),
                &expected,
                "a new metric",
                seed,
                &network,
            );
        }
    }
}
