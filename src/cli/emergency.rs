//! `uchastok emergency`: who gets to a place today, and who is put off for it.

use super::database::{Database, ground};
use super::profiles::DataFolder;
use super::report;
use super::stored::Stored;
use super::times::{time, weekday};
use crate::domain::{CycleDay, Seconds, Territory, UnitId};
use crate::planning::{EmergencyOption, EmergencyRequest, emergency};
use crate::store::PlanRecord;
use clap::Args;
use std::process::ExitCode;

/// Arguments of `uchastok emergency`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  uchastok emergency SCHEDULE s646 --day tue --week 2 --now 10:20 --minutes 30"
)]
pub(super) struct Arguments {
    /// Id of the schedule
    schedule: String,
    /// Unit to go to
    unit: String,
    /// Weekday: mon, tue, wed, thu, fri
    #[arg(long, value_parser = weekday)]
    day: u8,
    /// Week of the cycle, from 1
    #[arg(long, default_value_t = 1)]
    week: u8,
    /// Time now, such as 10:20
    #[arg(long, value_parser = time)]
    now: Seconds,
    /// Minutes needed there
    #[arg(long, default_value_t = 30)]
    minutes: i64,
    /// Ways to propose
    #[arg(long, default_value_t = 5)]
    most: usize,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    data: DataFolder,
}

/// Prints the best ways; exit code 3 when there is none.
pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let store = arguments.database.open().await?;
    let Stored {
        schedule,
        plan: PlanRecord { plan, .. },
        territory,
    } = Stored::read(&store, &arguments.schedule).await?;
    let request = EmergencyRequest {
        unit: UnitId::new(arguments.unit.as_str()),
        day: CycleDay {
            week: arguments.week.saturating_sub(1),
            weekday: arguments.day,
        },
        now: arguments.now,
        service: Seconds::from_minutes(arguments.minutes),
        most: arguments.most,
    };
    let profile = arguments.data.visits(&schedule.origin.visit_profile)?;
    let options = emergency(
        &territory,
        &ground(&territory)?,
        &plan,
        &profile,
        &schedule,
        &request,
    )?;
    store.close().await;
    if options.is_empty() {
        report::line("сегодня туда никто не доберётся: нет проезда или рабочего времени")?;
        return Ok(ExitCode::from(3));
    }
    for option in &options {
        report::line(in_words(option, &territory))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// One way in a sentence or two.
pub(super) fn in_words(option: &EmergencyOption, territory: &Territory) -> String {
    let name = |id: &UnitId| {
        let unit = territory.units.iter().find(|unit| unit.id == *id);
        unit.map_or_else(|| id.to_string(), |unit| unit.name.clone())
    };
    let from = match (&option.after_stop, option.from_base) {
        (Some(_), _) if option.on_the_spot => "работник там же, примет сразу".to_owned(),
        (Some(stop), _) => format!("после: {}", name(stop)),
        (None, true) => "с рабочего места".to_owned(),
        (None, false) => "первым делом".to_owned(),
    };
    let mut words = format!(
        "участок {}, {from}: на месте в {}, вернётся в {}, дороги больше на {} мин.",
        option.site.0,
        option.start.clock(),
        option.back.clock(),
        option.extra_drive.get() / 60
    );
    if option.overtime > Seconds::ZERO {
        words += &format!(" Сверх рабочего дня {} мин.", option.overtime.get() / 60);
    }
    if option.needs_vehicle {
        words += " Нужна ещё одна машина.";
    }
    if let Some(unit) = &option.put_off {
        words += &format!(" Переносится: {}.", name(unit));
    }
    for delayed in &option.delayed {
        let (unit, before, after) = (name(&delayed.unit), delayed.before.clock(), delayed.after.clock());
        words += &format!(" {unit}: {after} вместо {before}.");
    }
    words
}
