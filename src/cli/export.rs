//! `uchastok export`: a plan as a file that an office or a map opens.

use super::database::{Database, ground, territory};
use super::profiles::DataFolder;
use super::report;
use super::schedule::plan;
use crate::domain::{NormStatus, Plan, SiteNumber, Territory};
use crate::exchange::export::{SiteShape, csv, plan_sheet, sites_geojson, streets_sheet, xlsx};
use crate::planning::figures::{site_summaries, units_by_site};
use anyhow::Context;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `uchastok export`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  uchastok export 0190-… --format geojson --output sites.geojson\n  \
                        uchastok export 0190-… --format xlsx --output plan.xlsx\n  \
                        uchastok export 0190-… --format streets-csv --output streets.csv"
)]
pub(super) struct Arguments {
    /// Id of the plan
    plan: String,
    /// Format of the file
    #[arg(long, value_enum, default_value_t = Format::Geojson)]
    format: Format,
    /// File to write; an existing one is replaced
    #[arg(long)]
    output: PathBuf,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    data: DataFolder,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Sites as polygons
    Geojson,
    /// A row for each unit
    Csv,
    /// A row for each street of a site, with its houses
    StreetsCsv,
    /// A sheet of the units, and one of the streets of each site
    Xlsx,
}

/// Writes the file.
pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let store = arguments.database.open().await?;
    let plan = plan(&store, &arguments.plan).await?.plan;
    let territory = territory(&store, plan.municipality.as_str()).await?;
    let content = match arguments.format {
        Format::Csv => csv(&plan_sheet(&territory, &plan))?,
        Format::StreetsCsv => csv(&streets_sheet(&territory, &plan))?,
        Format::Xlsx => xlsx(&[plan_sheet(&territory, &plan), streets_sheet(&territory, &plan)])?,
        Format::Geojson => sites_geojson(&plan, &shapes(arguments, &territory, &plan)?)?.into_bytes(),
    };
    let file = arguments.output.display();
    std::fs::write(&arguments.output, content).with_context(|| format!("cannot write {file}"))?;
    report::line(format_args!("{file}"))?;
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

/// The dissolved sites with their people and norm.
fn shapes(arguments: &Arguments, territory: &Territory, plan: &Plan) -> anyhow::Result<Vec<SiteShape>> {
    let ground = ground(territory)?;
    let profile = arguments.data.norms(&plan.origin.norm_profile)?;
    let numbers: Vec<SiteNumber> = units_by_site(territory, plan).into_keys().collect();
    let group = |number: SiteNumber| {
        numbers
            .iter()
            .position(|known| *known == number)
            .map(|at| at as u32)
    };
    let groups: Vec<Option<u32>> = territory
        .units
        .iter()
        .map(|unit| plan.assignment.get(&unit.id).copied().and_then(group))
        .collect();
    let dissolved = ground.cells().dissolve(&groups, numbers.len());
    let summaries = site_summaries(territory, &ground, &profile, plan);
    let shapes = summaries.iter().zip(dissolved).map(|(site, shape)| SiteShape {
        number: site.number,
        outline: shape.polygon,
        population: site.population,
        status: site.status.unwrap_or(NormStatus::Within),
    });
    Ok(shapes.collect())
}
