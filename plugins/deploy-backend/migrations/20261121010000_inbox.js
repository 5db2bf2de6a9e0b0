// @ts-check

/**
 * Deliveries of webhooks. A table of its own that nothing else refers to: a replica of the version before runs on.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('inbox', table => {
    table.comment('Deliveries of webhooks: stored first, worked on later');
    table.bigIncrements('sequence').comment('Order of arrival');
    table.string('source', 16).notNullable();
    table.string('dedupe_key', 128).notNullable();
    table.string('order_key', 255).notNullable().comment('What it is about');
    table.string('event', 64).notNullable();
    table.text('headers').notNullable().comment('Those that tell, as JSON');
    table.text('body').comment('As it came; removed when it is done');
    table.bigInteger('received_at').notNullable();
    table.bigInteger('next_at').notNullable();
    table.integer('attempts').notNullable().defaultTo(0);
    table.bigInteger('done_at');
    table.string('outcome', 32).comment('hinted, ignored or audited');
    table.bigInteger('dead_at').comment('Set when it was given up');
    table.text('last_error');
    table.string('lease_token', 64);
    table.bigInteger('lease_until');
    table.unique(['source', 'dedupe_key']);
    table.index(['received_at']);
  });
  // Partial: what is done stays for a month, and must not slow down what is due.
  await knex.raw(
    'CREATE INDEX inbox_due ON inbox (next_at) WHERE done_at IS NULL AND dead_at IS NULL',
  );
  await knex.raw(
    'CREATE INDEX inbox_order ON inbox (source, order_key, sequence) WHERE done_at IS NULL AND dead_at IS NULL',
  );
  await knex.raw(
    'CREATE INDEX inbox_dead ON inbox (dead_at) WHERE dead_at IS NOT NULL',
  );

  await knex.schema.createTable('completion_keys', table => {
    table.comment('One row: what the tokens of started jobs are made with');
    table.integer('id').primary();
    table.string('key', 64).notNullable();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('completion_keys');
  await knex.schema.dropTable('inbox');
};
