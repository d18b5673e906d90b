// Light or dark: what was chosen here, else what the system says. Before the page is drawn.
(() => {
  const key = "slipway-theme";
  const system = matchMedia("(prefers-color-scheme: dark)");
  let listener = null;

  const choice = () => {
    try {
      const kept = localStorage.getItem(key);
      return kept === "light" || kept === "dark" ? kept : "system";
    } catch {
      return "system";
    }
  };

  const isDark = () => choice() === "dark" || (choice() === "system" && system.matches);

  const apply = () => {
    document.documentElement.dataset.theme = isDark() ? "dark" : "light";
    listener?.invokeMethodAsync("ThemeChanged", choice(), isDark());
  };

  system.addEventListener("change", apply);
  addEventListener("storage", (event) => event.key === key && apply());

  window.slipwayTheme = {
    watch: (to) => {
      listener = to;
      apply();
    },
    unwatch: () => {
      listener = null;
    },
    choose: (theme) => {
      try {
        if (theme === "system") localStorage.removeItem(key);
        else localStorage.setItem(key, theme);
      } catch {
        // Not kept, then.
      }
      apply();
    },
  };
  apply();
})();
