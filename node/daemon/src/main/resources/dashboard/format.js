// How numbers and times are said.

let skewMillis = 0;

/** Takes the node's clock from an answer: ages are told by it, not by this machine's. */
export function learnClock(dateHeader) {
  const there = Date.parse(dateHeader ?? '');
  if (!Number.isNaN(there)) {
    const skew = there - Date.now();
    // The header has whole seconds: less than two is no difference.
    skewMillis = Math.abs(skew) < 2000 ? 0 : skew;
  }
}

/** How long ago an instant was, in one unit: `42 s`, `3 min`, `5 h`, `12 d`. */
export function age(iso) {
  return span((Date.now() + skewMillis - Date.parse(iso)) / 1000);
}

export function span(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 120) return `${s} s`;
  if (s < 7200) return `${Math.floor(s / 60)} min`;
  if (s < 172800) return `${Math.floor(s / 3600)} h`;
  return `${Math.floor(s / 86400)} d`;
}

/** An instant in this reader's time zone, to the second, and which zone that is. */
export function instant(iso) {
  const at = new Date(iso);
  const two = (n) => String(n).padStart(2, '0');
  const east = -at.getTimezoneOffset();
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} `
    + `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())} `
    + `${east < 0 ? '-' : '+'}${two(Math.floor(Math.abs(east) / 60))}:${two(Math.abs(east) % 60)}`;
}

export function bytes(n) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let i = 0;
  while (n >= 1024 && i < units.length - 1) {
    n /= 1024;
    i++;
  }
  return `${i === 0 || n >= 100 ? Math.round(n) : n.toPrecision(n >= 10 ? 3 : 2)} ${units[i]}`;
}

export function millis(seconds) {
  const ms = seconds * 1000;
  if (ms >= 1000) return `${seconds.toFixed(1)} s`;
  return `${ms >= 100 ? Math.round(ms) : ms.toPrecision(2)} ms`;
}

export function count(n, one, many = `${one}s`) {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
}

export function brief(id) {
  return id.slice(0, 12);
}

/** A measured number, to three digits; counts whole. */
export function measured(n) {
  if (Math.abs(n) >= 1000) return Math.round(n).toLocaleString('en');
  return Number.isFinite(n) ? String(Number(n.toPrecision(3))) : String(n);
}

/** A word of a shell's command line. */
export function quoted(word) {
  return /^[\w.:/@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
