import { test } from "@playwright/test";
import { stage } from "../harness/scene.ts";
test("x", async () => {
  test.setTimeout(120000);
  console.time("stage");
  const s = await stage();
  console.timeEnd("stage");
  for (const n of ["patrol","ems","outreach","provider"] as const) {
    const c = s.cores[n];
    console.log(n, JSON.stringify(await c.counts()), JSON.stringify((await c.call("handoff_list",{limit:50})).handoffs.map(h=>[h.state,h.marks.join("+"),h.may.join(",")].join(":"))));
    console.log(JSON.stringify((await c.call("conflicts",{})).conflicts.map(x=>[x.kind,x.field.key])));
  }
  await s.world.end();
});
