// Emmett on PostgreSQL: one line of standard input is a measurement, one of output its rate.
// `append N S`: for S seconds N loops each append one event to a new stream. `fill N C`: N events of C clusters, to project.
// `project`: a new projection of all of them.
import { createInterface } from 'node:readline';
import {
    getPostgreSQLEventStore, postgreSQLEventStoreConsumer, postgreSQLRawSQLProjection,
} from '@event-driven-io/emmett-postgresql';
import { SQL, identifier } from '@event-driven-io/dumbo';

const connectionString = process.argv[2];
const store = getPostgreSQLEventStore(connectionString);
const text = 'x'.repeat(300);
const joined = (cluster, party) => ({ type: 'MemberJoined', data: { cluster, party, text } });
let [filled, number] = [0, 0];

async function append(clients, seconds) {
    const began = performance.now();
    let done = 0;
    const mark = crypto.randomUUID();
    const client = async name => {
        for (let one = 0; performance.now() - began < seconds * 1000; one++) {
            await store.appendToStream(`membership-${mark}-${name}-${one}`, [joined('c1', 'p1')], {
                expectedStreamVersion: 'STREAM_DOES_NOT_EXIST',
            });
            done++;
        }
    };
    await Promise.all(Array.from({ length: clients }, (_, name) => client(name)));
    return done / (performance.now() - began) * 1000;
}

async function fill(count, clusters) {
    for (; filled < count; filled++) {
        await store.appendToStream(`membership-${filled}`, [joined(`c${filled % clusters}`, `p${filled}`)]);
    }
    return 0;
}

async function project() {
    number += 1;
    const table = `members_${number}`;
    const projection = postgreSQLRawSQLProjection({
        name: table,
        canHandle: ['MemberJoined'],
        init: () => SQL`CREATE TABLE IF NOT EXISTS ${identifier(table)} (cluster text, party text, PRIMARY KEY (cluster, party))`,
        evolve: ({ data }) =>
            SQL`INSERT INTO ${identifier(table)} VALUES (${data.cluster}, ${data.party}) ON CONFLICT DO NOTHING`,
    });
    const consumer = postgreSQLEventStoreConsumer({
        connectionString, stopWhen: { noMessagesLeft: true }, pulling: { batchSize: 1000 },
    });
    consumer.projector({ processorId: table, projection, startFrom: 'BEGINNING' });
    const began = performance.now();
    await consumer.start();
    await consumer.close();
    return filled / (performance.now() - began) * 1000;
}

const tasks = { append, fill, project };
for await (const line of createInterface({ input: process.stdin })) {
    const [task, ...given] = line.split(' ');
    console.log(await tasks[task](...given.map(Number)));
}
// Its pools keep the process alive.
process.exit(0);
