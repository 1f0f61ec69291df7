// The table of the worst numbers: sorted, filtered and paged in place, its state kept in the address.
"use strict";

jingling.table = {
  page: 50,
  shown: 50,
  rows: [],

  begin() {
    const { table } = jingling;
    table.form = document.getElementById("filters");
    if (!table.form) return;
    table.rows = [...document.querySelectorAll("#numbers-table tbody tr")];
    for (const row of table.rows) row.text = row.textContent.toLowerCase();
    table.form.addEventListener("input", (event) => event.target.name !== "sort" && table.write());
    table.form.addEventListener("submit", (event) => event.preventDefault());
    for (const head of document.querySelectorAll("#numbers-table th[data-sort]")) {
      head.firstElementChild.addEventListener("click", () => {
        const { sort, rising } = table.order;
        table.sort(head.dataset.sort, head.dataset.sort === sort ? !rising : table.natural(head.dataset.sort));
      });
    }
    document.getElementById("more").addEventListener("click", () => {
      const next = table.matching()[table.shown];
      table.shown += table.page;
      table.apply();
      next?.querySelector("a").focus();
    });
    document.getElementById("clear").addEventListener("click", () => {
      table.form.reset();
      table.write();
      table.form.elements.q.focus();
    });
    table.order = { sort: "score", rising: false };
    table.form.elements.sort.addEventListener("change", (event) => table.sort(event.target.value, table.natural(event.target.value)));
    jingling.redraws.add(() => table.count());
  },

  // Names and hours read from their beginning, figures from the largest.
  natural(sort) {
    return sort === "name" || sort === "hours";
  },

  sort(sort, rising) {
    jingling.table.order = { sort, rising };
    jingling.table.write();
  },

  // From the form to the address: replaced, not pushed, so that Back leaves the table rather than a letter.
  write() {
    const { table } = jingling;
    const { q, pattern, class: kind } = table.form.elements;
    const { sort, rising } = table.order;
    const query = new URLSearchParams();
    if (q.value) query.set("q", q.value);
    if (pattern.value) query.set("pattern", pattern.value);
    if (kind.value) query.set("class", kind.value);
    if (sort !== "score" || rising) query.set("sort", (rising ? "" : "-") + sort);
    const text = query.toString();
    history.replaceState(null, "", `#numbers${text ? `?${text}` : ""}`);
    table.shown = table.page;
    table.apply();
  },

  // From the address to the form.
  read(query) {
    const { table } = jingling;
    if (!table.form) return;
    const { q, pattern, class: kind } = table.form.elements;
    q.value = query.get("q") ?? "";
    pattern.value = query.get("pattern") ?? "";
    kind.value = query.get("class") ?? "";
    const sort = query.get("sort") ?? "-score";
    const known = sort.replace(/^-/, "");
    table.order = ["name", "score", "calls", "callees", "hours"].includes(known) ? { sort: known, rising: !sort.startsWith("-") } : { sort: "score", rising: false };
    table.shown = table.page;
    table.apply();
  },

  matching() {
    const { table } = jingling;
    const { q, pattern, class: kind } = table.form.elements;
    const words = q.value.toLowerCase().split(/\s+/).filter(Boolean);
    return table.rows.filter((row) =>
      words.every((word) => row.text.includes(word))
      && (!pattern.value || row.dataset.patterns.split(" ").includes(pattern.value))
      && (!kind.value || row.dataset.class === kind.value));
  },

  apply() {
    const { table } = jingling;
    const { sort, rising } = table.order;
    const compare = sort === "name"
      ? (one, other) => one.dataset.name.localeCompare(other.dataset.name)
      : (one, other) => Number(one.dataset[sort]) - Number(other.dataset[sort]);
    table.rows.sort((one, other) => (rising ? compare(one, other) : compare(other, one)) || one.dataset.place - other.dataset.place);
    document.querySelector("#numbers-table tbody").append(...table.rows);
    for (const head of document.querySelectorAll("#numbers-table th[data-sort]")) {
      if (head.dataset.sort === sort) head.setAttribute("aria-sort", rising ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    }
    table.form.elements.sort.value = sort;
    const visible = new Set(table.matching().slice(0, table.shown));
    for (const row of table.rows) row.hidden = !visible.has(row);
    table.count();
  },

  count() {
    const { table, t, count } = jingling;
    const all = table.matching().length;
    const shown = Math.min(all, table.shown);
    document.getElementById("count").textContent = t(`${count(shown)} of ${count(all)} shown, ${count(table.rows.length)} listed`, `显示 ${count(shown)} / ${count(all)} 个，共列出 ${count(table.rows.length)} 个`);
    document.getElementById("more").hidden = all <= table.shown;
    document.getElementById("empty").hidden = all > 0;
    document.getElementById("numbers-table").hidden = all === 0;
  },

  // Moves the focus among the numbers shown, or among the campaigns where it stands there.
  step(by) {
    const campaigns = [...document.querySelectorAll("#campaigns-table th a")];
    const links = campaigns.includes(document.activeElement) ? campaigns : jingling.table.rows.filter((row) => !row.hidden).map((row) => row.querySelector("a"));
    const at = links.indexOf(document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, at < 0 ? 0 : at + by))]?.focus();
  },
};
