//! An address and a service → connections that are served, each within its limits, until it is time to stop.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener as StdListener};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use super::body::SILENCE;
use super::head_refusal::Telling;

/// The longest head of a request, in bytes: an address of a megabyte is still read, to be refused as too long. Hyper refuses an address
/// of more than 65,534 bytes with 414, and a longer head with 431.
const MOST_HEAD: usize = 1_536 * 1024;
/// The most connections at a time; others wait to be taken.
const MOST_CONNECTIONS: usize = 4_096;
/// How long requests may go on after it is time to stop.
const LAST: Duration = Duration::from_secs(10);
/// How long to wait where the system has no connection to give, such as for want of files.
const PAUSE: Duration = Duration::from_millis(50);

/// Why an address is not listened at.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// Another program does.
    #[error(
        "port {} of {} is taken by another program: name another one with --port, or find out whose it is with \
         `ss -ltnp 'sport = :{}'` (on macOS `lsof -i :{}`, on Windows `netstat -ano`)",
        .0.port(), .0.ip(), .0.port(), .0.port()
    )]
    Taken(SocketAddr),
    /// The system refuses.
    #[error("{address} cannot be listened at: {error}")]
    Io {
        /// Where it was to listen.
        address: SocketAddr,
        /// The system's answer.
        #[source]
        error: io::Error,
    },
}

/// Listens at an address; with port 0 at a free port, which the listener tells.
///
/// # Errors
/// When the port is taken or the system refuses.
pub(crate) fn bind(address: SocketAddr) -> Result<StdListener, ListenError> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::AddrInUse => ListenError::Taken(address),
        _ => ListenError::Io { address, error },
    };
    let listener = StdListener::bind(address).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    Ok(listener)
}

/// Whether it is time to stop; answers that have no end of their own wait for it.
#[derive(Clone, Debug)]
pub(crate) struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Comes when it is time to stop.
    pub(crate) async fn wait(&mut self) {
        // A sender that is gone has stopped too.
        let _ = self.0.wait_for(|stop| *stop).await;
    }
}

/// A signal to stop and what waits for it.
pub(crate) fn stop() -> (watch::Sender<bool>, Stop) {
    let (sender, receiver) = watch::channel(false);
    (sender, Stop(receiver))
}

/// Comes when the process is asked to end.
pub(crate) async fn asked_to_end() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        // Where the system gives no signals the process ends as any other.
        let Ok(mut terminated) = signal(SignalKind::terminate()) else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = interrupted => {}
            _ = terminated.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = interrupted.await;
}

/// Serves connections until it is time to stop, and then those that are under way, ten seconds at most.
///
/// # Errors
/// When the listener cannot be used.
pub(crate) async fn serve<S, F>(listener: StdListener, mut stop: Stop, service: S) -> io::Result<()>
where
    S: Fn(Request<Incoming>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response<Body>> + Send + 'static,
{
    let listener = TcpListener::from_std(listener)?;
    let connections = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(SILENCE)
        .max_buf_size(MOST_HEAD)
        .keep_alive(true);
    loop {
        let taken = async {
            // Never closed.
            let place = connections.clone().acquire_owned().await;
            (listener.accept().await, place)
        };
        let (accepted, place) = tokio::select! {
            taken = taken => taken,
            () = stop.wait() => break,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        // Answers are small and whole: none is held back to be sent with the next.
        let _ = stream.set_nodelay(true);
        let service = service.clone();
        let answer = service_fn(move |request| {
            let answer = service(request);
            async move { Ok::<_, Infallible>(answer.await) }
        });
        let connection = graceful.watch(http.serve_connection(TokioIo::new(Telling::new(stream)), answer));
        tokio::spawn(async move {
            // A client that goes away, or sends no HTTP, has been told what it can be told.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(LAST) => {}
    }
    Ok(())
}
