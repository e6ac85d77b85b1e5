//! Several plans to choose from: each best in another respect, or between least change and shortest ways.

use super::document::{Answer, write_down};
use super::{PartitionRequest, core_problem};
use crate::districting::{self, Aim, Outcome};
use crate::domain::{Metres, Persons, Plan, PlanVariant, Territory, VariantAim};
use crate::planning::ground::Ground;
use crate::planning::{Made, PlanningError};
use crate::search::{Budget, ProgressSink};
use serde::{Deserialize, Serialize};
use std::time::Instant;

/// Ways are shown to a tenth of a kilometre.
const SHOWN: Metres = Metres(100);

/// Which plans are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VariantSet {
    /// Fewest sites, shortest ways, best balance, and least change where there is a plan to start from.
    Aims,
    /// From least change to shortest ways; needs a plan to start from.
    ChangeCurve,
}

/// Makes a set of plans, none like another, each titled by what it is good at. Each gets an equal share of `budget`.
///
/// Empty when `set` is the curve and no legal plan was found or there is nothing to start from. Ids and times come from
/// `made`, called once for each plan; all plans carry the series `series`.
///
/// # Errors
/// As [`super::partition`].
pub fn variants(
    territory: &Territory,
    ground: &Ground,
    request: &PartitionRequest,
    (set, series): (VariantSet, &str),
    made: &mut dyn FnMut() -> Made,
    budget: &Budget,
    progress: ProgressSink<'_>,
) -> Result<Vec<Plan>, PlanningError> {
    let started = Instant::now();
    let problem = core_problem(territory, ground, request)?;
    let options = request.options();
    let found: Vec<(Option<VariantAim>, Outcome)> = match set {
        VariantSet::Aims => districting::alternatives(&problem, &options, budget, progress)
            .into_iter()
            .map(|one| (Some(aim(one.aim)), one.outcome))
            .collect(),
        VariantSet::ChangeCurve => districting::change_curve(&problem, &options, budget, progress)
            .into_iter()
            .map(|outcome| (None, outcome))
            .collect(),
    };
    let search_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let mut plans: Vec<(Option<VariantAim>, Plan)> = found
        .iter()
        .map(|(aim, outcome)| {
            let answer = Answer {
                outcome,
                optimal: false,
                search_ms,
            };
            (*aim, write_down(territory, ground, request, &made(), &answer))
        })
        .collect();
    if set == VariantSet::ChangeCurve {
        without_dominated(&mut plans);
    }
    let last = plans.len().saturating_sub(1);
    let name = |(at, (aim, mut plan)): (usize, (Option<VariantAim>, Plan))| {
        let aim = aim.unwrap_or(match at {
            0 => VariantAim::LeastChange,
            at if at == last => VariantAim::ShortestTravel,
            _ => VariantAim::Compromise,
        });
        let words = if set == VariantSet::ChangeCurve && last == 0 {
            "единственная на кривой"
        } else {
            title(aim)
        };
        plan.title = format!("{}: {words}", request.title);
        plan.origin.variant = Some(PlanVariant {
            series: series.to_owned(),
            aim,
        });
        plan
    };
    Ok(plans.into_iter().enumerate().map(name).collect())
}

/// Leaves out every plan of the curve beside which another moves no more people and has no longer way, to the best place
/// of its sites or to their bases, as far as people are shown it.
fn without_dominated(plans: &mut Vec<(Option<VariantAim>, Plan)>) {
    let shown = |way: Metres| (way.get() + SHOWN.get() / 2) / SHOWN.get();
    let cost = |plan: &Plan| {
        let figures = &plan.figures;
        [
            plan.origin.people_moved.map_or(0, Persons::get),
            shown(figures.travel_to_best.unwrap_or(figures.travel_per_person)),
            shown(figures.travel_per_person),
        ]
    };
    let costs: Vec<[i64; 3]> = plans.iter().map(|(_, plan)| cost(plan)).collect();
    let is_dominated = |at: usize, own: &[i64; 3]| {
        costs.iter().enumerate().any(|(other_at, other)| {
            let no_worse = other.iter().zip(own).all(|(other, own)| other <= own);
            no_worse && (other != own || other_at < at)
        })
    };
    let mut kept = costs.iter().enumerate().map(|(at, own)| !is_dominated(at, own));
    plans.retain(|_| kept.next() == Some(true));
}

const fn aim(aim: Aim) -> VariantAim {
    match aim {
        Aim::FewestSites => VariantAim::FewestSites,
        Aim::ShortestTravel => VariantAim::ShortestTravel,
        Aim::BestBalance => VariantAim::BestBalance,
        Aim::LeastChange => VariantAim::LeastChange,
    }
}

const fn title(aim: VariantAim) -> &'static str {
    match aim {
        VariantAim::FewestSites => "меньше участков",
        VariantAim::ShortestTravel => "короче путь",
        VariantAim::BestBalance => "ровнее численность",
        VariantAim::LeastChange => "меньше перемен",
        VariantAim::Compromise => "между переменами и путём",
    }
}

#[cfg(test)]
mod tests {
    use super::without_dominated;
    use crate::domain::{Metres, MunicipalityId, Persons, Plan, PlanFigures, PlanId, PlanOrigin, PlanStatus};
    use std::collections::BTreeMap;

    fn plan(moved: i64, best: i64, base: i64) -> Plan {
        Plan {
            id: PlanId::new("p"),
            municipality: MunicipalityId::new("m"),
            title: String::new(),
            status: PlanStatus::Draft,
            sites: Vec::new(),
            assignment: BTreeMap::new(),
            violations: Vec::new(),
            figures: PlanFigures {
                travel_per_person: Metres(base),
                travel_to_best: Some(Metres(best)),
                ..PlanFigures::default()
            },
            origin: PlanOrigin {
                people_moved: Some(Persons(moved)),
                ..PlanOrigin::default()
            },
        }
    }

    #[test]
    fn a_point_of_the_curve_that_is_no_better_in_any_figure_shown_is_left_out() {
        for (points, expected) in [
            // Shorter by eleven metres, which nobody is shown, and by the way to the base longer.
            (
                &[
                    (1_551, 9_000, 17_000),
                    (2_334, 8_000, 14_500),
                    (3_262, 7_989, 17_500),
                ][..],
                &[1_551, 2_334][..],
            ),
            // Longer to the bases, and shorter to the best places: a choice.
            (&[(1_551, 9_000, 17_000), (3_262, 7_000, 17_500)], &[1_551, 3_262]),
            (&[(10, 500, 500), (10, 520, 520)], &[10]),
        ] {
            let mut plans: Vec<_> = points
                .iter()
                .map(|&(moved, best, base)| (None, plan(moved, best, base)))
                .collect();
            without_dominated(&mut plans);
            let moved: Vec<i64> = plans
                .iter()
                .map(|(_, plan)| plan.origin.people_moved.unwrap().get())
                .collect();
            assert_eq!(moved, expected);
        }
    }
}
