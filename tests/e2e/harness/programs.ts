// Running the built programs as a person would.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";

export const PASSPHRASE = "not a real passphrase";

function built(name: string, variable: string): string {
  return process.env[variable] ?? new URL(`../../../target/debug/${name}`, import.meta.url).pathname;
}

export const FOOTBRIDGE = built("footbridge", "FOOTBRIDGE_BIN");
export const RELAY = built("footbridge-relay", "FOOTBRIDGE_RELAY_BIN");

export const ENVIRONMENT: NodeJS.ProcessEnv = { ...process.env, FOOTBRIDGE_PASSPHRASE: PASSPHRASE, TZ: "America/New_York" };

/** A program that goes on running. It ends when its standard input does: with us, however we end. */
export interface Running {
  readonly child: ChildProcess;
  /** The next line of its standard output. */
  line(): Promise<string>;
  /** Lets it end in good order. */
  stop(): Promise<void>;
  /** Ends it at once, as a dead battery would. */
  kill(): Promise<void>;
}

export function start(program: string, args: readonly string[], wrap: readonly string[] = []): Running {
  const [command = program, ...rest] = [...wrap, program, ...args];
  const child = spawn(command, rest, { stdio: ["pipe", "pipe", "pipe"], env: ENVIRONMENT });
  const lines: string[] = [];
  const waiting: { give: (line: string) => void; fail: (error: Error) => void }[] = [];
  let complaints = "";
  child.stderr.on("data", (data: Buffer) => (complaints += data.toString()));
  createInterface({ input: child.stdout }).on("line", (line) => {
    const next = waiting.shift();
    if (next) next.give(line);
    else lines.push(line);
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  void ended.then(() => {
    for (const one of waiting.splice(0)) one.fail(new Error(`${command} ended: ${complaints}`));
  });
  return {
    child,
    line: () =>
      new Promise((give, fail) => {
        const line = lines.shift();
        if (line !== undefined) give(line);
        else if (child.exitCode !== null) fail(new Error(`${command} ended: ${complaints}`));
        else waiting.push({ give, fail });
      }),
    stop: async () => {
      child.stdin.end();
      await ended;
    },
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** One command that must succeed; its standard output. */
export function run(home: string, args: readonly string[]): string {
  const done = spawnSync(FOOTBRIDGE, ["--home", home, ...args], { env: ENVIRONMENT, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`footbridge ${args.join(" ")}: ${done.stdout}${done.stderr}`);
  return done.stdout;
}

export function json<T>(home: string, args: readonly string[]): T {
  return JSON.parse(run(home, [...args, "--json"])) as T;
}

export function lastLine(home: string, args: readonly string[]): string {
  return run(home, args).trimEnd().split("\n").at(-1) ?? "";
}
