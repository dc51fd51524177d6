//! Items that one thread reads → what all processors make of them, in the order in which they were read.
//!
//! For what only one thread may read, such as a database's connection. What is under way is bounded, so that memory is too.

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, available_parallelism};

/// How many more items than threads may be under way: read and waiting for a thread, or waiting for their turn.
const AHEAD: usize = 2;

/// Takes items from `next` until there is none, has each worked on by one of as many threads as there are processors, and hands what
/// `work` makes of them to `take`, in the items' order. `next` and `take` run on the thread that calls, by turns; where the system
/// gives no thread, so does `work`.
///
/// # Errors
/// The first of `next` or `take`. What was under way then is thrown away, but for what came before the item that failed to be read,
/// which `take` has got.
pub(crate) fn in_order<T: Send, R: Send, E>(
    mut next: impl FnMut() -> Result<Option<T>, E>,
    work: impl Fn(T) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let wanted = threads();
    let most = wanted + AHEAD;
    let (give, items) = sync_channel::<(usize, T)>(most);
    let (done, made) = channel();
    let items = Mutex::new(items);
    let (items, work) = (&items, &work);
    std::thread::scope(|scope| {
        let mut threads = 0;
        for _ in 0..wanted {
            let done = done.clone();
            let worker = move || {
                loop {
                    let item = items.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((number, item)) = item else { return };
                    let result = catch_unwind(AssertUnwindSafe(|| work(item)));
                    if done.send((number, result)).is_err() {
                        return;
                    }
                }
            };
            threads += usize::from(Builder::new().spawn_scoped(scope, worker).is_ok());
        }
        if threads == 0 {
            while let Some(item) = next()? {
                take(work(item))?;
            }
            return Ok(());
        }
        drop(done);
        // It goes away with this closure, and then the workers have nothing to wait for.
        let give = give;
        let mut waiting: VecDeque<Option<R>> = VecDeque::new();
        let (mut read, mut taken) = (0, 0);
        let mut ended = false;
        let mut failed = None;
        loop {
            while !ended && read - taken < most {
                match next() {
                    Ok(Some(item)) => {
                        // There is room, and the workers stay until `give` is gone.
                        let _ = give.send((read, item));
                        read += 1;
                        waiting.push_back(None);
                    }
                    Ok(None) => ended = true,
                    Err(error) => {
                        ended = true;
                        failed = Some(error);
                    }
                }
            }
            if read == taken {
                return failed.map_or(Ok(()), Err);
            }
            let Ok((number, result)) = made.recv() else {
                // All workers are gone, which they are after `give` alone.
                return failed.map_or(Ok(()), Err);
            };
            // A panic there is a panic here.
            waiting[number - taken] = Some(result.unwrap_or_else(|panic| resume_unwind(panic)));
            while let Some(Some(_)) = waiting.front() {
                if let Some(Some(result)) = waiting.pop_front() {
                    taken += 1;
                    take(result)?;
                }
            }
        }
    })
}

fn threads() -> usize {
    available_parallelism().map_or(1, NonZeroUsize::get)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_and_few_items_are_under_way() {
        let (mut read, mut got) = (0_usize, Vec::new());
        let most = threads() + AHEAD;
        let under_way = std::cell::Cell::new(0_usize);
        in_order::<_, _, ()>(
            || {
                read += 1;
                under_way.set(under_way.get() + 1);
                assert!(under_way.get() <= most);
                Ok((read <= 500).then_some(read))
            },
            |n| {
                // Some take longer than those after them.
                if n % 7 == 0 {
                    std::thread::yield_now();
                }
                n * 2
            },
            |n| {
                under_way.set(under_way.get() - 1);
                got.push(n);
                Ok(())
            },
        )
        .unwrap();
        assert_eq!(got, (1..=500).map(|n| n * 2).collect::<Vec<_>>());
    }

    #[test]
    fn the_first_error_ends_it() {
        let (mut read, mut got) = (0, Vec::new());
        let failed = in_order(
            || {
                read += 1;
                if read == 5 { Err("read") } else { Ok(Some(read)) }
            },
            |n| n,
            |n| {
                got.push(n);
                Ok(())
            },
        );
        assert_eq!((failed, got), (Err("read"), vec![1, 2, 3, 4]));
        let refused = in_order(|| Ok(Some(1)), |n| n, |_| Err("take"));
        assert_eq!(refused, Err("take"));
    }

    #[test]
    fn a_panic_of_a_worker_is_one_of_the_caller() {
        let mut items = 0..100;
        let run = || in_order(|| Ok::<_, ()>(items.next()), |n| assert_ne!(n, 50), Ok);
        let caught = catch_unwind(AssertUnwindSafe(run));
        assert!(caught.is_err());
    }
}
