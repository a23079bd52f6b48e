// What the page around the widget is, and what went wrong on it since it was loaded.

const MOST_REMEMBERED = 20;
const consoleErrors = [];
const exceptionIds = [];
let remembering = false;

const describe = (value) => {
  if (value instanceof Error) return value.stack || `${value.name}: ${value.message}`;
  if (typeof value !== "object" || value === null) return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    return String(value);
  }
};

function remember(...values) {
  if (remembering) return;
  remembering = true;
  try {
    const text = values.map(describe).join(" ").slice(0, 500);
    consoleErrors.push({ at: new Date().toISOString(), text });
    if (consoleErrors.length > MOST_REMEMBERED) consoleErrors.shift();
  } finally {
    remembering = false;
  }
}

const writeError = console.error;
console.error = function (...values) {
  remember(...values);
  return writeError.apply(this, values);
};
addEventListener("error", (event) => {
  if (event.message) remember(event.error || `${event.message} (${event.filename}:${event.lineno})`);
});
addEventListener("unhandledrejection", (event) => remember("Unhandled rejection:", event.reason));

// The analytics SDK, if the page has it. Before it has loaded, its stub answers undefined.
const ask = (question) => {
  try {
    return window.posthog ? question(window.posthog) : undefined;
  } catch {
    return undefined;
  }
};
const sdkDistinctId = () => ask((sdk) => sdk.get_distinct_id()) || "";
const sdkIsAnonymous = () => ask((sdk) => sdk.get_property("$user_state")) !== "identified";

let watching = null;
function watchExceptions() {
  const sdk = window.posthog;
  if (!sdk || !sdk.__loaded || watching === sdk) return;
  watching = sdk;
  ask(() =>
    sdk.on("eventCaptured", (event) => {
      if (event && event.event === "$exception" && event.uuid) exceptionIds.push(event.uuid);
      if (exceptionIds.length > MOST_REMEMBERED) exceptionIds.shift();
    }),
  );
}
for (const wait of [0, 500, 2000, 8000]) setTimeout(watchExceptions, wait);

const sdkGroups = () => {
  const groups = ask((sdk) => sdk.getGroups()) || {};
  return typeof groups === "object" ? groups : {};
};
const sdkVersion = () =>
  ask((sdk) => sdk.LIB_VERSION || sdk.version || (sdk.config && sdk.config.lib_version)) || "";

// Goes with a new ticket; the form shows a summary of it before it is sent.
function pageContext() {
  const version = sdkVersion();
  return {
    url: location.href,
    referrer: document.referrer,
    title: document.title,
    viewport: `${innerWidth} × ${innerHeight} @${devicePixelRatio || 1}`,
    language: navigator.language,
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    session_id: ask((sdk) => sdk.get_session_id()) || "",
    distinct_id: sdkDistinctId(),
    groups: sdkGroups(),
    sdk: version ? { name: "posthog-js", version } : {},
    console: consoleErrors,
    exceptions: exceptionIds,
  };
}
