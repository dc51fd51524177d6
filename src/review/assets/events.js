// What the program tells by itself (server-sent events).

/** Hears events by their names, each with what it brings; `lost` is told when the program is away for longer. */
export function listen(heard, lost) {
  const source = new EventSource("/api/events");
  let timer = null;
  for (const [name, hear] of Object.entries(heard)) {
    source.addEventListener(name, (event) => {
      if (name === "end") {
        source.close();
        clearTimeout(timer);
        timer = -1;
      }
      hear(JSON.parse(event.data || "{}"));
    });
  }
  // A browser tries again by itself.
  source.addEventListener("error", () => {
    timer ??= setTimeout(() => lost(), 4000);
  });
  source.addEventListener("open", () => {
    clearTimeout(timer);
    timer = null;
  });
  return source;
}
