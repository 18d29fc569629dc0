// Every command of the generated table goes through both hosts, with the same bytes.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import source from "../gen/api.ts?raw";
import { encodeCall, HostError } from "./host";
import type { Command, Host, Request } from "./host";
import { HttpHost } from "./http";
import "./index";
import { TauriHost } from "./tauri";

/** What the window's library calls in the end. */
const invoke = vi.fn((..._: unknown[]): Promise<unknown> => Promise.resolve());

/** Read from the generated file, so that a new command is in this test without anybody thinking of it. */
function commands(): Command[] {
  const table = /export interface Commands \{([^]*?)\n\}/.exec(source)?.[1] ?? "";
  return [...table.matchAll(/^ {2}(\w+): \{ request/gm)].map((row) => row[1] as Command);
}

const ARGS = { id: "0192", text: "¿Qué? 🌉 \u202e\u200b", nothing: null };

async function bytesOverHttp(command: Command): Promise<string> {
  const fetched = vi.fn((..._: Parameters<typeof fetch>) =>
    Promise.resolve(new Response(`{"of":"${command}"}`)),
  );
  vi.stubGlobal("fetch", fetched);
  expect(await send(new HttpHost(), command)).toEqual({ of: command });
  const [path, init] = fetched.mock.calls[0] ?? [];
  expect(path).toBe("/rpc");
  return init?.body as string;
}

async function bytesInWindow(command: Command): Promise<string> {
  invoke.mockResolvedValueOnce(`{"of":"${command}"}`);
  expect(await send(new TauriHost(), command)).toEqual({ of: command });
  const [name, args] = invoke.mock.lastCall as [string, { call: string }];
  expect(name).toBe("rpc");
  return args.call;
}

function send(host: Host, command: Command): Promise<unknown> {
  return host.call(command, ARGS as unknown as Request<Command>);
}

beforeEach(() => void (window.__TAURI_INTERNALS__ = { invoke }));
afterEach(() => {
  delete window.__TAURI_INTERNALS__;
  vi.unstubAllGlobals();
});

describe("the command table", () => {
  it("is read whole", () => {
    const lines = (/export interface Commands \{([^]*?)\n\}/.exec(source)?.[1] ?? "").trim().split("\n");
    expect(commands()).toHaveLength(lines.length);
    expect(commands()).toEqual(expect.arrayContaining(["status", "board", "unlock", "place_save"]));
  });

  it.each(commands())("carries %s through both hosts with the same bytes", async (command) => {
    const over_http = await bytesOverHttp(command);
    expect(await bytesInWindow(command)).toBe(over_http);
    expect(JSON.parse(over_http)).toEqual({ command, args: ARGS });
    expect(over_http).toBe(encodeCall(command, ARGS as unknown as Request<Command>));
  });

  it("gives the same error through both hosts", async () => {
    const error = {
      code: "record.not_ready",
      message: "",
      issues: [{ field: "offer", code: "x", blocking: true }],
    };
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify(error), { status: 422 })));
    invoke.mockRejectedValueOnce(JSON.stringify(error));
    const failures = [new HttpHost(), new TauriHost()].map((host) =>
      send(host, "board").catch((thrown) => thrown),
    );
    for (const failure of await Promise.all(failures)) {
      expect(failure).toBeInstanceOf(HostError);
      expect(failure).toMatchObject({ code: "record.not_ready", issues: error.issues });
    }
  });
});
