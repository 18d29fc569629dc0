// A desktop that nobody sees: a display and a session bus of the test's own, folders that go away.
import { mkdtempSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Running } from "./processes.mjs";

export class Desktop {
  /** Starts the display and the bus. */
  static async start() {
    const desktop = new Desktop();
    desktop.folder = mkdtempSync(join(tmpdir(), "footbridge-shell-"));
    try {
      // it chooses a free number itself and says which
      desktop.display = new Running(
        "Xvfb",
        ["-displayfd", "3", "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset"],
        { stdio: ["ignore", "ignore", "pipe", "pipe"] },
      );
      desktop.number = Number((await desktop.display.says(/^(\d+)$/m))[1]);
      desktop.bus = new Running("dbus-daemon", ["--session", "--nofork", "--print-address=1"]);
      desktop.busAddress = (await desktop.bus.says(/^(unix:.*)$/m))[1];
    } catch (error) {
      await desktop.stop();
      throw error;
    }
    return desktop;
  }

  /** A fresh folder. */
  place(name) {
    const folder = join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** What a program on this desktop finds around it: nothing of the person's own. */
  get env() {
    return {
      PATH: process.env.PATH,
      LANG: "C.UTF-8",
      TZ: "America/New_York",
      HOME: this.place("person"),
      XDG_RUNTIME_DIR: this.place("runtime"),
      XDG_CONFIG_HOME: this.place("config"),
      XDG_DATA_HOME: this.place("data"),
      XDG_CACHE_HOME: this.place("cache"),
      DISPLAY: `:${this.number}`,
      DBUS_SESSION_BUS_ADDRESS: this.busAddress,
      GDK_BACKEND: "x11",
      NO_AT_BRIDGE: "1",
      LIBGL_ALWAYS_SOFTWARE: "1",
      FOOTBRIDGE_LOG: "warn",
    };
  }

  async stop() {
    await this.bus?.stop();
    await this.display?.stop();
    // what a webview leaves open for a moment may be written once more while it is removed
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
