// What is done to the article: one request after another, each by the version that the answer before it gave.

import { $, calm, data, filled, tell, texts, warn } from "./dom.js";
import { get, post } from "./api.js";

/** The name of an action by its verb, for people. */
export function named(verb) {
  const own = { "leave-out": "leave_out", "take-in": "take_in", "confirm-down-to": "confirm_down_to", "split-from": "split" };
  return texts[`act_${own[verb] ?? verb}`] ?? verb;
}

export class Desk {
  constructor(view, grid, drafts) {
    Object.assign(this, { view, grid, drafts });
    this.version = data.version;
    this.undoable = data.undo;
    this.redoable = data.redo;
    this.leftOut = Number($("#left-out-count")?.textContent ?? 0);
    this.turn = Promise.resolve();
    this.waiting = 0;
    /** Keeps what is typed while rows are replaced: `suspend()` → `resume(kept)`. */
    this.editor = { suspend: () => null, resume: () => {} };
    /** Told after each change, whoever did it. */
    this.onChange = () => {};
  }

  get isReadOnly() {
    return document.body.dataset.readOnly === "true" || this.isGone;
  }

  get isGone() {
    return document.body.dataset.gone !== undefined;
  }

  /** Has something done when what was asked before is done. */
  next(step) {
    this.waiting += 1;
    $("#grid").setAttribute("aria-busy", "true");
    const done = this.turn.then(step).finally(() => {
      this.waiting -= 1;
      if (this.waiting === 0) $("#grid").removeAttribute("aria-busy");
    });
    this.turn = done.catch(() => {});
    return done;
  }

  /** Does an action; gives what changed, or null where it was refused, which is then told. */
  async act(wanted, name = named(wanted.do)) {
    return this.send(`/api/articles/${data.article}/actions`, wanted, name);
  }

  /** Does several things as one action: all of them or nothing, and one undo. */
  async actAll(steps, name) {
    return steps.length === 1 ? this.act(steps[0], name) : this.act({ do: "sequence", steps }, name);
  }

  async undo(action) {
    if (!this.undoable && action === undefined) return this.nothing();
    return this.send(`/api/articles/${data.article}/undo`, { action });
  }

  async redo(action) {
    if (!this.redoable && action === undefined) return this.nothing();
    return this.send(`/api/articles/${data.article}/redo`, { action });
  }

  nothing() {
    tell(texts.told_nothing);
    return null;
  }

  async send(path, body, name) {
    this.saved("saving");
    try {
      const changes = await post(path, { version: this.version, ...body });
      const told = path.endsWith("undo") ? texts.told_undone : path.endsWith("redo") ? texts.told_redone : texts.told_done;
      await this.take(changes, true);
      this.saved("saved");
      const said = filled(told, { action: name ?? named(changes.verb) });
      if (told === texts.told_done) tell(said);
      else await this.point(changes, said);
      return changes;
    } catch (refusal) {
      await this.refused(refusal);
      return null;
    }
  }

  /** Goes to what was taken back or done again, and says which row that is. */
  async point(changes, said) {
    const beads = changes.beads.map((bead) => bead.id).filter((id) => this.view.index(id) >= 0);
    beads.sort((a, b) => this.view.index(a) - this.view.index(b));
    const here = this.grid.current?.bead;
    const bead = beads.includes(here) ? here : beads[0];
    if (bead === undefined) return tell(said);
    const isShown = this.view.order.includes(bead);
    // Whoever pressed a button stays on it, and whoever types goes on typing.
    if (isShown && bead !== here && !this.editor.open) await this.grid.go(bead, { focus: this.grid.hasFocus });
    else if (isShown && bead === here && this.grid.cell()) this.grid.reveal(this.grid.cell());
    return tell(filled(isShown ? texts.told_where : texts.told_where_hidden, { told: said, row: this.view.index(bead) + 1 }));
  }

  /** Says whether all is saved: what is done, and what is typed. */
  saved(how = this.how) {
    this.how = how;
    if (how === undefined && this.drafts.count === 0) return;
    const place = $("#saved");
    const shown = this.drafts.count > 0 && how !== "saving" ? "not_saved" : how;
    if (place.textContent !== texts[shown]) place.textContent = texts[shown];
    place.classList.toggle("unsaved", shown === "not_saved");
  }

  /** Says why something was not done, and what is there now. */
  async refused(refusal) {
    if (!refusal.status && !refusal.isUnreachable) throw refusal;
    const isShut = refusal.status === 403 && document.body.dataset.readOnly !== "true";
    this.saved(refusal.isUnreachable || isShut ? "not_saved" : "saved");
    if (refusal.isUnreachable) return warn(texts.told_server_gone);
    if (isShut) return warn(texts.told_forbidden);
    if (refusal.status === 409 && refusal.body.changes) {
      await this.take(refusal.body.changes);
      const rows = refusal.body.changes.beads.map((bead) => bead.index + 1);
      return warn(`${texts.told_conflict}${rows.length > 0 && rows.length < 9 ? ` (${rows.join(", ")})` : ""}`);
    }
    if (refusal.status === 410) return this.gone();
    return warn(refusal.message);
  }

  /** The article is no longer in the memory: its rows stay to be read, and what is typed stays; nothing more can be done. */
  gone() {
    document.body.dataset.gone = "";
    this.saved("not_saved");
    warn(texts.told_gone);
    this.onChange();
  }

  /** It is in the memory, again where it was gone. */
  there() {
    if (!this.isGone) return;
    delete document.body.dataset.gone;
    this.saved("saved");
    calm();
    this.onChange();
  }

  /** Shows the article under the name that it has now; whether that is another one. */
  rename(name) {
    if (name === undefined || name === data.name) return false;
    data.name = name;
    $("#top h1 bdi").textContent = name;
    document.title = `${name} – interligne`;
    return true;
  }

  /** Takes in what changed. */
  async take(changes, isOwn = false) {
    const before = this.grid.remember();
    const kept = this.editor.suspend();
    this.version = changes.version;
    this.rename(changes.name);
    this.undoable = changes.undo;
    this.redoable = changes.redo;
    this.leftOut = changes.left_out_count;
    await this.view.apply(changes);
    this.drafts.moved(changes.beads);
    this.grid.restore(before);
    this.editor.resume(kept, isOwn, changes);
    $("#places").textContent = changes.places;
    this.onChange(changes);
  }

  /** Nothing is heard of the program any more: it has ended, or was started anew and does not know this page. */
  async lost() {
    try {
      await get(`/api/articles/${data.article}/changes?since=${this.version}`);
    } catch (refusal) {
      if (document.body.dataset.ended === undefined) warn(refusal.status === 403 ? texts.told_forbidden : texts.told_server_gone);
    }
  }

  /** Asks what others did. */
  async catchUp(version) {
    if (version !== undefined && version <= this.version && !this.isGone) return;
    try {
      const changes = await get(`/api/articles/${data.article}/changes?since=${this.version}`);
      this.there();
      if (changes.version === this.version && !changes.reset) return;
      const isRenamed = this.rename(changes.name);
      await this.take(changes);
      const isOther = changes.reset || changes.beads.length > 0 || changes.gone.length > 0;
      const said = [isRenamed && filled(texts.told_renamed, { name: changes.name }), (isOther || !isRenamed) && texts.told_changed_elsewhere];
      tell(said.filter(Boolean).join(" "));
    } catch (refusal) {
      await this.refused(refusal);
    }
  }
}
