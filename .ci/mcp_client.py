#!/usr/bin/env python3
"""Asks the server's tools by the client of the PyPI package `mcp`, over standard input and output and over HTTP.

    python .ci/mcp_client.py target/debug/interligne

Exit code 0: both answered as they should. It makes a memory of its own and removes it.
"""

import asyncio
import os
import subprocess
import sys
import tempfile

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

try:
    from mcp.client.streamable_http import streamable_http_client
except ImportError:
    from mcp.client.streamable_http import streamablehttp_client as streamable_http_client


def of(result, *names):
    """The first of these fields that the package's version has."""
    return next(value for value in (getattr(result, name, None) for name in names) if value is not None)


async def talk(read, write, how):
    async with ClientSession(read, write) as session:
        await session.initialize()
        tools = [tool.name for tool in (await session.list_tools()).tools]
        assert tools == ["suggest", "search", "analyze"], tools
        found = await session.call_tool("suggest", {"text": "Il y a 15 moutons dans le pré."})
        matches = of(found, "structuredContent", "structured_content")["matches"]
        assert matches[0]["adapted"] == "There are 15 sheep in the meadow.", matches
        refused = await session.call_tool("search", {"wordz": "a"})
        assert of(refused, "isError", "is_error") is True, refused
        try:
            await session.call_tool("no such tool", {})
        except Exception as error:  # the package's versions call it differently
            assert "no such tool" in str(error), error
        else:
            raise AssertionError("a tool that is not there was called")
    print(f"the client of the package mcp is answered {how}")


async def main(program):
    with tempfile.TemporaryDirectory() as folder:
        table = os.path.join(folder, "pairs.tsv")
        with open(table, "w", encoding="utf-8") as file:
            file.write("Il y a 12 moutons dans le pré.\tThere are 12 sheep in the meadow.\n")
        environment = {**os.environ, "INTERLIGNE_MEMORY": os.path.join(folder, "memory"), "HOME": folder}
        subprocess.run([program, "import", table], env=environment, check=True, stdout=subprocess.DEVNULL)
        by_pipe = StdioServerParameters(command=program, args=["mcp"], env=environment)
        async with stdio_client(by_pipe) as (read, write):
            await talk(read, write, "over standard input and output")
        serving = subprocess.Popen([program, "serve", "--port", "0", "-q"], env=environment, stdout=subprocess.PIPE, text=True)
        try:
            address = serving.stdout.readline().split("http://")[1].split()[0]
            async with streamable_http_client(f"http://{address}/mcp") as streams:
                await talk(streams[0], streams[1], "over HTTP")
        finally:
            serving.terminate()
            serving.wait()


asyncio.run(main(os.path.abspath(sys.argv[1])))
