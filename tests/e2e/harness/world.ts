// A collaborative: a relay and four devices of four agencies. All of it is fictional.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FOOTBRIDGE, lastLine, RELAY, run, type Running, start } from "./programs.ts";

export type Name = "patrol" | "ems" | "outreach" | "provider";

const AGENCIES: Readonly<Record<Name, { agency: string; role: string; member: string }>> = {
  patrol: { agency: "Example County Police", role: "patrol", member: "Officer Sample" },
  ems: { agency: "Example County EMS", role: "ems", member: "Medic Sample" },
  outreach: { agency: "Example Outreach Team", role: "outreach", member: "Peer Sample" },
  provider: { agency: "Example Recovery Center", role: "provider", member: "Intake Sample" },
};

export const FIXTURES = new URL("../../fixtures/", import.meta.url).pathname;

export interface StationOptions {
  /** Open from the start. */
  readonly unlock?: boolean;
  /** A command that runs the station, for limits on what it may do. */
  readonly wrap?: readonly string[];
  readonly port?: number;
}

/** One device's screens on loopback. */
export class Station {
  readonly #running: Running;
  readonly url: string;
  readonly port: number;

  private constructor(running: Running, url: string, port: number) {
    this.#running = running;
    this.url = url;
    this.port = port;
  }

  static async start(home: string, options: StationOptions = {}): Promise<Station> {
    const args = ["--json", "--home", home, "station", "--with-parent", "--port", String(options.port ?? 0)];
    // While the screens are worked on, no program has to be built for every change of them.
    const ui = process.env["FOOTBRIDGE_UI"];
    if (ui !== undefined) args.push("--ui", ui);
    const running = start(FOOTBRIDGE, options.unlock ? [...args, "--unlock"] : args, options.wrap);
    const { url, port } = JSON.parse(await running.line()) as { url: string; port: number };
    return new Station(running, url, port);
  }

  get pid(): number {
    return this.#running.child.pid ?? 0;
  }

  get origin(): string {
    return new URL(this.url).origin;
  }

  /** The link that is printed when the last one was used. */
  async nextLink(): Promise<string> {
    return (JSON.parse(await this.#running.line()) as { url: string }).url;
  }

  stop(): Promise<void> {
    return this.#running.stop();
  }

  kill(): Promise<void> {
    return this.#running.kill();
  }
}

export class World {
  readonly folder: string;
  #relay: Running;
  readonly #address: string;
  readonly #stations: Station[] = [];

  private constructor(folder: string, relay: Running, address: string) {
    this.folder = folder;
    this.#relay = relay;
    this.#address = address;
  }

  /** A relay, and these devices enrolled at it. */
  static async gather(names: readonly Name[] = ["patrol", "ems", "outreach", "provider"]): Promise<World> {
    const folder = mkdtempSync(join(tmpdir(), "footbridge-e2e-"));
    const { running, address } = await World.#startRelay(folder, "127.0.0.1:0");
    const world = new World(folder, running, address);
    const office = ["--agency", "Example County Deflection Office", "--role", "coordinator"];
    run(world.home("office"), ["init", "--relay", `http://${address}`, ...office]);
    for (const name of names) {
      const { agency, role, member } = AGENCIES[name];
      const invite = ["invite", "--agency", agency, "--role", role, "--member", member];
      run(world.home(name), ["enrol", lastLine(world.home("office"), invite)]);
    }
    for (const name of names) run(world.home(name), ["sync"]);
    return world;
  }

  static async #startRelay(folder: string, listen: string): Promise<{ running: Running; address: string }> {
    const data = join(folder, "relay");
    const running = start(RELAY, ["serve", "--data", data, "--listen", listen, "--stop-with-parent"]);
    const address = (await running.line()).replace("listening on http://", "");
    return { running, address };
  }

  home(name: Name | "office"): string {
    return join(this.folder, name);
  }

  agency(name: Name): string {
    return AGENCIES[name].agency;
  }

  async station(name: Name | "office", options: StationOptions = { unlock: true }): Promise<Station> {
    const station = await Station.start(this.home(name), options);
    this.#stations.push(station);
    return station;
  }

  /** The network goes. */
  async stopRelay(): Promise<void> {
    await this.#relay.stop();
  }

  /** The network is back, at the same address. */
  async startRelay(): Promise<void> {
    this.#relay = (await World.#startRelay(this.folder, this.#address)).running;
  }

  async end(): Promise<void> {
    await Promise.all(this.#stations.map((station) => station.stop()));
    await this.#relay.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
