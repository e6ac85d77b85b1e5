//! Norm and visit profiles by name, the program's own and a region's.

use super::report;
use super::unusable::Unusable;
use crate::domain::{NormProfile, ProductionCalendar, VisitProfile};
use crate::exchange::{calendars, norm_profiles, regional, visit_profiles};
use anyhow::Context;
use clap::Args;
use std::path::PathBuf;

/// Where a region keeps profiles of its own.
#[derive(Debug, Clone, Args)]
pub(super) struct DataFolder {
    /// Folder with norms/*.toml and profiles/visits/*.toml of the region, beside those that come with the program
    #[arg(long, env = "UCHASTOK_DATA_DIR")]
    pub(super) data_dir: Option<PathBuf>,
}

impl DataFolder {
    /// The norm profile of a name.
    pub(super) fn norms(&self, id: &str) -> anyhow::Result<NormProfile> {
        let (profiles, problems) = norm_profiles(self.folder("norms").as_deref());
        report::problems(&problems)?;
        pick(profiles, id, |profile| &profile.id, "norm")
    }

    /// The region's production calendar: its own, else the one that comes with the program.
    pub(super) fn calendar(&self) -> anyhow::Result<ProductionCalendar> {
        let (calendars, problems) = calendars(self.folder("calendars").as_deref());
        report::problems(&problems)?;
        let chosen = regional(&calendars).cloned();
        chosen.context("no production calendar: put one into calendars/*.toml of the data folder")
    }

    /// A folder of the region's, where it has one of this name.
    fn folder(&self, name: &str) -> Option<PathBuf> {
        self.data_dir
            .as_ref()
            .map(|dir| dir.join(name))
            .filter(|dir| dir.is_dir())
    }

    /// The visit profile of a name.
    pub(super) fn visits(&self, id: &str) -> anyhow::Result<VisitProfile> {
        let (profiles, problems) = visit_profiles(self.folder("profiles/visits").as_deref());
        report::problems(&problems)?;
        pick(profiles, id, |profile| &profile.id, "visit")
    }
}

fn pick<P>(profiles: Vec<P>, id: &str, id_of: impl Fn(&P) -> &String, kind: &str) -> anyhow::Result<P> {
    let known: Vec<String> = profiles.iter().map(|profile| id_of(profile).clone()).collect();
    profiles
        .into_iter()
        .find(|profile| id_of(profile) == id)
        .ok_or_else(|| {
            Unusable::error(format!(
                "{kind} profile {id} is not known; there are: {}",
                known.join(", ")
            ))
        })
}
