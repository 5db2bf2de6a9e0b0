// @ts-check

/**
 * Timestamps are milliseconds since 1970 by the clock of the database, so that replicas whose clocks
 * differ agree on leases and deadlines.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('operations', table => {
    table.comment('Changes of environments, from the request to the end');
    table.bigIncrements('sequence').comment('Order of the requests');
    table.string('id', 64).notNullable().unique();
    table.string('kind', 16).notNullable();
    table.string('entity_ref', 255).notNullable();
    table.string('environment', 63).notNullable();
    table.string('source_environment', 63);
    table.text('from_image').comment('What was desired there before');
    table.text('to_image').notNullable().comment('What is to run');
    table.string('requested_by', 255).notNullable();
    table.string('channel', 16).notNullable();
    table.text('reason');
    table.string('idempotency_key', 200).unique();
    table.string('request_hash', 64).notNullable();
    table.string('correlation_id', 64).notNullable();
    table.string('mode', 16).notNullable().comment('direct or pull-request');
    table.text('settings').notNullable().comment('Pinned target, as JSON');
    table.string('state', 32).notNullable();
    table.text('state_reason');
    table.text('change_ref').comment('Commit or pull request, as JSON');
    table.text('change_view').comment('What people see of it, as JSON');
    table.text('progress').comment('Notes of the worker, as JSON');
    table.string('cancel_requested_by', 255);
    table.text('cancel_reason');
    table.bigInteger('requested_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.bigInteger('deadline_at').comment('Empty while a person must act');
    table.bigInteger('finished_at').comment('Set in a final state');
    table.bigInteger('next_at').notNullable().comment('When to work on it');
    table.integer('attempts').notNullable().defaultTo(0);
    table.string('lease_token', 64).comment('Fencing token of the worker');
    table.bigInteger('lease_until');
    table.index(['entity_ref', 'environment', 'sequence']);
    table.index(['finished_at', 'next_at']);
  });
  // One unfinished operation per entity and environment. On the end, not on a list of states: an older
  // replica must not be fooled by a state that it does not know.
  await knex.raw(
    'CREATE UNIQUE INDEX operations_one_active ON operations (entity_ref, environment) WHERE finished_at IS NULL',
  );

  await knex.schema.createTable('ledger', table => {
    table.comment('Every transition, each row with the hash of the one before');
    table.bigInteger('sequence').primary();
    table.string('operation_id', 64).notNullable().index();
    table.string('entity_ref', 255).notNullable();
    table.string('environment', 63).notNullable();
    table.string('state', 32).notNullable();
    table.string('actor', 255);
    table.text('reason');
    table.text('payload').notNullable();
    table.bigInteger('recorded_at').notNullable();
    table.string('previous_hash', 64).notNullable();
    table.string('hash', 64).notNullable();
  });
  await knex.schema.createTable('ledger_head', table => {
    table.comment('One row: the end of the chain, locked by who appends');
    table.integer('id').primary();
    table.bigInteger('sequence').notNullable();
    table.string('hash', 64).notNullable();
  });
  await knex('ledger_head').insert({
    id: 1,
    sequence: 0,
    hash: '0'.repeat(64),
  });

  await knex.schema.createTable('outbox', table => {
    table.comment('Messages that must go out, written with what they tell');
    table.bigIncrements('sequence');
    table.string('dedupe_key', 255).notNullable().unique();
    table.text('payload').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('next_at').notNullable();
    table.integer('attempts').notNullable().defaultTo(0);
    table.bigInteger('delivered_at');
    table.bigInteger('dead_at').comment('Set when it was given up');
    table.text('last_error');
    table.string('lease_token', 64);
    table.bigInteger('lease_until');
    table.index(['delivered_at', 'dead_at', 'next_at']);
  });

  await knex.schema.createTable('environment_states', table => {
    table.comment('Last known state of each entity in each environment');
    table.string('entity_ref', 255).notNullable();
    table.string('environment', 63).notNullable();
    table.text('desired').comment('What git said last, as JSON');
    table.bigInteger('desired_at');
    table.text('desired_error');
    table.text('observed').comment('What the cluster said last, as JSON');
    table.bigInteger('observed_at');
    table.text('observed_error');
    table.bigInteger('checked_at').notNullable();
    table.primary(['entity_ref', 'environment']);
    table.index(['checked_at']);
  });

  await knex.schema.createTable('healthy_versions', table => {
    table.comment('Versions that were seen healthy');
    table.string('entity_ref', 255).notNullable();
    table.string('environment', 63).notNullable();
    table.string('image', 512).notNullable();
    table.bigInteger('first_healthy_at').notNullable();
    table.bigInteger('last_healthy_at').notNullable();
    table.primary(['entity_ref', 'environment', 'image']);
  });

  await knex.schema.createTable('version_marks', table => {
    table.comment('Versions that were left by a rollback');
    table.string('entity_ref', 255).notNullable();
    table.string('environment', 63).notNullable();
    table.string('image', 512).notNullable();
    table.string('operation_id', 64).notNullable();
    table.text('reason').notNullable();
    table.string('marked_by', 255).notNullable();
    table.bigInteger('marked_at').notNullable();
    table.primary(['entity_ref', 'environment', 'image']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const name of [
    'version_marks',
    'healthy_versions',
    'environment_states',
    'outbox',
    'ledger_head',
    'ledger',
    'operations',
  ]) {
    await knex.schema.dropTable(name);
  }
};
