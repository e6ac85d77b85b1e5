//! The rules that routes of different days or bases share: field days of a week, workers and vehicles of a day, the
//! vehicles on the peak day.

use super::problem::DayIndex;
use super::state::State;

impl State<'_, '_> {
    /// Brings calendar costs (field days a week, workers and vehicles a day, the peak day) up to date.
    pub(super) fn settle(&mut self) {
        if !self.model.has_calendar {
            return;
        }
        let (cost, over) = self.calendar();
        self.totals.calendar = cost;
        self.totals.calendar_excess = over;
    }

    /// Cost of the calendar, and how far its limits are passed.
    pub(super) fn calendar(&self) -> (i64, i64) {
        let problem = self.model.problem;
        let over = self.field_days_over() + self.vehicles_over();
        let peak = if problem.weights.peak_vehicle == 0 {
            0
        } else {
            (0..self.model.days)
                .map(|day| self.vehicles_on(day))
                .max()
                .unwrap_or(0)
        };
        (
            over * self.penalties.calendar + peak * problem.weights.peak_vehicle,
            over,
        )
    }

    fn field_days_over(&self) -> i64 {
        let problem = self.model.problem;
        let days = self.model.days;
        let mut over = 0_i64;
        for (depot, base) in problem.depots.iter().enumerate() {
            let Some(limit) = base.field_days_per_week else {
                continue;
            };
            let open = &self.open[depot * days..(depot + 1) * days];
            let mut day = 0;
            while day < days {
                let week = problem.week_of_day[day];
                let mut used = 0_i64;
                while day < days && problem.week_of_day[day] == week {
                    used += i64::from(open[day] > 0);
                    day += 1;
                }
                over += (used - i64::from(limit)).max(0);
            }
        }
        over
    }

    /// Workers and vehicles that are out on a day and are not there: plain routes are as many as there may be.
    fn vehicles_over(&self) -> i64 {
        let problem = self.model.problem;
        if problem.vehicles.is_empty() {
            return 0;
        }
        let workers = self.model.shifts.iter().zip(&self.open);
        let workers: u32 = workers.map(|(of, &open)| open.saturating_sub(of.workers)).sum();
        let days = self.model.days;
        let vehicles = problem.vehicles.iter().enumerate().flat_map(|(at, vehicle)| {
            (0..days).map(move |day| {
                self.taken[at * days + day].saturating_sub(vehicle.count(DayIndex::from(day)))
            })
        });
        i64::from(workers) + i64::from(vehicles.sum::<u32>())
    }

    /// Routes of a day that take somebody's vehicle.
    fn vehicles_on(&self, day: usize) -> i64 {
        let days = self.model.days.max(1);
        let on_day =
            |used: &[u32]| -> i64 { used.iter().skip(day).step_by(days).map(|&n| i64::from(n)).sum() };
        let vehicles = self.model.problem.vehicles.iter().zip(self.taken.chunks(days));
        let riding = vehicles.filter(|(vehicle, _)| vehicle.timetabled);
        on_day(&self.open) - riding.map(|(_, taken)| on_day(taken)).sum::<i64>()
    }
}

/// What opening several days of one week costs beyond the sum of [`opening`] for each of them alone.
pub(super) fn openings_together(state: &State<'_, '_>, shifts: &[u32]) -> i64 {
    let model = state.model;
    let Some(&first) = shifts.first().filter(|_| model.has_calendar) else {
        return 0;
    };
    let depot = model.shifts[first as usize].depot;
    let Some(limit) = model.problem.depots[depot].field_days_per_week else {
        return 0;
    };
    let limit = i64::from(limit);
    let weeks = &model.problem.week_of_day;
    let (mut extra, mut at) = (0, 0);
    while at < shifts.len() {
        let week = weeks[model.shifts[shifts[at] as usize].day];
        let mut new = 0;
        while at < shifts.len() && weeks[model.shifts[shifts[at] as usize].day] == week {
            new += i64::from(state.open[shifts[at] as usize] == 0);
            at += 1;
        }
        if new > 1 {
            let used = (0..model.days)
                .filter(|&day| weeks[day] == week && state.open[depot * model.days + day] > 0)
                .count() as i64;
            let together = (used + new - limit).max(0) - (used - limit).max(0);
            extra += together - if used >= limit { new } else { 0 };
        }
    }
    extra * state.penalties.calendar
}

/// What an unused route costs in the calendar once it is used: a field day too many, a worker or a vehicle too many on
/// the day, one more vehicle on the peak day.
pub(super) fn opening(state: &State<'_, '_>, route: usize) -> i64 {
    let model = state.model;
    if !model.has_calendar {
        return 0;
    }
    let problem = model.problem;
    let of = model.terms(route);
    let mut over = 0;
    if state.open[of.shift] == 0
        && let Some(limit) = problem.depots[of.depot].field_days_per_week
    {
        let week = problem.week_of_day[of.day];
        let used = (0..model.days)
            .filter(|&day| problem.week_of_day[day] == week && state.open[of.depot * model.days + day] > 0)
            .count();
        over += i64::from(used >= limit as usize);
    }
    if let Some(vehicle) = of.vehicle {
        let taken = state.taken[vehicle.index() * model.days + of.day];
        let there = problem.vehicles[vehicle.index()].count(DayIndex::from(of.day));
        over += i64::from(taken >= there);
        over += i64::from(state.open[of.shift] >= model.shifts[of.shift].workers);
    }
    let mut cost = over * state.penalties.calendar;
    let rides = of
        .vehicle
        .is_some_and(|at| problem.vehicles[at.index()].timetabled);
    if problem.weights.peak_vehicle != 0 && !rides {
        let peak = (0..model.days)
            .map(|day| state.vehicles_on(day))
            .max()
            .unwrap_or(0);
        if state.vehicles_on(of.day) >= peak {
            cost += problem.weights.peak_vehicle;
        }
    }
    cost
}
