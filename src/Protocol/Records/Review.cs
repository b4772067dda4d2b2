using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>The judgement on an emergency, by the hospital or a doctor who took no part in it.</summary>
public sealed class Review : RecordBody
{
    private const int Fields = 3;

    public override string Kind => RecordKinds.Review;

    /// <summary>Record id of the opening.</summary>
    public required Bytes32 OpenId { get; init; }

    /// <summary>Any but <see cref="ReviewVerdict.None"/>.</summary>
    public required ReviewVerdict Verdict { get; init; }

    public override void Write(CanonicalWriter writer) => writer.Array(Fields).UInt(Version).Bytes(OpenId).UInt((ulong)Verdict);

    internal static Review Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        var review = new Review { OpenId = reader.Bytes32(), Verdict = (ReviewVerdict)reader.UInt((ulong)ReviewVerdict.Overdue) };
        if (review.Verdict == ReviewVerdict.None)
        {
            reader.Fail();
        }

        return review;
    }
}
