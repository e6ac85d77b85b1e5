//! The server's own accept loop: every connection has a time for its headers, and stopping has a deadline.
//!
//! `axum::serve` keeps a half-sent header open for ever; this loop does not. On the signal to stop no connection is
//! accepted any more, streams end, requests are answered, and what is left after the deadline is cut.

use super::app::{App, Settings};
use super::router::router;
use crate::config::Config;
use crate::domain::{NormProfile, Problem, ProductionCalendar, VisitProfile};
use crate::exchange::{calendars, norm_profiles, visit_profiles};
use crate::jobs::{Desk, Grounds, Jobs};
use crate::store::{Clock, Store, StoreError};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt;

/// Time for a request's headers; test: `a_half_sent_header_is_cut_and_a_stop_is_not_held_up`.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);

/// Connections at once; more wait in the kernel's queue.
const CONNECTIONS_MAX: usize = 1024;

/// Time for requests and jobs to end when the server stops.
const DRAIN_WITHIN: Duration = Duration::from_secs(8);

/// After an error of `accept` (no file descriptors left) the loop waits so long.
const ACCEPT_AGAIN: Duration = Duration::from_millis(100);

/// Why a server does not start, or stops by itself.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address.
    #[error("cannot listen on {address}: {cause}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why not.
        cause: io::Error,
    },
    /// The region's own profiles.
    #[error("the profiles cannot be used:{}", listed(.0))]
    Profiles(Vec<Problem>),
}

fn listed(problems: &[Problem]) -> String {
    problems
        .iter()
        .map(|problem| format!("\n  {}: {}; {}", problem.pointer, problem.cause, problem.action))
        .collect()
}

type Profiles = (Arc<[NormProfile]>, Arc<[VisitProfile]>, Arc<[ProductionCalendar]>);

/// The profiles of the program and of the region's folder.
fn profiles(config: &Config) -> Result<Profiles, ServeError> {
    let folder = |name: &str| {
        config
            .data_dir
            .as_ref()
            .map(|dir| dir.join(name))
            .filter(|dir| dir.is_dir())
    };
    let (norms, mut problems) = norm_profiles(folder("norms").as_deref());
    let (visits, more) = visit_profiles(folder("profiles/visits").as_deref());
    problems.extend(more);
    let (calendars, more) = calendars(folder("calendars").as_deref());
    problems.extend(more);
    if problems.is_empty() {
        Ok((norms.into(), visits.into(), calendars.into()))
    } else {
        Err(ServeError::Profiles(problems))
    }
}

/// A server that listens but does not serve yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    router: Router,
    jobs: Jobs,
    store: Store,
    workers: usize,
    stopping: watch::Sender<bool>,
}

impl Server {
    /// Opens the database, brings it up to date, and listens.
    ///
    /// # Errors
    /// The database cannot be used, or the address is taken.
    pub async fn bind(config: &Config) -> Result<Self, ServeError> {
        let (norms, visits, calendars) = profiles(config)?;
        let store = Store::open_for_server(&config.database_url, config.region(), Clock::System).await?;
        let listen = |cause| ServeError::Listen {
            address: config.listen,
            cause,
        };
        let listener = TcpListener::bind(config.listen).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let desk = Desk {
            grounds: Grounds::new(store.clone()),
            norms,
            visits,
            calendars,
        };
        let jobs = Jobs::new(store.clone(), desk.runner());
        let (stopping, stopped) = watch::channel(false);
        let settings = Settings {
            secure: config.secure,
            behind_proxy: config.behind_proxy,
        };
        let app = App::new(store.clone(), jobs.clone(), desk, settings, stopped);
        Ok(Self {
            listener,
            address,
            router: router(app),
            jobs,
            store,
            workers: config.workers,
            stopping,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` ends, then drains.
    ///
    /// # Errors
    /// The jobs of the server before cannot be taken over.
    pub async fn run(self, stop: impl Future<Output = ()>) -> Result<(), ServeError> {
        let mut workers = self.jobs.start(self.workers, self.stopping.subscribe()).await?;
        let connections = GracefulShutdown::new();
        accept(&self.listener, &self.router, &connections, stop).await;
        drop(self.listener);
        self.stopping.send_replace(true);
        let drained = async {
            connections.shutdown().await;
            while workers.join_next().await.is_some() {}
        };
        if tokio::time::timeout(DRAIN_WITHIN, drained).await.is_err() {
            tracing::warn!("some requests did not end in time and are cut");
        }
        self.store.close().await;
        Ok(())
    }
}

async fn accept(
    listener: &TcpListener,
    router: &Router,
    connections: &GracefulShutdown,
    stop: impl Future<Output = ()>,
) {
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    tokio::pin!(stop);
    loop {
        let accepted = async {
            let permit = Arc::clone(&room).acquire_owned().await;
            (listener.accept().await, permit)
        };
        let (accepted, permit) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stop => return,
        };
        match accepted {
            Ok((stream, peer)) => {
                let connection = serve_connection(stream, peer, router.clone(), connections);
                tokio::spawn(async move {
                    connection.await;
                    drop(permit);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "no connection could be accepted");
                tokio::time::sleep(ACCEPT_AGAIN).await;
            }
        }
    }
}

fn serve_connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    connections: &GracefulShutdown,
) -> impl Future<Output = ()> + Send + 'static {
    let watcher = connections.watcher();
    async move {
        // Small answers leave at once.
        let _ = stream.set_nodelay(true);
        let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request.map(Body::new))
        });
        let mut builder = Builder::new(TokioExecutor::new());
        builder
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADERS_WITHIN);
        builder
            .http2()
            .timer(TokioTimer::new())
            .keep_alive_interval(HEADERS_WITHIN);
        let connection = builder
            .serve_connection(TokioIo::new(stream), service)
            .into_owned();
        // A client that goes away in the middle is no fault of ours.
        let _ = watcher.watch(connection).await;
    }
}
