//! Every limit on what is read from outside, with its reason. Tests: `tests/it/exchange/limits.rs`, and those named here.

/// Bytes of a GeoJSON, CSV or XLSX file: the largest layer of a whole oblast is 1.2 MB, fifty times that is a mistake.
/// Test: `a_file_over_the_limit_is_named`.
pub const FILE_BYTES_MAX: usize = 64 << 20;

/// Bytes of an OpenStreetMap extract: the federal district around Tyumen has about 250 MB.
/// Test: `a_file_over_the_limit_is_named`.
pub const OSM_BYTES_MAX: usize = 512 << 20;

/// Bytes that a compressed XML extract may unpack to: twenty times is usual, a bomb unpacks a thousandfold.
/// Test: `a_gzip_bomb_stops_at_the_limit`.
pub const XML_BYTES_MAX: u64 = 512 << 20;

/// Bytes of one uncompressed PBF blob: the format's own limit.
/// Test: `a_zip_bomb_stops_at_the_format_limit`.
pub const PBF_BLOB_BYTES_MAX: usize = 32 << 20;

/// Bytes of one PBF blob header: the format's own limit.
/// Test: `every_corruption_is_a_problem_with_a_place`.
pub const PBF_HEADER_BYTES_MAX: usize = 64 << 10;

/// Bytes of a GTFS feed: one of a whole region has some megabytes. Test: `a_feed_over_the_limit_is_named`.
pub const GTFS_BYTES_MAX: usize = 32 << 20;

/// Bytes that one file of a GTFS feed may unpack to. Test: `a_feed_over_the_limit_is_named`.
pub const GTFS_FILE_BYTES_MAX: u64 = 64 << 20;

/// Problems that are listed one by one: nobody mends more in one sitting, and a wrong column repeats on every row.
/// Test: `problems_past_the_limit_are_counted`.
pub const PROBLEMS_MAX: usize = 1_000;

/// Rows of a table or features of a collection: ten times the 20,000 units of the largest supported municipality.
/// Test: `a_table_over_the_limit_is_cut_and_named`.
pub const ROWS_MAX: usize = 200_000;

/// Columns of a table, or different properties of a collection; what comes after them is not looked at.
/// Test: `columns_over_the_limit_are_named`.
pub const COLUMNS_MAX: usize = 200;

/// Positions of one file: 60,000 of a boundary and 200,000 of roads are the stated scale; ten times that.
/// Test: `every_bad_collection_is_a_problem_with_a_place`.
pub const POSITIONS_MAX: usize = 3_000_000;

/// Bytes of one text value (a name, an address): longer ones are cut by no document.
/// Test: `a_long_name_is_named`.
pub const TEXT_BYTES_MAX: usize = 500;

/// Residents of one settlement: above the largest city of the world.
/// Test: `population_is_a_whole_number`.
pub const POPULATION_MAX: i64 = 50_000_000;

/// Length of one stated road link, kilometres: longer than any road between two villages.
/// Test: `a_link_needs_two_known_ends_and_a_length`.
pub const LINK_KM_MAX: f64 = 2_000.0;

/// Storeys of a house: none in the country has more than 100.
/// Test: `levels_and_floor_area`.
pub const LEVELS_MAX: i64 = 120;

/// Degrees that one edge of a ring may span in longitude: a longer one has crossed the antimeridian unnoticed.
/// Test: `every_bad_collection_is_a_problem_with_a_place`.
pub const EDGE_DEGREES_MAX: f64 = 180.0;

/// Residents of a town unit made of addresses, when the caller sets no other figure: a fifth of the smallest upper
/// bound of a site (3,000), so that sites of any norm can be put together from whole units.
/// Test: `a_town_becomes_units_under_the_cap`.
pub const BLOCK_PERSONS_MAX: i64 = 600;
