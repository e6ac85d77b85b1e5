//! Weekdays and times of day as they are written on the command line.

use crate::domain::{Seconds, WORKING_DAYS};

/// Weekdays on the command line.
const WEEKDAYS: [&str; WORKING_DAYS as usize] = ["mon", "tue", "wed", "thu", "fri"];

/// The weekday of a word.
pub(super) fn weekday(text: &str) -> Result<u8, String> {
    let at = WEEKDAYS.iter().position(|day| *day == text);
    at.and_then(|at| u8::try_from(at).ok())
        .ok_or_else(|| format!("a weekday is one of {}", WEEKDAYS.join(", ")))
}

/// A time of day on the command line.
pub(super) fn time(text: &str) -> Result<Seconds, String> {
    let parts = text
        .split_once(':')
        .and_then(|(hours, minutes)| Some((hours.parse::<i64>().ok()?, minutes.parse::<i64>().ok()?)));
    match parts {
        Some((hours @ 0..24, minutes @ 0..60)) => Ok(Seconds::from_minutes(hours * 60 + minutes)),
        _ => Err("write a time such as 10:20".to_owned()),
    }
}
