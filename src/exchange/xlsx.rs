//! The first sheet of an XLSX (or ODS, XLS) workbook that has a header row, as a table.

use super::csv::{push, start};
use super::limits::{FILE_BYTES_MAX, ROWS_MAX};
use super::problems::{Problems, shown};
use super::table::{InputFile, RowWord, Table};
use calamine::{Data, Reader};
use std::io::Cursor;

/// Cells of one sheet, empty ones between included: the limit of rows under thirty columns.
const CELLS_MAX: usize = ROWS_MAX * 30;

/// Reads a table; `None` when the workbook cannot be read.
pub(super) fn read(file: &InputFile, problems: &mut Problems) -> Option<Table> {
    if file.too_large(FILE_BYTES_MAX, problems) {
        return None;
    }
    let mut workbook = match calamine::open_workbook_auto_from_rs(Cursor::new(file.bytes.as_slice())) {
        Ok(workbook) => workbook,
        Err(error) => {
            unreadable(&file.name, &error.to_string(), problems);
            return None;
        }
    };
    let sheet = workbook.sheet_names().first().cloned()?;
    let range = match workbook.worksheet_range(&sheet) {
        Ok(range) => range,
        Err(error) => {
            unreadable(&file.name, &error.to_string(), problems);
            return None;
        }
    };
    if range.width().saturating_mul(range.height()) > CELLS_MAX {
        unreadable(&file.name, "лист слишком велик", problems);
        return None;
    }
    let first = range.start().map_or(0, |(row, _)| row as usize);
    let mut rows = range.rows();
    let headers = rows
        .next()
        .map(|row| row.iter().map(text).collect())
        .unwrap_or_default();
    let mut table = start(&file.name, RowWord::Row, headers, problems)?;
    for (below, row) in rows.enumerate() {
        let cells: Vec<String> = row.iter().map(text).collect();
        if !push(
            &mut table,
            first + below + 2,
            cells.iter().map(String::as_str),
            problems,
        ) {
            break;
        }
    }
    Some(table)
}

fn unreadable(file: &str, cause: &str, problems: &mut Problems) {
    problems.add(
        "xlsx.unreadable",
        file,
        format!("книга не открывается: {}", shown(cause)),
        "сохраните лист заново как XLSX или CSV",
    );
}

/// A cell as the text that a person sees, whole numbers without a fraction.
fn text(cell: &Data) -> String {
    match cell {
        Data::Float(number) => number.to_string(),
        Data::Error(_) | Data::Empty => String::new(),
        other => other.to_string().trim().to_owned(),
    }
}
