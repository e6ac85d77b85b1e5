//! A problem compiled for search: legs by visit rather than by location, neighbours, shifts in a row.

use super::problem::{DayIndex, DepotIndex, LocationIndex, Problem, Shift, VisitIndex, days_of};

/// Neighbours kept for each visit: string removal looks no further.
const NEIGHBOURS_MAX: usize = 160;

/// No route, no position, no option.
pub(super) const NONE: u32 = u32::MAX;

/// A limit nobody reaches, small enough to add to.
pub(super) const UNBOUNDED: i64 = i64::MAX / 8;

/// One leg: weighted cost and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Leg {
    pub(super) cost: i32,
    pub(super) time: i32,
}

/// The legs between a node and another, both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Ways {
    /// From the other node.
    pub(super) into: Leg,
    /// To the other node.
    pub(super) out: Leg,
}

/// How much a route must be looked at to price it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// No opening hours, no lunch: sums are enough.
    Plain,
    /// Opening hours without lunch: concatenated spans.
    Windows,
    /// Lunch: the whole route is clocked.
    Clocked,
}

/// One base on one day. Position: `depot × days + day`.
#[derive(Debug, Clone)]
pub(super) struct ModelShift {
    pub(super) day: usize,
    pub(super) depot: usize,
    /// Positions of its routes: first and one past the last.
    pub(super) routes: (usize, usize),
    pub(super) capacity: i64,
    /// Longest route, departure to return.
    pub(super) duration_max: i64,
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) regular_end: i64,
    pub(super) comfortable: i64,
    /// A route no longer and back no later than this costs its travel and its use only.
    pub(super) plain_duration: i64,
    pub(super) plain_finish: i64,
}

/// An option: the shifts it uses.
#[derive(Debug, Clone)]
pub(super) struct ModelOption {
    /// Position in [`super::problem::Visit::options`].
    pub(super) source: usize,
    pub(super) cost: i64,
    pub(super) shifts: Vec<u32>,
}

/// A visit with its usable options.
#[derive(Debug, Clone)]
pub(super) struct ModelVisit {
    pub(super) service: i64,
    pub(super) demand: i64,
    pub(super) options: Vec<ModelOption>,
    /// All shifts of the options, ascending.
    pub(super) shifts: Vec<u32>,
    pub(super) unserved: Option<i64>,
    /// Distance rank from its bases, for orders near first and far first.
    pub(super) remoteness: i64,
}

/// The compiled problem.
#[derive(Debug, Clone)]
pub(super) struct Model<'p> {
    pub(super) problem: &'p Problem,
    pub(super) mode: Mode,
    pub(super) days: usize,
    /// Visits; nodes from here on are the bases.
    pub(super) n: usize,
    pub(super) nodes: usize,
    /// `ways[a × nodes + b]`: the legs between a and b, a row for each node.
    pub(super) ways: Vec<Ways>,
    /// Nearest visits of each, itself first, `near_len` each.
    pub(super) near: Vec<u32>,
    pub(super) near_len: usize,
    pub(super) shifts: Vec<ModelShift>,
    /// The shift of each route.
    pub(super) route_shift: Vec<u32>,
    pub(super) visits: Vec<ModelVisit>,
    /// True when routes of different days share a rule: field days of a week, vehicles on the peak day.
    pub(super) has_calendar: bool,
    /// Mean weighted cost of a leg to a near neighbour.
    pub(super) scale: i64,
}

impl<'p> Model<'p> {
    /// Compiles a problem that has no faults.
    pub(super) fn new(problem: &'p Problem) -> Self {
        let n = problem.visits.len();
        let nodes = n + problem.depots.len();
        let days = problem.days();
        let place = |node: usize| match problem.visits.get(node) {
            Some(visit) => visit.location,
            None => problem.depots[node - n].location,
        };
        let out = legs(problem, nodes, place);
        let ways = (0..nodes * nodes)
            .map(|cell| Ways {
                into: out[cell % nodes * nodes + cell / nodes],
                out: out[cell],
            })
            .collect();
        let (shifts, route_shift) = shifts(problem);
        let near_len = n.min(NEIGHBOURS_MAX);
        let near = neighbours(&out, n, nodes, near_len);
        let scale = mean_leg(&out, &near, n, nodes, near_len);
        let visits = (0..n)
            .map(|v| compile_visit(problem, v, days, &out, nodes))
            .collect();
        let has_calendar = problem.weights.peak_vehicle != 0
            || problem
                .depots
                .iter()
                .any(|base| base.field_days_per_week.is_some());
        Self {
            problem,
            mode: mode(problem),
            days,
            n,
            nodes,
            ways,
            near,
            near_len,
            shifts,
            route_shift,
            visits,
            has_calendar,
            scale,
        }
    }

    pub(super) fn leg(&self, from: u32, to: u32) -> Leg {
        self.ways[from as usize * self.nodes + to as usize].out
    }

    /// The legs between a node and all others.
    pub(super) fn around(&self, node: u32) -> &[Ways] {
        let row = node as usize * self.nodes;
        &self.ways[row..row + self.nodes]
    }

    pub(super) fn depot_node(&self, depot: usize) -> u32 {
        (self.n + depot) as u32
    }

    pub(super) fn near(&self, visit: u32) -> &[u32] {
        let from = visit as usize * self.near_len;
        &self.near[from..from + self.near_len]
    }

    pub(super) fn rules(&self, shift: usize) -> Option<&'p Shift> {
        let of = &self.shifts[shift];
        self.problem
            .shift(DepotIndex::from(of.depot), DayIndex::from(of.day))
    }

    pub(super) fn window(&self, visit: u32, day: usize) -> Option<super::problem::Window> {
        self.problem.visits[visit as usize].window(DayIndex::from(day))
    }

    pub(super) fn visit_index(visit: u32) -> VisitIndex {
        VisitIndex(visit)
    }
}

fn mode(problem: &Problem) -> Mode {
    let lunch = problem
        .depots
        .iter()
        .flat_map(|base| base.shifts.iter().flatten())
        .any(|shift| shift.lunch.is_some());
    if lunch {
        Mode::Clocked
    } else if problem
        .visits
        .iter()
        .any(|visit| visit.windows.iter().any(Option::is_some))
    {
        Mode::Windows
    } else {
        Mode::Plain
    }
}

fn legs(problem: &Problem, nodes: usize, place: impl Fn(usize) -> LocationIndex) -> Vec<Leg> {
    let mut out = vec![Leg::default(); nodes * nodes];
    for from in 0..nodes {
        for to in 0..nodes {
            let (a, b) = (place(from), place(to));
            let (distance, time) = (problem.travel.distance(a, b), problem.travel.time(a, b));
            let cost = distance * problem.weights.distance + time * problem.weights.drive;
            let leg = Leg {
                cost: i32::try_from(cost).unwrap_or(i32::MAX),
                time: i32::try_from(time).unwrap_or(i32::MAX),
            };
            out[from * nodes + to] = leg;
        }
    }
    out
}

fn shifts(problem: &Problem) -> (Vec<ModelShift>, Vec<u32>) {
    let mut shifts = Vec::new();
    let mut route_shift = Vec::new();
    for (depot, base) in problem.depots.iter().enumerate() {
        for (day, shift) in base.shifts.iter().enumerate() {
            let first = route_shift.len();
            let vehicles = shift
                .as_ref()
                .map_or(0, |s| s.vehicles as usize)
                .min(problem.visits.len());
            route_shift.extend(std::iter::repeat_n(shifts.len() as u32, vehicles));
            let of = |value: fn(&Shift) -> i64| shift.as_ref().map_or(0, value);
            let duration_max = of(|s| s.duration_max_s.unwrap_or(UNBOUNDED));
            let comfortable = of(|s| s.comfortable_s.unwrap_or(UNBOUNDED));
            let end = of(|s| s.end_s.min(UNBOUNDED));
            let regular_end = of(|s| s.regular_end_s.min(UNBOUNDED));
            shifts.push(ModelShift {
                day,
                depot,
                routes: (first, route_shift.len()),
                capacity: of(|s| s.capacity.unwrap_or(UNBOUNDED)),
                duration_max,
                start: of(|s| s.start_s),
                end,
                regular_end,
                comfortable,
                plain_duration: duration_max.min(comfortable),
                plain_finish: end.min(regular_end),
            });
        }
    }
    (shifts, route_shift)
}

fn neighbours(out: &[Leg], n: usize, nodes: usize, near_len: usize) -> Vec<u32> {
    let mut near = Vec::with_capacity(n * near_len);
    let mut order: Vec<(i64, u32)> = Vec::with_capacity(n);
    for v in 0..n {
        order.clear();
        order.extend((0..n).map(|u| {
            let both = i64::from(out[v * nodes + u].cost) + i64::from(out[u * nodes + v].cost);
            (if u == v { -1 } else { both }, u as u32)
        }));
        // The whole order of thousands is not needed.
        if near_len < n {
            order.select_nth_unstable(near_len);
            order.truncate(near_len);
        }
        order.sort_unstable();
        near.extend(order.iter().take(near_len).map(|&(_, u)| u));
    }
    near
}

fn mean_leg(out: &[Leg], near: &[u32], n: usize, nodes: usize, near_len: usize) -> i64 {
    let (mut sum, mut count) = (0_i64, 0_i64);
    for v in 0..n {
        for &u in near[v * near_len..].iter().take(near_len.min(6)).skip(1) {
            sum += i64::from(out[v * nodes + u as usize].cost);
            count += 1;
        }
        if near_len == 1 {
            sum += i64::from(out[v * nodes + n].cost);
            count += 1;
        }
    }
    (sum / count.max(1)).max(1)
}

fn compile_visit(problem: &Problem, v: usize, days: usize, out: &[Leg], nodes: usize) -> ModelVisit {
    let visit = &problem.visits[v];
    let mut options: Vec<ModelOption> = Vec::new();
    for (source, option) in visit.options.iter().enumerate() {
        if problem.is_usable(visit, option) {
            let base = option.depot.index() * days;
            let shifts = days_of(option.days)
                .map(|day| (base + day.index()) as u32)
                .collect();
            options.push(ModelOption {
                source,
                cost: option.cost,
                shifts,
            });
        }
    }
    let mut shifts: Vec<u32> = options
        .iter()
        .flat_map(|option| option.shifts.iter().copied())
        .collect();
    shifts.sort_unstable();
    shifts.dedup();
    let remoteness = options
        .iter()
        .map(|option| {
            let node = problem.visits.len() + visit.options[option.source].depot.index();
            i64::from(out[node * nodes + v].cost)
        })
        .min()
        .unwrap_or(0);
    ModelVisit {
        service: visit.service_s,
        demand: visit.demand,
        options,
        shifts,
        unserved: visit.unserved_cost,
        remoteness,
    }
}
