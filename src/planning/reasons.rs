//! Why a plan is not legal, in words a manager reads: Russian first, English beside it.

use crate::districting::{Cut, LockedRule, Reason, UnitIx, Violation};
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
        Reason::Stranded {
            units,
            population,
            lower,
            upper,
        } => stranded(territory, units, *population, (*lower, *upper)),
        Reason::CutOffByOversize {
            units,
            population,
            lower,
            by,
        } => cut_off(territory, units, *population, *lower, by),
        Reason::OnlyWayOutFull {
            by,
            by_population,
            pieces,
            population,
            upper,
        } => only_way_out(territory, (by, *by_population), pieces, (*population, *upper)),
        Reason::ChosenWayFull {
            units,
            over,
            population,
            upper,
        } => chosen_way(territory, units, over, (*population, *upper)),
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
        _ => number_words(reason, territory),
    }
}

/// Why the number of sites or posts asked for cannot be, or what is locked stays as it is.
fn number_words(reason: &Reason, territory: &Territory) -> Sentence {
    match reason {
        Reason::SitesTooFew {
            wanted,
            at_least,
            locked,
        } => too_few(*wanted, *at_least, *locked),
        Reason::SitesAboveUnits { wanted, units } => Sentence::new(
            format!(
                "Участков задано {wanted}, а территориальных единиц всего {units}: больше участков из них не составить."
            ),
            format!("{wanted} sites were asked for; there are only {units} units to make them of."),
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
            format!("Участков задано {wanted}: перебраны все такие разбиения, законного среди них нет."),
            format!("Every partition into {wanted} sites was enumerated: none is legal."),
        ),
        Reason::LockedOutsideNorm {
            site,
            population,
            lower,
            upper,
            ..
        } => locked_outside(site.0 + 1, *population, (*lower, *upper)),
        Reason::LockedAgainstRule { site, units, rule } => {
            locked_against(territory, site.0 + 1, units, *rule)
        }
        _ => Sentence::new(
            "Законная схема не найдена.".to_owned(),
            "No legal plan was found.".to_owned(),
        ),
    }
}

fn too_few(wanted: u32, at_least: u32, locked: u32) -> Sentence {
    if locked == 0 {
        return Sentence::new(
            format!("Участков задано {wanted}, а верхняя граница нормы требует не менее {at_least}."),
            format!("{wanted} sites were asked for; the upper bound needs at least {at_least}."),
        );
    }
    let rest = at_least.saturating_sub(locked);
    Sentence::new(
        format!(
            "Участков задано {wanted}, а верхняя граница нормы требует не менее {at_least}: закреплённых {locked} и \
             ещё {rest} на остальной территории. Причина отчасти в закреплении: без него может хватить меньшего числа."
        ),
        format!(
            "{wanted} sites were asked for; the upper bound needs at least {at_least}: {locked} locked ones and {rest} \
             for the rest. The locks are part of the cause: without them fewer may do."
        ),
    )
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

/// Pieces that belong to the site of the unit on their only way out, and do not fit in with it.
fn only_way_out(
    territory: &Territory,
    (by, by_population): (&[UnitIx], i64),
    pieces: &[Cut],
    (population, upper): (i64, i64),
) -> Sentence {
    let gate = names(territory, by);
    let piece = |cut: &Cut| {
        let (names, people, lower) = (names(territory, &cut.units), cut.population, cut.lower);
        Sentence::new(
            format!("{} — {people} чел., меньше нижней границы {lower}", names.ru),
            format!("{}: {people} people, below the lower bound of {lower}", names.en),
        )
    };
    let pieces: Vec<Sentence> = pieces.iter().map(piece).collect();
    let list = |of: fn(&Sentence) -> &str| pieces.iter().map(of).collect::<Vec<_>>().join("; ");
    Sentence::new(
        format!(
            "Единственный выход на остальную территорию — через {} ({by_population} чел.). За ним: {}. Своего участка \
             там быть не может, а вместе выходит {population} чел., больше верхней границы {upper}. Законной схемы нет \
             ни при каком числе участков.",
            gate.ru,
            list(|piece| &piece.ru)
        ),
        format!(
            "The only way out leads through {} ({by_population} people). Behind it: {}. That is too little for a site, \
             and all together are {population} people, above the upper bound of {upper}. No number of sites is legal.",
            gate.en,
            list(|piece| &piece.en)
        ),
    )
}

/// Units that must be together and are too many with the way between them that was tried.
fn chosen_way(
    territory: &Territory,
    units: &[UnitIx],
    over: &[UnitIx],
    (population, upper): (i64, i64),
) -> Sentence {
    let (own, way) = (names(territory, units), names(territory, over));
    Sentence::new(
        format!(
            "{}: заданы вместе; с дорогой через {} выходит {population} чел., больше верхней границы {upper}, и законной \
             схемы так не нашлось. Это не доказательство: другая дорога между ними не исключена.",
            own.ru, way.ru
        ),
        format!(
            "{}: to be together; with the way over {} they come to {population} people, above the upper bound of {upper}, \
             and no legal plan was found so. That is no proof: another way between them may do.",
            own.en, way.en
        ),
    )
}

fn locked_outside(site: u32, population: i64, (lower, upper): (i64, i64)) -> Sentence {
    let (ru, en) = if population > upper {
        (
            format!("больше верхней границы {upper}"),
            format!("above the upper bound of {upper}"),
        )
    } else {
        (
            format!("меньше нижней границы {lower}"),
            format!("below the lower bound of {lower}"),
        )
    };
    Sentence::new(
        format!(
            "Закреплённый участок {site}: {population} чел., {ru}. Пока он закреплён, это не исправить: поможет снять \
             закрепление."
        ),
        format!(
            "Locked site {site}: {population} people, {en}. That stays so while it is locked; unlocking it helps."
        ),
    )
}

fn locked_against(territory: &Territory, site: u32, units: &[UnitIx], rule: LockedRule) -> Sentence {
    let names = names(territory, units);
    let (ru, en) = match rule {
        LockedRule::Pinned => (
            format!("условие, в каком участке быть, противоречит закреплению участка {site}"),
            format!("the pin contradicts the lock of site {site}"),
        ),
        LockedRule::Together => (
            format!("заданы вместе, а в закреплённый участок {site} входят не все"),
            format!("to be together, but not all of them are in locked site {site}"),
        ),
        LockedRule::Apart => (
            format!("заданы врозь, а закреплённый участок {site} держит их вместе"),
            format!("to be apart, but locked site {site} holds both"),
        ),
        LockedRule::Connected => (
            format!("в закреплённом участке {site} отсюда не проехать к остальной его части"),
            format!("locked site {site} has no way from here to the rest of it"),
        ),
    };
    Sentence::new(
        format!(
            "{}: {ru}. Поможет снять закрепление или убрать условие.",
            names.ru
        ),
        format!(
            "{}: {en}. Unlocking the site or dropping the condition helps.",
            names.en
        ),
    )
}

pub(super) fn unit_name(territory: &Territory, unit: UnitIx) -> &str {
    territory
        .units
        .get(unit.get())
        .map_or("?", |unit: &Unit| unit.name.as_str())
}

fn stranded(
    territory: &Territory,
    units: &[UnitIx],
    population: i64,
    (lower, upper): (i64, i64),
) -> Sentence {
    let names = names(territory, units);
    Sentence::new(
        format!(
            "{}: {population} чел. — для отдельного участка мало (нужно {lower}), а с соседями, с которыми набирается \
             норма, получается больше {upper}. Нужно разделить кого-то из соседей или изменить норматив.",
            names.ru
        ),
        format!(
            "{}: {population} people are too few for a site of their own ({lower}), and with neighbours enough to reach \
             that they are more than {upper}. Split one of the neighbours or change the norm.",
            names.en
        ),
    )
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

/// True when `reason` is of the kind that explains `violation`: too many residents, too few, another number.
#[must_use]
pub(super) fn is_about(reason: &Reason, violation: &Violation) -> bool {
    match violation {
        Violation::AboveUpper { .. } => match reason {
            Reason::LockedOutsideNorm {
                population, upper, ..
            } => population > upper,
            Reason::UnitAboveUpper { .. }
            | Reason::TogetherAboveUpper { .. }
            | Reason::OnlyWayOutFull { .. }
            | Reason::Stranded { .. }
            | Reason::ChosenWayFull { .. }
            | Reason::SitesTooFew { .. }
            | Reason::SitesExhausted { .. }
            | Reason::PostsTooFew { .. } => true,
            _ => false,
        },
        Violation::BelowLower { .. } => match reason {
            Reason::LockedOutsideNorm {
                population, lower, ..
            } => population < lower,
            Reason::CutOffByOversize { .. }
            | Reason::ComponentBelowLower { .. }
            | Reason::OnlyWayOutFull { .. }
            | Reason::Stranded { .. }
            | Reason::SitesTooMany { .. }
            | Reason::SitesExhausted { .. }
            | Reason::SitesAboveUnits { .. }
            | Reason::PostsTooMany { .. } => true,
            _ => false,
        },
        Violation::SiteCount { .. } | Violation::HalfPostCount { .. } => reason.is_about_number(),
        _ => matches!(reason, Reason::LockedAgainstRule { .. }),
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
        | Reason::Stranded { units, .. }
        | Reason::LockedOutsideNorm { units, .. }
        | Reason::LockedAgainstRule { units, .. }
        | Reason::ChosenWayFull { units, .. }
        | Reason::RulesConflict { units } => units.clone(),
        Reason::OnlyWayOutFull { by, pieces, .. } => {
            let behind = pieces.iter().flat_map(|piece| &piece.units);
            by.iter().chain(behind).copied().collect()
        }
        _ => Vec::new(),
    }
}
