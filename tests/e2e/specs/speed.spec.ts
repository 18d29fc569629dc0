// Figures, not tests: how long a person waits. One JSON line for each; nothing is asserted about time.
//   FOOTBRIDGE_BIN=… FOOTBRIDGE_RELAY_BIN=… FOOTBRIDGE_SPEED_CSV=… npm run speed
import { test } from "@playwright/test";
import { App } from "../harness/app.ts";
import { json, run } from "../harness/programs.ts";
import { FIXTURES, World } from "../harness/world.ts";

const CSV = process.env["FOOTBRIDGE_SPEED_CSV"] ?? `${FIXTURES}pa-oin/extract.csv`;
const RUNS = 7;

function tell(scenario: string, times_ms: readonly number[], more: object = {}): void {
  const sorted = [...times_ms].sort((a, b) => a - b);
  const at = (part: number): number => Math.round((sorted[Math.floor((sorted.length - 1) * part)] ?? 0) * 10) / 10;
  const figures = { scenario, runs: sorted.length, median_ms: at(0.5), p95_ms: at(0.95), worst_ms: at(1), ...more };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}

/** How long until what was asked for is on the screen, by the browser's own clock. */
async function waited(app: App, act: () => Promise<unknown>, shown: () => Promise<unknown>): Promise<number> {
  const clock = (): Promise<number> => app.page.evaluate(() => performance.now());
  const began = await clock();
  await act();
  await shown();
  return (await clock()) - began;
}

test("how long a person waits", async ({ browser }) => {
  test.setTimeout(600_000);
  const world = await World.gather(["patrol"]);
  const home = world.home("patrol");
  run(home, ["import", "csv", "--map", "pa-oin", CSV]);
  run(home, ["import", "hsds-transformer", `${FIXTURES}hsds`]);
  for (const name of ["Jordan Example", "Sam Example", "Alex Sample"]) {
    run(home, ["contact", "new", "--pathway", "naloxone_plus", "--name", name, "--need", "housing"]);
  }
  const held = json<{ people: number; contacts: number }>(home, ["summary"]);

  const starts: number[] = [];
  for (let at = 0; at < RUNS; at += 1) {
    const began = performance.now();
    const station = await world.station("patrol", { unlock: true });
    const app = await App.open(browser, station);
    await app.heading("Board").waitFor();
    await app.main.getByRole("heading", { level: 2 }).first().waitFor();
    starts.push(performance.now() - began);
    await app.page.context().close();
    await station.stop();
  }
  tell("station started → board with its lists in a new browser page", starts, held);

  const station = await world.station("patrol", { unlock: true });
  const app = await App.open(browser, station);
  await app.heading("Board").waitFor();

  const pages: number[] = [];
  for (const name of ["People", "Handoffs", "Follow-ups", "Directory", "Review", "Settings", "Board"]) {
    const link = app.page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name, exact: true });
    pages.push(await waited(app, () => link.click(), () => app.heading(name).waitFor()));
  }
  tell("press → another page (with the driver's own round trips)", pages);

  const answers: number[] = [];
  app.page.on("requestfinished", (request) => {
    if (request.postData()?.includes('"person_search"')) answers.push(request.timing().responseEnd);
  });
  await app.page.keyboard.press("F3");
  const field = app.page.getByRole("combobox").or(app.page.getByRole("searchbox")).first();
  await field.waitFor();
  for (const text of ["jordan", "sample", "exa", "alex"]) {
    await field.fill("");
    await field.pressSequentially(text, { delay: 60 });
    await app.page.getByText(/Example|Sample/).first().waitFor();
  }
  tell("person search: request → answer in the browser", answers);
  await world.end();
});
