//! CSV with commas, semicolons or tabs, in any encoding that [`super::decode`] knows.

use super::decode::decode;
use super::limits::{COLUMNS_MAX, FILE_BYTES_MAX, ROWS_MAX, TEXT_BYTES_MAX};
use super::neutral::restore;
use super::problems::{Problems, shown};
use super::table::{InputFile, Row, RowWord, Table};

/// Separators, by preference when a header shows as many of one as of another.
const SEPARATORS: [u8; 3] = [b';', b'\t', b','];

/// Reads a table; `None` when nothing of it can be read. Broken rows are left out and named.
pub(super) fn read(file: &InputFile, problems: &mut Problems) -> Option<Table> {
    if file.too_large(FILE_BYTES_MAX, problems) {
        return None;
    }
    let text = match decode(&file.bytes, true) {
        // with CRLF the reader counts a line only when the next record begins
        Ok(text) => text.replace("\r\n", "\n"),
        Err(at) => {
            problems.add(
                "text.encoding",
                format!("{}, байт {at}", file.name),
                "это не текст в UTF-8, UTF-16 или Windows-1251",
                "сохраните таблицу как CSV UTF-8",
            );
            return None;
        }
    };
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(separator(&text))
        .flexible(true)
        .has_headers(true)
        .from_reader(text.as_bytes());
    let headers: Vec<String> = match reader.headers() {
        Ok(headers) => headers
            .iter()
            .map(|header| restore(header.trim()).to_owned())
            .collect(),
        Err(error) => {
            broken_row(&file.name, 1, &error.to_string(), problems);
            return None;
        }
    };
    let mut table = start(&file.name, RowWord::Row, headers, problems)?;
    let unbalanced = text.bytes().filter(|byte| *byte == b'\x22').count() % 2 == 1;
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, ::csv::Position::line) as usize;
                broken_row(&file.name, line, &error.to_string(), problems);
                continue;
            }
        };
        let number = record.position().map_or(0, ::csv::Position::line) as usize;
        if unbalanced && record.iter().any(|cell| cell.contains('\n')) {
            broken_row(&file.name, number, "кавычка открыта и не закрыта", problems);
            continue;
        }
        if !push(&mut table, number, record.iter(), problems) {
            break;
        }
    }
    Some(table)
}

fn broken_row(file: &str, line: usize, cause: &str, problems: &mut Problems) {
    problems.add(
        "table.row.broken",
        format!("{file}, строка {line}"),
        format!("строка не читается: {}", shown(cause)),
        "проверьте кавычки и разделители этой строки",
    );
}

/// The separator of which the first line outside quotes has most.
fn separator(text: &str) -> u8 {
    let mut counts = [0_usize; 3];
    let mut quoted = false;
    for byte in text.bytes() {
        match byte {
            b'\x22' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some(count) = SEPARATORS
                    .iter()
                    .position(|separator| *separator == byte)
                    .and_then(|at| counts.get_mut(at))
                {
                    *count += 1;
                }
            }
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    let best = SEPARATORS
        .iter()
        .zip(counts)
        .find(|(_, count)| *count == most && most > 0);
    best.map_or(b',', |(separator, _)| *separator)
}

/// A table with its headers, or a problem when it has none.
pub(super) fn start(
    file: &str,
    word: RowWord,
    mut headers: Vec<String>,
    problems: &mut Problems,
) -> Option<Table> {
    if headers.iter().all(String::is_empty) {
        problems.add(
            "table.empty",
            file,
            "в таблице нет заголовков",
            "первая строка должна называть столбцы",
        );
        return None;
    }
    if headers.len() > COLUMNS_MAX {
        problems.add(
            "table.columns",
            file,
            format!("{} столбцов, читаются первые {COLUMNS_MAX}", headers.len()),
            "оставьте нужные столбцы",
        );
        headers.truncate(COLUMNS_MAX);
    }
    Some(Table {
        file: file.to_owned(),
        word,
        headers,
        rows: Vec::new(),
    })
}

/// Adds a row of cells; false once the table is full.
pub(super) fn push<'a>(
    table: &mut Table,
    number: usize,
    cells: impl Iterator<Item = &'a str>,
    problems: &mut Problems,
) -> bool {
    if table.rows.len() >= ROWS_MAX {
        problems.add(
            "table.rows",
            format!("{}, строка {number}", table.file),
            format!("строк больше {ROWS_MAX}, остальные не прочитаны"),
            "загрузите один муниципалитет",
        );
        return false;
    }
    let mut row = Row {
        number,
        ..Row::default()
    };
    let mut surplus = false;
    let mut long = None;
    for (column, cell) in (0_u16..).zip(cells) {
        let text = restore(cell.trim());
        if text.is_empty() {
            continue;
        }
        if usize::from(column) >= table.headers.len() {
            surplus = table.headers.len() < COLUMNS_MAX;
        } else if text.len() > TEXT_BYTES_MAX {
            long = Some(column);
        } else {
            row.cells.push((column, text.to_owned()));
        }
    }
    if surplus {
        problems.add(
            "table.row.length",
            table.place(&row),
            format!("в строке больше значений, чем столбцов ({})", table.headers.len()),
            "заключите значения с разделителями в кавычки",
        );
    } else if let Some(column) = long {
        long_text(table, &row, column, problems);
    } else if !row.cells.is_empty() {
        table.rows.push(row);
    }
    true
}

/// Names a value that is too long.
pub(super) fn long_text(table: &Table, row: &Row, column: u16, problems: &mut Problems) {
    let header = table.headers.get(usize::from(column)).map_or("", String::as_str);
    problems.add(
        "text.too_long",
        format!("{}, «{}»", table.place(row), shown(header)),
        format!("значение длиннее {TEXT_BYTES_MAX} байт"),
        "сократите значение",
    );
}

#[cfg(test)]
mod tests {
    use super::{read, separator};
    use crate::exchange::problems::Problems;
    use crate::exchange::table::InputFile;

    fn codes(text: &str) -> (usize, Vec<String>) {
        let mut problems = Problems::default();
        let table = read(&InputFile::new("t.csv", text), &mut problems);
        let codes = problems
            .into_vec()
            .into_iter()
            .map(|problem| problem.code)
            .collect();
        (table.map_or(0, |table| table.rows.len()), codes)
    }

    #[test]
    fn the_separator_is_seen_in_the_header() {
        assert_eq!(separator("a;b;c\n1,2;3"), b';');
        assert_eq!(separator("\"a;b;c\",d\n"), b',');
        assert_eq!(separator("a\tb"), b'\t');
        assert_eq!(separator("a"), b',');
    }

    #[test]
    fn rows_are_read_or_named() {
        assert_eq!(codes("a,b\n1,2\n\n3\n"), (2, vec![]));
        assert_eq!(
            codes("a,b\n1,2,3\n4,5\n"),
            (1, vec!["table.row.length".to_owned()])
        );
        assert_eq!(codes(""), (0, vec!["table.empty".to_owned()]));
        assert_eq!(
            codes(&format!("a\n{}\n", "x".repeat(501))),
            (0, vec!["text.too_long".to_owned()])
        );
    }

    #[test]
    fn columns_over_the_limit_are_named() {
        let header: Vec<String> = (0..300).map(|n| format!("c{n}")).collect();
        let row = vec!["1"; 300].join(",");
        let (rows, problems) = codes(&format!("{}\n{row}\n", header.join(",")));
        assert_eq!((rows, problems), (1, vec!["table.columns".to_owned()]));
    }
}
