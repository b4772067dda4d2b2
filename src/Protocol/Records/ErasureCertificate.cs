using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// An order of erasure and what its holders signed, one confirmation a holder in the order of their keys. Its SHA-256
/// stands in the chain's state; the file is checked offline. Canonical: [1, order, [confirmation, …]].
/// </summary>
public sealed class ErasureCertificate
{
    /// <summary>The longest canonical certificate.</summary>
    public const int BytesMax = 256 + (RecordLimits.HoldersMax * 128);

    private const ulong Version = 1;
    private const int Fields = 3;

    public required ErasureOrder Order { get; init; }

    /// <summary>1 to 16, rising by holder.</summary>
    public required IReadOnlyList<ErasureConfirmation> Confirmations { get; init; }

    /// <summary>SHA-256 of the canonical bytes.</summary>
    public Bytes32 Hash => new(SHA256.HashData(ToBytes()));

    public bool IsConfirmedBy(Bytes32 holder) => Confirmations.Any(confirmation => confirmation.Holder == holder);

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter();
        Write(writer);
        return writer.ToArray();
    }

    public static Parsed<ErasureCertificate> Parse(ReadOnlySpan<byte> input)
    {
        if (input.Length > BytesMax)
        {
            return Refusals.RecordTooLarge.With($"certificate of {input.Length} bytes");
        }

        var reader = new CanonicalReader(input);
        var certificate = Read(ref reader);
        return reader.Complete ? certificate : Refusals.Malformed.With("erasure certificate");
    }

    internal void Write(CanonicalWriter writer)
    {
        writer.Array(Fields).UInt(Version);
        Order.Write(writer);
        writer.Array(Confirmations.Count);
        foreach (var confirmation in Confirmations)
        {
            confirmation.Write(writer);
        }
    }

    internal static ErasureCertificate Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        var order = ErasureOrder.Read(ref reader);
        var confirmations = new ErasureConfirmation[reader.List(1, RecordLimits.HoldersMax)];
        for (var i = 0; i < confirmations.Length; i++)
        {
            confirmations[i] = ErasureConfirmation.Read(ref reader);
            if (i > 0 && confirmations[i].Holder <= confirmations[i - 1].Holder)
            {
                reader.Fail();
            }
        }

        return new ErasureCertificate { Order = order, Confirmations = confirmations };
    }
}
