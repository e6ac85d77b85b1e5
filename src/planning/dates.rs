//! A cycle on the calendar: which round falls on which date, what becomes of a round on a holiday, and whether a visit
//! order is met in time.

use super::PlanningError;
use super::emergency::{EmergencyOption, EmergencyRequest, emergency};
use super::ground::Ground;
use crate::domain::{
    CycleDay, Plan, Problem, ProductionCalendar, Round, Schedule, Seconds, SiteNumber, Territory, UnitId,
    VehicleId, VisitProfile,
};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Longest stretch of dates that is asked for, in days.
const DAYS_MAX: usize = 366;

/// Most working days that an order may take.
const ORDER_DAYS_MAX: u8 = 30;

/// One date of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SiteDate {
    /// The date, Monday to Friday, or a weekend day made a working day.
    pub date: Date,
    /// The day of the cycle; `None` on a weekend.
    pub day: Option<CycleDay>,
    /// True when people work.
    pub is_working: bool,
    /// True when the cycle has a round for it.
    pub has_round: bool,
    /// For a round on a day off: the working day of the same week that takes it; `None` when there is none.
    pub moved_to: Option<Date>,
}

/// The dates of a site from `from` on, `days` calendar days, weekends left out unless people work.
///
/// A round that falls on a day off goes to a free working day of its week: the nearest one without a round, with a vehicle
/// and with its reception points open, the later of two equally near ones. Where its week has none, it waits for the next
/// cycle, and says so. What other sites move and what was moved earlier in the week of `from` is counted.
#[must_use]
pub fn site_dates(
    schedule: &Schedule,
    site: SiteNumber,
    calendar: &ProductionCalendar,
    from: Date,
    days: usize,
) -> Vec<SiteDate> {
    let days = days.min(DAYS_MAX);
    let mut moves = Moves::new(schedule, calendar);
    let earlier = week_of(from).take_while(|date| *date < from);
    for date in earlier.chain(from.series(1.day()).take(days)) {
        if !calendar.is_working(date) {
            moves.clear(date);
        }
    }
    from.series(1.day())
        .take(days)
        .filter_map(|date| {
            let day = CycleDay::of_date(date, schedule.cycle_weeks);
            let is_working = calendar.is_working(date);
            (day.is_some() || is_working).then(|| SiteDate {
                date,
                day,
                is_working,
                has_round: day.is_some_and(|day| moves.rounds.contains_key(&(day, site))),
                moved_to: moves.to.get(&(site, date)).copied(),
            })
        })
        .collect()
}

/// Rounds moved off days off, of all sites: they share vehicles.
struct Moves<'s> {
    schedule: &'s Schedule,
    calendar: &'s ProductionCalendar,
    rounds: BTreeMap<(CycleDay, SiteNumber), &'s Round>,
    /// How many rounds of the cycle take a vehicle on a day.
    out: BTreeMap<(&'s VehicleId, CycleDay), usize>,
    /// How many moved rounds take a vehicle on a date.
    out_moved: BTreeMap<(&'s VehicleId, Date), usize>,
    /// Where the round of a site on a day off goes.
    to: BTreeMap<(SiteNumber, Date), Date>,
    /// Dates of a site that a moved round takes.
    taken: BTreeSet<(SiteNumber, Date)>,
}

impl<'s> Moves<'s> {
    fn new(schedule: &'s Schedule, calendar: &'s ProductionCalendar) -> Self {
        let rounds = schedule.rounds.iter();
        let mut out: BTreeMap<(&VehicleId, CycleDay), usize> = BTreeMap::new();
        for round in &schedule.rounds {
            if let Some(of) = &round.vehicle {
                *out.entry((&of.id, round.day)).or_default() += 1;
            }
        }
        Self {
            schedule,
            calendar,
            rounds: rounds.map(|round| ((round.day, round.site), round)).collect(),
            out,
            out_moved: BTreeMap::new(),
            to: BTreeMap::new(),
            taken: BTreeSet::new(),
        }
    }

    /// Moves the rounds of a day off, sites ascending. Days off of a week come in order.
    fn clear(&mut self, date: Date) {
        let Some(day) = CycleDay::of_date(date, self.schedule.cycle_weeks) else {
            return;
        };
        let of_day = (day, SiteNumber(0))..=(day, SiteNumber(u32::MAX));
        let rounds: Vec<&'s Round> = self.rounds.range(of_day).map(|(_, round)| *round).collect();
        for round in rounds {
            let to = week_of(date)
                .filter(|other| self.is_free(round, *other))
                .min_by_key(|other| nearness(date, *other));
            let Some(to) = to else { continue };
            self.to.insert((round.site, date), to);
            self.taken.insert((round.site, to));
            if let Some(of) = &round.vehicle {
                *self.out_moved.entry((&of.id, to)).or_default() += 1;
            }
        }
    }

    /// True when a round can be made on another date as it is.
    fn is_free(&self, round: &'s Round, date: Date) -> bool {
        let Some(day) = CycleDay::of_date(date, self.schedule.cycle_weeks) else {
            return false;
        };
        let given = &self.schedule.circumstances;
        let mut stops = round.stops.iter();
        !self.rounds.contains_key(&(day, round.site))
            && !self.taken.contains(&(round.site, date))
            && self.calendar.is_working(date)
            && given.has_vehicle(round.site, day)
            && stops.all(|stop| given.admits_moved(&stop.unit, (round.day, day), stop.start, stop.service))
            && self
                .schedule
                .vehicle_is_free(round, day, self.out_on(round, day, date))
    }

    /// How many rounds have the vehicle of `round` out on a date.
    fn out_on(&self, round: &'s Round, day: CycleDay, date: Date) -> usize {
        round.vehicle.as_ref().map_or(0, |of| {
            let planned = self.out.get(&(&of.id, day)).copied().unwrap_or_default();
            let moved = self.out_moved.get(&(&of.id, date)).copied().unwrap_or_default();
            planned + moved
        })
    }
}

/// The seven days of the week of a date.
fn week_of(date: Date) -> impl Iterator<Item = Date> {
    let back = i64::from(date.weekday().to_monday_zero_offset());
    let monday = date.saturating_sub(back.days());
    monday.series(1.day()).take(7)
}

/// Days between, the earlier of two equally near ones last.
fn nearness(from: Date, to: Date) -> (i32, bool) {
    let days = from.until(to).map_or(i32::MAX, |span| span.get_days());
    (days.abs(), days < 0)
}

/// A dated task: go there within so many working days.
#[derive(Debug, Clone)]
pub struct OrderRequest {
    /// Where.
    pub unit: UnitId,
    /// When it came.
    pub received: Date,
    /// Within how many working days: 3 for a first check, 5 for proposals, 15 for the start of measures.
    pub working_days: u8,
    /// How long the visit takes.
    pub service: Seconds,
}

/// A round that comes by anyway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedVisit {
    /// When.
    pub date: Date,
    /// The site whose worker comes.
    pub site: SiteNumber,
    /// Arrival, time of day.
    pub arrival: Seconds,
}

/// A visit made for the order on a date before the deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExtraVisit {
    /// When.
    pub date: Date,
    /// How.
    pub option: EmergencyOption,
}

/// How an order is met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrderAnswer {
    /// The last date that is in time.
    pub deadline: Date,
    /// True when the transfers of every year concerned are known.
    pub calendar_is_complete: bool,
    /// The first round in time that comes by.
    pub planned: Option<PlannedVisit>,
    /// When no round comes by in time: the best extra visit of each date, cheapest first.
    pub extra: Vec<ExtraVisit>,
}

/// Finds how an order is met: by a round that comes by before the deadline, else by the cheapest extra visits.
///
/// # Errors
/// [`PlanningError::UnknownUnit`]; [`PlanningError::Refused`] for a number of days or a service time out of range.
pub fn order(
    territory: &Territory,
    ground: &Ground,
    plan: &Plan,
    profile: &VisitProfile,
    calendar: &ProductionCalendar,
    schedule: &Schedule,
    request: &OrderRequest,
) -> Result<OrderAnswer, PlanningError> {
    if !(1..=ORDER_DAYS_MAX).contains(&request.working_days) {
        return Err(PlanningError::Refused(vec![Problem::new(
            "order.working_days",
            "/working_days",
            request.working_days.to_string(),
            format!("от 1 до {ORDER_DAYS_MAX} рабочих дней"),
        )]));
    }
    if !territory.units.iter().any(|unit| unit.id == request.unit) {
        return Err(PlanningError::UnknownUnit(request.unit.clone()));
    }
    let deadline = calendar.working_days_after(request.received, request.working_days);
    let mut answer = OrderAnswer {
        deadline,
        calendar_is_complete: (request.received.year()..=deadline.year())
            .all(|year| calendar.is_complete_for(year)),
        planned: planned(schedule, calendar, request, deadline),
        extra: Vec::new(),
    };
    if answer.planned.is_none() {
        answer.extra = extra(territory, ground, plan, profile, calendar, schedule, request)?;
    }
    Ok(answer)
}

fn planned(
    schedule: &Schedule,
    calendar: &ProductionCalendar,
    request: &OrderRequest,
    deadline: Date,
) -> Option<PlannedVisit> {
    let comes_by = |round: &&Round| round.stops.iter().any(|stop| stop.unit == request.unit);
    let site = schedule.rounds.iter().find(comes_by)?.site;
    // A round of a holiday before the order may have been moved to a date after it, inside their week.
    let monday = week_of(request.received).next().unwrap_or(request.received);
    let days = monday.until(deadline).map_or(0, |span| span.get_days());
    let days = usize::try_from(days).unwrap_or(0) + 7;
    let dates = site_dates(schedule, site, calendar, monday, days);
    let on = |date: &SiteDate| {
        let day = date.day.filter(|_| date.has_round)?;
        let takes_place = if date.is_working {
            Some(date.date)
        } else {
            date.moved_to
        };
        let round = schedule
            .rounds
            .iter()
            .filter(|round| round.site == site && round.day == day)
            .find(comes_by)?;
        let stop = round.stops.iter().find(|stop| stop.unit == request.unit)?;
        takes_place.map(|date| PlannedVisit {
            date,
            site,
            arrival: stop.arrival,
        })
    };
    dates
        .iter()
        .filter_map(on)
        .filter(|visit| visit.date > request.received && visit.date <= deadline)
        .min_by_key(|visit| visit.date)
}

fn extra(
    territory: &Territory,
    ground: &Ground,
    plan: &Plan,
    profile: &VisitProfile,
    calendar: &ProductionCalendar,
    schedule: &Schedule,
    request: &OrderRequest,
) -> Result<Vec<ExtraVisit>, PlanningError> {
    let mut found = Vec::new();
    for count in 1..=request.working_days {
        let date = calendar.working_days_after(request.received, count);
        let Some(day) = CycleDay::of_date(date, schedule.cycle_weeks) else {
            continue;
        };
        let urgent = EmergencyRequest {
            unit: request.unit.clone(),
            day,
            now: Seconds::ZERO,
            service: request.service,
            most: 1,
        };
        let options = emergency(territory, ground, plan, profile, schedule, &urgent)?;
        found.extend(options.into_iter().map(|option| ExtraVisit { date, option }));
    }
    found.sort_by_key(|visit| {
        let option = &visit.option;
        (
            option.overtime,
            option.put_off.is_some(),
            option.needs_vehicle,
            option.extra_drive,
            visit.date,
        )
    });
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::{OrderRequest, planned, site_dates};
    use crate::domain::{
        Circumstances, CycleDay, FOOT, LineTrip, Metres, OpeningHours, ProductionCalendar, Ride, Round,
        RoundVehicle, Schedule, ScheduleOrigin, Season, Seconds, SiteNumber, Stop, UnitId, Vehicle,
        VehicleId, VehicleKind, VehiclePrice,
    };
    use jiff::civil::{Date, date};
    use std::collections::BTreeSet;

    const MONDAY: Date = Date::constant(2026, 11, 2);

    fn calendar(holidays: &[&str]) -> ProductionCalendar {
        ProductionCalendar {
            id: "t".to_owned(),
            title: String::new(),
            source: String::new(),
            holidays: holidays.iter().map(|day| (*day).to_owned()).collect(),
            transfers: Vec::new(),
        }
    }

    fn unit(site: u32) -> UnitId {
        UnitId::new(format!("unit {site}"))
    }

    /// A round of an hour from ten o'clock.
    fn round(site: u32, weekday: u8, vehicle: Option<RoundVehicle>) -> Round {
        let minutes = Seconds::from_minutes;
        Round {
            site: SiteNumber(site),
            day: CycleDay { week: 0, weekday },
            departure: minutes(590),
            stops: vec![Stop {
                unit: unit(site),
                leg_distance: Metres(5_000),
                leg_time: minutes(10),
                arrival: minutes(600),
                start: minutes(600),
                service: minutes(40),
                departure: minutes(640),
            }],
            return_distance: Metres(5_000),
            return_time: minutes(10),
            arrival: minutes(650),
            lunch: None,
            vehicle,
        }
    }

    fn taking(ride: Option<Ride>) -> Option<RoundVehicle> {
        Some(RoundVehicle {
            id: VehicleId::from("v"),
            out_distance: Metres::ZERO,
            out_time: Seconds::ZERO,
            home_distance: Metres::ZERO,
            home_time: Seconds::ZERO,
            ride,
        })
    }

    fn vehicle(kind: VehicleKind, count: u32, trips: Vec<LineTrip>) -> Vehicle {
        Vehicle {
            id: VehicleId::from("v"),
            kind,
            title: String::new(),
            count,
            bases: BTreeSet::new(),
            garage: None,
            weekdays: BTreeSet::new(),
            seasons: BTreeSet::new(),
            driver: None,
            speeds: FOOT.to_owned(),
            legs: Vec::new(),
            trips,
            price: VehiclePrice::default(),
        }
    }

    /// A schedule of a cycle of one week.
    fn weekly(rounds: Vec<Round>, vehicles: Vec<Vehicle>, opening: Vec<OpeningHours>) -> Schedule {
        Schedule {
            id: "s".into(),
            plan: "p".into(),
            season: Season::Summer,
            cycle_weeks: 1,
            rounds,
            unserved: Vec::new(),
            vehicles,
            circumstances: Circumstances {
                opening,
                ..Circumstances::default()
            },
            replanned: None,
            origin: ScheduleOrigin {
                visit_profile: String::new(),
                speed_profile: String::new(),
                seed: 1,
                program_version: String::new(),
                made_at: String::new(),
                search_ms: 0,
            },
        }
    }

    /// Where the rounds of a site in the week of [`MONDAY`] go that are on its days off, as days of November.
    fn moved(schedule: &Schedule, site: u32, holidays: &[&str], from: Date) -> Vec<(i8, Option<i8>)> {
        let dates = site_dates(schedule, SiteNumber(site), &calendar(holidays), from, 7);
        assert!(dates.iter().all(|day| day.date >= from));
        let off = dates.iter().filter(|day| day.has_round && !day.is_working);
        off.map(|day| (day.date.day(), day.moved_to.map(|to| to.day())))
            .collect()
    }

    #[test]
    fn sites_moved_off_one_holiday_do_not_take_the_same_car_twice() {
        let rounds = vec![
            round(1, 2, taking(None)),
            round(2, 2, taking(None)),
            round(3, 1, taking(None)),
            round(3, 3, taking(None)),
        ];
        let schedule = weekly(
            rounds,
            vec![vehicle(VehicleKind::Institution, 2, Vec::new())],
            Vec::new(),
        );
        let of = |site| moved(&schedule, site, &["11-04"], MONDAY);
        // One car is left on Thursday, and one on Tuesday.
        assert_eq!(of(1), [(4, Some(5))]);
        assert_eq!(of(2), [(4, Some(3))]);
        assert!(of(3).is_empty());
    }

    #[test]
    fn a_car_that_is_out_all_week_leaves_a_round_where_it_is() {
        let mut rounds: Vec<Round> = (0..5).map(|day| round(1, day, taking(None))).collect();
        rounds.push(round(2, 2, taking(None)));
        let two = vec![vehicle(VehicleKind::Institution, 2, Vec::new())];
        let mut schedule = weekly(rounds, two, Vec::new());
        assert_eq!(moved(&schedule, 2, &["11-04"], MONDAY), [(4, Some(5))]);
        schedule.vehicles[0].count = 1;
        assert_eq!(moved(&schedule, 2, &["11-04"], MONDAY), [(4, None)]);
        schedule.vehicles.clear();
        assert_eq!(moved(&schedule, 2, &["11-04"], MONDAY), [(4, None)]);
    }

    #[test]
    fn a_round_is_not_moved_to_a_day_when_its_reception_point_is_closed() {
        let hours = |weekday, from, until| OpeningHours {
            unit: unit(1),
            weekday: Some(weekday),
            from: Seconds::from_minutes(from),
            until: Seconds::from_minutes(until),
        };
        let with = |opening| weekly(vec![round(1, 2, None)], Vec::new(), opening);
        let of = |schedule: &Schedule| moved(schedule, 1, &["11-04"], MONDAY);
        assert_eq!(of(&with(Vec::new())), [(4, Some(5))]);
        // Closed on Tuesday and Thursday, on Friday open in the afternoon only.
        let opening = vec![hours(0, 540, 720), hours(2, 540, 720), hours(4, 780, 1020)];
        assert_eq!(of(&with(opening)), [(4, Some(2))]);
        assert_eq!(of(&with(vec![hours(2, 540, 720)])), [(4, None)]);
    }

    #[test]
    fn a_round_by_bus_moves_to_a_day_when_both_its_trips_go_whoever_else_rides() {
        let trip = |id: &str, weekdays: &[u8]| LineTrip {
            id: id.to_owned(),
            weekdays: weekdays.iter().copied().collect(),
            calls: Vec::new(),
        };
        let ride = || {
            taking(Some(Ride {
                out: "8:10".to_owned(),
                home: "16:00".to_owned(),
            }))
        };
        let rounds = vec![round(1, 2, ride()), round(2, 2, ride()), round(3, 1, ride())];
        let with = |home: &[u8]| {
            let trips = vec![trip("8:10", &[]), trip("16:00", home)];
            weekly(
                rounds.clone(),
                vec![vehicle(VehicleKind::Public, 1, trips)],
                Vec::new(),
            )
        };
        let schedule = with(&[1, 2]);
        for site in [1, 2] {
            assert_eq!(moved(&schedule, site, &["11-04"], MONDAY), [(4, Some(3))]);
        }
        assert_eq!(moved(&with(&[2]), 1, &["11-04"], MONDAY), [(4, None)]);
    }

    #[test]
    fn dates_from_the_middle_of_a_week_are_those_asked_for_from_its_monday() {
        let schedule = weekly(vec![round(1, 0, None), round(1, 1, None)], Vec::new(), Vec::new());
        let holidays = ["11-02", "11-03"];
        assert_eq!(
            moved(&schedule, 1, &holidays, MONDAY),
            [(2, Some(4)), (3, Some(5))]
        );
        assert_eq!(moved(&schedule, 1, &holidays, date(2026, 11, 3)), [(3, Some(5))]);
    }

    #[test]
    fn an_order_after_a_holiday_is_met_by_the_round_that_was_moved_past_it() {
        let mut other = round(1, 1, None);
        other.stops[0].unit = unit(9);
        let next = Round {
            day: CycleDay { week: 0, weekday: 3 },
            ..other.clone()
        };
        let schedule = weekly(vec![round(1, 2, None), other, next], Vec::new(), Vec::new());
        let received = date(2026, 11, 5);
        let request = OrderRequest {
            unit: unit(1),
            received,
            working_days: 1,
            service: Seconds::from_minutes(30),
        };
        let friday = date(2026, 11, 6);
        let visit = planned(&schedule, &calendar(&["11-04"]), &request, friday);
        assert_eq!(visit.map(|visit| visit.date), Some(friday));
        // Without the holiday it came by the day before the order.
        assert_eq!(planned(&schedule, &calendar(&[]), &request, friday), None);
    }
}
