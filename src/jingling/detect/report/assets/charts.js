// Charts: ECharts as SVG (as canvas where there are thousands of marks), coloured by the page's own colours, each with its figures in a table behind a toggle.
"use strict";

jingling.charts = {
  live: new Map(),

  colours() {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(`--${name}`).trim();
    return { text: colour("text"), muted: colour("muted"), rule: colour("rule"), accent: colour("accent"), soft: colour("accent-soft"), mid: colour("accent-mid"), amber: colour("amber"), grey: colour("grey"), ground: colour("ground"), raised: colour("raised") };
  },

  // Draws one option into an element that has its final size. The name says the finding to who cannot see it.
  show(element, option, name, renderer = "svg") {
    const { live } = jingling.charts;
    for (const [drawn, chart] of live) {
      if (!drawn.isConnected || drawn === element) {
        chart.dispose();
        live.delete(drawn);
      }
    }
    if (!element.clientWidth) return;
    const colours = jingling.charts.colours();
    const chart = echarts.init(element, null, { renderer, locale: jingling.t("EN", "ZH") });
    const font = getComputedStyle(document.body).fontFamily;
    chart.setOption({ animation: false, textStyle: { fontFamily: font, color: colours.text }, ...option });
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", name);
    live.set(element, chart);
  },

  axis(extra = {}) {
    const colours = jingling.charts.colours();
    const { axisLabel, ...others } = extra;
    return {
      axisLine: { lineStyle: { color: colours.rule } },
      axisTick: { show: false },
      axisLabel: { color: colours.muted, fontSize: 12, ...axisLabel },
      splitLine: { lineStyle: { color: colours.rule } },
      nameTextStyle: { color: colours.muted, fontSize: 12 },
      ...others,
    };
  },

  tip(formatter, trigger = "axis") {
    const colours = jingling.charts.colours();
    return {
      trigger,
      confine: true,
      axisPointer: { type: "shadow", shadowStyle: { color: colours.grey, opacity: 0.15 } },
      backgroundColor: colours.raised,
      borderColor: colours.rule,
      textStyle: { color: colours.text },
      formatter: (hit) => {
        const lines = formatter(Array.isArray(hit) ? hit[0].dataIndex : hit.dataIndex);
        return jingling.make("div", { class: "tip" }, jingling.make("b", {}, lines[0]), ...lines.slice(1).flatMap((line) => [line, jingling.make("br")]));
      },
    };
  },

  table(heads, rows) {
    const { make, t } = jingling;
    const cells = (row) => row.map((cell, place) => (place ? make("td", { class: "n" }, cell) : make("th", { scope: "row" }, cell)));
    return make(
      "details", {}, make("summary", {}, t("The figures", "查看数据")),
      make("div", { class: "wide" }, make("table", { class: "plain narrow" },
        make("thead", {}, make("tr", {}, ...heads.map((head, place) => make("th", { scope: "col", class: place ? "n" : "" }, head)))),
        make("tbody", {}, ...rows.map((row) => make("tr", {}, ...cells(row)))))),
    );
  },

  // Fills a figure: title, drawing, figures. A table that was open stays open.
  fill(figure, title, option, table, size = "", rows = 0, { pitch = 28, renderer = "svg" } = {}) {
    const { make } = jingling;
    const open = figure.querySelector("details")?.open;
    const drawing = make("div", { class: `drawing ${size}` });
    if (rows) drawing.style.height = `${rows * pitch + 40}px`;
    figure.replaceChildren(make("figcaption", {}, title), drawing, table);
    if (open) table.open = true;
    jingling.charts.show(drawing, option, title, renderer);
  },

  // A score told to as many digits as keep it from 0 and from 1.
  probability(logOdds) {
    const value = 1 / (1 + Math.exp(-logOdds));
    return String(Number(value.toFixed(Math.max(2, Math.ceil(Math.abs(logOdds) / Math.LN10) + 1))));
  },

  scores(figure) {
    const { charts, data, say, t, count } = jingling;
    const { from, step, counts, title } = data.charts.scores;
    const colours = charts.colours();
    const at = Math.log(data.threshold / (1 - data.threshold));
    const bounds = counts.map((_, place) => [from + place * step, from + (place + 1) * step]);
    const ends = [Math.min(from, at - 1), Math.max(from + counts.length * step, at + 1)];
    const ticks = [0.0001, 0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999].map((score) => Math.log(score / (1 - score))).filter((tick) => tick >= ends[0] && tick <= ends[1]);
    const range = ([low, high]) => `${charts.probability(low)} – ${charts.probability(high)}`;
    const option = {
      grid: { left: 8, right: 24, top: 44, bottom: 34, containLabel: true },
      tooltip: charts.tip((place) => [`${t("Score", "得分")} ${range(bounds[place])}`, `${count(counts[place])} ${t("callers", "个主叫")}`], "item"),
      xAxis: charts.axis({ type: "value", min: ends[0], max: ends[1], axisLine: { onZero: false, lineStyle: { color: colours.rule } }, splitLine: { show: false }, name: t("score (spaced by its log-odds)", "得分（按对数几率排布）"), nameLocation: "middle", nameGap: 28, axisTick: { show: true, customValues: ticks, lineStyle: { color: colours.rule } }, axisLabel: { customValues: ticks, formatter: charts.probability, hideOverlap: true } }),
      yAxis: charts.axis({ type: "log", min: 0.7, max: 10 ** Math.ceil(Math.log10(Math.max(10, ...counts))), logBase: 10, axisLine: { onZero: false, show: false }, name: t("callers (log scale)", "主叫数（对数刻度）"), nameTextStyle: { align: "left", color: colours.muted, fontSize: 12 }, axisLabel: { formatter: (value) => (value >= 1 ? count(value) : "") }, splitNumber: 3 }),
      series: [{
        type: "custom",
        encode: { x: [0, 1], y: 2 },
        data: counts.map((callers, place) => [...bounds[place], callers]),
        renderItem: (_, api) => {
          const callers = api.value(2);
          if (!callers) return null;
          const [left, top] = api.coord([api.value(0), callers]);
          const [right, floor] = api.coord([api.value(1), 0.7]);
          return { type: "rect", shape: { x: left + 0.5, y: top, width: Math.max(1, right - left - 1), height: floor - top }, style: { fill: api.value(0) >= at - step / 2 ? colours.accent : colours.grey } };
        },
        markLine: {
          symbol: "none", silent: true,
          lineStyle: { color: colours.text, type: "dashed", width: 1.5 },
          label: { formatter: `${t("threshold", "阈值")} ${Number(data.threshold.toPrecision(3))}`, color: colours.text, fontSize: 12.5, position: "end" },
          data: [{ xAxis: at }],
        },
      }],
    };
    charts.fill(figure, say(title), option, charts.table([t("Score", "得分"), t("Callers", "主叫数")], counts.map((callers, place) => [range(bounds[place]), count(callers)])));
  },

  percent(part, whole) {
    return whole ? `${((part / whole) * 100).toFixed(1)}%` : "–";
  },

  // Bars of one series' share by hour, and everyone's as a line behind them.
  byHour(figure, title, own, everyone, ownName, size = "") {
    const { charts, t, count } = jingling;
    const colours = charts.colours();
    const sum = (hours) => hours.reduce((total, calls) => total + calls, 0);
    const [ownTotal, allTotal] = [sum(own), sum(everyone)];
    const shares = (hours, total) => hours.map((calls) => (total ? (calls / total) * 100 : 0));
    const allName = t("everyone", "全体主叫");
    const hour = (at) => t(`${at}:00–${at + 1}:00`, `${at} 时至 ${at + 1} 时`);
    const peak = (hours) => hours.indexOf(Math.max(...hours));
    const label = (series, at, name, colour) => ({ symbol: "circle", symbolSize: 0.1, silent: true, label: { show: true, formatter: name, color: colour, fontSize: 12.5, position: "top", distance: 3 }, data: [{ coord: [at, series[at]] }] });
    const [ownShares, allShares] = [shares(own, ownTotal), shares(everyone, allTotal)];
    // everyone's name stands where their line rises furthest above the bars beneath the name
    const clear = allShares.map((share, at) => share - Math.max(...ownShares.slice(Math.max(0, at - 3), at + 4))).slice(2, 22);
    const free = 2 + clear.indexOf(Math.max(...clear));
    const series = [{ type: "bar", data: ownShares, itemStyle: { color: colours.accent }, barCategoryGap: "22%", markPoint: label(ownShares, peak(own), ownName, colours.text) }];
    if (allTotal) series.push({ type: "line", data: allShares, symbol: "none", step: "middle", lineStyle: { color: colours.text, width: 1.5, type: "dotted" }, markPoint: label(allShares, free, allName, colours.muted) });
    const option = {
      grid: { left: 4, right: 8, top: 30, bottom: 4, containLabel: true },
      tooltip: charts.tip((at) => [hour(at), `${ownName}: ${count(own[at])} (${charts.percent(own[at], ownTotal)})`, ...(allTotal ? [`${allName}: ${count(everyone[at])} (${charts.percent(everyone[at], allTotal)})`] : [])]),
      xAxis: charts.axis({ type: "category", data: own.map((_, at) => at), axisLabel: { interval: 2 } }),
      yAxis: charts.axis({ type: "value", max: (seen) => (seen.max > 75 ? 100 : null), axisLabel: { formatter: "{value}%" }, splitNumber: 3 }),
      series,
    };
    const heads = [t("Hour", "时段"), ownName, t("share", "占比"), ...(allTotal ? [allName, t("share", "占比")] : [])];
    const rows = own.map((calls, at) => [hour(at), count(calls), charts.percent(calls, ownTotal), ...(allTotal ? [count(everyone[at]), charts.percent(everyone[at], allTotal)] : [])]);
    charts.fill(figure, title, option, charts.table(heads, rows), size);
  },

  hours(figure) {
    const { charts, data, say, t } = jingling;
    charts.byHour(figure, say(data.charts.hours.title), data.charts.hours.flagged, data.everyone, t("flagged", "被标记"));
  },

  byDay(figure, title, days) {
    const { charts, t, count } = jingling;
    const colours = charts.colours();
    const totals = days.map(([, hours]) => hours.reduce((total, calls) => total + calls, 0));
    const option = {
      grid: { left: 4, right: 8, top: 12, bottom: 4, containLabel: true },
      tooltip: charts.tip((at) => [days[at][0], `${count(totals[at])} ${t("calls", "次呼出")}`]),
      xAxis: charts.axis({ type: "category", data: days.map(([day]) => day.slice(5)), axisLabel: { hideOverlap: true } }),
      yAxis: charts.axis({ type: "value", splitNumber: 2, minInterval: 1 }),
      series: [{ type: "bar", data: totals, itemStyle: { color: colours.accent }, barMaxWidth: 48 }],
    };
    charts.fill(figure, title, option, charts.table([t("Day", "日期"), t("Calls", "呼出")], days.map(([day], at) => [day, count(totals[at])])), "low");
  },

  // One small chart a feature: the flagged above the unflagged, middle half as box, 5th to 95th as line.
  spreads(holder) {
    const { charts, data, make, say, t } = jingling;
    const colours = charts.colours();
    const names = { flagged: t("flagged", "被标记"), unflagged: t("not flagged", "未标记") };
    const open = new Set([...holder.querySelectorAll("details[open]")].map((details) => details.dataset.feature));
    holder.replaceChildren();
    data.charts.spreads.forEach((spread, place) => {
      const drawing = make("div", { class: "drawing low" });
      const title = say(spread.title);
      const half = (side) => `${say(spread.said[side][1])} – ${say(spread.said[side][3])}`;
      const sentence = t(`Half of the flagged: ${half("flagged")}; half of the others: ${half("unflagged")}.`, `半数被标记者为 ${half("flagged")}；半数未标记者为 ${half("unflagged")}。`);
      const hundredths = ["5%", "25%", "50%", "75%", "95%"];
      const table = charts.table(["", ...hundredths], ["flagged", "unflagged"].map((side) => [names[side], ...spread.said[side].map(say)]));
      table.dataset.feature = String(place);
      if (open.has(String(place))) table.open = true;
      holder.append(make("div", { class: "multiple" }, make("h3", {}, title), make("p", {}, sentence), drawing, table));
      const figures = (side) => ({ value: spread[side], itemStyle: side === "flagged" ? { color: colours.soft, borderColor: colours.accent } : { color: colours.ground, borderColor: colours.muted } });
      const [high, low] = [Math.max(spread.flagged[4], spread.unflagged[4]), Math.min(spread.flagged[0], spread.unflagged[0])];
      const percent = spread.unit === "share";
      charts.show(drawing, {
        grid: { left: t(82, 56), right: 20, top: 4, bottom: 24 },
        tooltip: charts.tip((at) => { const side = at ? "flagged" : "unflagged"; return [names[side], ...spread.said[side].map((said, step) => `${hundredths[step]}: ${say(said)}`)]; }, "item"),
        xAxis: charts.axis({ type: "value", splitNumber: 4, min: low > 0 && low > high / 3 ? undefined : 0, scale: true, axisLabel: { hideOverlap: true, formatter: (value) => (percent ? `${Math.round(value * 100)}%` : jingling.count(value)) } }),
        yAxis: charts.axis({ type: "category", data: [names.unflagged, names.flagged], axisLine: { show: false }, axisLabel: { color: colours.text } }),
        series: [{ type: "boxplot", data: [figures("unflagged"), figures("flagged")], boxWidth: [12, 16], itemStyle: { borderWidth: 1.5 } }],
      }, `${title}. ${sentence}`);
    });
  },
};
