// The customer's tickets, and one of them with its replies.

let tickets = [];

async function loadTickets() {
  tickets = (await api("GET", "tickets")).items;
  drawBadge();
}

function drawBadge() {
  const unread = tickets.filter(isUnread).length;
  if (ui.unread !== unread) emit("unread", unread);
  ui.unread = unread;
  ui.badge.textContent = unread || "";
  ui.badge.hidden = !unread;
  ui.launcher.setAttribute("aria-label", unread ? `Help, ${unread} new ${unread === 1 ? "answer" : "answers"}` : "Help");
}

async function showHome() {
  if (!config) show(loadingView("Support"));
  const step = (ui.step += 1);
  try {
    await Promise.all([loadConfig(), loadTickets()]);
  } catch (problem) {
    if (step === ui.step) show(failedView("Support", problem, showHome));
    return;
  }
  if (step !== ui.step) return;
  const unsent = draft("new").message;
  show(tickets.length && !unsent ? listView() : formView(Boolean(tickets.length)));
  watch();
}

function listView() {
  const list = h("ul", { class: "tickets" });
  const start = button("button primary", () => show(formView(true)), config.title);
  start.setAttribute("data-first", "");
  const view = {
    title: "Support",
    elements: [
      h(
        "div",
        { class: "view scroll" },
        h("div", { class: "start" }, start, expected(config.expected_response)),
        h("h3", {}, "Your tickets"),
        list,
      ),
    ],
    refresh: async () => {
      const before = JSON.stringify(tickets);
      await loadTickets();
      const changed = before !== JSON.stringify(tickets);
      if (changed) draw();
      return changed;
    },
  };
  const draw = () => {
    const numbers = [...list.children].map((row) => row.dataset.number);
    const active = ui.host.shadowRoot.activeElement;
    const focused = active && active.closest("li");
    list.replaceChildren(...tickets.map(ticketRow));
    const kept = focused && list.querySelector(`[data-number="${focused.dataset.number}"] button`);
    if (kept && numbers.length) kept.focus();
  };
  draw();
  return view;
}

function ticketRow(ticket) {
  const unread = isUnread(ticket);
  const status = h("span", { class: "status", "data-status": ticket.status }, ticket.status_label);
  const row = button(
    unread ? "unread" : "",
    () => openTicket(ticket.number),
    h("span", { class: "line" }, h("span", { class: "subject" }, ticket.subject), timeElement(ticket.updated_at)),
    h("span", { class: "snippet" }, `${ticket.from_us ? "" : "You: "}${ticket.snippet}`),
    h("span", { class: "line meta" }, status, `#${ticket.number}`, unread && h("b", { class: "new" }, "New answer")),
  );
  return h("li", { "data-number": ticket.number }, row);
}

async function openTicket(number) {
  show(loadingView(`Ticket #${number}`, true));
  const step = ui.step;
  try {
    const ticket = await api("GET", `tickets/${number}`);
    if (step === ui.step) showTicket(ticket);
  } catch (problem) {
    if (step === ui.step) show(failedView(`Ticket #${number}`, problem, () => openTicket(number), true));
  }
}

function showTicket(ticket, justSent) {
  show(ticketView(ticket, justSent));
  watch();
}

function messageRow(message) {
  const who = message.mine ? "You" : message.name;
  return h(
    "article",
    { class: message.from === "team" ? "message team" : "message", "data-id": message.id },
    h("p", { class: "line" }, h("b", {}, who), timeElement(message.created_at)),
    richText(message.body_html),
    attachedFiles(message.attachments),
  );
}

function ticketView(ticket, justSent) {
  const log = h("div", { class: "log", role: "log", "aria-label": "Messages" });
  const status = h("span", { class: "status" });
  const sent = justSent && h("div", { class: "sent" }, icon("check"), h("p", {}, h("b", {}, "Sent. "), config.expected_response, " The answer appears here."));
  const scroll = h("div", { class: "scroll", tabindex: "0", "aria-label": "Conversation" }, log, sent);
  const head = h("div", { class: "about" }, h("h3", {}, ticket.subject), h("p", { class: "line meta" }, status));
  const reply = replyForm(ticket, (data) => draw(data.ticket, true));
  const asked = h("p", {}, "Did this help?");
  const solved = button("button", confirm, "This solved it");
  const open = button("button", () => reply.message.focus(), "I still need help");
  const question = h("div", { class: "reply ask" }, asked, h("div", { class: "line" }, solved, open));

  async function confirm() {
    working(solved, true);
    try {
      draw((await api("POST", `tickets/${ticket.number}/confirmation`)).ticket);
      reply.message.focus();
    } catch (problem) {
      asked.textContent = problem.message;
    } finally {
      working(solved, false);
    }
  }

  function draw(fresh, own) {
    if (fresh.number !== ticket.number) return showTicket(fresh);
    const known = new Set([...log.children].map((row) => Number(row.dataset.id)));
    const added = fresh.messages.filter((message) => !known.has(message.id));
    const atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
    log.append(...added.map(messageRow));
    status.textContent = fresh.status_label;
    status.dataset.status = fresh.status;
    question.hidden = !fresh.asks_if_solved;
    const answer = added.filter((message) => message.from === "team").pop();
    if (known.size && answer) announce(`${answer.name} answered.`);
    if (known.size && answer && sent) sent.remove();
    if (added.length && (own || atEnd || !known.size)) scroll.scrollTop = scroll.scrollHeight;
    if (ui.open && !document.hidden) markRead(fresh.number, fresh.last_reply);
    return added.length > 0;
  }

  draw(ticket);
  return {
    title: `Ticket #${ticket.number}`,
    canGoBack: true,
    elements: [h("div", { class: "view" }, head, scroll, question, reply)],
    shown: () => (scroll.scrollTop = scroll.scrollHeight),
    refresh: async () => {
      const changed = draw(await api("GET", `tickets/${ticket.number}`));
      if (changed) await loadTickets();
      return changed;
    },
  };
}

function replyForm(ticket, onSent) {
  const name = String(ticket.number);
  const kept = draft(name);
  let nonce = kept.nonce || randomUuid();
  const message = h("textarea", {
    name: "message",
    rows: "2",
    maxlength: String(config.limits.message),
    "aria-label": "Your reply",
    placeholder: ticket.status === "solved" || ticket.status === "closed" ? "Not solved? Write again" : "Write a reply",
    "data-first": true,
    value: kept.message || "",
  });
  const picker = filePicker(config.limits, kept.files, save);
  const failure = failureText();
  const send = h("button", { class: "button primary", type: "submit" }, "Send");
  const form = h(
    "form",
    { class: "reply", novalidate: true },
    h("div", { class: "field" }, message),
    failure,
    h("div", { class: "line" }, picker.element, send),
  );
  function save() {
    keepDraft(name, { message: message.value, files: picker.saved(), nonce });
  }
  message.addEventListener("input", save);
  message.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) form.requestSubmit();
  });
  acceptsFiles(form, picker);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failure.textContent = "Write a message first.";
    failure.hidden = Boolean(message.value.trim());
    if (!failure.hidden) return message.focus();
    working(send, true);
    try {
      if (!(await picker.arrived())) throw new Problem(NOT_ATTACHED);
      const body = { message: message.value, nonce, attachments: picker.secrets() };
      const data = await api("POST", `tickets/${ticket.number}/messages`, body);
      nonce = randomUuid();
      message.value = "";
      picker.clear();
      keepDraft(name, null);
      announce("Sent.");
      emit("reply", { number: data.ticket.number });
      onSent(data);
      watch();
    } catch (problem) {
      failure.textContent = problem.message;
      failure.hidden = false;
    } finally {
      working(send, false);
      message.focus();
    }
  });
  return form;
}
