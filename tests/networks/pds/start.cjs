// Starts a directory of accounts and one Bluesky server beside it, both reached from this machine only. Says where, as one line of JSON.
// Arguments: the folder where the packages are, and an empty one for what it keeps. PDS_JWT_SECRET is what its tokens are signed with.
const [packages, folder] = process.argv.slice(2)
const { createServer } = require("node:http")
const { createRequire } = require("node:module")
const { randomBytes } = require("node:crypto")
const { mkdirSync } = require("node:fs")
const installed = createRequire(`${packages}/`)
const { PDS, envToCfg, envToSecrets, readEnv } = installed("@atproto/pds")
const { PlcServer, Database } = installed("@did-plc/server")

const LOOPBACK = "127.0.0.1"
const CLIENT = /^https:\/\/port-(\d+)\.onlyhuman\.dev\//

async function start() {
  const directory = PlcServer.create({ db: Database.mock(), port: 0 })
  const { port: directoryPort } = (await listening(directory, 0)).address()
  const port = await freePort()
  mkdirSync(`${folder}/blobs`)
  Object.assign(process.env, {
    PDS_ADMIN_PASSWORD: randomBytes(16).toString("hex"),
    PDS_BLOBSTORE_DISK_LOCATION: `${folder}/blobs`,
    PDS_BLOBSTORE_DISK_TMP_LOCATION: `${folder}/blobs/coming`,
    PDS_DATA_DIRECTORY: folder,
    PDS_DEV_MODE: "true",
    PDS_ENABLE_DID_DOC_WITH_SESSION: "true",
    PDS_DID_PLC_URL: `http://${LOOPBACK}:${directoryPort}`,
    PDS_HOSTNAME: "localhost",
    PDS_INVITE_REQUIRED: "false",
    PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: randomBytes(32).toString("hex"),
    PDS_PORT: String(port),
  })
  const env = readEnv()
  await listening(await PDS.create(envToCfg(env), envToSecrets(env)), port)
  console.log(JSON.stringify({ port, directory: directoryPort }))
}

// An app that is known by its public address: this one stands for a port of this machine. Nothing else can be looked up.
const fetching = globalThis.fetch
globalThis.fetch = (asked, how) => {
  const address = String(asked.url ?? asked)
  const client = CLIENT.exec(address)
  return client ? fetching(address.replace(CLIENT, `http://${LOOPBACK}:${client[1]}/`)) : fetching(asked, how)
}

// Both would listen on every interface.
async function listening(server, port) {
  server.app.listen = () => createServer(server.app).listen(port, LOOPBACK)
  return server.start()
}

function freePort() {
  return new Promise((found) => {
    const taken = createServer().listen(0, LOOPBACK, () => {
      const { port } = taken.address()
      taken.close(() => found(port))
    })
  })
}

start()
