// What a window manager says to a window, in the X11 protocol itself: nothing has to be installed for one message.
import { connect } from "node:net";
import { until } from "./processes.mjs";

const INTERN_ATOM = 16;
const QUERY_TREE = 15;
const GET_PROPERTY = 20;
const SEND_EVENT = 25;
const CLIENT_MESSAGE = 33;
const ANY_TYPE = 0;

/** A connection that asks one thing at a time. */
class Display {
  constructor(number) {
    this.socket = connect(`/tmp/.X11-unix/X${number}`);
    this.got = Buffer.alloc(0);
    this.socket.on("data", (data) => (this.got = Buffer.concat([this.got, data])));
  }

  /** As many bytes as have been asked for. */
  async #take(count) {
    await until("the display answers", () => this.got.length >= count);
    const taken = this.got.subarray(0, count);
    this.got = this.got.subarray(count);
    return taken;
  }

  async open() {
    const hello = Buffer.alloc(12);
    hello.write("l", 0, "latin1"); // little-endian
    hello.writeUInt16LE(11, 2);
    this.socket.write(hello);
    const head = await this.#take(8);
    if (head[0] !== 1) throw new Error("the display refuses");
    const body = await this.#take(head.readUInt16LE(6) * 4);
    const [vendorBytes, formats] = [body.readUInt16LE(16), body[21]];
    this.root = body.readUInt32LE(32 + Math.ceil(vendorBytes / 4) * 4 + formats * 8);
  }

  #send(opcode, detail, body) {
    const padded = Buffer.alloc(4 + Math.ceil(body.length / 4) * 4);
    padded[0] = opcode;
    padded[1] = detail;
    padded.writeUInt16LE(padded.length / 4, 2);
    body.copy(padded, 4);
    this.socket.write(padded);
  }

  async #ask(opcode, detail, body) {
    this.#send(opcode, detail, body);
    for (;;) {
      const head = await this.#take(32);
      if (head[0] === 0) throw new Error(`the display refuses request ${opcode}: error ${head[1]}`);
      if (head[0] === 1) return { head, body: await this.#take(head.readUInt32LE(4) * 4) };
    }
  }

  async atom(name) {
    const body = Buffer.alloc(4 + name.length);
    body.writeUInt16LE(name.length, 0);
    body.write(name, 4, "latin1");
    return (await this.#ask(INTERN_ATOM, 0, body)).head.readUInt32LE(8);
  }

  async children(window) {
    const { head, body } = await this.#ask(QUERY_TREE, 0, words(window));
    return Array.from({ length: head.readUInt16LE(16) }, (_, at) => body.readUInt32LE(at * 4));
  }

  /** A property's bytes; empty when the window has none. */
  async property(window, name) {
    const { head, body } = await this.#ask(GET_PROPERTY, 0, words(window, name, ANY_TYPE, 0, 1024));
    return body.subarray(0, (head.readUInt32LE(16) * head[1]) / 8);
  }

  message(window, type, value) {
    const event = Buffer.alloc(32);
    event[0] = CLIENT_MESSAGE;
    event[1] = 32;
    event.writeUInt32LE(window, 4);
    event.writeUInt32LE(type, 8);
    event.writeUInt32LE(value, 12);
    this.#send(SEND_EVENT, 0, Buffer.concat([words(window, 0), event]));
  }

  close() {
    this.socket.end();
  }
}

function words(...values) {
  const buffer = Buffer.alloc(values.length * 4);
  values.forEach((value, at) => buffer.writeUInt32LE(value, at * 4));
  return buffer;
}

async function everyWindow(display, from) {
  const found = [];
  for (const window of await display.children(from)) found.push(window, ...(await everyWindow(display, window)));
  return found;
}

/** The titles of all windows that a task switcher would show. */
export async function titles(number) {
  const display = new Display(number);
  try {
    await display.open();
    const [name, protocols] = [await display.atom("_NET_WM_NAME"), await display.atom("WM_PROTOCOLS")];
    const found = [];
    for (const window of await everyWindow(display, display.root)) {
      if ((await display.property(window, protocols)).length === 0) continue;
      const title = (await display.property(window, name)).toString("utf8");
      if (title) found.push({ window, title });
    }
    return found;
  } finally {
    display.close();
  }
}

/** Asks the window of this title to close, as the cross in its frame does. */
export async function askToClose(number, title) {
  const window = (await titles(number)).find((found) => found.title === title)?.window;
  if (window === undefined) throw new Error(`no window is called ${title}`);
  const display = new Display(number);
  try {
    await display.open();
    const [protocols, wish] = [await display.atom("WM_PROTOCOLS"), await display.atom("WM_DELETE_WINDOW")];
    display.message(window, protocols, wish);
    await display.atom("WM_NAME"); // an answer to this one says that the message before it was taken
  } finally {
    display.close();
  }
}
