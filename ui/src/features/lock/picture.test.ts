import { afterEach, expect, it, vi } from "vitest";
import { HostError, useHost } from "../../host";
import { FakeHost } from "../../host/fake";
import { base64, codeIn, grey } from "./picture";

afterEach(() => vi.unstubAllGlobals());

it("weighs colours as an eye does, and writes any number of bytes in base 64", () => {
  const pixels = new Uint8ClampedArray([255, 255, 255, 255, 0, 0, 0, 255, 255, 0, 0, 255, 0, 0, 255, 255]);
  expect([...grey(pixels)]).toEqual([255, 0, 76, 29]);
  const many = new Uint8Array(100_000).map((_, at) => at % 251);
  const back = [...atob(base64(many))].map((one) => one.charCodeAt(0));
  expect(back).toEqual([...many]);
});

it("refuses what is no picture, and what is far too large, without asking", async () => {
  const host = new FakeHost();
  useHost(host);
  vi.stubGlobal("createImageBitmap", () => Promise.reject(new DOMException("", "InvalidStateError")));
  const refused = async (file: Blob): Promise<unknown> => codeIn(file).catch((thrown: unknown) => thrown);
  expect(await refused(new Blob(["words"]))).toEqual(new HostError("qr.picture"));
  const large = Object.defineProperty(new Blob([]), "size", { value: 40 * 1024 * 1024 });
  expect(await refused(large)).toEqual(new HostError("qr.picture"));
  expect(host.calls).toEqual([]);
});

it("scales a photograph down before it is sent", async () => {
  const host = new FakeHost({ qr_read: { text: "ABCDE" } });
  useHost(host);
  vi.stubGlobal("createImageBitmap", () =>
    Promise.resolve({ width: 4000, height: 3000, close: () => undefined }),
  );
  const context = {
    fillRect: () => undefined,
    drawImage: () => undefined,
    getImageData: (_x: number, _y: number, width: number, height: number) => ({
      data: new Uint8ClampedArray(width * height * 4),
    }),
  };
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(context as never);
  expect(await codeIn(new Blob(["x"]))).toBe("ABCDE");
  const [asked] = host.asked("qr_read");
  expect([asked?.width, asked?.height]).toEqual([1280, 960]);
  expect(asked?.gray).toHaveLength(Math.ceil((1280 * 960) / 3) * 4);
});
