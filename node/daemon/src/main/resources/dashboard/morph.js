// Brings what is shown to what should be shown by the smallest change, so that focus, selection,
// scroll and opened details stay where they are when news come in.

/** Makes the children of an element equal to the given ones. */
export function morph(element, wanted) {
  const present = [...element.childNodes];
  wanted.forEach((node, i) => {
    const old = present[i];
    if (!old) element.append(node);
    else if (alike(old, node)) adopt(old, node);
    else old.replaceWith(node);
  });
  present.slice(wanted.length).forEach((old) => old.remove());
}

function alike(old, node) {
  return old.nodeType === node.nodeType
    && old.nodeName === node.nodeName
    && (old.nodeType !== Node.ELEMENT_NODE || old.getAttribute('data-key') === node.getAttribute('data-key'));
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
