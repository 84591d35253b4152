// Shows the node a token once, for a cookie that no script can read.

const SESSION = '../linnet/v1/session';
const form = document.getElementById('in');
const token = document.getElementById('token');
const said = document.getElementById('said');

async function ask(method, headers = {}) {
  const answer = await fetch(SESSION, { method, headers, cache: 'no-store' });
  const body = await answer.json().catch(() => ({}));
  return { status: answer.status, ok: answer.ok, ...body };
}

function show(expires) {
  form.hidden = true;
  document.getElementById('out').hidden = false;
  document.getElementById('until').textContent = `You are signed in until ${new Date(expires).toLocaleString()}.`;
}

form.addEventListener('submit', async (submit) => {
  submit.preventDefault();
  try {
    const answer = await ask('POST', { Authorization: `Bearer ${token.value.trim()}` });
    token.value = '';
    if (answer.ok) location.replace('./');
    else said.textContent = answer.error ?? `The node answered ${answer.status}.`;
  } catch {
    said.textContent = 'The node does not answer, or that is no token.';
  }
});

document.getElementById('leave').addEventListener('click', async () => {
  await ask('DELETE');
  location.reload();
});

const now = await ask('GET').catch(() => ({}));
if (now.expires) show(now.expires);
// A node that asks nobody for a token has no such path.
else if (now.status === 404) location.replace('./');
