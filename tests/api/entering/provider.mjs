// A real OpenID Connect provider for the tests: `node provider.mjs <node_modules> <client's back address>`.
// It prints its address, lives until its input ends, and takes whoever the request's `x-account` names for signed in.
// `PUT /people/<subject>` says what is known of them.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const [, , modules, back] = process.argv;
const { Provider } = await import(pathToFileURL(`${modules}/oidc-provider/lib/index.js`).href);

const people = new Map();
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const server = createServer((request, response) => handle(request, response));
let handle;

server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      { client_id: "tillwatch", client_secret: "shared", redirect_uris: [back], id_token_signed_response_alg: "ES256" },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), alg: "ES256", use: "sig" }] },
    cookies: { keys: ["tests"] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "zoneinfo"], groups: ["groups"] },
    scopes: ["openid", "email", "profile", "groups"],
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...people.get(sub) }) }),
    interactions: { url: () => "/interact" },
    async loadExistingGrant({ oidc }) {
      const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope(oidc.params.scope);
      await grant.save();
      return grant;
    },
  });
  const asked = provider.callback();
  handle = (request, response) => {
    if (request.url.startsWith("/people/")) return learn(request, response);
    if (request.url.startsWith("/interact")) return interact(provider, request, response);
    return asked(request, response);
  };
  console.log(issuer);
});

async function learn(request, response) {
  let told = "";
  for await (const part of request) told += part;
  people.set(request.url.slice("/people/".length), JSON.parse(told));
  response.writeHead(204).end();
}

function interact(provider, request, response) {
  const accountId = request.headers["x-account"];
  const result = accountId ? { login: { accountId } } : { error: "access_denied" };
  return provider.interactionFinished(request, response, result);
}

process.stdin.on("end", () => process.exit()).resume();
