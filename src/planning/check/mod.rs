//! The independent check of what is stored: plans and schedules re-derived from the territory, sharing nothing with the
//! solvers.
//!
//! **Architecture Invariant:** nothing of `districting`, `scheduling` or the planners is named here; a finding rests on
//! the territory, the ground, the profiles and the stored document alone.

mod conditions;
mod plan;
mod rides;
mod schedule;
mod vehicles;

pub use plan::{check_plan, check_sites};
pub use schedule::check_schedule;

use crate::domain::{SiteNumber, UnitId};
use serde::Serialize;

/// One rule found broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable code, such as `site.above_upper`.
    pub code: String,
    /// The site concerned, where there is one.
    pub site: Option<SiteNumber>,
    /// The units concerned.
    pub units: Vec<UnitId>,
    /// What is broken, in Russian, with the figures.
    pub cause: String,
    /// The same in English.
    pub cause_en: String,
    /// True when the plan or schedule itself declares it.
    pub declared: bool,
}

impl Finding {
    fn new(
        code: &str,
        site: Option<SiteNumber>,
        units: Vec<UnitId>,
        cause: String,
        cause_en: String,
    ) -> Self {
        Self {
            code: code.to_owned(),
            site,
            units,
            cause,
            cause_en,
            declared: false,
        }
    }
}
