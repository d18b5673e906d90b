namespace Slipway.Gateway.Tests.Console.Browser;

/// <summary>Rules of WCAG 2.2 that a script can look at: each gives what breaks it.</summary>
internal static class Audit
{
    /// <summary>4.1.2: whatever can be used has a name.</summary>
    public const string Names = """
        () => {
          const wrong = [];
          for (const it of document.querySelectorAll("a[href], button, input, select, textarea, [tabindex='0'], summary, svg[role]")) {
            if (!it.checkVisibility() || it.closest("[aria-hidden=true]")) continue;
            const labelled = (it.getAttribute("aria-labelledby") || "").split(" ").map((id) => document.getElementById(id)?.textContent).join("");
            const name = it.getAttribute("aria-label") || labelled || it.labels?.[0]?.textContent || it.textContent || it.getAttribute("title");
            if (!name?.trim()) wrong.push(it.outerHTML.slice(0, 200));
          }
          return wrong;
        }
        """;

    /// <summary>1.4.3: text against what is behind it, 4.5 to 1, large text 3 to 1.</summary>
    public const string Contrast = """
        () => {
          const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
          const rgba = (color) => {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = color;
            canvas.fillRect(0, 0, 1, 1);
            const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
            return [r, g, b, a / 255];
          };
          const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
          const behind = (it) => {
            const layers = [];
            for (let at = it; at; at = at.parentElement) layers.push(rgba(getComputedStyle(at).backgroundColor));
            return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
          };
          const light = (color) => {
            const [r, g, b] = color.map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const wrong = new Set();
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (texts.nextNode()) {
            const it = texts.currentNode.parentElement;
            if (!texts.currentNode.data.trim() || !it.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
            if (it.closest(".unseen, .skip, :disabled, script, style, noscript, svg, .reconnecting")) continue;
            const style = getComputedStyle(it);
            const ground = behind(it);
            const [a, b] = [light(over(rgba(style.color), ground)), light(ground)].sort((x, y) => y - x);
            const size = parseFloat(style.fontSize);
            const least = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
            if ((a + 0.05) / (b + 0.05) < least - 0.05)
              wrong.add(`${((a + 0.05) / (b + 0.05)).toFixed(2)}: ${it.tagName}.${it.className}: ${texts.currentNode.data.trim().slice(0, 60)}`);
          }
          return [...wrong];
        }
        """;

    /// <summary>1.3.1, 2.4.1, 2.4.2, 3.1.1 and unique ids: what readers find their way by.</summary>
    public const string Structure = """
        () => {
          const wrong = [];
          if (!document.documentElement.lang) wrong.push("no language");
          if (!document.title) wrong.push("no title");
          for (const landmark of ["main", "nav", "header"])
            if (!document.querySelector(landmark)) wrong.push(`no ${landmark}`);
          if (document.querySelector("a[href]").textContent.trim() !== "Skip to the content") wrong.push("nothing skips to the content");
          // The library's charts define filters of one name; nobody refers to them from elsewhere.
          const ids = [...document.querySelectorAll("[id]")].filter((it) => !it.closest(".mud-chart")).map((it) => it.id);
          for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) wrong.push(`twice: ${id}`);
          for (const table of document.querySelectorAll("table"))
            if (!table.caption || !table.querySelector("th[scope]")) wrong.push("a table without caption or heads");
          let level = 1;
          for (const heading of document.querySelectorAll("main h1, main h2, main h3, main h4")) {
            const now = Number(heading.tagName[1]);
            if (now > level + 1) wrong.push(`h${now} after h${level}: ${heading.textContent}`);
            level = now;
          }
          return wrong;
        }
        """;
}
