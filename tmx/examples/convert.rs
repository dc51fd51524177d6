//! A TMX document on standard input → TMX 1.4 on standard output, and its oddities on standard error.
//!
//! `cargo run --release -p tmx --example convert -- salvage < old.tmx > new.tmx`; the policy is `strict`, `default` or
//! `salvage`.

use std::io;

use tmx::{Policy, Reader, Writer, WriterOptions};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let policy = match std::env::args().nth(1).as_deref() {
        None | Some("default") => Policy::Default,
        Some("strict") => Policy::Strict,
        Some("salvage") => Policy::Salvage,
        Some(other) => return Err(format!("`{other}` is no policy: expected strict, default or salvage").into()),
    };
    let mut reader = Reader::new(io::stdin().lock(), policy)?;
    let mut writer = Writer::new(io::stdout().lock(), reader.header(), WriterOptions::default())?;
    let mut count = 0_u64;
    for unit in reader.by_ref() {
        writer.write(&unit?)?;
        count += 1;
    }
    drop(writer.finish()?);
    for oddity in reader.oddities() {
        eprintln!("{oddity}");
    }
    eprintln!("{count} units, {}, version {}", reader.encoding(), reader.version());
    Ok(())
}
