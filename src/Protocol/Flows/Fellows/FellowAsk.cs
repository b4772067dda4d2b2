using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows.Fellows;

/// <summary>
/// FELLOW-ASK mail, patient A to patient B (crypto.md §9): may we find out whether we have the same symptom? Canonical:
/// [1, chain of A, PID_A, chain of B, PID_B, nonce_A, expiry]. Its SHA-256 names the run.
/// </summary>
public sealed class FellowAsk
{
    private const ulong Version = 1;
    private const int Fields = 7;

    public required Bytes32 AskerChain { get; init; }

    /// <summary>PID_A, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> Asker { get; init; }

    public required Bytes32 AskedChain { get; init; }

    /// <summary>PID_B, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> Asked { get; init; }

    /// <summary>32 random bytes of A.</summary>
    public required Bytes32 Nonce { get; init; }

    /// <summary>When the run is over unless both agreed, milliseconds since 1970.</summary>
    public required ulong ExpiryMillis { get; init; }

    /// <summary>Names the run in everything that follows.</summary>
    public Bytes32 Id => new(SHA256.HashData(ToBytes()));

    public static Parsed<FellowAsk> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var askerChain = reader.Bytes32();
        var asker = reader.Fixed(RecordLimits.PidBytes);
        var askedChain = reader.Bytes32();
        var asked = reader.Fixed(RecordLimits.PidBytes);
        var nonce = reader.Bytes32();
        var expiry = reader.UInt(FellowLimits.TimeMax);
        return reader.Complete && !asker.Span.SequenceEqual(asked.Span)
            ? new FellowAsk { AskerChain = askerChain, Asker = asker, AskedChain = askedChain, Asked = asked, Nonce = nonce, ExpiryMillis = expiry }
            : Refusals.Malformed.With("ask of a patient");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version)
        .Bytes(AskerChain).Bytes(Asker.Span).Bytes(AskedChain).Bytes(Asked.Span).Bytes(Nonce).UInt(ExpiryMillis).ToArray();
}
