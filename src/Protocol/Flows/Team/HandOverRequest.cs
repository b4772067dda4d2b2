using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows.Team;

/// <summary>
/// TEAM-AGAIN mail, doctor k+1 to doctor k: hand on again what was lost, or sign again what does not hold. Canonical: [1,
/// chain id, sid, k, sign again bool].
/// </summary>
public sealed class HandOverRequest
{
    private const ulong Version = 1;
    private const int Fields = 5;

    public required Bytes32 ChainId { get; init; }

    public required Bytes32 Sid { get; init; }

    /// <summary>k, the place that is asked.</summary>
    public required uint Place { get; init; }

    /// <summary>The signature or the content does not hold; otherwise the hand-over did not come.</summary>
    public required bool SignAgain { get; init; }

    public static Parsed<HandOverRequest> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var request = new HandOverRequest
        {
            ChainId = reader.Bytes32(),
            Sid = reader.Bytes32(),
            Place = (uint)reader.UInt(RecordLimits.TeamSizeMax),
            SignAgain = reader.Bool(),
        };
        return reader.Complete && request.Place > 0 ? request : Refusals.Malformed.With("hand-over request");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version)
        .Bytes(ChainId).Bytes(Sid).UInt(Place).Bool(SignAgain).ToArray();
}
