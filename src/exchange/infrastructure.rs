//! Infrastructure points from a table or a collection, by Russian or English kinds or by OpenStreetMap's tags.

use super::columns::{INFRASTRUCTURE_FIELDS, Mapping};
use super::fields::{clean, id, location, required};
use super::problems::{Problems, shown};
use super::read;
use super::table::{InputFile, Record};
use crate::domain::{InfrastructureId, InfrastructureKind, InfrastructurePoint};
use std::collections::HashSet;

/// Words that mean a kind; the first that the text contains decides, so the narrower stand first.
const WORDS: [(&str, InfrastructureKind); 39] = [
    ("fap", InfrastructureKind::Fap),
    ("фап", InfrastructureKind::Fap),
    ("фельдшер", InfrastructureKind::Fap),
    ("social_facility", InfrastructureKind::SocialFacility),
    ("социальн", InfrastructureKind::SocialFacility),
    ("соцзащит", InfrastructureKind::SocialFacility),
    ("интернат", InfrastructureKind::SocialFacility),
    ("school", InfrastructureKind::School),
    ("kindergarten", InfrastructureKind::School),
    ("школ", InfrastructureKind::School),
    ("гимнази", InfrastructureKind::School),
    ("лицей", InfrastructureKind::School),
    ("детский сад", InfrastructureKind::School),
    ("hospital", InfrastructureKind::Hospital),
    ("больниц", InfrastructureKind::Hospital),
    ("clinic", InfrastructureKind::Clinic),
    ("поликлиник", InfrastructureKind::Clinic),
    ("амбулатори", InfrastructureKind::Clinic),
    ("pharmacy", InfrastructureKind::Pharmacy),
    ("аптек", InfrastructureKind::Pharmacy),
    ("police", InfrastructureKind::Police),
    ("полици", InfrastructureKind::Police),
    ("post", InfrastructureKind::Post),
    ("почт", InfrastructureKind::Post),
    ("library", InfrastructureKind::Library),
    ("библиотек", InfrastructureKind::Library),
    ("culture_house", InfrastructureKind::CultureHouse),
    ("community_centre", InfrastructureKind::CultureHouse),
    ("arts_centre", InfrastructureKind::CultureHouse),
    ("дом культуры", InfrastructureKind::CultureHouse),
    ("клуб", InfrastructureKind::CultureHouse),
    ("townhall", InfrastructureKind::Townhall),
    ("администраци", InfrastructureKind::Townhall),
    ("сельсовет", InfrastructureKind::Townhall),
    ("совет", InfrastructureKind::Townhall),
    ("shop", InfrastructureKind::Shop),
    ("supermarket", InfrastructureKind::Shop),
    ("магазин", InfrastructureKind::Shop),
    ("convenience", InfrastructureKind::Shop),
];

/// Shops where people buy what they need every day; a car dealer is no point of a site's map.
const DAILY_SHOPS: [&str; 7] = [
    "supermarket",
    "convenience",
    "general",
    "kiosk",
    "grocery",
    "mall",
    "department_store",
];

/// The kind that words say.
pub(super) fn kind_of(text: &str) -> Option<InfrastructureKind> {
    let lower = text.to_lowercase();
    WORDS
        .iter()
        .find(|(word, _)| lower.contains(word))
        .map(|(_, kind)| *kind)
}

/// The kind that OpenStreetMap's tags say.
pub(super) fn kind_of_tags<'t>(tag: impl Fn(&str) -> &'t str) -> Option<InfrastructureKind> {
    let name = || tag("name").to_lowercase();
    match tag("amenity") {
        "school" | "kindergarten" => return Some(InfrastructureKind::School),
        "hospital" => return Some(InfrastructureKind::Hospital),
        "clinic" | "doctors" => {
            let post = ["фап", "фельдшер"].iter().any(|word| name().contains(word));
            return Some(if post {
                InfrastructureKind::Fap
            } else {
                InfrastructureKind::Clinic
            });
        }
        "pharmacy" => return Some(InfrastructureKind::Pharmacy),
        "police" => return Some(InfrastructureKind::Police),
        "post_office" => return Some(InfrastructureKind::Post),
        "library" => return Some(InfrastructureKind::Library),
        "community_centre" | "arts_centre" => return Some(InfrastructureKind::CultureHouse),
        "townhall" => return Some(InfrastructureKind::Townhall),
        "social_facility" | "social_centre" | "nursing_home" => {
            return Some(InfrastructureKind::SocialFacility);
        }
        _ => {}
    }
    match tag("healthcare") {
        "hospital" => Some(InfrastructureKind::Hospital),
        "clinic" | "doctor" | "centre" => Some(InfrastructureKind::Clinic),
        "nurse" | "midwife" => Some(InfrastructureKind::Fap),
        "pharmacy" => Some(InfrastructureKind::Pharmacy),
        _ if DAILY_SHOPS.contains(&tag("shop")) => Some(InfrastructureKind::Shop),
        _ => None,
    }
}

/// Reads the points of a file. Features without a kind in a layer of buildings are passed over.
pub(super) fn read(
    file: &InputFile,
    mapping: &Mapping<'_>,
    problems: &mut Problems,
) -> Vec<InfrastructurePoint> {
    let Some((table, columns)) = read::layer(file, INFRASTRUCTURE_FIELDS, mapping, problems) else {
        return Vec::new();
    };
    let by_tags = !columns.has("kind") && columns.has("amenity");
    if !by_tags && !read::has_columns(&table, &columns, &["name", "kind"], problems) {
        return Vec::new();
    }
    let mut known = HashSet::new();
    let mut all = Vec::new();
    for record in table.records(&columns) {
        let kind = if by_tags {
            match kind_of_tags(|tag| record.text(tag)) {
                Some(kind) => kind,
                None => continue,
            }
        } else {
            match stated_kind(&record, problems) {
                Some(kind) => kind,
                None => continue,
            }
        };
        let Some(point) = point(&record, kind, by_tags, problems) else {
            continue;
        };
        if known.insert(point.id.as_str().to_owned()) {
            all.push(point);
        } else {
            problems.add(
                "id.duplicate",
                record.pointer("id"),
                format!("код «{}» уже есть выше", shown(point.id.as_str())),
                "дайте каждому учреждению свой код",
            );
        }
    }
    all
}

fn stated_kind(record: &Record<'_>, problems: &mut Problems) -> Option<InfrastructureKind> {
    let stated = required(record, "kind", problems)?;
    let kind = kind_of(stated);
    if kind.is_none() {
        problems.add(
            "infrastructure.kind",
            record.pointer("kind"),
            format!("неизвестный вид учреждения «{}»", shown(stated)),
            "укажите: школа, больница, поликлиника, ФАП, аптека, полиция, почта, библиотека, клуб, магазин, \
             администрация или социальное учреждение",
        );
    }
    kind
}

fn point(
    record: &Record<'_>,
    kind: InfrastructureKind,
    by_tags: bool,
    problems: &mut Problems,
) -> Option<InfrastructurePoint> {
    let name = if by_tags {
        Some(record.text("name"))
    } else {
        required(record, "name", problems)
    };
    let id = id(record, "i", problems);
    let location = location(record, problems);
    Some(InfrastructurePoint {
        kind,
        full_name: clean(name?),
        id: InfrastructureId::new(id?),
        location: location?,
        address: clean(record.text("address")),
        telephone: clean(record.text("telephone")),
        head: clean(record.text("head")),
        note: clean(record.text("note")),
        edited_by_hand: false,
    })
}

#[cfg(test)]
mod tests {
    use super::{kind_of, kind_of_tags};
    use crate::domain::InfrastructureKind;

    #[test]
    fn kinds_by_words() {
        assert_eq!(kind_of("ФАП с. Дубровное"), Some(InfrastructureKind::Fap));
        assert_eq!(kind_of("Дом культуры"), Some(InfrastructureKind::CultureHouse));
        assert_eq!(kind_of("culture_house"), Some(InfrastructureKind::CultureHouse));
        assert_eq!(
            kind_of("школа-интернат"),
            Some(InfrastructureKind::SocialFacility)
        );
        assert_eq!(kind_of("банк"), None);
    }

    #[test]
    fn every_kind_is_read_from_its_own_code() {
        for kind in InfrastructureKind::ALL {
            let code = serde_json::to_value(kind).unwrap();
            assert_eq!(kind_of(code.as_str().unwrap()), Some(kind), "{code}");
        }
    }

    #[test]
    fn kinds_by_tags() {
        let tags = |pairs: &'static [(&str, &str)]| {
            kind_of_tags(move |tag| pairs.iter().find(|pair| pair.0 == tag).map_or("", |pair| pair.1))
        };
        assert_eq!(
            tags(&[("amenity", "doctors"), ("name", "Дубровинский ФАП")]),
            Some(InfrastructureKind::Fap)
        );
        assert_eq!(tags(&[("amenity", "doctors")]), Some(InfrastructureKind::Clinic));
        assert_eq!(tags(&[("shop", "convenience")]), Some(InfrastructureKind::Shop));
        assert_eq!(tags(&[("shop", "car")]), None);
        assert_eq!(tags(&[("amenity", "bench")]), None);
    }
}
