// A server of a few pages, with which the harness tests itself. It counts its starts in its folder.
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

const [dir, address] = process.argv.slice(2);
const [host, port] = address.split(':');
const counter = path.join(dir, 'starts');
let starts = 1;
try {
  starts += Number(readFileSync(counter, 'utf8'));
} catch {
  // the first start
}
writeFileSync(counter, String(starts));

const frame = (body, type = '16px') => `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>诚信</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/style-${type}.css"></head>
<body><main><h1>社会救助诚信管理</h1>${body}</main></body></html>`;

const bodies = {
  '/': `<form action="/large" method="post"><button>大字</button></form><p id="starts">${starts}</p><p id="script"></p><script src="/runs.js"></script>`,
  '/unlabelled': '<form><input type="text"></form>',
  '/inline': '<p onclick="alert(1)">x</p><script>document.title = "ran"</script>',
  '/broken': '<script src="/throws.js"></script>',
  '/wide': '<div class="wide">宽</div>',
};

createServer((request, response) => {
  const cookies = request.headers.cookie ?? '';
  const type = cookies.includes('type=large') ? '24px' : '16px';
  response.setHeader('Content-Security-Policy', "default-src 'self'");
  if (request.url === '/large') return response.writeHead(303, { 'Set-Cookie': 'type=large; Path=/', Location: '/' }).end();
  if (request.url === '/icon.svg') return response.setHeader('Content-Type', 'image/svg+xml').end('<svg xmlns="http://www.w3.org/2000/svg"/>');
  if (request.url === '/runs.js') return response.setHeader('Content-Type', 'text/javascript').end('document.getElementById("script").textContent = "ran"');
  if (request.url === '/throws.js') return response.setHeader('Content-Type', 'text/javascript').end('throw new Error("broken on purpose")');
  if (request.url.startsWith('/style-')) {
    return response.setHeader('Content-Type', 'text/css').end(`body { font-size: ${request.url.slice(7, -4)} } .wide { width: 3000px }`);
  }
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  if (request.url === '/refused') return response.writeHead(422).end(frame('<p>请填写姓名</p>'));
  const body = bodies[request.url === '/r/sign-in' ? '/' : request.url];
  if (body === undefined) return response.writeHead(404).end(frame('<p>没有这一页</p>'));
  return response.end(frame(body, type));
}).listen(Number(port), host);

process.once('SIGTERM', () => process.exit(0));
