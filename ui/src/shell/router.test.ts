import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pagesMissing } from "./pages";
import { back, go, href, route, startRouter } from "./router.svelte";
import { match, ROUTES } from "./routes";

describe("routes", () => {
  it("finds the page and its parts", () => {
    expect(match("/contact/new")).toEqual({ page: "contact_new", params: {} });
    expect(match("/contact/01")).toEqual({ page: "contact", params: { id: "01" } });
    expect(match("/handoff/new/01")).toEqual({ page: "handoff_new", params: { contact: "01" } });
    expect(match("/person/a%20b")).toEqual({ page: "person", params: { id: "a b" } });
  });

  it("knows what is no page", () => {
    for (const path of ["", "/", "/contact", "/contact/", "/contact/1/2", "/nowhere", "/person/%"]) {
      expect(match(path).page, path).toBe(path === "/person/%" ? "person" : undefined);
    }
  });

  it("has a component for every page", () => {
    expect(ROUTES.length).toBeGreaterThan(10);
    expect(pagesMissing()).toEqual([]);
  });
});

describe("router", () => {
  let end: () => void;
  beforeEach(() => {
    history.replaceState(null, "", "#/board");
    end = startRouter();
  });
  afterEach(() => end());

  it("follows what the program and the person do", () => {
    const visit = route.visit;
    go("/contact/01");
    expect([route.page, route.params["id"], route.visit]).toEqual(["contact", "01", visit + 1]);
    expect(location.hash).toBe(href("/contact/01"));
    history.replaceState(null, "", "#/people?text=x");
    window.dispatchEvent(new HashChangeEvent("hashchange"));
    expect([route.page, route.query("text"), route.full]).toEqual(["people", "x", "/people?text=x"]);
  });

  it("keeps the page when a form gets its id", () => {
    go("/contact/new");
    const visit = route.visit;
    go("/draft/01", { keep: true });
    window.dispatchEvent(new HashChangeEvent("hashchange"));
    expect([route.page, route.params["id"], route.visit]).toEqual(["draft", "01", visit]);
  });

  it("does not leave the app by going back from its first page", () => {
    go("/person/01", { replace: true });
    back();
    expect(route.path).toBe("/board");
  });
});
