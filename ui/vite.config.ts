import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

/** What is fetched when somebody wants it: another language, and parts that few people open. */
const LATER =
  /\/i18n\/es\/|\/features\/(consent\/(?!ConsentList|start|words|model)|device\/|directory\/|review\/|settings\/)|\/features\/team\/(?!TeamPage)|\/lock\/(EnrolPage|FromPicture|enrolment|GuestVoice|picture)\b|\/kit\/(Qr|CompareNumber)\b|\/shell\/looking\b/;

export default defineConfig(({ mode }) => {
  const gallery = mode === "gallery";
  return {
    plugins: [svelte(), svelteTesting()],
    // Relative addresses: the same files are served by the station and by the window's own scheme.
    base: "./",
    build: {
      outDir: gallery ? "dist-gallery" : "dist",
      // WebKitGTK 2.44 is Safari 17.4's engine; the browser of an in-car laptop is a current Chromium.
      target: ["safari17.4", "chrome120", "firefox121"],
      // The page's rules allow no data: fonts and no inline script, so nothing is folded into the files.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: {
        input: gallery ? "gallery.html" : "index.html",
        // What a first visit needs is one file, which compresses better than several: all but what is fetched later.
        output: { codeSplitting: { groups: [{ name: "main", test: (id: string) => !LATER.test(id) }] } },
      },
    },
    test: {
      environment: "jsdom",
      include: ["src/**/*.test.ts"],
      // Styles are left out of tests, except the colours, which one of them computes with.
      css: { include: [/themes\.css/] },
      setupFiles: ["./vitest.setup.ts"],
      // Wording of times is tested in a zone that is neither UTC nor any machine's by chance.
      env: { TZ: "America/Chicago" },
    },
  };
});
