//! The customisable hierarchy beside petgraph's Dijkstra, fast_paths and RoutingKit on a synthetic rural region.
//!
//! 400 × 400 km, 250,000 nodes, 343,355 two-way edges, 500 villages, one thread. `cargo bench --bench roads` prints a
//! table; `-- quick` makes the region ten times smaller; `-- alone` leaves the peers out.
//! RoutingKit, in C++, takes part with the cargo feature `peers`. Peers are asked for times only,
//! ours answers with times and lengths; equal checksums of the times prove that all found the same ways.
#![allow(clippy::print_stdout, clippy::expect_used, clippy::unwrap_used)]

use geo::{Coord, Point};
use petgraph::graph::{DiGraph, NodeIndex as PetNode};
use std::time::Instant;
use uchastok::domain::{Direction, Passage, RoadClass, RoadId, RoadSegment, Season, Surface};
use uchastok::roads::{Cost, Hierarchy, NodeIndex, Place, RoadGraph, SeasonRoads, SpeedProfile, Terminal};
use uchastok::search::SearchRng;

const SIDE_KM: f64 = 400.0;
const EDGES_PER_NODE: f64 = 343_355.0 / 250_000.0;
const VILLAGES: usize = 500;
const TARGETS: &str =
    "targets: prepare 10 s, customise 60 ms, 200 x 200 in 40 ms, 500 x 500 in 220 ms, memory 200 MB";

/// A region: a jittered grid of crossroads, joined by a random spanning tree and as many further roads as the edges say.
struct Region {
    coords: Vec<Coord<f64>>,
    edges: Vec<(u32, u32)>,
    /// Indexed by season and edge, as one vehicle would meet them, each way with its own time.
    seasons: [Vec<[Cost; 2]>; 2],
    classes: Vec<RoadClass>,
    villages: Vec<u32>,
}

impl Region {
    fn generate(side: usize) -> Self {
        let mut rng = SearchRng::new(20_261_122);
        let cell_m = SIDE_KM * 1000.0 / side as f64;
        let mut coords = Vec::new();
        for row in 0..side {
            for column in 0..side {
                let mut jitter = || (rng.below(1001) as f64 / 1000.0 - 0.5) * 0.6;
                let (x, y) = (column as f64 + jitter(), row as f64 + jitter());
                coords.push(Coord {
                    x: 66.0 + x * cell_m / 57_500.0,
                    y: 56.0 + y * cell_m / 111_300.0,
                });
            }
        }
        let mut pairs = Vec::new();
        for node in 0..side * side {
            if node % side + 1 < side {
                pairs.push((node as u32, node as u32 + 1));
            }
            if node + side < side * side {
                pairs.push((node as u32, (node + side) as u32));
            }
        }
        rng.shuffle(&mut pairs);
        let edges = choose_roads(side * side, &pairs);
        let class = |&(a, b): &(u32, u32)| {
            let both_on = |every: usize| {
                let [a, b] = [a as usize, b as usize];
                let on_row = (a / side).is_multiple_of(every) && a / side == b / side;
                on_row || ((a % side).is_multiple_of(every) && a % side == b % side)
            };
            match () {
                () if both_on(40) => RoadClass::Primary,
                () if both_on(10) => RoadClass::Tertiary,
                () => RoadClass::Unclassified,
            }
        };
        let classes: Vec<RoadClass> = edges.iter().map(class).collect();
        let mut price = |slow: usize| {
            edges
                .iter()
                .zip(&classes)
                .map(|(&(a, b), class)| {
                    let (from, to) = (coords[a as usize], coords[b as usize]);
                    let metres = ((from.x - to.x) * 57_500.0).hypot((from.y - to.y) * 111_300.0);
                    let kmh = match class {
                        RoadClass::Primary => 80.0,
                        RoadClass::Tertiary => 60.0,
                        _ => 40.0 / slow as f64,
                    };
                    let mut cost = || {
                        let percent = 90 + rng.below(21);
                        Cost::new(
                            (metres * 36.0 * percent as f64 / kmh) as u64,
                            (metres * 100.0) as u32,
                        )
                    };
                    [cost(), cost()]
                })
                .collect()
        };
        let seasons = [price(1), price(2)];
        let villages = (0..VILLAGES).map(|_| rng.below(side * side) as u32).collect();
        Self {
            coords,
            edges,
            seasons,
            classes,
            villages,
        }
    }

    fn terminals(&self, count: usize) -> Vec<Terminal> {
        self.villages[..count]
            .iter()
            .map(|&village| Terminal::at(NodeIndex(village)))
            .collect()
    }

    fn segments(&self) -> Vec<RoadSegment> {
        self.edges
            .iter()
            .zip(&self.classes)
            .enumerate()
            .map(|(index, (&(a, b), &class))| RoadSegment {
                id: RoadId::new(format!("r{index}")),
                line: vec![self.coords[a as usize], self.coords[b as usize]].into(),
                stated_length: None,
                paved_length: None,
                class,
                surface: Surface::Unknown,
                track_grade: 0,
                smoothness: uchastok::domain::Smoothness::Unknown,
                closed: uchastok::domain::Seasons::NONE,
                passage: Passage::Road,
                direction: Direction::Both,
                name: None,
            })
            .collect()
    }
}

/// A spanning tree of the first pairs that join something, then the first of the others.
fn choose_roads(node_count: usize, pairs: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut sets = petgraph::unionfind::UnionFind::<u32>::new(node_count);
    let (mut tree, others): (Vec<_>, Vec<_>) = pairs.iter().partition(|(a, b)| sets.union(*a, *b));
    let wanted = (node_count as f64 * EDGES_PER_NODE).round() as usize;
    let further = wanted - tree.len();
    tree.extend(others.into_iter().take(further));
    tree
}

fn checksum(times: impl Iterator<Item = u64>) -> u64 {
    times.fold(0, |sum, time| sum.wrapping_mul(31).wrapping_add(time))
}

/// Seconds that this thread has run on a processor, or the clock's where the system does not say.
fn processor_seconds(start: Instant) -> f64 {
    let on_processor = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = on_processor.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

fn timed<T>(run: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let before = processor_seconds(start);
    let result = run();
    (result, processor_seconds(start) - before)
}

/// The best of five runs, as other work on the machine only slows.
fn best_of_five<T>(mut run: impl FnMut() -> T) -> (T, f64) {
    let (mut result, mut best) = timed(&mut run);
    for _ in 1..5 {
        let (again, seconds) = timed(&mut run);
        result = again;
        best = best.min(seconds);
    }
    (result, best)
}

fn resident_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS"))?;
    line.split_whitespace()
        .nth(1)?
        .parse::<u64>()
        .ok()
        .map(|kb| kb / 1024)
}

fn row(who: &str, what: &str, seconds: f64, sum: Option<u64>) {
    let sum = sum.map_or_else(String::new, |sum| format!("  checksum {sum:016x}"));
    println!("{who:<12} {what:<28} {:>12.1} ms{sum}", seconds * 1000.0);
}

fn ours(region: &Region) {
    let before = resident_mb();
    let (hierarchy, seconds) = timed(|| Hierarchy::new(&region.coords, &region.edges));
    row("uchastok", "prepare", seconds, None);
    println!(
        "             {} arcs, {} triangles, height {}",
        hierarchy.arc_count(),
        hierarchy.triangle_count(),
        hierarchy.height()
    );
    let (_, seconds) = best_of_five(|| hierarchy.customise(&region.seasons[1]));
    row("uchastok", "customise, another season", seconds, None);
    let (metric, seconds) = best_of_five(|| hierarchy.customise(&region.seasons[0]));
    row("uchastok", "customise", seconds, None);
    for count in [200, 500] {
        let terminals = region.terminals(count);
        let (costs, seconds) = best_of_five(|| hierarchy.many_to_many(&metric, &terminals));
        let sum = checksum(costs.iter().map(|cost| cost.time_ms()));
        row(
            "uchastok",
            &format!("{count} x {count} matrix"),
            seconds,
            Some(sum),
        );
    }
    if let (Some(before), Some(after)) = (before, resident_mb()) {
        println!(
            "             holds {} MB; process {before} -> {after} MB",
            hierarchy.bytes() / 1_000_000 + metric.bytes() / 1_000_000
        );
    }
}

fn layer(region: &Region) {
    let segments = region.segments();
    let (graph, seconds) = timed(|| RoadGraph::build(&segments));
    row("uchastok", "graph from segments", seconds, None);
    println!(
        "             {} nodes, {} edges after merging chains",
        graph.nodes().len(),
        graph.edges().len()
    );
    let places: Vec<Place> = region
        .villages
        .iter()
        .map(|&village| Place::from(Point(region.coords[village as usize])))
        .collect();
    let car = SpeedProfile::car().expect("the built-in profile");
    let (summer, seconds) = timed(|| SeasonRoads::new(&graph, &car, Season::Summer));
    row("uchastok", "priced for a season", seconds, None);
    let (_, seconds) = timed(|| summer.snap_all(&places));
    row("uchastok", "500 snaps, tree made", seconds, None);
    let (_, seconds) = timed(|| summer.matrix(&places));
    row("uchastok", "500 places, all prepared", seconds, None);
    let (thaw, seconds) = timed(|| summer.in_season(Season::Thaw));
    row("uchastok", "another season", seconds, None);
    let (matrix, seconds) = timed(|| thaw.matrix(&places));
    row("uchastok", "500 places in it", seconds, None);
    let (path, seconds) = timed(|| thaw.path(&places[0], &places[1]));
    row("uchastok", "one path to draw", seconds, None);
    assert!(path.is_ok());
    let reached = (0..VILLAGES).filter(|&to| matrix.time(0, to).is_some()).count();
    println!("             {reached} of {VILLAGES} villages reached");
}

fn petgraph_dijkstra(region: &Region) {
    let mut graph: DiGraph<(), u64> = DiGraph::with_capacity(region.coords.len(), region.edges.len() * 2);
    for _ in &region.coords {
        graph.add_node(());
    }
    for (&(a, b), [along, against]) in region.edges.iter().zip(&region.seasons[0]) {
        graph.add_edge(
            PetNode::new(a as usize),
            PetNode::new(b as usize),
            along.time_ms(),
        );
        graph.add_edge(
            PetNode::new(b as usize),
            PetNode::new(a as usize),
            against.time_ms(),
        );
    }
    let villages = &region.villages[..200];
    let (times, seconds) = timed(|| {
        let mut times = Vec::new();
        for &from in villages {
            let found =
                petgraph::algo::dijkstra(&graph, PetNode::new(from as usize), None, |edge| *edge.weight());
            times.extend(villages.iter().map(|&to| found[&PetNode::new(to as usize)]));
        }
        times
    });
    row(
        "petgraph",
        "200 x 200 matrix, Dijkstra",
        seconds,
        Some(checksum(times.into_iter())),
    );
}

fn fast_paths_crate(region: &Region) {
    let mut input = fast_paths::InputGraph::new();
    for (&(a, b), [along, against]) in region.edges.iter().zip(&region.seasons[0]) {
        input.add_edge(a as usize, b as usize, along.time_ms() as usize);
        input.add_edge(b as usize, a as usize, against.time_ms() as usize);
    }
    input.freeze();
    let (graph, seconds) = timed(|| fast_paths::prepare(&input));
    row("fast_paths", "prepare = a new season", seconds, None);
    let villages = &region.villages[..200];
    let mut calculator = fast_paths::create_calculator(&graph);
    let (times, seconds) = timed(|| {
        let mut times = Vec::new();
        for &from in villages {
            for &to in villages {
                let path = calculator.calc_path(&graph, from as usize, to as usize);
                times.push(path.map_or(u64::MAX, |path| path.get_weight() as u64));
            }
        }
        times
    });
    row(
        "fast_paths",
        "200 x 200 matrix",
        seconds,
        Some(checksum(times.into_iter())),
    );
}

/// The hierarchy of the authors of the method, on an order by inertial separators.
#[cfg(feature = "peers")]
fn routing_kit(region: &Region) {
    use routingkit_cch::{CCH, CCHMetric, CCHOneToMany, compute_order_inertial};
    let (mut tail, mut head) = (Vec::new(), Vec::new());
    for &(a, b) in &region.edges {
        tail.extend([a, b]);
        head.extend([b, a]);
    }
    let weights = |season: usize| -> Vec<u32> {
        let ways = region.seasons[season].iter().flatten();
        ways.map(|cost| cost.time_ms() as u32).collect()
    };
    let degrees = |pick: fn(&Coord<f64>) -> f64| -> Vec<f32> {
        region.coords.iter().map(|at| pick(at) as f32).collect()
    };
    let (latitude, longitude) = (degrees(|at| at.y), degrees(|at| at.x));
    let nodes = region.coords.len() as u32;
    let (cch, seconds) = timed(|| {
        let order = compute_order_inertial(nodes, &tail, &head, &latitude, &longitude);
        CCH::new(&order, &tail, &head, |_: &str| (), false)
    });
    row("RoutingKit", "prepare", seconds, None);
    let mut metric = CCHMetric::new(&cch, weights(1));
    let (_, seconds) = best_of_five(|| metric.reset(weights(0)));
    row("RoutingKit", "a new season", seconds, None);
    for count in [200, 500] {
        let villages = &region.villages[..count];
        let (times, seconds) = best_of_five(|| {
            let mut from = CCHOneToMany::new(&metric, villages);
            let rows = villages.iter().map(|&village| from.distances_from(village));
            rows.flatten()
                .map(|time| time.map_or(u64::MAX, u64::from))
                .collect::<Vec<u64>>()
        });
        row(
            "RoutingKit",
            &format!("{count} x {count} matrix"),
            seconds,
            Some(checksum(times.into_iter())),
        );
    }
}

#[cfg(not(feature = "peers"))]
fn routing_kit(_: &Region) {
    println!("RoutingKit   left out: it needs a C++ compiler and the feature `peers`");
}

fn main() {
    let asked = |word: &str| std::env::args().any(|argument| argument == word);
    let side = if asked("quick") { 158 } else { 500 };
    let region = Region::generate(side);
    println!(
        "{} nodes, {} two-way edges, {VILLAGES} villages",
        region.coords.len(),
        region.edges.len()
    );
    ours(&region);
    layer(&region);
    if !asked("alone") {
        petgraph_dijkstra(&region);
        fast_paths_crate(&region);
        routing_kit(&region);
    }
    println!("{TARGETS}");
}
