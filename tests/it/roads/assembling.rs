use super::map::Map;
use geo::{Coord, LineString};
use uchastok::domain::{Metres, RoadSegment};
use uchastok::roads::{EdgeIndex, RoadGraph};

fn sizes(graph: &RoadGraph) -> (usize, usize) {
    (graph.nodes().len(), graph.edges().len())
}

#[test]
fn chains_of_one_kind_become_one_edge_and_keep_their_shape() {
    let graph = RoadGraph::build(&Map::draw("A-B-C-D-E").segments);
    assert_eq!(sizes(&graph), (2, 1));
    assert_eq!(graph.shape(EdgeIndex(0)).len(), 5);
    assert_eq!(graph.length(), Metres(800));
}

#[test]
fn a_change_of_kind_or_way_keeps_its_node() {
    for (drawn, edges) in [
        ("A-B~C-D", 3),
        ("A-B.C", 2),
        ("A>B>C", 1),
        ("A>B<C", 2),
        ("A>B-C", 2),
        ("A<B<C", 1),
    ] {
        assert_eq!(
            RoadGraph::build(&Map::draw(drawn).segments).edges().len(),
            edges,
            "{drawn}"
        );
    }
}

#[test]
fn a_ring_without_a_junction_is_one_loop() {
    let graph = RoadGraph::build(&Map::draw("A-B\n| |\nC-D").segments);
    assert_eq!(sizes(&graph), (1, 1));
    assert_eq!(graph.edges()[0].tail, graph.edges()[0].head);
    assert_eq!(graph.shape(EdgeIndex(0)).len(), 5);
}

#[test]
fn parallel_roads_and_dead_ends_are_kept() {
    let graph = RoadGraph::build(&Map::draw("A-B-C\n| | |\nD-E-F-G").segments);
    assert_eq!(sizes(&graph), (4, 5));
    assert_eq!(graph.length(), Metres(200 * 8));
    let components = graph.components();
    assert_eq!(
        (components.len(), components[0].nodes, components[0].edges),
        (1, 4, 5)
    );
}

#[test]
fn components_come_longest_first() {
    let graph = RoadGraph::build(&Map::draw("A-B\n\nC---D").segments);
    let lengths: Vec<_> = graph
        .components()
        .iter()
        .map(|component| component.length)
        .collect();
    assert_eq!(lengths, [Metres(400), Metres(200)]);
}

fn shifted_end(metres_east: f64) -> Vec<RoadSegment> {
    let mut segments = Map::draw("A-B-C\n  |\n  D").segments;
    let down = segments
        .iter_mut()
        .find(|segment| segment.line.0[0].y > segment.line.0[1].y)
        .unwrap();
    down.line.0[0].x += metres_east / 59_170.0;
    segments
}

#[test]
fn a_loose_end_joins_a_vertex_within_the_tolerance() {
    assert_eq!(RoadGraph::build(&shifted_end(0.9)).components().len(), 1);
    assert_eq!(RoadGraph::build(&shifted_end(1.5)).components().len(), 2);
}

#[test]
fn segments_cross_without_meeting_unless_they_share_a_vertex() {
    let road = |coords: &[(f64, f64)]| RoadSegment {
        line: LineString::new(coords.iter().map(|&(x, y)| Coord { x, y }).collect()),
        stated_length: None,
        ..Map::draw("A-B").segments[0].clone()
    };
    let over = RoadGraph::build(&[
        road(&[(69.0, 58.0), (69.2, 58.2)]),
        road(&[(69.0, 58.2), (69.2, 58.0)]),
    ]);
    assert_eq!(over.components().len(), 2);
    let through = RoadGraph::build(&[
        road(&[(69.0, 58.0), (69.1, 58.1), (69.2, 58.2)]),
        road(&[(69.0, 58.2), (69.100_000_01, 58.1), (69.2, 58.0)]),
    ]);
    assert_eq!((through.components().len(), sizes(&through)), (1, (5, 4)));
}

#[test]
fn lengths_are_geodesic_or_as_stated() {
    let mut segment = Map::draw("A-B").segments[0].clone();
    segment.line = LineString::new(vec![
        Coord { x: 69.0, y: 58.0 },
        Coord { x: 69.0, y: 58.1 },
        Coord { x: 69.0, y: 58.2 },
    ]);
    segment.stated_length = None;
    // 0.2 degrees of the meridian about 58.1° north on WGS84.
    let drawn = RoadGraph::build(std::slice::from_ref(&segment)).length();
    assert!((22_270..22_290).contains(&drawn.get()), "{drawn}");
    segment.stated_length = Some(Metres(30_000));
    segment.paved_length = Some(Metres(10_000));
    let stated = RoadGraph::build(std::slice::from_ref(&segment));
    assert_eq!(stated.length(), Metres(30_000));
    assert_eq!(stated.edges()[0].paved_cm, Some(1_000_000));
}

#[test]
fn broken_segments_make_no_edges() {
    let mut segment = Map::draw("A-B").segments[0].clone();
    segment.line.0[1] = segment.line.0[0];
    assert_eq!(sizes(&RoadGraph::build(&[segment])), (0, 0));
    assert_eq!(sizes(&RoadGraph::build(&[])), (0, 0));
}
