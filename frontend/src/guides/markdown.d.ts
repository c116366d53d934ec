declare module "*.md" {
  import type { Guide } from "./render";
  const guide: Guide;
  export default guide;
}
