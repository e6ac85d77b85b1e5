//! What a partition has to keep beside the norm, as arguments: a plan to start from and conditions on single units.

use super::unusable::Unusable;
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
        let plan = record
            .ok_or_else(|| Unusable::error(format!("there is no plan {id}")))?
            .plan;
        let locked: BTreeSet<SiteNumber> = self.lock.iter().map(|&number| SiteNumber(number)).collect();
        Ok(Some(Start { plan, locked }))
    }

    /// The conditions, with every unit found.
    ///
    /// # Errors
    /// Every wish that cannot be understood, at once.
    pub(super) fn conditions(&self, territory: &Territory) -> anyhow::Result<PlanConditions> {
        let mut units = Units {
            territory,
            faults: Vec::new(),
        };
        let mut pinned = BTreeMap::new();
        for text in &self.pin {
            if let Some((unit, site)) = units.pin(text) {
                pinned.insert(unit, site);
            }
        }
        let conditions = PlanConditions {
            together: self.together.iter().map(|list| units.list(list)).collect(),
            apart: units.pairs("--apart", &self.apart),
            barriers: units.pairs("--barrier", &self.barrier),
            crossings: units.pairs("--crossing", &self.crossing),
            pinned,
            locked: BTreeMap::new(),
            catchments: Vec::new(),
        };
        if !units.faults.is_empty() {
            return Err(Unusable::error(units.faults.join("\n  ")));
        }
        Ok(PlanConditions {
            catchments: self.layer(territory)?,
            ..conditions
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

/// Units by id or name, with what could not be understood.
struct Units<'a> {
    territory: &'a Territory,
    faults: Vec<String>,
}

impl Units<'_> {
    fn find(&mut self, word: &str) -> Option<UnitId> {
        let word = word.trim();
        let units = &self.territory.units;
        if let Some(unit) = units.iter().find(|unit| unit.id.as_str() == word) {
            return Some(unit.id.clone());
        }
        let named: Vec<_> = units.iter().filter(|unit| unit.name == word).collect();
        match named.as_slice() {
            [one] => Some(one.id.clone()),
            [] => self.fault(format!(
                "there is no unit «{word}» in {}",
                self.territory.municipality.name
            )),
            several => {
                let ids: Vec<&str> = several.iter().map(|unit| unit.id.as_str()).collect();
                self.fault(format!(
                    "«{word}» is the name of several units, name one by id: {}",
                    ids.join(", ")
                ))
            }
        }
    }

    fn fault<T>(&mut self, words: String) -> Option<T> {
        if !self.faults.contains(&words) {
            self.faults.push(words);
        }
        None
    }

    fn list(&mut self, text: &str) -> BTreeSet<UnitId> {
        text.split(',').filter_map(|word| self.find(word)).collect()
    }

    fn pin(&mut self, text: &str) -> Option<(UnitId, SiteNumber)> {
        let Some((unit, site)) = text.rsplit_once('=') else {
            return self.fault(format!("--pin {text}: UNIT=SITE is wanted"));
        };
        let unit = self.find(unit);
        match site.trim().parse() {
            Ok(number) => Some((unit?, SiteNumber(number))),
            Err(_) => self.fault(format!("--pin {text}: the site is no number")),
        }
    }

    /// Pairs of an option; both units of every pair are looked for.
    fn pairs(&mut self, option: &str, texts: &[String]) -> Vec<[UnitId; 2]> {
        let mut pairs = Vec::with_capacity(texts.len());
        for text in texts {
            let Some((a, b)) = text.split_once(',') else {
                let _: Option<UnitId> = self.fault(format!("{option} {text}: two units A,B are wanted"));
                continue;
            };
            match (self.find(a), self.find(b)) {
                (Some(a), Some(b)) if a == b => {
                    let _: Option<UnitId> = self.fault(format!("{option} {text}: one unit is named twice"));
                }
                (Some(a), Some(b)) => pairs.push([a, b]),
                _ => {}
            }
        }
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::Wishes;
    use crate::exchange::demo;

    fn wishes() -> Wishes {
        Wishes {
            start: None,
            lock: Vec::new(),
            together: vec!["село Вагай,Ничто".to_owned()],
            apart: vec!["село Вагай,село Вагай".to_owned(), "один".to_owned()],
            barrier: vec!["Нигде,Никто".to_owned()],
            crossing: Vec::new(),
            pin: vec!["Ничто=x".to_owned()],
            catchments: None,
        }
    }

    #[test]
    fn every_wish_that_cannot_be_understood_is_named_at_once() {
        let vagay = demo::load("vagay").unwrap();
        let error = wishes().conditions(&vagay).unwrap_err();
        assert!(super::super::unusable::is_input(&error));
        let said = error.to_string();
        for part in [
            "«Ничто»",
            "«Нигде»",
            "«Никто»",
            "named twice",
            "--apart один",
            "--pin Ничто=x",
        ] {
            assert!(said.contains(part), "{part} in {said}");
        }
    }
}
