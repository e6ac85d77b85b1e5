//! Other days for rounds, so that the busiest day needs fewer vehicles.
//!
//! Each choice (a worker's set of field days) has alternatives, the first being today's; exactly one is taken. The
//! descent takes the alternative that lowers the sum of squared daily counts the most, and when one move helps no
//! more, pairs of moves. Ties keep what is published.

/// The alternatives of one group of rounds: for each, the days it is out, one entry a round. The first is the present.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// Days of each alternative.
    pub alternatives: Vec<Vec<u32>>,
}

/// The alternatives taken.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Levelled {
    /// Position of the alternative of each choice.
    pub taken: Vec<usize>,
    /// Rounds on each day.
    pub by_day: Vec<u32>,
    /// Rounds on the busiest day before and after.
    pub peak_before: u32,
    /// Rounds on the busiest day after.
    pub peak_after: u32,
    /// No choice of alternatives can do with less than this: rounds spread evenly.
    pub bound: u32,
}

/// Lowers the busiest day. Days outside the cycle are not counted.
#[must_use]
pub fn level(days: u32, choices: &[Choice]) -> Levelled {
    let mut taken = vec![0_usize; choices.len()];
    let mut by_day = vec![0_i64; days as usize];
    for choice in choices {
        add(&mut by_day, choice.alternatives.first(), 1);
    }
    let peak = |by_day: &[i64]| by_day.iter().copied().max().unwrap_or(0) as u32;
    let peak_before = peak(&by_day);
    let mut improved = true;
    while improved {
        improved = descend(choices, &mut taken, &mut by_day);
        if !improved {
            improved = descend_by_pairs(choices, &mut taken, &mut by_day);
        }
    }
    let least: i64 = choices
        .iter()
        .map(|choice| {
            choice
                .alternatives
                .iter()
                .map(|days| days.len() as i64)
                .min()
                .unwrap_or(0)
        })
        .sum();
    let width = i64::from(days.max(1));
    Levelled {
        taken,
        peak_before,
        peak_after: peak(&by_day),
        bound: ((least + width - 1) / width) as u32,
        by_day: by_day.iter().map(|&count| count as u32).collect(),
    }
}

fn add(by_day: &mut [i64], alternative: Option<&Vec<u32>>, amount: i64) {
    for &day in alternative.into_iter().flatten() {
        if let Some(count) = by_day.get_mut(day as usize) {
            *count += amount;
        }
    }
}

/// What is made small: the peak first, then evenness.
fn score(by_day: &[i64]) -> (i64, i64) {
    (
        by_day.iter().copied().max().unwrap_or(0),
        by_day.iter().map(|count| count * count).sum(),
    )
}

fn swap_to(choice: &Choice, by_day: &mut [i64], from: usize, to: usize) {
    add(by_day, choice.alternatives.get(from), -1);
    add(by_day, choice.alternatives.get(to), 1);
}

/// Best single move of each choice in turn; true when anything moved.
fn descend(choices: &[Choice], taken: &mut [usize], by_day: &mut [i64]) -> bool {
    let mut moved = false;
    for (index, choice) in choices.iter().enumerate() {
        let (from, mut best) = (taken[index], (score(by_day), taken[index]));
        for to in 0..choice.alternatives.len() {
            swap_to(choice, by_day, from, to);
            let now = score(by_day);
            swap_to(choice, by_day, to, from);
            if now < best.0 {
                best = (now, to);
            }
        }
        if best.1 != from {
            swap_to(choice, by_day, from, best.1);
            taken[index] = best.1;
            moved = true;
        }
    }
    moved
}

/// Pairs are tried among at most so many choices; test: `pairs_reach_what_single_moves_miss`.
const PAIRS_MAX: usize = 60;

fn descend_by_pairs(choices: &[Choice], taken: &mut [usize], by_day: &mut [i64]) -> bool {
    if choices.len() > PAIRS_MAX {
        return false;
    }
    let now = score(by_day);
    for a in 0..choices.len() {
        for to_a in 0..choices[a].alternatives.len() {
            let from_a = taken[a];
            swap_to(&choices[a], by_day, from_a, to_a);
            for b in a + 1..choices.len() {
                for to_b in 0..choices[b].alternatives.len() {
                    let from_b = taken[b];
                    swap_to(&choices[b], by_day, from_b, to_b);
                    if score(by_day) < now {
                        taken[a] = to_a;
                        taken[b] = to_b;
                        return true;
                    }
                    swap_to(&choices[b], by_day, to_b, from_b);
                }
            }
            swap_to(&choices[a], by_day, to_a, from_a);
        }
    }
    false
}
