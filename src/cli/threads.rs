//! Whether the system gives the threads that a command works with.

use std::io;
use std::num::NonZeroUsize;
use std::sync::{Mutex, mpsc};
use std::thread;

use crate::cli::error::{CliError, Kind, Result};

/// Threads beside those of the cores: one that reads, one that writes.
const BESIDE: usize = 2;

/// Asks for as many threads at once as a command may use, and lets them end; some tens of microseconds.
///
/// The libraries that share work among cores panic where a thread cannot be made (under a limit of processes, say), so it is found out
/// before.
///
/// # Errors
/// When there are too few.
pub(crate) fn ready() -> Result {
    let wanted = thread::available_parallelism().map_or(1, NonZeroUsize::get) + BESIDE;
    all_at_once(wanted).map_err(|error| {
        let message = format!("the system gives no more threads ({error}); {wanted} are needed");
        CliError::new(Kind::Internal, message)
            .hint("close other programs, or raise the limit of processes (`ulimit -u`), then run the command again")
    })
}

fn all_at_once(count: usize) -> io::Result<()> {
    // Dropped at the end, which is what the threads wait for.
    let (hold, held) = mpsc::channel::<()>();
    let held = Mutex::new(held);
    thread::scope(|scope| {
        let hold = hold;
        for _ in 0..count {
            thread::Builder::new().spawn_scoped(scope, || {
                let _ = held.lock().map(|held| held.recv());
            })?;
        }
        drop(hold);
        Ok(())
    })
}
