//! The production calendar: which dates are working days, and which week of a cycle a date falls into.

use super::calendar::{CycleDay, WORKING_DAYS};
use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};

/// Days of January that the Government moves when they fall on a weekend (Labour Code of Russia, article 112).
const NEW_YEAR_DAYS: i8 = 8;

/// Longest run of days off that is looked across for the next working day.
const DAYS_OFF_MAX: usize = 30;

/// A Monday from which weeks of cycles are counted: the same date falls into the same week of a cycle on every machine.
const FIRST_MONDAY: Date = Date::constant(1970, 1, 5);

/// What the Government moved in one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transfers {
    /// The year.
    pub year: i16,
    /// The act.
    pub source: String,
    /// Working weekdays made days off.
    pub days_off: Vec<Date>,
    /// Weekend days made working days.
    pub working: Vec<Date>,
}

/// A five-day production calendar, read from `data/calendars/*.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductionCalendar {
    /// Short code.
    pub id: String,
    /// Title for lists.
    pub title: String,
    /// The law.
    pub source: String,
    /// Holidays of every year, `MM-DD`.
    pub holidays: Vec<String>,
    /// Transfers by year.
    #[serde(default)]
    pub transfers: Vec<Transfers>,
}

impl ProductionCalendar {
    /// True when people work on `date`.
    #[must_use]
    pub fn is_working(&self, date: Date) -> bool {
        let transfers = self.transfers_of(date.year());
        if transfers.is_some_and(|moved| moved.working.contains(&date)) {
            return true;
        }
        !is_weekend(date)
            && !self.is_holiday(date)
            && !transfers.is_some_and(|moved| moved.days_off.contains(&date))
            && !self.is_moved_here(date)
    }

    /// True when the transfers of the year are known; without them only the law's own holidays are.
    #[must_use]
    pub fn is_complete_for(&self, year: i16) -> bool {
        self.transfers_of(year).is_some()
    }

    /// The `count`-th working day after `date`, which itself does not count; the last date that a calendar can hold where
    /// there is none.
    #[must_use]
    pub fn working_days_after(&self, date: Date, count: u8) -> Date {
        let mut day = date;
        for _ in 0..count {
            let next = days_after(day)
                .take(DAYS_OFF_MAX)
                .find(|next| self.is_working(*next));
            day = next.unwrap_or(Date::MAX);
        }
        day
    }

    fn transfers_of(&self, year: i16) -> Option<&Transfers> {
        self.transfers.iter().find(|transfers| transfers.year == year)
    }

    fn is_holiday(&self, date: Date) -> bool {
        let name = format!("{:02}-{:02}", date.month(), date.day());
        self.holidays.contains(&name)
    }

    /// True for the first weekday after a holiday that fell on a weekend.
    fn is_moved_here(&self, date: Date) -> bool {
        let before = days_before(date)
            .take(DAYS_OFF_MAX)
            .take_while(|day| is_weekend(*day) || self.is_holiday(*day));
        let moved = before.filter(|day| {
            let is_new_year = day.month() == 1 && day.day() <= NEW_YEAR_DAYS;
            is_weekend(*day) && self.is_holiday(*day) && !is_new_year
        });
        moved.count() > 0
    }
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn days_after(date: Date) -> impl Iterator<Item = Date> {
    date.series(1.day()).skip(1)
}

fn days_before(date: Date) -> impl Iterator<Item = Date> {
    date.series(Span::new().days(-1)).skip(1)
}

impl CycleDay {
    /// The day of a cycle of `weeks` weeks that `date` is; `None` on weekends. Weeks are counted from Monday 5 January
    /// 1970, so the numbers need no beginning of their own and never drift.
    #[must_use]
    pub fn of_date(date: Date, weeks: u8) -> Option<Self> {
        let weekday = u8::try_from(date.weekday().to_monday_zero_offset()).ok()?;
        let days = FIRST_MONDAY.until(date).ok()?.get_days();
        let week = i64::from(days).div_euclid(7).rem_euclid(i64::from(weeks.max(1)));
        (weekday < WORKING_DAYS).then_some(Self {
            week: u8::try_from(week).ok()?,
            weekday,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{ProductionCalendar, Transfers};
    use crate::domain::CycleDay;
    use jiff::civil::{Date, date};

    fn russia() -> ProductionCalendar {
        ProductionCalendar {
            id: "russia".into(),
            title: String::new(),
            source: String::new(),
            holidays: [
                "01-01", "01-02", "01-03", "01-04", "01-05", "01-06", "01-07", "01-08", "02-23", "03-08",
                "05-01", "05-09", "06-12", "11-04",
            ]
            .map(str::to_owned)
            .to_vec(),
            transfers: vec![Transfers {
                year: 2026,
                source: String::new(),
                days_off: vec![date(2026, 1, 9), date(2026, 12, 31)],
                working: Vec::new(),
            }],
        }
    }

    fn off(year: i16) -> Vec<Date> {
        let calendar = russia();
        let days = date(year, 1, 1).series(jiff::ToSpan::day(1)).take(365);
        days.filter(|day| !super::is_weekend(*day) && !calendar.is_working(*day))
            .collect()
    }

    #[test]
    fn the_year_2026_has_the_days_off_that_were_published() {
        let published = [
            (1, 1),
            (1, 2),
            (1, 5),
            (1, 6),
            (1, 7),
            (1, 8),
            (1, 9),
            (2, 23),
            (3, 9),
            (5, 1),
            (5, 11),
            (6, 12),
            (11, 4),
            (12, 31),
        ];
        assert_eq!(off(2026), published.map(|(month, day)| date(2026, month, day)));
        // 247 working days of the five-day week, as published.
        let all = date(2026, 1, 1).series(jiff::ToSpan::day(1)).take(365);
        assert_eq!(all.filter(|day| russia().is_working(*day)).count(), 247);
        assert!(russia().is_complete_for(2026) && !russia().is_complete_for(2027));
    }

    #[test]
    fn deadlines_count_working_days_only() {
        let calendar = russia();
        assert_eq!(
            calendar.working_days_after(date(2026, 11, 2), 3),
            date(2026, 11, 6)
        );
        assert_eq!(
            calendar.working_days_after(date(2026, 4, 30), 5),
            date(2026, 5, 8)
        );
        assert_eq!(
            calendar.working_days_after(date(2026, 11, 20), 0),
            date(2026, 11, 20)
        );
    }

    #[test]
    fn weeks_of_a_cycle_follow_each_other_over_new_year() {
        let week = |day: Date| CycleDay::of_date(day, 4).unwrap().week;
        let first = week(date(2026, 12, 28));
        assert_eq!(week(date(2027, 1, 1)), first);
        assert_eq!(week(date(2027, 1, 4)), (first + 1) % 4);
        assert_eq!(CycleDay::of_date(date(2026, 11, 22), 4), None);
        assert_eq!(
            CycleDay::of_date(date(2026, 11, 23), 1),
            Some(CycleDay { week: 0, weekday: 0 })
        );
        assert!(CycleDay::of_date(date(1960, 1, 4), 4).is_some());
    }
}
