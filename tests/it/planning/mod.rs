//! The demo municipalities from their tables to checked plans, schedules and fleets.

mod changes;
mod conditions;
mod dates;
mod figures;
mod rides;
mod times;
mod vehicles;

use std::collections::BTreeSet;
use uchastok::domain::{
    Circumstances, NormProfile, OutsideProof, Plan, Season, SitesAsked, Territory, VisitProfile,
};
use uchastok::exchange::{demo, norm_profiles, visit_profiles};
use uchastok::planning::check::{check_plan, check_schedule};
use uchastok::planning::{
    Ground, Made, PartitionRequest, ScheduleRequest, UnitMove, evaluate, partition, redraw, timetable,
};
use uchastok::roads::SpeedProfile;
use uchastok::search::{Budget, StopToken, ignore_progress};

/// A demo municipality with everything derived from it.
struct Case {
    territory: Territory,
    ground: Ground,
    norms: NormProfile,
    visits: VisitProfile,
}

fn case(id: &str) -> Case {
    let territory = demo::load(id).unwrap();
    let ground = Ground::build(&territory, &SpeedProfile::car().unwrap()).unwrap();
    let norms = norm_profiles(None)
        .0
        .into_iter()
        .find(|profile| profile.id == "yugra-2008")
        .unwrap();
    let visits = visit_profiles(None).0.into_iter().next().unwrap();
    Case {
        territory,
        ground,
        norms,
        visits,
    }
}

fn made(id: &str) -> Made {
    Made {
        id: id.to_owned(),
        at: "2026-11-22T00:00:00Z".to_owned(),
    }
}

fn plan(case: &Case, sites: SitesAsked) -> Plan {
    let request = PartitionRequest {
        sites,
        ..PartitionRequest::new(case.norms.clone(), "t")
    };
    partition(
        &case.territory,
        &case.ground,
        &request,
        &made("p"),
        &Budget::iterations(20_000),
        &mut ignore_progress,
    )
    .unwrap()
}

#[test]
fn every_demo_plan_breaks_only_the_rules_that_it_declares() {
    for id in ["vagay", "uvat", "snezhinsk"] {
        let case = case(id);
        let plan = plan(&case, SitesAsked::MIN);
        let findings = check_plan(&case.territory, &case.ground, &case.norms, &plan);
        let undeclared: Vec<_> = findings.iter().filter(|finding| !finding.declared).collect();
        assert!(undeclared.is_empty(), "{id}: {undeclared:#?}");
        assert!(
            plan.violations
                .iter()
                .all(|violation| !violation.reason.is_empty())
        );
        assert_eq!(plan.assignment.len(), case.territory.units.len());
    }
}

#[test]
fn vagay_and_turtas_are_named_as_too_large_for_any_site() {
    for (id, name, population) in [("vagay", "Вагай", 5008), ("uvat", "Туртас", 5396)] {
        let case = case(id);
        let plan = plan(&case, SitesAsked::MIN);
        let unit = case
            .territory
            .units
            .iter()
            .find(|unit| unit.name.contains(name))
            .unwrap();
        assert_eq!(unit.population.get(), population);
        let declared = plan
            .violations
            .iter()
            .find(|violation| violation.units.contains(&unit.id))
            .unwrap_or_else(|| panic!("{id}: {name} is not declared"));
        assert_eq!(declared.code, "site.above_upper");
        assert!(
            declared.proven && declared.reason.contains(&population.to_string()),
            "{}",
            declared.reason
        );
    }
}

#[test]
fn every_schedule_passes_the_independent_check() {
    for id in ["vagay", "uvat"] {
        let case = case(id);
        let plan = plan(&case, SitesAsked::MIN);
        for season in Season::ALL {
            let request = ScheduleRequest {
                season,
                profile: case.visits.clone(),
                seed: 1,
                iterations: 500,
                vehicles: Vec::new(),
                circumstances: Circumstances::default(),
                stop: StopToken::unlimited(),
            };
            let schedule = timetable(
                &case.territory,
                &case.ground,
                &plan,
                &request,
                &made("s"),
                &mut ignore_progress,
            )
            .unwrap();
            assert!(!schedule.rounds.is_empty());
            let findings = check_schedule(&case.territory, &case.ground, &plan, &case.visits, &schedule);
            assert!(findings.is_empty(), "{id} {season:?}: {findings:#?}");
            let reached: BTreeSet<_> = schedule.rounds.iter().map(|round| round.site).collect();
            assert!(!reached.is_empty());
        }
    }
}

#[test]
fn a_hand_edit_is_judged_and_saved_with_what_it_breaks() {
    let case = case("vagay");
    let before = plan(&case, SitesAsked::MIN);
    let pair = case
        .ground
        .neighbours
        .iter()
        .find(|pair| {
            let site = |at: usize| before.assignment[&case.territory.units[at].id];
            site(pair.a) != site(pair.b)
        })
        .unwrap();
    let (unit, target) = (
        &case.territory.units[pair.a],
        before.assignment[&case.territory.units[pair.b].id],
    );
    let moves = [UnitMove {
        unit: unit.id.clone(),
        to: target,
    }];
    let judged = evaluate(&case.territory, &case.ground, &case.norms, &before, &moves).unwrap();
    assert_eq!(judged.people_moved, unit.population);
    let after = redraw(&case.territory, &case.ground, &case.norms, &before, &moves).unwrap();
    let undeclared = check_plan(&case.territory, &case.ground, &case.norms, &after);
    assert!(
        undeclared.iter().all(|finding| finding.declared),
        "{undeclared:#?}"
    );
    // What is said of residents outside the norm is said of this plan, not of the one before.
    let mut careless = after.clone();
    careless.origin.proof.outside = careless.origin.proof.outside.map(|said| OutsideProof {
        found: said.found + unit.population,
        ..said
    });
    let findings = check_plan(&case.territory, &case.ground, &case.norms, &careless);
    assert!(findings.iter().any(|finding| finding.code == "plan.outside"));
    assert!(
        evaluate(
            &case.territory,
            &case.ground,
            &case.norms,
            &before,
            &[UnitMove {
                unit: "x".into(),
                to: target
            }]
        )
        .is_err()
    );
}

/// Two sites made one by hand: the site that is left without units is gone, and nothing is wrong with it.
#[test]
fn sites_that_are_merged_by_hand_leave_no_empty_one() {
    let case = case("vagay");
    let plan = plan(&case, SitesAsked::MIN);
    let from = plan.sites.last().unwrap().number;
    let to = plan.sites[1].number;
    let moves: Vec<_> = plan
        .assignment
        .iter()
        .filter(|(_, site)| **site == from)
        .map(|(unit, _)| UnitMove {
            unit: unit.clone(),
            to,
        })
        .collect();
    let judged = evaluate(&case.territory, &case.ground, &case.norms, &plan, &moves).unwrap();
    assert!(!judged.problems.iter().any(|problem| problem.code == "site.empty"));
    let after = redraw(&case.territory, &case.ground, &case.norms, &plan, &moves).unwrap();
    assert_eq!(after.sites.len() + 1, plan.sites.len());
    let findings = check_plan(&case.territory, &case.ground, &case.norms, &after);
    assert!(findings.iter().all(|finding| finding.declared), "{findings:#?}");
}
