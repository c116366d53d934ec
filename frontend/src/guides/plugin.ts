/** Lets the app import the pages of docs/ as guides (`render.ts`), each a chunk of its own. */
import type { Plugin } from "vite";
import { render } from "./render.ts";

export function guides(): Plugin {
  return {
    name: "tillwatch-guides",
    transform(code: string, id: string) {
      if (!id.endsWith(".md")) return undefined;
      return { code: `export default ${JSON.stringify(render(code))};`, map: null, moduleType: "js" };
    },
  };
}
