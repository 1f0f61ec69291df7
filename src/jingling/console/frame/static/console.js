// What every page of the console does: keys, the menu on a phone, and components of Alpine's CSP build.
"use strict";

{
  const rows = () => [...document.querySelectorAll("a[data-row]")];

  const step = (by) => {
    const all = rows();
    const link = document.querySelector(by > 0 ? "a[rel=next].neighbour" : "a[rel=prev].neighbour");
    if (link) return link.click();
    const at = all.indexOf(document.activeElement);
    all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))]?.focus();
  };

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input, select, textarea");
    if (event.key === "Escape" && typing) event.target.blur();
    if (typing) return;
    if (event.key === "/" && document.getElementById("find")) {
      event.preventDefault();
      document.getElementById("find").focus();
    } else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "?") document.querySelector(".railfoot a")?.click();
  });

  // A form that came back with faults begins at their summary.
  document.getElementById("wrong")?.focus();

  document.addEventListener("alpine:init", () => {
    Alpine.data("menu", () => ({
      open: false,
      get expanded() {
        return String(this.open);
      },
      toggle() {
        this.open = !this.open;
        document.body.toggleAttribute("data-menu", this.open);
      },
    }));
    // A part that is opened by its button: `x-show="open"`.
    Alpine.data("fold", () => ({
      open: false,
      get expanded() {
        return String(this.open);
      },
      toggle() {
        this.open = !this.open;
      },
    }));
  });
}
