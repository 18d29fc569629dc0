import { mount } from "svelte";
import App from "./App.svelte";
import { setLanguage } from "./i18n/index.svelte";
import "./kit/styles.css";

// The host wrote the language of this device into the page: the first words are already in it.
if (document.documentElement.lang === "es") await setLanguage("es");

const root = document.getElementById("app");
if (root) mount(App, { target: root });
