//! The cheapest atoms to join a base when connectivity is left aside: a knapsack with a lower and an upper bound.
//!
//! Items come forced ones first, then by rising price for each resident. With whole items it is solved depth first; with
//! a fraction of one item allowed, going through the order once is optimal (Dantzig), and that value rounded down is a
//! lower bound for whole items.
//!
//! # References
//! G. B. Dantzig, "Discrete-Variable Extremum Problems", Operations Research 5(2), 1957. E. Horowitz, S. Sahni,
//! "Computing Partitions with Applications to the Knapsack Problem", Journal of the ACM 21(2), 1974.

use std::cmp::Ordering;

/// A whole item in the unit of shares.
pub(super) const WHOLE: i64 = 1 << 16;

/// An atom that may join a base.
#[derive(Debug, Clone, Copy)]
pub(in crate::districting) struct Item {
    pub(in crate::districting) atom: u32,
    pub(in crate::districting) people: i64,
    /// Travel minus the atom's multiplier.
    pub(in crate::districting) price: i64,
    pub(in crate::districting) is_forced: bool,
    /// Price for each resident in 2⁻¹⁰, rounded down; the order is by this and, where it is equal, exact.
    rank: i64,
}

impl Item {
    pub(super) fn new(atom: u32, people: i64, price: i64, is_forced: bool) -> Self {
        let rank = match (is_forced, people, price) {
            (true, ..) => i64::MIN,
            (_, 0, ..0) => i64::MIN + 1,
            (_, 0, _) => i64::MAX,
            _ => rounded_ratio(price, people),
        };
        Self {
            atom,
            people,
            price,
            is_forced,
            rank,
        }
    }
}

/// Price for each resident in 2⁻¹⁰, rounded down; far from the ends of its type, which rank other items.
fn rounded_ratio(price: i64, people: i64) -> i64 {
    price
        .saturating_mul(1 << 10)
        .div_euclid(people)
        .clamp(i64::MIN / 2, i64::MAX / 2)
}

/// Forced items first, then by price for each resident, then by atom. Items without residents come first when they
/// pay and last when they cost.
pub(super) fn by_ratio(a: &Item, b: &Item) -> Ordering {
    a.rank
        .cmp(&b.rank)
        .then_with(|| {
            let across = |one: &Item, other: &Item| i128::from(one.price) * i128::from(other.people);
            if a.is_forced {
                Ordering::Equal
            } else {
                across(a, b).cmp(&across(b, a))
            }
        })
        .then(a.atom.cmp(&b.atom))
}

/// The value of the best choice with fractions, rounded down; `None` when the items cannot fill `room` or the forced
/// ones exceed it. `room` is how many residents are still wanted and how many still fit. `take` hears of every item
/// taken and its share of [`WHOLE`].
pub(super) fn fractional<'a>(
    items: impl Iterator<Item = &'a Item>,
    room: (i64, i64),
    mut take: impl FnMut(&Item, i64),
) -> Option<i64> {
    let (mut wanted, mut fits) = room;
    if fits < 0 || wanted > fits {
        return None;
    }
    let mut value = 0;
    for item in items {
        let limit = if item.is_forced {
            if item.people > fits {
                return None;
            }
            fits
        } else if item.price < 0 {
            fits
        } else if wanted <= 0 {
            return Some(value);
        } else {
            wanted
        };
        if item.people > limit {
            let part = i128::from(item.price) * i128::from(limit);
            take(item, WHOLE * limit / item.people);
            return Some(value + part.div_euclid(i128::from(item.people)) as i64);
        }
        take(item, WHOLE);
        value += item.price;
        wanted -= item.people;
        fits -= item.people;
    }
    (wanted <= 0).then_some(value)
}

/// A bound on the value of every choice of at most `fits` residents among items that pay, by price (below 0) and
/// residents, without sorting them exactly.
///
/// With θ ≤ 0 for every place, Σ min(0, price − θ · people) + θ · fits is such a bound whatever θ is (duality); the one
/// taken is the ratio of the item that no longer fits, found with rounded ratios.
pub(super) fn at_least(paying: impl Iterator<Item = (i64, i64)>, fits: i64) -> i64 {
    let (mut free, mut people) = (0, 0);
    let mut items: Vec<(i64, i64, i64)> = Vec::new();
    for (price, residents) in paying {
        people += residents;
        if residents == 0 {
            free += price;
        } else {
            items.push((rounded_ratio(price, residents), price, residents));
        }
    }
    if people > fits {
        items.sort_unstable();
    }
    let (mut value, mut left) = (free, fits);
    for (at, &(_, price, residents)) in items.iter().enumerate() {
        if residents > left {
            return free + at_ratio(&items, at, fits);
        }
        value += price;
        left -= residents;
    }
    value
}

/// The bound at the ratio of one item, rounded down.
fn at_ratio(items: &[(i64, i64, i64)], at: usize, fits: i64) -> i64 {
    let (_, price, people) = items[at];
    let (price, people) = (i128::from(price), i128::from(people));
    let surplus = |&(_, its, residents): &(i64, i64, i64)| {
        (i128::from(its) * people - price * i128::from(residents)).min(0)
    };
    let sum: i128 = items.iter().map(surplus).sum();
    (sum + price * i128::from(fits)).div_euclid(people) as i64
}

/// What a bounded search came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::districting) enum Best {
    /// No set fits.
    Nothing,
    /// The best value and its atoms.
    Found(i64, Vec<u32>),
    /// The limit was reached first.
    Unknown,
}

/// The best choice of whole items, within `nodes` steps.
pub(super) fn whole(items: &[Item], room: (i64, i64), nodes: u32) -> Best {
    let mut search = Search {
        items,
        value: i64::MAX,
        best: Vec::new(),
        taken: Vec::new(),
        nodes,
    };
    search.decide(0, room, 0);
    match (search.nodes, search.value) {
        (0, _) => Best::Unknown,
        (_, i64::MAX) => Best::Nothing,
        (_, value) => Best::Found(value, search.best),
    }
}

struct Search<'a> {
    items: &'a [Item],
    value: i64,
    best: Vec<u32>,
    taken: Vec<u32>,
    /// Steps left.
    nodes: u32,
}

impl Search<'_> {
    fn decide(&mut self, mut at: usize, room: (i64, i64), value: i64) {
        let depth = self.taken.len();
        let (mut wanted, mut fits, mut value) = (room.0, room.1, value);
        // Items are taken in a chain; each is left out on the way back, which is one call.
        let mut chain: Vec<(usize, i64, i64, i64)> = Vec::new();
        loop {
            self.nodes = self.nodes.saturating_sub(1);
            if self.nodes == 0 {
                break;
            }
            let bound = fractional(self.items[at..].iter(), (wanted, fits), |_, _| ());
            if bound.is_none_or(|bound| value + bound >= self.value) {
                break;
            }
            let ends = self
                .items
                .get(at)
                .is_none_or(|item| wanted <= 0 && !item.is_forced && item.price >= 0);
            if ends {
                self.value = value;
                self.best.clone_from(&self.taken);
                break;
            }
            let item = self.items[at];
            if item.people <= fits {
                if !item.is_forced {
                    chain.push((at, wanted, fits, value));
                }
                self.taken.push(item.atom);
                wanted -= item.people;
                fits -= item.people;
                value += item.price;
            } else if item.is_forced {
                break;
            }
            at += 1;
        }
        while let Some((left_out, wanted, fits, value)) = chain.pop() {
            let atom = self.items[left_out].atom;
            while self.taken.pop().is_some_and(|taken| taken != atom) {}
            if self.nodes > 0 {
                self.decide(left_out + 1, (wanted, fits), value);
            }
        }
        self.taken.truncate(depth);
    }
}

#[cfg(test)]
mod tests {
    use super::{Best, Item, at_least, by_ratio, fractional, whole};
    use crate::search::SearchRng;

    fn random_items(rng: &mut SearchRng) -> Vec<Item> {
        let count = 1 + rng.below(9);
        let item = |atom: usize, rng: &mut SearchRng| {
            let (people, price) = (rng.below(12) as i64, rng.below(41) as i64 - 25);
            Item::new(atom as u32, people, price, rng.chance(1, 9))
        };
        let mut items: Vec<Item> = (0..count).map(|atom| item(atom, rng)).collect();
        items.sort_by(by_ratio);
        items
    }

    fn by_hand(items: &[Item], room: (i64, i64)) -> Option<i64> {
        let value = |set: usize| {
            let inside = |at: usize| set >> at & 1 == 1;
            let people: i64 = (0..items.len())
                .filter(|&at| inside(at))
                .map(|at| items[at].people)
                .sum();
            let complete = (0..items.len()).all(|at| inside(at) || !items[at].is_forced);
            let price = (0..items.len())
                .filter(|&at| inside(at))
                .map(|at| items[at].price)
                .sum();
            (complete && people >= room.0 && people <= room.1).then_some(price)
        };
        (0..1 << items.len()).filter_map(value).min()
    }

    #[test]
    fn whole_items_agree_with_all_subsets_and_fractions_bound_them() {
        let mut rng = SearchRng::new(5);
        for _ in 0..3000 {
            let items = random_items(&mut rng);
            let lower = rng.below(40) as i64 - 5;
            let room = (lower, lower + rng.below(25) as i64);
            let expected = by_hand(&items, room);
            let bound = fractional(items.iter(), room, |_, _| ());
            match (whole(&items, room, 100_000), expected) {
                (Best::Nothing, None) => {}
                (Best::Found(value, atoms), Some(expected)) => {
                    assert_eq!(value, expected, "{items:?} {room:?}");
                    let sum: i64 = items
                        .iter()
                        .filter(|it| atoms.contains(&it.atom))
                        .map(|it| it.price)
                        .sum();
                    assert_eq!(sum, value, "{items:?} {room:?} {atoms:?}");
                    assert!(
                        bound.is_some_and(|bound| bound <= value),
                        "{items:?} {room:?} {bound:?}"
                    );
                }
                other => panic!("{items:?} {room:?}: {other:?}"),
            }
        }
    }

    #[test]
    fn the_quick_bound_is_the_fractional_value() {
        let mut rng = SearchRng::new(8);
        for _ in 0..3000 {
            let mut items = random_items(&mut rng);
            items.retain(|item| item.price < 0 && !item.is_forced);
            let fits = rng.below(40) as i64;
            let quick = at_least(items.iter().map(|item| (item.price, item.people)), fits);
            let exact = fractional(items.iter(), (0, fits), |_, _| ());
            assert_eq!(Some(quick), exact, "{items:?} {fits}");
        }
    }

    #[test]
    fn a_search_that_is_cut_short_claims_nothing() {
        let items: Vec<Item> = (0..20)
            .map(|atom| Item::new(atom, 7 + i64::from(atom % 3), -10 - i64::from(atom % 4), false))
            .collect();
        assert_eq!(whole(&items, (30, 40), 3), Best::Unknown);
    }
}
