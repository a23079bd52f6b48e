// Fields the installation asks for; loaded only where there are any. One of certain product areas
// waits until its area is chosen.

const INPUTS = { number: { inputmode: "decimal" }, date: { type: "date" }, checkbox: { type: "checkbox" } };

export default function ownFields(fields, { h, field, icon }) {
  function box({ slug, label, help, kind, choices }, value) {
    const name = `field.${slug}`;
    if (kind === "checkbox") {
      const ticked = h("input", { ...INPUTS[kind], name, checked: value === true });
      const hint = help && h("p", { class: "hint" }, help);
      return h("div", { class: "field", "data-name": name }, h("label", {}, ticked, ` ${label}`), hint);
    }
    if (kind !== "choice") {
      const input = h("input", { ...INPUTS[kind], name, maxlength: "500", value: value || "" });
      return field(label, input, { hint: help, optional: true });
    }
    const options = [{ value: "", label: "Choose one" }, ...choices].map((each) =>
      h("option", { value: each.value, selected: each.value === value }, each.label),
    );
    const select = h("select", { name }, options);
    const whole = field(label, select, { hint: help, optional: true });
    const wrap = h("div", { class: "select" });
    select.replaceWith(wrap);
    wrap.append(select, icon("down"));
    return whole;
  }

  function show(form) {
    for (const { slug, areas } of fields) {
      const outside = areas.length > 0 && !areas.includes(form.elements.area.value);
      form.querySelector(`[data-name="field.${slug}"]`).hidden = outside;
    }
  }

  const valueOf = (control) => (control.type === "checkbox" ? control.checked : control.value);
  return {
    draw: (kept = {}) => fields.map((each) => box(each, kept[each.slug])),
    watch(form) {
      form.addEventListener("change", () => show(form));
      show(form);
    },
    values: (form) =>
      Object.fromEntries(fields.map(({ slug }) => [slug, valueOf(form.elements[`field.${slug}`])])),
  };
}
