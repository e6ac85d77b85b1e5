//! What a partition has to keep beside the norm, as arguments: a plan to start from and conditions on single units.

use crate::domain::{Catchment, PlanConditions, PlanId, SiteNumber, Territory, UnitId};
use crate::exchange::{InputFile, catchments};
use crate::planning::Start;
use crate::store::Store;
use anyhow::Context;
use clap::Args;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Conditions; a unit is named by its id or by its name where only one has it.
#[derive(Debug, Args)]
#[command(next_help_heading = "Conditions")]
pub(super) struct Wishes {
    /// The plan to start from: its sites keep numbers and workers as far as they can
    #[arg(long, value_name = "PLAN")]
    start: Option<String>,
    /// A site of that plan that stays as it is; may be repeated
    #[arg(long, value_name = "SITE", requires = "start")]
    lock: Vec<u32>,
    /// Units that share a site: A,B,…; may be repeated
    #[arg(long, value_name = "UNITS")]
    together: Vec<String>,
    /// Two units in different sites: A,B; may be repeated
    #[arg(long, value_name = "UNITS")]
    apart: Vec<String>,
    /// Two neighbours with no way between them: A,B; may be repeated
    #[arg(long, value_name = "UNITS")]
    barrier: Vec<String>,
    /// Two units joined by a ferry or a winter road: A,B; may be repeated
    #[arg(long, value_name = "UNITS")]
    crossing: Vec<String>,
    /// A unit that belongs to a site of the plan started from: UNIT=SITE; may be repeated
    #[arg(long, value_name = "UNIT=SITE", requires = "start")]
    pin: Vec<String>,
    /// Polygons of schools or polyclinics (GeoJSON), preferred whole
    #[arg(long, value_name = "FILE")]
    catchments: Option<PathBuf>,
}

impl Wishes {
    /// The plan to start from.
    pub(super) async fn start(&self, store: &Store) -> anyhow::Result<Option<Start>> {
        let Some(id) = &self.start else {
            return Ok(None);
        };
        let record = store.plan(&PlanId::new(id.as_str())).await?;
        let plan = record.with_context(|| format!("there is no plan {id}"))?.plan;
        let locked: BTreeSet<SiteNumber> = self.lock.iter().map(|&number| SiteNumber(number)).collect();
        Ok(Some(Start { plan, locked }))
    }

    /// The conditions, with every unit found.
    pub(super) fn conditions(&self, territory: &Territory) -> anyhow::Result<PlanConditions> {
        let units = Units(territory);
        let mut pinned = BTreeMap::new();
        for text in &self.pin {
            let (unit, site) = text.rsplit_once('=').context("--pin wants UNIT=SITE")?;
            let site = site
                .parse()
                .with_context(|| format!("--pin {text}: the site is no number"))?;
            pinned.insert(units.find(unit)?, SiteNumber(site));
        }
        Ok(PlanConditions {
            together: self
                .together
                .iter()
                .map(|list| units.list(list))
                .collect::<Result<_, _>>()?,
            apart: units.pairs(&self.apart)?,
            barriers: units.pairs(&self.barrier)?,
            crossings: units.pairs(&self.crossing)?,
            pinned,
            locked: BTreeMap::new(),
            catchments: self.layer(territory)?,
        })
    }

    fn layer(&self, territory: &Territory) -> anyhow::Result<Vec<Catchment>> {
        let Some(path) = &self.catchments else {
            return Ok(Vec::new());
        };
        let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
        let file = InputFile::new(path.display().to_string(), bytes);
        let (found, problems) = catchments(&file, &territory.units);
        super::report::problems(&problems)?;
        anyhow::ensure!(!found.is_empty(), "{}: no catchment holds a unit", path.display());
        Ok(found)
    }
}

/// Units by id or name.
struct Units<'a>(&'a Territory);

impl Units<'_> {
    fn find(&self, word: &str) -> anyhow::Result<UnitId> {
        let word = word.trim();
        let units = &self.0.units;
        if let Some(unit) = units.iter().find(|unit| unit.id.as_str() == word) {
            return Ok(unit.id.clone());
        }
        let named: Vec<_> = units.iter().filter(|unit| unit.name == word).collect();
        match named.as_slice() {
            [one] => Ok(one.id.clone()),
            [] => anyhow::bail!("there is no unit «{word}» in {}", self.0.municipality.name),
            several => {
                let ids: Vec<&str> = several.iter().map(|unit| unit.id.as_str()).collect();
                anyhow::bail!(
                    "«{word}» is the name of several units, name one by id: {}",
                    ids.join(", ")
                )
            }
        }
    }

    fn list(&self, text: &str) -> anyhow::Result<BTreeSet<UnitId>> {
        text.split(',').map(|word| self.find(word)).collect()
    }

    fn pairs(&self, texts: &[String]) -> anyhow::Result<Vec<[UnitId; 2]>> {
        let pair = |text: &String| {
            let (a, b) = text
                .split_once(',')
                .with_context(|| format!("«{text}»: two units A,B are wanted"))?;
            Ok([self.find(a)?, self.find(b)?])
        };
        texts.iter().map(pair).collect()
    }
}
