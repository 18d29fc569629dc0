// Browser tests against the built programs: a real relay, real devices, Debian's Chromium.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "specs",
  outputDir: "../../target/e2e",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: process.env["CI"] !== undefined,
  fullyParallel: false,
  // two cores: one browser with its relay and devices at a time for each
  workers: 2,
  retries: 0,
  reporter: [["list"]],
  use: {
    viewport: { width: 1366, height: 768 },
    trace: "retain-on-failure",
    actionTimeout: 10_000,
    // As the programs are told (harness/programs.ts): not UTC, so that a zone forgotten somewhere is seen.
    timezoneId: "America/New_York",
    launchOptions: {
      executablePath: process.env["FOOTBRIDGE_CHROMIUM"] ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "specs", testIgnore: ["**/photos.spec.ts", "**/speed.spec.ts"] },
    { name: "photos", testMatch: "**/photos.spec.ts", timeout: 900_000, use: { trace: "off" } },
    { name: "speed", testMatch: "**/speed.spec.ts" },
  ],
});
