// One campaign's own page: what its numbers did, when each was in use, how surely they are one, what they share.
"use strict";

jingling.campaign = {
  items: jingling.data.campaigns,
  place: -1,
  symbols: { numbers: "circle", people: "circle", lines: "diamond", devices: "rect", cells: "triangle", blocks: "rect" },

  show(place) {
    const { campaign } = jingling;
    campaign.place = place;
    campaign.draw();
  },

  draw() {
    const { campaign, finding, make, say, t } = jingling;
    const one = campaign.items[campaign.place];
    if (!one) return;
    const figures = { use: make("figure", { class: "chart" }), network: make("figure", { class: "chart" }) };
    finding.holder.replaceChildren(
      campaign.ways(),
      make("h1", { tabindex: "-1" }, one.name),
      make("p", { class: "who" }, t("campaign", "团伙")),
      make("div", { class: "story" },
        make("div", {},
          make("section", {}, make("p", { class: "lead" }, say(one.sentence)), make("p", {}, say(one.belief)), campaign.facts(one)),
          make("section", {}, make("h2", {}, t("Which number was in use when", "各号码的使用时间")), one.use ? figures.use : make("p", { class: "muted" }, t("Its numbers' calls by hour were not kept.", "未保留其号码的分时呼叫。"))),
          campaign.why(one),
          make("section", {}, make("h2", {}, t("What connects its numbers", "号码之间的联系")), make("p", {}, say(one.network.said)), one.network.ties.length ? figures.network : make("p", { class: "muted" }, t("What they share was not kept.", "未保留其共有情况。"))),
          campaign.people(one),
          campaign.members(one)),
        make("aside", {}, finding.now(one), finding.notJudged())),
    );
    if (one.use) campaign.use(figures.use, one.use);
    if (one.network.ties.length) campaign.network(figures.network, one.network);
  },

  ways() {
    const { campaign, make, t } = jingling;
    const link = (place, text) => campaign.items[place] && make("a", { href: `#campaign/${place + 1}` }, text);
    return make("nav", { class: "back", "aria-label": t("Ways on", "导航") },
      make("a", { href: "#campaigns" }, t("← All campaigns", "← 全部团伙")),
      make("span", {}, link(campaign.place - 1, t("Larger campaign", "更大的团伙")), link(campaign.place + 1, t("Smaller campaign", "更小的团伙"))));
  },

  facts(one) {
    const { finding, say, t } = jingling;
    return finding.named([
      [t("First and last call", "首末次呼叫"), one.first && `${one.first} – ${one.last}`],
      [t("Busy hours", "集中时段"), one.busy && t(`${one.busy} h`, `${one.busy} 时`)],
      [t("It used", "所用"), say(one.places)],
      [t("Rung more than once", "被多次拨打"), t(`${one.again} people`, `${one.again} 人`)],
    ]);
  },

  // A row for each number, a column for each hour (or day), darker where it made more calls.
  use(figure, use) {
    const { campaign, charts, count, say, t } = jingling;
    const colours = charts.colours();
    const day = (at) => say(use.columns[at]).split(" ")[0];
    const hour = (at) => Number(say(use.columns[at]).split(" ")[1].split(":")[0]);
    const told = (at) => (use.step > 1 ? day(at) : say(use.columns[at]));
    const cells = use.rows.flatMap(([, at, calls], row) => at.map((column, place) => [column, row, calls[place]]));
    const every = use.columns.length > 72 ? 24 : use.columns.length > 30 ? 6 : 3;
    const pitch = use.rows.length > 24 ? 14 : 22;
    const option = {
      grid: { left: 12 + 6.6 * Math.max(...use.rows.map(([name]) => name.length)), right: 12, top: 8, bottom: 26 },
      tooltip: charts.tip((at) => [use.rows[cells[at][1]][0], told(cells[at][0]), `${count(cells[at][2])} ${t("calls", "次呼出")}`], "item"),
      xAxis: charts.axis({
        type: "category", data: use.columns.map((_, at) => at), splitLine: { show: false },
        axisLabel: { hideOverlap: true, interval: (at) => use.step > 1 || hour(at) % every === 0, formatter: (at) => (use.step > 1 || hour(at) === 0 ? day(at).slice(5) : hour(at)) },
      }),
      yAxis: charts.axis({ type: "category", inverse: true, data: use.rows.map(([name]) => name), axisLine: { show: false }, splitLine: { show: true, interval: 0, lineStyle: { color: colours.rule, width: 0.5 } }, axisLabel: { interval: 0, fontSize: 11 } }),
      visualMap: { show: false, min: 0, max: Math.max(...cells.map(([, , calls]) => calls)), inRange: { color: [colours.mid, colours.accent] } },
      series: [{ type: "heatmap", data: cells, itemStyle: { borderColor: colours.ground, borderWidth: 0.5 }, emphasis: { itemStyle: { borderColor: colours.text } } }],
    };
    const rows = use.rows.map(([name, at, calls]) => [name, told(at[0]), told(at.at(-1)), count(calls.reduce((total, made) => total + made, 0))]);
    charts.fill(figure, say(use.title), option, charts.table([t("Number", "号码"), t("First", "首次"), t("Last", "末次"), t("Calls", "呼出")], rows), "", use.rows.length, { pitch });
    if (use.known !== count(rows.length)) figure.append(campaign.note(t(`${count(rows.length)} of ${use.known} numbers, spread evenly by first use.`, `${use.known} 个号码中的 ${count(rows.length)} 个，按首次使用均匀选取。`)));
  },

  note(text) {
    return jingling.make("p", { class: "muted" }, text);
  },

  // Drawn as canvas: thousands of marks are too many to be elements. Places come with the data.
  network(figure, network) {
    const { campaign, charts, count, data, make, say, t } = jingling;
    const colours = charts.colours();
    const kinds = network.kinds.map((pair, place) => ({ name: say(pair), symbol: Object.values(campaign.symbols)[place] }));
    const used = new Set(network.nodes.map(([kind]) => kind));
    const many = network.nodes.length > 400;
    const narrow = figure.clientWidth < 480;
    // people and blocks are hollow, so that no two kinds differ by colour alone
    const hollow = (kind, colour) => ({ color: colours.ground, borderColor: colour, borderWidth: many && kind === 1 ? 1 : 1.5 });
    const style = (kind) => (kind === 0 ? { color: colours.accent } : kind === 1 ? hollow(kind, colours.grey) : kind === kinds.length - 1 ? hollow(kind, colours.text) : { color: colours.text });
    // the most shared of each kind but people carry their name
    const named = new Set([...used].filter((kind) => kind > 1).flatMap((kind) => network.nodes.flatMap(([one], at) => (one === kind ? [at] : [])).slice(0, many ? 2 : 3)));
    const nodes = network.nodes.map(([kind, name, x, y, weight], at) => {
      const weakest = at === network.weakest;
      const size = (kind === 0 ? (many ? 5 : 9) : kind === 1 ? (many ? 3.5 : 6) : Math.min(20, (many ? 5 : 9) + Math.sqrt(weight))) * (many && narrow ? 0.6 : 1);
      return {
        name: String(at), x, y, category: kind, symbol: kinds[kind].symbol, symbolSize: weakest ? size + 5 : size,
        itemStyle: { ...style(kind), ...(weakest && { borderColor: colours.amber, borderWidth: 3 }) },
        label: { show: weakest || named.has(at), formatter: weakest ? t(`least sure: ${name}`, `最不确定：${name}`) : name, position: x > 500 ? "left" : "right", color: colours.text, fontSize: 12, textBorderColor: colours.ground, textBorderWidth: 3 },
      };
    });
    const links = Array.from({ length: network.ties.length / 2 }, (_, at) => ({ source: network.ties[2 * at], target: network.ties[2 * at + 1] }));
    const tip = charts.tip((at) => {
      const [kind, name, , , weight] = network.nodes[at];
      return kind === 0 ? [name, ...(weight >= 0 ? [t("opens its page", "点击查看详情")] : [])] : [`${kinds[kind].name}: ${name}`, t(`of ${count(weight)} numbers`, `${count(weight)} 个号码共有`)];
    }, "item");
    const option = {
      tooltip: { ...tip, formatter: (hit) => (hit.dataType === "node" ? tip.formatter(hit) : "") },
      legend: { bottom: 0, left: 0, itemWidth: 12, itemHeight: 12, itemGap: 14, textStyle: { color: colours.text, fontSize: 12.5 }, data: [...used].sort().map((kind) => ({ name: kinds[kind].name, icon: kinds[kind].symbol, itemStyle: style(kind) })) },
      series: [{
        type: "graph", layout: "none", categories: kinds.map(({ name, symbol }) => ({ name, symbol })), data: nodes, links,
        left: 12, right: 12, top: 12, bottom: narrow ? 64 : 40, roam: false, labelLayout: { hideOverlap: true },
        lineStyle: { color: colours.grey, width: many ? 0.4 : 0.8, opacity: many ? 0.3 : 0.5 },
        emphasis: { focus: "adjacency", lineStyle: { width: 1.5, opacity: 0.9 } },
      }],
    };
    const heads = [t("What they share", "共有之物"), t("Kind", "类别"), t("Numbers", "号码"), t("Calls", "呼叫")];
    charts.fill(figure, say(network.title), option, charts.table(heads, network.shared.map(([name, kind, ...figures]) => [name, say(kind), ...figures])), "network", 0, { renderer: "canvas" });
    const drawing = figure.querySelector(".drawing");
    const chart = charts.live.get(drawing);
    if (!chart) return;
    chart.on("click", ({ dataType, dataIndex }) => {
      const [kind, , , , place] = network.nodes[dataIndex];
      if (dataType === "node" && kind === 0 && place >= 0) location.hash = `#${data.findings[place].kind}/${place + 1}`;
    });
    drawing.after(campaign.zoom(chart));
  },

  // Buttons rather than the wheel, which is the page's; what is larger than its frame can then be dragged.
  zoom(chart) {
    const { make, t } = jingling;
    let zoom = 1;
    const to = (next) => {
      zoom = Math.min(16, Math.max(1, next));
      chart.setOption({ series: [{ zoom, roam: zoom > 1 ? "move" : false, ...(zoom === 1 && { center: null }) }] });
    };
    const button = (text, label, next) => {
      const made = make("button", { type: "button", "aria-label": label, title: label }, text);
      made.addEventListener("click", () => to(next()));
      return made;
    };
    return make("p", { class: "zoom" }, button("+", t("Zoom in", "放大"), () => zoom * 1.6), button("−", t("Zoom out", "缩小"), () => zoom / 1.6), button(t("Whole", "全图"), t("The whole network", "显示全图"), () => 1));
  },

  why(one) {
    const { campaign, finding, make, say, t } = jingling;
    const told = ([sentence, weight, beside]) => [say(sentence), weight, say(beside)];
    const parts = [make("h2", {}, t("How surely they are one, and why", "为何是一伙，把握多大"))];
    if (one.evidence.length) {
      parts.push(
        make("p", {}, t("What each kind of evidence adds to a number's belonging, on average.", "各类证据对号码归属的平均贡献。")),
        finding.sum(t("Evidence", "证据"), one.evidence.map(told), [], []));
    }
    const weak = one.weakest;
    if (weak) {
      parts.push(make("h3", {}, t("The weakest link", "最弱的一环")), make("p", {}, say(weak.sentence)), make("p", {}, say(weak.leaning)));
      if (weak.links.length) {
        parts.push(finding.sum(t(`What links ${weak.name} to the rest`, `${weak.name} 与其余号码的联系`), weak.links.map(told), [[t("What any number starts from", "每个号码的起点"), finding.signed(weak.intercept)]], [
          [t("Sum (log-odds)", "合计（对数几率）"), finding.signed(weak.log_odds)],
          [t("The same as a probability", "换算为概率"), weak.said],
          ...(weak.without ? [[t("If its strongest link were wrong", "若最强的一项有误"), weak.without]] : []),
        ]));
      }
    }
    if (parts.length === 1) parts.push(campaign.note(t("Its evidence was not kept.", "未保留其证据。")));
    return make("section", {}, ...parts);
  },

  people(one) {
    const { finding, say, t } = jingling;
    const timed = one.people.rows.some(([, , , first]) => first);
    const heads = [t("Person", "被叫"), t("Numbers", "号码"), t("Calls", "呼叫"), ...(timed ? [t("First kept", "首次（所留存）"), t("Last kept", "末次（所留存）")] : [])];
    const rows = one.people.rows.map((row) => (timed ? row : row.slice(0, 3)));
    return finding.list(say(one.people.title), heads, rows, [1, 2], t("Whom they rang together was not kept.", "未保留其共同拨打的人。"));
  },

  members(one) {
    const { campaign, count, data, finding, make, t } = jingling;
    const heads = [t("Number", "号码"), t("Score", "得分"), t("Belongs", "归属概率"), t("Calls", "呼出"), t("First", "首次"), t("Last", "末次")];
    const rows = one.members.map(([name, place, ...row]) => [place < 0 ? name : make("a", { href: `#${data.findings[place].kind}/${place + 1}` }, name), ...row]);
    const list = finding.list(t("Its numbers", "其号码"), heads, rows, [1, 2, 3], t("Its numbers were not kept.", "未保留其号码。"));
    if (rows.length && one.numbers !== count(rows.length)) list.append(campaign.note(t(`The ${count(rows.length)} most suspect of ${one.numbers}; all are in members.parquet.`, `${one.numbers} 个中最可疑的 ${count(rows.length)} 个；全部见 members.parquet。`)));
    return list;
  },
};
