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
    let (reason, reason_en) = words(&unit.name, population, (required, planned), cause);
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

fn words(
    name: &str,
    population: i64,
    (required, planned): (u8, u8),
    cause: UnservedCause,
) -> (String, String) {
    match cause {
        UnservedCause::NoRoadInSeason => (
            format!(
                "{name} ({population} чел.): в этом сезоне от рабочего места нет проезда. Помогут другой сезон, лодка \
                 или вертолёт, либо приём по телефону."
            ),
            format!(
                "{name} ({population} people): no road from the base in this season. Another season, a boat or a \
                 helicopter, or contact by telephone would help."
            ),
        ),
        UnservedCause::OffNetwork => (
            format!(
                "{name} ({population} чел.): дальше от дорог, чем допускает последний отрезок пути. Проверьте, не \
                 пропущена ли дорога на карте."
            ),
            format!(
                "{name} ({population} people): farther from any road than the last mile allows. Check whether a road \
                 is missing from the map."
            ),
        ),
        UnservedCause::BeyondWorkingDay => (
            format!(
                "{name} ({population} чел.): дорога туда и обратно с приёмом не укладывается в рабочий день. Помогут \
                 рабочее место ближе или выезд с ночёвкой."
            ),
            format!(
                "{name} ({population} people): the way there and back with the reception is longer than the working \
                 day. A nearer base or a stay overnight would help."
            ),
        ),
        UnservedCause::NotVisited => (
            format!("{name} ({population} чел.): руководитель просил не посещать."),
            format!("{name} ({population} people): the manager asked not to visit it."),
        ),
        UnservedCause::Hours => (
            format!(
                "{name} ({population} чел.): {planned} посещений из {required} за цикл: часы приёма или назначенное \
                 время не оставляют места. Помогут другие часы или другой день."
            ),
            format!(
                "{name} ({population} people): {planned} of {required} visits in the cycle: its opening hours or an \
                 appointment leave no room. Other hours or another day would help."
            ),
        ),
        UnservedCause::FieldDaysFull => (
            format!(
                "{name} ({population} чел.): {planned} посещений из {required} за цикл, выездные дни заполнены. \
                 Помогут ещё один выездной день, более короткий приём или меньший участок."
            ),
            format!(
                "{name} ({population} people): {planned} of {required} visits in the cycle, the field days are full. \
                 One more field day, shorter receptions or a smaller site would help."
            ),
        ),
    }
}
