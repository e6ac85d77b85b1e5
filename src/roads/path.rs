//! Paths over the roads with their shape, for drawing a round on the map.

use super::cost::{Cost, Leg};
use super::dijkstra::Dijkstra;
use super::error::RoadsError;
use super::graph::{Arc, NodeIndex};
use super::matrix::reach;
use super::season::SeasonRoads;
use super::snap::{Place, Snap};
use crate::domain::{Metres, Seconds};
use geo::{Coord, LineString};
use std::ops::ControlFlow;

/// A way from place to place.
#[derive(Debug, Clone, PartialEq)]
pub struct RoadPath {
    /// WGS84 vertices, the places at both ends included.
    pub line: LineString<f64>,
    /// Length, last miles included.
    pub distance: Metres,
    /// Time, last miles included.
    pub time: Seconds,
}

impl SeasonRoads<'_> {
    /// The quickest way between two places, its last miles drawn straight. Agrees with [`SeasonRoads::matrix`].
    ///
    /// # Errors
    /// [`RoadsError::OffNetwork`] or [`RoadsError::NoRoads`] for a place that no road reaches, [`RoadsError::NoWay`] when
    /// no way leads from one to the other this season.
    pub fn path(&self, from: &Place, to: &Place) -> Result<RoadPath, RoadsError> {
        if from == to {
            let line = LineString::new(vec![from.location.0, to.location.0]);
            return Ok(RoadPath {
                line,
                distance: Metres::ZERO,
                time: Seconds::ZERO,
            });
        }
        let (start, end) = (self.snap(from), self.snap(to));
        let straight = self.straight_way((from, reach(&start)), (to, reach(&end)));
        let over_roads = match (start, end) {
            (Ok(start), Ok(end)) => self.way_over_roads(&start, &end),
            (Err(error), _) | (_, Err(error)) => Err(error),
        };
        let (inner, cost) = match over_roads {
            Ok((line, cost)) if cost <= straight => (line, cost),
            Err(error) if !straight.is_open() => return Err(error),
            _ => (Vec::new(), straight),
        };
        let Leg { time, distance } = cost.leg().ok_or(RoadsError::NoWay)?;
        let mut line = vec![from.location.0];
        line.extend(inner);
        line.push(to.location.0);
        line.dedup();
        if line.len() == 1 {
            line.push(to.location.0);
        }
        Ok(RoadPath {
            line: LineString::new(line),
            distance,
            time,
        })
    }

    /// The quickest ways through `places` in their order as one line, such as a round from its base and back.
    ///
    /// # Errors
    /// As [`SeasonRoads::path`], for the first leg that fails.
    pub fn path_through(&self, places: &[Place]) -> Result<RoadPath, RoadsError> {
        let mut whole = RoadPath {
            line: LineString::new(Vec::new()),
            distance: Metres::ZERO,
            time: Seconds::ZERO,
        };
        for pair in places.windows(2) {
            let [from, to] = pair else { continue };
            let leg = self.path(from, to)?;
            whole.distance += leg.distance;
            whole.time += leg.time;
            whole.line.0.extend(leg.line.0);
        }
        whole.line.0.dedup();
        if let [only] = whole.line.0[..] {
            whole.line.0.push(only);
        }
        Ok(whole)
    }

    fn way_over_roads(&self, start: &Snap, end: &Snap) -> Result<(Vec<Coord<f64>>, Cost), RoadsError> {
        let ways_in = self.ways_in(end);
        let mut search = Dijkstra::new(self.graph().nodes().len());
        let mut best = self.within_edge(start, end);
        let mut last = None;
        search.run(self, &self.ways_out(start), |node, cost| {
            for (entry, rest) in ways_in {
                if entry == node && cost.then(rest) < best {
                    best = cost.then(rest);
                    last = Some((node, rest));
                }
            }
            if cost >= best {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        if !best.is_open() {
            return Err(RoadsError::NoWay);
        }
        let mut line = vec![start.location.0];
        match last {
            None => self.draw_within_edge(start, end, &mut line),
            Some((node, rest)) => {
                let (seed, arcs) = search.way_to(node);
                self.draw_way_out(start, seed, search.cost(seed), &mut line);
                for arc in arcs {
                    self.draw_arc(arc, &mut line);
                }
                self.draw_way_in(end, node, rest, &mut line);
            }
        }
        line.push(end.location.0);
        let cost = start.last_mile_cost.then(best).then(end.last_mile_cost);
        Ok((line, cost))
    }

    fn draw_arc(&self, arc: Arc, line: &mut Vec<Coord<f64>>) {
        let shape = self.graph().shape(arc.edge);
        if arc.along {
            line.extend(shape);
        } else {
            line.extend(shape.iter().rev());
        }
    }

    /// From the snap to the node `seed`, which was reached at `cost`: towards the head or the tail of its edge.
    fn draw_way_out(&self, start: &Snap, seed: NodeIndex, cost: Cost, line: &mut Vec<Coord<f64>>) {
        let shape = self.graph().shape(start.edge);
        let split = start.vertex as usize + 1;
        let [to_head, _] = self.ways_out(start);
        if to_head == (seed, cost) {
            line.extend(&shape[split..]);
        } else {
            line.extend(shape[..split].iter().rev());
        }
    }

    fn draw_way_in(&self, end: &Snap, node: NodeIndex, rest: Cost, line: &mut Vec<Coord<f64>>) {
        let shape = self.graph().shape(end.edge);
        let split = end.vertex as usize + 1;
        let [from_tail, _] = self.ways_in(end);
        if from_tail == (node, rest) {
            line.extend(&shape[..split]);
        } else {
            line.extend(shape[split..].iter().rev());
        }
    }

    fn draw_within_edge(&self, start: &Snap, end: &Snap, line: &mut Vec<Coord<f64>>) {
        let shape = self.graph().shape(start.edge);
        let (from, to) = (start.vertex as usize, end.vertex as usize);
        if from < to {
            line.extend(&shape[from + 1..=to]);
        } else {
            line.extend(shape[to + 1..=from].iter().rev());
        }
    }
}
