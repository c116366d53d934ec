import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { mockApi } from "./mock";

export default defineConfig({ plugins: [svelte(), mockApi()], server: { host: "127.0.0.1", port: 5199 } });
