//! What is proven about the number of sites, and what would make a legal plan possible, in words a manager reads.

use super::reasons::{names, unit_name};
use crate::districting::{Bound, LeastSites, Relaxation, SitesArgument, UnitIx};
use crate::domain::{Advice, HalfPosts, Sentence, Territory, UnitId};

/// Why fewer sites than the bound cannot work, part by part.
pub(super) fn why_sites(bound: &Bound, territory: &Territory) -> Vec<Sentence> {
    bound.why.iter().map(|part| why(part, territory)).collect()
}

fn why(part: &LeastSites, territory: &Territory) -> Sentence {
    let place = if part.units.is_empty() {
        Sentence::new("Вся территория", "The whole territory")
    } else {
        let names = names(territory, &part.units);
        Sentence::new(
            format!("{} (без проезда к остальной территории)", names.ru),
            format!("{} (no way to the rest)", names.en),
        )
    };
    let (people, upper, least) = (part.population, part.upper, part.at_least);
    match part.argument {
        SitesArgument::Shares if least <= 1 => Sentence::new(
            format!("{}: {people} чел., нужен участок.", place.ru),
            format!("{}: {people} people need a site.", place.en),
        ),
        SitesArgument::Shares => Sentence::new(
            format!(
                "{}: {people} чел. не помещаются в {} уч. не больше {upper} чел. каждый, нужно не менее {least}.",
                place.ru,
                least - 1
            ),
            format!(
                "{}: {people} people do not fit into {} sites of at most {upper} each, so {least} are needed.",
                place.en,
                least - 1
            ),
        ),
        SitesArgument::Enumeration => Sentence::new(
            format!(
                "{}: перебраны все разбиения, законных с числом участков меньше {least} нет.",
                place.ru
            ),
            format!(
                "{}: every partition was looked at, none of fewer than {least} sites is legal.",
                place.en
            ),
        ),
        SitesArgument::Packing { large } => Sentence::new(
            format!(
                "{}: {large} единиц больше половины участка, по две они в участок не помещаются, а остаток рядом с ними \
                 слишком мал для других; нужно не менее {least}.",
                place.ru
            ),
            format!(
                "{}: {large} units of more than half a site cannot share one, and what is left beside them is too \
                 small for the others, so {least} are needed.",
                place.en
            ),
        ),
    }
}

/// What would help, in the order of the core.
pub(super) fn advice(relaxations: &[Relaxation], territory: &Territory) -> Vec<Advice> {
    relaxations
        .iter()
        .map(|relaxation| {
            let (text, units, sufficient) = words(relaxation, territory);
            Advice {
                text,
                units: units
                    .iter()
                    .filter_map(|unit| Some(territory.units.get(unit.get())?.id.clone()))
                    .collect::<Vec<UnitId>>(),
                sufficient,
            }
        })
        .collect()
}

fn words(relaxation: &Relaxation, territory: &Territory) -> (Sentence, Vec<UnitIx>, bool) {
    match relaxation {
        Relaxation::SplitUnit { unit, parts } => {
            let name = unit_name(territory, *unit);
            let text = Sentence::new(
                format!("Разделить «{name}» по улицам или кварталам: частей нужно не меньше {parts}."),
                format!("Split “{name}” into at least {parts} parts, by streets or blocks."),
            );
            (text, vec![*unit], false)
        }
        Relaxation::RaiseUpper {
            units,
            upper,
            sufficient,
        } => {
            let what = ("Поднять верхнюю границу", "Raise the upper bound");
            (
                moved_bound(territory, units, what, *upper),
                units.clone(),
                *sufficient,
            )
        }
        Relaxation::ReduceLower {
            units,
            lower,
            sufficient,
        } => {
            let what = ("Опустить нижнюю границу", "Reduce the lower bound");
            (
                moved_bound(territory, units, what, *lower),
                units.clone(),
                *sufficient,
            )
        }
        Relaxation::Join { units } => {
            let names = names(territory, units);
            let text = Sentence::new(
                format!(
                    "Считать соседями остальной территории (паром, зимник): {}.",
                    names.ru
                ),
                format!(
                    "Count as neighbours of the rest (a ferry, a winter road): {}.",
                    names.en
                ),
            );
            (text, units.clone(), false)
        }
        Relaxation::ChangePosts { halves, outside } => {
            let posts = HalfPosts(*halves);
            let text = other_number(("ставок", posts.ru()), ("posts", posts), *outside);
            (text, Vec::new(), *outside == Some(0))
        }
        Relaxation::ChangeSites { sites, outside } => {
            let text = other_number(("участков", sites.to_string()), ("sites", sites), *outside);
            (text, Vec::new(), *outside == Some(0))
        }
        Relaxation::Unlock { site } => {
            let site = site.0 + 1;
            let text = Sentence::new(
                format!("Снять закрепление с участка {site}."),
                format!("Unlock site {site}."),
            );
            (text, Vec::new(), false)
        }
    }
}

/// To move a bound for the site of some units.
fn moved_bound(territory: &Territory, units: &[UnitIx], (ru, en): (&str, &str), bound: i64) -> Sentence {
    let names = names(territory, units);
    Sentence::new(
        format!("{ru} до {bound} чел. для участка с: {}.", names.ru),
        format!("{en} to {bound} people for the site of: {}.", names.en),
    )
}

/// To ask for another number of sites or posts, with what is known of it.
fn other_number<N: std::fmt::Display>(
    (ru, of): (&str, String),
    (en, number): (&str, N),
    outside: Option<i64>,
) -> Sentence {
    let (known_ru, known_en) = match outside {
        Some(0) => (
            "с ним законная схема найдена".to_owned(),
            "a legal plan was found with it".to_owned(),
        ),
        Some(people) => (
            format!("с ним вне нормы останется {people} чел."),
            format!("with it {people} people are left outside the norm"),
        ),
        None => (
            "общая численность его допускает, но схема с ним не искалась".to_owned(),
            "the totals allow it, no plan with it was looked for".to_owned(),
        ),
    };
    Sentence::new(
        format!("Взять другое число {ru}: {of} ({known_ru})."),
        format!("Ask for another number of {en}: {number} ({known_en})."),
    )
}
