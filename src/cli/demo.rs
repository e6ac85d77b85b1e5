//! `uchastok demo`: three real municipalities loaded, planned, scheduled and served, with accounts to look around.

use super::database::block_on;
use super::profiles::DataFolder;
use super::user::give_password;
use super::{partition, report, schedule, serve};
use crate::config::Config;
use crate::domain::{
    Circumstances, MunicipalityId, NormProfile, Plan, PlanStatus, Season, Territory, VisitProfile,
};
use crate::exchange::demo;
use crate::jobs::PARTITION_ITERATIONS;
use crate::planning::{Ground, PartitionRequest, ScheduleRequest, vehicles};
use crate::roads::SpeedProfile;
use crate::search::{Budget, StopToken};
use crate::store::{Change, Clock, PlanRecord, Role, Store, User, rfc3339};
use clap::Args;
use std::process::ExitCode;

/// Norms of the demo: the only ones of the documents with bounds for every kind of place.
const NORMS: &str = "yugra-2008";
/// Visit profile of the demo.
const VISITS: &str = "default";
/// The municipality whose site the demo's worker serves.
const WORKER_AT: &str = "vagay";

/// Arguments of `uchastok demo`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  uchastok demo\n  uchastok demo --database-url sqlite://my.sqlite --listen 127.0.0.1:0\n  \
                        uchastok demo --no-serve"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    config: Config,
    /// Load and plan, then stop
    #[arg(long)]
    no_serve: bool,
}

/// Loads what is missing, prints accounts, serves.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    block_on(prepare(arguments))?;
    if arguments.no_serve {
        Ok(ExitCode::SUCCESS)
    } else {
        serve::run(&arguments.config)
    }
}

async fn prepare(arguments: &Arguments) -> anyhow::Result<()> {
    let store = Store::open(
        &arguments.config.database_url,
        arguments.config.region(),
        Clock::System,
    )
    .await?;
    let data = DataFolder {
        data_dir: arguments.config.data_dir.clone(),
    };
    let (norms, visits) = (data.norms(NORMS)?, data.visits(VISITS)?);
    for known in demo::list()? {
        let id = MunicipalityId::new(known.id.as_str());
        if store.municipality(&id).await?.is_none() {
            let territory = demo::load(&known.id)?;
            store.import_territory(&territory, &Change::by("demo")).await?;
        }
        if store.plans_of(&id).await?.is_empty() {
            let territory = super::database::territory(&store, &known.id).await?;
            plan_municipality(&store, &territory, &norms, &visits).await?;
        }
    }
    accounts(&store).await?;
    store.close().await;
    Ok(())
}

/// A plan in force, its rounds in every season, and the vehicles of the summer.
async fn plan_municipality(
    store: &Store,
    territory: &Territory,
    norms: &NormProfile,
    visits: &VisitProfile,
) -> anyhow::Result<()> {
    let ground = Ground::build(territory, &SpeedProfile::car()?)?;
    let request = PartitionRequest {
        threads: std::thread::available_parallelism().map_or(1, usize::from),
        ..PartitionRequest::new(norms.clone(), "Демонстрационная схема")
    };
    let plan = partition::make(
        store,
        territory,
        &ground,
        &request,
        &Budget::iterations(PARTITION_ITERATIONS),
    )
    .await?;
    partition::describe(territory, norms, &plan)?;
    let record = approve(store, plan).await?;
    for season in Season::ALL {
        let request = ScheduleRequest {
            season,
            profile: visits.clone(),
            seed: 1,
            iterations: schedule::ITERATIONS,
            vehicles: Vec::new(),
            circumstances: Circumstances::default(),
            stop: StopToken::unlimited(),
        };
        let made = schedule::make(store, territory, &ground, &record, &request).await?;
        if season == Season::Summer {
            let fleet = vehicles(territory, &ground, &record.plan, &made);
            report::line(format_args!(
                "    выездов {}, машин {} (не меньше {}), не охвачено полностью {}",
                made.rounds.len(),
                fleet.peak,
                fleet.lower_bound,
                made.unserved.len()
            ))?;
        }
    }
    Ok(())
}

/// Puts the demo's plan in force, so that residents can look up their site.
async fn approve(store: &Store, plan: Plan) -> anyhow::Result<PlanRecord> {
    let today = rfc3339(store.now_ms()).chars().take(10).collect();
    let approved = Plan {
        status: PlanStatus::Approved {
            order_number: "демонстрация".to_owned(),
            order_date: today,
        },
        ..plan
    };
    let detail = "demonstration".to_owned();
    store
        .update_plan(&approved, 1, "plan.approve", detail, &Change::by("demo"))
        .await?;
    schedule::plan(store, approved.id.as_str()).await
}

/// One account of each role, with passwords made anew at every start.
async fn accounts(store: &Store) -> anyhow::Result<()> {
    let account = |login: &str, name: &str, role| User {
        login: login.to_owned(),
        name: name.to_owned(),
        role,
        municipality: None,
        site: None,
    };
    let worker = User {
        municipality: Some(MunicipalityId::new(WORKER_AT)),
        site: Some(1),
        ..account("worker", "Участковый специалист", Role::Worker)
    };
    report::line("")?;
    report::line("Одноразовые пароли (действуют до следующего запуска demo):")?;
    for user in [
        account("manager", "Руководитель", Role::Manager),
        account("planner", "Плановик", Role::Planner),
        worker,
    ] {
        let login = user.login.clone();
        let secret = give_password(store, user).await?;
        report::line(format_args!("  {login:<8} {secret}"))?;
    }
    report::line("")
}
