//! A district of nine villages on a grid, three by three, with a road between neighbours.
//!
//! ```text
//! v0 - v1 - v2      v0 has 900 residents, v1 800, and so on down to v8 with 100
//!  |    |    |
//! v3 - v4 - v5
//!  |    |    |
//! v6 - v7 - v8
//! ```

use geo::{LineString, MultiPolygon, Point, Rect};
use std::collections::BTreeMap;
use uchastok::domain::{
    Certainty, Direction, InfrastructureId, InfrastructureKind, InfrastructurePoint, Municipality,
    MunicipalityId, MunicipalityKind, Passage, Persons, PlaceKind, Plan, PlanFigures, PlanId, PlanOrigin,
    PlanStatus, RoadClass, RoadId, RoadSegment, Settlement, SettlementId, SettlementKind, Site, SiteNumber,
    Surface, Territory, Unit, UnitId, UnitKind,
};

const WEST: f64 = 68.0;
const SOUTH: f64 = 57.0;
const STEP: f64 = 0.1;

fn location(at: usize) -> Point<f64> {
    Point::new(
        WEST + STEP * ((at % 3) as f64 + 0.5),
        SOUTH + STEP * ((at / 3) as f64 + 0.5),
    )
}

fn road(a: usize, b: usize) -> RoadSegment {
    RoadSegment {
        id: RoadId::new(format!("r{a}-{b}")),
        line: LineString::from(vec![location(a), location(b)]),
        stated_length: None,
        paved_length: None,
        class: RoadClass::Tertiary,
        surface: Surface::Paved,
        track_grade: 0,
        smoothness: uchastok::domain::Smoothness::Unknown,
        closed: uchastok::domain::Seasons::NONE,
        passage: Passage::Road,
        direction: Direction::Both,
        name: None,
    }
}

fn settlement(at: usize) -> Settlement {
    Settlement {
        id: SettlementId::new(format!("v{at}")),
        name: format!("деревня Берёзовка-{at}"),
        kind: SettlementKind::Derevnya,
        location: location(at),
        population: Persons(900 - 100 * at as i64),
        certainty: Certainty::Counted,
        rural_settlement: None,
        is_rural_centre: false,
        is_district_centre: at == 0,
        road_access: None,
    }
}

fn unit(at: usize) -> Unit {
    Unit {
        id: UnitId::new(format!("v{at}")),
        name: format!("деревня Берёзовка-{at}"),
        kind: UnitKind::Settlement,
        settlement: SettlementId::new(format!("v{at}")),
        location: location(at),
        polygon: None,
        population: Persons(900 - 100 * at as i64),
        certainty: Certainty::Counted,
        place: PlaceKind::District,
        streets: Vec::new(),
    }
}

/// An institution in village `at`.
pub(crate) fn school(id: &str, at: usize) -> InfrastructurePoint {
    InfrastructurePoint {
        id: InfrastructureId::from(id),
        kind: InfrastructureKind::School,
        full_name: format!("Школа {id}"),
        address: String::new(),
        telephone: String::new(),
        head: String::new(),
        note: String::new(),
        location: location(at),
        edited_by_hand: false,
    }
}

/// The district under a code.
pub(crate) fn territory(id: &str) -> Territory {
    let frame = Rect::new((WEST, SOUTH), (WEST + 3.0 * STEP, SOUTH + 3.0 * STEP));
    let across = [0, 1, 3, 4, 6, 7].map(|a| road(a, a + 1));
    let along = [0, 1, 2, 3, 4, 5].map(|a| road(a, a + 3));
    Territory {
        municipality: Municipality {
            id: MunicipalityId::from(id),
            name: format!("Район {id}"),
            kind: MunicipalityKind::District,
            isolated: false,
            boundary: Some(MultiPolygon(vec![frame.to_polygon()])),
            official_population: None,
            attribution: vec!["Тест".into()],
        },
        settlements: (0..9).map(settlement).collect(),
        units: (0..9).map(unit).collect(),
        roads: across.into_iter().chain(along).collect(),
        infrastructure: vec![school("s0", 0), school("s8", 8)],
        waterways: Vec::new(),
        water: Vec::new(),
    }
}

/// A plan of two sites: the first row (2,400 residents) and the rest (2,100), legal in Yugra's norms.
pub(crate) fn plan(id: &str, municipality: &str) -> Plan {
    let site = |number: u32, base: &str| Site {
        number: SiteNumber(number),
        name: format!("деревня {base}"),
        base: UnitId::from(base),
        worker: None,
    };
    let assignment: BTreeMap<UnitId, SiteNumber> = (0..9)
        .map(|at| {
            (
                UnitId::new(format!("v{at}")),
                SiteNumber(if at < 3 { 1 } else { 2 }),
            )
        })
        .collect();
    Plan {
        id: PlanId::from(id),
        municipality: MunicipalityId::from(municipality),
        title: "Схема".into(),
        status: PlanStatus::Draft,
        sites: vec![site(1, "v0"), site(2, "v3")],
        assignment,
        violations: Vec::new(),
        figures: PlanFigures {
            sites: 2,
            ..PlanFigures::default()
        },
        origin: PlanOrigin {
            norm_profile: "yugra-2008".into(),
            seed: 1,
            iterations: 1,
            program_version: "0".into(),
            made_at: "2026-03-01T00:00:00Z".into(),
            ..PlanOrigin::default()
        },
    }
}
