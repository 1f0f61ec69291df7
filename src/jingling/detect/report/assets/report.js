// The report: which part the address names, what the keys do.
"use strict";

{
  const overview = document.getElementById("overview");
  const title = document.querySelector("title");
  let begun = false;

  const charts = ["scores", "hours", "spreads"].flatMap((name) =>
    [...document.querySelectorAll(`[data-chart="${name}"]`)].map((element) => () => {
      if (!overview.hidden) jingling.charts[name](element);
    }));

  const pages = { number: jingling.finding, line: jingling.finding, campaign: jingling.campaign };
  const { holder } = jingling.finding;

  // `#number/3`, `#line/3` and `#campaign/3` are pages of their own; all else is a place in the overview.
  const go = () => {
    const [path, query] = location.hash.slice(1).split("?");
    const [kind, at] = path.split("/");
    const place = Number(at) - 1;
    const one = Object.hasOwn(pages, kind) ? pages[kind].items[place] : undefined;
    const open = one?.kind === kind;
    const was = !overview.hidden;
    const left = shown();
    overview.hidden = open;
    holder.hidden = !open;
    document.body.dataset.view = open ? "finding" : "overview";
    for (const page of Object.values(pages)) page.place = -1;
    if (open) {
      pages[kind].show(place);
      document.title = `${one.name} · ${jingling.say([title.dataset.textEn, title.dataset.textZh])}`;
      scrollTo(0, 0);
      holder.querySelector("h1").focus({ preventScroll: true });
      return;
    }
    document.title = jingling.say([title.dataset.textEn, title.dataset.textZh]);
    if (path === "numbers" || !begun) jingling.table.read(new URLSearchParams(path === "numbers" ? query : ""));
    begun = true;
    if (path === "numbers") jingling.listed = location.hash;
    if (!was) {
      for (const draw of charts) draw();
      const link = left && overview.querySelector(`a[href="${address(left)}"]`);
      (link ?? document.getElementById(path))?.scrollIntoView({ block: link ? "center" : "start" });
      link?.focus({ preventScroll: true });
    } else if (path) document.getElementById(path)?.scrollIntoView();
  };

  // The page that is open: what it shows, and where that stands among the others.
  const shown = () => {
    const page = Object.values(pages).find((one) => one.place >= 0);
    return page && { page, place: page.place, kind: page.items[page.place].kind };
  };
  const address = ({ kind, place }) => `#${kind}/${place + 1}`;

  // Goes at once: the browser tells of a new `location.hash` only later, after a second key may have been pressed.
  const visit = (address) => {
    history.pushState(null, "", address);
    go();
  };

  const keys = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input, select, textarea");
    const open = shown();
    if (event.key === "Escape") {
      if (typing) event.target.blur();
      else if (open) visit(holder.querySelector(".back a").hash);
      return;
    }
    if (typing) return;
    if (event.key === "/" && !open) {
      event.preventDefault();
      jingling.table.form?.elements.q.focus();
    } else if (event.key === "j" || event.key === "k") {
      const by = event.key === "j" ? 1 : -1;
      if (!open) jingling.table.step(by);
      else {
        const place = open.place + by;
        if (open.page.items[place]?.kind === open.kind) visit(address({ kind: open.kind, place }));
      }
    }
  };

  addEventListener("hashchange", go);
  addEventListener("keydown", keys);
  jingling.table.begin();
  for (const draw of charts) jingling.redraws.add(draw);
  jingling.redraws.add(() => shown()?.page.draw());
  jingling.begin();
  go();
}
