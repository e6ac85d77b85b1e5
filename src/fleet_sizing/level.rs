//! Levelling: other names for the weekdays of each site, so that the busiest day of the cycle needs few vehicles.
//!
//! A site's rounds keep every rhythm when its weekdays change names and its weeks are shifted round the cycle: weekly
//! visits stay weekly on one weekday, visits every second week stay so. So each site chooses among 120 × weeks names of
//! its days. The search is a descent: sites in turn take the names that lower the busiest day, then the sum of squares
//! over the days, until no site gains. O(passes × sites × 120 × weeks × days).

/// Working days of a week.
const WEEK: usize = 5;

/// Passes over the sites before giving up on further gains; two to four are usual.
const PASSES_MAX: usize = 20;

/// New names of one site's days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relabel {
    /// New weekday of each weekday.
    pub weekday: [u8; WEEK],
    /// Weeks that every round is shifted by, round the cycle.
    pub week_shift: u8,
}

impl Relabel {
    /// Nothing changes.
    pub const NONE: Self = Self {
        weekday: [0, 1, 2, 3, 4],
        week_shift: 0,
    };

    /// Position of a day of the cycle after renaming, in a cycle of `weeks` weeks.
    #[must_use]
    pub fn apply(&self, day: usize, weeks: usize) -> usize {
        let week = (day / WEEK + usize::from(self.week_shift)) % weeks.max(1);
        week * WEEK + self.weekday.get(day % WEEK).copied().map_or(0, usize::from)
    }
}

/// Names of the days of each site, by site. `busy` holds the days of the cycle on which each site needs a vehicle.
#[must_use]
pub fn level_weekdays(busy: &[Vec<usize>], weeks: usize) -> Vec<Relabel> {
    let choices = choices(weeks);
    let mut chosen = vec![Relabel::NONE; busy.len()];
    let mut load = vec![0i64; weeks * WEEK];
    let add = |load: &mut Vec<i64>, site: usize, names: &Relabel, amount: i64| {
        for &day in busy.get(site).into_iter().flatten() {
            if let Some(cell) = load.get_mut(names.apply(day, weeks)) {
                *cell += amount;
            }
        }
    };
    for site in 0..busy.len() {
        add(&mut load, site, &Relabel::NONE, 1);
    }
    for _ in 0..PASSES_MAX {
        let before = price(&load);
        for (site, names) in chosen.iter_mut().enumerate() {
            add(&mut load, site, names, -1);
            let priced = choices.iter().map(|choice| {
                let mut with = load.clone();
                add(&mut with, site, choice, 1);
                (price(&with), choice)
            });
            // The first of the cheapest: no change where nothing is gained.
            if let Some((_, best)) = priced.min_by_key(|(price, choice)| (*price, *choice != names)) {
                *names = *best;
            }
            add(&mut load, site, names, 1);
        }
        if price(&load) >= before {
            break;
        }
    }
    chosen
}

/// The busiest day first, then how uneven the days are.
fn price(load: &[i64]) -> (i64, i64) {
    (
        load.iter().copied().max().unwrap_or(0),
        load.iter().map(|day| day * day).sum(),
    )
}

/// Every renaming: permutations of the weekdays in lexicographic order, for each shift of the weeks.
fn choices(weeks: usize) -> Vec<Relabel> {
    let mut permutations: Vec<Vec<u8>> = vec![Vec::new()];
    for _ in 0..WEEK {
        permutations = permutations
            .into_iter()
            .flat_map(|start| {
                (0..WEEK as u8)
                    .filter(|day| !start.contains(day))
                    .map(|day| [&start[..], &[day]].concat())
                    .collect::<Vec<_>>()
            })
            .collect();
    }
    (0..weeks.max(1) as u8)
        .flat_map(|week_shift| {
            permutations.iter().filter_map(move |order| {
                Some(Relabel {
                    weekday: order.as_slice().try_into().ok()?,
                    week_shift,
                })
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Relabel, choices, level_weekdays};

    #[test]
    fn every_renaming_is_a_bijection_of_the_cycle() {
        let all = choices(4);
        assert_eq!(all.len(), 480);
        for names in all {
            let mut days: Vec<usize> = (0..20).map(|day| names.apply(day, 4)).collect();
            days.sort_unstable();
            assert_eq!(days, (0..20).collect::<Vec<_>>());
        }
    }

    #[test]
    fn sites_that_all_went_on_monday_are_spread_over_the_week() {
        let mondays: Vec<Vec<usize>> = vec![vec![0, 5, 10, 15]; 10];
        let chosen = level_weekdays(&mondays, 4);
        let mut load = vec![0; 20];
        for names in &chosen {
            for day in &mondays[0] {
                load[names.apply(*day, 4)] += 1;
            }
        }
        assert!(load.iter().all(|day| *day == 2), "{load:?}");
        assert_eq!(level_weekdays(&[vec![3]], 1), [Relabel::NONE]);
    }
}
