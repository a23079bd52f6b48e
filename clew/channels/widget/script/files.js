// Attachments: chosen, dropped or pasted; uploaded at once, so that sending is quick.

function filePicker(limits, saved, changed) {
  const files = (saved || []).map((file) => ({ ...file, done: true }));
  const list = h("ul", { class: "files", "aria-label": "Attachments" });
  const input = h("input", { type: "file", multiple: true, class: "unseen", tabindex: "-1", "aria-label": "Attach files" });
  const choose = button("plain-button with-text", () => input.click(), icon("clip"), "Attach files");
  const error = failureText();
  const element = h("div", { class: "attach", "data-name": "attachments" }, list, choose, input, error);

  const draw = () => {
    list.replaceChildren(...files.map((file) => fileRow(file, remove)));
    list.hidden = !files.length;
  };
  const redraw = () => {
    draw();
    changed();
  };
  let uploads = [];
  const remove = (file) => {
    file.removed = true;
    if (file.xhr && !file.done) file.xhr.abort();
    files.splice(files.indexOf(file), 1);
    redraw();
    choose.focus();
  };
  const complain = (text) => {
    error.textContent = text;
    error.hidden = !text;
  };

  async function add(chosen) {
    complain("");
    for (const blob of chosen) {
      if (files.length >= limits.files) return complain(`At most ${limits.files} files fit in one message.`);
      if (blob.size > limits.file) {
        complain(`“${blob.name}” has ${sizeOf(blob.size)}; ${sizeOf(limits.file)} fit. Share a link to it.`);
      } else if (!blob.size) {
        complain(`“${blob.name}” is empty.`);
      } else {
        uploads.push(begin(blob));
      }
    }
  }

  async function begin(blob) {
    const file = { name: blob.name || "image.png", size: blob.size, progress: 0 };
    files.push(file);
    draw();
    try {
      const progress = (part) => file.bar && (file.bar.value = part);
      const answer = await upload(blob, progress, (xhr) => (file.xhr = xhr));
      Object.assign(file, answer, { done: true });
      announce(`${file.name} attached`);
    } catch (problem) {
      if (file.removed) return true;
      files.splice(files.indexOf(file), 1);
      complain(`“${file.name}” was not attached. ${problem.message}`);
    }
    redraw();
    return Boolean(file.done);
  }

  // Waits for what is on its way; false if some of it did not arrive.
  async function arrived() {
    const results = await Promise.all(uploads);
    uploads = [];
    return results.every(Boolean);
  }

  input.addEventListener("change", () => {
    add([...input.files]);
    input.value = "";
  });
  draw();
  return {
    element,
    add,
    arrived,
    saved: () => files.filter((file) => file.done).map(({ secret, name, size }) => ({ secret, name, size })),
    secrets: () => files.filter((file) => file.done).map((file) => file.secret),
    clear: () => {
      files.length = 0;
      complain("");
      redraw();
    },
  };
}

function fileRow(file, remove) {
  file.bar = file.done
    ? null
    : h("progress", { max: "1", value: file.progress, "aria-label": `Uploading ${file.name}` });
  const off = button("plain-button small", () => remove(file), icon("close"));
  labelled(off, `Remove ${file.name}`);
  const size = h("span", { class: "meta" }, sizeOf(file.size));
  return h("li", {}, icon("page"), h("span", { class: "name" }, file.name), file.bar || size, off);
}

// Files dropped or pasted anywhere in the view go to its picker.
function acceptsFiles(element, picker) {
  const take = (event, transfer) => {
    const files = [...((transfer && transfer.files) || [])];
    if (!files.length) return;
    event.preventDefault();
    picker.add(files);
  };
  element.addEventListener("paste", (event) => take(event, event.clipboardData));
  element.addEventListener("drop", (event) => take(event, event.dataTransfer));
  element.addEventListener("dragover", (event) => event.preventDefault());
}

function attachedFiles(files) {
  const rows = files.map((file) => {
    const link = { href: settings.host + file.url, target: "_blank", rel: "noopener noreferrer" };
    const name = h("a", { class: "name", ...link }, file.name);
    return h("li", {}, icon("page"), name, h("span", { class: "meta" }, sizeOf(file.size)));
  });
  return rows.length ? h("ul", { class: "files" }, rows) : null;
}
