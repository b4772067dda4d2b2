using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows.Fellows;

/// <summary>
/// A patient allows being asked (L19-F): a pseudo-identity and nothing else about the person, how often a day, until when,
/// signed by the visit. Canonical: [1, chain id, PID, since, until, tries a day, FELLOW-OFFER bin64].
/// </summary>
public sealed class FellowOffer
{
    /// <summary>Upper bound of an encoding.</summary>
    public const int BytesMax = 320;

    private const ulong Version = 1;
    private const int Fields = 7;

    public required Bytes32 ChainId { get; init; }

    /// <summary>PID of the visit, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> Pid { get; init; }

    /// <summary>When the patient said so; of two offers of one visit the later counts.</summary>
    public required ulong SinceMillis { get; init; }

    /// <summary>First millisecond at which it is over.</summary>
    public required ulong UntilMillis { get; init; }

    /// <summary>How often in any 24 hours the patient may be asked.</summary>
    public required uint TriesPerDay { get; init; }

    public Signature64 Signature { get; private init; }

    /// <summary>Says yes to being asked.</summary>
    public static FellowOffer Sign(Bytes32 chainId, ReadOnlyMemory<byte> pid, ulong sinceMillis, ulong untilMillis, uint triesPerDay, SigningKey visit) => new()
    {
        ChainId = chainId,
        Pid = pid,
        SinceMillis = sinceMillis,
        UntilMillis = untilMillis,
        TriesPerDay = triesPerDay,
        Signature = visit.Sign(SignedMessage.FellowOffer(chainId, pid.Span, sinceMillis, untilMillis, triesPerDay)),
    };

    /// <summary>It is that visit's own word and stands now.</summary>
    public Refusal? Refuses(Bytes32 visitKey, ulong nowMillis) =>
        UntilMillis <= nowMillis ? Refusals.FellowNotOffered
        : UntilMillis - SinceMillis > FellowLimits.OfferMillisMax || SinceMillis > nowMillis + RecordLimits.IssuedAheadMillisMax ? Refusals.FellowOfferInvalid.With("times")
        : Bip340.Verify(visitKey, SignedMessage.FellowOffer(ChainId, Pid.Span, SinceMillis, UntilMillis, TriesPerDay), Signature) ? null
        : Refusals.FellowOfferInvalid.With("signature");

    public static Parsed<FellowOffer> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var chainId = reader.Bytes32();
        var pid = reader.Fixed(RecordLimits.PidBytes);
        var since = reader.UInt(FellowLimits.TimeMax);
        var until = reader.UInt(FellowLimits.TimeMax);
        var tries = (uint)reader.UInt(FellowLimits.TriesMax);
        var signature = reader.Signature();
        return reader.Complete && since < until && tries > 0
            ? new FellowOffer { ChainId = chainId, Pid = pid, SinceMillis = since, UntilMillis = until, TriesPerDay = tries, Signature = signature }
            : Refusals.Malformed.With("offer of a patient");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version)
        .Bytes(ChainId).Bytes(Pid.Span).UInt(SinceMillis).UInt(UntilMillis).UInt(TriesPerDay).Bytes(Signature).ToArray();
}
