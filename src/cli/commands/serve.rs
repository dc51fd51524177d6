//! `interligne serve`.

use std::io::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::Args;

use crate::cli::Context;
use crate::cli::error::{CliError, Result};
use crate::matching::SuggestOptions;
use crate::memory::locate;
use crate::server::{DEFAULT_PORT, Log, Server, ServerOptions, omegat_finder};
use crate::text::lang::Lang;

const AFTER_HELP: &str = "\
Clients:
  Weblate         Machinery, tmserver, with the address http://localhost:55555/tmserver
  OmegaT          Apertium as the machine translation, with the address http://localhost:55555/apy;
                  `interligne serve --omegat-finder > finder.xml` for its External Finder
  Okapi           Translate Toolkit TM, with host localhost and port 55555
  a browser       http://localhost:55555/search
  an assistant    http://localhost:55555/mcp, or the command `interligne mcp`
  your own        http://localhost:55555/v1/openapi.json says what there is
docs/SERVER.md says more of each.";

/// Serve the memory to CAT tools, browsers, assistants and programs of your own, over HTTP.
///
/// For this machine alone and to be read, unless you say otherwise. What others hand in with --writable is to be reviewed, and
/// credited to them. Other addresses than this machine's, and --writable, need a token, which clients send in a header
/// (`Authorization: Bearer TOKEN`) or, where they cannot, in the address (`http://HOST:PORT/k/TOKEN/…`). A line on standard error tells of
/// each request when, what kind, with which status and how long, never a text; with -q there is none.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct ServeArgs {
    /// The port to listen at; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = DEFAULT_PORT)]
    port: u16,

    /// The address to listen at; 0.0.0.0 or :: for all that this machine has
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    listen: IpAddr,

    /// Answer only who gives a token of this file: one a line, with a name before it or not; made with one if there is none
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,

    /// Also answer where this machine is called so, such as in a network of containers; repeat for more
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,

    /// Take units in, to be reviewed
    #[arg(long)]
    writable: bool,

    /// Only texts in these languages [default: all that the memory has]
    #[arg(long, value_name = "LANG,LANG", value_delimiter = ',')]
    languages: Vec<Lang>,

    /// Print the configuration with which OmegaT's External Finder opens the page of search, and end
    #[arg(long)]
    omegat_finder: bool,
}

/// What is offered to whoever asks, over HTTP and over standard input alike: of this memory, for its pair of languages.
pub(super) fn options(context: &Context) -> Result<ServerOptions> {
    let suggest = SuggestOptions::default()
        .min_score(context.min_score(None)?)
        .limit(context.limit(None, 5));
    let memory = locate(context.memory_option())?;
    Ok(ServerOptions::new(memory, context.from().clone(), context.to().clone()).suggest(suggest))
}

pub(crate) fn run(args: &ServeArgs, context: &mut Context) -> Result {
    if args.omegat_finder {
        if args.port == 0 {
            let message = "--omegat-finder needs the port that the server will listen at: name it with --port";
            return Err(CliError::usage(message));
        }
        let xml = omegat_finder(SocketAddr::new(args.listen, args.port), args.token_file.as_deref());
        write!(context.out(), "{}", xml.map_err(crate::server::ServerError::from)?)?;
        return Ok(());
    }
    let address = SocketAddr::new(args.listen, args.port);
    let options = options(context)?
        .languages(args.languages.iter().cloned())
        .listen(address)
        .token_file(args.token_file.clone())
        .allowed_hosts(args.allow_host.iter().cloned())
        .writable(args.writable)
        .log(if context.quiet() { Log::Nothing } else { Log::Each });
    let server = Server::bind(options)?;
    let progress = context.count("indexing");
    let prepared = server.prepare(|units| progress.set_position(units));
    progress.finish_and_clear();
    prepared?;
    let how = if args.writable {
        "units are taken in, to be reviewed"
    } else {
        "to be read"
    };
    let key = if args.token_file.is_some() {
        ", with a token"
    } else {
        ""
    };
    writeln!(
        context.out(),
        "serving at http://{} ({how}{key}); Ctrl-C ends it",
        server.address()
    )?;
    context.finish()?;
    Ok(server.run()?)
}
