// Brings what is shown to what should be shown by the smallest change, so that focus, selection,
// scroll and opened details stay where they are when news come in.

/**
 * Makes the children of an element equal to the given ones. What has a key stays the same element
 * wherever it comes to stand, and is not moved while others only come and go around it: an element
 * that is moved loses the focus.
 */
export function morph(element, wanted) {
  const kept = new Set(wanted.map(keyOf));
  for (const old of [...element.childNodes]) {
    if (keyOf(old) !== null && !kept.has(keyOf(old))) old.remove();
  }
  const keyed = new Map([...element.childNodes].map((old) => [keyOf(old), old]));
  let old = element.firstChild;
  for (const node of wanted) {
    if (old && alike(old, node)) {
      adopt(old, node);
      old = old.nextSibling;
    } else if (keyOf(node) !== null && keyed.has(keyOf(node))) {
      const moved = keyed.get(keyOf(node));
      element.insertBefore(moved, old);
      adopt(moved, node);
    } else if (old && keyOf(old) === null && keyOf(node) === null) {
      const next = old.nextSibling;
      old.replaceWith(node);
      old = next;
    } else {
      element.insertBefore(node, old);
    }
  }
  while (old) {
    const next = old.nextSibling;
    old.remove();
    old = next;
  }
}

/** The name of an element among its siblings; null if it has none. */
function keyOf(node) {
  const key = node.nodeType === Node.ELEMENT_NODE ? node.getAttribute('data-key') : null;
  return key === null ? null : `${node.nodeName} ${key}`;
}

function alike(old, node) {
  return old.nodeType === node.nodeType && old.nodeName === node.nodeName && keyOf(old) === keyOf(node);
}

function adopt(old, node) {
  if (node.nodeType === Node.TEXT_NODE) {
    if (old.data !== node.data) old.data = node.data;
    return;
  }
  for (const { name } of [...old.attributes]) {
    // Whether a part is open is the reader's to say.
    if (name !== 'open' && name !== 'style' && !node.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of [...node.attributes]) {
    if (name !== 'open' && name !== 'style' && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  // As an attribute the page's policy refuses it.
  if (old.style.cssText !== node.style.cssText) old.style.cssText = node.style.cssText;
  morph(old, [...node.childNodes]);
}
