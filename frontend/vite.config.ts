import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, loadEnv } from "vite";
import { guides } from "./src/guides/plugin.ts";

export default defineConfig(({ mode }) => {
  const api = loadEnv(mode, ".", "TILLWATCH_")["TILLWATCH_URL"] ?? "http://127.0.0.1:8787";
  return {
    base: "./",
    plugins: [guides(), svelte()],
    build: {
      target: ["chrome123", "firefox120", "safari17.5"],
      outDir: "../src/tillwatch/faces/web/app",
      emptyOutDir: true,
      assetsInlineLimit: 0,
      license: { fileName: "licenses.md" },
      modulePreload: { polyfill: false },
    },
    server: { host: "127.0.0.1", fs: { allow: [".."] }, proxy: { "/api": api, "/open": api } },
  };
});
