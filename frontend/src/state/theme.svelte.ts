/** Light, dark or as the system says. `public/theme.js` sets the same before the first paint. */

export type Theme = "system" | "light" | "dark";
const NAME = "tillwatch-theme";
const SYSTEM = matchMedia("(prefers-color-scheme: dark)");

export class Look {
  theme = $state<Theme>(kept());
  #systemIsDark = $state(SYSTEM.matches);

  get isDark(): boolean {
    return this.theme === "system" ? this.#systemIsDark : this.theme === "dark";
  }

  choose(theme: Theme): void {
    this.theme = theme;
    if (theme === "system") {
      localStorage.removeItem(NAME);
      delete document.documentElement.dataset["theme"];
    } else {
      localStorage.setItem(NAME, theme);
      document.documentElement.dataset["theme"] = theme;
    }
  }

  follow(): () => void {
    const read = () => (this.#systemIsDark = SYSTEM.matches);
    SYSTEM.addEventListener("change", read);
    return () => SYSTEM.removeEventListener("change", read);
  }
}

function kept(): Theme {
  const theme = localStorage.getItem(NAME);
  return theme === "light" || theme === "dark" ? theme : "system";
}
