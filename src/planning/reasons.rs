//! Why a plan is not legal, in words a manager reads: Russian first, English beside it.

use crate::districting::{Reason, UnitIx, Violation};
use crate::domain::{HalfPosts, Sentence, Territory, Unit};

/// Most units that a sentence names; the rest are counted. Test: `long_lists_are_cut_and_counted`.
const NAMED_UNITS_MAX: usize = 5;

/// The sentence for `reason`, with the names of `territory`'s units.
#[must_use]
pub(super) fn words(reason: &Reason, territory: &Territory) -> Sentence {
    match reason {
        Reason::UnitAboveUpper {
            unit,
            population,
            upper,
        } => {
            let name = unit_name(territory, *unit);
            Sentence::new(
                format!(
                    "{name}: {population} чел. больше верхней границы {upper}. Ни при каком числе участков эта единица \
                     не поместится в норму целиком: её нужно разделить на улицы или кварталы."
                ),
                format!(
                    "{name}: {population} people, above the upper bound of {upper}. No number of sites can hold this \
                     unit whole: it has to be split into streets or blocks."
                ),
            )
        }
        Reason::TogetherAboveUpper {
            units,
            population,
            upper,
        } => group_above(territory, units, *population, *upper),
        Reason::ComponentBelowLower {
            units,
            population,
            lower,
            beside_locked,
        } => part_below(territory, units, (*population, *lower), *beside_locked),
        Reason::ComponentBetweenMultiples {
            units,
            population,
            lower,
            upper,
            sites_at_most,
            sites_at_least,
        } => {
            let names = names(territory, units);
            Sentence::new(
                format!(
                    "{}: {population} чел. При границах {lower}–{upper} нижняя допускает не более {sites_at_most} \
                     участков, а верхняя требует не менее {sites_at_least}.",
                    names.ru
                ),
                format!(
                    "{}: {population} people. With bounds {lower}–{upper} the lower bound allows at most \
                     {sites_at_most} sites and the upper bound needs at least {sites_at_least}.",
                    names.en
                ),
            )
        }
        other => rarer_words(other, territory),
    }
}

fn rarer_words(reason: &Reason, territory: &Territory) -> Sentence {
    match reason {
        Reason::NormsExclude { units, .. } | Reason::RulesConflict { units } => {
            let names = names(territory, units);
            Sentence::new(
                format!("{}: заданные правила не выполнимы одновременно.", names.ru),
                format!("{}: the rules given cannot hold at once.", names.en),
            )
        }
        Reason::ComponentExhausted {
            units,
            population,
            stranded,
            ..
        } => {
            let subject = stranded.map_or_else(|| names(territory, units), |unit| names(territory, &[unit]));
            Sentence::new(
                format!(
                    "{}: перебраны все разбиения этой части ({population} чел.), законного среди них нет.",
                    subject.ru
                ),
                format!(
                    "{}: every partition of this part ({population} people) was enumerated and none is legal.",
                    subject.en
                ),
            )
        }
        Reason::CutOffByOversize {
            units,
            population,
            lower,
            by,
        } => cut_off(territory, units, *population, *lower, by),
        Reason::NoneFound {
            iterations,
            norm_violation,
        } => Sentence::new(
            format!(
                "Законная схема не найдена за {iterations} шагов поиска; вне нормы {norm_violation} чел. Это не \
                 доказательство, что её нет: увеличьте число шагов или измените число участков или ставок."
            ),
            format!(
                "No legal plan was found in {iterations} steps; {norm_violation} people are outside the norm. That is \
                 no proof that none exists: search longer or change the number of sites or posts."
            ),
        ),
        _ => number_words(reason),
    }
}

/// Why the number of sites or posts asked for cannot be.
fn number_words(reason: &Reason) -> Sentence {
    match reason {
        Reason::SitesTooFew { wanted, at_least } => Sentence::new(
            format!("Участков задано {wanted}, а верхняя граница нормы требует не менее {at_least}."),
            format!("{wanted} sites were asked for; the upper bound needs at least {at_least}."),
        ),
        Reason::SitesTooMany { wanted, at_most } => Sentence::new(
            format!("Участков задано {wanted}, а нижняя граница нормы допускает не более {at_most}."),
            format!("{wanted} sites were asked for; the lower bound allows at most {at_most}."),
        ),
        Reason::PostsTooFew { wanted, at_least } => {
            let (wanted, at_least) = (HalfPosts(*wanted), HalfPosts(*at_least));
            Sentence::new(
                format!(
                    "Ставок задано {}, а по верхней границе нормы нужно не менее {}.",
                    wanted.ru(),
                    at_least.ru()
                ),
                format!("{wanted} posts were asked for; the upper bound needs at least {at_least}."),
            )
        }
        Reason::PostsTooMany { wanted, at_most } => {
            let (wanted, at_most) = (HalfPosts(*wanted), HalfPosts(*at_most));
            Sentence::new(
                format!(
                    "Ставок задано {}, а нижняя граница нормы допускает не более {}.",
                    wanted.ru(),
                    at_most.ru()
                ),
                format!("{wanted} posts were asked for; the lower bound allows at most {at_most}."),
            )
        }
        Reason::SitesExhausted { wanted } => Sentence::new(
            format!("Перебраны все разбиения на {wanted} участков: законного нет."),
            format!("Every partition into {wanted} sites was enumerated: none is legal."),
        ),
        _ => Sentence::new(
            "Законная схема не найдена.".to_owned(),
            "No legal plan was found.".to_owned(),
        ),
    }
}

/// For a broken norm that no reason names: it is the price of one that has a reason.
#[must_use]
pub(super) fn follows_from_others(is_below: bool) -> Sentence {
    if is_below {
        return Sentence::new(
            "Следствие других нарушений: соседние участки не могут отдать сюда столько жителей, не нарушив свою норму.",
            "Follows from other violations: the neighbouring sites cannot give as many residents inside their norm.",
        );
    }
    Sentence::new(
        "Следствие других нарушений: соседние участки не могут принять этих жителей, не нарушив свою норму.",
        "Follows from other violations: the neighbouring sites cannot take these residents inside their norm.",
    )
}

/// For a number of sites or posts that is not the one asked for, where no reason names it.
#[must_use]
pub(super) fn another_number() -> Sentence {
    Sentence::new(
        "Участков или ставок получилось не столько, сколько задано: другие нарушения не дают выдержать и это число.",
        "The number of sites or posts is not the one asked for: the other violations leave no room for it.",
    )
}

fn part_below(
    territory: &Territory,
    units: &[UnitIx],
    (population, lower): (i64, i64),
    beside_locked: bool,
) -> Sentence {
    let names = names(territory, units);
    if beside_locked {
        return Sentence::new(
            format!(
                "{}: всего {population} чел., меньше нижней границы {lower}, а соседние участки закреплены. \
                 Поможет снять закрепление с соседнего участка.",
                names.ru
            ),
            format!(
                "{}: {population} people, below the lower bound of {lower}, and the neighbouring sites are \
                 locked. Unlocking one of them would help.",
                names.en
            ),
        );
    }
    Sentence::new(
        format!(
            "{}: всего {population} чел. без проезда к остальной территории, меньше нижней границы {lower}. \
             Даже один участок здесь меньше нормы.",
            names.ru
        ),
        format!(
            "{}: {population} people with no way to the rest, below the lower bound of {lower}. Even a single \
             site here is too small.",
            names.en
        ),
    )
}

fn group_above(territory: &Territory, units: &[UnitIx], population: i64, upper: i64) -> Sentence {
    let names = names(territory, units);
    Sentence::new(
        format!(
            "{}: вместе {population} чел., больше верхней границы {upper}.",
            names.ru
        ),
        format!(
            "{}: {population} people together, above the upper bound of {upper}.",
            names.en
        ),
    )
}

fn cut_off(territory: &Territory, units: &[UnitIx], population: i64, lower: i64, by: &[UnitIx]) -> Sentence {
    let (cut_off, way) = (names(territory, units), names(territory, by));
    Sentence::new(
        format!(
            "{}: {population} чел., меньше нижней границы {lower}; выйти на остальную территорию отсюда можно только \
             через {}, где жителей и без того больше нормы. Поможет разделить {} или считать соседями по другой дороге.",
            cut_off.ru, way.ru, way.ru
        ),
        format!(
            "{}: {population} people, below the lower bound of {lower}; the only way out leads through {}, which is \
             above the norm by itself. Splitting {} helps, or a neighbour by another road.",
            cut_off.en, way.en, way.en
        ),
    )
}

pub(super) fn unit_name(territory: &Territory, unit: UnitIx) -> &str {
    territory
        .units
        .get(unit.get())
        .map_or("?", |unit: &Unit| unit.name.as_str())
}

/// The names of `units`, at most [`NAMED_UNITS_MAX`] of them, the rest counted.
pub(super) fn names(territory: &Territory, units: &[UnitIx]) -> Sentence {
    let shown: Vec<_> = units
        .iter()
        .take(NAMED_UNITS_MAX)
        .map(|&unit| unit_name(territory, unit))
        .collect();
    let list = shown.join(", ");
    match units.len().saturating_sub(NAMED_UNITS_MAX) {
        0 => Sentence::new(list.clone(), list),
        more => Sentence::new(format!("{list} и ещё {more}"), format!("{list} and {more} more")),
    }
}

/// True when `reason` is of the kind that explains `violation`: too many residents, or too few.
#[must_use]
pub(super) fn is_about(reason: &Reason, violation: &Violation) -> bool {
    match violation {
        Violation::AboveUpper { .. } => matches!(
            reason,
            Reason::UnitAboveUpper { .. } | Reason::TogetherAboveUpper { .. }
        ),
        Violation::BelowLower { .. } => matches!(
            reason,
            Reason::CutOffByOversize { .. } | Reason::ComponentBelowLower { .. }
        ),
        _ => false,
    }
}

/// The units that `reason` speaks of; empty when it concerns the whole territory.
#[must_use]
pub(super) fn units_of(reason: &Reason) -> Vec<UnitIx> {
    match reason {
        Reason::UnitAboveUpper { unit, .. } => vec![*unit],
        Reason::ComponentExhausted {
            stranded: Some(unit), ..
        } => vec![*unit],
        Reason::TogetherAboveUpper { units, .. }
        | Reason::NormsExclude { units, .. }
        | Reason::ComponentBelowLower { units, .. }
        | Reason::CutOffByOversize { units, .. }
        | Reason::ComponentBetweenMultiples { units, .. }
        | Reason::ComponentExhausted { units, .. }
        | Reason::RulesConflict { units } => units.clone(),
        _ => Vec::new(),
    }
}
