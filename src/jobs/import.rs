//! The job that reads a user's files into a municipality.

use super::run::Refusal;
use super::task::Task;
use crate::domain::Problem;
use crate::exchange::{ImportFiles, ImportRequest, ImportSettings, InputFile, OsmClip, import, merge};
use crate::store::{Effect, JobFile};
use serde::{Deserialize, Serialize};

/// Names of the form's files, as the user sends them.
pub const FILE_NAMES: [&str; 9] = [
    "boundary",
    "settlements",
    "units",
    "addresses",
    "infrastructure",
    "roads",
    "links",
    "junctions",
    "osm_pbf",
];

/// Parameters of the job; the files are kept beside it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ImportJob {
    /// What the user says about the municipality and the files.
    pub settings: ImportSettings,
    /// How the municipality is cut out of an OpenStreetMap extract.
    #[serde(default)]
    pub clip: Option<OsmClip>,
}

/// Reads the files.
pub(crate) fn run(task: &Task, job: &ImportJob) -> Result<(Effect, Vec<Problem>), Refusal> {
    task.report(0, "Чтение файлов");
    let files = task.wait(task.store().job_files(&task.claim().id))?;
    let request = ImportRequest {
        settings: job.settings.clone(),
        files: sort(files),
        clip: job.clip.clone(),
    };
    task.report(20, "Проверка данных");
    let (territory, problems) = import(&request);
    match territory {
        Some(territory) => {
            task.report(90, "Запись");
            let known = task.wait(task.store().territory(&territory.municipality.id))?;
            let territory = match known {
                Some((known, _)) => merge(&known, territory).0,
                None => territory,
            };
            Ok((Effect::Territory(Box::new(territory)), problems))
        }
        None => Err(Refusal::input(problems)),
    }
}

fn sort(files: Vec<JobFile>) -> ImportFiles {
    let mut sorted = ImportFiles::default();
    for file in files {
        let place = match file.name.as_str() {
            "boundary" => &mut sorted.boundary,
            "settlements" => &mut sorted.settlements,
            "units" => &mut sorted.units,
            "addresses" => &mut sorted.addresses,
            "infrastructure" => &mut sorted.infrastructure,
            "roads" => &mut sorted.roads,
            "links" => &mut sorted.links,
            "junctions" => &mut sorted.junctions,
            "osm_pbf" => &mut sorted.osm,
            _ => continue,
        };
        *place = Some(InputFile::new(file.file_name, file.content));
    }
    sorted
}
