//! A server of a memory of its own, and requests to it as they go over the wire.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Stdio};
use std::time::Duration;

use crate::support::Place;

/// A server under way; it ends with this value.
pub(crate) struct Serving {
    process: Child,
    out: BufReader<ChildStdout>,
    pub(crate) port: u16,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// The value of a header of the answer.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        let mut found = lines.filter(|(own, _)| own.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.trim())
    }
}

impl Serving {
    /// Starts `serve` with these options at a free port, and waits until it answers.
    pub(crate) fn start(place: &Place, options: &[&str]) -> Serving {
        let mut arguments = vec!["serve", "--port", "0"];
        arguments.extend(options);
        let mut command = place.command(&arguments);
        let log = std::fs::File::create(place.path("serve.log")).expect("a file");
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the server starts");
        let mut out = BufReader::new(process.stdout.take().expect("a pipe"));
        let mut line = String::new();
        out.read_line(&mut line).expect("the server says where it is");
        let port = line.split("http://").nth(1).and_then(|rest| {
            let address = rest.split_whitespace().next()?;
            address.rsplit(':').next()?.parse().ok()
        });
        let log = || std::fs::read_to_string(place.path("serve.log")).unwrap_or_default();
        let port = port.unwrap_or_else(|| panic!("no address in {line:?}\n{}", log()));
        Serving { process, out, port }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the server listens");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a time");
        stream
    }

    /// Sends bytes as they are, and reads what comes until the end.
    pub(crate) fn raw(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect();
        // A server that refuses may close before it has read everything.
        let _ = stream.write_all(bytes);
        answer(&mut stream)
    }

    /// Asks with a method, a path as it is, further lines of the head, and a body.
    pub(crate) fn ask(&self, method: &str, path: &str, head: &[&str], body: &[u8]) -> Answer {
        let host = format!("Host: localhost:{}", self.port);
        let mut lines = vec![format!("{method} {path} HTTP/1.1"), "Connection: close".to_owned()];
        if !head.iter().any(|line| line.to_ascii_lowercase().starts_with("host:")) {
            lines.push(host);
        }
        lines.extend(head.iter().map(|line| (*line).to_owned()));
        if !body.is_empty() || matches!(method, "POST" | "PUT") {
            lines.push(format!("Content-Length: {}", body.len()));
        }
        let mut bytes = (lines.join("\r\n") + "\r\n\r\n").into_bytes();
        bytes.extend_from_slice(body);
        self.raw(&bytes)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], b"")
    }

    pub(crate) fn process(&self) -> u32 {
        self.process.id()
    }

    /// Asks the server to end, as a service manager does, and gives the exit code.
    pub(crate) fn terminate(mut self) -> Option<i32> {
        self.signal("-TERM");
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).expect("the output ends");
        self.process.wait().expect("the server ends").code()
    }

    pub(crate) fn signal(&self, signal: &str) {
        let sent = std::process::Command::new("kill")
            .args([signal, &self.process().to_string()])
            .status();
        assert!(sent.expect("kill runs").success());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Reads an answer to its end.
pub(crate) fn answer(stream: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    // A reset after a refusal comes after what there is to read.
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text.as_str(), ""));
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap_or(0);
    let chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
    Answer {
        status,
        head: head.to_owned(),
        body: if chunked { unchunked(body) } else { body.to_owned() },
    }
}

/// The content of chunks (RFC 9112, 7.1).
fn unchunked(mut body: &str) -> String {
    let mut out = String::new();
    while let Some((size, rest)) = body.split_once("\r\n") {
        let size = usize::from_str_radix(size.trim(), 16).unwrap_or(0);
        let Some(chunk) = rest.get(..size).filter(|chunk| !chunk.is_empty()) else {
            break;
        };
        out.push_str(chunk);
        body = rest.get(size + 2..).unwrap_or_default();
    }
    out
}

/// A place with a memory of a few pairs from a table.
pub(crate) fn place() -> Place {
    let place = Place::new();
    let rows = [
        ("Le bac traverse la rivière.", "The ferry crosses the river."),
        ("Il y a 12 moutons dans le pré.", "There are 12 sheep in the meadow."),
        (
            "Écrivez à a/b et à 50 % du prix.",
            "Write to a/b and at 50% of the price.",
        ),
        ("Bonjour %s, soyez le bienvenu.", "Hello %s, welcome."),
        ("Un <b>gras</b> & un 'guillemet'.", "A <b>bold</b> & a 'quote'."),
    ];
    let table: Vec<String> = rows.iter().map(|(fr, en)| format!("{fr}\t{en}\n")).collect();
    place.write("pairs.tsv", table.concat());
    place.ok(&["import", "pairs.tsv"]);
    place
}

/// A file with a token, and the token.
pub(crate) fn token(place: &Place) -> String {
    let token = "0123456789abcdef0123".to_owned();
    place.write("token", format!("Anne {token}\n"));
    token
}
