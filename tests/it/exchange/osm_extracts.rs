//! OpenStreetMap extracts: the shared ones imported whole and cut, and small ones made here.

use super::fixtures::{codes, kilometres, persons, settings, shared};
use uchastok::domain::{
    Certainty, Direction, InfrastructureKind, MunicipalityKind, OfficialFigure, Passage, Persons, Territory,
};
use uchastok::exchange::{ImportFiles, ImportRequest, InputFile, OsmClip, blocks, import};

fn request(osm: InputFile, clip: Option<OsmClip>) -> ImportRequest {
    ImportRequest {
        settings: settings("test", "Test", MunicipalityKind::District),
        files: ImportFiles {
            osm: Some(osm),
            ..ImportFiles::default()
        },
        clip,
    }
}

fn imported(request: &ImportRequest) -> Territory {
    let (territory, problems) = import(request);
    let faults: Vec<_> = problems.iter().filter(|problem| blocks(problem)).collect();
    assert!(faults.is_empty(), "{faults:?}");
    territory.expect("a territory")
}

fn count(territory: &Territory, kind: InfrastructureKind) -> usize {
    territory
        .infrastructure
        .iter()
        .filter(|point| point.kind == kind)
        .count()
}

fn describe(name: &str, territory: &Territory) {
    println!(
        "{name}: {} settlements, {} units, {} persons, {} roads, {:.0} km, {} institutions, {} rivers, {} waters",
        territory.settlements.len(),
        territory.units.len(),
        persons(territory),
        territory.roads.len(),
        kilometres(territory),
        territory.infrastructure.len(),
        territory.waterways.len(),
        territory.water.len(),
    );
}

#[test]
fn liechtenstein_by_its_boundary() {
    let Some(osm) = shared("data/osm/liechtenstein-latest.osm.pbf") else {
        return;
    };
    let whole = imported(&request(osm.clone(), None));
    describe("Liechtenstein, whole extract", &whole);
    let country = OsmClip::Boundary {
        name: "Liechtenstein".to_owned(),
        admin_level: Some(2),
    };
    let territory = imported(&request(osm.clone(), Some(country)));
    describe("Liechtenstein", &territory);
    assert!(territory.municipality.boundary.is_some());
    assert!(territory.units.len() >= 11, "{}", territory.units.len());
    assert!(
        territory
            .units
            .iter()
            .all(|unit| unit.certainty == Certainty::Counted)
    );
    assert!(territory.roads.len() > 3_000 && territory.roads.len() <= whole.roads.len());
    assert!(count(&territory, InfrastructureKind::School) >= 10);
    assert!(count(&territory, InfrastructureKind::Post) >= 5);
    let missing = OsmClip::Relation(1);
    let (none, problems) = import(&request(osm, Some(missing)));
    assert!(none.is_none());
    assert!(codes(&problems).contains(&"osm.boundary_missing"), "{problems:?}");
}

#[test]
fn andorra_with_and_without_a_total() {
    let Some(osm) = shared("data/osm/andorra.osm.pbf") else {
        return;
    };
    let mut request = request(osm, None);
    let (known, problems) = import(&request);
    let unknown = problems
        .iter()
        .filter(|problem| problem.code == "osm.population_missing")
        .count();
    println!("Andorra: {unknown} places without a population");
    if let Some(territory) = &known {
        describe("Andorra, stated populations", territory);
        assert!(
            territory
                .units
                .iter()
                .all(|unit| unit.certainty == Certainty::Counted)
        );
    }
    request.settings.official_population = Some(OfficialFigure {
        persons: Persons(78_000),
        year: 2015,
        source: "test".to_owned(),
    });
    let territory = imported(&request);
    describe("Andorra, total spread", &territory);
    assert!(
        territory.settlements.len() >= 52,
        "{}",
        territory.settlements.len()
    );
    if unknown > 0 {
        assert_eq!(persons(&territory), Persons(78_000));
        assert!(
            territory
                .units
                .iter()
                .any(|unit| unit.certainty == Certainty::Estimated)
        );
    }
}

#[test]
fn porto_for_scale() {
    let Some(osm) = shared("data/osm/porto.osm.pbf") else {
        return;
    };
    let mut request = request(osm, None);
    request.settings.official_population = Some(OfficialFigure {
        persons: Persons(230_000),
        year: 2021,
        source: "test".to_owned(),
    });
    let began = std::time::Instant::now();
    let territory = imported(&request);
    println!("Porto imported in {:.2} s", began.elapsed().as_secs_f64());
    describe("Porto", &territory);
    assert!(territory.roads.len() > 30_000, "{}", territory.roads.len());
    // the extract holds roads and next to nothing else
    assert_eq!(
        (territory.settlements.len(), territory.infrastructure.len()),
        (8, 1)
    );
    assert!(
        territory
            .roads
            .iter()
            .any(|road| road.direction == Direction::Forward)
    );
}

#[test]
fn north_bayreuth_from_gzipped_xml() {
    let Some(osm) = shared("data/osm/north-bayreuth.osm.gz") else {
        return;
    };
    let mut request = request(osm, None);
    request.settings.official_population = Some(OfficialFigure {
        persons: Persons(30_000),
        year: 2015,
        source: "test".to_owned(),
    });
    let territory = imported(&request);
    describe("North Bayreuth", &territory);
    assert!(
        territory.settlements.len() >= 60,
        "{}",
        territory.settlements.len()
    );
    assert!(territory.roads.len() > 1_000, "{}", territory.roads.len());
}

const SMALL: &str = r#"<?xml version="1.0"?><osm version="0.6">
<node id="1" lon="60.0" lat="56.0"/><node id="2" lon="60.2" lat="56.0"/>
<node id="3" lon="60.2" lat="56.2"/><node id="4" lon="60.0" lat="56.2"/>
<node id="5" lon="60.1" lat="56.1"><tag k="place" v="village"/><tag k="name" v="Вёски"/><tag k="name:ru" v="Вески"/>
  <tag k="population" v="1 204"/><tag k="official_status" v="ru:деревня"/></node>
<node id="6" lon="60.15" lat="56.15"><tag k="place" v="hamlet"/><tag k="name" v="Хутор"/></node>
<node id="7" lon="60.5" lat="56.1"><tag k="place" v="village"/><tag k="name" v="Чужое"/><tag k="population" v="7"/></node>
<node id="8" lon="60.11" lat="56.11"><tag k="amenity" v="doctors"/><tag k="name" v="ФАП &quot;Вески&quot;"/></node>
<way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/></way>
<way id="11"><nd ref="1"/><nd ref="4"/><nd ref="3"/></way>
<way id="12"><nd ref="5"/><nd ref="6"/><tag k="highway" v="track"/><tag k="tracktype" v="grade4"/></way>
<way id="13"><nd ref="5"/><nd ref="6"/><tag k="route" v="ferry"/></way>
<way id="14"><nd ref="6"/><nd ref="5"/><tag k="highway" v="service"/><tag k="ice_road" v="yes"/></way>
<way id="15"><nd ref="5"/><nd ref="99"/><tag k="highway" v="primary"/></way>
<way id="16"><nd ref="4"/><nd ref="5"/><tag k="waterway" v="river"/></way>
<relation id="20"><member type="way" ref="10" role="outer"/><member type="way" ref="11" role="outer"/>
  <tag k="type" v="boundary"/><tag k="boundary" v="administrative"/><tag k="admin_level" v="6"/>
  <tag k="name" v="Вёсковский район"/></relation>
<relation id="21"><member type="way" ref="10" role="outer"/>
  <tag k="type" v="boundary"/><tag k="boundary" v="administrative"/><tag k="name" v="Открытый"/></relation>
</osm>"#;

fn small(clip: OsmClip) -> ImportRequest {
    request(InputFile::new("small.osm", SMALL), Some(clip))
}

#[test]
fn a_municipality_is_cut_out_by_its_boundary() {
    let by_name = OsmClip::Boundary {
        name: "вёсковский район".to_owned(),
        admin_level: Some(6),
    };
    for clip in [OsmClip::Relation(20), by_name] {
        let (territory, problems) = import(&small(clip));
        assert_eq!(codes(&problems), ["osm.missing_nodes", "osm.population_missing"]);
        let territory = territory.expect("a territory");
        assert!(territory.municipality.boundary.is_some());
        let names: Vec<_> = territory
            .settlements
            .iter()
            .map(|s| (s.name.as_str(), s.population.get()))
            .collect();
        assert_eq!(names, [("Вески", 1204), ("Хутор", 0)]);
        assert_eq!(territory.units.len(), 1);
        let passages: Vec<_> = territory.roads.iter().map(|road| road.passage).collect();
        assert_eq!(passages, [Passage::Road, Passage::Ferry, Passage::IceRoad]);
        assert_eq!(territory.roads[0].track_grade, 4);
        assert_eq!(territory.infrastructure[0].kind, InfrastructureKind::Fap);
        assert_eq!(territory.infrastructure[0].full_name, "ФАП \"Вески\"");
        assert_eq!(territory.waterways.len(), 1);
    }
}

#[test]
fn a_boundary_that_is_open_or_missing_is_named() {
    for (clip, code) in [
        (OsmClip::Relation(21), "osm.boundary_open"),
        (OsmClip::Relation(22), "osm.boundary_missing"),
    ] {
        let (none, problems) = import(&small(clip));
        assert!(none.is_none());
        assert_eq!(codes(&problems), [code, "units.none"]);
    }
}

#[test]
fn a_total_is_spread_over_the_places_that_state_nothing() {
    let mut request = small(OsmClip::Relation(20));
    request.settings.official_population = Some(OfficialFigure {
        persons: Persons(1_254),
        year: 2021,
        source: "test".to_owned(),
    });
    let territory = imported(&request);
    let hamlet = &territory.settlements[1];
    assert_eq!(
        (hamlet.population, hamlet.certainty),
        (Persons(50), Certainty::Estimated)
    );
    assert_eq!(territory.settlements[0].certainty, Certainty::Counted);
}

#[test]
fn the_same_extract_gives_the_same_territory_on_any_number_of_threads() {
    let Some(osm) = shared("data/osm/andorra.osm.pbf") else {
        return;
    };
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads");
        pool.install(|| import(&request(osm.clone(), None)))
    };
    assert_eq!(run(1), run(2));
}
