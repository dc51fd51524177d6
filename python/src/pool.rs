//! The threads that work on many things at once: one pool for each process.
//!
//! A process that Python forks (`multiprocessing`, the workers of Spark) has none of its parent's threads. A pool that the parent made
//! would keep it waiting for ever, so the child makes its own.

use std::sync::{Arc, Mutex, PoisonError};

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::errors::Error;

static POOL: Mutex<Option<(u32, Arc<ThreadPool>)>> = Mutex::new(None);

/// This process's pool: a thread for each processor core, or as many as `RAYON_NUM_THREADS` says.
pub(crate) fn pool() -> Result<Arc<ThreadPool>, Error> {
    let mut pool = POOL.lock().unwrap_or_else(PoisonError::into_inner);
    let process = std::process::id();
    if let Some((owner, pool)) = &*pool
        && *owner == process
    {
        return Ok(Arc::clone(pool));
    }
    let made = ThreadPoolBuilder::new()
        .thread_name(|index| format!("interligne-{index}"))
        .build()
        .map_err(|error| Error::input(format_args!("no threads to work with: {error}")))?;
    let made = Arc::new(made);
    // Dropping the parent's would wait for threads that are not there.
    std::mem::forget(pool.replace((process, Arc::clone(&made))));
    Ok(made)
}
