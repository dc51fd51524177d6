//! `interligne mcp`.

use clap::Args;

use super::serve;
use crate::cli::Context;
use crate::cli::error::Result;
use crate::server::{Log, serve_mcp};

const AFTER_HELP: &str = "\
An assistant starts the command itself. Its configuration has something like this:
  {\"mcpServers\": {\"interligne\": {\"command\": \"interligne\", \"args\": [\"mcp\"]}}}";

/// Give an assistant the memory as tools, over standard input and output (Model Context Protocol).
///
/// The tools are `suggest` (earlier translations of a segment), `search` (how words were translated), `analyze` (how much of a text the memory
/// knows) and, with --writable, `add`. `interligne serve` has the same at /mcp.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct McpArgs {
    /// Give the tool `add` too: what it takes in is to be reviewed
    #[arg(long)]
    writable: bool,

    /// Whom what is added is credited to [default: mcp]
    #[arg(long, value_name = "NAME", requires = "writable")]
    person: Option<String>,
}

pub(crate) fn run(args: &McpArgs, context: &mut Context) -> Result {
    let options = serve::options(context)?.writable(args.writable).log(Log::Nothing);
    Ok(serve_mcp(&options, args.person.clone())?)
}
