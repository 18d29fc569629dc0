// A picture with the invitation's QR code. It is read by the program itself: the Linux webview knows no bar codes, and
// no camera may be opened by a page here. A tablet offers its own camera where a picture is chosen.
import type { QrReadRequest } from "../../gen/api";
import { HostError } from "../../host";
import { call } from "../../shell/call";

/** Larger than any photograph that a tablet takes. */
const FILE_MAX_BYTES = 30 * 1024 * 1024;
/** A code that fills a third of a picture of this size is still read; more only takes longer. */
const SIDE_MAX = 1280;

/** The text of the QR code in a picture file. Throws {@link HostError}. */
export async function codeIn(file: Blob): Promise<string> {
  if (file.size > FILE_MAX_BYTES) throw new HostError("qr.picture");
  return (await call("qr_read", await inGrey(file))).text;
}

/** The picture, scaled down, in shades of grey. */
async function inGrey(file: Blob): Promise<QrReadRequest> {
  const picture = await createImageBitmap(file).catch(() => undefined);
  if (!picture) throw new HostError("qr.picture");
  const scale = Math.min(1, SIDE_MAX / Math.max(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  if (!context) throw new HostError("qr.picture");
  // What is see-through counts as paper.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.drawImage(picture, 0, 0, width, height);
  picture.close();
  return { width, height, gray: base64(grey(context.getImageData(0, 0, width, height).data)) };
}

/** One byte for each pixel of four. */
export function grey(pixels: Uint8ClampedArray): Uint8Array {
  const out = new Uint8Array(pixels.length / 4);
  for (let at = 0; at < out.length; at += 1) {
    const [red = 0, green = 0, blue = 0] = pixels.subarray(at * 4, at * 4 + 3);
    out[at] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  }
  return out;
}

const STEP = 0x8000;

export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += STEP) {
    text += String.fromCharCode(...bytes.subarray(at, at + STEP));
  }
  return btoa(text);
}
