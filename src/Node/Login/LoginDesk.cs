using HospitalChain.Crypto;
using HospitalChain.Node.Problems;
using HospitalChain.Node.Telemetry;
using HospitalChain.Node.Tls;

namespace HospitalChain.Node.Login;

/// <summary>Checks signed logins, cheapest check first, and hands out tokens (chain.md §7).</summary>
public sealed class LoginDesk(SigningKey nodeKey, TlsIdentity identity, IKeyDirectory directory, LoginNonces nonces, BearerTokens tokens, TimeProvider time, NodeMeters meters)
{
    /// <summary>A signed expiry further ahead than this is refused, or a stolen login would stay good.</summary>
    public static readonly TimeSpan ExpiryMax = TimeSpan.FromMinutes(5);

    public LoginChallenge Challenge() => new(nonces.Issue(), nodeKey.PublicKey, identity.Fingerprint, time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>A token, or the refusal.</summary>
    public (LoginResult? Token, HttpRefusal? Refusal) LogIn(LoginRequest request)
    {
        var refusal = RefusalOf(request, out var role);
        meters.Login(refusal?.Code ?? "OK");
        if (refusal is not null)
        {
            return (null, refusal);
        }

        var (token, expiry) = tokens.Issue(request.ChainId, request.Key);
        return (new LoginResult(token, expiry.ToUnixTimeMilliseconds(), role), null);
    }

    private HttpRefusal? RefusalOf(LoginRequest request, out KeyRole role)
    {
        role = default;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (request.ExpiryMillis <= now || request.ExpiryMillis > now + (long)ExpiryMax.TotalMilliseconds)
        {
            return LoginRefusals.Expired;
        }

        if (!nonces.IsFresh(request.Nonce))
        {
            return LoginRefusals.BadNonce;
        }

        if (directory.LoginRoleOf(request.ChainId, request.Key) is not { } known)
        {
            return directory.EndOf(request.ChainId, request.Key) is { } ended ? HttpRefusal.Of(ended.Reason) with { Detail = ended.Detail } : LoginRefusals.UnknownKey;
        }

        role = known;
        var message = SignedMessage.Login(request.ChainId, nodeKey.PublicKey, identity.Fingerprint, request.Nonce.ToArray(), (ulong)request.ExpiryMillis);
        if (!Bip340.Verify(request.Key, message, request.Signature))
        {
            return LoginRefusals.BadSignature;
        }

        return nonces.TryUse(request.Nonce) ? null : LoginRefusals.Replayed;
    }
}
