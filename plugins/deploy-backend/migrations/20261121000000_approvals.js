// @ts-check

/**
 * Approvals that the portal collects, what is known of an operation after its end, and messages that newer ones
 * replace. Adds only: a replica of the version before runs on with these tables.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('approvals', table => {
    table.comment('Decisions about operations that wait for the portal');
    table.bigIncrements('sequence');
    table.string('operation_id', 64).notNullable();
    table.string('approver', 255).notNullable();
    table.string('decision', 16).notNullable().comment('approved or rejected');
    table.text('image').notNullable().comment('What was decided about');
    table.string('diff_hash', 64).notNullable();
    table.text('reason');
    table.bigInteger('decided_at').notNullable();
    table.bigInteger('voided_at').comment('Set when what it was about changed');
    table.index(['operation_id', 'sequence']);
  });
  // Each person has one decision that counts.
  await knex.raw(
    'CREATE UNIQUE INDEX approvals_one_each ON approvals (operation_id, approver) WHERE voided_at IS NULL',
  );

  await knex.schema.alterTable('operations', table => {
    table
      .bigInteger('late_next_at')
      .comment('When to look whether it worked after its end');
    table.bigInteger('late_success_at').comment('When that was seen');
    table.index(['late_next_at']);
  });

  await knex.schema.alterTable('outbox', table => {
    table.string('coalesce_key', 255).comment('Only the newest of it matters');
    table.bigInteger('coalesced_at').comment('Set when a newer one came');
    table.text('delivered_to').comment('Notifiers that have it, as JSON');
    table.index(['coalesce_key']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('outbox', table => {
    table.dropIndex(['coalesce_key']);
    table.dropColumns('coalesce_key', 'coalesced_at', 'delivered_to');
  });
  await knex.schema.alterTable('operations', table => {
    table.dropIndex(['late_next_at']);
    table.dropColumns('late_next_at', 'late_success_at');
  });
  await knex.schema.dropTable('approvals');
};
