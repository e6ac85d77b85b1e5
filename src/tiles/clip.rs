//! Lines and rings cut to a box.
//!
//! # References
//! I. E. Sutherland, G. W. Hodgman, "Reentrant polygon clipping", Communications of the ACM 17, 1974; Y.-D. Liang,
//! B. A. Barsky, "A new concept and method for line clipping", ACM Transactions on Graphics 3, 1984.

use geo::Coord;

/// An upright square.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) low: Coord<f64>,
    pub(super) high: Coord<f64>,
}

impl Window {
    pub(super) fn contains(self, point: Coord<f64>) -> bool {
        point.x >= self.low.x && point.x <= self.high.x && point.y >= self.low.y && point.y <= self.high.y
    }

    /// The parts of a line inside, each of two vertices or more.
    pub(super) fn clip_line(self, line: &[Coord<f64>]) -> Vec<Vec<Coord<f64>>> {
        let mut parts: Vec<Vec<Coord<f64>>> = Vec::new();
        let mut open = false;
        for pair in line.windows(2) {
            let [from, to] = pair else {
                continue;
            };
            let Some((enter, leave)) = self.clip_segment(*from, *to) else {
                open = false;
                continue;
            };
            match parts.last_mut().filter(|_| open) {
                Some(part) => part.push(leave),
                None => parts.push(vec![enter, leave]),
            }
            open = leave == *to;
        }
        parts
    }

    fn clip_segment(self, from: Coord<f64>, to: Coord<f64>) -> Option<(Coord<f64>, Coord<f64>)> {
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        for (step, room) in [
            (-dx, from.x - self.low.x),
            (dx, self.high.x - from.x),
            (-dy, from.y - self.low.y),
            (dy, self.high.y - from.y),
        ] {
            if step < 0.0 {
                enter = enter.max(room / step);
            } else if step > 0.0 {
                leave = leave.min(room / step);
            } else if room < 0.0 {
                return None;
            }
        }
        let at = |share: f64| Coord {
            x: from.x + dx * share,
            y: from.y + dy * share,
        };
        let start = if enter > 0.0 { at(enter) } else { from };
        let end = if leave < 1.0 { at(leave) } else { to };
        (enter <= leave).then_some((start, end))
    }

    /// A closed or open ring cut to the window, open; empty when nothing is left. Parts of a ring that leaves and comes
    /// back hang together along the window's sides.
    pub(super) fn clip_ring(self, ring: &[Coord<f64>]) -> Vec<Coord<f64>> {
        type Axis = fn(Coord<f64>) -> f64;
        let x: Axis = |c| c.x;
        let y: Axis = |c| c.y;
        let mut points = ring.to_vec();
        if points.first() == points.last() {
            points.pop();
        }
        for (axis, side, sign) in [
            (x, self.low.x, 1.0),
            (x, self.high.x, -1.0),
            (y, self.low.y, 1.0),
            (y, self.high.y, -1.0),
        ] {
            let depth = |c: Coord<f64>| (axis(c) - side) * sign;
            let mut kept = Vec::with_capacity(points.len() + 4);
            let before = points
                .iter()
                .skip(points.len().saturating_sub(1))
                .chain(points.iter());
            for (from, to) in before.zip(points.iter()) {
                let (d0, d1) = (depth(*from), depth(*to));
                if (d0 < 0.0) != (d1 < 0.0) {
                    let share = d0 / (d0 - d1);
                    kept.push(Coord {
                        x: from.x + (to.x - from.x) * share,
                        y: from.y + (to.y - from.y) * share,
                    });
                }
                if d1 >= 0.0 {
                    kept.push(*to);
                }
            }
            points = kept;
        }
        points
    }
}

#[cfg(test)]
mod tests {
    use super::Window;
    use geo::Coord;

    const WINDOW: Window = Window {
        low: Coord { x: 0.0, y: 0.0 },
        high: Coord { x: 10.0, y: 10.0 },
    };

    fn line(points: &[(f64, f64)]) -> Vec<Coord<f64>> {
        points.iter().map(|&(x, y)| Coord { x, y }).collect()
    }

    #[test]
    fn a_line_that_leaves_and_comes_back_has_two_parts() {
        let parts = WINDOW.clip_line(&line(&[
            (-5.0, 5.0),
            (5.0, 5.0),
            (15.0, 5.0),
            (15.0, 8.0),
            (5.0, 8.0),
        ]));
        assert_eq!(
            parts,
            [
                line(&[(0.0, 5.0), (5.0, 5.0), (10.0, 5.0)]),
                line(&[(10.0, 8.0), (5.0, 8.0)])
            ]
        );
        assert!(WINDOW.clip_line(&line(&[(-5.0, 11.0), (20.0, 11.0)])).is_empty());
    }

    #[test]
    fn a_ring_around_the_window_becomes_the_window() {
        let ring = WINDOW.clip_ring(&line(&[
            (-5.0, -5.0),
            (20.0, -5.0),
            (20.0, 20.0),
            (-5.0, 20.0),
            (-5.0, -5.0),
        ]));
        assert_eq!(ring.len(), 4);
        assert!(
            WINDOW
                .clip_ring(&line(&[(11.0, 0.0), (20.0, 0.0), (20.0, 5.0)]))
                .is_empty()
        );
    }
}
