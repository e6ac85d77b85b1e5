//! A problem compiled for search: legs by visit rather than by location, neighbours, shifts and routes in a row.

use super::problem::{DayIndex, DepotIndex, Problem, VehicleIndex, VisitIndex, days_of};
use super::terms::Terms;
use super::ways::{Leg, Tables, Ways};

/// No route, no position, no option.
pub(super) const NONE: u32 = u32::MAX;

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
    /// Routes that may be used at once.
    pub(super) workers: u32,
    /// Positions of its routes, of all vehicles it may take: first and one past the last.
    pub(super) routes: (usize, usize),
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
    /// What its vehicle must have.
    pub(super) equipment: u64,
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
    pub(super) tables: Tables,
    pub(super) shifts: Vec<ModelShift>,
    pub(super) terms: Vec<Terms>,
    /// The terms of each route.
    pub(super) route_terms: Vec<u32>,
    pub(super) visits: Vec<ModelVisit>,
    /// True when routes share a rule: field days of a week, vehicles on the peak day, a vehicle of several bases.
    pub(super) has_calendar: bool,
}

impl<'p> Model<'p> {
    /// Compiles a problem that has no faults.
    pub(super) fn new(problem: &'p Problem) -> Self {
        let n = problem.visits.len();
        let nodes = n + problem.depots.len();
        let days = problem.days();
        let tables = Tables::new(problem);
        let mut model = Self {
            problem,
            mode: mode(problem),
            days,
            n,
            nodes,
            tables,
            shifts: Vec::new(),
            terms: Vec::new(),
            route_terms: Vec::new(),
            visits: Vec::new(),
            has_calendar: problem.weights.peak_vehicle != 0
                || !problem.vehicles.is_empty()
                || problem
                    .depots
                    .iter()
                    .any(|base| base.field_days_per_week.is_some()),
        };
        for depot in 0..problem.depots.len() {
            for day in 0..days {
                model.add_shift(depot, day);
            }
        }
        model.visits = (0..n).map(|visit| compile_visit(&model, visit)).collect();
        model
    }

    /// Adds the routes of a base on a day: as many of each vehicle as there are, or as there are workers.
    fn add_shift(&mut self, depot: usize, day: usize) {
        let problem = self.problem;
        let first = self.route_terms.len();
        let (base, date) = (DepotIndex::from(depot), DayIndex::from(day));
        let workers = problem
            .shift(base, date)
            .map_or(0, |shift| shift.vehicles)
            .min(self.n as u32);
        let plain = problem.vehicles.is_empty().then_some((None, workers));
        let shared = problem.vehicles.iter().enumerate();
        let shared = shared
            .filter(|(_, of)| of.serves_base(base))
            .map(|(at, of)| (Some(VehicleIndex::from(at)), of.count(date).min(workers)));
        for (vehicle, count) in plain.into_iter().chain(shared) {
            let table = self.tables.of_vehicle[vehicle.map_or(0, VehicleIndex::index)];
            if let Some(terms) = Terms::new(problem, base, date, vehicle, table) {
                let same = std::iter::repeat_n(self.terms.len() as u32, count as usize);
                self.route_terms.extend(same);
                self.terms.push(terms);
            }
        }
        self.shifts.push(ModelShift {
            day,
            depot,
            workers,
            routes: (first, self.route_terms.len()),
        });
    }

    /// The terms of a route.
    #[inline]
    pub(super) fn terms(&self, route: usize) -> &Terms {
        &self.terms[self.route_terms[route] as usize]
    }

    /// The terms of a base on a day with a vehicle, found among those of its routes.
    pub(super) fn terms_with(
        &self,
        depot: DepotIndex,
        day: DayIndex,
        vehicle: Option<VehicleIndex>,
    ) -> Option<&Terms> {
        let shift = self
            .shifts
            .get(depot.index() * self.days + day.index())
            .filter(|_| day.index() < self.days)?;
        self.route_terms[shift.routes.0..shift.routes.1]
            .iter()
            .map(|&terms| &self.terms[terms as usize])
            .find(|terms| terms.vehicle == vehicle)
    }

    pub(super) fn leg(&self, table: usize, from: u32, to: u32) -> Leg {
        self.around(table, from)[to as usize].out
    }

    /// The legs between a node and all others.
    #[inline]
    pub(super) fn around(&self, table: usize, node: u32) -> &[Ways] {
        let row = (table * self.nodes + node as usize) * self.nodes;
        &self.tables.ways[row..row + self.nodes]
    }

    pub(super) fn depot_node(&self, depot: usize) -> u32 {
        (self.n + depot) as u32
    }

    pub(super) fn near(&self, visit: u32) -> &[u32] {
        let from = visit as usize * self.tables.near_len;
        &self.tables.near[from..from + self.tables.near_len]
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

fn compile_visit(model: &Model<'_>, v: usize) -> ModelVisit {
    let problem = model.problem;
    let visit = &problem.visits[v];
    let mut options: Vec<ModelOption> = Vec::new();
    for (source, option) in visit.options.iter().enumerate() {
        if problem.is_usable(visit, option) {
            let base = option.depot.index() * model.days;
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
            let base = model.depot_node(visit.options[option.source].depot.index());
            i64::from(model.leg(0, base, v as u32).cost)
        })
        .min()
        .unwrap_or(0);
    ModelVisit {
        service: visit.service_s,
        demand: visit.demand,
        options,
        shifts,
        unserved: visit.unserved_cost,
        equipment: visit.equipment,
        remoteness,
    }
}
