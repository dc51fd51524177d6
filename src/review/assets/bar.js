// The actions that are possible here: as buttons below, with their keys, and as a menu at the pointer.

import { $, $$, make, texts } from "./dom.js";
import { shown } from "./keys.js";

export class Bar {
  constructor(list, keys, grid) {
    Object.assign(this, { list, keys, grid });
    $("#actions").hidden = false;
    this.element = make("div", { role: "toolbar", class: "toolbar", "aria-label": texts.actions });
    $("#actions").append(this.element);
    this.buttons = new Map();
    let group = null;
    for (const command of list) {
      // Search and filter are fields above.
      if (command.id === "search" || command.id === "filter") continue;
      if (command.group !== group?.dataset.group) {
        group = make("div", { class: "group", role: "group", "aria-label": texts[`group_${command.group}`], data: { group: command.group } });
        this.element.append(group);
      }
      const button = make("button", { type: "button", tabindex: "-1", class: command.phone ? "phone" : null, data: { command: command.id } });
      button.addEventListener("click", (event) => this.press(command, event));
      this.buttons.set(command, button);
      group.append(button);
    }
    this.more = make("button", { type: "button", tabindex: "-1", class: "phone more", "aria-haspopup": "menu" }, texts.act_menu);
    this.more.addEventListener("click", () => this.menu(this.more.getBoundingClientRect()));
    this.element.append(this.more);
    this.element.addEventListener("keydown", (event) => this.move(event));
    this.draw();
    $("#grid").addEventListener("contextmenu", (event) => this.asked(event));
    $("#grid").addEventListener("keydown", (event) => {
      if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) this.asked(event);
    });
  }

  /** Names and keys, which may have been changed. */
  draw() {
    for (const [command, button] of this.buttons) {
      const keys = this.keys.of(command);
      button.replaceChildren(make("kbd", { "aria-hidden": "true" }, shown(keys[0])), " ", make("span", { class: "name" }, command.name));
      button.setAttribute("aria-keyshortcuts", keys.map((key) => (key === " " ? "Space" : key.replace("Ctrl", "Control"))).join(" "));
    }
    this.update();
  }

  /** What can be done where the focus is. */
  update() {
    for (const [command, button] of this.buttons) button.setAttribute("aria-disabled", String(!command.can()));
    if (!$('[tabindex="0"]', this.element)) $$("button", this.element)[0].tabIndex = 0;
  }

  press(command, event) {
    // Whoever points goes on in the rows; whoever came by keys stays on the button.
    if (event.detail > 0) this.grid.cell()?.focus({ preventScroll: true });
    void this.keys.run(command);
  }

  /** Arrows go from button to button: the bar is one stop of the Tab key. */
  move(event) {
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 };
    const buttons = $$("button", this.element).filter((button) => button.offsetParent !== null);
    const at = buttons.indexOf(document.activeElement);
    let next;
    if (event.key in steps) next = buttons[(at + steps[event.key] + buttons.length) % buttons.length];
    else if (event.key === "Home") next = buttons[0];
    else if (event.key === "End") next = buttons.at(-1);
    else if (event.key === "Escape") next = this.grid.cell();
    if (!next || at < 0) return;
    event.preventDefault();
    if (next.closest("#actions")) {
      for (const button of $$("button", this.element)) button.tabIndex = -1;
      next.tabIndex = 0;
    }
    next.focus();
  }

  asked(event) {
    if (event.target.closest("textarea")) return;
    const cell = event.target.closest(".segment, .empty, .gutter, .remarks");
    if (!cell) return;
    event.preventDefault();
    this.grid.set(cell, { scroll: false, keep: this.grid.isSelected(cell) });
    const box = cell.getBoundingClientRect();
    const isPointed = event.type === "contextmenu" && (event.clientX > 0 || event.clientY > 0);
    this.menu(isPointed ? { left: event.clientX, bottom: event.clientY, top: event.clientY } : box);
  }

  /** A menu beside a place of the window. */
  menu(place) {
    this.close();
    const items = this.list.map((command) => {
      const item = make(
        "button",
        { type: "button", role: "menuitem", tabindex: "-1", "aria-disabled": String(!command.can()), data: { command: command.id, group: command.group } },
        make("span", { class: "name" }, command.name),
        make("kbd", { "aria-hidden": "true" }, shown(this.keys.of(command)[0])),
      );
      item.addEventListener("click", () => {
        this.close();
        this.grid.cell()?.focus({ preventScroll: true });
        void this.keys.run(command);
      });
      return item;
    });
    const menu = make("div", { role: "menu", id: "menu", "aria-label": texts.actions }, ...items);
    menu.addEventListener("keydown", (event) => this.within(event, items));
    $("#actions").append(menu);
    const { width, height } = menu.getBoundingClientRect();
    menu.style.left = `${Math.max(4, Math.min(place.left, innerWidth - width - 4))}px`;
    const below = place.bottom + height + 4 <= innerHeight;
    menu.style.top = `${below ? place.bottom : Math.max(4, Math.min(place.top - height, innerHeight - height - 4))}px`;
    this.opened = { menu, back: document.activeElement };
    this.away = (event) => {
      if (!menu.contains(event.target)) this.close();
    };
    addEventListener("pointerdown", this.away, true);
    (items.find((item) => item.getAttribute("aria-disabled") === "false") ?? items[0]).focus();
  }

  within(event, items) {
    const at = items.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "Tab") {
      this.close();
      this.grid.cell()?.focus({ preventScroll: true });
    } else if (step) items[(at + step + items.length) % items.length].focus();
    else if (event.key === "Home") items[0].focus();
    else if (event.key === "End") items.at(-1).focus();
    else return;
    event.preventDefault();
  }

  close() {
    if (!this.opened) return;
    removeEventListener("pointerdown", this.away, true);
    this.opened.menu.remove();
    this.opened = null;
  }
}
