// Programs that a test starts, and that end with it whatever happens: each by its own process id.
import { spawn } from "node:child_process";
import { once } from "node:events";

/** A program that was waited for has ended. */
class Over extends Error {}

/** Waits until `look` gives something; says what was awaited when it does not come. A test never sleeps blindly. */
export async function until(what, look, patienceMs = 30_000) {
  const end = Date.now() + patienceMs;
  let last;
  for (;;) {
    try {
      const found = await look();
      if (found) return found;
      last = undefined;
    } catch (error) {
      if (error instanceof Over) throw error; // waiting longer changes nothing
      last = error;
    }
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** A running program with everything it said. */
export class Running {
  constructor(program, args, { env, stdio } = {}) {
    this.name = program.split("/").at(-1);
    this.said = "";
    this.child = spawn(program, args, { env: env ?? process.env, stdio: stdio ?? ["ignore", "pipe", "pipe"] });
    for (const stream of this.child.stdio.slice(1)) {
      stream?.setEncoding?.("utf8").on("data", (text) => (this.said += text));
    }
    this.ended = once(this.child, "exit").catch((error) => (this.said += String(error)));
    // a test run that is broken off leaves nothing behind
    const end = () => this.child.kill("SIGKILL");
    process.once("exit", end);
    void this.ended.then(() => process.removeListener("exit", end));
  }

  get isOver() {
    return this.child.exitCode !== null || this.child.signalCode !== null || this.child.pid === undefined;
  }

  /** Waits for words in its output; fails at once when the program is over. */
  async says(pattern) {
    return until(`${this.name} says ${pattern}`, () => {
      const found = pattern.exec(this.said);
      if (!found && this.isOver) throw new Over(`${this.name} ended: ${this.said}`);
      return found;
    });
  }

  /** Asks it to end and waits until it has. */
  async stop(signal = "SIGTERM") {
    if (!this.isOver) this.child.kill(signal);
    await this.ended;
  }
}

/** Runs a program to its end; anything but success is an error with its words. */
export async function run(program, args, options) {
  const running = new Running(program, args, options);
  await running.ended;
  if (running.child.exitCode !== 0) throw new Error(`${running.name} ${args.join(" ")}: ${running.said}`);
  return running.said;
}
