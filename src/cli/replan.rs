//! `uchastok replan`: a published schedule for changed circumstances, with least change.

use super::database::{Database, ground};
use super::profiles::DataFolder;
use super::report;
use super::schedule::{ITERATIONS, store_schedule};
use super::stopping::end_on_signal;
use super::stored::Stored;
use super::times::{time, weekday};
use crate::domain::{
    Appointment, CarlessDay, Circumstances, Closure, CycleDay, OpeningHours, Schedule, Seconds, SiteNumber,
    UnitId, VehicleId, VehicleOff,
};
use crate::planning::{EARLIER_MAX, Made, ScheduleRequest, replan};
use crate::search::{StopToken, ignore_progress};
use crate::store::rfc3339;
use clap::Args;
use std::process::ExitCode;

/// Arguments of `uchastok replan`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    uchastok replan SCHEDULE --carless 3:tue           # site 3 has no car on Tuesdays\n  \
    uchastok replan SCHEDULE --carless 3:tue:2         # … in the second week only\n  \
    uchastok replan SCHEDULE --closed 69.08,58.21      # nobody can drive through here\n  \
    uchastok replan SCHEDULE --without s646            # this unit is not to be visited\n  \
    uchastok replan SCHEDULE --open s646=10:00-13:00   # its reception point is open then\n  \
    uchastok replan SCHEDULE --open s646:tue=9:00-12:00\n  \
    uchastok replan SCHEDULE --appoint s646:tue=10:30    # its visits on Tuesdays begin then\n  \
    uchastok replan SCHEDULE --appoint s646:tue:2=10:30  # in the second week, at that time\n  \
    uchastok replan SCHEDULE --lift carless              # every car is back\n\n\
    What the schedule was replanned for stays in force until it is lifted.")]
pub(super) struct Arguments {
    /// Id of the published schedule
    schedule: String,
    /// Site and weekday without a vehicle, and the week when it is one week only: SITE:DAY or SITE:DAY:WEEK
    #[arg(long, value_parser = carless)]
    carless: Vec<Carless>,
    /// Vehicle of the list that is out of order, on one weekday of one week or every day: ID or ID:DAY:WEEK
    #[arg(long, value_parser = broken)]
    broken: Vec<VehicleOff>,
    /// Place where nobody can drive through: LONGITUDE,LATITUDE
    #[arg(long, value_parser = closure)]
    closed: Vec<Closure>,
    /// Unit that is not to be visited
    #[arg(long)]
    without: Vec<String>,
    /// Opening hours of a reception point: UNIT=FROM-UNTIL or UNIT:DAY=FROM-UNTIL
    #[arg(long, value_parser = opening)]
    open: Vec<OpeningHours>,
    /// A visit fixed to a time: UNIT:DAY=TIME for its published visits on that weekday, UNIT:DAY:WEEK=TIME for one day
    #[arg(long, value_parser = appointment)]
    appoint: Vec<Appointed>,
    /// What is over, of what the schedule was replanned for
    #[arg(long, value_enum)]
    lift: Vec<Lift>,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    data: DataFolder,
}

/// A kind of circumstance that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Lift {
    /// All of them
    All,
    /// Days without a car
    Carless,
    /// Vehicles out of order
    Broken,
    /// Closed roads
    Closed,
    /// Units not to be visited
    Without,
    /// Opening hours
    Open,
    /// Appointments
    Appoint,
}

/// A visit fixed to a time, on a weekday of one week or on every one that is published.
#[derive(Debug, Clone)]
struct Appointed {
    unit: UnitId,
    weekday: u8,
    week: Option<u8>,
    begin: Seconds,
}

/// A weekday without a vehicle, in one week or in all of them.
#[derive(Debug, Clone, Copy)]
struct Carless {
    site: SiteNumber,
    weekday: u8,
    week: Option<u8>,
}

fn carless(text: &str) -> Result<Carless, String> {
    let mut parts = text.split(':');
    let site = parts.next().and_then(|site| site.parse().ok());
    let site = site.ok_or("write SITE:DAY, such as 3:tue")?;
    let weekday = weekday(parts.next().unwrap_or_default())?;
    let week = match parts.next() {
        None => None,
        Some(week) => match week.parse::<u8>() {
            Ok(week) if week > 0 => Some(week - 1),
            _ => return Err("a week is a number from 1".to_owned()),
        },
    };
    Ok(Carless {
        site: SiteNumber(site),
        weekday,
        week,
    })
}

fn broken(text: &str) -> Result<VehicleOff, String> {
    let mut parts = text.split(':');
    let vehicle = VehicleId::new(parts.next().unwrap_or_default());
    let day = match (parts.next(), parts.next().map(str::parse::<u8>)) {
        (None, _) => None,
        (Some(day), Some(Ok(week))) if week > 0 => Some(CycleDay {
            week: week - 1,
            weekday: weekday(day)?,
        }),
        _ => return Err("write ID or ID:DAY:WEEK, such as 0190-…:tue:2".to_owned()),
    };
    Ok(VehicleOff { vehicle, day })
}

fn opening(text: &str) -> Result<OpeningHours, String> {
    let (place, hours) = text
        .split_once('=')
        .ok_or("write UNIT=FROM-UNTIL, such as s646=10:00-13:00")?;
    let (from, until) = hours
        .split_once('-')
        .ok_or("write FROM-UNTIL, such as 10:00-13:00")?;
    let (unit, day) = match place.split_once(':') {
        Some((unit, day)) => (unit, Some(weekday(day)?)),
        None => (place, None),
    };
    let (from, until) = (time(from)?, time(until)?);
    if from >= until {
        return Err("the hours end before they begin".to_owned());
    }
    Ok(OpeningHours {
        unit: UnitId::new(unit),
        weekday: day,
        from,
        until,
    })
}

fn appointment(text: &str) -> Result<Appointed, String> {
    let (place, begin) = text
        .split_once('=')
        .ok_or("write UNIT:DAY=TIME, such as s646:tue=10:30")?;
    let mut parts = place.split(':');
    let unit = parts.next().unwrap_or_default();
    let day = weekday(parts.next().unwrap_or_default())?;
    let week = match parts.next().map(str::parse::<u8>) {
        None => None,
        Some(Ok(week)) if week > 0 => Some(week - 1),
        Some(_) => return Err("a week is a number from 1".to_owned()),
    };
    Ok(Appointed {
        unit: UnitId::new(unit),
        weekday: day,
        week,
        begin: time(begin)?,
    })
}

fn closure(text: &str) -> Result<Closure, String> {
    let numbers: Vec<f64> = text
        .split(',')
        .filter_map(|part| part.trim().parse().ok())
        .collect();
    match numbers.as_slice() {
        &[lon, lat] if lon.abs() <= 180.0 && lat.abs() <= 90.0 => Ok(Closure {
            lon,
            lat,
            note: String::new(),
        }),
        _ => Err("write LONGITUDE,LATITUDE in degrees, such as 69.08,58.21".to_owned()),
    }
}

/// Replans and stores; prints what changes. Exit code 3 when something is left out.
pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let store = arguments.database.open().await?;
    let Stored {
        schedule: old,
        plan: record,
        territory,
    } = Stored::read(&store, &arguments.schedule).await?;
    let request = ScheduleRequest {
        season: old.season,
        profile: arguments.data.visits(&old.origin.visit_profile)?,
        seed: old.origin.seed,
        iterations: ITERATIONS,
        vehicles: if old.vehicles.is_empty() {
            Vec::new()
        } else {
            store.vehicles(&record.plan.municipality).await?
        },
        circumstances: in_force(&old, &arguments.lift).with(&circumstances(arguments, &old)?),
        stop: StopToken::unlimited(),
    };
    end_on_signal(&request.stop)?;
    let made = Made {
        id: store.new_schedule_id().to_string(),
        at: rfc3339(store.now_ms()),
    };
    let mut earlier: Vec<Schedule> = Vec::new();
    while earlier.len() < EARLIER_MAX {
        let last = earlier.last().unwrap_or(&old);
        let Some(from) = last.replanned.as_ref().map(|it| it.from.clone()) else {
            break;
        };
        let Some(known) = store.schedule(&from).await? else {
            break;
        };
        earlier.push(known.schedule);
    }
    let schedule = replan(
        &territory,
        &ground(&territory)?,
        &record.plan,
        (&old, &earlier),
        &request,
        &made,
        &mut ignore_progress,
    )?;
    store_schedule(&store, &record, &schedule).await?;
    describe(&schedule)?;
    store.close().await;
    Ok(if schedule.unserved.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(3)
    })
}

/// What the schedule was replanned for, without what is over.
fn in_force(old: &Schedule, lifted: &[Lift]) -> Circumstances {
    let is_over = |kind: Lift| lifted.contains(&Lift::All) || lifted.contains(&kind);
    let mut left = old.circumstances.clone();
    if is_over(Lift::Carless) {
        left.carless.clear();
    }
    if is_over(Lift::Broken) {
        left.out_of_order.clear();
    }
    if is_over(Lift::Closed) {
        left.closures.clear();
    }
    if is_over(Lift::Without) {
        left.not_visited.clear();
    }
    if is_over(Lift::Open) {
        left.opening.clear();
    }
    if is_over(Lift::Appoint) {
        left.appointments.clear();
    }
    left
}

/// What has come up.
///
/// # Errors
/// When an appointment names no week and there is no published visit on its weekday.
fn circumstances(arguments: &Arguments, old: &Schedule) -> anyhow::Result<Circumstances> {
    let carless = arguments.carless.iter().flat_map(|day| {
        let (from, until) = day.week.map_or((0, old.cycle_weeks), |week| (week, week + 1));
        (from..until).map(|week| CarlessDay {
            site: day.site,
            day: CycleDay {
                week,
                weekday: day.weekday,
            },
        })
    });
    let mut appointments = Vec::new();
    for one in &arguments.appoint {
        appointments.extend(appointed(one, old)?);
    }
    Ok(Circumstances {
        closures: arguments.closed.clone(),
        carless: carless.collect(),
        not_visited: arguments
            .without
            .iter()
            .map(|unit| UnitId::new(unit.as_str()))
            .collect(),
        opening: arguments.open.clone(),
        appointments,
        out_of_order: arguments.broken.clone(),
    })
}

/// An appointment on its day, or on each published one of its weekday.
fn appointed(one: &Appointed, old: &Schedule) -> anyhow::Result<Vec<Appointment>> {
    let on = |week: u8| Appointment {
        unit: one.unit.clone(),
        day: CycleDay {
            week,
            weekday: one.weekday,
        },
        begin: one.begin,
    };
    if let Some(week) = one.week {
        return Ok(vec![on(week)]);
    }
    let of_weekday = old.rounds.iter().filter(|round| round.day.weekday == one.weekday);
    let goes = of_weekday.filter(|round| round.stops.iter().any(|stop| stop.unit == one.unit));
    let days: Vec<Appointment> = goes.map(|round| on(round.day.week)).collect();
    anyhow::ensure!(
        !days.is_empty(),
        "в этот день недели выездов в {} нет: укажите неделю, например {}:ДЕНЬ:2=ВРЕМЯ",
        one.unit,
        one.unit
    );
    Ok(days)
}

fn describe(schedule: &Schedule) -> anyhow::Result<()> {
    let changes = schedule.replanned.iter().flat_map(|it| &it.changes);
    let lines: Vec<&str> = changes.map(|change| change.reason.as_str()).collect();
    report::line(format_args!(
        "график {}: изменений {}, не охвачено полностью {}",
        schedule.id,
        lines.len(),
        schedule.unserved.len()
    ))?;
    for line in lines {
        report::line(format_args!("  {line}"))?;
    }
    let now = &schedule.circumstances;
    let counts = [
        ("дней без машины", now.carless.len()),
        ("неисправных машин", now.out_of_order.len()),
        ("закрытых дорог", now.closures.len()),
        ("мест без посещений", now.not_visited.len()),
        ("часов приёма", now.opening.len()),
        ("назначенных посещений", now.appointments.len()),
    ];
    let in_force = counts.into_iter().filter(|(_, count)| *count > 0);
    let in_force: Vec<String> = in_force
        .map(|(what, count)| format!("{what} — {count}"))
        .collect();
    if !in_force.is_empty() {
        report::line(format_args!("  в силе: {} (снять: --lift)", in_force.join(", ")))?;
    }
    for gap in &schedule.unserved {
        report::line(format_args!("  ! {}", gap.reason))?;
    }
    Ok(())
}
