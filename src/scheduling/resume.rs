//! Planning from routes that are already known.

use super::chain::Chain;
use super::model::{Model, NONE};
use super::outcome::Outcome;
use super::price::{Excess, Tally, price};
use super::problem::{DayIndex, Problem, VehicleIndex, VisitIndex};
use super::recreate::Removed;
use super::repair::Published;
use super::search::Options;
use super::state::{State, clocked};
use super::timetable::ClockScratch;
use super::write::outcome;
use crate::search::{Budget, ProgressSink, SearchRng};

/// Plans from routes that are already known; also tells which visits stood in a route that breaks a rule now.
pub(super) fn solve_from(
    problem: &Problem,
    published: &Published,
    options: &Options,
    budget: &Budget,
    progress: ProgressSink<'_>,
) -> (Outcome, Vec<VisitIndex>) {
    if let Some(refused) = super::write::refused(problem) {
        return (refused, Vec::new());
    }
    let model = Model::new(problem);
    let mut search = Chain::new(&model, SearchRng::stream(options.seed, 0), None);
    let broken = load(&mut search, published);
    search.stay_near();
    let iterations = search.run(budget, progress);
    (outcome(&model, &search.best, iterations), broken)
}

/// Puts known routes in place as far as the options allow and inserts the rest; returns the visits of routes that
/// break a rule as they stand.
fn load(search: &mut Chain<'_, '_>, published: &Published) -> Vec<VisitIndex> {
    place_known(&mut search.state, published);
    let broken = broken(&search.state);
    let removed = missing(&search.state);
    search.put_back(removed);
    search.keep_best();
    broken
}

/// Chooses the known days where they are an option and puts the known routes in place where their day and vehicle are
/// there; what finds no place is [`missing`].
pub(super) fn place_known(state: &mut State<'_, '_>, published: &Published) {
    let model = state.model;
    for (visit, of) in model.visits.iter().enumerate() {
        let Some((set, depot)) = published.days.get(visit).copied().flatten() else {
            continue;
        };
        let source = &model.problem.visits[visit].options;
        let same = |option: &super::model::ModelOption| {
            (source[option.source].days, source[option.source].depot) == (set, depot)
        };
        if let Some(choice) = of.options.iter().position(same) {
            state.choose(visit as u32, choice as u32);
        }
    }
    for known in &published.routes {
        let day = known.day;
        let shift = known.depot.index() * model.days + day.index();
        let Some(of) = model.shifts.get(shift).filter(|_| day.index() < model.days) else {
            continue;
        };
        let mut stops: Vec<u32> = known.visits.iter().map(|visit| visit.0).collect();
        stops.retain(|&visit| uses(state, visit, shift) && state.route_of(visit, day.index()).is_none());
        let Some(route) = unused(state, of.routes.0..of.routes.1, &stops, known.vehicle) else {
            continue;
        };
        for visit in stops {
            if goes(model, route, visit) {
                let end = state.routes[route].sequence.len() - 1;
                state.insert(route, end, visit);
            }
        }
    }
}

/// The visits of routes that break a rule.
pub(super) fn broken(state: &State<'_, '_>) -> Vec<VisitIndex> {
    let routes = state.routes.iter();
    routes
        .filter(|route| route.excess != Excess::default())
        .flat_map(|route| route.stops().iter().map(|&visit| VisitIndex(visit)))
        .collect()
}

/// What is in no route on a day of its option, and what has no option.
pub(super) fn missing(state: &State<'_, '_>) -> Vec<Removed> {
    let model = state.model;
    let mut removed = Vec::new();
    for visit in 0..model.n as u32 {
        let choice = state.choice[visit as usize];
        let Some(option) = model.visits[visit as usize].options.get(choice as usize) else {
            removed.push(Removed { visit, shift: NONE });
            continue;
        };
        for &shift in &option.shifts {
            if state.route_of(visit, model.shifts[shift as usize].day).is_none() {
                removed.push(Removed { visit, shift });
            }
        }
    }
    removed
}

/// The unused route whose vehicle goes to most of the stops: the known vehicle where it is one of them, else the one
/// that costs least for them.
fn unused(
    state: &State<'_, '_>,
    routes: std::ops::Range<usize>,
    stops: &[u32],
    vehicle: Option<VehicleIndex>,
) -> Option<usize> {
    let model = state.model;
    let left_out = |route: usize| stops.iter().filter(|&&visit| !goes(model, route, visit)).count();
    let cost = |route: usize| {
        let terms = model.terms(route);
        let base = std::iter::once(model.depot_node(terms.depot));
        let sequence: Vec<u32> = base.clone().chain(stops.iter().copied()).chain(base).collect();
        let legs = sequence.windows(2);
        let tally = Tally {
            travel: legs
                .map(|pair| i64::from(model.leg(terms.table, pair[0], pair[1]).cost))
                .sum(),
            load: stops
                .iter()
                .map(|&visit| model.visits[visit as usize].demand)
                .sum(),
            ..clocked(model, terms, &sequence, &mut ClockScratch::default())
        };
        price(model.problem, &state.penalties, terms, &tally)
    };
    routes
        .filter(|&route| state.routes[route].is_empty() && is_free(state, route))
        .min_by_key(|&route| {
            (
                left_out(route),
                model.terms(route).vehicle != vehicle,
                cost(route),
            )
        })
}

/// True when the vehicle of a route goes to a visit.
fn goes(model: &Model<'_>, route: usize, visit: u32) -> bool {
    model.visits[visit as usize].equipment & !model.terms(route).equipment == 0
}

/// True when the vehicle of a route is not all taken on its day.
fn is_free(state: &State<'_, '_>, route: usize) -> bool {
    let of = state.model.terms(route);
    of.vehicle.is_none_or(|vehicle| {
        let taken = state.taken[vehicle.index() * state.model.days + of.day];
        taken < state.model.problem.vehicles[vehicle.index()].count(DayIndex::from(of.day))
    })
}

/// True when the chosen option of a visit uses a shift.
fn uses(state: &State<'_, '_>, visit: u32, shift: usize) -> bool {
    let Some(of) = state.model.visits.get(visit as usize) else {
        return false;
    };
    of.options
        .get(state.choice[visit as usize] as usize)
        .is_some_and(|o| o.shifts.contains(&(shift as u32)))
}
