//! Site workers: service contacts only, public by design.

use super::ids::{MunicipalityId, WorkerId};
use serde::{Deserialize, Serialize};

/// A site worker with what residents must be able to find.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worker {
    /// Id.
    pub id: WorkerId,
    /// Where the worker serves.
    pub municipality: MunicipalityId,
    /// Ф.И.О.
    pub full_name: String,
    /// Service telephone.
    pub telephone: String,
    /// Address of the reception point.
    pub reception_address: String,
    /// Hours of reception, as published.
    pub reception_hours: String,
}
