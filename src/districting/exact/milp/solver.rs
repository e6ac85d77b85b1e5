//! The two models that HiGHS solves: the prices of atoms from the sites known, and a plan chosen among listed sites.
//!
//! Both have a column for each site and a row for each atom, which exactly one chosen site covers. All coefficients are
//! small integers. What comes back is never believed as it is: prices are rounded and then bounded in integers, and a
//! choice is added up again. Only the answer that **no** choice exists rests on HiGHS, whose tolerance of a millionth is
//! far below the whole that separates two choices.

use highs::{Col, ColMatrix, ColProblem, HighsModelStatus, Problem, Row, RowProblem, Sense, SolvedModel};
use std::time::Duration;

/// A site that a plan may have.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// Pairs of neighbouring units of which one is in the site.
    pub(super) cut: i64,
    /// Ascending.
    pub(super) atoms: Vec<u32>,
}

/// Prices of the atoms, in cut edges.
#[derive(Debug)]
pub(super) struct Prices {
    pub(super) of_atom: Vec<f64>,
    /// No prices inside the box give a bound above it, in cut edges.
    pub(super) promise: f64,
}

/// The prices that promise the highest bound over the sites known, inside a box round `centre`.
///
/// `None` when HiGHS gives up.
///
/// # References
/// R. E. Marsten, W. W. Hogan, J. W. Blankenship, "The boxstep method for large-scale optimization", Operations Research
/// 23(3), 1975.
pub(super) fn prices(columns: &[Column], sites: usize, centre: &[f64], radius: f64) -> Option<Prices> {
    let mut problem = RowProblem::new();
    let mut covers: Vec<Vec<(Col, f64)>> = vec![Vec::new(); centre.len()];
    let mut count = Vec::with_capacity(columns.len());
    for column in columns {
        let site = problem.add_column(column.cut as f64 / 2.0, 0..);
        column
            .atoms
            .iter()
            .for_each(|&atom| covers[atom as usize].push((site, 1.0)));
        count.push((site, 1.0));
    }
    for (row, price) in covers.iter_mut().zip(centre) {
        row.push((problem.add_column(price + radius, 0..), 1.0));
        row.push((problem.add_column(radius - price, 0..), -1.0));
    }
    for row in covers {
        problem.add_row(1..=1, row);
    }
    let wanted = sites as f64;
    problem.add_row(wanted..=wanted, count);
    let solved = solve(problem, None)?;
    if solved.status() != HighsModelStatus::Optimal {
        return None;
    }
    let solution = solved.get_solution();
    let of_atom = solution.dual_rows().get(..centre.len())?.to_vec();
    let promise = solved.objective_value();
    let is_sound = promise.is_finite() && of_atom.iter().all(|price| price.is_finite());
    is_sound.then_some(Prices { of_atom, promise })
}

/// What came of looking for a plan.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// Positions of the sites chosen.
    Plan(Vec<usize>),
    /// No choice exists.
    Nothing,
    /// The time was up.
    Unknown,
}

/// Chooses `sites` of the columns that cover each of `atoms` atoms once and cut fewest edges, at most `cut_max`.
pub(super) fn choose(
    columns: &[Column],
    sites: usize,
    atoms: usize,
    cut_max: i64,
    time: Option<Duration>,
) -> Choice {
    let mut problem = ColProblem::new();
    let rows: Vec<Row> = (0..atoms).map(|_| problem.add_row(1..=1)).collect();
    let wanted = sites as f64;
    let count = problem.add_row(wanted..=wanted);
    let cut = problem.add_row(..=(2 * cut_max) as f64);
    let mut is_covered = vec![false; atoms];
    for column in columns {
        let mut factors = vec![(count, 1.0), (cut, column.cut as f64)];
        for &atom in &column.atoms {
            factors.push((rows[atom as usize], 1.0));
            is_covered[atom as usize] = true;
        }
        problem.add_integer_column(column.cut as f64, 0..=1, factors);
    }
    if columns.len() < sites || is_covered.contains(&false) {
        return Choice::Nothing;
    }
    let Some(solved) = solve(problem, time) else {
        return Choice::Unknown;
    };
    match solved.status() {
        HighsModelStatus::Infeasible => Choice::Nothing,
        HighsModelStatus::Optimal => {
            let solution = solved.get_solution();
            let values = solution.columns().iter().enumerate();
            let chosen: Vec<usize> = values
                .filter(|(_, value)| **value > 0.5)
                .map(|(at, _)| at)
                .collect();
            if is_plan(columns, &chosen, sites, atoms, cut_max) {
                Choice::Plan(chosen)
            } else {
                Choice::Unknown
            }
        }
        _ => Choice::Unknown,
    }
}

/// Adds a choice up again, in integers.
fn is_plan(columns: &[Column], chosen: &[usize], sites: usize, atoms: usize, cut_max: i64) -> bool {
    let mut times = vec![0u32; atoms];
    let mut cut = 0;
    for column in chosen.iter().map(|&at| &columns[at]) {
        column.atoms.iter().for_each(|&atom| times[atom as usize] += 1);
        cut += column.cut;
    }
    chosen.len() == sites && cut <= 2 * cut_max && times.iter().all(|&times| times == 1)
}

/// Runs HiGHS without a word on standard output and on one thread, so that the answer is the same wherever it runs.
/// `None` when it gives up.
fn solve<M: Default>(problem: Problem<M>, time: Option<Duration>) -> Option<SolvedModel>
where
    Problem<ColMatrix>: From<Problem<M>>,
{
    let mut model = problem.try_optimise(Sense::Minimise).ok()?;
    model.make_quiet();
    model.try_set_option("threads", 1).ok()?;
    model.try_set_option("mip_rel_gap", 0.0).ok()?;
    if let Some(time) = time {
        model.try_set_option("time_limit", time.as_secs_f64()).ok()?;
    }
    model.try_solve().ok()
}

#[cfg(test)]
mod tests {
    use super::{Choice, Column, choose, prices};

    fn path_of_four() -> Vec<Column> {
        let column = |cut, atoms: &[u32]| Column {
            cut,
            atoms: atoms.to_vec(),
        };
        vec![
            column(1, &[0, 1]),
            column(1, &[2, 3]),
            column(2, &[1, 2]),
            column(1, &[0]),
            column(1, &[3]),
        ]
    }

    #[test]
    fn a_choice_covers_each_atom_once() {
        let columns = path_of_four();
        assert_eq!(choose(&columns, 2, 4, 1, None), Choice::Plan(vec![0, 1]));
        assert_eq!(choose(&columns, 3, 4, 2, None), Choice::Plan(vec![2, 3, 4]));
        assert_eq!(choose(&columns, 3, 4, 1, None), Choice::Nothing);
        assert_eq!(choose(&columns[..1], 2, 4, 9, None), Choice::Nothing);
    }

    #[test]
    fn prices_promise_what_the_sites_known_cost() {
        let found = prices(&path_of_four(), 2, &[0.25; 4], 8.0).unwrap();
        assert!((found.promise - 1.0).abs() < 1e-6, "{}", found.promise);
        assert!((found.of_atom[0] + found.of_atom[1]).abs() < 17.0);
    }
}
