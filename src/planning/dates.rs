//! A cycle on the calendar: which round falls on which date, what becomes of a round on a holiday, and whether a visit
//! order is met in time.

use super::PlanningError;
use super::emergency::{EmergencyOption, EmergencyRequest, emergency};
use super::ground::Ground;
use crate::domain::{
    CycleDay, Plan, Problem, ProductionCalendar, Round, Schedule, Seconds, SiteNumber, Territory, UnitId,
    VisitProfile,
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
/// A round that falls on a day off goes to a free working day of its week: the nearest one without a round and with a
/// vehicle, the later of two equally near ones. Where its week has none, it waits for the next cycle, and says so.
#[must_use]
pub fn site_dates(
    schedule: &Schedule,
    site: SiteNumber,
    calendar: &ProductionCalendar,
    from: Date,
    days: usize,
) -> Vec<SiteDate> {
    let rounds: BTreeMap<CycleDay, &Round> = schedule
        .rounds
        .iter()
        .filter(|round| round.site == site)
        .map(|round| (round.day, round))
        .collect();
    let weeks = schedule.cycle_weeks;
    let mut taken: BTreeSet<Date> = BTreeSet::new();
    from.series(1.day())
        .take(days.min(DAYS_MAX))
        .filter_map(|date| {
            let day = CycleDay::of_date(date, weeks);
            let is_working = calendar.is_working(date);
            let round = day.and_then(|day| rounds.get(&day));
            let has_round = round.is_some();
            let is_free = |other: &Date| {
                let day = CycleDay::of_date(*other, weeks);
                calendar.is_working(*other)
                    && !taken.contains(other)
                    && day.is_some_and(|day| {
                        !rounds.contains_key(&day)
                            && schedule.circumstances.has_vehicle(site, day)
                            && round.is_some_and(|round| schedule.vehicle_is_free(round, day))
                    })
            };
            let moved_to = (has_round && !is_working)
                .then(|| {
                    week_of(date)
                        .filter(is_free)
                        .min_by_key(|other| nearness(date, *other))
                })
                .flatten();
            taken.extend(moved_to);
            (day.is_some() || is_working).then_some(SiteDate {
                date,
                day,
                is_working,
                has_round,
                moved_to,
            })
        })
        .collect()
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
    let days = request.received.until(deadline).map_or(0, |span| span.get_days());
    let dates = site_dates(
        schedule,
        site,
        calendar,
        request.received,
        usize::try_from(days).unwrap_or(0) + 7,
    );
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
