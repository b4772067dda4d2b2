using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.State;

/// <summary>A registered visit.</summary>
public sealed class VisitEntry
{
    private const ulong Version = 2;
    private const int Fields = 9;

    /// <summary>PK_j, 48 bytes.</summary>
    public required ReadOnlyMemory<byte> VisitKey { get; init; }

    public required Bytes32 Signing { get; init; }

    /// <summary>65 bytes.</summary>
    public required ReadOnlyMemory<byte> Sealing { get; init; }

    /// <summary>66 bytes.</summary>
    public required ReadOnlyMemory<byte> P21Receiving { get; init; }

    public required Bytes32 EvidenceHash { get; init; }

    /// <summary>Signing keys of the assigned doctors, in order.</summary>
    public required IReadOnlyList<Bytes32> Doctors { get; init; }

    /// <summary>Height of the block that closed it; 0 while open.</summary>
    public required ulong ClosedAtHeight { get; init; }

    /// <summary>How many doctors' diagnoses it has: who is shown fewer capsules is shown a part (docs/adr/0026).</summary>
    public ulong Diagnoses { get; init; }

    public bool Closed => ClosedAtHeight != 0;

    /// <summary>The same visit, closed.</summary>
    public VisitEntry CloseAt(ulong height) => With(height, Diagnoses);

    /// <summary>The same visit with one more diagnosis.</summary>
    public VisitEntry WithDiagnosis() => With(ClosedAtHeight, Diagnoses + 1);

    private VisitEntry With(ulong closedAtHeight, ulong diagnoses) => new()
    {
        VisitKey = VisitKey,
        Signing = Signing,
        Sealing = Sealing,
        P21Receiving = P21Receiving,
        EvidenceHash = EvidenceHash,
        Doctors = Doctors,
        ClosedAtHeight = closedAtHeight,
        Diagnoses = diagnoses,
    };

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version)
            .Bytes(VisitKey.Span).Bytes(Signing).Bytes(Sealing.Span).Bytes(P21Receiving.Span).Bytes(EvidenceHash)
            .Array(Doctors.Count);
        foreach (var doctor in Doctors)
        {
            writer.Bytes(doctor);
        }

        return writer.UInt(ClosedAtHeight).UInt(Diagnoses).ToArray();
    }

    public static VisitEntry? Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        reader.Array(Fields);
        reader.Version(Version);
        var visitKey = reader.Fixed(RecordLimits.VisitKeyBytes);
        var signing = reader.Bytes32();
        var sealing = reader.Fixed(RecordLimits.SealingKeyBytes);
        var p21 = reader.Fixed(RecordLimits.P21KeyBytes);
        var evidence = reader.Bytes32();
        var doctors = new Bytes32[reader.List(1, RecordLimits.DoctorsPerVisitMax)];
        for (var i = 0; i < doctors.Length; i++)
        {
            doctors[i] = reader.Bytes32();
        }

        var (closed, diagnoses) = (reader.UInt(ulong.MaxValue), reader.UInt(ulong.MaxValue));
        return !reader.Complete ? null : new VisitEntry
        {
            VisitKey = visitKey,
            Signing = signing,
            Sealing = sealing,
            P21Receiving = p21,
            EvidenceHash = evidence,
            Doctors = doctors,
            ClosedAtHeight = closed,
            Diagnoses = diagnoses,
        };
    }
}
