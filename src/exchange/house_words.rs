//! House numbers in Russian: «нечётные 1–7, чётные 2–10 и ещё 3 дома».

use crate::domain::{HouseRun, StreetSide};

/// Houses by side, the first `most` runs of them; the others are counted.
pub(super) fn house_list(runs: &[HouseRun], most: usize) -> String {
    let shown = runs.get(..most).unwrap_or(runs);
    let mut parts: Vec<String> = Vec::new();
    for side in shown.chunk_by(|a, b| a.side == b.side) {
        let numbers: Vec<String> = side.iter().map(numbers).collect();
        let has_range = side.iter().any(|run| run.first != run.last);
        let word = match side.first().map(|run| run.side) {
            Some(StreetSide::Odd) if has_range => "нечётные ",
            Some(StreetSide::Even) if has_range => "чётные ",
            _ => "",
        };
        parts.push(format!("{word}{}", numbers.join(", ")));
    }
    let left: usize = runs.iter().skip(most).map(|run| run.houses).sum();
    let mut text = parts.join(", ");
    if left > 0 {
        text.push_str(&format!(" и ещё {left} {}", noun(left, ["дом", "дома", "домов"])));
    }
    text
}

fn numbers(run: &HouseRun) -> String {
    if run.first == run.last {
        run.first.clone()
    } else {
        format!("{}–{}", run.first, run.last)
    }
}

/// The form of a noun after a number: «дом», «дома», «домов».
pub(super) fn noun(number: usize, [one, few, many]: [&'static str; 3]) -> &'static str {
    match (number % 10, number % 100) {
        (_, 11..=14) => many,
        (1, _) => one,
        (2..=4, _) => few,
        _ => many,
    }
}

#[cfg(test)]
mod tests {
    use super::house_list;
    use crate::domain::house_runs;
    use std::collections::BTreeSet;

    #[test]
    fn houses_are_listed_by_side() {
        let street: BTreeSet<&str> = ["1", "2", "3", "4", "5", "6", "7", "9", "11", "12", "14", "б/н"].into();
        for (own, most, expected) in [
            (vec!["1", "3", "2", "4"], 9, "нечётные 1–3, чётные 2–4"),
            (vec!["1", "3", "7", "9"], 9, "нечётные 1–3, 7–9"),
            (vec!["5", "2"], 9, "5, 2"),
            (vec!["1", "5", "9", "12", "14"], 2, "1, 5 и ещё 3 дома"),
            (vec!["б/н", "1", "3"], 9, "нечётные 1–3, б/н"),
        ] {
            let runs = house_runs(&street, &own.into_iter().collect());
            assert_eq!(house_list(&runs, most), expected);
        }
    }
}
