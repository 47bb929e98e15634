package io.ecompulse.archfixture.marked;

/** Keeps every law but the plan: its package stands on no floor. */
public interface Kept {}
