//! What the sheets hold: the plan, the timetable, settlements and institutions, under Russian headers that the import
//! knows again.

use super::sheet::{Cell, Sheet};
use crate::domain::{
    Certainty, InfrastructureKind, InfrastructurePoint, Plan, Schedule, Settlement, SettlementKind,
    SiteNumber, Territory, Unit, UnitId, street_parts,
};
use crate::exchange::house_words::house_list;
use std::collections::HashMap;

/// Days of the week as the timetable names them.
const WEEKDAYS: [&str; 5] = ["понедельник", "вторник", "среда", "четверг", "пятница"];

/// The plan: one row a unit, by site, largest units first.
#[must_use]
pub fn plan_sheet(territory: &Territory, plan: &Plan) -> Sheet {
    let settlements: HashMap<_, _> = territory
        .settlements
        .iter()
        .map(|settlement| (&settlement.id, settlement.name.as_str()))
        .collect();
    let mut units: Vec<(&Unit, SiteNumber)> = territory
        .units
        .iter()
        .filter_map(|unit| Some((unit, *plan.assignment.get(&unit.id)?)))
        .collect();
    units.sort_by(|(a, site_a), (b, site_b)| {
        (site_a, std::cmp::Reverse(a.population), &a.id).cmp(&(
            site_b,
            std::cmp::Reverse(b.population),
            &b.id,
        ))
    });
    let rows = units
        .into_iter()
        .map(|(unit, number)| {
            let site = plan.sites.iter().find(|site| site.number == number);
            vec![
                Cell::Number(i64::from(number.0)),
                Cell::from(site.map_or("", |site| site.name.as_str())),
                Cell::from(settlements.get(&unit.settlement).copied().unwrap_or("")),
                Cell::from(unit.id.as_str()),
                Cell::from(unit.name.as_str()),
                Cell::Number(unit.population.get()),
                Cell::from(certainty(unit.certainty)),
                Cell::from(if site.is_some_and(|site| site.base == unit.id) {
                    "да"
                } else {
                    ""
                }),
            ]
        })
        .collect();
    Sheet {
        name: "Схема участков".to_owned(),
        headers: vec![
            "Участок",
            "Название участка",
            "Населённый пункт",
            "Код",
            "Территориальная единица",
            "Население",
            "Достоверность",
            "Рабочее место",
        ],
        rows,
    }
}

/// The streets of the plan's sites: one row for each street of each site, those with most residents first. Empty where no
/// unit has streets.
#[must_use]
pub fn streets_sheet(territory: &Territory, plan: &Plan) -> Sheet {
    let settlements: HashMap<_, _> = territory
        .settlements
        .iter()
        .map(|settlement| (&settlement.id, settlement.name.as_str()))
        .collect();
    let parts = street_parts(&territory.units, |unit| plan.assignment.get(&unit.id).copied());
    let mut rows = Vec::new();
    for (number, streets) in parts {
        let site = plan.sites.iter().find(|site| site.number == number);
        for part in streets {
            let houses = if part.is_whole {
                "вся улица".to_owned()
            } else {
                house_list(&part.runs, usize::MAX)
            };
            rows.push(vec![
                Cell::Number(i64::from(number.0)),
                Cell::from(site.map_or("", |site| site.name.as_str())),
                Cell::from(settlements.get(&part.settlement).copied().unwrap_or("")),
                Cell::Text(part.street),
                Cell::Text(houses),
                Cell::Number(part.houses as i64),
                Cell::Number(part.population.get()),
            ]);
        }
    }
    Sheet {
        name: "Улицы участка".to_owned(),
        headers: vec![
            "Участок",
            "Название участка",
            "Населённый пункт",
            "Улица",
            "Дома",
            "Число домов",
            "Население",
        ],
        rows,
    }
}

/// The word for a certainty, which an import reads again.
fn certainty(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Counted => "",
        Certainty::Estimated => "оценка",
    }
}

/// The timetable: one row a stop, by site, week and day.
#[must_use]
pub fn schedule_sheet(territory: &Territory, schedule: &Schedule) -> Sheet {
    let names: HashMap<&UnitId, &str> = territory
        .units
        .iter()
        .map(|unit| (&unit.id, unit.name.as_str()))
        .collect();
    let mut rounds: Vec<_> = schedule.rounds.iter().collect();
    rounds.sort_by_key(|round| (round.site, round.day));
    let mut rows = Vec::new();
    for round in rounds {
        let vehicle = round.vehicle.as_ref().and_then(|of| schedule.vehicle(&of.id));
        let vehicle = vehicle.map(|of| of.title.as_str());
        for (order, stop) in (1_i64..).zip(&round.stops) {
            rows.push(vec![
                Cell::Number(i64::from(round.site.0)),
                Cell::Number(i64::from(round.day.week) + 1),
                Cell::from(
                    WEEKDAYS
                        .get(usize::from(round.day.weekday))
                        .copied()
                        .unwrap_or(""),
                ),
                Cell::Text(round.departure.clock()),
                Cell::Number(order),
                Cell::from(names.get(&stop.unit).copied().unwrap_or(stop.unit.as_str())),
                Cell::Text(stop.arrival.clock()),
                Cell::Text(stop.departure.clock()),
                Cell::Number(stop.service.get() / 60),
                Cell::Decimal(stop.leg_distance.get() as f64 / 1000.0),
                Cell::Text(round.arrival.clock()),
                vehicle.map_or(Cell::Empty, Cell::from),
            ]);
        }
    }
    Sheet {
        name: "График выездов".to_owned(),
        headers: vec![
            "Участок",
            "Неделя",
            "День",
            "Выезд",
            "Остановка",
            "Населённый пункт",
            "Прибытие",
            "Отправление",
            "Работа, мин",
            "Путь, км",
            "Возвращение",
            "Машина",
        ],
        rows,
    }
}

/// Settlements as the import reads them.
#[must_use]
pub fn settlements_sheet(settlements: &[Settlement]) -> Sheet {
    let flag = |set: bool| if set { Cell::from("да") } else { Cell::Empty };
    let rows = settlements
        .iter()
        .map(|settlement| {
            vec![
                Cell::from(settlement.id.as_str()),
                Cell::from(settlement.name.as_str()),
                Cell::from(settlement_kind(settlement.kind)),
                Cell::Decimal(settlement.location.x()),
                Cell::Decimal(settlement.location.y()),
                Cell::Number(settlement.population.get()),
                Cell::from(certainty(settlement.certainty)),
                Cell::from(
                    settlement
                        .rural_settlement
                        .as_ref()
                        .map_or("", |rural| rural.as_str()),
                ),
                flag(settlement.is_rural_centre),
                flag(settlement.is_district_centre),
                settlement
                    .road_access
                    .map_or(Cell::Empty, |access| Cell::Number(access.get())),
            ]
        })
        .collect();
    Sheet {
        name: "Населённые пункты".to_owned(),
        headers: vec![
            "Код",
            "Название",
            "Вид",
            "Долгота",
            "Широта",
            "Население",
            "Достоверность",
            "Сельское поселение",
            "Центр поселения",
            "Районный центр",
            "Расстояние до дороги м",
        ],
        rows,
    }
}

/// The word for a kind of settlement, which an import reads again.
fn settlement_kind(kind: SettlementKind) -> &'static str {
    match kind {
        SettlementKind::City => "город",
        SettlementKind::UrbanTypeSettlement => "пгт",
        SettlementKind::Posyolok => "посёлок",
        SettlementKind::Selo => "село",
        SettlementKind::Derevnya => "деревня",
        SettlementKind::Other => "иное",
    }
}

/// Institutions as the import reads them, with the site in which each falls: `sites` is parallel to `points`, or empty.
#[must_use]
pub fn infrastructure_sheet(points: &[InfrastructurePoint], sites: &[Option<SiteNumber>]) -> Sheet {
    let rows = points
        .iter()
        .enumerate()
        .map(|(at, point)| {
            let site = sites.get(at).copied().flatten();
            vec![
                site.map_or(Cell::Empty, |site| Cell::Number(i64::from(site.0))),
                Cell::from(point.id.as_str()),
                Cell::from(kind_title(point.kind)),
                Cell::from(point.full_name.as_str()),
                Cell::from(point.address.as_str()),
                Cell::from(point.telephone.as_str()),
                Cell::from(point.head.as_str()),
                Cell::from(point.note.as_str()),
                Cell::Decimal(point.location.x()),
                Cell::Decimal(point.location.y()),
            ]
        })
        .collect();
    Sheet {
        name: "Инфраструктура".to_owned(),
        headers: vec![
            "Участок",
            "Код",
            "Вид",
            "Полное наименование",
            "Адрес",
            "Телефон",
            "Руководитель",
            "Примечание",
            "Долгота",
            "Широта",
        ],
        rows,
    }
}

/// The Russian title of a kind.
#[must_use]
pub fn kind_title(kind: InfrastructureKind) -> &'static str {
    match kind {
        InfrastructureKind::School => "школа",
        InfrastructureKind::Hospital => "больница",
        InfrastructureKind::Clinic => "поликлиника",
        InfrastructureKind::Fap => "ФАП",
        InfrastructureKind::Pharmacy => "аптека",
        InfrastructureKind::Police => "полиция",
        InfrastructureKind::Post => "почта",
        InfrastructureKind::Library => "библиотека",
        InfrastructureKind::CultureHouse => "дом культуры",
        InfrastructureKind::Shop => "магазин",
        InfrastructureKind::Townhall => "администрация",
        InfrastructureKind::SocialFacility => "социальное учреждение",
    }
}
