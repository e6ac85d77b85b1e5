//! Cells that a spreadsheet must not evaluate: one beginning with `=`, `+`, `-`, `@` or a control character gets an
//! apostrophe in front, as does one that already begins with apostrophes before such a character, so that taking one
//! off again gives back exactly what was written.

/// True when a spreadsheet might take the text for a formula.
fn is_active(text: &str) -> bool {
    let rest = text.trim_start_matches('\'');
    rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])
}

/// The text as a cell that is shown and not evaluated.
#[must_use]
pub fn neutralise(text: &str) -> String {
    if is_active(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// What [`neutralise`] was given.
#[must_use]
pub fn restore(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_active(rest) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::{neutralise, restore};
    use proptest::prelude::proptest;

    #[test]
    fn formulas_are_shown_not_evaluated() {
        for formula in ["=1+1", "+7 34676 2-12-12", "-5", "@SUM(A1)", "\tx", "''=1"] {
            let cell = neutralise(formula);
            assert!(cell.starts_with('\''), "{cell}");
            assert_eq!(restore(&cell), formula);
        }
        assert_eq!(neutralise("село Вагай"), "село Вагай");
        assert_eq!(restore("'кавычка"), "'кавычка");
    }

    proptest! {
        #[test]
        fn restoring_undoes_it(text in "['=+@ab \\-]{0,6}") {
            assert_eq!(restore(&neutralise(&text)), text);
        }
    }
}
