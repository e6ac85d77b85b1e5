//! `uchastok check`: every stored plan and schedule re-derived, independently of the solvers.

use super::database::{Database, ground, territory};
use super::profiles::DataFolder;
use super::report;
use crate::domain::Plan;
use crate::planning::Ground;
use crate::planning::check::{Finding, check_plan, check_schedule};
use crate::store::Store;
use clap::Args;
use std::process::ExitCode;

/// Arguments of `uchastok check`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  uchastok check\n  uchastok check vagay uvat")]
pub(super) struct Arguments {
    /// Codes of municipalities; all of the database when none is named
    municipalities: Vec<String>,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    data: DataFolder,
}

/// What a run has looked at and found.
#[derive(Default)]
struct Tally {
    plans: usize,
    schedules: usize,
    declared: usize,
    undeclared: usize,
}

/// Checks and prints; exit code 3 when anything breaks a rule that it does not declare.
pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let store = arguments.database.open().await?;
    let mut names = arguments.municipalities.clone();
    if names.is_empty() {
        names = store
            .municipalities()
            .await?
            .iter()
            .map(|known| known.municipality.id.to_string())
            .collect();
    }
    let mut tally = Tally::default();
    for name in &names {
        let territory = territory(&store, name).await?;
        let ground = ground(&territory)?;
        for row in store.plans_of(&territory.municipality.id).await? {
            let Some(record) = store.plan(&row.id).await? else {
                continue;
            };
            let profile = arguments.data.norms(&record.plan.origin.norm_profile)?;
            tally.plans += 1;
            tell(
                &record.plan,
                "схема",
                &check_plan(&territory, &ground, &profile, &record.plan),
                &mut tally,
            )?;
            check_schedules(
                arguments,
                &store,
                &territory,
                &ground,
                &record.plan,
                record.version,
                &mut tally,
            )
            .await?;
        }
    }
    let Tally {
        plans,
        schedules,
        declared,
        undeclared,
    } = tally;
    report::line(format_args!(
        "проверено: схем {plans}, графиков {schedules}; объявленных нарушений {declared}, необъявленных {undeclared}"
    ))?;
    store.close().await;
    Ok(if undeclared == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(3)
    })
}

/// Checks the schedules made for the plan as it is now; older ones belong to sites that have changed since.
async fn check_schedules(
    arguments: &Arguments,
    store: &Store,
    territory: &crate::domain::Territory,
    ground: &Ground,
    plan: &Plan,
    version: i64,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    for row in store.schedules_of(&plan.id).await? {
        if row.plan_version != version {
            report::line(format_args!(
                "график {}: сделан для прежней редакции схемы, пропущен",
                row.id
            ))?;
            continue;
        }
        let Some(record) = store.schedule(&row.id).await? else {
            continue;
        };
        let profile = arguments.data.visits(&record.schedule.origin.visit_profile)?;
        tally.schedules += 1;
        let findings = check_schedule(territory, ground, plan, &profile, &record.schedule);
        tell(plan, "график", &findings, tally)?;
    }
    Ok(())
}

fn tell(plan: &Plan, what: &str, findings: &[Finding], tally: &mut Tally) -> anyhow::Result<()> {
    for finding in findings {
        let mark = if finding.declared {
            "объявлено"
        } else {
            "НЕ ОБЪЯВЛЕНО"
        };
        report::line(format_args!(
            "{} {what} {}: {mark}: {} {}",
            plan.municipality, plan.id, finding.code, finding.cause
        ))?;
        if finding.declared {
            tally.declared += 1;
        } else {
            tally.undeclared += 1;
        }
    }
    Ok(())
}
