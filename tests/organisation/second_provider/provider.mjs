// A provider for tests: whoever is told to it by PUT /people/<sub> signs in there by naming themself
// (?as=<sub> at the page where it asks). What it says of them is what it was told last.
//
// usage: node provider.mjs <folder of node_modules> <port> <address of the site> [<certificate and key>]
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { pathToFileURL } from "node:url";

const [modules, port, site, pem] = process.argv.slice(2);
const found = createRequire(`${modules}/`).resolve("oidc-provider");
const { default: Provider } = await import(pathToFileURL(found));

const people = new Map();
const issuer = `${pem ? "https" : "http"}://127.0.0.1:${port}`;
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "matchmaker",
      client_secret: "a secret of the two",
      redirect_uris: [`${site}/sign-in/organisation/back`],
      post_logout_redirect_uris: [`${site}/`],
      backchannel_logout_uri: `${site}/sign-in/organisation/ended`,
      backchannel_logout_session_required: true,
    },
  ],
  claims: {
    email: ["email", "email_verified"],
    profile: ["name", "preferred_username"],
    openid: ["sub", "groups", "tid"],
  },
  conformIdTokenClaims: false,
  cookies: { keys: ["only for tests"] },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: { enabled: true },
    backchannelLogout: { enabled: true },
  },
  // It guards against addresses of its own machine, where the site is.
  fetch: (address, { dispatcher, ...options }) => globalThis.fetch(address, options),
  interactions: { url: (_context, interaction) => `/asks/${interaction.uid}` },
  findAccount: (_context, sub) =>
    people.has(sub) && { accountId: sub, claims: () => ({ sub, ...people.get(sub) }) },
  // Whoever runs the organisation's sign-in has said yes for everybody.
  async loadExistingGrant(context) {
    const grant = new provider.Grant({
      clientId: context.oidc.client.clientId,
      accountId: context.oidc.session.accountId,
    });
    grant.addOIDCScope("openid email profile");
    await grant.save();
    return grant;
  },
});
provider.on("backchannel.error", (_context, error) => console.error(String(error)));

const answer = provider.callback();
async function serve(request, response) {
  const url = new URL(request.url, issuer);
  const [, what, name] = url.pathname.split("/");
  if (what === "people" && request.method === "PUT") {
    let text = "";
    for await (const part of request) text += part;
    people.set(decodeURIComponent(name), JSON.parse(text));
    response.writeHead(204).end();
  } else if (what === "asks") {
    const sub = url.searchParams.get("as");
    if (sub === null) {
      response.writeHead(200, { "Content-Type": "text/plain" }).end("Who are you?");
      return;
    }
    const login = { accountId: sub, remember: true };
    await provider.interactionFinished(request, response, { login, consent: {} });
  } else {
    answer(request, response);
  }
}

const tls = pem && { key: readFileSync(pem), cert: readFileSync(pem) };
const server = tls ? https.createServer(tls, serve) : http.createServer(serve);
server.listen(Number(port), "127.0.0.1", () => console.log("ready"));
