using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// Who may read: a key and the chain it is enrolled on. A key of another hospital's chain counts only with a sealed
/// header of that chain and a proof of the enrolment in its state (chain.md §2).
/// </summary>
public sealed class Grantee
{
    private const int Fields = 4;

    public required Bytes32 Key { get; init; }

    /// <summary>The chain on which <see cref="Key"/> is enrolled.</summary>
    public required Bytes32 ChainId { get; init; }

    /// <summary>Canonical sealed header of that chain; empty where the grant's own chain or the registry can tell.</summary>
    public required ReadOnlyMemory<byte> SealedHeader { get; init; }

    /// <summary>Canonical state proof of the enrolment under that header; empty likewise.</summary>
    public required ReadOnlyMemory<byte> EnrolmentProof { get; init; }

    internal void Write(CanonicalWriter writer) => writer.Array(Fields)
        .Bytes(Key).Bytes(ChainId).Bytes(SealedHeader.Span).Bytes(EnrolmentProof.Span);

    internal static Grantee Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        return new Grantee
        {
            Key = reader.Bytes32(),
            ChainId = reader.Bytes32(),
            SealedHeader = reader.Bytes(0, RecordLimits.ProofBytesMax).ToArray(),
            EnrolmentProof = reader.Bytes(0, RecordLimits.ProofBytesMax).ToArray(),
        };
    }
}
