//! Who may drive a road, and when: OpenStreetMap's access tags, the conditions in them, and `seasonal`.
//!
//! The most specific tag counts: `access=no` with `motor_vehicle=yes` is open to cars. Of a condition
//! (`no @ (Nov-Mar); no @ spring`) its seasons are read; hours, weights and weekdays bind nobody here.
//!
//! Source: wiki.openstreetmap.org, Key:access and Conditional restrictions.

use crate::domain::{Season, Seasons};

/// Tags that say who may drive, the most specific first.
const OF_CARS: [&str; 4] = ["motorcar", "motor_vehicle", "vehicle", "access"];

/// The same with conditions.
const OF_CARS_AT_TIMES: [&str; 4] = [
    "motorcar:conditional",
    "motor_vehicle:conditional",
    "vehicle:conditional",
    "access:conditional",
];

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// Months of the thaw of a road: spring and autumn.
const THAW: [usize; 4] = [3, 4, 9, 10];
const SUMMER: [usize; 3] = [5, 6, 7];
const WINTER: [usize; 3] = [11, 0, 1];

/// Who may use a road.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Cars, but for some seasons.
    Cars {
        /// Seasons in which nobody may.
        closed: Seasons,
    },
    /// Only who walks.
    Walkers,
    /// Nobody: private, military, dismantled.
    Nobody,
}

/// What the tags of a line say.
pub(super) fn access_of_tags<'t>(tag: impl Fn(&str) -> &'t str) -> Access {
    let said = |keys: [&'static str; 4]| {
        let mut tags = keys.into_iter().map(|key| (key, tag(key)));
        tags.find(|(_, text)| !text.is_empty())
    };
    let (key, who) = said(OF_CARS).unwrap_or(("access", "yes"));
    let at_times = said(OF_CARS_AT_TIMES).map_or("", |(_, text)| text);
    if !is_forbidden(who) {
        let barred = seasons_of_conditions(at_times, is_forbidden);
        let away = seasons_away(tag("seasonal"));
        let is_closed = |season: &Season| barred.contains(*season) || away.contains(*season);
        return Access::Cars {
            closed: Season::ALL.into_iter().filter(is_closed).collect(),
        };
    }
    let admitted = seasons_of_conditions(at_times, |who| !is_forbidden(who));
    if admitted != Seasons::NONE {
        return Access::Cars {
            closed: admitted.others(),
        };
    }
    let on_foot = tag("foot");
    let is_for_walkers = match on_foot {
        "" => key != "access",
        _ => !is_forbidden(on_foot),
    };
    if is_for_walkers {
        Access::Walkers
    } else {
        Access::Nobody
    }
}

/// True for roads that a site worker's car may not use: field and forest roads are for who works there.
fn is_forbidden(who: &str) -> bool {
    matches!(who, "no" | "private" | "military" | "agricultural" | "forestry")
}

/// The seasons of those conditions whose value is wanted.
fn seasons_of_conditions(text: &str, is_wanted: impl Fn(&str) -> bool) -> Seasons {
    let mut months = [false; 12];
    // A condition in brackets may hold semicolons; what follows one without a value of its own belongs to it.
    let mut counts = false;
    for part in text.split(';') {
        let condition = match part.split_once('@') {
            Some((who, condition)) => {
                counts = is_wanted(who.trim());
                condition
            }
            None => part,
        };
        if counts {
            mark_months(condition, &mut months);
        }
    }
    let most = |of: &[usize]| 2 * of.iter().filter(|&&month| months[month]).count() >= of.len();
    let is_meant = |season: &Season| match season {
        Season::Summer => most(&SUMMER),
        Season::Winter => most(&WINTER),
        Season::Thaw => most(&THAW),
    };
    Season::ALL.into_iter().filter(is_meant).collect()
}

/// Marks the months and seasons that a condition names: `Nov-Mar`, `Apr 15-May 20`, `winter`, `wet`.
fn mark_months(condition: &str, months: &mut [bool; 12]) {
    let lower = condition.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphabetic() && c != '-')
        .filter(|word| !word.is_empty())
        .collect();
    let month = |word: &str| MONTHS.iter().position(|known| word.get(..3) == Some(known));
    let (mut from, mut until_next) = (None, false);
    for word in words.iter().flat_map(|word| word.split_inclusive('-')) {
        let name = word.trim_end_matches('-');
        let named: &[usize] = match name {
            "winter" | "snow" | "ice" => &WINTER,
            "summer" | "dry" => &SUMMER,
            "spring" => &THAW[..2],
            "autumn" => &THAW[2..],
            "wet" | "mud" => &THAW,
            _ => &[],
        };
        for &one in named {
            months[one] = true;
        }
        if let Some(at) = month(name) {
            let first = from.take().filter(|_| until_next).unwrap_or(at);
            let length = (at + 12 - first) % 12;
            for step in 0..=length {
                months[(first + step) % 12] = true;
            }
            from = Some(at);
            until_next = false;
        }
        until_next |= word.ends_with('-');
    }
}

/// The seasons in which a road that is there for a part of the year is not there. A winter road has a passage of its own.
fn seasons_away(seasonal: &str) -> Seasons {
    let there: Seasons = seasonal
        .split([';', ','])
        .filter_map(|word| match word.trim() {
            "summer" | "dry_season" | "лето" => Some(Season::Summer),
            "winter" | "зима" => Some(Season::Winter),
            "spring" | "autumn" | "wet_season" => Some(Season::Thaw),
            _ => None,
        })
        .collect();
    if there == Seasons::NONE || there == Seasons::from_iter([Season::Winter]) {
        return Seasons::NONE;
    }
    there.others()
}

#[cfg(test)]
mod tests {
    use super::{Access, access_of_tags};
    use crate::domain::Season::{self, Summer, Thaw, Winter};

    fn access(pairs: &[(&'static str, &'static str)]) -> Access {
        access_of_tags(|tag| pairs.iter().find(|pair| pair.0 == tag).map_or("", |pair| pair.1))
    }

    fn closed(pairs: &[(&'static str, &'static str)]) -> Vec<Season> {
        match access(pairs) {
            Access::Cars { closed } => closed.into(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_most_specific_tag_counts() {
        assert_eq!(closed(&[]), []);
        assert_eq!(closed(&[("access", "no"), ("motor_vehicle", "yes")]), []);
        assert_eq!(closed(&[("access", "destination")]), []);
        assert_eq!(access(&[("access", "private")]), Access::Nobody);
        assert_eq!(access(&[("motor_vehicle", "no")]), Access::Walkers);
        assert_eq!(access(&[("motor_vehicle", "agricultural")]), Access::Walkers);
        assert_eq!(
            access(&[("access", "forestry"), ("foot", "yes")]),
            Access::Walkers
        );
        assert_eq!(
            closed(&[("access", "agricultural"), ("motor_vehicle", "yes")]),
            []
        );
        assert_eq!(access(&[("vehicle", "no"), ("motorcar", "yes")]), access(&[]));
        assert_eq!(access(&[("motor_vehicle", "no"), ("foot", "no")]), Access::Nobody);
        assert_eq!(access(&[("access", "no"), ("foot", "yes")]), Access::Walkers);
    }

    #[test]
    fn conditions_close_seasons() {
        let at = |text| closed(&[("motor_vehicle:conditional", text)]);
        assert_eq!(at("no @ (Nov-Mar)"), [Winter]);
        assert_eq!(at("no @ (Apr 15-May 20)"), [Thaw]);
        assert_eq!(at("no @ (Apr-Nov)"), [Summer, Thaw]);
        assert_eq!(at("no @ winter; no @ spring"), [Winter, Thaw]);
        assert_eq!(at("no @ (Dec; Jan; Feb)"), [Winter]);
        assert_eq!(at("no @ (22:00-06:00)"), []);
        assert_eq!(at("no @ (weight>3.5); yes @ (Apr-May)"), []);
        let only = [("access", "no"), ("access:conditional", "yes @ (Dec-Mar)")];
        assert_eq!(closed(&only), [Summer, Thaw]);
    }

    #[test]
    fn a_summer_road_is_away_in_other_seasons() {
        assert_eq!(closed(&[("seasonal", "summer")]), [Winter, Thaw]);
        assert_eq!(closed(&[("seasonal", "spring;summer;autumn")]), [Winter]);
        assert_eq!(closed(&[("seasonal", "winter")]), []);
        assert_eq!(closed(&[("seasonal", "yes")]), []);
    }
}
