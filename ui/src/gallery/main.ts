/** Every control in every state, for eyes and for photographs: `?theme=night&size=glove&lang=es&part=fields`. */
import { mount } from "svelte";
import { setLanguage } from "../i18n/index.svelte";
import "../kit/styles.css";
import Gallery from "./Gallery.svelte";

const asked = new URLSearchParams(location.search);
const root = document.documentElement;
root.dataset["theme"] = asked.get("theme") ?? "day";
root.dataset["size"] = asked.get("size") ?? "normal";
await setLanguage(asked.get("lang") === "es" ? "es" : "en");

const target = document.getElementById("app");
if (target) mount(Gallery, { target, props: { part: asked.get("part") ?? "", open: asked.has("dialog") } });
