//! Identifiers: a text newtype for each noun, so that a worker's id never stands where a site's is meant.
//!
//! Municipalities, settlements and units keep the code they were imported with (an OSM id, a row's id), which is how a
//! second import finds them again; everything made here gets a time-ordered UUID from the layer that stores it.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Longest identifier accepted, in bytes; test: `ids_are_short_and_plain`.
pub const ID_LENGTH_MAX: usize = 64;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps a code that the caller has checked or made itself.
            #[must_use]
            pub fn new(code: impl Into<String>) -> Self {
                Self(code.into())
            }

            /// The code.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(code: &str) -> Self {
                Self(code.to_owned())
            }
        }
    };
}

id!(
    /// A region: the widest unit of storage and of access.
    RegionId
);
id!(
    /// A municipality.
    MunicipalityId
);
id!(
    /// A settlement.
    SettlementId
);
id!(
    /// A rural settlement (сельское поселение): a group of settlements that should stay in one site.
    RuralSettlementId
);
id!(
    /// A territorial unit.
    UnitId
);
id!(
    /// A partition plan.
    PlanId
);
id!(
    /// A visit schedule.
    ScheduleId
);
id!(
    /// A site worker.
    WorkerId
);
id!(
    /// Vehicles that are alike.
    VehicleId
);
id!(
    /// An infrastructure point.
    InfrastructureId
);
id!(
    /// A road segment of an imported layer.
    RoadId
);

/// True for a code that may name a thing: 1 to [`ID_LENGTH_MAX`] letters, digits and `-_.:/`.
#[must_use]
pub fn is_plain_id(code: &str) -> bool {
    !code.is_empty()
        && code.len() <= ID_LENGTH_MAX
        && code
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/'))
}

/// Number of a site inside its plan, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SiteNumber(pub u32);

#[cfg(test)]
mod tests {
    use super::is_plain_id;

    #[test]
    fn ids_are_short_and_plain() {
        assert!(is_plain_id("s189") && is_plain_id("way/12") && is_plain_id("вагай"));
        assert!(
            !is_plain_id("") && !is_plain_id("a b") && !is_plain_id(&"x".repeat(65)) && !is_plain_id("<x>")
        );
    }
}
