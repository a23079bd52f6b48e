// Sends one file as soon as it is attached, with its progress; the message names it later.
const units = ["bytes", "KB", "MB", "GB"];

export function sizeInWords(bytes) {
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${size < 10 && unit ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

/** Resolves to {secret, filename, size}; rejects with an Error whose message can be shown. */
export function upload(file, { url, token, onProgress, signal }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("file", file, file.name || "pasted-image.png");
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", token);
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      if (request.status === 201) resolve(JSON.parse(request.responseText));
      else if (request.status === 422) reject(new Error(request.responseText));
      else if (request.status === 401) reject(new Error("You are signed out. Sign in again."));
      else reject(new Error("The server did not take this file. Attach it again."));
    });
    request.addEventListener("error", () =>
      reject(new Error("No connection. Attach the file again.")),
    );
    request.addEventListener("abort", () => reject(new DOMException("Removed", "AbortError")));
    signal?.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}
