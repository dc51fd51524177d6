//! The lines between the thread that reads them and the workers that answer them: so many at most, and so many bytes.

use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::record::{Answer, Answered, Record, answer_line};
use super::source::{Content, LineSource};
use crate::cli::error::{CliError, Context as _, Kind, Result};

/// How many lines may be under way for each processor core: read, being answered, or waiting for an earlier one.
const LINES_A_CORE: usize = 64;
/// How many bytes of lines may be under way; a single line may have more.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// A line of the input.
struct Line {
    /// Its number in the input, from 1.
    number: u64,
    content: Content,
    /// Its place among the lines that are answered, from 0.
    place: u64,
}

/// What a worker says to the thread that writes.
pub(super) enum Event {
    /// The answer to the line of a place.
    Answered(u64, Answered),
    /// The worker cannot go on.
    Failed(CliError),
}

/// What is under way.
pub(super) struct Pipe {
    state: Mutex<State>,
    /// Something changed that a reader or a worker may wait for.
    changed: Condvar,
    first: u64,
    most_lines: usize,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Line>,
    /// The sizes in bytes of the lines under way, in order; the first is the one that is written next.
    sizes: VecDeque<usize>,
    bytes: usize,
    /// The input has no more lines.
    ended: bool,
    /// Nobody wants any more answers.
    closed: bool,
    error: Option<io::Error>,
    /// How many lines the input has, empty ones too, once it was read to its end.
    lines: Option<u64>,
}

impl Pipe {
    /// A pipe for the lines of a stream from number `first` on.
    pub(super) fn new(first: u64) -> Arc<Pipe> {
        Arc::new(Pipe {
            state: Mutex::default(),
            changed: Condvar::new(),
            first,
            most_lines: LINES_A_CORE * rayon::current_num_threads(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Every change is whole before the lock is given back.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts to read. The thread is not waited for: after an early end it may hang on an input that says nothing more.
    pub(super) fn read_from(self: &Arc<Self>, source: LineSource) -> Result {
        let pipe = Arc::clone(self);
        let read = move || {
            let mut place = 0;
            let read = source.each(|number, content| {
                if number < pipe.first {
                    return true;
                }
                let line = Line { number, content, place };
                place += 1;
                pipe.push(line)
            });
            let mut state = pipe.lock();
            state.ended = true;
            match read {
                Ok(lines) => state.lines = lines,
                Err(error) => state.error = Some(error),
            }
            drop(state);
            pipe.changed.notify_all();
        };
        thread::Builder::new()
            .name("lines".to_owned())
            .spawn(read)
            .context(Kind::Internal, || "no thread to read the lines".to_owned())?;
        Ok(())
    }

    /// Takes a line in as soon as there is room; `false` when nobody wants it.
    fn push(&self, line: Line) -> bool {
        let size = line.content.as_ref().map_or(0, Vec::len);
        let mut state = self.lock();
        while !state.closed
            && (state.sizes.len() >= self.most_lines || (!state.sizes.is_empty() && state.bytes + size > MOST_BYTES))
        {
            state = self.wait(state);
        }
        if state.closed {
            return false;
        }
        state.sizes.push_back(size);
        state.bytes += size;
        state.queue.push_back(line);
        drop(state);
        self.changed.notify_all();
        true
    }

    /// The next line to be answered; `None` when there will be none.
    fn pop(&self) -> Option<Line> {
        let mut state = self.lock();
        loop {
            if state.closed {
                return None;
            }
            if let Some(line) = state.queue.pop_front() {
                return Some(line);
            }
            if state.ended {
                return None;
            }
            state = self.wait(state);
        }
    }

    /// The line that is next in the order is written: there is room for another.
    pub(super) fn leave(&self) {
        let mut state = self.lock();
        let size = state.sizes.pop_front().unwrap_or(0);
        state.bytes -= size;
        drop(state);
        self.changed.notify_all();
    }

    /// Nobody wants any more answers.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    /// How many lines the input has, if it was read to its end.
    pub(super) fn lines_read(&self) -> Option<u64> {
        self.lock().lines
    }

    /// Why the input could not be read to its end, if so.
    pub(super) fn read_error(&self) -> Option<io::Error> {
        self.lock().error.take()
    }
}

/// The lines as a worker takes them.
pub(crate) struct Jobs<'a> {
    pipe: &'a Pipe,
    events: &'a Sender<Event>,
    name: &'a str,
}

impl<'a> Jobs<'a> {
    pub(super) fn new(pipe: &'a Pipe, events: &'a Sender<Event>, name: &'a str) -> Jobs<'a> {
        Jobs { pipe, events, name }
    }

    /// Answers lines until there are none left. `answer` gives what is to be written for a line, or why it is refused; its own error
    /// ends the whole stream.
    ///
    /// # Errors
    /// The first of `answer`.
    pub(crate) fn answer(&self, mut answer: impl FnMut(&Record) -> Result<Answer>) -> Result {
        while let Some(Line { number, content, place }) = self.pipe.pop() {
            let answered = answer_line(self.name, number, content, &mut answer)?;
            if self.events.send(Event::Answered(place, answered)).is_err() {
                break;
            }
        }
        Ok(())
    }
}
