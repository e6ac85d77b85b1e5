//! Road networks drawn as text: letters are nodes 100 m × (characters between + 1) apart, joined along rows and columns.
//!
//! `-` `|` paved road, `>` `<` `v` `^` one-way, `~` `S` ferry (row, column), `*` `I` ice road, `.` `:` dirt track.

use geo::{Coord, LineString, Point};
use std::collections::BTreeMap;
use uchastok::domain::{Direction, Metres, Passage, RoadClass, RoadId, RoadSegment, Surface};
use uchastok::roads::Place;

/// Metres of one character.
pub(crate) const STEP_M: i64 = 100;

const SOUTH_WEST: (f64, f64) = (69.0, 58.0);

/// The nodes of a drawn map and its segments.
pub(crate) struct Map {
    pub(crate) nodes: BTreeMap<char, Coord<f64>>,
    pub(crate) segments: Vec<RoadSegment>,
}

impl Map {
    pub(crate) fn draw(text: &str) -> Self {
        let rows: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
        let at = |row: usize, column: usize| {
            rows.get(row)
                .and_then(|line| line.get(column))
                .copied()
                .unwrap_or(' ')
        };
        let mut map = Self {
            nodes: BTreeMap::new(),
            segments: Vec::new(),
        };
        for (row, line) in rows.iter().enumerate() {
            for (column, &node) in line.iter().enumerate() {
                if !node.is_ascii_uppercase() || matches!(node, 'S' | 'I') {
                    continue;
                }
                map.nodes.insert(node, coord(row as f64, column as f64));
                for (down, right) in [(0, 1), (1, 0)] {
                    let mut steps = 1;
                    let kind = at(row + down, column + right);
                    while at(row + down * steps, column + right * steps) == kind && is_line(kind, right == 1)
                    {
                        steps += 1;
                    }
                    let (end_row, end_column) = (row + down * steps, column + right * steps);
                    if steps > 1 && at(end_row, end_column).is_ascii_uppercase() {
                        let ends = [(row, column), (end_row, end_column)]
                            .map(|(row, column)| coord(row as f64, column as f64));
                        let length = Metres(STEP_M * steps as i64);
                        map.segments.push(segment(map.segments.len(), ends, length, kind));
                    }
                }
            }
        }
        map
    }

    /// A place at a node.
    pub(crate) fn place(&self, node: char) -> Place {
        Point(self.nodes[&node]).into()
    }

    /// A place so many rows south and columns east of a node.
    pub(crate) fn beside(&self, node: char, rows: f64, columns: f64) -> Place {
        let origin = coord(0.0, 0.0);
        let there = coord(rows, columns);
        let node = self.nodes[&node];
        Point::new(node.x + there.x - origin.x, node.y + there.y - origin.y).into()
    }
}

fn coord(row: f64, column: f64) -> Coord<f64> {
    // A degree at 58° north is 59.17 km of longitude and 111.37 km of latitude.
    let metres = STEP_M as f64;
    Coord {
        x: SOUTH_WEST.0 + column * metres / 59_170.0,
        y: SOUTH_WEST.1 - row * metres / 111_370.0,
    }
}

fn is_line(kind: char, along_row: bool) -> bool {
    if along_row {
        "-><~*.".contains(kind)
    } else {
        "|v^SI:".contains(kind)
    }
}

fn segment(index: usize, ends: [Coord<f64>; 2], length: Metres, kind: char) -> RoadSegment {
    let (class, surface) = match kind {
        '.' | ':' => (RoadClass::Track, Surface::Dirt),
        _ => (RoadClass::Tertiary, Surface::Paved),
    };
    RoadSegment {
        id: RoadId::new(format!("s{index}")),
        line: LineString::new(ends.to_vec()),
        stated_length: Some(length),
        paved_length: None,
        class,
        surface,
        track_grade: 0,
        smoothness: uchastok::domain::Smoothness::Unknown,
        closed: uchastok::domain::Seasons::NONE,
        passage: match kind {
            '~' | 'S' => Passage::Ferry,
            '*' | 'I' => Passage::IceRoad,
            _ => Passage::Road,
        },
        direction: match kind {
            '>' | 'v' => Direction::Forward,
            '<' | '^' => Direction::Backward,
            _ => Direction::Both,
        },
        name: None,
    }
}
