//! `uchastok replan`: a published schedule for changed circumstances, with least change.

use super::database::{Database, ground};
use super::profiles::DataFolder;
use super::report;
use super::schedule::{ITERATIONS, store_schedule};
use super::stored::Stored;
use super::times::{time, weekday};
use crate::domain::{
    Appointment, CarlessDay, Circumstances, Closure, CycleDay, OpeningHours, Schedule, SiteNumber, UnitId,
    VehicleId, VehicleOff,
};
use crate::planning::{Made, ScheduleRequest, replan};
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
    uchastok replan SCHEDULE --appoint s646:tue:2=10:30  # in the second week, at that time")]
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
    /// A visit fixed to a day and a time: UNIT:DAY=TIME or UNIT:DAY:WEEK=TIME
    #[arg(long, value_parser = appointment)]
    appoint: Vec<Appointment>,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    data: DataFolder,
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

fn appointment(text: &str) -> Result<Appointment, String> {
    let (place, begin) = text
        .split_once('=')
        .ok_or("write UNIT:DAY=TIME, such as s646:tue=10:30")?;
    let mut parts = place.split(':');
    let unit = parts.next().unwrap_or_default();
    let day = weekday(parts.next().unwrap_or_default())?;
    let week = match parts.next().map(str::parse::<u8>) {
        None => 0,
        Some(Ok(week)) if week > 0 => week - 1,
        Some(_) => return Err("a week is a number from 1".to_owned()),
    };
    Ok(Appointment {
        unit: UnitId::new(unit),
        day: CycleDay { week, weekday: day },
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
        circumstances: circumstances(arguments, old.cycle_weeks),
        stop: StopToken::unlimited(),
    };
    let made = Made {
        id: store.new_schedule_id().to_string(),
        at: rfc3339(store.now_ms()),
    };
    let schedule = replan(
        &territory,
        &ground(&territory)?,
        &record.plan,
        &old,
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

fn circumstances(arguments: &Arguments, weeks: u8) -> Circumstances {
    let carless = arguments.carless.iter().flat_map(|day| {
        let (from, until) = day.week.map_or((0, weeks), |week| (week, week + 1));
        (from..until).map(|week| CarlessDay {
            site: day.site,
            day: CycleDay {
                week,
                weekday: day.weekday,
            },
        })
    });
    Circumstances {
        closures: arguments.closed.clone(),
        carless: carless.collect(),
        not_visited: arguments
            .without
            .iter()
            .map(|unit| UnitId::new(unit.as_str()))
            .collect(),
        opening: arguments.open.clone(),
        appointments: arguments.appoint.clone(),
        out_of_order: arguments.broken.clone(),
    }
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
    for gap in &schedule.unserved {
        report::line(format_args!("  ! {}", gap.reason))?;
    }
    Ok(())
}
