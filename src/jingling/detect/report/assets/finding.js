// One finding's own page: who, what happened, how sure and why, whom it rang, by which lines, what to do now.
"use strict";

jingling.finding = {
  holder: document.getElementById("finding"),
  items: jingling.data.findings,
  place: -1,

  show(place) {
    const { finding } = jingling;
    finding.place = place;
    finding.draw();
  },

  draw() {
    const { data, finding, make, say, t } = jingling;
    const one = data.findings[finding.place];
    if (!one) return;
    const where = [say(one.class), say(one.place), say(one.carrier) && t(`${say(one.carrier)} by prefix`, `按号段属${say(one.carrier)}`)];
    const figures = [make("figure", { class: "chart" }), make("figure", { class: "chart" })];
    finding.holder.replaceChildren(
      finding.ways(),
      make("h1", { tabindex: "-1" }, one.name),
      make("p", { class: "who" }, where.filter(Boolean).join(t(" · ", " · "))),
      make("div", { class: "story" },
        make("div", {},
          make("section", {}, make("p", { class: "lead" }, say(one.sentence)), finding.tags(one), finding.facts(one), ...(one.days.length ? figures : [make("p", { class: "muted" }, t("Its calls by hour were not kept.", "未保留其按小时的呼叫。"))])),
          finding.why(one),
          finding.whom(one),
          finding.beside(one)),
        make("aside", {}, finding.now(one), finding.notJudged())),
    );
    finding.charts(one, figures);
  },

  // Back to the list, and to the neighbours by score.
  ways() {
    const { data, finding, make, t } = jingling;
    const kind = data.findings[finding.place].kind;
    const link = (place, text) => data.findings[place]?.kind === kind && make("a", { href: `#${kind}/${place + 1}` }, text);
    return make("nav", { class: "back", "aria-label": t("Ways on", "导航") },
      make("a", { href: kind === "line" ? "#lines" : jingling.listed ?? "#numbers" }, kind === "line" ? t("← All lines", "← 全部线路") : t("← All numbers", "← 全部号码")),
      make("span", {}, link(finding.place - 1, t("Higher score", "得分更高")), link(finding.place + 1, t("Lower score", "得分更低"))));
  },

  tags(one) {
    const { make, say, t } = jingling;
    const tags = one.patterns.map((title) => make("span", { class: "tag" }, say(title)));
    if (!one.flagged) tags.unshift(make("span", { class: "tag amber" }, t("below the threshold: not a finding", "低于阈值：不是线索")));
    if (one.falsely) tags.unshift(make("span", { class: "tag grey" }, one.kind === "line" ? t("shows numbers falsely", "冒用号码") : t("shown falsely by others", "被他人冒用显示")));
    return tags.length ? make("p", {}, ...tags) : "";
  },

  // A campaign's name, as a link where it has a page.
  campaign(name) {
    const { data, make } = jingling;
    const place = data.campaigns.findIndex((campaign) => campaign.name === name);
    return place < 0 ? name : make("a", { href: `#campaign/${place + 1}` }, name);
  },

  facts(one) {
    const { finding, say, t } = jingling;
    return finding.named([
      [t("First and last call", "首末次呼叫"), one.first && `${one.first} – ${one.last}`],
      [t("Busy hours", "集中时段"), one.busy && t(`${one.busy} h hold nine tenths of its calls`, `九成呼叫在 ${one.busy} 时`)],
      [t("Campaign", "团伙"), one.campaign && finding.campaign(one.campaign)],
      [t("As first seen", "原始写法"), one.raw],
      [t("How it was written", "书写情况"), one.marks.map(say).join(t("; ", "；"))],
    ]);
  },

  // Names with their values; what has no value is left out.
  named(facts) {
    const { make } = jingling;
    return make("dl", { class: "facts" }, ...facts.filter(([, value]) => value).flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
  },

  charts(one, [byHour, byDay]) {
    const { charts, data, t } = jingling;
    if (!one.days.length) return;
    const hours = one.days[0][1].map((_, at) => one.days.reduce((total, [, day]) => total + day[at], 0));
    charts.byHour(byHour, data.everyone.length ? t("Its calls by hour, beside everyone's", "其呼叫时段与全体主叫对照") : t("Its calls by hour", "其呼叫时段"), hours, data.everyone, t("this number", "该号码"));
    if (one.days.length > 1) charts.byDay(byDay, t("Its calls by day", "其逐日呼叫"), one.days);
    else byDay.remove();
  },

  signed(value) {
    return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
  },

  // A bar from the axis: to the right it speaks for harassment, to the left against. `low` and `high` end the scale.
  bar(value, low, high) {
    const { make } = jingling;
    const [axis, scale] = [(-low / (high - low)) * 200, 200 / (high - low)];
    const length = Math.max(0.5, Math.abs(value) * scale);
    return make("svg", { class: "signed", viewBox: "0 0 200 14", preserveAspectRatio: "none", "aria-hidden": "true" },
      make("rect", { class: value < 0 ? "against" : "for", x: value < 0 ? axis - length : axis, y: 1, width: length, height: 12 }),
      make("rect", { class: "axis", x: axis - 0.4, y: 0, width: 0.8, height: 14 }));
  },

  why(one) {
    const { finding, make, say, t } = jingling;
    const title = make("h2", {}, t("How sure, and why", "把握程度与依据"));
    if (!one.reasons.length) return make("section", {}, title, make("p", {}, t("Its reasons were not written; jingling explain tells them.", "未写出依据；可用 jingling explain 查看。")));
    const total = one.reasons.reduce((sum, [, part]) => sum + part, one.intercept);
    const rows = one.reasons.map(([sentence, part, usual]) => [say(sentence), part, usual && t(`usual among busy unflagged callers: ${say(usual)}`, `同样繁忙的未标记主叫通常为 ${say(usual)}`)]);
    const at = Math.log(one.threshold / (1 - one.threshold));
    return make("section", {}, title,
      make("p", {}, t("Each line adds to the score or takes from it, largest first. Together they are the whole score; nothing else counts.", "每一项使得分升高或降低，影响大的在前。各项之和就是全部得分，别无其他。")),
      finding.sum(t("What was seen", "观察到的情况"), rows, [[t("What every caller starts from", "每个主叫的起点"), finding.signed(one.intercept)]], [
        [t("Sum (log-odds)", "合计（对数几率）"), finding.signed(total)],
        [t("The same as a score", "换算为得分"), one.said],
        [t("The threshold, as log-odds", "阈值的对数几率"), finding.signed(at)],
      ]));
  },

  // A table of signed bars: rows of [text, weight, text beside], then plain rows and feet of [text, figure].
  sum(head, rows, starts, feet) {
    const { finding, make, t } = jingling;
    const parts = rows.map(([, part]) => part);
    const widest = Math.max(...parts.map(Math.abs));
    const [low, high] = [Math.min(-widest / 5, ...parts), Math.max(widest / 5, ...parts)];
    const row = ([text, part, beside]) => make("tr", {},
      make("th", { scope: "row" }, text, beside && make("span", { class: "usual" }, beside)),
      make("td", { class: "bar" }, finding.bar(part, low, high)),
      make("td", { class: "n" }, finding.signed(part)));
    const plain = ([text, figure]) => make("tr", {}, make("th", { scope: "row" }, text), make("td", { class: "bar" }), make("td", { class: "n" }, figure));
    return make("table", { class: "sum" },
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, head), make("th", { scope: "col" }, make("span", { class: "sides" }, make("span", {}, t("← against", "← 反对")), make("span", {}, t("for →", "支持 →")))), make("th", { scope: "col", class: "n" }, t("Weight", "权重")))),
      make("tbody", {}, ...rows.map(row), ...starts.map(plain)),
      feet.length > 0 && make("tfoot", {}, ...feet.map(plain)));
  },

  list(title, heads, rows, figures, empty) {
    const { make } = jingling;
    const cell = (value, place) => (place ? make("td", { class: figures.includes(place) ? "n" : "nobreak" }, String(value)) : make("th", { scope: "row", class: "nobreak" }, value));
    return make("section", {}, make("h2", {}, title), rows.length
      ? make("div", { class: "wide", tabindex: "0", role: "region", "aria-label": title }, make("table", { class: rows[0].length < 3 ? "plain narrow" : "plain" },
        make("thead", {}, make("tr", {}, ...heads.map((head, place) => make("th", { scope: "col", class: figures.includes(place) ? "n" : "" }, head)))),
        make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map(cell))))))
      : make("p", { class: "muted" }, empty));
  },

  whom(one) {
    const { finding, say, t } = jingling;
    const heads = [t("Person", "被叫"), t("Calls", "呼叫"), t("Answered", "接通"), t("Talk in all", "通话合计"), t("First", "首次"), t("Last", "末次")];
    const rows = one.reached.map(([name, calls, answered, talk, first, last]) => [name, calls, answered, say(talk), first, last]);
    return one.kind === "line" ? "" : finding.list(t("Whom it rang most", "它最常拨打的人"), heads, rows, [1, 2, 3], t("Not kept: only the highest-scored numbers carry the people they rang.", "未保留：仅得分最高的号码附有其被叫。"));
  },

  beside(one) {
    const { finding, t } = jingling;
    const line = one.kind === "line";
    return finding.list(line ? t("The worst numbers it showed", "经该线路显示的最可疑号码") : t("Which lines it came by", "经由的线路"), [line ? t("Number", "号码") : t("Line", "线路"), t("Calls", "呼叫")], one.beside, [1], t("Not known from these records.", "这些话单中无从得知。"));
  },

  now(one) {
    const { make, say, t } = jingling;
    return make("section", { class: "now" }, make("h2", {}, t("What to do now", "现在怎么办")),
      make("ol", {}, ...one.actions.map((action) => make("li", {}, say(action)))),
      make("p", {}, t("A finding is evidence to weigh, not a sentence.", "线索是供人权衡的证据，不是定论。")));
  },

  notJudged() {
    const { data, make, say, t } = jingling;
    return data.not_judged.length ? make("section", {}, make("h2", {}, t("What could not be judged", "未能判断的事项")), make("ul", {}, ...data.not_judged.map((said) => make("li", {}, say(said))))) : "";
  },
};
