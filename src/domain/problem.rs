//! What is wrong with an input, for the person who can mend it. Input is answered with every problem at once.

use serde::{Deserialize, Serialize};

/// One thing that is wrong, where, why, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// A stable code of the list in `exchange/problems.rs`, such as `settlement.population.negative`.
    pub code: String,
    /// The place: file, row or feature, and field, such as `settlements.csv row 17, population`.
    pub pointer: String,
    /// Why it cannot be used, in a sentence that shows the value found.
    pub cause: String,
    /// What the person should do.
    pub action: String,
}

impl Problem {
    /// A problem from its four parts.
    #[must_use]
    pub fn new(
        code: &str,
        pointer: impl Into<String>,
        cause: impl Into<String>,
        action: impl Into<String>,
    ) -> Self {
        Self {
            code: code.to_owned(),
            pointer: pointer.into(),
            cause: cause.into(),
            action: action.into(),
        }
    }
}
