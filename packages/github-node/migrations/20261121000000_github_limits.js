// @ts-check

/**
 * The pauses that GitHub asked for, for all replicas.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('github_limits', table => {
    table.comment('What GitHub allows each of its clients, for all replicas');
    table
      .string('key', 500)
      .notNullable()
      .primary()
      .comment('Host and account that GitHub counts calls of; no secret');
    table
      .bigInteger('paused_until')
      .notNullable()
      .defaultTo(0)
      .comment('Milliseconds since 1970 by the clock of the database');
    table
      .bigInteger('next_write_at')
      .notNullable()
      .defaultTo(0)
      .comment('When the next write may be sent, by the same clock');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('github_limits');
};
