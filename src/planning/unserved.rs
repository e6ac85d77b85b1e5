//! Why a village is not visited, or less often than asked, in words that say what would help.

use crate::domain::{Seconds, Site, Unit, Unserved, UnservedCause};

/// The entry of a schedule for a unit of a settlement with so many residents: visits asked for and planned, why they are
/// fewer, and the home visits of the cycle for which there is no time.
#[must_use]
pub(super) fn gap(
    site: &Site,
    (unit, population): (&Unit, i64),
    (required, planned): (u8, u8),
    cause: UnservedCause,
    home_missed: Seconds,
) -> Unserved {
    let (what, what_en) = words(cause);
    let counts = match cause {
        UnservedCause::FieldDaysFull | UnservedCause::VehiclesTaken | UnservedCause::Hours => (
            format!("{planned} {} из {required} за цикл: ", visits(planned)),
            format!("{planned} of {required} visits in the cycle: "),
        ),
        _ => (String::new(), String::new()),
    };
    let minutes = home_missed.get() / 60;
    let home = match (cause, minutes) {
        (UnservedCause::HomeVisits, _) => (
            format!(
                "посещается сколько положено, но на посещения на дому не хватает {minutes} мин за цикл: "
            ),
            format!(
                "visited as often as asked, but {minutes} min of home visits in the cycle find no time: "
            ),
        ),
        _ => (String::new(), String::new()),
    };
    let beside = match (cause, minutes) {
        (UnservedCause::HomeVisits, _) | (_, 0) => (String::new(), String::new()),
        _ => (
            format!(" На посещения на дому не хватило бы и тогда: {minutes} мин за цикл."),
            format!(" Even then {minutes} min of home visits in the cycle would find no time."),
        ),
    };
    let name = &unit.name;
    let reason = format!(
        "{name} ({population} чел.): {}{}{what}{}",
        counts.0, home.0, beside.0
    );
    let reason_en = format!(
        "{name} ({population} people): {}{}{what_en}{}",
        counts.1, home.1, beside.1
    );
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

/// «Посещение» after a number.
fn visits(count: u8) -> &'static str {
    match (count % 10, count % 100) {
        (_, 11..=14) => "посещений",
        (1, _) => "посещение",
        (2..=4, _) => "посещения",
        _ => "посещений",
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
        UnservedCause::NoRide => (
            "автобус или лодка, на которых ездит работник, туда не идут, а дорога есть. Поможет машина хотя бы на один \
             день недели.",
            "the bus or boat that the worker rides does not go there, and there is a road. A car on one day of the week \
             would help.",
        ),
        UnservedCause::RidesOutsideDay => (
            "автобус уходит раньше начала рабочего дня или возвращается позже его конца. Помогут другие часы работы в \
             дни выездов или машина.",
            "the bus leaves before the working day or is back after it. Other working hours on field days or a car \
             would help.",
        ),
        UnservedCause::HomeVisits => (
            "большую часть дня занимает дорога. Помогут рабочее место ближе, более быстрая машина или рабочий день \
             дольше.",
            "the road takes most of the day. A nearer base, a faster car or a longer working day would help.",
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

#[cfg(test)]
mod tests {
    use super::visits;

    #[test]
    fn visits_are_counted_in_russian() {
        let words: Vec<&str> = [0, 1, 2, 4, 5, 11, 12, 14, 21, 22, 25, 111].map(visits).to_vec();
        let [many, one, few] = ["посещений", "посещение", "посещения"];
        let expected = [many, one, few, few, many, many, many, many, one, few, many, many];
        assert_eq!(words, expected);
    }
}
