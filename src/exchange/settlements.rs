//! Settlements from a table or a collection of points or polygons.

use super::columns::{self, Mapping, SETTLEMENT_FIELDS};
use super::fields::{clean, flag, id, location, number, population, required};
use super::problems::{Problems, shown};
use super::read;
use super::table::{InputFile, Record};
use crate::domain::{
    Certainty, Metres, Persons, RuralSettlementId, Settlement, SettlementId, SettlementKind,
};
use std::collections::HashSet;

/// A settlement with the municipality that its row names.
#[derive(Debug)]
pub(super) struct Located {
    /// The settlement.
    pub(super) settlement: Settlement,
    /// Municipality column, empty when there is none.
    pub(super) municipality: String,
}

/// Reads the settlements of a file.
pub(super) fn read(file: &InputFile, mapping: &Mapping<'_>, problems: &mut Problems) -> Vec<Located> {
    let Some((table, columns)) = read::layer(file, SETTLEMENT_FIELDS, mapping, problems) else {
        return Vec::new();
    };
    if !read::has_columns(&table, &columns, &["name"], problems) {
        return Vec::new();
    }
    let estimate = columns
        .index("population")
        .and_then(|column| table.headers.get(usize::from(column)))
        .is_some_and(|header| columns::is_estimate(header));
    let mut known = HashSet::new();
    let mut all = Vec::new();
    for record in table.records(&columns) {
        let Some(located) = settlement(&record, estimate, problems) else {
            continue;
        };
        let code = located.settlement.id.as_str();
        if !known.insert(code.to_owned()) {
            problems.add(
                "id.duplicate",
                record.pointer("id"),
                format!("код «{}» уже есть выше", shown(code)),
                "дайте каждому населённому пункту свой код",
            );
            continue;
        }
        all.push(located);
    }
    all
}

fn settlement(record: &Record<'_>, estimate: bool, problems: &mut Problems) -> Option<Located> {
    let name = required(record, "name", problems).map(clean);
    let id = id(record, "s", problems);
    let persons = population(record, problems);
    let (name, id, persons) = (name?, id?, persons.ok()?);
    let location = match location_or_empty(record, persons, problems) {
        Place::At(point) => point,
        Place::Nowhere => return None,
    };
    if persons.is_none() {
        problems.add(
            "population.missing",
            record.pointer("population"),
            format!("у «{}» не указано население, принято 0", shown(&name)),
            "впишите население, если люди там живут",
        );
    }
    let certainty = match record.text("certainty").to_lowercase().as_str() {
        "estimated" | "оценка" | "да" => Certainty::Estimated,
        _ if estimate => Certainty::Estimated,
        _ => Certainty::Counted,
    };
    let rural = Some(record.text("rural_settlement")).filter(|text| !text.is_empty());
    let kind = match record.text("kind") {
        "" => kind_of(&name),
        "иное" => SettlementKind::Other,
        stated => match kind_of(stated) {
            SettlementKind::Other => kind_of(&name),
            kind => kind,
        },
    };
    Some(Located {
        municipality: clean(record.text("municipality")),
        settlement: Settlement {
            id: SettlementId::new(id),
            kind,
            name,
            location,
            population: persons.unwrap_or(Persons::ZERO),
            certainty,
            rural_settlement: rural.map(|text| RuralSettlementId::new(clean(text))),
            is_rural_centre: flag(record.text("rural_centre")),
            is_district_centre: flag(record.text("district_centre")),
            road_access: access(record),
        },
    })
}

enum Place {
    At(geo::Point<f64>),
    Nowhere,
}

/// A place without coordinates is a fault when people live there, and only worth a note when nobody does.
fn location_or_empty(record: &Record<'_>, persons: Option<Persons>, problems: &mut Problems) -> Place {
    let nothing =
        record.geometry().is_none() && record.text("lon").is_empty() && record.text("lat").is_empty();
    if nothing && persons.unwrap_or(Persons::ZERO) == Persons::ZERO {
        problems.add(
            "settlement.unplaced",
            record.place(),
            format!(
                "у «{}» нет ни координат, ни жителей: пункт пропущен",
                shown(record.text("name"))
            ),
            "ничего не нужно, если пункт упразднён",
        );
        return Place::Nowhere;
    }
    location(record, problems).map_or(Place::Nowhere, Place::At)
}

fn access(record: &Record<'_>) -> Option<Metres> {
    let kilometres = number(record.text("access_km")).map(|km| km * 1000.0);
    let metres = kilometres.or_else(|| number(record.text("access_m")))?;
    (metres >= 0.0).then(|| Metres::from_f64(metres))
}

/// The kind that a name or a kind column begins with, in Russian, its abbreviations, or OpenStreetMap's words.
pub(super) fn kind_of(text: &str) -> SettlementKind {
    let lower = text.to_lowercase().replace('ё', "е");
    let mut words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let first = words.next().unwrap_or("");
    let second = words.next().unwrap_or("");
    match (first, second) {
        ("город" | "г" | "city", _) => SettlementKind::City,
        ("town", _) => SettlementKind::City,
        ("пгт" | "рп", _) | ("рабочий" | "дачный" | "курортный", _) => {
            SettlementKind::UrbanTypeSettlement
        }
        ("р" | "п", "п" | "г") => SettlementKind::UrbanTypeSettlement,
        ("поселок", "городского") => SettlementKind::UrbanTypeSettlement,
        ("поселок" | "пос" | "п", _) => SettlementKind::Posyolok,
        ("село" | "с" | "village", _) => SettlementKind::Selo,
        ("деревня" | "дер" | "д" | "деервня" | "hamlet", _) => SettlementKind::Derevnya,
        _ => SettlementKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::kind_of;
    use crate::domain::SettlementKind;

    #[test]
    fn kinds_by_the_words_in_use() {
        for (name, kind) in [
            ("село Вагай", SettlementKind::Selo),
            ("с. Вагай", SettlementKind::Selo),
            ("город Тобольск", SettlementKind::City),
            ("пгт. Голышманово", SettlementKind::UrbanTypeSettlement),
            (
                "рабочий поселок Богандинский",
                SettlementKind::UrbanTypeSettlement,
            ),
            ("посёлок городского типа X", SettlementKind::UrbanTypeSettlement),
            ("р.п. Арти", SettlementKind::UrbanTypeSettlement),
            ("посёлок Туртас", SettlementKind::Posyolok),
            ("п. Туртас", SettlementKind::Posyolok),
            ("деревня Сараева", SettlementKind::Derevnya),
            ("Разъезд 55", SettlementKind::Other),
            ("Деревянка", SettlementKind::Other),
        ] {
            assert_eq!(kind_of(name), kind, "{name}");
        }
    }
}
