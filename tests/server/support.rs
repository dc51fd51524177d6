//! A server of a memory of its own, and requests to it as they go over the wire.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Stdio};

use crate::support::Place;
pub(crate) use crate::support::wire::{Answer, answer};
use crate::support::wire::{connect, raw, request};

/// A server under way; it ends with this value.
pub(crate) struct Serving {
    process: Child,
    out: BufReader<ChildStdout>,
    pub(crate) port: u16,
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
        connect(self.port)
    }

    /// Sends bytes as they are, and reads what comes until the end.
    pub(crate) fn raw(&self, bytes: &[u8]) -> Answer {
        raw(self.port, bytes)
    }

    /// Asks with a method, a path as it is, further lines of the head, and a body.
    pub(crate) fn ask(&self, method: &str, path: &str, head: &[&str], body: &[u8]) -> Answer {
        self.raw(&request(self.port, method, path, head, body))
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
