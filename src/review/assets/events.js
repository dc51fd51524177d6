// What the program tells by itself (server-sent events).

/** Hears events by their names, each with what it brings. */
export function listen(heard) {
  const source = new EventSource("/api/events");
  for (const [name, hear] of Object.entries(heard)) {
    source.addEventListener(name, (event) => {
      if (name === "end") source.close();
      hear(JSON.parse(event.data || "{}"));
    });
  }
  return source;
}
