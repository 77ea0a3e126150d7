// Reads a partner's topic with kafkajs: `node read.js COUNT`, how to log in as JSON on standard input. Prints a line a record.
const { Kafka, logLevel } = require("kafkajs");

let input = "";
process.stdin.on("data", (piece) => (input += piece));
process.stdin.on("end", async () => {
  const { bootstrap, username, password, topic } = JSON.parse(input);
  const client = new Kafka({
    brokers: [bootstrap],
    sasl: { mechanism: "scram-sha-256", username, password },
    ssl: false,
    logLevel: logLevel.ERROR,
  });
  const consumer = client.consumer({ groupId: `${username}.kafkajs` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  let left = Number(process.argv[2]);
  await consumer.run({
    eachMessage: async ({ message }) => {
      const event = JSON.parse(message.value);
      const id = message.headers.ce_id.toString();
      process.stdout.write(`${JSON.stringify({ id, key: message.key.toString(), actor: event.actor })}\n`);
      left -= 1;
      if (left === 0) setTimeout(() => process.exit(0), 0);
    },
  });
});
