//! From a visit profile and a site's settlements to the visits of one cycle: how many, how long, on which days.
//!
//! Reception comes from the profile's tier. Home visits come on top: residents 55+ and disabled (assumed as a percent of
//! the population until a count is entered) × the percent seen at home each month × minutes, spread over the month's
//! visits. A settlement whose work does not fit into a day's visits gets more of them, as long as a visit is worth its way:
//! where the road takes longer than the work, the rhythm stays the profile's, and the home visits that find no time are
//! named. Visits keep their weekday, so residents can learn them by heart; a rhythm that no weekday can hold (3 in 4
//! weeks) is rounded up to the next one.

use crate::domain::{Persons, Seconds, VisitProfile, WORKING_DAYS};

/// Weeks over which the profile counts home visits: its "month".
pub(super) const MONTH_WEEKS: i64 = 4;

/// The visits that one settlement needs in a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VisitNeed {
    /// Visits in the cycle.
    pub visits: u8,
    /// Work at the place in each visit, lunch not counted.
    pub service: Seconds,
    /// Shortest visit that still counts as one: the reception alone.
    pub reception: Seconds,
    /// Home visits of the whole cycle for which the day leaves no time, in working time.
    pub home_missed: Seconds,
}

/// What a worker's day leaves at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceDay {
    /// Longest work there in one day.
    pub work: Seconds,
    /// The way there and back.
    pub way: Seconds,
}

impl PlaceDay {
    /// A working day of `profile` at a place, with the way there and back taken off.
    #[must_use]
    pub fn new(profile: &VisitProfile, there: Seconds, back: Seconds) -> Self {
        let way = there + back;
        Self {
            work: profile.working_time() - way,
            way,
        }
    }
}

/// What a settlement of `population` residents needs under `profile`, when a worker's day there is `day`.
///
/// `None` when nobody lives there, or when not even the reception fits into the day.
#[must_use]
pub fn need(profile: &VisitProfile, population: Persons, day: PlaceDay) -> Option<VisitNeed> {
    let tier = profile.tier(population)?;
    let reception = Seconds::from_minutes(tier.reception_min);
    let weeks = i64::from(profile.cycle_weeks.max(1));
    let rhythm = (weeks / i64::from(tier.every_weeks.max(1))).max(1);
    if reception > day.work {
        return None;
    }
    let home = home_work(profile, population);
    let mut visits = rhythm;
    let most = weeks * i64::from(profile.field_days_max.clamp(1, WORKING_DAYS));
    let service = |visits: i64| to_minute(Seconds(reception.get() + div_up(home.get(), visits)));
    while visits < most && service(visits) > day.work {
        let more = next_rhythm(visits, weeks).min(most);
        if service(more) < day.way {
            break;
        }
        visits = more;
    }
    let service = service(visits).min(day.work);
    let home_missed = home.get() - (service - reception).get() * visits;
    Some(VisitNeed {
        visits: visits as u8,
        service,
        reception,
        // Parts of a minute are none.
        home_missed: Seconds(if home_missed < 60 { 0 } else { home_missed }),
    })
}

/// Home visits of a whole cycle, in working time.
fn home_work(profile: &VisitProfile, population: Persons) -> Seconds {
    let minutes_monthly_x10000 = population.get()
        * profile.elderly_percent_assumed
        * profile.home_visits_percent_monthly
        * profile.home_visit_min;
    let weeks = i64::from(profile.cycle_weeks.max(1));
    Seconds(div_up(minutes_monthly_x10000 * 60 * weeks, 10_000 * MONTH_WEEKS))
}

/// The next larger number of visits that keeps a weekday: 1, 2, then whole multiples of the weeks.
fn next_rhythm(visits: i64, weeks: i64) -> i64 {
    if visits >= weeks {
        (visits / weeks + 1) * weeks
    } else {
        (visits * 2).min(weeks)
    }
}

/// The next smaller number of visits that keeps a weekday; `None` below one.
#[must_use]
pub(super) fn fewer_visits(visits: u8, weeks: u8) -> Option<u8> {
    match visits {
        0 | 1 => None,
        _ if visits > weeks => Some((visits - 1) / weeks * weeks),
        _ => Some(visits / 2),
    }
}

fn div_up(value: i64, by: i64) -> i64 {
    (value + by - 1) / by.max(1)
}

/// Rounded up to a whole minute, as a timetable shows it.
fn to_minute(time: Seconds) -> Seconds {
    Seconds(div_up(time.get(), 60) * 60)
}

/// The day patterns on which a settlement may be visited `visits` times in `weeks` weeks, as bit masks with bit `d` for
/// day `d` of the cycle (week × 5 + weekday).
///
/// The same weekdays each time: a weekly visit has 5 patterns, one every second week 10, one in four weeks 20; several
/// a week take several weekdays of each week.
#[must_use]
pub fn day_patterns(visits: u8, weeks: u8) -> Vec<u32> {
    let (visits, weeks) = (u32::from(visits), u32::from(weeks.max(1)));
    if visits == 0 {
        return Vec::new();
    }
    if visits >= weeks {
        let weekdays = (visits / weeks).min(u32::from(WORKING_DAYS));
        return (1u32..1 << WORKING_DAYS)
            .filter(|days| days.count_ones() == weekdays)
            .map(|days| in_weeks(days, 0, 1, weeks))
            .collect();
    }
    let step = (weeks / visits).max(1);
    (0..step)
        .flat_map(|first| {
            (0..u32::from(WORKING_DAYS)).map(move |weekday| in_weeks(1 << weekday, first, step, weeks))
        })
        .collect()
}

/// The weekdays of the mask `days` in the weeks `first`, `first + step`, … of the cycle.
fn in_weeks(days: u32, first: u32, step: u32, weeks: u32) -> u32 {
    (first..weeks)
        .step_by(step as usize)
        .fold(0, |mask, week| mask | days << (week * u32::from(WORKING_DAYS)))
}

#[cfg(test)]
pub(super) mod tests {
    use super::{PlaceDay, day_patterns, fewer_visits, need};
    use crate::domain::{Metres, Persons, Seconds, VisitPrices, VisitProfile, VisitTier};

    /// The default visit profile.
    pub(in crate::planning) fn profile() -> VisitProfile {
        let tier = |population_min, every_weeks, reception_min| VisitTier {
            population_min: Persons(population_min),
            every_weeks,
            reception_min,
        };
        VisitProfile {
            id: "t".into(),
            title: String::new(),
            source: String::new(),
            tiers: vec![
                tier(500, 1, 90),
                tier(100, 2, 60),
                tier(20, 4, 40),
                tier(1, 4, 20),
            ],
            elderly_percent_assumed: 30,
            home_visits_percent_monthly: 10,
            home_visit_min: 25,
            day_start_min: 510,
            day_end_min: 1032,
            lunch_min: 60,
            lunch_from_min: 720,
            lunch_until_min: 900,
            field_days_max: 3,
            cycle_weeks: 4,
            walk_max: Metres(2_000),
            worker_hour_kopecks: 30_000,
            prices: VisitPrices::default(),
        }
    }

    /// A place around the corner.
    const DAY: PlaceDay = PlaceDay {
        work: Seconds(7 * 3600),
        way: Seconds(600),
    };

    /// A place so many minutes there and back.
    fn far(way: i64) -> PlaceDay {
        let half = Seconds::from_minutes(way / 2);
        PlaceDay::new(&profile(), half, half)
    }

    #[test]
    fn the_need_follows_the_table_and_the_home_visits() {
        // 400 residents: every 2 weeks, 60 minutes, and 400 × 0.3 × 0.1 × 25 = 300 minutes over 2 visits.
        let found = need(&profile(), Persons(400), DAY).unwrap();
        assert_eq!(
            (found.visits, found.service),
            (2, Seconds::from_minutes(60 + 150))
        );
        let small = need(&profile(), Persons(12), DAY).unwrap();
        assert_eq!((small.visits, small.service), (1, Seconds::from_minutes(29)));
        assert_eq!(need(&profile(), Persons(0), DAY), None);
    }

    #[test]
    fn a_settlement_that_needs_more_than_a_day_gets_more_visits() {
        // 2,000 residents: 1,500 minutes of home visits; weekly 90 + 375 is past 7 hours, twice a week 90 + 188 is not.
        let found = need(&profile(), Persons(2000), DAY).unwrap();
        assert_eq!((found.visits, found.service), (8, Seconds::from_minutes(278)));
    }

    #[test]
    fn a_visit_that_cannot_fit_into_the_day_is_none() {
        // A day of 7 h 42 less the way leaves 80 minutes, and the reception takes 90.
        assert_eq!(need(&profile(), Persons(600), far(382)), None);
        assert!(need(&profile(), Persons(600), far(372)).is_some());
    }

    #[test]
    fn a_village_far_off_keeps_its_rhythm_and_the_home_visits_without_time_are_counted() {
        // 322 residents: every 2 weeks, 60 minutes and 242 of home visits; six hours on the road leave 102 a visit.
        let found = need(&profile(), Persons(322), far(360)).unwrap();
        assert_eq!((found.visits, found.service), (2, Seconds::from_minutes(102)));
        let missed = found.home_missed.get();
        assert_eq!(missed, 322 * 3 * 25 * 60 / 100 - 2 * 42 * 60);
        // Three hours on the road leave more time than the work takes.
        let near = need(&profile(), Persons(322), far(180)).unwrap();
        assert_eq!((near.visits, near.home_missed), (2, Seconds::ZERO));
        // A large one at half that way gets more visits: each is worth its way.
        let large = need(&profile(), Persons(2000), far(90)).unwrap();
        assert_eq!((large.visits, large.home_missed), (8, Seconds::ZERO));
    }

    #[test]
    fn rhythms_thin_out_to_one_visit() {
        let rhythms: Vec<_> = std::iter::successors(Some(12), |&visits| fewer_visits(visits, 4)).collect();
        assert_eq!(rhythms, [12, 8, 4, 2, 1]);
    }

    #[test]
    fn patterns_keep_the_weekday() {
        assert_eq!(day_patterns(4, 4).len(), 5);
        assert_eq!(day_patterns(2, 4).len(), 10);
        assert_eq!(day_patterns(1, 4).len(), 20);
        assert_eq!(day_patterns(8, 4).len(), 10);
        assert_eq!(day_patterns(1, 1), vec![1, 2, 4, 8, 16]);
        for (visits, weeks) in [(1, 4), (2, 4), (4, 4), (8, 4), (1, 2), (2, 2), (3, 1)] {
            assert!(
                day_patterns(visits, weeks)
                    .iter()
                    .all(|mask| mask.count_ones() == u32::from(visits))
            );
        }
        assert!(day_patterns(2, 4).contains(&(1 | 1 << 10)));
    }
}
