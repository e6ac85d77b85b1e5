//! Why a village is not visited, or less often than asked, in words that say what would help.

use crate::domain::{Site, Unit, Unserved, UnservedCause};

/// The entry of a schedule for `unit`, of a settlement with `population` residents.
#[must_use]
pub(super) fn gap(
    site: &Site,
    unit: &Unit,
    population: i64,
    required: u8,
    planned: u8,
    cause: UnservedCause,
) -> Unserved {
    let (what, what_en) = words(cause);
    let counts = match cause {
        UnservedCause::FieldDaysFull | UnservedCause::VehiclesTaken | UnservedCause::Hours => (
            format!("{planned} посещений из {required} за цикл: "),
            format!("{planned} of {required} visits in the cycle: "),
        ),
        _ => (String::new(), String::new()),
    };
    let name = &unit.name;
    let reason = format!("{name} ({population} чел.): {}{what}", counts.0);
    let reason_en = format!("{name} ({population} people): {}{what_en}", counts.1);
    Unserved {
        site: site.number,
        unit: unit.id.clone(),
        visits_required: required,
        visits_planned: planned,
        cause,
        reason,
        reason_en,
    }
}

/// What is so and what would help.
pub(super) fn words(cause: UnservedCause) -> (&'static str, &'static str) {
    match cause {
        UnservedCause::NoRoadInSeason => (
            "в этом сезоне от рабочего места нет проезда. Помогут другой сезон, лодка или вертолёт, либо приём по \
             телефону.",
            "no road from the base in this season. Another season, a boat or a helicopter, or contact by telephone \
             would help.",
        ),
        UnservedCause::RoadClosed => (
            "дорога закрыта, объезд не укладывается в рабочий день или его нет. Помогут открытие дороги или приём по \
             телефону.",
            "the road is closed, and there is no way round that fits into the working day. Opening the road or contact by \
             telephone would help.",
        ),
        UnservedCause::OffNetwork => (
            "дальше от дорог, чем допускает последний отрезок пути. Проверьте, не пропущена ли дорога на карте.",
            "farther from any road than the last mile allows. Check whether a road is missing from the map.",
        ),
        UnservedCause::BeyondWorkingDay => (
            "дорога туда и обратно с приёмом не укладывается в рабочий день. Помогут рабочее место ближе или выезд с \
             ночёвкой.",
            "the way there and back with the reception is longer than the working day. A nearer base or a stay \
             overnight would help.",
        ),
        UnservedCause::NoVehicle => (
            "в этом сезоне работнику участка не на чем выехать. Поможет машина учреждения или главы поселения хотя бы \
             на один день недели.",
            "the site's worker has no vehicle in this season. A car of the institution or of the head of the \
             settlement on one day of the week would help.",
        ),
        UnservedCause::VehiclesTaken => (
            "в остальные дни нет свободной машины. Помогут ещё одна машина или другой день недели.",
            "no vehicle is free on the other days. One more vehicle or another weekday would help.",
        ),
        UnservedCause::NotVisited => (
            "руководитель просил не посещать.",
            "the manager asked not to visit it.",
        ),
        UnservedCause::Hours => (
            "часы приёма или назначенное время не оставляют места. Помогут другие часы или другой день.",
            "its opening hours or an appointment leave no room. Other hours or another day would help.",
        ),
        UnservedCause::FieldDaysFull => (
            "выездные дни заполнены. Помогут ещё один выездной день, более короткий приём или меньший участок.",
            "the field days are full. One more field day, shorter receptions or a smaller site would help.",
        ),
    }
}
