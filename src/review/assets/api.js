// Questions to the program that serves the page.

const token = document.querySelector('meta[name="interligne-page"]')?.content ?? "";

/** An answer that is a refusal, or none at all (`name` is then `unreachable`). */
export class Refusal extends Error {
  constructor(status, name, message, body = {}) {
    super(message);
    Object.assign(this, { status, name, body });
  }

  get isUnreachable() {
    return this.name === "unreachable";
  }
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", cache: "no-store", redirect: "error", ...options });
  } catch (error) {
    throw new Refusal(0, "unreachable", String(error));
  }
  if (response.ok) return response;
  const body = await response.json().catch(() => ({}));
  throw new Refusal(response.status, body.error?.name ?? "fault", body.error?.message ?? response.statusText, body);
}

/** JSON from an address. */
export async function get(path) {
  return (await ask(path, { headers: { accept: "application/json" } })).json();
}

/** A piece of a page from an address. */
export async function getHtml(path) {
  return (await ask(path, {})).text();
}

/** Sends JSON, or a form with files. */
export async function post(path, body) {
  const headers = { "x-interligne-page": token, accept: "application/json" };
  const isForm = body instanceof FormData;
  if (!isForm) headers["content-type"] = "application/json";
  return (await ask(path, { method: "POST", headers, body: isForm ? body : JSON.stringify(body ?? {}) })).json();
}
