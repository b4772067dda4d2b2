using HospitalChain.Crypto;
using HospitalChain.Crypto.L19;

namespace HospitalChain.Node.Search;

/// <summary>A capsule that stands in a sealed block of the chain and verified. Only <see cref="CapsuleVerifier"/> makes one.</summary>
public sealed class ProvenCapsule
{
    internal ProvenCapsule(Bytes32 recordId, VerifiedL19Capsule capsule)
    {
        RecordId = recordId;
        Capsule = capsule;
    }

    public Bytes32 RecordId { get; }

    public VerifiedL19Capsule Capsule { get; }
}
