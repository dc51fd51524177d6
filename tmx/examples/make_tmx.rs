//! Lines of tab-separated text on standard input (source, target, and where they come from) → TMX on standard output.
//!
//! `cargo run --release -p tmx --example make_tmx -- fr en < pairs.tsv > pairs.tmx`

use std::io::{self, BufRead};

use tmx::{Date, Header, Prop, Unit, Writer, WriterOptions};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (source_lang, target_lang) = (args.next().unwrap_or("fr".into()), args.next().unwrap_or("en".into()));
    let header = Header::new(&source_lang, "make_tmx", env!("CARGO_PKG_VERSION"));
    let mut writer = Writer::new(io::stdout().lock(), &header, WriterOptions::default())?;
    for (number, line) in io::stdin().lock().lines().enumerate() {
        let line = line?;
        let mut cells = line.split('\t');
        let (Some(source), Some(target)) = (cells.next(), cells.next()) else {
            return Err(format!("line {}: expected two texts with a tab between", number + 1).into());
        };
        let mut unit = Unit::pair((&source_lang, source), (&target_lang, target));
        unit.set_tuid(&(number + 1).to_string());
        if let Some(date) = Date::new(2024, 1, 1, 0, 0, 0) {
            unit.set_creation_date(date);
        }
        if let Some(origin) = cells.next().filter(|origin| !origin.is_empty()) {
            unit.props.push(Prop::new("x-document", origin));
        }
        writer.write(&unit)?;
    }
    drop(writer.finish()?);
    Ok(())
}
