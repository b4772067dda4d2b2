using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Flows.Team;

/// <summary>V_k with its doctor's BC22-GK-V signature, not verified here. Canonical: [V_k bin33, signature bin64].</summary>
public sealed class SignedPoint
{
    private const int Fields = 2;

    public required SecpPoint Point { get; init; }

    public required Signature64 Signature { get; init; }

    internal void Write(CanonicalWriter writer) => writer.Array(Fields).Point(Point).Bytes(Signature);

    internal static SignedPoint? Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        return ReadRest(ref reader);
    }

    /// <summary>An absent one is an empty array.</summary>
    internal static void WriteOptional(CanonicalWriter writer, SignedPoint? point)
    {
        if (point is null)
        {
            writer.Array(0);
        }
        else
        {
            point.Write(writer);
        }
    }

    internal static SignedPoint? ReadOptional(ref CanonicalReader reader)
    {
        switch (reader.List(0, Fields))
        {
            case 0:
                return null;
            case Fields:
                return ReadRest(ref reader);
            default:
                reader.Fail();
                return null;
        }
    }

    private static SignedPoint? ReadRest(ref CanonicalReader reader)
    {
        var point = PointCodec.Read(ref reader);
        var signature = reader.Signature();
        return point is null ? null : new SignedPoint { Point = point, Signature = signature };
    }
}
