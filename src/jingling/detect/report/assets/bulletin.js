// The bulletin's charts: receptions by class, and kinds of number beside the month before.
"use strict";

{
  const { charts, data, say, t, count } = jingling;
  const percent = (value) => `${(value * 100).toFixed(1)}%`;

  const bars = (figure, title, names, series, tip, table) => {
    const colours = charts.colours();
    const narrow = figure.clientWidth < 500;
    charts.fill(figure, title, {
      grid: { left: narrow ? 110 : 200, right: 64, top: series.length > 1 ? 34 : 6, bottom: 28 },
      legend: series.length > 1 ? { top: 0, left: 0, textStyle: { color: colours.text } } : undefined,
      tooltip: charts.tip(tip, "item"),
      xAxis: charts.axis({ type: "value", axisLabel: { formatter: count, hideOverlap: true } }),
      yAxis: charts.axis({ type: "category", inverse: true, data: names, axisLabel: { color: colours.text, interval: 0, width: narrow ? 100 : 190, overflow: "truncate" } }),
      series,
    }, table, "", names.length * series.length);
  };

  const draw = {
    class(figure) {
      const rows = data.class;
      if (!rows.length) return;
      const colours = charts.colours();
      const [first, , share] = rows[0];
      bars(figure, t(`Most receptions: ${first[0]}, ${percent(share)}`, `件次最多：${first[1]}，占 ${percent(share)}`), rows.map(([name]) => say(name)),
        [{ type: "bar", data: rows.map(([, now]) => now), itemStyle: { color: colours.accent }, label: { show: true, position: "right", color: colours.text, formatter: ({ dataIndex }) => percent(rows[dataIndex][2]) } }],
        (at) => [say(rows[at][0]), `${count(rows[at][1])} ${t("receptions", "件次")}`, percent(rows[at][2])],
        charts.table([t("Class", "类别"), t("Receptions", "件次"), t("Share", "占比")], rows.map(([name, now, part]) => [say(name), count(now), percent(part)])));
    },

    kind(figure) {
      const rows = data.kind;
      if (!rows.length) return;
      const colours = charts.colours();
      const known = rows.some(([, , before]) => before !== null);
      const told = (value) => (value === null ? "–" : count(value));
      const series = [{ type: "bar", name: t("this month", "本月"), data: rows.map(([, now]) => now), itemStyle: { color: colours.accent } }];
      if (known) series.push({ type: "bar", name: t("month before", "上月"), data: rows.map(([, , before]) => before ?? 0), itemStyle: { color: colours.grey } });
      bars(figure, t(`Most receptions: ${rows[0][0][0]}, ${told(rows[0][1])}`, `件次最多：${rows[0][0][1]}，${told(rows[0][1])} 件次`), rows.map(([name]) => say(name)), series,
        (at) => [say(rows[at][0]), `${t("this month", "本月")} ${told(rows[at][1])}`, `${t("month before", "上月")} ${told(rows[at][2])}`],
        charts.table([t("Kind", "号码类别"), t("This month", "本月"), t("Month before", "上月")], rows.map(([name, now, before]) => [say(name), told(now), told(before)])));
    },
  };

  const all = () => {
    for (const figure of document.querySelectorAll("[data-chart]")) draw[figure.dataset.chart](figure);
  };
  jingling.redraws.add(all);
  jingling.begin();
}
