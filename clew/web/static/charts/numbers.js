// A chart's numbers are its table's: what is drawn, read aloud and saved cannot differ.
const COLOURS = ["--chart-1", "--chart-2", "--chart-3", "--chart-1-soft"];

/** { x: [labels], series: [{ name, colour, down, values, links, texts }] } */
export function numbersOf(figure) {
  const table = figure.querySelector("[data-numbers] table");
  const heads = [...table.tHead.rows[0].cells].slice(1);
  const rows = [...table.tBodies[0].rows];
  const series = heads.map((head, column) => {
    const cells = rows.map((row) => row.cells[column + 1]);
    return {
      name: head.textContent.trim(),
      colour: head.dataset.colour ? `--${head.dataset.colour}` : COLOURS[column % COLOURS.length],
      down: "down" in head.dataset,
      values: cells.map(valueOf),
      texts: cells.map((cell) => cell.textContent.trim()),
      links: cells.map((cell) => cell.querySelector("a")?.getAttribute("href") ?? ""),
    };
  });
  return { x: rows.map((row) => row.cells[0].textContent.trim()), series };
}

export function valueOf(cell) {
  const text = cell.dataset.value ?? cell.textContent.replace(/[\s,]/g, "");
  return text === "" || Number.isNaN(Number(text)) ? null : Number(text);
}

/** The table of numbers that came another way. */
export function tableFrom(figure, data) {
  const place = figure.querySelector("[data-numbers]");
  const table = document.createElement("table");
  table.className = "table";
  table.createCaption().textContent = data.name ?? figure.dataset.name ?? "";
  table.caption.className = "visually-hidden";
  const head = table.createTHead().insertRow();
  head.append(headCell(data.first ?? "", "col"), ...data.series.map((one) => {
    const cell = headCell(one.name, "col");
    cell.dataset.num = "";
    if (one.colour) cell.dataset.colour = one.colour;
    if (one.down) cell.dataset.down = "";
    return cell;
  }));
  const body = table.createTBody();
  data.x.forEach((label, at) => {
    const row = body.insertRow();
    row.append(headCell(label, "row"));
    for (const one of data.series) row.append(numberCell(one.values[at], one.links?.[at]));
  });
  place.replaceChildren(table);
}

function headCell(text, scope) {
  const cell = document.createElement("th");
  cell.scope = scope;
  cell.textContent = text;
  return cell;
}

function numberCell(value, href) {
  const cell = document.createElement("td");
  cell.dataset.num = "";
  cell.dataset.value = value ?? "";
  const text = value === null || value === undefined ? "" : Number(value).toLocaleString();
  if (!href) {
    cell.textContent = text;
    return cell;
  }
  const link = document.createElement("a");
  link.href = href;
  link.textContent = text;
  cell.append(link);
  return cell;
}
