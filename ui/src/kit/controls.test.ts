import { fireEvent, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { createRawSnippet } from "svelte";
import { describe, expect, it, vi } from "vitest";
import {
  Button,
  Choice,
  ConflictField,
  Counter,
  Dialog,
  ErrorSummary,
  JumpMenu,
  Mark,
  MultiChoice,
  Select,
  TextField,
  TimeField,
  ToastRegion,
} from ".";

const OPTIONS = [
  { value: "yes", label: "Yes" },
  { value: "no", label: "No", hint: "The reason is written down." },
];

describe("a button", () => {
  it("does nothing twice while its work runs, and works again after it", async () => {
    let done: () => void = () => undefined;
    const onpress = vi.fn(() => new Promise<void>((resolve) => (done = resolve)));
    render(Button, { label: "Ready", onpress });
    const button = screen.getByRole("button", { name: "Ready" });
    await fireEvent.click(button);
    await fireEvent.click(button);
    expect(onpress).toHaveBeenCalledTimes(1);
    expect(button.getAttribute("aria-busy")).toBe("true");
    done();
    await vi.waitFor(() => expect(button.getAttribute("aria-busy")).toBe(null));
    await fireEvent.click(button);
    expect(onpress).toHaveBeenCalledTimes(2);
  });

  it("says why it is not allowed, and stays reachable", async () => {
    const onpress = vi.fn();
    render(Button, { label: "Accept", onpress, disabled: true, why: "Riverton Care holds this." });
    const button = screen.getByRole("button", { name: "Accept" });
    await userEvent.click(button);
    expect(onpress).not.toHaveBeenCalled();
    expect(document.activeElement).toBe(button);
    const why = document.getElementById(button.getAttribute("aria-describedby") ?? "");
    expect(why?.textContent).toBe("Riverton Care holds this.");
  });

  it("keeps its name when it shows a shortcut", () => {
    render(Button, { label: "Ready", onpress: () => undefined, shortcut: "Ctrl+Enter" });
    const button = screen.getByRole("button", { name: "Ready" });
    expect(button.getAttribute("aria-keyshortcuts")).toBe("Control+Enter");
  });
});

describe("a field", () => {
  it("has its hint and its error read out with it", () => {
    render(TextField, { label: "City", value: "", hint: "Where it was", error: "Too long", id: "city" });
    const input = screen.getByRole("textbox", { name: "City" });
    expect(input.id).toBe("city");
    expect(input.getAttribute("aria-invalid")).toBe("true");
    const words = (input.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .map((id) => document.getElementById(id));
    expect(words.map((each) => each?.textContent?.trim())).toEqual([
      "Where it was",
      expect.stringContaining("Too long"),
    ]);
    expect(input.getAttribute("dir")).toBe("auto");
  });

  it("keeps its name when it is needed, and says so apart from it", () => {
    render(TextField, { label: "City", value: "", required: true });
    expect(screen.getByRole("textbox", { name: "City" }).getAttribute("aria-required")).toBe("true");
    render(Choice, { label: "Given", options: OPTIONS, value: "", required: true });
    expect(screen.getByRole("radiogroup", { name: "Given" }).getAttribute("aria-required")).toBe("true");
  });

  it("writes now as if it had been typed, by button and by key", async () => {
    const onleave = vi.fn();
    render(TimeField, { label: "On scene", value: "", now: () => "14:32", onleave });
    const input = screen.getByRole<HTMLInputElement>("textbox", { name: "On scene" });
    expect(input.value).toBe("");
    expect(input.placeholder).toBe("");
    await userEvent.click(screen.getByRole("button", { name: "Now: On scene" }));
    expect(input.value).toBe("14:32");
    expect(onleave).toHaveBeenCalledTimes(1);
    await userEvent.clear(input);
    await userEvent.keyboard("{Control>}.{/Control}");
    expect(input.value).toBe("14:32");
  });
});

describe("answers", () => {
  it("are real radio buttons that can be taken back", async () => {
    const onchange = vi.fn();
    render(Choice, { label: "Given", options: OPTIONS, value: "", clearable: true, onchange });
    expect(screen.queryByRole("button")).toBe(null);
    await userEvent.click(screen.getByRole("radio", { name: "No" }));
    expect(onchange).toHaveBeenLastCalledWith("no");
    await userEvent.click(screen.getByRole("button", { name: "Clear answer: Given" }));
    expect(onchange).toHaveBeenLastCalledWith("");
    expect(screen.getByRole<HTMLInputElement>("radio", { name: "No" }).checked).toBe(false);
    expect(document.activeElement).toBe(screen.getByRole("radio", { name: "Yes" }));
  });

  it("of which any number fits keep the order of the options and what is not on offer", async () => {
    const onchange = vi.fn();
    render(MultiChoice, { label: "Needs", options: OPTIONS, values: ["no", "from_elsewhere"], onchange });
    await userEvent.click(screen.getByRole("checkbox", { name: "Yes" }));
    expect(onchange).toHaveBeenLastCalledWith(["yes", "no", "from_elsewhere"]);
    await userEvent.click(screen.getByRole("checkbox", { name: "No" }));
    expect(onchange).toHaveBeenLastCalledWith(["yes", "from_elsewhere"]);
  });

  it("in a long list show a value that is no longer on offer", () => {
    render(Select, { label: "Place", options: OPTIONS, value: "retired" });
    expect(screen.getByRole<HTMLSelectElement>("combobox", { name: "Place" }).value).toBe("retired");
  });

  it("count up and down between their ends", async () => {
    const onchange = vi.fn();
    render(Counter, { label: "Doses", value: 1, min: 0, max: 2, onchange });
    await userEvent.click(screen.getByRole("button", { name: "One more: Doses" }));
    await userEvent.click(screen.getByRole("button", { name: "One more: Doses" }));
    expect(onchange.mock.calls).toEqual([[2]]);
    await userEvent.click(screen.getByRole("button", { name: "One less: Doses" }));
    await userEvent.click(screen.getByRole("button", { name: "One less: Doses" }));
    await userEvent.click(screen.getByRole("button", { name: "One less: Doses" }));
    expect(onchange.mock.calls).toEqual([[2], [1], [0]]);
  });
});

describe("going to a place", () => {
  it("an error leads to its field, without touching the address", async () => {
    render(TextField, { label: "City", value: "", id: "city" });
    render(ErrorSummary, {
      title: "1 answer is needed",
      items: [{ text: "Write the city.", target: "city" }],
    });
    expect(document.activeElement).toBe(screen.getByRole("alert"));
    await userEvent.click(screen.getByRole("link", { name: "Write the city." }));
    expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "City" }));
    expect(location.hash).toBe("");
  });

  it("an error leads to the first answer of a group", async () => {
    render(Choice, { label: "Offer", options: OPTIONS, value: "", id: "offer" });
    render(ErrorSummary, { title: "1 answer is needed", items: [{ text: "Choose.", target: "offer" }] });
    await userEvent.click(screen.getByRole("link", { name: "Choose." }));
    expect(document.activeElement).toBe(screen.getByRole("radio", { name: "Yes" }));
  });

  it("the jump menu leads to a section, by its links, whether folded or not", async () => {
    const heading = document.createElement("h2");
    heading.id = "times";
    document.body.append(heading);
    render(JumpMenu, {
      sections: [
        { id: "people", title: "People" },
        { id: "times", title: "Times" },
      ],
    });
    await userEvent.click(screen.getByRole("link", { name: "Times" }));
    expect(document.activeElement).toBe(heading);
    heading.remove();
  });
});

describe("a conflict", () => {
  it("names both values, who, when and a clock that was off, and keeps the one that is pressed", async () => {
    const onkeep = vi.fn();
    const at = "Today 14:32";
    render(ConflictField, {
      label: "Family name",
      values: [
        { value: "Example", member: "Sam Example", agency: "Riverton EMS", at },
        { value: "Exampel", member: "Alex Sample", agency: "Riverton Police", at, clockOff: true },
      ],
      onkeep,
    });
    expect(screen.getByRole("group", { name: "Family name" }).textContent).toContain("Riverton Police");
    expect(screen.getAllByText("This device’s clock was off")).toHaveLength(1);
    await userEvent.click(screen.getByRole("button", { name: "Keep this: Exampel" }));
    expect(onkeep).toHaveBeenCalledExactlyOnceWith(1);
  });
});

describe("a message", () => {
  it("can be undone, and is gone only when that is done", async () => {
    let finish: () => void = () => undefined;
    const undo = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    const onclose = vi.fn();
    render(ToastRegion, { toasts: [{ id: 7, text: "Attempt recorded", undo }], onclose });
    await userEvent.click(screen.getByRole("button", { name: "Undo" }));
    expect(undo).toHaveBeenCalledTimes(1);
    expect(onclose).not.toHaveBeenCalled();
    finish();
    await vi.waitFor(() => expect(onclose).toHaveBeenCalledExactlyOnceWith(7));
  });

  it("is nothing to look at when a record was sent, and still said", () => {
    const { container } = render(Mark, { state: "sent" });
    expect(container.querySelector("svg")).toBe(null);
    expect(container.textContent?.trim()).toBe("Sent");
  });
});

describe("a dialog", () => {
  it("opens on its heading, or on the first thing to fill in, and tells that it was closed", async () => {
    const onclose = vi.fn();
    const children = createRawSnippet(() => ({ render: () => "<p>Nothing can be changed later.</p>" }));
    render(Dialog, { open: true, title: "Sign", children, onclose });
    expect(document.activeElement).toBe(screen.getByRole("heading", { name: "Sign" }));
    await userEvent.click(screen.getByRole("button", { name: "Close" }));
    expect(onclose).toHaveBeenCalledTimes(1);
    expect(screen.queryByRole("heading", { name: "Sign" })).toBe(null);
  });
});
