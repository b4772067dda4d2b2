using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>Ends a visit whose key was lost or stolen, at the patient's request: its grants stop with it.</summary>
public sealed class CloseVisit : RecordBody
{
    private const int Fields = 2;

    public override string Kind => RecordKinds.CloseVisit;

    /// <summary>The visit's PID, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> Pid { get; init; }

    public override void Write(CanonicalWriter writer) => writer.Array(Fields).UInt(Version).Bytes(Pid.Span);

    internal static CloseVisit Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        return new CloseVisit { Pid = reader.Fixed(RecordLimits.PidBytes) };
    }
}
