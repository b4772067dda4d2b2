using HospitalChain.Node.Problems;

namespace HospitalChain.Node.Login;

public static class LoginRefusals
{
    public static readonly HttpRefusal Required = new(StatusCodes.Status401Unauthorized, "LOGIN_REQUIRED",
        "The caller has a valid bearer token of a key that a followed chain knows.", "Log in at /v1/login and send the token; it lasts ten minutes.");

    public static readonly HttpRefusal NotAllowed = new(StatusCodes.Status403Forbidden, "NOT_ALLOWED",
        "The caller's role allows the call.", "Log in with a key of the right role.");

    public static readonly HttpRefusal UnknownKey = new(StatusCodes.Status401Unauthorized, "LOGIN_UNKNOWN_KEY",
        "The key is enrolled on the chain it names, and this node follows that chain.", "Check the chain id; if the enrolment is new, wait for its block.");

    public static readonly HttpRefusal BadNonce = new(StatusCodes.Status401Unauthorized, "LOGIN_BAD_NONCE",
        "The nonce was issued by this node within two minutes.", "Take a new challenge from /v1/login/challenge.");

    public static readonly HttpRefusal Replayed = new(StatusCodes.Status401Unauthorized, "LOGIN_REPLAYED",
        "A nonce is good for one login.", "Take a new challenge from /v1/login/challenge.");

    public static readonly HttpRefusal Expired = new(StatusCodes.Status401Unauthorized, "LOGIN_EXPIRED",
        "The signed expiry lies ahead, by no more than five minutes.", "Check this machine's clock, then sign again.");

    public static readonly HttpRefusal BadSignature = new(StatusCodes.Status401Unauthorized, "LOGIN_BAD_SIGNATURE",
        "The signature LOGIN is the key's, over this node's key, this node's TLS fingerprint, the nonce and the expiry.",
        "If the challenge names another node key or fingerprint than you pinned, something stands between you and the node.");
}
