// The evaluation's charts: each figure with its interval, and the counts it rests on.
"use strict";

{
  const { charts, data, say, t, count } = jingling;
  const percent = (value) => `${(value * 100).toFixed(1)}%`;

  const font = () => getComputedStyle(document.body).fontFamily;

  // One line a row: a dot for what was seen, a bar for the interval around it; an end beyond the axis is told.
  const ranged = (rows, colours, end) => ({
    type: "custom",
    encode: { x: [1, 2, 3], y: 0 },
    data: rows,
    renderItem: (_, api) => {
      const [seen, y] = api.coord([api.value(1), api.value(0)]);
      const [low] = api.coord([api.value(2), api.value(0)]);
      const [high] = api.coord([Math.min(api.value(3), end), api.value(0)]);
      const beyond = api.value(3) > end;
      return {
        type: "group",
        children: [
          { type: "rect", shape: { x: low, y: y - 3, width: Math.max(1, high - low), height: 6 }, style: { fill: colours.soft, stroke: colours.accent, lineWidth: 1 } },
          { type: "circle", shape: { cx: seen, cy: y, r: 4.5 }, style: { fill: colours.accent } },
          ...(beyond ? [{ type: "text", style: { text: `→ ${count(Math.round(api.value(3)))}`, x: high - 6, y: y - 6, fill: colours.text, fontSize: 12, fontFamily: font(), textAlign: "right" } }] : []),
        ],
      };
    },
  });

  const rows = (figure, title, names, values, tip, axis, table) => {
    const colours = charts.colours();
    const narrow = figure.clientWidth < 500;
    charts.fill(figure, title, {
      grid: { left: narrow ? 128 : 220, right: 30, top: 6, bottom: 28 },
      tooltip: charts.tip(tip, "item"),
      xAxis: charts.axis({ type: "value", ...axis }),
      yAxis: charts.axis({ type: "category", inverse: true, data: names, axisLabel: { color: colours.text, interval: 0, width: narrow ? 118 : 208, overflow: "truncate" } }),
      series: [ranged(values.map((value, place) => [place, ...value]), colours, axis.max ?? Infinity)],
    }, table, "", names.length);
  };

  const draw = {
    innocents(figure) {
      // a role with few members has a bound so wide that it would hide all others
      const uppers = data.innocents.map(([, , upper]) => upper).sort((one, other) => one - other);
      const end = Math.min(10000, Math.ceil(Math.max(1.3 * (uppers[Math.floor(0.75 * (uppers.length - 1))] ?? 1), ...data.innocents.map(([, seen]) => 1.2 * seen))));
      const per = (value) => (value < 100 ? value.toFixed(1) : count(Math.round(value)));
      const worst = data.innocents[0];
      const title = worst && worst[3] ? t(`Most often wronged: ${worst[0][0]}, ${per(worst[1])} in 10,000 (at most ${per(worst[2])})`, `误标最多：${worst[0][1]}，每万个 ${per(worst[1])} 个（上限 ${per(worst[2])}）`) : t("No innocent of any role was flagged; the bars end at the upper 95% bound", "各类无辜主叫均无误标；横条止于 95% 上限");
      rows(figure, title, data.innocents.map(([role]) => say(role)), data.innocents.map(([, seen, upper]) => [seen, seen, upper]),
        (at) => [say(data.innocents[at][0]), `${count(data.innocents[at][3])} / ${count(data.innocents[at][4])}`, t(`${per(data.innocents[at][1])} in 10,000, at most ${per(data.innocents[at][2])}`, `每万个 ${per(data.innocents[at][1])} 个，上限 ${per(data.innocents[at][2])}`)],
        { min: 0, max: end },
        charts.table([t("Role", "角色"), t("Flagged", "误标"), t("Of", "总数"), t("Per 10,000", "每万个"), t("At most (95%)", "95% 上限")], data.innocents.map(([role, seen, upper, flagged, all]) => [say(role), count(flagged), count(all), per(seen), per(upper)])));
    },

    kinds(figure) {
      const worst = data.kinds[0];
      const title = worst ? t(`Hardest to find: ${worst[0][0]}, ${percent(worst[1])} of ${count(worst[2])}`, `最难发现：${worst[0][1]}，${count(worst[2])} 个中的 ${percent(worst[1])}`) : "";
      rows(figure, title, data.kinds.map(([kind]) => say(kind)), data.kinds.map(([, seen, , low, high]) => [seen, low, high]),
        (at) => { const [kind, seen, all, low, high] = data.kinds[at]; return [say(kind), `${percent(seen)} (${percent(low)} – ${percent(high)})`, `${count(all)} ${t("numbers", "个号码")}`]; },
        { min: 0, max: 1, axisLabel: { formatter: (value) => `${value * 100}%` } },
        charts.table([t("Kind", "类别"), t("Recall", "召回率"), t("95% from", "95% 下限"), t("to", "上限"), t("Numbers", "号码数")], data.kinds.map(([kind, seen, all, low, high]) => [say(kind), percent(seen), percent(low), percent(high), count(all)])));
    },

    curve(figure) {
      const colours = charts.colours();
      const best = data.curve.reduce((one, other) => (Math.min(...other.slice(0, 2)) > Math.min(...one.slice(0, 2)) ? other : one), data.curve[0]);
      const title = t(`Recall of ${percent(best[0])} can be had at a precision of ${percent(best[1])}`, `精确率 ${percent(best[1])} 时可达召回率 ${percent(best[0])}`);
      const step = Math.max(1, Math.floor(data.curve.length / 20));
      charts.fill(figure, title, {
        grid: { left: 8, right: 24, top: 36, bottom: 36, containLabel: true },
        tooltip: charts.tip((at) => [t("Precision and recall", "精确率与召回率"), `${t("recall", "召回率")} ${percent(data.curve[at][0])}`, `${t("precision", "精确率")} ${percent(data.curve[at][1])}`, `${t("threshold", "阈值")} ${Number(data.curve[at][2].toPrecision(3))}`], "item"),
        xAxis: charts.axis({ type: "value", min: 0, max: 1, name: t("recall", "召回率"), nameLocation: "middle", nameGap: 28, axisLabel: { formatter: (value) => `${Math.round(value * 100)}%` } }),
        yAxis: charts.axis({ type: "value", min: 0, max: 1, name: t("precision", "精确率"), nameTextStyle: { align: "left", color: colours.muted, fontSize: 12 }, axisLabel: { formatter: (value) => `${Math.round(value * 100)}%` } }),
        series: [{ type: "line", data: data.curve, symbol: "circle", symbolSize: 5, showSymbol: false, lineStyle: { color: colours.accent, width: 2 }, itemStyle: { color: colours.accent } }],
      }, charts.table([t("Threshold", "阈值"), t("Recall", "召回率"), t("Precision", "精确率")], data.curve.filter((_, place) => place % step === 0).map(([recall, precision, threshold]) => [String(Number(threshold.toPrecision(3))), percent(recall), percent(precision)])), "square");
    },

    calibration(figure) {
      const colours = charts.colours();
      const outside = data.calibration.filter(([score, , , low, high]) => score < low || score > high).length;
      const title = outside
        ? t(`In ${outside} of ${data.calibration.length} ranges of the score, the share that harasses differs from the score by more than chance`, `${data.calibration.length} 个得分区间中有 ${outside} 个的实际占比与得分之差超出偶然`)
        : t("In every range of the score, the share that harasses agrees with the score within chance", "各得分区间的实际占比与得分相符，差异未超出偶然");
      charts.fill(figure, title, {
        grid: { left: 8, right: 24, top: 36, bottom: 36, containLabel: true },
        tooltip: charts.tip((at) => { const [score, seen, all, low, high] = data.calibration[at]; return [`${t("mean score", "平均得分")} ${score.toFixed(3)}`, `${t("observed", "实际占比")} ${percent(seen)} (${percent(low)} – ${percent(high)})`, `${count(all)} ${t("callers", "个主叫")}`]; }, "item"),
        xAxis: charts.axis({ type: "value", min: 0, max: 1, name: t("mean score", "平均得分"), nameLocation: "middle", nameGap: 28 }),
        yAxis: charts.axis({ type: "value", min: 0, max: 1, name: t("share that harasses", "骚扰主叫占比"), nameTextStyle: { align: "left", color: colours.muted, fontSize: 12 }, axisLabel: { formatter: (value) => `${Math.round(value * 100)}%` } }),
        series: [{
          type: "custom",
          encode: { x: 0, y: [1, 3, 4] },
          data: data.calibration,
          renderItem: (_, api) => {
            const [x, y] = api.coord([api.value(0), api.value(1)]);
            const [, low] = api.coord([api.value(0), api.value(3)]);
            const [, high] = api.coord([api.value(0), api.value(4)]);
            const right = api.value(0) > 0.85;
            return {
              type: "group",
              children: [
                { type: "line", shape: { x1: x, y1: low, x2: x, y2: high }, style: { stroke: colours.accent, lineWidth: 2 } },
                { type: "circle", shape: { cx: x, cy: y, r: 5 }, style: { fill: colours.accent } },
                { type: "text", style: { text: count(api.value(2)), x: x + (right ? -9 : 9), y: y + 3, fill: colours.text, fontSize: 12, fontFamily: font(), textAlign: right ? "right" : "left" } },
              ],
            };
          },
          markLine: { silent: true, symbol: "none", lineStyle: { color: colours.grey, type: "dashed" }, label: { show: false }, data: [[{ coord: [0, 0] }, { coord: [1, 1] }]] },
        }],
      }, charts.table([t("Mean score", "平均得分"), t("Observed", "实际占比"), t("95% from", "95% 下限"), t("to", "上限"), t("Callers", "主叫数")], data.calibration.map(([score, seen, all, low, high]) => [score.toFixed(3), percent(seen), percent(low), percent(high), count(all)])), "square");
    },
  };

  for (const figure of document.querySelectorAll("[data-chart]")) jingling.redraws.add(() => draw[figure.dataset.chart](figure));
  jingling.begin();
}
