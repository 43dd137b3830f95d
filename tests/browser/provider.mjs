// An identity provider for one reader, on another site than the program's (localhost is not 127.0.0.1): discovery, keys, log-in without a question, tokens signed by a key of its own.

import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';

const base64 = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

// Begins to listen; `who` is the reader whom it knows.
export async function provider(who) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const codes = new Map();
  let issuer;
  const server = createServer((request, response) => {
    const url = new URL(request.url, issuer);
    const json = (value) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (url.pathname === '/.well-known/openid-configuration') {
      json({ issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys`, end_session_endpoint: `${issuer}/ud` });
    } else if (url.pathname === '/keys') {
      json({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: '1', use: 'sig', alg: 'ES256' }] });
    } else if (url.pathname === '/auth') {
      const code = `kode-${codes.size}`;
      codes.set(code, { nonce: url.searchParams.get('nonce'), challenge: url.searchParams.get('code_challenge'), client: url.searchParams.get('client_id') });
      const back = new URL(url.searchParams.get('redirect_uri'));
      back.searchParams.set('code', code);
      back.searchParams.set('state', url.searchParams.get('state'));
      response.writeHead(302, { location: back.href }).end();
    } else if (url.pathname === '/token') {
      let body = '';
      request.on('data', (bytes) => { body += bytes; });
      request.on('end', () => {
        const form = new URLSearchParams(body);
        const asked = codes.get(form.get('code'));
        codes.delete(form.get('code'));
        const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
        if (asked?.challenge !== challenge) {
          json({ error: 'invalid_grant' });
          return;
        }
        const now = Math.floor(Date.now() / 1000);
        const claims = { iss: issuer, aud: asked.client, sub: '1', iat: now, exp: now + 300, nonce: asked.nonce, preferred_username: who };
        const signed = `${base64({ alg: 'ES256', kid: '1' })}.${base64(claims)}`;
        const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
        json({ access_token: 'x', token_type: 'Bearer', id_token: `${signed}.${signature}` });
      });
    } else {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<!doctype html><title>ud</title>');
    }
  });
  await new Promise((resolve) => { server.listen(0, 'localhost', resolve); });
  issuer = `http://localhost:${server.address().port}`;
  return { issuer, end: () => server.close() };
}
