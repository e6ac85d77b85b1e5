//! `uchastok import`: a municipality, or all of a region, from files into the database.

use super::database::Database;
use super::report;
use crate::domain::{MunicipalityId, MunicipalityKind, OfficialFigure, Persons, Territory};
use crate::exchange::{
    ImportFiles, ImportRequest, ImportSettings, InputFile, OsmClip, RegionRequest, RegionSettings, blocks,
    import, import_region, merge,
};
use crate::store::{Change, Store};
use anyhow::Context;
use clap::{Args, ValueEnum};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `uchastok import`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    uchastok import vagay --name \"Вагайский район\" --boundary b.geojson --settlements s.geojson --roads r.geojson\n  \
    uchastok import snezhinsk --name \"Снежинск\" --kind urban-okrug --addresses houses.csv --official 50814/2021\n  \
    uchastok import --region m.geojson --settlements s.geojson --roads r.geojson\n\n\
    Every problem is printed with its place and what to do; nothing is stored when one of them blocks, unless\n\
    --keep-good-rows is given. Exit code 2 when nothing was stored.")]
pub(super) struct Arguments {
    /// Code of the municipality: letters, digits and `-`
    #[arg(required_unless_present = "region")]
    id: Option<String>,
    /// Full official name
    #[arg(long)]
    name: Option<String>,
    /// Kind of municipality
    #[arg(long, value_enum, default_value_t = Kind::District)]
    kind: Kind,
    /// Long seasonal isolation and low density
    #[arg(long)]
    isolated: bool,
    /// Boundaries of all municipalities of a region: each becomes one of its own
    #[arg(long, conflicts_with_all = ["id", "boundary", "units", "addresses", "links", "junctions", "osm"])]
    region: Option<PathBuf>,
    /// Boundary, GeoJSON
    #[arg(long)]
    boundary: Option<PathBuf>,
    /// Settlements: GeoJSON, CSV, XLSX
    #[arg(long)]
    settlements: Option<PathBuf>,
    /// Units of your own: GeoJSON, CSV, XLSX
    #[arg(long)]
    units: Option<PathBuf>,
    /// Addresses or buildings: GeoJSON, CSV, XLSX
    #[arg(long)]
    addresses: Option<PathBuf>,
    /// Institutions: GeoJSON, CSV, XLSX
    #[arg(long)]
    infrastructure: Option<PathBuf>,
    /// Roads as lines, GeoJSON
    #[arg(long)]
    roads: Option<PathBuf>,
    /// Roads as a table of links: CSV, XLSX
    #[arg(long)]
    links: Option<PathBuf>,
    /// Junctions of the links: CSV, XLSX
    #[arg(long)]
    junctions: Option<PathBuf>,
    /// OpenStreetMap extract, .osm.pbf, .osm or .osm.gz: fills the layers that have no file of their own
    #[arg(long)]
    osm: Option<PathBuf>,
    /// Cut the municipality out of the extract by its boundary relation: an id, or a name such as `Vaduz` or `Vaduz@8`
    /// with the level; without it by --boundary
    #[arg(long, value_parser = clip, requires = "osm")]
    clip: Option<OsmClip>,
    /// Column of the population; the newest census when not given
    #[arg(long)]
    population_column: Option<String>,
    /// Header of a field, such as `name=Наименование`; may be repeated
    #[arg(long = "map", value_parser = mapping)]
    mapping: Vec<(String, String)>,
    /// Official total and its year, such as 50814/2021: spread over addresses or places without a figure
    #[arg(long, value_parser = official)]
    official: Option<(i64, i32)>,
    /// Attribution line for maps and documents; may be repeated
    #[arg(long)]
    attribution: Vec<String>,
    /// Import what is good although something else is not
    #[arg(long)]
    keep_good_rows: bool,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    /// Городской округ
    UrbanOkrug,
    /// Муниципальный район или округ
    District,
}

fn mapping(text: &str) -> Result<(String, String), String> {
    let (field, header) = text.split_once('=').ok_or("write FIELD=HEADER")?;
    Ok((field.trim().to_owned(), header.trim().to_owned()))
}

fn clip(text: &str) -> Result<OsmClip, String> {
    if let Ok(id) = text.parse() {
        return Ok(OsmClip::Relation(id));
    }
    match text.rsplit_once('@') {
        None => Ok(OsmClip::Boundary {
            name: text.to_owned(),
            admin_level: None,
        }),
        Some((name, level)) => match level.parse() {
            Ok(level) => Ok(OsmClip::Boundary {
                name: name.to_owned(),
                admin_level: Some(level),
            }),
            Err(_) => Err("write an id, NAME or NAME@LEVEL".to_owned()),
        },
    }
}

fn official(text: &str) -> Result<(i64, i32), String> {
    let (persons, year) = text
        .split_once('/')
        .ok_or("write PERSONS/YEAR, such as 50814/2021")?;
    match (persons.parse(), year.parse()) {
        (Ok(persons), Ok(year)) => Ok((persons, year)),
        _ => Err("both must be whole numbers".to_owned()),
    }
}

/// Imports and stores.
pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let (territories, problems) = match &arguments.region {
        Some(boundaries) => import_region(&region(arguments, boundaries)?),
        None => {
            let (territory, problems) = import(&municipality(arguments)?);
            (territory.into_iter().collect(), problems)
        }
    };
    report::problems(&problems)?;
    if territories.is_empty() {
        let blocking = problems.iter().filter(|problem| blocks(problem)).count();
        report::line(format_args!("ничего не загружено: мешающих ошибок {blocking}"))?;
        return Ok(ExitCode::from(2));
    }
    let store = arguments.database.open().await?;
    for territory in &territories {
        keep(&store, territory).await?;
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn keep(store: &Store, territory: &Territory) -> anyhow::Result<()> {
    let known = store.territory(&territory.municipality.id).await?;
    let merged = known.map(|(known, _)| merge(&known, territory.clone()));
    let territory = merged.as_ref().map_or(territory, |(merged, _)| merged);
    store.import_territory(territory, &Change::by("cli")).await?;
    if let Some((_, changes)) = &merged {
        report::line(format_args!(
            "обновление: единиц добавлено {}, исчезло {}, изменилось {}; правок вручную сохранено {}",
            changes.added.len(),
            changes.removed.len(),
            changes.changed.len(),
            changes.kept_hand_edits.len()
        ))?;
    }
    let residents: Persons = territory.units.iter().map(|unit| unit.population).sum();
    report::line(format_args!(
        "{} ({}): населённых пунктов {}, единиц {}, жителей {residents}, участков дорог {}, учреждений {}",
        territory.municipality.name,
        territory.municipality.id,
        territory.settlements.len(),
        territory.units.len(),
        territory.roads.len(),
        territory.infrastructure.len()
    ))
}

fn read(path: Option<&PathBuf>) -> anyhow::Result<Option<InputFile>> {
    path.map(|path| file(path)).transpose()
}

fn file(path: &Path) -> anyhow::Result<InputFile> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let name = path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    Ok(InputFile::new(name, bytes))
}

fn municipality(arguments: &Arguments) -> anyhow::Result<ImportRequest> {
    let id = arguments.id.clone().unwrap_or_default();
    Ok(ImportRequest {
        settings: ImportSettings {
            name: arguments.name.clone().unwrap_or_else(|| id.clone()),
            id: MunicipalityId::new(id),
            kind: match arguments.kind {
                Kind::UrbanOkrug => MunicipalityKind::UrbanOkrug,
                Kind::District => MunicipalityKind::District,
            },
            isolated: arguments.isolated,
            keep_good_rows: arguments.keep_good_rows,
            population_column: arguments.population_column.clone(),
            mapping: mappings(arguments),
            official_population: arguments.official.map(|(persons, year)| OfficialFigure {
                persons: Persons(persons),
                year,
                source: "указано при загрузке".to_owned(),
            }),
            attribution: arguments.attribution.clone(),
            block_persons_max: None,
        },
        files: ImportFiles {
            boundary: read(arguments.boundary.as_ref())?,
            settlements: read(arguments.settlements.as_ref())?,
            units: read(arguments.units.as_ref())?,
            addresses: read(arguments.addresses.as_ref())?,
            infrastructure: read(arguments.infrastructure.as_ref())?,
            roads: read(arguments.roads.as_ref())?,
            links: read(arguments.links.as_ref())?,
            junctions: read(arguments.junctions.as_ref())?,
            osm: read(arguments.osm.as_ref())?,
        },
        clip: arguments.clip.clone(),
    })
}

fn mappings(arguments: &Arguments) -> BTreeMap<String, String> {
    arguments.mapping.iter().cloned().collect()
}

fn region(arguments: &Arguments, boundaries: &Path) -> anyhow::Result<RegionRequest> {
    let settlements = arguments
        .settlements
        .as_ref()
        .context("--region needs --settlements")?;
    Ok(RegionRequest {
        settings: RegionSettings {
            keep_good_rows: arguments.keep_good_rows,
            population_column: arguments.population_column.clone(),
            mapping: mappings(arguments),
            isolated: Vec::new(),
            official: None,
            attribution: arguments.attribution.clone(),
        },
        municipalities: file(boundaries)?,
        settlements: file(settlements)?,
        roads: read(arguments.roads.as_ref())?,
        infrastructure: read(arguments.infrastructure.as_ref())?,
    })
}
