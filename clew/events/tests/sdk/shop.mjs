// A backend of an invented shop, with the real Node SDK. Arguments: URL, key, folder of packages.
import { createRequire } from "node:module"

const [url, key, packages] = process.argv.slice(2)
const { PostHog } = createRequire(packages + "/")("posthog-node")
const client = new PostHog(key, { host: url, flushAt: 20, flushInterval: 100 })
client.identify({ distinctId: "ada", properties: { email: "ada@tea.example" } })
client.groupIdentify({ groupType: "company", groupKey: "acme", properties: { name: "Acme" } })
client.capture({ distinctId: "ada", event: "tea poured", properties: { cups: 2 }, groups: { company: "acme" } })
client.captureException(new TypeError("no kettle"), "ada")
await client.shutdown()
