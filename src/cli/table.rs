//! Words in columns.

pub use aktspor::lang::{cut, day, readable};

/// Rows with their columns made equally wide, two blanks apart; the last column is left as it is.
pub fn columns(rows: &[Vec<String>], indent: &str) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = indent.to_owned();
        for (number, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let is_last = number + 1 == row.len();
            line.push_str(cell);
            if !is_last {
                line.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.chars().count()) + 2));
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let rows = [vec!["a".to_owned(), "æøå".to_owned(), "x".to_owned()], vec!["bbb".to_owned(), "1".to_owned(), "y".to_owned()]];
        assert_eq!(columns(&rows, " "), " a    æøå  x\n bbb  1    y\n");
    }
}
