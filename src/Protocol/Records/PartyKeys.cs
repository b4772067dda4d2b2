using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>The keys every enrolled party has: signing (BIP-340), sealing (P-256, 65 bytes), P21 receiving (66 bytes).</summary>
public sealed class PartyKeys
{
    internal const int Fields = 3;

    public required Bytes32 Signing { get; init; }

    /// <summary>Uncompressed P-256 point for HPKE, 65 bytes.</summary>
    public required ReadOnlyMemory<byte> Sealing { get; init; }

    /// <summary>Suite P21 receiving pair, 66 bytes.</summary>
    public required ReadOnlyMemory<byte> P21Receiving { get; init; }

    /// <summary>A party's own of an epoch.</summary>
    public static PartyKeys Of(KeyTree keys, uint epoch)
    {
        using var signing = keys.Signing(epoch);
        using var sealing = keys.Sealing(epoch);
        using var receiving = keys.P21Receiving(epoch);
        return new PartyKeys
        {
            Signing = signing.PublicKey,
            Sealing = sealing.PublicKey.Encoded.ToArray(),
            P21Receiving = receiving.PublicKey.Encoded.ToArray(),
        };
    }

    internal void Write(CanonicalWriter writer) =>
        writer.Array(Fields).Bytes(Signing).Bytes(Sealing.Span).Bytes(P21Receiving.Span);

    internal static PartyKeys Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        return new PartyKeys
        {
            Signing = reader.Bytes32(),
            Sealing = reader.Fixed(RecordLimits.SealingKeyBytes),
            P21Receiving = reader.Fixed(RecordLimits.P21KeyBytes),
        };
    }
}
