//! Figures of plans: the way to the best place of each site, better bases, streets, and plans of older versions.

use super::{case, plan};
use uchastok::domain::{Metres, Plan, SitesAsked};
use uchastok::planning::check::check_plan;
use uchastok::planning::figures::{better_base, plan_figures, site_summaries};

#[test]
fn the_way_to_the_best_place_is_what_the_search_made_short() {
    let case = case("snezhinsk");
    let plan = plan(&case, SitesAsked::Exact(8));
    let measured = plan.figures.travel_to_best.unwrap();
    let searched = plan.origin.proof.travel.unwrap().found;
    let apart = (measured - searched).get().abs();
    assert!(apart <= 1, "{measured:?} and {searched:?}");
    assert!(measured <= plan.figures.travel_per_person);
    assert!(plan.figures.split_streets.is_some_and(|streets| streets > 0));
    assert!(plan.figures.street_parts_extra >= plan.figures.split_streets);
}

#[test]
fn a_base_that_is_moved_to_the_better_place_saves_what_was_said() {
    let case = case("snezhinsk");
    let mut plan = plan(&case, SitesAsked::Exact(8));
    let sites = |plan: &Plan| site_summaries(&case.territory, &case.ground, &case.norms, plan);
    let mut told = 0;
    for site in sites(&plan) {
        let Some(better) = better_base(&case.territory, &case.ground, &site) else {
            continue;
        };
        told += 1;
        assert!(better.saved >= Metres(100));
        let unit = case.territory.units[better.unit].id.clone();
        let base = plan
            .sites
            .iter_mut()
            .find(|one| one.number == site.number)
            .unwrap();
        base.base = unit;
        let now = sites(&plan)
            .into_iter()
            .find(|one| one.number == site.number)
            .unwrap();
        assert_eq!(site.way.mean - now.way.mean, better.saved);
        assert_eq!(better_base(&case.territory, &case.ground, &now), None);
    }
    assert!(told > 0, "the largest unit of a town is seldom its middle");
}

#[test]
fn a_plan_of_an_older_version_passes_the_check_without_the_new_figures() {
    let case = case("vagay");
    let mut old = plan(&case, SitesAsked::MIN);
    let derived = plan_figures(&case.territory, &case.ground, &old);
    assert_eq!(derived, old.figures);
    old.figures.travel_to_best = None;
    old.figures.split_streets = None;
    old.figures.street_parts_extra = None;
    let findings = |plan: &Plan| check_plan(&case.territory, &case.ground, &case.norms, plan);
    let of_figures = |plan: &Plan| {
        findings(plan)
            .iter()
            .any(|finding| finding.code == "plan.figures")
    };
    assert!(!of_figures(&old));
    old.figures.travel_to_best = Some(Metres(1));
    assert!(of_figures(&old));
}
