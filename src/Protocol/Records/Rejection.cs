using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>A refused record in full and the reason, by the hospital (L19-D), so that anyone can check the refusal again.</summary>
public sealed class Rejection : RecordBody
{
    private const int Fields = 3;

    /// <summary>Bytes a rejection adds around the record that it carries, at most.</summary>
    public const int OverheadBytesMax = 512;

    public override string Kind => RecordKinds.Rejection;

    /// <summary>The refused record; never itself a rejection.</summary>
    public required Record Refused { get; init; }

    /// <summary>Stable code of the refusal.</summary>
    public required string Code { get; init; }

    public override void Write(CanonicalWriter writer) =>
        writer.Array(Fields).UInt(Version).Bytes(Refused.Bytes.Span).Text(Code);

    internal static Rejection? Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        var refused = Record.ParseRefused(reader.Bytes(0, RecordLimits.RecordBytesMax - OverheadBytesMax));
        var code = reader.Text(RecordLimits.CodeBytesMax);
        if (!refused.Ok)
        {
            reader.Fail();
            return null;
        }

        return new Rejection { Refused = refused.Value, Code = code };
    }
}
