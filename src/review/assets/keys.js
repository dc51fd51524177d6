// Keys in the rows: what a person pressed → what is done; changed and switched off in the list of keys.

import { $, calm, filled, kept, make, tell, texts } from "./dom.js";

/** Keys that go on from a text, or do nothing by themselves. */
const AWAY = /^(Tab|PageUp|PageDown|F\d+|Shift|Control|Alt|AltGraph|Meta|CapsLock|ContextMenu)$/;
const WAYS = new Set(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"]);

/** A key press as it is written in the list: `Shift+n`, `Ctrl+z`, `/`. */
export function pressed(event) {
  let { key } = event;
  const isLetter = /^\p{L}$/u.test(key);
  if (isLetter) key = key.toLowerCase();
  const ctrl = event.ctrlKey || event.metaKey ? "Ctrl+" : "";
  // Which signs need Shift depends on the keyboard; the sign itself says enough.
  const shift = event.shiftKey && (isLetter || key.length > 1 || key === " ") ? "Shift+" : "";
  return ctrl + shift + key;
}

/** Keys with a name that a command can have; the others are the browser's, or go elsewhere. */
const NAMED = new Set(["Enter", "Delete", "Backspace", "Insert"]);

/** Whether the browser keeps a key press: Ctrl+W, Ctrl+T, F5 and their like never come to a page, or are missed where they do something else. */
const isKept = (event) => event.ctrlKey || event.metaKey || ([...event.key].length > 1 && !NAMED.has(event.key));

/** A key as it is shown. */
export function shown(key) {
  const names = { " ": texts.key_space, Delete: texts.key_delete, Enter: texts.key_enter, Escape: texts.key_escape };
  const parts = key === "+" ? ["+"] : key.split("+");
  return parts.map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : (texts[`key_${part.toLowerCase()}`] ?? part))).join("+");
}

export class Keys {
  constructor(list, { grid, desk, pin, editor }) {
    Object.assign(this, { list, grid, desk, pin, editor });
    const own = kept.get("keys") ?? {};
    this.off = own.off === true;
    this.changed = own.changed ?? {};
    this.onChange = () => {};
    // Sent to the document, so that an undo works wherever no text is typed.
    document.addEventListener("keydown", (event) => this.heard(event));
  }

  /** The keys of a command. */
  of(command) {
    const own = this.changed[command.id];
    return own ? [own, ...command.keys.filter((key) => key.startsWith("Ctrl+"))] : command.keys;
  }

  find(key) {
    return this.list.find((command) => this.of(command).includes(key));
  }

  heard(event) {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    if (this.editor.lost && !AWAY.test(event.key) && (this.grid.hasFocus || document.activeElement === document.body)) {
      // Meant for the text whose row went out of sight: nothing else is done.
      event.preventDefault();
      void this.editor.regain(event.ctrlKey || event.metaKey ? "" : event.key);
      return;
    }
    if (!this.grid.hasFocus) return;
    const ctrl = event.ctrlKey || event.metaKey;
    if (WAYS.has(event.key)) {
      event.preventDefault();
      void this.desk.next(() => this.grid.move(event.key, { ctrl, extend: event.shiftKey }));
      return;
    }
    if (event.key === "Escape") {
      if (!this.pin.giveUp()) {
        this.grid.unselect();
        this.grid.mark();
      }
      return;
    }
    const key = pressed(event);
    const command = this.find(key);
    if (!command) {
      if (!ctrl && this.desk.waiting > 0) void this.desk.next(() => this.editor.hasFocus && this.editor.insert(event.key));
      return;
    }
    // Switched off are the keys of one sign (WCAG 2.1.4): those that speech and a slip would press.
    if (this.off && !ctrl && [...event.key].length === 1 && event.key !== " ") return;
    event.preventDefault();
    void this.run(command, ctrl ? "" : event.key);
  }

  /** Does a command after those before it, where it still can be done; else it is said why not. */
  run(command, key) {
    return this.desk.next(async () => {
      // A key that waited while an editor was opened was meant for its text.
      if (key !== undefined && this.editor.hasFocus) return this.editor.insert(key);
      await this.grid.bring();
      calm();
      return command.can() ? command.run() : tell(command.why());
    });
  }

  save() {
    kept.set("keys", { off: this.off, changed: this.changed });
    this.onChange();
  }

  /** The list of keys, which is also where they are set. */
  help() {
    const dialog = make("dialog", { id: "help", "aria-labelledby": "help-title" });
    const off = make("input", { type: "checkbox", id: "keys-on" });
    off.checked = !this.off;
    off.addEventListener("change", () => {
      this.off = !off.checked;
      this.save();
    });
    const body = make("tbody");
    const said = make("p", { id: "key-told", role: "status" });
    const draw = () => {
      body.replaceChildren(
        make("tr", {}, make("th", { scope: "row" }, texts.arrows), make("td", {}, make("kbd", {}, "← ↑ ↓ →"), " ", make("kbd", {}, texts.keys_more)), make("td")),
        ...this.list.map((command) => {
          const kbds = this.of(command).flatMap((key) => [make("kbd", {}, shown(key)), " "]);
          const change = make("button", { type: "button", "aria-label": `${texts.change}${texts.colon}${command.name}` }, texts.change);
          change.addEventListener("click", () => this.listen(command, change, said, draw));
          return make("tr", { data: { command: command.id } }, make("th", { scope: "row" }, command.name), make("td", {}, ...kbds), make("td", {}, change));
        }),
      );
    };
    draw();
    const reset = make("button", { type: "button" }, texts.keys_reset);
    reset.addEventListener("click", () => {
      this.changed = {};
      this.save();
      draw();
    });
    dialog.append(
      make("h2", { id: "help-title" }, texts.act_keys),
      make("p", {}, make("label", { for: "keys-on" }, off, " ", texts.keys_on)),
      make("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": "help-title" }, make("table", { class: "keys" }, body)),
      make("p", { class: "hint" }, texts.edit_hint_long),
      said,
      make("form", { method: "dialog", class: "dialog-buttons" }, reset, make("button", { class: "main" }, texts.close)),
    );
    document.body.append(dialog);
    return dialog;
  }

  /** Why a key press cannot become that of a command; nothing where it can. */
  unfit(event, command) {
    if (event.altKey || event.getModifierState("AltGraph")) return texts.key_alt;
    const key = pressed(event);
    const other = this.find(key);
    if ((other && other !== command) || WAYS.has(event.key)) return filled(texts.key_taken, { action: other?.name ?? texts.arrows });
    if (!command.keys.includes(key) && isKept(event)) return filled(texts.key_browser, { key: shown(key) });
    return undefined;
  }

  /** The next key that is pressed becomes that of a command. */
  listen(command, button, said, draw) {
    said.textContent = filled(texts.keys_change, { action: command.name });
    button.classList.add("listening");
    const heard = (event) => {
      if (["Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock"].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      removeEventListener("keydown", heard, true);
      button.classList.remove("listening");
      if (event.key === "Escape" || event.key === "Tab") {
        said.textContent = "";
        return;
      }
      const key = pressed(event);
      const why = this.unfit(event, command);
      if (why) {
        said.textContent = why;
        return;
      }
      this.changed[command.id] = key;
      this.save();
      draw();
      said.textContent = `${command.name}${texts.colon}${shown(key)}`;
      $(`[data-command="${command.id}"] button`)?.focus();
    };
    addEventListener("keydown", heard, true);
  }
}
