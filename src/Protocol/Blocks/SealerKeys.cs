using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Blocks;

/// <summary>The keys of a chain's supernode as the genesis fixes them.</summary>
public sealed class SealerKeys
{
    private const int Fields = 3;

    public required Bytes32 Signing { get; init; }

    /// <summary>65 bytes.</summary>
    public required ReadOnlyMemory<byte> Sealing { get; init; }

    /// <summary>SHA-256 of the node's certificate.</summary>
    public required Bytes32 TlsFingerprint { get; init; }

    internal void Write(CanonicalWriter writer) => writer.Array(Fields).Bytes(Signing).Bytes(Sealing.Span).Bytes(TlsFingerprint);

    internal static SealerKeys Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        return new SealerKeys
        {
            Signing = reader.Bytes32(),
            Sealing = reader.Fixed(RecordLimits.SealingKeyBytes),
            TlsFingerprint = reader.Bytes32(),
        };
    }
}
