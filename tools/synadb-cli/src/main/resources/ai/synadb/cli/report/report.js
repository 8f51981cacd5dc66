// SPDX-License-Identifier: Apache-2.0
"use strict";
(function () {
  // Everything from the data goes into the page as text, never as markup.
  const data = JSON.parse(document.getElementById("data").textContent);
  const runs = data.runs;
  const COLORS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#a6761d", "#56b4e9", "#e69f00", "#7570b3", "#66a61e", "#999999"];
  const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3]];
  const byId = (id) => document.getElementById(id);
  const element = (name, text, className) => {
    const e = document.createElement(name);
    if (text !== undefined && text !== null) e.textContent = text;
    if (className) e.className = className;
    return e;
  };
  // A parameter may be called like something that every object has.
  const own = (o, n) => Object.prototype.hasOwnProperty.call(o, n) ? o[n] : undefined;
  const number = (v) => typeof v === "number" ? v : v === "Infinity" ? Infinity : v === "-Infinity" ? -Infinity : NaN;
  const label = (i) => runs[i].name || runs[i].id.slice(0, 12);
  const color = (i) => COLORS[i % COLORS.length];
  const show = (v) => v === null || v === undefined ? "" : typeof v === "number" ? short(v)
      : typeof v === "object" ? JSON.stringify(v) : String(v);
  const short = (v) => Number.isInteger(v) ? String(v) : String(Number(v.toPrecision(6)));

  // ---- what is chosen, kept in the address so that a view can be passed on

  const address = new URLSearchParams(location.hash.slice(1));
  const state = {
    smooth: Math.min(0.99, Math.max(0, Number(address.get("smooth") || 0.6))),
    log: address.get("log") === "1",
    outliers: address.get("outliers") === "1",
    axis: ["step", "relative", "time"].includes(address.get("axis")) ? address.get("axis") : "step",
    before: indexOf(address.get("before"), 0),
    after: indexOf(address.get("after"), Math.min(1, runs.length - 1)),
    only: address.get("only") !== "0",
    hidden: new Set((address.get("hidden") || "").split(",").filter(Boolean)),
  };
  if (Number.isNaN(state.smooth)) state.smooth = 0.6;

  function indexOf(id, otherwise) {
    const i = runs.findIndex((r) => r.id === id);
    return i < 0 ? otherwise : i;
  }

  function remember() {
    const p = new URLSearchParams();
    p.set("smooth", state.smooth);
    if (state.log) p.set("log", "1");
    if (state.outliers) p.set("outliers", "1");
    if (state.axis !== "step") p.set("axis", state.axis);
    if (!state.only) p.set("only", "0");
    if (state.hidden.size) p.set("hidden", [...state.hidden].join(","));
    if (runs[state.before]) p.set("before", runs[state.before].id);
    if (runs[state.after]) p.set("after", runs[state.after].id);
    history.replaceState(null, "", "#" + p);
  }

  const isShown = (i) => !state.hidden.has(runs[i].id);

  // ---- the table of runs

  const names = (part) => [...new Set(runs.flatMap((r) => Object.keys(r[part])))].sort();
  const columns = [
    { title: "name", value: (r) => r.name || r.id.slice(0, 12) },
    { title: "experiment", value: (r) => r.experiment },
    { title: "status", value: (r) => r.status },
    { title: "started", value: (r) => r.startedAt },
    { title: "seconds", value: (r) => r.seconds },
    ...names("params").map((n) => ({ title: n, value: (r) => own(r.params, n) })),
    ...names("metrics").map((n) => ({ title: n + " (last)", value: (r) => own(r.metrics, n) && number(own(r.metrics, n).last) })),
    { title: "tags", value: (r) => Object.entries(r.tags).map(([k, v]) => v === "" ? k : k + "=" + v).join(", ") },
    { title: "id", value: (r) => r.id },
  ];
  let sorted = { column: 3, isDown: false };

  function drawTable() {
    const head = element("tr");
    head.append(element("th", "shown"));
    columns.forEach((c, i) => {
      const th = element("th");
      const button = element("button", c.title + (sorted.column === i ? (sorted.isDown ? " ▾" : " ▴") : ""));
      button.type = "button";
      button.addEventListener("click", () => {
        sorted = { column: i, isDown: sorted.column === i && !sorted.isDown };
        drawTable();
      });
      if (sorted.column === i) th.setAttribute("aria-sort", sorted.isDown ? "descending" : "ascending");
      th.append(button);
      head.append(th);
    });
    byId("table").tHead.replaceChildren(head);
    const words = byId("find").value.toLowerCase();
    const value = columns[sorted.column].value;
    const order = runs.map((r, i) => i)
        .filter((i) => columns.some((c) => show(c.value(runs[i])).toLowerCase().includes(words)))
        .sort((a, b) => (sorted.isDown ? -1 : 1) * compare(value(runs[a]), value(runs[b])) || a - b);
    byId("table").tBodies[0].replaceChildren(...order.map(row));
    byId("shown").textContent = runs.filter((r, i) => isShown(i)).length + " of " + runs.length + " runs in the charts";
  }

  function compare(a, b) {
    const isEmpty = (v) => v === null || v === undefined || Number.isNaN(v);
    if (isEmpty(a) || isEmpty(b)) return isEmpty(a) - isEmpty(b);
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
  }

  function row(i) {
    const tr = element("tr", null, isShown(i) ? "" : "off");
    const box = element("input");
    box.type = "checkbox";
    box.checked = isShown(i);
    box.setAttribute("aria-label", "Show " + label(i));
    box.addEventListener("change", () => setShown([i], box.checked));
    const first = element("td");
    first.append(box);
    tr.append(first);
    columns.forEach((c, n) => {
      const v = c.value(runs[i]);
      const td = element("td", null, typeof v === "number" ? "number" : "");
      td.title = show(v);
      if (n === 0) {
        const swatch = element("span", null, "swatch");
        swatch.style.background = color(i);
        td.append(swatch);
      }
      td.append(show(v));
      tr.append(td);
    });
    return tr;
  }

  function setShown(indexes, on) {
    indexes.forEach((i) => on ? state.hidden.delete(runs[i].id) : state.hidden.add(runs[i].id));
    drawTable();
    drawCharts();
  }

  // ---- charts

  /** An exponential average without the pull to its beginning; what is not finite is left out of it. */
  function smoothed(values, weight) {
    let last = 0;
    let count = 0;
    return values.map((v) => {
      if (v === null || !Number.isFinite(v)) return null;
      last = last * weight + (1 - weight) * v;
      count++;
      return weight === 0 ? v : last / (1 - Math.pow(weight, count));
    });
  }

  function points(s) {
    const start = Date.parse(runs[s.run].startedAt);
    const x = state.axis === "step" ? s.steps
        : s.times.map((t) => state.axis === "time" ? t / 1000 : (t - start) / 1000);
    const all = s.values.map((v, i) => [x[i], number(v)]).sort((a, b) => a[0] - b[0]);
    const last = all.filter((p, i) => i + 1 === all.length || all[i + 1][0] !== p[0]); // of one place the newest
    // Neither a logarithm of what is not positive nor what is not finite can be drawn.
    const drawn = last.map((p) => Number.isFinite(p[1]) && !(state.log && p[1] <= 0) ? p[1] : null);
    return { x: last.map((p) => p[0]), raw: drawn, smooth: smoothed(drawn, state.smooth) };
  }

  const metrics = [...new Set(data.series.map((s) => s.metric))].sort();
  const figures = metrics.map((metric) => {
    const figure = element("figure");
    const place = element("div");
    const legend = element("ul", null, "legend");
    const remark = element("p", null, "remark");
    figure.append(element("figcaption", metric), place, legend, remark);
    return { metric, figure, place, legend, remark, plot: null, series: data.series.filter((s) => s.metric === metric) };
  });
  byId("grid").append(...figures.map((f) => f.figure));
  if (!figures.length) byId("grid").append(element("p", "No metrics were logged."));

  function remarkOf(f, series) {
    const parts = [];
    const sampled = series.filter((s) => s.values.length < s.count);
    if (sampled.length) {
      parts.push(sampled.map((s) => s.values.length + " of " + s.count + " points of " + label(s.run)).slice(0, 3).join(", ")
          + (sampled.length > 3 ? " and others" : "") + ", extremes kept");
    }
    const bad = series.reduce((n, s) => n + s.notFinite, 0);
    if (bad) parts.push(bad + (bad === 1 ? " value is" : " values are") + " NaN or infinite and not drawn");
    const low = state.log
        ? series.reduce((n, s) => n + s.values.filter((v) => Number.isFinite(number(v)) && number(v) <= 0).length, 0) : 0;
    if (low) parts.push(low + (low === 1 ? " value is" : " values are") + " not positive and not drawn");
    return parts.join("; ");
  }

  function range(values) {
    const v = values.filter((x) => x !== null).sort((a, b) => a - b);
    if (!v.length) return [0, 1];
    let low = v[0];
    let high = v[v.length - 1];
    if (state.outliers) {
      low = v[Math.floor(0.02 * (v.length - 1))];
      high = v[Math.ceil(0.98 * (v.length - 1))];
    }
    if (low === high) return state.log ? [low / 2, high * 2] : [low - (Math.abs(low) || 1) / 2, high + (Math.abs(high) || 1) / 2];
    return state.log ? [low, high] : [low - 0.05 * (high - low), high + 0.05 * (high - low)];
  }

  function drawChart(f) {
    if (f.plot) f.plot.destroy();
    const shown = f.series.filter((s) => isShown(s.run));
    const lines = shown.map(points);
    const style = getComputedStyle(document.body);
    const axis = { stroke: style.getPropertyValue("--faint"), grid: { stroke: style.getPropertyValue("--line"), width: 1 },
      ticks: { stroke: style.getPropertyValue("--line") }, size: 64 };
    const tables = lines.map((l) => [l.x, l.raw, l.smooth]);
    const joined = tables.length ? uPlot.join(tables) : [[]];
    const bounds = range(lines.flatMap((l) => l.raw));
    const series = [{}];
    shown.forEach((s) => {
      const stroke = color(s.run);
      const dash = DASHES[Math.floor(s.run / COLORS.length) % DASHES.length];
      const isAlone = s.values.length === 1;
      series.push({ label: label(s.run), stroke, dash, width: 1, alpha: state.smooth > 0 ? 0.25 : 1, spanGaps: true,
        points: { show: isAlone, size: 6 } });
      series.push({ label: label(s.run), stroke, dash, width: 2, show: state.smooth > 0, spanGaps: true, points: { show: isAlone, size: 6 } });
    });
    f.plot = new uPlot({
      width: Math.max(200, f.figure.clientWidth - 26), height: 260, series, legend: { show: false },
      cursor: { sync: { key: "runs" }, drag: { x: true, y: false } },
      scales: { x: { time: state.axis === "time" }, y: { distr: state.log ? 3 : 1, range: () => bounds } },
      axes: [{ ...axis, size: 40 }, axis],
    }, joined, f.place);
    f.legend.replaceChildren(...f.series.map((s) => legendEntry(f, s, lines[shown.indexOf(s)])));
    f.remark.textContent = remarkOf(f, shown);
  }

  function legendEntry(f, s, line) {
    const lastOf = (values) => values.reduce((a, v) => v === null ? a : v, null);
    const button = element("button");
    button.type = "button";
    button.setAttribute("aria-pressed", String(isShown(s.run)));
    const swatch = element("span", null, "swatch");
    swatch.style.background = color(s.run);
    let text = label(s.run);
    if (line) {
      const raw = lastOf(line.raw);
      text += " " + (raw === null ? "–" : short(raw));
      if (state.smooth > 0 && raw !== null) text += " (smoothed " + short(lastOf(line.smooth)) + ")";
    }
    button.append(swatch, text);
    button.title = text;
    button.addEventListener("click", () => setShown([s.run], !isShown(s.run)));
    const li = element("li");
    li.append(button);
    return li;
  }

  function drawCharts() {
    figures.forEach(drawChart);
    byId("smooth-value").textContent = state.smooth.toFixed(2);
    remember();
    document.body.dataset.charts = String(figures.length);
  }

  // ---- the differences of two runs

  function drawDiff() {
    const a = runs[state.before];
    const b = runs[state.after];
    const rows = [];
    const add = (kind, name, x, y) => {
      const differs = JSON.stringify(x) !== JSON.stringify(y);
      if (!differs && state.only) return;
      const change = typeof x === "number" && typeof y === "number" && differs ? (y > x ? "+" : "") + short(y - x) : "";
      const tr = element("tr", null, differs ? "changed" : "");
      [kind, name, show(x), show(y), change].forEach((t) => {
        const td = element("td", t);
        td.title = t;
        tr.append(td);
      });
      rows.push(tr);
    };
    const both = (x, y) => [...new Set([...Object.keys(x), ...Object.keys(y)])].sort();
    if (a && b) {
      ["experiment", "name", "status", "note", "gitCommit", "parentId", "seconds"].forEach((n) => add("run", n, a[n], b[n]));
      both(a.params, b.params).forEach((n) => add("parameter", n, own(a.params, n), own(b.params, n)));
      both(a.tags, b.tags).forEach((n) => add("tag", n, own(a.tags, n), own(b.tags, n)));
      const of = (r, n, aspect) => own(r.metrics, n) && number(own(r.metrics, n)[aspect]);
      both(a.metrics, b.metrics).forEach((n) => ["last", "min", "max", "count"].forEach(
          (aspect) => add("metric", n + " " + aspect, of(a, n, aspect), of(b, n, aspect))));
    }
    const head = element("tr");
    ["", "name", a ? label(state.before) : "", b ? label(state.after) : "", "change"].forEach((t) => head.append(element("th", t)));
    byId("diff-table").tHead.replaceChildren(head);
    if (!rows.length) {
      const tr = element("tr");
      tr.append(element("td", runs.length < 2 ? "There are no two runs." : "Nothing differs."));
      rows.push(tr);
    }
    byId("diff-table").tBodies[0].replaceChildren(...rows);
  }

  // ---- controls

  function control(id, property, key, redraw) {
    const e = byId(id);
    e[property] = state[key];
    e.addEventListener("input", () => {
      state[key] = e.type === "range" || e.dataset.index ? Number(e[property]) : e[property];
      redraw();
      remember();
    });
  }
  ["before", "after"].forEach((id) => {
    byId(id).dataset.index = "yes";
    byId(id).append(...runs.map((r, i) => {
      const option = element("option", label(i) + " · " + r.experiment + " · " + r.id.slice(0, 12));
      option.value = String(i);
      return option;
    }));
    control(id, "value", id, drawDiff);
  });
  control("smooth", "value", "smooth", drawCharts);
  control("log", "checked", "log", drawCharts);
  control("outliers", "checked", "outliers", drawCharts);
  control("axis", "value", "axis", drawCharts);
  control("only", "checked", "only", drawDiff);
  byId("find").addEventListener("input", drawTable);
  byId("all").addEventListener("click", () => setShown(runs.map((r, i) => i), true));
  byId("none").addEventListener("click", () => setShown(runs.map((r, i) => i), false));
  let resizing = 0;
  addEventListener("resize", () => {
    clearTimeout(resizing);
    resizing = setTimeout(drawCharts, 150);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawCharts);

  byId("title").textContent = data.title;
  byId("about").textContent = runs.length + (runs.length === 1 ? " run" : " runs")
      + (data.runsFound > runs.length ? " of " + data.runsFound : "") + ", written " + data.generatedAt;
  drawTable();
  drawDiff();
  drawCharts();
  document.body.dataset.ready = "yes";
})();
