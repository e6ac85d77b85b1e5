//! `uchastok partition`: a municipality of the database into sites, as a new draft.

use super::database::{Database, ground, territory};
use super::profiles::DataFolder;
use super::report;
use super::stopping::{end_on_signal, seconds};
use super::wishes::Wishes;
use crate::domain::{
    DeclaredViolation, HalfPosts, NormProfile, Plan, PlanObjective, SitesAsked, Territory, Unit,
};
use crate::jobs::PARTITION_ITERATIONS;
use crate::planning::figures::{better_base, cut_off_units, site_summaries};
use crate::planning::{Ground, Made, PartitionRequest, VariantSet, partition, variants};
use crate::search::{Budget, StopToken};
use crate::store::{Change, Store, rfc3339};
use clap::{Args, ValueEnum};
use std::process::ExitCode;
use std::time::Duration;

/// Arguments of `uchastok partition`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  uchastok partition vagay\n  uchastok partition vagay --sites 8 --goal balance,travel\n  \
                        uchastok partition vagay --norm perm-posts --sites posts=4.5 --time-limit 30\n  \
                        uchastok partition vagay --start PLAN --lock 2 --goal least_change\n  \
                        uchastok partition vagay --start PLAN --variants change-curve"
)]
pub(super) struct Arguments {
    /// Code of the municipality
    municipality: String,
    /// Norm profile
    #[arg(long, default_value = "yugra-2008")]
    norm: String,
    /// Number of sites: a number, `min` for the fewest, `free` for any, `posts=6.5` for the posts there are
    #[arg(long, default_value = "min", value_parser = sites)]
    sites: SitesAsked,
    /// What counts as better, in order: travel, `cut_edges`, `border_length`, balance, `whole_settlements`, `least_change`
    #[arg(long, value_delimiter = ',', default_value = "travel", value_parser = objective)]
    goal: Vec<PlanObjective>,
    #[command(flatten)]
    wishes: Wishes,
    /// Several drafts to choose from instead of one
    #[arg(long, value_enum)]
    variants: Option<Variants>,
    /// Go on until the ways are proven to be the shortest, or the time is up
    #[arg(long, conflicts_with = "variants")]
    prove: bool,
    /// Seed of the search
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Iterations: the same number gives the same plan
    #[arg(long, default_value_t = PARTITION_ITERATIONS)]
    iterations: u64,
    /// Cut the search after so many seconds
    #[arg(long, value_parser = seconds)]
    time_limit: Option<f64>,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    data: DataFolder,
}

/// Sets of drafts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Variants {
    /// Fewest sites, shortest ways, best balance, least change
    Aims,
    /// From least change to shortest ways; needs --start
    ChangeCurve,
}

fn objective(text: &str) -> Result<PlanObjective, String> {
    let code = text.replace('-', "_");
    let found = PlanObjective::ALL.into_iter().find(|one| one.code() == code);
    found.ok_or_else(|| {
        let all: Vec<&str> = PlanObjective::ALL.iter().map(|one| one.code()).collect();
        format!("one of {}", all.join(", "))
    })
}

fn sites(text: &str) -> Result<SitesAsked, String> {
    match text {
        "min" => Ok(SitesAsked::MIN),
        "free" => Ok(SitesAsked::FREE),
        posts if posts.starts_with("posts=") => {
            let number = posts["posts=".len()..].replace(',', ".");
            let number: f64 = number
                .parse()
                .map_err(|_| format!("{number:?} is no number of posts"))?;
            HalfPosts::try_from(number).map(|posts| SitesAsked::Posts { posts })
        }
        number => match number.parse() {
            Ok(0) | Err(_) => Err("a number from 1, `min`, `free`, or posts=6.5".to_owned()),
            Ok(count) => Ok(SitesAsked::Exact(count)),
        },
    }
}

/// Partitions and stores; exit code 3 for a plan that breaks a rule.
pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let store = arguments.database.open().await?;
    let profile = arguments.data.norms(&arguments.norm)?;
    let territory = territory(&store, &arguments.municipality).await?;
    let ground = ground(&territory)?;
    let request = PartitionRequest {
        sites: arguments.sites,
        objectives: arguments.goal.clone(),
        conditions: arguments.wishes.conditions(&territory)?,
        start: arguments.wishes.start(&store).await?,
        prove: arguments.prove,
        seed: arguments.seed,
        threads: std::thread::available_parallelism().map_or(1, usize::from),
        ..PartitionRequest::new(profile, &format!("Схема, {}", arguments.norm))
    };
    let stop = match arguments.time_limit {
        Some(seconds) => StopToken::after(Duration::from_secs_f64(seconds)),
        None => StopToken::unlimited(),
    };
    end_on_signal(&stop)?;
    let budget = Budget {
        iterations: Some(arguments.iterations),
        stop,
    };
    let plans = match arguments.variants {
        None => vec![make(&store, &territory, &ground, &request, &budget).await?],
        Some(set) => make_set(&store, &territory, &ground, &request, set, &budget).await?,
    };
    if arguments.variants == Some(Variants::ChangeCurve) && plans.len() == 1 {
        report::line(
            "На кривой одна точка: других законных схем, где путь короче, не нашлось, сколько бы жителей ни сменили участок.",
        )?;
    }
    for plan in &plans {
        describe(&territory, &request.profile, plan)?;
        say_cut_off(&territory, &ground, &request.profile, plan)?;
        say_better_bases(&territory, &ground, &request.profile, plan)?;
    }
    store.close().await;
    Ok(if plans.iter().all(|plan| plan.violations.is_empty()) {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(3)
    })
}

/// Makes a set of plans and stores each as a draft.
async fn make_set(
    store: &Store,
    territory: &Territory,
    ground: &Ground,
    request: &PartitionRequest,
    set: Variants,
    budget: &Budget,
) -> anyhow::Result<Vec<Plan>> {
    let bar = report::bar(&territory.municipality.name, 0);
    let set = match set {
        Variants::Aims => VariantSet::Aims,
        Variants::ChangeCurve => VariantSet::ChangeCurve,
    };
    let series = store.new_plan_id().to_string();
    let mut made = || Made {
        id: store.new_plan_id().to_string(),
        at: rfc3339(store.now_ms()),
    };
    let series = (set, series.as_str());
    let plans = variants(
        territory,
        ground,
        request,
        series,
        &mut made,
        budget,
        &mut |progress| {
            bar.set_position(progress.iterations);
        },
    )?;
    bar.finish_and_clear();
    anyhow::ensure!(
        !plans.is_empty(),
        "no legal plan between least change and shortest ways; name a plan with --start, or see why with one plan"
    );
    for plan in &plans {
        store.create_plan(plan, &Change::by("cli")).await?;
    }
    Ok(plans)
}

/// Makes a plan and stores it as a draft.
pub(super) async fn make(
    store: &Store,
    territory: &Territory,
    ground: &Ground,
    request: &PartitionRequest,
    budget: &Budget,
) -> anyhow::Result<Plan> {
    let bar = report::bar(&territory.municipality.name, budget.iterations.unwrap_or(0));
    let made = Made {
        id: store.new_plan_id().to_string(),
        at: rfc3339(store.now_ms()),
    };
    let plan = partition(territory, ground, request, &made, budget, &mut |progress| {
        bar.set_position(progress.iterations);
    })?;
    bar.finish_and_clear();
    store.create_plan(&plan, &Change::by("cli")).await?;
    Ok(plan)
}

/// Prints a plan as a person reads it.
pub(super) fn describe(territory: &Territory, profile: &NormProfile, plan: &Plan) -> anyhow::Result<()> {
    let name = &territory.municipality.name;
    let (sites, bound) = (plan.figures.sites, plan.figures.sites_bound);
    if plan.origin.variant.is_some() {
        report::line(format_args!("«{}»", plan.title))?;
    }
    let best = plan.figures.travel_to_best.map_or_else(String::new, |way| {
        format!(" (до лучшего места участка {:.1} км)", way.kilometres())
    });
    report::line(format_args!(
        "{name}: участков {sites} (законной схеме нужно не меньше {bound}), путь до рабочего места в среднем {:.1} км{best}, схема {}",
        plan.figures.travel_per_person.kilometres(),
        plan.id
    ))?;
    if let Some(streets) = plan.figures.split_streets.filter(|streets| *streets > 0) {
        let extra = plan.figures.street_parts_extra.unwrap_or(0);
        report::line(format_args!(
            "  улиц в нескольких участках {streets}, лишних частей {extra}"
        ))?;
    }
    let proof = &plan.origin.proof;
    if let Some(outside) = proof.outside {
        let (found, least) = (outside.found, outside.at_least);
        let words = if found == least {
            "доказано: меньше не бывает ни при какой схеме".to_owned()
        } else {
            format!("доказано: не меньше {least}")
        };
        report::line(format_args!("  вне нормы {found} чел.; {words}"))?;
    }
    if let Some(travel) = proof.travel {
        let (found, bound) = (travel.found.kilometres(), travel.at_least.kilometres());
        let word = if travel.optimal {
            "доказано: короче нельзя"
        } else {
            "не короче"
        };
        report::line(format_args!(
            "  до лучшего места участка {found:.2} км; {word} {bound:.2} км"
        ))?;
    }
    if let Some(people) = plan.origin.people_moved {
        report::line(format_args!("  сменят участок {people} чел."))?;
    }
    say_sites(territory, profile, plan)?;
    describe_violations(&plan.violations)?;
    for advice in &proof.advice {
        report::line(format_args!("  поможет: {}", advice.text.ru))?;
    }
    Ok(())
}

/// A line for each site: number, residents, norm, name.
fn say_sites(territory: &Territory, profile: &NormProfile, plan: &Plan) -> anyhow::Result<()> {
    for site in &plan.sites {
        let units = || {
            territory
                .units
                .iter()
                .filter(|unit| plan.assignment.get(&unit.id) == Some(&site.number))
        };
        let population = units()
            .map(|unit| unit.population)
            .sum::<crate::domain::Persons>();
        let norm = profile.site_norm(units().map(|unit| unit.place));
        let bounds = norm.map_or_else(String::new, |norm| format!("норма {}–{}", norm.lower, norm.upper));
        let mark = if norm.is_some_and(|norm| norm.deviation(population).get() > 0) {
            "!"
        } else {
            " "
        };
        report::line(format_args!(
            "  {mark} {:>3}  {:>7} чел.  {bounds}  {}",
            site.number.0, population, site.name
        ))?;
    }
    Ok(())
}

/// Settlements whose residents have no way to the base of their site: so many by name, and how many there are.
const NAMED_MAX: usize = 5;

/// Names the settlements without a road to the base of their site, those with most residents first.
fn say_cut_off(
    territory: &Territory,
    ground: &Ground,
    profile: &NormProfile,
    plan: &Plan,
) -> anyhow::Result<()> {
    let Some(people) = plan.figures.cut_off.filter(|people| people.get() > 0) else {
        return Ok(());
    };
    let sites = site_summaries(territory, ground, profile, plan);
    let cut_off = sites
        .iter()
        .flat_map(|site| cut_off_units(territory, ground, plan, site));
    let mut units: Vec<&Unit> = cut_off
        .filter_map(|at| territory.units.get(at))
        .filter(|unit| unit.population.get() > 0)
        .collect();
    units.sort_by_key(|unit| std::cmp::Reverse(unit.population));
    let named: Vec<String> = units
        .iter()
        .take(NAMED_MAX)
        .map(|unit| format!("{} ({})", unit.name, unit.population))
        .collect();
    let more = match units.len().saturating_sub(NAMED_MAX) {
        0 => String::new(),
        more => format!(" и ещё {more}"),
    };
    report::line(format_args!(
        "  без дороги до рабочего места {people} чел.: {}{more}",
        named.join(", ")
    ))
}

/// Says where a base could move so that the ways of its site become shorter.
fn say_better_bases(
    territory: &Territory,
    ground: &Ground,
    profile: &NormProfile,
    plan: &Plan,
) -> anyhow::Result<()> {
    for site in site_summaries(territory, ground, profile, plan) {
        let better = better_base(territory, ground, &site);
        let unit = better.and_then(|better| Some((territory.units.get(better.unit)?, better.saved)));
        if let Some((unit, saved)) = unit {
            report::line(format_args!(
                "  участок {}: если перенести рабочее место в «{}», путь жителей станет короче на {:.1} км",
                site.number.0,
                unit.name,
                saved.kilometres()
            ))?;
        }
    }
    Ok(())
}

/// Prints broken rules, those of one reason in one line.
fn describe_violations(violations: &[DeclaredViolation]) -> anyhow::Result<()> {
    for (first, sites) in grouped(violations) {
        let numbers: Vec<String> = sites.iter().map(ToString::to_string).collect();
        let sites = match numbers.as_slice() {
            [] => String::new(),
            [one] => format!(" участок {one}:"),
            several => format!(" участки {}:", several.join(", ")),
        };
        report::line(format_args!("  {}:{sites} {}", first.code, first.reason))?;
    }
    Ok(())
}

/// Broken rules of one kind and one reason, each with the numbers of its sites.
fn grouped(violations: &[DeclaredViolation]) -> Vec<(&DeclaredViolation, Vec<u32>)> {
    let mut groups: Vec<(&DeclaredViolation, Vec<u32>)> = Vec::new();
    for violation in violations {
        let number = violation.site.map(|site| site.0);
        let is_same = |(first, _): &&mut (&DeclaredViolation, Vec<u32>)| {
            first.code == violation.code && first.reason == violation.reason && number.is_some()
        };
        match groups.iter_mut().find(is_same) {
            Some((_, sites)) => sites.extend(number),
            None => groups.push((violation, number.into_iter().collect())),
        }
    }
    groups
}
