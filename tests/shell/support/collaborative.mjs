// A relay and devices, made by the command line as whoever sets them up would. All of it is fictional.
import { join } from "node:path";
import { Running, run } from "./processes.mjs";

export const PASSPHRASE = "four words for testing";

/** Where a program is that was built before; `cargo xtask test` says it. */
export function program(variable) {
  const path = process.env[variable];
  if (!path) throw new Error(`${variable} is not set: run \`cargo xtask test\`, or name the built program`);
  return path;
}

export class Collaborative {
  /** A relay at work and the homes of two devices: the office's and the patrol's. */
  static async start(desktop) {
    const all = new Collaborative();
    all.desktop = desktop;
    all.relayData = join(desktop.folder, "relay");
    all.home = { office: join(desktop.folder, "office"), patrol: join(desktop.folder, "patrol") };
    await all.startRelay("127.0.0.1:0");
    const office = ["--agency", "Example County Office", "--role", "coordinator"];
    await all.command("office", "init", "--relay", `http://${all.address}`, ...office);
    const invitation = ["invite", "--agency", "Example County Police", "--role", "patrol"];
    const code = (await all.command("office", ...invitation)).trim().split("\n").at(-1);
    await all.command("patrol", "enrol", code);
    return all;
  }

  /** One command of the command line on a device. */
  command(device, ...args) {
    const env = { ...this.desktop.env, FOOTBRIDGE_PASSPHRASE: PASSPHRASE, FOOTBRIDGE_LOG: "error" };
    return run(program("FOOTBRIDGE_BIN"), ["--home", this.home[device], ...args], { env });
  }

  /** Starts the relay, the first time anywhere, later where it was. */
  async startRelay(listen = this.address) {
    const args = ["serve", "--data", this.relayData, "--listen", listen, "--stop-with-parent"];
    // its input stays open for as long as we are here
    const options = { env: this.desktop.env, stdio: ["pipe", "pipe", "pipe"] };
    this.relay = new Running(program("FOOTBRIDGE_RELAY_BIN"), args, options);
    this.address = (await this.relay.says(/^listening on http:\/\/(\S+)$/m))[1];
  }

  async stop() {
    await this.relay?.stop();
  }
}
