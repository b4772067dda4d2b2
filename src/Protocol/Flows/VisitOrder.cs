using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows;

/// <summary>VISIT-ORDER mail, hospital to patient: which doctors to see, in which order. Canonical: [1, chain id, PID, doctors].</summary>
public sealed class VisitOrder
{
    private const ulong Version = 1;
    private const int Fields = 4;

    public required Bytes32 ChainId { get; init; }

    /// <summary>PID of the visit, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> Pid { get; init; }

    /// <summary>Signing keys of the assigned doctors, in order.</summary>
    public required IReadOnlyList<Bytes32> Doctors { get; init; }

    public static Parsed<VisitOrder> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var order = new VisitOrder
        {
            ChainId = reader.Bytes32(),
            Pid = reader.Fixed(RecordLimits.PidBytes),
            Doctors = Proofs.HashListCodec.Read(ref reader, RecordLimits.DoctorsPerVisitMax),
        };
        return reader.Complete && order.Doctors.Count > 0 ? order : Refusals.Malformed.With("visit order");
    }

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).Bytes(ChainId).Bytes(Pid.Span);
        Proofs.HashListCodec.Write(writer, [.. Doctors]);
        return writer.ToArray();
    }
}
