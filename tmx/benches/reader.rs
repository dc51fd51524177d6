//! How fast a large TMX file is read, beside quick-xml alone over the same file, and beside Translate Toolkit's reader over
//! the first units of it (it holds the whole document in memory). CPU time of one core.
//!
//! `TMX_BENCH_FILE=big.tmx cargo bench -p tmx --bench reader`; make the file with the example `make_tmx`. Without the
//! variable a small document is made, so that the benchmark can be tried.

use std::hint::black_box;
use std::io::{Read, Write as _};
use std::process::Command;
use std::time::{Duration, Instant};

use quick_xml::events::Event;
use tmx::{Header, Policy, Reader, Unit, Writer, WriterOptions};

/// CPU time of this thread where the system tells it (Linux), else the time on the wall.
fn cpu(since: Instant) -> Duration {
    let ticks = std::fs::read_to_string("/proc/thread-self/schedstat");
    let nanoseconds = ticks.ok().and_then(|text| text.split_whitespace().next()?.parse().ok());
    nanoseconds.map_or_else(|| since.elapsed(), Duration::from_nanos)
}

fn measure(name: &str, bytes: u64, mut run: impl FnMut() -> u64) {
    let since = Instant::now();
    let start = cpu(since);
    let count = black_box(run());
    let spent = (cpu(since) - start).as_secs_f64();
    println!(
        "{name:<34} {count:>10} units {:>8.3} s {:>8.0} MB/s",
        spent,
        bytes as f64 / 1e6 / spent
    );
}

fn sample() -> Vec<u8> {
    let header = Header::new("fr", "bench", "1");
    let mut writer = Writer::new(Vec::new(), &header, WriterOptions::default()).expect("a header");
    for i in 0..50_000 {
        let (fr, en) = (
            format!("Le train n° {i} part à l'heure & sans bruit."),
            format!("Train {i} leaves on time."),
        );
        writer.write(&Unit::pair(("fr", &fr), ("en", &en))).expect("a unit");
    }
    writer.finish().expect("the end")
}

fn open(path: Option<&str>, sample: &[u8]) -> Box<dyn Read> {
    match path {
        Some(path) => Box::new(std::fs::File::open(path).expect("the file of TMX_BENCH_FILE")),
        None => Box::new(std::io::Cursor::new(sample.to_vec())),
    }
}

/// Units of the file that Translate Toolkit is measured on.
const TOOLKIT_UNITS: usize = 100_000;

/// Reads the file whose name is the argument; prints units and seconds of CPU time.
const TOOLKIT: &str = "
import sys, time
from translate.storage import tmx
start = time.process_time()
store = tmx.tmxfile.parsefile(sys.argv[1])
count = sum(1 for unit in store.units if unit.source is not None and unit.target is not None)
print(count, time.process_time() - start)
";

/// Measures our reader and Translate Toolkit's (PyPI: `translate-toolkit`) on the first units of the input.
fn measure_toolkit(input: Box<dyn Read>) {
    let reader = Reader::new(input, Policy::Default).expect("a header");
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    let mut writer = Writer::new(Vec::new(), &reader.header().clone(), WriterOptions::default()).expect("a header");
    for unit in reader.take(TOOLKIT_UNITS) {
        writer.write(&unit.expect("a unit")).expect("written");
    }
    let document = writer.finish().expect("the end");
    file.write_all(&document).expect("written");
    let bytes = document.len() as u64;
    println!("the first {TOOLKIT_UNITS} units ({:.0} MB)", bytes as f64 / 1e6);
    measure("tmx::Reader, every unit", bytes, || {
        let reader = Reader::new(document.as_slice(), Policy::Default).expect("a header");
        reader.inspect(|unit| assert!(unit.is_ok())).count() as u64
    });
    let output = Command::new("python3").args(["-c", TOOLKIT]).arg(file.path()).output();
    let Some(output) = output.ok().filter(|output| output.status.success()) else {
        println!("Translate Toolkit's reader: skipped, it is not installed for python3");
        return;
    };
    let text = String::from_utf8_lossy(&output.stdout);
    let mut words = text.split_whitespace();
    let count = words.next().unwrap_or_default();
    let spent: f64 = words
        .next()
        .and_then(|seconds| seconds.parse().ok())
        .unwrap_or(f64::NAN);
    println!(
        "{:<34} {count:>10} units {spent:>8.3} s {:>8.1} MB/s",
        "Translate Toolkit",
        bytes as f64 / 1e6 / spent
    );
}

fn main() {
    let path = std::env::var("TMX_BENCH_FILE").ok();
    let sample = if path.is_some() { Vec::new() } else { sample() };
    let bytes = path.as_ref().map_or(sample.len() as u64, |path| {
        std::fs::metadata(path).expect("its size").len()
    });
    println!(
        "{} ({:.0} MB)",
        path.as_deref().unwrap_or("a small document made here"),
        bytes as f64 / 1e6
    );
    for _ in 0..3 {
        measure("tmx::Reader, every unit", bytes, || {
            let reader = Reader::new(open(path.as_deref(), &sample), Policy::Default).expect("a header");
            reader
                .map(|unit| unit.expect("a unit"))
                .filter(|unit| unit.variants.len() == 2)
                .count() as u64
        });
        measure("quick-xml alone, events", bytes, || {
            let input = std::io::BufReader::with_capacity(256 * 1024, open(path.as_deref(), &sample));
            let mut reader = quick_xml::Reader::from_reader(input);
            let (mut buffer, mut units) = (Vec::new(), 0);
            loop {
                match reader.read_event_into(&mut buffer).expect("well-formed XML") {
                    Event::Start(start) if start.name().0 == "tu" => units += 1,
                    Event::Eof => return units,
                    _ => {}
                }
                buffer.clear();
            }
        });
        measure("tmx::Writer, what was read", bytes, || {
            let reader = Reader::new(open(path.as_deref(), &sample), Policy::Default).expect("a header");
            let header = reader.header().clone();
            let mut writer = Writer::new(std::io::sink(), &header, WriterOptions::default()).expect("a header");
            let units = reader
                .map(|unit| writer.write(&unit.expect("a unit")).expect("written"))
                .count() as u64;
            writer.finish().expect("the end");
            units
        });
    }
    measure_toolkit(open(path.as_deref(), &sample));
}
