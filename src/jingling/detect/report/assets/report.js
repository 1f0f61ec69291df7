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

  // `#number/3` and `#line/3` are pages of their own; all else is a place in the overview.
  const go = () => {
    const [path, query] = location.hash.slice(1).split("?");
    const [kind, at] = path.split("/");
    const place = Number(at) - 1;
    const one = jingling.data.findings[place];
    const open = Boolean(one) && one.kind === kind;
    const was = !overview.hidden;
    overview.hidden = open;
    jingling.finding.holder.hidden = !open;
    document.body.dataset.view = open ? "finding" : "overview";
    if (open) {
      jingling.finding.show(place);
      document.title = `${one.name} · ${jingling.say([title.dataset.textEn, title.dataset.textZh])}`;
      scrollTo(0, 0);
      jingling.finding.holder.querySelector("h1").focus({ preventScroll: true });
      return;
    }
    document.title = jingling.say([title.dataset.textEn, title.dataset.textZh]);
    if (path === "numbers" || !begun) jingling.table.read(new URLSearchParams(path === "numbers" ? query : ""));
    begun = true;
    if (path === "numbers") jingling.listed = location.hash;
    const left = jingling.finding.place;
    jingling.finding.place = -1;
    if (!was) {
      for (const draw of charts) draw();
      const link = overview.querySelector(`a[href$="/${left + 1}"]`);
      (link ?? document.getElementById(path))?.scrollIntoView({ block: link ? "center" : "start" });
      link?.focus({ preventScroll: true });
    } else if (path) document.getElementById(path)?.scrollIntoView();
  };

  // Goes at once: the browser tells of a new `location.hash` only later, after a second key may have been pressed.
  const visit = (address) => {
    history.pushState(null, "", address);
    go();
  };

  const keys = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input, select, textarea");
    const open = !jingling.finding.holder.hidden;
    if (event.key === "Escape") {
      if (typing) event.target.blur();
      else if (open) visit(jingling.finding.holder.querySelector(".back a").hash);
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
        const next = jingling.data.findings[jingling.finding.place + by];
        if (next?.kind === jingling.data.findings[jingling.finding.place].kind) visit(`#${next.kind}/${jingling.finding.place + by + 1}`);
      }
    }
  };

  addEventListener("hashchange", go);
  addEventListener("keydown", keys);
  jingling.table.begin();
  for (const draw of charts) jingling.redraws.add(draw);
  jingling.redraws.add(() => jingling.finding.draw());
  jingling.begin();
  go();
}
