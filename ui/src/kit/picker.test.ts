import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { createRawSnippet } from "svelte";
import { describe, expect, it, vi } from "vitest";
import { Picker } from ".";
import { nextActive } from "./picker";

const NAMES = ["Jordan Example", "Jo Sample", "Joan Example"];

function show(props: { items?: string[]; text?: string; loading?: boolean } = {}) {
  const onpick = vi.fn();
  render(Picker<string>, {
    label: "Find a person",
    text: props.text ?? "jo",
    items: props.items ?? NAMES,
    key: (name: string) => name.toLowerCase(),
    children: createRawSnippet<[string]>((name) => ({ render: () => `<span>${name()}</span>` })),
    onpick,
    loading: props.loading,
    empty: "Nobody of that name",
  });
  return { onpick, box: screen.getByRole<HTMLInputElement>("combobox", { name: "Find a person" }) };
}

const marked = () => screen.queryByRole("option", { selected: true })?.textContent?.trim();

describe("the picker", () => {
  it("picks by arrow keys and Enter, with the focus in the field", async () => {
    const { onpick, box } = show();
    await userEvent.click(box);
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    expect(marked()).toBe("Jo Sample");
    expect(box.getAttribute("aria-activedescendant")).toBe(
      screen.getByRole("option", { name: "Jo Sample" }).id,
    );
    await userEvent.keyboard("{Enter}");
    expect(onpick).toHaveBeenCalledExactlyOnceWith("Jo Sample");
    expect(document.activeElement).toBe(box);
  });

  it("never picks somebody nobody marked: Enter marks the first", async () => {
    const { onpick, box } = show();
    await userEvent.click(box);
    await userEvent.keyboard("{Enter}");
    expect(onpick).not.toHaveBeenCalled();
    expect(marked()).toBe("Jordan Example");
  });

  it("picks by a press on an option and leaves the focus in the field", async () => {
    const { onpick, box } = show();
    await userEvent.click(box);
    await userEvent.click(screen.getByText("Joan Example"));
    expect(onpick).toHaveBeenCalledExactlyOnceWith("Joan Example");
    expect(document.activeElement).toBe(box);
  });

  it("folds on Escape, empties on the next, and opens on an arrow", async () => {
    const { box } = show();
    await userEvent.click(box);
    await userEvent.keyboard("{Escape}");
    expect(box.getAttribute("aria-expanded")).toBe("false");
    expect(box.value).toBe("jo");
    await userEvent.keyboard("{ArrowDown}");
    expect(box.getAttribute("aria-expanded")).toBe("true");
    expect(marked()).toBe("Jordan Example");
    await userEvent.keyboard("{Escape}{Escape}");
    expect(box.value).toBe("");
  });

  it("forgets the mark when something else is typed", async () => {
    const { onpick, box } = show();
    await userEvent.click(box);
    await userEvent.keyboard("{ArrowDown}r{Enter}");
    expect(onpick).not.toHaveBeenCalled();
  });

  it.each([
    [{}, "3 results"],
    [{ items: ["Jo Sample"] }, "1 result"],
    [{ items: [] }, "Nobody of that name"],
    [{ items: [], loading: true }, "Searching…"],
    [{ items: [], text: "" }, ""],
  ])("says how it stands: %o", (props, words) => {
    show(props);
    expect(screen.getByRole("status").textContent?.trim()).toBe(words);
  });
});

describe("the mark", () => {
  it("goes round at both ends", () => {
    expect(nextActive("ArrowDown", -1, 3)).toBe(0);
    expect(nextActive("ArrowDown", 2, 3)).toBe(0);
    expect(nextActive("ArrowUp", -1, 3)).toBe(2);
    expect(nextActive("ArrowUp", 0, 3)).toBe(2);
    expect(nextActive("ArrowDown", 0, 0)).toBe(-1);
  });
});
