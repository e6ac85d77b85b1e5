//! Roads from a table of links between settlements and junctions: straight lines that carry their measured length.

use super::columns::{JUNCTION_FIELDS, LINK_FIELDS, Mapping};
use super::fields::{clean, flag, id, location, number, required};
use super::limits::LINK_KM_MAX;
use super::problems::{Problems, shown};
use super::read;
use super::roads::{RoadCodes, class_of, surface_of};
use super::table::{InputFile, Record};
use crate::domain::{Direction, Metres, Passage, RoadClass, RoadSegment, Settlement, Surface};
use geo::{LineString, Point};
use std::collections::HashMap;

/// Points that links run between, by code.
pub(super) type Ends = HashMap<String, Point<f64>>;

/// The settlements as ends of links.
pub(super) fn ends<'s>(settlements: impl IntoIterator<Item = &'s Settlement>) -> Ends {
    settlements
        .into_iter()
        .map(|settlement| (settlement.id.to_string(), settlement.location))
        .collect()
}

/// Adds the junctions of a file to the ends.
pub(super) fn read_junctions(
    file: &InputFile,
    mapping: &Mapping<'_>,
    ends: &mut Ends,
    problems: &mut Problems,
) {
    let Some((table, columns)) = read::layer(file, JUNCTION_FIELDS, mapping, problems) else {
        return;
    };
    if !read::has_columns(&table, &columns, &["id"], problems) {
        return;
    }
    for record in table.records(&columns) {
        if let (Some(code), Some(point)) = (id(&record, "j", problems), location(&record, problems))
            && ends.insert(code, point).is_some()
        {
            problems.add(
                "id.duplicate",
                record.pointer("id"),
                format!(
                    "код «{}» уже занят узлом или населённым пунктом",
                    shown(record.id())
                ),
                "дайте каждому узлу свой код",
            );
        }
    }
}

/// Reads the links of a file.
pub(super) fn read(
    file: &InputFile,
    mapping: &Mapping<'_>,
    ends: &Ends,
    problems: &mut Problems,
) -> Vec<RoadSegment> {
    let Some((table, columns)) = read::layer(file, LINK_FIELDS, mapping, problems) else {
        return Vec::new();
    };
    if !read::has_columns(&table, &columns, &["from", "to"], problems) {
        return Vec::new();
    }
    let mut codes = RoadCodes::default();
    let mut all = Vec::new();
    for record in table.records(&columns) {
        all.extend(link(&record, ends, &mut codes, problems));
    }
    all
}

fn link(
    record: &Record<'_>,
    ends: &Ends,
    codes: &mut RoadCodes,
    problems: &mut Problems,
) -> Option<RoadSegment> {
    let from = end(record, "from", ends, problems);
    let to = end(record, "to", ends, problems);
    let length = kilometres(record, "km", problems).ok()?;
    let paved = kilometres(record, "paved_km", problems).ok()?;
    let ((from_code, from), (to_code, to)) = (from?, to?);
    if from_code == to_code || from == to {
        problems.add(
            "link.loop",
            record.place(),
            format!("дорога ведёт из «{}» туда же", shown(from_code)),
            "укажите два разных конца",
        );
        return None;
    }
    if let (Some(length), Some(paved)) = (length, paved)
        && paved > length
    {
        problems.add(
            "link.paved_longer",
            record.pointer("paved_km"),
            format!("с твёрдым покрытием {paved}, а вся дорога {length}"),
            "исправьте длины",
        );
        return None;
    }
    let stated = record.text("surface");
    let surface = match (surface_of(stated), length, paved) {
        (Surface::Unknown, Some(length), Some(paved)) if length == paved => Surface::Paved,
        (Surface::Unknown, Some(_), Some(Metres(0))) => Surface::Dirt,
        (surface, _, _) => surface,
    };
    let code = match record.id() {
        "" => format!("{from_code}-{to_code}"),
        _ => id(record, "link/", problems)?,
    };
    Some(RoadSegment {
        id: codes.next(&code),
        line: LineString::from(vec![from, to]),
        stated_length: length,
        paved_length: paved,
        class: class_of(record.text("highway")).unwrap_or(RoadClass::Unclassified),
        surface,
        track_grade: 0,
        smoothness: crate::domain::Smoothness::Unknown,
        closed: crate::domain::Seasons::NONE,
        passage: passage(record.text("passage")),
        direction: if flag(record.text("oneway")) {
            Direction::Forward
        } else {
            Direction::Both
        },
        name: Some(clean(record.text("name"))).filter(|name| !name.is_empty()),
    })
}

fn end<'a>(
    record: &Record<'a>,
    field: &'static str,
    ends: &Ends,
    problems: &mut Problems,
) -> Option<(&'a str, Point<f64>)> {
    let code = required(record, field, problems)?;
    let point = ends.get(code).copied();
    if point.is_none() {
        problems.add(
            "link.unknown_end",
            record.pointer(field),
            format!("нет ни населённого пункта, ни узла с кодом «{}»", shown(code)),
            "исправьте код или добавьте узел",
        );
    }
    Some((code, point?))
}

/// A length in kilometres, `None` without a value.
fn kilometres(
    record: &Record<'_>,
    field: &'static str,
    problems: &mut Problems,
) -> Result<Option<Metres>, ()> {
    let text = record.text(field);
    if text.is_empty() {
        return Ok(None);
    }
    match number(text).filter(|km| (0.0..=LINK_KM_MAX).contains(km)) {
        Some(km) => Ok(Some(Metres::from_f64(km * 1000.0))),
        None => {
            problems.add(
                "link.length",
                record.pointer(field),
                format!("«{}» — не длина от 0 до {LINK_KM_MAX} км", shown(text)),
                "укажите длину в километрах",
            );
            Err(())
        }
    }
}

fn passage(text: &str) -> Passage {
    match text.to_lowercase().as_str() {
        "ferry" | "паром" => Passage::Ferry,
        "ice_road" | "ледовая переправа" | "лёд" | "лед" => Passage::IceRoad,
        "winter_road" | "зимник" | "winter" => Passage::WinterRoad,
        _ => Passage::Road,
    }
}

#[cfg(test)]
mod tests {
    use super::{Ends, read, read_junctions};
    use crate::domain::{Metres, Passage};
    use crate::exchange::columns::Mapping;
    use crate::exchange::problems::Problems;
    use crate::exchange::table::InputFile;

    #[test]
    fn a_link_needs_two_known_ends_and_a_length() {
        let mut problems = Problems::default();
        let mut ends = Ends::new();
        let file = InputFile::new("j.csv", "id,lon,lat\na,69,58\nb,69.1,58\nb,69.2,58\n");
        read_junctions(&file, &Mapping::default(), &mut ends, &mut problems);
        let links = "from,to,km,passage\na,b,\"12,5\",паром\na,x,1,\na,a,1,\na,b,-1,\n,b,1,\na,b,2001,\n";
        let roads = read(
            &InputFile::new("l.csv", links),
            &Mapping::default(),
            &ends,
            &mut problems,
        );
        assert_eq!(roads.len(), 1);
        assert_eq!(
            (roads[0].stated_length, roads[0].passage),
            (Some(Metres(12_500)), Passage::Ferry)
        );
        let codes: Vec<String> = problems
            .into_vec()
            .into_iter()
            .map(|problem| problem.code)
            .collect();
        assert_eq!(
            codes,
            [
                "id.duplicate",
                "link.unknown_end",
                "link.loop",
                "link.length",
                "value.missing",
                "link.length"
            ]
        );
    }
}
