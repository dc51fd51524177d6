//! What a user waits for with a large memory: TMX in, TMX out.
//!
//! `INTERLIGNE_LARGE_TSV` names a file of pairs (`French<TAB>English`, more columns are ignored); without it a small
//! set is made up, good for trying the bench and not for figures. The yardstick is `sqlite3 .import` of the same rows, as
//! TSV into a table of two text columns, in the same run.
//!
//! `cargo bench --bench memory`

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use interligne::memory::{ExportOptions, ImportOptions, Memory, Mode};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let dir = tempfile::tempdir()?;
    let tsv = dir.path().join("pairs.tsv");
    let tmx = dir.path().join("pairs.tmx");
    let pairs = write_inputs(&tsv, &tmx)?;
    println!("{pairs} pairs, {} MB of TMX", fs::metadata(&tmx)?.len() / 1_000_000);

    let folder = dir.path().join("memory");
    measure("import into a fresh memory", pairs, || {
        let mut memory = Memory::open(&folder, Mode::Create)?;
        let report = memory.import_tmx(&tmx, &ImportOptions::default(), |_| {})?;
        assert_eq!(report.added + report.merged + report.unchanged, pairs);
        Ok(())
    })?;
    println!(
        "  memory.sqlite: {} MB",
        fs::metadata(folder.join("memory.sqlite"))?.len() / 1_000_000
    );
    measure("import of the same file again", pairs, || {
        let mut memory = Memory::open(&folder, Mode::Write)?;
        let report = memory.import_tmx(&tmx, &ImportOptions::default(), |_| {})?;
        assert_eq!(report.added, 0);
        Ok(())
    })?;
    measure("export", pairs, || {
        let memory = Memory::open(&folder, Mode::Read)?;
        memory.export_tmx(
            File::create(dir.path().join("out.tmx"))?,
            &ExportOptions::default(),
            |_| {},
        )?;
        Ok(())
    })?;
    measure("yardstick: sqlite3 .import of the rows as TSV", pairs, || {
        yardstick(dir.path())
    })
}

/// Writes the pairs as TSV of two columns and as TMX, and counts them.
fn write_inputs(tsv: &Path, tmx: &Path) -> Result<u64, Box<dyn std::error::Error>> {
    let mut rows = BufWriter::new(File::create(tsv)?);
    let header = tmx::Header::new("fr", "bench", "1");
    let mut units = tmx::Writer::new(File::create(tmx)?, &header, tmx::WriterOptions::default())?;
    let mut pairs = 0;
    let mut add = |source: &str, target: &str| -> Result<(), Box<dyn std::error::Error>> {
        pairs += 1;
        writeln!(rows, "{source}\t{target}")?;
        Ok(units.write(&tmx::Unit::pair(("fr", source), ("en", target)))?)
    };
    match std::env::var_os("INTERLIGNE_LARGE_TSV") {
        Some(path) => {
            for line in BufReader::new(File::open(path)?).lines() {
                let line = line?;
                let mut columns = line.split('\t');
                if let (Some(source), Some(target)) = (columns.next(), columns.next()) {
                    add(source, target)?;
                }
            }
        }
        None => {
            for i in 0..20_000 {
                add(
                    &format!("La réunion numéro {i} aura lieu mardi."),
                    &format!("Meeting {i} will be on Tuesday."),
                )?;
            }
        }
    }
    units.finish()?;
    rows.flush()?;
    Ok(pairs)
}

fn measure(
    what: &str,
    pairs: u64,
    run: impl FnOnce() -> Result<(), Box<dyn std::error::Error>>,
) -> Result<(), Box<dyn std::error::Error>> {
    let (cpu, begin) = (cpu_seconds(), Instant::now());
    run()?;
    let wall = begin.elapsed().as_secs_f64();
    println!(
        "{what}: {wall:.2} s, {:.0} pairs/s (CPU {:.2} s; peak memory of the process so far {} MB)",
        pairs as f64 / wall,
        cpu_seconds() - cpu,
        peak_megabytes()
    );
    Ok(())
}

fn yardstick(dir: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let script = format!(
        "PRAGMA journal_mode=WAL;\nCREATE TABLE pair (source TEXT, target TEXT);\n.mode ascii\n.separator \"\\t\" \"\\n\"\n\
         .import {} pair\n",
        dir.join("pairs.tsv").display()
    );
    let spawned = Command::new("sqlite3")
        .arg(dir.join("yardstick.sqlite"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn();
    let Ok(mut child) = spawned else {
        println!("  sqlite3 is not installed");
        return Ok(());
    };
    child
        .stdin
        .take()
        .ok_or("no standard input")?
        .write_all(script.as_bytes())?;
    child.wait()?;
    Ok(())
}

/// User and system time of this process and its finished children, in seconds; 0 where `/proc` does not tell.
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    // utime, stime, cutime, cstime: fields 14 to 17 of proc(5), in ticks of 1/100 s.
    after_name
        .split(' ')
        .skip(11)
        .take(4)
        .filter_map(|n| n.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}

/// The greatest resident size of this process so far, in MB; 0 where `/proc` does not tell.
fn peak_megabytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find_map(|l| l.strip_prefix("VmHWM:"))
        .unwrap_or_default();
    line.split_whitespace()
        .next()
        .and_then(|n| n.parse::<u64>().ok())
        .unwrap_or(0)
        / 1_000
}
