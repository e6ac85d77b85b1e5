//! Check of a schedule: times, ways, working day, field days, and every village served or named.

use super::Finding;
use super::rides::{Afoot, Ridden};
use super::vehicles::vehicles;
use crate::domain::{
    Circumstances, CycleDay, LunchPlace, Metres, Persons, Plan, Round, Schedule, Seconds, SettlementId,
    SiteNumber, Territory, Unit, UnitId, Vehicle, VisitProfile,
};
use crate::planning::{Ground, Network, PlanningError};
use std::collections::{BTreeMap, BTreeSet};

/// Distance and time over the roads from one unit to another with a speed profile (`None` for the plain one), each found
/// by a search of its own; `None` where no road leads.
pub(super) type Legs<'a> = &'a dyn Fn(Option<&str>, &UnitId, &UnitId) -> Option<(Metres, Seconds)>;

/// Everything that `schedule` gets wrong.
#[must_use]
pub fn check_schedule(
    territory: &Territory,
    ground: &Ground,
    plan: &Plan,
    profile: &VisitProfile,
    schedule: &Schedule,
) -> Vec<Finding> {
    let network = match Network::new(territory, ground, &schedule.circumstances) {
        Ok(network) => network,
        Err(error) => return vec![not_given(&error)],
    };
    let roads = match network.fleet_roads(schedule.season, &schedule.vehicles) {
        Ok(roads) => roads,
        Err(error) => return vec![not_given(&error)],
    };
    let position: BTreeMap<&UnitId, usize> = territory
        .units
        .iter()
        .enumerate()
        .map(|(at, unit)| (&unit.id, at))
        .collect();
    let legs = |speeds: Option<&str>, from: &UnitId, to: &UnitId| {
        let place = |id: &UnitId| ground.places().get(*position.get(id)?);
        let roads = speeds.map_or(Some(roads.plain()), |speeds| roads.of(speeds))?;
        let path = roads.path(place(from)?, place(to)?).ok()?;
        Some((path.distance, path.time))
    };
    let mut findings = Vec::new();
    let units: BTreeMap<&UnitId, &Unit> = territory.units.iter().map(|unit| (&unit.id, unit)).collect();
    for round in &schedule.rounds {
        findings.extend(check_round((territory, plan), profile, schedule, round, &legs));
    }
    findings.extend(vehicles(territory, plan, schedule, &legs));
    findings.extend(field_days(profile, schedule));
    for site in &plan.sites {
        let base = units.get(&site.base).map(|unit| &unit.settlement);
        findings.extend(coverage(territory, plan, profile, schedule, site.number, base));
    }
    findings
}

/// Circumstances or vehicles that the roads do not know.
fn not_given(error: &PlanningError) -> Finding {
    let text = error.to_string();
    Finding::new("schedule.circumstances", None, Vec::new(), text.clone(), text)
}

pub(super) fn finding(code: &str, round: &Round, units: Vec<UnitId>, ru: &str, en: &str) -> Finding {
    let (n, week, weekday) = (round.site.0, round.day.week + 1, round.day.weekday + 1);
    Finding::new(
        code,
        Some(round.site),
        units,
        format!("Участок {n}, неделя {week}, день {weekday}: {ru}"),
        format!("Site {n}, week {week}, day {weekday}: {en}"),
    )
}

/// Times and ways of one round.
fn check_round(
    (territory, plan): (&Territory, &Plan),
    profile: &VisitProfile,
    schedule: &Schedule,
    round: &Round,
    legs: Legs<'_>,
) -> Vec<Finding> {
    let mut found = Vec::new();
    let Some(site) = plan.sites.iter().find(|site| site.number == round.site) else {
        return vec![finding(
            "round.site_unknown",
            round,
            Vec::new(),
            "участка нет в схеме.",
            "no such site.",
        )];
    };
    if round.day.week >= schedule.cycle_weeks || round.day.weekday >= 5 || round.stops.is_empty() {
        found.push(finding(
            "round.day",
            round,
            Vec::new(),
            "дня нет в цикле.",
            "no such day in the cycle.",
        ));
    }
    let (start, end) = (
        Seconds::from_minutes(profile.day_start_min),
        Seconds::from_minutes(profile.day_end_min),
    );
    if round.departure < start || round.arrival > end {
        let times = format!("{}–{}", round.departure.clock(), round.arrival.clock());
        let (ru, en) = (
            format!("{times} вне рабочего дня."),
            format!("{times} is outside the working day."),
        );
        found.push(finding("round.outside_day", round, Vec::new(), &ru, &en));
    }
    if !schedule.circumstances.has_vehicle(round.site, round.day) {
        found.push(finding(
            "round.no_vehicle",
            round,
            Vec::new(),
            "выезд в день без машины.",
            "a round on a day without a vehicle.",
        ));
    }
    found.extend(clock(profile, round));
    let vehicle = round.vehicle.as_ref().and_then(|of| schedule.vehicle(&of.id));
    let is_stated = |vehicle: &&Vehicle| vehicle.is_line() || !vehicle.legs.is_empty();
    if let Some(vehicle) = vehicle.filter(is_stated) {
        let afoot = Afoot::new(territory, vehicle, profile, legs);
        found.extend(stated_ways(round, &site.base, &afoot));
    } else {
        let speeds = vehicle.map(|vehicle| vehicle.speeds.as_str());
        let way = |from: Option<&UnitId>, to: Option<&UnitId>| {
            legs(speeds, from.unwrap_or(&site.base), to.unwrap_or(&site.base))
        };
        found.extend(ways(round, &site.base, &way));
    }
    let reception = |unit: &UnitId| reception(territory, plan, profile, (round.site, unit));
    found.extend(stops(plan, &schedule.circumstances, &reception, round));
    found
}

/// How long people are received at a stop of a site, by the residents of its settlement in the site.
fn reception(
    territory: &Territory,
    plan: &Plan,
    profile: &VisitProfile,
    (site, unit): (SiteNumber, &UnitId),
) -> Seconds {
    let settlement = territory.units.iter().find(|one| one.id == *unit);
    let settlement = settlement.map(|one| &one.settlement);
    let here =
        |one: &&Unit| Some(&one.settlement) == settlement && plan.assignment.get(&one.id) == Some(&site);
    let residents = territory.units.iter().filter(here).map(|one| one.population);
    let tier = profile.tier(residents.sum());
    tier.map_or(Seconds::ZERO, |tier| Seconds::from_minutes(tier.reception_min))
}

/// Every stop lies in the round's site and is as long as its reception, which is held while its place is open.
fn stops(
    plan: &Plan,
    given: &Circumstances,
    reception: &dyn Fn(&UnitId) -> Seconds,
    round: &Round,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for stop in &round.stops {
        let received = reception(&stop.unit);
        if stop.service < received {
            let minutes = received.get() / 60;
            let (ru, en) = (
                format!("посещение короче приёма ({minutes} мин)."),
                format!("a visit shorter than its reception ({minutes} min)."),
            );
            found.push(finding("stop.short", round, vec![stop.unit.clone()], &ru, &en));
        }
        if !given.admits(&stop.unit, round.day, stop.start, received) {
            let units = vec![stop.unit.clone()];
            let clock = stop.start.clock();
            let (ru, en) = (
                format!("приём с {clock} не в часы приёма или не в назначенное время."),
                format!("the reception at {clock} is outside the opening hours or the appointment."),
            );
            found.push(finding("stop.closed", round, units, &ru, &en));
        }
        if plan.assignment.get(&stop.unit) != Some(&round.site) {
            let units = vec![stop.unit.clone()];
            found.push(finding(
                "stop.other_site",
                round,
                units,
                "остановка на чужом участке.",
                "a stop elsewhere.",
            ));
        }
    }
    found
}

/// Each arrival follows from the departure before it, each departure from the arrival, the work and the lunch.
fn clock(profile: &VisitProfile, round: &Round) -> Vec<Finding> {
    let mut found = Vec::new();
    let pause_on_road = |leg: usize| match round.lunch {
        Some(lunch) if lunch.place == LunchPlace::Road(leg) => lunch.until - lunch.from,
        _ => Seconds::ZERO,
    };
    let mut now = round.departure;
    for (at, stop) in round.stops.iter().enumerate() {
        if stop.arrival != now + stop.leg_time + pause_on_road(at) {
            let units = vec![stop.unit.clone()];
            found.push(finding(
                "stop.arrival",
                round,
                units,
                "прибытие не сходится.",
                "an arrival is wrong.",
            ));
        }
        let pause = match round.lunch {
            Some(lunch) if lunch.place == LunchPlace::Stop(at) => lunch.until - lunch.from,
            _ => Seconds::ZERO,
        };
        let at_place = stop.departure - stop.arrival;
        let enough = at_place >= stop.service + pause && stop.start >= stop.arrival;
        if !enough || stop.departure < stop.start + stop.service || stop.service <= Seconds::ZERO {
            let units = vec![stop.unit.clone()];
            found.push(finding(
                "stop.departure",
                round,
                units,
                "отправление не сходится.",
                "a departure is wrong.",
            ));
        }
        now = stop.departure;
    }
    if round.arrival != now + round.return_time + pause_on_road(round.stops.len()) {
        found.push(finding(
            "round.return",
            round,
            Vec::new(),
            "возвращение не сходится.",
            "the return is wrong.",
        ));
    }
    if !lunch_is_kept(profile, round) {
        found.push(finding(
            "round.lunch",
            round,
            Vec::new(),
            "обед не соблюдён.",
            "lunch is not kept.",
        ));
    }
    found
}

/// A round that is out until after the last moment for lunch at the base has its break, of full length, in time.
fn lunch_is_kept(profile: &VisitProfile, round: &Round) -> bool {
    let minutes = Seconds::from_minutes;
    let latest_begin = minutes(profile.lunch_until_min - profile.lunch_min);
    match round.lunch {
        None => {
            // Back in time to eat at the base, or away only after a whole lunch there.
            let eaten = minutes(profile.lunch_from_min + profile.lunch_min);
            round.arrival <= latest_begin || round.departure > latest_begin.max(eaten)
        }
        Some(lunch) => {
            lunch.until - lunch.from == minutes(profile.lunch_min)
                && lunch.from >= minutes(profile.lunch_from_min)
                && lunch.from <= latest_begin
        }
    }
}

/// Every leg of a boat or of public transport is what is stated, and the latter's times are its trips'.
fn stated_ways(round: &Round, base: &UnitId, afoot: &Afoot<'_>) -> Vec<Finding> {
    let Some(ride) = round.vehicle.as_ref().and_then(|of| of.ride.as_ref()) else {
        let way = |from: Option<&UnitId>, to: Option<&UnitId>| {
            afoot.by_legs(from.unwrap_or(base), to.unwrap_or(base))
        };
        return ways(round, base, &way);
    };
    let ridden = afoot.ride(ride, base, round);
    let on_time = |ridden: &&Ridden| (ridden.departure, ridden.arrival) == (round.departure, round.arrival);
    let Some(ridden) = ridden.as_ref().filter(on_time) else {
        let ru = format!("рейсов «{}» и «{}» в это время нет.", ride.out, ride.home);
        let en = format!(
            "there are no trips “{}” and “{}” at these times.",
            ride.out, ride.home
        );
        return vec![finding("round.ride", round, Vec::new(), &ru, &en)];
    };
    ways(round, base, &|from, to| afoot.ridden(ridden, from, to))
}

/// The way between two stops, or from and to the base (`None`); `None` when none leads.
type WayBetween<'a> = &'a dyn Fn(Option<&UnitId>, Option<&UnitId>) -> Option<(Metres, Seconds)>;

/// Every leg is what its ways say.
fn ways(round: &Round, base: &UnitId, way: WayBetween<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut from = None;
    let back = (None, round.return_distance, round.return_time);
    let steps = round
        .stops
        .iter()
        .map(|stop| (Some(&stop.unit), stop.leg_distance, stop.leg_time))
        .chain([back]);
    for (to, distance, time) in steps {
        if way(from, to) != Some((distance, time)) {
            let [from, to] = [from, to].map(|unit| unit.unwrap_or(base));
            let units = vec![from.clone(), to.clone()];
            let text = format!("{} / {} s", distance, time.get());
            let ru = format!("путь {from} – {to} ({text}) не совпадает с дорожной сетью.");
            let en = format!("the way {from} – {to} ({text}) is not what the roads give.");
            found.push(finding("leg.wrong", round, units, &ru, &en));
        }
        from = to;
    }
    found
}

/// One round a day for each worker, and no more field days in a week than the profile allows.
fn field_days(profile: &VisitProfile, schedule: &Schedule) -> Vec<Finding> {
    let mut seen: BTreeSet<(SiteNumber, CycleDay)> = BTreeSet::new();
    let mut weeks: BTreeMap<(SiteNumber, u8), usize> = BTreeMap::new();
    let mut found = Vec::new();
    for round in &schedule.rounds {
        if !seen.insert((round.site, round.day)) {
            found.push(finding(
                "round.twice",
                round,
                Vec::new(),
                "два объезда в день.",
                "two rounds in one day.",
            ));
        }
        *weeks.entry((round.site, round.day.week)).or_default() += 1;
    }
    for ((site, week), days) in weeks {
        if days > usize::from(profile.field_days_max) {
            let (n, w, most) = (site.0, week + 1, profile.field_days_max);
            found.push(Finding::new(
                "site.field_days",
                Some(site),
                Vec::new(),
                format!("Участок {n}, неделя {w}: {days} выездных дней, разрешено {most}."),
                format!("Site {n}, week {w}: {days} field days, {most} allowed."),
            ));
        }
    }
    found
}

/// Every inhabited settlement of the site beside its base's is visited on time, or named with a reason; a visit that
/// repeats keeps its weekday.
fn coverage(
    territory: &Territory,
    plan: &Plan,
    profile: &VisitProfile,
    schedule: &Schedule,
    site: SiteNumber,
    base: Option<&SettlementId>,
) -> Vec<Finding> {
    let mut settlements: BTreeMap<&SettlementId, Vec<&Unit>> = BTreeMap::new();
    for unit in territory
        .units
        .iter()
        .filter(|unit| plan.assignment.get(&unit.id) == Some(&site))
    {
        settlements.entry(&unit.settlement).or_default().push(unit);
    }
    let mut found = Vec::new();
    for (settlement, units) in settlements.into_iter().filter(|(id, _)| Some(*id) != base) {
        let population = units.iter().map(|unit| unit.population).sum();
        let Some(tier) = profile.tier(population) else {
            continue;
        };
        let is_here = |id: &UnitId| units.iter().any(|unit| unit.id == *id);
        let days: BTreeSet<CycleDay> = schedule
            .rounds
            .iter()
            .filter(|round| round.site == site && round.stops.iter().any(|stop| is_here(&stop.unit)))
            .map(|round| round.day)
            .collect();
        let asked = usize::from((profile.cycle_weeks / tier.every_weeks.max(1)).max(1));
        let named = schedule
            .unserved
            .iter()
            .any(|gap| gap.site == site && is_here(&gap.unit));
        let ids: Vec<UnitId> = units.iter().map(|unit| unit.id.clone()).collect();
        if days.len() < asked && !named {
            found.push(Finding::new(
                "settlement.unserved",
                Some(site),
                ids.clone(),
                format!(
                    "{settlement}: посещений {} из {asked}, причина не указана.",
                    days.len()
                ),
                format!(
                    "{settlement}: {} of {asked} visits, and no reason given.",
                    days.len()
                ),
            ));
        }
        let missed = home_missed(profile, schedule, (site, population), &is_here);
        if days.len() >= asked && missed >= Seconds::from_minutes(1) && !named {
            found.push(home_visits_unsaid(settlement, site, ids.clone(), missed));
        }
        if !is_regular(&days, profile.cycle_weeks) && !is_regular_but_for_a_cause(plan, schedule, site, &days)
        {
            found.push(Finding::new(
                "settlement.irregular",
                Some(site),
                ids,
                format!("{settlement}: дни недели не повторяются."),
                format!("{settlement}: weekdays do not repeat."),
            ));
        }
    }
    found
}

fn home_visits_unsaid(
    settlement: &SettlementId,
    site: SiteNumber,
    units: Vec<UnitId>,
    missed: Seconds,
) -> Finding {
    let minutes = missed.get() / 60;
    Finding::new(
        "settlement.home_visits",
        Some(site),
        units,
        format!("{settlement}: на посещения на дому не хватает {minutes} мин за цикл, и это не сказано."),
        format!("{settlement}: home visits lack {minutes} min in the cycle, and that is not said."),
    )
}

/// Time of home visits of the cycle that the stops of a settlement leave no room for beside its receptions.
fn home_missed(
    profile: &VisitProfile,
    schedule: &Schedule,
    (site, population): (SiteNumber, Persons),
    is_here: &dyn Fn(&UnitId) -> bool,
) -> Seconds {
    let minutes = |value: i64| Seconds::from_minutes(value);
    let reception = profile
        .tier(population)
        .map_or(Seconds::ZERO, |tier| minutes(tier.reception_min));
    let rounds = schedule.rounds.iter().filter(|round| round.site == site);
    let stops = rounds
        .flat_map(|round| &round.stops)
        .filter(|stop| is_here(&stop.unit));
    let met: Seconds = stops.map(|stop| stop.service - reception).sum();
    let seen_monthly =
        population.get() * profile.elderly_percent_assumed * profile.home_visits_percent_monthly;
    let month = seen_monthly * profile.home_visit_min * 60 / 10_000;
    // A profile's month is four weeks.
    let cycle = Seconds(month * i64::from(profile.cycle_weeks) / 4);
    (cycle - met).max(Seconds::ZERO)
}

/// True where the weekdays repeat in all weeks but the one that alone has a cause for other days.
fn is_regular_but_for_a_cause(
    plan: &Plan,
    schedule: &Schedule,
    site: SiteNumber,
    days: &BTreeSet<CycleDay>,
) -> bool {
    let is_own = |unit: &UnitId| plan.assignment.get(unit) == Some(&site);
    let weeks = schedule.cycle_weeks;
    let special = schedule.circumstances.week_of_its_own(site, is_own, weeks);
    special.is_some_and(|week| {
        let others = days.iter().copied().filter(|day| day.week != week);
        is_regular(&others.collect(), weeks - 1)
    })
}

/// Fewer visits than weeks use one weekday; weekly and more use the same weekdays each week.
fn is_regular(days: &BTreeSet<CycleDay>, weeks: u8) -> bool {
    let weekdays: BTreeSet<u8> = days.iter().map(|day| day.weekday).collect();
    if days.len() < usize::from(weeks) {
        weekdays.len() <= 1
    } else {
        days.len() == weekdays.len() * usize::from(weeks)
    }
}
