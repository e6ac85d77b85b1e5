//! Streets and houses as people read them: house numbers in order, runs of them by side, and the part of each street
//! that lies in a site.

use super::ids::SettlementId;
use super::measures::Persons;
use super::place::{StreetHouses, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// Digits that a number inside the rest of a house number is filled up to, so that «13 с4» comes before «13 с11».
const TAIL_DIGITS: usize = 6;

/// Key of a house number: its leading digits, then the rest, whose numbers sort as numbers.
#[must_use]
pub fn house_number_key(number: &str) -> (u32, String) {
    let digits = number
        .trim_start()
        .chars()
        .take_while(char::is_ascii_digit)
        .count();
    let (head, tail) = number.trim_start().split_at(digits);
    (
        head.parse().unwrap_or(u32::MAX),
        filled(&tail.trim().to_uppercase()),
    )
}

/// A text with zeros before each of its numbers.
fn filled(text: &str) -> String {
    let is_digit = |c: char| c.is_ascii_digit();
    let characters: Vec<char> = text.chars().collect();
    let mut filled = String::with_capacity(text.len());
    for run in characters.chunk_by(|a, b| is_digit(*a) == is_digit(*b)) {
        if run.first().is_some_and(|first| is_digit(*first)) {
            filled.extend(std::iter::repeat_n('0', TAIL_DIGITS.saturating_sub(run.len())));
        }
        filled.extend(run);
    }
    filled
}

/// Side of a street.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StreetSide {
    /// Both sides together: every house between the first and the last.
    Both,
    /// Odd numbers.
    Odd,
    /// Even numbers.
    Even,
    /// Houses without a number.
    Unnumbered,
}

/// Houses of one side that follow each other: every house of the side between the first and the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseRun {
    /// The side.
    pub side: StreetSide,
    /// Lowest number.
    pub first: String,
    /// Highest number, the same for a single house.
    pub last: String,
    /// Houses in it.
    pub houses: usize,
}

/// What of a street lies in a group of units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreetPart {
    /// The settlement.
    pub settlement: SettlementId,
    /// The street.
    pub street: String,
    /// Its houses in the group.
    pub runs: Vec<HouseRun>,
    /// True when the group has the whole street.
    pub is_whole: bool,
    /// Addresses.
    pub houses: usize,
    /// Residents of them.
    pub population: Persons,
}

/// Runs of `own` houses among `all` houses of a street: of both sides where they follow each other so, else side by
/// side. Two sets without a common number have no run that reaches into one of the other's.
#[must_use]
pub fn house_runs(all: &BTreeSet<&str>, own: &BTreeSet<&str>) -> Vec<HouseRun> {
    let mut ordered: Vec<((u32, String), &str)> = all
        .union(own)
        .map(|number| (house_number_key(number), *number))
        .collect();
    ordered.sort();
    let both = runs(StreetSide::Both, ordered.iter().map(|(_, number)| *number), own);
    if both.len() == 1 && ordered.iter().all(|((number, _), _)| *number != u32::MAX) {
        return both;
    }
    let side = |number: u32| match number {
        u32::MAX => StreetSide::Unnumbered,
        odd if odd % 2 == 1 => StreetSide::Odd,
        _ => StreetSide::Even,
    };
    [StreetSide::Odd, StreetSide::Even, StreetSide::Unnumbered]
        .into_iter()
        .flat_map(|of| {
            let houses = ordered.iter().filter(|((number, _), _)| side(*number) == of);
            runs(of, houses.map(|(_, number)| *number), own)
        })
        .collect()
}

fn runs<'a>(side: StreetSide, houses: impl Iterator<Item = &'a str>, own: &BTreeSet<&str>) -> Vec<HouseRun> {
    let mut runs: Vec<HouseRun> = Vec::new();
    let mut goes_on = false;
    for number in houses {
        let is_own = own.contains(number);
        match runs.last_mut().filter(|_| is_own && goes_on) {
            Some(run) => {
                number.clone_into(&mut run.last);
                run.houses += 1;
            }
            None if is_own => runs.push(HouseRun {
                side,
                first: number.to_owned(),
                last: number.to_owned(),
                houses: 1,
            }),
            None => {}
        }
        goes_on = is_own;
    }
    runs
}

/// Residents of each of a unit's streets, in their order; where the unit does not say, its residents by houses.
#[must_use]
pub fn street_populations(unit: &Unit) -> Vec<Persons> {
    let stated = |street: &StreetHouses| street.population;
    if unit.streets.iter().all(|street| stated(street).is_some()) {
        return unit.streets.iter().filter_map(stated).collect();
    }
    let weight = |street: &StreetHouses| street.houses.len().max(1) as i64;
    let whole: i64 = unit.streets.iter().map(weight).sum();
    let (mut passed, mut given) = (0, 0);
    let share = |street: &StreetHouses| {
        passed += weight(street);
        let due = unit.population.get() * passed / whole.max(1);
        let part = due - given;
        given = due;
        Persons(part)
    };
    unit.streets.iter().map(share).collect()
}

/// A street: its settlement and its name.
type StreetKey<'a> = (&'a SettlementId, &'a str);

/// The streets of each group of units, those with most residents first. Units without a group count as another one.
#[must_use]
pub fn street_parts<G: Ord + Copy>(
    units: &[Unit],
    group_of: impl Fn(&Unit) -> Option<G>,
) -> BTreeMap<G, Vec<StreetPart>> {
    let mut all: BTreeMap<StreetKey<'_>, BTreeSet<&str>> = BTreeMap::new();
    let mut own: BTreeMap<(G, StreetKey<'_>), (BTreeSet<&str>, Persons)> = BTreeMap::new();
    for unit in units {
        let group = group_of(unit);
        for (street, population) in unit.streets.iter().zip(street_populations(unit)) {
            let key = (&unit.settlement, street.street.as_str());
            let houses = || street.houses.iter().map(String::as_str);
            all.entry(key).or_default().extend(houses());
            if let Some(group) = group {
                let part = own.entry((group, key)).or_default();
                part.0.extend(houses());
                part.1 += population;
            }
        }
    }
    let mut parts: BTreeMap<G, Vec<StreetPart>> = BTreeMap::new();
    for ((group, key), (houses, population)) in own {
        let Some(street) = all.get(&key) else { continue };
        parts.entry(group).or_default().push(StreetPart {
            settlement: key.0.clone(),
            street: key.1.to_owned(),
            runs: house_runs(street, &houses),
            is_whole: houses.len() == street.len(),
            houses: houses.len(),
            population,
        });
    }
    for list in parts.values_mut() {
        list.sort_by(|a, b| (b.population, &a.street).cmp(&(a.population, &b.street)));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::{HouseRun, StreetSide, house_number_key, house_runs};
    use std::collections::BTreeSet;

    #[test]
    fn house_numbers_sort_as_people_read_them() {
        let mut numbers = ["10", "2А", "2", "1/2", "1", "б/н", "13 с11", "13 с4"];
        numbers.sort_by_key(|number| house_number_key(number));
        assert_eq!(numbers, ["1", "1/2", "2", "2А", "10", "13 с4", "13 с11", "б/н"]);
    }

    fn said(runs: &[HouseRun]) -> Vec<String> {
        let side = |run: &HouseRun| match run.side {
            StreetSide::Both => 'b',
            StreetSide::Odd => 'o',
            StreetSide::Even => 'e',
            StreetSide::Unnumbered => 'u',
        };
        let one = |run: &HouseRun| format!("{}{}-{}x{}", side(run), run.first, run.last, run.houses);
        runs.iter().map(one).collect()
    }

    #[test]
    fn two_units_of_a_street_have_runs_that_do_not_reach_into_each_other() {
        let street = BTreeSet::from(["1", "2", "3", "4", "5", "6", "7", "8", "9А", "10", "б/н"]);
        for (own, expected) in [
            (vec!["1", "3", "5"], vec!["o1-5x3"]),
            (vec!["2", "4", "8"], vec!["e2-4x2", "e8-8x1"]),
            (vec!["1", "3", "7", "6"], vec!["o1-3x2", "o7-7x1", "e6-6x1"]),
            (vec!["9А", "б/н"], vec!["o9А-9Аx1", "uб/н-б/нx1"]),
        ] {
            assert_eq!(said(&house_runs(&street, &own.into_iter().collect())), expected);
        }
        let numbered = BTreeSet::from(["1", "2", "3", "4", "10"]);
        let own = BTreeSet::from(["2", "3", "4"]);
        assert_eq!(said(&house_runs(&numbered, &own)), ["b2-4x3"]);
    }
}
