//! Input that cannot be used, which ends a command with exit code 2.

use crate::planning::PlanningError;

/// Words about input that cannot be used: what is wrong with it, all at once, and what there is instead.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Unusable(String);

impl Unusable {
    pub(super) fn error(words: impl Into<String>) -> anyhow::Error {
        Self(words.into()).into()
    }
}

/// True for an error that is the input's.
pub(super) fn is_input(error: &anyhow::Error) -> bool {
    let of_planning = |error: &PlanningError| {
        matches!(
            error,
            PlanningError::NoUnits(_)
                | PlanningError::NormMissing { .. }
                | PlanningError::Refused(_)
                | PlanningError::UnknownUnit(_)
                | PlanningError::UnknownSite(_)
        )
    };
    error.is::<Unusable>() || error.downcast_ref::<PlanningError>().is_some_and(of_planning)
}

#[cfg(test)]
mod tests {
    use super::{Unusable, is_input};
    use crate::domain::{Problem, UnitId};
    use crate::planning::PlanningError;
    use anyhow::Context;

    #[test]
    fn what_the_user_gave_is_told_from_what_went_wrong() {
        let refused = PlanningError::Refused(vec![Problem::new("c", "/", "", "")]);
        let unknown = PlanningError::UnknownUnit(UnitId::new("u"));
        let map = PlanningError::Geometry("no boundary".to_owned());
        let read = || std::fs::read("/nowhere/at/all").context("a file").unwrap_err();
        for (error, expected) in [
            (Unusable::error("no such norm"), true),
            (refused.into(), true),
            (unknown.into(), true),
            (map.into(), false),
            (read(), false),
        ] {
            assert_eq!(is_input(&error), expected, "{error}");
        }
    }
}
