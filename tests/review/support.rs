//! A page of review of a memory of its own, and requests to it as a browser sends them.

use std::io::{BufRead as _, BufReader, Read as _};
use std::ops::Range;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::support::Place;
use crate::support::memory::{lang, segments, store};
use crate::support::wire::{Answer, raw, request};
use interligne::align::{Alignment, Bead};
use interligne::memory::{Memory, Mode, NewPair};

/// A page under way; it ends with this value.
pub(crate) struct Reviewing {
    process: Child,
    out: BufReader<ChildStdout>,
    pub(crate) port: u16,
    /// What stands behind `?` in the address.
    pub(crate) secret: String,
    pub(crate) cookie: String,
    /// The secret of the page.
    pub(crate) page: String,
}

/// The pairs of the article that [`place`] has; the aligner doubts the third.
pub(crate) const PAIRS: [(&str, &str); 6] = [
    ("Le bac traverse la rivière.", "The ferry crosses the river."),
    ("Il y a 12 moutons dans le pré.", "There are 13 sheep in the meadow."),
    ("Personne ne répond.", "It rains."),
    ("Les cloches sonnent à midi.", "The bells ring at noon."),
    (
        "Le pont est fermé depuis lundi.",
        "The bridge has been closed since Monday.",
    ),
    ("Nous rentrerons demain.", "We will be home tomorrow."),
];

/// A place with an article of a few pairs.
pub(crate) fn place() -> Place {
    let place = Place::new();
    let mut memory = Memory::open(place.path("memory"), Mode::Create).expect("a memory");
    store(&mut memory, "bac", &PAIRS, |at| if at == 2 { 0.4 } else { 0.98 });
    place
}

/// A place with an article of the same segments, in these beads.
pub(crate) fn place_of(beads: &[(Range<usize>, Range<usize>)]) -> Place {
    let place = Place::new();
    let mut memory = Memory::open(place.path("memory"), Mode::Create).expect("a memory");
    let bead = |(source, target): &(Range<usize>, Range<usize>)| Bead {
        source: source.clone(),
        target: target.clone(),
        confidence: 0.9,
    };
    let alignment = Alignment {
        beads: beads.iter().map(bead).collect(),
        ..Alignment::default()
    };
    let pair = NewPair {
        key: "bac".to_owned(),
        name: "bac".to_owned(),
        title: None,
        source_path: None,
        target_path: None,
        source_lang: lang("fr"),
        target_lang: lang("en"),
        source: &segments(PAIRS.iter().map(|pair| pair.0)),
        target: &segments(PAIRS.iter().map(|pair| pair.1)),
        alignment: &alignment,
        left_out: [&[], &[]],
        origin: None,
    };
    memory.import_pair(&pair).expect("a sound pair");
    place
}

impl Reviewing {
    /// Starts `review` with these options, and lets a browser in.
    pub(crate) fn start(place: &Place, options: &[&str]) -> Reviewing {
        let mut arguments = vec!["review", "--no-open"];
        arguments.extend(options);
        Reviewing::run(place, place.command(&arguments))
    }

    /// The same behind other programs.
    #[cfg(unix)]
    pub(crate) fn start_behind(before: &[&str], place: &Place, options: &[&str]) -> Reviewing {
        let mut arguments = vec!["review", "--no-open"];
        arguments.extend(options);
        Reviewing::run(place, crate::support::bound::behind(before, place.command(&arguments)))
    }

    fn run(place: &Place, mut command: Command) -> Reviewing {
        let log = std::fs::File::create(place.path("review.log")).expect("a file");
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the page starts");
        let mut out = BufReader::new(process.stdout.take().expect("a pipe"));
        let mut line = String::new();
        out.read_line(&mut line).expect("the page says where it is");
        let log = || std::fs::read_to_string(place.path("review.log")).unwrap_or_default();
        let address = line.split_whitespace().find(|word| word.starts_with("http://"));
        let address = address.unwrap_or_else(|| panic!("no address in {line:?}\n{}", log()));
        let (host, rest) = address["http://".len()..].split_once('/').expect("a path");
        let (path, secret) = rest.split_once("token=").expect("a secret");
        let mut reviewing = Reviewing {
            process,
            port: host
                .rsplit(':')
                .next()
                .and_then(|port| port.parse().ok())
                .expect("a port"),
            out,
            secret: format!("token={secret}"),
            cookie: String::new(),
            page: String::new(),
        };
        let entered = reviewing.send("GET", &format!("/{path}token={secret}"), &[], b"");
        assert_eq!(entered.status, 200, "{entered:?}");
        let cookie = entered.header("set-cookie").expect("a cookie");
        reviewing.cookie = format!("Cookie: {}", cookie.split(';').next().expect("its beginning"));
        let page = reviewing.get(&format!("/{}", path.trim_end_matches(['?', '&'])));
        let marked = page
            .body
            .split("name=\"interligne-page\" content=\"")
            .nth(1)
            .expect("the secret of the page");
        reviewing.page = format!("X-Interligne-Page: {}", &marked[..marked.find('"').expect("its end")]);
        reviewing
    }

    /// Sends a request with these lines in its head and no others of its own.
    pub(crate) fn send(&self, method: &str, path: &str, head: &[&str], body: &[u8]) -> Answer {
        raw(self.port, &request(self.port, method, path, head, body))
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[&self.cookie], b"")
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        let body = serde_json::to_vec(body).expect("JSON");
        self.send(
            "POST",
            path,
            &[&self.cookie, &self.page, "Content-Type: application/json"],
            &body,
        )
    }

    /// Does something to article 1 as it is now.
    pub(crate) fn act(&self, mut action: Value) -> Value {
        action["version"] = json!(self.version());
        let answer = self.post("/api/articles/1/actions", &action);
        assert_eq!(answer.status, 200, "{action}: {}", answer.body);
        answer.json()
    }

    /// The same, where it must be refused with this status; the refusal.
    pub(crate) fn refused(&self, status: u16, mut action: Value) -> Value {
        action["version"] = json!(self.version());
        let answer = self.post("/api/articles/1/actions", &action);
        assert_eq!(answer.status, status, "{action}: {}", answer.body);
        answer.json()
    }

    pub(crate) fn version(&self) -> u64 {
        self.article()["version"].as_u64().expect("a version")
    }

    /// Article 1.
    pub(crate) fn article(&self) -> Value {
        self.get("/api/articles/1?count=500").json()
    }

    /// The texts of article 1, row by row: the segments of either side.
    pub(crate) fn rows(&self) -> Vec<[Vec<String>; 2]> {
        let article = self.article();
        let side = |bead: &Value, side: &str| -> Vec<String> {
            let segments = bead[side].as_array().expect("segments").iter();
            segments
                .map(|segment| segment["text"].as_str().expect("a text").to_owned())
                .collect()
        };
        let beads = article["beads"].as_array().expect("beads").iter();
        beads.map(|bead| [side(bead, "source"), side(bead, "target")]).collect()
    }

    /// The numbers of the beads of article 1.
    pub(crate) fn beads(&self) -> Vec<i64> {
        let article = self.article();
        let beads = article["beads"].as_array().expect("beads").iter();
        beads.map(|bead| bead["id"].as_i64().expect("a number")).collect()
    }

    /// The numbers of the segments of a side of article 1, from top to bottom.
    pub(crate) fn segments(&self, side: &str) -> Vec<i64> {
        let article = self.article();
        let beads = article["beads"].as_array().expect("beads").iter();
        let segments = beads.flat_map(|bead| bead[side].as_array().expect("segments").clone());
        segments
            .map(|segment| segment["id"].as_i64().expect("a number"))
            .collect()
    }

    pub(crate) fn process(&self) -> u32 {
        self.process.id()
    }

    /// Waits until the page has ended, and gives its exit code.
    pub(crate) fn ended(mut self) -> Option<i32> {
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).expect("the output ends");
        self.process.wait().expect("the page ends").code()
    }
}

impl Drop for Reviewing {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
