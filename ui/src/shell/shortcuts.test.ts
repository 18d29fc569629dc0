import { cleanup, render, screen } from "@testing-library/svelte";
import { createRawSnippet } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useHost } from "../host";
import { FakeHost } from "../host/fake";
import { Choice, JumpMenu, Section } from "../kit";
import { desk } from "./desk.svelte";
import { go, route } from "./router.svelte";
import { startShortcuts } from "./shortcuts.svelte";
import { deskView, STATUS } from "./testing";

let end: () => void;

beforeEach(() => {
  useHost(new FakeHost({ status: STATUS }));
  desk.take(deskView());
  go("/board");
  end = startShortcuts();
});
afterEach(() => {
  end();
  cleanup();
  document.body.replaceChildren();
});

/** Presses it where the focus is; whether the browser was kept from doing something of its own. */
function press(key: string, more: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  (document.activeElement ?? document.body).dispatchEvent(event);
  return event.defaultPrevented;
}

describe("shortcuts", () => {
  it("go somewhere once, and keep the browser quiet while the key is held", () => {
    expect([press("F3"), route.path]).toEqual([true, "/people"]);
    go("/board");
    expect([press("F3", { repeat: true }), route.path]).toEqual([true, "/board"]);
    expect(press("F6")).toBe(false);
  });

  it("leave a word to the input method that is writing it", () => {
    expect([press("F2", { isComposing: true }), press("F2", { keyCode: 229 }), route.path]).toEqual([
      false,
      false,
      "/board",
    ]);
  });

  it("never answer a question by pressing the page's main action", () => {
    const onchange = vi.fn();
    const options = [
      { value: "a", label: "First" },
      { value: "b", label: "Second" },
    ];
    render(Choice, { label: "Question", options, value: "", onchange });
    screen.getByRole("radio", { name: "First" }).focus();
    expect(press("Enter", { ctrlKey: true })).toBe(true);
    expect(onchange).not.toHaveBeenCalled();
  });
});

describe("Alt and a digit", () => {
  function sections(ids: string[]): HTMLElement {
    const main = document.body.appendChild(document.createElement("main"));
    const children = createRawSnippet(() => ({ render: () => "<p>Words</p>" }));
    for (const id of ids) render(Section, { target: main, props: { id, title: id, children } });
    return main;
  }
  const alt = (digit: number, key = String(digit)): boolean =>
    press(key, { altKey: true, code: `Digit${digit}` });

  it("leads to a heading, whatever the layout writes with Alt", () => {
    sections(["one", "two"]);
    expect(alt(2, "™")).toBe(true);
    expect(document.activeElement?.id).toBe("two");
    expect(press("@", { altKey: true, ctrlKey: true, code: "Digit2" })).toBe(false);
  });

  it("goes by the jump menu where there is one", () => {
    const main = sections(["one", "two", "three"]);
    const menu = [
      { id: "three", title: "Three" },
      { id: "one", title: "One" },
    ];
    render(JumpMenu, { target: main, props: { sections: menu } });
    alt(1);
    expect(document.activeElement?.id).toBe("three");
    alt(3);
    expect(document.activeElement?.id).toBe("three");
  });
});
