//! Web Mercator as a unit square: x from 180° W to 180° E, y from north to south.

use geo::Coord;

/// Latitude at which the square ends, degrees.
const LATITUDE_MAX: f64 = 85.051_128_779_806_6;

/// Degrees to the unit square.
pub(super) fn to_square(degrees: Coord<f64>) -> Coord<f64> {
    let sine = degrees.y.clamp(-LATITUDE_MAX, LATITUDE_MAX).to_radians().sin();
    Coord {
        x: degrees.x / 360.0 + 0.5,
        y: 0.5 - ((1.0 + sine) / (1.0 - sine)).ln() / (4.0 * std::f64::consts::PI),
    }
}

#[cfg(test)]
mod tests {
    use super::to_square;
    use geo::Coord;

    #[test]
    fn the_square_has_the_equator_in_its_middle() {
        let middle = to_square(Coord { x: 0.0, y: 0.0 });
        assert!((middle.x - 0.5).abs() < 1e-12 && (middle.y - 0.5).abs() < 1e-12);
        let corner = to_square(Coord { x: 180.0, y: -89.0 });
        assert!((corner.x - 1.0).abs() < 1e-12 && (corner.y - 1.0).abs() < 1e-9);
        // Tile 10/708/308 holds Vagay.
        let vagay = to_square(Coord {
            x: 69.0217,
            y: 57.9321,
        });
        assert_eq!(((vagay.x * 1024.0) as u32, (vagay.y * 1024.0) as u32), (708, 308));
    }
}
