//! Which reader a file gets: by its ending, and by its first character when the ending tells nothing.

use super::columns::{self, Columns, Field, Mapping};
use super::problems::Problems;
use super::table::{InputFile, Table};
use super::{csv, features, xlsx};

/// Reads a table or a collection.
pub(super) fn table(file: &InputFile, problems: &mut Problems) -> Option<Table> {
    match file.ending().as_str() {
        "geojson" | "json" => features::read(file, problems),
        "csv" | "tsv" | "txt" => csv::read(file, problems),
        "xlsx" | "xls" | "xlsm" | "xlsb" | "ods" => xlsx::read(file, problems),
        _ if file.bytes.starts_with(b"PK\x03\x04") => xlsx::read(file, problems),
        _ if starts_as_json(&file.bytes) => features::read(file, problems),
        _ => csv::read(file, problems),
    }
}

/// Reads a table and finds the columns of `fields`.
pub(super) fn layer(
    file: &InputFile,
    fields: &'static [Field],
    mapping: &Mapping<'_>,
    problems: &mut Problems,
) -> Option<(Table, Columns)> {
    let table = table(file, problems)?;
    let columns = columns::find(&table, fields, mapping, problems);
    Some((table, columns))
}

/// Names each of `required` that the table has no column for; true when it has all.
pub(super) fn has_columns(
    table: &Table,
    columns: &Columns,
    required: &[&str],
    problems: &mut Problems,
) -> bool {
    let mut all = true;
    for field in required {
        if !columns.has(field) {
            all = false;
            problems.add(
                "column.missing",
                &table.file,
                format!("нет столбца для поля «{field}»"),
                format!("назовите столбец «{field}» или укажите соответствие столбцов"),
            );
        }
    }
    all
}

fn starts_as_json(bytes: &[u8]) -> bool {
    let plain = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    plain.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}
