using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Accesses;

/// <summary>Whether a REQUEST shows that its signer asks here and now: only then is it judged, and a refusal recorded.</summary>
public sealed class RequestGate(RequestNonces nonces, TimeProvider time)
{
    /// <summary>What shows that this request proves nothing: it is answered and never recorded. Null takes its nonce.</summary>
    /// <param name="request">The reader's request.</param>
    /// <param name="caller">The key that is logged in.</param>
    public Refusal? Refuses(AccessRequest request, Bytes32 caller)
    {
        var now = (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
        return caller != request.Requester ? AccessRefusals.NotYourRequest
            : !request.SignatureIsValid() ? Refusals.RequestInvalid
            : !RequestNonces.IsFresh(request, now) ? AccessRefusals.RequestStale
            : !nonces.TryUse(request, now) ? AccessRefusals.RequestReplayed
            : null;
    }
}
