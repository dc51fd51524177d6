//! The lines of a page in several columns → column by column.
//!
//! Poppler's reading order goes back and forth between narrow columns of short paragraphs. A page is cut at the white between its
//! columns and at lines that span them (the recursive XY-cut of Nagy and Seth, 1984). The order is changed only where the
//! program's own comes back to a column that it had left, and only for columns of running text: a table is read by rows.

use crate::article::formats::pdf::page::Line;

/// The narrowest white between columns, in sizes of the body's letters.
const GUTTER: f32 = 0.7;
/// The fewest lines of a column.
const FEWEST: usize = 4;
/// The fewest characters that most lines of a column of text have.
const SHORTEST: usize = 18;
/// Pages with more lines are left as they are.
const MOST_LINES: usize = 2_000;
/// The most cuts inside of one another; pages have some four.
const DEEPEST: usize = 12;

/// Puts the lines of a page in the order of its columns, where the program's order is none.
pub(crate) fn put_in_order(lines: &mut Vec<Line>, body: f32) {
    if lines.len() < 2 * FEWEST || lines.len() > MOST_LINES {
        return;
    }
    let page = Cutter { lines, body };
    let mut order = Vec::with_capacity(lines.len());
    page.order(&(0..lines.len()).collect::<Vec<_>>(), DEEPEST, &mut order);
    if order.windows(2).any(|pair| pair[0] > pair[1]) {
        let mut old: Vec<Option<Line>> = std::mem::take(lines).into_iter().map(Some).collect();
        lines.extend(order.into_iter().filter_map(|at| old[at].take()));
    }
}

/// The most characters that the cells of a table have on average: columns of running text have more in a line.
const CELL: usize = 16;
/// The most rows of a table that are put in order.
const MOST_ROWS: usize = 60;

/// The most letters beside a number in a cell of figures.
const LONGEST_UNIT: usize = 3;

/// Puts the cells of a table that the program read down its columns in the order of the rows: columns of as many short lines that stand
/// at the same heights, one to the right of the other. Only where a column is one of figures: two addresses side by side are none.
pub(crate) fn put_cells_in_rows(lines: &mut [Line]) {
    let mut from = 0;
    while from < lines.len() {
        let (rows, columns) = table(&lines[from..]);
        if columns < 2 {
            from += 1;
            continue;
        }
        let end = from + rows * columns;
        let mut cells: Vec<Option<Line>> = lines[from..end].iter().cloned().map(Some).collect();
        let places = (0..rows).flat_map(|row| (0..columns).map(move |column| column * rows + row));
        let apart = |block: usize| {
            !lines[..from]
                .iter()
                .chain(&lines[end..])
                .any(|line| line.block == block)
        };
        // One block, so that what stands beside a cell is known to be one too.
        let block = Some(lines[from].block).filter(|_| lines[from..end].iter().all(|line| apart(line.block)));
        let ordered: Vec<Line> = places.filter_map(|place| cells[place].take()).collect();
        for (line, cell) in lines[from..end].iter_mut().zip(ordered) {
            *line = cell;
            line.block = block.unwrap_or(line.block);
        }
        from = end;
    }
}

/// The rows and columns of a table that begins with the first of these lines and is given column by column; one column where it is none.
fn table(lines: &[Line]) -> (usize, usize) {
    let below = |pair: &[Line]| pair[1].top > pair[0].bottom - 1.0 && pair[1].left < pair[0].right;
    let height = 1 + lines.windows(2).take(MOST_ROWS).take_while(|pair| below(pair)).count();
    // The second column begins where the lines go back to the height of the first one; what stands above a table may be taken for its
    // first row, but then no column has as many lines.
    let beside = |rows: usize, column: usize| {
        let (start, next) = (rows * (column - 1), rows * column);
        let (Some(left), Some(right)) = (lines.get(start..next), lines.get(next..next + rows)) else {
            return false;
        };
        let edge = left.iter().map(|line| line.right).fold(f32::MIN, f32::max);
        right.windows(2).all(below)
            && left.iter().zip(right).all(|(left, right)| {
                (left.top - right.top).abs() < left.size * 0.3 && right.left > edge + left.size * 0.5
            })
    };
    if !(2..=MOST_ROWS).contains(&height) {
        return (1, 1);
    }
    let columns = 1 + (1..).take_while(|column| beside(height, *column)).count();
    let cells = &lines[..height * columns];
    let letters: usize = cells.iter().map(|line| line.text.chars().count()).sum();
    let figures = |column: usize| {
        cells[column * height + 1..(column + 1) * height]
            .iter()
            .all(|line| is_figure(&line.text))
    };
    match letters <= CELL * cells.len() && (1..columns).any(figures) {
        true => (height, columns),
        false => (1, 1),
    }
}

/// `12`, `1 931,5 km`, `–3 %`: a number with no more than a unit.
fn is_figure(text: &str) -> bool {
    text.chars().any(char::is_numeric) && text.chars().filter(|c| c.is_alphabetic()).count() <= LONGEST_UNIT
}

struct Cutter<'a> {
    lines: &'a [Line],
    body: f32,
}

impl Cutter<'_> {
    /// Adds lines, given in the program's order, to `order`.
    fn order(&self, part: &[usize], deepest: usize, order: &mut Vec<usize>) {
        if deepest > 0 && part.len() >= 2 * FEWEST {
            let columns = self.columns(part);
            if columns.len() > 1 {
                if self.are_text(&columns) && comes_back(part, &columns) {
                    for column in &columns {
                        self.order(column, deepest - 1, order);
                    }
                    return;
                }
            } else if let Some((above, below)) = self.rows(part) {
                // Nothing is changed between the two unless the program mixed them.
                self.order(&above, deepest - 1, order);
                self.order(&below, deepest - 1, order);
                return;
            }
        }
        order.extend(part);
    }

    /// The lines of each column, from left to right: between two there is white from the top of the part to its bottom.
    fn columns(&self, part: &[usize]) -> Vec<Vec<usize>> {
        let mut by_left = part.to_vec();
        by_left.sort_by(|a, b| self.lines[*a].left.total_cmp(&self.lines[*b].left));
        let mut columns: Vec<Vec<usize>> = Vec::new();
        let mut right = f32::MIN;
        for at in by_left {
            let line = &self.lines[at];
            match columns.last_mut() {
                Some(column) if line.left < right + self.body * GUTTER => column.push(at),
                _ => columns.push(vec![at]),
            }
            right = right.max(line.right);
        }
        for column in &mut columns {
            column.sort_unstable();
        }
        columns
    }

    /// Two parts, one above the other, at the highest or the lowest line that spans columns: what is on the other side of
    /// it has columns.
    fn rows(&self, part: &[usize]) -> Option<(Vec<usize>, Vec<usize>)> {
        let mut by_top = part.to_vec();
        by_top.sort_by(|a, b| self.lines[*a].top.total_cmp(&self.lines[*b].top));
        let mut bottom = f32::MIN;
        for (count, at) in by_top.iter().enumerate() {
            let line = &self.lines[*at];
            if count > 0 && line.top > bottom - 1.0 {
                let (above, below) = by_top.split_at(count);
                let has_columns = |side: &[usize]| {
                    let columns = self.columns(side);
                    columns.len() > 1 && self.are_text(&columns)
                };
                if has_columns(below) || has_columns(above) {
                    let sorted = |side: &[usize]| {
                        let mut side = side.to_vec();
                        side.sort_unstable();
                        side
                    };
                    return Some((sorted(above), sorted(below)));
                }
            }
            bottom = bottom.max(line.bottom);
        }
        None
    }

    /// Whether columns are running text: lines close below one another, most of them no shorter than text is. In a table the
    /// cells of a row leave white below those that are shorter.
    fn are_text(&self, columns: &[Vec<usize>]) -> bool {
        columns.iter().all(|column| {
            let mut tops: Vec<(f32, f32)> = column
                .iter()
                .map(|at| (self.lines[*at].top, self.lines[*at].bottom))
                .collect();
            tops.sort_by(|a, b| a.0.total_cmp(&b.0));
            let close = tops
                .windows(2)
                .filter(|pair| pair[1].0 - pair[0].1 < self.body * 0.4)
                .count();
            let long = column
                .iter()
                .filter(|at| self.lines[**at].text.chars().count() >= SHORTEST);
            column.len() >= FEWEST && close * 10 >= (column.len() - 1) * 6 && long.count() * 10 >= column.len() * 6
        })
    }
}

/// Whether the program's order comes back to a column that it had left.
fn comes_back(part: &[usize], columns: &[Vec<usize>]) -> bool {
    let column_of = |at: &usize| columns.iter().position(|column| column.binary_search(at).is_ok());
    let mut visits: Vec<Option<usize>> = part.iter().map(column_of).collect();
    visits.dedup();
    // Running heads and page numbers come first or last, whatever column they stand over: some visits more are usual.
    visits.len() > columns.len() + 2
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line in a column of 140 points and a row of 12.
    fn line(column: u8, row: u8, text: &str) -> Line {
        let (left, top) = (f32::from(column) * 160.0, f32::from(row) * 12.0);
        Line {
            left,
            right: left + 140.0,
            top,
            bottom: top + 11.0,
            size: 11.0,
            block: 0,
            text: text.to_owned(),
            raised: Vec::new(),
        }
    }

    fn order(mut lines: Vec<Line>) -> Vec<String> {
        put_in_order(&mut lines, 11.0);
        lines
            .into_iter()
            .map(|line| line.text.split(' ').next().unwrap_or("").to_owned())
            .collect()
    }

    #[test]
    fn columns_of_text_come_one_after_the_other() {
        let text = |column: u8, row: u8| line(column, row, &format!("{column}.{row} un texte qui suit son cours"));
        let mut lines = vec![Line {
            right: 460.0,
            ..line(0, 0, "Titre de toute la page, sur toutes les colonnes")
        }];
        for group in 0..4 {
            for column in 0..3 {
                lines.extend((0..3).map(|row| text(column, 1 + group * 3 + row)));
            }
        }
        let mut wanted = vec!["Titre".to_owned()];
        wanted.extend((0..3).flat_map(|column| (1..13).map(move |row| format!("{column}.{row}"))));
        assert_eq!(order(lines), wanted);
    }

    #[test]
    fn cells_that_come_down_their_columns_are_put_in_rows() {
        let wide = |row| Line {
            right: 460.0,
            ..line(0, row, "Une phrase du texte qui va d’un bord à l’autre de la colonne.")
        };
        let columns = [["Port", "Brest", "Calais"], ["Quais", "12", "9"], ["Phares", "3", "2"]];
        let mut lines = vec![wide(0)];
        for (column, cells) in (0_u8..).zip(columns) {
            for (row, text) in (2_u8..).zip(cells) {
                lines.push(Line {
                    left: f32::from(column) * 160.0,
                    right: f32::from(column) * 160.0 + 40.0,
                    block: 1 + usize::from(column),
                    ..line(0, row, text)
                });
            }
        }
        lines.push(Line { block: 7, ..wide(6) });
        put_cells_in_rows(&mut lines);
        let texts: Vec<&str> = lines[1..10].iter().map(|line| line.text.as_str()).collect();
        assert_eq!(
            texts,
            ["Port", "Quais", "Phares", "Brest", "12", "3", "Calais", "9", "2"]
        );
        assert!(lines[1..10].iter().all(|line| line.block == 1));
    }

    #[test]
    fn two_addresses_side_by_side_are_no_table() {
        let cell = |column, row, text| Line {
            right: f32::from(column) * 160.0 + 60.0,
            ..line(column, row, text)
        };
        let texts = [
            "La mairie",
            "4, rue du Port",
            "Le maire",
            "Le notaire",
            "9, quai Est",
            "Anne Roux",
        ];
        let mut lines: Vec<Line> = (0..2)
            .flat_map(|column| (0..3).map(move |row| (column, row)))
            .zip(texts)
            .map(|((column, row), text)| cell(column, row, text))
            .collect();
        put_cells_in_rows(&mut lines);
        assert!(lines.iter().map(|line| line.text.as_str()).eq(texts));
    }

    #[test]
    fn columns_of_text_are_no_table() {
        let mut lines: Vec<Line> = (0..2)
            .flat_map(|column| (0..4).map(move |row| line(column, row, &format!("{column}.{row} un texte qui suit"))))
            .collect();
        let before: Vec<String> = lines.iter().map(|line| line.text.clone()).collect();
        put_cells_in_rows(&mut lines);
        assert!(lines.iter().map(|line| &line.text).eq(&before));
    }

    #[test]
    fn tables_are_read_by_rows() {
        let cell = |column: u8, row: u8| line(column, row * 3, &format!("{column}.{row} le texte d’une cellule"));
        let lines: Vec<Line> = (0..6)
            .flat_map(|row| (0..3).map(move |column| cell(column, row)))
            .collect();
        let wanted: Vec<String> = (0..6)
            .flat_map(|row| (0..3).map(move |column| format!("{column}.{row}")))
            .collect();
        assert_eq!(order(lines), wanted);
    }
}
