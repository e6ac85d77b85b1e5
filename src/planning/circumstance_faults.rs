//! What is wrong with the circumstances of a replan: places, sites, cars and days that there are not.

use super::timetable::{Group, ScheduleRequest};
use super::unserved;
use crate::domain::{
    Appointment, Circumstances, CycleDay, Plan, Problem, Schedule, Seconds, UnitId, UnservedCause, Vehicle,
    VehicleId, WORKING_DAYS,
};

/// Every fault of `circumstances` for a schedule of `plan`, the cars of both lists known. None where it can be planned.
#[must_use]
pub fn circumstance_faults(
    circumstances: &Circumstances,
    plan: &Plan,
    published: &Schedule,
    vehicles: &[Vehicle],
) -> Vec<Problem> {
    let mut faults = times(circumstances, published.cycle_weeks);
    faults.extend(days(circumstances, published.cycle_weeks));
    for day in &circumstances.carless {
        if !plan.sites.iter().any(|site| site.number == day.site) {
            let cause = format!("участка {} нет в схеме", day.site.0);
            faults.push(Problem::new(
                "site.unknown",
                "/carless",
                cause,
                "выберите участок из схемы",
            ));
        }
    }
    let opening = circumstances.opening.iter().map(|one| ("/opening", &one.unit));
    let appointments = circumstances.appointments.iter();
    let not_visited = circumstances.not_visited.iter();
    let named = opening
        .chain(appointments.map(|one| ("/appointments", &one.unit)))
        .chain(not_visited.map(|unit| ("/not_visited", unit)));
    faults.extend(
        named
            .filter(|(_, unit)| !plan.assignment.contains_key(unit))
            .map(|(pointer, unit)| unknown_unit(pointer, unit)),
    );
    let listed = |id: &VehicleId| published.vehicles.iter().chain(vehicles).any(|one| one.id == *id);
    for off in circumstances
        .out_of_order
        .iter()
        .filter(|off| !listed(&off.vehicle))
    {
        faults.push(Problem::new(
            "vehicle.unknown",
            "/out_of_order",
            format!("машины {} нет в списке графика", off.vehicle),
            "выберите машину из списка",
        ));
    }
    faults
}

/// Every appointment that was not published and that nobody can keep: at a base or where no worker gets to, or at a time
/// at which the working day is not long enough for it.
pub(super) fn appointment_faults(
    groups: &[Group<'_>],
    published: &Schedule,
    request: &ScheduleRequest,
) -> Vec<Problem> {
    let appointments = request.circumstances.appointments.iter().enumerate();
    let new = appointments.filter(|(_, one)| !published.circumstances.appointments.contains(one));
    let fault = |(at, one): (usize, &Appointment)| {
        let pointer = format!("/appointments/{at}");
        let found = groups.iter().find_map(|group| {
            let call = group.calls.iter().find(|call| call.unit.id == one.unit)?;
            Some((group, call))
        });
        let Some((group, call)) = found else {
            return Some(Problem::new(
                "appointment.base",
                pointer,
                format!(
                    "{}: работник принимает там на рабочем месте, выезда туда нет",
                    one.unit
                ),
                "назначьте посещение в населённый пункт, куда выезжают",
            ));
        };
        let name = &call.unit.name;
        let need = match call.need {
            Ok(need) => need,
            // Its own hours are what an appointment is weighed against, not a way that is not there.
            Err(UnservedCause::Hours) => return None,
            Err(cause) => {
                return Some(Problem::new(
                    "appointment.unreachable",
                    pointer,
                    format!("{name}: {}", unserved::words(cause).0),
                    "снимите назначенное время",
                ));
            }
        };
        let site = group.sites.get(call.site)?.number;
        let way = |from, to| match group.way(site, None, from, to) {
            Some((_, time)) if request.vehicles.is_empty() => time,
            _ => Seconds::ZERO,
        };
        let profile = &request.profile;
        let earliest = Seconds::from_minutes(profile.day_start_min) + way(None, Some(&one.unit));
        let latest = Seconds::from_minutes(profile.day_end_min) - need.service - way(Some(&one.unit), None);
        let fits = (earliest..=latest).contains(&one.begin);
        (!fits).then(|| {
            Problem::new(
                "appointment.hours",
                pointer,
                format!(
                    "{name}: в {} не успеть за рабочий день, приём длится {} мин.",
                    one.begin.clock(),
                    need.service.get() / 60
                ),
                format!("назначьте время от {} до {}", earliest.clock(), latest.clock()),
            )
        })
    };
    new.filter_map(fault).collect()
}

fn unknown_unit(pointer: &str, unit: &UnitId) -> Problem {
    Problem::new(
        "unit.unknown",
        pointer,
        format!("единицы «{unit}» нет в схеме"),
        "выберите населённый пункт из схемы",
    )
}

fn is_in(day: CycleDay, weeks: u8) -> bool {
    day.week < weeks && day.weekday < WORKING_DAYS
}

/// Days without a car that are no days of the cycle.
fn days(circumstances: &Circumstances, weeks: u8) -> Option<Problem> {
    let off = circumstances.out_of_order.iter().filter_map(|off| off.day);
    let mut all = circumstances.carless.iter().map(|day| day.day).chain(off);
    let day = all.find(|day| !is_in(*day, weeks))?;
    Some(Problem::new(
        "day.range",
        "/carless",
        format!("неделя {}, день {}", day.week + 1, day.weekday + 1),
        format!("неделя от 1 до {weeks}, день от 1 до 5 (в запросе — от нуля)"),
    ))
}

/// Hours that hold no time of a day, appointments on no day of the cycle.
fn times(circumstances: &Circumstances, weeks: u8) -> Vec<Problem> {
    let midnight = Seconds::from_minutes(24 * 60);
    let mut faults = Vec::new();
    for (at, hours) in circumstances.opening.iter().enumerate() {
        let is_day = hours.weekday.is_none_or(|weekday| weekday < WORKING_DAYS);
        if !is_day || hours.from < Seconds::ZERO || hours.from >= hours.until || hours.until > midnight {
            faults.push(Problem::new(
                "opening.range",
                format!("/opening/{at}"),
                format!("{}–{}", hours.from.get(), hours.until.get()),
                "секунды от полуночи, начало раньше конца; день недели от 0 до 4",
            ));
        }
    }
    for (at, one) in circumstances.appointments.iter().enumerate() {
        if !is_in(one.day, weeks) || one.begin < Seconds::ZERO || one.begin >= midnight {
            let CycleDay { week, weekday } = one.day;
            faults.push(Problem::new(
                "appointment.range",
                format!("/appointments/{at}"),
                format!("неделя {week}, день {weekday}, {}", one.begin.get()),
                format!(
                    "неделя от 0 до {}, день от 0 до 4, секунды от полуночи",
                    weeks.saturating_sub(1)
                ),
            ));
        }
    }
    faults
}
