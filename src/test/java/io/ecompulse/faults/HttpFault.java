package io.ecompulse.faults;

/** What happens to one request. */
public enum HttpFault {
    NONE,
    /** Answered 503 with S3's code SlowDown; the server does not see it. */
    SLOW_DOWN,
    /** Answered 429; the server does not see it. */
    TOO_MANY_REQUESTS,
    /** Answered 500; the server does not see it. */
    ERROR,
    /** Never answered; the server does not see it. */
    HANG,
    /** The connection ends in the middle of the body, on both sides. */
    CUT_REQUEST,
    /** The server does its work, its answer never arrives. */
    LOSE_ANSWER,
    /** The connection ends before the last byte of the answer. */
    CUT_ANSWER,
    /** The server does not learn that it should create only what is absent. */
    FORGET_CONDITION
}
